/* SPDX-License-Identifier: Apache-2.0
 * measure/marker.h - find the printed marker of `tonsure marker` in a photo. */
#ifndef TSRI_MARKER_H
#define TSRI_MARKER_H

#include "base/memory.h"
#include "tonsure/assess.h"

/**
 * Find the marker: a black square of 6 x 6 cells on white paper, its inner 4 x 4 the code of tsr_marker_cell_is_black.
 *
 * The marker's sides must be about 20 px or longer, its white rim visible, its black no darker than the picture allows to tell
 * from the rim (40 levels). Turned, tilted up to some 60 degrees and mirrored markers are found; of several the largest.
 *
 * @param rgb          [h x w x 3] sRGB; its green channel is read
 * @param arena        scratch: a byte a pixel
 * @param out_corners  outer corners of the black square in pixels of rgb (centres at integers, sub-pixel), clockwise from the
 *                     marker's own top left (anticlockwise in a mirrored photo); not known where there is none
 * @return TSR_OK, found or not; TSR_E_NOMEM. Cost: O(pixels).
 */
TSR_NODISCARD tsr_status tsri_marker_find(tsr_view_u8 rgb, tsri_arena *arena, tsr_point out_corners[4], tsr_error *err);

/**
 * Length of the marker's side at its centre along the direction in which it is longest and across it: the singular values of the
 * marker-to-picture homography's derivative. Their ratio is the cosine of the tilt, their product the marker's area.
 * false where the corners span no convex quadrangle. O(1).
 */
bool tsri_marker_sides(const tsr_point corners[4], double *out_long_px, double *out_short_px);

#endif
