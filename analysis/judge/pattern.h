/* SPDX-License-Identifier: Apache-2.0
 * judge/pattern.h - scales of pattern loss read off a case's measures. */
#ifndef TSRI_PATTERN_H
#define TSRI_PATTERN_H

#include "tonsure/intake.h"
#include "tonsure/result.h"

/**
 * BASP by shares of lengths; no scale in mm is needed.
 *
 * @param photos  count entries, NULL for one not read
 * Cost: O(count).
 */
tsr_basp tsri_basp_grade(const tsr_photo_result *const *photos, size_t count);

/**
 * Ludwig's and Sinclair's grade by what a top view shows of hair over the crown.
 *
 * @param sex  MALE: neither applies; UNKNOWN: both assume a woman
 */
void tsri_female_pattern_grade(
    const tsr_photo_result *const *photos, size_t count, tsr_sex sex, tsr_female_grade *ludwig, tsr_female_grade *sinclair);

/** The first assessable photo of a view; one without anything known where there is none. */
const tsr_photo_result *tsri_photo_of_view(const tsr_photo_result *const *photos, size_t count, tsr_view view);

/** 1 - (1 - bare) density: what is missing of a region's hair, 0 to 1; without a density that of the bare share alone up to 1. */
tsr_quantity tsri_loss_of(tsr_quantity bare, tsr_quantity density);

/** Number of thresholds that a loss reaches, for its value and bounds; 0..count. @param thresholds  rising */
tsr_grade tsri_grade_by(tsr_quantity loss, const double *thresholds, int32_t count);

#endif
