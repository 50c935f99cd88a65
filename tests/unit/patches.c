/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/patches.h"

#include <math.h>
#include <string.h>

#include "support/image_check.h"
#include "support/synth_sample.h"

/* A head of hair on a plain ground, with bare shapes of known size drawn into it. */
enum { SIDE_PX = 512, LARGE_PX = 2 * SIDE_PX };

static const double PI = 3.14159265358979323846;

static uint8_t labels[LARGE_PX * LARGE_PX], rgb[3 * LARGE_PX * LARGE_PX];
static const uint8_t HAIR_SRGB[3] = {60, 45, 35}, SKIN_SRGB[3] = {205, 165, 140}, GROUND_SRGB[3] = {90, 110, 160};

/* x / a, y / b of an ellipse, or of a rectangle's half sides, turned by an angle about its centre. */
struct drawn {
    double x, y, a, b, turn_rad;
    bool box;
    double taper; /* share of its width that a box loses from one end to the other */
};

static int side = SIDE_PX;

static bool holds(const struct drawn *d, double x, double y)
{
    double c = cos(d->turn_rad), s = sin(d->turn_rad), u = (x - d->x) * c + (y - d->y) * s, v = (y - d->y) * c - (x - d->x) * s;
    double b = d->b * (1 - d->taper * (u / d->a + 1) / 2);
    return d->box ? fabs(u) <= d->a && fabs(v) <= b : u * u / (d->a * d->a) + v * v / (b * b) <= 1;
}

static void paint(int i, tsr_label label, const uint8_t srgb[3], int noise)
{
    labels[i] = (uint8_t)label;
    for (int c = 0; c < 3; c++) {
        rgb[3 * i + c] = (uint8_t)(srgb[c] + noise);
    }
}

/* The head reaches to 0.43 of the side; its hair has texture, all else is smooth. Skin below the head's lowest fifth. */
static void draw_head(int side_px)
{
    uint32_t state = 3;
    side = side_px;
    for (int i = 0; i < side * side; i++) {
        double x = i % side - side / 2.0, y = i / side - side / 2.0;
        int noise = (int)(check_random(&state) % 31) - 15;
        if (hypot(x, y) > 0.43 * side) {
            paint(i, TSR_LABEL_BACKGROUND, GROUND_SRGB, 0);
        } else if (y > 0.3 * side) {
            paint(i, TSR_LABEL_SKIN, SKIN_SRGB, 0);
        } else {
            paint(i, TSR_LABEL_HAIR, HAIR_SRGB, noise);
        }
    }
}

static int64_t draw(const struct drawn *d, const uint8_t srgb[3])
{
    int64_t drawn_px = 0;
    for (int i = 0; i < side * side; i++) {
        if (holds(d, i % side, i / side)) {
            paint(i, TSR_LABEL_SCALP, srgb, 0);
            drawn_px++;
        }
    }
    return drawn_px;
}

static tsr_patches find_in(int width, int height, const tsr_zone_frame *frame, tsr_view view)
{
    tsri_arena arena;
    tsri_sample sample;
    tsr_patches found;
    const tsr_landmarks none = {0};
    tsr_view_u8 photo = {rgb, width, height, 3, (size_t)width * 3}, map = {labels, width, height, 1, (size_t)width};
    tsri_arena_init(&arena, tsri_memory_default());
    ck_assert_int_eq(synth_sample_make(photo, map, view, &none, 6, &arena, &sample), TSR_OK);
    ck_assert_int_eq(tsri_patches_find(&sample, frame, &arena, &found, NULL), TSR_OK);
    tsri_arena_release(&arena);
    for (int i = 0; i < found.count; i++) {
        const tsr_patch *p = &found.items[i];
        const double scores[] = {p->area_frac, p->roundness, p->border_sharpness, p->smoothness, p->redness, p->dark_dots_frac};
        for (size_t k = 0; k < sizeof scores / sizeof *scores; k++) {
            ck_assert(scores[k] >= 0 && scores[k] <= 1);
        }
        ck_assert(isfinite(p->x_px) && isfinite(p->y_px) && p->width_px > 0 && p->length_px >= p->width_px);
        ck_assert(i == 0 || p->area_px <= found.items[i - 1].area_px);
    }
    return found;
}

static tsr_patches find(void)
{
    const tsr_zone_frame unknown = {0};
    return find_in(side, side, &unknown, TSR_VIEW_BACK);
}

