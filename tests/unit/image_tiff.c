/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include <tiffio.h>

#include "image/tiff_pages.h"
#include "support/image_check.h"

static uint8_t pixels[PATTERN_BYTES];

static void check_kind(const made_image *image, const tiff_options *options, int32_t channels, int tolerance)
{
    made_file file = make_tiff(image, 1, options);
    tsri_photo photo = decode_good(file, NULL);
    check_pattern(&photo, channels, tolerance);
    ck_assert_int_eq(photo.format, TSRI_FORMAT_TIFF);
    tsri_photo_release(&photo);
    made_file_release(&file);
}

START_TEST(orientation_is_applied)
{
    made_image image = pattern_image(_i, 3, pixels);
    check_kind(&image, &(tiff_options){.photometric = PHOTOMETRIC_RGB}, 3, 0);
}
END_TEST

static const tiff_options CONTAINERS[] = {
    {.photometric = PHOTOMETRIC_RGB, .compression = COMPRESSION_LZW, .predictor = PREDICTOR_HORIZONTAL},
    {.photometric = PHOTOMETRIC_RGB, .compression = COMPRESSION_ADOBE_DEFLATE, .predictor = PREDICTOR_HORIZONTAL},
    {.photometric = PHOTOMETRIC_RGB, .compression = COMPRESSION_PACKBITS, .rows_per_strip = 1},
    {.photometric = PHOTOMETRIC_RGB, .rows_per_strip = 32},
    {.photometric = PHOTOMETRIC_RGB, .tile_px = 32},
    {.photometric = PHOTOMETRIC_RGB, .tile_px = 16, .compression = COMPRESSION_LZW},
    {.photometric = PHOTOMETRIC_RGB, .big_tiff = true},
    {.photometric = PHOTOMETRIC_RGB, .big_tiff = true, .big_endian = true},
    {.photometric = PHOTOMETRIC_RGB, .big_endian = true},
};

START_TEST(every_container)
{
    made_image image = pattern_image(1, 3, pixels);
    check_kind(&image, &CONTAINERS[_i], 3, 0);
}
END_TEST

START_TEST(jpeg_inside)
{
    made_image image = pattern_image(1, 3, pixels);
    check_kind(&image, &(tiff_options){.photometric = PHOTOMETRIC_YCBCR, .compression = COMPRESSION_JPEG, .rows_per_strip = 16},
               3, 4);
    check_kind(&image, &(tiff_options){.photometric = PHOTOMETRIC_YCBCR, .compression = COMPRESSION_JPEG, .tile_px = 16}, 3, 4);
    check_kind(&image, &(tiff_options){.photometric = PHOTOMETRIC_RGB, .compression = COMPRESSION_JPEG, .rows_per_strip = 16}, 3,
               4);
    image = pattern_image(1, 1, pixels);
    check_kind(&image,
               &(tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .compression = COMPRESSION_JPEG, .rows_per_strip = 16}, 1,
               4);
}
END_TEST

START_TEST(planes_in_strips_and_tiles)
{
    uint8_t planes[PATTERN_BYTES];
    made_image image = pattern_image(1, 3, pixels);
    const size_t count = (size_t)image.width_px * (size_t)image.height_px;
    for (size_t i = 0; i < 3 * count; i++) {
        planes[i % 3 * count + i / 3] = pixels[i];
    }
    image.pixels = planes;
    check_kind(&image, &(tiff_options){.photometric = PHOTOMETRIC_RGB, .planar = true}, 3, 0);
    check_kind(&image, &(tiff_options){.photometric = PHOTOMETRIC_RGB, .planar = true, .tile_px = 32}, 3, 0);
}
END_TEST

/* A one-row picture, and the colours it must give. */
static void check_row(const made_image *image, const tiff_options *options, const uint8_t expected[][3])
{
    made_file file = make_tiff(image, 1, options);
    tsri_photo photo = decode_good(file, NULL);
    ck_assert_int_eq(photo.width_px, image->width_px);
    for (int32_t x = 0; x < image->width_px; x++) {
        check_pixel(&photo, x, 0, expected[x][0], expected[x][1], expected[x][2], 0);
    }
    tsri_photo_release(&photo);
    made_file_release(&file);
}

