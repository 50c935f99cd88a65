/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/care.h"

#include <math.h>

#include "plan/figure.h"

void tsri_plan_care_compute(const tsri_plan_rules *rules, uint32_t when, tsr_plan *out)
{
    out->longevity_years = tsri_figure_of(&rules->care_numbers[TSRI_LONGEVITY_YEARS]);
    tsr_quantity *years = &out->longevity_years.amount;
    for (int i = 0; i < rules->longevity.count; i++) {
        const tsri_plan_line *line = &rules->longevity.lines[i];
        if (tsri_holds(line, when)) {
            const tsr_quantity *v = &line->value;
            *years = (tsr_quantity){fmin(years->value, v->value), fmin(years->lo, v->lo), fmin(years->hi, v->hi), true};
            tsri_cite(&out->longevity_years, line);
        }
    }
    out->maintenance_early_years = tsri_figure_of(&rules->care_numbers[TSRI_MAINTENANCE_EARLY_YEARS]);
    out->discomfort = tsri_notes_of(&rules->discomfort, when);
    out->aftercare = tsri_notes_of(&rules->aftercare, when);
    out->risks = tsri_notes_of(&rules->risks, when);
    out->questions = tsri_notes_of(&rules->questions, when);
    out->alternatives = tsri_notes_of(&rules->alternatives, when);
}
