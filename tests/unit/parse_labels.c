/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "parse/labels.h"
#include "support/image_check.h"

enum { SIDE_PX = 16, CHANNELS = 12 };

static float logits_data[SIDE_PX * SIDE_PX * CHANNELS];
static const tsri_logits LOGITS = {logits_data, SIDE_PX, CHANNELS};

/* Sizes below, at and above the map's, and the thinnest ones; the square is 32 px. */
static const int32_t SIZES[][2] = {{16, 16}, {32, 32}, {64, 64}, {100, 75},  {75, 100}, {7, 5},   {5, 7},   {1, 1},  {1, 40},
                                   {40, 1},  {2, 2},   {3, 33},  {333, 111}, {31, 29},  {65, 64}, {1, 500}, {500, 2}};

enum { SIZE_COUNT = sizeof SIZES / sizeof *SIZES };

static float unit_random(uint32_t *state)
{
    return (float)(check_random(state) % 20001) / 10000.0f - 1.0f;
}

/* Noise, or noise on large blobs, so that most cells agree with their neighbours as in a real map. */
static void fill_logits(uint32_t seed, bool blobs)
{
    uint32_t state = seed;
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
        int blob = (i % SIDE_PX / 5 + i / SIDE_PX / 6) % TSR_LABEL_COUNT;
        for (int c = 0; c < CHANNELS; c++) {
            logits_data[i * CHANNELS + c] = unit_random(&state) + (blobs && c == blob ? 2.5f : 0.0f);
        }
    }
}

static double clamp(double v, double lo, double hi)
{
    return fmin(fmax(v, lo), hi);
}

/* One logit at a place of the map, bilinear, by the definition; only cells that the photo covers count. */
static double sample(int c, double x, double y, const int32_t cells[4])
{
    x = clamp(x, cells[0], cells[1]);
    y = clamp(y, cells[2], cells[3]);
    int x0 = (int)floor(x), y0 = (int)floor(y);
    int x1 = x0 < cells[1] ? x0 + 1 : x0, y1 = y0 < cells[3] ? y0 + 1 : y0;
    const double at[4] = {
        (double)logits_data[(y0 * SIDE_PX + x0) * CHANNELS + c], (double)logits_data[(y0 * SIDE_PX + x1) * CHANNELS + c],
        (double)logits_data[(y1 * SIDE_PX + x0) * CHANNELS + c], (double)logits_data[(y1 * SIDE_PX + x1) * CHANNELS + c]};
    double upper = at[0] + (at[1] - at[0]) * (x - x0), lower = at[2] + (at[3] - at[2]) * (x - x0);
    return upper + (lower - upper) * (y - y0);
}

/* Is `label` the class of the greatest logit at the photo's pixel, up to rounding where two are equal? */
static bool is_greatest(const tsri_letterbox *box, int32_t x_px, int32_t y_px, int label)
{
    const int32_t cells[4] = {box->left_px / 2, (box->left_px + box->content_width_px - 1) / 2, box->top_px / 2,
                              (box->top_px + box->content_height_px - 1) / 2};
    double x = (box->left_px + (x_px + 0.5) * box->content_width_px / box->width_px) / 2 - 0.5;
    double y = (box->top_px + (y_px + 0.5) * box->content_height_px / box->height_px) / 2 - 0.5;
    double own = sample(label, x, y, cells);
    for (int c = 0; c < TSR_LABEL_COUNT; c++) {
        if (sample(c, x, y, cells) > own + 1e-5) {
            return false;
        }
    }
    return true;
}

static tsri_image expand(int32_t width_px, int32_t height_px, int64_t count[TSR_LABEL_COUNT])
{
    tsri_image labels;
    tsri_arena arena;
    tsri_letterbox box = tsri_letterbox_compute(width_px, height_px, 2 * SIDE_PX);
    const tsri_rect all = {0, 0, width_px, height_px};
    tsri_arena_init(&arena, tsri_memory_default());
    ck_assert_int_eq(tsri_image_init(&labels, tsri_memory_default(), width_px, height_px, 1, NULL), TSR_OK);
    memset(count, 0, TSR_LABEL_COUNT * sizeof *count);
    ck_assert_int_eq(tsri_labels_expand(&LOGITS, &box, all, &arena, &labels, count, NULL), TSR_OK);
    tsri_arena_release(&arena);
    ck_assert(labels.width_px == width_px && labels.height_px == height_px && labels.channels == 1);
    return labels;
}

