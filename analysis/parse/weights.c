/* SPDX-License-Identifier: Apache-2.0 */
#include "parse/weights.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/hash.h"

static const char MAGIC[4] = {'T', 'S', 'R', 'W'};

enum { VERSION = 1, ENDIAN_MARK = 0x01020304, MAX_TENSORS = 4096 };
enum { TYPE_F32 = 1, TYPE_F16 = 2 };

struct header { /* little endian, as every number of the file */
    char magic[4];
    uint32_t version, endian_mark, tensor_count;
    uint64_t file_bytes;
    uint32_t crc32; /* of all that follows the header */
    uint32_t reserved;
};

struct entry {
    char name[TSRI_WEIGHTS_NAME_CHARS + 1];
    uint32_t type, n_dims, dims[TSRI_WEIGHTS_MAX_DIMS];
    uint64_t offset_bytes; /* from the start of the file, a multiple of 4 */
};

_Static_assert(sizeof(struct header) == 32 && sizeof(struct entry) == 88, "the file's layout has no padding");

struct tsri_weights {
    const tsr_allocator *memory;
    const uint8_t *bytes; /* the caller's */
    uint32_t tensor_count, crc32;
    struct entry *entries;
};

/* A finite half: significand x 2^power, without branches, so that the compiler does several at once. */
static float half_to_float(uint16_t half)
{
    const int32_t exponent = half >> 10 & 31, normal = exponent > 0;
    const int32_t significand = (half & 1023) + normal * 1024;
    const uint32_t power_bits = (uint32_t)(half & 0x8000) << 16 | (uint32_t)(exponent + !normal - 25 + 127) << 23;
    float power;
    memcpy(&power, &power_bits, sizeof power);
    return (float)significand * power;
}

static uint64_t entry_count(const struct entry *entry)
{
    uint64_t count = 1;
    for (uint32_t i = 0; i < entry->n_dims; i++) {
        count *= entry->dims[i];
    }
    return count;
}

/* A table entry against the file: name ended, type known, data behind the table and inside the file. */
static tsr_status
check_entry(const struct entry *entry, uint32_t index, size_t table_end_bytes, size_t file_bytes, tsr_error *err)
{
    if (!memchr(entry->name, '\0', sizeof entry->name) || (entry->type != TYPE_F32 && entry->type != TYPE_F16) ||
        entry->n_dims < 1 || entry->n_dims > TSRI_WEIGHTS_MAX_DIMS) {
        return tsri_fail(err, TSR_E_MODEL, "weight file: tensor %u has type %u and %u dimensions", index, entry->type,
                         entry->n_dims);
    }
    for (uint32_t i = 0; i < entry->n_dims; i++) {
        if (entry->dims[i] < 1 || entry->dims[i] > 65535) { /* four of them cannot overflow 64 bits */
            return tsri_fail(err, TSR_E_MODEL, "weight file: tensor %s has a side of %u", entry->name, entry->dims[i]);
        }
    }
    uint64_t width = entry->type == TYPE_F32 ? 4 : 2, count = entry_count(entry);
    if (entry->offset_bytes > file_bytes || count > (file_bytes - entry->offset_bytes) / width) {
        return tsri_fail(err, TSR_E_MODEL, "weight file: tensor %s reaches beyond the file's %zu bytes", entry->name, file_bytes);
    }
    if (entry->offset_bytes < table_end_bytes || entry->offset_bytes % 4 != 0) {
        return tsri_fail(err, TSR_E_MODEL, "weight file: tensor %s at byte %llu: %s", entry->name,
                         (unsigned long long)entry->offset_bytes,
                         entry->offset_bytes % 4 ? "not a multiple of 4" : "lies in the table");
    }
    return TSR_OK;
}

static tsr_status check_header(const struct header *header, const uint8_t *bytes, size_t size_bytes, tsr_error *err)
{
    if (memcmp(header->magic, MAGIC, sizeof MAGIC) != 0) {
        return tsri_fail(err, TSR_E_MODEL, "not a weight file: it does not begin with TSRW");
    }
    if (header->endian_mark != ENDIAN_MARK) {
        return tsri_fail(err, TSR_E_MODEL, "weight file: byte order mark %08x, expected %08x", header->endian_mark, ENDIAN_MARK);
    }
    if (header->version != VERSION) {
        return tsri_fail(err, TSR_E_MODEL, "weight file: version %u, expected %d", header->version, VERSION);
    }
    if (header->file_bytes != size_bytes || header->tensor_count > MAX_TENSORS ||
        (size_bytes - sizeof *header) / sizeof(struct entry) < header->tensor_count) {
        return tsri_fail(err, TSR_E_MODEL, "weight file: %zu bytes, its header says %llu with %u tensors", size_bytes,
                         (unsigned long long)header->file_bytes, header->tensor_count);
    }
    uint32_t crc = tsri_crc32(bytes + sizeof *header, size_bytes - sizeof *header);
    if (crc != header->crc32) {
        return tsri_fail(err, TSR_E_MODEL, "weight file: checksum %08x, expected %08x", crc, header->crc32);
    }
    return TSR_OK;
}

