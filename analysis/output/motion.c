/* SPDX-License-Identifier: Apache-2.0 */
#include "output/motion.h"

#include <math.h>
#include <string.h>

void tsri_motion_terms(double u, double v, double out[TSRI_BEND_TERMS])
{
    const double terms[TSRI_BEND_TERMS] = {1, u, v, u * u, u * v, v * v, u * u * u, u * u * v, u * v * v, v * v * v};
    memcpy(out, terms, sizeof terms);
}

void tsri_motion_apply(const tsri_motion *motion, double x_px, double y_px, double out_px[2])
{
    double terms[TSRI_BEND_TERMS];
    out_px[0] = motion->a * x_px - motion->b * y_px + motion->tx_px;
    out_px[1] = motion->b * x_px + motion->a * y_px + motion->ty_px;
    tsri_motion_terms((x_px - motion->center_x_px) / motion->unit_px, (y_px - motion->center_y_px) / motion->unit_px, terms);
    for (int k = 0; k < TSRI_BEND_TERMS; k++) {
        out_px[0] += motion->bend_px[0][k] * terms[k];
        out_px[1] += motion->bend_px[1][k] * terms[k];
    }
}

double tsri_motion_scale(const tsri_motion *motion)
{
    return hypot(motion->a, motion->b);
}

double tsri_motion_rotation_deg(const tsri_motion *motion)
{
    static const double DEG_PER_RAD = 57.29577951308232;
    return DEG_PER_RAD * atan2(motion->b, motion->a);
}

static void take_nearest(tsr_view_u8 in, double x, double y, uint8_t *out)
{
    const uint8_t *from = in.data + (size_t)lround(y) * in.stride_bytes + (size_t)lround(x) * (size_t)in.channels;
    memcpy(out, from, (size_t)in.channels);
}

static void take_bilinear(tsr_view_u8 in, double x, double y, uint8_t *out)
{
    int32_t x0 = (int32_t)floor(x), y0 = (int32_t)floor(y);
    double fx = x - x0, fy = y - y0;
    size_t step = x0 + 1 < in.width_px ? (size_t)in.channels : 0, down = y0 + 1 < in.height_px ? in.stride_bytes : 0;
    const uint8_t *from = in.data + (size_t)y0 * in.stride_bytes + (size_t)x0 * (size_t)in.channels;
    for (int32_t c = 0; c < in.channels; c++, from++) {
        double top = from[0] + fx * (from[step] - from[0]), bottom = from[down] + fx * (from[down + step] - from[down]);
        out[c] = (uint8_t)lround(top + fy * (bottom - top));
    }
}

void tsri_motion_resample(const tsri_motion *motion,
                          tsr_view_u8 in,
                          const int32_t in_px[2],
                          const int32_t out_px[2],
                          bool smooth,
                          uint8_t beyond,
                          const tsri_image *out)
{
    double full_x = (double)out_px[0] / out->width_px, full_y = (double)out_px[1] / out->height_px;
    double in_x = (double)in.width_px / in_px[0], in_y = (double)in.height_px / in_px[1];
    for (int32_t y = 0; y < out->height_px; y++) {
        uint8_t *to = tsri_image_row(out, y);
        for (int32_t x = 0; x < out->width_px; x++, to += out->channels) {
            double there[2];
            tsri_motion_apply(motion, (x + 0.5) * full_x - 0.5, (y + 0.5) * full_y - 0.5, there);
            double u = (there[0] + 0.5) * in_x - 0.5, v = (there[1] + 0.5) * in_y - 0.5;
            if (!(u >= 0 && v >= 0 && u <= in.width_px - 1 && v <= in.height_px - 1)) {
                memset(to, beyond, (size_t)out->channels);
            } else if (smooth) {
                take_bilinear(in, u, v, to);
            } else {
                take_nearest(in, u, v, to);
            }
        }
    }
}
