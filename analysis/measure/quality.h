/* SPDX-License-Identifier: Apache-2.0
 * measure/quality.h - is there anything to measure? */
#ifndef TSRI_QUALITY_H
#define TSRI_QUALITY_H

#include "measure/sample.h"

/**
 * Share of pixels with structure: those whose green value differs by a level or more from the mean of two others beside it, which
 * lie a hundredth of the width away (in narrow pictures: next to it).
 *
 * Every photo has it, blurred ones too: at least 0.26 of the pixels in 2,500 training photos. A plain or
 * smoothly shaded picture has none, and the parser, which has seen only photos, would read anything into it.
 *
 * @param rgb  three channels, at least 3 px wide
 * @return 0 to 1; 0 for a narrower picture. Cost: O(pixels).
 */
double tsri_quality_structure_frac(tsr_view_u8 rgb);

/**
 * How well a photo serves, and what is wrong with it.
 *
 * @param sample  with view and landmarks
 * @param arena   scratch
 * @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND. Cost: O(pixels of the sample).
 */
TSR_NODISCARD tsr_status tsri_quality_measure(const tsri_sample *sample, tsri_arena *arena, tsr_quality *out, tsr_error *err);

#endif
