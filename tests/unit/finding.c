/* SPDX-License-Identifier: Apache-2.0
 * The finding: photos judged by a model that is a plain reading of its first features, and cases joined from photos. */
#include <string.h>

#include "judge/finding.h"

#include "support/image_check.h"

enum { N = TSRI_FINDING_FEATURES };

/* Each class has a feature of its own as its logit. */
static float MEAN[N], DEVIATION[N], WEIGHTS[TSRI_CLASS_COUNT * N], BIAS[TSRI_CLASS_COUNT], DISTANCE[1];
static const tsri_finding_model MODEL = {MEAN, DEVIATION, WEIGHTS, BIAS, DISTANCE};

static void setup(void)
{
    memset(WEIGHTS, 0, sizeof WEIGHTS);
    for (int i = 0; i < N; i++) {
        MEAN[i] = 0.5f;
        DEVIATION[i] = 2;
    }
    for (int c = 0; c < TSRI_CLASS_COUNT; c++) {
        WEIGHTS[c * N + c] = 2; /* undoes the deviation */
        BIAS[c] = 0;
    }
    DISTANCE[0] = 10;
}

static tsr_photo_result photo_of(double bare)
{
    tsr_photo_result photo;
    memset(&photo, 0, sizeof photo);
    photo.status = TSR_PHOTO_OK;
    photo.coverage.bare_fraction = (tsr_quantity){bare, bare, bare, true};
    return photo;
}

/* Judge a photo whose class has this logit, all others 0. */
static tsr_finding judge(tsri_finding_class c, float logit, const tsr_photo_result *photo)
{
    float features[N];
    for (int i = 0; i < N; i++) {
        features[i] = 0.5f;
    }
    features[c] += logit;
    return tsri_finding_judge(&MODEL, features, photo);
}

static double total(const tsr_finding *f)
{
    double sum = 0;
    for (int l = 0; l < TSR_FINDING_COUNT; l++) {
        sum += f->probabilities[l];
    }
    return sum;
}

START_TEST(each_class_is_named)
{
    static const tsr_finding_label LABELS[] = {TSR_FINDING_NONE, TSR_FINDING_PATTERN_THINNING, TSR_FINDING_ALOPECIA_AREATA,
                                               TSR_FINDING_SCARRING};
    const tsr_photo_result photo = photo_of(0.3);
    for (int c = 0; c < TSRI_CLASS_NO_SCALP; c++) {
        tsr_finding f = judge((tsri_finding_class)c, 4, &photo);
        ck_assert_int_eq(f.label, LABELS[c]);
        ck_assert(f.judged && f.reasons == 0);
        ck_assert_double_eq_tol(f.probabilities[LABELS[c]], 0.9479, 1e-3); /* e^4 / (e^4 + 3) */
        ck_assert_double_eq_tol(total(&f), 1, 1e-12);
    }
}
END_TEST

START_TEST(a_close_call_is_undetermined)
{
    const tsr_photo_result photo = photo_of(0.3);
    tsr_finding f = judge(TSRI_CLASS_SCARRING, 0.5f, &photo); /* e^0.5 / (e^0.5 + 3) = 0.355 */
    ck_assert_int_eq(f.label, TSR_FINDING_UNDETERMINED);
    ck_assert(f.judged && f.reasons == TSR_FINDING_REASON_CLOSE_CALL);
    ck_assert_double_eq_tol(f.probabilities[TSR_FINDING_SCARRING], 0.355, 1e-3);
}
END_TEST

START_TEST(other_pictures_are_not_judged)
{
    tsr_photo_result photo = photo_of(0.3);
    tsr_finding f = judge(TSRI_CLASS_NO_SCALP, 4, &photo);
    ck_assert(!f.judged && f.label == TSR_FINDING_UNDETERMINED && f.reasons == TSR_FINDING_REASON_OTHER_PICTURE);
    DISTANCE[0] = 0.01f; /* logit 4 is far off by this measure: 2 / sqrt(1540) = 0.05 */
    f = judge(TSRI_CLASS_SCARRING, 4, &photo);
    ck_assert(!f.judged && f.reasons == TSR_FINDING_REASON_OTHER_PICTURE);
    photo.status = TSR_PHOTO_NOT_ASSESSABLE;
    f = judge(TSRI_CLASS_SCARRING, 4, &photo);
    ck_assert(!f.judged && f.reasons == TSR_FINDING_REASON_NOT_ASSESSABLE);
}
END_TEST

START_TEST(areata_of_the_whole_scalp_is_totalis)
{
    tsr_photo_result photo = photo_of(0.95);
    tsr_finding with_brows = judge(TSRI_CLASS_ALOPECIA_AREATA, 4, &photo);
    ck_assert_int_eq(with_brows.label, TSR_FINDING_ALOPECIA_TOTALIS);
    ck_assert_double_eq(with_brows.probabilities[TSR_FINDING_ALOPECIA_AREATA], 0);
    photo.brows = TSR_BROWS_MISSING;
    tsr_finding without = judge(TSRI_CLASS_ALOPECIA_AREATA, 4, &photo);
    ck_assert_double_gt(without.probabilities[TSR_FINDING_ALOPECIA_TOTALIS],
                        with_brows.probabilities[TSR_FINDING_ALOPECIA_TOTALIS]);
    ck_assert_uint_eq(without.reasons, TSR_FINDING_REASON_WHOLE_SCALP | TSR_FINDING_REASON_BROWS_MISSING);
    tsr_finding pattern = judge(TSRI_CLASS_PATTERN_THINNING, 4, &photo);
    ck_assert_double_lt(pattern.probabilities[TSR_FINDING_PATTERN_THINNING], 0.9479);
    ck_assert(pattern.label == TSR_FINDING_PATTERN_THINNING && pattern.reasons == 0);
}
END_TEST

