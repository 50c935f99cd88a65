/* SPDX-License-Identifier: Apache-2.0
 * Is the truth of the synthetic heads true? Counts, symmetry, determinism, contours, sizes. */
#include "support/synth.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct rendered {
    tsri_image rgb, labels;
    synth_truth truth;
} rendered;

static rendered render(const synth_head_params *params)
{
    rendered out;
    ck_assert_int_eq(synth_head_render(params, &out.rgb, &out.labels), TSR_OK);
    ck_assert_int_eq(synth_head_truth(params, &out.labels, &out.truth), TSR_OK);
    ck_assert_int_eq(out.rgb.channels, 3);
    ck_assert_int_eq(out.labels.channels, 1);
    ck_assert_int_eq(out.labels.width_px, params->width_px);
    ck_assert_int_eq(out.labels.height_px, params->height_px);
    return out;
}

static void release(rendered *head)
{
    tsri_image_release(&head->rgb);
    tsri_image_release(&head->labels);
    synth_truth_release(&head->truth);
}

static int label_at(const rendered *head, int32_t x, int32_t y)
{
    return tsri_image_row(&head->labels, y)[x];
}

/* Pixels whose label is not that of the mirrored place. */
static int32_t mirror_faults(const rendered *a, const rendered *b)
{
    const int32_t width = a->labels.width_px;
    int32_t faults = 0;
    for (int32_t y = 0; y < a->labels.height_px; y++) {
        for (int32_t x = 0; x < width; x++) {
            faults += label_at(a, x, y) != label_at(b, width - 1 - x, y);
        }
    }
    return faults;
}

static synth_head_params balding(synth_view view, int32_t side_px)
{
    synth_head_params params = synth_head_params_default(view, side_px, side_px);
    params.hairline_lift_mm = 12;
    params.left_recession_mm = params.right_recession_mm = 30;
    params.spot_width_mm = 70;
    params.spot_length_mm = 80;
    return params;
}

START_TEST(counts_are_those_of_the_map)
{
    const synth_head_params params = balding(SYNTH_TOP, 200);
    rendered head = render(&params);
    int64_t counts[TSR_LABEL_COUNT] = {0};
    for (int32_t y = 0; y < 200; y++) {
        for (int32_t x = 0; x < 200; x++) {
            ck_assert_int_lt(label_at(&head, x, y), TSR_LABEL_COUNT);
            counts[label_at(&head, x, y)]++;
        }
    }
    ck_assert_int_eq(head.truth.bare_px, counts[TSR_LABEL_SCALP]);
    ck_assert_int_eq(head.truth.hair_px, counts[TSR_LABEL_HAIR]);
    ck_assert_int_eq(head.truth.skin_px, counts[TSR_LABEL_SKIN]);
    const double share = (double)counts[TSR_LABEL_SCALP] / (double)(counts[TSR_LABEL_SCALP] + counts[TSR_LABEL_HAIR]);
    ck_assert_double_eq_tol(head.truth.bare_frac, share, 1e-12);
    ck_assert_double_gt(share, 0.15);
    ck_assert_double_lt(share, 0.6);
    release(&head);
}
END_TEST

/* A disc at the vertex, seen from above, is an ellipse whose axes follow from the cranium's (75.5, 80, 96.5 mm) and the angle
 * that 25 mm make at 87 mm a radian. The forehead swells the dome by about 1 %: hence 4 % of the area. */
START_TEST(a_disc_has_the_area_of_geometry)
{
    synth_head_params params = synth_head_params_default(SYNTH_TOP, 320, 320);
    params.edge_wobble_mm = 0;
    params.patch_count = 1;
    params.patches[0] = (synth_patch){0, 0, 25};
    rendered head = render(&params);
    const double angle = 0.25 / 0.87, s = sin(angle), c = cos(angle), px_per_dm = params.head_frac * 320 / 2.30;
    const double across = s / sqrt(s * s / (0.755 * 0.755) + c * c / (0.80 * 0.80));
    const double along = s / sqrt(s * s / (0.965 * 0.965) + c * c / (0.80 * 0.80));
    const double area_px = 3.14159265 * across * along * px_per_dm * px_per_dm;
    ck_assert_double_eq_tol((double)head.truth.bare_px, area_px, 0.04 * area_px);
    release(&head);
}
END_TEST

