/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "judge/norwood.h"
#include "support/image_check.h"
#include "support/sample_photo.h"

enum { N = TSRI_NORWOOD_FEATURES, M = TSRI_NORWOOD_MEASURES };

/* A model whose grade is 4 + 3 x of the first measure, every other feature alone: correlation with it as given. */
static float mean[N], deviation[N], weights[N], correlation[N * N], grade[3];

static tsri_norwood_model made_model(double link)
{
    memset(mean, 0, sizeof mean);
    memset(weights, 0, sizeof weights);
    memset(correlation, 0, sizeof correlation);
    for (int i = 0; i < N; i++) {
        deviation[i] = 1;
        correlation[i * N + i] = 1;
    }
    weights[0] = 3;
    correlation[1] = correlation[N] = (float)link; /* of the second measure with the first */
    grade[0] = 4;
    grade[1] = 0.3f;
    grade[2] = 1;
    return (tsri_norwood_model){mean, deviation, weights, correlation, grade};
}

static tsri_norwood_measures all_known(double value)
{
    tsri_norwood_measures m;
    for (int i = 0; i < M; i++) {
        m.value[i] = value;
        m.known[i] = true;
    }
    return m;
}

static tsr_norwood graded(const tsri_norwood_model *model, const tsri_norwood_measures *m)
{
    tsr_norwood n;
    double sum = 0;
    ck_assert_int_eq(tsri_norwood_grade(model, m, &n, NULL), TSR_OK);
    for (int g = 1; n.known && g <= TSR_NORWOOD_GRADES; g++) {
        ck_assert(n.probabilities[g] >= 0 && n.probabilities[g] <= n.probabilities[n.grade]);
        sum += n.probabilities[g];
    }
    if (n.known) {
        ck_assert_double_eq_tol(sum, 1, 1e-12);
        ck_assert(n.lo >= 1 && n.lo <= n.grade && n.grade <= n.hi && n.hi <= TSR_NORWOOD_GRADES);
        ck_assert(n.assumes_male);
    }
    return n;
}

START_TEST(what_is_known_gives_the_grade)
{
    static const char *const STAGES[] = {"I", "II", "III", "IV", "V", "VI", "VII"};
    const tsri_norwood_model model = made_model(0);
    for (int g = 1; g <= TSR_NORWOOD_GRADES; g++) {
        tsri_norwood_measures m = all_known(0);
        m.value[0] = (g - 4) / 3.0;
        tsr_norwood n = graded(&model, &m);
        ck_assert_int_eq(n.grade, g);
        /* Within half a grade at a standard deviation of 0.3: 90.4 %, and more at the open ends. */
        ck_assert_double_eq_tol(n.probabilities[g], g == 1 || g == 7 ? 0.9522 : 0.9044, 1e-3);
        ck_assert_str_eq(tsr_norwood_stage(&n), STAGES[g - 1]);
    }
}
END_TEST

START_TEST(what_is_missing_is_filled_in_and_widens_the_range)
{
    const double link = 0.8;
    const tsri_norwood_model model = made_model(link);
    tsri_norwood_measures m = all_known(0);
    m.value[1] = 0.9;
    m.known[0] = false;
    tsr_norwood n = graded(&model, &m);
    /* Normal with mean 4 + 3 link 0.9 and variance 0.09 + 9 (1 - link^2). */
    double at = 4 + 3 * link * 0.9, deviation_of = sqrt(0.09 + 9 * (1 - link * link));
    ck_assert_int_eq(n.grade, 7);
    ck_assert_double_eq_tol(n.probabilities[4],
                            0.5 * (erfc((3.5 - at) / deviation_of / sqrt(2)) - erfc((4.5 - at) / deviation_of / sqrt(2))), 1e-6);
    m.known[0] = true;
    m.value[0] = link * 0.9;
    tsr_norwood sure = graded(&model, &m);
    ck_assert_int_lt(sure.hi - sure.lo, n.hi - n.lo);
    grade[2] = 4; /* what is missing counts more */
    m.known[0] = false;
    tsr_norwood wider = graded(&model, &m);
    ck_assert_int_ge(wider.hi - wider.lo, n.hi - n.lo);
    ck_assert(wider.probabilities[1] > n.probabilities[1]);
}
END_TEST

START_TEST(next_to_nothing_known_is_no_grade)
{
    const tsri_norwood_model model = made_model(0.5);
    tsri_norwood_measures m = all_known(0.5);
    memset(m.known, 0, sizeof m.known);
    for (int i = 0; i < 5; i++) {
        ck_assert(!graded(&model, &m).known);
        m.known[i] = true;
    }
    m.known[5] = m.known[6] = true;
    ck_assert(graded(&model, &m).known);
    tsr_norwood none = {0};
    ck_assert_ptr_null(tsr_norwood_stage(&none));
}
END_TEST

