/* SPDX-License-Identifier: Apache-2.0 */
#include "base/linalg.h"

#include <math.h>
#include <string.h>

#include "support/image_check.h"

enum { COUNT = 40 };

static memory_probe probe;

static void smooth(const double *y, const double *weight, size_t count, double lambda, double *out)
{
    tsr_error err;
    ck_assert_int_eq(tsri_linalg_smooth(y, weight, count, lambda, tsri_memory_default(), out, &err), TSR_OK);
}

/* Values and weights of no pattern; every fifth weight is 0, and there the value is nonsense. */
static void make_uneven(double y[COUNT], double weight[COUNT])
{
    uint32_t state = 7;
    for (int i = 0; i < COUNT; i++) {
        y[i] = check_random(&state) % 1000 / 10.0 - 50;
        weight[i] = check_random(&state) % 100 / 100.0 + 0.05;
        if (i % 5 == 2) {
            weight[i] = 0;
            y[i] = 1e30;
        }
    }
}

START_TEST(a_straight_line_stays)
{
    double y[COUNT], weight[COUNT], z[COUNT];
    make_uneven(y, weight);
    for (int i = 0; i < COUNT; i++) {
        y[i] = 3.5 - 0.75 * i;
    }
    for (double lambda = 1e-3; lambda < 1e4; lambda *= 10) {
        smooth(y, weight, COUNT, lambda, z);
        for (int i = 0; i < COUNT; i++) {
            ck_assert_double_eq_tol(z[i], y[i], 1e-7);
        }
    }
}
END_TEST

/* At the minimum the gradient is zero: w (z - y) + lambda D'D z = 0 at every value. */
START_TEST(the_result_is_the_minimum)
{
    static const double LAMBDAS[] = {0.01, 1, 2, 40, 1000};
    double y[COUNT], weight[COUNT], z[COUNT];
    make_uneven(y, weight);
    for (size_t l = 0; l < sizeof LAMBDAS / sizeof *LAMBDAS; l++) {
        double gradient[COUNT] = {0};
        smooth(y, weight, COUNT, LAMBDAS[l], z);
        for (int i = 0; i < COUNT; i++) {
            gradient[i] += weight[i] > 0 ? weight[i] * (z[i] - y[i]) : 0;
        }
        for (int i = 0; i + 2 < COUNT; i++) {
            double bend = LAMBDAS[l] * (z[i] - 2 * z[i + 1] + z[i + 2]);
            gradient[i] += bend;
            gradient[i + 1] -= 2 * bend;
            gradient[i + 2] += bend;
        }
        for (int i = 0; i < COUNT; i++) {
            ck_assert_double_eq_tol(gradient[i], 0, 1e-8);
        }
    }
}
END_TEST

/* Nothing but its bending holds the curve in a gap: a cubic, whose fourth differences are zero, and a line between ends on one.
 */
START_TEST(values_without_weight_are_bridged)
{
    double y[COUNT], weight[COUNT], z[COUNT];
    for (int i = 0; i < COUNT; i++) {
        bool gap = i >= 10 && i < 25;
        y[i] = gap ? -1e9 : i < 10 ? 5 : 35;
        weight[i] = gap ? 0 : 1;
    }
    smooth(y, weight, COUNT, 1e-6, z);
    for (int i = 12; i < 23; i++) {
        ck_assert_double_eq_tol(z[i - 2] - 4 * z[i - 1] + 6 * z[i] - 4 * z[i + 1] + z[i + 2], 0, 1e-6);
        ck_assert_double_gt(z[i], z[i - 1]);
    }
    ck_assert_double_eq_tol(z[16] + z[18], 40, 1e-4); /* 17 is the middle of the gap */
    for (int i = 0; i < COUNT; i++) {
        y[i] = i >= 10 && i < 25 ? 1e9 : 5 + 2 * i;
    }
    smooth(y, weight, COUNT, 2, z);
    for (int i = 10; i < 25; i++) {
        ck_assert_double_eq_tol(z[i], 5 + 2 * i, 1e-8);
    }
}
END_TEST

START_TEST(ends_without_weight_run_straight_on)
{
    double y[COUNT] = {0}, weight[COUNT] = {0}, z[COUNT];
    y[10] = 2;
    y[20] = 7;
    weight[10] = weight[20] = 0.5;
    smooth(y, weight, COUNT, 3, z);
    for (int i = 0; i < COUNT; i++) {
        ck_assert_double_eq_tol(z[i], 2 + 0.5 * (i - 10), 1e-9);
    }
}
END_TEST

