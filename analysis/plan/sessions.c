/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/sessions.h"

#include <math.h>

#include "plan/dates.h"
#include "plan/figure.h"

/* A quotient this close to a whole number is that number. */
static const double WHOLE_TOLERANCE = 1e-9;

int32_t tsri_plan_extent_of(const tsri_plan_rules *rules, double loss_cm2)
{
    int32_t row = 0;
    while (row < rules->extents.count - 1 && loss_cm2 > rules->extents.lines[row].up_to_cm2) {
        row++;
    }
    return row;
}

/* The rows at the loss's bounds and value. */
typedef struct rows {
    const tsri_plan_line *lo, *value, *hi;
} rows;

static rows rows_of(const tsri_plan_rules *rules, tsr_quantity loss_cm2, tsr_style style)
{
    if (style >= TSR_STYLE_DENSITY) {
        const tsri_plan_line *job = &rules->jobs.lines[style - TSR_STYLE_DENSITY];
        return (rows){job, job, job};
    }
    const tsri_plan_line *lines = rules->extents.lines;
    return (rows){&lines[tsri_plan_extent_of(rules, loss_cm2.lo)], &lines[tsri_plan_extent_of(rules, loss_cm2.value)],
                  &lines[tsri_plan_extent_of(rules, loss_cm2.hi)]};
}

static void cite_rows(tsr_plan_figure *figure, const rows *r)
{
    tsri_cite(figure, r->value);
    tsri_cite(figure, r->lo);
    tsri_cite(figure, r->hi);
}

/* Sessions that the dots of an area take at the usual rates. */
static double needed_for(const tsri_plan_rules *rules, double dotted_cm2)
{
    const tsri_plan_line *n = rules->numbers;
    const double hours = dotted_cm2 * n[TSRI_DOTS_PER_CM2].value.value / n[TSRI_DOTS_PER_HOUR].value.value;
    return ceil(hours / n[TSRI_SESSION_HOURS_MOST].value.value - WHOLE_TOLERANCE);
}

static void count_sessions(const tsri_plan_rules *rules, const tsri_plan_area *area, const rows *r, uint32_t when, tsr_plan *out)
{
    tsr_plan_figure *f = &out->sessions;
    tsr_quantity n = {r->value->value.value, r->lo->value.lo, r->hi->value.hi, true};
    cite_rows(f, r);
    for (int i = 0; i < rules->additions.count; i++) {
        const tsri_plan_line *line = &rules->additions.lines[i];
        if (tsri_holds(line, when)) {
            n = tsri_add(n, line->value);
            tsri_cite(f, line);
        }
    }
    const double needed = needed_for(rules, area->dotted_cm2.value), at_most = needed_for(rules, area->usual_most_cm2);
    if (needed > n.value || at_most > n.hi) {
        n.value = fmax(n.value, needed);
        n.hi = fmax(n.hi, fmax(n.value, at_most));
        tsri_cite(f, &rules->numbers[TSRI_SESSION_HOURS_MOST]);
    }
    const double most = rules->numbers[TSRI_SESSIONS_MOST].value.value;
    if (n.hi > most) {
        n = (tsr_quantity){fmin(n.value, most), fmin(n.lo, most), most, true};
        tsri_cite(f, &rules->numbers[TSRI_SESSIONS_MOST]);
    }
    f->amount = n;
}

/* Share of the dots in place after a share of the sessions, linear between the thirds. */
static double built_up(const tsri_plan_rules *rules, double done)
{
    const double share[] = {0, rules->numbers[TSRI_BUILD_UP_FIRST_FRAC].value.value,
                            rules->numbers[TSRI_BUILD_UP_SECOND_FRAC].value.value, 1};
    const int third = done >= 1 ? 2 : (int)(done * 3);
    return share[third] + (share[third + 1] - share[third]) * (done * 3 - third);
}

/* What a session does: hairline and large areas first, refinement last, density between or with the refinement. */
static void set_work(const tsri_plan_rules *rules, int i, int count, tsr_plan_session *session)
{
    const bool first = i == 0, last = i == count - 1;
    const bool does[TSRI_WORKS] = {
        [TSRI_WORK_FIRST] = first,
        [TSRI_WORK_DENSITY] = (!first && !last) || (last && count <= 2),
        [TSRI_WORK_REFINEMENT] = last,
    };
    for (int w = 0; w < TSRI_WORKS; w++) {
        if (does[w]) {
            session->work[session->work_count++] = &rules->work.lines[w].rule;
        }
    }
}

static void schedule(const tsri_plan_rules *rules, tsr_date start, tsr_plan *out)
{
    const int count = (int)out->sessions.amount.value;
    const bool dated = !tsri_date_is_unset(start);
    tsr_quantity day = {0, 0, 0, true};
    out->session_count = count;
    for (int i = 0; i < count; i++) {
        tsr_plan_session *s = &out->schedule[i];
        if (i > 0) {
            day = tsri_add(day, rules->numbers[i == 1 ? TSRI_GAP_FIRST_DAYS : TSRI_GAP_LATER_DAYS].value);
        }
        s->day = day;
        s->date = dated ? tsri_date_add(start, (int32_t)day.value) : (tsr_date){0, 0, 0};
        s->dots = tsri_scale(out->dots.amount, built_up(rules, (i + 1.0) / count) - built_up(rules, (double)i / count));
        set_work(rules, i, count, s);
    }
}

void tsri_plan_sessions_compute(
    const tsri_plan_rules *rules, const tsri_plan_area *area, const tsr_plan_wishes *wishes, uint32_t when, tsr_plan *out)
{
    const tsri_plan_line *numbers = rules->numbers;
    const rows r = rows_of(rules, area->loss_cm2, out->style);
    out->extent = &r.value->rule;
    out->dots.amount = tsri_multiply(area->dotted_cm2, numbers[TSRI_DOTS_PER_CM2].value);
    tsri_cite(&out->dots, &numbers[TSRI_DOTS_PER_CM2]);
    tsri_cite(&out->dots, &numbers[TSRI_BUILD_UP_FIRST_FRAC]);
    tsri_cite(&out->dots, &numbers[TSRI_BUILD_UP_SECOND_FRAC]);
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        if (area->zone_loss_cm2[z].known) {
            out->zone_dots[z] = tsri_multiply(area->zone_loss_cm2[z], numbers[TSRI_DOTS_PER_CM2].value);
        }
    }
    out->hours.amount = tsri_divide(out->dots.amount, numbers[TSRI_DOTS_PER_HOUR].value);
    tsri_cite(&out->hours, &numbers[TSRI_DOTS_PER_HOUR]);
    count_sessions(rules, area, &r, when, out);
    out->session_hours.amount = (tsr_quantity){r.value->hours.value, r.lo->hours.lo, r.hi->hours.hi, true};
    cite_rows(&out->session_hours, &r);
    out->gap_first_days = tsri_figure_of(&numbers[TSRI_GAP_FIRST_DAYS]);
    out->gap_later_days = tsri_figure_of(&numbers[TSRI_GAP_LATER_DAYS]);
    out->gap_least_days = tsri_figure_of(&numbers[TSRI_GAP_LEAST_DAYS]);
    schedule(rules, wishes->start, out);
}
