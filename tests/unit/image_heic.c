/* SPDX-License-Identifier: Apache-2.0
 * How the files were made: tests/data/README.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/image_check.h"

enum { HEIC_TOLERANCE = 8 }; /* quality 90, chroma at half size */

static made_file load(const char *name)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/heic/%s", TSR_TEST_DATA, name);
    made_file file = made_file_load(path);
    ck_assert_msg(file.data != NULL, "%s is not there", path);
    return file;
}

START_TEST(the_container_turns)
{
    char name[64];
    (void)snprintf(name, sizeof name, "pattern_%d.heic", _i);
    made_file file = load(name);
    tsri_photo photo = decode_good(file, NULL);
    check_pattern(&photo, 3, HEIC_TOLERANCE);
    ck_assert_int_eq(photo.format, TSRI_FORMAT_HEIC);
    tsri_photo_release(&photo);
    made_file_release(&file);
}
END_TEST

START_TEST(display_p3_becomes_srgb)
{
    made_file file = load(_i ? "profile.heic" : "primaries.heic");
    tsri_photo photo = decode_good(file, NULL);
    ck_assert(photo.has_icc);
    /* 220 40 40 by the matrix of image_colour.c; green is out of gamut */
    check_pixel(&photo, 6, 4, 240, 0, 22, 2 * HEIC_TOLERANCE);
    tsri_photo_release(&photo);
    made_file_release(&file);
}
END_TEST

START_TEST(alpha_is_laid_over_white)
{
    made_file file = load("alpha.heic");
    tsri_photo photo = decode_good(file, NULL);
    check_pixel(&photo, 4, 4, 204 + 44, 204 + 8, 204 + 8, 3); /* a fifth of 220 40 40 */
    tsri_photo_release(&photo);
    made_file_release(&file);
}
END_TEST

START_TEST(cut_off_is_an_error_at_any_length)
{
    made_file file = load("pattern_6.heic");
    check_truncation(file, 1);
    made_file_release(&file);
}
END_TEST

START_TEST(size_meets_the_limits_first)
{
    made_file file = load("pattern_1.heic");
    for (size_t at = 0; at + 16 < file.size_bytes; at++) { /* ispe: version and flags, width, height */
        if (memcmp(file.data + at, "ispe", 4) == 0) {
            const uint8_t huge[8] = {0, 0, 30000 >> 8, 30000 & 255, 0, 0, 30000 >> 8, 30000 & 255};
            memcpy(file.data + at + 8, huge, 8);
        }
    }
    decode_bad(file, NULL, TSR_E_LIMIT, "image of 30000 x 30000 px is over the limit of 200000000 px");
    tsri_decode_params params = check_params();
    params.limits.max_side_px = 20000;
    decode_bad(file, &params, TSR_E_LIMIT, "");
    made_file_release(&file);
}
END_TEST

START_TEST(a_size_that_is_not_held_is_an_error)
{
    made_file file = load("pattern_1.heic");
    for (size_t at = 0; at + 16 < file.size_bytes; at++) {
        if (memcmp(file.data + at, "ispe", 4) == 0) {
            file.data[at + 11] = 200;
        }
    }
    decode_bad(file, NULL, TSR_E_FORMAT, "heic");
    made_file_release(&file);
}
END_TEST

START_TEST(flipped_bits_and_failing_memory)
{
    static const char *const NAMES[] = {"pattern_6.heic", "primaries.heic", "profile.heic", "alpha.heic"};
    made_file file = load(NAMES[_i]);
    check_bit_flips(file, 300);
    check_failing_memory(file);
    made_file_release(&file);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("heic");
    tcase_add_loop_test(tcase, the_container_turns, 1, 9);
    tcase_add_loop_test(tcase, display_p3_becomes_srgb, 0, 2);
    tcase_add_test(tcase, alpha_is_laid_over_white);
    tcase_add_test(tcase, cut_off_is_an_error_at_any_length);
    tcase_add_test(tcase, size_meets_the_limits_first);
    tcase_add_test(tcase, a_size_that_is_not_held_is_an_error);
    tcase_add_loop_test(tcase, flipped_bits_and_failing_memory, 0, 4);
    return run_tcase("image_heic", tcase);
}
