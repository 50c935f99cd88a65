/* SPDX-License-Identifier: Apache-2.0
 *
 * Guided filter (He, Sun and Tang, IEEE PAMI 35, 2013): within a window the plane is taken to be linear in the picture's luma, so
 * its borders move onto the borders that the picture shows: between hair and skin, head and ground. */
#include <math.h>

#include "base/fail.h"
#include "output/simulate_parts.h"

/* Variance of luma below which a window counts as even: a tenth of hair against skin, squared. */
static const float EVEN_VARIANCE = 0.0012F;

/* The plane's ends, for the filter leaves a veil on either side of a border. */
static const float VEIL_LO = 0.15F, VEIL_HI = 0.85F;

static void fill_guide(tsr_view_u8 rgb, float *guide)
{
    for (int32_t y = 0; y < rgb.height_px; y++) {
        const uint8_t *p = rgb.data + (size_t)y * rgb.stride_bytes;
        for (int32_t x = 0; x < rgb.width_px; x++, p += 3) {
            *guide++ = (float)(0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2]) / 255.0F;
        }
    }
}

tsr_status tsri_sim_refine(tsr_view_u8 rgb, int32_t radius_px, float *plane, tsri_arena *arena, tsr_error *err)
{
    tsr_status st = TSR_OK;
    float *block = NULL;
    int32_t w = rgb.width_px, h = rgb.height_px;
    size_t n = (size_t)w * (size_t)h;
    TSRI_TRY(tsri_arena_alloc(arena, n, 5 * sizeof *block, &block, err));
    float *guide = block, *mean = block + n, *product = block + 2 * n, *square = block + 3 * n, *scratch = block + 4 * n;
    fill_guide(rgb, guide);
    for (size_t i = 0; i < n; i++) {
        mean[i] = guide[i];
        product[i] = guide[i] * plane[i];
        square[i] = guide[i] * guide[i];
    }
    tsri_sim_box_blur(mean, scratch, w, h, radius_px);
    tsri_sim_box_blur(product, scratch, w, h, radius_px);
    tsri_sim_box_blur(square, scratch, w, h, radius_px);
    tsri_sim_box_blur(plane, scratch, w, h, radius_px);
    for (size_t i = 0; i < n; i++) {
        float slope = (product[i] - mean[i] * plane[i]) / (square[i] - mean[i] * mean[i] + EVEN_VARIANCE);
        plane[i] -= slope * mean[i]; /* the line's level */
        product[i] = slope;
    }
    tsri_sim_box_blur(plane, scratch, w, h, radius_px);
    tsri_sim_box_blur(product, scratch, w, h, radius_px);
    for (size_t i = 0; i < n; i++) {
        plane[i] = fminf(1, fmaxf(0, (product[i] * guide[i] + plane[i] - VEIL_LO) / (VEIL_HI - VEIL_LO)));
    }
done:
    return st;
}
