/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "support/image_check.h"

static uint8_t pixels[PATTERN_BYTES];

START_TEST(formats_are_told_by_content)
{
    static const struct {
        const char *bytes;
        size_t size_bytes;
        tsri_format format;
    } FILES[] = {
        {"\xFF\xD8\xFF\xE0", 4, TSRI_FORMAT_JPEG},
        {"\x89PNG\r\n\x1A\n", 8, TSRI_FORMAT_PNG},
        {"II*\0", 4, TSRI_FORMAT_TIFF},
        {"MM\0*", 4, TSRI_FORMAT_TIFF},
        {"II+\0", 4, TSRI_FORMAT_TIFF},
        {"MM\0+", 4, TSRI_FORMAT_TIFF},
        {"RIFF\0\0\0\0WEBP", 12, TSRI_FORMAT_WEBP},
        {"\0\0\0\x18"
         "ftypheic\0\0\0\0mif1heic",
         24, TSRI_FORMAT_HEIC},
        {"\0\0\0\x18"
         "ftypmif1\0\0\0\0mif1heic",
         24, TSRI_FORMAT_HEIC},
        {"\0\0\0\x18"
         "ftypmif1\0\0\0\0miafmiaf",
         24, TSRI_FORMAT_HEIC},
        {"\0\0\0\x18"
         "ftypavif\0\0\0\0avifmiaf",
         24, TSRI_FORMAT_UNKNOWN},
        {"\0\0\0\x18"
         "ftypisom\0\0\0\0mp41mp42",
         24, TSRI_FORMAT_UNKNOWN},
        {"RIFF\0\0\0\0WAVE", 12, TSRI_FORMAT_UNKNOWN},
        {"GIF89a", 6, TSRI_FORMAT_UNKNOWN},
        {"BM", 2, TSRI_FORMAT_UNKNOWN},
        {"", 0, TSRI_FORMAT_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        ck_assert_int_eq(tsri_format_sniff((const uint8_t *)FILES[i].bytes, FILES[i].size_bytes), FILES[i].format);
    }
}
END_TEST

START_TEST(formats_have_names)
{
    ck_assert_str_eq(tsri_format_name(TSRI_FORMAT_JPEG), "JPEG");
    ck_assert_str_eq(tsri_format_name(TSRI_FORMAT_HEIC), "HEIC");
    ck_assert_str_eq(tsri_format_name(TSRI_FORMAT_COUNT), "unknown");
    for (int i = 0; i < TSRI_FORMAT_COUNT; i++) {
        ck_assert_ptr_nonnull(tsri_format_name((tsri_format)i));
    }
}
END_TEST

START_TEST(nothing_and_noise)
{
    decode_bad((made_file){NULL, 0}, NULL, TSR_E_FORMAT, "empty file");
    uint8_t noise[256];
    decode_bad((made_file){noise, 0}, NULL, TSR_E_FORMAT, "empty file");
    static const char *const HEADS[] = {"",
                                        "\xFF\xD8\xFF",
                                        "\x89PNG\r\n\x1A\n",
                                        "II*",
                                        "RIFF\xF8\0\0\0WEBP",
                                        "\0\0\0\x18"
                                        "ftypheic"};
    static const size_t HEAD_BYTES[] = {0, 3, 8, 4, 12, 12};
    uint32_t state = 17;
    for (int round = 0; round < 600; round++) {
        for (size_t i = 0; i < sizeof noise; i++) {
            noise[i] = (uint8_t)check_random(&state);
        }
        memcpy(noise, HEADS[round % 6], HEAD_BYTES[round % 6]);
        tsri_photo photo;
        tsr_error err = {0};
        const tsri_decode_params params = check_params();
        const tsr_status st = tsri_photo_decode(noise, sizeof noise, &params, &photo, &err);
        ck_assert_msg(st == TSR_E_FORMAT || st == TSR_E_UNSUPPORTED || st == TSR_E_LIMIT, "%s: %s", tsr_status_name(st),
                      err.message);
        ck_assert(err.message[0] != 0);
    }
}
END_TEST

START_TEST(errors_may_be_left_out)
{
    tsri_photo photo;
    const tsri_decode_params params = check_params();
    ck_assert_int_eq(tsri_photo_decode((const uint8_t *)"GIF89a", 6, &params, &photo, NULL), TSR_E_UNSUPPORTED);
    ck_assert_int_eq(tsri_photo_decode((const uint8_t *)"\xFF\xD8\xFF", 3, &params, &photo, NULL), TSR_E_FORMAT);
}
END_TEST

START_TEST(limits_and_their_defaults)
{
    tsr_limits limits = tsri_limits_default((tsr_limits){.max_pixels = 5, .max_side_px = 3});
    ck_assert_uint_eq(limits.max_pixels, 5);
    ck_assert_int_eq(limits.max_side_px, 3);
    ck_assert_uint_eq(limits.max_file_bytes, (uint64_t)512 << 20);
    ck_assert_uint_eq(limits.max_decoded_bytes, (uint64_t)1 << 30);
    ck_assert_uint_eq(limits.max_pages, 1000);
    tsr_error err;
    ck_assert_int_eq(tsri_check_size(&limits, 2, 2, 3, &err), TSR_OK);
    ck_assert_int_eq(tsri_check_size(&limits, 2, 3, 3, &err), TSR_E_LIMIT);
    ck_assert_str_eq(err.message, "image of 2 x 3 px is over the limit of 5 px");
    ck_assert_int_eq(tsri_check_size(&limits, 4, 1, 3, &err), TSR_E_LIMIT);
    ck_assert_str_eq(err.message, "image of 4 x 1 px is over the limit of 3 px a side");
    ck_assert_int_eq(tsri_check_size(&limits, 0, 1, 3, &err), TSR_E_FORMAT);
    ck_assert_int_eq(tsri_check_size(&limits, UINT64_MAX, UINT64_MAX, 3, &err), TSR_E_LIMIT);
    limits = tsri_limits_default((tsr_limits){.max_decoded_bytes = 100});
    ck_assert_int_eq(tsri_check_size(&limits, 10, 10, 1, &err), TSR_OK);
    ck_assert_int_eq(tsri_check_size(&limits, 10, 10, 2, &err), TSR_E_LIMIT);
    ck_assert_str_eq(err.message, "image of 10 x 10 px at 2 bytes a pixel is over the limit of 100 bytes");
}
END_TEST

START_TEST(files_over_the_limit)
{
    made_image image = pattern_image(0, 3, pixels);
    made_file file = make_png(&image, NULL);
    tsri_decode_params params = check_params();
    params.limits.max_file_bytes = file.size_bytes - 1;
    decode_bad(file, &params, TSR_E_LIMIT, "bytes is over the limit of");
    params.limits.max_file_bytes = file.size_bytes;
    tsri_photo photo = decode_good(file, &params);
    tsri_photo_release(&photo);
    tsri_photo_release(&photo); /* fine on a released one */
    made_file_release(&file);
}
END_TEST

START_TEST(pages_of_formats_without_pages)
{
    made_image image = pattern_image(0, 3, pixels);
    made_file file = make_jpeg(&image, NULL);
    tsri_decode_params params = check_params();
    params.page = 1;
    decode_bad(file, &params, TSR_E_UNSUPPORTED, "page 1 of a file that has pages 0 to 0");
    made_file_release(&file);
}
END_TEST

START_TEST(one_pixel)
{
    const uint8_t pixel[3] = {200, 100, 50};
    const made_image image = {.width_px = 1, .height_px = 1, .channels = 3, .pixels = pixel};
    made_file files[] = {make_jpeg(&image, &(jpeg_options){.quality = 100}), make_png(&image, NULL),
                         make_tiff(&image, 1, &(tiff_options){.photometric = 2}), make_webp(&image, true)};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        tsri_decode_params params = check_params();
        params.wanted_long_side_px = 1024;
        tsri_photo photo = decode_good(files[i], &params);
        ck_assert_int_eq(photo.width_px, 1);
        check_pixel(&photo, 0, 0, 200, 100, 50, 2);
        tsri_photo_release(&photo);
        made_file_release(&files[i]);
    }
}
END_TEST

