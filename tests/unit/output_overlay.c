/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "output/overlay.h"
#include "pipeline/assessment.h"
#include "support/image_check.h"
#include "support/sample_photo.h"

static tsr_context *ctx;
static tsr_worker *worker;
static memory_probe probe;

static void set_up(void)
{
    memory_probe_init(&probe);
    ctx = open_context(&probe.allocator);
    worker = open_worker(ctx);
}

static void tear_down(void)
{
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
    ck_assert_int_eq(probe.live_count, 0);
}

typedef tsr_status (*format_fn)(const tsr_context *, const tsr_assessment *, uint8_t **, size_t *, tsr_error *);

static made_file format(format_fn write, const tsr_assessment *a)
{
    made_file file = {0};
    tsr_error err = {0};
    tsr_status st = write(ctx, a, &file.data, &file.size_bytes, &err);
    ck_assert_msg(st == TSR_OK, "%s", err.message);
    return file;
}

static void check_same_bytes(made_file a, made_file b)
{
    ck_assert_uint_eq(a.size_bytes, b.size_bytes);
    ck_assert_int_eq(memcmp(a.data, b.data, a.size_bytes), 0);
}

/* Format twice: the same bytes, which decode to a picture. */
static tsri_photo decode_twice(format_fn write, const tsr_assessment *a)
{
    made_file once = format(write, a), again = format(write, a);
    check_same_bytes(once, again);
    tsri_photo photo = decode_good(once, NULL);
    tsr_free(ctx, once.data);
    tsr_free(ctx, again.data);
    return photo;
}

static const int32_t SIZES[][2] = {{1, 1},     {1, 700},    {700, 1},   {1, 3000},  {3000, 1},
                                   {40, 1500}, {300, 1100}, {560, 560}, {2500, 40}, {900, 2600}};

START_TEST(any_size_gives_a_picture_within_the_bounds)
{
    made_file file = level_photo(SIZES[_i][0], SIZES[_i][1], 90);
    tsr_assessment *a = assess_good(worker, file, TSR_VIEW_UNKNOWN);
    if (SIZES[_i][0] < 32 || SIZES[_i][1] < 32) {
        ck_assert_int_eq(tsr_assessment_result(a)->status, TSR_PHOTO_NOT_ASSESSABLE);
    }
    tsri_photo overlay = decode_twice(tsr_overlay_format, a);
    ck_assert_int_ge(overlay.width_px, 1);
    ck_assert_int_le(overlay.width_px, 2048);
    ck_assert_int_le(overlay.height_px, 2048);
    ck_assert_int_gt(overlay.height_px, 60); /* the panel is there */
    tsri_photo mask = decode_twice(tsr_mask_format, a);
    ck_assert_int_eq(mask.width_px, SIZES[_i][0]); /* the mask is the photo's own size */
    ck_assert_int_eq(mask.height_px, SIZES[_i][1]);
    tsri_photo_release(&overlay);
    tsri_photo_release(&mask);
    tsr_assessment_destroy(&a);
    made_file_release(&file);
}
END_TEST

/* Pixels of the overlay's photo part that differ from the photo, as a share of those with this label or without it. */
static double changed_share(const tsr_assessment *a, const tsri_image *overlay, tsr_label label, bool with)
{
    tsr_view_u8 labels = tsr_assessment_labels(a), photo = tsr_assessment_photo(a);
    int64_t all = 0, changed = 0;
    for (int32_t y = 0; y < photo.height_px; y++) {
        for (int32_t x = 0; x < photo.width_px; x++) {
            if ((labels.data[(size_t)y * labels.stride_bytes + (size_t)x] == label) == with) {
                all++;
                changed += memcmp(photo.data + (size_t)y * photo.stride_bytes + (size_t)x * 3,
                                  tsri_image_row(overlay, y) + (size_t)x * 3, 3) != 0;
            }
        }
    }
    return all ? (double)changed / (double)all : 0;
}

