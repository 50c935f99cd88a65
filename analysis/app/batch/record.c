/* SPDX-License-Identifier: Apache-2.0 */
#include "app/batch/record.h"

#include <string.h>

#include "base/hash.h"

static const char MAGIC[4] = {'T', 'S', 'R', 'J'};

/* A photo's fixed part, before its texts. */
struct fixed {
    int64_t size_bytes, mtime_ns;
    uint64_t xxh3;
    int64_t mask_bytes;
    uint32_t status, text_bytes[3];
};

tsr_status batch_record_begin(tsri_buffer *out, const char *case_line, size_t case_line_bytes, tsr_error *err)
{
    const batch_record_header header = {{0}, 0, 0, 0, 0};
    const uint32_t length = (uint32_t)case_line_bytes;
    tsr_status st = tsri_buffer_append(out, &header, sizeof header, err);
    st = st == TSR_OK ? tsri_buffer_append(out, &length, sizeof length, err) : st;
    return st == TSR_OK ? tsri_buffer_append(out, case_line, case_line_bytes, err) : st;
}

tsr_status batch_record_add(tsri_buffer *out, const batch_record_photo *photo, tsr_error *err)
{
    struct fixed fixed = {photo->input.size_bytes, photo->input.mtime_ns, photo->input.xxh3,
                          photo->mask_bytes,       photo->status,         {0}};
    memcpy(fixed.text_bytes, photo->text_bytes, sizeof fixed.text_bytes);
    tsr_status st = tsri_buffer_append(out, &fixed, sizeof fixed, err);
    for (int i = 0; st == TSR_OK && i < 3; i++) {
        st = tsri_buffer_append(out, photo->texts[i], photo->text_bytes[i], err);
    }
    return st;
}

void batch_record_end(tsri_buffer *out, size_t start, uint64_t key, size_t photo_count)
{
    batch_record_header header = {
        .photo_count = (uint32_t)photo_count, .payload_bytes = out->size_bytes - start - sizeof header, .key = key};
    memcpy(header.magic, MAGIC, sizeof MAGIC);
    header.xxh3 = tsri_xxh3(out->data + start + sizeof header, header.payload_bytes, key);
    memcpy(out->data + start, &header, sizeof header);
}

bool batch_record_header_is_valid(const batch_record_header *header)
{
    return memcmp(header->magic, MAGIC, sizeof MAGIC) == 0;
}

bool batch_record_is_intact(const batch_record_header *header, const void *payload)
{
    return header->xxh3 == tsri_xxh3(payload, header->payload_bytes, header->key);
}

/* Copy bytes out, or tell that there are not so many. */
static bool take(batch_record_reader *r, void *out, size_t size_bytes)
{
    if ((size_t)(r->end - r->at) < size_bytes) {
        return false;
    }
    memcpy(out, r->at, size_bytes);
    r->at += size_bytes;
    return true;
}

static bool take_text(batch_record_reader *r, uint32_t size_bytes, const char **out)
{
    if ((size_t)(r->end - r->at) < size_bytes) {
        return false;
    }
    *out = r->at;
    r->at += size_bytes;
    return true;
}

bool batch_record_open(
    const void *payload, size_t payload_bytes, batch_record_reader *reader, const char **out_line, uint32_t *out_bytes)
{
    *reader = (batch_record_reader){payload, (const char *)payload + payload_bytes};
    return take(reader, out_bytes, sizeof *out_bytes) && take_text(reader, *out_bytes, out_line);
}

bool batch_record_next(batch_record_reader *reader, batch_record_photo *out)
{
    struct fixed fixed;
    if (!take(reader, &fixed, sizeof fixed)) {
        return false;
    }
    *out = (batch_record_photo){
        .input = {fixed.size_bytes, fixed.mtime_ns, fixed.xxh3}, .mask_bytes = fixed.mask_bytes, .status = fixed.status};
    memcpy(out->text_bytes, fixed.text_bytes, sizeof fixed.text_bytes);
    for (int i = 0; i < 3; i++) {
        if (!take_text(reader, fixed.text_bytes[i], &out->texts[i])) {
            return false;
        }
    }
    return true;
}
