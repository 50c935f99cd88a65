/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/quality.h"
#include "support/image_check.h"
#include "support/synth.h"
#include "support/synth_sample.h"
#include "vision/vision.h"

enum { WIDTH_PX = 40, HEIGHT_PX = 20 };

static uint8_t pixels[HEIGHT_PX][WIDTH_PX][3];
static const tsr_view_u8 VIEW = {&pixels[0][0][0], WIDTH_PX, HEIGHT_PX, 3, WIDTH_PX * 3};

static void shade(int base, int step)
{
    for (int i = 0; i < WIDTH_PX * HEIGHT_PX * 3; i++) {
        (&pixels[0][0][0])[i] = (uint8_t)(base + step * (i / 3 % WIDTH_PX));
    }
}

START_TEST(plain_and_shaded_pictures_have_none)
{
    shade(128, 0);
    ck_assert_double_eq(tsri_quality_structure_frac(VIEW), 0);
    shade(0, 5);
    ck_assert_double_eq(tsri_quality_structure_frac(VIEW), 0);
}
END_TEST

START_TEST(every_odd_pixel_counts_with_its_neighbours)
{
    shade(100, 0);
    pixels[3][10][1] = 101; /* one level from the mean of its neighbours; they are half a level from theirs */
    ck_assert_double_eq_tol(tsri_quality_structure_frac(VIEW), 1.0 / (38 * 20), 1e-12);
    pixels[3][10][1] = 102; /* now the neighbours are one level off too */
    ck_assert_double_eq_tol(tsri_quality_structure_frac(VIEW), 3.0 / (38 * 20), 1e-12);
}
END_TEST

START_TEST(a_narrow_picture_has_none)
{
    const tsr_view_u8 narrow = {&pixels[0][0][0], 2, HEIGHT_PX, 3, WIDTH_PX * 3};
    ck_assert_double_eq(tsri_quality_structure_frac(narrow), 0);
}
END_TEST

enum { HEAD_SIDE_PX = 400 };

static tsri_arena arena;

static void open_arena(void)
{
    tsri_arena_init(&arena, tsri_memory_default());
}

static void close_arena(void)
{
    tsri_arena_release(&arena);
}

/* A drawn head with its landmarks; the pictures are the caller's to release. */
static tsr_landmarks draw(const synth_head_params *params, tsri_image *rgb, tsri_image *labels)
{
    synth_truth truth;
    tsr_landmarks marks;
    memset(&marks, 0, sizeof marks);
    ck_assert_int_eq(synth_head_render(params, rgb, labels), TSR_OK);
    ck_assert_int_eq(synth_head_truth(params, labels, &truth), TSR_OK);
    if (truth.has_face) {
        marks.glabella = (tsr_point){truth.glabella_px[0], truth.glabella_px[1], true};
        marks.left_pupil = (tsr_point){truth.left_pupil_px[0], truth.left_pupil_px[1], true};
        marks.right_pupil = (tsr_point){truth.right_pupil_px[0], truth.right_pupil_px[1], true};
    }
    synth_truth_release(&truth);
    return marks;
}

static tsr_quality judge(tsr_view_u8 rgb, tsr_view_u8 labels, tsr_view view, const tsr_landmarks *marks)
{
    tsri_sample sample;
    tsr_quality q;
    ck_assert_int_eq(synth_sample_make(rgb, labels, view, marks, 10, &arena, &sample), TSR_OK);
    ck_assert_int_eq(tsri_quality_measure(&sample, &arena, &q, NULL), TSR_OK);
    ck_assert(isfinite(q.sharpness) && isfinite(q.exposure) && isfinite(q.head_fraction) && isfinite(q.glare_fraction));
    ck_assert(q.sharpness >= 0 && q.sharpness <= 1 && q.exposure >= 0 && q.exposure <= 1);
    return q;
}

static tsr_view_u8 crop(tsr_view_u8 view, int32_t x0, int32_t y0)
{
    view.data += (size_t)y0 * view.stride_bytes + (size_t)(x0 * view.channels);
    view.width_px -= x0;
    view.height_px -= y0;
    return view;
}

