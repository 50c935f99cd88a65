/* SPDX-License-Identifier: Apache-2.0
 * A case of photos whose measures are set by hand: how they are joined. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/image_check.h"
#include "tonsure/assess.h"

enum { FACE_DOWN = 1, FACE_UP = -1 }; /* up_y of a top view's frame */

/* Share of the scalp that each view sees most squarely, by zone: docs/measurement.md 9. Order of tsr_view. */
static const double PARTS[TSR_ZONE_COUNT][TSR_VIEW_COUNT] = {
    [TSR_ZONE_FRONTAL] = {0, 0, 0.10, 0, 0, 0},
    [TSR_ZONE_MID] = {0, 0, 0.08, 0.0175, 0.0175, 0},
    [TSR_ZONE_VERTEX] = {0, 0, 0.075, 0.0225, 0.0225, 0.06},
    [TSR_ZONE_LEFT_TEMPLE] = {0, 0, 0, 0.045, 0, 0},
    [TSR_ZONE_RIGHT_TEMPLE] = {0, 0, 0, 0, 0.045, 0},
    [TSR_ZONE_LEFT_SIDE] = {0, 0, 0, 0.12, 0, 0},
    [TSR_ZONE_RIGHT_SIDE] = {0, 0, 0, 0, 0.12, 0},
    [TSR_ZONE_OCCIPITAL] = {0, 0, 0, 0.05, 0.05, 0.175},
};

static tsr_quantity share_of(double value)
{
    return (tsr_quantity){value, fmax(0, value - 0.05), fmin(1, value + 0.05), true};
}

/* A photo with a share and no zones. */
static tsr_photo_result photo_of(tsr_view view, double share)
{
    tsr_photo_result r;
    memset(&r, 0, sizeof r);
    r.status = TSR_PHOTO_OK;
    r.view = (tsr_view_guess){.label = view, .probability = 1};
    r.coverage.bare_fraction = share_of(share);
    r.zones.frame = (tsr_zone_frame){
        .view = view, .up_y = view == TSR_VIEW_TOP ? FACE_DOWN : -1, .half_up_px = 9, .half_right_px = 9, .known = true};
    return r;
}

static void show(tsr_photo_result *r, tsr_zone zone, double share)
{
    r->zones.bare_fraction[zone] = share_of(share);
    r->zones.density[zone] = share_of(1 - share);
}

/* Every zone that a view can show. */
static void show_all(tsr_photo_result *r, double share)
{
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        show(r, (tsr_zone)z, share);
    }
}

static tsr_case_result assess_one(const tsr_photo_result *r)
{
    return tsr_case_assess(&r, 1);
}

static void check_holds(tsr_quantity q)
{
    ck_assert(q.known && isfinite(q.lo) && isfinite(q.hi));
    ck_assert(0 <= q.lo && q.lo <= q.value && q.value <= q.hi);
}

START_TEST(each_part_is_of_the_view_that_sees_it_squarely)
{
    static const tsr_view WANT[TSR_ZONE_COUNT] = {
        [TSR_ZONE_FRONTAL] = TSR_VIEW_TOP,        [TSR_ZONE_MID] = TSR_VIEW_TOP,
        [TSR_ZONE_VERTEX] = TSR_VIEW_TOP,         [TSR_ZONE_LEFT_TEMPLE] = TSR_VIEW_LEFT,
        [TSR_ZONE_RIGHT_TEMPLE] = TSR_VIEW_RIGHT, [TSR_ZONE_LEFT_SIDE] = TSR_VIEW_LEFT,
        [TSR_ZONE_RIGHT_SIDE] = TSR_VIEW_RIGHT,   [TSR_ZONE_OCCIPITAL] = TSR_VIEW_BACK,
    };
    tsr_photo_result photos[5];
    const tsr_photo_result *given[5];
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) { /* all show all zones, each with a share of its own */
        photos[v - 1] = photo_of((tsr_view)v, 0.1 * v);
        show_all(&photos[v - 1], 0.1 * v);
        given[TSR_VIEW_COUNT - 1 - v] = &photos[v - 1];
    }
    tsr_case_result c = tsr_case_assess(given, 5);
    double mean = 0;
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        ck_assert_msg(c.zones[z].view == WANT[z], "%s: %s", tsr_zone_name((tsr_zone)z), tsr_view_name(c.zones[z].view));
        double area = 0, bare = 0;
        for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
            area += PARTS[z][v];
            bare += PARTS[z][v] * 0.1 * v;
        }
        ck_assert_double_eq_tol(c.zones[z].bare_fraction.value, 0.1 * WANT[z], 1e-12);
        ck_assert_double_eq_tol(c.zones[z].density.value, 1 - 0.1 * WANT[z], 1e-12);
        ck_assert_double_eq_tol(c.zones[z].whole_bare_fraction.value, bare / area, 1e-12);
        ck_assert_double_eq_tol(c.zones[z].whole_bare_fraction.hi, bare / area + 0.05, 1e-12);
        ck_assert_double_eq_tol(c.zones[z].whole_density.value, 1 - bare / area, 1e-12);
        ck_assert_double_eq_tol(c.zones[z].area_cm2.value, 600 * area, 1e-9);
        mean += bare;
    }
    ck_assert_int_eq(c.zones[TSR_ZONE_NONE].view, TSR_VIEW_UNKNOWN);
    ck_assert_double_eq_tol(c.bare_fraction.value, mean, 1e-9); /* no zone counts twice: the weights add to 1 */
    ck_assert_double_eq_tol(c.zones_seen_frac, 1, 1e-9);
    check_holds(c.bare_fraction);
    check_holds(c.bare_cm2);
}
END_TEST