START_TEST(without_wobble_a_head_is_symmetric)
{
    const synth_view views[] = {SYNTH_FRONT, SYNTH_TOP, SYNTH_BACK};
    for (int i = 0; i < 3; i++) {
        synth_head_params params = balding(views[i], 160);
        params.edge_wobble_mm = 0;
        rendered head = render(&params);
        ck_assert_int_eq(mirror_faults(&head, &head), 0);
        release(&head);
    }
}
END_TEST

START_TEST(left_and_right_are_mirrored)
{
    synth_head_params params = balding(SYNTH_LEFT, 160);
    params.edge_wobble_mm = 0;
    rendered left = render(&params);
    params.view = SYNTH_RIGHT;
    rendered right = render(&params);
    ck_assert_int_eq(mirror_faults(&left, &right), 0);
    release(&left);
    release(&right);

    params = balding(SYNTH_FRONT, 160);
    params.edge_wobble_mm = 0;
    params.right_recession_mm = 0;
    left = render(&params);
    params.left_recession_mm = 0;
    params.right_recession_mm = 30;
    right = render(&params);
    ck_assert_int_eq(mirror_faults(&left, &right), 0);
    ck_assert_int_gt(mirror_faults(&left, &left), 50);
    /* The bay lies on the side it is named after: less hair left of the middle. */
    int64_t hair[2] = {0, 0};
    for (int32_t y = 0; y < 160; y++) {
        for (int32_t x = 0; x < 160; x++) {
            hair[x >= 80] += label_at(&left, x, y) == TSR_LABEL_HAIR;
        }
    }
    ck_assert_int_lt(hair[0], hair[1]);
    release(&left);
    release(&right);
}
END_TEST

START_TEST(the_same_parameters_give_the_same_bytes)
{
    synth_head_params params = balding(SYNTH_FRONT, 96);
    rendered first = render(&params), second = render(&params);
    ck_assert_mem_eq(first.rgb.data, second.rgb.data, 96 * 96 * 3);
    ck_assert_mem_eq(first.labels.data, second.labels.data, 96 * 96);
    params.seed = 2;
    rendered other = render(&params);
    ck_assert_int_ne(memcmp(first.rgb.data, other.rgb.data, 96 * 96 * 3), 0);
    release(&first);
    release(&second);
    release(&other);
}
END_TEST

/* Where a contour is not steep, the label changes across it from `below` to something else within 2 px. */
static void check_contour(const rendered *head, const double *y_px, bool natural)
{
    int32_t checked = 0;
    for (int32_t x = 2; x + 2 < head->truth.width_px; x++) {
        const double y = y_px[x];
        if (y < 4 || fabs(y_px[x - 1] - y) > 1.5 || fabs(y_px[x + 1] - y) > 1.5) {
            continue;
        }
        const int above = label_at(head, x, (int32_t)floor(y) - 2), below = label_at(head, x, (int32_t)ceil(y) + 2);
        if (natural) {
            ck_assert_msg(below == TSR_LABEL_SKIN, "column %d: label %d below the natural line", x, below);
            ck_assert_msg(above == TSR_LABEL_HAIR || above == TSR_LABEL_SCALP, "column %d: label %d above it", x, above);
        } else {
            ck_assert_msg(above == TSR_LABEL_HAIR, "column %d: label %d above the hairline", x, above);
            ck_assert_msg(below == TSR_LABEL_SKIN || below == TSR_LABEL_SCALP, "column %d: label %d below it", x, below);
        }
        checked++;
    }
    ck_assert_int_gt(checked, head->truth.width_px / 8);
}

START_TEST(contours_agree_with_the_map)
{
    for (int i = 0; i < 3; i++) {
        synth_head_params params = synth_head_params_default(SYNTH_FRONT, 240, 240);
        params.hairline_lift_mm = 8 * i;
        params.left_recession_mm = 9 * i;
        params.right_recession_mm = 6 * i;
        params.pitch_deg = 8 * i;
        params.edge_wobble_mm = i == 2 ? 0 : 2;
        rendered head = render(&params);
        check_contour(&head, head.truth.hairline_y_px, false);
        check_contour(&head, head.truth.natural_y_px, true);
        ck_assert(head.truth.has_face && head.truth.has_trichion);
        ck_assert_double_le(head.truth.trichion_px[1], head.truth.natural_trichion_px[1] + 0.5);
        ck_assert_double_lt(head.truth.natural_trichion_px[1], head.truth.glabella_px[1]);
        ck_assert_double_lt(head.truth.glabella_px[1], head.truth.left_pupil_px[1]);
        ck_assert_double_lt(head.truth.left_pupil_px[0], head.truth.right_pupil_px[0]);
        release(&head);
    }
}
END_TEST

