/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/image_check.h"
#include "support/throwing_new.h"
#include "vision/vision.h"

/* A view and a span over packed pixels of one channel. */
static tsr_view_u8 view_of(const uint8_t *data, int32_t width_px, int32_t height_px)
{
    return (tsr_view_u8){data, width_px, height_px, 1, (size_t)width_px};
}

static tsri_span_u8 span_of(uint8_t *data, int32_t width_px, int32_t height_px)
{
    return (tsri_span_u8){data, width_px, height_px, 1, (size_t)width_px};
}

START_TEST(resize_of_known_pictures)
{
    const uint8_t two[2] = {0, 100}, blocks[8] = {0, 4, 10, 20, 8, 12, 30, 40};
    const uint8_t wider[4] = {0, 25, 75, 100}, smaller[2] = {6, 25};
    uint8_t out[4];
    ck_assert_int_eq(tsr_cv_resize_u8(view_of(two, 2, 1), span_of(out, 4, 1), NULL), TSR_OK);
    ck_assert_int_eq(memcmp(out, wider, 4), 0); /* bilinear, pixel centres at integers */
    ck_assert_int_eq(tsr_cv_resize_u8(view_of(two, 1, 2), span_of(out, 1, 4), NULL), TSR_OK);
    ck_assert_int_eq(memcmp(out, wider, 4), 0);
    ck_assert_int_eq(tsr_cv_resize_u8(view_of(blocks, 4, 2), span_of(out, 2, 1), NULL), TSR_OK);
    ck_assert_int_eq(memcmp(out, smaller, 2), 0); /* the mean of each 2 x 2 */
    ck_assert_int_eq(tsr_cv_resize_u8(view_of(blocks, 4, 2), span_of(out, 1, 1), NULL), TSR_OK);
    ck_assert_int_le(abs(out[0] - 31 / 2), 1);
}
END_TEST

START_TEST(resize_leaves_padding_alone)
{
    /* 3 channels, 2 x 2 inside rows of 10 bytes, to 4 x 4 inside rows of 15. */
    uint8_t in[20], out[60];
    memset(in, 0xEE, sizeof in);
    memset(out, 0xEE, sizeof out);
    for (int y = 0; y < 2; y++) {
        for (int i = 0; i < 6; i++) {
            in[y * 10 + i] = (uint8_t)(10 + i % 3);
        }
    }
    const tsr_view_u8 from = {in, 2, 2, 3, 10};
    const tsri_span_u8 to = {out, 4, 4, 3, 15};
    ck_assert_int_eq(tsr_cv_resize_u8(from, to, NULL), TSR_OK);
    for (int i = 0; i < 60; i++) {
        ck_assert_int_eq(out[i], i % 15 < 12 ? 10 + i % 15 % 3 : 0xEE);
    }
}
END_TEST

START_TEST(gaussian_of_an_impulse)
{
    uint8_t in[81] = {0}, out[81];
    in[4 * 9 + 4] = 255;
    ck_assert_int_eq(tsr_cv_gaussian_u8(view_of(in, 9, 9), 3, 1.0, span_of(out, 9, 9), NULL), TSR_OK);
    /* Weights of sigma 1 over three pixels: e^-1/2 : 1 : e^-1/2, normalised. */
    const double side = exp(-0.5) / (1 + 2 * exp(-0.5)), middle = 1 / (1 + 2 * exp(-0.5));
    for (int y = 0; y < 9; y++) {
        for (int x = 0; x < 9; x++) {
            double wx = x == 4 ? middle : abs(x - 4) == 1 ? side : 0, wy = y == 4 ? middle : abs(y - 4) == 1 ? side : 0;
            ck_assert_double_eq_tol(out[y * 9 + x], 255 * wx * wy, 1.0);
        }
    }
    memset(in, 77, sizeof in);
    ck_assert_int_eq(tsr_cv_gaussian_u8(view_of(in, 9, 9), 31, 5.0, span_of(out, 9, 9), NULL), TSR_OK);
    ck_assert_int_eq(memcmp(in, out, sizeof in), 0); /* a level picture stays, at its borders too */
    ck_assert_int_eq(tsr_cv_gaussian_u8(view_of(in, 1, 81), 31, 5.0, span_of(out, 1, 81), NULL), TSR_OK);
    ck_assert_int_eq(memcmp(in, out, sizeof in), 0);
}
END_TEST

