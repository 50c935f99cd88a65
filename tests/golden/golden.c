/* SPDX-License-Identifier: Apache-2.0
 * Golden pictures: overlays of rendered heads against those that were looked at and kept.
 *
 *   tsr_golden compare  EXPECTED           every picture is as the one kept; exit code 1 and a line each where not
 *   tsr_golden generate EXPECTED           keep the pictures as they are now: look at them, and say why in CHANGELOG.md
 *   tsr_golden display  EXPECTED FOLDER    write kept | now | difference side by side, to look at
 *
 * Pictures are compared at half size: a line a pixel off on another machine's font is no fault, a lost label is. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/encode.h"
#include "output/overlay.h"
#include "support/image_check.h"
#include "support/sample_photo.h"
#include "vision/vision.h"

/* A sample differs where it is off by more than this; so many of them are let pass: anti-aliasing and the last bits of a network
 * that runs on another processor. */
enum { LEVEL_TOLERANCE = 40 };
static const double MOST_DIFFERENT_FRAC = 0.01;

static const struct scene {
    const char *name, *photo;
    tsr_view view;
    double mm_per_px;
    bool anonymise;
} SCENES[] = {
    {"front", "norwood5-front.png", TSR_VIEW_FRONT, 0, true}, {"top", "norwood5-top.png", TSR_VIEW_TOP, 0.5, false},
    {"left", "norwood5-left.png", TSR_VIEW_LEFT, 0, true},    {"back", "norwood5-back.png", TSR_VIEW_BACK, 0, false},
    {"patches", "areata-top.png", TSR_VIEW_TOP, 0, false},
};
enum { SCENE_COUNT = sizeof SCENES / sizeof SCENES[0] };

static tsri_image draw(const tsr_context *ctx, tsr_worker *worker, const struct scene *scene)
{
    made_file file = sample_photo(scene->photo);
    const tsr_assess_params params = {.view = scene->view, .mm_per_px = scene->mm_per_px};
    tsr_assessment *a = NULL;
    tsri_image whole = {0}, half = {0};
    ck_assert_int_eq(tsr_photo_assess(worker, file.data, file.size_bytes, &params, &a, NULL), TSR_OK);
    if (scene->anonymise) {
        tsr_assessment_anonymise(a);
    }
    ck_assert_int_eq(tsri_overlay_draw(tsr_context_allocator(ctx), a, &whole, NULL, NULL), TSR_OK);
    ck_assert_int_eq(tsri_image_init(&half, whole.memory, whole.width_px / 2, whole.height_px / 2, 3, NULL), TSR_OK);
    const tsri_span_u8 to = {half.data, half.width_px, half.height_px, 3, (size_t)half.width_px * 3};
    ck_assert_int_eq(tsr_cv_resize_u8(tsri_image_view(&whole), to, NULL), TSR_OK);
    tsri_image_release(&whole);
    tsr_assessment_destroy(&a);
    made_file_release(&file);
    return half;
}

static void save(const tsr_context *ctx, const tsri_image *image, const char *folder, const char *name)
{
    char path[1024];
    made_file file = {0};
    (void)snprintf(path, sizeof path, "%s/%s.png", folder, name);
    ck_assert_int_eq(tsri_png_encode(tsri_image_view(image), 9, tsr_context_allocator(ctx), &file.data, &file.size_bytes, NULL),
                     TSR_OK);
    FILE *stream = fopen(path, "wb");
    ck_assert_msg(stream != NULL, "cannot write %s", path);
    ck_assert_uint_eq(fwrite(file.data, 1, file.size_bytes, stream), file.size_bytes);
    ck_assert_int_eq(fclose(stream), 0);
    tsr_free(ctx, file.data);
}

static tsri_photo load(const char *folder, const char *name)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s.png", folder, name);
    made_file file = made_file_load(path);
    ck_assert_msg(file.data != NULL, "%s is not there: generate it", path);
    tsri_photo photo = decode_good(file, NULL);
    made_file_release(&file);
    return photo;
}

