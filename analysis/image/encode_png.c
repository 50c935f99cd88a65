/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <string.h>

#include <png.h>
#include <zlib.h>

#include "base/fail.h"
#include "image/codec.h"
#include "image/encode.h"

enum {
    FIRST_BYTES = 1 << 16,
    ZLIB_BUFFER_BYTES = 1 << 16, /* one IDAT chunk each; libpng's default of 8 KiB means a call and a checksum for every 8 KiB */
};

/* As in png.c: everything that outlives a longjmp is here. */
typedef struct encode_job {
    png_structp png;
    png_infop info;
    jmp_buf jump;
    tsr_view_u8 pixels;
    int level;
    const tsr_allocator *memory;
    uint8_t *bytes;
    size_t size_bytes, room_bytes;
    tsr_error *err;
    tsr_status status;
} encode_job;

_Noreturn static void fail_out(encode_job *job, tsr_status status)
{
    job->status = status;
    longjmp(job->jump, 1);
}

_Noreturn static void fail_by_library(png_structp png, png_const_charp text)
{
    encode_job *job = png_get_error_ptr(png);
    char line[160];
    tsri_library_text(text, line, sizeof line);
    fail_out(job, tsri_fail(job->err, TSR_E_BACKEND, "png writer: %s", line));
}

static void ignore_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

static void grow(encode_job *job, size_t needed_bytes)
{
    size_t room = job->room_bytes ? job->room_bytes : FIRST_BYTES;
    while (room < needed_bytes) {
        if (!tsri_mul_size(room, 2, &room)) {
            fail_out(job, tsri_fail(job->err, TSR_E_NOMEM, "png of more than %zu bytes", job->size_bytes));
        }
    }
    uint8_t *bytes = NULL;
    const tsr_status st = tsri_alloc(job->memory, room, 1, &bytes, job->err);
    if (st != TSR_OK) {
        fail_out(job, st);
    }
    if (job->bytes) {
        memcpy(bytes, job->bytes, job->size_bytes);
        tsri_free(job->memory, job->bytes);
    }
    job->bytes = bytes;
    job->room_bytes = room;
}

static void write_bytes(png_structp png, png_bytep bytes, size_t count)
{
    encode_job *job = png_get_io_ptr(png);
    size_t needed;
    if (!tsri_add_size(job->size_bytes, count, &needed)) {
        fail_out(job, tsri_fail(job->err, TSR_E_NOMEM, "png of more than %zu bytes", job->size_bytes));
    }
    if (needed > job->room_bytes) {
        grow(job, needed);
    }
    memcpy(job->bytes + job->size_bytes, bytes, count);
    job->size_bytes = needed;
}

static void flush_nothing(png_structp png)
{
    (void)png;
}

static void write_all(encode_job *job)
{
    const tsr_view_u8 *view = &job->pixels;
    job->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, job, fail_by_library, ignore_warning);
    job->info = job->png ? png_create_info_struct(job->png) : NULL;
    if (!job->info) {
        fail_out(job, tsri_fail(job->err, TSR_E_NOMEM, "no memory for the png encoder"));
    }
    png_set_write_fn(job->png, job, write_bytes, flush_nothing);
    png_set_IHDR(job->png, job->info, (png_uint_32)view->width_px, (png_uint_32)view->height_px, 8,
                 view->channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(job->png, job->level);
    /* Runs only: on filtered photos and on label maps it is quicker than matching strings, and no larger. */
    png_set_compression_strategy(job->png, Z_RLE);
    png_set_compression_buffer_size(job->png, ZLIB_BUFFER_BYTES);
    png_set_filter(job->png, PNG_FILTER_TYPE_BASE, view->channels == 1 ? PNG_FILTER_NONE : PNG_FILTER_PAETH);
    png_write_info(job->png, job->info);
    for (int32_t y = 0; y < view->height_px; y++) {
        png_write_row(job->png, view->data + (size_t)y * view->stride_bytes);
    }
    png_write_end(job->png, NULL);
}

static tsr_status guarded(encode_job *job)
{
    if (setjmp(job->jump) == 0) {
        write_all(job);
    }
    return job->status;
}

tsr_status tsri_png_encode(
    tsr_view_u8 pixels, int level, const tsr_allocator *memory, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    *out_bytes = NULL;
    *out_size_bytes = 0;
    if (!pixels.data || pixels.width_px < 1 || pixels.height_px < 1 || (pixels.channels != 1 && pixels.channels != 3) ||
        pixels.stride_bytes < (size_t)pixels.width_px * (size_t)pixels.channels || level < 0 || level > 9) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "png of %d x %d px, %d channels, level %d", pixels.width_px, pixels.height_px,
                         pixels.channels, level);
    }
    encode_job job = {.pixels = pixels, .level = level, .memory = memory, .err = err};
    const tsr_status st = guarded(&job);
    png_destroy_write_struct(&job.png, &job.info);
    if (st != TSR_OK) {
        tsri_free(memory, job.bytes);
        return st;
    }
    *out_bytes = job.bytes;
    *out_size_bytes = job.size_bytes;
    return TSR_OK;
}
