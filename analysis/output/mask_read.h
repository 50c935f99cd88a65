/* SPDX-License-Identifier: Apache-2.0
 * output/mask_read.h - a mask's file back to its codes. */
#ifndef TSRI_MASK_READ_H
#define TSRI_MASK_READ_H

#include "image/codec.h"

/**
 * Decode a mask file of this library.
 *
 * @param out  one channel, every value a tsr_label; the caller's (tsri_raster_release), empty on failure
 * @return TSR_OK; TSR_E_FORMAT no mask: another format, a PNG of colours, or a code above 3; TSR_E_LIMIT; TSR_E_NOMEM
 */
TSR_NODISCARD tsr_status
tsri_mask_read(const tsr_allocator *memory, const uint8_t *png, size_t png_bytes, tsri_raster *out, tsr_error *err);

#endif
