/* SPDX-License-Identifier: Apache-2.0
 * measure/hairline_design.h - what is read off a traced hairline: recession and shape; and where a new hairline belongs. */
#ifndef TSRI_HAIRLINE_DESIGN_H
#define TSRI_HAIRLINE_DESIGN_H

#include "measure/contour.h"
#include "measure/face.h"

/**
 * Recession depth and angle of both fronto-temporal bays, and the contour's shape where there is one.
 *
 * depth = (deepest way of hair within the bay - base) / (crown's outline - base), base being the hairline's level on the midline,
 * at most the highest natural hairline: the share of the way from hairline to crown that the bay has taken (docs/measurement.md
 * 6).
 *
 * @param contour  smoothed
 * @param curve    whether the contour holds as a hairline
 */
void tsri_hairline_recession(
    const tsri_face *face, const tsri_contour_frame *lines, const tsri_contour *contour, bool curve, tsr_hairline *out);

/** Midline and fronto-temporal points of a new hairline, by the design rule (docs/measurement.md 6). */
void tsri_hairline_design(const tsri_sample *sample,
                          const tsri_face *face,
                          const tsri_contour_frame *lines,
                          const tsri_contour *contour,
                          const tsr_scale *scale,
                          tsr_hairline *out);

#endif
