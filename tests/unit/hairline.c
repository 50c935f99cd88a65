/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "measure/hairline.h"
#include "support/image_check.h"

/* A face drawn into a label map: skin below the hairline, hair or scalp above, the face's axes turned by any angle. */
enum { SIDE_PX = 400 };

static const double NOSE_PX = 60, PI = 3.14159265358979323846;

static uint8_t map[SIDE_PX * SIDE_PX];
static const tsr_view_u8 LABELS = {map, SIDE_PX, SIDE_PX, 1, SIDE_PX};

struct drawn {
    double turn_rad, forehead_px;
    tsr_label above;
    tsr_landmarks landmarks;
};

static tsr_point at(const struct drawn *d, double right_px, double up_px)
{
    double c = cos(d->turn_rad), s = sin(d->turn_rad), centre = SIDE_PX / 2.0;
    tsr_point p = {centre + c * right_px + s * up_px, centre + s * right_px - c * up_px, true};
    return p;
}

static void draw(struct drawn *d)
{
    for (int y = 0; y < SIDE_PX; y++) {
        for (int x = 0; x < SIDE_PX; x++) {
            double dx = x - SIDE_PX / 2.0, dy = y - SIDE_PX / 2.0;
            double up = dx * sin(d->turn_rad) - dy * cos(d->turn_rad);
            map[y * SIDE_PX + x] = up >= d->forehead_px ? (uint8_t)d->above : TSR_LABEL_SKIN;
        }
    }
    d->landmarks = (tsr_landmarks){at(d, 0, 0), at(d, -29, -10), at(d, 29, -10), at(d, 0, -NOSE_PX)};
    if (d->landmarks.left_pupil.x_px > d->landmarks.right_pupil.x_px) { /* left and right are the picture's */
        tsr_point left = d->landmarks.right_pupil;
        d->landmarks.right_pupil = d->landmarks.left_pupil;
        d->landmarks.left_pupil = left;
    }
}

static double distance(tsr_point a, tsr_point b)
{
    ck_assert(a.known && b.known);
    return hypot(a.x_px - b.x_px, a.y_px - b.y_px);
}

START_TEST(the_trichion_is_where_the_forehead_ends)
{
    for (int turn = -180; turn <= 180; turn += 20) {
        for (int i = 0; i < 2; i++) {
            struct drawn d = {.turn_rad = turn * PI / 180, .forehead_px = 75, .above = i ? TSR_LABEL_HAIR : TSR_LABEL_SCALP};
            draw(&d);
            tsr_hairline h = tsri_hairline_find(LABELS, &d.landmarks);
            ck_assert_double_lt(distance(h.trichion, at(&d, 0, 75)), 1.5);
            ck_assert_double_lt(distance(h.natural_trichion, at(&d, 0, NOSE_PX)), 1e-9);
            ck_assert_double_lt(distance(h.natural_lo, at(&d, 0, 0.74 * NOSE_PX)), 1e-9);
            ck_assert_double_lt(distance(h.natural_hi, at(&d, 0, 1.14 * NOSE_PX)), 1e-9);
        }
    }
}
END_TEST

START_TEST(pupils_serve_where_the_nose_is_hidden)
{
    struct drawn d = {.turn_rad = 0.3, .forehead_px = 70, .above = TSR_LABEL_HAIR};
    draw(&d);
    d.landmarks.subnasale.known = false;
    tsr_hairline h = tsri_hairline_find(LABELS, &d.landmarks);
    ck_assert_double_lt(distance(h.trichion, at(&d, 0, 70)), 1.5);
    ck_assert(!h.natural_trichion.known); /* the rule of thirds needs the nose */
}
END_TEST

START_TEST(a_face_bent_down_is_taken_upright)
{
    struct drawn d = {.turn_rad = 0, .forehead_px = 70, .above = TSR_LABEL_HAIR};
    draw(&d);
    d.landmarks.subnasale.known = d.landmarks.left_pupil.known = false;
    for (int y = 0; y < SIDE_PX; y++) { /* a face 160 px wide */
        memset(map + y * SIDE_PX, TSR_LABEL_BACKGROUND, SIDE_PX / 2 - 80);
        memset(map + y * SIDE_PX + SIDE_PX / 2 + 80, TSR_LABEL_BACKGROUND, SIDE_PX / 2 - 80);
    }
    tsr_hairline h = tsri_hairline_find(LABELS, &d.landmarks);
    ck_assert_double_lt(distance(h.trichion, at(&d, 0, 70)), 1.5);
    ck_assert(!h.natural_trichion.known);
}
END_TEST

START_TEST(a_strand_does_not_end_the_forehead)
{
    struct drawn d = {.turn_rad = 0, .forehead_px = 80, .above = TSR_LABEL_HAIR};
    draw(&d);
    memset(map + (SIDE_PX / 2 - 40) * SIDE_PX, TSR_LABEL_HAIR, 3 * SIDE_PX); /* three rows across the forehead */
    tsr_hairline h = tsri_hairline_find(LABELS, &d.landmarks);
    ck_assert_double_lt(distance(h.trichion, at(&d, 0, 80)), 1.5);
    for (int y = 0; y < SIDE_PX; y++) { /* a lock over one of the lines, down to the brow */
        memset(map + y * SIDE_PX + SIDE_PX / 2 - 12, TSR_LABEL_HAIR, 6);
    }
    h = tsri_hairline_find(LABELS, &d.landmarks);
    ck_assert_double_lt(distance(h.trichion, at(&d, 0, 80)), 1.5);
}
END_TEST

START_TEST(what_cannot_be_known_is_not_said)
{
    struct drawn d = {.turn_rad = 0, .forehead_px = 80, .above = TSR_LABEL_HAIR};
    draw(&d);
    tsr_landmarks blind = d.landmarks;
    blind.glabella.known = false;
    ck_assert(!tsri_hairline_find(LABELS, &blind).trichion.known);
    blind = d.landmarks;
    blind.left_pupil = blind.right_pupil; /* no axis */
    ck_assert(!tsri_hairline_find(LABELS, &blind).trichion.known);
    memset(map + (SIDE_PX / 2 - 20) * SIDE_PX, TSR_LABEL_HAIR, 30 * SIDE_PX); /* a fringe down to the brows */
    ck_assert(!tsri_hairline_find(LABELS, &d.landmarks).trichion.known);
    d.above = TSR_LABEL_BACKGROUND; /* a hat */
    draw(&d);
    ck_assert(!tsri_hairline_find(LABELS, &d.landmarks).trichion.known);
    d.forehead_px = SIDE_PX; /* skin up to the picture's edge */
    draw(&d);
    ck_assert(!tsri_hairline_find(LABELS, &d.landmarks).trichion.known);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("hairline");
    tcase_add_test(tcase, the_trichion_is_where_the_forehead_ends);
    tcase_add_test(tcase, pupils_serve_where_the_nose_is_hidden);
    tcase_add_test(tcase, a_face_bent_down_is_taken_upright);
    tcase_add_test(tcase, a_strand_does_not_end_the_forehead);
    tcase_add_test(tcase, what_cannot_be_known_is_not_said);
    return run_tcase("hairline", tcase);
}
