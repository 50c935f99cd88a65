/* SPDX-License-Identifier: Apache-2.0
 *
 * Faces drawn into label maps in axes of their own, then synthetic heads whose truth the model states. */
#include "measure/hairline.h"

#include <math.h>
#include <string.h>

#include "measure/zones.h"
#include "support/image_check.h"
#include "support/synth.h"
#include "support/synth_sample.h"

/* The drawn face, px of a picture 448 wide: four to a map pixel. */
enum { SIDE_PX = 448, LARGEST_PX = 896 };
static const double NOSE_PX = 100, PUPILS_PX = 97, CROWN_PX = 200, HALF_WIDTH_PX = 140, NOWHERE_PX = 1e9;
static const double PI = 3.14159265358979323846;

static uint8_t map[LARGEST_PX * LARGEST_PX], photo[LARGEST_PX * LARGEST_PX * 3];

typedef double profile(double right_px);

struct drawn {
    double turn_rad, scale; /* of the picture; scale 0 stands for 1 */
    bool mirrored;
    profile *hair;        /* height above the glabella from which there is hair */
    double scalp_from_px; /* bare scalp from here to the hair; 0: none */
    double crown_px;      /* ground from here; 0: CROWN_PX */
    double half_width_px; /* and beside; 0: HALF_WIDTH_PX */
    bool no_nose, no_pupils, no_right_pupil, no_glabella;
    double mm_per_px; /* 0: not known */
    tsr_view view;    /* UNKNOWN: front */
};

static double level_100(double x)
{
    return 100 + 0 * x;
}
static double level_120(double x)
{
    return 120 + 0 * x;
}
static double level_62(double x)
{
    return 62 + 0 * x;
}
static double level_20(double x)
{
    return 20 + 0 * x;
}
static double level_5(double x)
{
    return 5 + 0 * x;
}
static double nowhere(double x)
{
    return NOWHERE_PX + 0 * x;
}
static double ragged_50(double x)
{
    return 50 + (fmod(fabs(x + 500), 24) < 12 ? 14 : -14);
}
static double strand(double x)
{
    return x > -9 && x < -3 ? 10 : 120;
}
static double rounded(double x)
{
    return 120 - x * x / 300;
}
static double peak(double x)
{
    return 120 - 25 * fmax(0, 1 - fabs(x) / 30);
}

/* Flat bays, 60 px deep at the left and 30 at the right. */
static double bays(double x)
{
    double ramp = fmin(1, fmax(0, fmin((fabs(x) - 35) / 20, (115 - fabs(x)) / 20)));
    return 100 + (x < 0 ? 60 : 30) * ramp;
}

/* The same, with sides that rise and fall by 45 degrees to a point. */
static double notches(double x)
{
    return 100 + fmax(0, 40 - fabs(fabs(x) - 70));
}

static double scale_of(const struct drawn *d)
{
    return d->scale > 0 ? d->scale : 1;
}

static double centre_of(const struct drawn *d)
{
    return (SIDE_PX * scale_of(d) - 1) / 2;
}

static tsr_point at(const struct drawn *d, double right_px, double up_px)
{
    double c = cos(d->turn_rad), s = sin(d->turn_rad), k = scale_of(d), middle = centre_of(d);
    double dx = k * (c * right_px + s * up_px), dy = k * (s * right_px - c * up_px);
    return (tsr_point){middle + (d->mirrored ? -dx : dx), middle + dy, true};
}

static tsr_label label_of(const struct drawn *d, double right_px, double up_px)
{
    double crown_px = d->crown_px > 0 ? d->crown_px : CROWN_PX, half_px = d->half_width_px > 0 ? d->half_width_px : HALF_WIDTH_PX;
    if (up_px >= crown_px || fabs(right_px) > half_px) {
        return TSR_LABEL_BACKGROUND;
    }
    if (up_px >= d->hair(right_px)) {
        return TSR_LABEL_HAIR;
    }
    return d->scalp_from_px > 0 && up_px >= d->scalp_from_px ? TSR_LABEL_SCALP : TSR_LABEL_SKIN;
}

