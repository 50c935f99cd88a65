/* SPDX-License-Identifier: Apache-2.0
 * Registration on synthetic heads whose movement is known. */
#include "output/register.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/image_check.h"
#include "support/synth.h"

enum { SIDE_PX = 360 };

static const tsr_landmarks NO_LANDMARKS;

typedef struct head {
    tsri_image rgb, labels;
} head;

static head render(const synth_head_params *params)
{
    head h;
    ck_assert_int_eq(synth_head_render(params, &h.rgb, &h.labels), TSR_OK);
    return h;
}

static void release(head *h)
{
    tsri_image_release(&h->rgb);
    tsri_image_release(&h->labels);
}

static synth_head_params usual(synth_view view)
{
    synth_head_params p = synth_head_params_default(view, SIDE_PX, SIDE_PX);
    p.left_recession_mm = 14; /* no head is quite symmetric */
    p.edge_wobble_mm = 3;
    return p;
}

/* The head as another photo shows it: back tells where each place of the new photo lies in the old one. */
static head moved(const head *h, const tsri_motion *back, double gain)
{
    const int32_t size[2] = {SIDE_PX, SIDE_PX};
    head m;
    memset(&m, 0, sizeof m);
    ck_assert_int_eq(tsri_image_init(&m.rgb, tsri_memory_default(), SIDE_PX, SIDE_PX, 3, NULL), TSR_OK);
    ck_assert_int_eq(tsri_image_init(&m.labels, tsri_memory_default(), SIDE_PX, SIDE_PX, 1, NULL), TSR_OK);
    tsri_motion_resample(back, tsri_image_view(&h->rgb), size, size, true, 90, &m.rgb);
    tsri_motion_resample(back, tsri_image_view(&h->labels), size, size, false, 0, &m.labels);
    for (size_t i = 0; i < 3 * (size_t)SIDE_PX * SIDE_PX; i++) {
        m.rgb.data[i] = (uint8_t)fmin(255, gain * m.rgb.data[i]);
    }
    return m;
}

static tsri_motion turn_and_bend(double turn_deg, double size, double shift_px, double bend_px)
{
    double turn = turn_deg * 0.017453292519943295, mid = SIDE_PX / 2.0;
    tsri_motion m = {.a = size * cos(turn), .b = size * sin(turn), .center_x_px = mid, .center_y_px = mid, .unit_px = 200};
    m.tx_px = mid + shift_px - m.a * mid + m.b * mid;
    m.ty_px = mid - shift_px / 2 - m.b * mid - m.a * mid;
    m.bend_px[0][3] = bend_px;
    m.bend_px[0][4] = -bend_px;
    m.bend_px[1][5] = bend_px / 2;
    m.bend_px[1][7] = bend_px;
    return m;
}

static tsr_fit put_together(const head *before, const head *after, bool with_photo, tsri_motion *motion)
{
    const tsr_view_u8 none = {0};
    tsr_fit fit;
    tsr_error err = {0};
    const tsri_register_side b = {tsri_image_view(&before->labels), with_photo ? tsri_image_view(&before->rgb) : none,
                                  &NO_LANDMARKS};
    const tsri_register_side a = {tsri_image_view(&after->labels), with_photo ? tsri_image_view(&after->rgb) : none,
                                  &NO_LANDMARKS};
    tsr_status st = tsri_register(&b, &a, tsri_memory_default(), motion, &fit, &err);
    ck_assert_msg(st == TSR_OK, "%s", err.message);
    return fit;
}

/* Mean error over the scalp and skin of the photo after, in head widths: back undone by the motion found. */
static double error_of(const tsri_motion *motion, const tsri_motion *back, const head *after)
{
    double sum = 0, count = 0, p[2], q[2];
    for (int32_t y = 0; y < SIDE_PX; y += 5) {
        for (int32_t x = 0; x < SIDE_PX; x += 5) {
            if (tsri_image_row(&after->labels, y)[x]) {
                tsri_motion_apply(back, x, y, p);
                tsri_motion_apply(motion, p[0], p[1], q);
                sum += hypot(q[0] - x, q[1] - y);
                count++;
            }
        }
    }
    return sum / count / (motion->unit_px * tsri_motion_scale(motion));
}

