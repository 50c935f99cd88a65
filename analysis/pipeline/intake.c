/* SPDX-License-Identifier: Apache-2.0
 * An intake from JSON: judge/fields.c says which keys there are, of which type and range; scars and the region are read here. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "judge/facts.h"

static const size_t MAX_INTAKE_BYTES = 64u << 10;
static const char SCARS[] = "scars", REGION[] = "region";

/* Refuse a value, which is shown as it stands in the text. */
static tsr_status refuse(const char *key, const json_t *value, const char *want, tsr_error *err)
{
    enum { SHOWN_BYTES = 48 };
    char shown[SHOWN_BYTES];
    const size_t size = json_dumpb(value, shown, sizeof shown - 1, JSON_ENCODE_ANY | JSON_COMPACT | JSON_ENSURE_ASCII);
    const bool whole = size > 0 && size < sizeof shown;
    shown[whole ? size : 0] = '\0';
    return tsri_fail(err, TSR_E_FORMAT, "intake: \"%.40s\" is %s: %s", key, whole ? shown : "too long", want);
}

static tsr_status read_number(const char *key, const json_t *value, double lo, double hi, tsr_said *out, tsr_error *err)
{
    char want[64];
    const double x = json_number_value(value);
    if (!json_is_number(value) || !(x >= lo && x <= hi)) {
        snprintf(want, sizeof want, "a number from %g to %g is wanted", lo, hi);
        return refuse(key, value, want, err);
    }
    *out = (tsr_said){x, true};
    return TSR_OK;
}

static tsr_status read_choice(const char *key, const json_t *value, const char *const *choices, unsigned *out, tsr_error *err)
{
    char want[128] = "one of";
    const char *text = json_string_value(value);
    *out = text ? (unsigned)tsri_choice_find(choices, text) : 0;
    if (*out) {
        return TSR_OK;
    }
    for (int i = 0; choices[i]; i++) {
        const size_t used = strlen(want);
        snprintf(want + used, sizeof want - used, "%s %s", i ? "," : "", choices[i]);
    }
    return refuse(key, value, want, err);
}

static tsr_status read_field(const tsri_field *field, const json_t *value, tsr_intake *out, tsr_error *err)
{
    char *at = (char *)out + field->offset;
    tsr_said said = {TSR_NEVER_MONTHS, true};
    unsigned code = 0;
    tsr_status st = TSR_OK;
    switch (field->type) {
    case TSRI_FIELD_ANSWER:
        if (!json_is_boolean(value)) {
            return refuse(field->name, value, "true or false is wanted", err);
        }
        code = json_is_true(value) ? TSR_ANSWER_YES : TSR_ANSWER_NO;
        memcpy(at, &code, sizeof code);
        break;
    case TSRI_FIELD_CHOICE:
        st = read_choice(field->name, value, field->choices, &code, err);
        memcpy(at, &code, sizeof code);
        break;
    case TSRI_FIELD_SINCE:
    case TSRI_FIELD_NUMBER:
        if (field->type == TSRI_FIELD_NUMBER || !json_is_string(value) || strcmp(json_string_value(value), "never") != 0) {
            st = read_number(field->name, value, field->lo, field->hi, &said, err);
        }
        memcpy(at, &said, sizeof said);
        break;
    }
    return st;
}

static tsr_status read_scar(const json_t *value, tsr_scar *out, tsr_error *err)
{
    const char *key;
    json_t *member;
    tsr_status st = TSR_OK;
    unsigned kind;
    if (!json_is_object(value)) {
        return refuse(SCARS, value, "objects with kind and age_months are wanted", err);
    }
    json_object_foreach((json_t *)value, key, member)
    {
        if (json_is_null(member)) {
            continue;
        }
        if (strcmp(key, "kind") == 0) {
            TSRI_TRY(read_choice("scars.kind", member, tsri_scar_kinds, &kind, err));
            out->kind = (tsr_scar_kind)kind;
        } else if (strcmp(key, "age_months") == 0) {
            TSRI_TRY(read_number("scars.age_months", member, 0, TSR_NEVER_MONTHS, &out->age_months, err));
        } else {
            st = tsri_fail(err, TSR_E_FORMAT, "intake: a scar has no key \"%.40s\"", key);
            goto done;
        }
    }
done:
    return st;
}

