/* SPDX-License-Identifier: Apache-2.0
 * measure/coverage.h - the bare share of the visible scalp. */
#ifndef TSRI_COVERAGE_H
#define TSRI_COVERAGE_H

#include "parse/labels.h"
#include "tonsure/result.h"

/**
 * Bare share of the hair-bearing scalp with its 90 % interval.
 *
 * Method   value = bare / (bare + hair) over the label map's own pixels. The interval is the share's range when the scalp's logit
 *          is moved by +-COVERAGE_SHIFT (what the pixel probabilities leave open), widened by BORDER_DOUBT_PX along every border
 *          of bare scalp (where two people would draw it).
 * Source   docs/measurement.md 1.
 *
 * @param logits    of the parse, with the letterbox that says which map pixels are the photo's
 * @param label_px  pixels of each label in the photo
 * @return with bare_fraction.known = false where there is neither hair nor bare scalp. Cost: O(map pixels).
 */
tsr_coverage tsri_coverage_compute(const tsri_logits *logits, const tsri_letterbox *box, const int64_t label_px[TSR_LABEL_COUNT]);

#endif
