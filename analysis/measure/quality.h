/* SPDX-License-Identifier: Apache-2.0
 * measure/quality.h - is there anything to measure? */
#ifndef TSRI_QUALITY_H
#define TSRI_QUALITY_H

#include "tonsure/image.h"

/**
 * Share of pixels with fine structure: those whose green value differs from the mean of its left and right neighbours by a level
 * or more.
 *
 * Every photo has it, from texture, edges or the sensor's noise: 0.11 to 0.99 of the pixels in 2,500 training photos. A plain or
 * smoothly shaded picture has none, and the parser, which has seen only photos, would read anything into it.
 *
 * @param rgb  three channels, at least 3 px wide
 * @return 0 to 1; 0 for a narrower picture. Cost: O(pixels).
 */
double tsri_quality_structure_frac(tsr_view_u8 rgb);

#endif
