/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h> /* jpeglib.h needs it first */

#include <jpeglib.h>
#include <setjmp.h>

#include "base/buffer.h"
#include "base/fail.h"
#include "image/encode.h"

enum { CHUNK_BYTES = 1 << 14 };

struct writer {
    struct jpeg_compress_struct coder;
    struct jpeg_error_mgr errors;
    struct jpeg_destination_mgr sink;
    jmp_buf fault;
    tsri_buffer file;
    JOCTET chunk[CHUNK_BYTES];
};

static void give_up(j_common_ptr coder)
{
    longjmp(((struct writer *)coder->client_data)->fault, 1);
}

static void be_silent(j_common_ptr coder)
{
    (void)coder;
}

static void begin_chunk(j_compress_ptr coder)
{
    struct writer *w = coder->client_data;
    w->sink.next_output_byte = w->chunk;
    w->sink.free_in_buffer = sizeof w->chunk;
}

/* libjpeg calls this with the chunk full, whatever free_in_buffer says. */
static boolean flush_chunk(j_compress_ptr coder)
{
    struct writer *w = coder->client_data;
    if (tsri_buffer_append(&w->file, w->chunk, sizeof w->chunk, NULL) != TSR_OK) {
        give_up((j_common_ptr)coder);
    }
    begin_chunk(coder);
    return TRUE;
}

static void flush_rest(j_compress_ptr coder)
{
    struct writer *w = coder->client_data;
    if (tsri_buffer_append(&w->file, w->chunk, sizeof w->chunk - w->sink.free_in_buffer, NULL) != TSR_OK) {
        give_up((j_common_ptr)coder);
    }
}

static void start(struct writer *w, tsr_view_u8 pixels, int quality)
{
    w->coder.image_width = (JDIMENSION)pixels.width_px;
    w->coder.image_height = (JDIMENSION)pixels.height_px;
    w->coder.input_components = pixels.channels;
    w->coder.in_color_space = pixels.channels == 3 ? JCS_RGB : JCS_GRAYSCALE;
    jpeg_set_defaults(&w->coder);
    jpeg_set_quality(&w->coder, quality, TRUE);
    jpeg_start_compress(&w->coder, TRUE);
}

/* All that may jump; nothing here is changed between setjmp and longjmp but what w points to. */
static bool encode(struct writer *w, tsr_view_u8 pixels, int quality)
{
    w->coder.err = jpeg_std_error(&w->errors);
    w->coder.client_data = w;
    w->errors.error_exit = give_up;
    w->errors.output_message = be_silent;
    if (setjmp(w->fault)) {
        return false;
    }
    jpeg_create_compress(&w->coder);
    w->coder.client_data = w;
    w->sink.init_destination = begin_chunk;
    w->sink.empty_output_buffer = flush_chunk;
    w->sink.term_destination = flush_rest;
    w->coder.dest = &w->sink;
    start(w, pixels, quality);
    while (w->coder.next_scanline < w->coder.image_height) {
        JSAMPROW row = (JSAMPROW)(uintptr_t)(pixels.data + (size_t)w->coder.next_scanline * pixels.stride_bytes);
        (void)jpeg_write_scanlines(&w->coder, &row, 1);
    }
    jpeg_finish_compress(&w->coder);
    return true;
}

tsr_status tsri_jpeg_encode(
    tsr_view_u8 pixels, int quality, const tsr_allocator *memory, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    struct writer *w = NULL;
    *out_bytes = NULL;
    *out_size_bytes = 0;
    if ((pixels.channels != 1 && pixels.channels != 3) || pixels.width_px < 1 || pixels.height_px < 1 ||
        pixels.width_px > JPEG_MAX_DIMENSION || pixels.height_px > JPEG_MAX_DIMENSION || quality < 1 || quality > 100) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "no JPEG of %d x %d x %d at quality %d", (int)pixels.width_px,
                         (int)pixels.height_px, (int)pixels.channels, quality);
    }
    tsr_status st = tsri_alloc_zero(memory, 1, sizeof *w, &w, err);
    if (st != TSR_OK) {
        return st;
    }
    tsri_buffer_init(&w->file, memory);
    if (encode(w, pixels, quality)) {
        *out_bytes = (uint8_t *)w->file.data;
        *out_size_bytes = w->file.size_bytes;
        w->file.data = NULL; /* the caller's now */
    } else {
        st = tsri_fail(err, TSR_E_NOMEM, "JPEG of %d x %d could not be written", (int)pixels.width_px, (int)pixels.height_px);
    }
    jpeg_destroy_compress(&w->coder);
    tsri_buffer_release(&w->file);
    tsri_free(memory, w);
    return st;
}