static tsr_patch find_one(void)
{
    tsr_patches found = find();
    ck_assert_int_eq(found.count, 1);
    return found.items[0];
}

START_TEST(a_disc_has_its_size)
{
    for (int radius = 10; radius <= 80; radius += 7) {
        const struct drawn disc = {.x = 240.3, .y = 200.6, .a = radius, .b = radius};
        draw_head(SIDE_PX);
        int64_t drawn_px = draw(&disc, SKIN_SRGB);
        tsr_patch p = find_one();
        ck_assert_int_eq(p.area_px, drawn_px);
        ck_assert_double_eq_tol(p.x_px, disc.x, 0.3);
        ck_assert_double_eq_tol(p.y_px, disc.y, 0.3);
        ck_assert_double_eq_tol(p.length_px, 2 * radius, 1.5);
        ck_assert_double_eq_tol(p.width_px, 2 * radius, 1.5);
        ck_assert_double_ge(p.roundness, 0.90); /* a perimeter within 5 % */
        ck_assert_int_eq(p.kind, TSR_PATCH_AREA);
    }
}
END_TEST

START_TEST(an_ellipse_has_its_axes)
{
    for (int turn = 0; turn < 180; turn += 15) {
        const struct drawn ellipse = {.x = 250, .y = 230, .a = 70, .b = 35, .turn_rad = turn * PI / 180};
        const double h = pow(35 / 105.0, 2), perimeter = PI * 105 * (1 + 3 * h / (10 + sqrt(4 - 3 * h))); /* Ramanujan */
        draw_head(SIDE_PX);
        draw(&ellipse, SKIN_SRGB);
        tsr_patch p = find_one();
        ck_assert_double_eq_tol((double)p.area_px, PI * 70 * 35, 0.01 * PI * 70 * 35);
        ck_assert_double_eq_tol(p.length_px, 140, 2.5);
        ck_assert_double_eq_tol(p.width_px, 70, 2.5);
        ck_assert_double_eq_tol(p.roundness, 4 * PI * PI * 70 * 35 / (perimeter * perimeter), 0.06);
        ck_assert_int_eq(p.kind, TSR_PATCH_AREA);
    }
}
END_TEST

START_TEST(long_ones_are_lines_or_partings)
{
    tsr_zone_frame frame = {.view = TSR_VIEW_BACK,
                            .origin_x_px = 256,
                            .origin_y_px = 230,
                            .up_y = -1,
                            .half_up_px = 200,
                            .half_right_px = 200,
                            .known = true};
    struct drawn band = {.x = 256, .y = 240, .a = 100, .b = 7, .box = true};
    draw_head(SIDE_PX);
    draw(&band, SKIN_SRGB);
    tsr_patches found = find_in(SIDE_PX, SIDE_PX, &frame, TSR_VIEW_BACK);
    ck_assert_int_eq(found.count, 1);
    ck_assert_int_eq(found.items[0].kind, TSR_PATCH_LINE); /* across the head, of one width */
    ck_assert_double_eq_tol(found.items[0].length_px, 201, 2);
    ck_assert_double_eq_tol(found.items[0].width_px, 15, 2);

    band.taper = 1;
    draw_head(SIDE_PX);
    draw(&band, SKIN_SRGB);
    ck_assert_int_eq(find_in(SIDE_PX, SIDE_PX, &frame, TSR_VIEW_BACK).items[0].kind, TSR_PATCH_PARTING);

    band = (struct drawn){.x = 256, .y = 150, .a = 90, .b = 6, .turn_rad = PI / 2, .box = true};
    frame.view = TSR_VIEW_TOP;
    draw_head(SIDE_PX);
    draw(&band, SKIN_SRGB);
    ck_assert_int_eq(find_in(SIDE_PX, SIDE_PX, &frame, TSR_VIEW_TOP).items[0].kind, TSR_PATCH_PARTING); /* runs forward */
}
END_TEST

START_TEST(what_opens_to_face_or_ground_is_no_patch)
{
    const struct drawn at_skin = {.x = 256, .y = 380, .a = 60, .b = 40}, at_ground = {.x = 60, .y = 200, .a = 60, .b = 60};
    const struct drawn tiny = {.x = 256, .y = 200, .a = 4, .b = 4};
    draw_head(SIDE_PX);
    draw(&at_skin, SKIN_SRGB);
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) { /* below the hair there is skin again */
        if (i / SIDE_PX > 0.3 * SIDE_PX + SIDE_PX / 2.0 && labels[i] == TSR_LABEL_SCALP) {
            labels[i] = TSR_LABEL_SKIN;
        }
    }
    draw(&at_ground, SKIN_SRGB);
    draw(&tiny, SKIN_SRGB);
    const tsr_zone_frame unknown = {0};
    ck_assert_int_eq(find_in(SIDE_PX, SIDE_PX, &unknown, TSR_VIEW_FRONT).count, 0);
    ck_assert_int_eq(find().count, 1); /* from behind the skin is the nape's: a fifth of the border may lie there */
}
END_TEST

