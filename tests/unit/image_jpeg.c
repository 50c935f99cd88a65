/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "support/image_check.h"

enum { JPEG_TOLERANCE = 4 }; /* quality 95, flat areas */

static uint8_t pixels[PATTERN_BYTES];

/* A gradient with noise, so that every part of the file matters; width x height x channels, the caller's. */
static uint8_t *busy_pixels(int32_t width_px, int32_t height_px, int32_t channels)
{
    uint32_t state = 1;
    const size_t count = (size_t)width_px * (size_t)height_px * (size_t)channels;
    uint8_t *busy = malloc(count);
    for (size_t i = 0; i < count; i++) {
        busy[i] = (uint8_t)(i * 160 / count + check_random(&state) % 64);
    }
    return busy;
}

START_TEST(orientation_is_applied)
{
    made_image image = pattern_image(_i, 3, pixels);
    made_file file = make_jpeg(&image, NULL);
    tsri_photo photo = decode_good(file, NULL);
    check_pattern(&photo, 3, JPEG_TOLERANCE);
    ck_assert_int_eq(photo.format, TSRI_FORMAT_JPEG);
    ck_assert(!photo.has_icc);
    tsri_photo_release(&photo);
    made_file_release(&file);
}
END_TEST

static const jpeg_options KINDS[] = {{.progressive = true}, {.rgb = true}, {.subsampled = true}, {.quality = 100}};

START_TEST(every_kind_of_colour_jpeg)
{
    made_image image = pattern_image(1, 3, pixels);
    made_file file = make_jpeg(&image, &KINDS[_i]);
    tsri_photo photo = decode_good(file, NULL);
    check_pattern(&photo, 3, JPEG_TOLERANCE);
    tsri_photo_release(&photo);
    made_file_release(&file);
}
END_TEST

START_TEST(gray)
{
    made_image image = pattern_image(6, 1, pixels);
    made_file file = make_jpeg(&image, NULL);
    tsri_photo photo = decode_good(file, NULL);
    check_pattern(&photo, 1, JPEG_TOLERANCE);
    tsri_photo_release(&photo);
    made_file_release(&file);
}
END_TEST

/* One ink mixture everywhere; Adobe files store 255 - ink. */
static void check_cmyk(bool adobe, bool ycck)
{
    const uint8_t ink[4] = {51, 102, 153, 26};
    uint8_t plane[16 * 16 * 4];
    for (size_t i = 0; i < sizeof plane; i++) {
        plane[i] = (uint8_t)(adobe ? 255 - ink[i % 4] : ink[i % 4]);
    }
    const made_image image = {.width_px = 16, .height_px = 16, .channels = 4, .pixels = plane};
    const jpeg_options options = {.quality = 100, .ycck = ycck, .no_adobe = !adobe};
    made_file file = make_jpeg(&image, &options);
    tsri_photo photo = decode_good(file, NULL);
    check_pixel(&photo, 8, 8, 204 * 229 / 255, 153 * 229 / 255, 102 * 229 / 255, 3);
    tsri_photo_release(&photo);
    made_file_release(&file);
}

START_TEST(cmyk_and_ycck)
{
    check_cmyk(true, false);
    check_cmyk(true, true);
    check_cmyk(false, false);
}
END_TEST

START_TEST(scaled_decode_keeps_mean_and_reports_full_size)
{
    const int32_t width_px = 400, height_px = 304; /* whole blocks: a part of one at the edge would weigh more */
    uint8_t *busy = busy_pixels(width_px, height_px, 3);
    const made_image image = {width_px, height_px, 3, busy, 6, NULL, 0};
    made_file file = make_jpeg(&image, NULL);
    double mean_full[3] = {0};
    for (int32_t i = 0; i < width_px * height_px * 3; i++) {
        mean_full[i % 3] += busy[i] / (double)(width_px * height_px);
    }
    const int32_t wanted[] = {0, 1, 50, 51, 100, 149, 150, 200, 399, 400, 1000};
    const int32_t expected[] = {400, 50, 50, 100, 100, 150, 150, 200, 400, 400, 400};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        tsri_decode_params params = check_params();
        params.wanted_long_side_px = wanted[i];
        tsri_photo photo = decode_good(file, &params);
        ck_assert_int_eq(photo.rgb.height_px, expected[i]); /* turned: the long side is the height */
        ck_assert_int_eq(photo.width_px, height_px);
        ck_assert_int_eq(photo.height_px, width_px);
        double mean[3] = {0};
        const int32_t count = photo.rgb.width_px * photo.rgb.height_px;
        for (int32_t k = 0; k < count * 3; k++) {
            mean[k % 3] += photo.rgb.data[k] / (double)count;
        }
        for (int c = 0; c < 3; c++) {
            ck_assert_double_eq_tol(mean[c], mean_full[c], 0.5); /* of a level: rounding */
        }
        tsri_photo_release(&photo);
    }
    made_file_release(&file);
    free(busy);
}
END_TEST

