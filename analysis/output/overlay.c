/* SPDX-License-Identifier: Apache-2.0
 *
 * The picture that a specialist shows a client: the photo with bare scalp tinted and outlined, hair faintly tinted, and below it
 * a panel with the share, its range and the legend.
 *
 * The outline is drawn from the blurred mask of bare scalp: across a straight border the blurred mask is the normal
 * distribution's integral, so |mask - 1/2| measures the distance to the border, and a smooth step of it is an anti-aliased line.
 * Colours are Okabe and Ito's blue and vermillion, which colour-blind people tell apart; the outline carries the shape in grey
 * print. */
#include "tonsure/assess.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "image/encode.h"
#include "image/image.h"
#include "output/annotate.h"
#include "output/canvas.h"
#include "output/overlay.h"
#include "vision/vision.h"

enum { MAX_LONG_SIDE_PX = 2048, PHOTO_LONG_SIDE_PX = 1024, MIN_WIDTH_PX = 560 };
enum { BARE_RGB = 0xD55E00, HAIR_RGB = 0x0072B2, INK_RGB = 0x1A1A1A, FAINT_RGB = 0x5F6368, LINE_RGB = 0xDADCE0 };

static const double BARE_OPACITY = 0.34, HAIR_OPACITY = 0.20;
static const double OUTLINE_WIDTH_FRAC = 0.0034; /* of the long side */

struct size {
    int32_t width_px, height_px;
};

/* The photo's part of the picture: no larger than a screen shows at once, enlarged where the panel's text would not fit. */
static struct size picture_size(tsr_view_u8 photo)
{
    int32_t long_side_px = photo.width_px > photo.height_px ? photo.width_px : photo.height_px;
    double k = fmin(1, (double)PHOTO_LONG_SIDE_PX / long_side_px);
    k = fmin(fmax(k, (double)MIN_WIDTH_PX / photo.width_px), (double)MAX_LONG_SIDE_PX / long_side_px);
    struct size size = {(int32_t)fmax(1, floor(photo.width_px * k)), (int32_t)fmax(1, floor(photo.height_px * k))};
    return size;
}

/* 255 where the label map, sampled at the picture's size, has the label. */
static void sample_mask(tsr_view_u8 labels, tsr_label label, const tsri_image *mask)
{
    for (int32_t y = 0; y < mask->height_px; y++) {
        int64_t from_y = ((int64_t)2 * y + 1) * labels.height_px / (2 * mask->height_px);
        const uint8_t *from = labels.data + (size_t)from_y * labels.stride_bytes;
        uint8_t *to = tsri_image_row(mask, y);
        for (int32_t x = 0; x < mask->width_px; x++) {
            to[x] = from[((int64_t)2 * x + 1) * labels.width_px / (2 * mask->width_px)] == label ? 255 : 0;
        }
    }
}

static uint8_t blend(uint8_t under, uint32_t over, double opacity)
{
    return (uint8_t)(under + ((double)over - under) * opacity + 0.5);
}

static void tint_pixel(uint8_t *rgb, uint32_t colour, double opacity)
{
    rgb[0] = blend(rgb[0], colour >> 16 & 255, opacity);
    rgb[1] = blend(rgb[1], colour >> 8 & 255, opacity);
    rgb[2] = blend(rgb[2], colour & 255, opacity);
}

/* Opacity of a line by the distance from its middle, both in px. */
static double line_opacity(double distance_px, double half_width_px)
{
    return fmin(1, fmax(0, half_width_px + 0.5 - distance_px));
}

