/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/price.h"

#include <string.h>

#include "plan/figure.h"
#include "plan/sessions.h"

static tsr_plan_figure by_table(const tsri_plan_rules *rules, const tsr_plan *plan)
{
    if (plan->style >= TSR_STYLE_DENSITY) {
        return tsri_figure_of(&rules->price_jobs.lines[plan->style - TSR_STYLE_DENSITY]);
    }
    const tsr_quantity loss = plan->loss_cm2.amount;
    const tsri_plan_line *lines = rules->price_extents.lines;
    const tsri_plan_line *lo = &lines[tsri_plan_extent_of(rules, loss.lo)];
    const tsri_plan_line *value = &lines[tsri_plan_extent_of(rules, loss.value)];
    const tsri_plan_line *hi = &lines[tsri_plan_extent_of(rules, loss.hi)];
    tsr_plan_figure price = {.amount = {value->value.value, lo->value.lo, hi->value.hi, true}};
    tsri_cite(&price, value);
    tsri_cite(&price, lo);
    tsri_cite(&price, hi);
    return price;
}

static tsr_plan_figure base_price(const tsri_plan_rules *rules, const tsr_plan *plan)
{
    const tsri_plan_line *per_session = &rules->rates.lines[TSRI_RATE_PER_SESSION];
    const tsri_plan_line *per_hour = &rules->rates.lines[TSRI_RATE_PER_HOUR];
    if (!per_session->rule.id && !per_hour->rule.id) {
        return by_table(rules, plan);
    }
    const tsri_plan_line *rate = per_session->rule.id ? per_session : per_hour;
    tsr_quantity units = plan->sessions.amount;
    if (rate == per_hour) {
        units = tsri_multiply(units, plan->session_hours.amount);
    }
    tsr_plan_figure price = {.amount = tsri_multiply(units, rate->value)};
    tsri_cite(&price, rate);
    return price;
}

void tsri_plan_price_compute(const tsri_plan_rules *rules, uint32_t adding, uint32_t when, tsr_plan *out)
{
    out->price = base_price(rules, out);
    for (int i = 0; i < rules->factors.count; i++) {
        const tsri_plan_line *line = &rules->factors.lines[i];
        if (tsri_holds(line, adding)) {
            out->price.amount = tsri_multiply(out->price.amount, line->value);
            tsri_cite(&out->price, line);
        }
    }
    memcpy(out->currency, rules->currency, sizeof out->currency);
    out->touch_up_price.amount = tsri_multiply(out->price.amount, rules->price_numbers[TSRI_TOUCH_UP_FRAC].value);
    tsri_cite(&out->touch_up_price, &rules->price_numbers[TSRI_TOUCH_UP_FRAC]);
    out->touch_up_sessions = tsri_figure_of(&rules->price_numbers[TSRI_TOUCH_UP_SESSIONS]);
    out->price_drivers = tsri_notes_of(&rules->drivers, when);
}
