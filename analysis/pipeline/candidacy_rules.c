/* SPDX-License-Identifier: Apache-2.0
 * The table of candidacy from JSON, as docs/rules.md describes it: read strictly, since it is edited by hand. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "judge/candidacy.h"

static const size_t MAX_TABLE_BYTES = 1u << 20;

static const char *const OPERATORS[TSRI_OP_COUNT] = {
    [TSRI_OP_ALL] = "all", [TSRI_OP_ANY] = "any", [TSRI_OP_EQ] = "eq", [TSRI_OP_NE] = "ne",       [TSRI_OP_LT] = "lt",
    [TSRI_OP_LE] = "le",   [TSRI_OP_GT] = "gt",   [TSRI_OP_GE] = "ge", [TSRI_OP_KNOWN] = "known", [TSRI_OP_UNKNOWN] = "unknown",
};

/* Where the reading stands. */
typedef struct reader {
    const char *file, *id; /* of the table; of the rule, or its place */
    char place[24];        /* of a rule whose id is not read yet */
    tsri_arena *arena;
    bool may_reject; /* every field so far may block or make wait */
    tsr_error *err;
} reader;

static tsr_status refuse(const reader *r, const char *member, const char *what, const char *shown)
{
    return tsri_fail(r->err, TSR_E_FORMAT, "%.40s: rule \"%.40s\": %s: %s%s%.40s%s", r->file, r->id, member, what,
                     shown ? " \"" : "", shown ? shown : "", shown ? "\"" : "");
}

/* An object may hold these members and no others. */
static tsr_status check_members(const reader *r, const json_t *object, const char *where, const char *const *allowed)
{
    const char *key;
    json_t *value;
    if (!json_is_object(object)) {
        return refuse(r, where, "an object is wanted", NULL);
    }
    json_object_foreach((json_t *)object, key, value)
    {
        bool known = false;
        for (int i = 0; allowed[i]; i++) {
            known |= strcmp(key, allowed[i]) == 0;
        }
        if (!known) {
            return refuse(r, where, "there is no member", key);
        }
    }
    return TSR_OK;
}

static tsr_status copy_text(const reader *r, const json_t *rule, const char *member, const char **out)
{
    const char *text = json_string_value(json_object_get(rule, member));
    char *copy;
    if (!text || !*text) {
        return refuse(r, member, "a text is wanted", NULL);
    }
    const tsr_status st = tsri_arena_alloc(r->arena, strlen(text) + 1, 1, &copy, r->err);
    if (st == TSR_OK) {
        *out = memcpy(copy, text, strlen(text) + 1);
    }
    return st;
}

static tsr_status read_field(reader *r, const json_t *object, const char *where, int *out)
{
    const char *name = json_string_value(json_object_get(object, "field"));
    *out = name ? tsri_field_find(name) : -1;
    if (*out < 0) {
        return refuse(r, where, name ? "there is no field" : "a field's name is wanted", name);
    }
    r->may_reject &= !tsri_field_at(*out)->never_rejects;
    return TSR_OK;
}

static tsr_status read_number(const reader *r, const tsri_field *field, const json_t *value, double *out)
{
    *out = json_number_value(value);
    if (!json_is_number(value) || !(*out >= field->lo && *out <= field->hi)) {
        return refuse(r, "value", "a number in the field's range is wanted for", field->name);
    }
    return TSR_OK;
}

/* The value of a comparison, by the field's type; only numbers have an order. */
static tsr_status read_value(const reader *r, const tsri_field *field, tsri_operator op, const json_t *value, double *out)
{
    const char *text = json_string_value(value);
    const bool ordered = op != TSRI_OP_EQ && op != TSRI_OP_NE;
    switch (field->type) {
    case TSRI_FIELD_ANSWER:
        *out = json_is_true(value);
        if (ordered || !json_is_boolean(value)) {
            return refuse(r, "value", "eq or ne with true or false is wanted for", field->name);
        }
        return TSR_OK;
    case TSRI_FIELD_CHOICE:
        *out = text ? tsri_choice_find(field->choices, text) : 0;
        if (ordered || *out == 0) {
            return refuse(r, "value", "eq or ne with one of its names is wanted for", field->name);
        }
        return TSR_OK;
    case TSRI_FIELD_SINCE:
        if (text && strcmp(text, "never") == 0) {
            *out = TSR_NEVER_MONTHS;
            return TSR_OK;
        }
        break;
    case TSRI_FIELD_NUMBER:
        break;
    }
    return read_number(r, field, value, out);
}

