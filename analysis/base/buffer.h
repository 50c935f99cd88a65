/* SPDX-License-Identifier: Apache-2.0
 * base/buffer.h - bytes that grow. Always ends in a NUL that is not counted, so data is also a C string. */
#ifndef TSRI_BUFFER_H
#define TSRI_BUFFER_H

#include <stdarg.h>
#include <stdint.h>

#include "base/memory.h"

typedef struct tsri_buffer {
    char *data; /* NULL until the first append */
    size_t size_bytes, capacity_bytes;
    const tsr_allocator *memory;
} tsri_buffer;

void tsri_buffer_init(tsri_buffer *buffer, const tsr_allocator *memory);
void tsri_buffer_release(tsri_buffer *buffer);

/** Append bytes. @return TSR_OK or TSR_E_NOMEM, the buffer then as before. */
TSR_NODISCARD tsr_status tsri_buffer_append(tsri_buffer *buffer, const void *bytes, size_t size_bytes, tsr_error *err);

/** Append formatted text. */
TSR_NODISCARD tsr_status tsri_buffer_printf(tsri_buffer *buffer, tsr_error *err, const char *format, ...) TSR_PRINTF(3, 4);

/* A buffer that remembers its first failure, so that text of many parts is one statement a part: put all, then look at st. */
typedef struct tsri_text {
    tsri_buffer buffer;
    tsr_status st;
    tsr_error *err; /* where the failure is told; may be NULL */
} tsri_text;

void tsri_text_init(tsri_text *text, const tsr_allocator *memory, tsr_error *err);

/** Append; nothing happens after a failure. */
void tsri_text_put(tsri_text *text, const char *part);

void tsri_text_printf(tsri_text *text, const char *format, ...) TSR_PRINTF(2, 3);

/** Append bytes in base 64 (RFC 4648, padded). */
void tsri_text_put_base64(tsri_text *text, const uint8_t *bytes, size_t size_bytes);

#endif
