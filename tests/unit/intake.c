/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "judge/facts.h"
#include "support/image_check.h"

static tsr_intake parsed(const char *text)
{
    tsr_intake intake;
    tsr_error err = {0};
    memset(&intake, 0xff, sizeof intake);
    ck_assert_msg(tsr_intake_parse(text, strlen(text), &intake, &err) == TSR_OK, "%s: %s", text, err.message);
    return intake;
}

START_TEST(nothing_said_is_all_unknown)
{
    const char *const texts[] = {"{}",
                                 "{\"age_years\": null, \"sex\": null, \"scars\": null, \"region\": null, \"pregnant\": null}"};
    for (int t = 0; t < 2; t++) {
        const tsr_intake intake = parsed(texts[t]);
        const tsr_evidence evidence = {.intake = &intake};
        tsri_facts facts;
        tsri_facts_gather(&evidence, &facts);
        for (int i = 0; i < TSRI_INTAKE_FIELDS; i++) {
            ck_assert_msg(!facts.items[i].known, "%s", tsri_field_at(i)->name);
        }
        ck_assert(!facts.items[TSRI_INTAKE_FIELDS + TSRI_FACT_SCAR_COUNT].known);
        ck_assert_str_eq(intake.region, "");
    }
}
END_TEST

START_TEST(what_is_said_is_read)
{
    const tsr_intake in =
        parsed("{\"age_years\": 41, \"sex\": \"female\", \"pregnant\": false, \"diabetes\": \"controlled\", \"skin_type\": 3,"
               "\"transplant_months\": \"never\", \"peel_months\": 0.5, \"style\": \"tattoo_cover\", \"hair_colour\": \"grey\","
               "\"scars\": [{\"kind\": \"strip\", \"age_months\": 30}, {\"kind\": null}, {\"kind\": \"keloid_hypertrophic\"}],"
               "\"areata_diagnosed\": true, \"areata_onset_months\": 40, \"areata_stable_months\": 7, \"region\": \"US\"}");
    ck_assert(in.age_years.known && in.age_years.value == 41);
    ck_assert_int_eq(in.sex, TSR_SEX_FEMALE);
    ck_assert_int_eq(in.pregnant, TSR_ANSWER_NO);
    ck_assert_int_eq(in.breast_feeding, TSR_ANSWER_UNKNOWN);
    ck_assert_int_eq(in.diabetes, TSR_DIABETES_CONTROLLED);
    ck_assert(in.transplant_months.known && in.transplant_months.value == TSR_NEVER_MONTHS);
    ck_assert(in.peel_months.known && in.peel_months.value == 0.5);
    ck_assert_int_eq(in.style, TSR_STYLE_TATTOO_COVER);
    ck_assert_int_eq(in.hair_colour, TSR_HAIR_GREY);
    ck_assert(in.scars_known && in.scar_count == 3);
    ck_assert_int_eq(in.scars[0].kind, TSR_SCAR_STRIP);
    ck_assert(in.scars[0].age_months.known && in.scars[0].age_months.value == 30);
    ck_assert_int_eq(in.scars[1].kind, TSR_SCAR_UNKNOWN);
    ck_assert_int_eq(in.scars[2].kind, TSR_SCAR_KELOID);
    ck_assert(!in.scars[2].age_months.known);
    ck_assert_int_eq(in.areata_diagnosed, TSR_ANSWER_YES);
    ck_assert_str_eq(in.region, "US");
}
END_TEST

/* Each key of the table reaches the fact of its own name, and no other. */
START_TEST(every_key_reaches_its_fact)
{
    for (int i = 0; i < TSRI_INTAKE_FIELDS; i++) {
        const tsri_field *field = tsri_field_at(i);
        char text[128], value[48];
        tsri_facts facts;
        if (field->type == TSRI_FIELD_ANSWER) {
            snprintf(value, sizeof value, "true");
        } else if (field->type == TSRI_FIELD_CHOICE) {
            snprintf(value, sizeof value, "\"%s\"", field->choices[0]);
        } else {
            snprintf(value, sizeof value, "1");
        }
        snprintf(text, sizeof text, "{\"%s\": %s}", field->name, value);
        const tsr_intake intake = parsed(text);
        const tsr_evidence evidence = {.intake = &intake};
        tsri_facts_gather(&evidence, &facts);
        ck_assert_int_eq(tsri_field_find(field->name), i);
        for (int k = 0; k < TSRI_INTAKE_FIELDS; k++) {
            ck_assert_msg(facts.items[k].known == (k == i), "%s sets %s", text, tsri_field_at(k)->name);
        }
        ck_assert_msg(facts.items[i].value == 1, "%s", text);
    }
}
END_TEST