static void paint(uint8_t *mask, int32_t width_px, int x0, int y0, int x1, int y1, uint8_t value)
{
    for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) {
            mask[y * width_px + x] = value;
        }
    }
}

START_TEST(morphology_of_known_masks)
{
    uint8_t in[100] = {0}, out[100], expected[100] = {0};
    paint(in, 10, 2, 2, 7, 7, 255);
    paint(expected, 10, 2, 2, 7, 7, 255);
    in[9 * 10 + 9] = 255;                        /* a speck */
    for (int corner = 0; corner < 4; corner++) { /* the smallest ellipse is a cross: it does not reach into corners */
        expected[(corner / 2 ? 6 : 2) * 10 + (corner % 2 ? 6 : 2)] = 0;
    }
    ck_assert_int_eq(tsr_cv_morphology_u8(view_of(in, 10, 10), TSRI_MORPHOLOGY_OPEN, 3, span_of(out, 10, 10), NULL), TSR_OK);
    ck_assert_int_eq(memcmp(out, expected, sizeof out), 0);
    memset(in, 0, sizeof in);
    paint(in, 10, 0, 0, 10, 10, 255);
    in[4 * 10 + 4] = 0; /* a hole */
    memset(expected, 255, sizeof expected);
    ck_assert_int_eq(tsr_cv_morphology_u8(view_of(in, 10, 10), TSRI_MORPHOLOGY_CLOSE, 3, span_of(out, 10, 10), NULL), TSR_OK);
    ck_assert_int_eq(memcmp(out, expected, sizeof out), 0);
}
END_TEST

START_TEST(distance_to_the_nearest_zero)
{
    enum { WIDTH_PX = 7, HEIGHT_PX = 5 };
    uint8_t in[WIDTH_PX * HEIGHT_PX];
    float out[WIDTH_PX * HEIGHT_PX];
    memset(in, 255, sizeof in);
    in[1 * WIDTH_PX + 2] = 0;
    in[4 * WIDTH_PX + 6] = 0;
    const tsri_span_f32 to = {out, WIDTH_PX, HEIGHT_PX};
    ck_assert_int_eq(tsr_cv_distance_u8(view_of(in, WIDTH_PX, HEIGHT_PX), to, NULL), TSR_OK);
    for (int y = 0; y < HEIGHT_PX; y++) {
        for (int x = 0; x < WIDTH_PX; x++) {
            double expected = fmin(hypot(x - 2, y - 1), hypot(x - 6, y - 4));
            ck_assert_double_eq_tol((double)out[y * WIDTH_PX + x], expected, 1e-5);
        }
    }
}
END_TEST

/* An L of 5 px, a diagonal of 3 px and a dot. */
static const uint8_t SHAPES[8 * 6 + 1] = "#......."
                                         "#....#.."
                                         "###...#."
                                         ".......#"
                                         "........"
                                         "....#...";

