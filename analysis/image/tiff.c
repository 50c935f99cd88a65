/* SPDX-License-Identifier: Apache-2.0
 * TIFF by libtiff: strips and tiles, 1 to 16-bit integers and 32-bit floats, gray, RGB, CMYK and palette, with or without alpha.
 *
 * Contents: reading from memory, pages, the layout of a page, its pixels, the kinds left to libtiff's own RGBA reader.
 *
 * A page is a grid of chunks (strips or tiles), in one layer or, stored planar, one layer a sample. Each chunk is decoded by
 * libtiff and its samples are brought to 8 bits by tiff_samples.c. YCbCr that is not JPEG, CIE L*a*b* and LogLuv, which no camera
 * writes, go through TIFFRGBAImage. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tiffio.h>

#include "base/fail.h"
#include "image/codec.h"
#include "image/tiff_memory.h"
#include "image/tiff_pages.h"
#include "image/tiff_samples.h"

typedef struct tiff_job {
    tsri_tiff_memory file;
    TIFF *tiff;
    const tsri_decode_params *params;
    tsri_raster raster;
    uint16_t photometric, compression;
    tsri_tiff_layout layout;
    bool planar, by_rgba;
    bool has_alpha, premultiplied;
} tiff_job;

/* One block of decoded samples. */
typedef struct chunk {
    int32_t x_px, y_px;
    int32_t width_px, height_px; /* as stored: a tile may reach over the image's edge */
    uint16_t plane;
} chunk;

static tmsize_t write_nothing(thandle_t handle, void *bytes, tmsize_t count)
{
    (void)handle;
    (void)bytes;
    (void)count;
    return -1;
}

static int drop_message(TIFF *tiff, void *user, const char *module, const char *format, va_list args)
{
    (void)tiff; /* warnings are about tags that are not needed */
    (void)user;
    (void)module;
    (void)format;
    (void)args;
    return 1;
}

static tsr_status open_memory(tiff_job *job, tsr_error *err)
{
    const uint64_t max_bytes = job->params->limits.max_decoded_bytes;
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (!options) {
        return tsri_fail(err, TSR_E_NOMEM, "no memory for the tiff decoder");
    }
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, max_bytes < TIFF_TMSIZE_T_MAX ? (tmsize_t)max_bytes : TIFF_TMSIZE_T_MAX);
    TIFFOpenOptionsSetErrorHandlerExtR(options, tsri_tiff_memory_note, job);
    TIFFOpenOptionsSetWarningHandlerExtR(options, drop_message, job);
    job->tiff = TIFFClientOpenExt("memory", "rm", job, tsri_tiff_memory_read, write_nothing, tsri_tiff_memory_seek,
                                  tsri_tiff_memory_close, tsri_tiff_memory_size, NULL, NULL, options);
    TIFFOpenOptionsFree(options);
    return job->tiff ? TSR_OK : tsri_fail(err, TSR_E_FORMAT, "tiff of %zu bytes: %s", job->file.size_bytes, job->file.text);
}

static tsr_status go_to_page(tiff_job *job, tsr_error *err)
{
    const uint32_t page = job->params->page;
    uint32_t count = 0;
    tsr_status st = tsri_tiff_count_pages(job->file.bytes, job->file.size_bytes, job->params->limits.max_pages, &count, err);
    if (st != TSR_OK) {
        return st;
    }
    if (page >= count) {
        return tsri_fail(err, TSR_E_UNSUPPORTED, "page %" PRIu32 " of a tiff that has pages 0 to %" PRIu32, page, count - 1);
    }
    for (uint32_t i = 0; i < page; i++) {
        if (!TIFFReadDirectory(job->tiff)) {
            return tsri_fail(err, TSR_E_FORMAT, "tiff page %" PRIu32 ": %s", i + 1, job->file.text);
        }
    }
    return TSR_OK;
}

static uint16_t tag_u16(const tiff_job *job, uint32_t tag)
{
    uint16_t value = 0;
    return TIFFGetFieldDefaulted(job->tiff, tag, &value) ? value : 0;
}

/* Which of the extra samples is alpha decides how the colours before it are laid over white. */
static void read_alpha(tiff_job *job, int32_t colours)
{
    uint16_t count = 0, *kinds = NULL;
    TIFFGetFieldDefaulted(job->tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds);
    if (count == 0 || !kinds || colours == 4 || job->layout.palette_rgb || job->layout.samples <= colours) {
        return;
    }
    job->has_alpha = kinds[0] == EXTRASAMPLE_ASSOCALPHA || kinds[0] == EXTRASAMPLE_UNASSALPHA;
    job->premultiplied = kinds[0] == EXTRASAMPLE_ASSOCALPHA;
}

