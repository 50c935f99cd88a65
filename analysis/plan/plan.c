/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan.h"

#include <string.h>

#include "base/fail.h"
#include "plan/care.h"
#include "plan/dates.h"
#include "plan/figure.h"
#include "plan/price.h"
#include "plan/sessions.h"

const char *tsr_plan_style_name(tsr_style style)
{
    static const char *const NAMES[TSR_STYLE_COUNT] = {
        [TSR_STYLE_BUZZ_CUT] = "buzz_cut",           [TSR_STYLE_DENSITY] = "density",
        [TSR_STYLE_HAIRLINE_ONLY] = "hairline_only", [TSR_STYLE_SCAR_COVER] = "scar_cover",
        [TSR_STYLE_TATTOO_COVER] = "tattoo_cover",
    };
    return (unsigned)style < TSR_STYLE_COUNT ? NAMES[style] : NULL;
}

static const struct {
    const char *name, *advice;
} GAPS[] = {
    [TSR_PLAN_COMPLETE] = {NULL, NULL},
    [TSR_PLAN_NO_AREA] = {"no_area",
                          "The photos do not tell how large the area is: take one from the top and one from the front."},
    [TSR_PLAN_NO_LOSS] = {"no_loss", "No loss was found where the photos show the scalp: there is nothing to plan."},
    [TSR_PLAN_NO_THINNING_ZONE] =
        {"no_thinning_zone",
         "No part of the scalp in view has lost half of its hair: there is no area to plan more density for."},
    [TSR_PLAN_NO_COVER_AREA] = {"no_cover_area", "The size of the scar or tattoo is not known: measure its length and width, and "
                                                 "say their product in cm2 (cover_cm2 of the intake)."},
    [TSR_PLAN_NOT_SUITABLE] = {"not_suitable", "The procedure does not suit as things stand: nothing is planned."},
};

const char *tsr_plan_gap_name(tsr_plan_gap gap)
{
    return (size_t)gap < sizeof GAPS / sizeof *GAPS ? GAPS[gap].name : NULL;
}

const char *tsr_plan_gap_advice(tsr_plan_gap gap)
{
    return (size_t)gap < sizeof GAPS / sizeof *GAPS ? GAPS[gap].advice : NULL;
}

static bool has_areata(const tsr_finding *f)
{
    return f->judged && (f->label == TSR_FINDING_ALOPECIA_AREATA || f->label == TSR_FINDING_ALOPECIA_TOTALIS ||
                         f->label == TSR_FINDING_ALOPECIA_UNIVERSALIS);
}

static uint32_t conditions(const tsri_plan_rules *rules, const tsri_plan_inputs *in)
{
    const tsr_plan_wishes *w = in->wishes;
    const bool scarring = in->finding->judged && in->finding->label == TSR_FINDING_SCARRING;
    const double large_from = rules->care_numbers[TSRI_TRANSPLANT_FROM_GRADE].value.value;
    uint32_t when = 0;
    when |= w->scars || scarring || w->style == TSR_STYLE_SCAR_COVER ? TSRI_WHEN_SCARS : 0;
    when |= w->skin == TSR_PLAN_SKIN_OILY ? TSRI_WHEN_OILY_SKIN : 0;
    when |= w->skin == TSR_PLAN_SKIN_ROUGH ? TSRI_WHEN_ROUGH_SKIN : 0;
    when |= w->much_sun ? TSRI_WHEN_SUN : 0;
    when |= has_areata(in->finding) ? TSRI_WHEN_AREATA : 0;
    when |= in->norwood->known && !has_areata(in->finding) && in->norwood->grade >= large_from ? TSRI_WHEN_LARGE_LOSS : 0;
    return when;
}

/* Conditions that add to sessions and price: not what the row of the job or of the whole scalp already holds. */
static uint32_t additions(const tsri_plan_inputs *in, uint32_t when)
{
    const bool scar_row = in->wishes->style == TSR_STYLE_SCAR_COVER;
    const bool whole = in->finding->label != TSR_FINDING_ALOPECIA_AREATA;
    return when & ~(uint32_t)((scar_row ? TSRI_WHEN_SCARS : 0) | (whole ? TSRI_WHEN_AREATA : 0));
}

static void collect(tsr_plan *plan, const tsr_plan_rule *rule)
{
    for (int i = 0; i < plan->rule_count; i++) {
        if (plan->rules[i] == rule) {
            return;
        }
    }
    if (plan->rule_count < TSR_MAX_PLAN_RULES) {
        plan->rules[plan->rule_count++] = rule;
    }
}

static void collect_rules(tsr_plan *p)
{
    const tsr_plan_figure *const figures[] = {&p->loss_cm2,
                                              &p->area_cm2,
                                              &p->dots,
                                              &p->hours,
                                              &p->sessions,
                                              &p->session_hours,
                                              &p->gap_first_days,
                                              &p->gap_later_days,
                                              &p->gap_least_days,
                                              &p->price,
                                              &p->touch_up_price,
                                              &p->touch_up_sessions,
                                              &p->longevity_years,
                                              &p->maintenance_early_years};
    const tsr_plan_notes *const notes[] = {&p->price_drivers, &p->discomfort, &p->aftercare,
                                           &p->risks,         &p->questions,  &p->alternatives};
    for (size_t f = 0; f < sizeof figures / sizeof *figures; f++) {
        for (int i = 0; i < figures[f]->rule_count; i++) {
            collect(p, figures[f]->rules[i]);
        }
    }
    for (int s = 0; s < p->session_count; s++) {
        for (int i = 0; i < p->schedule[s].work_count; i++) {
            collect(p, p->schedule[s].work[i]);
        }
    }
    for (size_t n = 0; n < sizeof notes / sizeof *notes; n++) {
        for (int i = 0; i < notes[n]->count; i++) {
            collect(p, notes[n]->items[i].rule);
        }
    }
}

/* A figure that rests on the rules of another. */
static void cite_from(tsr_plan_figure *figure, const tsr_plan_figure *origin)
{
    for (int i = 0; i < origin->rule_count && figure->rule_count < TSR_MAX_FIGURE_RULES; i++) {
        figure->rules[figure->rule_count++] = origin->rules[i];
    }
}

tsr_status tsri_plan_make(const tsri_plan_rules *rules, const tsri_plan_inputs *in, tsr_plan *out, tsr_error *err)
{
    const tsr_plan_wishes *w = in->wishes;
    tsri_plan_area area;
    memset(out, 0, sizeof *out);
    if ((unsigned)w->style >= TSR_STYLE_COUNT) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "no style has the number %d", (int)w->style);
    }
    if (!tsri_date_is_unset(w->start) && !tsri_date_is_valid(w->start)) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "the start %04d-%02d-%02d is no day of the calendar", w->start.year,
                         w->start.month, w->start.day);
    }
    out->style = w->style;
    out->gap = tsri_plan_area_measure(rules, in, &area);
    if (out->gap != TSR_PLAN_COMPLETE) {
        return TSR_OK;
    }
    const uint32_t when = conditions(rules, in), adding = additions(in, when);
    out->loss_cm2.amount = area.loss_cm2;
    out->area_cm2.amount = area.treat_cm2;
    tsri_plan_area_cite(rules, &area, w->style, &out->area_cm2);
    cite_from(&out->loss_cm2, &out->area_cm2);
    tsri_plan_sessions_compute(rules, &area, w, adding, out);
    tsri_plan_price_compute(rules, adding, when, out);
    tsri_plan_care_compute(rules, when, out);
    collect_rules(out);
    return TSR_OK;
}