static tsr_landmarks landmarks_of(const struct drawn *d)
{
    tsr_landmarks m = {at(d, 0, 0), at(d, -PUPILS_PX / 2, -15), at(d, PUPILS_PX / 2, -15), at(d, 0, -NOSE_PX)};
    if (m.left_pupil.x_px > m.right_pupil.x_px) { /* left and right are the picture's */
        tsr_point left = m.right_pupil;
        m.right_pupil = m.left_pupil;
        m.left_pupil = left;
    }
    m.glabella.known = !d->no_glabella;
    m.left_pupil.known = !d->no_pupils;
    m.right_pupil.known = !d->no_pupils && !d->no_right_pupil;
    m.subnasale.known = !d->no_nose;
    return m;
}

static bool is_sound(const tsr_quantity *q, double most)
{
    return !q->known || (q->value >= q->lo && q->value <= q->hi && q->lo >= 0 && q->hi <= most);
}

/* What must hold of every hairline. */
static void check_sound(const tsr_hairline *h, int32_t width_px, int32_t height_px)
{
    ck_assert_int_ge(h->contour_count, 0);
    ck_assert_int_le(h->contour_count, TSR_MAX_CONTOUR);
    for (int32_t i = 0; i < h->contour_count; i++) {
        const tsr_point *p = &h->contour[i];
        ck_assert(p->known && p->x_px >= 0 && p->y_px >= 0 && p->x_px <= width_px - 1 && p->y_px <= height_px - 1);
        ck_assert(h->confidence[i] >= 0 && h->confidence[i] <= 1);
        ck_assert(i == 0 || p->x_px > h->contour[i - 1].x_px);
    }
    ck_assert(is_sound(&h->left_recession_frac, 1) && is_sound(&h->right_recession_frac, 1));
    ck_assert(is_sound(&h->left_angle_deg, 180) && is_sound(&h->right_angle_deg, 180));
    ck_assert(is_sound(&h->forehead_ratio, 100) && is_sound(&h->forehead_mm, 1e5));
    ck_assert(isfinite(h->men_deviation_sd) && isfinite(h->women_deviation_sd));
    ck_assert(!h->fringe || (h->contour_count == 0 && !h->trichion.known));
}

static tsr_hairline find(const tsri_sample *sample, double mm_per_px)
{
    tsr_zone_frame frame = tsri_zone_frame_place(sample);
    tsr_scale scale = {.mm_per_px = {mm_per_px, 0.95 * mm_per_px, 1.05 * mm_per_px, mm_per_px > 0},
                       .source = mm_per_px > 0 ? TSR_SCALE_GIVEN : TSR_SCALE_NONE};
    tsr_hairline h;
    memory_probe probe;
    memory_probe_init(&probe);
    ck_assert_int_eq(tsri_hairline_find(sample, &frame, &scale, &probe.allocator, &h, NULL), TSR_OK);
    ck_assert_int_eq(probe.live_count, 0);
    check_sound(&h, sample->photo_width_px, sample->photo_height_px);
    return h;
}

static void make_sample(const struct drawn *d, tsri_arena *arena, tsri_sample *sample)
{
    int32_t side = (int32_t)(SIDE_PX * scale_of(d));
    double c = cos(d->turn_rad), s = sin(d->turn_rad), k = scale_of(d), middle = centre_of(d);
    for (int32_t y = 0; y < side; y++) {
        for (int32_t x = 0; x < side; x++) {
            double dx = (d->mirrored ? middle - x : x - middle) / k, dy = (y - middle) / k;
            map[y * side + x] = (uint8_t)label_of(d, c * dx + s * dy, s * dx - c * dy);
        }
    }
    const tsr_landmarks landmarks = landmarks_of(d);
    tsr_view_u8 labels = {map, side, side, 1, (size_t)side}, rgb = {photo, side, side, 3, (size_t)side * 3};
    tsr_view view = d->view != TSR_VIEW_UNKNOWN ? d->view : TSR_VIEW_FRONT;
    ck_assert_int_eq(synth_sample_make(rgb, labels, view, &landmarks, 8, arena, sample), TSR_OK);
}