static made_image row_of(int32_t width_px, int32_t channels, const void *samples)
{
    return (made_image){.width_px = width_px, .height_px = 1, .channels = channels, .pixels = samples};
}

START_TEST(gray_of_every_width)
{
    const uint8_t bits[] = {0x60}, eight[] = {0, 255, 128};
    const uint16_t sixteen[] = {0, 65535, 0x8080, 128};
    const uint32_t thirty_two[] = {0, UINT32_MAX, 0x80000000};
    made_image image = row_of(4, 1, bits);
    check_row(&image, &(tiff_options){.bits = 1, .photometric = PHOTOMETRIC_MINISBLACK},
              (const uint8_t[][3]){{0, 0, 0}, {255, 255, 255}, {255, 255, 255}, {0, 0, 0}});
    check_row(&image, &(tiff_options){.bits = 1, .photometric = PHOTOMETRIC_MINISWHITE},
              (const uint8_t[][3]){{255, 255, 255}, {0, 0, 0}, {0, 0, 0}, {255, 255, 255}});
    check_row(&image, &(tiff_options){.bits = 1, .photometric = PHOTOMETRIC_MINISWHITE, .compression = COMPRESSION_CCITTFAX4},
              (const uint8_t[][3]){{255, 255, 255}, {0, 0, 0}, {0, 0, 0}, {255, 255, 255}});
    image = row_of(2, 1, (const uint8_t[]){0x3C});
    check_row(&image, &(tiff_options){.bits = 4, .photometric = PHOTOMETRIC_MINISBLACK},
              (const uint8_t[][3]){{51, 51, 51}, {204, 204, 204}});
    image = row_of(3, 1, eight);
    check_row(&image, &(tiff_options){.photometric = PHOTOMETRIC_MINISWHITE},
              (const uint8_t[][3]){{255, 255, 255}, {0, 0, 0}, {127, 127, 127}});
    image = row_of(4, 1, sixteen);
    check_row(&image, &(tiff_options){.bits = 16, .photometric = PHOTOMETRIC_MINISBLACK, .big_endian = true},
              (const uint8_t[][3]){{0, 0, 0}, {255, 255, 255}, {128, 128, 128}, {0, 0, 0}});
    image = row_of(3, 1, thirty_two);
    check_row(&image, &(tiff_options){.bits = 32, .photometric = PHOTOMETRIC_MINISBLACK},
              (const uint8_t[][3]){{0, 0, 0}, {255, 255, 255}, {128, 128, 128}});
}
END_TEST

START_TEST(floats_are_clamped)
{
    const float values[] = {0, 1, 0.5f, -3, 7, 0.2f, __builtin_nanf(""), __builtin_inff(), 1};
    const double doubles[] = {0.4, 1e300, -1e300};
    made_image image = row_of(3, 3, values);
    const tiff_options options = {.bits = 32, .sample_format = SAMPLEFORMAT_IEEEFP, .photometric = PHOTOMETRIC_RGB};
    check_row(&image, &options, (const uint8_t[][3]){{0, 255, 128}, {0, 255, 51}, {0, 255, 255}});
    image = row_of(1, 3, doubles);
    const tiff_options wide = {.bits = 64, .sample_format = SAMPLEFORMAT_IEEEFP, .photometric = PHOTOMETRIC_RGB};
    check_row(&image, &wide, (const uint8_t[][3]){{102, 255, 0}});
}
END_TEST

START_TEST(sixteen_bit_colour)
{
    const uint16_t rgb[] = {65535, 0, 257 * 40, 129, 128, 65406};
    made_image image = row_of(2, 3, rgb);
    const tiff_options options = {
        .bits = 16, .photometric = PHOTOMETRIC_RGB, .compression = COMPRESSION_ADOBE_DEFLATE, .predictor = PREDICTOR_HORIZONTAL};
    check_row(&image, &options, (const uint8_t[][3]){{255, 0, 40}, {1, 0, 254}});
}
END_TEST