START_TEST(the_fast_way_gives_what_the_slow_way_gives)
{
    int32_t width_px = SIZES[_i][0], height_px = SIZES[_i][1];
    for (uint32_t seed = 1; seed <= 6; seed++) {
        int64_t count[TSR_LABEL_COUNT], seen[TSR_LABEL_COUNT] = {0};
        int wrong = 0; /* asserted once: an assertion a pixel takes longer than all the rest */
        fill_logits(seed * 77, seed % 2 == 0);
        tsri_image labels = expand(width_px, height_px, count);
        tsri_letterbox box = tsri_letterbox_compute(width_px, height_px, 2 * SIDE_PX);
        for (int32_t y = 0; y < height_px; y++) {
            for (int32_t x = 0; x < width_px; x++) {
                int label = tsri_image_row(&labels, y)[x];
                if (label >= TSR_LABEL_COUNT || !is_greatest(&box, x, y, label)) {
                    wrong++;
                } else {
                    seen[label]++;
                }
            }
        }
        ck_assert_msg(wrong == 0, "seed %u: %d pixels of %d x %d", seed, wrong, width_px, height_px);
        for (int c = 0; c < TSR_LABEL_COUNT; c++) {
            ck_assert_int_eq(count[c], seen[c]);
        }
        tsri_image_release(&labels);
    }
}
END_TEST

/* Background left of or above cell `edge`, scalp from there on. */
static void fill_step(int edge, bool across)
{
    memset(logits_data, 0, sizeof logits_data);
    for (int y = 0; y < SIDE_PX; y++) {
        for (int x = 0; x < SIDE_PX; x++) {
            logits_data[(y * SIDE_PX + x) * CHANNELS + ((across ? x : y) < edge ? TSR_LABEL_BACKGROUND : TSR_LABEL_SCALP)] = 4;
        }
    }
}

START_TEST(a_step_lands_on_its_very_pixel)
{
    /* The border between cells 5 and 6 of 16 is at 6/16 of the photo, whatever its size: no half-pixel shift. */
    static const int32_t SIDES_PX[] = {16, 32, 64, 160, 256, 1024};
    for (int across = 0; across < 2; across++) {
        fill_step(6, across == 1);
        for (size_t s = 0; s < sizeof SIDES_PX / sizeof *SIDES_PX; s++) {
            int64_t count[TSR_LABEL_COUNT];
            int32_t side_px = SIDES_PX[s], border_px = side_px * 6 / 16;
            tsri_image labels = expand(side_px, side_px, count);
            for (int32_t i = 0; i < side_px; i++) {
                uint8_t label = across ? tsri_image_row(&labels, side_px / 3)[i] : tsri_image_row(&labels, i)[side_px / 3];
                ck_assert_msg(label == (i < border_px ? TSR_LABEL_BACKGROUND : TSR_LABEL_SCALP), "pixel %d of %d is %d", i,
                              side_px, label);
            }
            ck_assert_int_eq(count[TSR_LABEL_BACKGROUND], (int64_t)border_px * side_px);
            ck_assert_int_eq(count[TSR_LABEL_SCALP], (int64_t)(side_px - border_px) * side_px);
            tsri_image_release(&labels);
        }
    }
}
END_TEST

START_TEST(a_mirrored_map_gives_the_mirrored_photo)
{
    static const int32_t EVEN[][2] = {{64, 64}, {128, 64}, {64, 128}, {99, 99}, {160, 40}};
    for (size_t s = 0; s < sizeof EVEN / sizeof *EVEN; s++) {
        int64_t count[TSR_LABEL_COUNT], count_mirrored[TSR_LABEL_COUNT];
        int differ = 0;
        fill_logits(9, true);
        tsri_image labels = expand(EVEN[s][0], EVEN[s][1], count);
        for (int y = 0; y < SIDE_PX; y++) {
            for (int x = 0; x < SIDE_PX / 2; x++) {
                float cell[CHANNELS], *a = logits_data + (y * SIDE_PX + x) * CHANNELS;
                float *b = logits_data + (y * SIDE_PX + SIDE_PX - 1 - x) * CHANNELS;
                memcpy(cell, a, sizeof cell);
                memcpy(a, b, sizeof cell);
                memcpy(b, cell, sizeof cell);
            }
        }
        tsri_image mirrored = expand(EVEN[s][0], EVEN[s][1], count_mirrored);
        for (int32_t y = 0; y < EVEN[s][1]; y++) {
            for (int32_t x = 0; x < EVEN[s][0]; x++) {
                differ += tsri_image_row(&labels, y)[x] != tsri_image_row(&mirrored, y)[EVEN[s][0] - 1 - x];
            }
        }
        ck_assert_int_le(differ, 1); /* two logits may be equal but for the last bit */
        tsri_image_release(&labels);
        tsri_image_release(&mirrored);
    }
}
END_TEST

