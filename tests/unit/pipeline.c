/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/stage.h"
#include "support/image_check.h"
#include "support/sample_photo.h"

START_TEST(every_stage_finds_what_it_needs)
{
    uint32_t made = TSRI_SLOT_BYTES;
    int count = 0;
    for (const tsri_stage *s = TSRI_STAGES; s->name; s++, count++) {
        ck_assert_msg((s->needs & ~made) == 0, "%s needs %x, made is %x", s->name, s->needs, made);
        ck_assert_msg((s->makes & made) == 0, "%s makes again what is there", s->name);
        ck_assert_msg(s->needs && s->makes && s->run, "%s", s->name);
        ck_assert_uint_lt(strlen(s->name), sizeof((tsr_error *)0)->stage);
        ck_assert_uint_le(s->timing_offset, sizeof(tsr_timing) - sizeof(double));
        for (const tsri_stage *other = TSRI_STAGES; other < s; other++) {
            ck_assert_str_ne(other->name, s->name);
        }
        made |= s->makes;
    }
    ck_assert_int_gt(count, 3);
    ck_assert_uint_eq(made, 2 * (uint32_t)TSRI_SLOT_EYES - 1); /* every slot */
}
END_TEST

START_TEST(names_go_both_ways)
{
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        ck_assert_int_eq(tsr_view_parse(tsr_view_name((tsr_view)v)), v);
    }
    ck_assert_str_eq(tsr_view_name(TSR_VIEW_UNKNOWN), "unknown");
    ck_assert_str_eq(tsr_view_name(TSR_VIEW_COUNT), "unknown");
    ck_assert_int_eq(tsr_view_parse("unknown"), TSR_VIEW_UNKNOWN);
    ck_assert_int_eq(tsr_view_parse("Top"), TSR_VIEW_UNKNOWN);
    ck_assert_int_eq(tsr_view_parse(""), TSR_VIEW_UNKNOWN);
    for (uint32_t i = 0; i < 32; i++) {
        const uint32_t bit = UINT32_C(1) << i;
        ck_assert_int_eq(tsr_reason_name(bit) != NULL, i < TSR_REASON_COUNT);
        ck_assert_int_eq(tsr_reason_advice(bit) != NULL, i < TSR_REASON_COUNT);
    }
    ck_assert_ptr_null(tsr_reason_name(0));
    ck_assert_str_eq(tsr_photo_status_name(TSR_PHOTO_OK), "ok");
    ck_assert_str_eq(tsr_photo_status_name(TSR_PHOTO_NOT_ASSESSABLE), "not_assessable");
    ck_assert_str_eq(tsr_photo_status_name(TSR_PHOTO_ERROR), "error");
}
END_TEST

/* A photo that by itself looks like `view` with probability p, like `other` with the rest. */
static tsr_photo_result seen_as(tsr_view view, double p, tsr_view other)
{
    tsr_photo_result r = {.status = TSR_PHOTO_OK, .view = {.label = view, .probability = p}};
    r.view.probabilities[view] += p;
    r.view.probabilities[other] += 1 - p;
    r.hairline.trichion.known = true;
    return r;
}

START_TEST(views_of_a_case_are_named_together)
{
    tsr_photo_result r[5] = {seen_as(TSR_VIEW_FRONT, 0.99, TSR_VIEW_TOP), seen_as(TSR_VIEW_BACK, 0.9, TSR_VIEW_TOP),
                             seen_as(TSR_VIEW_BACK, 0.99, TSR_VIEW_TOP), seen_as(TSR_VIEW_LEFT, 0.9, TSR_VIEW_RIGHT),
                             seen_as(TSR_VIEW_LEFT, 0.6, TSR_VIEW_RIGHT)};
    tsr_photo_result *photos[] = {&r[0], &r[1], &r[2], &r[3], &r[4]};
    tsr_case_name_views(photos, 5);
    ck_assert_int_eq(r[0].view.label, TSR_VIEW_FRONT);
    ck_assert_int_eq(r[1].view.label, TSR_VIEW_TOP); /* the other is more surely the back */
    ck_assert_int_eq(r[2].view.label, TSR_VIEW_BACK);
    ck_assert_int_eq(r[3].view.label, TSR_VIEW_LEFT);
    ck_assert_int_eq(r[4].view.label, TSR_VIEW_RIGHT);
    for (int i = 0; i < 5; i++) {
        ck_assert(r[i].view.probability > 0.5 && r[i].view.probability <= 1);
        ck_assert(r[i].hairline.trichion.known); /* what hangs on the view is tsr_assessment_name_view's to measure */
    }
}
END_TEST