static tsr_status read_palette(tiff_job *job, tsr_error *err)
{
    uint16_t *red = NULL, *green = NULL, *blue = NULL;
    if (job->layout.bits > 8 || !TIFFGetField(job->tiff, TIFFTAG_COLORMAP, &red, &green, &blue)) {
        return tsri_fail(err, TSR_E_FORMAT, "tiff palette of %d bits is missing or too large", job->layout.bits);
    }
    tsr_status st = tsri_alloc_zero(job->params->memory, TSRI_TIFF_PALETTE_COUNT, 3, &job->layout.palette_rgb, err);
    if (st == TSR_OK) {
        tsri_tiff_palette(red, green, blue, (size_t)1 << job->layout.bits, job->layout.palette_rgb);
    }
    return st;
}

/* Bits, sample format and sample count, and what they mean. */
static tsr_status read_layout(tiff_job *job, tsr_error *err)
{
    tsri_tiff_layout *layout = &job->layout;
    const uint16_t format = tag_u16(job, TIFFTAG_SAMPLEFORMAT);
    layout->bits = tag_u16(job, TIFFTAG_BITSPERSAMPLE);
    layout->samples = tag_u16(job, TIFFTAG_SAMPLESPERPIXEL);
    layout->is_float = format == SAMPLEFORMAT_IEEEFP;
    layout->inverted = job->photometric == PHOTOMETRIC_MINISWHITE;
    const int bits = layout->bits;
    const bool known = layout->is_float ? bits == 32 || bits == 64
                                        : (format == SAMPLEFORMAT_UINT || format == SAMPLEFORMAT_VOID) &&
                                              (bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16 || bits == 32);
    int32_t colours = 1, needed = 1;
    tsr_status st = TSR_OK;
    switch (job->photometric) {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
        break;
    case PHOTOMETRIC_RGB:
        colours = needed = 3;
        break;
    case PHOTOMETRIC_SEPARATED:
        colours = needed = 4;
        break;
    case PHOTOMETRIC_PALETTE:
        colours = 3;
        st = layout->is_float || !known ? TSR_OK : read_palette(job, err);
        break;
    default:
        return tsri_fail(err, TSR_E_UNSUPPORTED, "tiff of photometric kind %u", job->photometric);
    }
    if (st != TSR_OK) {
        return st;
    }
    if (!known || (job->photometric == PHOTOMETRIC_PALETTE && layout->is_float)) {
        return tsri_fail(err, TSR_E_UNSUPPORTED, "tiff of %d-bit samples in format %u", bits, format);
    }
    if (layout->samples < needed || (job->photometric == PHOTOMETRIC_SEPARATED && tag_u16(job, TIFFTAG_INKSET) != INKSET_CMYK)) {
        return tsri_fail(err, TSR_E_UNSUPPORTED, "tiff of %d samples a pixel, photometric kind %u", layout->samples,
                         job->photometric);
    }
    read_alpha(job, colours);
    layout->taken = needed + (job->has_alpha ? 1 : 0);
    layout->channels = colours + (job->has_alpha ? 1 : 0);
    return TSR_OK;
}

