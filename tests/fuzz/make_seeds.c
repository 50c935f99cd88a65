/* SPDX-License-Identifier: Apache-2.0
 * Writes the first files of the corpora, and the sources of the HEIC files in tests/data: make_seeds FOLDER. The folder must hold
 * one folder for each target. Everything in them is synthetic. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/colour.h"
#include "support/image_check.h"

static void save(const char *folder, const char *name, made_file file)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *stream = fopen(path, "wb");
    if (!stream || fwrite(file.data, 1, file.size_bytes, stream) != file.size_bytes || fclose(stream) != 0) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    made_file_release(&file);
}

/* Small enough that a mutation is likely to hit something: 6 x 5 px of the known picture's colours. */
static made_image small_image(int orientation, int32_t channels, uint8_t *pixels)
{
    made_image image = pattern_image(0, channels, pixels);
    for (int32_t y = 0; y < 5; y++) {
        for (int32_t x = 0; x < 6; x++) {
            const uint8_t *from = pixels + ((y < 3 ? 0 : 31) * PATTERN_WIDTH_PX + (x < 3 ? 0 : 47)) * channels;
            memmove(pixels + (y * 6 + x) * channels, from, (size_t)channels);
        }
    }
    image.width_px = 6;
    image.height_px = 5;
    image.orientation = orientation;
    return image;
}

static void save_jpegs(const char *folder)
{
    uint8_t pixels[PATTERN_BYTES];
    const made_image rgb = small_image(6, 3, pixels);
    save(folder, "jpeg/baseline.jpg", make_jpeg(&rgb, &(jpeg_options){.subsampled = true}));
    save(folder, "jpeg/progressive.jpg", make_jpeg(&rgb, &(jpeg_options){.progressive = true}));
    const made_image gray = small_image(0, 1, pixels);
    save(folder, "jpeg/gray.jpg", make_jpeg(&gray, NULL));
    const made_image ink = small_image(0, 4, pixels);
    save(folder, "jpeg/ink.jpg", make_jpeg(&ink, &(jpeg_options){.ycck = true}));
}

static void save_pngs(const char *folder)
{
    static const uint8_t PALETTE[6] = {1, 2, 3, 200, 100, 50}, ALPHA[1] = {9};
    uint8_t pixels[PATTERN_BYTES], indices[5] = {0x50, 0xA0, 0x50, 0xA0, 0x50}, wide[6 * 5 * 2] = {0x12, 0x34};
    const made_image rgba = small_image(6, 4, pixels);
    save(folder, "png/rgba_interlaced.png", make_png(&rgba, &(png_options){.interlaced = true}));
    const made_image two_colours = {.width_px = 6, .height_px = 5, .channels = 1, .pixels = indices};
    save(folder, "png/palette.png",
         make_png(&two_colours, &(png_options){.bits = 1,
                                               .palette = true,
                                               .palette_rgb = PALETTE,
                                               .palette_count = 2,
                                               .palette_alpha = ALPHA,
                                               .alpha_count = 1}));
    const made_image gray = {.width_px = 6, .height_px = 5, .channels = 1, .pixels = wide};
    save(folder, "png/gray16.png", make_png(&gray, &(png_options){.bits = 16}));
}