static tsr_status read_comparison(reader *r, const json_t *value, tsri_condition *out)
{
    static const char *const MEMBERS[] = {"field", "op", "value", NULL};
    const char *op = json_string_value(json_object_get(value, "op"));
    const json_t *operand = json_object_get(value, "value");
    tsr_status st = TSR_OK;
    TSRI_TRY(check_members(r, value, "when", MEMBERS));
    TSRI_TRY(read_field(r, value, "when", &out->field));
    out->op = TSRI_OP_EQ;
    while (op && out->op < TSRI_OP_COUNT && strcmp(op, OPERATORS[out->op]) != 0) {
        out->op++;
    }
    if (!op || out->op == TSRI_OP_COUNT) {
        st = refuse(r, "op", op ? "there is no operator" : "an operator is wanted", op);
        goto done;
    }
    if (out->op == TSRI_OP_KNOWN || out->op == TSRI_OP_UNKNOWN) {
        st = operand ? refuse(r, "value", "there is none with", op) : TSR_OK;
        goto done;
    }
    st = read_value(r, tsri_field_at(out->field), out->op, operand, &out->value);
done:
    return st;
}

static tsr_status read_condition(reader *r, const json_t *value, int depth, tsri_condition *out)
{
    const json_t *all = json_object_get(value, OPERATORS[TSRI_OP_ALL]), *any = json_object_get(value, OPERATORS[TSRI_OP_ANY]);
    const json_t *list = all ? all : any;
    tsri_condition *children;
    tsr_status st = TSR_OK;
    if (!list) {
        return read_comparison(r, value, out);
    }
    if (json_object_size(value) != 1 || json_array_size(list) == 0 || depth == TSRI_MAX_DEPTH) {
        return refuse(r, "when", "all or any stands alone, with a list of conditions, at most 4 deep", NULL);
    }
    TSRI_TRY(tsri_arena_alloc(r->arena, json_array_size(list), sizeof *children, &children, r->err));
    out->op = all ? TSRI_OP_ALL : TSRI_OP_ANY;
    out->conditions = children;
    out->count = json_array_size(list);
    for (size_t i = 0; i < out->count; i++) {
        TSRI_TRY(read_condition(r, json_array_get(list, i), depth + 1, &children[i]));
    }
done:
    return st;
}

static tsr_status read_until(reader *r, const json_t *value, tsri_until *out)
{
    static const char *const MEMBERS[] = {"field", "value", NULL};
    tsr_status st = TSR_OK;
    TSRI_TRY(check_members(r, value, "until", MEMBERS));
    TSRI_TRY(read_field(r, value, "until", &out->field));
    if (!(tsri_field_at(out->field)->months_per_unit > 0)) {
        st = refuse(r, "until", "tells no time:", tsri_field_at(out->field)->name);
        goto done;
    }
    st = read_number(r, tsri_field_at(out->field), json_object_get(value, "value"), &out->value);
done:
    return st;
}

static tsr_status read_effect(const reader *r, const json_t *rule, tsr_rule *out)
{
    const char *effect = json_string_value(json_object_get(rule, "effect")),
               *tag = json_string_value(json_object_get(rule, "tag"));
    int e = 0;
    while (effect && e < TSR_EFFECT_COUNT && strcmp(effect, tsr_effect_name((tsr_effect)e)) != 0) {
        e++;
    }
    if (!effect || e == TSR_EFFECT_COUNT) {
        return refuse(r, "effect", effect ? "there is no effect" : "an effect is wanted", effect);
    }
    if (!tag || strlen(tag) != 1 || !strchr("BSIM", *tag)) {
        return refuse(r, "tag", "one of B, S, I, M is wanted", NULL);
    }
    out->effect = (tsr_effect)e;
    out->tag = *tag;
    return TSR_OK;
}