static tsr_status read_page_header(tiff_job *job, tsr_error *err)
{
    uint32_t width_px = 0, height_px = 0;
    uint16_t photometric = 0;
    TIFFGetField(job->tiff, TIFFTAG_IMAGEWIDTH, &width_px);
    TIFFGetField(job->tiff, TIFFTAG_IMAGELENGTH, &height_px);
    tsr_status st = tsri_check_size(&job->params->limits, width_px, height_px, 4, err);
    if (st != TSR_OK) {
        return st;
    }
    job->raster.width_px = (int32_t)width_px;
    job->raster.height_px = (int32_t)height_px;
    const uint16_t orientation = tag_u16(job, TIFFTAG_ORIENTATION);
    job->raster.orientation = orientation >= 1 && orientation <= 8 ? orientation : 1;
    job->compression = tag_u16(job, TIFFTAG_COMPRESSION);
    job->planar = tag_u16(job, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE;
    if (!TIFFGetField(job->tiff, TIFFTAG_PHOTOMETRIC, &photometric)) {
        return tsri_fail(err, TSR_E_FORMAT, "tiff of %" PRIu32 " x %" PRIu32 " px without a photometric kind", width_px,
                         height_px);
    }
    if (job->compression == COMPRESSION_OJPEG || !TIFFIsCODECConfigured(job->compression)) {
        return tsri_fail(err, TSR_E_UNSUPPORTED, "tiff of compression %u", job->compression);
    }
    job->photometric = photometric;
    if (photometric == PHOTOMETRIC_YCBCR && job->compression == COMPRESSION_JPEG && !job->planar) {
        TIFFSetField(job->tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        job->photometric = PHOTOMETRIC_RGB;
    }
    job->by_rgba = job->photometric == PHOTOMETRIC_YCBCR || job->photometric == PHOTOMETRIC_CIELAB ||
                   job->photometric == PHOTOMETRIC_LOGL || job->photometric == PHOTOMETRIC_LOGLUV;
    return job->by_rgba ? TSR_OK : read_layout(job, err);
}

/* Bytes of the decoded chunk in buffer, -1 on failure. */
static tmsize_t read_chunk(tiff_job *job, const chunk *at, uint8_t *buffer, tmsize_t size_bytes)
{
    const uint32_t x = (uint32_t)at->x_px, y = (uint32_t)at->y_px;
    if (TIFFIsTiled(job->tiff)) {
        return TIFFReadEncodedTile(job->tiff, TIFFComputeTile(job->tiff, x, y, 0, at->plane), buffer, size_bytes);
    }
    return TIFFReadEncodedStrip(job->tiff, TIFFComputeStrip(job->tiff, y, at->plane), buffer, size_bytes);
}

static tsr_status take_chunk(tiff_job *job, const chunk *at, uint8_t *buffer, tmsize_t size_bytes, tsr_error *err)
{
    tsri_image *pixels = &job->raster.pixels;
    const int32_t rows = at->height_px < pixels->height_px - at->y_px ? at->height_px : pixels->height_px - at->y_px;
    const int32_t columns = at->width_px < pixels->width_px - at->x_px ? at->width_px : pixels->width_px - at->x_px;
    const size_t row_bytes = (size_t)(TIFFIsTiled(job->tiff) ? TIFFTileRowSize64(job->tiff) : TIFFScanlineSize64(job->tiff));
    const size_t needed = tsri_tiff_row_bytes(&job->layout, job->planar, columns);
    const tmsize_t got = read_chunk(job, at, buffer, size_bytes);
    if (got < 0 || row_bytes < needed || (uint64_t)got < (uint64_t)(rows - 1) * row_bytes + needed) {
        return tsri_fail(err, TSR_E_FORMAT, "tiff is damaged or ends early: %d of %d rows: %s", at->y_px, pixels->height_px,
                         job->file.text[0] ? job->file.text : "a strip or tile is short");
    }
    for (int32_t y = 0; y < rows; y++) {
        uint8_t *out = tsri_image_row(pixels, at->y_px + y) + (size_t)at->x_px * (size_t)pixels->channels;
        const uint8_t *in = buffer + (size_t)y * row_bytes;
        if (job->planar) {
            tsri_tiff_take_plane(&job->layout, in, columns, at->plane, out);
        } else {
            tsri_tiff_take_row(&job->layout, in, columns, out);
        }
    }
    return TSR_OK;
}

/* Width and height of a chunk, its bytes decoded. A strip may claim more rows than the image has. */
static tsr_status chunk_size(tiff_job *job, chunk *out, tmsize_t *out_bytes, tsr_error *err)
{
    uint32_t width_px = (uint32_t)job->raster.width_px, height_px = 0;
    uint64_t bytes;
    if (TIFFIsTiled(job->tiff)) {
        TIFFGetField(job->tiff, TIFFTAG_TILEWIDTH, &width_px);
        TIFFGetField(job->tiff, TIFFTAG_TILELENGTH, &height_px);
        bytes = TIFFTileSize64(job->tiff);
    } else {
        TIFFGetFieldDefaulted(job->tiff, TIFFTAG_ROWSPERSTRIP, &height_px);
        height_px = height_px < (uint32_t)job->raster.height_px ? height_px : (uint32_t)job->raster.height_px;
        bytes = TIFFStripSize64(job->tiff);
    }
    if (width_px == 0 || height_px == 0 || width_px > INT32_MAX || height_px > INT32_MAX || bytes == 0) {
        return tsri_fail(err, TSR_E_FORMAT, "tiff in blocks of %" PRIu32 " x %" PRIu32 " px", width_px, height_px);
    }
    if (bytes > job->params->limits.max_decoded_bytes) {
        return tsri_fail(err, TSR_E_LIMIT, "tiff block of %" PRIu64 " bytes is over the limit of %" PRIu64 " bytes", bytes,
                         job->params->limits.max_decoded_bytes);
    }
    *out = (chunk){.width_px = (int32_t)width_px, .height_px = (int32_t)height_px};
    *out_bytes = (tmsize_t)bytes;
    return TSR_OK;
}

static tsr_status read_chunks(tiff_job *job, tsr_error *err)
{
    tsr_status st = TSR_OK;
    uint8_t *buffer = NULL;
    chunk at = {0};
    tmsize_t size_bytes = 0;
    TSRI_TRY(chunk_size(job, &at, &size_bytes, err));
    TSRI_TRY(tsri_alloc_zero(job->params->memory, (size_t)size_bytes, 1, &buffer, err));
    const uint16_t planes = (uint16_t)(job->planar ? job->layout.taken : 1);
    for (at.plane = 0; at.plane < planes; at.plane++) {
        for (int64_t y = 0; y < job->raster.height_px; y += at.height_px) {
            for (int64_t x = 0; x < job->raster.width_px; x += at.width_px) {
                at.x_px = (int32_t)x;
                at.y_px = (int32_t)y;
                TSRI_TRY(take_chunk(job, &at, buffer, size_bytes, err));
            }
        }
    }
done:
    tsri_free(job->params->memory, buffer);
    return st;
}

/* The kinds that libtiff converts itself; it turns the page bottom up unless told not to. */
static tsr_status read_by_rgba(tiff_job *job, tsr_error *err)
{
    TIFFRGBAImage image;
    char text[1024] = "";
    if (!TIFFRGBAImageOK(job->tiff, text) || !TIFFRGBAImageBegin(&image, job->tiff, 1, text)) {
        tsri_library_text(text, job->file.text, sizeof job->file.text);
        return tsri_fail(err, TSR_E_UNSUPPORTED, "tiff of photometric kind %u: %s", job->photometric, job->file.text);
    }
    tsri_image *pixels = &job->raster.pixels;
    uint32_t *packed = NULL;
    const size_t count = (size_t)pixels->width_px * (size_t)pixels->height_px;
    tsr_status st = tsri_alloc_zero(job->params->memory, count, sizeof *packed, &packed, err);
    if (st == TSR_OK) {
        image.req_orientation = image.orientation; /* rows as stored: orient.c turns them */
        if (!TIFFRGBAImageGet(&image, packed, (uint32_t)pixels->width_px, (uint32_t)pixels->height_px)) {
            st = tsri_fail(err, TSR_E_FORMAT, "tiff is damaged or ends early: %s", job->file.text);
        }
    }
    for (size_t i = 0; st == TSR_OK && i < count; i++) {
        pixels->data[3 * i] = (uint8_t)TIFFGetR(packed[i]);
        pixels->data[3 * i + 1] = (uint8_t)TIFFGetG(packed[i]);
        pixels->data[3 * i + 2] = (uint8_t)TIFFGetB(packed[i]);
    }
    tsri_free(job->params->memory, packed);
    TIFFRGBAImageEnd(&image);
    return st;
}

static tsr_status read_page(tiff_job *job, tsr_error *err)
{
    tsr_status st = TSR_OK;
    TSRI_TRY(go_to_page(job, err));
    TSRI_TRY(read_page_header(job, err));
    const int32_t channels = job->by_rgba ? 3 : job->layout.channels;
    TSRI_TRY(
        tsri_image_init(&job->raster.pixels, job->params->memory, job->raster.width_px, job->raster.height_px, channels, err));
    TSRI_TRY(job->by_rgba ? read_by_rgba(job, err) : read_chunks(job, err));
    if (job->has_alpha) {
        tsri_lay_over_white(&job->raster.pixels, job->premultiplied);
    }
    uint32_t icc_bytes = 0;
    void *icc = NULL;
    if (TIFFGetField(job->tiff, TIFFTAG_ICCPROFILE, &icc_bytes, &icc)) {
        TSRI_TRY(tsri_raster_set_icc(&job->raster, icc, icc_bytes, err));
    }
done:
    return st;
}

tsr_status
tsri_tiff_decode(const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, tsri_raster *out, tsr_error *err)
{
    tiff_job job = {.file = {.bytes = bytes, .size_bytes = size_bytes}, .params = params};
    tsr_status st = open_memory(&job, err);
    if (st == TSR_OK) {
        st = read_page(&job, err);
        TIFFClose(job.tiff);
    }
    tsri_free(params->memory, job.layout.palette_rgb);
    if (st != TSR_OK) {
        tsri_raster_release(&job.raster);
        return st;
    }
    *out = job.raster;
    return TSR_OK;
}
