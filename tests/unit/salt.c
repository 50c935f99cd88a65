/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/salt.h"

#include <math.h>
#include <string.h>

#include "support/image_check.h"

static const tsr_quantity MISSING;

static tsr_quantity sure(double fraction)
{
    return (tsr_quantity){fraction, fraction, fraction, true};
}

static tsr_salt of(tsr_quantity top, tsr_quantity back, tsr_quantity left, tsr_quantity right)
{
    const tsr_quantity regions[TSR_SALT_REGION_COUNT] = {
        [TSR_SALT_TOP] = top, [TSR_SALT_BACK] = back, [TSR_SALT_LEFT] = left, [TSR_SALT_RIGHT] = right};
    return tsri_salt_compute(regions);
}

/* Every region alike, so that the score is that per cent. */
static tsr_salt all_of(double percent)
{
    return of(sure(percent / 100), sure(percent / 100), sure(percent / 100), sure(percent / 100));
}

START_TEST(each_region_has_its_weight)
{
    /* 20 % on the right alone is the example of the literature. */
    ck_assert_double_eq_tol(of(sure(0), sure(0), sure(0), sure(0.2)).score.value, 3.6, 1e-12);
    ck_assert_double_eq_tol(of(sure(0), sure(0), sure(0.2), sure(0)).score.value, 3.6, 1e-12);
    ck_assert_double_eq_tol(of(sure(0), sure(1), sure(0), sure(0)).score.value, 24, 1e-12);
    ck_assert_double_eq_tol(of(sure(1), sure(0), sure(0), sure(0)).score.value, 40, 1e-12);
    /* 0.4 x 43 + 0.24 x 2 + 0.18 x 10 + 0.18 x 30 */
    tsr_salt s = of(sure(0.43), sure(0.02), sure(0.10), sure(0.30));
    ck_assert(s.known && s.score.known);
    ck_assert_double_eq_tol(s.score.value, 24.88, 1e-12);
    ck_assert_double_eq_tol(s.regions[TSR_SALT_TOP].value, 43, 1e-12);
    ck_assert_double_eq_tol(s.regions[TSR_SALT_RIGHT].value, 30, 1e-12);
    ck_assert_str_eq(s.class_name, "S1");
    ck_assert_str_eq(s.severity, "moderate");
}
END_TEST

START_TEST(errors_add_by_their_squares)
{
    const tsr_quantity top = {0.5, 0.4, 0.7, true}, back = {0.5, 0.375, 0.5, true};
    tsr_salt s = of(top, back, sure(0.5), sure(0.5));
    /* below: 0.4 x 10 = 4 and 0.24 x 12.5 = 3, together 5; above: 0.4 x 20 alone. */
    ck_assert_double_eq_tol(s.score.value, 50, 1e-12);
    ck_assert_double_eq_tol(s.score.lo, 45, 1e-12);
    ck_assert_double_eq_tol(s.score.hi, 58, 1e-12);
    ck_assert(s.lo == s.score.lo && s.hi == s.score.hi);
    ck_assert_double_eq_tol(s.regions[TSR_SALT_BACK].lo, 37.5, 1e-12);
    ck_assert_str_eq(s.class_name, "S3"); /* the score's own, whatever the interval reaches */
    ck_assert_str_eq(s.severity, "severe");
}
END_TEST