START_TEST(inks)
{
    const uint8_t ink[] = {51, 102, 153, 0, 0, 0, 0, 255};
    made_image image = row_of(2, 4, ink);
    check_row(&image, &(tiff_options){.photometric = PHOTOMETRIC_SEPARATED}, (const uint8_t[][3]){{204, 153, 102}, {0, 0, 0}});
    const uint16_t wide[] = {257 * 51, 257 * 102, 257 * 153, 0};
    image = row_of(1, 4, wide);
    check_row(&image, &(tiff_options){.bits = 16, .photometric = PHOTOMETRIC_SEPARATED}, (const uint8_t[][3]){{204, 153, 102}});
}
END_TEST

START_TEST(alpha_of_both_kinds)
{
    const uint8_t rgba[] = {100, 200, 50, 51, 0, 0, 0, 0, 9, 8, 7, 255};
    made_image image = row_of(3, 4, rgba);
    check_row(&image, &(tiff_options){.photometric = PHOTOMETRIC_RGB, .extra = EXTRASAMPLE_UNASSALPHA},
              (const uint8_t[][3]){{224, 244, 214}, {255, 255, 255}, {9, 8, 7}});
    const uint8_t associated[] = {20, 40, 10, 51, 0, 0, 0, 0, 9, 8, 7, 255};
    image = row_of(3, 4, associated);
    check_row(&image, &(tiff_options){.photometric = PHOTOMETRIC_RGB, .extra = EXTRASAMPLE_ASSOCALPHA},
              (const uint8_t[][3]){{224, 244, 214}, {255, 255, 255}, {9, 8, 7}});
    const uint8_t gray[] = {100, 51, 30, 255};
    image = row_of(2, 2, gray);
    check_row(&image, &(tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .extra = EXTRASAMPLE_UNASSALPHA},
              (const uint8_t[][3]){{224, 224, 224}, {30, 30, 30}});
    const uint8_t planes[] = {100, 9, 200, 8, 50, 7, 51, 255};
    image = row_of(2, 4, planes);
    check_row(&image, &(tiff_options){.photometric = PHOTOMETRIC_RGB, .extra = EXTRASAMPLE_UNASSALPHA, .planar = true},
              (const uint8_t[][3]){{224, 244, 214}, {9, 8, 7}});
}
END_TEST

START_TEST(palettes)
{
    uint16_t wide[768] = {[0] = 257 * 9, [1] = 65535, [256] = 257 * 8, [512] = 257 * 7};
    uint16_t narrow[768] = {[0] = 9, [1] = 255, [256] = 8, [512] = 7};
    const uint8_t indices[] = {0, 1, 1};
    made_image image = row_of(3, 1, indices);
    const uint8_t expected[][3] = {{9, 8, 7}, {255, 0, 0}, {255, 0, 0}};
    check_row(&image, &(tiff_options){.photometric = PHOTOMETRIC_PALETTE, .palette = wide}, expected);
    check_row(&image, &(tiff_options){.photometric = PHOTOMETRIC_PALETTE, .palette = narrow}, expected);
    image = row_of(3, 1, (const uint8_t[]){0x60});
    check_row(&image, &(tiff_options){.bits = 1, .photometric = PHOTOMETRIC_PALETTE, .palette = wide}, expected);
}
END_TEST

START_TEST(kinds_left_to_libtiff)
{
    const uint8_t lab[] = {0, 0, 0, 255, 0, 0}; /* L*, a*, b*: black and white */
    made_image image = row_of(2, 3, lab);
    made_file file = make_tiff(&image, 1, &(tiff_options){.photometric = PHOTOMETRIC_CIELAB});
    tsri_photo photo = decode_good(file, NULL);
    check_pixel(&photo, 0, 0, 0, 0, 0, 0);
    check_pixel(&photo, 1, 0, 255, 255, 255, 40); /* libtiff keeps the yellow of D50 */
    tsri_photo_release(&photo);
    made_file_release(&file);
}
END_TEST