/* The schema that people read names the same keys. */
START_TEST(the_schema_has_every_key)
{
    uint8_t *bytes;
    size_t size_bytes;
    ck_assert_int_eq(tsri_file_read(tsri_memory_default(), TSR_TEST_MODEL_DIR "/../docs/schema/intake.schema.json", 1 << 20,
                                    &bytes, &size_bytes, NULL),
                     TSR_OK);
    json_t *root = json_loadb((const char *)bytes, size_bytes, JSON_REJECT_DUPLICATES, NULL);
    const json_t *properties = json_object_get(root, "properties");
    for (int i = 0; i < TSRI_INTAKE_FIELDS; i++) {
        const tsri_field *field = tsri_field_at(i);
        const json_t *property = json_object_get(properties, field->name), *choices = json_object_get(property, "enum");
        ck_assert_msg(property != NULL, "%s", field->name);
        for (int c = 0; field->choices && field->choices[c]; c++) {
            ck_assert_str_eq(json_string_value(json_array_get(choices, (size_t)c)), field->choices[c]);
        }
        if (field->type == TSRI_FIELD_NUMBER) {
            ck_assert(json_number_value(json_object_get(property, "minimum")) == field->lo);
            ck_assert(json_number_value(json_object_get(property, "maximum")) == field->hi);
        }
    }
    ck_assert_uint_eq(json_object_size(properties), TSRI_INTAKE_FIELDS + 2); /* scars and region */
    json_decref(root);
    tsri_free(tsri_memory_default(), bytes);
}
END_TEST

START_TEST(faults_are_named_with_key_and_value)
{
    static const struct {
        const char *text, *key, *value;
    } FAULTS[] = {
        {"{\"age_years\": 300}", "age_years", "300"},
        {"{\"age_years\": -1}", "age_years", "-1"},
        {"{\"age_years\": \"41\"}", "age_years", "\"41\""},
        {"{\"age_years\": \"never\"}", "age_years", "never"},
        {"{\"age\": 41}", "age", "no such key"},
        {"{\"scar_count\": 1}", "scar_count", "no such key"},
        {"{\"norwood_grade\": 3}", "norwood_grade", "no such key"},
        {"{\"sex\": \"f\"}", "sex", "\"f\""},
        {"{\"sex\": true}", "sex", "female, male"},
        {"{\"pregnant\": \"no\"}", "pregnant", "\"no\""},
        {"{\"pregnant\": 0}", "pregnant", "true or false"},
        {"{\"skin_type\": 7}", "skin_type", "7"},
        {"{\"transplant_months\": \"yes\"}", "transplant_months", "\"yes\""},
        {"{\"transplant_months\": 1e300}", "transplant_months", "e300"},
        {"{\"style\": \"mohawk\"}", "style", "mohawk"},
        {"{\"scars\": {}}", "scars", "{}"},
        {"{\"scars\": [1]}", "scars", "1"},
        {"{\"scars\": [{\"kind\": \"big\"}]}", "scars.kind", "big"},
        {"{\"scars\": [{\"age_months\": -2}]}", "scars.age_months", "-2"},
        {"{\"scars\": [{\"where\": \"back\"}]}", "where", "no key"},
        {"{\"scars\": [{},{},{},{},{},{},{},{},{}]}", "scars", "at most 8"},
        {"{\"region\": \"\"}", "region", "\"\""},
        {"{\"region\": \"0123456789012345678901234567890123456789\"}", "region", "1 to 31"},
        {"{\"areata_onset_months\": 3, \"areata_stable_months\": 9}", "areata_stable_months", "9"},
        {"{\"age_years\": 20, \"areata_onset_months\": 600}", "areata_onset_months", "600"},
        {"{\"sex\": \"male\", \"sex\": \"female\"}", "line 1", "duplicate"},
        {"[]", "object", ""},
        {"{\"sex\": ", "line 1", ""},
        {"{} x", "line 1", ""},
        {"", "line", ""},
        {"\xff\xfe", "line", ""},
    };
    for (size_t i = 0; i < sizeof FAULTS / sizeof *FAULTS; i++) {
        tsr_error err = {0};
        tsr_intake intake = {.scar_count = 77};
        ck_assert_msg(tsr_intake_parse(FAULTS[i].text, strlen(FAULTS[i].text), &intake, &err) == TSR_E_FORMAT, "%s",
                      FAULTS[i].text);
        ck_assert_msg(strstr(err.message, FAULTS[i].key) && strstr(err.message, FAULTS[i].value), "%s: %s", FAULTS[i].text,
                      err.message);
        ck_assert_int_eq(intake.scar_count, 77);
        ck_assert_int_eq(tsr_intake_parse(FAULTS[i].text, strlen(FAULTS[i].text), &intake, NULL), TSR_E_FORMAT);
    }
}
END_TEST

START_TEST(too_long_a_text_is_not_read)
{
    static char text[70000];
    tsr_intake intake;
    tsr_error err = {0};
    memset(text, ' ', sizeof text);
    ck_assert_int_eq(tsr_intake_parse(text, sizeof text, &intake, &err), TSR_E_LIMIT);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("intake");
    tcase_add_test(tcase, nothing_said_is_all_unknown);
    tcase_add_test(tcase, what_is_said_is_read);
    tcase_add_test(tcase, every_key_reaches_its_fact);
    tcase_add_test(tcase, the_schema_has_every_key);
    tcase_add_test(tcase, faults_are_named_with_key_and_value);
    tcase_add_test(tcase, too_long_a_text_is_not_read);
    return run_tcase("intake", tcase);
}
