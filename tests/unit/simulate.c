/* SPDX-License-Identifier: Apache-2.0
 * Simulations of the synthetic heads, from file to file. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/decode.h"
#include "image/encode.h"
#include "output/simulate_parts.h"
#include "support/image_check.h"
#include "support/memory_probe.h"
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

/* A sample assessed, with its bytes. */
struct head {
    made_file file;
    tsr_assessment *assessment;
};

static struct head open_head(const char *name, tsr_view view)
{
    struct head head = {sample_photo(name), NULL};
    head.assessment = assess_good(worker, head.file, view);
    return head;
}

static void close_head(struct head *head)
{
    tsr_assessment_destroy(&head->assessment);
    made_file_release(&head->file);
}

static tsr_simulation *simulate(const struct head *head, tsr_simulation_style style, uint64_t seed)
{
    tsr_simulation *s = NULL;
    tsr_error err = {0};
    const tsr_simulation_params params = {.style = style, .seed = seed};
    tsr_status st =
        tsr_simulation_create(ctx, head->assessment, head->file.data, head->file.size_bytes, 0, false, &params, &s, &err);
    ck_assert_msg(st == TSR_OK, "%s", err.message);
    return s;
}

static tsri_image render(const tsr_simulation *s, int32_t session)
{
    tsri_image out = {0};
    tsr_error err = {0};
    ck_assert_int_eq(tsri_simulation_render(s, session, &out, &err), TSR_OK);
    return out;
}

static int64_t changed(const tsri_image *a, const tsri_image *b)
{
    int64_t count = 0;
    ck_assert_int_eq(a->width_px, b->width_px);
    ck_assert_int_eq(a->height_px, b->height_px);
    for (size_t i = 0; i < (size_t)a->width_px * (size_t)a->height_px; i++) {
        count += memcmp(a->data + 3 * i, b->data + 3 * i, 3) != 0;
    }
    return count;
}

/* Whether a label of hair or scalp lies within reach. */
static bool near_scalp(tsr_view_u8 labels, int32_t x, int32_t y, int32_t reach)
{
    for (int32_t j = y - reach; j <= y + reach; j++) {
        for (int32_t i = x - reach; i <= x + reach; i++) {
            if (i >= 0 && j >= 0 && i < labels.width_px && j < labels.height_px) {
                uint8_t label = labels.data[(size_t)j * labels.stride_bytes + (size_t)i];
                if (label == TSR_LABEL_SCALP || label == TSR_LABEL_HAIR) {
                    return true;
                }
            }
        }
    }
    return false;
}

static const struct {
    const char *name;
    tsr_view view;
    tsr_simulation_style style;
} CASES[] = {
    {"norwood5-front.png", TSR_VIEW_FRONT, TSR_SIMULATION_BUZZ}, {"norwood5-top.png", TSR_VIEW_TOP, TSR_SIMULATION_BUZZ},
    {"norwood5-left.png", TSR_VIEW_LEFT, TSR_SIMULATION_BUZZ},   {"norwood5-top.png", TSR_VIEW_TOP, TSR_SIMULATION_DENSITY},
    {"areata-top.png", TSR_VIEW_TOP, TSR_SIMULATION_SCAR},       {"norwood5-front.png", TSR_VIEW_FRONT, TSR_SIMULATION_HAIRLINE},
};

START_TEST(what_is_no_scalp_stays_as_it_was)
{
    struct head head = open_head(CASES[_i].name, CASES[_i].view);
    tsr_simulation *s = simulate(&head, CASES[_i].style, 1);
    ck_assert_ptr_nonnull(s);
    tsri_image after = render(s, 3);
    tsr_view_u8 labels = tsr_assessment_labels(head.assessment);
    ck_assert_int_eq(labels.width_px, after.width_px);
    int64_t scalp = 0;
    for (int32_t y = 0; y < after.height_px; y++) {
        for (int32_t x = 0; x < after.width_px; x++) {
            bool same = memcmp(tsri_image_row(&after, y) + 3 * x,
                               s->picture.data + ((size_t)y * (size_t)after.width_px + (size_t)x) * 3, 3) == 0;
            uint8_t label = labels.data[(size_t)y * labels.stride_bytes + (size_t)x];
            scalp += !same;
            if (label == TSR_LABEL_SKIN || (label == TSR_LABEL_BACKGROUND && !near_scalp(labels, x, y, 12))) {
                ck_assert_msg(same, "%s: %d, %d", CASES[_i].name, (int)x, (int)y);
            }
        }
    }
    ck_assert_int_gt(scalp, 200);
    tsri_image_release(&after);
    tsr_simulation_destroy(&s);
    close_head(&head);
}
END_TEST