START_TEST(thin_pictures_keep_a_row)
{
    uint8_t line[4000 * 3];
    memset(line, 90, sizeof line);
    const made_image image = {.width_px = 4000, .height_px = 1, .channels = 3, .pixels = line};
    made_file files[] = {make_jpeg(&image, NULL), make_webp(&image, true)};
    for (size_t i = 0; i < 2; i++) {
        tsri_decode_params params = check_params();
        params.wanted_long_side_px = 100;
        tsri_photo photo = decode_good(files[i], &params);
        ck_assert_int_eq(photo.width_px, 4000);
        ck_assert_int_eq(photo.rgb.height_px, 1);
        check_pixel(&photo, 0, 0, 90, 90, 90, 2);
        tsri_photo_release(&photo);
        made_file_release(&files[i]);
    }
}
END_TEST

START_TEST(library_text_becomes_a_line_of_ours)
{
    char line[12];
    tsri_library_text("Bad Value. \n", line, sizeof line);
    ck_assert_str_eq(line, "bad value");
    tsri_library_text("Much too long for it", line, sizeof line);
    ck_assert_str_eq(line, "much too lo");
    tsri_library_text(NULL, line, sizeof line);
    ck_assert_str_eq(line, "");
}
END_TEST

enum { THREAD_COUNT = 4, THREAD_ROUNDS = 10, FILE_COUNT = 6 };

