/* SPDX-License-Identifier: Apache-2.0
 * The main head and its landmarks, on maps drawn by hand. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "parse/islands.h"
#include "parse/landmarks.h"
#include "parse/main_head.h"
#include "parse/net.h"
#include "support/image_check.h"

enum { SIDE_PX = 64, CHANNELS = TSRI_NET_CHANNELS };

static float maps[SIDE_PX * SIDE_PX * CHANNELS];
static const tsri_logits LOGITS = {maps, SIDE_PX, CHANNELS};

static float *cell(int x, int y)
{
    return maps + (y * SIDE_PX + x) * CHANNELS;
}

static void clear_maps(void)
{
    for (int i = 0; i < SIDE_PX * SIDE_PX * CHANNELS; i++) {
        maps[i] = i % CHANNELS == TSR_LABEL_BACKGROUND ? 4.0f : -4.0f;
    }
}

static void draw_box(int x, int y, int width, int height, tsr_label label)
{
    for (int j = y; j < y + height; j++) {
        for (int i = x; i < x + width; i++) {
            cell(i, j)[label] = 8.0f;
        }
    }
}

/* A map's spot as the training draws it: probability exp(-d^2 / (2 * 2^2)). */
static void draw_spot(double x, double y, int channel)
{
    for (int j = 0; j < SIDE_PX; j++) {
        for (int i = 0; i < SIDE_PX; i++) {
            double p = 0.98 * exp(-((i - x) * (i - x) + (j - y) * (j - y)) / 8) + 1e-4;
            cell(i, j)[channel] = (float)log(p / (1 - p));
        }
    }
}

static int count_label(tsr_label label)
{
    uint8_t labels[SIDE_PX * SIDE_PX];
    int count = 0;
    tsri_labels_classify(&LOGITS, labels);
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
        count += labels[i] == label;
    }
    return count;
}

static tsri_rect keep_main(void)
{
    tsri_arena arena;
    tsri_rect head;
    tsr_error err = {0};
    tsri_arena_init(&arena, tsri_memory_default());
    ck_assert_int_eq(tsri_main_head_find(maps, SIDE_PX, CHANNELS, true, &arena, &head, &err), TSR_OK);
    tsri_arena_release(&arena);
    return head;
}

START_TEST(a_smaller_head_becomes_background)
{
    clear_maps();
    draw_box(5, 5, 20, 20, TSR_LABEL_HAIR);
    draw_box(5, 25, 20, 10, TSR_LABEL_SKIN);
    draw_box(45, 5, 8, 8, TSR_LABEL_HAIR);
    draw_box(45, 13, 8, 20, TSR_LABEL_SKIN);
    cell(48, 20)[TSRI_CHANNEL_GLABELLA] = 6.0f;
    tsri_rect head = keep_main();
    ck_assert(head.left_px == 5 && head.top_px == 5 && head.right_px == 25 && head.bottom_px == 35);
    ck_assert_int_eq(count_label(TSR_LABEL_HAIR), 400);
    ck_assert_int_eq(count_label(TSR_LABEL_SKIN), 200);
    tsri_letterbox box = tsri_letterbox_compute(2 * SIDE_PX, 2 * SIDE_PX, 2 * SIDE_PX);
    ck_assert(!tsri_landmarks_find(&LOGITS, &box).glabella.known);
}
END_TEST

START_TEST(hands_and_equal_heads_stay)
{
    clear_maps();
    draw_box(2, 2, 20, 20, TSR_LABEL_HAIR);
    draw_box(30, 2, 20, 15, TSR_LABEL_SCALP); /* three quarters of the first: which one is meant is not known */
    draw_box(5, 40, 10, 10, TSR_LABEL_SKIN);  /* a hand */
    keep_main();
    ck_assert_int_eq(count_label(TSR_LABEL_HAIR), 400);
    ck_assert_int_eq(count_label(TSR_LABEL_SCALP), 300);
    ck_assert_int_eq(count_label(TSR_LABEL_SKIN), 100);
}
END_TEST

START_TEST(a_large_face_with_little_hair_stays)
{
    clear_maps();
    draw_box(10, 2, 20, 10, TSR_LABEL_HAIR); /* a hat, say */
    draw_box(10, 20, 20, 20, TSR_LABEL_SKIN);
    draw_box(10, 20, 5, 5, TSR_LABEL_HAIR);
    for (int y = 20; y < 25; y++) {
        for (int x = 10; x < 15; x++) {
            cell(x, y)[TSR_LABEL_SKIN] = -4.0f;
        }
    }
    keep_main();
    ck_assert_int_eq(count_label(TSR_LABEL_SKIN), 375);
    ck_assert_int_eq(count_label(TSR_LABEL_HAIR), 225);
}
END_TEST

START_TEST(an_empty_map_stays_empty)
{
    clear_maps();
    keep_main();
    ck_assert_int_eq(count_label(TSR_LABEL_BACKGROUND), SIDE_PX * SIDE_PX);
}
END_TEST

/* A box of one label alone. */
static void paint_box(int x, int y, int width, int height, tsr_label label)
{
    for (int j = y; j < y + height; j++) {
        for (int i = x; i < x + width; i++) {
            for (int c = 0; c < TSR_LABEL_COUNT; c++) {
                cell(i, j)[c] = c == (int)label ? 4.0f : -4.0f;
            }
        }
    }
}

