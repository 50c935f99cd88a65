/* SPDX-License-Identifier: Apache-2.0
 * The steps of a simulation on pictures whose truth is known. */
#include <check.h>
#include <math.h>
#include <string.h>

#include "output/simulate_parts.h"
#include "support/image_check.h"
#include "support/memory_probe.h"

enum { SIDE_PX = 400 };
static const double PX_PER_MM = 5; /* 80 mm of scalp */

static memory_probe probe;
static tsri_arena arena;
static tsri_sim_area area;
static tsri_sim_input input;
static uint8_t pixels[SIDE_PX * SIDE_PX * 3];

static void fill(float *plane, float value)
{
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
        plane[i] = value;
    }
}

static void set_up(void)
{
    tsr_error err;
    const size_t n = (size_t)SIDE_PX * SIDE_PX;
    memory_probe_init(&probe);
    tsri_arena_init(&arena, &probe.allocator);
    area = (tsri_sim_area){.width_px = SIDE_PX, .height_px = SIDE_PX, .px_per_mm = PX_PER_MM};
    ck_assert_int_eq(tsri_arena_alloc(&arena, n, 1, &area.labels, &err), TSR_OK);
    ck_assert_int_eq(tsri_arena_alloc(&arena, n, sizeof(float), &area.wanted, &err), TSR_OK);
    ck_assert_int_eq(tsri_arena_alloc(&arena, n, sizeof(float), &area.seen, &err), TSR_OK);
    ck_assert_int_eq(tsri_arena_alloc(&arena, n, sizeof(float), &area.crowding, &err), TSR_OK);
    ck_assert_int_eq(tsri_arena_alloc(&arena, n, sizeof(float), &area.strength, &err), TSR_OK);
    memset(area.labels, TSR_LABEL_SCALP, n);
    fill(area.strength, 1);
    fill(area.wanted, 1);
    fill(area.seen, 1);
    fill(area.crowding, 1);
    memset(pixels, 180, sizeof pixels);
    input = (tsri_sim_input){.picture = {pixels, SIDE_PX, SIDE_PX, 3, SIDE_PX * 3}, .params = {.sessions = 3, .seed = 7}};
}

static void tear_down(void)
{
    tsri_arena_release(&arena);
    ck_assert_int_eq(probe.live_count, 0);
}

static tsri_sim_dots place(void)
{
    tsri_sim_dots dots;
    tsr_error err;
    ck_assert_int_eq(tsri_sim_dots_place(&input, &area, &arena, &dots, &err), TSR_OK);
    return dots;
}

static tsri_image render(const tsri_sim_dots *dots, const tsri_sim_tone *tone, int32_t session)
{
    tsri_image out = {0};
    tsr_error err;
    ck_assert_int_eq(tsri_sim_render(&input, &area, tone, dots, session, &probe.allocator, &out, &err), TSR_OK);
    return out;
}

static double nearest_px(const tsri_sim_dots *dots)
{
    double least = SIDE_PX * SIDE_PX;
    for (size_t i = 0; i < dots->count; i++) {
        for (size_t j = 0; j < i; j++) {
            double dx = (double)(dots->items[i].x_px - dots->items[j].x_px),
                   dy = (double)(dots->items[i].y_px - dots->items[j].y_px);
            least = fmin(least, dx * dx + dy * dy);
        }
    }
    return sqrt(least);
}

START_TEST(dots_have_the_density_asked_for_and_keep_apart)
{
    const tsri_sim_dots dots = place();
    double area_mm2 = pow(SIDE_PX / PX_PER_MM, 2);
    ck_assert_double_eq_tol((double)dots.count / area_mm2, 1.8, 0.04);
    /* Disjoint discs that cover 0.48: their diameter is 0.582 mm. */
    ck_assert_double_ge(nearest_px(&dots), 0.582 * PX_PER_MM);
}
END_TEST

START_TEST(each_session_fills_the_gaps_of_those_before)
{
    const tsri_sim_dots dots = place();
    double count[4] = {0};
    for (size_t i = 0; i < dots.count; i++) {
        ck_assert_int_ge(dots.items[i].session, 1);
        ck_assert_int_le(dots.items[i].session, 3);
        count[dots.items[i].session]++;
    }
    ck_assert_double_eq_tol(count[1] / (double)dots.count, 0.30, 0.001);
    ck_assert_double_eq_tol((count[1] + count[2]) / (double)dots.count, 0.70, 0.001);
}
END_TEST