START_TEST(kinds_that_are_not_read)
{
    const int16_t values[16] = {0};
    made_image image = row_of(2, 1, values);
    made_file file = make_tiff(
        &image, 1, &(tiff_options){.bits = 16, .sample_format = SAMPLEFORMAT_INT, .photometric = PHOTOMETRIC_MINISBLACK});
    decode_bad(file, NULL, TSR_E_UNSUPPORTED, "16-bit samples in format 2");
    made_file_release(&file);
    file = make_tiff(&image, 1, &(tiff_options){.bits = 16, .photometric = PHOTOMETRIC_ICCLAB});
    decode_bad(file, NULL, TSR_E_UNSUPPORTED, "photometric kind 9");
    made_file_release(&file);
    image.channels = 2;
    file = make_tiff(&image, 1, &(tiff_options){.photometric = PHOTOMETRIC_RGB});
    decode_bad(file, NULL, TSR_E_UNSUPPORTED, "2 samples a pixel");
    made_file_release(&file);
}
END_TEST

START_TEST(pages_are_counted)
{
    uint8_t second[PATTERN_BYTES];
    made_image images[2] = {row_of(2, 1, (const uint8_t[]){1, 2}), pattern_image(6, 3, second)};
    made_file file = make_tiff(images, 1, &(tiff_options){.photometric = PHOTOMETRIC_MINISBLACK});
    made_file_release(&file);
    images[0] = pattern_image(1, 3, pixels);
    file = make_tiff(images, 2, &(tiff_options){.photometric = PHOTOMETRIC_RGB});
    tsri_decode_params params = check_params();
    for (params.page = 0; params.page < 2; params.page++) {
        tsri_photo photo = decode_good(file, &params);
        check_pattern(&photo, 3, 0);
        tsri_photo_release(&photo);
    }
    decode_bad(file, &params, TSR_E_UNSUPPORTED, "page 2 of a tiff that has pages 0 to 1");
    params.page = 0;
    params.limits.max_pages = 1;
    decode_bad(file, &params, TSR_E_LIMIT, "more than 1 pages");
    made_file_release(&file);
}
END_TEST

/* A chain of directories without entries, each linked to the next; the last to `last`. */
static made_file chain_of(uint32_t count, uint32_t last)
{
    made_file file = {0};
    made_file_append(&file, (const uint8_t[]){'I', 'I', 42, 0, 8, 0, 0, 0}, 8);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t next = i + 1 < count ? 8 + 6 * (i + 1) : last;
        const uint8_t directory[6] = {0, 0, (uint8_t)next, (uint8_t)(next >> 8), (uint8_t)(next >> 16), (uint8_t)(next >> 24)};
        made_file_append(&file, directory, sizeof directory);
    }
    return file;
}

START_TEST(chains_of_pages_end)
{
    uint32_t count = 0;
    for (uint32_t pages = 1; pages < 40; pages++) {
        made_file file = chain_of(pages, 0);
        ck_assert_int_eq(tsri_tiff_count_pages(file.data, file.size_bytes, 1000, &count, NULL), TSR_OK);
        ck_assert_uint_eq(count, pages);
        made_file_release(&file);
        file = chain_of(pages, 1000000); /* a link out of the file */
        ck_assert_int_eq(tsri_tiff_count_pages(file.data, file.size_bytes, 1000, &count, NULL), TSR_OK);
        ck_assert_uint_eq(count, pages);
        made_file_release(&file);
        for (uint32_t back = 0; back < pages; back++) {
            file = chain_of(pages, 8 + 6 * back);
            tsr_error err;
            ck_assert_int_eq(tsri_tiff_count_pages(file.data, file.size_bytes, 1000, &count, &err), TSR_E_FORMAT);
            ck_assert_ptr_nonnull(strstr(err.message, "form a loop"));
            made_file_release(&file);
        }
    }
}
END_TEST

START_TEST(cut_off_is_an_error_at_any_length)
{
    made_image image = pattern_image(6, 3, pixels);
    made_file file = make_tiff(&image, 1, &CONTAINERS[_i]);
    check_truncation(file, 7);
    made_file_release(&file);
}
END_TEST

START_TEST(missing_pixels_are_an_error)
{
    made_image image = pattern_image(0, 3, pixels);
    made_file file = make_tiff(&image, 1, &(tiff_options){.photometric = PHOTOMETRIC_RGB, .compression = COMPRESSION_LZW});
    memset(file.data + 200, 0, 60);
    decode_bad(file, NULL, TSR_E_FORMAT, "tiff is damaged or ends early");
    made_file_release(&file);
}
END_TEST

