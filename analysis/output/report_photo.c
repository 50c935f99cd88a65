/* SPDX-License-Identifier: Apache-2.0
 *
 * The pictures of a report: the overlay without its panel, whose words the report says itself, and the density of hair in
 * colours that grow darker with it, so that grey print shows the same. A face is not shown in it: whoever had eyes blacked out in
 * the overlay must not find them here. */
#include "base/fail.h"
#include "image/encode.h"
#include "output/overlay.h"
#include "tonsure/report.h"
#include "vision/vision.h"

enum { SKIN_GREY = 214, GROUND_GREY = 240 };
enum { JPEG_QUALITY = 85, MAX_WIDTH_PX = 720 };                                /* 107 mm at 170 pixels an inch */
static const uint8_t BARE_RGB[3] = {255, 234, 96}, DENSE_RGB[3] = {0, 34, 78}; /* ends of a map that colour-blind eyes read */

static tsr_status encode(const tsr_context *ctx, tsr_view_u8 pixels, tsr_report_picture *out, tsr_error *err)
{
    out->width_px = pixels.width_px;
    out->height_px = pixels.height_px;
    return tsri_jpeg_encode(pixels, JPEG_QUALITY, tsr_context_allocator(ctx), &out->bytes, &out->size_bytes, err);
}

static tsr_status draw_overlay(const tsr_context *ctx, const tsr_assessment *a, tsr_report_picture *out, tsr_error *err)
{
    tsri_image whole = {0}, small = {0};
    tsr_status st = TSR_OK;
    tsri_overlay_place place;
    TSRI_TRY(tsri_overlay_draw(tsr_context_allocator(ctx), a, &whole, &place, err));
    tsr_view_u8 view = tsri_image_view(&whole);
    view.width_px = place.photo_width_px; /* the photo without the panel */
    view.height_px = place.photo_height_px;
    if (view.width_px > MAX_WIDTH_PX) {
        int32_t to_px = (int32_t)((int64_t)view.height_px * MAX_WIDTH_PX / view.width_px);
        TSRI_TRY(tsri_image_init(&small, tsr_context_allocator(ctx), MAX_WIDTH_PX, to_px > 0 ? to_px : 1, 3, err));
        tsri_span_u8 to = {small.data, small.width_px, small.height_px, 3, (size_t)small.width_px * 3};
        TSRI_TRY(tsr_cv_resize_u8(view, to, err));
        view = tsri_image_view(&small);
    }
    st = encode(ctx, view, out, err);
done:
    tsri_image_release(&whole);
    tsri_image_release(&small);
    return st;
}

static tsr_status draw_density(const tsr_context *ctx, const tsr_assessment *a, tsr_report_picture *out, tsr_error *err)
{
    tsr_view_u8 density = tsr_assessment_density(a), labels = tsr_assessment_labels(a), photo = tsr_assessment_photo(a);
    tsri_image picture = {0};
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_image_init(&picture, tsr_context_allocator(ctx), density.width_px, density.height_px, 3, err));
    for (int32_t y = 0; y < density.height_px; y++) {
        uint8_t *to = tsri_image_row(&picture, y);
        const uint8_t *d = density.data + (size_t)y * density.stride_bytes;
        const uint8_t *label = labels.data + (size_t)((int64_t)y * labels.height_px / density.height_px) * labels.stride_bytes;
        const uint8_t *rgb = photo.data + (size_t)((int64_t)y * photo.height_px / density.height_px) * photo.stride_bytes;
        for (int32_t x = 0; x < density.width_px; x++, to += 3) {
            uint8_t at = label[(int64_t)x * labels.width_px / density.width_px];
            const uint8_t *p = rgb + 3 * ((int64_t)x * photo.width_px / density.width_px);
            int grey = (p[0] + 2 * p[1] + p[2]) / 4;
            bool scalp = at == TSR_LABEL_HAIR || at == TSR_LABEL_SCALP;
            for (int c = 0; c < 3; c++) {
                int tint = (BARE_RGB[c] * (255 - d[x]) + DENSE_RGB[c] * d[x]) / 255;
                to[c] = (uint8_t)(scalp ? (4 * tint + grey) / 5 : at == TSR_LABEL_SKIN ? SKIN_GREY : GROUND_GREY);
            }
        }
    }
    st = encode(ctx, tsri_image_view(&picture), out, err);
done:
    tsri_image_release(&picture);
    return st;
}

tsr_status tsr_report_photo_draw(const tsr_context *ctx, const tsr_assessment *assessment, tsr_report_photo *out, tsr_error *err)
{
    static const tsr_report_picture NONE;
    out->overlay = out->density = NONE;
    if (!tsr_assessment_labels(assessment).data) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "the label map was dropped: draw a report's photos before");
    }
    tsr_status st = draw_overlay(ctx, assessment, &out->overlay, err);
    if (st == TSR_OK && tsr_assessment_density(assessment).data) {
        st = draw_density(ctx, assessment, &out->density, err);
    }
    if (st != TSR_OK) {
        tsr_report_photo_release(ctx, out);
    }
    return st;
}

void tsr_report_photo_release(const tsr_context *ctx, tsr_report_photo *photo)
{
    tsr_free(ctx, photo->overlay.bytes);
    tsr_free(ctx, photo->density.bytes);
    photo->overlay.bytes = photo->density.bytes = NULL;
}