static void tint(const tsri_image *picture, const tsri_image *bare, const tsri_image *hair, double sigma_px, double half_width_px)
{
    /* Slope of a blurred straight border at its middle, per px. */
    double slope = 1 / (sigma_px * sqrt(2 * 3.14159265358979323846));
    for (int32_t y = 0; y < picture->height_px; y++) {
        uint8_t *rgb = tsri_image_row(picture, y);
        const uint8_t *b = tsri_image_row(bare, y), *h = tsri_image_row(hair, y);
        for (int32_t x = 0; x < picture->width_px; x++, rgb += 3) {
            if (h[x]) {
                tint_pixel(rgb, HAIR_RGB, HAIR_OPACITY * h[x] / 255);
            }
            if (b[x]) {
                tint_pixel(rgb, BARE_RGB, BARE_OPACITY * b[x] / 255);
            }
            if (b[x] > 12 && b[x] < 243) { /* nowhere else is a border near */
                double distance_px = fabs(b[x] / 255.0 - 0.5) / slope;
                tint_pixel(rgb, INK_RGB, 0.55 * line_opacity(distance_px, half_width_px + 1.2));
                tint_pixel(rgb, 0xFFFFFF, line_opacity(distance_px, half_width_px));
            }
        }
    }
}

static tsr_status blurred_mask(const tsr_allocator *memory,
                               tsr_view_u8 labels,
                               tsr_label label,
                               struct size size,
                               double sigma_px,
                               tsri_image *out,
                               tsr_error *err)
{
    tsri_image sharp = {0};
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_image_init(&sharp, memory, size.width_px, size.height_px, 1, err));
    TSRI_TRY(tsri_image_init(out, memory, size.width_px, size.height_px, 1, err));
    sample_mask(labels, label, &sharp);
    tsri_span_u8 to = {out->data, size.width_px, size.height_px, 1, (size_t)size.width_px};
    TSRI_TRY(tsr_cv_gaussian_u8(tsri_image_view(&sharp), 2 * (int)ceil(3 * sigma_px) + 1, sigma_px, to, err));
done:
    tsri_image_release(&sharp);
    return st;
}

static tsr_status
draw_photo(const tsr_allocator *memory, const tsr_assessment *assessment, struct size size, tsri_image *picture, tsr_error *err)
{
    tsri_image bare = {0}, hair = {0};
    tsr_view_u8 labels = tsr_assessment_labels(assessment);
    double half_width_px = fmax(1.0, OUTLINE_WIDTH_FRAC / 2 * (size.width_px > size.height_px ? size.width_px : size.height_px));
    double sigma_px = half_width_px + 1.5; /* the line with its dark rim lies within the blurred border */
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_image_init(picture, memory, size.width_px, size.height_px, 3, err));
    tsri_span_u8 to = {picture->data, size.width_px, size.height_px, 3, (size_t)size.width_px * 3};
    TSRI_TRY(tsr_cv_resize_u8(tsr_assessment_photo(assessment), to, err));
    TSRI_TRY(blurred_mask(memory, labels, TSR_LABEL_SCALP, size, sigma_px, &bare, err));
    TSRI_TRY(blurred_mask(memory, labels, TSR_LABEL_HAIR, size, sigma_px, &hair, err));
    tint(picture, &bare, &hair, sigma_px, half_width_px);
done:
    tsri_image_release(&bare);
    tsri_image_release(&hair);
    return st;
}

static double swatch(tsri_canvas *canvas, double x_px, double y_px, double em_px, uint32_t rgb, const char *text)
{
    tsri_canvas_fill(canvas, x_px, y_px - 0.85 * em_px, 1.05 * em_px, 1.05 * em_px, 0.2 * em_px, rgb, 0.75);
    return x_px + 1.5 * em_px + tsri_canvas_text(canvas, text, x_px + 1.45 * em_px, y_px, em_px, TSRI_WEIGHT_NORMAL, INK_RGB) +
           1.2 * em_px;
}

static void headline(const tsr_photo_result *r, char *text, size_t text_bytes, char *detail, size_t detail_bytes)
{
    tsr_quantity q = r->coverage.bare_fraction;
    detail[0] = '\0';
    if (!q.known) {
        (void)snprintf(text, text_bytes, "Not assessable");
        for (uint32_t bit = 1; bit && bit <= r->reasons; bit <<= 1) {
            if (r->reasons & bit) {
                (void)snprintf(detail, detail_bytes, "%s", tsr_reason_advice(bit));
                return;
            }
        }
        return;
    }
    (void)snprintf(text, text_bytes, "Bare scalp %.0f %%", 100 * q.value);
    (void)snprintf(detail, detail_bytes, "of the scalp in view; likely %.0f to %.0f %%", 100 * q.lo, 100 * q.hi);
}