START_TEST(shares_of_sessions_rise_to_all)
{
    ck_assert_double_eq_tol(tsri_sim_session_share(1, 3), 0.3, 1e-12);
    ck_assert_double_eq_tol(tsri_sim_session_share(2, 3), 0.7, 1e-12);
    for (int32_t n = 1; n <= TSR_SIMULATION_MAX_SESSIONS; n++) {
        double before = 0;
        for (int32_t i = 1; i <= n; i++) {
            ck_assert_double_gt(tsri_sim_session_share(i, n), before);
            before = tsri_sim_session_share(i, n);
        }
        ck_assert_double_eq_tol(before, 1, 1e-12);
    }
}
END_TEST

START_TEST(dots_crowd_where_the_head_turns_away_and_thin_out_at_the_edge)
{
    double facing = (double)place().count;
    fill(area.crowding, 2);
    ck_assert_double_eq_tol((double)place().count / facing, 2, 0.15);
    fill(area.crowding, 1);
    fill(area.wanted, 0.25F);
    ck_assert_double_eq_tol((double)place().count / facing, 0.25, 0.05);
    fill(area.wanted, 0);
    ck_assert_uint_eq(place().count, 0);
}
END_TEST

START_TEST(the_seed_alone_decides)
{
    const tsri_sim_dots first = place(), again = place();
    ck_assert_uint_eq(first.count, again.count);
    ck_assert_mem_eq(first.items, again.items, first.count * sizeof *first.items);
    input.params.seed = 8;
    const tsri_sim_dots other = place();
    ck_assert_int_ne(memcmp(first.items, other.items, sizeof *first.items * 10), 0);
}
END_TEST

/* Mean linear light of a channel in a box. */
static double light(const tsri_image *image, int32_t x0, int32_t y0, int32_t side, int channel)
{
    double sum = 0;
    for (int32_t y = y0; y < y0 + side; y++) {
        for (int32_t x = x0; x < x0 + side; x++) {
            sum += tsri_sim_linear(tsri_image_row(image, y)[3 * x + channel]);
        }
    }
    return sum / (side * side);
}

static const tsri_sim_tone TONE = {.absorbance = {0.5, 0.6, 0.7}, .skin_lin = {0.5, 0.5, 0.5}, .blur_px = 0.8};

START_TEST(shading_stays_and_each_channel_loses_its_share)
{
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) { /* dark on the left, light on the right */
        uint8_t level = i % SIDE_PX < SIDE_PX / 2 ? 90 : 200;
        memset(pixels + 3 * i, level, 3);
    }
    const tsri_sim_dots dots = place();
    tsri_image out = render(&dots, &TONE, 3);
    for (int c = 0; c < 3; c++) {
        double dark = light(&out, 40, 100, 120, c) / tsri_sim_linear(90),
               bright = light(&out, 240, 100, 120, c) / tsri_sim_linear(200);
        ck_assert_double_eq_tol(dark, bright, 0.03);
        ck_assert_double_eq_tol(dark, exp(-TONE.absorbance[c]), 0.07);
    }
    tsri_image_release(&out);
}
END_TEST

START_TEST(sessions_darken_step_by_step)
{
    const tsri_sim_dots dots = place();
    double before = tsri_sim_linear(180);
    for (int32_t session = 1; session <= 3; session++) {
        tsri_image out = render(&dots, &TONE, session);
        double now = light(&out, 50, 50, 300, 1);
        ck_assert_double_lt(now, before - 0.01);
        before = now;
        tsri_image_release(&out);
    }
}
END_TEST

START_TEST(pixels_without_scalp_in_sight_are_the_pictures_own)
{
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
        area.seen[i] = i % SIDE_PX < 200 ? 1 : 0;
    }
    const tsri_sim_dots dots = place();
    tsri_image out = render(&dots, &TONE, 3);
    for (int32_t y = 0; y < SIDE_PX; y++) {
        ck_assert_mem_eq(tsri_image_row(&out, y) + 600, pixels + (size_t)y * SIDE_PX * 3 + 600, 600);
    }
    ck_assert_double_lt(light(&out, 20, 20, 150, 0), tsri_sim_linear(180) - 0.05);
    tsri_image_release(&out);
}
END_TEST

