/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "output/report_texts.h"
#include "output/report_words.h"
#include "support/image_check.h"
#include "support/sample_photo.h"

static tsr_context *ctx;
static memory_probe probe;

static void set_up(void)
{
    memory_probe_init(&probe);
    ctx = open_context(&probe.allocator);
}

static void tear_down(void)
{
    tsr_context_destroy(&ctx);
    ck_assert_int_eq(probe.live_count, 0);
}

/* Which of {0} to {3} a pattern has, as bits. */
static unsigned slots_of(const char *text)
{
    unsigned slots = 0;
    for (const char *at = text; (at = strchr(at, '{')); at++) {
        ck_assert_msg(at[1] >= '0' && at[1] <= '3' && at[2] == '}', "\"%s\"", text);
        slots |= 1u << (at[1] - '0');
    }
    return slots;
}

START_TEST(every_language_says_everything)
{
    const char *const *english = tsri_texts_of(TSR_LANGUAGE_ENGLISH), *const *texts = tsri_texts_of((tsr_language)_i);
    for (int key = 0; key < TSRI_TEXT_COUNT; key++) {
        ck_assert_msg(texts[key] && texts[key][0], "key %d of %s", key, tsri_language_code((tsr_language)_i));
        ck_assert_msg(slots_of(texts[key]) == slots_of(english[key]), "\"%s\" against \"%s\"", texts[key], english[key]);
    }
}
END_TEST

static json_t *load_rules(const char *table)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/rules/%s.json", TSR_TEST_MODEL_DIR, table);
    json_t *root = json_load_file(path, 0, NULL);
    ck_assert_ptr_nonnull(root);
    return root;
}

START_TEST(every_rule_is_translated)
{
    static const char *const TABLES[] = {"candidacy", "care", "price", "sessions"};
    int rules = 0;
    for (size_t t = 0; t < sizeof TABLES / sizeof *TABLES; t++) {
        json_t *root = load_rules(TABLES[t]), *section, *rule;
        const char *name;
        json_object_foreach(root, name, section)
        {
            size_t i;
            json_array_foreach(section, i, rule)
            {
                char id[128];
                const char *own = json_string_value(json_object_get(rule, "id"));
                (void)snprintf(id, sizeof id, "%s%s%s", t ? name : "", t ? "." : "", own);
                const char *text = tsri_rule_text_of((tsr_language)_i, TABLES[t], id);
                ck_assert_msg(text && text[0], "%s.%s in %s", TABLES[t], id, tsri_language_code((tsr_language)_i));
                ck_assert_str_ne(text, json_string_value(json_object_get(rule, "text")));
                rules++;
            }
        }
        json_decref(root);
    }
    ck_assert_int_gt(rules, 100);
    ck_assert_ptr_null(tsri_rule_text_of((tsr_language)_i, "care", "risks.unheard_of"));
    ck_assert_ptr_null(tsri_rule_text_of((tsr_language)_i, "car", "risks.infection"));
}
END_TEST

START_TEST(numbers_are_written_as_the_language_does)
{
    static const char *const WANT[TSR_LANGUAGE_COUNT][4] = {
        {"12,345", "0.5",
         "\xe2\x88\x92"
         "1.3",
         "43\xc2\xa0%"},
        {"12.345", "0,5",
         "\xe2\x88\x92"
         "1,3",
         "43\xc2\xa0%"},
        {"12.345", "0,5",
         "\xe2\x88\x92"
         "1,3",
         "43\xc2\xa0%"},
        {"12.345", "0,5",
         "\xe2\x88\x92"
         "1,3",
         "%43"},
    };
    tsri_report r = {0};
    tsri_doc_init(&r.doc, &probe.allocator);
    r.texts = tsri_texts_of((tsr_language)_i);
    ck_assert_str_eq(tsri_number(&r, 12345, 0), WANT[_i][0]);
    ck_assert_str_eq(tsri_number(&r, 0.5, 1), WANT[_i][1]);
    ck_assert_str_eq(tsri_number(&r, -1.26, 1), WANT[_i][2]);
    ck_assert_str_eq(tsri_percent(&r, 0.426), WANT[_i][3]);
    ck_assert_str_eq(tsri_number(&r, -0.01, 1) + 1, WANT[_i][1][1] == '.' ? ".0" : ",0"); /* no sign before nothing */
    ck_assert_str_eq(tsri_number(&r, 999, 0), "999");
    tsri_doc_release(&r.doc);
}
END_TEST

