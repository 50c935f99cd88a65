/* SPDX-License-Identifier: Apache-2.0
 *
 * Every figure stands with its range, every rule that was used with its source, so that `explain` and a reader need nothing else.
 */
#include "output/json_advice.h"

#include "output/json_text.h"

#include <inttypes.h>

/* Ids of the fired rules of some effects. */
static void put_ids(tsri_text *w, const char *key, const tsr_candidacy *c, uint32_t effects)
{
    const char *between = "";
    tsri_text_printf(w, ", \"%s\": [", key);
    for (int32_t i = 0; i < c->fired_count; i++) {
        if (effects & 1u << c->fired[i].rule->effect) {
            tsri_text_put(w, between);
            tsri_json_string(w, c->fired[i].rule->id);
            between = ", ";
        }
    }
    tsri_text_put(w, "]");
}

static void put_months(tsri_text *w, tsr_said months)
{
    if (months.known) {
        tsri_text_printf(w, "%.1f", months.value);
    } else {
        tsri_text_put(w, "null");
    }
}

void tsri_json_candidacy(tsri_text *w, const tsr_candidacy *c)
{
    tsri_text_printf(w, "{\"verdict\": \"%s\"", tsr_verdict_name(c->verdict));
    put_ids(w, "indications", c, 1u << TSR_EFFECT_INDICATION);
    put_ids(w, "cautions", c, 1u << TSR_EFFECT_CAUTION);
    put_ids(w, "blocks", c, 1u << TSR_EFFECT_BLOCK | 1u << TSR_EFFECT_WAIT);
    put_ids(w, "missing", c, 1u << TSR_EFFECT_MISSING | 1u << TSR_EFFECT_ASK);
    put_ids(w, "reasons", c, 1u << TSR_EFFECT_REFER | 1u << TSR_EFFECT_CONDITION);
    tsri_text_put(w, ", \"wait_months\": ");
    put_months(w, c->wait_months);
    tsri_text_put(w, ", \"rules\": [");
    for (int32_t i = 0; i < c->fired_count; i++) {
        const tsr_rule *rule = c->fired[i].rule;
        tsri_text_put(w, i ? ", {\"id\": " : "{\"id\": ");
        tsri_json_string(w, rule->id);
        tsri_text_printf(w, ", \"effect\": \"%s\", \"text\": ", tsr_effect_name(rule->effect));
        tsri_json_string(w, rule->text);
        tsri_text_put(w, ", \"source\": ");
        tsri_json_string(w, rule->source);
        tsri_text_printf(w, ", \"tag\": \"%c\", \"wait_months\": ", rule->tag);
        put_months(w, c->fired[i].wait_months);
        tsri_text_put(w, "}");
    }
    tsri_text_put(w, "]}");
}

/* A figure with its range; {} where it is not given. */
static void put_amount(tsri_text *w, const char *key, tsr_quantity q)
{
    if (q.known) {
        tsri_text_printf(w, "\"%s\": {\"value\": %.6g, \"lo\": %.6g, \"hi\": %.6g}", key, q.value, q.lo, q.hi);
    } else {
        tsri_text_printf(w, "\"%s\": {}", key);
    }
}

static void put_schedule(tsri_text *w, const tsr_plan *plan)
{
    tsri_text_put(w, ", \"schedule\": [");
    for (int32_t i = 0; i < plan->session_count; i++) {
        const tsr_plan_session *s = &plan->schedule[i];
        tsri_text_printf(w, "%s{\"session\": %d, ", i ? ", " : "", (int)i + 1);
        put_amount(w, "day", s->day);
        if (s->date.year > 0) {
            tsri_text_printf(w, ", \"date\": \"%04d-%02d-%02d\", ", (int)s->date.year, (int)s->date.month, (int)s->date.day);
        } else {
            tsri_text_put(w, ", \"date\": null, ");
        }
        put_amount(w, "dots", s->dots);
        tsri_text_put(w, ", \"work\": [");
        for (int32_t k = 0; k < s->work_count; k++) {
            tsri_text_put(w, k ? ", " : "");
            tsri_json_string(w, s->work[k]->text);
        }
        tsri_text_put(w, "]}");
    }
    tsri_text_put(w, "]");
}