/* What no table may say, whoever edits it. */
static tsr_status check_limits(const reader *r, const tsri_candidacy_rule *rule)
{
    const tsr_effect effect = rule->shown.effect;
    if (rule->shown.tag == 'M' && effect != TSR_EFFECT_CAUTION && effect != TSR_EFFECT_ASK) {
        return refuse(r, "tag", "common knowledge without a source may only caution or ask, not", tsr_effect_name(effect));
    }
    if (rule->shown.tag == 'S' && strncmp(rule->shown.source, "http", 4) != 0) {
        return refuse(r, "source", "tag S wants an address, not", rule->shown.source);
    }
    if ((effect == TSR_EFFECT_BLOCK || effect == TSR_EFFECT_WAIT) && !r->may_reject) {
        return refuse(r, "when", "neither a photo nor alopecia areata may have the effect", tsr_effect_name(effect));
    }
    if (rule->until.field >= 0 && effect != TSR_EFFECT_WAIT) {
        return refuse(r, "until", "goes with the effect wait, not", tsr_effect_name(effect));
    }
    return TSR_OK;
}

static tsr_status read_rule(reader *r, const json_t *value, tsri_candidacy_rule *out)
{
    static const char *const MEMBERS[] = {"id", "when", "effect", "until", "text", "source", "tag", NULL};
    const json_t *until = json_object_get(value, "until");
    tsr_status st = TSR_OK;
    r->may_reject = true;
    out->until.field = -1;
    TSRI_TRY(copy_text(r, value, "id", &out->shown.id));
    r->id = out->shown.id;
    TSRI_TRY(check_members(r, value, "rule", MEMBERS));
    TSRI_TRY(read_effect(r, value, &out->shown));
    TSRI_TRY(copy_text(r, value, "text", &out->shown.text));
    TSRI_TRY(copy_text(r, value, "source", &out->shown.source));
    TSRI_TRY(read_condition(r, json_object_get(value, "when"), 0, &out->condition));
    if (until) {
        TSRI_TRY(read_until(r, until, &out->until));
    }
    st = check_limits(r, out);
done:
    return st;
}

static tsr_status read_table(reader *r, const json_t *root, tsr_candidacy_rules *out)
{
    const json_t *list = json_object_get(root, "rules");
    tsr_status st = TSR_OK;
    if (json_object_size(root) != 1 || !json_is_array(list)) {
        return tsri_fail(r->err, TSR_E_FORMAT, "%.40s: an object with the list \"rules\" alone is wanted", r->file);
    }
    if (json_array_size(list) > TSR_MAX_RULES) {
        return tsri_fail(r->err, TSR_E_LIMIT, "%.40s: %zu rules, at most %d", r->file, json_array_size(list), TSR_MAX_RULES);
    }
    TSRI_TRY(tsri_arena_alloc(r->arena, json_array_size(list) + 1, sizeof *out->items, &out->items, r->err));
    for (; out->count < json_array_size(list); out->count++) {
        snprintf(r->place, sizeof r->place, "number %zu", out->count + 1);
        r->id = r->place;
        TSRI_TRY(read_rule(r, json_array_get(list, out->count), &out->items[out->count]));
        for (size_t i = 0; i < out->count; i++) {
            if (strcmp(out->items[i].shown.id, r->id) == 0) {
                st = refuse(r, "id", "another rule has it", NULL);
                goto done;
            }
        }
    }
done:
    return st;
}

tsr_status tsr_candidacy_rules_parse(const tsr_allocator *allocator,
                                     const char *name,
                                     const char *text,
                                     size_t size_bytes,
                                     tsr_candidacy_rules **out_rules,
                                     tsr_error *err)
{
    const tsr_allocator *memory = allocator ? allocator : tsri_memory_default();
    tsr_candidacy_rules *rules;
    json_error_t fault;
    json_t *root = NULL;
    *out_rules = NULL;
    if (size_bytes > MAX_TABLE_BYTES) {
        return tsri_fail(err, TSR_E_LIMIT, "%.40s: %zu bytes, at most %zu are read", name, size_bytes, MAX_TABLE_BYTES);
    }
    tsr_status st = tsri_alloc_zero(memory, 1, sizeof *rules, &rules, err);
    if (st != TSR_OK) {
        return st;
    }
    rules->allocator = *memory;
    tsri_arena_init(&rules->arena, &rules->allocator);
    root = json_loadb(text, size_bytes, JSON_REJECT_DUPLICATES, &fault);
    if (!root) {
        st = tsri_fail(err, TSR_E_FORMAT, "%.40s: line %d: %.120s", name, fault.line, fault.text);
        goto done;
    }
    reader r = {.file = name, .id = "", .arena = &rules->arena, .err = err};
    TSRI_TRY(read_table(&r, root, rules));
    *out_rules = rules;
    rules = NULL;
done:
    json_decref(root);
    tsr_candidacy_rules_destroy(&rules);
    return st;
}
