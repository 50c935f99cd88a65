/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "measure/quality.h"
#include "support/image_check.h"

enum { WIDTH_PX = 40, HEIGHT_PX = 20 };

static uint8_t pixels[HEIGHT_PX][WIDTH_PX][3];
static const tsr_view_u8 VIEW = {&pixels[0][0][0], WIDTH_PX, HEIGHT_PX, 3, WIDTH_PX * 3};

static void shade(int base, int step)
{
    for (int i = 0; i < WIDTH_PX * HEIGHT_PX * 3; i++) {
        (&pixels[0][0][0])[i] = (uint8_t)(base + step * (i / 3 % WIDTH_PX));
    }
}

START_TEST(plain_and_shaded_pictures_have_none)
{
    shade(128, 0);
    ck_assert_double_eq(tsri_quality_structure_frac(VIEW), 0);
    shade(0, 5);
    ck_assert_double_eq(tsri_quality_structure_frac(VIEW), 0);
}
END_TEST

START_TEST(every_odd_pixel_counts_with_its_neighbours)
{
    shade(100, 0);
    pixels[3][10][1] = 101; /* one level from the mean of its neighbours; they are half a level from theirs */
    ck_assert_double_eq_tol(tsri_quality_structure_frac(VIEW), 1.0 / (38 * 20), 1e-12);
    pixels[3][10][1] = 102; /* now the neighbours are one level off too */
    ck_assert_double_eq_tol(tsri_quality_structure_frac(VIEW), 3.0 / (38 * 20), 1e-12);
}
END_TEST

START_TEST(a_narrow_picture_has_none)
{
    const tsr_view_u8 narrow = {&pixels[0][0][0], 2, HEIGHT_PX, 3, WIDTH_PX * 3};
    ck_assert_double_eq(tsri_quality_structure_frac(narrow), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("structure");
    tcase_add_test(tests, plain_and_shaded_pictures_have_none);
    tcase_add_test(tests, every_odd_pixel_counts_with_its_neighbours);
    tcase_add_test(tests, a_narrow_picture_has_none);
    return run_tcase("quality", tests);
}