START_TEST(classes_begin_where_they_should)
{
    static const struct {
        double percent;
        const char *class_name, *severity;
    } CASES[] = {
        {0, "S0", "none"},          {0.04, "S0", "none"},      {0.06, "S1", "limited"},     {1, "S1", "limited"},
        {20, "S1", "limited"},      {20.04, "S1", "limited"},  {20.1, "S1", "moderate"},    {21, "S1", "moderate"},
        {24.9, "S1", "moderate"},   {24.94, "S1", "moderate"}, {24.96, "S2", "moderate"},   {25, "S2", "moderate"},
        {49.9, "S2", "moderate"},   {50, "S3", "severe"},      {74.9, "S3", "severe"},      {75, "S4", "severe"},
        {94.9, "S4", "severe"},     {95, "S4", "very severe"}, {99.9, "S4", "very severe"}, {99.96, "S5", "very severe"},
        {100, "S5", "very severe"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        tsr_salt s = all_of(CASES[i].percent);
        ck_assert_double_eq_tol(s.score.value, CASES[i].percent, 1e-9);
        ck_assert_str_eq(s.class_name, CASES[i].class_name);
        ck_assert_str_eq(s.severity, CASES[i].severity);
    }
}
END_TEST

START_TEST(one_view_gives_bounds)
{
    static const double WEIGHTS[TSR_SALT_REGION_COUNT] = {40, 24, 18, 18};
    for (int i = 0; i < TSR_SALT_REGION_COUNT; i++) {
        tsr_quantity regions[TSR_SALT_REGION_COUNT] = {MISSING, MISSING, MISSING, MISSING};
        regions[i] = sure(0.5);
        tsr_salt s = tsri_salt_compute(regions);
        ck_assert(s.known && !s.score.known);
        ck_assert_double_eq_tol(s.lo, WEIGHTS[i] / 2, 1e-12);
        ck_assert_double_eq_tol(s.hi, 100 - WEIGHTS[i] / 2, 1e-12);
        ck_assert_ptr_null(s.class_name);
        ck_assert_ptr_null(s.severity);
        ck_assert(s.regions[i].known && !s.regions[(i + 1) % TSR_SALT_REGION_COUNT].known);
    }
}
END_TEST

START_TEST(a_class_that_no_missing_view_can_change_is_named)
{
    /* Bounds 2 to 20, then 8.2 to 26.2, then 1.4 to 20 with an interval. */
    tsr_salt s = of(sure(0.05), sure(0), sure(0), MISSING);
    ck_assert_double_eq_tol(s.lo, 2, 1e-12);
    ck_assert_double_eq_tol(s.hi, 20, 1e-12);
    ck_assert(!s.score.known);
    ck_assert_str_eq(s.class_name, "S1");
    ck_assert_str_eq(s.severity, "limited");
    s = of(sure(0.205), sure(0), sure(0), MISSING);
    ck_assert_double_eq_tol(s.hi, 26.2, 1e-12);
    ck_assert_ptr_null(s.class_name);
    ck_assert_ptr_null(s.severity);
    const tsr_quantity top = {0.05, 0.035, 0.06, true};
    s = of(top, sure(0), sure(0), MISSING);
    ck_assert_double_eq_tol(s.lo, 1.4, 1e-12);
    ck_assert_double_eq_tol(s.hi, 20.4, 1e-12);
    ck_assert_str_eq(s.class_name, "S1");
    ck_assert_ptr_null(s.severity); /* 20.4 is moderate */
}
END_TEST

START_TEST(nothing_known_says_nothing)
{
    tsr_salt s = of(MISSING, MISSING, MISSING, MISSING);
    ck_assert(!s.known && !s.score.known);
    ck_assert(s.lo == 0 && s.hi == 100);
    ck_assert_ptr_null(s.class_name);
    ck_assert_ptr_null(s.severity);
}
END_TEST

START_TEST(no_odd_number_comes_through)
{
    const tsr_quantity nan_value = {(double)NAN, 0, 1, true}, wild = {1.2, -3, 7, true};
    const tsr_quantity nan_bounds = {0.5, (double)NAN, (double)INFINITY, true}, reversed = {0.5, 0.8, 0.2, true};
    tsr_salt s = of(nan_value, wild, nan_bounds, reversed);
    ck_assert(!s.regions[TSR_SALT_TOP].known && !s.score.known);
    ck_assert(isfinite(s.lo) && isfinite(s.hi) && s.lo >= 0 && s.hi <= 100 && s.lo <= s.hi);
    for (int i = TSR_SALT_BACK; i < TSR_SALT_REGION_COUNT; i++) {
        ck_assert(s.regions[i].known && s.regions[i].lo >= 0 && s.regions[i].hi <= 100);
        ck_assert(s.regions[i].lo <= s.regions[i].value && s.regions[i].value <= s.regions[i].hi);
    }
    s = of(sure(-1), sure(-1), sure(-1), sure(-1));
    ck_assert(s.score.value == 0 && s.score.lo == 0);
    s = of(wild, wild, wild, wild);
    ck_assert_double_eq_tol(s.score.value, 100, 1e-12);
    ck_assert(s.score.hi <= 100);
}
END_TEST

START_TEST(a_region_is_counted_inside_the_scalp)
{
    enum { WIDTH = 10, HEIGHT = 4, STRIDE = 16 };
    uint8_t scalp[HEIGHT * STRIDE], loss[HEIGHT * STRIDE];
    memset(scalp, 0, sizeof scalp);
    memset(loss, 255, sizeof loss); /* loss beyond the scalp and beyond the rows does not count */
    for (int y = 0; y < HEIGHT; y++) {
        memset(scalp + y * STRIDE, 1, 8);
        memset(loss + y * STRIDE, 0, y < 2 ? 5 : 8);
    }
    tsr_view_u8 s = {scalp, WIDTH, HEIGHT, 1, STRIDE}, l = {loss, WIDTH, HEIGHT, 1, STRIDE};
    ck_assert_double_eq_tol(tsri_salt_region_percent(s, l), 100 * 6 / 32.0, 1e-12);
    ck_assert_double_eq_tol(tsri_salt_region_percent(s, s), 100, 1e-12);
    l.width_px--;
    ck_assert(tsri_salt_region_percent(s, l) == -1);
    memset(scalp, 0, sizeof scalp);
    l.width_px++;
    ck_assert(tsri_salt_region_percent(s, l) == -1);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("salt");
    tcase_add_test(tcase, each_region_has_its_weight);
    tcase_add_test(tcase, errors_add_by_their_squares);
    tcase_add_test(tcase, classes_begin_where_they_should);
    tcase_add_test(tcase, one_view_gives_bounds);
    tcase_add_test(tcase, a_class_that_no_missing_view_can_change_is_named);
    tcase_add_test(tcase, nothing_known_says_nothing);
    tcase_add_test(tcase, no_odd_number_comes_through);
    tcase_add_test(tcase, a_region_is_counted_inside_the_scalp);
    return run_tcase("salt", tcase);
}
