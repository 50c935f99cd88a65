/* SPDX-License-Identifier: Apache-2.0
 * measure/salt.h - the Severity of Alopecia Tool, from the bare share of four views. */
#ifndef TSRI_SALT_H
#define TSRI_SALT_H

#include "tonsure/image.h"
#include "tonsure/measures.h"

/**
 * SALT = 0.40 top + 0.24 back + 0.18 left + 0.18 right, each the per cent of that region without hair (Olsen 2004; weights and
 * subgroups: docs/measurement.md 11).
 *
 * @param bare_fraction  of each region, index by tsr_salt_region, 0 to 1 (values outside are clamped); unknown, or not finite,
 *                       where its view is missing
 * @return all four known: score with its interval, the same as lo and hi, class and severity of the score. Fewer: no score; lo
 * and hi with each missing region at 0 and at 100; class and severity only where lo and hi agree. None: known = false, 0 to 100.
 * Cost: O(1).
 */
tsr_salt tsri_salt_compute(const tsr_quantity bare_fraction[TSR_SALT_REGION_COUNT]);

/**
 * Per cent of a region without hair, by area in the picture: loss within the scalp over the scalp.
 *
 * @param scalp, loss  [height x width] one channel, non-zero = inside, of one size
 * @return 0 to 100; -1 where there is no scalp or the sizes differ. Cost: O(pixels).
 */
double tsri_salt_region_percent(tsr_view_u8 scalp, tsr_view_u8 loss);

#endif