static tsr_hairline drawn_hairline(struct drawn d)
{
    tsri_arena arena;
    tsri_sample sample;
    tsri_arena_init(&arena, tsri_memory_default());
    make_sample(&d, &arena, &sample);
    tsr_hairline h = find(&sample, d.mm_per_px);
    tsri_arena_release(&arena);
    return h;
}

static void check_place(tsr_point p, tsr_point expected, double tolerance_px)
{
    ck_assert(p.known);
    ck_assert_double_le(hypot(p.x_px - expected.x_px, p.y_px - expected.y_px), tolerance_px);
}

/* Greatest distance of the contour from a drawn profile, along the face's axis, at least `margin_px` inside the lines' reach. */
static double contour_error_px(const struct drawn *d, const tsr_hairline *h)
{
    double worst = 0, k = scale_of(d), middle = centre_of(d), c = cos(d->turn_rad), s = sin(d->turn_rad);
    for (int32_t i = 0; i < h->contour_count; i++) {
        double dx = (d->mirrored ? -1 : 1) * (h->contour[i].x_px - middle) / k, dy = (h->contour[i].y_px - middle) / k;
        worst = fmax(worst, fabs(s * dx - c * dy - d->hair(c * dx + s * dy)));
    }
    return worst;
}

START_TEST(the_trichion_is_found_at_any_turn)
{
    for (int turn = -180; turn < 180; turn += 15) {
        for (int bald = 0; bald < 2; bald++) {
            struct drawn d = {.turn_rad = turn * PI / 180, .hair = bald ? nowhere : level_120, .scalp_from_px = bald ? 120 : 0};
            tsr_hairline h = drawn_hairline(d);
            check_place(h.trichion, at(&d, 0, 120), 1.2);
            check_place(h.natural_trichion, at(&d, 0, NOSE_PX), 1e-6);
            check_place(h.natural_lo, at(&d, 0, 0.74 * NOSE_PX), 1e-6);
            check_place(h.natural_hi, at(&d, 0, 1.14 * NOSE_PX), 1e-6);
            ck_assert(h.forehead_ratio.known && !h.fringe);
            ck_assert_double_eq_tol(h.forehead_ratio.value, 1.2, 0.012);
            ck_assert_double_eq_tol(h.men_deviation_sd, (1.2 - 0.948) / 0.070, 0.2);
            ck_assert_double_eq_tol(h.women_deviation_sd, (1.2 - 0.848) / 0.068, 0.2);
        }
    }
}
END_TEST

START_TEST(a_straight_contour_lies_where_it_is_drawn)
{
    for (int turn = -180; turn < 180; turn += 15) {
        struct drawn d = {.turn_rad = turn * PI / 180, .hair = level_120};
        tsr_hairline h = drawn_hairline(d);
        if (fabs(cos(d.turn_rad)) < 0.70) {
            ck_assert_int_eq(h.contour_count, 0); /* no one y for each x */
            continue;
        }
        ck_assert_int_eq(h.contour_count, TSR_MAX_CONTOUR);
        ck_assert_double_le(contour_error_px(&d, &h), 1.2);
        ck_assert_int_eq(h.shape, TSR_HAIRLINE_STRAIGHT);
        ck_assert_double_gt(h.confidence[30], 0.8);
    }
}
END_TEST

