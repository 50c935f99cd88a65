/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/marker.h"
#include "measure/scale.h"
#include "output/marker_sheet.h"
#include "support/image_check.h"
#include "support/synth.h"
#include "support/synth_sample.h"

enum { SIDE_PX = 256 };

static uint8_t picture[SIDE_PX * SIDE_PX * 3], label_map[SIDE_PX * SIDE_PX];
static const tsr_view_u8 PICTURE = {picture, SIDE_PX, SIDE_PX, 3, SIDE_PX * 3};
static const tsr_view_u8 LABELS = {label_map, SIDE_PX, SIDE_PX, 1, SIDE_PX};
static const tsri_scale_params NOTHING_GIVEN = {0, 0};

/* Picture coordinates of a place (u, v) of a marker whose square is the unit square. */
struct placing {
    double x, y, along_x, along_y, down_x, down_y;
    bool mirrored;
};

static struct placing turned(double x, double y, double side_px, double turn_rad, double flatten)
{
    struct placing p = {x,
                        y,
                        side_px * cos(turn_rad),
                        side_px * sin(turn_rad),
                        -side_px * flatten * sin(turn_rad),
                        side_px * flatten * cos(turn_rad),
                        false};
    return p;
}

/* Ink of a place: 1 black, 0 white; negative off the card. */
static double ink_at(const struct placing *p, double x, double y)
{
    double det = p->along_x * p->down_y - p->along_y * p->down_x, dx = x - p->x, dy = y - p->y;
    double u = (dx * p->down_y - dy * p->down_x) / det + 0.5, v = (dy * p->along_x - dx * p->along_y) / det + 0.5;
    u = p->mirrored ? 1 - u : u;
    if (u < -0.25 || v < -0.25 || u > 1.25 || v > 1.25) {
        return -1;
    }
    bool inside = u >= 0 && v >= 0 && u < 1 && v < 1;
    return inside && tsr_marker_cell_is_black((int)(v * TSR_MARKER_CELLS), (int)(u * TSR_MARKER_CELLS)) ? 1 : 0;
}

/* Draw a marker with its white rim over whatever is there, each pixel the mean of 8 x 8 places. */
static void draw_marker(const struct placing *p, double paper, double ink)
{
    for (int y = 0; y < SIDE_PX; y++) {
        for (int x = 0; x < SIDE_PX; x++) {
            double sum = 0;
            for (int i = 0; i < 64; i++) {
                double dark = ink_at(p, x + (i % 8 - 3.5) / 8, y + (i / 8 - 3.5) / 8); // NOLINT(bugprone-integer-division)
                sum += dark < 0 ? picture[(y * SIDE_PX + x) * 3] : paper + (ink - paper) * dark;
            }
            memset(picture + (y * SIDE_PX + x) * 3, (int)(sum / 64 + 0.5), 3);
        }
    }
}

static void fill(uint8_t level)
{
    memset(picture, level, sizeof picture);
    memset(label_map, TSR_LABEL_BACKGROUND, sizeof label_map);
}

static bool find(tsr_view_u8 rgb, tsr_point corners[4])
{
    tsri_arena arena;
    tsri_arena_init(&arena, tsri_memory_default());
    ck_assert_int_eq(tsri_marker_find(rgb, &arena, corners, NULL), TSR_OK);
    tsri_arena_release(&arena);
    return corners[0].known;
}

static tsr_scale measure(tsr_view view, const tsr_landmarks *landmarks, const tsri_scale_params *params)
{
    tsri_arena arena;
    tsri_sample sample;
    tsr_scale scale;
    tsri_arena_init(&arena, tsri_memory_default());
    ck_assert_int_eq(synth_sample_make(PICTURE, LABELS, view, landmarks, 8, &arena, &sample), TSR_OK);
    ck_assert_int_eq(tsri_scale_measure(&sample, PICTURE, params, &arena, &scale, NULL), TSR_OK);
    tsri_arena_release(&arena);
    if (scale.mm_per_px.known) {
        ck_assert(scale.source != TSR_SCALE_NONE);
        ck_assert(0 < scale.mm_per_px.lo && scale.mm_per_px.lo < scale.mm_per_px.value);
        ck_assert(scale.mm_per_px.value < scale.mm_per_px.hi && isfinite(scale.mm_per_px.hi));
    } else {
        ck_assert_int_eq(scale.source, TSR_SCALE_NONE);
    }
    return scale;
}

static tsr_landmarks face(double left_x, double right_x, double glabella_x)
{
    tsr_landmarks m = {{glabella_x, 110, true}, {left_x, 120, true}, {right_x, 120, true}, {0, 0, false}};
    return m;
}

static const tsr_landmarks NO_FACE;

