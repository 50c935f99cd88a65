/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "support/image_check.h"

static uint8_t pixels[PATTERN_BYTES];

START_TEST(orientation_is_applied)
{
    made_image image = pattern_image(_i, 3, pixels);
    for (int behind = 0; behind < 2; behind++) {
        const png_options options = {.exif_behind = behind == 1};
        made_file file = make_png(&image, &options);
        tsri_photo photo = decode_good(file, NULL);
        check_pattern(&photo, 3, 0);
        ck_assert_int_eq(photo.format, TSRI_FORMAT_PNG);
        tsri_photo_release(&photo);
        made_file_release(&file);
    }
}
END_TEST

START_TEST(gray_and_interlaced)
{
    for (int channels = 1; channels <= 4; channels += channels == 1 ? 2 : 1) {
        made_image image = pattern_image(1, channels, pixels);
        const png_options options = {.interlaced = _i == 1};
        made_file file = make_png(&image, &options);
        tsri_photo photo = decode_good(file, NULL);
        check_pattern(&photo, channels, 0);
        tsri_photo_release(&photo);
        made_file_release(&file);
    }
}
END_TEST

/* A one-row picture of the given samples, and the colours it must give. */
static void check_row(const made_image *image, const png_options *options, const uint8_t expected[][3])
{
    made_file file = make_png(image, options);
    tsri_photo photo = decode_good(file, NULL);
    ck_assert_int_eq(photo.width_px, image->width_px);
    for (int32_t x = 0; x < image->width_px; x++) {
        check_pixel(&photo, x, 0, expected[x][0], expected[x][1], expected[x][2], 0);
    }
    tsri_photo_release(&photo);
    made_file_release(&file);
}

START_TEST(gray_of_every_depth)
{
    const uint8_t one[] = {0x60}, two[] = {0x1B}, four[] = {0x0F, 0x37};
    const uint8_t sixteen[] = {0, 0, 0x80, 0x80, 0x12, 0x34, 0xFF, 0xFF};
    check_row(&(made_image){.width_px = 4, .height_px = 1, .channels = 1, .pixels = one}, &(png_options){.bits = 1},
              (const uint8_t[][3]){{0, 0, 0}, {255, 255, 255}, {255, 255, 255}, {0, 0, 0}});
    check_row(&(made_image){.width_px = 4, .height_px = 1, .channels = 1, .pixels = two}, &(png_options){.bits = 2},
              (const uint8_t[][3]){{0, 0, 0}, {85, 85, 85}, {170, 170, 170}, {255, 255, 255}});
    check_row(&(made_image){.width_px = 4, .height_px = 1, .channels = 1, .pixels = four}, &(png_options){.bits = 4},
              (const uint8_t[][3]){{0, 0, 0}, {255, 255, 255}, {51, 51, 51}, {119, 119, 119}});
    check_row(&(made_image){.width_px = 4, .height_px = 1, .channels = 1, .pixels = sixteen}, &(png_options){.bits = 16},
              (const uint8_t[][3]){{0, 0, 0}, {128, 128, 128}, {18, 18, 18}, {255, 255, 255}});
}
END_TEST

START_TEST(sixteen_bit_colour_and_alpha)
{
    const uint8_t rgba[] = {0xFF, 0xFF, 0, 0, 0x80, 0x80, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0x80, 0x80};
    check_row(&(made_image){.width_px = 2, .height_px = 1, .channels = 4, .pixels = rgba}, &(png_options){.bits = 16},
              (const uint8_t[][3]){{255, 0, 128}, {127, 127, 127}});
}
END_TEST

START_TEST(palette_with_alpha)
{
    const uint8_t rgb[] = {10, 20, 30, 200, 100, 50, 0, 0, 0}, alpha[] = {255, 0, 51};
    const uint8_t indices[] = {0x18}; /* 0 1 2 0 in 2 bits each */
    const png_options options = {
        .bits = 2, .palette = true, .palette_rgb = rgb, .palette_count = 3, .palette_alpha = alpha, .alpha_count = 3};
    check_row(&(made_image){.width_px = 4, .height_px = 1, .channels = 1, .pixels = indices}, &options,
              (const uint8_t[][3]){{10, 20, 30}, {255, 255, 255}, {204, 204, 204}, {10, 20, 30}});
}
END_TEST