START_TEST(components_are_counted_with_their_boxes)
{
    uint8_t in[48];
    int32_t ids[48], count, few;
    tsri_component found[5], one[1];
    for (int i = 0; i < 48; i++) {
        in[i] = SHAPES[i] == '#' ? 200 : 0;
    }
    ck_assert_int_eq(tsr_cv_components_u8(view_of(in, 8, 6), ids, found, 5, &count, NULL), TSR_OK);
    ck_assert_int_eq(count, 3);
    for (int i = 0; i < 48; i++) {
        ck_assert_int_eq(ids[i] > 0, in[i] > 0);
    }
    const tsri_component l = found[ids[0] - 1], diagonal = found[ids[8 + 5] - 1], dot = found[ids[5 * 8 + 4] - 1];
    ck_assert_int_eq(ids[3 * 8 + 7], ids[8 + 5]); /* corners join */
    ck_assert(l.x_px == 0 && l.y_px == 0 && l.width_px == 3 && l.height_px == 3 && l.area_px == 5);
    ck_assert(diagonal.x_px == 5 && diagonal.y_px == 1 && diagonal.width_px == 3 && diagonal.height_px == 3);
    ck_assert_int_eq(diagonal.area_px, 3);
    ck_assert(dot.x_px == 4 && dot.y_px == 5 && dot.width_px == 1 && dot.height_px == 1 && dot.area_px == 1);
    ck_assert_int_eq(tsr_cv_components_u8(view_of(in, 8, 6), ids, one, 1, &few, NULL), TSR_OK);
    ck_assert_int_eq(few, 3); /* found, though there was room for one only */
    ck_assert_int_eq(one[0].area_px, found[0].area_px);
    ck_assert_int_eq(tsr_cv_components_u8(view_of(in, 8, 6), ids, NULL, 0, &few, NULL), TSR_OK);
    memset(in, 0, sizeof in);
    ck_assert_int_eq(tsr_cv_components_u8(view_of(in, 8, 6), ids, found, 5, &count, NULL), TSR_OK);
    ck_assert_int_eq(count, 0);
}
END_TEST

START_TEST(views_with_padding_are_read_row_by_row)
{
    uint8_t padded[10 * 13], packed[10 * 9], out_padded[10 * 9], out_packed[10 * 9];
    float far_padded[90], far_packed[90];
    int32_t ids_padded[90], ids_packed[90], count_padded, count_packed;
    uint32_t state = 5;
    memset(padded, 255, sizeof padded);
    for (int i = 0; i < 90; i++) {
        packed[i] = check_random(&state) % 3 ? 255 : 0;
        padded[i / 9 * 13 + i % 9] = packed[i];
    }
    const tsr_view_u8 a = {padded, 9, 10, 1, 13}, b = {packed, 9, 10, 1, 9};
    const tsri_span_u8 to_a = span_of(out_padded, 9, 10), to_b = span_of(out_packed, 9, 10);
    ck_assert_int_eq(tsr_cv_gaussian_u8(a, 5, 1.5, to_a, NULL), TSR_OK);
    ck_assert_int_eq(tsr_cv_gaussian_u8(b, 5, 1.5, to_b, NULL), TSR_OK);
    ck_assert_int_eq(memcmp(out_padded, out_packed, sizeof out_padded), 0);
    ck_assert_int_eq(tsr_cv_morphology_u8(a, TSRI_MORPHOLOGY_CLOSE, 5, to_a, NULL), TSR_OK);
    ck_assert_int_eq(tsr_cv_morphology_u8(b, TSRI_MORPHOLOGY_CLOSE, 5, to_b, NULL), TSR_OK);
    ck_assert_int_eq(memcmp(out_padded, out_packed, sizeof out_padded), 0);
    ck_assert_int_eq(tsr_cv_distance_u8(a, (tsri_span_f32){far_padded, 9, 10}, NULL), TSR_OK);
    ck_assert_int_eq(tsr_cv_distance_u8(b, (tsri_span_f32){far_packed, 9, 10}, NULL), TSR_OK);
    ck_assert_int_eq(memcmp(far_padded, far_packed, sizeof far_padded), 0);
    ck_assert_int_eq(tsr_cv_components_u8(a, ids_padded, NULL, 0, &count_padded, NULL), TSR_OK);
    ck_assert_int_eq(tsr_cv_components_u8(b, ids_packed, NULL, 0, &count_packed, NULL), TSR_OK);
    ck_assert_int_eq(count_padded, count_packed);
    ck_assert_int_eq(memcmp(ids_padded, ids_packed, sizeof ids_padded), 0);
}
END_TEST