START_TEST(bare_scalp_is_tinted_and_the_rest_is_the_photo)
{
    made_file file = sample_photo("norwood5-top.png");
    tsr_assessment *a = assess_good(worker, file, TSR_VIEW_UNKNOWN), *second = assess_good(worker, file, TSR_VIEW_UNKNOWN);
    tsri_image overlay = {0};
    ck_assert_int_eq(tsri_overlay_draw(tsr_context_allocator(ctx), a, &overlay, NULL, NULL), TSR_OK);
    ck_assert_int_eq(overlay.width_px, 640); /* not scaled: every pixel of it can be compared */
    ck_assert_int_gt(overlay.height_px, 640);
    if (tsr_assessment_result(a)->coverage.bare_px > 0) {
        ck_assert_double_ge(changed_share(a, &overlay, TSR_LABEL_SCALP, true), 0.95);
    }
    ck_assert_double_le(changed_share(a, &overlay, TSR_LABEL_BACKGROUND, true), 0.15); /* nothing but the outlines */
    tsri_image_release(&overlay);
    made_file one = format(tsr_overlay_format, a), two = format(tsr_overlay_format, second);
    check_same_bytes(one, two); /* two assessments of one photo give one picture */
    tsr_free(ctx, one.data);
    tsr_free(ctx, two.data);
    tsr_assessment_destroy(&a);
    tsr_assessment_destroy(&second);
    made_file_release(&file);
}
END_TEST

/* Pixels that change when a measure is taken out of the result. */
static int64_t pixels_of(tsr_assessment *a, void *measure, size_t size_bytes)
{
    tsri_image with = {0}, without = {0};
    char *kept = malloc(size_bytes);
    int64_t changed = 0;
    ck_assert_int_eq(tsri_overlay_draw(tsr_context_allocator(ctx), a, &with, NULL, NULL), TSR_OK);
    memcpy(kept, measure, size_bytes);
    memset(measure, 0, size_bytes);
    ck_assert_int_eq(tsri_overlay_draw(tsr_context_allocator(ctx), a, &without, NULL, NULL), TSR_OK);
    memcpy(measure, kept, size_bytes);
    ck_assert(with.width_px == without.width_px);
    for (int32_t y = 0; y < with.height_px && y < without.height_px; y++) { /* the legend may have lost a row */
        for (int32_t x = 0; x < with.width_px; x++) {
            changed += memcmp(tsri_image_row(&with, y) + 3 * x, tsri_image_row(&without, y) + 3 * x, 3) != 0;
        }
    }
    tsri_image_release(&with);
    tsri_image_release(&without);
    free(kept);
    return changed;
}

START_TEST(each_measure_is_drawn)
{
    made_file front = sample_photo("norwood5-front.png"), top = sample_photo("areata-top.png");
    tsr_assessment *a = assess_good(worker, front, TSR_VIEW_FRONT), *b = assess_good(worker, top, TSR_VIEW_TOP);
    tsr_photo_result *r = &a->frame.result, *s = &b->frame.result;
    ck_assert(r->zones.frame.known && r->hairline.contour_count > 1 && s->patches.count > 0);
    ck_assert_int_gt(pixels_of(a, &r->zones, sizeof r->zones), 500);
    ck_assert_int_gt(pixels_of(a, &r->hairline, sizeof r->hairline), 200);
    ck_assert_int_gt(pixels_of(b, &s->patches, sizeof s->patches), 50);
    tsr_assessment_destroy(&a);
    tsr_assessment_destroy(&b);
    made_file_release(&front);
    made_file_release(&top);
}
END_TEST

START_TEST(the_mask_holds_the_labels)
{
    made_file file = sample_photo("areata-top.png");
    tsr_assessment *a = assess_good(worker, file, TSR_VIEW_TOP);
    tsri_photo mask = decode_twice(tsr_mask_format, a);
    tsr_view_u8 labels = tsr_assessment_labels(a);
    int wrong = 0;
    for (int32_t y = 0; y < labels.height_px; y++) {
        for (int32_t x = 0; x < labels.width_px; x++) {
            wrong += tsri_image_row(&mask.rgb, y)[3 * x] != labels.data[(size_t)y * labels.stride_bytes + (size_t)x];
        }
    }
    ck_assert_int_eq(wrong, 0);
    tsri_photo_release(&mask);
    tsr_assessment_destroy(&a);
    made_file_release(&file);
}
END_TEST