START_TEST(a_large_lambda_fits_the_line_of_least_squares)
{
    double y[COUNT], weight[COUNT], z[COUNT], w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0;
    make_uneven(y, weight);
    for (int i = 0; i < COUNT; i++) {
        if (weight[i] > 0) {
            w += weight[i];
            wx += weight[i] * i;
            wy += weight[i] * y[i];
            wxx += weight[i] * i * i;
            wxy += weight[i] * i * y[i];
        }
    }
    double slope = (w * wxy - wx * wy) / (w * wxx - wx * wx), level = (wy - slope * wx) / w;
    smooth(y, weight, COUNT, 1e8, z);
    for (int i = 0; i < COUNT; i++) {
        ck_assert_double_eq_tol(z[i], level + slope * i, 0.01);
    }
}
END_TEST

START_TEST(a_small_lambda_gives_the_data)
{
    double y[COUNT], weight[COUNT], z[COUNT];
    make_uneven(y, weight);
    smooth(y, weight, COUNT, 1e-9, z);
    for (int i = 0; i < COUNT; i++) {
        if (weight[i] > 0) {
            ck_assert_double_eq_tol(z[i], y[i], 1e-4);
        }
    }
    double in_place[COUNT];
    memcpy(in_place, y, sizeof y);
    smooth(y, weight, COUNT, 2, z);
    smooth(in_place, weight, COUNT, 2, in_place);
    ck_assert_mem_eq(in_place, z, sizeof z);
}
END_TEST

START_TEST(two_values_are_enough)
{
    const double y[3] = {4, 9, -2}, weight[3] = {1, 1, 1};
    double z[3];
    smooth(y, weight, 2, 100, z);
    ck_assert_double_eq_tol(z[0], 4, 1e-12);
    ck_assert_double_eq_tol(z[1], 9, 1e-12);
    smooth(y, weight, 3, 1e9, z);
    ck_assert_double_eq_tol(z[0], 20.0 / 3, 1e-4); /* mean 11/3, slope -3 */
    ck_assert_double_eq_tol(z[2], 2.0 / 3, 1e-4);
}
END_TEST

static void fails(const double *weight, size_t count, double lambda)
{
    static const double Y[COUNT] = {1, 2, 3};
    double z[COUNT];
    tsr_error err = {0};
    memory_probe_init(&probe);
    ck_assert_int_eq(tsri_linalg_smooth(Y, weight, count, lambda, &probe.allocator, z, &err), TSR_E_INVALID_ARG);
    ck_assert_ptr_nonnull(strstr(err.message, "smoothing of"));
    ck_assert_int_eq(probe.live_count, 0);
    ck_assert_int_eq(tsri_linalg_smooth(Y, weight, count, lambda, &probe.allocator, z, NULL), TSR_E_INVALID_ARG);
}

START_TEST(bad_arguments_are_refused)
{
    static const double ONES[COUNT] = {1, 1, 1}, ONE[COUNT] = {0, 1}, NONE[COUNT] = {0};
    fails(ONES, 0, 1);
    fails(ONES, 1, 1);
    fails(ONE, COUNT, 1);
    fails(NONE, COUNT, 1);
    fails(ONES, COUNT, 0);
    fails(ONES, COUNT, -1);
    fails(ONES, COUNT, (double)NAN);
}
END_TEST

START_TEST(failing_memory_is_reported)
{
    double y[COUNT], weight[COUNT], z[COUNT];
    make_uneven(y, weight);
    FAIL_ALLOC_EACH(probe, tsri_linalg_smooth(y, weight, COUNT, 2, &probe.allocator, z, NULL), (void)0);
    ck_assert_int_ge(probe.request_count, 1);
}
END_TEST

START_TEST(a_matrix_is_applied_row_by_row)
{
    static const float A[] = {1, 2, 3, -4, 0, 0.5f}, X[] = {2, -1, 4};
    float out[2] = {NAN, NAN};
    tsri_linalg_apply(A, 2, 3, X, out);
    ck_assert_double_eq((double)out[0], 12);
    ck_assert_double_eq((double)out[1], -6);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("base_linalg");
    tcase_add_test(tcase, a_straight_line_stays);
    tcase_add_test(tcase, the_result_is_the_minimum);
    tcase_add_test(tcase, values_without_weight_are_bridged);
    tcase_add_test(tcase, ends_without_weight_run_straight_on);
    tcase_add_test(tcase, a_large_lambda_fits_the_line_of_least_squares);
    tcase_add_test(tcase, a_small_lambda_gives_the_data);
    tcase_add_test(tcase, two_values_are_enough);
    tcase_add_test(tcase, a_matrix_is_applied_row_by_row);
    tcase_add_test(tcase, bad_arguments_are_refused);
    tcase_add_test(tcase, failing_memory_is_reported);
    return run_tcase("base_linalg", tcase);
}
