/* SPDX-License-Identifier: Apache-2.0
 *
 * Pigment lies in the skin, under its shine. A pixel's linear light is taken apart by the dichromatic reflection model (Shafer
 * 1985) into the skin's own colour and a white mirror image of the lamp; only the first passes the pigment, by Beer and Lambert:
 * out = (in - shine) exp(-absorbance) + shine. Part of each dot's absorbance is spread over its surroundings, as light wanders in
 * skin (in print: optical dot gain, Yule and Nielsen). Dots are as sharp as the photo: their spot is widened by its blur. */
#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "output/simulate_parts.h"

static const double DOT_SIGMA_MM = 0.11; /* a dot of 0.1 mm at the surface as it is seen: 0.26 mm wide at half its depth */
static const double HALO_RADIUS_MM = 0.8;
static const double HALO_SHARE = 0.6;
static const double PIXEL_SIGMA2 = 1.0 / 12;            /* variance of a square pixel */
static const double SHINE_KEPT = 0.5, SHINE_FROM = 0.1; /* the skin's own tone varies by so much of its red */
static const double SHINE_RADIUS_MM = 4;
enum { LEVELS = 4096 };

struct planes {
    float *spots, *halo, *scratch;
    float *red, *blue; /* smoothed light */
};

static void splat(float *plane, const tsri_sim_area *a, const tsri_sim_dot *dot, double sigma_px)
{
    int32_t reach = (int32_t)ceil(3 * sigma_px), cx = (int32_t)(dot->x_px + 0.5F), cy = (int32_t)(dot->y_px + 0.5F);
    double k = 1 / (2 * sigma_px * sigma_px), row_weight[32], column_weight[32], sum_x = 0, sum_y = 0;
    reach = reach > 15 ? 15 : reach;
    for (int32_t i = -reach; i <= reach; i++) {
        double dx = cx + i - (double)dot->x_px, dy = cy + i - (double)dot->y_px;
        column_weight[i + reach] = exp(-k * dx * dx);
        row_weight[i + reach] = exp(-k * dy * dy);
        sum_x += column_weight[i + reach];
        sum_y += row_weight[i + reach];
    }
    double mass = (double)dot->mass_px2 / (sum_x * sum_y);
    for (int32_t j = -reach; j <= reach; j++) {
        for (int32_t i = -reach; i <= reach; i++) {
            int32_t x = cx + i, y = cy + j;
            if (x >= 0 && y >= 0 && x < a->width_px && y < a->height_px) {
                plane[(size_t)y * (size_t)a->width_px + (size_t)x] +=
                    (float)(mass * row_weight[j + reach] * column_weight[i + reach]);
            }
        }
    }
}

/* Absorbance of the dots so far, relative to full density. */
static void
lay_dots(struct planes *p, const tsri_sim_area *a, const tsri_sim_tone *tone, const tsri_sim_dots *dots, int32_t session)
{
    double dot_px = DOT_SIGMA_MM * a->px_per_mm, sigma_px = sqrt(dot_px * dot_px + tone->blur_px * tone->blur_px + PIXEL_SIGMA2);
    size_t n = (size_t)a->width_px * (size_t)a->height_px;
    int32_t radius = (int32_t)(HALO_RADIUS_MM * a->px_per_mm + 0.5);
    for (size_t i = 0; i < dots->count; i++) {
        if (dots->items[i].session <= session) {
            splat(p->spots, a, &dots->items[i], sigma_px);
        }
    }
    memcpy(p->halo, p->spots, n * sizeof *p->halo);
    for (int pass = 0; pass < 2; pass++) {
        tsri_sim_box_blur(p->halo, p->scratch, a->width_px, a->height_px, radius < 1 ? 1 : radius);
    }
}