/* A case of photos judged with these probabilities of none, pattern thinning, areata and scarring. */
static tsr_finding join(const double (*p)[4], size_t count, const tsr_intake *intake)
{
    tsr_photo_result photos[5];
    const tsr_photo_result *list[5];
    tsr_case_result result;
    memset(&result, 0, sizeof result);
    for (size_t i = 0; i < count; i++) {
        photos[i] = photo_of(0.3);
        list[i] = &photos[i];
        tsr_finding *f = &photos[i].finding;
        f->judged = true;
        f->probabilities[TSR_FINDING_NONE] = p[i][0];
        f->probabilities[TSR_FINDING_PATTERN_THINNING] = p[i][1];
        f->probabilities[TSR_FINDING_ALOPECIA_AREATA] = p[i][2];
        f->probabilities[TSR_FINDING_SCARRING] = p[i][3];
        for (int l = 0; l < TSR_FINDING_COUNT; l++) {
            f->label = f->probabilities[l] >= 0.5 ? (tsr_finding_label)l : f->label;
        }
    }
    return tsri_finding_join(list, count, &result, intake);
}

START_TEST(loss_in_one_view_is_loss)
{
    static const double VIEWS[][4] = {{0.98, 0.01, 0.005, 0.005}, {0.97, 0.02, 0.005, 0.005}, {0.04, 0.02, 0.92, 0.02}};
    tsr_finding f = join(VIEWS, 3, NULL);
    ck_assert_int_eq(f.label, TSR_FINDING_ALOPECIA_AREATA);
    ck_assert_double_eq_tol(f.probabilities[TSR_FINDING_NONE], 0.04, 1e-9);
    ck_assert_double_eq_tol(total(&f), 1, 1e-12);
    tsr_finding one = join(VIEWS + 2, 1, NULL); /* a case of one photo is that photo */
    ck_assert_double_eq_tol(one.probabilities[TSR_FINDING_ALOPECIA_AREATA], 0.92, 1e-9);
    ck_assert_int_eq(join(VIEWS, 2, NULL).label, TSR_FINDING_NONE);
}
END_TEST

START_TEST(views_that_disagree_say_so)
{
    static const double VIEWS[][4] = {{0.02, 0.9, 0.04, 0.04}, {0.02, 0.04, 0.04, 0.9}};
    tsr_finding f = join(VIEWS, 2, NULL);
    ck_assert_int_eq(f.label, TSR_FINDING_UNDETERMINED);
    ck_assert_uint_eq(f.reasons, TSR_FINDING_REASON_VIEWS_DISAGREE | TSR_FINDING_REASON_CLOSE_CALL);
}
END_TEST

START_TEST(universalis_is_told_by_intake_alone)
{
    static const double VIEWS[][4] = {{0.02, 0.9, 0.04, 0.04}};
    tsr_intake intake;
    memset(&intake, 0, sizeof intake);
    ck_assert_int_eq(join(VIEWS, 1, &intake).label, TSR_FINDING_PATTERN_THINNING);
    intake.universalis = TSR_ANSWER_YES;
    tsr_finding f = join(VIEWS, 1, &intake);
    ck_assert_int_eq(f.label, TSR_FINDING_ALOPECIA_UNIVERSALIS);
    ck_assert_uint_eq(f.reasons, TSR_FINDING_REASON_BY_INTAKE);
    ck_assert_double_eq(f.probabilities[TSR_FINDING_ALOPECIA_UNIVERSALIS], 1);
}
END_TEST

START_TEST(no_judged_photo_no_finding)
{
    const tsr_photo_result *none[] = {NULL};
    tsr_case_result result;
    memset(&result, 0, sizeof result);
    tsr_finding f = tsri_finding_join(none, 1, &result, NULL);
    ck_assert(!f.judged && f.label == TSR_FINDING_UNDETERMINED && f.reasons == TSR_FINDING_REASON_NOT_ASSESSABLE);
}
END_TEST

START_TEST(every_name_is_there)
{
    for (int l = 0; l < TSR_FINDING_COUNT; l++) {
        ck_assert_ptr_nonnull(tsr_finding_name((tsr_finding_label)l));
    }
    for (int i = 0; i < TSR_FINDING_REASON_COUNT; i++) {
        ck_assert_ptr_nonnull(tsr_finding_reason_name(1u << i));
        ck_assert_ptr_nonnull(tsr_finding_reason_text(1u << i));
    }
    ck_assert_ptr_null(tsr_finding_reason_name(1u << TSR_FINDING_REASON_COUNT));
    ck_assert_ptr_null(tsr_finding_reason_text(3));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("finding");
    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_test(tcase, each_class_is_named);
    tcase_add_test(tcase, a_close_call_is_undetermined);
    tcase_add_test(tcase, other_pictures_are_not_judged);
    tcase_add_test(tcase, areata_of_the_whole_scalp_is_totalis);
    tcase_add_test(tcase, loss_in_one_view_is_loss);
    tcase_add_test(tcase, views_that_disagree_say_so);
    tcase_add_test(tcase, universalis_is_told_by_intake_alone);
    tcase_add_test(tcase, no_judged_photo_no_finding);
    tcase_add_test(tcase, every_name_is_there);
    return run_tcase("finding", tcase);
}