/* A case with as much or as little as is asked for. */
typedef struct made_case {
    tsr_case_result result;
    tsr_photo_result photo;
    tsr_report_photo pictures;
    tsr_advice *advice;
    tsr_report report;
} made_case;

static void make_case(made_case *c, bool known)
{
    memset(c, 0, sizeof *c);
    c->advice = calloc(1, sizeof *c->advice);
    c->photo.view.label = known ? TSR_VIEW_TOP : TSR_VIEW_UNKNOWN;
    c->pictures.name = "a.jpg";
    c->pictures.result = &c->photo;
    if (known) {
        const tsr_quantity share = {0.4, 0.3, 0.5, true};
        c->result.bare_fraction = c->photo.coverage.bare_fraction = share;
        for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
            c->result.zones[z] = (tsr_case_zone){share, share, TSR_VIEW_TOP, {75, 60, 90, true}, share, share};
        }
        c->result.zones_seen_frac = 1;
        c->result.bare_cm2 = (tsr_quantity){240, 180, 300, true};
        c->result.norwood.known = true;
        c->result.norwood.grade = 5;
        c->result.norwood.lo = 1;
        c->result.norwood.hi = 7;
    }
    const tsr_photo_result *photos[] = {&c->photo};
    tsr_error err = {0};
    ck_assert_int_eq(tsr_case_advise(ctx, photos, 1, &c->result, NULL, (tsr_date){0}, c->advice, &err), TSR_OK);
    c->report.photos = &c->pictures;
    c->report.photo_count = 1;
    c->report.result = &c->result;
    c->report.advice = c->advice;
}

typedef tsr_status (*format_fn)(const tsr_context *, const tsr_report *, uint8_t **, size_t *, tsr_error *);

static made_file format(format_fn write, const tsr_report *report)
{
    made_file file = {0};
    tsr_error err = {0};
    ck_assert_msg(write(ctx, report, &file.data, &file.size_bytes, &err) == TSR_OK, "%s", err.message);
    return file;
}

/* The report as HTML, NUL at its end. */
static char *html_of(const tsr_report *report)
{
    return (char *)format(tsr_report_html_format, report).data;
}

START_TEST(any_case_in_any_language_gives_the_same_bytes_twice)
{
    made_case c;
    make_case(&c, _i % 2);
    c.report.language = (tsr_language)(_i / 2 % TSR_LANGUAGE_COUNT);
    c.report.paper = _i / 8 ? TSR_PAPER_LETTER : TSR_PAPER_A4;
    static const format_fn FORMATS[] = {tsr_report_pdf_format, tsr_report_html_format};
    for (size_t f = 0; f < 2; f++) {
        made_file once = format(FORMATS[f], &c.report), again = format(FORMATS[f], &c.report);
        ck_assert_uint_eq(once.size_bytes, again.size_bytes);
        ck_assert_int_eq(memcmp(once.data, again.data, once.size_bytes), 0);
        tsr_free(ctx, once.data);
        tsr_free(ctx, again.data);
    }
    free(c.advice);
}
END_TEST

START_TEST(every_finding_and_verdict_is_said)
{
    made_case c;
    make_case(&c, true);
    char *before = NULL;
    for (int label = 0; label < TSR_FINDING_COUNT; label++) {
        c.result.finding.label = (tsr_finding_label)label;
        c.advice->candidacy.verdict = (tsr_verdict)(label % TSR_VERDICT_COUNT);
        char *text = html_of(&c.report);
        const char *words = tsri_texts_of(TSR_LANGUAGE_ENGLISH)[TSRI_TEXT_FINDING_UNDETERMINED + label];
        ck_assert_msg(strstr(text, words), "%s", words);
        ck_assert(!before || strcmp(before, text) != 0);
        tsr_free(ctx, before);
        before = text;
    }
    tsr_free(ctx, before);
    c.advice->candidacy.verdict = TSR_VERDICT_NOT_SUITABLE; /* nothing is sold to whom it does not suit, nor to a minor */
    char *text = html_of(&c.report);
    ck_assert_ptr_null(strstr(text, "USD"));
    tsr_free(ctx, text);
    tsr_intake minor = {.age_years = {17, true}};
    c.advice->candidacy.verdict = TSR_VERDICT_SUITABLE;
    text = html_of(&c.report);
    ck_assert_ptr_nonnull(strstr(text, "USD"));
    tsr_free(ctx, text);
    c.report.intake = &minor;
    text = html_of(&c.report);
    ck_assert_ptr_null(strstr(text, "USD"));
    tsr_free(ctx, text);
    free(c.advice);
}
END_TEST