START_TEST(wrong_views_are_refused_by_every_call)
{
    uint8_t bytes[64] = {0}, result[64];
    float far[64];
    int32_t ids[64], count;
    const tsr_view_u8 wrong[] = {{NULL, 4, 4, 1, 4},   {bytes, 0, 4, 1, 4},  {bytes, 4, 0, 1, 4},
                                 {bytes, -4, 4, 1, 4}, {bytes, 4, -1, 1, 4}, {bytes, 4, 4, 1, 3},
                                 {bytes, 4, 4, 0, 4},  {bytes, 2, 2, 5, 10}, {bytes, 4, 4, -1, 4}};
    const tsri_span_u8 to = span_of(result, 4, 4);
    tsr_error err;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const tsr_view_u8 in = wrong[i];
        const tsri_span_u8 out = {in.data ? result : NULL, in.width_px, in.height_px, in.channels, in.stride_bytes};
        ck_assert_int_eq(tsr_cv_resize_u8(in, to, &err), TSR_E_INVALID_ARG);
        ck_assert_int_eq(tsr_cv_resize_u8(view_of(bytes, 4, 4), out, &err), TSR_E_INVALID_ARG);
        ck_assert_int_eq(tsr_cv_gaussian_u8(in, 3, 1, out, &err), TSR_E_INVALID_ARG);
        ck_assert_int_eq(tsr_cv_morphology_u8(in, TSRI_MORPHOLOGY_OPEN, 3, out, &err), TSR_E_INVALID_ARG);
        ck_assert_int_eq(tsr_cv_distance_u8(in, (tsri_span_f32){far, in.width_px, in.height_px}, &err), TSR_E_INVALID_ARG);
        ck_assert_int_eq(tsr_cv_components_u8(in, ids, NULL, 0, &count, &err), TSR_E_INVALID_ARG);
        ck_assert_int_eq(err.code, TSR_E_INVALID_ARG);
        ck_assert_uint_gt(strlen(err.message), 10);
    }
}
END_TEST

