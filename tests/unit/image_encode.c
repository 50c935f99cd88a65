/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "image/encode.h"
#include "support/image_check.h"

enum { WIDTH_PX = 301, HEIGHT_PX = 97, STRIDE_BYTES = WIDTH_PX * 3 + 13 };

/* Labels in runs, or a noisy gradient, with padding of 0xEE behind each row. */
static uint8_t *make_pixels(int32_t channels)
{
    uint8_t *data = malloc((size_t)HEIGHT_PX * STRIDE_BYTES);
    memset(data, 0xEE, (size_t)HEIGHT_PX * STRIDE_BYTES);
    uint32_t state = 11;
    for (int32_t y = 0; y < HEIGHT_PX; y++) {
        for (int32_t x = 0; x < WIDTH_PX * channels; x++) {
            data[y * STRIDE_BYTES + x] =
                (uint8_t)(channels == 1 ? (uint32_t)(x / 20 + y / 9) % 4 : (uint32_t)x / 8 + check_random(&state) % 32);
        }
    }
    return data;
}

START_TEST(what_is_written_is_read)
{
    const int32_t channels = _i % 2 ? 3 : 1;
    const int level = _i / 2;
    uint8_t *data = make_pixels(channels);
    const tsr_view_u8 view = {data, WIDTH_PX, HEIGHT_PX, channels, STRIDE_BYTES};
    made_file file = {0}, again = {0};
    ck_assert_int_eq(tsri_png_encode(view, level, tsri_memory_default(), &file.data, &file.size_bytes, NULL), TSR_OK);
    ck_assert_int_eq(tsri_png_encode(view, level, tsri_memory_default(), &again.data, &again.size_bytes, NULL), TSR_OK);
    ck_assert_uint_eq(file.size_bytes, again.size_bytes);
    ck_assert_int_eq(memcmp(file.data, again.data, file.size_bytes), 0);
    tsri_photo photo = decode_good(file, NULL);
    int differences = 0;
    for (int32_t y = 0; y < HEIGHT_PX; y++) {
        for (int32_t x = 0; x < WIDTH_PX * 3; x++) {
            differences += tsri_image_row(&photo.rgb, y)[x] != data[y * STRIDE_BYTES + (channels == 3 ? x : x / 3)];
        }
    }
    ck_assert_int_eq(differences, 0);
    tsri_photo_release(&photo);
    tsri_free(tsri_memory_default(), file.data);
    tsri_free(tsri_memory_default(), again.data);
    free(data);
}
END_TEST

START_TEST(nothing_but_pixels_is_written)
{
    const uint8_t gray[4] = {0, 1, 2, 3};
    uint8_t *bytes;
    size_t size_bytes;
    ck_assert_int_eq(
        tsri_png_encode((tsr_view_u8){gray, 2, 2, 1, 2}, TSRI_PNG_LEVEL_RUNS, tsri_memory_default(), &bytes, &size_bytes, NULL),
        TSR_OK);
    const char *const order[] = {"IHDR", "IDAT", "IEND"};
    size_t at = 8;
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(memcmp(bytes + at + 4, order[i], 4), 0);
        at += 12 + ((size_t)bytes[at + 2] << 8) + bytes[at + 3];
    }
    ck_assert_uint_eq(at, size_bytes);
    tsri_free(tsri_memory_default(), bytes);
}
END_TEST

START_TEST(wrong_arguments)
{
    const uint8_t gray[16] = {0};
    const tsr_view_u8 wrong[] = {{NULL, 2, 2, 1, 2}, {gray, 0, 2, 1, 2}, {gray, 2, 0, 1, 2},
                                 {gray, 2, 2, 2, 4}, {gray, 2, 2, 4, 8}, {gray, 2, 2, 3, 5}};
    uint8_t *bytes;
    size_t size_bytes;
    tsr_error err;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_int_eq(tsri_png_encode(wrong[i], 1, tsri_memory_default(), &bytes, &size_bytes, &err), TSR_E_INVALID_ARG);
        ck_assert_ptr_null(bytes);
    }
    const tsr_view_u8 good = {gray, 2, 2, 1, 2};
    ck_assert_int_eq(tsri_png_encode(good, 10, tsri_memory_default(), &bytes, &size_bytes, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsri_png_encode(good, -1, tsri_memory_default(), &bytes, &size_bytes, &err), TSR_E_INVALID_ARG);
    ck_assert_str_eq(err.message, "png of 2 x 2 px, 1 channels, level -1");
}
END_TEST