START_TEST(a_good_head_is_usable_and_its_faults_are_named)
{
    tsri_image rgb, labels;
    synth_head_params params = synth_head_params_default(SYNTH_TOP, HEAD_SIDE_PX, HEAD_SIDE_PX);
    params.center_y_frac = 0.5;
    params.loss = SYNTH_LOSS_HORSESHOE;
    const tsr_landmarks marks = draw(&params, &rgb, &labels);
    const tsr_view_u8 picture = tsri_image_view(&rgb), map = tsri_image_view(&labels);
    tsr_quality good = judge(picture, map, TSR_VIEW_TOP, &marks);
    ck_assert_int_eq(good.verdict, TSR_QUALITY_USABLE);
    ck_assert_uint_eq(good.reasons, 0);
    ck_assert(!good.tilt_deg.known);

    size_t size = (size_t)HEAD_SIDE_PX * HEAD_SIDE_PX * 3;
    uint8_t *changed = NULL;
    ck_assert_int_eq(tsri_arena_alloc(&arena, size, 1, &changed, NULL), TSR_OK);
    const tsri_span_u8 span = {changed, HEAD_SIDE_PX, HEAD_SIDE_PX, 3, (size_t)HEAD_SIDE_PX * 3};
    const tsr_view_u8 view = {changed, HEAD_SIDE_PX, HEAD_SIDE_PX, 3, (size_t)HEAD_SIDE_PX * 3};
    double before = good.sharpness;
    for (int i = 1; i <= 3; i++) { /* ever more blur is ever less sharp */
        ck_assert_int_eq(tsr_cv_gaussian_u8(picture, 41, 2.0 * i, span, NULL), TSR_OK);
        tsr_quality q = judge(view, map, TSR_VIEW_TOP, &marks);
        ck_assert_double_lt(q.sharpness, before);
        ck_assert(q.reasons & TSR_QUALITY_BLURRED);
        before = q.sharpness;
    }
    ck_assert_int_eq(judge(view, map, TSR_VIEW_TOP, &marks).verdict, TSR_QUALITY_RETAKE);
    for (size_t i = 0; i < size; i++) {
        changed[i] = (uint8_t)(rgb.data[i] / 8);
    }
    tsr_quality dark = judge(view, map, TSR_VIEW_TOP, &marks);
    ck_assert(dark.reasons & TSR_QUALITY_DARK);
    ck_assert_int_eq(dark.verdict, TSR_QUALITY_RETAKE);
    for (size_t i = 0; i < size; i++) {
        changed[i] = (uint8_t)(rgb.data[i] > 63 ? 255 : 4 * rgb.data[i]);
    }
    tsr_quality bright = judge(view, map, TSR_VIEW_TOP, &marks);
    ck_assert(bright.reasons & TSR_QUALITY_OVEREXPOSED);
    ck_assert(bright.reasons & TSR_QUALITY_GLARE);
    ck_assert_double_lt(bright.exposure, good.exposure);
    tsr_quality cut = judge(crop(picture, HEAD_SIDE_PX / 2, 0), crop(map, HEAD_SIDE_PX / 2, 0), TSR_VIEW_TOP, &marks);
    ck_assert(cut.reasons & TSR_QUALITY_HEAD_CUT_OFF);
    ck_assert_int_eq(cut.verdict, TSR_QUALITY_RETAKE);
    tsri_image_release(&rgb);
    tsri_image_release(&labels);
}
END_TEST

START_TEST(skin_and_hair_of_any_colour_are_not_dark)
{
    for (int skin = SYNTH_SKIN_PALE; skin <= SYNTH_SKIN_DARK; skin++) {
        tsri_image rgb, labels;
        synth_head_params params = synth_head_params_default(SYNTH_FRONT, HEAD_SIDE_PX, HEAD_SIDE_PX);
        params.skin = (synth_skin)skin;
        params.hair = SYNTH_HAIR_BLACK;
        const tsr_landmarks marks = draw(&params, &rgb, &labels);
        tsr_quality q = judge(tsri_image_view(&rgb), tsri_image_view(&labels), TSR_VIEW_FRONT, &marks);
        ck_assert_msg(!(q.reasons & (TSR_QUALITY_DARK | TSR_QUALITY_OVEREXPOSED | TSR_QUALITY_COVERED)), "skin %d: %#x", skin,
                      q.reasons);
        ck_assert_int_ne(q.verdict, TSR_QUALITY_RETAKE);
        tsri_image_release(&rgb);
        tsri_image_release(&labels);
    }
}
END_TEST

