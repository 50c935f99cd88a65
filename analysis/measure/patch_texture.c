/* SPDX-License-Identifier: Apache-2.0
 *
 * The border of a patch is read in rings at fixed distances to both sides, so that no normal need be known; skin and dots are
 * read where the rings end inside. Texture and dots are taken against the same photo's hair, and redness against its skin: focus,
 * exposure and the camera's colours bear on both alike. */
#include "measure/patch_texture.h"

#include <math.h>

#include "base/fail.h"

/* Rings at the border, in units of a hundredth of the scalp's side (about 2 mm) but at least 1.5 px: near within 1, far 2 to 4.
 */
static const double RING_UNIT_FRAC = 0.01, MIN_RING_UNIT_PX = 1.5, RING_FAR_FROM = 2, RING_FAR_TO = 4;

/* A smaller step from far inside to far outside, of luma in 8-bit levels and of the probability of hair, has no slope to judge.
 */
static const double MIN_LUMA_STEP = 8, MIN_HAIR_STEP = 0.05;

/* Skin nearer to the border than this is mixed with hair. */
static const double CORE_DEPTH_PX = 2;

/* A dot is at most DOT_PX across, and darker than its closing by DOT_CONTRAST of it and by DOT_HAIR_FRAC of the step to the
 * hair's mean luma. */
static const double DOT_CONTRAST = 0.10, DOT_HAIR_FRAC = 0.4;
enum { DOT_PX = 5, SMOOTH_PX = 7 };
static const double SMOOTH_SIGMA_PX = 2;

/* Steps of Lab a*, at equal luminance, from alike (0.5) to as red, or as pale, as counts (1, 0). */
static const double REDNESS_RANGE = 15;

/* Skin pixels without which there is nothing to compare with. */
enum { MIN_SKIN_PX = 100 };

/* Sums over a ring: luma, and the network's probability of hair where it is hair or scalp. */
struct ring {
    double luma, hair, n;
};

static void ring_add(const tsri_patch_scene *f, struct ring *ring, int32_t x, int32_t y)
{
    float logits[TSRI_CHANNEL_COUNT];
    tsri_sample_logits(f->sample, x, y, logits);
    ring->luma += f->luma[tsri_patch_at(f, x, y)];
    ring->hair += 1 / (1 + exp((double)logits[TSR_LABEL_SCALP] - (double)logits[TSR_LABEL_HAIR]));
    ring->n++;
}

/* The step close to the border over the step from well inside to well outside: 1 is abrupt. */
static double step_share(double near_in, double near_out, double far_in, double far_out)
{
    return fmin(1, fmax(0, (near_out - near_in) / (far_out - far_in)));
}

struct rings {
    struct ring near_in, far_in, near_out, far_out;
};

static double sharpness_of(const struct rings *r)
{
    if (r->near_in.n < 1 || r->far_in.n < 1 || r->near_out.n < 1 || r->far_out.n < 1) {
        return 0;
    }
    const double luma[4] = {r->near_in.luma / r->near_in.n, r->near_out.luma / r->near_out.n, r->far_in.luma / r->far_in.n,
                            r->far_out.luma / r->far_out.n};
    const double hair[4] = {r->near_in.hair / r->near_in.n, r->near_out.hair / r->near_out.n, r->far_in.hair / r->far_in.n,
                            r->far_out.hair / r->far_out.n};
    const double by_network = hair[3] - hair[2] > MIN_HAIR_STEP ? step_share(hair[0], hair[1], hair[2], hair[3]) : 0;
    if (fabs(luma[3] - luma[2]) < MIN_LUMA_STEP) {
        return by_network;
    }
    return (by_network + step_share(luma[0], luma[1], luma[2], luma[3])) / 2;
}

