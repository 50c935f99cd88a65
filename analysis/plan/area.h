/* SPDX-License-Identifier: Apache-2.0
 * plan/area.h - the area to be treated, from a case's measurements and what the person wants. */
#ifndef TSRI_PLAN_AREA_H
#define TSRI_PLAN_AREA_H

#include "plan/rules.h"
#include "tonsure/result.h"

/* What plans are made from. */
typedef struct tsri_plan_inputs {
    const tsr_case_result *result;
    const tsr_finding *finding;
    const tsr_norwood *norwood;
    const tsr_plan_wishes *wishes;
} tsri_plan_inputs;

typedef struct tsri_plan_area {
    tsr_quantity loss_cm2;                      /* bare, and thin zones by what they lack */
    tsr_quantity treat_cm2;                     /* bare, thin zones whole, blend border */
    tsr_quantity dotted_cm2;                    /* loss and border: filled at full density */
    tsr_quantity zone_loss_cm2[TSR_ZONE_COUNT]; /* of known zones, without the border */
    double usual_most_cm2;                      /* dotted_cm2 if all that may be lost were, on a scalp of usual size */
    bool has_thin, has_border;                  /* which rules were used */
} tsri_plan_area;

/**
 * Area by style. Full, buzz cut or nothing said: the bare scalp of the case's zones, what zones whose density is below the
 * threshold lack, and a border; zones that no photo shows stand in the upper bound. Density: zones below the threshold alone.
 * Hairline: a band of usual size. Scar, tattoo: the size given, and a border. Bounds are taken to err together (sums of bounds),
 * so a wider input never narrows them.
 *
 * @return TSR_PLAN_COMPLETE, or why there is no area. Cost: O(zones).
 */
tsr_plan_gap tsri_plan_area_measure(const tsri_plan_rules *rules, const tsri_plan_inputs *in, tsri_plan_area *out);

/** Name the rules an area came from. */
void tsri_plan_area_cite(const tsri_plan_rules *rules, const tsri_plan_area *area, tsr_style style, tsr_plan_figure *figure);

#endif