START_TEST(other_measures_serve_where_a_landmark_is_hidden)
{
    struct drawn d = {.turn_rad = 0.3, .hair = level_120, .no_nose = true};
    tsr_hairline h = drawn_hairline(d);
    check_place(h.trichion, at(&d, 0, 120), 1.2);
    ck_assert(!h.natural_trichion.known && !h.natural_lo.known && !h.forehead_ratio.known);
    d.no_nose = false;
    d.no_pupils = true;
    h = drawn_hairline(d);
    check_place(h.trichion, at(&d, 0, 120), 1.2);
    check_place(h.natural_trichion, at(&d, 0, NOSE_PX), 1e-6);
    ck_assert_double_le(contour_error_px(&d, &h), 1.2);
    ck_assert_int_ge(h.contour_count, 55);
    d = (struct drawn){.hair = level_120, .no_nose = true, .no_right_pupil = true, .half_width_px = 92};
    h = drawn_hairline(d); /* taken upright, its length from the face's width */
    check_place(h.trichion, at(&d, 0, 120), 1.2);
    ck_assert(!h.natural_trichion.known);
}
END_TEST

static void check_nothing_known(const struct drawn d)
{
    static const tsr_hairline NOTHING;
    tsr_hairline h = drawn_hairline(d);
    ck_assert_mem_eq(&h, &NOTHING, sizeof h);
}

START_TEST(what_cannot_be_known_is_not_said)
{
    check_nothing_known((struct drawn){.hair = level_120, .no_glabella = true});
    check_nothing_known((struct drawn){.hair = level_120, .view = TSR_VIEW_LEFT});
    check_nothing_known((struct drawn){.hair = level_120, .view = TSR_VIEW_RIGHT});
    check_nothing_known((struct drawn){.hair = level_120, .view = TSR_VIEW_BACK});
}
END_TEST

START_TEST(a_hat_leaves_the_hairline_unknown)
{
    for (double brim_px = 60; brim_px <= 160; brim_px += 20) {
        tsr_hairline h = drawn_hairline((struct drawn){.hair = nowhere, .crown_px = brim_px});
        ck_assert(!h.trichion.known && !h.forehead_ratio.known);
        ck_assert_int_eq(h.contour_count, 0);
        ck_assert(!h.left_recession_frac.known && !h.right_recession_frac.known);
        ck_assert_int_eq(h.shape, TSR_HAIRLINE_UNKNOWN);
    }
}
END_TEST

START_TEST(a_fringe_hides_the_hairline)
{
    profile *const fringes[] = {level_5, level_20, ragged_50};
    for (int i = 0; i < 3; i++) {
        tsr_hairline h = drawn_hairline((struct drawn){.hair = fringes[i]});
        ck_assert(h.fringe && !h.trichion.known && !h.left_recession_frac.known && !h.right_recession_frac.known);
        ck_assert_int_eq(h.contour_count, 0);
    }
    tsr_hairline h = drawn_hairline((struct drawn){.hair = level_62}); /* as low, but even */
    ck_assert(!h.fringe && h.trichion.known);
    ck_assert_int_ge(h.contour_count, 55);
}
END_TEST

START_TEST(a_strand_does_not_move_the_trichion)
{
    struct drawn d = {.hair = strand};
    tsr_hairline h = drawn_hairline(d);
    check_place(h.trichion, at(&d, 0, 120), 1.2);
    ck_assert(!h.fringe);
}
END_TEST

START_TEST(shapes_are_named)
{
    static const struct {
        profile *hair;
        tsr_hairline_shape shape;
    } CASES[] = {{level_100, TSR_HAIRLINE_STRAIGHT},
                 {bays, TSR_HAIRLINE_M},
                 {notches, TSR_HAIRLINE_M},
                 {peak, TSR_HAIRLINE_WIDOWS_PEAK},
                 {rounded, TSR_HAIRLINE_ROUNDED}};
    for (int turn = -30; turn <= 30; turn += 15) {
        for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
            tsr_hairline h = drawn_hairline((struct drawn){.hair = CASES[i].hair, .turn_rad = turn * PI / 180});
            ck_assert_int_eq(h.shape, CASES[i].shape);
        }
    }
}
END_TEST

