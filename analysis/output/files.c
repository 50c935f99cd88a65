/* SPDX-License-Identifier: Apache-2.0
 *
 * Mask and overlay as PNG files in memory. */
#include "base/fail.h"
#include "image/encode.h"
#include "output/overlay.h"

/* tsr_assessment_drop_labels may have been called. */
static tsr_status need_labels(const tsr_assessment *assessment, tsr_error *err)
{
    return tsr_assessment_labels(assessment).data
               ? TSR_OK
               : tsri_fail(err, TSR_E_INVALID_ARG, "the label map was dropped: make masks and overlays before");
}

tsr_status tsr_mask_format(
    const tsr_context *ctx, const tsr_assessment *assessment, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    *out_bytes = NULL;
    *out_size_bytes = 0;
    tsr_status st = need_labels(assessment, err);
    if (st != TSR_OK) {
        return st;
    }
    return tsri_png_encode(tsr_assessment_labels(assessment), TSRI_PNG_LEVEL_RUNS, tsr_context_allocator(ctx), out_bytes,
                           out_size_bytes, err);
}

tsr_status tsr_overlay_format(
    const tsr_context *ctx, const tsr_assessment *assessment, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    tsri_image picture = {0};
    *out_bytes = NULL;
    *out_size_bytes = 0;
    tsr_status st = need_labels(assessment, err);
    if (st != TSR_OK) {
        return st;
    }
    st = tsri_overlay_draw(tsr_context_allocator(ctx), assessment, &picture, NULL, err);
    if (st == TSR_OK) {
        st = tsri_png_encode(tsri_image_view(&picture), TSRI_PNG_LEVEL_RUNS, tsr_context_allocator(ctx), out_bytes,
                             out_size_bytes, err);
    }
    tsri_image_release(&picture);
    return st;
}
