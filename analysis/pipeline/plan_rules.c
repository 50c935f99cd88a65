/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline/plan_rules.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h"
#include "base/file.h"
#include "pipeline/plan_check.h"

static const uint64_t MAX_TABLE_BYTES = 1u << 20;

static const char *const NUMBER_IDS[] = {
    "thin_below",           "blend_border_cm",    "hairline_cm2",  "dots_per_cm2",   "dots_per_hour",  "build_up_first_frac",
    "build_up_second_frac", "session_hours_most", "sessions_most", "gap_first_days", "gap_later_days", "gap_least_days",
};
static const char *const PRICE_IDS[] = {"touch_up_frac", "touch_up_sessions"};
static const char *const CARE_IDS[] = {"longevity_years", "maintenance_early_years", "transplant_from_grade"};
static const char *const EXTENT_IDS[] = {"slight", "moderate", "marked", "large", "very_large", "whole"};
static const char *const JOB_IDS[] = {"density", "hairline_only", "scar_cover", "tattoo_cover"};
static const char *const WORK_IDS[] = {"first", "density", "refinement"};
static const char *const RATE_IDS[] = {"per_session", "per_hour"};

/* A section of a table: where its lines go. Lines with given ids have their place and must all be there; others are numbered as
 * they come, and a clinic may change but not add them. */
typedef struct section {
    const char *table, *name;
    const char *const *ids; /* NULL: free */
    int32_t id_count;
    uint32_t fields;
    size_t lines_at, count_at; /* offsets in tsri_plan_rules; count_at 0: no count is kept */
    bool may_lack;             /* lines may be missing from the table */
} section;

#define OF(member) offsetof(tsri_plan_rules, member)
#define IDS(array) array, (int32_t)(sizeof(array) / sizeof *(array))
#define NUMBERS(table, ids, at)                                                                                                  \
    {                                                                                                                            \
        table, "figures", IDS(ids), TSRI_FIELD_VALUE, OF(at), 0, false                                                           \
    }
#define LIST(member) OF(member.lines), OF(member.count)
#define NOTES(table, name, extra)                                                                                                \
    {                                                                                                                            \
        table, #name, NULL, 0, TSRI_FIELD_WHEN | (extra), LIST(name), false                                                      \
    }

static const section SECTIONS[] = {
    NUMBERS("sessions", NUMBER_IDS, numbers),
    {"sessions", "extents", IDS(EXTENT_IDS), TSRI_FIELD_SESSIONS | TSRI_FIELD_HOURS | TSRI_FIELD_UP_TO, LIST(extents), false},
    {"sessions", "jobs", IDS(JOB_IDS), TSRI_FIELD_SESSIONS | TSRI_FIELD_HOURS, LIST(jobs), false},
    NOTES("sessions", additions, TSRI_FIELD_VALUE),
    {"sessions", "work", IDS(WORK_IDS), 0, LIST(work), false},
    NUMBERS("price", PRICE_IDS, price_numbers),
    {"price", "extents", IDS(EXTENT_IDS), TSRI_FIELD_PRICE, LIST(price_extents), false},
    {"price", "jobs", IDS(JOB_IDS), TSRI_FIELD_PRICE, LIST(price_jobs), false},
    {"price", "rates", IDS(RATE_IDS), TSRI_FIELD_VALUE, LIST(rates), true},
    NOTES("price", factors, TSRI_FIELD_VALUE),
    NOTES("price", drivers, 0),
    NUMBERS("care", CARE_IDS, care_numbers),
    NOTES("care", longevity, TSRI_FIELD_VALUE),
    NOTES("care", discomfort, 0),
    NOTES("care", aftercare, TSRI_FIELD_DAYS),
    NOTES("care", risks, 0),
    NOTES("care", questions, 0),
    NOTES("care", alternatives, 0),
};
enum { SECTION_COUNT = sizeof SECTIONS / sizeof *SECTIONS };