START_TEST(bays_are_as_deep_as_drawn)
{
    for (int turn = -30; turn <= 180; turn += 30) {
        for (int mirrored = 0; mirrored < 2; mirrored++) {
            struct drawn d = {.hair = bays, .turn_rad = turn * PI / 180, .mirrored = mirrored};
            bool drawn_left_first = (cos(d.turn_rad) > 0) != d.mirrored; /* whose bay is at the picture's left */
            if (turn == 90) {
                continue; /* neither is */
            }
            tsr_hairline h = drawn_hairline(d);
            ck_assert(h.left_recession_frac.known && h.right_recession_frac.known);
            ck_assert_double_eq_tol(h.left_recession_frac.value, drawn_left_first ? 0.6 : 0.3, 0.03);
            ck_assert_double_eq_tol(h.right_recession_frac.value, drawn_left_first ? 0.3 : 0.6, 0.03);
        }
    }
    tsr_hairline h = drawn_hairline((struct drawn){.hair = level_100});
    ck_assert_double_le(h.left_recession_frac.value, 0.03);
    ck_assert_double_le(h.right_recession_frac.value, 0.03);
    h = drawn_hairline((struct drawn){.hair = notches});
    ck_assert(h.left_angle_deg.known && h.right_angle_deg.known);
    ck_assert_double_eq_tol(h.left_angle_deg.value, 90, 10);
    ck_assert_double_eq_tol(h.right_angle_deg.value, 90, 10);
}
END_TEST

START_TEST(a_bald_front_is_all_recession)
{
    struct drawn d = {.hair = nowhere, .scalp_from_px = 100};
    tsr_hairline h = drawn_hairline(d);
    check_place(h.trichion, at(&d, 0, 100), 1.0);
    ck_assert_int_eq(h.contour_count, 0);
    ck_assert_int_eq(h.shape, TSR_HAIRLINE_UNKNOWN);
    ck_assert(h.left_recession_frac.known && h.right_recession_frac.known);
    ck_assert_double_ge(h.left_recession_frac.value, 0.97);
    ck_assert_double_ge(h.right_recession_frac.value, 0.97);
}
END_TEST

START_TEST(millimetres_come_with_a_scale)
{
    struct drawn d = {.hair = level_100};
    ck_assert(!drawn_hairline(d).forehead_mm.known);
    d.mm_per_px = 0.65;
    tsr_hairline h = drawn_hairline(d);
    ck_assert(h.forehead_mm.known);
    ck_assert_double_eq_tol(h.forehead_mm.value, 65, 0.65);
    ck_assert(h.forehead_mm.lo < 0.95 * 65 && h.forehead_mm.hi > 1.05 * 65);
}
END_TEST

START_TEST(a_new_hairline_follows_the_rule)
{
    struct drawn d = {.hair = nowhere, .scalp_from_px = 100, .mm_per_px = 0.65, .turn_rad = 0.2};
    tsr_hairline h = drawn_hairline(d);
    double corner_px = 80 / 0.65 - 15;
    check_place(h.design_mid, at(&d, 0, 80 / 0.65), 0.01);
    check_place(h.design_left, at(&d, -0.73 * PUPILS_PX, fmax(0.9 * 80 / 0.65, corner_px)), 0.01);
    check_place(h.design_right, at(&d, 0.73 * PUPILS_PX, fmax(0.9 * 80 / 0.65, corner_px)), 0.01);
    d.mm_per_px = 0; /* the nose stands for 65 mm */
    check_place(drawn_hairline(d).design_mid, at(&d, 0, 80.0 / 65 * NOSE_PX), 0.01);
    d.hair = level_100; /* hair that is there stays */
    d.scalp_from_px = 0;
    check_place(drawn_hairline(d).design_mid, at(&d, 0, 100), 1.0);
}
END_TEST

