/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "parse/letterbox.h"
#include "support/image_check.h"

static const int32_t SIZES[][2] = {
    {256, 256}, {255, 257}, {1, 1},      {1, 500},    {500, 1}, {3024, 4032},   {4032, 3024},
    {333, 77},  {77, 333},  {65000, 13}, {13, 65000}, {2, 3},   {65000, 65000}, {1999, 1},
};

enum { SIZE_COUNT = sizeof SIZES / sizeof *SIZES };

START_TEST(the_photo_lies_inside_the_square)
{
    for (int size_px = 32; size_px <= 512; size_px += 160) {
        int32_t width_px = SIZES[_i][0], height_px = SIZES[_i][1];
        tsri_letterbox box = tsri_letterbox_compute(width_px, height_px, size_px);
        int32_t longest = box.content_width_px > box.content_height_px ? box.content_width_px : box.content_height_px;
        ck_assert(box.width_px == width_px && box.height_px == height_px && box.size_px == size_px);
        ck_assert_int_eq(longest, size_px);
        ck_assert_int_ge(box.content_width_px, 1);
        ck_assert_int_ge(box.content_height_px, 1);
        int32_t right_px = size_px - box.left_px - box.content_width_px;
        int32_t bottom_px = size_px - box.top_px - box.content_height_px;
        ck_assert(box.left_px >= 0 && right_px >= 0 && abs(right_px - box.left_px) <= 1);
        ck_assert(box.top_px >= 0 && bottom_px >= 0 && abs(bottom_px - box.top_px) <= 1);
        if (box.content_width_px > 1 && box.content_height_px > 1) { /* the aspect is kept to half a pixel of the square */
            double scale = (double)size_px / (width_px > height_px ? width_px : height_px);
            ck_assert_double_le(fabs(box.content_width_px - width_px * scale), 0.5);
            ck_assert_double_le(fabs(box.content_height_px - height_px * scale), 0.5);
        }
    }
}
END_TEST

START_TEST(there_and_back_is_the_same_point)
{
    int32_t width_px = SIZES[_i][0], height_px = SIZES[_i][1];
    tsri_letterbox box = tsri_letterbox_compute(width_px, height_px, 256);
    for (int divisor = 1; divisor <= 4; divisor *= 2) {
        for (int k = 0; k <= 10; k++) {
            double x_px = -0.5 + width_px * k / 10.0, y_px = -0.5 + height_px * (10 - k) / 10.0, x, y, back_x, back_y;
            tsri_letterbox_from_photo(&box, divisor, x_px, y_px, &x, &y);
            tsri_letterbox_to_photo(&box, divisor, x, y, &back_x, &back_y);
            ck_assert_double_eq_tol(back_x, x_px, 1e-9);
            ck_assert_double_eq_tol(back_y, y_px, 1e-9);
        }
    }
}
END_TEST

START_TEST(edges_and_centre_lie_where_they_must)
{
    int32_t width_px = SIZES[_i][0], height_px = SIZES[_i][1];
    tsri_letterbox box = tsri_letterbox_compute(width_px, height_px, 256);
    double x, y;
    /* The photo's outer edges are at -1/2 and width - 1/2; they fall on the content's outer edges. */
    tsri_letterbox_from_photo(&box, 1, -0.5, -0.5, &x, &y);
    ck_assert_double_eq_tol(x, box.left_px - 0.5, 1e-9);
    ck_assert_double_eq_tol(y, box.top_px - 0.5, 1e-9);
    tsri_letterbox_from_photo(&box, 1, width_px - 0.5, height_px - 0.5, &x, &y);
    ck_assert_double_eq_tol(x, box.left_px + box.content_width_px - 0.5, 1e-9);
    ck_assert_double_eq_tol(y, box.top_px + box.content_height_px - 0.5, 1e-9);
    tsri_letterbox_from_photo(&box, 1, (width_px - 1) / 2.0, (height_px - 1) / 2.0, &x, &y);
    ck_assert_double_eq_tol(x, box.left_px + (box.content_width_px - 1) / 2.0, 1e-9);
    ck_assert_double_eq_tol(y, box.top_px + (box.content_height_px - 1) / 2.0, 1e-9);
    /* Half a map pixel k covers the square's pixels 2k and 2k + 1: its centre lies between them. */
    tsri_letterbox_to_photo(&box, 2, 10, 20, &x, &y);
    double same_x, same_y;
    tsri_letterbox_to_photo(&box, 1, 20.5, 40.5, &same_x, &same_y);
    ck_assert_double_eq_tol(x, same_x, 1e-6);
    ck_assert_double_eq_tol(y, same_y, 1e-6);
}
END_TEST