START_TEST(padding_says_nothing)
{
    /* A photo twice as wide as high fills the square's middle half; the rest shouts scalp and must not be heard. */
    int64_t count[TSR_LABEL_COUNT];
    memset(logits_data, 0, sizeof logits_data);
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
        bool inside = i / SIDE_PX >= 4 && i / SIDE_PX < 12;
        logits_data[i * CHANNELS + (inside ? TSR_LABEL_HAIR : TSR_LABEL_SCALP)] = inside ? 1 : 100;
        logits_data[i * CHANNELS + 7] = 1000; /* nor the channels that are no labels */
    }
    tsri_image labels = expand(200, 100, count);
    ck_assert_int_eq(count[TSR_LABEL_HAIR], 200 * 100);
    tsri_image_release(&labels);
}
END_TEST

START_TEST(rectangles_make_up_the_whole)
{
    enum { WIDTH_PX = 90, HEIGHT_PX = 70 };
    static const tsri_rect PARTS[] = {{0, 0, 90, 20},   {0, 20, 33, 51}, {33, 20, 60, 51},
                                      {60, 20, 90, 51}, {0, 51, 90, 70}, {40, 30, 40, 60}}; /* the last one is empty */
    int64_t count[TSR_LABEL_COUNT], in_parts[TSR_LABEL_COUNT] = {0};
    tsri_arena arena;
    tsri_image parts;
    tsri_letterbox box = tsri_letterbox_compute(WIDTH_PX, HEIGHT_PX, 2 * SIDE_PX);
    fill_logits(11, true);
    tsri_image whole = expand(WIDTH_PX, HEIGHT_PX, count);
    tsri_arena_init(&arena, tsri_memory_default());
    ck_assert_int_eq(tsri_image_init(&parts, tsri_memory_default(), WIDTH_PX, HEIGHT_PX, 1, NULL), TSR_OK);
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        ck_assert_int_eq(tsri_labels_expand(&LOGITS, &box, PARTS[i], &arena, &parts, in_parts, NULL), TSR_OK);
    }
    tsri_arena_release(&arena);
    ck_assert_mem_eq(in_parts, count, sizeof count);
    for (int32_t y = 0; y < HEIGHT_PX; y++) {
        ck_assert_mem_eq(tsri_image_row(&parts, y), tsri_image_row(&whole, y), WIDTH_PX);
    }
    tsri_image_release(&parts);
    tsri_image_release(&whole);
}
END_TEST

START_TEST(failing_memory)
{
    memory_probe probe;
    tsri_image labels;
    tsri_arena arena;
    int64_t count[TSR_LABEL_COUNT];
    tsri_letterbox box = tsri_letterbox_compute(50, 40, 2 * SIDE_PX);
    const tsri_rect all = {0, 0, 50, 40};
    ck_assert_int_eq(tsri_image_init(&labels, tsri_memory_default(), 50, 40, 1, NULL), TSR_OK);
    fill_logits(3, true);
    for (long nth = 1;; nth++) {
        memory_probe_init(&probe);
        tsri_arena_init(&arena, &probe.allocator);
        probe.fail_at = nth;
        tsr_status st = tsri_labels_expand(&LOGITS, &box, all, &arena, &labels, count, NULL);
        tsri_arena_release(&arena);
        ck_assert_int_eq(probe.live_count, 0);
        if (st == TSR_OK) {
            break;
        }
        ck_assert_int_eq(st, TSR_E_NOMEM);
    }
    tsri_image_release(&labels);
    ck_assert_int_eq(probe.live_count, 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("labels");
    tcase_add_loop_test(tcase, the_fast_way_gives_what_the_slow_way_gives, 0, SIZE_COUNT);
    tcase_add_test(tcase, a_step_lands_on_its_very_pixel);
    tcase_add_test(tcase, a_mirrored_map_gives_the_mirrored_photo);
    tcase_add_test(tcase, padding_says_nothing);
    tcase_add_test(tcase, rectangles_make_up_the_whole);
    tcase_add_test(tcase, failing_memory);
    return run_tcase("parse_labels", tcase);
}
