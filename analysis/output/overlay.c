/* SPDX-License-Identifier: Apache-2.0
 *
 * The picture that a specialist shows a client: the photo with bare scalp tinted and outlined, hair faintly tinted, and below it
 * a panel with the share, its range and the legend.
 *
 * The outline is drawn from the blurred mask of bare scalp: across a straight border the blurred mask is the normal
 * distribution's integral, so |mask - 1/2| measures the distance to the border, and a smooth step of it is an anti-aliased line.
 * The outline carries the shape in grey print. */
#include "tonsure/assess.h"

#include <math.h>

#include "base/fail.h"
#include "image/encode.h"
#include "image/image.h"
#include "output/annotate.h"
#include "output/canvas.h"
#include "output/overlay.h"
#include "output/panel.h"
#include "vision/vision.h"

enum { MAX_LONG_SIDE_PX = 2048, PHOTO_LONG_SIDE_PX = 1024, MIN_WIDTH_PX = 560, MOST_PANEL_PX = 700 };

/* Height of text: 13 px where the picture is shown 400 px wide, as on a phone. */
static const double WIDTH_EM = 30, LEAST_EM_PX = 13;

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

/* 255 where the label map, sampled at the picture's size, has the label. Columns are stepped in 2^32nds: a division a pixel would
 * take longer than all else here. */
static void sample_mask(tsr_view_u8 labels, tsr_label label, const tsri_image *mask)
{
    const uint64_t step = ((uint64_t)labels.width_px << 32) / (uint64_t)mask->width_px;
    for (int32_t y = 0; y < mask->height_px; y++) {
        int64_t from_y = ((int64_t)2 * y + 1) * labels.height_px / (2 * mask->height_px);
        const uint8_t *from = labels.data + (size_t)from_y * labels.stride_bytes;
        uint8_t *to = tsri_image_row(mask, y);
        uint64_t at = step / 2;
        for (int32_t x = 0; x < mask->width_px; x++, at += step) {
            to[x] = from[at >> 32] == label ? 255 : 0;
        }
    }
}

/* Opacity of a line by the distance from its middle, both in px. */
static double line_opacity(double distance_px, double half_width_px)
{
    return fmin(1, fmax(0, half_width_px + 0.5 - distance_px));
}

/* What a value of the blurred masks does to a pixel: opacities in 256ths. */
struct inks {
    uint16_t hair[256], bare[256], rim[256], line[256];
};

static void mix_inks(double sigma_px, double half_width_px, struct inks *out)
{
    /* Slope of a blurred straight border at its middle, per px. */
    double slope = 1 / (sigma_px * sqrt(2 * 3.14159265358979323846));
    for (int v = 0; v < 256; v++) {
        double distance_px = fabs(v / 255.0 - 0.5) / slope;
        bool near = v > 12 && v < 243; /* nowhere else is a border near */
        out->hair[v] = (uint16_t)(256 * HAIR_OPACITY * v / 255 + 0.5);
        out->bare[v] = (uint16_t)(256 * BARE_OPACITY * v / 255 + 0.5);
        out->rim[v] = (uint16_t)(near ? 256 * 0.55 * line_opacity(distance_px, half_width_px + 1.2) + 0.5 : 0);
        out->line[v] = (uint16_t)(near ? 256 * line_opacity(distance_px, half_width_px) + 0.5 : 0);
    }
}

static void blend(uint8_t *rgb, uint32_t over, uint32_t opacity)
{
    for (int c = 0; c < 3; c++) {
        rgb[c] = (uint8_t)((rgb[c] * (256 - opacity) + (over >> (16 - 8 * c) & 255) * opacity + 128) >> 8);
    }
}

