/* SPDX-License-Identifier: Apache-2.0
 * Features by region: a network's output made by hand, so that each mean is known. */
#include <math.h>
#include <string.h>

#include "parse/features.h"

#include "support/image_check.h"

enum { SIDE = 32, CHANNELS = TSRI_NET_STAGE_CHANNELS };

static float MAPS[SIDE * SIDE * TSRI_NET_CHANNELS];
static float STAGE_A[8 * 8 * 64], STAGE_B[4 * 4 * 128], STAGE_C[2 * 2 * 192];

static void label_cells(int x_from, int x_to, tsr_label label)
{
    for (int y = 0; y < SIDE; y++) {
        for (int x = x_from; x < x_to; x++) {
            for (int c = 0; c < TSR_LABEL_COUNT; c++) {
                MAPS[(y * SIDE + x) * TSRI_NET_CHANNELS + c] = c == (int)label ? 30 : 0;
            }
        }
    }
}

/* Every cell of a stage holds its column. */
static void fill_stage(float *data, int side, int channels)
{
    for (int i = 0; i < side * side * channels; i++) {
        data[i] = (float)(i / channels % side);
    }
}

static const tsri_logits LOGITS = {MAPS, SIDE, TSRI_NET_CHANNELS};

static void pool(float *out)
{
    tsri_arena arena;
    const tsri_net_stage stages[] = {{STAGE_A, 8, 64}, {STAGE_B, 4, 128}, {STAGE_C, 2, 192}};
    tsri_arena_init(&arena, tsri_memory_default());
    ck_assert_int_eq(tsri_features_pool(stages, &LOGITS, &arena, out, NULL), TSR_OK);
    tsri_arena_release(&arena);
}

static void setup(void)
{
    label_cells(0, SIDE, TSR_LABEL_BACKGROUND);
    label_cells(8, 16, TSR_LABEL_HAIR);
    label_cells(16, 24, TSR_LABEL_SCALP);
    fill_stage(STAGE_A, 8, 64);
    fill_stage(STAGE_B, 4, 128);
    fill_stage(STAGE_C, 2, 192);
}

START_TEST(each_region_has_its_own_mean)
{
    float out[TSRI_FEATURES];
    pool(out);
    const float *hair = out, *scalp = out + CHANNELS, *border = out + TSRI_FEATURE_BORDER * CHANNELS;
    ck_assert_double_eq_tol((double)hair[0], 2.5, 0.02);       /* columns 2 and 3 of eight */
    ck_assert_double_eq_tol((double)scalp[0], 4.5, 0.03);      /* 4 and 5 */
    ck_assert_double_eq_tol((double)border[0], 3.5, 0.1);      /* about the line between 3 and 4 */
    ck_assert_double_eq_tol((double)hair[64], 1, 0.01);        /* column 1 of four */
    ck_assert_double_eq_tol((double)scalp[64 + 128], 1, 0.01); /* column 1 of two */
    const float *shares = out + TSRI_FEATURE_REGIONS * CHANNELS;
    ck_assert_double_eq_tol((double)shares[TSRI_FEATURE_HAIR], 0.25, 1e-3);
    ck_assert_double_eq_tol((double)shares[TSRI_FEATURE_SCALP], 0.25, 1e-3);
    ck_assert_double_eq_tol((double)shares[TSRI_FEATURE_SKIN], 0, 1e-3);
}
END_TEST

START_TEST(the_ground_has_no_say)
{
    float before[TSRI_FEATURES], after[TSRI_FEATURES];
    pool(before);
    for (int y = 0; y < 8; y++) {
        for (int c = 0; c < 64; c++) {
            STAGE_A[(y * 8 + 0) * 64 + c] = 1e3f; /* column 0 and 7: ground and nothing else */
            STAGE_A[(y * 8 + 7) * 64 + c] = -1e3f;
        }
    }
    pool(after);
    for (int i = 0; i < TSRI_FEATURES; i++) {
        ck_assert_double_eq_tol((double)before[i], (double)after[i], 1e-4);
    }
}
END_TEST

START_TEST(the_ground_is_painted_grey)
{
    static float input[4 * SIDE * SIDE * 3];
    for (int i = 0; i < 4 * SIDE * SIDE * 3; i++) {
        input[i] = 0.5f;
    }
    tsri_features_paint_ground(&LOGITS, input);
    for (int y = 0; y < 2 * SIDE; y++) {
        for (int x = 0; x < 2 * SIDE; x++) {
            float *pixel = input + (y * 2 * SIDE + x) * 3;
            ck_assert_double_eq_tol((double)pixel[0], x >= 16 && x < 48 ? 0.5 : 0, 1e-6);
            ck_assert(pixel[1] == pixel[2]);
        }
    }
}
END_TEST

START_TEST(skin_counts_near_the_head_alone)
{
    float out[TSRI_FEATURES];
    label_cells(0, SIDE, TSR_LABEL_SKIN);
    label_cells(0, 4, TSR_LABEL_HAIR);
    pool(out);
    ck_assert_double_eq_tol((double)out[TSRI_FEATURE_REGIONS * CHANNELS + TSRI_FEATURE_SKIN], 6.0 / SIDE,
                            0.04); /* half a window */
}
END_TEST

START_TEST(empty_pictures_give_nothing)
{
    float out[TSRI_FEATURES];
    label_cells(0, SIDE, TSR_LABEL_BACKGROUND);
    pool(out);
    for (int i = 0; i < TSRI_FEATURES; i++) {
        ck_assert(isfinite(out[i]) && fabsf(out[i]) < 1e-3f);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("parse_features");
    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_test(tcase, each_region_has_its_own_mean);
    tcase_add_test(tcase, the_ground_has_no_say);
    tcase_add_test(tcase, the_ground_is_painted_grey);
    tcase_add_test(tcase, skin_counts_near_the_head_alone);
    tcase_add_test(tcase, empty_pictures_give_nothing);
    return run_tcase("parse_features", tcase);
}