START_TEST(the_largest_come_first)
{
    draw_head(SIDE_PX);
    for (int i = 0; i < 20; i++) {
        const struct drawn disc = {.x = 136 + i % 5 * 60, .y = 120 + i / 5 * 60, .a = 10 + i * 0.7, .b = 10 + i * 0.7};
        draw(&disc, SKIN_SRGB);
    }
    tsr_patches found = find();
    ck_assert_int_eq(found.count, TSR_MAX_PATCHES);
    ck_assert_double_eq_tol(found.items[0].length_px, 2 * (10 + 19 * 0.7), 1.5);
    ck_assert_double_eq_tol(found.items[TSR_MAX_PATCHES - 1].length_px, 2 * (10 + 4 * 0.7), 1.5);
}
END_TEST

static void check_alike(const tsr_patch *a, const tsr_patch *b, double scale, double tolerance)
{
    ck_assert_int_eq(a->kind, b->kind);
    ck_assert_double_eq_tol((double)a->area_px * scale * scale, (double)b->area_px, 0.01 * (double)b->area_px);
    ck_assert_double_eq_tol(a->area_frac, b->area_frac, 0.01 * b->area_frac);
    ck_assert_double_eq_tol(a->length_px * scale, b->length_px, 0.02 * b->length_px);
    ck_assert_double_eq_tol(a->width_px * scale, b->width_px, 0.02 * b->width_px);
    ck_assert_double_eq_tol(a->roundness, b->roundness, 0.01);
    ck_assert_double_eq_tol(a->border_sharpness, b->border_sharpness, tolerance);
    ck_assert_double_eq_tol(a->smoothness, b->smoothness, tolerance);
    ck_assert_double_eq_tol(a->redness, b->redness, tolerance);
    ck_assert_double_eq_tol(a->dark_dots_frac, b->dark_dots_frac, tolerance);
}

/* Turns the picture a quarter, or mirrors it. */
static void move_pixels(bool turn)
{
    static uint8_t old_labels[SIDE_PX * SIDE_PX], old_rgb[3 * SIDE_PX * SIDE_PX];
    memcpy(old_labels, labels, sizeof old_labels);
    memcpy(old_rgb, rgb, sizeof old_rgb);
    for (int y = 0; y < SIDE_PX; y++) {
        for (int x = 0; x < SIDE_PX; x++) {
            int from = y * SIDE_PX + x, to = turn ? x * SIDE_PX + SIDE_PX - 1 - y : y * SIDE_PX + SIDE_PX - 1 - x;
            labels[to] = old_labels[from];
            memcpy(rgb + 3 * to, old_rgb + 3 * from, 3);
        }
    }
}

START_TEST(mirror_turn_size_and_light_change_nothing)
{
    const uint8_t red[3] = {200, 140, 125};
    struct drawn d = {.x = 220, .y = 210, .a = 60, .b = 30, .turn_rad = 0.4};
    draw_head(SIDE_PX);
    draw(&d, red);
    const tsr_patch plain = find_one();
    for (int i = 0; i < 2; i++) {
        move_pixels(i == 0);
        tsr_patch moved = find_one();
        check_alike(&plain, &moved, 1, 0.01);
        ck_assert_int_eq(plain.area_px, moved.area_px);
    }
    draw_head(SIDE_PX);
    draw(&d, red);
    for (int i = 0; i < 3 * SIDE_PX * SIDE_PX; i++) {
        rgb[i] = (uint8_t)(rgb[i] * 0.8 + 0.5);
    }
    tsr_patch darker = find_one();
    check_alike(&plain, &darker, 1, 0.03);
    draw_head(LARGE_PX);
    d = (struct drawn){.x = 440.5, .y = 420.5, .a = 120, .b = 60, .turn_rad = 0.4};
    draw(&d, red);
    tsr_patch large = find_one();
    check_alike(&plain, &large, 2, 0.1); /* reducing averages the hair's texture away */
    ck_assert_double_eq_tol(large.x_px, d.x, 0.6);
}
END_TEST

