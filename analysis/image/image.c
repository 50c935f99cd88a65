/* SPDX-License-Identifier: Apache-2.0 */
#include "image/image.h"

#include <string.h>

#include "base/fail.h"

tsr_status tsri_image_init(
    tsri_image *image, const tsr_allocator *memory, int32_t width_px, int32_t height_px, int32_t channels, tsr_error *err)
{
    memset(image, 0, sizeof *image);
    if (width_px < 1 || height_px < 1 || channels < 1 || channels > 4) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "image of %d x %d px, %d channels", width_px, height_px, channels);
    }
    size_t row_bytes = (size_t)width_px * (size_t)channels; /* both fit 31 bits, so the product fits a size_t */
    tsr_status st = tsri_alloc(memory, (size_t)height_px, row_bytes, &image->data, err);
    if (st == TSR_OK) {
        image->width_px = width_px;
        image->height_px = height_px;
        image->channels = channels;
        image->memory = memory;
    }
    return st;
}

void tsri_image_release(tsri_image *image)
{
    if (image->data) {
        tsri_free(image->memory, image->data);
    }
    memset(image, 0, sizeof *image);
}

uint8_t *tsri_image_row(const tsri_image *image, int32_t y)
{
    return image->data + (size_t)y * (size_t)image->width_px * (size_t)image->channels;
}

tsr_view_u8 tsri_image_view(const tsri_image *image)
{
    tsr_view_u8 view = {image->data, image->width_px, image->height_px, image->channels,
                        (size_t)image->width_px * (size_t)image->channels};
    return view;
}
