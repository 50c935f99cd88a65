/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "output/phrase.h"
#include "support/image_check.h"
#include "tonsure/compare.h"
#include "tonsure/measures.h"
#include "tonsure/result.h"
#include "tonsure/simulate.h"

START_TEST(slots_are_filled_and_texts_are_cut_to_their_room)
{
    static const char *const VALUES[] = {"a", "bb", "", "dddd"};
    char out[8];
    ck_assert_uint_eq(tsri_fill(out, sizeof out, "{0}{1}{2}", VALUES), 3);
    ck_assert_str_eq(out, "abb");
    ck_assert_uint_eq(tsri_fill(out, sizeof out, "x{3}-{3}", VALUES), 10);
    ck_assert_str_eq(out, "xdddd-d");
    ck_assert_uint_eq(tsri_fill(NULL, 0, "{3}{4}{", VALUES), 8); /* what is no slot stays */
    ck_assert_uint_eq(tsri_fill(out, sizeof out, "{4}{", VALUES), 4);
    ck_assert_str_eq(out, "{4}{");
    ck_assert_uint_eq(tsri_fill(out, sizeof out, "", VALUES), 0);
    ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(numbers_have_the_languages_decimal_sign)
{
    ck_assert_str_eq(tsri_phrase_number(TSR_LANGUAGE_ENGLISH, 2.25, 2, false).text, "2.25");
    ck_assert_str_eq(tsri_phrase_number(TSR_LANGUAGE_GERMAN, -2.25, 2, true).text, "-2,25");
    ck_assert_str_eq(tsri_phrase_number(TSR_LANGUAGE_TURKISH, 1234, 0, true).text, "+1234");
    ck_assert_str_eq(tsri_phrase_percent(TSR_LANGUAGE_TURKISH, 0.43).text, "%43");
    ck_assert_str_eq(tsri_phrase_percent(TSR_LANGUAGE_ENGLISH, 0.43).text, "43\xc2\xa0%");
}
END_TEST

/* The longest text of a run of keys. */
static size_t longest(tsr_language language, int first, int count)
{
    size_t most = 0;
    for (int i = 0; i < count; i++) {
        size_t length = strlen(tsri_text_of(language, (tsri_text_key)(first + i)));
        most = length > most ? length : most;
    }
    return most;
}

START_TEST(no_phrase_of_any_language_is_cut)
{
    enum { VALUES_BYTES = 100 }; /* numbers, dates, marks of a page; sentences only as below */
    const tsr_language l = (tsr_language)_i;
    for (int key = TSRI_TEXT_AID_SHORT; key < TSRI_TEXT_COUNT; key++) {
        const char *text = tsri_text_of(l, (tsri_text_key)key);
        ck_assert_msg(strlen(text) + (strchr(text, '{') ? VALUES_BYTES : 1) <= TSRI_PHRASE_BYTES, "%s", text);
    }
    size_t refused = strlen(tsri_text_of(l, TSRI_TEXT_COMPARISON_NOTE_REFUSED)) + longest(l, TSRI_TEXT_COMPARISON_VIEW_FRONT, 5) +
                     longest(l, TSRI_TEXT_COMPARISON_FIT_NO_HEAD, TSR_FIT_REASON_COUNT);
    ck_assert_uint_lt(refused, TSRI_PHRASE_BYTES);
}
END_TEST

/* Pages are made of these as they are. */
START_TEST(no_text_needs_escaping)
{
    for (int key = TSRI_TEXT_AID_SHORT; key < TSRI_TEXT_COUNT; key++) {
        const char *text = tsri_text_of((tsr_language)_i, (tsri_text_key)key);
        ck_assert_msg(!strpbrk(text, "<>&\\\n"), "%s", text);
        bool in_attribute = key >= TSRI_TEXT_SIMULATION_ALT_BEFORE && key <= TSRI_TEXT_SIMULATION_EDGE_SHARE;
        in_attribute = in_attribute || (key >= TSRI_TEXT_COMPARISON_SLIDER && key <= TSRI_TEXT_COMPARISON_MAP_ALT);
        ck_assert_msg(!in_attribute || !strpbrk(text, "\"'"), "%s", text);
    }
    ck_assert_ptr_nonnull(strstr(tsri_text_of((tsr_language)_i, TSRI_TEXT_SIMULATION_EDGE_SHARE), "{0}"));
}
END_TEST

START_TEST(runs_of_keys_follow_their_enums)
{
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        ck_assert_str_eq(
            tsri_text_of(TSR_LANGUAGE_ENGLISH, (tsri_text_key)(TSRI_TEXT_COMPARISON_ZONE_FRONTAL + z - TSR_ZONE_FRONTAL)),
            tsr_zone_words((tsr_zone)z));
    }
    for (int i = 0; i < TSR_SALT_REGION_COUNT; i++) {
        const char *text = tsri_text_of(TSR_LANGUAGE_ENGLISH, (tsri_text_key)(TSRI_TEXT_COMPARISON_SALT_TOP + i));
        ck_assert_str_eq(strchr(text, ' ') + 1, tsr_salt_region_name((tsr_salt_region)i));
    }
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        const char *text = tsri_text_of(TSR_LANGUAGE_ENGLISH, (tsri_text_key)(TSRI_TEXT_PANEL_VIEW_FRONT + v - TSR_VIEW_FRONT));
        ck_assert_int_eq(strncmp(text, tsr_view_name((tsr_view)v), strlen(tsr_view_name((tsr_view)v))), 0);
    }
    for (int i = 0; i < TSR_SIMULATION_STYLE_COUNT; i++) {
        ck_assert_str_eq(tsri_text_of(TSR_LANGUAGE_ENGLISH, (tsri_text_key)(TSRI_TEXT_SIMULATION_STYLE_BUZZ + i)),
                         tsr_simulation_style_name((tsr_simulation_style)i));
    }
    ck_assert_str_eq(tsr_simulation_note_text(TSR_SIMULATION_PHOTO_REDUCED), "The picture is smaller than the photo.");
    ck_assert_ptr_nonnull(strstr(tsr_fit_reason_advice(TSR_FIT_MIRRORED), "mirrored"));
    ck_assert_ptr_nonnull(strstr(tsr_fit_reason_advice(TSR_FIT_NO_MASK), "mask"));
    ck_assert_ptr_null(tsr_fit_reason_advice(1u << TSR_FIT_REASON_COUNT));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("phrase");
    tcase_add_test(tcase, slots_are_filled_and_texts_are_cut_to_their_room);
    tcase_add_test(tcase, numbers_have_the_languages_decimal_sign);
    tcase_add_loop_test(tcase, no_phrase_of_any_language_is_cut, 0, TSR_LANGUAGE_COUNT);
    tcase_add_loop_test(tcase, no_text_needs_escaping, 0, TSR_LANGUAGE_COUNT);
    tcase_add_test(tcase, runs_of_keys_follow_their_enums);
    return run_tcase("phrase", tcase);
}
