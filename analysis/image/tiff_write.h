/* SPDX-License-Identifier: Apache-2.0
 * image/tiff_write.h - pages to a TIFF in memory. */
#ifndef TSRI_TIFF_WRITE_H
#define TSRI_TIFF_WRITE_H

#include "base/memory.h"

/** One page. Pixels and texts are borrowed while it is added. */
typedef struct tsri_tiff_page {
    const void *pixels; /* [height x width x channels], uint8_t or uint16_t, packed */
    int32_t width_px, height_px;
    int32_t channels;        /* 1: gray, 0 is black; 3: RGB */
    int32_t bits;            /* 8 or 16 */
    const char *name;        /* tag PageName */
    const char *description; /* tag ImageDescription, printable ASCII */
    double mm_per_px;        /* 0: not known, the page then has no unit */
} tsri_tiff_page;

typedef struct tsri_tiff_writer tsri_tiff_writer;

/** A classic TIFF of so many pages, 1 or more; software is the tag of every page, borrowed. @return TSR_OK; TSR_E_NOMEM;
 * TSR_E_BACKEND. */
TSR_NODISCARD tsr_status tsri_tiff_writer_create(
    const tsr_allocator *memory, int32_t page_count, const char *software, tsri_tiff_writer **out, tsr_error *err);

/**
 * Add the next page: strips under Deflate, colours with the horizontal predictor; page number and name, resolution, software. No
 * date, no EXIF: the same pixels give the same bytes.
 *
 * @return TSR_OK; TSR_E_INVALID_ARG size, channels or bits; TSR_E_NOMEM; TSR_E_BACKEND with libtiff's message. Cost: O(pixels).
 */
TSR_NODISCARD tsr_status tsri_tiff_writer_add(tsri_tiff_writer *writer, const tsri_tiff_page *page, tsr_error *err);

/** End the file. *out_bytes is the caller's (tsri_free); nothing may be added any more. @return TSR_OK; TSR_E_BACKEND. */
TSR_NODISCARD tsr_status tsri_tiff_writer_finish(tsri_tiff_writer *writer,
                                                 uint8_t **out_bytes,
                                                 size_t *out_size_bytes,
                                                 tsr_error *err);

/** Accepts NULL and a pointer to NULL. */
void tsri_tiff_writer_destroy(tsri_tiff_writer **writer);

#endif