START_TEST(one_transparent_colour)
{
    const uint8_t rgb[] = {1, 2, 3, 4, 5, 6};
    const uint16_t key[] = {4, 5, 6};
    check_row(&(made_image){.width_px = 2, .height_px = 1, .channels = 3, .pixels = rgb}, &(png_options){.key = key},
              (const uint8_t[][3]){{1, 2, 3}, {255, 255, 255}});
    const uint8_t gray[] = {7, 9};
    const uint16_t gray_key[] = {7};
    check_row(&(made_image){.width_px = 2, .height_px = 1, .channels = 1, .pixels = gray}, &(png_options){.key = gray_key},
              (const uint8_t[][3]){{255, 255, 255}, {9, 9, 9}});
}
END_TEST

START_TEST(gray_with_alpha)
{
    const uint8_t gray[] = {100, 255, 100, 0, 0, 102};
    check_row(&(made_image){.width_px = 3, .height_px = 1, .channels = 2, .pixels = gray}, NULL,
              (const uint8_t[][3]){{100, 100, 100}, {255, 255, 255}, {153, 153, 153}});
}
END_TEST

START_TEST(cut_off_is_an_error_at_any_length)
{
    made_image image = pattern_image(6, 3, pixels);
    made_file file = make_png(&image, &(png_options){.interlaced = _i == 1});
    check_truncation(file, 1);
    decode_bad((made_file){file.data, file.size_bytes - 30}, NULL, TSR_E_FORMAT, "png ends early");
    made_file_release(&file);
}
END_TEST

START_TEST(size_meets_the_limits_first)
{
    made_image image = pattern_image(0, 1, pixels);
    made_file file = make_png(&image, NULL);
    const uint8_t huge[8] = {0, 0, 30000 >> 8, 30000 & 255, 0, 0, 30000 >> 8, 30000 & 255};
    memcpy(file.data + 16, huge, 8);
    decode_bad(file, NULL, TSR_E_LIMIT, "image of 30000 x 30000 px is over the limit of 200000000 px");
    const uint8_t wide[8] = {0, 1, 0, 0, 0, 0, 0, 1};
    memcpy(file.data + 16, wide, 8);
    decode_bad(file, NULL, TSR_E_LIMIT, "px a side");
    memset(file.data + 16, 0, 8);
    decode_bad(file, NULL, TSR_E_FORMAT, "image of 0 x 0 px has no pixels");
    made_file_release(&file);
}
END_TEST

START_TEST(a_damaged_checksum_is_an_error)
{
    made_image image = pattern_image(0, 3, pixels);
    made_file file = make_png(&image, NULL);
    file.data[file.size_bytes - 14] ^= 1; /* in the checksum of the pixels */
    decode_bad(file, NULL, TSR_E_FORMAT, "png: idat: crc error");
    made_file_release(&file);
}
END_TEST

START_TEST(flipped_bits_and_failing_memory)
{
    made_image image = pattern_image(6, _i ? 4 : 1, pixels);
    made_file file = make_png(&image, NULL);
    check_bit_flips(file, 500);
    check_failing_memory(file);
    made_file_release(&file);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("png");
    tcase_add_loop_test(tcase, orientation_is_applied, 0, 9);
    tcase_add_loop_test(tcase, gray_and_interlaced, 0, 2);
    tcase_add_test(tcase, gray_of_every_depth);
    tcase_add_test(tcase, sixteen_bit_colour_and_alpha);
    tcase_add_test(tcase, palette_with_alpha);
    tcase_add_test(tcase, one_transparent_colour);
    tcase_add_test(tcase, gray_with_alpha);
    tcase_add_loop_test(tcase, cut_off_is_an_error_at_any_length, 0, 2);
    tcase_add_test(tcase, size_meets_the_limits_first);
    tcase_add_test(tcase, a_damaged_checksum_is_an_error);
    tcase_add_loop_test(tcase, flipped_bits_and_failing_memory, 0, 2);
    return run_tcase("image_png", tcase);
}