START_TEST(anonymised_overlays_hide_the_eyes)
{
    made_file file = sample_photo("norwood5-front.png");
    tsr_assessment *a = assess_good(worker, file, TSR_VIEW_FRONT);
    const tsr_photo_result *r = tsr_assessment_result(a);
    tsri_image open_eyes = {0}, overlay = {0};
    ck_assert_int_gt(r->eyes.count, 0);
    ck_assert_int_eq(tsri_overlay_draw(tsr_context_allocator(ctx), a, &open_eyes, NULL, NULL), TSR_OK);
    tsr_assessment_anonymise(a);
    ck_assert_int_eq(tsri_overlay_draw(tsr_context_allocator(ctx), a, &overlay, NULL, NULL), TSR_OK);
    for (int i = 0; i < 2; i++) {
        const tsr_point *pupil = i ? &r->landmarks.right_pupil : &r->landmarks.left_pupil;
        ck_assert(pupil->known);
        for (int32_t y = -6; y <= 6; y++) {
            const uint8_t *row = tsri_image_row(&overlay, (int32_t)pupil->y_px + y) + 3 * (int32_t)pupil->x_px;
            for (int32_t x = -12; x <= 12; x++) {
                ck_assert_int_eq(row[3 * x] + row[3 * x + 1] + row[3 * x + 2], 0);
            }
        }
    }
    ck_assert_int_eq(memcmp(tsri_image_row(&overlay, 5), tsri_image_row(&open_eyes, 5), 3 * (size_t)overlay.width_px), 0);
    tsri_image_release(&overlay);
    tsri_image_release(&open_eyes);
    tsr_assessment_destroy(&a);
    made_file_release(&file);
}
END_TEST

START_TEST(bad_layers_are_refused)
{
    made_file file = level_photo(60, 40, 200), out = {0};
    tsr_assessment *a = assess_good(worker, file, TSR_VIEW_UNKNOWN);
    const tsr_layer good[] = {TSR_LAYER_MASK}, bad[] = {TSR_LAYER_COUNT};
    tsr_layer layer;
    ck_assert(tsr_layer_parse("prob", &layer) && layer == TSR_LAYER_PROBABILITIES);
    ck_assert(!tsr_layer_parse("", &layer) && !tsr_layer_parse("masks", &layer));
    ck_assert_int_eq(tsr_layers_format(ctx, a, good, 0, &out.data, &out.size_bytes, NULL), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_layers_format(ctx, a, bad, 1, &out.data, &out.size_bytes, NULL), TSR_E_INVALID_ARG);
    tsr_assessment_drop_labels(a);
    ck_assert_int_eq(tsr_layers_format(ctx, a, good, 1, &out.data, &out.size_bytes, NULL), TSR_E_INVALID_ARG);
    ck_assert_ptr_null(out.data);
    tsr_assessment_destroy(&a);
    made_file_release(&file);
}
END_TEST

static tsr_status
format_layers(const tsr_context *c, const tsr_assessment *a, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    static const tsr_layer ALL[] = {TSR_LAYER_OVERLAY, TSR_LAYER_ZONES, TSR_LAYER_PROBABILITIES, TSR_LAYER_MASK};
    return tsr_layers_format(c, a, ALL, 4, out_bytes, out_size_bytes, err);
}