START_TEST(tilt_is_the_roll_of_the_head)
{
    for (int roll = -20; roll <= 20; roll += 20) {
        tsri_image rgb, labels;
        synth_head_params params = synth_head_params_default(SYNTH_FRONT, HEAD_SIDE_PX, HEAD_SIDE_PX);
        params.roll_deg = roll;
        const tsr_landmarks marks = draw(&params, &rgb, &labels);
        tsr_quality q = judge(tsri_image_view(&rgb), tsri_image_view(&labels), TSR_VIEW_FRONT, &marks);
        ck_assert(q.tilt_deg.known && q.tilt_deg.lo < q.tilt_deg.value && q.tilt_deg.value < q.tilt_deg.hi);
        ck_assert_double_eq_tol(q.tilt_deg.value, roll, 0.5);
        ck_assert_int_eq((q.reasons & TSR_QUALITY_TILTED) != 0, roll != 0);
        tsri_image_release(&rgb);
        tsri_image_release(&labels);
    }
}
END_TEST

START_TEST(a_hat_covers_and_a_hand_is_other_skin)
{
    tsri_image rgb, labels;
    synth_head_params params = synth_head_params_default(SYNTH_FRONT, HEAD_SIDE_PX, HEAD_SIDE_PX);
    const tsr_landmarks marks = draw(&params, &rgb, &labels);
    int32_t brim = (int32_t)(marks.glabella.y_px - 0.3 * (marks.right_pupil.x_px - marks.left_pupil.x_px));
    for (int32_t y = 40; y < 120; y++) {
        memset(labels.data + (size_t)y * HEAD_SIDE_PX + 4, TSR_LABEL_SKIN, 30);
    }
    tsr_quality hand = judge(tsri_image_view(&rgb), tsri_image_view(&labels), TSR_VIEW_FRONT, &marks);
    ck_assert(hand.reasons & TSR_QUALITY_HANDS);
    ck_assert(!(hand.reasons & TSR_QUALITY_COVERED));
    for (int32_t y = 0; y < brim; y++) {
        memset(labels.data + (size_t)y * HEAD_SIDE_PX, TSR_LABEL_BACKGROUND, HEAD_SIDE_PX);
    }
    ck_assert(judge(tsri_image_view(&rgb), tsri_image_view(&labels), TSR_VIEW_FRONT, &marks).reasons & TSR_QUALITY_COVERED);
    tsri_image_release(&rgb);
    tsri_image_release(&labels);
}
END_TEST

START_TEST(any_picture_gives_finite_numbers)
{
    static const int32_t SIDES[][2] = {{1, 1}, {1, 40}, {40, 1}, {2, 3}, {40, 20}};
    uint8_t map[WIDTH_PX * WIDTH_PX], plain[WIDTH_PX * WIDTH_PX * 3];
    tsr_landmarks marks;
    memset(&marks, 0, sizeof marks);
    for (size_t i = 0; i < sizeof SIDES / sizeof *SIDES; i++) {
        for (int label = 0; label < TSR_LABEL_COUNT; label++) {
            int32_t w = SIDES[i][0], h = SIDES[i][1];
            memset(map, label, sizeof map);
            memset(plain, 85 * label, sizeof plain);
            tsr_quality q = judge((tsr_view_u8){plain, w, h, 3, (size_t)w * 3}, (tsr_view_u8){map, w, h, 1, (size_t)w},
                                  (tsr_view)(label + 1), &marks);
            ck_assert_int_eq(q.verdict, TSR_QUALITY_RETAKE);
            ck_assert_uint_ne(q.reasons, 0);
        }
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("quality");
    tcase_add_test(tests, plain_and_shaded_pictures_have_none);
    tcase_add_test(tests, every_odd_pixel_counts_with_its_neighbours);
    tcase_add_test(tests, a_narrow_picture_has_none);
    tcase_add_checked_fixture(tests, open_arena, close_arena);
    tcase_add_test(tests, a_good_head_is_usable_and_its_faults_are_named);
    tcase_add_test(tests, skin_and_hair_of_any_colour_are_not_dark);
    tcase_add_test(tests, tilt_is_the_roll_of_the_head);
    tcase_add_test(tests, a_hat_covers_and_a_hand_is_other_skin);
    tcase_add_test(tests, any_picture_gives_finite_numbers);
    tcase_set_timeout(tests, 60);
    return run_tcase("quality", tests);
}
