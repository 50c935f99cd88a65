/* SPDX-License-Identifier: Apache-2.0
 * plan/figure.h - arithmetic of intervals, and the citing of rules. */
#ifndef TSRI_PLAN_FIGURE_H
#define TSRI_PLAN_FIGURE_H

#include "plan/rules.h"

/** a + b, bound by bound: parts of one head err together. */
tsr_quantity tsri_add(tsr_quantity a, tsr_quantity b);

/** a * k, k >= 0. */
tsr_quantity tsri_scale(tsr_quantity a, double k);

/** a * b and a / b of quantities >= 0, bounds by bounds: wider parts never make a narrower whole. b.lo > 0 in a quotient. */
tsr_quantity tsri_multiply(tsr_quantity a, tsr_quantity b);
tsr_quantity tsri_divide(tsr_quantity a, tsr_quantity b);

/** Add a rule to those a figure came from, once. */
void tsri_cite(tsr_plan_figure *figure, const tsri_plan_line *line);

/** A figure that is a line's value. */
tsr_plan_figure tsri_figure_of(const tsri_plan_line *line);

/** The lines whose condition holds, as notes. */
tsr_plan_notes tsri_notes_of(const tsri_plan_list *list, uint32_t when);

/** Whether a line's condition is among those that hold. */
bool tsri_holds(const tsri_plan_line *line, uint32_t when);

#endif
