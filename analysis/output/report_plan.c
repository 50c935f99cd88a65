/* SPDX-License-Identifier: Apache-2.0
 *
 * Page 3: sessions, hours, dots, price, longevity. */
#include "output/report_words.h"

/* A figure with its range and the first rule it comes from. */
static void put_figure(tsri_report *r, const char **row, tsri_text_key key, const tsr_plan_figure *figure, int decimals)
{
    row[0] = tsri_say(r, key);
    row[1] = tsri_number_range(r, &figure->amount, decimals, TSRI_TEXT_WHY_NO_PHOTO);
    row[2] = figure->rule_count > 0 ? tsri_plan_rule_words(r, figure->rules[0]) : "";
}

static void put_figures(tsri_report *r, const tsr_plan *plan)
{
    static const double SHARES[] = {0.27, 0.2, 0.53};
    const char *cells[8][3] = {{tsri_say(r, TSRI_TEXT_FIGURE), tsri_say(r, TSRI_TEXT_VALUE), tsri_say(r, TSRI_TEXT_BECAUSE)}};
    put_figure(r, cells[1], TSRI_TEXT_FIG_SESSIONS, &plan->sessions, 0);
    put_figure(r, cells[2], TSRI_TEXT_FIG_SESSION_HOURS, &plan->session_hours, 1);
    put_figure(r, cells[3], TSRI_TEXT_FIG_HOURS, &plan->hours, 1);
    put_figure(r, cells[4], TSRI_TEXT_FIG_DOTS, &plan->dots, 0);
    put_figure(r, cells[5], TSRI_TEXT_FIG_AREA, &plan->area_cm2, 0);
    put_figure(r, cells[6], TSRI_TEXT_FIG_GAP, &plan->gap_first_days, 0);
    put_figure(r, cells[7], TSRI_TEXT_FIG_GAP_LATER, &plan->gap_later_days, 0);
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_FIGURES), NULL);
    tsri_doc_put_table(&r->doc, cells[0], plan->session_count > 2 ? 8 : 7, 3, SHARES);
}

static void put_sessions(tsri_report *r, const tsr_plan *plan)
{
    const char *sum = "";
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_TIMELINE), NULL);
    for (int32_t i = 0; i < plan->session_count; i++) {
        const tsr_plan_session *s = &plan->schedule[i];
        const char *day = tsri_say_with(r, TSRI_TEXT_DAY, tsri_number(r, s->day.value, 0), NULL, NULL);
        sum = tsri_doc_fill(&r->doc, sum[0] ? "{0}, {1}" : "{0}{1}", sum, day, NULL, NULL);
    }
    tsri_chart_timeline(r, tsri_doc_put_drawing(&r->doc, sum, TSRI_TIMELINE_MM), plan);
    for (int32_t i = 0; i < plan->session_count; i++) {
        const char *work = "";
        for (int32_t k = 0; k < plan->schedule[i].work_count; k++) {
            work = tsri_doc_fill(&r->doc, work[0] ? "{0} {1}" : "{0}{1}", work,
                                 tsri_plan_rule_words(r, plan->schedule[i].work[k]), NULL, NULL);
        }
        tsri_doc_put(&r->doc, TSRI_BLOCK_ITEM, work, tsri_number(r, i + 1, 0));
    }
}

static void
put_price_row(tsri_report *r, const char **row, tsri_text_key key, const tsr_plan_figure *figure, const char *currency)
{
    row[0] = tsri_say_with(r, key, currency, NULL, NULL);
    row[1] = tsri_number(r, figure->amount.value, 0);
    row[2] = tsri_number(r, figure->amount.lo, 0);
    row[3] = tsri_number(r, figure->amount.hi, 0);
}