static void save_tiffs(const char *folder)
{
    uint8_t pixels[PATTERN_BYTES];
    static const float FLOATS[6 * 5] = {0.5f, 1};
    const made_image rgb = small_image(6, 3, pixels);
    const made_image two[2] = {rgb, rgb};
    save(folder, "tiff/lzw.tif", make_tiff(&rgb, 1, &(tiff_options){.photometric = 2, .compression = 5, .predictor = 2}));
    save(folder, "tiff/pages.tif", make_tiff(two, 2, &(tiff_options){.photometric = 2, .compression = 32773}));
    save(folder, "tiff/tiles_planar.tif",
         make_tiff(&rgb, 1, &(tiff_options){.photometric = 2, .tile_px = 16, .planar = true, .compression = 8}));
    save(folder, "tiff/jpeg.tif", make_tiff(&rgb, 1, &(tiff_options){.photometric = 6, .compression = 7}));
    save(folder, "tiff/big.tif", make_tiff(&rgb, 1, &(tiff_options){.photometric = 2, .big_tiff = true, .big_endian = true}));
    const made_image gray = {.width_px = 6, .height_px = 5, .channels = 1, .pixels = (const uint8_t *)FLOATS};
    save(folder, "tiff/float.tif", make_tiff(&gray, 1, &(tiff_options){.bits = 32, .sample_format = 3, .photometric = 1}));
    const made_image lines = {.width_px = 6, .height_px = 5, .channels = 1, .pixels = pixels};
    save(folder, "tiff/fax.tif", make_tiff(&lines, 1, &(tiff_options){.bits = 1, .photometric = 0, .compression = 4}));
    save(folder, "tiff/lab.tif", make_tiff(&rgb, 1, &(tiff_options){.photometric = 8}));
}

static void save_webps(const char *folder)
{
    uint8_t pixels[PATTERN_BYTES];
    const made_image rgb = small_image(6, 3, pixels);
    save(folder, "webp/lossy.webp", make_webp(&rgb, false));
    save(folder, "webp/lossless.webp", make_webp(&rgb, true));
    const made_image rgba = small_image(0, 4, pixels);
    pixels[3] = 9;
    save(folder, "webp/alpha.webp", make_webp(&rgba, false));
}

static void save_exif_and_profile(const char *folder)
{
    static const tsri_primaries P3 = {{0.3127, 0.3290}, {0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}};
    save(folder, "exif/little.exif", make_exif(6, false));
    save(folder, "exif/big.exif", make_exif(3, true));
    uint8_t *icc = NULL, pixels[PATTERN_BYTES];
    size_t icc_bytes = 0;
    if (tsri_colour_profile(&P3, tsri_memory_default(), &icc, &icc_bytes, NULL) != TSR_OK) {
        exit(EXIT_FAILURE);
    }
    made_image rgb = small_image(0, 3, pixels);
    rgb.icc = icc;
    rgb.icc_bytes = icc_bytes;
    save(folder, "photo/profile.jpg", make_jpeg(&rgb, NULL));
    save(folder, "photo/profile.tif", make_tiff(&rgb, 1, &(tiff_options){.photometric = 2, .compression = 8}));
    made_image pattern = pattern_image(0, 3, pixels);
    pattern.icc = icc;
    pattern.icc_bytes = icc_bytes;
    save(folder, "data/profile.heic", make_heic(&pattern, 0));
    tsri_free(tsri_memory_default(), icc);
}

/* tests/data/heic, and from there the corpus of heic. */
static void save_heics(const char *folder)
{
    uint8_t pixels[PATTERN_BYTES];
    for (int orientation = 1; orientation <= 8; orientation++) {
        char name[64];
        const made_image image = pattern_image(orientation, 3, pixels);
        (void)snprintf(name, sizeof name, "data/pattern_%d.heic", orientation);
        save(folder, name, make_heic(&image, 0));
    }
    const made_image rgb = pattern_image(0, 3, pixels);
    save(folder, "data/primaries.heic", make_heic(&rgb, 12));
    const made_image rgba = pattern_image(0, 4, pixels);
    for (size_t i = 3; i < PATTERN_BYTES; i += 4) {
        pixels[i] = 51;
    }
    save(folder, "data/alpha.heic", make_heic(&rgba, 0));
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        (void)fprintf(stderr, "usage: make_seeds FOLDER\n");
        return EXIT_FAILURE;
    }
    save_jpegs(argv[1]);
    save_pngs(argv[1]);
    save_tiffs(argv[1]);
    save_webps(argv[1]);
    save_exif_and_profile(argv[1]);
    save_heics(argv[1]);
    return EXIT_SUCCESS;
}
