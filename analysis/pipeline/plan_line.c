/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline/plan_line.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"

static const double MOST = 1e8; /* larger numbers are slips of the pen, in any currency */
static const int32_t MOST_DAYS = 3650;

tsr_status tsri_plan_fault(const tsri_plan_place *place, const char *format, ...)
{
    char what[160];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return tsri_fail(place->err, place->clinic ? TSR_E_FORMAT : TSR_E_MODEL, "%s: %s%s%s%s%s: %s", place->file, place->table,
                     place->section ? "." : "", place->section ? place->section : "", place->id ? "." : "",
                     place->id ? place->id : "", what);
}

static tsr_status copy_text(const tsri_plan_place *place, const char *text, const char **out)
{
    char *copy = NULL;
    const size_t chars = strlen(text) + 1;
    const tsr_status st = tsri_arena_alloc(place->text, chars, 1, &copy, place->err);
    if (st == TSR_OK) {
        memcpy(copy, text, chars);
        *out = copy;
    }
    return st;
}

/* A number, or [least, usual, most]. */
static tsr_status read_range(const tsri_plan_place *place, const char *key, const json_t *json, tsr_quantity *out)
{
    double part[3]; /* least, usual, most */
    const bool one = json_is_number(json);
    if (!one && !(json_is_array(json) && json_array_size(json) == 3)) {
        return tsri_plan_fault(place, "%s must be a number or [least, usual, most]", key);
    }
    for (size_t i = 0; i < 3; i++) {
        const json_t *number = one ? json : json_array_get(json, i);
        part[i] = json_number_value(number);
        if (!json_is_number(number) || !(part[i] >= 0 && part[i] <= MOST)) {
            return tsri_plan_fault(place, "%s must be of numbers from 0 to %.0f", key, MOST);
        }
    }
    if (part[0] > part[1] || part[1] > part[2]) {
        return tsri_plan_fault(place, "%s must rise: [%g, %g, %g]", key, part[0], part[1], part[2]);
    }
    *out = (tsr_quantity){part[1], part[0], part[2], true};
    return TSR_OK;
}

static tsr_status read_up_to(const tsri_plan_place *place, const char *key, const json_t *json, tsri_plan_line *line)
{
    line->up_to_cm2 = json_is_null(json) ? (double)INFINITY : json_number_value(json);
    if (!json_is_null(json) && !(json_is_number(json) && line->up_to_cm2 > 0 && line->up_to_cm2 <= MOST)) {
        return tsri_plan_fault(place, "%s must be a positive number, or null in the last row", key);
    }
    return TSR_OK;
}

static tsr_status read_days(const tsri_plan_place *place, const char *key, const json_t *json, tsri_plan_line *line)
{
    int32_t day[2];
    for (size_t i = 0; i < 2; i++) {
        const json_t *item = json_array_get(json, i);
        const json_int_t value = json_integer_value(item);
        const bool open = i == 1 && json_is_null(item);
        if (!open && (!json_is_integer(item) || value < -MOST_DAYS || value > MOST_DAYS)) {
            return tsri_plan_fault(place, "%s must be [from, to] in whole days, to may be null", key);
        }
        day[i] = open ? INT32_MAX : (int32_t)value;
    }
    if (json_array_size(json) != 2 || day[0] > day[1]) {
        return tsri_plan_fault(place, "%s must be [from, to] with from before to", key);
    }
    line->from_day = day[0];
    line->to_day = day[1];
    return TSR_OK;
}

static tsr_status read_when(const tsri_plan_place *place, const char *key, const json_t *json, tsri_plan_line *line)
{
    static const struct {
        const char *name;
        uint32_t bit;
    } CONDITIONS[] = {{"scars", TSRI_WHEN_SCARS}, {"oily_skin", TSRI_WHEN_OILY_SKIN}, {"rough_skin", TSRI_WHEN_ROUGH_SKIN},
                      {"sun", TSRI_WHEN_SUN},     {"areata", TSRI_WHEN_AREATA},       {"large_loss", TSRI_WHEN_LARGE_LOSS}};
    const char *name = json_string_value(json);
    for (size_t i = 0; name && i < sizeof CONDITIONS / sizeof *CONDITIONS; i++) {
        if (strcmp(name, CONDITIONS[i].name) == 0) {
            line->when = CONDITIONS[i].bit;
            return TSR_OK;
        }
    }
    return tsri_plan_fault(place, "%s names no condition: %s", key, name ? name : "not a text");
}

