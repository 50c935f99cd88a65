/* SPDX-License-Identifier: Apache-2.0
 * measure/framing.h - where the head lies in the picture, what is cut off it and what hides it. */
#ifndef TSRI_FRAMING_H
#define TSRI_FRAMING_H

#include "measure/sample.h"

/** Shares are 0 to 1. */
typedef struct tsri_framing {
    int32_t x0, y0, x1, y1; /* the head's box, sample px, x1 and y1 excluded; empty without hair and scalp */
    double head_fraction;   /* the box's longer side over the picture's */
    double head_px;         /* the box's width in photo px */
    double cut_frac;        /* of the head's outline: what lies on the picture's edge */
    double covered_frac;    /* of the forehead's width: where the head ends in something that is not hair; front views */
    double other_skin_frac; /* of the head's area: the largest piece of skin apart from it, beside its upper half; not in top
                               views */
    tsr_quantity tilt_deg;
} tsri_framing;

/**
 * Measure the framing.
 *
 * @param sample  with view and landmarks
 * @param arena   scratch
 * @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND. Cost: O(pixels of the sample).
 */
TSR_NODISCARD tsr_status tsri_framing_measure(const tsri_sample *sample, tsri_arena *arena, tsri_framing *out, tsr_error *err);

#endif
