/* SPDX-License-Identifier: Apache-2.0
 * support/image_files.h - image files made in memory by the codecs' own writers, with known pixels. */
#ifndef TSR_TEST_IMAGE_FILES_H
#define TSR_TEST_IMAGE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A file in memory; released by made_file_release. */
typedef struct made_file {
    uint8_t *data;
    size_t size_bytes;
} made_file;

void made_file_release(made_file *file);

/** Append bytes; ends the program when memory is out. */
void made_file_append(made_file *file, const void *bytes, size_t count);

/** A file on disk, read whole; data NULL if it is not there. */
made_file made_file_load(const char *path);

/** What every writer is asked for. Samples are interleaved, packed, as the format stores them. */
typedef struct made_image {
    int32_t width_px, height_px;
    int32_t channels;
    const uint8_t *pixels;
    int orientation; /* 0: none is written */
    const uint8_t *icc;
    size_t icc_bytes;
} made_image;

typedef struct jpeg_options {
    int quality; /* 0: 95 */
    bool progressive;
    bool rgb;        /* three channels kept as RGB, not YCbCr */
    bool subsampled; /* chroma at half size */
    bool ycck;       /* four channels as YCCK */
    bool no_adobe;   /* four channels without the Adobe marker */
    int extra_scans; /* a progressive file of so many scans behind the first, at most 63 a channel */
} jpeg_options;

/** channels 1, 3 or 4. */
made_file make_jpeg(const made_image *image, const jpeg_options *options);

typedef struct png_options {
    int bits;     /* a sample's: 1, 2, 4, 8 or 16 (most significant byte first); 0: 8 */
    bool palette; /* one channel of indices into palette_rgb */
    const uint8_t *palette_rgb, *palette_alpha;
    int palette_count, alpha_count;
    const uint16_t *key; /* the one transparent gray or RGB value */
    bool interlaced;
    bool exif_behind; /* the EXIF block behind the pixels */
} png_options;

/** channels 1 to 4; rows of packed bits below 8. */
made_file make_png(const made_image *image, const png_options *options);

typedef struct tiff_options {
    int bits;                                                      /* 0: 8 */
    int sample_format, photometric, compression, extra, predictor; /* libtiff's numbers; 0: integers, none, none, none */
    bool planar;                                                   /* pixels then come plane after plane */
    int tile_px;                                                   /* 0: strips */
    int rows_per_strip;                                            /* 0: 8 */
    bool big_tiff, big_endian;
    const uint16_t *palette; /* 256 red, 256 green, 256 blue */
} tiff_options;

/** Pages of any channel count; samples in the machine's byte order. */
made_file make_tiff(const made_image *images, size_t page_count, const tiff_options *options);

/** channels 3 or 4. */
made_file make_webp(const made_image *image, bool lossless);

/** channels 3 or 4, turned by the container; colour_primaries of ISO/IEC 23091-2, 0: not said. Needs libheif with x265. */
made_file make_heic(const made_image *image, int colour_primaries);

/** EXIF block in TIFF structure with nothing but an orientation; big: most significant byte first. */
made_file make_exif(int orientation, bool big);

#endif
