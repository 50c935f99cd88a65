/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buffer.h"

#include <stdio.h>
#include <string.h>

#include "base/fail.h"

enum { FIRST_CAPACITY_BYTES = 256 };

void tsri_buffer_init(tsri_buffer *buffer, const tsr_allocator *memory)
{
    memset(buffer, 0, sizeof *buffer);
    buffer->memory = memory;
}

void tsri_buffer_release(tsri_buffer *buffer)
{
    tsri_free(buffer->memory, buffer->data);
    tsri_buffer_init(buffer, buffer->memory);
}

/* Room for `more` bytes and the closing NUL. */
static tsr_status reserve(tsri_buffer *buffer, size_t more_bytes, tsr_error *err)
{
    size_t need;
    if (!tsri_add_size(buffer->size_bytes, more_bytes, &need) || !tsri_add_size(need, 1, &need)) {
        return tsri_fail(err, TSR_E_NOMEM, "no memory for %zu more bytes", more_bytes);
    }
    if (need <= buffer->capacity_bytes) {
        return TSR_OK;
    }
    size_t capacity = buffer->capacity_bytes ? buffer->capacity_bytes : FIRST_CAPACITY_BYTES;
    while (capacity < need) {
        capacity = capacity > need / 2 ? need + need / 4 : capacity * 2;
    }
    char *grown = NULL;
    tsr_status st = tsri_alloc(buffer->memory, capacity, 1, &grown, err);
    if (st != TSR_OK) {
        return st;
    }
    if (buffer->data) {
        memcpy(grown, buffer->data, buffer->size_bytes + 1);
        tsri_free(buffer->memory, buffer->data);
    }
    buffer->data = grown;
    buffer->capacity_bytes = capacity;
    return TSR_OK;
}

tsr_status tsri_buffer_append(tsri_buffer *buffer, const void *bytes, size_t size_bytes, tsr_error *err)
{
    tsr_status st = reserve(buffer, size_bytes, err);
    if (st == TSR_OK) {
        if (size_bytes) {
            memcpy(buffer->data + buffer->size_bytes, bytes, size_bytes);
        }
        buffer->size_bytes += size_bytes;
        buffer->data[buffer->size_bytes] = '\0';
    }
    return st;
}

TSR_PRINTF(3, 0) static tsr_status append_formatted(tsri_buffer *buffer, tsr_error *err, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0) {
        return tsri_fail(err, TSR_E_INTERNAL, "text could not be formatted");
    }
    tsr_status st = reserve(buffer, (size_t)length, err);
    if (st == TSR_OK) {
        (void)vsnprintf(buffer->data + buffer->size_bytes, (size_t)length + 1, format, args);
        buffer->size_bytes += (size_t)length;
    }
    return st;
}

tsr_status tsri_buffer_printf(tsri_buffer *buffer, tsr_error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tsr_status st = append_formatted(buffer, err, format, args);
    va_end(args);
    return st;
}

void tsri_text_init(tsri_text *text, const tsr_allocator *memory, tsr_error *err)
{
    tsri_buffer_init(&text->buffer, memory);
    text->st = TSR_OK;
    text->err = err;
}

void tsri_text_put(tsri_text *text, const char *part)
{
    if (text->st == TSR_OK) {
        text->st = tsri_buffer_append(&text->buffer, part, strlen(part), text->err);
    }
}

void tsri_text_put_base64(tsri_text *text, const uint8_t *bytes, size_t size_bytes)
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char out[1024 + 1]; /* a whole number of groups of four */
    size_t used = 0;
    for (size_t i = 0; i < size_bytes; i += 3) {
        size_t left = size_bytes - i;
        uint32_t three = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0U);
        out[used++] = DIGITS[three >> 18];
        out[used++] = DIGITS[three >> 12 & 63];
        out[used++] = left > 1 ? DIGITS[three >> 6 & 63] : '=';
        out[used++] = left > 2 ? DIGITS[three & 63] : '=';
        if (used == sizeof out - 1 || left <= 3) {
            out[used] = '\0';
            tsri_text_put(text, out);
            used = 0;
        }
    }
}

void tsri_text_printf(tsri_text *text, const char *format, ...)
{
    if (text->st == TSR_OK) {
        va_list args;
        va_start(args, format);
        text->st = append_formatted(&text->buffer, text->err, format, args);
        va_end(args);
    }
}
