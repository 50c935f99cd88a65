/* SPDX-License-Identifier: Apache-2.0
 * output/motion.h - where a place of one photo lies in another: a similarity, then a gentle bend. */
#ifndef TSRI_MOTION_H
#define TSRI_MOTION_H

#include "image/image.h"

/* Monomials u^i v^j of degree at most 3, in the order 1, u, v, u2, uv, v2, u3, u2v, uv2, v3. */
enum { TSRI_BEND_TERMS = 10 };

/**
 * Places of the photo before, px of its full size, to places of the photo after:
 *
 *   x' = a x - b y + tx + sum bend[0][k] m_k(u, v)        u = (x - center_x) / unit
 *   y' = b x + a y + ty + sum bend[1][k] m_k(u, v)        v = (y - center_y) / unit
 *
 * m_k are the monomials above; unit is about a head's width.
 */
typedef struct tsri_motion {
    double a, b, tx_px, ty_px;
    double bend_px[2][TSRI_BEND_TERMS];
    double center_x_px, center_y_px, unit_px;
} tsri_motion;

/** The monomials at u, v. */
void tsri_motion_terms(double u, double v, double out[TSRI_BEND_TERMS]);

/** The place in the photo after. O(1). */
void tsri_motion_apply(const tsri_motion *motion, double x_px, double y_px, double out_px[2]);

/** How often a pixel after goes into a pixel before, by the similarity. */
double tsri_motion_scale(const tsri_motion *motion);

/** The turn, degrees, clockwise in the picture. */
double tsri_motion_rotation_deg(const tsri_motion *motion);

/**
 * The photo after, laid over the one before.
 *
 * @param in       1 to 4 channels, the photo after at any size of its shape
 * @param in_px    full size of the photo after, width then height: motion is in its pixels
 * @param out_px   full size of the photo before
 * @param smooth   true: bilinear; false: the nearest pixel, for labels
 * @param beyond   value of every channel where the photo after shows nothing
 * @param out      of in's channels, at any size of the shape of the photo before; places outside of in become `beyond`
 * Cost: O(pixels of out).
 */
void tsri_motion_resample(const tsri_motion *motion,
                          tsr_view_u8 in,
                          const int32_t in_px[2],
                          const int32_t out_px[2],
                          bool smooth,
                          uint8_t beyond,
                          const tsri_image *out);

#endif
