/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/quality.h"

#include <stdlib.h>

/* Twice the difference in levels: 2 is one level from the neighbours' mean, the least that rounding alone cannot make. */
enum { LEAST_DOUBLE_DIFFERENCE = 2, CHANNELS = 3, GREEN = 1 };

double tsri_quality_structure_frac(tsr_view_u8 rgb)
{
    int64_t structured = 0;
    if (rgb.width_px < 3) {
        return 0;
    }
    for (int32_t y = 0; y < rgb.height_px; y++) {
        const uint8_t *green = rgb.data + (size_t)y * rgb.stride_bytes + GREEN;
        for (int32_t x = 1; x < rgb.width_px - 1; x++) {
            const uint8_t *here = green + (ptrdiff_t)x * CHANNELS;
            structured += abs(2 * here[0] - here[-CHANNELS] - here[CHANNELS]) >= LEAST_DOUBLE_DIFFERENCE;
        }
    }
    return (double)structured / ((double)(rgb.width_px - 2) * rgb.height_px);
}
