/* SPDX-License-Identifier: Apache-2.0
 * judge/finding.h - what kind of hair loss a photo and a case show. */
#ifndef TSRI_FINDING_H
#define TSRI_FINDING_H

#include "tonsure/intake.h"
#include "tonsure/judgement.h"
#include "tonsure/result.h"

/** Classes that the model tells apart, in its order: the last is a photo of no scalp, as of a beard or a brow. */
typedef enum tsri_finding_class {
    TSRI_CLASS_NONE,
    TSRI_CLASS_PATTERN_THINNING,
    TSRI_CLASS_ALOPECIA_AREATA, /* with totalis */
    TSRI_CLASS_SCARRING,
    TSRI_CLASS_NO_SCALP,
    TSRI_CLASS_COUNT
} tsri_finding_class;

enum { TSRI_FINDING_FEATURES = 1540 };

/** Multinomial logistic regression; the temperature that calibrates it is in the weights. Borrowed pointers into a weight file.
 */
typedef struct tsri_finding_model {
    const float *mean, *deviation; /* [TSRI_FINDING_FEATURES] of the training photos */
    const float *weights;          /* [TSRI_CLASS_COUNT x TSRI_FINDING_FEATURES] */
    const float *bias;             /* [TSRI_CLASS_COUNT] */
    const float *distance; /* [1] root mean square of the standardised features of the training photo most unlike the rest */
} tsri_finding_model;

/**
 * Judge one photo.
 *
 * @param features  [TSRI_FINDING_FEATURES] of parse/features.h
 * @param photo     measured; one that is not assessable is not judged
 * Cost: O(features), some microseconds.
 */
tsr_finding tsri_finding_judge(const tsri_finding_model *model, const float *features, const tsr_photo_result *photo);

/**
 * Join the findings of a case's photos.
 *
 * Loss that one view shows is loss, whatever the others show: the case has the chance of none of the photo with the least. The
 * kinds of loss are joined by the mean of their logarithms, each photo weighing as much as it is sure to show loss.
 *
 * @param photos  count entries, NULL for one not read
 * @param result  the case's measurements
 * @param intake  what the person said; universalis is told by it alone
 */
tsr_finding
tsri_finding_join(const tsr_photo_result *const *photos, size_t count, const tsr_case_result *result, const tsr_intake *intake);

#endif