START_TEST(cut_off_is_an_error_at_any_length)
{
    uint8_t *busy = busy_pixels(80, 64, 3);
    const made_image image = {80, 64, 3, busy, 1, NULL, 0};
    const jpeg_options options = {.progressive = _i == 1};
    made_file file = make_jpeg(&image, &options);
    made_file short_file = {file.data, file.size_bytes - 2};
    check_truncation(short_file, 17); /* the last two bytes are the end marker */
    decode_bad((made_file){file.data, file.size_bytes / 2}, NULL, TSR_E_FORMAT, _i ? "ends early: inside scan" : "of 64 rows");
    made_file_release(&file);
    free(busy);
}
END_TEST

START_TEST(cut_off_is_taken_where_allowed)
{
    uint8_t *busy = busy_pixels(80, 64, 3);
    const made_image image = {80, 64, 3, busy, 1, NULL, 0};
    const jpeg_options options = {.progressive = _i == 1};
    made_file file = make_jpeg(&image, &options);
    tsri_decode_params params = check_params();
    params.allow_truncated = true;
    /* Behind the first scan's header, about 600 bytes of tables, any cut will do. */
    for (size_t length = 1000; length < file.size_bytes; length += 7) {
        tsri_photo photo = decode_good((made_file){file.data, length}, &params);
        ck_assert_int_eq(photo.rgb.width_px, 80);
        ck_assert_int_eq(photo.rgb.height_px, 64);
        tsri_photo_release(&photo);
    }
    decode_bad((made_file){file.data, 200}, &params, TSR_E_FORMAT, "jpeg");
    made_file_release(&file);
    free(busy);
}
END_TEST

START_TEST(damage_is_an_error)
{
    uint8_t *busy = busy_pixels(200, 200, 3);
    const made_image image = {200, 200, 3, busy, 0, NULL, 0};
    made_file file = make_jpeg(&image, NULL);
    memset(file.data + file.size_bytes / 2, 0, 2000); /* a hole, as a bad disk leaves it */
    decode_bad(file, NULL, TSR_E_FORMAT, "jpeg");
    made_file_release(&file);
    free(busy);
}
END_TEST

START_TEST(scans_are_limited)
{
    made_image image = pattern_image(1, 3, pixels);
    const jpeg_options few = {.extra_scans = 90}, many = {.extra_scans = 150};
    made_file good = make_jpeg(&image, &few), bomb = make_jpeg(&image, &many);
    tsri_photo photo = decode_good(good, NULL);
    tsri_photo_release(&photo);
    decode_bad(bomb, NULL, TSR_E_LIMIT, "more than 100 scans");
    made_file_release(&good);
    made_file_release(&bomb);
}
END_TEST

START_TEST(size_meets_the_limits_first)
{
    made_image image = pattern_image(0, 1, pixels);
    made_file file = make_jpeg(&image, NULL);
    size_t frame = 0; /* SOF0: FF C0, length, precision, height, width */
    while (file.data[frame] != 0xFF || file.data[frame + 1] != 0xC0) {
        frame++;
    }
    const uint8_t huge[4] = {30000 >> 8, 30000 & 255, 30000 >> 8, 30000 & 255};
    memcpy(file.data + frame + 5, huge, 4);
    decode_bad(file, NULL, TSR_E_LIMIT, "image of 30000 x 30000 px is over the limit of 200000000 px");
    memset(file.data + frame + 5, 0, 4);
    decode_bad(file, NULL, TSR_E_FORMAT, "jpeg");
    made_file_release(&file);
}
END_TEST

START_TEST(decoder_memory_is_limited)
{
    uint8_t *busy = busy_pixels(400, 304, 3);
    const made_image image = {400, 304, 3, busy, 0, NULL, 0};
    const jpeg_options options = {.progressive = true};
    made_file file = make_jpeg(&image, &options);
    tsri_decode_params params = check_params();
    params.limits.max_decoded_bytes = 400 * 304 * 3; /* the pixels, but not the coefficients of two bytes each */
    decode_bad(file, &params, TSR_E_LIMIT, "jpeg");
    free(busy);
    made_file_release(&file);
}
END_TEST

START_TEST(flipped_bits_and_failing_memory)
{
    made_image image = pattern_image(6, 3, pixels);
    made_file file = make_jpeg(&image, &KINDS[_i]);
    check_bit_flips(file, 300);
    check_failing_memory(file);
    made_file_release(&file);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("jpeg");
    tcase_add_loop_test(tcase, orientation_is_applied, 0, 9);
    tcase_add_loop_test(tcase, every_kind_of_colour_jpeg, 0, sizeof KINDS / sizeof *KINDS);
    tcase_add_test(tcase, gray);
    tcase_add_test(tcase, cmyk_and_ycck);
    tcase_add_test(tcase, scaled_decode_keeps_mean_and_reports_full_size);
    tcase_add_loop_test(tcase, cut_off_is_an_error_at_any_length, 0, 2);
    tcase_add_loop_test(tcase, cut_off_is_taken_where_allowed, 0, 2);
    tcase_add_test(tcase, damage_is_an_error);
    tcase_add_test(tcase, scans_are_limited);
    tcase_add_test(tcase, size_meets_the_limits_first);
    tcase_add_test(tcase, decoder_memory_is_limited);
    tcase_add_loop_test(tcase, flipped_bits_and_failing_memory, 0, 2);
    return run_tcase("image_jpeg", tcase);
}
