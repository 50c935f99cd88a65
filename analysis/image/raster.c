/* SPDX-License-Identifier: Apache-2.0
 * What the decoders share: limits, profiles, alpha, messages. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "image/codec.h"
#include "image/decode.h"

/* The largest profiles in use, CMYK tables of printing presses, have 2 to 3 MB. */
static const size_t MAX_ICC_BYTES = (size_t)8 << 20;

void tsri_raster_release(tsri_raster *raster)
{
    if (raster->icc) {
        tsri_free(raster->pixels.memory, raster->icc);
    }
    tsri_image_release(&raster->pixels);
    memset(raster, 0, sizeof *raster);
}

tsr_status tsri_raster_set_icc(tsri_raster *raster, const uint8_t *icc, size_t size_bytes, tsr_error *err)
{
    if (!icc || size_bytes == 0 || size_bytes > MAX_ICC_BYTES) {
        return TSR_OK;
    }
    tsr_status st = tsri_alloc(raster->pixels.memory, size_bytes, 1, &raster->icc, err);
    if (st == TSR_OK) {
        memcpy(raster->icc, icc, size_bytes);
        raster->icc_bytes = size_bytes;
    }
    return st;
}

tsr_limits tsri_limits_default(tsr_limits limits)
{
    const tsr_limits defaults = {
        .max_file_bytes = (uint64_t)512 << 20,
        .max_pixels = 200000000,
        .max_decoded_bytes = (uint64_t)1 << 30,
        .max_pages = 1000,
        .max_side_px = 65000,
    };
    limits.max_file_bytes = limits.max_file_bytes ? limits.max_file_bytes : defaults.max_file_bytes;
    limits.max_pixels = limits.max_pixels ? limits.max_pixels : defaults.max_pixels;
    limits.max_decoded_bytes = limits.max_decoded_bytes ? limits.max_decoded_bytes : defaults.max_decoded_bytes;
    limits.max_pages = limits.max_pages ? limits.max_pages : defaults.max_pages;
    limits.max_side_px = limits.max_side_px > 0 ? limits.max_side_px : defaults.max_side_px;
    return limits;
}

tsr_status
tsri_check_size(const tsr_limits *limits, uint64_t width_px, uint64_t height_px, uint64_t bytes_per_pixel, tsr_error *err)
{
    if (width_px == 0 || height_px == 0) {
        return tsri_fail(err, TSR_E_FORMAT, "image of %" PRIu64 " x %" PRIu64 " px has no pixels", width_px, height_px);
    }
    uint64_t pixels, bytes;
    if (__builtin_mul_overflow(width_px, height_px, &pixels) || pixels > limits->max_pixels) {
        return tsri_fail(err, TSR_E_LIMIT, "image of %" PRIu64 " x %" PRIu64 " px is over the limit of %" PRIu64 " px", width_px,
                         height_px, limits->max_pixels);
    }
    if (width_px > (uint64_t)limits->max_side_px || height_px > (uint64_t)limits->max_side_px) {
        return tsri_fail(err, TSR_E_LIMIT, "image of %" PRIu64 " x %" PRIu64 " px is over the limit of %" PRId32 " px a side",
                         width_px, height_px, limits->max_side_px);
    }
    if (__builtin_mul_overflow(pixels, bytes_per_pixel, &bytes) || bytes > limits->max_decoded_bytes) {
        return tsri_fail(err, TSR_E_LIMIT,
                         "image of %" PRIu64 " x %" PRIu64 " px at %" PRIu64 " bytes a pixel is over the limit of %" PRIu64
                         " bytes",
                         width_px, height_px, bytes_per_pixel, limits->max_decoded_bytes);
    }
    return TSR_OK;
}

/* a * b / 255, rounded; exact for all 8-bit a and b. */
static inline unsigned mul_255(unsigned a, unsigned b)
{
    const unsigned t = a * b + 128;
    return (t + (t >> 8)) >> 8;
}

void tsri_lay_over_white(tsri_image *image, bool premultiplied)
{
    const size_t colours = (size_t)image->channels - 1;
    const size_t pixels = (size_t)image->width_px * (size_t)image->height_px;
    const uint8_t *in = image->data;
    uint8_t *out = image->data; /* never ahead of in */
    for (size_t i = 0; i < pixels; i++, in += colours + 1) {
        const unsigned alpha = in[colours];
        for (size_t c = 0; c < colours; c++) {
            const unsigned value = (premultiplied ? in[c] : mul_255(in[c], alpha)) + 255 - alpha;
            *out++ = (uint8_t)(value > 255 ? 255 : value);
        }
    }
    image->channels = (int32_t)colours;
}

void tsri_library_text(const char *text, char *out, size_t out_bytes)
{
    size_t n = 0;
    for (; text && text[n] && n + 1 < out_bytes; n++) {
        out[n] = (char)tolower((unsigned char)text[n]);
    }
    while (n > 0 && (out[n - 1] == '.' || out[n - 1] == ' ' || out[n - 1] == '\n')) {
        n--;
    }
    out[n] = '\0';
}
