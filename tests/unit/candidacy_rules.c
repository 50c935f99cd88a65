/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "support/image_check.h"
#include "tonsure/candidacy.h"

#define RULE(members)  "{\"rules\":[{\"id\":\"a\"," members "}]}"
#define REST           ",\"text\":\"T.\",\"source\":\"https://example.org\",\"tag\":\"I\""
#define WHEN(c)        RULE("\"effect\":\"refer\",\"when\":" c REST)
#define BLOCKS(effect) RULE("\"effect\":\"" effect "\",\"when\":{\"field\":\"sex\",\"op\":\"known\"}" REST)

START_TEST(faults_of_a_table_are_named)
{
    static const struct {
        const char *text, *words;
    } FAULTS[] = {
        {"", "t.json: line"},
        {"[]", "\"rules\""},
        {"{\"rules\":[],\"more\":1}", "\"rules\""},
        {"{\"rules\":[1]}", "number 1"},
        {"{\"rules\":[{}]}", "\"number 1\": id: a text"},
        {BLOCKS("stop"), "\"a\": effect: there is no effect \"stop\""},
        {RULE("\"effect\":\"ask\",\"if\":1" REST), "no member \"if\""},
        {RULE("\"effect\":\"ask\"" REST), "when: an object"},
        {RULE("\"effect\":\"ask\",\"tag\":\"S\",\"text\":\"T.\""), "source: a text"},
        {RULE("\"effect\":\"ask\",\"tag\":\"X\""), "tag: one of"},
        {WHEN("{\"field\":\"shoe\",\"op\":\"known\"}"), "no field \"shoe\""},
        {WHEN("{\"field\":\"sex\",\"op\":\"is\"}"), "no operator \"is\""},
        {WHEN("{\"field\":\"sex\",\"op\":\"all\"}"), "no operator \"all\""},
        {WHEN("{\"field\":\"sex\",\"op\":\"eq\",\"value\":\"x\"}"), "\"sex\""},
        {WHEN("{\"field\":\"sex\",\"op\":\"lt\",\"value\":\"male\"}"), "eq or ne"},
        {WHEN("{\"field\":\"pregnant\",\"op\":\"eq\",\"value\":1}"), "true or false"},
        {WHEN("{\"field\":\"age_years\",\"op\":\"lt\",\"value\":300}"), "range"},
        {WHEN("{\"field\":\"age_years\",\"op\":\"lt\"}"), "range"},
        {WHEN("{\"field\":\"age_years\",\"op\":\"known\",\"value\":1}"), "there is none with \"known\""},
        {WHEN("{\"all\":[]}"), "list of conditions"},
        {WHEN("{\"all\":[{\"any\":[{\"all\":[{\"any\":[{\"all\":[{}]}]}]}]}]}"), "at most 4 deep"},
        {RULE("\"effect\":\"block\",\"when\":{\"field\":\"bare_frac\",\"op\":\"gt\",\"value\":0.9}" REST), "photo"},
        {RULE("\"effect\":\"wait\",\"when\":{\"field\":\"areata_stable_months\",\"op\":\"lt\",\"value\":9}" REST), "areata"},
        {RULE(
             "\"effect\":\"refer\",\"when\":{\"field\":\"sex\",\"op\":\"known\"},\"text\":\"T.\",\"source\":\"s\",\"tag\":\"M\""),
         "common knowledge"},
        {RULE(
             "\"effect\":\"refer\",\"when\":{\"field\":\"sex\",\"op\":\"known\"},\"text\":\"T.\",\"source\":\"s\",\"tag\":\"S\""),
         "address"},
        {RULE("\"effect\":\"refer\",\"when\":{\"field\":\"sex\",\"op\":\"known\"},\"until\":{\"field\":\"age_years\",\"value\":"
              "18}" REST),
         "wait"},
        {RULE("\"effect\":\"wait\",\"when\":{\"field\":\"sex\",\"op\":\"known\"},\"until\":{\"field\":\"skin_type\",\"value\":"
              "2}" REST),
         "no time"},
        {"{\"rules\":[{\"id\":\"a\",\"effect\":\"ask\",\"when\":{\"field\":\"sex\",\"op\":\"known\"}" REST
         "},{\"id\":\"a\",\"effect\":\"ask\",\"when\":{\"field\":\"sex\",\"op\":\"known\"}" REST "}]}",
         "another rule"},
    };
    for (size_t i = 0; i < sizeof FAULTS / sizeof *FAULTS; i++) {
        tsr_error err = {0};
        tsr_candidacy_rules *table = (tsr_candidacy_rules *)1;
        const char *text = FAULTS[i].text;
        ck_assert_msg(tsr_candidacy_rules_parse(NULL, "t.json", text, strlen(text), &table, &err) == TSR_E_FORMAT, "%s", text);
        ck_assert_msg(strstr(err.message, FAULTS[i].words) != NULL, "\"%s\" lacks \"%s\"", err.message, FAULTS[i].words);
        ck_assert_ptr_null(table);
    }
}
END_TEST

START_TEST(memory_may_run_out)
{
    memory_probe probe;
    tsr_candidacy_rules *table;
    const char *text =
        WHEN("{\"any\":[{\"field\":\"sex\",\"op\":\"known\"},{\"field\":\"pregnant\",\"op\":\"eq\",\"value\":true}]}");
    FAIL_ALLOC_EACH(probe, tsr_candidacy_rules_parse(&probe.allocator, "t.json", text, strlen(text), &table, NULL),
                    tsr_candidacy_rules_destroy(&table));
    tsr_candidacy_rules_destroy(&table);
    tsr_candidacy_rules_destroy(NULL);
}
END_TEST

START_TEST(too_long_a_table_is_not_read)
{
    static char text[(1 << 20) + 1];
    tsr_candidacy_rules *table;
    ck_assert_int_eq(tsr_candidacy_rules_parse(NULL, "t.json", text, sizeof text, &table, NULL), TSR_E_LIMIT);
}
END_TEST

START_TEST(too_many_rules_are_refused)
{
    enum { RULE_BYTES = 160 };
    static char text[(TSR_MAX_RULES + 2) * RULE_BYTES];
    tsr_candidacy_rules *table;
    for (int count = TSR_MAX_RULES; count <= TSR_MAX_RULES + 1; count++) {
        strcpy(text, "{\"rules\":[");
        for (int i = 0; i < count; i++) {
            const size_t used = strlen(text);
            snprintf(text + used, sizeof text - used,
                     "%s{\"id\":\"r%d\",\"effect\":\"ask\",\"when\":{\"field\":\"sex\",\"op\":\"unknown\"}" REST "}",
                     i ? "," : "", i);
        }
        strcat(text, "]}");
        const tsr_status st = tsr_candidacy_rules_parse(NULL, "t.json", text, strlen(text), &table, NULL);
        ck_assert_int_eq(st, count > TSR_MAX_RULES ? TSR_E_LIMIT : TSR_OK);
        if (table) {
            tsr_candidacy out;
            tsr_candidacy_judge(table, &(tsr_evidence){0}, &out);
            ck_assert_int_eq(out.fired_count, TSR_MAX_RULES);
            ck_assert_int_eq(out.verdict, TSR_VERDICT_UNDETERMINED);
        }
        tsr_candidacy_rules_destroy(&table);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("candidacy_rules");
    tcase_add_test(tests, faults_of_a_table_are_named);
    tcase_add_test(tests, memory_may_run_out);
    tcase_add_test(tests, too_long_a_table_is_not_read);
    tcase_add_test(tests, too_many_rules_are_refused);
    return run_tcase("candidacy_rules", tests);
}
