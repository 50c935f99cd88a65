/* SPDX-License-Identifier: Apache-2.0 */
#include "image/black_out.h"

#include <math.h>
#include <string.h>

/* Pixel range of [centre - half, centre + half], within 0 and size. */
static void range(double centre, double half, int32_t size, int32_t *out_first, int32_t *out_end)
{
    *out_first = (int32_t)fmin(size, fmax(0, floor(centre - half)));
    *out_end = (int32_t)fmin(size, fmax(0, ceil(centre + half) + 1));
}

void tsri_black_out(const tsri_image *picture, const tsr_bar *bar, double kx, double ky)
{
    int32_t left, right, top, bottom;
    double half_x_px = fabs(bar->along_x) * bar->half_length_px + fabs(bar->along_y) * bar->half_width_px;
    double half_y_px = fabs(bar->along_y) * bar->half_length_px + fabs(bar->along_x) * bar->half_width_px;
    range((bar->x_px + 0.5) * kx, half_x_px * kx, picture->width_px, &left, &right);
    range((bar->y_px + 0.5) * ky, half_y_px * ky, picture->height_px, &top, &bottom);
    for (int32_t y = top; y < bottom; y++) {
        uint8_t *row = tsri_image_row(picture, y);
        for (int32_t x = left; x < right; x++) {
            double dx = (x + 0.5) / kx - 0.5 - bar->x_px, dy = (y + 0.5) / ky - 0.5 - bar->y_px;
            if (fabs(dx * bar->along_x + dy * bar->along_y) <= bar->half_length_px &&
                fabs(dy * bar->along_x - dx * bar->along_y) <= bar->half_width_px) {
                memset(row + (size_t)x * (size_t)picture->channels, 0, (size_t)picture->channels);
            }
        }
    }
}
