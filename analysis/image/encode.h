/* SPDX-License-Identifier: Apache-2.0
 * image/encode.h - pixels to a PNG or JPEG in memory. */
#ifndef TSRI_ENCODE_H
#define TSRI_ENCODE_H

#include "base/memory.h"
#include "tonsure/image.h"

/** The level to use: bytes are coded as runs, for which every level from 1 is the same. */
enum { TSRI_PNG_LEVEL_RUNS = 1 };

/**
 * Encode an 8-bit PNG: gray or RGB, not interlaced, no metadata. The same pixels give the same bytes.
 *
 * @param pixels     [h x w x 1 or 3] u8, any stride
 * @param level      zlib's, 0 (stored) to 9; gray is written without row filters (label maps), RGB with the Paeth filter
 * @param memory     where the file is made; libpng's own state comes from the C library
 * @param out_bytes  *out_size_bytes bytes, the caller's by memory; NULL on failure
 * @return TSR_OK; TSR_E_INVALID_ARG channels, size or level; TSR_E_NOMEM; TSR_E_BACKEND. Cost: O(pixels).
 */
TSR_NODISCARD tsr_status tsri_png_encode(
    tsr_view_u8 pixels, int level, const tsr_allocator *memory, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err);

/**
 * Encode a baseline JPEG: gray or RGB, colour at half resolution, no metadata. The same pixels give the same bytes.
 *
 * @param pixels     [h x w x 1 or 3] u8, any stride, sides at most 65,500
 * @param quality    1 to 100
 * @param out_bytes  *out_size_bytes bytes, the caller's by memory; NULL on failure
 * @return TSR_OK; TSR_E_INVALID_ARG channels, size or quality; TSR_E_NOMEM. Cost: O(pixels).
 */
TSR_NODISCARD tsr_status tsri_jpeg_encode(
    tsr_view_u8 pixels, int quality, const tsr_allocator *memory, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err);

#endif