/* Bare at the picture's left only; the person's bare side is known by the view. */
static const struct {
    tsr_view view;
    int up_y;
    bool swaps;
} SIDES[] = {
    {TSR_VIEW_FRONT, -1, true}, {TSR_VIEW_TOP, FACE_DOWN, true}, {TSR_VIEW_TOP, FACE_UP, false}, {TSR_VIEW_BACK, -1, false}};

START_TEST(left_and_right_are_the_persons)
{
    for (size_t i = 0; i < sizeof SIDES / sizeof *SIDES; i++) {
        tsr_photo_result r = photo_of(SIDES[i].view, 0.5);
        r.zones.frame.up_y = SIDES[i].up_y;
        show(&r, TSR_ZONE_LEFT_SIDE, 0.9);
        show(&r, TSR_ZONE_RIGHT_SIDE, 0.1);
        show(&r, TSR_ZONE_LEFT_TEMPLE, 0.8);
        show(&r, TSR_ZONE_RIGHT_TEMPLE, 0.2);
        tsr_case_result c = assess_one(&r);
        if (r.view.label != TSR_VIEW_FRONT) {
            ck_assert_double_eq_tol(c.zones[TSR_ZONE_LEFT_SIDE].bare_fraction.value, SIDES[i].swaps ? 0.1 : 0.9, 1e-12);
            ck_assert_double_eq_tol(c.zones[TSR_ZONE_RIGHT_SIDE].bare_fraction.value, SIDES[i].swaps ? 0.9 : 0.1, 1e-12);
        }
        if (r.view.label != TSR_VIEW_BACK) {
            ck_assert_double_eq_tol(c.zones[TSR_ZONE_LEFT_TEMPLE].bare_fraction.value, SIDES[i].swaps ? 0.2 : 0.8, 1e-12);
            ck_assert_double_eq_tol(c.zones[TSR_ZONE_RIGHT_TEMPLE].bare_fraction.value, SIDES[i].swaps ? 0.8 : 0.2, 1e-12);
        }
    }
    tsr_photo_result left = photo_of(TSR_VIEW_LEFT, 0.5), right = photo_of(TSR_VIEW_RIGHT, 0.5);
    show(&left, TSR_ZONE_LEFT_SIDE, 0.7);
    show(&right, TSR_ZONE_RIGHT_SIDE, 0.3);
    const tsr_photo_result *const both[] = {&right, &left};
    tsr_case_result c = tsr_case_assess(both, 2);
    ck_assert_double_eq_tol(c.zones[TSR_ZONE_LEFT_SIDE].bare_fraction.value, 0.7, 1e-12);
    ck_assert_double_eq_tol(c.zones[TSR_ZONE_RIGHT_SIDE].bare_fraction.value, 0.3, 1e-12);
}
END_TEST

START_TEST(a_bare_head_is_a_bare_scalp)
{
    tsr_photo_result photos[3] = {photo_of(TSR_VIEW_TOP, 1), photo_of(TSR_VIEW_BACK, 1), photo_of(TSR_VIEW_LEFT, 1)};
    const tsr_photo_result *const given[] = {&photos[0], &photos[1], &photos[2]};
    for (int i = 0; i < 3; i++) {
        show_all(&photos[i], 1);
        for (int z = 0; z < TSR_ZONE_COUNT; z++) {
            photos[i].zones.bare_fraction[z].lo = 1;
        }
    }
    tsr_case_result c = tsr_case_assess(given, 3);
    ck_assert_double_eq_tol(c.bare_fraction.value, 1, 1e-9);
    ck_assert_double_eq_tol(c.zones_seen_frac, 1, 1e-9);
    ck_assert_double_eq_tol(c.bare_cm2.value, 600, 1e-6);
    ck_assert_double_eq_tol(c.bare_cm2.lo, 500 * (1 - 0.045 - 0.12 - 0.05 - 0.0225 - 0.0175), 1e-6); /* nobody saw the right */
    ck_assert_double_eq_tol(c.bare_cm2.hi, 775, 1e-6);
}
END_TEST

