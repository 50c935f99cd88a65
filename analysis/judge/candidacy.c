/* SPDX-License-Identifier: Apache-2.0
 * Candidacy: each rule of the table is asked in turn whether its condition holds, and the verdict is the worst that a rule which
 * fires asks for. Effects only ever make a verdict worse, but for an indication, without which there is none. */
#include "judge/candidacy.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *name;
    tsr_verdict verdict; /* at best, once a rule of this effect has fired */
} EFFECTS[TSR_EFFECT_COUNT] = {
    [TSR_EFFECT_INDICATION] = {"indication", TSR_VERDICT_SUITABLE},
    [TSR_EFFECT_CAUTION] = {"caution", TSR_VERDICT_SUITABLE},
    [TSR_EFFECT_CONDITION] = {"condition", TSR_VERDICT_SUITABLE_WITH_CONDITIONS},
    [TSR_EFFECT_ASK] = {"ask", TSR_VERDICT_SUITABLE_WITH_CONDITIONS},
    [TSR_EFFECT_MISSING] = {"missing", TSR_VERDICT_UNDETERMINED},
    [TSR_EFFECT_WAIT] = {"wait", TSR_VERDICT_NOT_NOW},
    [TSR_EFFECT_REFER] = {"refer", TSR_VERDICT_REFER},
    [TSR_EFFECT_BLOCK] = {"block", TSR_VERDICT_NOT_SUITABLE},
};

static const char *const VERDICT_NAMES[TSR_VERDICT_COUNT] = {
    [TSR_VERDICT_SUITABLE] = "suitable",
    [TSR_VERDICT_SUITABLE_WITH_CONDITIONS] = "suitable_with_conditions",
    [TSR_VERDICT_UNDETERMINED] = "undetermined",
    [TSR_VERDICT_NOT_NOW] = "not_now",
    [TSR_VERDICT_REFER] = "refer",
    [TSR_VERDICT_NOT_SUITABLE] = "not_suitable",
};

static bool compare(tsri_operator op, double a, double b)
{
    switch (op) {
    case TSRI_OP_EQ:
        return a == b;
    case TSRI_OP_NE:
        return a != b;
    case TSRI_OP_LT:
        return a < b;
    case TSRI_OP_LE:
        return a <= b;
    case TSRI_OP_GT:
        return a > b;
    case TSRI_OP_GE:
        return a >= b;
    default:
        return false;
    }
}

/* The depth of a table's conditions is at most TSRI_MAX_DEPTH. */
tsri_truth tsri_condition_holds(const tsri_condition *condition, const tsri_facts *facts)
{
    const tsri_operator op = condition->op;
    if (op == TSRI_OP_ALL || op == TSRI_OP_ANY) {
        tsri_truth truth = op == TSRI_OP_ALL ? TSRI_TRUE : TSRI_FALSE;
        for (size_t i = 0; i < condition->count; i++) {
            const tsri_truth one = tsri_condition_holds(&condition->conditions[i], facts);
            if (op == TSRI_OP_ALL ? one < truth : one > truth) {
                truth = one;
            }
        }
        return truth;
    }
    const tsri_fact *fact = &facts->items[condition->field];
    if (op == TSRI_OP_KNOWN || op == TSRI_OP_UNKNOWN) {
        return fact->known == (op == TSRI_OP_KNOWN) ? TSRI_TRUE : TSRI_FALSE;
    }
    if (!fact->known) {
        return TSRI_UNKNOWN;
    }
    return compare(op, fact->value, condition->value) ? TSRI_TRUE : TSRI_FALSE;
}

static tsr_said months_left(const tsri_until *until, const tsri_facts *facts)
{
    if (until->field < 0 || !facts->items[until->field].known) {
        return (tsr_said){0, false};
    }
    const double left = until->value - facts->items[until->field].value;
    return (tsr_said){fmax(left, 0) * tsri_field_at(until->field)->months_per_unit, true};
}

void tsr_candidacy_judge(const tsr_candidacy_rules *rules, const tsr_evidence *evidence, tsr_candidacy *out)
{
    tsri_facts facts;
    tsri_fact *indications = &facts.items[TSRI_INTAKE_FIELDS + TSRI_FACT_INDICATIONS];
    bool waits = false, open_end = false;
    tsri_facts_gather(evidence, &facts);
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < rules->count; i++) {
        const tsri_candidacy_rule *rule = &rules->items[i];
        if (tsri_condition_holds(&rule->condition, &facts) != TSRI_TRUE) {
            continue;
        }
        const tsr_effect effect = rule->shown.effect;
        tsr_fired_rule *fired = &out->fired[out->fired_count++];
        *fired = (tsr_fired_rule){.rule = &rule->shown, .wait_months = months_left(&rule->until, &facts)};
        if (EFFECTS[effect].verdict > out->verdict) {
            out->verdict = EFFECTS[effect].verdict;
        }
        indications->value += effect == TSR_EFFECT_INDICATION;
        if (effect == TSR_EFFECT_WAIT) {
            waits = true;
            open_end |= !fired->wait_months.known;
            out->wait_months.value = fmax(out->wait_months.value, fired->wait_months.value);
        }
    }
    out->wait_months.known = waits && !open_end;
    if (indications->value == 0 && out->verdict < TSR_VERDICT_UNDETERMINED) {
        out->verdict = TSR_VERDICT_UNDETERMINED;
    }
}

void tsr_candidacy_rules_destroy(tsr_candidacy_rules **rules)
{
    if (rules && *rules) {
        const tsr_allocator allocator = (*rules)->allocator;
        tsri_arena_release(&(*rules)->arena);
        tsri_free(&allocator, *rules);
        *rules = NULL;
    }
}

size_t tsr_candidacy_rules_count(const tsr_candidacy_rules *rules)
{
    return rules->count;
}

const tsr_rule *tsr_candidacy_rules_at(const tsr_candidacy_rules *rules, size_t index)
{
    return index < rules->count ? &rules->items[index].shown : NULL;
}

const char *tsr_verdict_name(tsr_verdict verdict)
{
    return VERDICT_NAMES[(unsigned)verdict < TSR_VERDICT_COUNT ? verdict : TSR_VERDICT_UNDETERMINED];
}

const char *tsr_effect_name(tsr_effect effect)
{
    return (unsigned)effect < TSR_EFFECT_COUNT ? EFFECTS[effect].name : NULL;
}