START_TEST(the_forehead_is_as_high_as_asked)
{
    synth_head_params params = synth_head_params_default(SYNTH_FRONT, 160, 160);
    params.edge_wobble_mm = 0;
    const double mm_px = params.head_frac * 160 / 230;
    for (params.forehead_mm = 55; params.forehead_mm < 80; params.forehead_mm += 10) {
        rendered head = render(&params);
        ck_assert_double_eq_tol(head.truth.glabella_px[1] - head.truth.natural_trichion_px[1], params.forehead_mm * mm_px, 0.5);
        release(&head);
    }
}
END_TEST

START_TEST(every_view_renders_small_and_large)
{
    const int32_t sides[] = {64, 640};
    for (int view = 0; view < SYNTH_VIEW_COUNT; view++) {
        double bare_frac[2];
        for (int i = 0; i < 2; i++) {
            const synth_head_params params = balding((synth_view)view, sides[i]);
            rendered head = render(&params);
            ck_assert_int_gt(head.truth.bare_px, 0);
            ck_assert_int_gt(head.truth.hair_px, 0);
            ck_assert_int_gt(head.truth.skin_px, 0);
            ck_assert(head.truth.has_face == (view == SYNTH_FRONT));
            bare_frac[i] = head.truth.bare_frac;
            release(&head);
        }
        ck_assert_double_eq_tol(bare_frac[0], bare_frac[1], 0.03); /* some 800 pixels of scalp at 64 px */
    }
}
END_TEST

START_TEST(extremes_of_loss)
{
    synth_head_params params = synth_head_params_default(SYNTH_TOP, 96, 96);
    rendered head = render(&params);
    ck_assert_int_eq(head.truth.bare_px, 0);
    ck_assert_double_eq(head.truth.bare_frac, 0);
    release(&head);
    double last = 0;
    for (params.spot_width_mm = 30; params.spot_width_mm <= 120; params.spot_width_mm += 30) {
        params.spot_length_mm = params.spot_width_mm;
        head = render(&params);
        ck_assert_double_gt(head.truth.bare_frac, last);
        last = head.truth.bare_frac;
        release(&head);
    }
    params.loss = SYNTH_LOSS_HORSESHOE;
    head = render(&params);
    ck_assert_double_gt(head.truth.bare_frac, last);
    release(&head);
    params.loss = SYNTH_LOSS_TOTAL;
    head = render(&params);
    ck_assert_int_eq(head.truth.hair_px, 0);
    ck_assert_double_eq(head.truth.bare_frac, 1);
    release(&head);
    params.view = SYNTH_FRONT;
    head = render(&params);
    ck_assert(!head.truth.has_trichion);
    ck_assert_double_eq(head.truth.hairline_y_px[48], -1);
    ck_assert_double_gt(head.truth.natural_y_px[48], 0);
    release(&head);
}
END_TEST

START_TEST(senseless_parameters_are_refused)
{
    tsri_image rgb, labels;
    synth_head_params params = synth_head_params_default(SYNTH_TOP, 15, 64);
    ck_assert_int_eq(synth_head_render(&params, &rgb, &labels), TSR_E_INVALID_ARG);
    ck_assert_ptr_null(rgb.data);
    params = synth_head_params_default(SYNTH_TOP, 64, 64);
    params.patch_count = SYNTH_MAX_PATCHES + 1;
    ck_assert_int_eq(synth_head_render(&params, &rgb, &labels), TSR_E_INVALID_ARG);
    params = synth_head_params_default(SYNTH_VIEW_COUNT, 64, 64);
    ck_assert_int_eq(synth_head_render(&params, &rgb, &labels), TSR_E_INVALID_ARG);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("synth");
    TCase *tcase = tcase_create("heads");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, counts_are_those_of_the_map);
    tcase_add_test(tcase, a_disc_has_the_area_of_geometry);
    tcase_add_test(tcase, without_wobble_a_head_is_symmetric);
    tcase_add_test(tcase, left_and_right_are_mirrored);
    tcase_add_test(tcase, the_same_parameters_give_the_same_bytes);
    tcase_add_test(tcase, contours_agree_with_the_map);
    tcase_add_test(tcase, the_forehead_is_as_high_as_asked);
    tcase_add_test(tcase, every_view_renders_small_and_large);
    tcase_add_test(tcase, extremes_of_loss);
    tcase_add_test(tcase, senseless_parameters_are_refused);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
