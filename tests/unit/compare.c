/* SPDX-License-Identifier: Apache-2.0
 * Visits read back, changes told from noise, pairs of pictures, outputs. Heads are drawn as label maps of known change. */
#include "tonsure/compare.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "image/encode.h"
#include "output/pair.h"
#include "output/phrase.h"
#include "support/image_check.h"

static tsr_quantity known(double value, double half)
{
    return (tsr_quantity){value, value - half, value + half, true};
}

static const char RESULT[] =
    "{\"case\": null, \"status\": \"ok\", \"photos\": [{\"photo\": \"a.jpg\", \"status\": \"ok\", \"width_px\": 300, "
    "\"height_px\": 400, "
    "\"view\": {\"label\": \"top\", \"probability\": 0.9}, \"landmarks\": {\"glabella_px\": [1.5, 2]}, \"mask\": "
    "\"a.jpg.mask.png\", "
    "\"coverage\": {\"bare_fraction\": {\"value\": 0.4, \"lo\": 0.3, \"hi\": 0.5}}}], "
    "\"coverage\": {\"bare_fraction\": {\"value\": 0.4, \"lo\": 0.3, \"hi\": 0.5}, \"zones_seen_fraction\": 0.4, \"zones\": "
    "{\"frontal\": {\"bare_fraction\": {\"value\": 0.2, \"lo\": 0.1, \"hi\": 0.3}, \"density\": null, \"view\": \"top\"}, "
    "\"mid\": null}}, "
    "\"salt\": {\"score\": 20.5, \"lo\": 15, \"hi\": 30, \"regions\": {\"top\": 40, \"back\": null}}, "
    "\"pattern\": {\"norwood\": {\"grade\": 4, \"lo\": 3, \"hi\": 5}}}";

START_TEST(a_result_is_read_back)
{
    tsr_visit v;
    tsr_error err = {0};
    memory_probe probe;
    memory_probe_init(&probe);
    ck_assert_msg(tsr_visit_parse(&probe.allocator, RESULT, strlen(RESULT), &v, &err) == TSR_OK, "%s", err.message);
    ck_assert_int_eq(v.photo_count, 1);
    ck_assert_str_eq(v.photos[0].photo, "a.jpg");
    ck_assert_int_eq(v.photos[0].result.width_px, 300);
    ck_assert_int_eq(v.photos[0].result.view.label, TSR_VIEW_TOP);
    ck_assert(v.photos[0].result.landmarks.glabella.known && !v.photos[0].result.landmarks.left_pupil.known);
    ck_assert_ptr_eq(tsr_visit_photo_of(&v, TSR_VIEW_TOP), &v.photos[0]);
    ck_assert_ptr_null(tsr_visit_photo_of(&v, TSR_VIEW_FRONT));
    ck_assert_double_eq(v.result.zones[TSR_ZONE_FRONTAL].bare_fraction.value, 0.2);
    ck_assert(!v.result.zones[TSR_ZONE_FRONTAL].density.known && v.result.zones[TSR_ZONE_MID].view == TSR_VIEW_UNKNOWN);
    ck_assert_double_eq(v.result.salt.score.hi, 30);
    ck_assert_int_eq(v.result.norwood.grade, 4);
    tsr_visit_release(&v);
    ck_assert_int_eq(probe.live_count, 0);
    FAIL_ALLOC_EACH(probe, tsr_visit_parse(&probe.allocator, RESULT, strlen(RESULT), &v, NULL), tsr_visit_release(&v));
}
END_TEST

START_TEST(what_is_no_result_is_refused)
{
    static const char *const BAD[] = {
        "",
        "[1, 2",
        "[]",
        "{}",
        "{\"photos\": [], \"photos\": [], \"coverage\": {}}",
        "{\"photos\": {}, \"coverage\": {}}",
        "{\"photos\": [{\"photo\": \"../../etc/passwd\"}], \"coverage\": {}}",
        "{\"photos\": [{\"mask\": \"..\"}], \"coverage\": {}}",
        "{\"photos\": [{\"mask\": \"a/b\"}], \"coverage\": {}}",
        "{\"photos\": [{\"photo\": \"\"}], \"coverage\": {}}",
        "{\"photos\": [], \"coverage\": {\"bare_fraction\": {\"value\": 2, \"lo\": 0, \"hi\": 1}}}",
        "{\"photos\": [], \"coverage\": {\"bare_fraction\": {\"value\": 0.1, \"lo\": 0.2, \"hi\": 1}}}",
        "{\"photos\": [{\"width_px\": 1e9}], \"coverage\": {}}",
        "{\"photos\": [], \"coverage\": {}, \"salt\": {\"lo\": -1, \"hi\": 3}}",
        "{\"photos\": [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0], \"coverage\": {}}"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        tsr_visit v;
        tsr_error err = {0};
        tsr_status st = tsr_visit_parse(NULL, BAD[i], strlen(BAD[i]), &v, &err);
        ck_assert_msg(st == TSR_E_FORMAT || st == TSR_E_LIMIT, "%s: %d", BAD[i], st);
        ck_assert(err.message[0] != '\0');
        ck_assert_int_eq(v.photo_count, 0);
    }
}
END_TEST