/* Panel below the photo, all measures in em: the height of its small text. */
static void draw_panel(tsri_canvas *canvas, const tsr_photo_result *r, double top_px, double width_px, double em_px)
{
    char text[64], detail[160], foot[160];
    double x_px = 1.2 * em_px;
    headline(r, text, sizeof text, detail, sizeof detail);
    tsri_canvas_fill(canvas, 0, top_px, width_px, 0.12 * em_px, 0, LINE_RGB, 1);
    double used_px = tsri_canvas_text(canvas, text, x_px, top_px + 2.3 * em_px, 1.7 * em_px, TSRI_WEIGHT_BOLD, INK_RGB);
    double room_px = width_px - x_px - used_px - 2 * em_px, detail_em_px = em_px;
    double detail_width_px = tsri_canvas_text_width(canvas, detail, em_px, TSRI_WEIGHT_NORMAL);
    if (detail_width_px > room_px) {
        detail_em_px *= room_px / detail_width_px;
    }
    if (detail_em_px > 0) { /* a photo may be too narrow for any; below 0 the letters would stand on their heads */
        tsri_canvas_text(canvas, detail, x_px + used_px + 0.8 * em_px, top_px + 2.3 * em_px, detail_em_px, TSRI_WEIGHT_NORMAL,
                         FAINT_RGB);
    }
    double legend_px = swatch(canvas, x_px, top_px + 4.4 * em_px, em_px, BARE_RGB, "bare scalp");
    legend_px = swatch(canvas, legend_px, top_px + 4.4 * em_px, em_px, HAIR_RGB, "hair");
    if (r->hairline.contour_count > 0) {
        swatch(canvas, legend_px, top_px + 4.4 * em_px, em_px, TSRI_HAIRLINE_RGB, "hairline");
    }
    (void)snprintf(foot, sizeof foot, "Tonsure %s  \xc2\xb7  an aid, not a diagnosis", tsr_version());
    tsri_canvas_text(canvas, foot, x_px, top_px + 6.2 * em_px, 0.78 * em_px, TSRI_WEIGHT_NORMAL, FAINT_RGB);
}

tsr_status tsri_overlay_draw(const tsr_allocator *memory, const tsr_assessment *assessment, tsri_image *out, tsr_error *err)
{
    static const double PANEL_EM = 7.1;
    tsri_image picture = {0};
    tsri_canvas *canvas = NULL;
    tsr_status st = TSR_OK;
    struct size size = picture_size(tsr_assessment_photo(assessment));
    double em_px = fmax(13, size.width_px / 44.0);
    int32_t panel_px = (int32_t)ceil(PANEL_EM * em_px);
    if (size.height_px + panel_px > MAX_LONG_SIDE_PX) { /* the whole picture keeps to the long side that is promised */
        double k = (double)(MAX_LONG_SIDE_PX - panel_px) / size.height_px;
        size.width_px = (int32_t)fmax(1, floor(size.width_px * k));
        size.height_px = MAX_LONG_SIDE_PX - panel_px;
    }
    TSRI_TRY(draw_photo(memory, assessment, size, &picture, err));
    TSRI_TRY(tsri_canvas_create(memory, size.width_px, size.height_px + panel_px, &canvas, err));
    tsri_canvas_put_image(canvas, tsri_image_view(&picture), 0, 0);
    TSRI_TRY(tsri_annotate_measures(canvas, assessment, size.width_px, size.height_px, em_px, err));
    draw_panel(canvas, tsr_assessment_result(assessment), size.height_px, size.width_px, em_px);
    TSRI_TRY(tsri_canvas_read(canvas, out, err));
done:
    tsri_canvas_destroy(&canvas);
    tsri_image_release(&picture);
    return st;
}