START_TEST(two_photos_of_one_view_may_stay_so)
{
    tsr_photo_result r[2] = {seen_as(TSR_VIEW_BACK, 0.999, TSR_VIEW_TOP), seen_as(TSR_VIEW_BACK, 0.999, TSR_VIEW_TOP)};
    tsr_photo_result *photos[] = {&r[0], &r[1]};
    tsr_case_name_views(photos, 2);
    ck_assert(r[0].view.label == TSR_VIEW_BACK && r[1].view.label == TSR_VIEW_BACK);
}
END_TEST

START_TEST(views_that_need_no_naming_stay)
{
    tsr_photo_result r[6];
    tsr_photo_result *photos[6];
    for (int i = 0; i < 6; i++) { /* six photos: one view at least is there twice */
        r[i] = seen_as(TSR_VIEW_TOP, 0.6, TSR_VIEW_BACK);
        photos[i] = &r[i];
    }
    tsr_case_name_views(photos, 6);
    tsr_case_name_views(photos, 1);
    tsr_case_name_views(photos, 0);
    for (int i = 0; i < 6; i++) {
        ck_assert(r[i].view.label == TSR_VIEW_TOP && r[i].view.probability == 0.6);
    }
    r[0] = seen_as(TSR_VIEW_FRONT, 0.9, TSR_VIEW_TOP);
    r[1] = seen_as(TSR_VIEW_FRONT, 0.6, TSR_VIEW_TOP);
    photos[2] = photos[3] = photos[4] = photos[5] = NULL; /* photos that were not read are of the case, too */
    tsr_case_name_views(photos, 6);
    ck_assert(r[1].view.label == TSR_VIEW_FRONT);
    photos[2] = &r[2];
    r[0] = seen_as(TSR_VIEW_TOP, 1, TSR_VIEW_BACK); /* named by the caller, both */
    r[1] = seen_as(TSR_VIEW_TOP, 1, TSR_VIEW_BACK);
    r[0].view.named = r[1].view.named = true;
    r[2] = (tsr_photo_result){.status = TSR_PHOTO_NOT_ASSESSABLE};
    tsr_case_name_views(photos, 3);
    ck_assert(r[0].view.label == TSR_VIEW_TOP && r[1].view.label == TSR_VIEW_TOP);
    ck_assert_double_eq_tol(r[0].view.probability, 1, 1e-12);
    ck_assert_int_eq(r[2].view.label, TSR_VIEW_UNKNOWN);
}
END_TEST

START_TEST(a_photo_of_one_pixel_is_read_and_not_assessable)
{
    static const int32_t SIZES[][2] = {{1, 1}, {1, 300}, {300, 1}, {31, 400}};
    tsr_context *ctx = open_context(NULL);
    tsr_worker *worker = open_worker(ctx);
    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        made_file file = level_photo(SIZES[i][0], SIZES[i][1], 120);
        tsr_assessment *a = assess_good(worker, file, TSR_VIEW_UNKNOWN);
        const tsr_photo_result *r = tsr_assessment_result(a);
        ck_assert_int_eq(r->status, TSR_PHOTO_NOT_ASSESSABLE);
        ck_assert_uint_eq(r->reasons, TSR_REASON_TOO_SMALL);
        ck_assert(!r->coverage.bare_fraction.known);
        ck_assert(r->width_px == SIZES[i][0] && r->height_px == SIZES[i][1]);
        tsr_view_u8 labels = tsr_assessment_labels(a);
        ck_assert(labels.width_px == SIZES[i][0] && labels.height_px == SIZES[i][1] && labels.channels == 1);
        tsr_assessment_destroy(&a);
        made_file_release(&file);
    }
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
}
END_TEST

