/* SPDX-License-Identifier: Apache-2.0
 * judge/norwood.h - the Norwood-Hamilton grade of a case, from what was measured. */
#ifndef TSRI_NORWOOD_H
#define TSRI_NORWOOD_H

#include "tonsure/judgement.h"
#include "tonsure/result.h"

enum { TSRI_NORWOOD_MEASURES = 34, TSRI_NORWOOD_FEATURES = 2 * TSRI_NORWOOD_MEASURES };

/** What the grade hangs on, each 0 to 1; order: scripts/train/norwood.py prints it with its weights. */
typedef struct tsri_norwood_measures {
    double value[TSRI_NORWOOD_MEASURES];
    bool known[TSRI_NORWOOD_MEASURES];
} tsri_norwood_measures;

/**
 * A linear model on measures and their squares, brought to mean 0 and standard deviation 1, which are taken to be jointly normal:
 * what a case does not show is filled in from what it shows, and widens the range. Borrowed pointers into a weight file.
 */
typedef struct tsri_norwood_model {
    const float *mean, *deviation, *weights; /* [TSRI_NORWOOD_FEATURES] */
    const float *correlation;                /* [TSRI_NORWOOD_FEATURES x TSRI_NORWOOD_FEATURES], positive definite */
    const float
        *grade; /* [3] mean grade; standard deviation of its error with all known; factor on the variance of what is not */
} tsri_norwood_model;

/** Gather the measures of a case. photos: count entries, NULL for one not read. */
tsri_norwood_measures tsri_norwood_gather(const tsr_photo_result *const *photos, size_t count, const tsr_case_result *result);

/**
 * Grade a case.
 *
 * @param out     known = false where next to nothing is known of the case. assumes_male is set
 * @return TSR_OK or TSR_E_BACKEND. Cost: O(features^3), under 1 ms.
 */
TSR_NODISCARD tsr_status tsri_norwood_grade(const tsri_norwood_model *model,
                                            const tsri_norwood_measures *measures,
                                            tsr_norwood *out,
                                            tsr_error *err);

#endif