START_TEST(a_single_view_speaks_for_its_zones)
{
    tsr_photo_result r = photo_of(TSR_VIEW_TOP, 0.9);
    show(&r, TSR_ZONE_FRONTAL, 0.2);
    show(&r, TSR_ZONE_VERTEX, 0.6);
    tsr_case_result c = assess_one(&r);
    ck_assert_double_eq_tol(c.zones_seen_frac, 0.28, 1e-9);
    ck_assert_double_eq_tol(c.bare_fraction.value, (0.10 * 0.2 + 0.18 * 0.6) / 0.28, 1e-9);
    ck_assert_double_eq_tol(c.bare_cm2.value, 600 * (0.10 * 0.2 + 0.18 * 0.6), 1e-6);
    ck_assert_double_eq_tol(c.bare_fraction.lo, 0.10 * 0.15 + 0.075 * 0.55, 1e-9); /* of one view: the errors go together */
    ck_assert_double_eq_tol(c.bare_fraction.hi, 0.10 * 0.25 + 0.075 * 0.65 + 0.825, 1e-9);
    ck_assert_double_eq_tol(c.zones[TSR_ZONE_VERTEX].bare_fraction.hi, 0.65, 1e-12);
    ck_assert_double_eq_tol(c.zones[TSR_ZONE_VERTEX].whole_bare_fraction.hi, (0.075 * 0.65 + 0.105) / 0.18, 1e-12);
    ck_assert_int_eq(c.zones[TSR_ZONE_MID].view, TSR_VIEW_UNKNOWN);
    ck_assert(!c.zones[TSR_ZONE_MID].bare_fraction.known);
}
END_TEST

START_TEST(another_view_steps_in)
{
    tsr_photo_result top = photo_of(TSR_VIEW_TOP, 0.5), front = photo_of(TSR_VIEW_FRONT, 0.5);
    const tsr_photo_result *const given[] = {&top, &front};
    show(&front, TSR_ZONE_FRONTAL, 0.4); /* which the top view does not show */
    show(&top, TSR_ZONE_VERTEX, 0.1);
    tsr_case_result c = tsr_case_assess(given, 2);
    ck_assert_int_eq(c.zones[TSR_ZONE_FRONTAL].view, TSR_VIEW_FRONT);
    ck_assert_int_eq(c.zones[TSR_ZONE_VERTEX].view, TSR_VIEW_TOP);
    ck_assert_double_eq_tol(c.zones[TSR_ZONE_FRONTAL].bare_fraction.value, 0.4, 1e-12);
    ck_assert_double_eq_tol(c.zones[TSR_ZONE_FRONTAL].whole_bare_fraction.hi, 1, 1e-12); /* not seen squarely */
}
END_TEST

START_TEST(views_err_apart)
{
    tsr_photo_result top = photo_of(TSR_VIEW_TOP, 0.5), back = photo_of(TSR_VIEW_BACK, 0.5);
    const tsr_photo_result *const given[] = {&top, &back};
    show(&top, TSR_ZONE_VERTEX, 0.5);
    show(&back, TSR_ZONE_VERTEX, 0.5);
    const double apart = hypot(0.075 * 0.05, 0.06 * 0.05);
    ck_assert_double_eq_tol(tsr_case_assess(given, 2).bare_fraction.lo, 0.135 * 0.5 - apart, 1e-9);
}
END_TEST

START_TEST(without_zones_the_view_that_sees_most)
{
    static const tsr_view ORDER[] = {TSR_VIEW_TOP,  TSR_VIEW_BACK,  TSR_VIEW_FRONT,
                                     TSR_VIEW_LEFT, TSR_VIEW_RIGHT, TSR_VIEW_UNKNOWN};
    for (size_t best = 0; best < 6; best++) {
        tsr_photo_result results[6];
        const tsr_photo_result *photos[6];
        for (size_t i = best; i < 6; i++) { /* the best one last */
            results[i] = photo_of(ORDER[i], 0.1 * (double)(i + 1));
            photos[5 - i] = &results[i];
        }
        tsr_case_result c = tsr_case_assess(photos, 6 - best);
        ck_assert_int_eq(c.status, TSR_PHOTO_OK);
        ck_assert(c.bare_fraction.known && !c.bare_cm2.known);
        ck_assert(c.bare_fraction.value == results[best].coverage.bare_fraction.value);
        ck_assert(c.bare_fraction.lo <= 0 && c.bare_fraction.hi >= 1); /* of a whole scalp nothing is known */
        ck_assert(c.zones_seen_frac <= 0);
    }
}
END_TEST

