/* SPDX-License-Identifier: Apache-2.0
 * agreement/icc.h - intraclass correlation. */
#ifndef TSRI_ICC_H
#define TSRI_ICC_H

#include "tonsure/agreement.h"

/**
 * ICC(2,1) of two raters: two-way random effects, absolute agreement, single measurement (Shrout and Fleiss 1979).
 *
 * @param weight  how often each pair counts
 * @return at most 1; TSRI_UNDEFINED below two pairs, or where nothing varies. Cost: O(count)
 */
double tsri_icc_compute(const tsr_pair *pairs, const uint32_t *weight, size_t count);

#endif