static void put_notes(tsri_text *w, const char *key, const tsr_plan_notes *notes)
{
    tsri_text_printf(w, ", \"%s\": [", key);
    for (int32_t i = 0; i < notes->count; i++) {
        const tsr_plan_note *n = &notes->items[i];
        tsri_text_put(w, i ? ", {\"text\": " : "{\"text\": ");
        tsri_json_string(w, n->rule->text);
        if (n->has_days && n->to_day != INT32_MAX) {
            tsri_text_printf(w, ", \"from_day\": %" PRId32 ", \"to_day\": %" PRId32 "}", n->from_day, n->to_day);
        } else if (n->has_days) {
            tsri_text_printf(w, ", \"from_day\": %" PRId32 ", \"to_day\": null}", n->from_day);
        } else {
            tsri_text_put(w, ", \"from_day\": null, \"to_day\": null}");
        }
    }
    tsri_text_put(w, "]");
}

static void put_sources(tsri_text *w, const tsr_plan *plan)
{
    tsri_text_put(w, ", \"sources\": [");
    for (int32_t i = 0; i < plan->rule_count; i++) {
        const tsr_plan_rule *rule = plan->rules[i];
        tsri_text_printf(w, "%s{\"rule\": \"%s.%s\", \"text\": ", i ? ", " : "", rule->table, rule->id);
        tsri_json_string(w, rule->text);
        tsri_text_put(w, ", \"source\": ");
        tsri_json_string(w, rule->source);
        tsri_text_put(w, ", \"tag\": ");
        tsri_json_string(w, rule->tag);
        tsri_text_put(w, "}");
    }
    tsri_text_put(w, "]");
}

void tsri_json_plan(tsri_text *w, const tsr_plan *plan)
{
    const struct {
        const char *key;
        const tsr_plan_figure *figure;
    } figures[] = {
        {"sessions", &plan->sessions},
        {"hours", &plan->hours},
        {"session_hours", &plan->session_hours},
        {"gap_days", &plan->gap_first_days},
        {"later_gap_days", &plan->gap_later_days},
        {"dots", &plan->dots},
        {"area_cm2", &plan->area_cm2},
        {"price", &plan->price},
        {"touch_up_price", &plan->touch_up_price},
        {"longevity_years", &plan->longevity_years},
    };
    tsri_text_put(w, "{");
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        static const tsr_quantity NONE;
        tsri_text_put(w, i ? ", " : "");
        put_amount(w, figures[i].key, plan->gap == TSR_PLAN_COMPLETE ? figures[i].figure->amount : NONE);
    }
    tsri_text_put(w, ", \"currency\": ");
    tsri_json_string(w, plan->gap == TSR_PLAN_COMPLETE ? plan->currency : NULL);
    tsri_text_put(w, ", \"gap\": ");
    tsri_json_string(w, tsr_plan_gap_name(plan->gap));
    if (plan->gap != TSR_PLAN_COMPLETE) {
        tsri_text_put(w, ", \"schedule\": [], \"price_drivers\": [], \"aftercare\": [], \"risks\": [], \"questions\": [], "
                         "\"alternatives\": [], \"sources\": []}");
        return;
    }
    put_schedule(w, plan);
    put_notes(w, "price_drivers", &plan->price_drivers);
    put_notes(w, "aftercare", &plan->aftercare);
    put_notes(w, "risks", &plan->risks);
    put_notes(w, "questions", &plan->questions);
    put_notes(w, "alternatives", &plan->alternatives);
    put_sources(w, plan);
    tsri_text_put(w, "}");
}
