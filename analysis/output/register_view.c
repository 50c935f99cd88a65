/* SPDX-License-Identifier: Apache-2.0 */
#include "output/register_view.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "vision/vision.h"

enum {
    MAX_SIDE_PX = 900,    /* a head that is a small part of its photo would else cost much */
    MAX_COMPONENTS = 256, /* specks beyond these are never the main head */
    EDGE_PX = 3           /* the outline that near to the picture's edge is the picture's, not the head's */
};

/* Blur of the tone, px of TSRI_REGISTER_HEAD_PX, coarse to fine; the finest takes out sensor noise alone. */
static const double LEVEL_SIGMA_PX[TSRI_REGISTER_LEVELS] = {5, 2.5, 1.2};

/* Neighbourhood that the tone is taken against: larger than an eye, smaller than the light's shading of a face. */
static const double LOCAL_SIGMA_PX = 14;

/* Skin nearer to its border than this shows hair, shirt or ground in its blurred tone. */
static const double SKIN_MARGIN_PX = 5;

static bool is_scalp(uint8_t label)
{
    return label == TSR_LABEL_HAIR || label == TSR_LABEL_SCALP;
}

/* Widest row of the head among those with hair or bare scalp, px; 0: no head. The neck and shoulders are no measure. */
static int32_t head_width(const uint8_t *labels, int32_t width, int32_t height)
{
    int32_t widest = 0;
    for (int32_t y = 0; y < height; y++) {
        const uint8_t *row = labels + (size_t)y * (size_t)width;
        int32_t first = -1, last = -1;
        for (int32_t x = 0; x < width; x++) {
            if (is_scalp(row[x])) {
                first = first < 0 ? x : first;
                last = x;
            }
        }
        widest = first >= 0 && last - first + 1 > widest ? last - first + 1 : widest;
    }
    return widest;
}

/* Nearest labels at width x height. */
static void sample_labels(tsr_view_u8 in, bool mirrored, int32_t width, int32_t height, uint8_t *out)
{
    for (int32_t y = 0; y < height; y++) {
        const uint8_t *row = in.data + (size_t)((2 * (int64_t)y + 1) * in.height_px / (2 * height)) * in.stride_bytes;
        for (int32_t x = 0; x < width; x++) {
            int32_t at = mirrored ? width - 1 - x : x;
            out[(size_t)y * (size_t)width + (size_t)x] = row[(2 * (int64_t)at + 1) * in.width_px / (2 * width)];
        }
    }
}

/* Keep the largest connected head. */
static tsr_status keep_main(tsri_arena *arena, tsri_register_view *v, tsr_error *err)
{
    int32_t *ids = NULL, count = 0, best = 0;
    tsri_component *parts = NULL;
    size_t pixels = (size_t)v->width * (size_t)v->height;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_arena_alloc(arena, pixels, sizeof *ids, &ids, err));
    TSRI_TRY(tsri_arena_alloc(arena, MAX_COMPONENTS, sizeof *parts, &parts, err));
    const tsr_view_u8 all = {v->labels, v->width, v->height, 1, (size_t)v->width};
    TSRI_TRY(tsr_cv_components_u8(all, ids, parts, MAX_COMPONENTS, &count, err));
    for (int32_t i = 1; i < count && i < MAX_COMPONENTS; i++) {
        best = parts[i].area_px > parts[best].area_px ? i : best;
    }
    for (size_t i = 0; i < pixels; i++) {
        v->labels[i] = ids[i] == best + 1 ? v->labels[i] : TSR_LABEL_BACKGROUND;
    }
done:
    return st;
}

/* Size at which the head is TSRI_REGISTER_HEAD_PX wide, found on a small copy. */
static tsr_status choose_size(const tsri_register_side *side, tsri_arena *arena, tsri_register_view *v, tsr_error *err)
{
    int32_t w = side->labels.width_px, h = side->labels.height_px, longer = w > h ? w : h;
    double k = fmin(1, 2.0 * TSRI_REGISTER_HEAD_PX / longer);
    tsr_status st = TSR_OK;
    v->width = (int32_t)fmax(1, round(w * k));
    v->height = (int32_t)fmax(1, round(h * k));
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)v->width * (size_t)v->height, 1, &v->labels, err));
    sample_labels(side->labels, false, v->width, v->height, v->labels);
    TSRI_TRY(keep_main(arena, v, err));
    int32_t head = head_width(v->labels, v->width, v->height);
    v->has_head = head > 0;
    if (v->has_head) {
        k = fmin(k * TSRI_REGISTER_HEAD_PX / head, (double)MAX_SIDE_PX / longer);
    }
    v->width = (int32_t)fmax(1, round(w * k));
    v->height = (int32_t)fmax(1, round(h * k));
    v->full_per_px = 1 / k;
