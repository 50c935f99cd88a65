/* SPDX-License-Identifier: Apache-2.0 */
#include "support/image_check.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t QUARTERS[4][3] = {{220, 40, 40}, {40, 200, 60}, {50, 60, 210}, {230, 220, 50}};
static const uint8_t QUARTER_LEVELS[4] = {20, 90, 160, 240};

static size_t quarter_at(int32_t x, int32_t y)
{
    return (size_t)((x >= PATTERN_WIDTH_PX / 2) + 2 * (y >= PATTERN_HEIGHT_PX / 2));
}

/* EXIF 2.32: which side of the scene the stored first row and the stored first column show. */
static void place_upright(int orientation, int32_t row, int32_t column, int32_t *out_x, int32_t *out_y)
{
    const int32_t right = PATTERN_WIDTH_PX - 1, bottom = PATTERN_HEIGHT_PX - 1;
    const int32_t by_row_y[] = {0, row, row, bottom - row, bottom - row};
    const int32_t by_column_x[] = {0, column, right - column, right - column, column};
    const int32_t by_row_x[] = {row, right - row, right - row, row};
    const int32_t by_column_y[] = {column, column, bottom - column, bottom - column};
    if (orientation <= 4) {
        *out_x = by_column_x[orientation];
        *out_y = by_row_y[orientation];
    } else {
        *out_x = by_row_x[orientation - 5];
        *out_y = by_column_y[orientation - 5];
    }
}

made_image pattern_image(int orientation, int32_t channels, uint8_t *pixels)
{
    const bool swaps = orientation >= 5;
    made_image image = {.width_px = swaps ? PATTERN_HEIGHT_PX : PATTERN_WIDTH_PX,
                        .height_px = swaps ? PATTERN_WIDTH_PX : PATTERN_HEIGHT_PX,
                        .channels = channels,
                        .pixels = pixels,
                        .orientation = orientation};
    for (int32_t row = 0; row < image.height_px; row++) {
        for (int32_t column = 0; column < image.width_px; column++) {
            int32_t x, y;
            place_upright(orientation ? orientation : 1, row, column, &x, &y);
            const size_t quarter = quarter_at(x, y);
            if (channels == 1) {
                *pixels++ = QUARTER_LEVELS[quarter];
                continue;
            }
            memcpy(pixels, QUARTERS[quarter], 3);
            pixels += 3;
            if (channels == 4) {
                *pixels++ = 255;
            }
        }
    }
    return image;
}

void check_pixel(const tsri_photo *photo, int32_t x, int32_t y, int red, int green, int blue, int tolerance)
{
    const uint8_t *pixel = tsri_image_row(&photo->rgb, y) + 3 * x;
    const int far_red = abs(pixel[0] - red), far_green = abs(pixel[1] - green), far_blue = abs(pixel[2] - blue);
    ck_assert_msg(far_red <= tolerance && far_green <= tolerance && far_blue <= tolerance,
                  "at %d %d: %d %d %d, expected %d %d %d within %d", x, y, pixel[0], pixel[1], pixel[2], red, green, blue,
                  tolerance);
}

void check_pattern(const tsri_photo *photo, int32_t channels, int tolerance)
{
    ck_assert_int_eq(photo->width_px, PATTERN_WIDTH_PX);
    ck_assert_int_eq(photo->height_px, PATTERN_HEIGHT_PX);
    ck_assert_int_eq(photo->rgb.channels, 3);
    for (int quarter = 0; quarter < 4; quarter++) {
        const int32_t x = photo->rgb.width_px * (quarter % 2 ? 7 : 1) / 8, y = photo->rgb.height_px * (quarter / 2 ? 7 : 1) / 8;
        const uint8_t *rgb = QUARTERS[quarter];
        const int level = QUARTER_LEVELS[quarter];
        if (channels == 1) {
            check_pixel(photo, x, y, level, level, level, tolerance);
        } else {
            check_pixel(photo, x, y, rgb[0], rgb[1], rgb[2], tolerance);
        }
    }
}

tsri_decode_params check_params(void)
{
    return (tsri_decode_params){.memory = tsri_memory_default(), .limits = tsri_limits_default((tsr_limits){0})};
}

