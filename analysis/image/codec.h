/* SPDX-License-Identifier: Apache-2.0
 * image/codec.h - what every decoder takes and gives. One file a format; decode.c chooses by content, then turns the raster
 * upright and into sRGB. */
#ifndef TSRI_CODEC_H
#define TSRI_CODEC_H

#include <stdbool.h>

#include "image/image.h"

typedef enum tsri_format {
    TSRI_FORMAT_UNKNOWN,
    TSRI_FORMAT_JPEG,
    TSRI_FORMAT_PNG,
    TSRI_FORMAT_TIFF,
    TSRI_FORMAT_WEBP,
    TSRI_FORMAT_HEIC,
    TSRI_FORMAT_COUNT
} tsri_format;

typedef struct tsri_decode_params {
    const tsr_allocator *memory;
    tsr_limits limits;           /* every field set: see tsri_limits_default */
    int32_t wanted_long_side_px; /* 0: full size. Else a decoder may give any cheaper size whose long side is not below it */
    uint32_t page;               /* TIFF: 0 is the first */
    bool allow_truncated;        /* JPEG: what decodes of a cut-off file is good enough */
} tsri_decode_params;

/** A decoded page as stored: not yet upright, in the file's own colour space. */
typedef struct tsri_raster {
    tsri_image pixels;           /* 1 gray, 3 RGB or 4 CMYK channels (0 = no ink), 8 bit; alpha is laid over white */
    int32_t width_px, height_px; /* as stored at full size; pixels may be smaller */
    int orientation;             /* EXIF 1 to 8; 1 where the decoder has already turned */
    uint8_t *icc;                /* embedded profile, NULL if none; of the allocator */
    size_t icc_bytes;
} tsri_raster;

void tsri_raster_release(tsri_raster *raster);

/** Copy an embedded profile into a raster whose pixels are allocated. None is set for an empty one or one over 8 MiB, which no
 * camera writes. @return TSR_OK; TSR_E_NOMEM. */
TSR_NODISCARD tsr_status tsri_raster_set_icc(tsri_raster *raster, const uint8_t *icc, size_t size_bytes, tsr_error *err);

/** Lay gray + alpha or RGB + alpha (2 or 4 channels) over white, in place: 1 or 3 channels are left. */
void tsri_lay_over_white(tsri_image *image, bool premultiplied);

/** A library's own message as one of ours: lower case, without a full stop at the end. */
void tsri_library_text(const char *text, char *out, size_t out_bytes);

/** A header's size against the limits, before anything is allocated. @return TSR_OK; TSR_E_FORMAT zero; TSR_E_LIMIT too large. */
TSR_NODISCARD tsr_status
tsri_check_size(const tsr_limits *limits, uint64_t width_px, uint64_t height_px, uint64_t bytes_per_pixel, tsr_error *err);

/* The decoders. bytes are borrowed for the call; *out is written only on TSR_OK and is then the caller's.
 * Returns: TSR_OK; TSR_E_FORMAT damaged or cut off; TSR_E_UNSUPPORTED; TSR_E_LIMIT; TSR_E_NOMEM. */
TSR_NODISCARD tsr_status
tsri_jpeg_decode(const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, tsri_raster *out, tsr_error *err);
TSR_NODISCARD tsr_status
tsri_png_decode(const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, tsri_raster *out, tsr_error *err);
TSR_NODISCARD tsr_status
tsri_tiff_decode(const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, tsri_raster *out, tsr_error *err);
TSR_NODISCARD tsr_status
tsri_webp_decode(const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, tsri_raster *out, tsr_error *err);
TSR_NODISCARD tsr_status
tsri_heic_decode(const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, tsri_raster *out, tsr_error *err);

/** EXIF orientation in a TIFF-structured EXIF block (with or without the leading "Exif\0\0"); 1 if there is none or it is out of
 * range. */
int tsri_exif_orientation(const uint8_t *exif, size_t size_bytes);

#endif