_Static_assert(sizeof NUMBER_IDS / sizeof *NUMBER_IDS == TSRI_PLAN_NUMBERS, "an id for each number");
_Static_assert(sizeof EXTENT_IDS / sizeof *EXTENT_IDS == TSRI_EXTENTS, "an id for each extent");
_Static_assert(sizeof JOB_IDS / sizeof *JOB_IDS == TSRI_JOBS, "an id for each job");

static tsri_plan_line *lines_of(tsri_plan_rules *rules, const section *s)
{
    return (tsri_plan_line *)(void *)((char *)rules + s->lines_at);
}

static int32_t *count_of(tsri_plan_rules *rules, const section *s)
{
    return s->count_at ? (int32_t *)(void *)((char *)rules + s->count_at) : NULL;
}

/* Index of a line: its fixed place, that of a line of this id, or, in a table, the next free one; -1 where there is none. */
static int32_t find_line(tsri_plan_rules *rules, const section *s, const char *id, bool may_add)
{
    for (int32_t i = 0; s->ids && i < s->id_count; i++) {
        if (strcmp(s->ids[i], id) == 0) {
            return i;
        }
    }
    if (s->ids) {
        return -1;
    }
    int32_t *count = count_of(rules, s);
    for (int32_t i = 0; i < *count; i++) {
        if (strcmp(strchr(lines_of(rules, s)[i].rule.id, '.') + 1, id) == 0) {
            return i;
        }
    }
    return may_add && *count < TSRI_MAX_LINES ? (*count)++ : -1;
}

static tsr_status read_section(const tsri_plan_place *table, const section *s, const json_t *array, tsri_plan_rules *rules)
{
    tsri_plan_place place = *table;
    uint32_t seen = 0;
    place.section = s->name;
    if (!json_is_array(array)) {
        return tsri_plan_fault(&place, "must be a list of lines");
    }
    for (size_t i = 0; i < json_array_size(array); i++) {
        json_t *object = json_array_get(array, i);
        const char *id = json_string_value(json_object_get(object, "id"));
        place.id = NULL;
        if (!id || !*id) {
            return tsri_plan_fault(&place, "line %zu has no \"id\"", i + 1);
        }
        place.id = id;
        const int32_t index = find_line(rules, s, id, !place.clinic);
        if (index < 0) {
            return tsri_plan_fault(&place, "unknown id");
        }
        if (seen & 1u << index) {
            return tsri_plan_fault(&place, "stands twice");
        }
        seen |= 1u << index;
        const tsr_status st = tsri_plan_line_read(&place, object, s->fields, &lines_of(rules, s)[index]);
        if (st != TSR_OK) {
            return st;
        }
    }
    for (int32_t i = 0; !place.clinic && !s->may_lack && i < s->id_count; i++) {
        place.id = s->ids[i];
        if (!(seen & 1u << i)) {
            return tsri_plan_fault(&place, "is missing");
        }
    }
    if (s->ids && s->count_at) {
        *count_of(rules, s) = s->id_count;
    }
    return TSR_OK;
}

static tsr_status read_currency(const tsri_plan_place *table, const json_t *json, tsri_plan_rules *rules)
{
    const char *code = json_string_value(json);
    if (!code || strlen(code) != 3 || strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3) {
        return tsri_plan_fault(table, "currency must be three capital letters (ISO 4217)");
    }
    memcpy(rules->currency, code, sizeof rules->currency);
    return TSR_OK;
}

static tsr_status read_table(const tsri_plan_place *place, json_t *root, tsri_plan_rules *rules)
{
    const bool has_currency = strcmp(place->table, "price") == 0;
    tsr_status st = TSR_OK;
    if (!json_is_object(root)) {
        return tsri_plan_fault(place, "must be an object");
    }
    for (void *it = json_object_iter(root); it; it = json_object_iter_next(root, it)) {
        bool known = has_currency && strcmp(json_object_iter_key(it), "currency") == 0;
        for (int i = 0; i < SECTION_COUNT; i++) {
            known = known ||
                    (strcmp(SECTIONS[i].table, place->table) == 0 && strcmp(SECTIONS[i].name, json_object_iter_key(it)) == 0);
        }
        if (!known) {
            return tsri_plan_fault(place, "unknown section \"%.40s\"", json_object_iter_key(it));
        }
    }
    if (has_currency && (!place->clinic || json_object_get(root, "currency"))) {
        TSRI_TRY(read_currency(place, json_object_get(root, "currency"), rules));
    }
    for (int i = 0; i < SECTION_COUNT; i++) {
        const json_t *array = json_object_get(root, SECTIONS[i].name);
        if (strcmp(SECTIONS[i].table, place->table) == 0 && (array || !place->clinic)) {
            TSRI_TRY(read_section(place, &SECTIONS[i], array, rules));
        }
    }
done:
    return st;
}

