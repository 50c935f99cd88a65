/* SPDX-License-Identifier: Apache-2.0 */
#include "image/colour.h"

#include <lcms2.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "image/colour_matrix.h"

enum {
    PROBE_LEVELS = 6, /* steps of 51 in each channel: 216 colours, corners and grays among them */
    PROBE_COUNT = PROBE_LEVELS * PROBE_LEVELS * PROBE_LEVELS,
    GRAY_COUNT = 256,
    PROBE_COUNT_MAX = GRAY_COUNT > PROBE_COUNT ? GRAY_COUNT : PROBE_COUNT,
    PROBE_STEP = 255 / (PROBE_LEVELS - 1),
    SAME_LEVELS = 1, /* rounding of the tone curves alone makes a difference of one */
};

/* All of one conversion. lcms keeps its error handler and plug-ins in the context, so threads share nothing. */
typedef struct colour_job {
    cmsContext context;
    cmsHPROFILE from, to;
    cmsHTRANSFORM transform; /* NULL where the matrix does it */
    tsri_colour_matrix matrix;
    int32_t channels; /* of the pixels that the profile is for */
} colour_job;

static void silent(cmsContext context, cmsUInt32Number code, const char *text)
{
    (void)context;
    (void)code;
    (void)text;
}

static void close_job(colour_job *job)
{
    if (job->transform) {
        cmsDeleteTransform(job->transform);
    }
    if (job->from) {
        cmsCloseProfile(job->from);
    }
    if (job->to) {
        cmsCloseProfile(job->to);
    }
    if (job->context) {
        cmsDeleteContext(job->context);
    }
}

/* Channels of the pixels the profile describes; 0 for a kind that is no photo's. */
static int32_t profile_channels(cmsHPROFILE profile)
{
    switch ((unsigned)cmsGetDeviceClass(profile)) {
    case cmsSigLinkClass:
    case cmsSigAbstractClass:
    case cmsSigNamedColorClass:
        return 0;
    default:
        break;
    }
    switch ((unsigned)cmsGetColorSpace(profile)) {
    case cmsSigGrayData:
        return 1;
    case cmsSigRgbData:
        return 3;
    case cmsSigCmykData:
        return 4;
    default:
        return 0;
    }
}

/* False if the profile is of no use for such pixels. */
static bool open_job(colour_job *job, const uint8_t *icc, size_t icc_bytes, int32_t channels)
{
    job->context = cmsCreateContext(NULL, NULL);
    if (!job->context) {
        return false;
    }
    cmsSetLogErrorHandlerTHR(job->context, silent);
    job->from = cmsOpenProfileFromMemTHR(job->context, icc, (cmsUInt32Number)icc_bytes);
    if (!job->from) {
        return false;
    }
    job->channels = profile_channels(job->from);
    if (job->channels != channels && !(channels == 1 && job->channels == 3)) {
        return false;
    }
    if (job->channels == 3 && tsri_colour_matrix_init(&job->matrix, job->from)) {
        return true;
    }
    job->to = cmsCreate_sRGBProfileTHR(job->context);
    if (!job->to) {
        return false;
    }
    const cmsUInt32Number format = job->channels == 1 ? TYPE_GRAY_8 : job->channels == 3 ? TYPE_RGB_8 : TYPE_CMYK_8;
    job->transform = cmsCreateTransformTHR(job->context, job->from, format, job->to, TYPE_RGB_8, INTENT_RELATIVE_COLORIMETRIC,
                                           cmsFLAGS_BLACKPOINTCOMPENSATION);
    return job->transform != NULL;
}

static void apply(const colour_job *job, const uint8_t *in, uint8_t *out, size_t count)
{
    if (job->transform) {
        cmsDoTransform(job->transform, in, out, (cmsUInt32Number)count);
    } else {
        tsri_colour_matrix_apply(&job->matrix, in, out, count);
    }
}

static void fill_probe(uint8_t *probe, int32_t channels, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (channels == 1) {
            probe[i] = (uint8_t)i;
            continue;
        }
        probe[3 * i] = (uint8_t)(i % PROBE_LEVELS * PROBE_STEP);
        probe[3 * i + 1] = (uint8_t)(i / PROBE_LEVELS % PROBE_LEVELS * PROBE_STEP);
        probe[3 * i + 2] = (uint8_t)(i / PROBE_LEVELS / PROBE_LEVELS * PROBE_STEP);
    }
}

