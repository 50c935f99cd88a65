/* SPDX-License-Identifier: Apache-2.0
 * plan/sessions.h - dots, hours, sessions and their days. */
#ifndef TSRI_PLAN_SESSIONS_H
#define TSRI_PLAN_SESSIONS_H

#include "plan/area.h"

/** Line of the tables of extents for a loss of so many cm2. */
int32_t tsri_plan_extent_of(const tsri_plan_rules *rules, double loss_cm2);

/**
 * Fill in dots, hours, sessions, gaps and the schedule.
 *
 *   dots     = dotted area x dots per cm2             hours = dots / dots per hour
 *   sessions = row of the loss (or of the style) + additions, no fewer than the hours need, at most the limit
 *
 * @param when  conditions that hold for additions, bits of tsri_when
 * @param out   style set, start valid or unset in wishes
 */
void tsri_plan_sessions_compute(
    const tsri_plan_rules *rules, const tsri_plan_area *area, const tsr_plan_wishes *wishes, uint32_t when, tsr_plan *out);

#endif