START_TEST(the_code_differs_from_its_turned_forms)
{
    for (int form = 1; form < 8; form++) {
        int differ = 0;
        for (int row = 1; row < TSR_MARKER_CELLS - 1; row++) {
            for (int column = 1; column < TSR_MARKER_CELLS - 1; column++) {
                int r = form < 4 ? row : column, c = form < 4 ? column : row;
                for (int turn = 0; turn < form % 4; turn++) {
                    int before = r;
                    r = c;
                    c = TSR_MARKER_CELLS - 1 - before;
                }
                differ += tsr_marker_cell_is_black(row, column) != tsr_marker_cell_is_black(r, c);
            }
        }
        ck_assert_int_ge(differ, form < 4 ? 10 : 8);
    }
    for (int i = 0; i < TSR_MARKER_CELLS; i++) {
        ck_assert(tsr_marker_cell_is_black(0, i) && tsr_marker_cell_is_black(i, 0));
        ck_assert(tsr_marker_cell_is_black(TSR_MARKER_CELLS - 1, i) && tsr_marker_cell_is_black(i, TSR_MARKER_CELLS - 1));
    }
}
END_TEST

START_TEST(a_marker_is_found_however_it_lies)
{
    for (int i = 0; i < 40; i++) {
        tsr_point c[4];
        double long_px, short_px, side_px = 24 + 2.2 * i;
        struct placing p = turned(127.3, 126.6, side_px, 0.37 * i, 1);
        p.mirrored = i % 5 == 4;
        fill(90);
        draw_marker(&p, 225, 25);
        ck_assert_msg(find(PICTURE, c), "side %.1f turn %.2f", side_px, 0.37 * i);
        double sign = p.mirrored ? -1 : 1;
        ck_assert_double_eq_tol(c[0].x_px, p.x - (sign * p.along_x + p.down_x) / 2, 0.2);
        ck_assert_double_eq_tol(c[0].y_px, p.y - (sign * p.along_y + p.down_y) / 2, 0.2);
        ck_assert_double_eq_tol(c[2].x_px, p.x + (sign * p.along_x + p.down_x) / 2, 0.2);
        ck_assert(tsri_marker_sides(c, &long_px, &short_px));
        ck_assert_double_eq_tol(sqrt(long_px * short_px) / side_px, 1, 0.01);
        ck_assert_double_ge(short_px / long_px, 0.98);
    }
}
END_TEST

START_TEST(another_code_or_a_touched_rim_is_no_marker)
{
    tsr_point c[4];
    struct placing p = turned(128, 128, 90, 0, 1);
    fill(90);
    draw_marker(&p, 225, 25);
    ck_assert(find(PICTURE, c));
    for (int y = 100; y < 128; y++) { /* four cells inside turn black */
        memset(picture + (y * SIDE_PX + 100) * 3, 25, 28 * 3);
    }
    ck_assert(!find(PICTURE, c));
    for (int i = 0; i < 4; i++) {
        ck_assert(!c[i].known);
    }
    fill(25); /* dark hair up to the black square: its outline is lost */
    draw_marker(&p, 225, 25);
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
        double x = i % SIDE_PX, y = i / SIDE_PX; // NOLINT(bugprone-integer-division)
        if (x < 83 || x > 173 || y < 83 || y > 173) {
            memset(picture + 3 * i, 25, 3);
        }
    }
    ck_assert(!find(PICTURE, c));
}
END_TEST

START_TEST(the_sheet_carries_a_marker_of_true_size)
{
    static const double PX_PER_MM = 2.5;
    for (int paper = 0; paper < 2; paper++) {
        double width_mm, height_mm, x_mm, y_mm, long_px, short_px;
        tsri_canvas *canvas = NULL;
        tsri_image image = {0};
        tsr_point c[4];
        ck_assert(tsri_paper_size((tsr_paper)paper, &width_mm, &height_mm));
        tsri_marker_sheet_place((tsr_paper)paper, &x_mm, &y_mm);
        ck_assert_int_eq(tsri_canvas_create(tsri_memory_default(), (int32_t)(width_mm * PX_PER_MM),
                                            (int32_t)(height_mm * PX_PER_MM), &canvas, NULL),
                         TSR_OK);
        tsri_canvas_set_scale(canvas, PX_PER_MM);
        tsri_marker_sheet_draw(canvas, (tsr_paper)paper);
        ck_assert_int_eq(tsri_canvas_read(canvas, &image, NULL), TSR_OK);
        ck_assert(find(tsri_image_view(&image), c));
        ck_assert_double_eq_tol(c[0].x_px, x_mm * PX_PER_MM - 0.5, 0.3);
        ck_assert_double_eq_tol(c[0].y_px, y_mm * PX_PER_MM - 0.5, 0.3);
        ck_assert(tsri_marker_sides(c, &long_px, &short_px));
        ck_assert_double_eq_tol(long_px, TSR_MARKER_SIDE_MM * PX_PER_MM, 0.5);
        ck_assert_double_eq_tol(short_px, TSR_MARKER_SIDE_MM * PX_PER_MM, 0.5);
        for (int32_t y = 0; y < image.height_px; y++) { /* printers leave 5 mm of each edge white */
            for (int32_t x = 0; x < image.width_px; x++) {
                bool edge = x < 12 || y < 12 || x >= image.width_px - 12 || y >= image.height_px - 12;
                ck_assert(!edge || tsri_image_row(&image, y)[3 * x] == 255);
            }
        }
        tsri_image_release(&image);
        tsri_canvas_destroy(&canvas);
    }
}
END_TEST

