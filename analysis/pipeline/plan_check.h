/* SPDX-License-Identifier: Apache-2.0
 * pipeline/plan_check.h - what must hold between the lines of rule tables. */
#ifndef TSRI_PIPELINE_PLAN_CHECK_H
#define TSRI_PIPELINE_PLAN_CHECK_H

#include "pipeline/plan_line.h"

/** Ranges of single figures, whole numbers, rows that do not fall, zones that make one scalp. @param place  file of the fault */
TSR_NODISCARD tsr_status tsri_plan_check(const tsri_plan_place *place, const tsri_plan_rules *rules);

#endif