START_TEST(failing_memory_leaks_nothing)
{
    made_file file = level_photo(60, 40, 200);
    tsr_assessment *a = assess_good(worker, file, TSR_VIEW_UNKNOWN);
    const format_fn writers[] = {tsr_mask_format, tsr_overlay_format, format_layers};
    for (int w = 0; w < 3; w++) {
        const long live_count = probe.live_count;
        for (long nth = 1;; nth++) {
            made_file out = {(uint8_t *)1, 1};
            probe.fail_at = probe.request_count + nth;
            tsr_status st = writers[w](ctx, a, &out.data, &out.size_bytes, NULL);
            if (st == TSR_OK) {
                tsr_free(ctx, out.data);
                break;
            }
            ck_assert_int_eq(st, TSR_E_NOMEM);
            ck_assert_ptr_null(out.data);
            ck_assert_int_eq(probe.live_count, live_count);
        }
        ck_assert_int_eq(probe.live_count, live_count);
    }
    probe.fail_at = 0;
    tsr_assessment_destroy(&a);
    made_file_release(&file);
}
END_TEST

/* As assess_good, with words in a language. */
static tsr_assessment *assess_in(made_file file, tsr_language language)
{
    tsr_assessment *a = NULL;
    tsr_error err = {0};
    const tsr_assess_params params = {.language = language};
    ck_assert_int_eq(tsr_photo_assess(worker, file.data, file.size_bytes, &params, &a, &err), TSR_OK);
    ck_assert_int_eq(tsr_assessment_language(a), language);
    return a;
}

START_TEST(each_language_draws_its_own_words_and_nothing_else_differs)
{
    made_file file = sample_photo("norwood5-front.png"), plain = level_photo(300, 1100, 90);
    tsr_assessment *english = assess_good(worker, file, TSR_VIEW_UNKNOWN), *a = assess_in(file, (tsr_language)_i);
    ck_assert_int_eq(tsr_assessment_language(english), TSR_LANGUAGE_ENGLISH);
    made_file one = format(tsr_overlay_format, english), other = format(tsr_overlay_format, a);
    bool same = one.size_bytes == other.size_bytes && memcmp(one.data, other.data, one.size_bytes) == 0;
    ck_assert(same == (_i == TSR_LANGUAGE_ENGLISH));
    made_file one_mask = format(tsr_mask_format, english), other_mask = format(tsr_mask_format, a);
    check_same_bytes(one_mask, other_mask);
    tsr_assessment *narrow = assess_in(plain, (tsr_language)_i); /* long sentences in little room */
    tsri_photo overlay = decode_twice(tsr_overlay_format, narrow);
    ck_assert_int_le(overlay.height_px, 2048);
    tsri_photo_release(&overlay);
    tsr_free(ctx, one.data);
    tsr_free(ctx, other.data);
    tsr_free(ctx, one_mask.data);
    tsr_free(ctx, other_mask.data);
    tsr_assessment_destroy(&english);
    tsr_assessment_destroy(&a);
    tsr_assessment_destroy(&narrow);
    made_file_release(&file);
    made_file_release(&plain);
}
END_TEST

START_TEST(languages_that_are_none_are_refused)
{
    made_file file = level_photo(40, 40, 90);
    tsr_assessment *a = NULL;
    const tsr_assess_params params = {.language = TSR_LANGUAGE_COUNT};
    ck_assert_int_eq(tsr_photo_assess(worker, file.data, file.size_bytes, &params, &a, NULL), TSR_E_INVALID_ARG);
    ck_assert_ptr_null(a);
    made_file_release(&file);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("overlay");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, any_size_gives_a_picture_within_the_bounds, 0, (int)(sizeof SIZES / sizeof *SIZES));
    tcase_add_test(tcase, bare_scalp_is_tinted_and_the_rest_is_the_photo);
    tcase_add_test(tcase, each_measure_is_drawn);
    tcase_add_test(tcase, the_mask_holds_the_labels);
    tcase_add_test(tcase, anonymised_overlays_hide_the_eyes);
    tcase_add_test(tcase, bad_layers_are_refused);
    tcase_add_loop_test(tcase, each_language_draws_its_own_words_and_nothing_else_differs, 0, TSR_LANGUAGE_COUNT);
    tcase_add_test(tcase, languages_that_are_none_are_refused);
    tcase_add_test(tcase, failing_memory_leaks_nothing);
    return run_tcase("output_overlay", tcase);
}
