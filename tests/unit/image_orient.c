/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "image/orient.h"
#include "support/image_check.h"

START_TEST(every_pixel_moves_as_the_standard_says)
{
    /* 3 x 2 px, numbered by rows: 1 2 3 / 4 5 6 */
    static const uint8_t EXPECTED[9][6] = {{1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 6}, {3, 2, 1, 6, 5, 4},
                                           {6, 5, 4, 3, 2, 1}, {4, 5, 6, 1, 2, 3}, {1, 4, 2, 5, 3, 6},
                                           {4, 1, 5, 2, 6, 3}, {6, 3, 5, 2, 4, 1}, {3, 6, 2, 5, 1, 4}};
    for (int32_t channels = 1; channels <= 4; channels++) {
        tsri_image image;
        ck_assert_int_eq(tsri_image_init(&image, tsri_memory_default(), 3, 2, channels, NULL), TSR_OK);
        for (int32_t i = 0; i < 6 * channels; i++) {
            image.data[i] = (uint8_t)(10 * (i % channels) + i / channels + 1);
        }
        ck_assert_int_eq(tsri_orient(&image, _i, NULL), TSR_OK);
        ck_assert_int_eq(image.width_px, _i >= 5 ? 2 : 3);
        ck_assert_int_eq(image.height_px, _i >= 5 ? 3 : 2);
        for (int32_t i = 0; i < 6 * channels; i++) {
            ck_assert_int_eq(image.data[i], 10 * (i % channels) + EXPECTED[_i][i / channels]);
        }
        tsri_image_release(&image);
    }
}
END_TEST

START_TEST(turning_back_gives_the_same)
{
    static const int BACK[9] = {1, 1, 2, 3, 4, 5, 8, 7, 6};
    tsri_image image;
    ck_assert_int_eq(tsri_image_init(&image, tsri_memory_default(), 133, 71, 3, NULL), TSR_OK);
    uint32_t state = 3;
    for (size_t i = 0; i < 133 * 71 * 3; i++) {
        image.data[i] = (uint8_t)check_random(&state);
    }
    uint8_t *before = malloc(133 * 71 * 3);
    memcpy(before, image.data, 133 * 71 * 3);
    ck_assert_int_eq(tsri_orient(&image, _i, NULL), TSR_OK);
    ck_assert_int_eq(tsri_orient(&image, BACK[_i], NULL), TSR_OK);
    ck_assert_int_eq(memcmp(before, image.data, 133 * 71 * 3), 0);
    free(before);
    tsri_image_release(&image);
}
END_TEST

START_TEST(out_of_range_is_upright)
{
    tsri_image image;
    ck_assert_int_eq(tsri_image_init(&image, tsri_memory_default(), 3, 2, 1, NULL), TSR_OK);
    const int wrong[] = {-1, 0, 9, 1000};
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(tsri_orient(&image, wrong[i], NULL), TSR_OK);
        ck_assert_int_eq(image.width_px, 3);
    }
    tsri_image_release(&image);
}
END_TEST

START_TEST(exif_in_either_byte_order)
{
    for (int big = 0; big < 2; big++) {
        made_file exif = make_exif(_i, big == 1), with_header = {0};
        made_file_append(&with_header, "Exif\0", 6);
        made_file_append(&with_header, exif.data, exif.size_bytes);
        ck_assert_int_eq(tsri_exif_orientation(exif.data, exif.size_bytes), _i);
        ck_assert_int_eq(tsri_exif_orientation(with_header.data, with_header.size_bytes), _i);
        made_file_release(&exif);
        made_file_release(&with_header);
    }
}
END_TEST

START_TEST(exif_that_makes_no_sense)
{
    made_file exif = make_exif(9, false);
    ck_assert_int_eq(tsri_exif_orientation(exif.data, exif.size_bytes), 1);
    exif.data[18] = 6;
    for (size_t length = 0; length < 20; length++) {
        uint8_t *part = malloc(length + 1);
        memcpy(part, exif.data, length);
        ck_assert_int_eq(tsri_exif_orientation(part, length), 1);
        free(part);
    }
    ck_assert_int_eq(tsri_exif_orientation(NULL, 100), 1);
    uint32_t state = 5;
    for (int round = 0; round < 5000; round++) {
        made_file hostile = make_exif(6, round % 2 == 0);
        for (uint32_t i = check_random(&state) % 200; i > 0; i--) {
            const uint8_t byte = (uint8_t)check_random(&state);
            made_file_append(&hostile, &byte, 1);
        }
        for (int i = 0; i < 3; i++) {
            hostile.data[8 + check_random(&state) % (hostile.size_bytes - 8)] = (uint8_t)check_random(&state);
        }
        const int orientation = tsri_exif_orientation(hostile.data, hostile.size_bytes);
        ck_assert_int_ge(orientation, 1);
        ck_assert_int_le(orientation, 8);
        made_file_release(&hostile);
    }
    made_file_release(&exif);
}
END_TEST

START_TEST(failing_memory_leaves_the_image)
{
    memory_probe probe;
    memory_probe_init(&probe);
    tsri_image image;
    ck_assert_int_eq(tsri_image_init(&image, &probe.allocator, 3, 2, 1, NULL), TSR_OK);
    probe.fail_at = 2;
    ck_assert_int_eq(tsri_orient(&image, 6, NULL), TSR_E_NOMEM);
    ck_assert_int_eq(image.width_px, 3);
    tsri_image_release(&image);
    ck_assert_int_eq(probe.live_count, 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("orient");
    tcase_add_loop_test(tcase, every_pixel_moves_as_the_standard_says, 1, 9);
    tcase_add_loop_test(tcase, turning_back_gives_the_same, 1, 9);
    tcase_add_test(tcase, out_of_range_is_upright);
    tcase_add_loop_test(tcase, exif_in_either_byte_order, 1, 9);
    tcase_add_test(tcase, exif_that_makes_no_sense);
    tcase_add_test(tcase, failing_memory_leaves_the_image);
    return run_tcase("image_orient", tcase);
}