static void put_price(tsri_report *r, const tsr_plan *plan)
{
    static const double SHARES[] = {0.46, 0.18, 0.18, 0.18};
    const char *cells[3][4] = {{tsri_say(r, TSRI_TEXT_PRICE), tsri_say(r, TSRI_TEXT_PRICE_USUAL),
                                tsri_say(r, TSRI_TEXT_PRICE_LOW), tsri_say(r, TSRI_TEXT_PRICE_HIGH)}};
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_PRICE), NULL);
    if (!plan->price.amount.known) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_PARAGRAPH, tsri_say(r, TSRI_TEXT_PRICE_NONE), NULL);
        return;
    }
    const char *currency = tsri_doc_printf(&r->doc, "%s", plan->currency);
    put_price_row(r, cells[1], TSRI_TEXT_PRICE_TREATMENT, &plan->price, currency);
    bool touch_up = plan->touch_up_price.amount.known;
    if (touch_up) {
        put_price_row(r, cells[2], TSRI_TEXT_PRICE_TOUCH_UP, &plan->touch_up_price, currency);
    }
    tsri_doc_put_table(&r->doc, cells[0], touch_up ? 3 : 2, 4, SHARES);
    tsri_doc_put(&r->doc, TSRI_BLOCK_NOTE, tsri_say(r, TSRI_TEXT_PRICE_NOTE), NULL);
    const char *drivers = "";
    for (int32_t i = 0; i < plan->price_drivers.count; i++) {
        drivers = tsri_doc_fill(&r->doc, drivers[0] ? "{0} {1}" : "{0}{1}", drivers,
                                tsri_plan_rule_words(r, plan->price_drivers.items[i].rule), NULL, NULL);
    }
    if (drivers[0]) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_PARAGRAPH,
                     tsri_doc_fill(&r->doc, "{0}: {1}", tsri_say(r, TSRI_TEXT_PRICE_DRIVERS), drivers, NULL, NULL), NULL);
    }
}

static void put_longevity(tsri_report *r, const tsr_plan *plan)
{
    const tsr_quantity *years = &plan->longevity_years.amount;
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_LONGEVITY), NULL);
    if (years->known) {
        int decimals = years->lo < 3 ? 1 : 0;
        tsri_doc_put(
            &r->doc, TSRI_BLOCK_PARAGRAPH,
            tsri_say_with(r, TSRI_TEXT_LONGEVITY_YEARS, tsri_number(r, years->lo, decimals), tsri_number(r, years->hi, 0), NULL),
            NULL);
    }
    for (int32_t i = 0; i < plan->longevity_years.rule_count; i++) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_ITEM, tsri_plan_rule_words(r, plan->longevity_years.rules[i]), "\xe2\x80\xa2");
    }
    if (plan->maintenance_early_years.rule_count > 0) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_ITEM, tsri_plan_rule_words(r, plan->maintenance_early_years.rules[0]), "\xe2\x80\xa2");
    }
}

/* Style, sessions and their length in a frame. */
static void put_sum(tsri_report *r, const tsr_plan *plan)
{
    tsri_text_key style = plan->style == TSR_STYLE_UNKNOWN
                              ? TSRI_TEXT_STYLE_BUZZ
                              : (tsri_text_key)(TSRI_TEXT_STYLE_BUZZ + (int)plan->style - TSR_STYLE_BUZZ_CUT);
    double n = plan->sessions.amount.value;
    const char *sessions =
        tsri_say_with(r, n > 1 ? TSRI_TEXT_SESSIONS_MANY : TSRI_TEXT_SESSIONS_ONE, tsri_number(r, n, 0), NULL, NULL);
    const char *hours = tsri_say_with(r, TSRI_TEXT_PLAN_SUM, tsri_number(r, plan->session_hours.amount.value, 1), NULL, NULL);
    bool clear = r->in->advice->candidacy.verdict <= TSR_VERDICT_SUITABLE_WITH_CONDITIONS;
    tsri_doc_put(&r->doc, TSRI_BLOCK_CALLOUT, tsri_doc_fill(&r->doc, "{0}: {1}, {2}", tsri_say(r, style), sessions, hours, NULL),
                 clear ? "" : tsri_say(r, TSRI_TEXT_PLAN_PENDING));
}

void tsri_report_plan(tsri_report *r)
{
    const tsr_plan *plan = r->in->advice ? &r->in->advice->plan : NULL;
    tsri_doc_put(&r->doc, TSRI_BLOCK_CHAPTER, tsri_say(r, TSRI_TEXT_CHAPTER_PLAN), NULL);
    if (!tsri_report_plan_of(r)) {
        /* A plan that is there and not shown does not suit either. */
        tsr_plan_gap gap = !plan ? TSR_PLAN_NO_AREA : plan->gap == TSR_PLAN_COMPLETE ? TSR_PLAN_NOT_SUITABLE : plan->gap;
        tsri_doc_put(&r->doc, TSRI_BLOCK_CALLOUT, tsri_say(r, TSRI_TEXT_PLAN_NONE),
                     tsri_say(r, (tsri_text_key)(TSRI_TEXT_GAP_NO_AREA + (int)gap - TSR_PLAN_NO_AREA)));
        return;
    }
    put_sum(r, plan);
    put_sessions(r, plan);
    put_figures(r, plan);
    put_price(r, plan);
    put_longevity(r, plan);
}
