/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "support/image_check.h"

enum { LOSSY_TOLERANCE = 6 }; /* quality 95, chroma at half size */

static uint8_t pixels[PATTERN_BYTES];

START_TEST(orientation_is_applied)
{
    made_image image = pattern_image(_i, 3, pixels);
    for (int lossless = 0; lossless < 2; lossless++) {
        made_file file = make_webp(&image, lossless == 1);
        tsri_photo photo = decode_good(file, NULL);
        check_pattern(&photo, 3, lossless ? 0 : LOSSY_TOLERANCE);
        ck_assert_int_eq(photo.format, TSRI_FORMAT_WEBP);
        tsri_photo_release(&photo);
        made_file_release(&file);
    }
}
END_TEST

START_TEST(alpha_is_laid_over_white)
{
    made_image image = pattern_image(0, 4, pixels);
    for (size_t i = 3; i < PATTERN_BYTES; i += 4) {
        pixels[i] = 51;
    }
    for (int lossless = 0; lossless < 2; lossless++) {
        made_file file = make_webp(&image, lossless == 1);
        tsri_photo photo = decode_good(file, NULL);
        check_pixel(&photo, 4, 4, 204 + 44, 204 + 8, 204 + 8, lossless ? 0 : 2); /* a fifth of 220 40 40 */
        tsri_photo_release(&photo);
        made_file_release(&file);
    }
}
END_TEST

START_TEST(scaled_decode_keeps_the_picture_and_reports_full_size)
{
    made_image image = pattern_image(6, 3, pixels);
    made_file file = make_webp(&image, _i == 1);
    const int32_t wanted[] = {1, 16, 24, 47, 48, 1000}, expected[] = {1, 16, 24, 47, 48, 48};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        tsri_decode_params params = check_params();
        params.wanted_long_side_px = wanted[i];
        tsri_photo photo = decode_good(file, &params);
        ck_assert_int_eq(photo.rgb.width_px, expected[i]);
        ck_assert_int_ge(photo.rgb.height_px, 1);
        if (wanted[i] >= 16) {
            check_pattern(&photo, 3, LOSSY_TOLERANCE);
        }
        tsri_photo_release(&photo);
    }
    made_file_release(&file);
}
END_TEST

START_TEST(cut_off_is_an_error_at_any_length)
{
    made_image image = pattern_image(_i < 2 ? 6 : 0, _i % 2 ? 4 : 3, pixels);
    made_file file = make_webp(&image, _i < 2);
    check_truncation(file, 1);
    decode_bad((made_file){file.data, file.size_bytes - 1}, NULL, TSR_E_FORMAT, "webp ends early");
    /* The same with a length that agrees: the pixels themselves are short. */
    for (size_t length = 20; _i >= 2 && length < file.size_bytes - 8; length += 2) {
        made_file part = {0};
        made_file_append(&part, file.data, length);
        part.data[4] = (uint8_t)(length - 8);
        part.data[5] = (uint8_t)((length - 8) >> 8);
        decode_bad(part, NULL, TSR_E_FORMAT, "webp");
        made_file_release(&part);
    }
    made_file_release(&file);
}
END_TEST

START_TEST(animation_is_not_read)
{
    const uint8_t animation[] = {'R', 'I', 'F', 'F', 22, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8',
                                 'X', 10,  0,   0,   0,  2, 0, 0, 0,   9,   0,   0,   9,   0,   0};
    decode_bad((made_file){(uint8_t *)(uintptr_t)animation, sizeof animation}, NULL, TSR_E_UNSUPPORTED,
               "animation of 10 x 10 px");
}
END_TEST

START_TEST(size_meets_the_limits_first)
{
    made_image image = pattern_image(0, 3, pixels);
    made_file file = make_webp(&image, true);
    tsri_decode_params params = check_params();
    params.limits.max_pixels = 48 * 32 - 1;
    decode_bad(file, &params, TSR_E_LIMIT, "image of 48 x 32 px is over the limit of 1535 px");
    made_file_release(&file);
}
END_TEST

START_TEST(flipped_bits_and_failing_memory)
{
    made_image image = pattern_image(6, _i < 2 ? 3 : 4, pixels);
    made_file file = make_webp(&image, _i % 2 == 0);
    check_bit_flips(file, 500);
    check_failing_memory(file);
    made_file_release(&file);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("webp");
    tcase_add_loop_test(tcase, orientation_is_applied, 0, 9);
    tcase_add_test(tcase, alpha_is_laid_over_white);
    tcase_add_loop_test(tcase, scaled_decode_keeps_the_picture_and_reports_full_size, 0, 2);
    tcase_add_loop_test(tcase, cut_off_is_an_error_at_any_length, 0, 4);
    tcase_add_test(tcase, animation_is_not_read);
    tcase_add_test(tcase, size_meets_the_limits_first);
    tcase_add_loop_test(tcase, flipped_bits_and_failing_memory, 0, 4);
    return run_tcase("image_webp", tcase);
}
