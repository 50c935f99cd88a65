/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/eyes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "image/black_out.h"
#include "support/image_check.h"
#include "support/synth.h"
#include "support/synth_sample.h"

enum { SIDE_PX = 320 };

static const double CORNER_PUPILS = 0.75; /* outer corner of an eye from the middle of the face, in interpupillary distances */

struct head {
    tsri_image rgb, labels;
    tsri_arena arena;
    tsri_sample sample;
    synth_truth truth;
};

static void open_head(struct head *h, synth_view drawn, tsr_view view, double roll_deg, bool with_landmarks)
{
    synth_head_params params = synth_head_params_default(drawn, SIDE_PX, SIDE_PX);
    tsr_landmarks marks;
    memset(h, 0, sizeof *h);
    memset(&marks, 0, sizeof marks);
    params.roll_deg = roll_deg;
    ck_assert_int_eq(synth_head_render(&params, &h->rgb, &h->labels), TSR_OK);
    ck_assert_int_eq(synth_head_truth(&params, &h->labels, &h->truth), TSR_OK);
    if (with_landmarks) {
        marks.left_pupil = (tsr_point){h->truth.left_pupil_px[0], h->truth.left_pupil_px[1], true};
        marks.right_pupil = (tsr_point){h->truth.right_pupil_px[0], h->truth.right_pupil_px[1], true};
        marks.glabella = (tsr_point){h->truth.glabella_px[0], h->truth.glabella_px[1], true};
    }
    tsri_arena_init(&h->arena, h->rgb.memory);
    ck_assert_int_eq(
        synth_sample_make(tsri_image_view(&h->rgb), tsri_image_view(&h->labels), view, &marks, 8, &h->arena, &h->sample), TSR_OK);
}

static void close_head(struct head *h)
{
    synth_truth_release(&h->truth);
    tsri_arena_release(&h->arena);
    tsri_image_release(&h->rgb);
    tsri_image_release(&h->labels);
}

static bool covers(const tsr_eye_cover *cover, double x_px, double y_px)
{
    for (int32_t i = 0; i < cover->count; i++) {
        const tsr_bar *b = &cover->bars[i];
        double dx = x_px - b->x_px, dy = y_px - b->y_px;
        if (fabs(dx * b->along_x + dy * b->along_y) <= b->half_length_px &&
            fabs(dy * b->along_x - dx * b->along_y) <= b->half_width_px) {
            return true;
        }
    }
    return false;
}

/* Both eyes from corner to corner. */
static void check_eyes_covered(const struct head *h, const tsr_eye_cover *cover)
{
    const double *l = h->truth.left_pupil_px, *r = h->truth.right_pupil_px;
    for (double t = 0.5 - CORNER_PUPILS; t <= 0.5 + CORNER_PUPILS; t += 0.05) {
        ck_assert(covers(cover, l[0] + t * (r[0] - l[0]), l[1] + t * (r[1] - l[1])));
    }
}

static const double ROLLS_DEG[] = {0, 20, -35};

START_TEST(pupils_give_a_bar_that_turns_with_the_face)
{
    struct head h;
    open_head(&h, SYNTH_FRONT, TSR_VIEW_FRONT, ROLLS_DEG[_i], true);
    tsr_eye_cover cover = tsri_eyes_place(&h.sample, 1);
    ck_assert_int_eq(cover.basis, TSR_EYES_BY_PUPILS);
    check_eyes_covered(&h, &cover);
    ck_assert_double_eq_tol(atan2(cover.bars[0].along_y, cover.bars[0].along_x) * 57.29578, ROLLS_DEG[_i], 1);
    ck_assert(!covers(&cover, h.truth.natural_trichion_px[0], h.truth.natural_trichion_px[1])); /* the hairline stays in sight */
    close_head(&h);
}
END_TEST

START_TEST(without_pupils_the_glabella_serves)
{
    struct head h;
    open_head(&h, SYNTH_FRONT, TSR_VIEW_FRONT, 0, true);
    h.sample.landmarks.left_pupil.known = h.sample.landmarks.right_pupil.known = false;
    tsr_eye_cover cover = tsri_eyes_place(&h.sample, 1);
    ck_assert_int_eq(cover.basis, TSR_EYES_BY_NOSE);
    check_eyes_covered(&h, &cover);
    close_head(&h);
}
END_TEST

