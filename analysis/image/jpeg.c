/* SPDX-License-Identifier: Apache-2.0
 * JPEG by libjpeg-turbo, shrunk while decoding.
 *
 * The inverse DCT of an 8 x 8 block can give n x n pixels for n = 1 to 8, which costs less than decoding all and shrinking; the
 * smallest n that is large enough is taken.
 *
 * libjpeg reports an error by a function that must not return. longjmp leads back to guarded(), which touches no local variable
 * of its own after setjmp: all state lives in the job, one frame up. */
#include <limits.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h> /* behind jpeglib.h, whose settings number its messages */

#include "base/fail.h"
#include "image/codec.h"

enum {
    DCT_SIZE = 8,
    MAX_SCANS = 100,        /* encoders write about ten; each costs a pass over all coefficients, however few bytes it has */
    MAX_PADDING_BYTES = 16, /* some cameras pad before a marker; more left over means that the entropy code went astray */
};

typedef struct jpeg_job {
    struct jpeg_decompress_struct cinfo;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf jump;
    const uint8_t *bytes;
    size_t size_bytes;
    const tsri_decode_params *params;
    tsr_error *err;
    tsr_status status;
    bool ended_early; /* the data ran out and the caller allows it */
    JOCTET *icc;      /* libjpeg's, from the C library's heap */
    unsigned icc_bytes;
    tsri_raster raster;
} jpeg_job;

_Noreturn static void fail_out(jpeg_job *job, tsr_status status)
{
    job->status = status;
    longjmp(job->jump, 1);
}

/* Rows of the full-size image that are complete; 0 while a progressive file is still being collected. */
static unsigned rows_done(const struct jpeg_decompress_struct *cinfo)
{
    return cinfo->output_height ? (unsigned)((uint64_t)cinfo->output_scanline * cinfo->image_height / cinfo->output_height) : 0;
}

static tsr_status status_of(int message_code)
{
    switch (message_code) {
    case JERR_OUT_OF_MEMORY:
        return TSR_E_NOMEM;
    case JERR_NO_BACKING_STORE: /* what libjpeg would hold is over max_memory_to_use */
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW:
        return TSR_E_LIMIT;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CCIR601_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_SOF_UNSUPPORTED:
        return TSR_E_UNSUPPORTED;
    default:
        return TSR_E_FORMAT;
    }
}

_Noreturn static void fail_by_library(j_common_ptr cinfo)
{
    jpeg_job *job = cinfo->client_data;
    char text[JMSG_LENGTH_MAX], line[JMSG_LENGTH_MAX];
    cinfo->err->format_message(cinfo, text);
    tsri_library_text(text, line, sizeof line);
    const int code = cinfo->err->msg_code;
    fail_out(job, tsri_fail_backend(job->err, status_of(code), code, "jpeg: %s", line));
}

_Noreturn static void fail_ended_early(jpeg_job *job)
{
    const struct jpeg_decompress_struct *cinfo = &job->cinfo;
    const int code = cinfo->err->msg_code;
    if (cinfo->output_height == 0) {
        tsri_fail_backend(job->err, TSR_E_FORMAT, code, "jpeg of %zu bytes ends early: inside its header", job->size_bytes);
    } else if (cinfo->input_scan_number > 1) {
        tsri_fail_backend(job->err, TSR_E_FORMAT, code, "jpeg ends early: inside scan %d", cinfo->input_scan_number);
    } else {
        tsri_fail_backend(job->err, TSR_E_FORMAT, code, "jpeg ends early: %u of %u rows", rows_done(cinfo), cinfo->image_height);
    }
    fail_out(job, TSR_E_FORMAT);
}