START_TEST(a_seed_gives_the_same_bytes_and_another_seed_other_dots)
{
    struct head head = open_head("norwood5-top.png", TSR_VIEW_TOP);
    tsr_simulation *s[3] = {simulate(&head, TSR_SIMULATION_BUZZ, 5), simulate(&head, TSR_SIMULATION_BUZZ, 5),
                            simulate(&head, TSR_SIMULATION_BUZZ, 6)};
    uint8_t *bytes[3];
    size_t size_bytes[3];
    tsr_error err = {0};
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(tsr_simulation_pair_format(ctx, s[i], &bytes[i], &size_bytes[i], &err), TSR_OK);
    }
    ck_assert_uint_eq(size_bytes[0], size_bytes[1]);
    ck_assert_mem_eq(bytes[0], bytes[1], size_bytes[0]);
    tsri_image first = render(s[0], 3), other = render(s[2], 3);
    ck_assert_int_gt(changed(&first, &other), 1000);
    tsri_image_release(&first);
    tsri_image_release(&other);
    for (int i = 0; i < 3; i++) {
        tsr_free(ctx, bytes[i]);
        tsr_simulation_destroy(&s[i]);
    }
    close_head(&head);
}
END_TEST

/* The mark is what the frame shows and the bare rendering does not. */
START_TEST(every_frame_bears_its_mark_and_caption)
{
    struct head head = open_head("norwood5-top.png", TSR_VIEW_TOP);
    tsr_simulation *s = simulate(&head, TSR_SIMULATION_BUZZ, 1);
    const tsr_limits limits = *tsr_context_limits(ctx);
    for (int32_t session = 1; session <= 3; session++) {
        uint8_t *bytes = NULL;
        size_t size_bytes = 0;
        tsr_error err = {0};
        tsri_photo frame = {0};
        ck_assert_int_eq(tsr_simulation_frame_format(ctx, s, session, &bytes, &size_bytes, &err), TSR_OK);
        const tsri_decode_params params = {.memory = &probe.allocator, .limits = limits};
        ck_assert_int_eq(tsri_photo_decode(bytes, size_bytes, &params, &frame, &err), TSR_OK);
        int64_t light = 0, dark = 0;
        for (int32_t y = 12; y < 34; y++) {
            for (int32_t x = 16; x < 120; x++) {
                uint8_t level = tsri_image_row(&frame.rgb, y)[3 * x];
                light += level > 215;
                dark += level < 80;
            }
        }
        ck_assert_int_gt(light, 700); /* the plate */
        ck_assert_int_gt(dark, 200);  /* its letters */
        ck_assert_int_gt(frame.rgb.height_px, frame.rgb.width_px + 60);
        tsri_photo_release(&frame);
        tsr_free(ctx, bytes);
    }
    tsr_simulation_destroy(&s);
    close_head(&head);
}
END_TEST

START_TEST(a_head_with_nothing_to_treat_gives_nothing)
{
    struct head full = open_head("full-front.png", TSR_VIEW_FRONT), top = open_head("norwood5-top.png", TSR_VIEW_TOP);
    ck_assert_ptr_null(simulate(&full, TSR_SIMULATION_BUZZ, 1));
    close_head(&full);
    close_head(&top);
    made_file grey = level_photo(200, 200, 128);
    struct head none = {grey, assess_good(worker, grey, TSR_VIEW_UNKNOWN)};
    ck_assert_ptr_null(simulate(&none, TSR_SIMULATION_BUZZ, 1));
    close_head(&none);
}
END_TEST