START_TEST(the_sheet_is_a_pdf_of_the_same_bytes)
{
    uint8_t *a = NULL, *b = NULL;
    size_t a_bytes = 0, b_bytes = 0;
    tsr_error err = {0};
    ck_assert_int_eq(tsr_marker_sheet_format(NULL, TSR_PAPER_LETTER, &a, &a_bytes, &err), TSR_OK);
    ck_assert_int_eq(tsr_marker_sheet_format(NULL, TSR_PAPER_LETTER, &b, &b_bytes, &err), TSR_OK);
    ck_assert(a_bytes > 1000 && a_bytes == b_bytes && memcmp(a, b, a_bytes) == 0);
    ck_assert(memcmp(a, "%PDF-", 5) == 0);
    free(a);
    free(b);
    ck_assert_int_eq(tsr_marker_sheet_format(NULL, (tsr_paper)7, &a, &a_bytes, &err), TSR_E_INVALID_ARG);
    ck_assert(a == NULL && a_bytes == 0);
}
END_TEST

START_TEST(the_best_source_wins)
{
    const tsri_scale_params given = {0.25, 0}, marker = {0, 50};
    tsr_landmarks m = face(100, 156, 128);
    struct placing p = turned(128, 200, 60, 0.2, 1);
    fill(90);
    tsr_scale by_pupils = measure(TSR_VIEW_FRONT, &m, &NOTHING_GIVEN);
    ck_assert_int_eq(by_pupils.source, TSR_SCALE_PUPILS);
    ck_assert_double_eq_tol(by_pupils.mm_per_px.value, 63.0 / 56, 1e-9);
    draw_marker(&p, 225, 25);
    tsr_scale by_marker = measure(TSR_VIEW_FRONT, &m, &marker);
    ck_assert_int_eq(by_marker.source, TSR_SCALE_MARKER);
    ck_assert_double_eq_tol(by_marker.mm_per_px.value * 60 / 50, 1, 0.01);
    for (int i = 0; i < 4; i++) {
        ck_assert(by_marker.corners[i].known && !by_pupils.corners[i].known);
    }
    tsr_scale by_caller = measure(TSR_VIEW_FRONT, &m, &given);
    ck_assert_int_eq(by_caller.source, TSR_SCALE_GIVEN);
    ck_assert(by_caller.mm_per_px.value == 0.25);
}
END_TEST

START_TEST(tilt_widens_the_markers_interval)
{
    double before = 0;
    for (double flatten = 1; flatten > 0.6; flatten -= 0.1) {
        struct placing p = turned(128, 128, 80, 0.5, flatten);
        fill(90);
        draw_marker(&p, 225, 25);
        tsr_scale s = measure(TSR_VIEW_TOP, &NO_FACE, &NOTHING_GIVEN);
        ck_assert_int_eq(s.source, TSR_SCALE_MARKER);
        ck_assert_double_eq_tol(s.mm_per_px.value * 80 * sqrt(flatten) / 40, 1, 0.01);
        ck_assert(s.mm_per_px.lo < 40.0 / 80 && s.mm_per_px.hi > 40.0 / (80 * flatten));
        double width = (s.mm_per_px.hi - s.mm_per_px.lo) / s.mm_per_px.value;
        ck_assert_double_gt(width, before);
        before = width;
    }
}
END_TEST