tsr_status
tsri_weights_parse(const tsr_allocator *memory, const uint8_t *bytes, size_t size_bytes, tsri_weights **out, tsr_error *err)
{
    tsr_status st = TSR_OK;
    struct header header;
    tsri_weights *w = NULL;
    *out = NULL;
    if (size_bytes < sizeof header) {
        return tsri_fail(err, TSR_E_MODEL, "weight file of %zu bytes is too short", size_bytes);
    }
    memcpy(&header, bytes, sizeof header);
    TSRI_TRY(check_header(&header, bytes, size_bytes, err));
    TSRI_TRY(tsri_alloc_zero(memory, 1, sizeof *w, &w, err));
    w->memory = memory;
    w->bytes = bytes;
    w->tensor_count = header.tensor_count;
    w->crc32 = header.crc32;
    TSRI_TRY(tsri_alloc(memory, w->tensor_count + 1u, sizeof *w->entries, &w->entries, err));
    memcpy(w->entries, bytes + sizeof header, w->tensor_count * sizeof *w->entries);
    size_t table_end_bytes = sizeof header + w->tensor_count * sizeof *w->entries;
    for (uint32_t i = 0; i < w->tensor_count; i++) {
        TSRI_TRY(check_entry(&w->entries[i], i, table_end_bytes, size_bytes, err));
    }
    *out = w;
    w = NULL;
done:
    tsri_weights_destroy(&w);
    return st;
}

void tsri_weights_destroy(tsri_weights **weights)
{
    if (weights && *weights) {
        const tsr_allocator *memory = (*weights)->memory;
        tsri_free(memory, (*weights)->entries);
        tsri_free(memory, *weights);
        *weights = NULL;
    }
}

uint32_t tsri_weights_crc32(const tsri_weights *weights)
{
    return weights->crc32;
}

/* Copy the values; false if one of them is infinite or not a number. */
static bool take_halves(const uint8_t *restrict halves, size_t count, float *restrict out)
{
    int32_t odd = 0;
    for (size_t i = 0; i < count; i++) {
        uint16_t half;
        memcpy(&half, halves + 2 * i, sizeof half);
        out[i] = half_to_float(half);
        odd |= (half & 0x7c00) == 0x7c00;
    }
    return !odd;
}

static bool take_floats(const uint8_t *restrict floats, size_t count, float *restrict out)
{
    int32_t odd = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, floats + 4 * i, sizeof bits);
        memcpy(&out[i], &bits, sizeof bits);
        odd |= (bits & 0x7f800000u) == 0x7f800000u;
    }
    return !odd;
}

static void format_dims(uint32_t n_dims, const uint32_t *dims, char *text, size_t text_bytes)
{
    size_t used = 0;
    text[0] = '\0';
    for (uint32_t i = 0; i < n_dims && used < text_bytes; i++) {
        used += (size_t)snprintf(text + used, text_bytes - used, "%s%u", i ? " x " : "", dims[i]);
    }
}

tsr_status tsri_weights_read(
    const tsri_weights *weights, const char *name, uint32_t n_dims, const uint32_t *dims, float *out, tsr_error *err)
{
    for (uint32_t i = 0; i < weights->tensor_count; i++) {
        const struct entry *entry = &weights->entries[i];
        if (strcmp(entry->name, name) != 0) {
            continue;
        }
        if (entry->n_dims != n_dims || memcmp(entry->dims, dims, n_dims * sizeof *dims) != 0) {
            char got[64], expected[64];
            format_dims(entry->n_dims, entry->dims, got, sizeof got);
            format_dims(n_dims, dims, expected, sizeof expected);
            return tsri_fail(err, TSR_E_MODEL, "weight %s is %s, expected %s", name, got, expected);
        }
        const uint8_t *from = weights->bytes + entry->offset_bytes;
        const size_t count = (size_t)entry_count(entry);
        bool finite = entry->type == TYPE_F16 ? take_halves(from, count, out) : take_floats(from, count, out);
        return finite ? TSR_OK : tsri_fail(err, TSR_E_MODEL, "weight %s holds what is not a finite number", name);
    }
    return tsri_fail(err, TSR_E_MODEL, "weight %s is missing from the file", name);
}
