/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/coverage.h"
#include "support/image_check.h"

/* A map of 16 x 16 for a photo of 64 x 64: 16 photo pixels a cell. */
enum { SIDE_PX = 16, CHANNELS = 12, CELL_PX = 16 };

static float logits_data[SIDE_PX * SIDE_PX * CHANNELS];
static const tsri_logits LOGITS = {logits_data, SIDE_PX, CHANNELS};

static void set_cell(int x, int y, tsr_label label, float margin)
{
    float *cell = logits_data + (y * SIDE_PX + x) * CHANNELS;
    memset(cell, 0, CHANNELS * sizeof *cell);
    cell[label] = margin;
}

/* bare_columns of bare scalp at the left, hair to their right; margin: how sure. */
static void fill_columns(int bare_columns, float margin)
{
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
        set_cell(i % SIDE_PX, i / SIDE_PX, i % SIDE_PX < bare_columns ? TSR_LABEL_SCALP : TSR_LABEL_HAIR, margin);
    }
}

/* Measure the map as it stands, its labels being each cell's greatest. */
static tsr_coverage measure(void)
{
    int64_t label_px[TSR_LABEL_COUNT] = {0};
    tsri_letterbox box = tsri_letterbox_compute(64, 64, 2 * SIDE_PX);
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
        int best = 0;
        for (int c = 1; c < TSR_LABEL_COUNT; c++) {
            best = logits_data[i * CHANNELS + c] > logits_data[i * CHANNELS + best] ? c : best;
        }
        label_px[best] += CELL_PX;
    }
    return tsri_coverage_compute(&LOGITS, &box, label_px);
}

static double width_of(tsr_coverage c)
{
    return c.bare_fraction.hi - c.bare_fraction.lo;
}

START_TEST(a_known_map_has_its_share)
{
    for (int columns = 0; columns <= SIDE_PX; columns++) {
        fill_columns(columns, 20);
        tsr_coverage c = measure();
        ck_assert(c.bare_fraction.known);
        ck_assert_int_eq(c.bare_px, (int64_t)columns * SIDE_PX * CELL_PX);
        ck_assert_int_eq(c.scalp_px, 64 * 64);
        ck_assert_double_eq_tol(c.bare_fraction.value, columns / 16.0, 1e-12);
        /* The classes are beyond doubt: what is left is 1.5 map pixels along a border of 16, on each side. */
        double outline = columns == 0 || columns == SIDE_PX ? 0 : 1.5 * 16 / 256;
        ck_assert_double_eq_tol(c.bare_fraction.lo, fmax(0, columns / 16.0 - outline), 1e-12);
        ck_assert_double_eq_tol(c.bare_fraction.hi, fmin(1, columns / 16.0 + outline), 1e-12);
    }
}
END_TEST

START_TEST(skin_and_background_do_not_count)
{
    fill_columns(4, 20);
    for (int y = 8; y < SIDE_PX; y++) {
        for (int x = 0; x < SIDE_PX; x++) {
            set_cell(x, y, x % 2 ? TSR_LABEL_SKIN : TSR_LABEL_BACKGROUND, 20);
        }
    }
    tsr_coverage c = measure();
    ck_assert_int_eq(c.scalp_px, 64 * 32);
    ck_assert_double_eq_tol(c.bare_fraction.value, 0.25, 1e-12);
}
END_TEST

START_TEST(the_interval_holds_the_value)
{
    uint32_t state = 3;
    for (int round = 0; round < 300; round++) {
        for (int i = 0; i < SIDE_PX * SIDE_PX * CHANNELS; i++) {
            logits_data[i] = (float)(check_random(&state) % 1000) / (float)(20 + round);
        }
        tsr_quantity q = measure().bare_fraction;
        ck_assert(q.known);
        ck_assert(0 <= q.lo && q.lo <= q.value && q.value <= q.hi && q.hi <= 1);
    }
}
END_TEST

