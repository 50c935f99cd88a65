/* SPDX-License-Identifier: Apache-2.0 */
#include "support/sample_photo.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/image_check.h"

tsr_context *open_context(const tsr_allocator *memory)
{
    const tsr_options options = {.allocator = memory, .model_dir = TSR_TEST_MODEL_DIR};
    tsr_context *ctx = NULL;
    tsr_error err = {0};
    tsr_status st = tsr_context_create(&options, &ctx, &err);
    ck_assert_msg(st == TSR_OK, "%s", err.message);
    return ctx;
}

tsr_worker *open_worker(const tsr_context *ctx)
{
    tsr_worker *worker = NULL;
    tsr_error err = {0};
    tsr_status st = tsr_worker_create(ctx, &worker, &err);
    ck_assert_msg(st == TSR_OK, "%s", err.message);
    return worker;
}

made_file level_photo(int32_t width_px, int32_t height_px, uint8_t level)
{
    uint8_t *pixels = malloc((size_t)width_px * (size_t)height_px);
    memset(pixels, level, (size_t)width_px * (size_t)height_px);
    const made_image image = {.width_px = width_px, .height_px = height_px, .channels = 1, .pixels = pixels};
    made_file file = make_png(&image, NULL);
    free(pixels);
    return file;
}

made_file noise_photo(int32_t width_px, int32_t height_px, int32_t cell_px, uint32_t seed)
{
    uint8_t *pixels = malloc((size_t)width_px * (size_t)height_px * 3);
    for (int32_t i = 0; i < width_px * height_px * 3; i++) {
        uint32_t x = (uint32_t)(i / 3 % width_px / cell_px), y = (uint32_t)(i / 3 / width_px / cell_px);
        uint32_t hash = ((x * 73856093u) ^ (y * 19349663u) ^ ((uint32_t)(i % 3) * 83492791u) ^ seed) * 2654435761u;
        pixels[i] = (uint8_t)((hash ^ hash >> 15) * 2246822519u >> 24);
    }
    const made_image image = {.width_px = width_px, .height_px = height_px, .channels = 3, .pixels = pixels};
    made_file file = make_png(&image, NULL);
    free(pixels);
    return file;
}

made_file sample_photo(const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", TSR_TEST_SAMPLE_DIR, name);
    made_file file = made_file_load(path);
    ck_assert_msg(file.data != NULL, "%s is not there", path);
    return file;
}

made_file sample_on_ground(const char *name, int32_t times)
{
    made_file file = sample_photo(name);
    tsri_photo photo = decode_good(file, NULL);
    const int32_t width_px = times * photo.width_px, height_px = times * photo.height_px;
    uint8_t *pixels = malloc((size_t)width_px * (size_t)height_px * 3);
    memset(pixels, 120, (size_t)width_px * (size_t)height_px * 3);
    for (int32_t y = 0; y < photo.height_px; y++) {
        size_t at =
            (size_t)(y + (height_px - photo.height_px) / 2) * (size_t)width_px + (size_t)((width_px - photo.width_px) / 2);
        memcpy(pixels + 3 * at, tsri_image_row(&photo.rgb, y), 3 * (size_t)photo.width_px);
    }
    const made_image image = {.width_px = width_px, .height_px = height_px, .channels = 3, .pixels = pixels};
    made_file made = make_png(&image, NULL);
    free(pixels);
    tsri_photo_release(&photo);
    made_file_release(&file);
    return made;
}

tsr_assessment *assess_good(tsr_worker *worker, made_file file, tsr_view view)
{
    const tsr_assess_params params = {.view = view};
    tsr_assessment *a = NULL;
    tsr_error err = {0};
    tsr_status st = tsr_photo_assess(worker, file.data, file.size_bytes, &params, &a, &err);
    ck_assert_msg(st == TSR_OK, "%s: %s", err.stage, err.message);
    return a;
}

void check_same(const tsr_context *ctx, const tsr_assessment *a, const tsr_assessment *b)
{
    static const tsr_photo_names NAMES = {"photo", NULL, NULL, NULL};
    char *x = NULL, *y = NULL;
    ck_assert_int_eq(tsr_photo_json_format(ctx, &NAMES, tsr_assessment_result(a), &x, NULL), TSR_OK);
    ck_assert_int_eq(tsr_photo_json_format(ctx, &NAMES, tsr_assessment_result(b), &y, NULL), TSR_OK);
    ck_assert_str_eq(x, y);
    tsr_free(ctx, x);
    tsr_free(ctx, y);
    tsr_view_u8 p = tsr_assessment_labels(a), q = tsr_assessment_labels(b);
    ck_assert(p.width_px == q.width_px && p.height_px == q.height_px);
    for (int32_t row = 0; row < p.height_px; row++) {
        int differ = memcmp(p.data + (size_t)row * p.stride_bytes, q.data + (size_t)row * q.stride_bytes, (size_t)p.width_px);
        ck_assert_int_eq(differ, 0);
    }
}