/* The same but for a similarity of the picture; left and right swapped where it mirrors. */
static void check_alike(const tsr_hairline *a, const tsr_hairline *b, const struct drawn *to, bool swapped, double tolerance_px)
{
    struct drawn from = {0};
    double up = centre_of(&from) - a->trichion.y_px, right = a->trichion.x_px - centre_of(&from);
    check_place(b->trichion, at(to, right, up), tolerance_px * scale_of(to));
    ck_assert_int_eq(a->shape, b->shape);
    ck_assert_double_eq_tol(a->forehead_ratio.value, b->forehead_ratio.value, tolerance_px / NOSE_PX);
    ck_assert_double_eq_tol(a->left_recession_frac.value, (swapped ? b->right_recession_frac : b->left_recession_frac).value,
                            2 * tolerance_px / NOSE_PX);
    ck_assert_double_eq_tol(a->right_recession_frac.value, (swapped ? b->left_recession_frac : b->right_recession_frac).value,
                            2 * tolerance_px / NOSE_PX);
}

START_TEST(a_mirror_image_measures_the_same)
{
    struct drawn d = {.hair = bays}, m = {.hair = bays, .mirrored = true};
    tsr_hairline a = drawn_hairline(d), b = drawn_hairline(m);
    check_alike(&a, &b, &m, true, 1e-3);
    ck_assert_int_eq(a.contour_count, b.contour_count);
    for (int32_t i = 0; i < a.contour_count; i++) {
        const tsr_point *p = &a.contour[i], *q = &b.contour[b.contour_count - 1 - i];
        ck_assert_double_eq_tol(p->x_px, SIDE_PX - 1 - q->x_px, 1e-3);
        ck_assert_double_eq_tol(p->y_px, q->y_px, 1e-3);
        ck_assert_double_eq_tol(a.confidence[i], b.confidence[b.contour_count - 1 - i], 1e-3);
    }
}
END_TEST

START_TEST(size_does_not_matter)
{
    struct drawn d = {.hair = bays};
    tsr_hairline a = drawn_hairline(d);
    for (double k = 0.5; k <= 2; k *= 4) {
        struct drawn other = {.hair = bays, .scale = k};
        tsr_hairline b = drawn_hairline(other);
        check_alike(&a, &b, &other, false, 1.0);
        ck_assert_int_eq(a.contour_count, b.contour_count);
        for (int32_t i = 0; i < a.contour_count; i++) {
            ck_assert_double_eq_tol((b.contour[i].y_px - centre_of(&other)) / k, a.contour[i].y_px - centre_of(&d), 1.5);
        }
    }
}
END_TEST

START_TEST(a_quarter_turn_changes_only_the_contour)
{
    tsr_hairline a = drawn_hairline((struct drawn){.hair = notches});
    for (int quarter = 1; quarter < 4; quarter++) {
        struct drawn turned = {.hair = notches, .turn_rad = quarter * PI / 2};
        tsr_hairline b = drawn_hairline(turned);
        check_alike(&a, &b, &turned, false, 0.5);
        ck_assert_double_eq_tol(a.left_angle_deg.value, b.left_angle_deg.value, 2);
        ck_assert_int_eq(b.contour_count > 0, quarter == 2);
    }
}
END_TEST

START_TEST(odd_pictures_do_no_harm)
{
    const tsr_point p = {0, 0, true}, q = {40, 3, true};
    const tsr_landmarks marks[] = {{p, p, p, p}, {p, p, q, p}, {q, p, q, p}, {q, {0, 0, false}, {0, 0, false}, {0, 0, false}}};
    const int32_t sides[][2] = {{1, 1}, {1, 90}, {90, 1}, {17, 64}};
    for (int i = 0; i < 4 * 4 * TSR_LABEL_COUNT; i++) {
        int32_t width = sides[i / 4 % 4][0], height = sides[i / 4 % 4][1];
        memset(map, i / 16, (size_t)width * (size_t)height);
        tsr_view_u8 labels = {map, width, height, 1, (size_t)width}, rgb = {photo, width, height, 3, (size_t)width * 3};
        for (tsr_view view = TSR_VIEW_UNKNOWN; view < TSR_VIEW_COUNT; view++) {
            tsri_arena arena;
            tsri_sample sample;
            tsri_arena_init(&arena, tsri_memory_default());
            ck_assert_int_eq(synth_sample_make(rgb, labels, view, &marks[i % 4], 8, &arena, &sample), TSR_OK);
            ck_assert_int_eq(find(&sample, 1).contour_count, 0); /* no border, no line */
            tsri_arena_release(&arena);
        }
    }
}
END_TEST