/* Level -1 is a warning: libjpeg goes on with invented pixels. Which of them leave the photo whole is decided here. */
static void take_message(j_common_ptr cinfo, int level)
{
    if (level >= 0) {
        return;
    }
    jpeg_job *job = cinfo->client_data;
    switch (cinfo->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
        if (!job->params->allow_truncated) {
            fail_ended_early(job);
        }
        job->ended_early = true;
        break;
    case JWRN_EXTRANEOUS_DATA:
        if (cinfo->err->msg_parm.i[0] > MAX_PADDING_BYTES && !job->ended_early) {
            fail_by_library(cinfo);
        }
        break;
    case JWRN_ARITH_BAD_CODE:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
        if (!job->ended_early) {
            fail_by_library(cinfo);
        }
        break;
    default:
        break; /* about headers and profiles, not pixels */
    }
}

static void check_scans(j_common_ptr cinfo)
{
    jpeg_job *job = cinfo->client_data;
    if (job->cinfo.input_scan_number > MAX_SCANS) {
        fail_out(job, tsri_fail(job->err, TSR_E_LIMIT, "jpeg of more than %d scans", MAX_SCANS));
    }
}

static void open_source(jpeg_job *job)
{
    struct jpeg_decompress_struct *cinfo = &job->cinfo;
    const uint64_t max_bytes = job->params->limits.max_decoded_bytes;
    jpeg_create_decompress(cinfo);
    cinfo->mem->max_memory_to_use = max_bytes < LONG_MAX ? (long)max_bytes : LONG_MAX;
    job->progress.progress_monitor = check_scans;
    cinfo->progress = &job->progress;
    jpeg_mem_src(cinfo, job->bytes, (unsigned long)job->size_bytes);
    jpeg_save_markers(cinfo, JPEG_APP0 + 1, 0xFFFF);
    jpeg_save_markers(cinfo, JPEG_APP0 + 2, 0xFFFF);
}

/* The smallest n/8 whose long side is still wanted. */
static unsigned scale_for(unsigned long_side_px, int32_t wanted_px)
{
    unsigned n = DCT_SIZE;
    while (wanted_px > 0 && n > 1 && ((uint64_t)long_side_px * (n - 1) + DCT_SIZE - 1) / DCT_SIZE >= (uint64_t)wanted_px) {
        n--;
    }
    return n;
}

static void choose_output(jpeg_job *job)
{
    struct jpeg_decompress_struct *cinfo = &job->cinfo;
    switch (cinfo->jpeg_color_space) {
    case JCS_GRAYSCALE:
        cinfo->out_color_space = JCS_GRAYSCALE;
        break;
    case JCS_YCbCr:
    case JCS_RGB:
        cinfo->out_color_space = JCS_RGB;
        break;
    case JCS_CMYK:
    case JCS_YCCK:
        cinfo->out_color_space = JCS_CMYK;
        break;
    default:
        fail_out(job, tsri_fail(job->err, TSR_E_UNSUPPORTED, "jpeg of %d components", cinfo->num_components));
    }
    const unsigned long_side = cinfo->image_width > cinfo->image_height ? cinfo->image_width : cinfo->image_height;
    cinfo->scale_num = scale_for(long_side, job->params->wanted_long_side_px);
    cinfo->scale_denom = DCT_SIZE;
    jpeg_calc_output_dimensions(cinfo);
}

static void read_header(jpeg_job *job)
{
    struct jpeg_decompress_struct *cinfo = &job->cinfo;
    const tsr_limits *limits = &job->params->limits;
    jpeg_read_header(cinfo, TRUE);
    tsr_status st = tsri_check_size(limits, cinfo->image_width, cinfo->image_height, 0, job->err);
    if (st != TSR_OK) {
        fail_out(job, st);
    }
    choose_output(job);
    st = tsri_check_size(limits, cinfo->output_width, cinfo->output_height, (uint64_t)cinfo->out_color_components, job->err);
    if (st == TSR_OK) {
        st = tsri_image_init(&job->raster.pixels, job->params->memory, (int32_t)cinfo->output_width,
                             (int32_t)cinfo->output_height, cinfo->out_color_components, job->err);
    }
    if (st != TSR_OK) {
        fail_out(job, st);
    }
    job->raster.width_px = (int32_t)cinfo->image_width;
    job->raster.height_px = (int32_t)cinfo->image_height;
}

