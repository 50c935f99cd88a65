/* SPDX-License-Identifier: Apache-2.0
 * HEIC by libheif: the primary picture, with the container's own cropping, turning and mirroring carried out by the library. An
 * EXIF orientation, which phones write besides, must then not be applied again. */
#include <string.h>

#include "base/fail.h"
#include "image/codec.h"
#include "image/colour.h"
#include "image/heif_library.h"

/* libheif holds the decoded planes at 4:2:0, a turned copy of them and the converted picture at once. */
enum { HELD_BYTES_PER_PIXEL = 6 };

typedef struct heic_job {
    struct heif_context *context;
    struct heif_image_handle *handle;
    struct heif_image *image;
    tsri_heif_library heif;
    const tsri_decode_params *params;
    tsri_raster raster;
    tsr_error *err;
} heic_job;

static tsr_status check(const heic_job *job, struct heif_error result)
{
    char line[160];
    tsr_status st = TSR_E_FORMAT;
    if (result.code == heif_error_Ok) {
        return TSR_OK;
    }
    if (result.subcode == heif_suberror_Security_limit_exceeded) {
        st = TSR_E_LIMIT;
    } else if (result.code == heif_error_Unsupported_filetype || result.code == heif_error_Unsupported_feature) {
        st = TSR_E_UNSUPPORTED;
    } else if (result.code == heif_error_Memory_allocation_error) {
        st = TSR_E_NOMEM;
    }
    tsri_library_text(result.message, line, sizeof line);
    return tsri_fail_backend(job->err, st, (int)result.subcode, "heic: %s", line);
}

static tsr_status open_picture(heic_job *job, const uint8_t *bytes, size_t size_bytes)
{
    const tsr_limits *limits = &job->params->limits;
    job->context = job->heif.context_alloc();
    if (!job->context) {
        return tsri_fail(job->err, TSR_E_NOMEM, "no memory for the heic decoder");
    }
    job->heif.context_set_maximum_image_size_limit(job->context, limits->max_side_px);
    job->heif.context_set_max_decoding_threads(job->context, 0); /* photos are the unit of parallel work */
    tsr_status st = check(job, job->heif.context_read_from_memory_without_copy(job->context, bytes, size_bytes, NULL));
    if (st != TSR_OK) {
        return st;
    }
    st = check(job, job->heif.context_get_primary_image_handle(job->context, &job->handle));
    if (st != TSR_OK) {
        return st;
    }
    const int width_px = job->heif.image_handle_get_width(job->handle),
              height_px = job->heif.image_handle_get_height(job->handle);
    if (width_px < 1 || height_px < 1) {
        return tsri_fail(job->err, TSR_E_FORMAT, "image of %d x %d px has no pixels", width_px, height_px);
    }
    st = tsri_check_size(limits, (uint64_t)width_px, (uint64_t)height_px, HELD_BYTES_PER_PIXEL, job->err);
    job->raster.width_px = width_px;
    job->raster.height_px = height_px;
    job->raster.orientation = 1;
    return st;
}

static tsr_status decode_picture(heic_job *job, bool has_alpha)
{
    struct heif_decoding_options *options = job->heif.decoding_options_alloc();
    if (!options) {
        return tsri_fail(job->err, TSR_E_NOMEM, "no memory for the heic decoder");
    }
    options->convert_hdr_to_8bit = 1;
    const enum heif_chroma chroma = has_alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB;
    const tsr_status st = check(job, job->heif.decode_image(job->handle, &job->image, heif_colorspace_RGB, chroma, options));
    job->heif.decoding_options_free(options);
    return st;
}