static tsr_visit visit_of(double bare, double half)
{
    tsr_visit v;
    memset(&v, 0, sizeof v);
    v.result.bare_fraction = known(bare, half);
    v.result.zones[TSR_ZONE_VERTEX] =
        (tsr_case_zone){.bare_fraction = known(bare, half), .density = known(1 - bare, half), .view = TSR_VIEW_TOP};
    v.result.salt.score = known(100 * bare, 100 * half);
    v.result.salt.known = true;
    for (int i = 0; i < TSR_SALT_REGION_COUNT; i++) {
        v.result.salt.regions[i] = known(100 * bare, 0);
    }
    return v;
}

static void all_fit(tsr_fit fits[TSR_VIEW_COUNT], tsr_fit_verdict verdict)
{
    memset(fits, 0, TSR_VIEW_COUNT * sizeof *fits);
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        fits[v].verdict = verdict;
    }
}

START_TEST(a_change_is_told_where_it_exceeds_the_noise)
{
    tsr_fit fits[TSR_VIEW_COUNT];
    const tsr_visit first = visit_of(0.5, 0.06), near = visit_of(0.45, 0.06), less = visit_of(0.2, 0.06),
                    more = visit_of(0.8, 0.06);
    all_fit(fits, TSR_FIT_GOOD);
    tsr_visit_change c = tsr_visits_compare(&first, &near, fits);
    ck_assert_int_eq(c.bare_fraction.verdict, TSR_CHANGE_NOT_TOLD);
    ck_assert_double_ge(c.bare_fraction.smallest, 0.06 * sqrt(2)); /* never less than the intervals alone ask for */
    ck_assert_double_lt(c.bare_fraction.smallest, 0.1);
    c = tsr_visits_compare(&first, &less, fits);
    ck_assert_double_eq_tol(c.bare_fraction.change, -0.3, 1e-12);
    ck_assert_int_eq(c.bare_fraction.verdict, TSR_CHANGE_GAIN);
    ck_assert_int_eq(c.zone_bare[TSR_ZONE_VERTEX].verdict, TSR_CHANGE_GAIN);
    ck_assert_int_eq(c.zone_density[TSR_ZONE_VERTEX].verdict, TSR_CHANGE_GAIN);
    ck_assert_int_eq(c.zone_bare[TSR_ZONE_MID].verdict, TSR_CHANGE_NOT_COMPARED);
    c = tsr_visits_compare(&first, &more, fits);
    ck_assert_int_eq(c.bare_fraction.verdict, TSR_CHANGE_LOSS);
    ck_assert_int_eq(c.zone_density[TSR_ZONE_VERTEX].verdict, TSR_CHANGE_LOSS);
    c = tsr_visits_compare(&first, &first, fits);
    ck_assert_int_eq(c.bare_fraction.verdict, TSR_CHANGE_NOT_TOLD);
}
END_TEST

START_TEST(nothing_is_told_of_photos_that_do_not_fit)
{
    tsr_fit fits[TSR_VIEW_COUNT];
    const tsr_visit first = visit_of(0.5, 0.01);
    tsr_visit later = visit_of(0.1, 0.01);
    all_fit(fits, TSR_FIT_REFUSED);
    tsr_visit_change c = tsr_visits_compare(&first, &later, fits);
    ck_assert_int_eq(c.bare_fraction.verdict, TSR_CHANGE_NOT_COMPARED);
    ck_assert_int_eq(c.zone_bare[TSR_ZONE_VERTEX].verdict, TSR_CHANGE_NOT_COMPARED);
    ck_assert_int_eq(c.salt.verdict, TSR_CHANGE_NOT_COMPARED);
    ck_assert(!c.response.fall_percent.known && !c.response.reached[0]);
    all_fit(fits, TSR_FIT_FAIR);
    c = tsr_visits_compare(&first, &later, fits);
    ck_assert_int_eq(c.bare_fraction.verdict, TSR_CHANGE_GAIN);
    ck_assert(c.bare_fraction.reserved && c.zone_bare[TSR_ZONE_VERTEX].reserved && c.salt.reserved);
    all_fit(fits, TSR_FIT_GOOD);
    later.result.zones[TSR_ZONE_VERTEX].view = TSR_VIEW_BACK; /* another view sees another part of it */
    c = tsr_visits_compare(&first, &later, fits);
    ck_assert_int_eq(c.zone_bare[TSR_ZONE_VERTEX].verdict, TSR_CHANGE_NOT_COMPARED);
    ck_assert_int_eq(c.bare_fraction.verdict, TSR_CHANGE_NOT_COMPARED);
}
END_TEST