static void fill_light(struct planes *p, const tsri_sim_input *in, const tsri_sim_area *a, const float linear[256])
{
    for (int32_t y = 0; y < a->height_px; y++) {
        const uint8_t *rgb = in->picture.data + (size_t)(y + a->y_px) * in->picture.stride_bytes + (size_t)a->x_px * 3;
        for (int32_t x = 0; x < a->width_px; x++, rgb += 3) {
            p->red[(size_t)y * (size_t)a->width_px + (size_t)x] = linear[rgb[0]];
            p->blue[(size_t)y * (size_t)a->width_px + (size_t)x] = linear[rgb[2]];
        }
    }
    int32_t radius = 1 + (int32_t)(SHINE_RADIUS_MM * a->px_per_mm);
    for (int pass = 0; pass < 2; pass++) {
        tsri_sim_box_blur(p->red, p->scratch, a->width_px, a->height_px, radius);
        tsri_sim_box_blur(p->blue, p->scratch, a->width_px, a->height_px, radius);
    }
}

/* White light over skin whose blue is `ratio` of its red: red = d + s, blue = ratio d + s. */
static float shine_at(float red, float blue, float ratio)
{
    float shine = ratio < 0.9F ? (blue - ratio * red) / (1 - ratio) - (float)SHINE_FROM * red : 0;
    return (float)SHINE_KEPT * fminf(fmaxf(shine, 0), fminf(red, blue));
}

struct curves {
    float linear[256];
    uint8_t level[LEVELS + 1];
};

static void fill_curves(struct curves *c)
{
    for (int v = 0; v < 256; v++) {
        c->linear[v] = (float)tsri_sim_linear((uint8_t)v);
    }
    for (int i = 0; i <= LEVELS; i++) { /* by the square root, which spreads the dark levels */
        double root = (double)i / LEVELS;
        c->level[i] = tsri_sim_level(root * root);
    }
}

static void
darken(const struct planes *p, const struct curves *c, const tsri_sim_area *a, const tsri_sim_tone *tone, const tsri_image *out)
{
    float skin_ratio = (float)(tone->skin_lin[2] / fmax(1e-3, tone->skin_lin[0]));
    for (int32_t y = 0; y < a->height_px; y++) {
        uint8_t *rgb = tsri_image_row(out, y + a->y_px) + (size_t)a->x_px * 3;
        for (int32_t x = 0; x < a->width_px; x++, rgb += 3) {
            size_t i = (size_t)y * (size_t)a->width_px + (size_t)x;
            float laid = (float)(1 - HALO_SHARE) * p->spots[i] + (float)HALO_SHARE * p->halo[i];
            if (a->seen[i] <= 0 || laid <= 1e-4F) {
                continue;
            }
            float weight = laid * a->seen[i] * a->strength[i];
            float shine = shine_at(p->red[i], p->blue[i], skin_ratio);
            for (int ch = 0; ch < 3; ch++) {
                float light = c->linear[rgb[ch]], s = fminf(shine, light);
                float dark = (light - s) * expf(-(float)tone->absorbance[ch] * weight) + s;
                rgb[ch] = c->level[(int)(sqrtf(dark) * LEVELS + 0.5F)];
            }
        }
    }
}

tsr_status tsri_sim_render(const tsri_sim_input *in,
                           const tsri_sim_area *a,
                           const tsri_sim_tone *tone,
                           const tsri_sim_dots *dots,
                           int32_t session,
                           const tsr_allocator *memory,
                           tsri_image *out,
                           tsr_error *err)
{
    tsr_status st = TSR_OK;
    tsri_arena arena;
    struct curves *curves = NULL;
    float *block = NULL;
    size_t n = (size_t)a->width_px * (size_t)a->height_px;
    tsri_arena_init(&arena, memory);
    TSRI_TRY(tsri_arena_alloc(&arena, 1, sizeof *curves, &curves, err));
    TSRI_TRY(tsri_arena_alloc(&arena, n, 5 * sizeof *block, &block, err));
    TSRI_TRY(tsri_image_init(out, memory, in->picture.width_px, in->picture.height_px, 3, err));
    struct planes p = {block, block + n, block + 2 * n, block + 3 * n, block + 4 * n};
    for (int32_t y = 0; y < out->height_px; y++) {
        memcpy(tsri_image_row(out, y), in->picture.data + (size_t)y * in->picture.stride_bytes, (size_t)out->width_px * 3);
    }
    fill_curves(curves);
    fill_light(&p, in, a, curves->linear);
    lay_dots(&p, a, tone, dots, session);
    darken(&p, curves, a, tone, out);
done:
    tsri_arena_release(&arena);
    return st;
}
