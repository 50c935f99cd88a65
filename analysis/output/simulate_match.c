/* SPDX-License-Identifier: Apache-2.0
 *
 * Treated scalp fades into the hair beside it, as a barber's cut does: near hair it takes over that hair's own darkness against
 * the skin, within limits, and further off it has the tone chosen for the head. */
#include <math.h>

#include "base/fail.h"
#include "output/simulate_parts.h"

static const double REACH_MM = 9; /* radius of the windows, twice smoothed */
static const double SPOT_MM = 2;  /* of the place itself */
static const double LEAST_STRENGTH = 0.3, MOST_STRENGTH = 1.9;
static const double LEAST_ABSORBANCE = 0.05;
static const double LEAST_LIGHT = 0.004; /* of black in an 8-bit photo, and above its noise */

struct planes {
    float *hair, *hair_light, *skin, *skin_light, *spot, *scratch;
};

static void fill_planes(struct planes *p, const tsri_sim_input *in, const tsri_sim_area *a)
{
    for (int32_t y = 0; y < a->height_px; y++) {
        const uint8_t *rgb = in->picture.data + (size_t)(y + a->y_px) * in->picture.stride_bytes + (size_t)a->x_px * 3;
        for (int32_t x = 0; x < a->width_px; x++, rgb += 3) {
            size_t i = (size_t)y * (size_t)a->width_px + (size_t)x;
            float light = (float)tsri_sim_linear(rgb[1]);
            bool hair = a->labels[i] == TSR_LABEL_HAIR && a->seen[i] < 0.2F;
            bool skin = a->labels[i] == TSR_LABEL_SKIN || (a->labels[i] == TSR_LABEL_SCALP && a->seen[i] > 0.9F);
            p->hair[i] = hair ? 1 : 0;
            p->hair_light[i] = hair ? light : 0;
            p->skin[i] = skin ? 1 : 0;
            p->skin_light[i] = skin ? light : 0;
            p->spot[i] = light;
        }
    }
    int32_t radius = 1 + (int32_t)(REACH_MM * a->px_per_mm);
    float *all[] = {p->hair, p->hair_light, p->skin, p->skin_light};
    for (int i = 0; i < 4; i++) {
        for (int pass = 0; pass < 2; pass++) {
            tsri_sim_box_blur(all[i], p->scratch, a->width_px, a->height_px, radius);
        }
    }
    tsri_sim_box_blur(p->spot, p->scratch, a->width_px, a->height_px, 1 + (int32_t)(SPOT_MM * a->px_per_mm));
}

/* What a place near hair takes of the tone: up to the hair's own darkness, less what thin hair has already made of it. */
static double strength_at(const struct planes *p, size_t i, double absorbance)
{
    double hair = fmax(LEAST_LIGHT, (double)(p->hair_light[i] / p->hair[i]));
    double skin = fmax(LEAST_LIGHT, (double)(p->skin_light[i] / p->skin[i]));
    double own = fmax(LEAST_STRENGTH, fmin(MOST_STRENGTH, log(skin / hair) / absorbance));
    double there = fmax(0, log(skin / fmax(LEAST_LIGHT, (double)p->spot[i])) / absorbance);
    double near = fmin(1, 2 * (double)(p->hair[i] / (p->hair[i] + p->skin[i])));
    return 1 + near * (fmax(0, own - there) - 1);
}

tsr_status
tsri_sim_match_fringe(const tsri_sim_input *in, const tsri_sim_tone *tone, tsri_arena *arena, tsri_sim_area *a, tsr_error *err)
{
    size_t n = (size_t)a->width_px * (size_t)a->height_px;
    float *block = NULL;
    tsr_status st = tsri_arena_alloc(arena, n, 6 * sizeof *block, &block, err);
    if (st != TSR_OK) {
        return st;
    }
    struct planes p = {block, block + n, block + 2 * n, block + 3 * n, block + 4 * n, block + 5 * n};
    fill_planes(&p, in, a);
    for (size_t i = 0; i < n; i++) {
        a->strength[i] = 1;
        if (a->seen[i] <= 0 || p.hair[i] < 0.01F || p.skin[i] < 0.01F) {
            continue;
        }
        a->strength[i] = (float)strength_at(&p, i, fmax(LEAST_ABSORBANCE, tone->absorbance[1]));
    }
    return TSR_OK;
}