/* Where the value of a SHORT or LONG tag of a little-endian file stands. */
static uint8_t *tag_value(made_file file, uint16_t tag)
{
    const uint8_t *at = file.data + 4;
    const size_t directory = at[0] | (size_t)at[1] << 8 | (size_t)at[2] << 16;
    const size_t count = file.data[directory] | (size_t)file.data[directory + 1] << 8;
    for (size_t i = 0; i < count; i++) {
        uint8_t *entry = file.data + directory + 2 + 12 * i;
        if ((entry[0] | entry[1] << 8) == tag) {
            return entry + 8;
        }
    }
    ck_abort_msg("no tag %u", tag);
    return NULL;
}

START_TEST(size_meets_the_limits_first)
{
    made_image image = pattern_image(0, 1, pixels);
    made_file file = make_tiff(&image, 1, &(tiff_options){.photometric = PHOTOMETRIC_MINISBLACK});
    const uint8_t huge[2] = {30000 & 255, 30000 >> 8};
    memcpy(tag_value(file, TIFFTAG_IMAGEWIDTH), huge, 2);
    memcpy(tag_value(file, TIFFTAG_IMAGELENGTH), huge, 2);
    decode_bad(file, NULL, TSR_E_LIMIT, "image of 30000 x 30000 px is over the limit of 200000000 px");
    memset(tag_value(file, TIFFTAG_IMAGEWIDTH), 0, 2);
    decode_bad(file, NULL, TSR_E_FORMAT, "");
    made_file_release(&file);
}
END_TEST

START_TEST(blocks_meet_the_limits_first)
{
    made_image image = pattern_image(0, 1, pixels);
    made_file file = make_tiff(&image, 1, &(tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .tile_px = 64});
    const uint8_t huge[2] = {0, 0xC0}; /* 49152 px */
    memcpy(tag_value(file, TIFFTAG_TILEWIDTH), huge, 2);
    memcpy(tag_value(file, TIFFTAG_TILELENGTH), huge, 2);
    decode_bad(file, NULL, TSR_E_LIMIT, "tiff block of 2415919104 bytes is over the limit");
    made_file_release(&file);
}
END_TEST

START_TEST(flipped_bits_and_failing_memory)
{
    made_image image = pattern_image(6, 3, pixels);
    made_file file = make_tiff(&image, 1, &CONTAINERS[_i]);
    check_bit_flips(file, 300);
    check_failing_memory(file);
    made_file_release(&file);
}
END_TEST

int main(void)
{
    const int containers = sizeof CONTAINERS / sizeof *CONTAINERS;
    TCase *tcase = tcase_create("tiff");
    tcase_add_loop_test(tcase, orientation_is_applied, 0, 9);
    tcase_add_loop_test(tcase, every_container, 0, containers);
    tcase_add_test(tcase, jpeg_inside);
    tcase_add_test(tcase, planes_in_strips_and_tiles);
    tcase_add_test(tcase, gray_of_every_width);
    tcase_add_test(tcase, floats_are_clamped);
    tcase_add_test(tcase, sixteen_bit_colour);
    tcase_add_test(tcase, inks);
    tcase_add_test(tcase, alpha_of_both_kinds);
    tcase_add_test(tcase, palettes);
    tcase_add_test(tcase, kinds_left_to_libtiff);
    tcase_add_test(tcase, kinds_that_are_not_read);
    tcase_add_test(tcase, pages_are_counted);
    tcase_add_test(tcase, chains_of_pages_end);
    tcase_add_loop_test(tcase, cut_off_is_an_error_at_any_length, 0, containers);
    tcase_add_test(tcase, missing_pixels_are_an_error);
    tcase_add_test(tcase, size_meets_the_limits_first);
    tcase_add_test(tcase, blocks_meet_the_limits_first);
    tcase_add_loop_test(tcase, flipped_bits_and_failing_memory, 0, containers);
    return run_tcase("image_tiff", tcase);
}
