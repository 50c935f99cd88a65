/* SPDX-License-Identifier: Apache-2.0
 * BASP, Ludwig and Sinclair of photos whose measures are set by hand. */
#include <string.h>

#include "judge/pattern.h"
#include "support/image_check.h"

enum { FRONT, TOP, BACK, VIEWS };

static tsr_photo_result photos[VIEWS];
static const tsr_photo_result *given[VIEWS];

static tsr_quantity about(double value)
{
    return (tsr_quantity){value, value > 0.05 ? value - 0.05 : 0, value < 0.95 ? value + 0.05 : 1, true};
}

/* A full head from the front, the top and the back. */
static void set_up(void)
{
    static const tsr_view LABELS[VIEWS] = {TSR_VIEW_FRONT, TSR_VIEW_TOP, TSR_VIEW_BACK};
    memset(photos, 0, sizeof photos);
    for (int i = 0; i < VIEWS; i++) {
        photos[i].status = TSR_PHOTO_OK;
        photos[i].view.label = LABELS[i];
        for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
            photos[i].zones.bare_fraction[z] = about(0);
            photos[i].zones.density[z] = (tsr_quantity){0.95, 0.93, 0.97, true};
            photos[i].zones.scalp_px[z] = 100;
        }
        given[i] = &photos[i];
    }
    photos[FRONT].hairline.left_recession_frac = photos[FRONT].hairline.right_recession_frac = about(0);
}

static void recede(double temples)
{
    photos[FRONT].hairline.left_recession_frac = photos[FRONT].hairline.right_recession_frac = about(temples);
}

static void bare_top(double frontal, double mid, double vertex)
{
    photos[TOP].zones.bare_fraction[TSR_ZONE_FRONTAL] = about(frontal);
    photos[TOP].zones.bare_fraction[TSR_ZONE_MID] = about(mid);
    photos[TOP].zones.bare_fraction[TSR_ZONE_VERTEX] = about(vertex);
}

START_TEST(basic_types_are_thirds_of_ways)
{
    static const struct {
        double temples, frontal, mid, vertex, back_vertex, occipital;
        const char *basic;
    } ROWS[] = {
        {0, 0, 0, 0, 0, 0, "L"},          {0.2, 0, 0, 0, 0, 0, "M1"},
        {0.5, 0.3, 0, 0, 0, 0, "M2"},     {0.8, 0.3, 0, 0, 0, 0, "M3"},
        {0.2, 0.6, 0, 0, 0, 0, "C1"},     {0.4, 1, 0.3, 0, 0, 0, "C2"},
        {0.4, 1, 1, 0.3, 0, 0, "C3"},     {1, 1, 1, 1, 0.4, 0, "U1"},
        {1, 1, 1, 1, 1, 0, "U2"},         {1, 1, 1, 1, 1, 0.3, "U3"},
        {0.5, 0.3, 0, 0.9, 0.5, 0, "M2"}, {1, 1, 0.8, 0.3, 0, 0, "C3"}, /* a bald spot is no hairline */
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        recede(ROWS[i].temples);
        bare_top(ROWS[i].frontal, ROWS[i].mid, ROWS[i].vertex);
        photos[BACK].zones.bare_fraction[TSR_ZONE_VERTEX] = about(ROWS[i].back_vertex);
        photos[BACK].zones.bare_fraction[TSR_ZONE_OCCIPITAL] = about(ROWS[i].occipital);
        const tsr_basp b = tsri_basp_grade(given, VIEWS);
        ck_assert_ptr_null(b.reason);
        ck_assert_str_eq(tsr_basp_basic_name((tsr_basp_basic)b.basic.grade), ROWS[i].basic);
        ck_assert(b.basic.known && b.basic.lo <= b.basic.grade && b.basic.grade <= b.basic.hi);
    }
    set_up();
    photos[FRONT].hairline.shape = TSR_HAIRLINE_M;
    ck_assert_int_eq(tsri_basp_grade(given, VIEWS).basic.grade, TSR_BASP_M0);
    ck_assert_ptr_null(tsr_basp_basic_name(TSR_BASP_BASIC_COUNT));
}
END_TEST

START_TEST(specific_types_follow_what_is_left)
{
    bare_top(0, 0.2, 0.7);
    photos[TOP].zones.density[TSR_ZONE_MID] = (tsr_quantity){0.7, 0.6, 0.8, true};
    tsr_basp b = tsri_basp_grade(given, VIEWS);
    ck_assert(b.frontal.known && b.frontal.grade == 2 && b.frontal.lo == 1 && b.frontal.hi == 2);
    ck_assert(b.vertex.known && b.vertex.grade == 3);
    bare_top(1, 1, 0.2);
    b = tsri_basp_grade(given, VIEWS);
    ck_assert(!b.frontal.known); /* gone with the hairline */
    ck_assert(b.vertex.known && b.vertex.grade == 1);
}
END_TEST