static tsr_status read_scars(const json_t *value, tsr_intake *out, tsr_error *err)
{
    if (!json_is_array(value) || json_array_size(value) > TSR_MAX_SCARS) {
        return refuse(SCARS, value, "a list of at most 8 scars is wanted", err);
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        const tsr_status st = read_scar(json_array_get(value, i), &out->scars[i], err);
        if (st != TSR_OK) {
            return st;
        }
    }
    out->scar_count = (int32_t)json_array_size(value);
    out->scars_known = true;
    return TSR_OK;
}

static tsr_status read_region(const json_t *value, tsr_intake *out, tsr_error *err)
{
    const size_t size = json_string_length(value);
    if (!json_is_string(value) || size == 0 || size >= sizeof out->region) {
        return refuse(REGION, value, "a text of 1 to 31 bytes is wanted", err);
    }
    memcpy(out->region, json_string_value(value), size + 1);
    return TSR_OK;
}

static tsr_status read_key(const char *key, const json_t *value, tsr_intake *out, tsr_error *err)
{
    const int index = tsri_field_find(key);
    const bool special = strcmp(key, SCARS) == 0 || strcmp(key, REGION) == 0;
    if (!special && (index < 0 || index >= TSRI_INTAKE_FIELDS)) {
        return refuse(key, value, "there is no such key", err);
    }
    if (json_is_null(value)) {
        return TSR_OK;
    }
    if (!special) {
        return read_field(tsri_field_at(index), value, out, err);
    }
    return strcmp(key, SCARS) == 0 ? read_scars(value, out, err) : read_region(value, out, err);
}

/* What cannot both be so. */
static tsr_status check_sense(const tsr_intake *in, tsr_error *err)
{
    const double age_months = in->age_years.value * 12 + 12; /* the year of age may be nearly over */
    if (in->age_years.known && in->areata_onset_months.known && in->areata_onset_months.value > age_months) {
        return tsri_fail(err, TSR_E_FORMAT, "intake: \"areata_onset_months\" is %g, at an age of %g years",
                         in->areata_onset_months.value, in->age_years.value);
    }
    if (in->areata_onset_months.known && in->areata_stable_months.known &&
        in->areata_stable_months.value > in->areata_onset_months.value) {
        return tsri_fail(err, TSR_E_FORMAT,
                         "intake: \"areata_stable_months\" is %g, longer than since \"areata_onset_months\", %g",
                         in->areata_stable_months.value, in->areata_onset_months.value);
    }
    return TSR_OK;
}

tsr_status tsr_intake_parse(const char *text, size_t size_bytes, tsr_intake *out, tsr_error *err)
{
    tsr_intake intake = {0};
    json_error_t fault;
    const char *key;
    json_t *value;
    tsr_status st = TSR_OK;
    if (size_bytes > MAX_INTAKE_BYTES) {
        return tsri_fail(err, TSR_E_LIMIT, "intake: %zu bytes, at most %zu are read", size_bytes, MAX_INTAKE_BYTES);
    }
    json_t *root = json_loadb(text, size_bytes, JSON_REJECT_DUPLICATES, &fault);
    if (!json_is_object(root)) {
        st = root ? tsri_fail(err, TSR_E_FORMAT, "intake: no JSON object")
                  : tsri_fail(err, TSR_E_FORMAT, "intake: line %d: %.120s", fault.line, fault.text);
        goto done;
    }
    json_object_foreach(root, key, value)
    {
        TSRI_TRY(read_key(key, value, &intake, err));
    }
    TSRI_TRY(check_sense(&intake, err));
    *out = intake;
done:
    json_decref(root);
    return st;
}
