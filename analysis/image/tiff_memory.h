/* SPDX-License-Identifier: Apache-2.0
 * image/tiff_memory.h - a block of memory as libtiff's file: what reader and writer share. */
#ifndef TSRI_TIFF_MEMORY_H
#define TSRI_TIFF_MEMORY_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fail.h"

struct tiff;

/** The first member of whatever is libtiff's client handle, so that one pointer serves for both. */
typedef struct tsri_tiff_memory {
    const uint8_t *bytes;
    size_t size_bytes;
    uint64_t at;
    char text[160]; /* libtiff's first message about this file */
} tsri_tiff_memory;

/* TIFFReadWriteProc, TIFFSeekProc, TIFFCloseProc, TIFFSizeProc and TIFFErrorHandlerExtR, with libtiff's types spelt out. */
int64_t tsri_tiff_memory_read(void *handle, void *out, int64_t count);
uint64_t tsri_tiff_memory_seek(void *handle, uint64_t offset, int whence);
int tsri_tiff_memory_close(void *handle);
uint64_t tsri_tiff_memory_size(void *handle);
int tsri_tiff_memory_note(struct tiff *tiff, void *handle, const char *module, const char *format, va_list args) TSR_PRINTF(4, 0);

#endif