START_TEST(doubt_widens_the_interval)
{
    static const float MARGINS[] = {8, 1.2f, 0.4f};
    double before = -1;
    for (size_t i = 0; i < sizeof MARGINS / sizeof *MARGINS; i++) {
        /* A quarter of the cells is less and less sure; the value is the same. */
        fill_columns(6, 8);
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < SIDE_PX; x++) {
                set_cell(x, y, x < 6 ? TSR_LABEL_SCALP : TSR_LABEL_HAIR, MARGINS[i]);
            }
        }
        tsr_coverage c = measure();
        ck_assert_double_eq_tol(c.bare_fraction.value, 6 / 16.0, 1e-12);
        ck_assert(i == 1 ? width_of(c) > before : width_of(c) >= before);
        before = width_of(c);
    }
    fill_columns(6, 0.1f); /* nothing is sure: nearly everything is possible */
    ck_assert_double_ge(width_of(measure()), 0.9);
}
END_TEST

START_TEST(the_mirror_gives_the_same)
{
    uint32_t state = 8;
    float mirrored[SIDE_PX * SIDE_PX * CHANNELS];
    for (int i = 0; i < SIDE_PX * SIDE_PX * CHANNELS; i++) {
        logits_data[i] = (float)(check_random(&state) % 1000) / 100;
    }
    tsr_coverage a = measure();
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
        int j = i / SIDE_PX * SIDE_PX + SIDE_PX - 1 - i % SIDE_PX;
        memcpy(mirrored + j * CHANNELS, logits_data + i * CHANNELS, CHANNELS * sizeof *mirrored);
    }
    memcpy(logits_data, mirrored, sizeof mirrored);
    tsr_coverage b = measure();
    ck_assert_int_eq(a.bare_px, b.bare_px);
    ck_assert(a.bare_fraction.value == b.bare_fraction.value);
    ck_assert_double_eq_tol(a.bare_fraction.lo, b.bare_fraction.lo, 1e-12);
    ck_assert_double_eq_tol(a.bare_fraction.hi, b.bare_fraction.hi, 1e-12);
}
END_TEST

START_TEST(without_scalp_nothing_is_known)
{
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
        set_cell(i % SIDE_PX, i / SIDE_PX, i % 2 ? TSR_LABEL_SKIN : TSR_LABEL_BACKGROUND, 5);
    }
    tsr_coverage c = measure();
    ck_assert(!c.bare_fraction.known);
    ck_assert_int_eq(c.bare_px, 0);
    ck_assert_int_eq(c.scalp_px, 0);
}
END_TEST

START_TEST(padding_does_not_count)
{
    /* A photo of 64 x 16 lies in rows 6 to 9 of the map; all else is doubtful scalp. */
    const int64_t label_px[TSR_LABEL_COUNT] = {[TSR_LABEL_SCALP] = 256, [TSR_LABEL_HAIR] = 768};
    tsri_letterbox box = tsri_letterbox_compute(64, 16, 2 * SIDE_PX);
    fill_columns(4, 20);
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
        if (i / SIDE_PX < 6 || i / SIDE_PX > 9) {
            set_cell(i % SIDE_PX, i / SIDE_PX, TSR_LABEL_SCALP, 0.1f);
        }
    }
    tsr_quantity q = tsri_coverage_compute(&LOGITS, &box, label_px).bare_fraction;
    ck_assert_double_eq_tol(q.value, 0.25, 1e-12);
    ck_assert_double_eq_tol(q.lo, 0.25 - 1.5 * 4 / 64, 1e-12);
    ck_assert_double_eq_tol(q.hi, 0.25 + 1.5 * 4 / 64, 1e-12);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("coverage");
    tcase_add_test(tcase, a_known_map_has_its_share);
    tcase_add_test(tcase, skin_and_background_do_not_count);
    tcase_add_test(tcase, the_interval_holds_the_value);
    tcase_add_test(tcase, doubt_widens_the_interval);
    tcase_add_test(tcase, the_mirror_gives_the_same);
    tcase_add_test(tcase, without_scalp_nothing_is_known);
    tcase_add_test(tcase, padding_does_not_count);
    return run_tcase("coverage", tcase);
}