START_TEST(the_tone_is_of_the_persons_own_hair_and_no_darker_than_it)
{
    tsri_sim_tone tone;
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
        bool hair = i / SIDE_PX < 100;
        area.labels[i] = hair ? TSR_LABEL_HAIR : TSR_LABEL_SCALP;
        area.seen[i] = hair ? 0 : 1;
        memset(pixels + 3 * i, hair ? 40 : 190, 3);
    }
    tsri_sim_tone_choose(&input, &area, &tone);
    ck_assert(tone.hair_seen && tone.fringe_long);
    ck_assert_double_eq_tol(tone.skin_lab[0], 76.9, 1.5); /* L* of sRGB 190 */
    ck_assert_double_eq_tol(tone.pigment_lab[0], 16.1, 1.5);
    double dark = tone.absorbance[1];
    for (int i = 0; i < 100 * SIDE_PX; i++) { /* clipped grey hair, hardly darker than the skin */
        memset(pixels + 3 * i, 165, 3);
    }
    tsri_sim_tone_choose(&input, &area, &tone);
    ck_assert(!tone.fringe_long);
    ck_assert_double_lt(tone.absorbance[1], dark / 1.5);
    ck_assert_double_gt(tone.absorbance[1], 0.05);
}
END_TEST

START_TEST(colours_go_to_lab_and_back)
{
    static const double WHITE[3] = {1, 1, 1}, SAMPLE[3] = {0.4, 0.2, 0.1};
    double lab[3], back[3];
    tsri_sim_lab(WHITE, lab);
    ck_assert_double_eq_tol(lab[0], 100, 0.01);
    ck_assert_double_eq_tol(lab[1], 0, 0.01);
    tsri_sim_lab(SAMPLE, lab);
    tsri_sim_from_lab(lab, back);
    for (int c = 0; c < 3; c++) {
        ck_assert_double_eq_tol(back[c], SAMPLE[c], 1e-5);
    }
    for (int v = 0; v < 256; v++) {
        ck_assert_int_eq(tsri_sim_level(tsri_sim_linear((uint8_t)v)), v);
    }
}
END_TEST

static tsr_photo_result face(void)
{
    tsr_photo_result r = {0};
    r.landmarks.glabella = (tsr_point){200, 300, true};
    r.hairline.design_mid = (tsr_point){200, 150, true};
    r.hairline.design_left = (tsr_point){120, 130, true};
    r.hairline.design_right = (tsr_point){280, 130, true};
    return r;
}

START_TEST(the_front_line_follows_the_design_rule_along_the_skin)
{
    tsri_sim_line line;
    tsr_photo_result r = face();
    ck_assert(tsri_sim_line_find(&r, 1, 2, &line));
    /* 75 mm over the glabella along a ball of 85 mm radius are 65.6 mm in the picture; the corners recede by 12 mm. */
    double mid_y = 300 - 2 * 85 * sin(75.0 / 85), corner_y = mid_y - 20 - 2 * 12;
    ck_assert_double_eq_tol(tsri_sim_line_above_px(&line, 200, mid_y), 0, 1e-6);
    ck_assert_double_eq_tol(tsri_sim_line_above_px(&line, 120, corner_y), 0, 1e-6);
    ck_assert_double_eq_tol(tsri_sim_line_above_px(&line, 280, corner_y), 0, 1e-6);
    ck_assert_double_gt(tsri_sim_line_above_px(&line, 200, 100), 0);
    ck_assert_double_lt(tsri_sim_line_above_px(&line, 200, 200), 0);
    ck_assert_double_gt(tsri_sim_line_above_px(&line, 335, 200), 0); /* the temple point: the line has turned down */
    r.hairline.trichion = (tsr_point){200, 200, true};               /* far below: the line follows */
    ck_assert(tsri_sim_line_find(&r, 1, 2, &line));
    ck_assert_double_eq_tol(tsri_sim_line_above_px(&line, 200, 200 - 6 * 2), 0, 1e-6);
    r.landmarks.glabella.known = false;
    ck_assert(!tsri_sim_line_find(&r, 1, 2, &line));
}
END_TEST

