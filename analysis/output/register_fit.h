/* SPDX-License-Identifier: Apache-2.0
 * output/register_fit.h - one motion fitted to the cues of two photos, from a start that is near enough. */
#ifndef TSRI_REGISTER_FIT_H
#define TSRI_REGISTER_FIT_H

#include "output/register_view.h"

/** What the fit looks at. */
typedef struct tsri_register_cues {
    const tsri_register_view *before, *after;
    double reach_px;  /* Tukey's: an outline farther away counts nothing */
    int outline_step; /* 1: every place of the outline */
    int level;        /* of the tone; -1: outline and landmarks alone */
} tsri_register_cues;

/**
 * Improve a motion, in working pixels, by Gauss-Newton steps.
 *
 * @param bend  false: its similarity; true: its bend, the similarity staying
 * @return TSR_OK; TSR_E_BACKEND. Cost: O(steps x places).
 */
TSR_NODISCARD tsr_status
tsri_register_fit(const tsri_register_cues *cues, bool bend, int steps, tsri_motion *motion, tsr_error *err);

/** Whether a place lies in the photo, margin px from its edge. */
bool tsri_register_inside(const tsri_register_view *view, const double q[2], double margin);

/** Distance to the outline at a place 1 px inside, bilinear, with its gradient. */
double tsri_register_distance(const tsri_register_view *view, const double q[2], double g[2]);

/** The coded tone at a place 1 px inside, the same way. */
double tsri_register_tone(const tsri_register_view *view, int level, const double q[2], double g[2]);

/** What a place of the outline counts: hair less, as a haircut moves it. */
double tsri_register_outline_weight(const tsri_outline_point *point);

#endif