static tsr_status read_words(const tsri_plan_place *place, const char *key, const json_t *json, const char **out)
{
    const char *text = json_string_value(json);
    if (!text || !*text) {
        return tsri_plan_fault(place, "%s must be a text that is not empty", key);
    }
    return copy_text(place, text, out);
}

static tsr_status read_tag(const tsri_plan_place *place, const char *key, const json_t *json, const char **out)
{
    const char *tag = json_string_value(json);
    if (place->clinic || !tag || strlen(tag) != 1 || !strchr("BSMI", *tag)) {
        return tsri_plan_fault(place, place->clinic ? "%s is not for a clinic to set" : "%s must be B, S, M or I", key);
    }
    return copy_text(place, tag, out);
}

static const struct {
    const char *key;
    uint32_t field; /* 0: of every line */
} KEYS[] = {{"id", 0},
            {"text", 0},
            {"source", 0},
            {"tag", 0},
            {"value", TSRI_FIELD_VALUE},
            {"sessions", TSRI_FIELD_SESSIONS},
            {"price", TSRI_FIELD_PRICE},
            {"session_hours", TSRI_FIELD_HOURS},
            {"up_to_cm2", TSRI_FIELD_UP_TO},
            {"when", TSRI_FIELD_WHEN},
            {"days", TSRI_FIELD_DAYS}};

enum { KEY_COUNT = sizeof KEYS / sizeof *KEYS };

/* Unknown keys are refused, and in a table missing ones. */
static tsr_status check_keys(const tsri_plan_place *place, json_t *object, uint32_t fields)
{
    for (void *it = json_object_iter(object); it; it = json_object_iter_next(object, it)) {
        bool known = false;
        for (int k = 0; k < KEY_COUNT; k++) {
            known = known || (strcmp(json_object_iter_key(it), KEYS[k].key) == 0 && (!KEYS[k].field || (KEYS[k].field & fields)));
        }
        if (!known) {
            return tsri_plan_fault(place, "unknown field \"%.40s\"", json_object_iter_key(it));
        }
    }
    for (int k = 0; k < KEY_COUNT && !place->clinic; k++) {
        const bool needed = !KEYS[k].field || (KEYS[k].field & fields & ~(uint32_t)TSRI_FIELD_WHEN);
        if (needed && !json_object_get(object, KEYS[k].key)) {
            return tsri_plan_fault(place, "the field \"%s\" is missing", KEYS[k].key);
        }
    }
    return TSR_OK;
}

static tsr_status read_field(const tsri_plan_place *place, int k, const json_t *json, tsri_plan_line *line)
{
    const char *key = KEYS[k].key;
    switch (KEYS[k].field) {
    case TSRI_FIELD_VALUE:
    case TSRI_FIELD_SESSIONS:
    case TSRI_FIELD_PRICE:
        return read_range(place, key, json, &line->value);
    case TSRI_FIELD_HOURS:
        return read_range(place, key, json, &line->hours);
    case TSRI_FIELD_UP_TO:
        return read_up_to(place, key, json, line);
    case TSRI_FIELD_WHEN:
        return read_when(place, key, json, line);
    case TSRI_FIELD_DAYS:
        return read_days(place, key, json, line);
    default:
        return strcmp(key, "text") == 0     ? read_words(place, key, json, &line->rule.text)
               : strcmp(key, "source") == 0 ? read_words(place, key, json, &line->rule.source)
               : strcmp(key, "tag") == 0    ? read_tag(place, key, json, &line->rule.tag)
                                            : TSR_OK;
    }
}

static tsr_status name_line(const tsri_plan_place *place, tsri_plan_line *line)
{
    char id[96];
    snprintf(id, sizeof id, "%s.%s", place->section, place->id);
    line->rule.table = place->table;
    return copy_text(place, id, &line->rule.id);
}

tsr_status tsri_plan_line_read(const tsri_plan_place *place, json_t *object, uint32_t fields, tsri_plan_line *line)
{
    tsr_status st = TSR_OK;
    TSRI_TRY(check_keys(place, object, fields));
    TSRI_TRY(name_line(place, line));
    if (place->clinic) { /* the table's sentence would speak of the table's figure */
        line->rule.text = "Set by the clinic.";
        line->rule.source = "the clinic's file";
        line->rule.tag = "clinic";
    }
    for (int k = 0; k < KEY_COUNT; k++) {
        const json_t *json = json_object_get(object, KEYS[k].key);
        if (json) {
            TSRI_TRY(read_field(place, k, json, line));
        }
    }
done:
    return st;
}