START_TEST(pupils_count_in_frontal_faces_alone)
{
    fill(90);
    tsr_landmarks turned_face = face(100, 156, 140), blind = face(100, 156, 128), straight = face(100, 156, 128);
    tsr_landmarks half_turned = face(100, 156, 133);
    blind.left_pupil.known = false;
    ck_assert(!measure(TSR_VIEW_FRONT, &turned_face, &NOTHING_GIVEN).mm_per_px.known);
    ck_assert(!measure(TSR_VIEW_FRONT, &blind, &NOTHING_GIVEN).mm_per_px.known);
    ck_assert(!measure(TSR_VIEW_TOP, &straight, &NOTHING_GIVEN).mm_per_px.known);
    tsr_quantity q = measure(TSR_VIEW_FRONT, &straight, &NOTHING_GIVEN).mm_per_px;
    ck_assert(q.lo / q.value < 1 - 1.6 * 3.65 / 63 && q.hi / q.value > 1.1 * (1 + 1.6 * 3.65 / 63));
    ck_assert_double_lt(measure(TSR_VIEW_FRONT, &half_turned, &NOTHING_GIVEN).mm_per_px.lo, q.lo);
}
END_TEST

START_TEST(a_usual_head_holds_the_true_scale)
{
    static const struct {
        synth_view drawn;
        tsr_view view;
    } VIEWS[] = {{SYNTH_FRONT, TSR_VIEW_FRONT}, {SYNTH_TOP, TSR_VIEW_TOP}, {SYNTH_BACK, TSR_VIEW_BACK}};
    for (int i = 0; i < 6; i++) {
        synth_head_params params = synth_head_params_default(VIEWS[i % 3].drawn, SIDE_PX, SIDE_PX);
        tsri_image rgb = {0}, labels = {0};
        params.loss = i < 3 ? SYNTH_LOSS_AS_GIVEN : SYNTH_LOSS_HORSESHOE;
        ck_assert_int_eq(synth_head_render(&params, &rgb, &labels), TSR_OK);
        memcpy(picture, rgb.data, sizeof picture);
        memcpy(label_map, labels.data, sizeof label_map);
        tsr_scale s = measure(VIEWS[i % 3].view, &NO_FACE, &NOTHING_GIVEN);
        double truth = 230 / (params.head_frac * SIDE_PX);
        ck_assert_int_eq(s.source, TSR_SCALE_ASSUMED_HEAD);
        ck_assert_msg(s.mm_per_px.lo < truth && truth < s.mm_per_px.hi, "view %d: %.3f in %.3f to %.3f", i % 3, truth,
                      s.mm_per_px.lo, s.mm_per_px.hi);
        tsri_image_release(&rgb);
        tsri_image_release(&labels);
    }
}
END_TEST

START_TEST(without_a_source_there_are_no_millimetres)
{
    for (int label = 0; label < TSR_LABEL_COUNT; label++) {
        for (int view = 0; view < TSR_VIEW_COUNT; view++) {
            fill(128);
            memset(label_map, label, sizeof label_map); /* cut off by the picture's edge, or no head at all */
            ck_assert(!measure((tsr_view)view, &NO_FACE, &NOTHING_GIVEN).mm_per_px.known);
        }
    }
    tsr_landmarks at_one_place = face(90, 90, 90);
    ck_assert(!measure(TSR_VIEW_FRONT, &at_one_place, &NOTHING_GIVEN).mm_per_px.known);
}
END_TEST

START_TEST(noise_and_tiny_pictures_hold_no_marker)
{
    uint32_t state = 5;
    tsr_point c[4];
    for (int round = 0; round < 30; round++) {
        int block = 1 + round % 10;
        for (int i = 0; i < SIDE_PX * SIDE_PX * 3; i++) {
            int cell = i / 3 / SIDE_PX / block * 64 + i / 3 % SIDE_PX / block;
            uint32_t hash = ((uint32_t)cell + 977 * (uint32_t)round) * 2654435761U;
            picture[i] = (uint8_t)(hash >> 24 & 128 ? 230 - check_random(&state) % 8 : 20 + check_random(&state) % 8);
        }
        ck_assert(!find(PICTURE, c));
    }
    for (int32_t side = 1; side < 9; side++) {
        tsr_view_u8 tiny = {picture, side, 9 - side, 3, SIDE_PX * 3};
        ck_assert(!find(tiny, c));
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("scale");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, the_code_differs_from_its_turned_forms);
    tcase_add_test(tcase, a_marker_is_found_however_it_lies);
    tcase_add_test(tcase, another_code_or_a_touched_rim_is_no_marker);
    tcase_add_test(tcase, the_sheet_carries_a_marker_of_true_size);
    tcase_add_test(tcase, the_sheet_is_a_pdf_of_the_same_bytes);
    tcase_add_test(tcase, the_best_source_wins);
    tcase_add_test(tcase, tilt_widens_the_markers_interval);
    tcase_add_test(tcase, pupils_count_in_frontal_faces_alone);
    tcase_add_test(tcase, a_usual_head_holds_the_true_scale);
    tcase_add_test(tcase, without_a_source_there_are_no_millimetres);
    tcase_add_test(tcase, noise_and_tiny_pictures_hold_no_marker);
    return run_tcase("scale", tcase);
}