START_TEST(failing_memory_is_reported)
{
    struct drawn d = {.hair = bays};
    tsri_arena arena;
    tsri_sample sample;
    tsr_hairline h;
    memory_probe probe;
    const tsr_zone_frame frame = {.known = false};
    const tsr_scale scale = {.source = TSR_SCALE_NONE};
    tsri_arena_init(&arena, tsri_memory_default());
    make_sample(&d, &arena, &sample);
    FAIL_ALLOC_EACH(probe, tsri_hairline_find(&sample, &frame, &scale, &probe.allocator, &h, NULL), (void)0);
    ck_assert_int_eq(probe.request_count, 2); /* both smoothings */
    tsri_arena_release(&arena);
}
END_TEST

/* A synthetic head, its truth, and what is found in it. */
struct head {
    tsri_image rgb, labels;
    synth_truth truth;
    tsr_hairline found;
    double width_px, px_per_mm;
};

static tsr_point point_of(const double xy[2])
{
    return (tsr_point){xy[0], xy[1], true};
}

static struct head find_on_head(const synth_head_params *params, tsr_view view)
{
    static const double HEAD_MM = 230, HEAD_WIDTH_MM = 153, NOSE_MM = 65;
    struct head h;
    tsri_arena arena;
    tsri_sample sample;
    tsr_landmarks landmarks = {0};
    ck_assert_int_eq(synth_head_render(params, &h.rgb, &h.labels), TSR_OK);
    ck_assert_int_eq(synth_head_truth(params, &h.labels, &h.truth), TSR_OK);
    h.px_per_mm = params->head_frac * params->width_px / HEAD_MM;
    h.width_px = HEAD_WIDTH_MM * h.px_per_mm;
    if (h.truth.has_face) {
        double subnasale_px[2] = {h.truth.glabella_px[0], h.truth.glabella_px[1] + NOSE_MM * h.px_per_mm};
        landmarks = (tsr_landmarks){point_of(h.truth.glabella_px), point_of(h.truth.left_pupil_px),
                                    point_of(h.truth.right_pupil_px), point_of(subnasale_px)};
    }
    tsri_arena_init(&arena, tsri_memory_default());
    tsr_view_u8 rgb = tsri_image_view(&h.rgb), labels = tsri_image_view(&h.labels);
    ck_assert_int_eq(synth_sample_make(rgb, labels, view, &landmarks, 8, &arena, &sample), TSR_OK);
    h.found = find(&sample, 0);
    tsri_arena_release(&arena);
    return h;
}

static void release_head(struct head *h)
{
    tsri_image_release(&h->rgb);
    tsri_image_release(&h->labels);
    synth_truth_release(&h->truth);
}

/* Mean height error of the contour against y for each x (-1: none), which at least `least` points have. */
static double mean_error_px(const tsr_hairline *h, const double *y_px, int32_t least)
{
    double sum = 0;
    int32_t count = 0;
    for (int32_t i = 0; i < h->contour_count; i++) {
        double truth_px = y_px[(int32_t)floor(h->contour[i].x_px + 0.5)];
        if (truth_px >= 0) {
            sum += fabs(h->contour[i].y_px - truth_px);
            count++;
        }
    }
    ck_assert_int_ge(count, least);
    return sum / count;
}