/* Each thread decodes every file and compares with what one thread alone had got. */
typedef struct thread_job {
    const made_file *files;
    const tsri_photo *expected;
    int differences;
} thread_job;

static void *decode_in_thread(void *user)
{
    thread_job *job = user;
    const tsri_decode_params params = check_params();
    for (int i = 0; i < THREAD_ROUNDS * FILE_COUNT; i++) {
        const made_file file = job->files[i % FILE_COUNT];
        const tsri_image *expected = &job->expected[i % FILE_COUNT].rgb;
        tsri_photo photo;
        if (tsri_photo_decode(file.data, file.size_bytes, &params, &photo, NULL) != TSR_OK ||
            memcmp(photo.rgb.data, expected->data, (size_t)expected->width_px * (size_t)expected->height_px * 3) != 0) {
            job->differences++;
        }
        tsri_photo_release(&photo);
    }
    return NULL;
}

START_TEST(threads_get_the_same_pixels)
{
    const made_image image = pattern_image(6, 3, pixels);
    made_file files[FILE_COUNT] = {make_jpeg(&image, NULL),
                                   make_png(&image, NULL),
                                   make_tiff(&image, 1, &(tiff_options){.photometric = 2, .compression = 5}),
                                   make_webp(&image, false),
                                   made_file_load(TSR_TEST_DATA "/heic/pattern_6.heic"),
                                   made_file_load(TSR_TEST_DATA "/heic/profile.heic")};
    tsri_photo expected[FILE_COUNT];
    for (int i = 0; i < FILE_COUNT; i++) {
        expected[i] = decode_good(files[i], NULL);
    }
    pthread_t threads[THREAD_COUNT];
    thread_job jobs[THREAD_COUNT];
    for (int i = 0; i < THREAD_COUNT; i++) {
        jobs[i] = (thread_job){files, expected, 0};
        ck_assert_int_eq(pthread_create(&threads[i], NULL, decode_in_thread, &jobs[i]), 0);
    }
    for (int i = 0; i < THREAD_COUNT; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        ck_assert_int_eq(jobs[i].differences, 0);
    }
    for (int i = 0; i < FILE_COUNT; i++) {
        tsri_photo_release(&expected[i]);
        made_file_release(&files[i]);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("decode");
    tcase_add_test(tcase, formats_are_told_by_content);
    tcase_add_test(tcase, formats_have_names);
    tcase_add_test(tcase, nothing_and_noise);
    tcase_add_test(tcase, errors_may_be_left_out);
    tcase_add_test(tcase, limits_and_their_defaults);
    tcase_add_test(tcase, files_over_the_limit);
    tcase_add_test(tcase, pages_of_formats_without_pages);
    tcase_add_test(tcase, one_pixel);
    tcase_add_test(tcase, thin_pictures_keep_a_row);
    tcase_add_test(tcase, threads_get_the_same_pixels);
    tcase_add_test(tcase, library_text_becomes_a_line_of_ours);
    return run_tcase("image_decode", tcase);
}