/* Lab a* (D65) of a colour in linear sRGB, brought to luminance 0.5 first: shade and exposure leave it alone. */
static double lab_a(const double rgb[3])
{
    const double y = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    const double x = (0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.9505;
    return y > 1e-6 ? 500 * (cbrt(0.5 * x / y) - cbrt(0.5)) : 0;
}

static void linear_add(const tsri_patch_scene *f, double rgb[3], int32_t x, int32_t y)
{
    const uint8_t *pixel = f->sample->rgb.data + (size_t)y * f->sample->rgb.stride_bytes + 3 * (size_t)x;
    for (int c = 0; c < 3; c++) {
        rgb[c] += f->linear[pixel[c]];
    }
}

/* The part of the photo round a patch, with the distance of each pixel to the border: positive inside, else negative. */
struct surroundings {
    int32_t x0, y0, width_px, height_px;
    float *depth, *height;
    double unit_px, deepest_px;
};

static tsr_status
surround(const tsri_patch_scene *f, const tsri_component *box, int32_t id, struct surroundings *s, tsr_error *err)
{
    tsr_status st = TSR_OK;
    uint8_t *mask = NULL;
    s->unit_px = fmax(MIN_RING_UNIT_PX, RING_UNIT_FRAC * sqrt((double)f->scalp_px));
    const int32_t margin = (int32_t)(RING_FAR_TO * s->unit_px) + 2;
    s->x0 = box->x_px > margin ? box->x_px - margin : 0;
    s->y0 = box->y_px > margin ? box->y_px - margin : 0;
    const int32_t right = box->x_px + box->width_px + margin, bottom = box->y_px + box->height_px + margin;
    s->width_px = (right < f->sample->labels.width_px ? right : f->sample->labels.width_px) - s->x0;
    s->height_px = (bottom < f->sample->labels.height_px ? bottom : f->sample->labels.height_px) - s->y0;
    const size_t n = (size_t)s->width_px * (size_t)s->height_px;
    TSRI_TRY(tsri_arena_alloc(f->arena, n, 1, &mask, err));
    TSRI_TRY(tsri_arena_alloc(f->arena, n, sizeof *s->depth, &s->depth, err));
    TSRI_TRY(tsri_arena_alloc(f->arena, n, sizeof *s->height, &s->height, err));
    for (size_t i = 0; i < n; i++) {
        mask[i] =
            f->ids[tsri_patch_at(f, s->x0 + (int32_t)(i % (size_t)s->width_px), s->y0 + (int32_t)(i / (size_t)s->width_px))] ==
            id;
    }
    const tsr_view_u8 view = {mask, s->width_px, s->height_px, 1, (size_t)s->width_px};
    TSRI_TRY(tsr_cv_distance_u8(view, (tsri_span_f32){s->depth, s->width_px, s->height_px}, err));
    for (size_t i = 0; i < n; i++) {
        mask[i] = !mask[i];
        s->deepest_px = fmax(s->deepest_px, (double)s->depth[i]);
    }
    TSRI_TRY(tsr_cv_distance_u8(view, (tsri_span_f32){s->height, s->width_px, s->height_px}, err));
done:
    return st;
}

/* Sums over the inside of a patch. */
struct core {
    double luma, deviation, dots, n;
    double rgb[3];
};

static void core_add(const tsri_patch_scene *f, struct core *core, int32_t x, int32_t y)
{
    const size_t i = tsri_patch_at(f, x, y);
    core->luma += f->smooth[i];
    core->deviation += fabs((double)f->luma[i] - (double)f->smooth[i]);
    const double closed = f->closed[i];
    core->dots += closed - f->luma[i] > fmax(DOT_CONTRAST * closed, DOT_HAIR_FRAC * (closed - f->hair_luma));
    core->n++;
    linear_add(f, core->rgb, x, y);
}

tsr_status
tsri_patch_texture_measure(const tsri_patch_scene *f, const tsri_component *box, int32_t id, tsr_patch *p, tsr_error *err)
{
    struct surroundings s = {0};
    struct rings rings = {0};
    struct core core = {0};
    tsr_status st = surround(f, box, id, &s, err);
    if (st != TSR_OK) {
        return st;
    }
    /* A small patch is measured as deep as it goes. */
    const double far_in = fmin(RING_FAR_TO * s.unit_px, s.deepest_px), core_from = fmin(CORE_DEPTH_PX, s.deepest_px / 2);
    for (int32_t y = 0; y < s.height_px; y++) {
        for (int32_t x = 0; x < s.width_px; x++) {
            const size_t i = (size_t)y * (size_t)s.width_px + (size_t)x;
            const double depth = (double)s.depth[i], height = (double)s.height[i];
            const int32_t at_x = s.x0 + x, at_y = s.y0 + y;
            if (depth > 0) {
                if (depth <= fmax(1, far_in / RING_FAR_TO)) {
                    ring_add(f, &rings.near_in, at_x, at_y);
                } else if (depth > far_in / RING_FAR_TO * RING_FAR_FROM && depth <= far_in) {
                    ring_add(f, &rings.far_in, at_x, at_y);
                }
                if (depth > core_from) {
                    core_add(f, &core, at_x, at_y);
                }
            } else if (tsri_patch_label(f, at_x, at_y) == TSR_LABEL_HAIR) {
                if (height <= s.unit_px) {
                    ring_add(f, &rings.near_out, at_x, at_y);
                } else if (height > RING_FAR_FROM * s.unit_px && height <= RING_FAR_TO * s.unit_px) {
                    ring_add(f, &rings.far_out, at_x, at_y);
                }
            }
        }
    }
    p->border_sharpness = sharpness_of(&rings);
    const double texture = core.luma > 0 ? core.deviation / core.luma : 0;
    p->smoothness = texture < f->hair_texture ? 1 - texture / f->hair_texture : 0;
    p->dark_dots_frac = core.n > 0 ? core.dots / core.n : 0;
    const double redder = f->skin_known && core.n > 0 ? lab_a(core.rgb) - f->skin_a : 0;
    p->redness = fmin(1, fmax(0, 0.5 + redder / (2 * REDNESS_RANGE)));
    return TSR_OK;
}

/* Means over the photo's hair: its luma, and its texture, mean deviation from the smoothed luma as a share of it. */
static void hair_means(tsri_patch_scene *f)
{
    double luma = 0, deviation = 0, n = 0;
    for (int32_t y = 0; y < f->sample->labels.height_px; y++) {
        for (int32_t x = 0; x < f->sample->labels.width_px; x++) {
            if (tsri_patch_label(f, x, y) == TSR_LABEL_HAIR) {
                const size_t i = tsri_patch_at(f, x, y);
                luma += f->smooth[i];
                deviation += fabs((double)f->luma[i] - (double)f->smooth[i]);
                n++;
            }
        }
    }
    f->hair_luma = n > 0 ? luma / n : 0;
    f->hair_texture = luma > 0 ? deviation / luma : 0;
}

/* Luma, what is smooth of it, what it is without dark dots; the skin's colour. */
tsr_status tsri_patch_scene_prepare(tsri_patch_scene *f, tsr_error *err)
{
    tsr_status st = TSR_OK;
    double rgb[3] = {0, 0, 0};
    int64_t skin_px = 0;
    const int32_t width = f->sample->labels.width_px, height = f->sample->labels.height_px;
    const size_t n = (size_t)width * (size_t)height;
    TSRI_TRY(tsri_arena_alloc(f->arena, n, 1, &f->luma, err));
    TSRI_TRY(tsri_arena_alloc(f->arena, n, 1, &f->smooth, err));
    TSRI_TRY(tsri_arena_alloc(f->arena, n, 1, &f->closed, err));
    for (int i = 0; i < 256; i++) { /* IEC 61966-2-1 */
        f->linear[i] = i <= 10 ? i / 255.0 / 12.92 : pow((i / 255.0 + 0.055) / 1.055, 2.4);
    }
    for (int32_t y = 0; y < height; y++) {
        const uint8_t *row = f->sample->rgb.data + (size_t)y * f->sample->rgb.stride_bytes;
        for (int32_t x = 0; x < width; x++) {
            const uint8_t *pixel = row + 3 * (size_t)x;
            f->luma[tsri_patch_at(f, x, y)] = tsri_luma(pixel);
            if (tsri_patch_label(f, x, y) == TSR_LABEL_SKIN) {
                linear_add(f, rgb, x, y);
                skin_px++;
            }
        }
    }
    f->skin_known = skin_px >= MIN_SKIN_PX;
    f->skin_a = lab_a(rgb);
    const tsr_view_u8 luma = {f->luma, width, height, 1, (size_t)width};
    TSRI_TRY(
        tsr_cv_gaussian_u8(luma, SMOOTH_PX, SMOOTH_SIGMA_PX, (tsri_span_u8){f->smooth, width, height, 1, (size_t)width}, err));
    TSRI_TRY(tsr_cv_morphology_u8(luma, TSRI_MORPHOLOGY_CLOSE, DOT_PX, (tsri_span_u8){f->closed, width, height, 1, (size_t)width},
                                  err));
    hair_means(f);
done:
    return st;
}