START_TEST(salt_goals_are_shares_of_the_first_score)
{
    static const struct {
        double first, later;
        int reached; /* how many of 50, 75, 90, 100 */
    } CASES[] = {{0.6, 0.31, 0}, {0.6, 0.29, 1}, {0.6, 0.14, 2}, {0.8, 0.07, 3}, {0.6, 0, 4}, {0.3, 0.6, 0}, {0.015, 0.005, 0}};
    tsr_fit fits[TSR_VIEW_COUNT];
    all_fit(fits, TSR_FIT_GOOD);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const tsr_visit first = visit_of(CASES[i].first, 0.002), later = visit_of(CASES[i].later, 0.002);
        const tsr_visit_change c = tsr_visits_compare(&first, &later, fits);
        int reached = 0;
        for (int k = 0; k < TSR_SALT_GOAL_COUNT; k++) {
            reached += c.response.reached[k];
        }
        ck_assert_msg(reached == CASES[i].reached, "case %zu: %d", i, reached);
        ck_assert(c.response.fall_percent.lo <= c.response.fall_percent.value &&
                  c.response.fall_percent.value <= c.response.fall_percent.hi);
        ck_assert(c.response.score_at_most_20 == (CASES[i].later <= 0.2));
    }
    const tsr_visit none = visit_of(0, 0), some = visit_of(0.3, 0.01);
    ck_assert(!tsr_visits_compare(&none, &some, fits).response.fall_percent.known);
}
END_TEST

enum { W = 400, H = 420 };

/* A head from above: an ellipse of hair with a face at its lower end, and a round bald spot. */
static made_file draw_mask(double spot_x, double spot_y, double spot_px, double shift_px)
{
    uint8_t *labels = calloc((size_t)W * H, 1);
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    for (int y = 0; y < H; y++) {
        for (int x = 0; x < W; x++) {
            double u = (x - 200 - shift_px) / 120, v = (y - 190) / 150.0;
            bool ear = hypot(fabs(x - 200 - shift_px) - 122, (y - 210) / 1.6) < 14,
                 nose = hypot(x - 206 - shift_px, y - 340) < 22;
            bool head = u * u + v * v < 1;
            labels[y * W + x] = !head              ? (ear || nose ? TSR_LABEL_SKIN : TSR_LABEL_BACKGROUND)
                                : y > 280 + 20 * u ? TSR_LABEL_SKIN
                                : hypot(x - spot_x - shift_px, y - spot_y) < spot_px ? TSR_LABEL_SCALP
                                                                                     : TSR_LABEL_HAIR;
        }
    }
    const tsr_view_u8 view = {labels, W, H, 1, W};
    ck_assert_int_eq(tsri_png_encode(view, TSRI_PNG_LEVEL_RUNS, tsri_memory_default(), &bytes, &size_bytes, NULL), TSR_OK);
    free(labels);
    return (made_file){bytes, size_bytes};
}

static tsr_visit_photo photo_of(tsr_view view)
{
    tsr_visit_photo p;
    memset(&p, 0, sizeof p);
    p.result.status = TSR_PHOTO_OK;
    p.result.width_px = W;
    p.result.height_px = H;
    p.result.view.label = view;
    return p;
}

static tsr_pair *pair_of(made_file before, made_file after, const tsr_allocator *memory, tsr_status *st)
{
    const tsr_visit_photo photo = photo_of(TSR_VIEW_TOP);
    const tsr_pair_side b = {.photo = &photo, .mask = before.data, .mask_bytes = before.size_bytes};
    const tsr_pair_side a = {.photo = &photo, .mask = after.data, .mask_bytes = after.size_bytes};
    tsr_pair *pair = NULL;
    *st = tsr_pair_compare(memory, NULL, &b, &a, &pair, NULL);
    return pair;
}