START_TEST(what_no_photo_shows_is_a_range)
{
    recede(0.5);
    const tsr_photo_result *front_only[] = {given[FRONT], NULL};
    tsr_basp b = tsri_basp_grade(front_only, 2);
    ck_assert(!b.basic.known && b.basic.lo == TSR_BASP_M2 && b.basic.hi == TSR_BASP_U3 && !b.frontal.known);
    ck_assert_str_eq(b.reason, "needs_top_view");
    b = tsri_basp_grade(&given[TOP], 1);
    ck_assert(!b.basic.known && b.basic.lo == TSR_BASP_L && b.basic.hi == TSR_BASP_M3);
    ck_assert_str_eq(b.reason, "needs_hairline");
    bare_top(1, 1, 1);
    b = tsri_basp_grade(given, 2);
    ck_assert(!b.basic.known && b.basic.lo == TSR_BASP_U1 && b.basic.hi == TSR_BASP_U3);
    ck_assert_str_eq(b.reason, "needs_back_view");
}
END_TEST

START_TEST(a_womans_grade_follows_the_crown)
{
    static const struct {
        double bare;
        int ludwig, sinclair;
    } ROWS[] = {{0, 0, 1}, {0.12, 1, 2}, {0.2, 1, 3}, {0.3, 2, 3}, {0.4, 2, 4}, {0.8, 3, 5}};
    tsr_female_grade ludwig, sinclair;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        bare_top(ROWS[i].bare, ROWS[i].bare, ROWS[i].bare);
        tsri_female_pattern_grade(given, VIEWS, TSR_SEX_FEMALE, &ludwig, &sinclair);
        ck_assert(ludwig.applies && !ludwig.assumes_female && ludwig.range.known && !ludwig.reason);
        ck_assert_int_eq(ludwig.range.grade, ROWS[i].ludwig);
        ck_assert_int_eq(sinclair.range.grade, ROWS[i].sinclair);
        ck_assert(ludwig.range.lo <= ludwig.range.grade && ludwig.range.grade <= ludwig.range.hi);
    }
    tsri_female_pattern_grade(given, VIEWS, TSR_SEX_UNKNOWN, &ludwig, &sinclair);
    ck_assert(ludwig.applies && ludwig.assumes_female && sinclair.assumes_female);
    tsri_female_pattern_grade(given, VIEWS, TSR_SEX_MALE, &ludwig, &sinclair);
    ck_assert(!ludwig.applies && !sinclair.applies);
    ck_assert_str_eq(tsr_ludwig_stage(3), "III");
    ck_assert_ptr_null(tsr_ludwig_stage(4));
}
END_TEST

START_TEST(no_ludwig_without_a_top_or_with_a_receding_front)
{
    tsr_female_grade ludwig, sinclair;
    tsri_female_pattern_grade(given, 1, TSR_SEX_FEMALE, &ludwig, &sinclair);
    ck_assert(!ludwig.range.known && ludwig.range.lo == 0 && ludwig.range.hi == 3);
    ck_assert(sinclair.range.lo == 1 && sinclair.range.hi == 5);
    ck_assert_str_eq(ludwig.reason, "needs_top_view");
    recede(0.6);
    tsri_female_pattern_grade(given, VIEWS, TSR_SEX_FEMALE, &ludwig, &sinclair);
    ck_assert(!ludwig.range.known && !sinclair.range.known);
    ck_assert_str_eq(sinclair.reason, "hairline_receded");
    set_up();
    memset(photos[TOP].zones.bare_fraction, 0, sizeof photos[TOP].zones.bare_fraction); /* a close-up */
    photos[TOP].coverage.bare_fraction = about(0.34);
    photos[TOP].density = (tsr_quantity){0.8, 0.6, 0.9, true};
    tsri_female_pattern_grade(given, VIEWS, TSR_SEX_FEMALE, &ludwig, &sinclair);
    ck_assert(ludwig.range.known && ludwig.range.grade == 2);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pattern");
    tcase_add_checked_fixture(tests, set_up, NULL);
    tcase_add_test(tests, basic_types_are_thirds_of_ways);
    tcase_add_test(tests, specific_types_follow_what_is_left);
    tcase_add_test(tests, what_no_photo_shows_is_a_range);
    tcase_add_test(tests, a_womans_grade_follows_the_crown);
    tcase_add_test(tests, no_ludwig_without_a_top_or_with_a_receding_front);
    return run_tcase("pattern", tests);
}
