/* SPDX-License-Identifier: Apache-2.0
 * measure/zones.h - where the zones of the scalp lie in a photo, and the bare share of each. */
#ifndef TSRI_ZONES_H
#define TSRI_ZONES_H

#include "measure/sample.h"

/**
 * Place the head's axes by view, scalp outline, ears and landmarks.
 *
 * @return known = false where there is no scalp, the view is unknown, or the photo is a close-up. Cost: O(pixels of the sample).
 */
tsr_zone_frame tsri_zone_frame_place(const tsri_sample *sample);

/**
 * Bare share of each zone with its interval, by the rule of the whole photo's (measure/coverage.h), in map pixels of the zone.
 *
 * @param arena  scratch
 * @param out    all set but density, which becomes unknown
 * @return TSR_OK or TSR_E_NOMEM. Cost: O(map pixels + pixels of the sample).
 */
TSR_NODISCARD tsr_status tsri_zones_measure(
    const tsri_sample *sample, const tsr_zone_frame *frame, tsri_arena *arena, tsr_zone_measures *out, tsr_error *err);

#endif
