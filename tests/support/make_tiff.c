/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tiffio.h>

#include "support/image_files.h"

typedef struct tiff_sink {
    made_file file;
    size_t at;
} tiff_sink;

static tmsize_t read_sink(thandle_t handle, void *out, tmsize_t count)
{
    tiff_sink *sink = handle;
    const size_t left = sink->at < sink->file.size_bytes ? sink->file.size_bytes - sink->at : 0;
    const size_t some = (size_t)count < left ? (size_t)count : left;
    memcpy(out, sink->file.data + sink->at, some);
    sink->at += some;
    return (tmsize_t)some;
}

static tmsize_t write_sink(thandle_t handle, void *bytes, tmsize_t count)
{
    tiff_sink *sink = handle;
    static const uint8_t ZERO;
    while (sink->file.size_bytes < sink->at + (size_t)count) {
        made_file_append(&sink->file, &ZERO, 1);
    }
    memcpy(sink->file.data + sink->at, bytes, (size_t)count);
    sink->at += (size_t)count;
    return count;
}

static toff_t seek_sink(thandle_t handle, toff_t offset, int whence)
{
    tiff_sink *sink = handle;
    sink->at = whence == SEEK_CUR ? sink->at + offset : whence == SEEK_END ? sink->file.size_bytes + offset : offset;
    return sink->at;
}

static int close_sink(thandle_t handle)
{
    (void)handle;
    return 0;
}

static toff_t size_of_sink(thandle_t handle)
{
    return ((tiff_sink *)handle)->file.size_bytes;
}

static void set_tags(TIFF *tiff, const made_image *image, const tiff_options *options)
{
    const int bits = options->bits ? options->bits : 8;
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, (uint32_t)image->width_px);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, (uint32_t)image->height_px);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, image->channels);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, options->sample_format ? options->sample_format : SAMPLEFORMAT_UINT);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, options->photometric);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, options->compression ? options->compression : COMPRESSION_NONE);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, options->planar ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
    if (options->predictor) {
        TIFFSetField(tiff, TIFFTAG_PREDICTOR, options->predictor);
    }
    if (options->compression == COMPRESSION_JPEG) {
        TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, 95);
        if (options->photometric == PHOTOMETRIC_YCBCR) {
            TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        }
    }
    if (options->extra) {
        uint16_t kind = (uint16_t)options->extra;
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind);
    }
    if (options->palette) {
        TIFFSetField(tiff, TIFFTAG_COLORMAP, options->palette, options->palette + 256, options->palette + 512);
    }
    if (image->orientation) {
        TIFFSetField(tiff, TIFFTAG_ORIENTATION, image->orientation);
    }
    if (image->icc) {
        TIFFSetField(tiff, TIFFTAG_ICCPROFILE, (uint32_t)image->icc_bytes, image->icc);
    }
}

/* Planar samples are taken plane after plane, as they come in pixels. */
static void write_strips(TIFF *tiff, const made_image *image, const tiff_options *options)
{
    const size_t bits = (size_t)(options->bits ? options->bits : 8);
    const size_t samples = options->planar ? 1 : (size_t)image->channels;
    const size_t row_bytes = ((size_t)image->width_px * samples * bits + 7) / 8;
    const int planes = options->planar ? image->channels : 1;
    const uint8_t *row = image->pixels;
    uint8_t *copy = malloc(row_bytes); /* predictors work in the caller's memory */
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, options->rows_per_strip ? options->rows_per_strip : 8);
    for (int plane = 0; plane < planes; plane++) {
        for (int32_t y = 0; y < image->height_px; y++, row += row_bytes) {
            memcpy(copy, row, row_bytes);
            TIFFWriteScanline(tiff, copy, (uint32_t)y, (uint16_t)plane);
        }
    }
    free(copy);
}

static void write_tiles(TIFF *tiff, const made_image *image, const tiff_options *options)
{
    const uint32_t side = (uint32_t)options->tile_px;
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, side);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, side);
    const size_t sample_bytes = (size_t)(options->bits ? options->bits : 8) / 8;
    const size_t pixel = sample_bytes * (size_t)(options->planar ? 1 : image->channels);
    const size_t plane_bytes = pixel * (size_t)image->width_px * (size_t)image->height_px;
    const int planes = options->planar ? image->channels : 1;
    uint8_t *tile = calloc((size_t)side * side, pixel);
    for (int plane = 0; plane < planes; plane++) {
        for (uint32_t y0 = 0; y0 < (uint32_t)image->height_px; y0 += side) {
            for (uint32_t x0 = 0; x0 < (uint32_t)image->width_px; x0 += side) {
                for (uint32_t y = y0; y < y0 + side && y < (uint32_t)image->height_px; y++) {
                    const uint32_t end = x0 + side < (uint32_t)image->width_px ? x0 + side : (uint32_t)image->width_px;
                    const uint8_t *from =
                        image->pixels + (size_t)plane * plane_bytes + ((size_t)y * (size_t)image->width_px + x0) * pixel;
                    memcpy(tile + (size_t)(y - y0) * side * pixel, from, (end - x0) * pixel);
                }
                TIFFWriteTile(tiff, tile, x0, y0, 0, (uint16_t)plane);
            }
        }
    }
    free(tile);
}

made_file make_tiff(const made_image *images, size_t page_count, const tiff_options *options)
{
    tiff_sink sink = {0};
    const char *mode = options->big_tiff ? (options->big_endian ? "wb8" : "wl8") : options->big_endian ? "wb" : "wl";
    TIFF *tiff = TIFFClientOpen("memory", mode, &sink, read_sink, write_sink, seek_sink, close_sink, size_of_sink, NULL, NULL);
    if (!tiff) {
        abort();
    }
    for (size_t page = 0; page < page_count; page++) {
        set_tags(tiff, &images[page], options);
        if (options->tile_px) {
            write_tiles(tiff, &images[page], options);
        } else {
            write_strips(tiff, &images[page], options);
        }
        TIFFWriteDirectory(tiff);
    }
    TIFFClose(tiff);
    return sink.file;
}