START_TEST(a_synthetic_head_gives_its_own_hairline)
{
    static const struct {
        double lift_mm, left_mm, right_mm, pitch_deg;
    } CASES[] = {{0, 0, 0, 0}, {0, 15, 15, 0}, {10, 25, 10, 0}, {15, 5, 30, 8}, {5, 20, 20, -8}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        synth_head_params params = synth_head_params_default(SYNTH_FRONT, 400, 400);
        params.hairline_lift_mm = CASES[i].lift_mm;
        params.left_recession_mm = CASES[i].left_mm;
        params.right_recession_mm = CASES[i].right_mm;
        params.pitch_deg = CASES[i].pitch_deg;
        struct head h = find_on_head(&params, TSR_VIEW_FRONT);
        ck_assert(!h.found.fringe);
        ck_assert_double_le(mean_error_px(&h.found, h.truth.hairline_y_px, 30), 0.01 * h.width_px);
        check_place(h.found.trichion, point_of(h.truth.natural_trichion_px), 0.015 * h.width_px); /* where scalp begins */
        if (CASES[i].pitch_deg == 0) { /* 65 mm of forehead over 65 mm of nose */
            check_place(h.found.natural_trichion, point_of(h.truth.natural_trichion_px), 0.02 * h.width_px);
        }
        release_head(&h);
    }
}
END_TEST

/* Per column, the hair's edge nearest to the face, which lies at the lower edge of a top view. */
static void lowest_hair(const tsri_image *labels, double *y_px)
{
    for (int32_t x = 0; x < labels->width_px; x++) {
        int32_t y = labels->height_px - 1;
        while (y >= 0 && tsri_image_row(labels, y)[x] != TSR_LABEL_HAIR) {
            y--;
        }
        y_px[x] = y < 0 ? -1 : y + 0.5;
    }
}

START_TEST(from_above_the_hairline_faces_the_lower_edge)
{
    static double y_px[400];
    synth_head_params params = synth_head_params_default(SYNTH_TOP, 400, 400);
    params.pitch_deg = 20;
    params.hairline_lift_mm = 10;
    params.left_recession_mm = params.right_recession_mm = 15;
    struct head h = find_on_head(&params, TSR_VIEW_TOP);
    lowest_hair(&h.labels, y_px);
    ck_assert_double_le(mean_error_px(&h.found, y_px, 30), 0.015 * h.width_px);
    release_head(&h);
    params.loss = SYNTH_LOSS_HORSESHOE;
    h = find_on_head(&params, TSR_VIEW_TOP);
    ck_assert_int_eq(h.found.contour_count, 0);
    release_head(&h);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("hairline");
    tcase_add_test(tcase, the_trichion_is_found_at_any_turn);
    tcase_add_test(tcase, a_straight_contour_lies_where_it_is_drawn);
    tcase_add_test(tcase, other_measures_serve_where_a_landmark_is_hidden);
    tcase_add_test(tcase, what_cannot_be_known_is_not_said);
    tcase_add_test(tcase, a_hat_leaves_the_hairline_unknown);
    tcase_add_test(tcase, a_fringe_hides_the_hairline);
    tcase_add_test(tcase, a_strand_does_not_move_the_trichion);
    tcase_add_test(tcase, shapes_are_named);
    tcase_add_test(tcase, bays_are_as_deep_as_drawn);
    tcase_add_test(tcase, a_bald_front_is_all_recession);
    tcase_add_test(tcase, millimetres_come_with_a_scale);
    tcase_add_test(tcase, a_new_hairline_follows_the_rule);
    tcase_add_test(tcase, a_mirror_image_measures_the_same);
    tcase_add_test(tcase, size_does_not_matter);
    tcase_add_test(tcase, a_quarter_turn_changes_only_the_contour);
    tcase_add_test(tcase, odd_pictures_do_no_harm);
    tcase_add_test(tcase, failing_memory_is_reported);
    tcase_add_test(tcase, a_synthetic_head_gives_its_own_hairline);
    tcase_add_test(tcase, from_above_the_hairline_faces_the_lower_edge);
    return run_tcase("hairline", tcase);
}