START_TEST(the_map_counts_what_was_gained_and_lost)
{
    static const double PI = 3.14159265358979323846;
    tsr_status st;
    made_file small = draw_mask(200, 170, 30, 0), large = draw_mask(200, 170, 60, 12), elsewhere = draw_mask(150, 110, 30, 0);
    tsr_pair *grown = pair_of(small, large, NULL, &st);
    ck_assert_int_eq(st, TSR_OK);
    ck_assert_int_eq(tsr_pair_fit(grown).verdict, TSR_FIT_GOOD);
    ck_assert(!tsr_pair_has_photos(grown));
    double scalp = PI * 120 * 150 * 0.77; /* the ellipse less the face, roughly */
    ck_assert_double_eq_tol(grown->loss_frac, PI * (60 * 60 - 30 * 30) / scalp, 0.02);
    ck_assert_double_eq(grown->gain_frac, 0);
    tsr_pair *shifted = pair_of(small, elsewhere, NULL, &st);
    ck_assert_double_eq_tol(shifted->gain_frac, PI * 30 * 30 / scalp, 0.01);
    ck_assert_double_eq_tol(shifted->loss_frac, shifted->gain_frac, 0.005);
    tsr_pair *same = pair_of(large, large, NULL, &st);
    ck_assert_double_eq(same->gain_frac, 0);
    ck_assert_double_eq(same->loss_frac, 0);
    tsr_pair_destroy(&grown);
    tsr_pair_destroy(&shifted);
    tsr_pair_destroy(&same);
    made_file_release(&small);
    made_file_release(&large);
    made_file_release(&elsewhere);
}
END_TEST

/* The golden picture, written anew where TSR_GOLDEN_WRITE is set: look at it then. Compared with room for a compiler's last bit.
 */
START_TEST(the_map_looks_as_it_did)
{
    static const char PATH[] = TSR_TEST_DATA_DIR "/golden/difference.png";
    tsr_status st;
    made_file before = draw_mask(150, 110, 34, 0), after = draw_mask(240, 200, 34, 0), now = {0};
    tsr_pair *pair = pair_of(before, after, NULL, &st);
    ck_assert_int_eq(st, TSR_OK);
    ck_assert_int_eq(tsr_pair_difference_format(pair, &now.data, &now.size_bytes, NULL), TSR_OK);
    if (getenv("TSR_GOLDEN_WRITE")) {
        ck_assert_int_eq(tsri_file_save(tsri_memory_default(), PATH, now.data, now.size_bytes, NULL), TSR_OK);
    }
    made_file golden = made_file_load(PATH);
    ck_assert_msg(golden.data != NULL, "%s is not there", PATH);
    tsri_photo was = decode_good(golden, NULL), is = decode_good(now, NULL);
    ck_assert_int_eq(was.width_px, is.width_px);
    ck_assert_int_eq(was.height_px, is.height_px);
    int64_t differing = 0, samples = 3 * (int64_t)is.width_px * is.height_px;
    for (int64_t i = 0; i < samples; i++) {
        differing += abs(was.rgb.data[i] - is.rgb.data[i]) > 2;
    }
    ck_assert_msg(differing < samples / 1000, "%ld of %ld samples differ", (long)differing, (long)samples);
    tsri_photo_release(&was);
    tsri_photo_release(&is);
    tsr_pair_destroy(&pair);
    made_file_release(&golden);
    made_file_release(&now);
    made_file_release(&before);
    made_file_release(&after);
}
END_TEST

START_TEST(masks_that_are_not_there_are_told)
{
    tsr_status st;
    made_file good = draw_mask(200, 170, 30, 0), none = {0};
    uint8_t *png = NULL;
    size_t png_bytes = 0;
    tsr_error err = {0};
    tsr_pair *pair = pair_of(good, none, NULL, &st);
    ck_assert_int_eq(st, TSR_OK);
    ck_assert_uint_eq(tsr_pair_fit(pair).reasons, TSR_FIT_NO_MASK);
    ck_assert_int_eq(tsr_pair_difference_format(pair, &png, &png_bytes, &err), TSR_E_INVALID_ARG);
    ck_assert_ptr_null(png);
    tsr_pair_destroy(&pair);
    made_file broken = {good.data, good.size_bytes / 2};
    ck_assert_ptr_null(pair_of(good, broken, NULL, &st));
    ck_assert_int_eq(st, TSR_E_FORMAT);
    made_file_release(&good);
}
END_TEST

typedef tsr_status (*format_fn)(const tsr_allocator *, const tsr_comparison *, uint8_t **, size_t *, tsr_error *);

