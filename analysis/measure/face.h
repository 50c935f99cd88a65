/* SPDX-License-Identifier: Apache-2.0
 * measure/face.h - the face's own axes and unit of length in a photo. */
#ifndef TSRI_FACE_H
#define TSRI_FACE_H

#include "measure/sample.h"

/** Axes of a face: `up` has length 1; `right` is up turned a quarter clockwise. All in photo px. */
typedef struct tsri_face {
    tsr_point glabella;
    double up_x, up_y;
    double nose_px;   /* glabella to subnasale, or what it should be by the measures that are seen */
    double pupils_px; /* interpupillary distance, the same */
    bool nose_seen, pupils_seen;
} tsri_face;

/**
 * Find the axes from the landmarks.
 *
 * Method   the axis is square to the line of the pupils, else follows the nose, else is upright. A length that is not seen is
 *          taken from the others by usual proportions: docs/measurement.md 6.
 * @return false without a visible glabella or any length. Cost: O(width).
 */
bool tsri_face_find(const tsri_sample *sample, tsri_face *out);

/** Photo coordinates of a place given in the face's axes, px from the glabella. */
tsr_point tsri_face_place(const tsri_face *face, double up_px, double right_px);

#endif
