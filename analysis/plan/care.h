/* SPDX-License-Identifier: Apache-2.0
 * plan/care.h - how long it lasts, and what to know before and after. */
#ifndef TSRI_PLAN_CARE_H
#define TSRI_PLAN_CARE_H

#include "plan/rules.h"

/** Fill in longevity (the least of each bound over the lines that hold), early maintenance and all notes. */
void tsri_plan_care_compute(const tsri_plan_rules *rules, uint32_t when, tsr_plan *out);

#endif