START_TEST(borders_skin_and_dots_are_told)
{
    const struct drawn disc = {.x = 250, .y = 220, .a = 60, .b = 60};
    draw_head(SIDE_PX);
    draw(&disc, SKIN_SRGB);
    const tsr_patch plain = find_one();
    ck_assert_double_ge(plain.smoothness, 0.95);
    ck_assert_double_eq_tol(plain.redness, 0.5, 0.01);
    ck_assert(plain.dark_dots_frac == 0);
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) { /* the skin darkens to the hair's colour over 24 px */
        double deep_px = 60 - hypot(i % SIDE_PX - disc.x, i / SIDE_PX - disc.y);
        for (int c = 0; c < 3 && deep_px >= 0 && deep_px < 24; c++) {
            rgb[3 * i + c] = (uint8_t)(HAIR_SRGB[c] + (SKIN_SRGB[c] - HAIR_SRGB[c]) * deep_px / 24);
        }
    }
    ck_assert_double_lt(find_one().border_sharpness, plain.border_sharpness - 0.1);

    const uint8_t red[3] = {215, 150, 135}, pale[3] = {195, 175, 160};
    draw(&disc, red);
    ck_assert_double_gt(find_one().redness, 0.55);
    draw(&disc, pale);
    ck_assert_double_lt(find_one().redness, 0.45);

    draw(&disc, SKIN_SRGB);
    int dots_px = 0;
    for (int y = 160; y < 280; y += 8) { /* 2 x 2 px in every 8 x 8 */
        for (int x = 190; x < 310; x += 8) {
            for (int k = 0; k < 4; k++) {
                int i = (y + k / 2) * SIDE_PX + x + k % 2;
                if (labels[i] == TSR_LABEL_SCALP) {
                    paint(i, TSR_LABEL_SCALP, HAIR_SRGB, 0);
                    dots_px++;
                }
            }
        }
    }
    const tsr_patch dotted = find_one();
    ck_assert_double_eq_tol(dotted.dark_dots_frac, dots_px / (PI * 60 * 60), 0.01);
    ck_assert_double_lt(dotted.smoothness, plain.smoothness);
}
END_TEST

START_TEST(nothing_odd_comes_of_odd_pictures)
{
    const tsr_zone_frame unknown = {0};
    for (int label = 0; label < TSR_LABEL_COUNT; label++) {
        memset(labels, label, sizeof labels);
        memset(rgb, 120, sizeof rgb);
        ck_assert_int_eq(find_in(1, 1, &unknown, TSR_VIEW_UNKNOWN).count, 0);
        ck_assert_int_eq(find_in(3, 200, &unknown, TSR_VIEW_UNKNOWN).count, 0);
        ck_assert_int_eq(find_in(300, 300, &unknown, TSR_VIEW_TOP).count, 0);
    }
    memset(labels, TSR_LABEL_HAIR, sizeof labels);
    for (int i = 0; i < 100 * 100; i++) { /* a plain picture with a patch in its map, no skin, no step of luma */
        labels[i] = i / 100 > 30 && i / 100 < 60 && i % 100 > 30 && i % 100 < 60 ? TSR_LABEL_SCALP : TSR_LABEL_HAIR;
    }
    ck_assert_int_eq(find_in(100, 100, &unknown, TSR_VIEW_TOP).count, 1);
    memset(rgb, 0, sizeof rgb);
    ck_assert_int_eq(find_in(100, 100, &unknown, TSR_VIEW_TOP).count, 1);
    uint32_t state = 5;
    for (int i = 0; i < 300 * 300; i++) {
        labels[i] = (uint8_t)(check_random(&state) % TSR_LABEL_COUNT);
    }
    find_in(300, 300, &unknown, TSR_VIEW_TOP);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("patches");
    tcase_add_test(tcase, a_disc_has_its_size);
    tcase_add_test(tcase, an_ellipse_has_its_axes);
    tcase_add_test(tcase, long_ones_are_lines_or_partings);
    tcase_add_test(tcase, what_opens_to_face_or_ground_is_no_patch);
    tcase_add_test(tcase, the_largest_come_first);
    tcase_add_test(tcase, mirror_turn_size_and_light_change_nothing);
    tcase_add_test(tcase, borders_skin_and_dots_are_told);
    tcase_add_test(tcase, nothing_odd_comes_of_odd_pictures);
    return run_tcase("patches", tcase);
}