done:
    return st;
}

static tsr_status measure_distance(tsri_arena *arena, tsri_register_view *v, tsr_error *err)
{
    size_t pixels = (size_t)v->width * (size_t)v->height;
    uint8_t *outside = NULL;
    float *beyond = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_arena_alloc(arena, pixels, 1, &outside, err));
    TSRI_TRY(tsri_arena_alloc(arena, pixels, sizeof *beyond, &beyond, err));
    TSRI_TRY(tsri_arena_alloc(arena, pixels, sizeof *v->distance, &v->distance, err));
    for (size_t i = 0; i < pixels; i++) {
        outside[i] = v->labels[i] ? 0 : 255;
    }
    const tsr_view_u8 head = {v->labels, v->width, v->height, 1, (size_t)v->width};
    const tsr_view_u8 ground = {outside, v->width, v->height, 1, (size_t)v->width};
    TSRI_TRY(tsr_cv_distance_u8(head, (tsri_span_f32){v->distance, v->width, v->height}, err));
    TSRI_TRY(tsr_cv_distance_u8(ground, (tsri_span_f32){beyond, v->width, v->height}, err));
    for (size_t i = 0; i < pixels; i++) { /* half a pixel: the outline runs between the two pixels beside it */
        v->distance[i] = v->labels[i] ? 0.5F - v->distance[i] : beyond[i] - 0.5F;
    }
done:
    return st;
}

static bool on_outline(const tsri_register_view *v, int32_t x, int32_t y)
{
    const uint8_t *at = v->labels + (size_t)y * (size_t)v->width + (size_t)x;
    return at[0] && (!at[-1] || !at[1] || !at[-v->width] || !at[v->width]);
}

static tsr_status find_outline(tsri_arena *arena, tsri_register_view *v, tsr_error *err)
{
    for (int pass = 0; pass < 2; pass++) {
        size_t count = 0;
        for (int32_t y = EDGE_PX; y < v->height - EDGE_PX; y++) {
            for (int32_t x = EDGE_PX; x < v->width - EDGE_PX; x++) {
                if (on_outline(v, x, y)) {
                    if (pass) {
                        const tsr_label label = (tsr_label)v->labels[(size_t)y * (size_t)v->width + (size_t)x];
                        v->outline[count] = (tsri_outline_point){x, y, label};
                    }
                    count++;
                }
            }
        }
        if (!pass) {
            v->outline_count = count;
            tsr_status st = tsri_arena_alloc(arena, count + 1, sizeof *v->outline, &v->outline, err);
            if (st != TSR_OK) {
                return st;
            }
        }
    }
    return TSR_OK;
}

static tsr_status
blur(tsri_arena *arena, const tsri_register_view *v, const uint8_t *in, double sigma, uint8_t **out, tsr_error *err)
{
    tsr_status st = tsri_arena_alloc(arena, (size_t)v->width * (size_t)v->height, 1, out, err);
    if (st == TSR_OK) {
        const tsr_view_u8 from = {in, v->width, v->height, 1, (size_t)v->width};
        const tsri_span_u8 to = {*out, v->width, v->height, 1, (size_t)v->width};
        st = tsr_cv_gaussian_u8(from, 2 * (int)ceil(2.5 * sigma) + 1, sigma, to, err);
    }
    return st;
}

static tsr_status grey_of(
    const tsri_register_side *side, bool mirrored, tsri_arena *arena, const tsri_register_view *v, uint8_t **out, tsr_error *err)
{
    uint8_t *rgb = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_arena_alloc(arena, 3 * (size_t)v->width * (size_t)v->height, 1, &rgb, err));
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)v->width * (size_t)v->height, 1, out, err));
    TSRI_TRY(tsr_cv_resize_u8(side->rgb, (tsri_span_u8){rgb, v->width, v->height, 3, 3 * (size_t)v->width}, err));
    for (int32_t y = 0; y < v->height; y++) {
        for (int32_t x = 0; x < v->width; x++) {
            const uint8_t *p = rgb + 3 * ((size_t)y * (size_t)v->width + (size_t)(mirrored ? v->width - 1 - x : x));
            (*out)[(size_t)y * (size_t)v->width + (size_t)x] = (uint8_t)((p[0] + 2 * p[1] + p[2]) / 4);
        }
    }
done:
    return st;
}

