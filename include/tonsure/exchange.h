/* SPDX-License-Identifier: Apache-2.0
 * tonsure/exchange.h - masks in formats of other programs. */
#ifndef TSR_EXCHANGE_H
#define TSR_EXCHANGE_H

#include <stddef.h>
#include <stdint.h>

#include "tonsure/context.h"
#include "tonsure/image.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Between neighbouring codes of a mask in tsr_mask_bmp_format, so that the four can be told by eye: 0, 85, 170, 255. */
enum { TSR_MASK_BMP_STEP = 85 };

/**
 * A mask of this library as an 8-bit gray BMP, code c as c x TSR_MASK_BMP_STEP.
 *
 * @param png        a mask file
 * @param out_bytes  the caller's, freed by the allocator (NULL: the C library's)
 * @return TSR_OK; TSR_E_FORMAT no mask: another PNG, or a code above 3; TSR_E_LIMIT; TSR_E_NOMEM. Cost: O(pixels)
 */
TSR_API TSR_NODISCARD tsr_status tsr_mask_bmp_format(const tsr_allocator *allocator,
                                                     const uint8_t *png,
                                                     size_t png_bytes,
                                                     uint8_t **out_bytes,
                                                     size_t *out_size_bytes,
                                                     tsr_error *err);

/** Labels of a mask as planes of bits. */
typedef struct tsr_mask_bits {
    int32_t width_px, height_px;
    uint8_t
        *bytes; /* the planes one behind the other, row by row from the top, without gaps; the first pixel is the lowest bit */
    size_t size_bytes; /* of all, the last byte filled up by zeros */
} tsr_mask_bits;

/**
 * A mask of this library as one plane of bits a label, as a binary segmentation of DICOM has its frames.
 *
 * @param labels  1 to TSR_LABEL_COUNT of them, in the planes' order
 * @param out     bytes is the caller's, freed by the allocator (NULL: the C library's); empty on failure
 * @return TSR_OK; TSR_E_INVALID_ARG no labels, or too many; else as tsr_mask_bmp_format. Cost: O(pixels)
 */
TSR_API TSR_NODISCARD tsr_status tsr_mask_bits_format(const tsr_allocator *allocator,
                                                      const uint8_t *png,
                                                      size_t png_bytes,
                                                      const tsr_label *labels,
                                                      size_t label_count,
                                                      tsr_mask_bits *out,
                                                      tsr_error *err);

#ifdef __cplusplus
}
#endif
#endif
