/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/figure.h"

tsr_quantity tsri_add(tsr_quantity a, tsr_quantity b)
{
    return (tsr_quantity){a.value + b.value, a.lo + b.lo, a.hi + b.hi, a.known && b.known};
}

tsr_quantity tsri_scale(tsr_quantity a, double k)
{
    return (tsr_quantity){a.value * k, a.lo * k, a.hi * k, a.known};
}

tsr_quantity tsri_multiply(tsr_quantity a, tsr_quantity b)
{
    return (tsr_quantity){a.value * b.value, a.lo * b.lo, a.hi * b.hi, a.known && b.known};
}

tsr_quantity tsri_divide(tsr_quantity a, tsr_quantity b)
{
    return tsri_multiply(a, (tsr_quantity){1 / b.value, 1 / b.hi, 1 / b.lo, b.known});
}

void tsri_cite(tsr_plan_figure *figure, const tsri_plan_line *line)
{
    for (int i = 0; i < figure->rule_count; i++) {
        if (figure->rules[i] == &line->rule) {
            return;
        }
    }
    if (figure->rule_count < TSR_MAX_FIGURE_RULES) {
        figure->rules[figure->rule_count++] = &line->rule;
    }
}

tsr_plan_figure tsri_figure_of(const tsri_plan_line *line)
{
    return (tsr_plan_figure){line->value, {&line->rule}, 1};
}

bool tsri_holds(const tsri_plan_line *line, uint32_t when)
{
    return (line->when & when) == line->when;
}

tsr_plan_notes tsri_notes_of(const tsri_plan_list *list, uint32_t when)
{
    tsr_plan_notes notes = {.count = 0};
    for (int i = 0; i < list->count; i++) {
        const tsri_plan_line *line = &list->lines[i];
        if (tsri_holds(line, when)) {
            notes.items[notes.count++] =
                (tsr_plan_note){&line->rule, line->from_day != 0 || line->to_day != 0, line->from_day, line->to_day};
        }
    }
    return notes;
}