tsri_photo decode_good(made_file file, const tsri_decode_params *params)
{
    tsri_photo photo;
    tsr_error err = {0};
    const tsri_decode_params defaults = check_params();
    const tsr_status st = tsri_photo_decode(file.data, file.size_bytes, params ? params : &defaults, &photo, &err);
    ck_assert_msg(st == TSR_OK, "%s: %s", tsr_status_name(st), err.message);
    return photo;
}

void decode_bad(made_file file, const tsri_decode_params *params, tsr_status expected, const char *words)
{
    memory_probe probe;
    memory_probe_init(&probe);
    tsri_decode_params probed = params ? *params : check_params();
    probed.memory = &probe.allocator;
    tsri_photo photo;
    tsr_error err = {0};
    const tsr_status st = tsri_photo_decode(file.data, file.size_bytes, &probed, &photo, &err);
    ck_assert_msg(st == expected, "%s: %s", tsr_status_name(st), err.message);
    ck_assert_int_eq(err.code, st);
    ck_assert_msg(strstr(err.message, words) != NULL, "no '%s' in: %s", words, err.message);
    ck_assert_ptr_null(photo.rgb.data);
    ck_assert_int_eq(probe.live_count, 0);
}

static tsr_status decode_any(const uint8_t *bytes, size_t size_bytes, tsr_error *err)
{
    memory_probe probe;
    memory_probe_init(&probe);
    tsri_decode_params params = check_params();
    params.memory = &probe.allocator;
    params.limits.max_pixels = 1 << 20; /* a flipped bit may ask for much */
    params.limits.max_decoded_bytes = 1 << 24;
    tsri_photo photo;
    const tsr_status st = tsri_photo_decode(bytes, size_bytes, &params, &photo, err);
    ck_assert_int_eq(st == TSR_OK, photo.rgb.data != NULL);
    if (st == TSR_OK) {
        ck_assert_int_eq(photo.rgb.channels, 3);
        ck_assert_int_ge(photo.width_px, photo.rgb.width_px);
        ck_assert_int_ge(photo.height_px, photo.rgb.height_px);
        tsri_photo_release(&photo);
    } else {
        ck_assert_int_eq(err->code, st);
        ck_assert(err->message[0] != 0);
    }
    ck_assert_int_eq(probe.live_count, 0);
    return st;
}

void check_truncation(made_file file, size_t step_bytes)
{
    for (size_t length = 0; length < file.size_bytes; length += step_bytes) {
        uint8_t *part = malloc(length + 1); /* of its own, so that a sanitizer sees reading beyond it */
        memcpy(part, file.data, length);
        tsr_error err = {0};
        const tsr_status st = decode_any(part, length, &err);
        ck_assert_msg(st == TSR_E_FORMAT || (st == TSR_E_UNSUPPORTED && length < 32), "%zu of %zu bytes: %s %s", length,
                      file.size_bytes, tsr_status_name(st), err.message);
        free(part);
    }
}

uint32_t check_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u; /* Numerical Recipes' generator; its high bits are the good ones */
    return *state >> 8;
}

void check_bit_flips(made_file file, int rounds)
{
    uint32_t state = 7;
    uint8_t *copy = malloc(file.size_bytes);
    for (int round = 0; round < rounds; round++) {
        memcpy(copy, file.data, file.size_bytes);
        const uint32_t flips = 1 + check_random(&state) % 8;
        for (uint32_t i = 0; i < flips; i++) {
            copy[check_random(&state) % file.size_bytes] ^= (uint8_t)(1u << check_random(&state) % 8);
        }
        tsr_error err = {0};
        (void)!decode_any(copy, file.size_bytes, &err);
    }
    free(copy);
}

void check_failing_memory(made_file file)
{
    memory_probe probe;
    tsri_decode_params params = check_params();
    params.memory = &probe.allocator;
    tsri_photo photo;
    FAIL_ALLOC_EACH(probe, tsri_photo_decode(file.data, file.size_bytes, &params, &photo, NULL), tsri_photo_release(&photo));
}

int run_tcase(const char *name, TCase *tcase)
{
    Suite *suite = suite_create(name);
    tcase_set_timeout(tcase, 100); /* seconds: sanitizers and a busy machine */
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