/* Does an RGB or gray profile leave colours where they are? Saves the pass over the pixels for the commonest of all profiles. */
static bool is_srgb_in_effect(const colour_job *job)
{
    uint8_t probe[PROBE_COUNT * 3], moved[PROBE_COUNT_MAX * 3];
    if (job->channels == 4) {
        return false;
    }
    const size_t count = job->channels == 1 ? GRAY_COUNT : PROBE_COUNT;
    fill_probe(probe, job->channels, count);
    apply(job, probe, moved, count);
    for (size_t i = 0; i < 3 * count; i++) {
        const int before = probe[job->channels == 1 ? i / 3 : i];
        if (abs(moved[i] - before) > SAME_LEVELS) {
            return false;
        }
    }
    return true;
}

/* The plain formulas, for files without a profile. */
static void convert_row_plain(const uint8_t *in, int32_t channels, int32_t width_px, uint8_t *out)
{
    for (int32_t x = 0; x < width_px; x++, in += channels, out += 3) {
        if (channels == 1) {
            out[0] = out[1] = out[2] = in[0];
            continue;
        }
        const unsigned light = 255u - in[3];
        for (int c = 0; c < 3; c++) {
            out[c] = (uint8_t)(((255u - in[c]) * light + 127) / 255);
        }
    }
}

/* job NULL: the plain formulas. */
static tsr_status convert(tsri_image *image, const colour_job *job, tsr_error *err)
{
    const size_t width = (size_t)image->width_px;
    if (image->channels == 3) {
        for (int32_t y = 0; job && y < image->height_px; y++) {
            apply(job, tsri_image_row(image, y), tsri_image_row(image, y), width);
        }
        return TSR_OK;
    }
    tsri_image rgb;
    tsr_status st = tsri_image_init(&rgb, image->memory, image->width_px, image->height_px, 3, err);
    if (st != TSR_OK) {
        return st;
    }
    const bool expand = !job || job->channels != image->channels; /* also gray under an RGB profile */
    for (int32_t y = 0; y < image->height_px; y++) {
        uint8_t *out = tsri_image_row(&rgb, y);
        if (expand) {
            convert_row_plain(tsri_image_row(image, y), image->channels, image->width_px, out);
        }
        if (job) {
            apply(job, expand ? out : tsri_image_row(image, y), out, width);
        }
    }
    tsri_image_release(image);
    *image = rgb;
    return TSR_OK;
}

tsr_status tsri_colour_to_srgb(tsri_image *image, const uint8_t *icc, size_t icc_bytes, bool *out_applied, tsr_error *err)
{
    colour_job job = {0};
    *out_applied = icc && icc_bytes > 0 && open_job(&job, icc, icc_bytes, image->channels);
    const bool needed = *out_applied && !is_srgb_in_effect(&job);
    tsr_status st = convert(image, needed ? &job : NULL, err);
    close_job(&job);
    return st;
}

/* IEC 61966-2-1, as lcms's parametric curve of type 4. */
static cmsToneCurve *srgb_curve(cmsContext context)
{
    const cmsFloat64Number curve[5] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    return cmsBuildParametricToneCurve(context, 4, curve);
}

tsr_status tsri_colour_profile(
    const tsri_primaries *primaries, const tsr_allocator *memory, uint8_t **out_icc, size_t *out_bytes, tsr_error *err)
{
    tsr_status st = TSR_OK;
    uint8_t *icc = NULL;
    *out_icc = NULL;
    *out_bytes = 0;
    colour_job job = {.context = cmsCreateContext(NULL, NULL)};
    cmsToneCurve *curve = job.context ? srgb_curve(job.context) : NULL;
    if (curve) {
        const tsri_primaries *p = primaries;
        const cmsCIExyY white = {p->white[0], p->white[1], 1};
        const cmsCIExyYTRIPLE rgb = {{p->red[0], p->red[1], 1}, {p->green[0], p->green[1], 1}, {p->blue[0], p->blue[1], 1}};
        cmsToneCurve *curves[3] = {curve, curve, curve};
        job.from = cmsCreateRGBProfileTHR(job.context, &white, &rgb, curves);
        cmsFreeToneCurve(curve);
    }
    cmsUInt32Number bytes = 0;
    if (job.from && cmsSaveProfileToMem(job.from, NULL, &bytes)) {
        st = tsri_alloc(memory, bytes, 1, &icc, err);
        if (st == TSR_OK && cmsSaveProfileToMem(job.from, icc, &bytes)) {
            *out_icc = icc;
            *out_bytes = bytes;
            icc = NULL;
        }
    }
    tsri_free(memory, icc);
    close_job(&job);
    return st;
}
