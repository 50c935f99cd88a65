/* SPDX-License-Identifier: Apache-2.0
 * image/image.h - an owned 8-bit image. */
#ifndef TSRI_IMAGE_H
#define TSRI_IMAGE_H

#include "base/memory.h"
#include "tonsure/image.h"

/** Interleaved 8-bit samples, packed: stride = width x channels. Released by tsri_image_release. */
typedef struct tsri_image {
    uint8_t *data;
    int32_t width_px, height_px;
    int32_t channels;
    const tsr_allocator *memory;
} tsri_image;

/** Allocate width x height x channels bytes, not cleared. @return TSR_OK; TSR_E_INVALID_ARG a side < 1, channels not 1 to 4;
 * TSR_E_NOMEM. */
TSR_NODISCARD tsr_status tsri_image_init(
    tsri_image *image, const tsr_allocator *memory, int32_t width_px, int32_t height_px, int32_t channels, tsr_error *err);

/** Free the pixels and clear the struct; fine on a cleared one. */
void tsri_image_release(tsri_image *image);

/** Row y, writable. */
uint8_t *tsri_image_row(const tsri_image *image, int32_t y);

/** Read-only view of the whole image. */
tsr_view_u8 tsri_image_view(const tsri_image *image);

#endif
