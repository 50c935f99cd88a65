/* SPDX-License-Identifier: Apache-2.0
 * PNG by libpng: every bit depth and colour type, as 8-bit gray or RGB.
 *
 * libpng reports an error by a function that must not return. longjmp leads back to guarded(), which touches no local variable
 * of its own after setjmp: all state lives in the job, one frame up. */
#include <setjmp.h>
#include <string.h>

#include <png.h>

#include "base/fail.h"
#include "image/codec.h"

enum {
    SIGNATURE_BYTES = 8,
    MAX_CHUNKS = 256,           /* ancillary ones that libpng keeps */
    MAX_CHUNK_BYTES = 16 << 20, /* also what a compressed profile may unpack to */
};

typedef struct png_job {
    png_structp png;
    png_infop info;
    jmp_buf jump;
    const uint8_t *bytes;
    size_t size_bytes, at;
    const tsri_decode_params *params;
    tsr_error *err;
    tsr_status status;
    int32_t rows_done;
    bool has_alpha;
    tsri_raster raster;
} png_job;

_Noreturn static void fail_out(png_job *job, tsr_status status)
{
    job->status = status;
    longjmp(job->jump, 1);
}

_Noreturn static void fail_by_library(png_structp png, png_const_charp text)
{
    png_job *job = png_get_error_ptr(png);
    char line[160];
    tsri_library_text(text, line, sizeof line);
    const tsr_status status = strstr(line, "out of memory") || strstr(line, "insufficient memory") ? TSR_E_NOMEM : TSR_E_FORMAT;
    fail_out(job, tsri_fail(job->err, status, "png: %s", line));
}

static void ignore_warning(png_structp png, png_const_charp text)
{
    (void)png; /* about ancillary chunks, which are then left out */
    (void)text;
}

static void read_bytes(png_structp png, png_bytep out, size_t count)
{
    png_job *job = png_get_io_ptr(png);
    if (count > job->size_bytes - job->at) {
        fail_out(job, tsri_fail(job->err, TSR_E_FORMAT, "png ends early: %d of %d rows in %zu bytes", job->rows_done,
                                job->raster.height_px, job->size_bytes));
    }
    memcpy(out, job->bytes + job->at, count);
    job->at += count;
}

static uint32_t big_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* The size stands in the first chunk at a fixed place: it meets the limits before libpng sees the file. */
static tsr_status check_header(png_job *job)
{
    if (job->size_bytes < SIGNATURE_BYTES + 16 || memcmp(job->bytes + SIGNATURE_BYTES + 4, "IHDR", 4) != 0) {
        return tsri_fail(job->err, TSR_E_FORMAT, "png of %zu bytes has no header", job->size_bytes);
    }
    const uint32_t width_px = big_endian(job->bytes + SIGNATURE_BYTES + 8);
    const uint32_t height_px = big_endian(job->bytes + SIGNATURE_BYTES + 12);
    const tsr_status st = tsri_check_size(&job->params->limits, width_px, height_px, 4, job->err);
    if (st == TSR_OK) {
        job->raster.width_px = (int32_t)width_px;
        job->raster.height_px = (int32_t)height_px;
    }
    return st;
}

static void open_source(png_job *job)
{
    job->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, job, fail_by_library, ignore_warning);
    job->info = job->png ? png_create_info_struct(job->png) : NULL;
    if (!job->info) {
        fail_out(job, tsri_fail(job->err, TSR_E_NOMEM, "no memory for the png decoder"));
    }
    png_set_user_limits(job->png, (png_uint_32)job->params->limits.max_side_px, (png_uint_32)job->params->limits.max_side_px);
    png_set_chunk_cache_max(job->png, MAX_CHUNKS);
    png_set_chunk_malloc_max(job->png, MAX_CHUNK_BYTES);
    png_set_read_fn(job->png, job, read_bytes);
}

static void set_transforms(png_job *job)
{
    png_structp png = job->png;
    const int colour = png_get_color_type(png, job->info);
    const bool has_key = png_get_valid(png, job->info, PNG_INFO_tRNS) != 0;
    if (colour == PNG_COLOR_TYPE_PALETTE) {
        png_set_palette_to_rgb(png);
    }
    if (colour == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(png, job->info) < 8) {
        png_set_expand_gray_1_2_4_to_8(png);
    }
    if (has_key) {
        png_set_tRNS_to_alpha(png);
    }
    if (png_get_bit_depth(png, job->info) == 16) {
        png_set_scale_16(png); /* rounds, where png_set_strip_16 cuts off */
    }
    job->has_alpha = has_key || (colour & PNG_COLOR_MASK_ALPHA) != 0;
}

static void read_pixels(png_job *job)
{
    set_transforms(job);
    const int passes = png_set_interlace_handling(job->png);
    png_read_update_info(job->png, job->info);
    tsri_image *pixels = &job->raster.pixels;
    const tsr_status st = tsri_image_init(pixels, job->params->memory, job->raster.width_px, job->raster.height_px,
                                          png_get_channels(job->png, job->info), job->err);
    if (st != TSR_OK) {
        fail_out(job, st);
    }
    if (png_get_rowbytes(job->png, job->info) != (size_t)pixels->width_px * (size_t)pixels->channels) {
        fail_out(job, tsri_fail(job->err, TSR_E_INTERNAL, "png row of %zu bytes, expected %d px of %d channels",
                                png_get_rowbytes(job->png, job->info), pixels->width_px, pixels->channels));
    }
    for (int pass = 0; pass < passes; pass++) {
        for (int32_t y = 0; y < pixels->height_px; y++) {
            job->rows_done = y;
            png_read_row(job->png, tsri_image_row(pixels, y), NULL);
        }
    }
    job->rows_done = pixels->height_px;
    png_read_end(job->png, job->info); /* also the EXIF block that may stand behind the pixels */
}

static void read_metadata(png_job *job)
{
    png_bytep bytes = NULL;
    png_uint_32 size_bytes = 0;
    png_charp name = NULL;
    int compression = 0;
    job->raster.orientation = 1;
    if (png_get_eXIf_1(job->png, job->info, &size_bytes, &bytes)) {
        job->raster.orientation = tsri_exif_orientation(bytes, size_bytes);
    }
    if (png_get_iCCP(job->png, job->info, &name, &compression, &bytes, &size_bytes)) {
        const tsr_status st = tsri_raster_set_icc(&job->raster, bytes, size_bytes, job->err);
        if (st != TSR_OK) {
            fail_out(job, st);
        }
    }
}

static tsr_status guarded(png_job *job)
{
    if (setjmp(job->jump) == 0) {
        open_source(job);
        png_read_info(job->png, job->info);
        read_pixels(job);
        read_metadata(job);
    }
    return job->status;
}

tsr_status
tsri_png_decode(const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, tsri_raster *out, tsr_error *err)
{
    png_job job = {.bytes = bytes, .size_bytes = size_bytes, .params = params, .err = err};
    tsr_status st = check_header(&job);
    if (st == TSR_OK) {
        st = guarded(&job);
        png_destroy_read_struct(&job.png, &job.info, NULL);
    }
    if (st != TSR_OK) {
        tsri_raster_release(&job.raster);
        return st;
    }
    if (job.has_alpha) {
        tsri_lay_over_white(&job.raster.pixels, false);
    }
    *out = job.raster;
    return TSR_OK;
}
