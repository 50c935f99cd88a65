/* SPDX-License-Identifier: Apache-2.0
 * WebP by libwebp, lossy and lossless, shrunk while decoding: the library's rescaler averages areas row by row, so the full-size
 * picture is never held in colour. The EXIF and ICC chunks are read here; the library for that is not needed for two lookups. */
#include <inttypes.h>
#include <string.h>

#include <webp/decode.h>

#include "base/fail.h"
#include "image/codec.h"

enum { RIFF_HEADER_BYTES = 12, CHUNK_HEADER_BYTES = 8 };

static uint32_t little_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

/* The first chunk of a name; NULL if there is none. Chunks have even lengths in the file. */
static const uint8_t *find_chunk(const uint8_t *bytes, size_t size_bytes, const char *name, size_t *out_bytes)
{
    for (size_t at = RIFF_HEADER_BYTES; size_bytes - at >= CHUNK_HEADER_BYTES;) {
        const uint8_t *chunk = bytes + at;
        const size_t body = little_endian(chunk + 4), left = size_bytes - at - CHUNK_HEADER_BYTES;
        if (body > left) {
            return NULL;
        }
        if (memcmp(chunk, name, 4) == 0) {
            *out_bytes = body;
            return chunk + CHUNK_HEADER_BYTES;
        }
        const size_t padded = body + body % 2;
        at += CHUNK_HEADER_BYTES + (padded < left ? padded : left);
    }
    return NULL;
}

static tsr_status fail_by_library(VP8StatusCode code, size_t size_bytes, tsr_error *err)
{
    switch (code) {
    case VP8_STATUS_OUT_OF_MEMORY:
        return tsri_fail_backend(err, TSR_E_NOMEM, (int)code, "no memory for the webp decoder");
    case VP8_STATUS_UNSUPPORTED_FEATURE:
        return tsri_fail_backend(err, TSR_E_UNSUPPORTED, (int)code, "webp of %zu bytes uses an unknown feature", size_bytes);
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
        return tsri_fail_backend(err, TSR_E_FORMAT, (int)code, "webp ends early: %zu bytes are not all", size_bytes);
    default:
        return tsri_fail_backend(err, TSR_E_FORMAT, (int)code, "webp of %zu bytes is damaged, code %d", size_bytes, (int)code);
    }
}

static tsr_status check_header(
    const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, WebPBitstreamFeatures *features, tsr_error *err)
{
    if (size_bytes < RIFF_HEADER_BYTES + CHUNK_HEADER_BYTES) {
        return tsri_fail(err, TSR_E_FORMAT, "webp ends early: %zu bytes", size_bytes);
    }
    const uint64_t promised = (uint64_t)little_endian(bytes + 4) + CHUNK_HEADER_BYTES;
    if (promised > size_bytes) { /* the decoder would take some of what is left for good */
        return tsri_fail(err, TSR_E_FORMAT, "webp ends early: %zu of %" PRIu64 " bytes", size_bytes, promised);
    }
    const VP8StatusCode code = WebPGetFeatures(bytes, size_bytes, features);
    if (code != VP8_STATUS_OK) {
        return fail_by_library(code, size_bytes, err);
    }
    if (features->has_animation) {
        return tsri_fail(err, TSR_E_UNSUPPORTED, "webp is an animation of %d x %d px", features->width, features->height);
    }
    if (features->width < 1 || features->height < 1) {
        return tsri_fail(err, TSR_E_FORMAT, "image of %d x %d px has no pixels", features->width, features->height);
    }
    return tsri_check_size(&params->limits, (uint64_t)features->width, (uint64_t)features->height, 4, err);
}

/* The wanted long side, its short side rounded up so that neither is 0. */
static void choose_size(tsri_raster *raster, const tsri_decode_params *params, int32_t *out_width_px, int32_t *out_height_px)
{
    const int32_t width_px = raster->width_px, height_px = raster->height_px, wanted_px = params->wanted_long_side_px;
    const int32_t long_px = width_px > height_px ? width_px : height_px;
    *out_width_px = width_px;
    *out_height_px = height_px;
    if (wanted_px > 0 && wanted_px < long_px) {
        *out_width_px = (int32_t)(((int64_t)width_px * wanted_px + long_px - 1) / long_px);
        *out_height_px = (int32_t)(((int64_t)height_px * wanted_px + long_px - 1) / long_px);
    }
}

static tsr_status
read_pixels(const uint8_t *bytes, size_t size_bytes, const WebPBitstreamFeatures *features, tsri_image *pixels, tsr_error *err)
{
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config)) {
        return tsri_fail(err, TSR_E_BACKEND, "libwebp of another version than its header");
    }
    config.options.use_scaling = pixels->width_px != features->width || pixels->height_px != features->height;
    config.options.scaled_width = pixels->width_px;
    config.options.scaled_height = pixels->height_px;
    config.output.colorspace = pixels->channels == 4 ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = pixels->data;
    config.output.u.RGBA.stride = pixels->width_px * pixels->channels; /* sides are below 2^14 */
    config.output.u.RGBA.size = (size_t)pixels->height_px * (size_t)config.output.u.RGBA.stride;
    const VP8StatusCode code = WebPDecode(bytes, size_bytes, &config);
    WebPFreeDecBuffer(&config.output);
    return code == VP8_STATUS_OK ? TSR_OK : fail_by_library(code, size_bytes, err);
}

tsr_status
tsri_webp_decode(const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, tsri_raster *out, tsr_error *err)
{
    tsri_raster raster = {0};
    WebPBitstreamFeatures features;
    tsr_status st = TSR_OK;
    int32_t width_px = 0, height_px = 0;
    TSRI_TRY(check_header(bytes, size_bytes, params, &features, err));
    raster.width_px = features.width;
    raster.height_px = features.height;
    choose_size(&raster, params, &width_px, &height_px);
    TSRI_TRY(tsri_image_init(&raster.pixels, params->memory, width_px, height_px, features.has_alpha ? 4 : 3, err));
    TSRI_TRY(read_pixels(bytes, size_bytes, &features, &raster.pixels, err));
    if (features.has_alpha) {
        tsri_lay_over_white(&raster.pixels, false);
    }
    size_t block_bytes = 0;
    const uint8_t *block = find_chunk(bytes, size_bytes, "EXIF", &block_bytes);
    raster.orientation = block ? tsri_exif_orientation(block, block_bytes) : 1;
    block = find_chunk(bytes, size_bytes, "ICCP", &block_bytes);
    TSRI_TRY(tsri_raster_set_icc(&raster, block, block ? block_bytes : 0, err));
    *out = raster;
    return TSR_OK;
done:
    tsri_raster_release(&raster);
    return st;
}