START_TEST(wrong_arguments_are_refused)
{
    struct head head = open_head("norwood5-top.png", TSR_VIEW_TOP);
    tsr_simulation *s = (tsr_simulation *)&head;
    tsr_error err = {0};
    tsr_simulation_params params = {.style = (tsr_simulation_style)TSR_SIMULATION_STYLE_COUNT};
    const made_file *f = &head.file;
    ck_assert_int_eq(tsr_simulation_create(ctx, head.assessment, f->data, f->size_bytes, 0, false, &params, &s, &err),
                     TSR_E_INVALID_ARG);
    ck_assert_ptr_null(s);
    params = (tsr_simulation_params){.sessions = TSR_SIMULATION_MAX_SESSIONS + 1};
    ck_assert_int_eq(tsr_simulation_create(ctx, head.assessment, f->data, f->size_bytes, 0, false, &params, &s, &err),
                     TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_simulation_create(ctx, head.assessment, f->data, 20, 0, false, NULL, &s, &err), TSR_E_FORMAT);
    s = simulate(&head, TSR_SIMULATION_BUZZ, 1);
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    ck_assert_int_eq(tsr_simulation_frame_format(ctx, s, 0, &bytes, &size_bytes, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_simulation_frame_format(ctx, s, 4, &bytes, &size_bytes, &err), TSR_E_INVALID_ARG);
    tsr_simulation_destroy(&s);
    tsr_assessment_drop_labels(head.assessment);
    ck_assert_int_eq(tsr_simulation_create(ctx, head.assessment, f->data, f->size_bytes, 0, false, NULL, &s, &err),
                     TSR_E_INVALID_ARG);
    close_head(&head);
}
END_TEST

/* A sample at a quarter of its size: what is tried often must be quick. */
static struct head small_head(const char *name, tsr_view view)
{
    struct head head = {{0}, NULL};
    made_file file = sample_photo(name);
    tsri_photo photo = {0};
    tsri_image small = {0};
    tsr_error err = {0};
    const tsri_decode_params params = {.memory = &probe.allocator, .limits = *tsr_context_limits(ctx)};
    ck_assert_int_eq(tsri_photo_decode(file.data, file.size_bytes, &params, &photo, &err), TSR_OK);
    ck_assert_int_eq(tsri_image_init(&small, &probe.allocator, photo.rgb.width_px / 4, photo.rgb.height_px / 4, 3, &err), TSR_OK);
    const tsri_span_u8 to = {small.data, small.width_px, small.height_px, 3, (size_t)small.width_px * 3};
    ck_assert_int_eq(tsr_cv_resize_u8(tsri_image_view(&photo.rgb), to, &err), TSR_OK);
    head.file = make_png(
        &(made_image){.width_px = small.width_px, .height_px = small.height_px, .channels = 3, .pixels = small.data}, NULL);
    head.assessment = assess_good(worker, head.file, view);
    tsri_image_release(&small);
    tsri_photo_release(&photo);
    made_file_release(&file);
    return head;
}

START_TEST(failing_memory_leaks_nothing)
{
    struct head head = small_head("norwood5-top.png", TSR_VIEW_TOP);
    long live = probe.live_count;
    tsr_status st = TSR_E_NOMEM;
    for (long nth = 1; st != TSR_OK; nth++) {
        tsr_simulation *s = NULL;
        uint8_t *bytes = NULL;
        size_t size_bytes = 0;
        tsr_error err = {0};
        probe.fail_at = probe.request_count + nth;
        const tsr_simulation_params once = {.sessions = 1};
        st = tsr_simulation_create(ctx, head.assessment, head.file.data, head.file.size_bytes, 0, false, &once, &s, &err);
        if (st == TSR_OK) {
            st = tsr_simulation_page_format(ctx, s, &bytes, &size_bytes, &err);
        }
        ck_assert(st == TSR_OK || st == TSR_E_NOMEM);
        tsr_free(ctx, bytes);
        tsr_simulation_destroy(&s);
        ck_assert_int_eq(probe.live_count, live);
    }
    probe.fail_at = 0;
    close_head(&head);
}
END_TEST

/* Half the size, in which libm's last bits are lost. */
static tsri_image half_of(const tsri_image *image)
{
    tsri_image half = {0};
    tsr_error err = {0};
    ck_assert_int_eq(tsri_image_init(&half, &probe.allocator, image->width_px / 2, image->height_px / 2, 3, &err), TSR_OK);
    const tsri_span_u8 to = {half.data, half.width_px, half.height_px, 3, (size_t)half.width_px * 3};
    ck_assert_int_eq(tsr_cv_resize_u8(tsri_image_view(image), to, &err), TSR_OK);
    return half;
}

/* Compares with tests/golden; TSR_WRITE_GOLDEN in the environment writes them anew. */
START_TEST(the_pictures_are_the_golden_ones)
{
    char path[512];
    struct head head = open_head(CASES[_i].name, CASES[_i].view);
    tsr_simulation *s = simulate(&head, CASES[_i].style, 1);
    tsri_image after = render(s, 3), half = half_of(&after);
    tsr_error err = {0};
    (void)snprintf(path, sizeof path, "%s/simulate-%d.png", TSR_TEST_GOLDEN_DIR, _i);
    if (getenv("TSR_WRITE_GOLDEN")) {
        uint8_t *bytes = NULL;
        size_t size_bytes = 0;
        ck_assert_int_eq(
            tsri_png_encode(tsri_image_view(&half), TSRI_PNG_LEVEL_RUNS, &probe.allocator, &bytes, &size_bytes, &err), TSR_OK);
        FILE *f = fopen(path, "wb");
        ck_assert_ptr_nonnull(f);
        ck_assert_uint_eq(fwrite(bytes, 1, size_bytes, f), size_bytes);
        ck_assert_int_eq(fclose(f), 0);
        tsri_free(&probe.allocator, bytes);
    }
    made_file file = made_file_load(path);
    ck_assert_msg(file.data != NULL, "%s is not there", path);
    tsri_photo golden = {0};
    const tsri_decode_params params = {.memory = &probe.allocator, .limits = *tsr_context_limits(ctx)};
    ck_assert_int_eq(tsri_photo_decode(file.data, file.size_bytes, &params, &golden, &err), TSR_OK);
    ck_assert_int_eq(golden.rgb.width_px, half.width_px);
    ck_assert_int_eq(golden.rgb.height_px, half.height_px);
    size_t n = (size_t)half.width_px * (size_t)half.height_px * 3;
    int64_t off = 0;
    for (size_t i = 0; i < n; i++) {
        off += abs((int)half.data[i] - (int)golden.rgb.data[i]) > 2;
    }
    ck_assert_int_lt(off, (int64_t)n / 1000); /* the network's kernels differ in last bits between processors */
    made_file_release(&file);
    tsri_photo_release(&golden);
    tsri_image_release(&after);
    tsri_image_release(&half);
    tsr_simulation_destroy(&s);
    close_head(&head);
}
END_TEST

int main(void)
{
    enum { CASE_COUNT = sizeof CASES / sizeof *CASES };
    TCase *tcase = tcase_create("simulate");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, what_is_no_scalp_stays_as_it_was, 0, CASE_COUNT);
    tcase_add_loop_test(tcase, the_pictures_are_the_golden_ones, 0, CASE_COUNT);
    tcase_add_test(tcase, a_seed_gives_the_same_bytes_and_another_seed_other_dots);
    tcase_add_test(tcase, every_frame_bears_its_mark_and_caption);
    tcase_add_test(tcase, a_head_with_nothing_to_treat_gives_nothing);
    tcase_add_test(tcase, wrong_arguments_are_refused);
    tcase_add_test(tcase, failing_memory_leaks_nothing);
    return run_tcase("simulate", tcase);
}