START_TEST(without_landmarks_the_skin_of_a_face_is_covered)
{
    struct head h;
    open_head(&h, SYNTH_FRONT, TSR_VIEW_FRONT, 0, false);
    tsr_eye_cover cover = tsri_eyes_place(&h.sample, 1);
    ck_assert_int_eq(cover.basis, TSR_EYES_BY_SKIN);
    check_eyes_covered(&h, &cover);
    close_head(&h);
}
END_TEST

START_TEST(the_back_of_a_head_has_no_eyes)
{
    struct head h;
    open_head(&h, SYNTH_BACK, TSR_VIEW_BACK, 0, false);
    tsr_eye_cover cover = tsri_eyes_place(&h.sample, 0);
    ck_assert_int_eq(cover.basis, TSR_EYES_NONE);
    ck_assert_int_eq(cover.count, 0);
    close_head(&h);
}
END_TEST

/* Raise the map of eyes at a place. */
static void show_eye(const tsri_sample *s, double x_px, double y_px)
{
    double x, y;
    tsri_letterbox_from_photo(&s->box, 2, x_px, y_px, &x, &y);
    size_t cell = (size_t)lround(y) * (size_t)s->logits.side_px + (size_t)lround(x);
    ((float *)(uintptr_t)s->logits.data)[cell * (size_t)s->logits.channels + TSRI_CHANNEL_EYES] = 4;
}

START_TEST(the_map_of_eyes_is_covered_wherever_it_shows)
{
    struct head h;
    open_head(&h, SYNTH_LEFT, TSR_VIEW_LEFT, 0, false);
    show_eye(&h.sample, 80, 150);
    show_eye(&h.sample, 280, 40); /* another face */
    tsr_eye_cover cover = tsri_eyes_place(&h.sample, 1);
    ck_assert_int_eq(cover.basis, TSR_EYES_BY_MAP);
    ck_assert_int_eq(cover.count, 2);
    ck_assert(covers(&cover, 80, 150) && covers(&cover, 280, 40) && !covers(&cover, 180, 100));
    for (int i = 0; i < 12; i++) { /* more than there are bars: none is left open */
        show_eye(&h.sample, 20 + 25 * i, 20 + 23 * (i * 5 % 12));
    }
    cover = tsri_eyes_place(&h.sample, 1);
    ck_assert_int_le(cover.count, TSR_MAX_EYE_BARS);
    for (int i = 0; i < 12; i++) {
        ck_assert(covers(&cover, 20 + 25 * i, 20 + 23 * (i * 5 % 12)));
    }
    close_head(&h);
}
END_TEST

START_TEST(a_bar_is_black_and_nothing_else_is)
{
    enum { W = 60, H = 40 };
    memory_probe probe;
    tsri_image image;
    const double turn = 0.5;
    const tsr_bar bar = {55, 38, cos(turn), sin(turn), 30, 8}; /* reaches over two edges; photo of twice the size */
    memory_probe_init(&probe);
    ck_assert_int_eq(tsri_image_init(&image, &probe.allocator, W, H, 3, NULL), TSR_OK);
    memset(image.data, 200, (size_t)W * H * 3);
    tsri_black_out(&image, &bar, 0.5, 0.5);
    for (int32_t y = 0; y < H; y++) {
        for (int32_t x = 0; x < W; x++) {
            double dx = 2 * x + 0.5 - bar.x_px, dy = 2 * y + 0.5 - bar.y_px;
            bool in = fabs(dx * cos(turn) + dy * sin(turn)) <= 30 && fabs(dy * cos(turn) - dx * sin(turn)) <= 8;
            ck_assert_int_eq(tsri_image_row(&image, y)[3 * x + 1], in ? 0 : 200);
        }
    }
    tsri_image_release(&image);
    ck_assert_int_eq(probe.live_count, 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("eyes");
    tcase_add_loop_test(tcase, pupils_give_a_bar_that_turns_with_the_face, 0, 3);
    tcase_add_test(tcase, without_pupils_the_glabella_serves);
    tcase_add_test(tcase, without_landmarks_the_skin_of_a_face_is_covered);
    tcase_add_test(tcase, the_back_of_a_head_has_no_eyes);
    tcase_add_test(tcase, the_map_of_eyes_is_covered_wherever_it_shows);
    tcase_add_test(tcase, a_bar_is_black_and_nothing_else_is);
    return run_tcase("eyes", tcase);
}