START_TEST(a_moved_head_is_found)
{
    synth_head_params p = usual((synth_view)_i);
    head before = render(&p);
    const tsri_motion back = turn_and_bend(_i % 2 ? 9 : -11, _i % 3 ? 1.12 : 0.9, 9, 4);
    head after = moved(&before, &back, 0.8);
    for (int with_photo = 0; with_photo < 2; with_photo++) {
        tsri_motion motion;
        tsr_fit fit = put_together(&before, &after, with_photo, &motion);
        double error = error_of(&motion, &back, &after);
        ck_assert_msg(fit.verdict != TSR_FIT_REFUSED, "view %d refused: %x, outline %.4f overlap %.3f", _i, fit.reasons,
                      fit.outline_frac, fit.overlap_frac);
        ck_assert_msg(error <= 0.015, "view %d, photo %d: error %.4f of the head's width", _i, with_photo, error);
    }
    release(&before);
    release(&after);
}
END_TEST

START_TEST(lost_hair_does_not_move_the_head)
{
    static const synth_view SEEN[] = {SYNTH_FRONT, SYNTH_TOP, SYNTH_BACK};
    synth_head_params p = usual(SEEN[_i]);
    head before = render(&p);
    p.loss = SYNTH_LOSS_HORSESHOE;
    head after = render(&p);
    const tsri_motion still = {.a = 1, .unit_px = 1};
    tsri_motion motion;
    tsr_fit fit = put_together(&before, &after, true, &motion);
    double error = error_of(&motion, &still, &after);
    ck_assert_msg(fit.verdict != TSR_FIT_REFUSED, "view %d: reasons %x outline %.4f", _i, fit.reasons, fit.outline_frac);
    ck_assert_msg(error <= 0.015, "view %d: error %.4f", _i, error);
    release(&before);
    release(&after);
}
END_TEST

static head mirrored(const head *h)
{
    const tsri_motion flip_free = {.a = 1, .unit_px = 1};
    head m = moved(h, &flip_free, 1);
    for (int32_t y = 0; y < SIDE_PX; y++) {
        for (int32_t x = 0; x < SIDE_PX; x++) {
            memcpy(tsri_image_row(&m.rgb, y) + 3 * x, tsri_image_row(&h->rgb, y) + 3 * (SIDE_PX - 1 - x), 3);
            tsri_image_row(&m.labels, y)[x] = tsri_image_row(&h->labels, y)[SIDE_PX - 1 - x];
        }
    }
    return m;
}

START_TEST(a_mirrored_side_view_is_noticed)
{
    synth_head_params p = usual(SYNTH_LEFT);
    head before = render(&p), after = mirrored(&before);
    tsri_motion motion;
    tsr_fit fit = put_together(&before, &after, _i == 0, &motion);
    ck_assert_int_eq(fit.verdict, TSR_FIT_REFUSED);
    ck_assert_uint_eq(fit.reasons, TSR_FIT_MIRRORED);
    release(&before);
    release(&after);
}
END_TEST

/* A top view with all its hair and no skin is symmetric; only strands and a parting tell its sides. */
START_TEST(strands_tell_that_a_top_view_is_mirrored)
{
    synth_head_params p = synth_head_params_default(SYNTH_TOP, SIDE_PX, SIDE_PX);
    head before = render(&p);
    for (int32_t y = 0; y < SIDE_PX; y++) {
        uint8_t *rgb = tsri_image_row(&before.rgb, y);
        for (int32_t x = 0; x < SIDE_PX; x++) {
            uint8_t *label = &tsri_image_row(&before.labels, y)[x];
            *label = *label == TSR_LABEL_SKIN ? TSR_LABEL_BACKGROUND : *label;
            bool strand = (x + 2 * y) % 24 < 8, parting = abs(x - (SIDE_PX / 2 + 30)) < 3;
            if (*label == TSR_LABEL_HAIR && (strand || parting)) {
                memset(rgb + 3 * x, parting ? 200 : 90, 3);
            }
        }
    }
    const tsri_motion back = turn_and_bend(4, 1.05, 3, 1);
    head same = moved(&before, &back, 0.8), flipped = mirrored(&before), after = moved(&flipped, &back, 0.8);
    tsri_motion motion;
    ck_assert_int_ne(put_together(&before, &same, true, &motion).verdict, TSR_FIT_REFUSED);
    ck_assert_uint_eq(put_together(&before, &after, true, &motion).reasons, TSR_FIT_MIRRORED);
    ck_assert_uint_eq(put_together(&before, &after, false, &motion).reasons & TSR_FIT_MIRRORED, 0); /* nothing tells it */
    release(&before);
    release(&same);
    release(&flipped);
    release(&after);
}
END_TEST