START_TEST(the_centre_maps_to_the_centre)
{
    static const int32_t EVEN[][2] = {{256, 256}, {4032, 3024}, {3024, 4032}, {64, 8}, {8, 64}, {640, 480}};
    for (size_t i = 0; i < sizeof EVEN / sizeof *EVEN; i++) {
        /* Even margins on both sides: the centre of the photo is the centre of the square. */
        tsri_letterbox box = tsri_letterbox_compute(EVEN[i][0], EVEN[i][1], 256);
        double x, y;
        tsri_letterbox_from_photo(&box, 1, (EVEN[i][0] - 1) / 2.0, (EVEN[i][1] - 1) / 2.0, &x, &y);
        ck_assert_double_eq_tol(x, 127.5, 1e-9);
        ck_assert_double_eq_tol(y, 127.5, 1e-9);
        tsri_letterbox_to_photo(&box, 2, 63.5, 63.5, &x, &y);
        ck_assert_double_eq_tol(x, (EVEN[i][0] - 1) / 2.0, 1e-9);
        ck_assert_double_eq_tol(y, (EVEN[i][1] - 1) / 2.0, 1e-9);
    }
    tsri_letterbox box = tsri_letterbox_compute(256, 256, 256);
    double x, y;
    tsri_letterbox_from_photo(&box, 1, 17, 200, &x, &y); /* the same size: the same place */
    ck_assert(x == 17 && y == 200);
}
END_TEST

START_TEST(a_region_is_placed_like_a_photo_of_its_own)
{
    const tsri_region region = {120.5, 40.25, 300, 200};
    tsri_letterbox own = tsri_letterbox_compute(300, 200, 256), box = tsri_letterbox_compute_region(800, 600, region, 256);
    ck_assert(box.width_px == 800 && box.height_px == 600 && box.left_px == own.left_px && box.top_px == own.top_px);
    ck_assert(box.content_width_px == own.content_width_px && box.content_height_px == own.content_height_px);
    for (int i = 0; i < 20; i++) {
        double x, y, own_x, own_y, back_x, back_y;
        tsri_letterbox_from_photo(&box, 2, 120.5 + 15 * i, 40.25 + 10 * i, &x, &y);
        tsri_letterbox_from_photo(&own, 2, 15 * i, 10 * i, &own_x, &own_y);
        ck_assert_double_eq_tol(x, own_x, 1e-9);
        ck_assert_double_eq_tol(y, own_y, 1e-9);
        tsri_letterbox_to_photo(&box, 2, x, y, &back_x, &back_y);
        ck_assert_double_eq_tol(back_x, 120.5 + 15 * i, 1e-9);
        ck_assert_double_eq_tol(back_y, 40.25 + 10 * i, 1e-9);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("letterbox");
    tcase_add_loop_test(tcase, the_photo_lies_inside_the_square, 0, SIZE_COUNT);
    tcase_add_loop_test(tcase, there_and_back_is_the_same_point, 0, SIZE_COUNT);
    tcase_add_loop_test(tcase, edges_and_centre_lie_where_they_must, 0, SIZE_COUNT);
    tcase_add_test(tcase, the_centre_maps_to_the_centre);
    tcase_add_test(tcase, a_region_is_placed_like_a_photo_of_its_own);
    return run_tcase("parse_letterbox", tcase);
}