START_TEST(names_cannot_break_out)
{
    made_case c;
    make_case(&c, true);
    c.report.name = "<script>alert(1)</script>\n\"&'\xff";
    char *text = html_of(&c.report);
    ck_assert_ptr_null(strstr(text, "<script"));
    ck_assert_ptr_nonnull(strstr(text, "&#60;script&#62;alert(1)&#60;/script&#62; &#34;&#38;&#39;\xef\xbf\xbd"));
    tsr_free(ctx, text);
    made_file pdf = format(tsr_report_pdf_format, &c.report);
    tsr_free(ctx, pdf.data);
    free(c.advice);
}
END_TEST

START_TEST(a_studios_own_words_are_marked)
{
    made_case c;
    make_case(&c, true);
    const tsr_plan_rule own = {"care", "risks.infection", "Our own words.", "clinic", "clinic"};
    c.advice->plan.risks.count = 1;
    c.advice->plan.risks.items[0].rule = &own;
    c.advice->candidacy.verdict = TSR_VERDICT_SUITABLE;
    c.report.language = TSR_LANGUAGE_GERMAN;
    char *text = html_of(&c.report);
    ck_assert_ptr_nonnull(strstr(text, "Our own words. (Wortlaut des Studios)"));
    tsr_free(ctx, text);
    free(c.advice);
}
END_TEST

START_TEST(bad_input_is_refused)
{
    made_case c;
    make_case(&c, true);
    uint8_t *bytes;
    size_t size_bytes;
    c.report.language = TSR_LANGUAGE_COUNT;
    ck_assert_int_eq(tsr_report_pdf_format(ctx, &c.report, &bytes, &size_bytes, NULL), TSR_E_INVALID_ARG);
    ck_assert_ptr_null(bytes);
    c.report.language = TSR_LANGUAGE_ENGLISH;
    c.report.paper = (tsr_paper)9;
    ck_assert_int_eq(tsr_report_html_format(ctx, &c.report, &bytes, &size_bytes, NULL), TSR_E_INVALID_ARG);
    tsr_language language = TSR_LANGUAGE_TURKISH;
    ck_assert(!tsr_language_parse("fr", &language) && language == TSR_LANGUAGE_TURKISH);
    ck_assert(tsr_language_parse("de", &language) && language == TSR_LANGUAGE_GERMAN);
    free(c.advice);
}
END_TEST

/* Some hundred requests fail, so that all kinds of them do in little time. */
START_TEST(failing_memory_leaks_nothing)
{
    static const format_fn FORMATS[] = {tsr_report_html_format, tsr_report_pdf_format};
    made_case c;
    make_case(&c, true);
    long live_count = probe.live_count;
    for (size_t f = 0; f < 2; f++) {
        tsr_status st = TSR_E_NOMEM;
        for (long nth = 1; st != TSR_OK && nth < 20000; nth += nth < 40 ? 1 : 97) {
            uint8_t *bytes = NULL;
            size_t size_bytes;
            probe.request_count = 0;
            probe.fail_at = nth;
            st = FORMATS[f](ctx, &c.report, &bytes, &size_bytes, NULL);
            probe.fail_at = 0;
            ck_assert(st == TSR_OK || (st == TSR_E_NOMEM && !bytes));
            tsr_free(ctx, bytes);
            ck_assert_int_eq(probe.live_count, live_count);
        }
        ck_assert_int_eq(st, TSR_OK);
    }
    free(c.advice);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("report");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, every_language_says_everything, 0, TSR_LANGUAGE_COUNT);
    tcase_add_loop_test(tcase, every_rule_is_translated, TSR_LANGUAGE_GERMAN, TSR_LANGUAGE_COUNT);
    tcase_add_loop_test(tcase, numbers_are_written_as_the_language_does, 0, TSR_LANGUAGE_COUNT);
    tcase_add_loop_test(tcase, any_case_in_any_language_gives_the_same_bytes_twice, 0, 16);
    tcase_add_test(tcase, every_finding_and_verdict_is_said);
    tcase_add_test(tcase, names_cannot_break_out);
    tcase_add_test(tcase, a_studios_own_words_are_marked);
    tcase_add_test(tcase, bad_input_is_refused);
    tcase_add_test(tcase, failing_memory_leaks_nothing);
    return run_tcase("report", tcase);
}