START_TEST(a_head_is_measured_and_a_named_view_believed)
{
    tsr_context *ctx = open_context(NULL);
    tsr_worker *worker = open_worker(ctx);
    made_file file = sample_photo("norwood5-top.png");
    tsr_assessment *a = assess_good(worker, file, TSR_VIEW_UNKNOWN);
    const tsr_photo_result *r = tsr_assessment_result(a);
    ck_assert_int_eq(r->status, TSR_PHOTO_OK);
    ck_assert_uint_eq(r->reasons, 0);
    ck_assert(r->coverage.bare_fraction.known);
    ck_assert_int_ne(r->view.label, TSR_VIEW_UNKNOWN);
    ck_assert(r->view.probability > 0.2 && r->view.probability <= 1);
    tsr_timing t = tsr_assessment_timing(a);
    ck_assert(t.decode_ms > 0 && t.parse_ms > 0 && t.measure_ms >= 0);
    tsr_view_u8 labels = tsr_assessment_labels(a);
    int64_t bare = 0;
    for (int32_t y = 0; y < labels.height_px; y++) {
        for (int32_t x = 0; x < labels.width_px; x++) {
            bare += labels.data[(size_t)y * labels.stride_bytes + (size_t)x] == TSR_LABEL_SCALP;
        }
    }
    ck_assert_int_eq(bare, r->coverage.bare_px); /* the number is the mask's */
    tsr_assessment_destroy(&a);
    a = assess_good(worker, file, TSR_VIEW_LEFT);
    ck_assert_int_eq(tsr_assessment_result(a)->view.label, TSR_VIEW_LEFT);
    ck_assert(tsr_assessment_result(a)->view.probability == 1);
    tsr_assessment_destroy(&a);
    made_file_release(&file);
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
}
END_TEST

/* Every number of the result, as text. */
static char *line_of(const tsr_context *ctx, const tsr_assessment *a)
{
    const tsr_photo_names names = {.photo = "a"};
    char *text = NULL;
    ck_assert_int_eq(tsr_photo_json_format(ctx, &names, tsr_assessment_result(a), &text, NULL), TSR_OK);
    return text;
}

START_TEST(another_view_measures_anew)
{
    tsr_context *ctx = open_context(NULL);
    tsr_worker *worker = open_worker(ctx);
    made_file file = sample_photo("full-front.png");
    tsr_assessment *a = assess_good(worker, file, TSR_VIEW_FRONT), *named_back = assess_good(worker, file, TSR_VIEW_BACK);
    const tsr_photo_result *r = tsr_assessment_result(a);
    const tsr_view_guess front = r->view, back = tsr_assessment_result(named_back)->view;
    char *before = line_of(ctx, a), *want = line_of(ctx, named_back);
    double spent_ms = tsr_assessment_timing(a).measure_ms;
    ck_assert(r->hairline.contour_count > 0 && r->zones.frame.view == TSR_VIEW_FRONT);
    ck_assert_int_eq(tsr_assessment_name_view(worker, a, &front, NULL), TSR_OK);
    ck_assert(tsr_assessment_timing(a).measure_ms <= spent_ms); /* nothing was run */
    ck_assert_int_eq(tsr_assessment_name_view(worker, a, &back, NULL), TSR_OK);
    ck_assert(r->hairline.contour_count == 0 && !r->hairline.trichion.known && r->zones.frame.view == TSR_VIEW_BACK);
    char *as_back = line_of(ctx, a);
    ck_assert_str_eq(as_back, want); /* as if it had been named so at once */
    tsr_assessment_drop_labels(a);
    ck_assert(tsr_assessment_labels(a).data == NULL);
    ck_assert_int_eq(tsr_assessment_name_view(worker, a, &front, NULL), TSR_OK);
    char *after = line_of(ctx, a);
    ck_assert_str_eq(after, before);
    tsr_assessment_drop_labels(a); /* again: no harm */
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    ck_assert_int_eq(tsr_mask_format(ctx, a, &bytes, &size_bytes, NULL), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_overlay_format(ctx, a, &bytes, &size_bytes, NULL), TSR_E_INVALID_ARG);
    ck_assert_ptr_null(bytes);
    char *const texts[] = {before, want, as_back, after};
    for (int i = 0; i < 4; i++) {
        tsr_free(ctx, texts[i]);
    }
    tsr_assessment_destroy(&a);
    tsr_assessment_destroy(&named_back);
    made_file_release(&file);
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
}
END_TEST

