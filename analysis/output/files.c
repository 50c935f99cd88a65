/* SPDX-License-Identifier: Apache-2.0
 *
 * Mask and overlay as PNG files in memory. */
#include "image/encode.h"
#include "output/overlay.h"

tsr_status tsr_mask_format(
    const tsr_context *ctx, const tsr_assessment *assessment, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    return tsri_png_encode(tsr_assessment_labels(assessment), TSRI_PNG_LEVEL_RUNS, tsr_context_allocator(ctx), out_bytes,
                           out_size_bytes, err);
}

tsr_status tsr_overlay_format(
    const tsr_context *ctx, const tsr_assessment *assessment, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    tsri_image picture = {0};
    *out_bytes = NULL;
    *out_size_bytes = 0;
    tsr_status st = tsri_overlay_draw(tsr_context_allocator(ctx), assessment, &picture, err);
    if (st == TSR_OK) {
        st = tsri_png_encode(tsri_image_view(&picture), TSRI_PNG_LEVEL_RUNS, tsr_context_allocator(ctx), out_bytes,
                             out_size_bytes, err);
    }
    tsri_image_release(&picture);
    return st;
}
