/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include <png.h>

#include "support/image_files.h"

static void append(png_structp png, png_bytep bytes, size_t count)
{
    made_file_append(png_get_io_ptr(png), bytes, count);
}

static void flush_nothing(png_structp png)
{
    (void)png;
}

static void write_transparency(png_structp png, png_infop info, const made_image *image, const png_options *options)
{
    if (options->palette) {
        png_color palette[256];
        for (int i = 0; i < options->palette_count; i++) {
            const uint8_t *rgb = options->palette_rgb + 3 * i;
            palette[i] = (png_color){rgb[0], rgb[1], rgb[2]};
        }
        png_set_PLTE(png, info, palette, options->palette_count);
        if (options->palette_alpha) {
            png_set_tRNS(png, info, options->palette_alpha, options->alpha_count, NULL);
        }
    } else if (options->key) {
        const uint16_t *key = options->key;
        png_color_16 value = {.gray = key[0], .red = key[0]};
        if (image->channels == 3) {
            value.green = key[1];
            value.blue = key[2];
        }
        png_set_tRNS(png, info, NULL, 0, &value);
    }
}

static void write_rows(png_structp png, const made_image *image, int bits)
{
    const size_t row_bytes = ((size_t)image->width_px * (size_t)image->channels * (size_t)bits + 7) / 8;
    png_bytepp rows = calloc((size_t)image->height_px, sizeof *rows);
    if (!rows) {
        abort();
    }
    for (int32_t y = 0; y < image->height_px; y++) {
        rows[y] = (png_bytep)(uintptr_t)(image->pixels + (size_t)y * row_bytes);
    }
    png_write_image(png, rows);
    free(rows);
}

made_file make_png(const made_image *image, const png_options *options)
{
    static const png_options NONE;
    static const int COLOURS[] = {0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                  PNG_COLOR_TYPE_RGB_ALPHA};
    options = options ? options : &NONE;
    const int bits = options->bits ? options->bits : 8;
    made_file file = {0}, exif = {0};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_infop end_info = png_create_info_struct(png);
    png_set_write_fn(png, &file, append, flush_nothing);
    png_set_IHDR(png, info, (png_uint_32)image->width_px, (png_uint_32)image->height_px, bits,
                 options->palette ? PNG_COLOR_TYPE_PALETTE : COLOURS[image->channels],
                 options->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    write_transparency(png, info, image, options);
    if (image->icc) {
        png_set_iCCP(png, info, "test", PNG_COMPRESSION_TYPE_BASE, image->icc, (png_uint_32)image->icc_bytes);
    }
    if (image->orientation) {
        exif = make_exif(image->orientation, image->orientation % 2 == 0);
        png_set_eXIf_1(png, options->exif_behind ? end_info : info, (png_uint_32)exif.size_bytes, exif.data);
    }
    png_write_info(png, info);
    write_rows(png, image, bits);
    png_write_end(png, options->exif_behind ? end_info : info);
    png_destroy_info_struct(png, &end_info);
    png_destroy_write_struct(&png, &info);
    made_file_release(&exif);
    return file;
}