START_TEST(a_case_of_what_there_is)
{
    tsr_photo_result poor = photo_of(TSR_VIEW_TOP, 0.9), first = photo_of(TSR_VIEW_LEFT, 0.3),
                     second = photo_of(TSR_VIEW_LEFT, 0.4);
    poor.status = TSR_PHOTO_NOT_ASSESSABLE;
    show_all(&poor, 0.9);
    const tsr_photo_result *const mixed[] = {NULL, &poor, &first, &second};
    tsr_case_result c = tsr_case_assess(mixed, 4);
    ck_assert_int_eq(c.status, TSR_PHOTO_OK);
    ck_assert(c.bare_fraction.value == 0.3); /* a poor top does not outrank; among equals the first */
    ck_assert_int_eq(c.zones[TSR_ZONE_VERTEX].view, TSR_VIEW_UNKNOWN);
    c = tsr_case_assess(mixed, 2);
    ck_assert_int_eq(c.status, TSR_PHOTO_NOT_ASSESSABLE);
    ck_assert(!c.bare_fraction.known && !c.bare_cm2.known && !c.salt.known);
    c = tsr_case_assess(mixed, 1);
    ck_assert_int_eq(c.status, TSR_PHOTO_ERROR);
    ck_assert(!c.bare_fraction.known);
    c = tsr_case_assess(NULL, 0);
    ck_assert_int_eq(c.status, TSR_PHOTO_ERROR);
}
END_TEST

START_TEST(salt_is_of_the_four_views)
{
    static const tsr_view VIEWS[] = {TSR_VIEW_TOP, TSR_VIEW_BACK, TSR_VIEW_LEFT, TSR_VIEW_RIGHT};
    tsr_photo_result photos[4];
    const tsr_photo_result *given[4];
    for (int i = 0; i < 4; i++) {
        photos[i] = photo_of(VIEWS[i], VIEWS[i] == TSR_VIEW_RIGHT ? 0.2 : 0);
        given[i] = &photos[i];
    }
    tsr_salt salt = tsr_case_assess(given, 4).salt;
    ck_assert(salt.known && salt.score.known);
    ck_assert_double_eq_tol(salt.score.value, 3.6, 1e-9); /* 0.18 x 20 % */
    ck_assert(salt.lo <= 3.6 && 3.6 <= salt.hi);
    ck_assert_str_eq(salt.class_name, "S1");
    salt = tsr_case_assess(given, 3).salt; /* no right view */
    ck_assert(salt.known && !salt.score.known && !salt.regions[TSR_SALT_RIGHT].known);
    ck_assert(salt.lo <= 0 && salt.hi >= 18 && salt.hi <= 25);
    const tsr_photo_result front = photo_of(TSR_VIEW_FRONT, 0.5);
    ck_assert(!assess_one(&front).salt.known);
}
END_TEST

START_TEST(intervals_lie_round_the_value)
{
    uint32_t state = 11;
    for (int round = 0; round < 500; round++) {
        tsr_photo_result photos[5];
        const tsr_photo_result *given[5];
        for (int i = 0; i < 5; i++) {
            photos[i] = photo_of((tsr_view)(check_random(&state) % TSR_VIEW_COUNT), check_random(&state) % 101 / 100.0);
            given[i] = check_random(&state) % 5 ? &photos[i] : NULL;
            for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
                if (check_random(&state) % 2) {
                    show(&photos[i], (tsr_zone)z, check_random(&state) % 101 / 100.0);
                }
            }
        }
        tsr_case_result c = tsr_case_assess(given, 5);
        if (c.bare_fraction.known) {
            check_holds(c.bare_fraction);
            ck_assert(c.bare_fraction.hi <= 1 && c.zones_seen_frac >= 0 && c.zones_seen_frac <= 1);
        }
        if (c.bare_cm2.known) {
            check_holds(c.bare_cm2);
            ck_assert_double_le(c.bare_cm2.hi, 775 * 1.0001);
        }
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("case");
    tcase_add_test(tcase, each_part_is_of_the_view_that_sees_it_squarely);
    tcase_add_test(tcase, left_and_right_are_the_persons);
    tcase_add_test(tcase, a_bare_head_is_a_bare_scalp);
    tcase_add_test(tcase, a_single_view_speaks_for_its_zones);
    tcase_add_test(tcase, another_view_steps_in);
    tcase_add_test(tcase, without_zones_the_view_that_sees_most);
    tcase_add_test(tcase, views_err_apart);
    tcase_add_test(tcase, a_case_of_what_there_is);
    tcase_add_test(tcase, salt_is_of_the_four_views);
    tcase_add_test(tcase, intervals_lie_round_the_value);
    return run_tcase("pipeline_case", tcase);
}