START_TEST(what_does_not_fit_together_is_refused)
{
    uint8_t bytes[64] = {0}, result[64];
    float far[64];
    int32_t ids[64], count;
    const tsr_view_u8 in = view_of(bytes, 4, 4), colour = {bytes, 4, 4, 3, 12};
    const tsri_span_u8 out = span_of(result, 4, 4), narrow = span_of(result, 3, 4), low = span_of(result, 4, 3);
    const tsri_span_u8 out_colour = {result, 4, 4, 3, 12};
    tsr_error err;
    ck_assert_int_eq(tsr_cv_resize_u8(in, out_colour, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_cv_gaussian_u8(in, 3, 1, out_colour, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_cv_gaussian_u8(in, 3, 1, narrow, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_cv_gaussian_u8(in, 3, 1, low, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_cv_morphology_u8(in, TSRI_MORPHOLOGY_OPEN, 3, narrow, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_cv_morphology_u8(colour, TSRI_MORPHOLOGY_OPEN, 3, out_colour, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_cv_distance_u8(in, (tsri_span_f32){far, 4, 3}, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_cv_distance_u8(in, (tsri_span_f32){NULL, 4, 4}, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_cv_distance_u8(colour, (tsri_span_f32){far, 4, 4}, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_cv_components_u8(colour, ids, NULL, 0, &count, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_cv_components_u8(in, NULL, NULL, 0, &count, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_cv_components_u8(in, ids, NULL, 0, NULL, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_cv_components_u8(in, ids, NULL, 1, &count, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_cv_components_u8(in, ids, NULL, -1, &count, &err), TSR_E_INVALID_ARG);
    const int kernels[] = {-3, 0, 1, 2, 4};
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        ck_assert_int_eq(tsr_cv_gaussian_u8(in, kernels[i], 1, out, &err), TSR_E_INVALID_ARG);
        ck_assert_int_eq(tsr_cv_morphology_u8(in, TSRI_MORPHOLOGY_OPEN, kernels[i], out, &err), TSR_E_INVALID_ARG);
    }
    ck_assert_str_eq(err.message, "kernel 4 px must be odd and at least 3");
    const double sigmas[] = {0, -1, (double)NAN};
    for (size_t i = 0; i < sizeof sigmas / sizeof *sigmas; i++) {
        ck_assert_int_eq(tsr_cv_gaussian_u8(in, 3, sigmas[i], out, &err), TSR_E_INVALID_ARG);
    }
}
END_TEST

START_TEST(whatever_is_thrown_becomes_a_status)
{
    static const struct {
        tsr_status status;
        int backend_code;
        const char *message;
    } EXPECTED[THROW_KINDS] = {
        [THROW_NOTHING] = {TSR_OK, 0, ""},
        [THROW_BAD_ALLOC] = {TSR_E_NOMEM, 0, "components: no memory"},
        [THROW_OPENCV] = {TSR_E_BACKEND, -215, "components: opencv: boom"},
        [THROW_OPENCV_NO_MEMORY] = {TSR_E_NOMEM, -4, "components: opencv: boom"},
        [THROW_RUNTIME_ERROR] = {TSR_E_BACKEND, 0, "components: boom"},
        [THROW_NUMBER] = {TSR_E_BACKEND, 0, "components: unknown exception"},
    };
    uint8_t in[64] = {0, 1, 1};
    int32_t ids[64], count;
    tsr_error err = {0};
    /* Once before: OpenCV sets itself up at the first call. */
    ck_assert_int_eq(tsr_cv_components_u8(view_of(in, 8, 8), ids, NULL, 0, &count, NULL), TSR_OK);
    throw_from_next_new((throwing_new_kind)_i);
    tsr_status st = tsr_cv_components_u8(view_of(in, 8, 8), ids, NULL, 0, &count, &err);
    ck_assert_int_eq(new_has_thrown(), _i != THROW_NOTHING);
    ck_assert_int_eq(st, EXPECTED[_i].status);
    ck_assert_int_eq(err.backend_code, EXPECTED[_i].backend_code);
    ck_assert_str_eq(err.message, EXPECTED[_i].message);
    throw_from_next_new((throwing_new_kind)_i);
    ck_assert_int_eq(tsr_cv_components_u8(view_of(in, 8, 8), ids, NULL, 0, &count, NULL), EXPECTED[_i].status);
    throw_from_next_new(THROW_NOTHING);
    ck_assert_int_eq(tsr_cv_components_u8(view_of(in, 8, 8), ids, NULL, 0, &count, NULL), TSR_OK);
}
END_TEST

START_TEST(memory_that_the_system_refuses_is_a_status)
{
#ifdef TSR_TEST_SANITIZED
    (void)puts("vision: a sanitizer needs more address space than this test leaves; skipped");
#else
    pid_t child = fork();
    if (child == 0) {
        const struct rlimit narrow = {(rlim_t)1 << 30, (rlim_t)1 << 30};
        uint8_t in[64] = {0}, out[64];
        bool ok = setrlimit(RLIMIT_AS, &narrow) == 0;
        /* A structuring element of 3.6 GB, made by OpenCV's allocator; a kernel of 4 GB, made by operator new. */
        ok = ok && tsr_cv_morphology_u8(view_of(in, 8, 8), TSRI_MORPHOLOGY_OPEN, 60001, span_of(out, 8, 8), NULL) == TSR_E_NOMEM;
        ok = ok && tsr_cv_gaussian_u8(view_of(in, 8, 8), (1 << 29) + 1, 1, span_of(out, 8, 8), NULL) == TSR_E_NOMEM;
        _exit(ok ? 0 : 1);
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 0);
#endif
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("vision");
    tcase_add_test(tcase, resize_of_known_pictures);
    tcase_add_test(tcase, resize_leaves_padding_alone);
    tcase_add_test(tcase, gaussian_of_an_impulse);
    tcase_add_test(tcase, morphology_of_known_masks);
    tcase_add_test(tcase, distance_to_the_nearest_zero);
    tcase_add_test(tcase, components_are_counted_with_their_boxes);
    tcase_add_test(tcase, views_with_padding_are_read_row_by_row);
    tcase_add_test(tcase, wrong_views_are_refused_by_every_call);
    tcase_add_test(tcase, what_does_not_fit_together_is_refused);
    tcase_add_loop_test(tcase, whatever_is_thrown_becomes_a_status, 0, THROW_KINDS);
    tcase_add_test(tcase, memory_that_the_system_refuses_is_a_status);
    return run_tcase("vision", tcase);
}