static void tint(const tsri_image *picture, const tsri_image *bare, const tsri_image *hair, const struct inks *inks)
{
    for (int32_t y = 0; y < picture->height_px; y++) {
        uint8_t *rgb = tsri_image_row(picture, y);
        const uint8_t *b = tsri_image_row(bare, y), *h = tsri_image_row(hair, y);
        for (int32_t x = 0; x < picture->width_px; x++, rgb += 3) {
            if (h[x]) {
                blend(rgb, TSRI_HAIR_RGB, inks->hair[h[x]]);
            }
            if (b[x]) {
                blend(rgb, TSRI_BARE_RGB, inks->bare[b[x]]);
            }
            if (inks->rim[b[x]]) {
                blend(rgb, TSRI_INK_RGB, inks->rim[b[x]]);
                blend(rgb, TSRI_LIGHT_RGB, inks->line[b[x]]);
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
    struct inks inks;
    tsr_view_u8 labels = tsr_assessment_labels(assessment);
    double half_width_px = fmax(1.0, OUTLINE_WIDTH_FRAC / 2 * (size.width_px > size.height_px ? size.width_px : size.height_px));
    double sigma_px = half_width_px + 1.5; /* the line with its dark rim lies within the blurred border */
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_image_init(picture, memory, size.width_px, size.height_px, 3, err));
    tsri_span_u8 to = {picture->data, size.width_px, size.height_px, 3, (size_t)size.width_px * 3};
    TSRI_TRY(tsr_cv_resize_u8(tsr_assessment_photo(assessment), to, err));
    TSRI_TRY(blurred_mask(memory, labels, TSR_LABEL_SCALP, size, sigma_px, &bare, err));
    TSRI_TRY(blurred_mask(memory, labels, TSR_LABEL_HAIR, size, sigma_px, &hair, err));
    mix_inks(sigma_px, half_width_px, &inks);
    tint(picture, &bare, &hair, &inks);
done:
    tsri_image_release(&bare);
    tsri_image_release(&hair);
    return st;
}

/* The photo's part of a picture whose panel takes so much: the whole keeps to the long side that is promised. */
static struct size fit_panel(struct size size, int32_t panel_px)
{
    int32_t room_px = panel_px < MAX_LONG_SIDE_PX ? MAX_LONG_SIDE_PX - panel_px : 1;
    if (size.height_px > room_px) {
        size.width_px = (int32_t)fmax(1, floor((double)size.width_px * room_px / size.height_px));
        size.height_px = room_px;
    }
    return size;
}

static double em_of(struct size size)
{
    return fmax(LEAST_EM_PX, size.width_px / WIDTH_EM);
}

/* Height of the panel, px; a canvas of one pixel measures text as well as any. */
static tsr_status
measure_panel(const tsr_allocator *memory, const tsr_assessment *assessment, struct size size, int32_t *out_px, tsr_error *err)
{
    tsri_canvas *canvas = NULL;
    tsr_status st = tsri_canvas_create(memory, 1, 1, &canvas, err);
    if (st == TSR_OK) {
        *out_px = (int32_t)ceil(tsri_panel_height(canvas, assessment, size.width_px, em_of(size)));
    }
    tsri_canvas_destroy(&canvas);
    return st;
}

tsr_status tsri_overlay_draw(
    const tsr_allocator *memory, const tsr_assessment *assessment, tsri_image *out, tsri_overlay_place *out_place, tsr_error *err)
{
    tsri_image picture = {0};
    tsri_canvas *canvas = NULL;
    tsri_zone_places places;
    int32_t panel_px = 0;
    tsr_status st = TSR_OK;
    struct size size = picture_size(tsr_assessment_photo(assessment));
    TSRI_TRY(measure_panel(memory, assessment, size, &panel_px, err));
    const double em_px = em_of(size);
    panel_px = panel_px < MOST_PANEL_PX ? panel_px : MOST_PANEL_PX;
    size = fit_panel(size, panel_px);
    TSRI_TRY(draw_photo(memory, assessment, size, &picture, err));
    TSRI_TRY(tsri_annotate_borders(&picture, assessment, em_px, &places, err));
    TSRI_TRY(tsri_canvas_create(memory, size.width_px, size.height_px + panel_px, &canvas, err));
    tsri_canvas_put_image(canvas, tsri_image_view(&picture), 0, 0);
    tsri_annotate_measures(canvas, assessment, &places, size.width_px, size.height_px, em_px);
    tsri_panel_draw(canvas, assessment, size.height_px, size.width_px, em_px);
    TSRI_TRY(tsri_canvas_read(canvas, out, err));
    if (out_place) {
        *out_place = (tsri_overlay_place){size.width_px, size.height_px};
    }
done:
    tsri_canvas_destroy(&canvas);
    tsri_image_release(&picture);
    return st;
}