static tsr_status parse_json(const tsri_plan_place *place, const char *text, json_t **out)
{
    json_error_t fault;
    *out = json_loads(text, JSON_REJECT_DUPLICATES, &fault);
    return *out ? TSR_OK : tsri_plan_fault(place, "no valid JSON in line %d: %.100s", fault.line, fault.text);
}

static tsr_status parse_table(tsri_plan_rules *rules, const char *table, const char *file, const char *text, tsr_error *err)
{
    const tsri_plan_place place = {.file = file, .table = table, .text = &rules->text, .err = err};
    json_t *root = NULL;
    tsr_status st = parse_json(&place, text, &root);
    if (st == TSR_OK) {
        st = read_table(&place, root, rules);
    }
    json_decref(root);
    return st;
}

/* A clinic that changes the currency has to change all prices, or set a rate. */
static tsr_status check_currency(const tsri_plan_place *clinic, const char *before, const tsri_plan_rules *rules)
{
    tsri_plan_place place = *clinic;
    const bool has_rate = rules->rates.lines[TSRI_RATE_PER_SESSION].rule.id || rules->rates.lines[TSRI_RATE_PER_HOUR].rule.id;
    if (has_rate || strcmp(before, rules->currency) == 0) {
        return TSR_OK;
    }
    const tsri_plan_list *const lists[] = {&rules->price_extents, &rules->price_jobs};
    place.table = "price";
    for (size_t l = 0; l < 2; l++) {
        for (int i = 0; i < lists[l]->count; i++) {
            if (strcmp(lists[l]->lines[i].rule.tag, "clinic") != 0) {
                place.section = lists[l]->lines[i].rule.id;
                return tsri_plan_fault(&place, "is still in %s: with the currency %s give every price, or a rate", before,
                                       rules->currency);
            }
        }
    }
    return TSR_OK;
}

static tsr_status parse_clinic(tsri_plan_rules *rules, const char *text, tsr_error *err)
{
    static const char *const TABLES[] = {"sessions", "price", "care"};
    enum { TABLE_COUNT = sizeof TABLES / sizeof *TABLES };
    tsri_plan_place place = {.file = "clinic file", .table = "the file", .clinic = true, .text = &rules->text, .err = err};
    char before[sizeof rules->currency];
    json_t *root = NULL;
    tsr_status st = TSR_OK;
    memcpy(before, rules->currency, sizeof before);
    TSRI_TRY(parse_json(&place, text, &root));
    if (!json_is_object(root)) {
        st = tsri_plan_fault(&place, "must be an object");
        goto done;
    }
    size_t known = 0;
    for (int i = 0; i < TABLE_COUNT; i++) {
        json_t *table = json_object_get(root, TABLES[i]);
        if (table) {
            known++;
            place.table = TABLES[i];
            TSRI_TRY(read_table(&place, table, rules));
        }
    }
    place.table = "the file";
    if (known != json_object_size(root)) {
        st = tsri_plan_fault(&place, "may have \"sessions\", \"price\" and \"care\", and nothing else");
        goto done;
    }
    TSRI_TRY(check_currency(&place, before, rules));
    st = tsri_plan_check(&place, rules);
done:
    json_decref(root);
    return st;
}