/* The coded picture may be of another size than the container says: then neither is to be trusted. */
static tsr_status copy_pixels(heic_job *job, int32_t channels)
{
    int stride_bytes = 0;
    const uint8_t *plane = job->heif.image_get_plane_readonly(job->image, heif_channel_interleaved, &stride_bytes);
    const int width_px = job->heif.image_get_width(job->image, heif_channel_interleaved);
    const int height_px = job->heif.image_get_height(job->image, heif_channel_interleaved);
    const int bits = job->heif.image_get_bits_per_pixel(job->image, heif_channel_interleaved);
    if (!plane || width_px != job->raster.width_px || height_px != job->raster.height_px || bits != 8 * channels ||
        stride_bytes < width_px * channels) {
        return tsri_fail(job->err, TSR_E_FORMAT, "heic says %d x %d px and holds %d x %d px of %d bits", job->raster.width_px,
                         job->raster.height_px, width_px, height_px, bits);
    }
    tsri_image *pixels = &job->raster.pixels;
    const tsr_status st = tsri_image_init(pixels, job->params->memory, width_px, height_px, channels, job->err);
    if (st != TSR_OK) {
        return st;
    }
    for (int32_t y = 0; y < height_px; y++) {
        memcpy(tsri_image_row(pixels, y), plane + (size_t)y * (size_t)stride_bytes, (size_t)width_px * (size_t)channels);
    }
    if (channels == 4) {
        tsri_lay_over_white(pixels, job->heif.image_handle_is_premultiplied_alpha(job->handle) != 0);
    }
    return TSR_OK;
}

static tsr_status copy_icc(heic_job *job, size_t icc_bytes)
{
    uint8_t *icc = NULL;
    tsr_status st = tsri_alloc(job->params->memory, icc_bytes, 1, &icc, job->err);
    if (st == TSR_OK && job->heif.image_handle_get_raw_color_profile(job->handle, icc).code == heif_error_Ok) {
        st = tsri_raster_set_icc(&job->raster, icc, icc_bytes, job->err);
    }
    tsri_free(job->params->memory, icc);
    return st;
}

/* Wide-gamut primaries given by number (ISO/IEC 23091-2, table 2) become a profile with the sRGB curve; BT.709 and the kinds of
 * old television, which differ little, are taken as sRGB. */
static tsr_status set_profile_by_number(heic_job *job)
{
    struct heif_color_profile_nclx *nclx = NULL;
    tsr_status st = TSR_OK;
    if (job->heif.image_handle_get_nclx_color_profile(job->handle, &nclx).code != heif_error_Ok || !nclx) {
        return TSR_OK;
    }
    if (nclx->color_primaries == heif_color_primaries_SMPTE_EG_432_1 ||
        nclx->color_primaries == heif_color_primaries_ITU_R_BT_2020_2_and_2100_0) {
        const bool p3 = nclx->color_primaries == heif_color_primaries_SMPTE_EG_432_1;
        static const tsri_primaries DISPLAY_P3 = {{0.3127, 0.3290}, {0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}};
        static const tsri_primaries BT_2020 = {{0.3127, 0.3290}, {0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}};
        st = tsri_colour_profile(p3 ? &DISPLAY_P3 : &BT_2020, job->params->memory, &job->raster.icc, &job->raster.icc_bytes,
                                 job->err);
    }
    job->heif.nclx_color_profile_free(nclx);
    return st;
}

static tsr_status read_profile(heic_job *job)
{
    const enum heif_color_profile_type type = job->heif.image_handle_get_color_profile_type(job->handle);
    if (type == heif_color_profile_type_prof || type == heif_color_profile_type_rICC) {
        const size_t icc_bytes = job->heif.image_handle_get_raw_color_profile_size(job->handle);
        return icc_bytes > 0 ? copy_icc(job, icc_bytes) : TSR_OK;
    }
    return set_profile_by_number(job);
}

static void close_job(heic_job *job)
{
    if (job->image) {
        job->heif.image_release(job->image);
    }
    if (job->handle) {
        job->heif.image_handle_release(job->handle);
    }
    if (job->context) {
        job->heif.context_free(job->context);
    }
}

tsr_status
tsri_heic_decode(const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, tsri_raster *out, tsr_error *err)
{
    heic_job job = {.params = params, .err = err};
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_heif_library_load(&job.heif, err));
    TSRI_TRY(open_picture(&job, bytes, size_bytes));
    const bool has_alpha = job.heif.image_handle_has_alpha_channel(job.handle) != 0;
    TSRI_TRY(decode_picture(&job, has_alpha));
    TSRI_TRY(copy_pixels(&job, has_alpha ? 4 : 3));
    TSRI_TRY(read_profile(&job));
    *out = job.raster;
done:
    close_job(&job);
    if (st != TSR_OK) {
        tsri_raster_release(&job.raster);
    }
    return st;
}
