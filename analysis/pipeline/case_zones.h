/* SPDX-License-Identifier: Apache-2.0
 * pipeline/case_zones.h - the zones of a person, joined from the views that show them. */
#ifndef TSRI_CASE_ZONES_H
#define TSRI_CASE_ZONES_H

#include "tonsure/result.h"

/** The first assessable photo of a view that shows a whole head, else the first of the view; NULL where there is none. */
const tsr_photo_result *tsri_case_photo_of(const tsr_photo_result *const *photos, size_t count, tsr_view view);

/**
 * Zones, seen share, bare share and bare area of a case from its photos' zones. Method: docs/measurement.md 9.
 *
 * @param result  all zero but for its status; zones and the three sums are set, the sums unknown where no zone is
 * Cost: O(zones x views x photos).
 */
void tsri_case_join_zones(const tsr_photo_result *const *photos, size_t count, tsr_case_result *result);

#endif