static bool differs(const uint8_t *a, const uint8_t *b)
{
    return abs(a[0] - b[0]) > LEVEL_TOLERANCE || abs(a[1] - b[1]) > LEVEL_TOLERANCE || abs(a[2] - b[2]) > LEVEL_TOLERANCE;
}

/* Share of pixels that differ; all of them where sizes do. */
static double different_frac(const tsri_image *a, const tsri_image *b)
{
    size_t count = (size_t)a->width_px * (size_t)a->height_px, different = 0;
    if (a->width_px != b->width_px || a->height_px != b->height_px) {
        return 1;
    }
    for (size_t i = 0; i < count; i++) {
        different += differs(a->data + 3 * i, b->data + 3 * i);
    }
    return (double)different / (double)count;
}

static void display(const tsr_context *ctx, const tsri_image *kept, const tsri_image *now, const char *folder, const char *name)
{
    tsri_image sheet = {0};
    const int32_t height_px = kept->height_px > now->height_px ? kept->height_px : now->height_px;
    ck_assert_int_eq(tsri_image_init(&sheet, now->memory, kept->width_px + 2 * now->width_px, height_px, 3, NULL), TSR_OK);
    memset(sheet.data, 255, (size_t)sheet.width_px * (size_t)height_px * 3);
    for (int32_t y = 0; y < height_px; y++) {
        uint8_t *row = tsri_image_row(&sheet, y), *difference = row + 3 * (kept->width_px + now->width_px);
        if (y < kept->height_px) {
            memcpy(row, tsri_image_row(kept, y), 3 * (size_t)kept->width_px);
        }
        if (y < now->height_px) {
            memcpy(row + 3 * kept->width_px, tsri_image_row(now, y), 3 * (size_t)now->width_px);
        }
        for (int32_t x = 0; y < kept->height_px && y < now->height_px && x < now->width_px && x < kept->width_px; x++) {
            memset(difference + 3 * x, differs(tsri_image_row(kept, y) + 3 * x, tsri_image_row(now, y) + 3 * x) ? 0 : 230, 3);
        }
    }
    save(ctx, &sheet, folder, name);
    tsri_image_release(&sheet);
}

static const char *expected_folder, *display_folder; /* display_folder NULL: none */
static bool generate;

START_TEST(each_picture_is_as_it_was_kept)
{
    const struct scene *scene = &SCENES[_i];
    tsr_context *ctx = open_context(NULL);
    tsr_worker *worker = open_worker(ctx);
    tsri_image now = draw(ctx, worker, scene);
    double frac = 0;
    if (generate) {
        save(ctx, &now, expected_folder, scene->name);
    } else {
        tsri_photo kept = load(expected_folder, scene->name);
        frac = different_frac(&kept.rgb, &now);
        (void)printf("%s: %.2f %% differ (%s, models %.12s)\n", scene->name, 100 * frac, tsr_version(), tsr_model_sha256(ctx, 0));
        if (display_folder) {
            display(ctx, &kept.rgb, &now, display_folder, scene->name);
        }
        tsri_photo_release(&kept);
    }
    tsri_image_release(&now);
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
    ck_assert_msg(frac <= MOST_DIFFERENT_FRAC, "%s: %.2f %% differ: display shows where", scene->name, 100 * frac);
}
END_TEST

int main(int argc, char **argv)
{
    const char *mode = argc > 2 ? argv[1] : "";
    const bool show = strcmp(mode, "display") == 0 && argc == 4;
    generate = strcmp(mode, "generate") == 0;
    if (!generate && !show && strcmp(mode, "compare") != 0) {
        (void)fprintf(stderr, "usage: tsr_golden (compare | generate) EXPECTED | display EXPECTED FOLDER\n");
        return 2;
    }
    expected_folder = argv[2];
    display_folder = show ? argv[3] : NULL;
    TCase *tcase = tcase_create("overlay");
    tcase_add_loop_test(tcase, each_picture_is_as_it_was_kept, 0, SCENE_COUNT);
    return run_tcase("golden", tcase);
}
