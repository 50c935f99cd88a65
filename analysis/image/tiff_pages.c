/* SPDX-License-Identifier: Apache-2.0
 * TIFF 6.0, section 2: the header holds the place of the first directory; a directory is a count, that many entries, and the
 * place of the next directory or 0. BigTIFF is the same with wider fields. libtiff would parse every entry on the way, and its
 * own search for loops is quadratic. */
#include "image/tiff_pages.h"

#include <inttypes.h>
#include <stdbool.h>

#include "base/fail.h"

typedef struct chain {
    const uint8_t *bytes;
    uint64_t size_bytes;
    bool big_endian, big_tiff;
} chain;

/* width bytes at a place; false if they are not all in the file. */
static bool read_number(const chain *file, uint64_t at, uint64_t width, uint64_t *out)
{
    if (at > file->size_bytes || width > file->size_bytes - at) {
        return false;
    }
    *out = 0;
    for (uint64_t i = 0; i < width; i++) {
        *out = *out << 8 | file->bytes[file->big_endian ? at + i : at + width - 1 - i];
    }
    return true;
}

/* The link behind the directory at a place; 0 at the end of the chain. False if the directory is out of the file. */
static bool next_directory(const chain *file, uint64_t at, uint64_t *out_next)
{
    const uint64_t count_width = file->big_tiff ? 8 : 2, entry_bytes = file->big_tiff ? 20 : 12;
    uint64_t count, next;
    if (!read_number(file, at, count_width, &count) || count > file->size_bytes / entry_bytes ||
        count_width + count * entry_bytes > file->size_bytes - at) {
        return false;
    }
    *out_next = read_number(file, at + count_width + count * entry_bytes, file->big_tiff ? 8 : 4, &next) ? next : 0;
    return true;
}

tsr_status tsri_tiff_count_pages(const uint8_t *bytes, size_t size_bytes, uint32_t max_pages, uint32_t *out_count, tsr_error *err)
{
    chain file = {bytes, size_bytes, size_bytes > 0 && bytes[0] == 'M', false};
    uint64_t version = 0, at = 0, next = 0;
    file.big_tiff = read_number(&file, 2, 2, &version) && version == 43;
    if (!read_number(&file, file.big_tiff ? 8 : 4, file.big_tiff ? 8 : 4, &at) || !next_directory(&file, at, &next)) {
        return tsri_fail(err, TSR_E_FORMAT, "tiff of %zu bytes: its first page, at byte %" PRIu64 ", is not in it", size_bytes,
                         at);
    }
    uint32_t count = 1, lap = 1, steps = 0;
    uint64_t mark = at; /* Brent's search for loops: a place remembered ever longer */
    for (at = next; at != 0 && next_directory(&file, at, &next); at = next) {
        if (at == mark) {
            return tsri_fail(err, TSR_E_FORMAT, "tiff of %zu bytes: its pages form a loop", size_bytes);
        }
        if (++count > max_pages) {
            return tsri_fail(err, TSR_E_LIMIT, "tiff of more than %" PRIu32 " pages", max_pages);
        }
        if (++steps == lap) {
            mark = at;
            lap *= 2;
            steps = 0;
        }
    }
    *out_count = count;
    return TSR_OK;
}