START_TEST(another_view_is_refused)
{
    static const synth_view PAIRS[][2] = {{SYNTH_FRONT, SYNTH_TOP}, {SYNTH_LEFT, SYNTH_FRONT}, {SYNTH_BACK, SYNTH_RIGHT}};
    synth_head_params p = usual(PAIRS[_i][0]), other = usual(PAIRS[_i][1]);
    head before = render(&p), after = render(&other);
    tsri_motion motion;
    tsr_fit fit = put_together(&before, &after, true, &motion);
    ck_assert_msg(fit.verdict == TSR_FIT_REFUSED && fit.reasons, "outline %.4f overlap %.3f likeness %.2f", fit.outline_frac,
                  fit.overlap_frac, fit.skin_likeness.value);
    release(&before);
    release(&after);
}
END_TEST

START_TEST(no_head_and_a_small_head_are_refused)
{
    synth_head_params p = usual(SYNTH_TOP);
    head before = render(&p), after = render(&p);
    tsri_motion motion;
    memset(after.labels.data, TSR_LABEL_SKIN, (size_t)SIDE_PX * SIDE_PX);
    tsr_fit fit = put_together(&before, &after, true, &motion);
    ck_assert_int_eq(fit.verdict, TSR_FIT_REFUSED);
    ck_assert_uint_eq(fit.reasons, TSR_FIT_NO_HEAD);
    release(&after);
    p.head_frac = 0.2;
    after = render(&p);
    fit = put_together(&before, &after, true, &motion);
    ck_assert_int_eq(fit.verdict, TSR_FIT_REFUSED);
    ck_assert(fit.reasons & TSR_FIT_HEAD_SMALL);
    release(&before);
    release(&after);
}
END_TEST

START_TEST(the_same_photo_lies_on_itself_the_same_every_time)
{
    synth_head_params p = usual(SYNTH_FRONT);
    head h = render(&p);
    tsri_motion once, again;
    tsr_fit fit = put_together(&h, &h, true, &once);
    (void)put_together(&h, &h, true, &again);
    ck_assert_int_eq(memcmp(&once, &again, sizeof once), 0);
    ck_assert_int_eq(fit.verdict, TSR_FIT_GOOD);
    ck_assert_double_eq_tol(fit.scale, 1, 2e-3);
    ck_assert_double_eq_tol(fit.rotation_deg, 0, 0.1);
    ck_assert(fit.skin_likeness.known);
    ck_assert_double_gt(fit.skin_likeness.value, 0.99);
    release(&h);
}
END_TEST

START_TEST(memory_may_run_out)
{
    synth_head_params p = usual(SYNTH_TOP);
    head h = render(&p);
    const tsri_register_side side = {tsri_image_view(&h.labels), tsri_image_view(&h.rgb), &NO_LANDMARKS};
    memory_probe probe;
    tsri_motion motion;
    tsr_fit fit;
    FAIL_ALLOC_EACH(probe, tsri_register(&side, &side, &probe.allocator, &motion, &fit, NULL), (void)0);
    release(&h);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("register");
    tcase_set_timeout(t, 100);
    tcase_add_loop_test(t, a_moved_head_is_found, 0, SYNTH_VIEW_COUNT);
    tcase_add_loop_test(t, lost_hair_does_not_move_the_head, 0, 3);
    tcase_add_loop_test(t, a_mirrored_side_view_is_noticed, 0, 2);
    tcase_add_test(t, strands_tell_that_a_top_view_is_mirrored);
    tcase_add_loop_test(t, another_view_is_refused, 0, 3);
    tcase_add_test(t, no_head_and_a_small_head_are_refused);
    tcase_add_test(t, the_same_photo_lies_on_itself_the_same_every_time);
    tcase_add_test(t, memory_may_run_out);
    return run_tcase("register", t);
}