/* Tone against the neighbourhood's mean and spread: light of another strength or colour leaves it alone. */
static tsr_status
measure_tone(const tsri_register_side *side, bool mirrored, tsri_arena *arena, tsri_register_view *v, tsr_error *err)
{
    static const double LEAST_SPREAD = 3; /* levels of 255: below is the sensor's noise */
    size_t pixels = (size_t)v->width * (size_t)v->height;
    uint8_t *grey = NULL, *mean = NULL, *away = NULL, *spread = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(grey_of(side, mirrored, arena, v, &grey, err));
    TSRI_TRY(blur(arena, v, grey, LOCAL_SIGMA_PX, &mean, err));
    TSRI_TRY(tsri_arena_alloc(arena, pixels, 1, &away, err));
    for (size_t i = 0; i < pixels; i++) {
        away[i] = (uint8_t)(grey[i] > mean[i] ? grey[i] - mean[i] : mean[i] - grey[i]);
    }
    TSRI_TRY(blur(arena, v, away, LOCAL_SIGMA_PX, &spread, err));
    for (size_t i = 0; i < pixels; i++) {
        double tone = (grey[i] - mean[i]) / fmax(LEAST_SPREAD, spread[i]);
        grey[i] = (uint8_t)lround(128 + 32 * fmax(-3.9, fmin(3.9, tone)));
    }
    for (int level = 0; level < TSRI_REGISTER_LEVELS; level++) {
        TSRI_TRY(blur(arena, v, grey, LEVEL_SIGMA_PX[level], &v->tone[level], err));
    }
done:
    return st;
}

static tsr_status find_skin(tsri_arena *arena, tsri_register_view *v, tsr_error *err)
{
    size_t pixels = (size_t)v->width * (size_t)v->height;
    float *depth = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_arena_alloc(arena, pixels, 1, &v->skin, err));
    TSRI_TRY(tsri_arena_alloc(arena, pixels, sizeof *depth, &depth, err));
    for (size_t i = 0; i < pixels; i++) {
        v->skin[i] = v->labels[i] == TSR_LABEL_SKIN ? 255 : 0;
    }
    const tsr_view_u8 skin = {v->skin, v->width, v->height, 1, (size_t)v->width};
    TSRI_TRY(tsr_cv_distance_u8(skin, (tsri_span_f32){depth, v->width, v->height}, err));
    for (size_t i = 0; i < pixels; i++) {
        v->skin[i] = (double)depth[i] > SKIN_MARGIN_PX ? 255 : 0;
    }
done:
    return st;
}

static void find_center(tsri_register_view *v)
{
    double sum_x = 0, sum_y = 0, count = 0;
    for (int32_t y = 0; y < v->height; y++) {
        for (int32_t x = 0; x < v->width; x++) {
            if (is_scalp(v->labels[(size_t)y * (size_t)v->width + (size_t)x])) {
                sum_x += x;
                sum_y += y;
                count++;
            }
        }
    }
    v->has_head = count > 0;
    v->center_x = count > 0 ? sum_x / count : 0;
    v->center_y = count > 0 ? sum_y / count : 0;
}

static void take_landmarks(const tsri_register_side *side, bool mirrored, tsri_register_view *v)
{
    const tsr_landmarks *l = side->landmarks;
    const tsr_point points[3] = {mirrored ? l->right_pupil : l->left_pupil, mirrored ? l->left_pupil : l->right_pupil,
                                 l->glabella};
    for (int i = 0; i < 3; i++) {
        double x = (points[i].x_px + 0.5) / v->full_per_px - 0.5;
        v->has_landmark[i] = points[i].known;
        v->landmarks[i][0] = mirrored ? v->width - 1 - x : x;
        v->landmarks[i][1] = (points[i].y_px + 0.5) / v->full_per_px - 0.5;
    }
}

tsr_status
tsri_register_view_make(const tsri_register_side *side, bool mirrored, tsri_arena *arena, tsri_register_view *out, tsr_error *err)
{
    tsri_register_view v;
    tsr_status st = TSR_OK;
    memset(&v, 0, sizeof v);
    TSRI_TRY(choose_size(side, arena, &v, err));
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)v.width * (size_t)v.height, 1, &v.labels, err));
    sample_labels(side->labels, mirrored, v.width, v.height, v.labels);
    TSRI_TRY(keep_main(arena, &v, err));
    find_center(&v);
    take_landmarks(side, mirrored, &v);
    TSRI_TRY(measure_distance(arena, &v, err));
    TSRI_TRY(find_outline(arena, &v, err));
    TSRI_TRY(find_skin(arena, &v, err));
    if (side->rgb.data) {
        TSRI_TRY(measure_tone(side, mirrored, arena, &v, err));
    }
    *out = v;
done:
    return st;
}