static void clear_islands(void)
{
    tsri_arena arena;
    tsri_arena_init(&arena, tsri_memory_default());
    ck_assert_int_eq(tsri_islands_clear(maps, SIDE_PX, CHANNELS, &arena, NULL), TSR_OK);
    tsri_arena_release(&arena);
}

START_TEST(bare_scalp_amid_a_face_is_skin)
{
    clear_maps();
    paint_box(10, 10, 40, 12, TSR_LABEL_HAIR);
    paint_box(10, 22, 40, 30, TSR_LABEL_SKIN);
    paint_box(25, 30, 6, 6, TSR_LABEL_SCALP); /* on the forehead */
    paint_box(12, 22, 6, 5, TSR_LABEL_SCALP); /* a temple below hair */
    paint_box(30, 12, 5, 5, TSR_LABEL_SCALP); /* a patch in the hair */
    clear_islands();
    ck_assert_int_eq(count_label(TSR_LABEL_SCALP), 30 + 25);
    ck_assert_int_eq(count_label(TSR_LABEL_SKIN), 40 * 30 - 30);
    ck_assert(cell(27, 32)[TSR_LABEL_SCALP] + 5 < cell(27, 32)[TSR_LABEL_SKIN]); /* beyond the interval's doubt */
}
END_TEST

START_TEST(a_bald_head_is_no_island)
{
    clear_maps();
    paint_box(10, 10, 40, 45, TSR_LABEL_SKIN);
    paint_box(11, 11, 38, 20, TSR_LABEL_SCALP); /* skin all round, but there is no other scalp */
    clear_islands();
    ck_assert_int_eq(count_label(TSR_LABEL_SCALP), 38 * 20);
}
END_TEST

START_TEST(landmarks_lie_where_their_spots_do)
{
    const double x = 20.3, y = 31.6;
    tsri_letterbox box = tsri_letterbox_compute(400, 300, 2 * SIDE_PX);
    double x_px, y_px;
    clear_maps();
    draw_spot(x, y, TSRI_CHANNEL_GLABELLA);
    draw_spot(10, 30, TSRI_CHANNEL_LEFT_PUPIL);
    tsri_letterbox_to_photo(&box, 2, x, y, &x_px, &y_px);
    tsr_landmarks found = tsri_landmarks_find(&LOGITS, &box);
    ck_assert(found.glabella.known && found.left_pupil.known);
    ck_assert(!found.right_pupil.known && !found.subnasale.known);
    /* A tenth of a map pixel; the window cuts the spot's tails a little unevenly. */
    double tolerance_px = 0.1 * 400 / SIDE_PX;
    ck_assert_double_eq_tol(found.glabella.x_px, x_px, tolerance_px);
    ck_assert_double_eq_tol(found.glabella.y_px, y_px, tolerance_px);
}
END_TEST

START_TEST(pupils_are_told_apart_by_their_place)
{
    tsri_letterbox box = tsri_letterbox_compute(400, 300, 2 * SIDE_PX);
    for (int swapped = 0; swapped < 2; swapped++) {
        clear_maps();
        draw_spot(swapped ? 44 : 20, 30, TSRI_CHANNEL_LEFT_PUPIL);
        draw_spot(swapped ? 20 : 44, 30, TSRI_CHANNEL_RIGHT_PUPIL);
        tsr_landmarks found = tsri_landmarks_find(&LOGITS, &box);
        ck_assert(found.left_pupil.known && found.right_pupil.known);
        ck_assert_double_lt(found.left_pupil.x_px, found.right_pupil.x_px - 100);
    }
    clear_maps(); /* one alone, in the wrong channel, at the right of the nose's root */
    draw_spot(30, 30, TSRI_CHANNEL_GLABELLA);
    draw_spot(44, 32, TSRI_CHANNEL_LEFT_PUPIL);
    tsr_landmarks found = tsri_landmarks_find(&LOGITS, &box);
    ck_assert(found.right_pupil.known && !found.left_pupil.known);
}
END_TEST

START_TEST(a_landmark_outside_the_photo_is_unknown)
{
    tsri_letterbox box = tsri_letterbox_compute(400, 100, 2 * SIDE_PX); /* margins above and below */
    clear_maps();
    draw_spot(30, 4, TSRI_CHANNEL_GLABELLA);
    ck_assert(!tsri_landmarks_find(&LOGITS, &box).glabella.known);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("main head and landmarks");
    tcase_add_test(tests, a_smaller_head_becomes_background);
    tcase_add_test(tests, hands_and_equal_heads_stay);
    tcase_add_test(tests, a_large_face_with_little_hair_stays);
    tcase_add_test(tests, an_empty_map_stays_empty);
    tcase_add_test(tests, bare_scalp_amid_a_face_is_skin);
    tcase_add_test(tests, a_bald_head_is_no_island);
    tcase_add_test(tests, landmarks_lie_where_their_spots_do);
    tcase_add_test(tests, pupils_are_told_apart_by_their_place);
    tcase_add_test(tests, a_landmark_outside_the_photo_is_unknown);
    return run_tcase("parse_heads", tests);
}
