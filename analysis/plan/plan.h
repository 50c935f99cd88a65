/* SPDX-License-Identifier: Apache-2.0
 * plan/plan.h - a whole plan from a case, its judgement and the person's wishes. */
#ifndef TSRI_PLAN_H
#define TSRI_PLAN_H

#include "plan/area.h"

/**
 * Make a plan.
 *
 * @param in   finding and norwood may be unjudged and unknown; wishes all zero
 * @param out  borrows from rules; gap says why where there is no plan, and nothing else is then set
 * @return TSR_OK; TSR_E_INVALID_ARG for a style out of range or a start that is no day of the calendar. Cost: O(1).
 */
TSR_NODISCARD tsr_status tsri_plan_make(const tsri_plan_rules *rules, const tsri_plan_inputs *in, tsr_plan *out, tsr_error *err);

#endif