START_TEST(bytes_that_are_no_photo_name_the_stage)
{
    static const char *const BYTES[] = {"", "hello", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff\xe0"};
    memory_probe probe;
    memory_probe_init(&probe);
    tsr_context *ctx = open_context(&probe.allocator);
    tsr_worker *worker = open_worker(ctx);
    const long live_count = probe.live_count;
    for (size_t i = 0; i < sizeof BYTES / sizeof *BYTES; i++) {
        tsr_assessment *a = (tsr_assessment *)1;
        tsr_error err;
        tsr_status st = tsr_photo_assess(worker, (const uint8_t *)BYTES[i], strlen(BYTES[i]), NULL, &a, &err);
        ck_assert(st == TSR_E_FORMAT || st == TSR_E_UNSUPPORTED);
        ck_assert_ptr_null(a);
        ck_assert_str_eq(err.stage, "decode");
        ck_assert_int_eq(tsr_photo_assess(worker, (const uint8_t *)BYTES[i], strlen(BYTES[i]), NULL, &a, NULL), st);
        ck_assert_int_eq(probe.live_count, live_count);
    }
    const tsr_assess_params params = {.view = TSR_VIEW_COUNT};
    tsr_assessment *a;
    ck_assert_int_eq(tsr_photo_assess(worker, (const uint8_t *)"", 0, &params, &a, NULL), TSR_E_INVALID_ARG);
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
    ck_assert_int_eq(probe.live_count, 0);
}
END_TEST

START_TEST(a_worker_forgets_the_photo_before)
{
    tsr_context *ctx = open_context(NULL);
    tsr_worker *worker = open_worker(ctx);
    made_file one = sample_photo("norwood5-top.png"), other = sample_photo("full-front.png");
    tsr_assessment *first = assess_good(worker, one, TSR_VIEW_UNKNOWN), *between = assess_good(worker, other, TSR_VIEW_UNKNOWN);
    tsr_assessment *again = assess_good(worker, one, TSR_VIEW_UNKNOWN);
    check_same(ctx, first, again);
    tsr_assessment_destroy(&first);
    tsr_assessment_destroy(&between);
    tsr_assessment_destroy(&again);
    tsr_assessment_destroy(&again);
    tsr_assessment_destroy(NULL);
    made_file_release(&one);
    made_file_release(&other);
    tsr_worker_destroy(&worker);
    tsr_worker_destroy(NULL);
    tsr_context_destroy(&ctx);
}
END_TEST

struct task {
    const tsr_context *ctx;
    made_file file;
    tsr_assessment *last;
};

static void *assess_some(void *argument)
{
    struct task *task = argument;
    tsr_worker *worker = open_worker(task->ctx);
    for (int i = 0; i < 4; i++) {
        tsr_assessment_destroy(&task->last);
        task->last = assess_good(worker, task->file, TSR_VIEW_UNKNOWN);
    }
    tsr_worker_destroy(&worker);
    return NULL;
}

START_TEST(threads_do_not_change_pixels)
{
    tsr_context *ctx = open_context(NULL);
    made_file file = sample_photo("norwood5-top.png");
    struct task tasks[2] = {{ctx, file, NULL}, {ctx, file, NULL}};
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, assess_some, &tasks[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    }
    struct task alone = {ctx, file, NULL};
    assess_some(&alone);
    check_same(ctx, tasks[0].last, alone.last);
    check_same(ctx, tasks[1].last, alone.last);
    tsr_assessment_destroy(&alone.last);
    tsr_assessment_destroy(&tasks[0].last);
    tsr_assessment_destroy(&tasks[1].last);
    made_file_release(&file);
    tsr_context_destroy(&ctx);
}
END_TEST

/* Whatever the network sees in noise, also in the square's margins: it is no failure, and every pixel has a label. */
START_TEST(noise_of_any_shape_is_read)
{
    static const int32_t SIZES[][2] = {{640, 480}, {480, 640}, {700, 60}, {60, 700}, {33, 400}, {500, 500}};
    tsr_context *ctx = open_context(NULL);
    tsr_worker *worker = open_worker(ctx);
    for (uint32_t seed = 0; seed < 12; seed++) {
        const int32_t *size = SIZES[seed % 6];
        made_file file = noise_photo(size[0], size[1], 1 + (int32_t)seed / 6 * 20, seed);
        tsr_assessment *a = assess_good(worker, file, TSR_VIEW_UNKNOWN);
        tsr_view_u8 labels = tsr_assessment_labels(a);
        ck_assert(labels.width_px == size[0] && labels.height_px == size[1]);
        for (int32_t i = 0; i < size[0] * size[1]; i++) {
            if (labels.data[i] >= TSR_LABEL_COUNT) {
                ck_abort_msg("seed %u: label %d", seed, labels.data[i]);
            }
        }
        tsr_assessment_destroy(&a);
        made_file_release(&file);
    }
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
}
END_TEST

/* A rendered head alone, and the same head in a picture twice as wide: the second pass gives it the same resolution. */
START_TEST(a_small_head_is_parsed_like_a_large_one)
{
    tsr_context *ctx = open_context(NULL);
    tsr_worker *worker = open_worker(ctx);
    made_file large = sample_photo("full-front.png"), on_ground = sample_on_ground("full-front.png", 2);
    tsr_assessment *a = assess_good(worker, large, TSR_VIEW_FRONT), *b = assess_good(worker, on_ground, TSR_VIEW_FRONT);
    tsr_view_u8 alone = tsr_assessment_labels(a), within = tsr_assessment_labels(b);
    int32_t left_px = (within.width_px - alone.width_px) / 2, top_px = (within.height_px - alone.height_px) / 2;
    int64_t same = 0, pixels = (int64_t)alone.width_px * alone.height_px, outside = 0;
    for (int32_t y = 0; y < within.height_px; y++) {
        for (int32_t x = 0; x < within.width_px; x++) {
            uint8_t label = within.data[(size_t)y * within.stride_bytes + (size_t)x];
            int32_t at_x = x - left_px, at_y = y - top_px;
            if (at_x >= 0 && at_y >= 0 && at_x < alone.width_px && at_y < alone.height_px) {
                same += label == alone.data[(size_t)at_y * alone.stride_bytes + (size_t)at_x];
            } else {
                outside += label != TSR_LABEL_BACKGROUND;
            }
        }
    }
    ck_assert_msg(same > pixels * 95 / 100, "%lld of %lld labels agree", (long long)same, (long long)pixels);
    ck_assert_msg(outside < pixels / 50, "%lld pixels of the ground have a label", (long long)outside);
    tsr_quantity share = tsr_assessment_result(a)->coverage.bare_fraction,
                 small = tsr_assessment_result(b)->coverage.bare_fraction;
    ck_assert_msg(share.known && small.known, "not assessable: %x and %x", tsr_assessment_result(a)->reasons,
                  tsr_assessment_result(b)->reasons);
    ck_assert_msg(share.lo <= small.value && small.value <= share.hi, "share %.3f, small %.3f", share.value, small.value);
    tsr_assessment_destroy(&a);
    tsr_assessment_destroy(&b);
    made_file_release(&large);
    made_file_release(&on_ground);
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
}
END_TEST

START_TEST(failing_memory_leaks_nothing)
{
    memory_probe probe;
    memory_probe_init(&probe);
    tsr_context *ctx = open_context(&probe.allocator);
    tsr_worker *worker = open_worker(ctx);
    made_file file = level_photo(40, 50, 200);
    const long live_count = probe.live_count;
    for (long nth = 1;; nth++) {
        tsr_assessment *a = NULL;
        tsr_error err = {0};
        probe.request_count = 0;
        probe.fail_at = nth;
        tsr_status st = tsr_photo_assess(worker, file.data, file.size_bytes, NULL, &a, &err);
        if (st == TSR_OK) {
            ck_assert_int_gt(nth, 5);
            tsr_assessment_destroy(&a);
            break;
        }
        ck_assert_int_eq(st, TSR_E_NOMEM);
        ck_assert_int_eq(err.code, TSR_E_NOMEM);
        ck_assert_ptr_null(a);
        ck_assert_int_eq(probe.live_count, live_count);
    }
    probe.fail_at = 0;
    ck_assert_int_eq(probe.live_count, live_count);
    made_file_release(&file);
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
    ck_assert_int_eq(probe.live_count, 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("pipeline");
    tcase_add_test(tcase, every_stage_finds_what_it_needs);
    tcase_add_test(tcase, names_go_both_ways);
    tcase_add_test(tcase, views_of_a_case_are_named_together);
    tcase_add_test(tcase, two_photos_of_one_view_may_stay_so);
    tcase_add_test(tcase, views_that_need_no_naming_stay);
    tcase_add_test(tcase, a_small_head_is_parsed_like_a_large_one);
    tcase_add_test(tcase, noise_of_any_shape_is_read);
    tcase_add_test(tcase, a_photo_of_one_pixel_is_read_and_not_assessable);
    tcase_add_test(tcase, a_head_is_measured_and_a_named_view_believed);
    tcase_add_test(tcase, another_view_measures_anew);
    tcase_add_test(tcase, bytes_that_are_no_photo_name_the_stage);
    tcase_add_test(tcase, a_worker_forgets_the_photo_before);
    tcase_add_test(tcase, threads_do_not_change_pixels);
    tcase_add_test(tcase, failing_memory_leaks_nothing);
    return run_tcase("pipeline", tcase);
}