tsr_status
tsri_plan_rules_parse(const tsr_allocator *memory, const tsri_plan_texts *texts, tsri_plan_rules **out_rules, tsr_error *err)
{
    tsri_plan_rules *rules = NULL;
    *out_rules = NULL;
    tsr_status st = tsri_alloc_zero(memory, 1, sizeof *rules, &rules, err);
    if (st != TSR_OK) {
        return st;
    }
    tsri_arena_init(&rules->text, memory);
    const tsri_plan_place tables = {.file = "rule tables", .text = &rules->text, .err = err};
    TSRI_TRY(parse_table(rules, "sessions", "sessions.json", texts->sessions, err));
    TSRI_TRY(parse_table(rules, "price", "price.json", texts->price, err));
    TSRI_TRY(parse_table(rules, "care", "care.json", texts->care, err));
    TSRI_TRY(tsri_plan_check(&tables, rules));
    if (texts->clinic) {
        TSRI_TRY(parse_clinic(rules, texts->clinic, err));
    }
done:
    if (st != TSR_OK) {
        tsri_plan_rules_destroy(memory, &rules);
    }
    *out_rules = rules;
    return st;
}

/* A file's text, NUL-terminated. */
static tsr_status read_text(const tsr_allocator *memory, const char *path, char **out, tsr_error *err)
{
    uint8_t *bytes = NULL;
    char *text = NULL;
    size_t size_bytes = 0;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_file_read(memory, path, MAX_TABLE_BYTES, &bytes, &size_bytes, err));
    if (memchr(bytes, 0, size_bytes)) {
        st = tsri_fail(err, TSR_E_FORMAT, "holds a NUL byte, so it is no JSON text");
        goto done;
    }
    TSRI_TRY(tsri_alloc(memory, size_bytes + 1, 1, &text, err));
    memcpy(text, bytes, size_bytes);
    text[size_bytes] = '\0';
    *out = text;
done:
    tsri_free(memory, bytes);
    return st;
}

tsr_status tsri_plan_rules_load(const tsr_allocator *memory,
                                const char *model_dir,
                                const char *clinic_path,
                                tsri_plan_rules **out_rules,
                                char (*out_sha256)[TSRI_SHA256_HEX_CHARS + 1],
                                tsr_error *err)
{
    static const char *const FILES[] = {"rules/sessions.json", "rules/price.json", "rules/care.json"};
    enum { FILE_COUNT = sizeof FILES / sizeof *FILES };
    char *text[TSRI_PLAN_TABLES] = {NULL}, *path = NULL;
    tsr_error why = {.code = TSR_OK};
    tsr_status st = TSR_OK;
    *out_rules = NULL;
    for (int i = 0; i < FILE_COUNT; i++) {
        TSRI_TRY(tsri_path_join(memory, model_dir, FILES[i], "", &path, err));
        st = read_text(memory, path, &text[i], &why);
        tsri_free(memory, path);
        path = NULL;
        if (st != TSR_OK) {
            st = tsri_fail(err, st == TSR_E_NOMEM ? st : TSR_E_MODEL, "%s in the model folder: %s", FILES[i], why.message);
            goto done;
        }
    }
    if (clinic_path) {
        st = read_text(memory, clinic_path, &text[FILE_COUNT], &why);
        if (st != TSR_OK) {
            st = tsri_fail(err, st, "clinic file: %s", why.message);
            goto done;
        }
    }
    const tsri_plan_texts texts = {text[0], text[1], text[2], text[FILE_COUNT]};
    st = tsri_plan_rules_parse(memory, &texts, out_rules, err);
    for (int i = 0; out_sha256 && i < TSRI_PLAN_TABLES; i++) {
        out_sha256[i][0] = '\0';
        if (text[i]) {
            tsri_sha256_hex(text[i], strlen(text[i]), out_sha256[i]);
        }
    }
done:
    for (int i = 0; i < TSRI_PLAN_TABLES; i++) {
        tsri_free(memory, text[i]);
    }
    return st;
}

void tsri_plan_rules_destroy(const tsr_allocator *memory, tsri_plan_rules **rules)
{
    if (rules && *rules) {
        tsri_arena_release(&(*rules)->text);
        tsri_free(memory, *rules);
        *rules = NULL;
    }
}
