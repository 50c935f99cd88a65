/* SPDX-License-Identifier: Apache-2.0 */
#include "image/decode.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "image/colour.h"
#include "image/orient.h"

typedef tsr_status (*decode_fn)(
    const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, tsri_raster *out, tsr_error *err);

static const struct {
    const char *name;
    decode_fn decode;
} FORMATS[TSRI_FORMAT_COUNT] = {
    [TSRI_FORMAT_UNKNOWN] = {"unknown", NULL},       [TSRI_FORMAT_JPEG] = {"JPEG", tsri_jpeg_decode},
    [TSRI_FORMAT_PNG] = {"PNG", tsri_png_decode},    [TSRI_FORMAT_TIFF] = {"TIFF", tsri_tiff_decode},
    [TSRI_FORMAT_WEBP] = {"WebP", tsri_webp_decode}, [TSRI_FORMAT_HEIC] = {"HEIC", tsri_heic_decode},
};

void tsri_photo_release(tsri_photo *photo)
{
    tsri_image_release(&photo->rgb);
    memset(photo, 0, sizeof *photo);
}

const char *tsri_format_name(tsri_format format)
{
    return (unsigned)format < TSRI_FORMAT_COUNT ? FORMATS[format].name : FORMATS[TSRI_FORMAT_UNKNOWN].name;
}

static bool has_at(const uint8_t *bytes, size_t size_bytes, size_t at, const char *magic, size_t magic_bytes)
{
    return size_bytes >= at + magic_bytes && memcmp(bytes + at, magic, magic_bytes) == 0;
}

/* ISO 14496-12 ftyp box: size, "ftyp", major brand, version, compatible brands. HEVC-coded pictures have one of these brands,
 * or the general mif1 as the major one. */
static bool is_heic(const uint8_t *bytes, size_t size_bytes)
{
    static const char BRANDS[][5] = {"heic", "heix", "heim", "heis", "hevc", "hevx"};
    if (!has_at(bytes, size_bytes, 4, "ftyp", 4)) {
        return false;
    }
    const size_t box = (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
    const size_t end = box < size_bytes ? box : size_bytes;
    for (size_t at = 8; at + 4 <= end && at < 8 + 4 * 64; at += at == 8 ? 8 : 4) {
        for (size_t i = 0; i < sizeof BRANDS / sizeof *BRANDS; i++) {
            if (memcmp(bytes + at, BRANDS[i], 4) == 0) {
                return true;
            }
        }
    }
    return has_at(bytes, size_bytes, 8, "mif1", 4);
}

tsri_format tsri_format_sniff(const uint8_t *bytes, size_t size_bytes)
{
    if (has_at(bytes, size_bytes, 0, "\xFF\xD8\xFF", 3)) {
        return TSRI_FORMAT_JPEG;
    }
    if (has_at(bytes, size_bytes, 0, "\x89PNG\r\n\x1A\n", 8)) {
        return TSRI_FORMAT_PNG;
    }
    if (has_at(bytes, size_bytes, 0, "II*\0", 4) || has_at(bytes, size_bytes, 0, "MM\0*", 4) ||
        has_at(bytes, size_bytes, 0, "II+\0", 4) || has_at(bytes, size_bytes, 0, "MM\0+", 4)) {
        return TSRI_FORMAT_TIFF;
    }
    if (has_at(bytes, size_bytes, 0, "RIFF", 4) && has_at(bytes, size_bytes, 8, "WEBP", 4)) {
        return TSRI_FORMAT_WEBP;
    }
    return is_heic(bytes, size_bytes) ? TSRI_FORMAT_HEIC : TSRI_FORMAT_UNKNOWN;
}

static tsr_status
check_file(const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, tsri_format *out_format, tsr_error *err)
{
    if (!bytes || size_bytes == 0) {
        return tsri_fail(err, TSR_E_FORMAT, "empty file");
    }
    if (size_bytes > params->limits.max_file_bytes) {
        return tsri_fail(err, TSR_E_LIMIT, "file of %zu bytes is over the limit of %" PRIu64 " bytes", size_bytes,
                         params->limits.max_file_bytes);
    }
    *out_format = tsri_format_sniff(bytes, size_bytes);
    if (!FORMATS[*out_format].decode) {
        return tsri_fail(err, TSR_E_UNSUPPORTED, "file of %zu bytes is not a jpeg, png, tiff, webp or heic", size_bytes);
    }
    if (params->page > 0 && *out_format != TSRI_FORMAT_TIFF) {
        return tsri_fail(err, TSR_E_UNSUPPORTED, "page %" PRIu32 " of a file that has pages 0 to 0", params->page);
    }
    return TSR_OK;
}

tsr_status
tsri_photo_decode(const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, tsri_photo *out, tsr_error *err)
{
    tsri_raster raster = {0};
    tsri_photo photo = {0};
    memset(out, 0, sizeof *out);
    tsr_status st = check_file(bytes, size_bytes, params, &photo.format, err);
    if (st != TSR_OK) {
        return st;
    }
    TSRI_TRY(FORMATS[photo.format].decode(bytes, size_bytes, params, &raster, err));
    /* Turned first: gray has a third of the bytes to move. */
    TSRI_TRY(tsri_orient(&raster.pixels, raster.orientation, err));
    TSRI_TRY(tsri_colour_to_srgb(&raster.pixels, raster.icc, raster.icc_bytes, &photo.has_icc, err));
    const bool swaps = tsri_orientation_swaps(raster.orientation);
    photo.width_px = swaps ? raster.height_px : raster.width_px;
    photo.height_px = swaps ? raster.width_px : raster.height_px;
    photo.rgb = raster.pixels;
    memset(&raster.pixels, 0, sizeof raster.pixels);
    raster.pixels.memory = photo.rgb.memory; /* the profile's allocator, until it is freed */
    *out = photo;
done:
    tsri_raster_release(&raster);
    return st;
}