START_TEST(loss_at_the_vertex_alone_is_a_variant_of_three)
{
    tsri_norwood_model model = made_model(0);
    weights[0] = 0;
    grade[0] = 3;
    tsri_norwood_measures m = all_known(0.1);
    tsr_norwood n = graded(&model, &m);
    ck_assert_str_eq(tsr_norwood_stage(&n), "III");
    m.value[2] = 0.6;
    n = graded(&model, &m);
    ck_assert_str_eq(tsr_norwood_stage(&n), "III vertex");
    m.known[1] = false; /* no mid scalp to compare with */
    n = graded(&model, &m);
    ck_assert_str_eq(tsr_norwood_stage(&n), "III");
    m.value[24] = 0.9; /* frontal zone and vertex of the top view */
    m.value[26] = 0.05;
    n = graded(&model, &m);
    ck_assert_str_eq(tsr_norwood_stage(&n), "IIIa");
    m.value[26] = 0.3;
    n = graded(&model, &m);
    ck_assert_str_eq(tsr_norwood_stage(&n), "III");
}
END_TEST

START_TEST(a_broken_model_is_an_error)
{
    const tsri_norwood_model model = made_model(3); /* no correlation is so high */
    const tsri_norwood_measures m = all_known(0.5);
    tsr_norwood n;
    tsr_error err = {0};
    ck_assert_int_eq(tsri_norwood_grade(&model, &m, &n, &err), TSR_E_BACKEND);
    ck_assert(err.message[0] && !n.known);
}
END_TEST

/* A case of one top view whose zones are all bare by the same share. */
static tsr_photo_result top_photo(double share)
{
    tsr_photo_result r;
    memset(&r, 0, sizeof r);
    r.status = TSR_PHOTO_OK;
    r.view.label = r.zones.frame.view = TSR_VIEW_TOP;
    r.coverage.bare_fraction = (tsr_quantity){share, share, share, true};
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        r.zones.bare_fraction[z] = (tsr_quantity){share, share, share, true};
    }
    return r;
}

START_TEST(measures_are_gathered_from_what_there_is)
{
    tsr_photo_result photo = top_photo(0.3);
    const tsr_photo_result *photos[] = {NULL, &photo};
    tsr_case_result result = tsr_case_assess(photos, 2);
    tsri_norwood_measures m = tsri_norwood_gather(photos, 2, &result);
    int known = 0;
    for (int i = 0; i < M; i++) {
        known += m.known[i];
        ck_assert(!m.known[i] || fabs(m.value[i] - 0.3) < 1e-12);
    }
    ck_assert_int_eq(known, 13); /* six zones less the occipital, whole case, top view, six zones of the top view */
    m = tsri_norwood_gather(NULL, 0, &(tsr_case_result){0});
    for (int i = 0; i < M; i++) {
        ck_assert(!m.known[i]);
    }
}
END_TEST

START_TEST(the_shipped_model_knows_little_loss_from_much)
{
    tsr_context *ctx = open_context(NULL);
    int before = 0;
    for (double share = 0.05; share < 1; share += 0.15) {
        tsr_photo_result photo = top_photo(share);
        const tsr_photo_result *photos[] = {&photo};
        tsr_case_result result = tsr_case_assess(photos, 1);
        ck_assert_int_eq(tsr_case_judge(ctx, photos, 1, NULL, &result, NULL), TSR_OK);
        ck_assert(result.norwood.known && result.norwood.grade >= before);
        before = result.norwood.grade;
    }
    ck_assert_int_ge(before, 6);
    tsr_photo_result photo = top_photo(0.5);
    const tsr_photo_result *photos[] = {&photo};
    tsr_case_result result = tsr_case_assess(photos, 1);
    const tsr_intake man = {.sex = TSR_SEX_MALE}, woman = {.sex = TSR_SEX_FEMALE};
    ck_assert_int_eq(tsr_case_judge(ctx, photos, 1, &man, &result, NULL), TSR_OK);
    ck_assert(result.norwood.known && !result.norwood.assumes_male);
    ck_assert_int_eq(tsr_case_judge(ctx, photos, 1, &woman, &result, NULL), TSR_OK);
    ck_assert(!result.norwood.known);
    tsr_context_destroy(&ctx);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("norwood");
    tcase_add_test(tests, what_is_known_gives_the_grade);
    tcase_add_test(tests, what_is_missing_is_filled_in_and_widens_the_range);
    tcase_add_test(tests, next_to_nothing_known_is_no_grade);
    tcase_add_test(tests, loss_at_the_vertex_alone_is_a_variant_of_three);
    tcase_add_test(tests, a_broken_model_is_an_error);
    tcase_add_test(tests, measures_are_gathered_from_what_there_is);
    tcase_add_test(tests, the_shipped_model_knows_little_loss_from_much);
    return run_tcase("norwood", tests);
}