START_TEST(where_the_line_is_steep_the_way_to_it_is_the_shorter_one_across)
{
    tsri_sim_line line;
    const tsr_photo_result r = face();
    ck_assert(tsri_sim_line_find(&r, 1, 2, &line));
    double x = 310, y = 180; /* the line falls 3 px a px here */
    ck_assert_double_eq_tol(tsri_sim_line_above_px(&line, x + 1, y) - tsri_sim_line_above_px(&line, x, y), 1, 0.2);
}
END_TEST

/* A head seen from above: a disc of bare scalp whose lowest part is forehead. */
static void draw_top(int border_y)
{
    for (int y = 0; y < SIDE_PX; y++) {
        for (int x = 0; x < SIDE_PX; x++) {
            bool head = (x - 200) * (x - 200) + (y - 200) * (y - 200) < 180 * 180;
            area.labels[y * SIDE_PX + x] = !head ? TSR_LABEL_BACKGROUND : y > border_y ? TSR_LABEL_SKIN : TSR_LABEL_SCALP;
        }
    }
}

START_TEST(seen_from_above_the_front_line_has_bays_behind_the_border)
{
    tsri_sim_line line;
    draw_top(320);
    area.x_px = 10;
    area.px_per_mm = 2.2;
    ck_assert(tsri_sim_line_of_border(&area, &line));
    double middle = tsri_sim_line_above_px(&line, 210, 300), bay = tsri_sim_line_above_px(&line, 210 + 100, 300);
    ck_assert_double_eq_tol(middle, 20, 4);
    ck_assert_double_eq_tol(bay, tsri_sim_line_above_px(&line, 210 - 100, 300), 2);
    ck_assert_double_lt(bay, middle - 15);
    ck_assert_double_gt(tsri_sim_line_above_px(&line, 210, 100), 150);
    draw_top(SIDE_PX); /* no forehead in sight */
    ck_assert(!tsri_sim_line_of_border(&area, &line));
}
END_TEST

START_TEST(the_tone_fades_into_the_hair_beside_it)
{
    tsr_error err;
    static const uint8_t LEVEL[2] = {40, 165}; /* hair much darker than the skin, and little */
    float beside[2], far[2];
    for (int dark = 0; dark < 2; dark++) {
        for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
            bool hair = i / SIDE_PX < 100;
            area.labels[i] = hair ? TSR_LABEL_HAIR : TSR_LABEL_SCALP;
            area.seen[i] = hair ? 0 : 1;
            memset(pixels + 3 * i, hair ? LEVEL[dark] : 190, 3);
        }
        ck_assert_int_eq(tsri_sim_match_fringe(&input, &TONE, &arena, &area, &err), TSR_OK);
        beside[dark] = area.strength[115 * SIDE_PX + 200];
        far[dark] = area.strength[390 * SIDE_PX + 200];
    }
    ck_assert_double_gt((double)beside[0], 1.5);
    ck_assert_double_lt((double)beside[1], 0.7);
    ck_assert_double_eq_tol((double)far[0], 1, 1e-6);
    ck_assert_double_eq_tol((double)far[1], 1, 1e-6);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("simulate_parts");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, dots_have_the_density_asked_for_and_keep_apart);
    tcase_add_test(tcase, each_session_fills_the_gaps_of_those_before);
    tcase_add_test(tcase, shares_of_sessions_rise_to_all);
    tcase_add_test(tcase, dots_crowd_where_the_head_turns_away_and_thin_out_at_the_edge);
    tcase_add_test(tcase, the_seed_alone_decides);
    tcase_add_test(tcase, shading_stays_and_each_channel_loses_its_share);
    tcase_add_test(tcase, sessions_darken_step_by_step);
    tcase_add_test(tcase, pixels_without_scalp_in_sight_are_the_pictures_own);
    tcase_add_test(tcase, the_tone_is_of_the_persons_own_hair_and_no_darker_than_it);
    tcase_add_test(tcase, colours_go_to_lab_and_back);
    tcase_add_test(tcase, the_front_line_follows_the_design_rule_along_the_skin);
    tcase_add_test(tcase, where_the_line_is_steep_the_way_to_it_is_the_shorter_one_across);
    tcase_add_test(tcase, seen_from_above_the_front_line_has_bays_behind_the_border);
    tcase_add_test(tcase, the_tone_fades_into_the_hair_beside_it);
    return run_tcase("simulate_parts", tcase);
}