START_TEST(outputs_are_the_same_bytes_every_time)
{
    static const format_fn FORMATS[] = {tsr_comparison_json_format, tsr_comparison_pdf_format, tsr_comparison_html_format};
    static const char *const BEGINS[] = {"{\"visits\": [", "%PDF-1", "<!DOCTYPE html>"};
    tsr_status st;
    made_file before = draw_mask(200, 170, 30, 0), after = draw_mask(200, 170, 60, 0);
    tsr_pair *pair = pair_of(before, after, NULL, &st);
    const tsr_visit visits[2] = {visit_of(0.3, 0.05), visit_of(0.6, 0.05)};
    tsr_fit fits[TSR_VIEW_COUNT];
    all_fit(fits, TSR_FIT_GOOD);
    const tsr_visit_change change = tsr_visits_compare(&visits[0], &visits[1], fits);
    const tsr_date dates[2] = {{2025, 3, 1}, {2026, 2, 28}};
    tsr_comparison c = {visits, &change, 2, dates, (const tsr_pair *const *)&pair, 1, TSR_LANGUAGE_ENGLISH};
    for (size_t i = 0; i < 3; i++) {
        uint8_t *once = NULL, *again = NULL;
        size_t once_bytes = 0, again_bytes = 0;
        ck_assert_int_eq(FORMATS[i](NULL, &c, &once, &once_bytes, NULL), TSR_OK);
        ck_assert_int_eq(FORMATS[i](NULL, &c, &again, &again_bytes, NULL), TSR_OK);
        ck_assert_uint_eq(once_bytes, again_bytes);
        ck_assert_int_eq(memcmp(once, again, once_bytes), 0);
        ck_assert_int_eq(memcmp(once, BEGINS[i], strlen(BEGINS[i])), 0);
        ck_assert_ptr_null(strstr((const char *)once, "nan"));
        free(once);
        free(again);
    }
    memory_probe probe;
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    FAIL_ALLOC_EACH(probe, tsr_comparison_json_format(&probe.allocator, &c, &bytes, &size_bytes, NULL),
                    probe.allocator.free(probe.allocator.user, bytes));
    c.language = TSR_LANGUAGE_COUNT;
    ck_assert_int_eq(tsr_comparison_html_format(NULL, &c, &bytes, &size_bytes, NULL), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_comparison_pdf_format(NULL, &c, &bytes, &size_bytes, NULL), TSR_E_INVALID_ARG);
    c.language = TSR_LANGUAGE_TURKISH;
    ck_assert_int_eq(tsr_comparison_html_format(NULL, &c, &bytes, &size_bytes, NULL), TSR_OK);
    ck_assert_ptr_nonnull(strstr((const char *)bytes, "<html lang=\"tr\">"));
    ck_assert_ptr_nonnull(strstr((const char *)bytes, tsri_text_of(TSR_LANGUAGE_TURKISH, TSRI_TEXT_COMPARISON_TO_KNOW)));
    free(bytes);
    c.visit_count = 1;
    ck_assert_int_eq(tsr_comparison_json_format(NULL, &c, &bytes, &size_bytes, NULL), TSR_E_INVALID_ARG);
    tsr_pair_destroy(&pair);
    made_file_release(&before);
    made_file_release(&after);
}
END_TEST

START_TEST(names_and_advice_are_complete)
{
    for (int i = 0; i < TSR_FIT_REASON_COUNT; i++) {
        ck_assert_ptr_nonnull(tsr_fit_reason_name(1U << i));
        ck_assert_ptr_nonnull(tsr_fit_reason_advice(1U << i));
    }
    ck_assert_ptr_null(tsr_fit_reason_name(1U << TSR_FIT_REASON_COUNT));
    ck_assert_ptr_null(tsr_fit_reason_advice(3));
    ck_assert_str_eq(tsr_change_verdict_name(TSR_CHANGE_LOSS), "loss");
    ck_assert_str_eq(tsr_fit_verdict_name(TSR_FIT_FAIR), "fair");
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("compare");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, a_result_is_read_back);
    tcase_add_test(t, what_is_no_result_is_refused);
    tcase_add_test(t, a_change_is_told_where_it_exceeds_the_noise);
    tcase_add_test(t, nothing_is_told_of_photos_that_do_not_fit);
    tcase_add_test(t, salt_goals_are_shares_of_the_first_score);
    tcase_add_test(t, the_map_counts_what_was_gained_and_lost);
    tcase_add_test(t, the_map_looks_as_it_did);
    tcase_add_test(t, masks_that_are_not_there_are_told);
    tcase_add_test(t, outputs_are_the_same_bytes_every_time);
    tcase_add_test(t, names_and_advice_are_complete);
    return run_tcase("compare", t);
}