static void read_metadata(jpeg_job *job)
{
    job->raster.orientation = 1;
    for (jpeg_saved_marker_ptr marker = job->cinfo.marker_list; marker; marker = marker->next) {
        if (marker->marker == JPEG_APP0 + 1 && marker->data_length > 6 && memcmp(marker->data, "Exif\0", 6) == 0) {
            job->raster.orientation = tsri_exif_orientation(marker->data, marker->data_length);
            break;
        }
    }
    if (jpeg_read_icc_profile(&job->cinfo, &job->icc, &job->icc_bytes)) {
        const tsr_status st = tsri_raster_set_icc(&job->raster, job->icc, job->icc_bytes, job->err);
        if (st != TSR_OK) {
            fail_out(job, st);
        }
    }
}

/* Photoshop stores 255 for no ink, and says that it wrote the file by the Adobe marker. */
static void invert(uint8_t *row, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        row[i] = (uint8_t)(255 - row[i]);
    }
}

static void read_pixels(jpeg_job *job)
{
    struct jpeg_decompress_struct *cinfo = &job->cinfo;
    const bool inverted = cinfo->out_color_space == JCS_CMYK && cinfo->saw_Adobe_marker;
    const size_t row_bytes = (size_t)cinfo->output_width * (size_t)cinfo->out_color_components;
    jpeg_start_decompress(cinfo);
    while (cinfo->output_scanline < cinfo->output_height) {
        JSAMPROW row = tsri_image_row(&job->raster.pixels, (int32_t)cinfo->output_scanline);
        jpeg_read_scanlines(cinfo, &row, 1);
        if (inverted) {
            invert(row, row_bytes);
        }
    }
    jpeg_finish_decompress(cinfo);
}

static tsr_status guarded(jpeg_job *job)
{
    if (setjmp(job->jump) == 0) {
        open_source(job);
        read_header(job);
        read_metadata(job);
        read_pixels(job);
    }
    return job->status;
}

static tsr_status decode(const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, jpeg_job *job, tsr_error *err)
{
    *job = (jpeg_job){.bytes = bytes, .size_bytes = size_bytes, .params = params, .err = err};
    job->cinfo.err = jpeg_std_error(&job->errors);
    job->cinfo.client_data = job;
    job->errors.error_exit = fail_by_library;
    job->errors.emit_message = take_message;
    const tsr_status st = guarded(job);
    jpeg_destroy_decompress(&job->cinfo);
    free(job->icc); /* libjpeg documents free() as its release */
    if (st != TSR_OK) {
        tsri_raster_release(&job->raster);
    }
    return st;
}

/* Where the segment starts that the end of the file cuts in two: a marker that carries tables or opens a scan. 0 if none. */
static size_t last_segment(const uint8_t *bytes, size_t size_bytes)
{
    for (size_t at = size_bytes - 1; at-- > 2;) {
        const uint8_t marker = bytes[at + 1];
        const bool opens = (marker >= 0xC0 && marker <= 0xCF) || (marker >= 0xDA && marker <= 0xFE);
        if (bytes[at] == 0xFF && opens) {
            return at;
        }
    }
    return 0;
}

tsr_status
tsri_jpeg_decode(const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, tsri_raster *out, tsr_error *err)
{
    jpeg_job job;
    if (size_bytes == 0) {
        return tsri_fail(err, TSR_E_FORMAT, "jpeg of 0 bytes");
    }
    tsr_status st = decode(bytes, size_bytes, params, &job, err);
    if (st == TSR_E_FORMAT && job.ended_early) {
        /* Cut inside the tables between two scans of a progressive file: the scans before it are whole. */
        const size_t cut = last_segment(bytes, size_bytes);
        if (cut > 0) {
            st = decode(bytes, cut, params, &job, err);
        }
    }
    if (st == TSR_OK) {
        *out = job.raster;
    }
    return st;
}
