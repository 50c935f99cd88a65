/* SPDX-License-Identifier: Apache-2.0
 * measure/hairline.h - where the forehead ends and where hair begins; the natural hairline, and a new one by the design rule. */
#ifndef TSRI_HAIRLINE_H
#define TSRI_HAIRLINE_H

#include "measure/sample.h"

/**
 * The frontal hairline of a front or top view.
 *
 * Method   parallel lines are followed from the brows (from above: from the face's side) until hair begins, and the ends are
 *          smoothed into a curve. Trichion, recession, shape and the designed hairline are read off it in the face's axes.
 * Source   docs/measurement.md 6.
 *
 * @param sample  with view and landmarks
 * @param frame   of the zones, for top views
 * @param scale   for millimetres; may be unknown
 * @param memory  for scratch
 * @return TSR_OK, with nothing known in other views, without a visible glabella, under a fringe or a hat; TSR_E_NOMEM;
 *         TSR_E_BACKEND. Cost: O(lines x head's height).
 */
TSR_NODISCARD tsr_status tsri_hairline_find(const tsri_sample *sample,
                                            const tsr_zone_frame *frame,
                                            const tsr_scale *scale,
                                            const tsr_allocator *memory,
                                            tsr_hairline *out,
                                            tsr_error *err);

#endif