START_TEST(failing_memory)
{
    memory_probe probe;
    uint8_t *data = make_pixels(3), *bytes;
    size_t size_bytes;
    const tsr_view_u8 view = {data, WIDTH_PX, HEIGHT_PX, 3, STRIDE_BYTES};
    FAIL_ALLOC_EACH(probe, tsri_png_encode(view, 0, &probe.allocator, &bytes, &size_bytes, NULL),
                    tsri_free(&probe.allocator, bytes));
    ck_assert_int_gt(probe.request_count, 1); /* it had to grow */
    free(data);
}
END_TEST

START_TEST(a_jpeg_is_nearly_what_was_written)
{
    const int32_t channels = _i ? 3 : 1;
    uint8_t *data = malloc((size_t)HEIGHT_PX * STRIDE_BYTES);
    for (int32_t y = 0; y < HEIGHT_PX; y++) {
        for (int32_t x = 0; x < WIDTH_PX * channels; x++) {
            data[y * STRIDE_BYTES + x] = (uint8_t)(40 + x / channels / 3 + y / 2);
        }
    }
    const tsr_view_u8 view = {data, WIDTH_PX, HEIGHT_PX, channels, STRIDE_BYTES};
    made_file file = {0}, again = {0};
    ck_assert_int_eq(tsri_jpeg_encode(view, 90, tsri_memory_default(), &file.data, &file.size_bytes, NULL), TSR_OK);
    ck_assert_int_eq(tsri_jpeg_encode(view, 90, tsri_memory_default(), &again.data, &again.size_bytes, NULL), TSR_OK);
    ck_assert_uint_eq(file.size_bytes, again.size_bytes);
    ck_assert_int_eq(memcmp(file.data, again.data, file.size_bytes), 0);
    for (size_t i = 2; i + 3 < file.size_bytes && file.data[i + 1] != 0xDA;
         i += 2u + ((unsigned)file.data[i + 2] << 8 | file.data[i + 3])) {
        ck_assert(file.data[i] == 0xFF && file.data[i + 1] != 0xE1 && file.data[i + 1] != 0xFE); /* no EXIF, no comment */
    }
    tsri_photo photo = decode_good(file, NULL);
    ck_assert_int_eq(photo.rgb.width_px, WIDTH_PX);
    for (int32_t y = 0; y < HEIGHT_PX; y++) {
        for (int32_t x = 0; x < WIDTH_PX; x++) {
            ck_assert_int_le(abs(tsri_image_row(&photo.rgb, y)[3 * x + 1] - data[y * STRIDE_BYTES + x * channels]), 4);
        }
    }
    tsri_photo_release(&photo);
    tsri_free(tsri_memory_default(), file.data);
    tsri_free(tsri_memory_default(), again.data);
    free(data);
}
END_TEST

START_TEST(no_jpeg_of_what_has_none)
{
    const uint8_t pixel[12] = {0};
    uint8_t *bytes;
    size_t size_bytes;
    const tsr_view_u8 bad[] = {{pixel, 0, 1, 1, 1}, {pixel, 1, 0, 1, 1}, {pixel, 1, 1, 2, 2}, {pixel, 70000, 1, 1, 70000}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(tsri_jpeg_encode(bad[i], 90, tsri_memory_default(), &bytes, &size_bytes, NULL), TSR_E_INVALID_ARG);
        ck_assert_ptr_null(bytes);
    }
    const tsr_view_u8 good = {pixel, 2, 2, 3, 6};
    ck_assert_int_eq(tsri_jpeg_encode(good, 0, tsri_memory_default(), &bytes, &size_bytes, NULL), TSR_E_INVALID_ARG);
    memory_probe probe;
    memory_probe_init(&probe);
    FAIL_ALLOC_EACH(probe, tsri_jpeg_encode(good, 90, &probe.allocator, &bytes, &size_bytes, NULL),
                    tsri_free(&probe.allocator, bytes));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("encode");
    tcase_add_loop_test(tcase, what_is_written_is_read, 0, 20);
    tcase_add_test(tcase, nothing_but_pixels_is_written);
    tcase_add_test(tcase, wrong_arguments);
    tcase_add_loop_test(tcase, a_jpeg_is_nearly_what_was_written, 0, 2);
    tcase_add_test(tcase, no_jpeg_of_what_has_none);
    tcase_add_test(tcase, failing_memory);
    return run_tcase("image_encode", tcase);
}
