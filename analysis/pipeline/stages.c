/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline/stage.h"

#include <string.h>

#include "measure/coverage.h"
#include "measure/density.h"
#include "measure/eyes.h"
#include "measure/hairline.h"
#include "measure/patches.h"
#include "measure/quality.h"
#include "measure/scale.h"
#include "measure/zones.h"

/* Long side of the decoded photo that the network and the measurements see; the network takes less, the overlay shows this. */
enum { ANALYSIS_LONG_SIDE_PX = 1024 };

/* A head needs some 32 px to be told from its surroundings at all: below, nothing is said. */
enum { MIN_SIDE_PX = 32 };

/* Share of the photo that hair and scalp must cover: docs/measurement.md 1.3. */
static const double MIN_SCALP_FRAC = 0.004, SMALL_SCALP_FRAC = 0.015;

/* Far below the least share of any of 2,500 photos (26 %): docs/measurement.md 1.3. */
static const double MIN_STRUCTURE_FRAC = 0.01;

static tsr_status decode(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    const tsri_decode_params params = {
        .memory = &worker->ctx->allocator,
        .limits = worker->ctx->limits,
        .wanted_long_side_px = ANALYSIS_LONG_SIDE_PX,
        .page = frame->params.page,
        .allow_truncated = frame->params.allow_truncated,
    };
    tsr_status st = tsri_photo_decode(frame->bytes, frame->size_bytes, &params, &frame->photo, err);
    if (st == TSR_OK) {
        frame->result.width_px = frame->photo.width_px;
        frame->result.height_px = frame->photo.height_px;
    }
    return st;
}

static tsr_status parse(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    return tsri_parse_run(worker->net, tsri_image_view(&frame->photo.rgb), frame->photo.width_px, frame->photo.height_px,
                          &worker->ctx->allocator, &frame->arena, &frame->parse, err);
}

static tsr_status sample(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    (void)worker;
    tsr_status st = tsri_sample_make(tsri_image_view(&frame->photo.rgb), tsri_image_view(&frame->parse.labels), &frame->arena,
                                     &frame->sample, err);
    frame->sample.logits = frame->parse.logits;
    frame->sample.box = frame->parse.box;
    frame->sample.landmarks = frame->result.landmarks = frame->parse.landmarks;
    frame->result.brows = frame->parse.brows;
    return st;
}

static tsr_status view(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    (void)worker;
    (void)err;
    if (frame->params.view != TSR_VIEW_UNKNOWN) {
        frame->result.view = (tsr_view_guess){.label = frame->params.view, .probability = 1.0, .named = true};
        frame->result.view.probabilities[frame->params.view] = 1.0;
    } else {
        frame->result.view = frame->parse.view;
    }
    frame->sample.view = frame->result.view.label;
    return TSR_OK;
}

static tsr_status eyes(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    (void)worker;
    (void)err;
    const tsr_view_guess *v = &frame->result.view;
    bool face_view = v->label == TSR_VIEW_FRONT || v->label == TSR_VIEW_LEFT || v->label == TSR_VIEW_RIGHT;
    double by_photo = v->probabilities[TSR_VIEW_FRONT] + v->probabilities[TSR_VIEW_LEFT] + v->probabilities[TSR_VIEW_RIGHT];
    frame->result.eyes = tsri_eyes_place(&frame->sample, face_view ? 1 : by_photo);
    return TSR_OK;
}

static tsr_status coverage(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    (void)worker;
    (void)err;
    frame->result.coverage = tsri_coverage_compute(&frame->parse.logits, &frame->parse.box, frame->parse.label_px);
    return TSR_OK;
}

static tsr_status quality(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    (void)worker;
    return tsri_quality_measure(&frame->sample, &frame->arena, &frame->result.quality, err);
}

static tsr_status scale(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    (void)worker;
    const tsri_scale_params params = {frame->params.mm_per_px, frame->params.marker_mm};
    tsr_photo_result *r = &frame->result;
    tsr_status st =
        tsri_scale_measure(&frame->sample, tsri_image_view(&frame->photo.rgb), &params, &frame->arena, &r->scale, err);
    if (st == TSR_OK) {
        r->coverage.bare_cm2 = tsri_coverage_area_cm2(&r->coverage, &r->scale);
    }
    return st;
}

static tsr_status zones(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    (void)worker;
    const tsr_zone_frame placed = tsri_zone_frame_place(&frame->sample);
    return tsri_zones_measure(&frame->sample, &placed, &frame->arena, &frame->result.zones, err);
}

static tsr_status density(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    (void)worker;
    tsri_density measured;
    tsr_status st = tsri_density_measure(&frame->sample, &frame->result.zones.frame, &frame->arena, &measured, err);
    if (st == TSR_OK) {
        frame->density_map = measured.map;
        frame->result.density = measured.relative;
        memcpy(frame->result.zones.density, measured.zones, sizeof measured.zones);
    }
    return st;
}

static tsr_status hairline(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    return tsri_hairline_find(&frame->sample, &frame->result.zones.frame, &frame->result.scale, &worker->ctx->allocator,
                              &frame->result.hairline, err);
}

static tsr_status patches(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    (void)worker;
    return tsri_patches_find(&frame->sample, &frame->result.zones.frame, &frame->arena, &frame->result.patches, err);
}

/* Can an honest number be given? What cannot be known is taken out again. */
static tsr_status status(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    (void)worker;
    (void)err;
    tsr_photo_result *r = &frame->result;
    r->reasons = 0;
    double scalp_frac = (double)r->coverage.scalp_px / ((double)r->width_px * r->height_px);
    if (r->width_px < MIN_SIDE_PX || r->height_px < MIN_SIDE_PX) {
        r->reasons |= TSR_REASON_TOO_SMALL;
    } else if (tsri_quality_structure_frac(tsri_image_view(&frame->photo.rgb)) < MIN_STRUCTURE_FRAC) {
        r->reasons |= TSR_REASON_BLANK;
    } else if (scalp_frac < MIN_SCALP_FRAC) {
        r->reasons |= TSR_REASON_NO_HEAD;
    } else if (scalp_frac < SMALL_SCALP_FRAC) {
        r->reasons |= TSR_REASON_HEAD_SMALL;
    }
    r->status = r->reasons ? TSR_PHOTO_NOT_ASSESSABLE : TSR_PHOTO_OK;
    if (r->status == TSR_PHOTO_NOT_ASSESSABLE) {
        r->coverage.bare_fraction.known = r->coverage.bare_cm2.known = false;
        memset(&r->zones, 0, sizeof r->zones);
        memset(&r->hairline, 0, sizeof r->hairline);
        memset(&r->patches, 0, sizeof r->patches);
        memset(&r->scale, 0, sizeof r->scale);
        r->density.known = false;
        frame->density_map = NULL;
    }
    return TSR_OK;
}

_Static_assert((int)TSRI_FEATURES == (int)TSRI_FINDING_FEATURES, "the finding is made of the parser's features");

static tsr_status finding(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    (void)err;
    frame->result.finding = tsri_finding_judge(&worker->ctx->finding, frame->parse.features, &frame->result);
    return TSR_OK;
}

#define TIMED(step) offsetof(tsr_timing, step##_ms)

const tsri_stage TSRI_STAGES[] = {
    {"decode", TSRI_SLOT_BYTES, TSRI_SLOT_PHOTO, TIMED(decode), decode},
    {"parse", TSRI_SLOT_PHOTO, TSRI_SLOT_LABELS, TIMED(parse), parse},
    {"sample", TSRI_SLOT_PHOTO | TSRI_SLOT_LABELS, TSRI_SLOT_SAMPLE, TIMED(measure), sample},
    {"view", TSRI_SLOT_LABELS | TSRI_SLOT_SAMPLE, TSRI_SLOT_VIEW, TIMED(measure), view},
    {"eyes", TSRI_SLOT_SAMPLE | TSRI_SLOT_VIEW, TSRI_SLOT_EYES, TIMED(measure), eyes},
    {"coverage", TSRI_SLOT_LABELS, TSRI_SLOT_COVERAGE, TIMED(measure), coverage},
    {"quality", TSRI_SLOT_SAMPLE | TSRI_SLOT_VIEW, TSRI_SLOT_QUALITY, TIMED(measure), quality},
    {"scale", TSRI_SLOT_PHOTO | TSRI_SLOT_SAMPLE | TSRI_SLOT_VIEW | TSRI_SLOT_COVERAGE, TSRI_SLOT_SCALE, TIMED(measure), scale},
    {"zones", TSRI_SLOT_SAMPLE | TSRI_SLOT_VIEW, TSRI_SLOT_ZONES, TIMED(measure), zones},
    {"density", TSRI_SLOT_SAMPLE | TSRI_SLOT_ZONES, TSRI_SLOT_DENSITY, TIMED(measure), density},
    {"hairline", TSRI_SLOT_SAMPLE | TSRI_SLOT_VIEW | TSRI_SLOT_ZONES | TSRI_SLOT_SCALE, TSRI_SLOT_HAIRLINE, TIMED(measure),
     hairline},
    {"patches", TSRI_SLOT_SAMPLE | TSRI_SLOT_ZONES, TSRI_SLOT_PATCHES, TIMED(measure), patches},
    {"status",
     TSRI_SLOT_PHOTO | TSRI_SLOT_COVERAGE | TSRI_SLOT_QUALITY | TSRI_SLOT_SCALE | TSRI_SLOT_ZONES | TSRI_SLOT_DENSITY |
         TSRI_SLOT_HAIRLINE | TSRI_SLOT_PATCHES,
     TSRI_SLOT_STATUS, TIMED(measure), status},
    {"finding", TSRI_SLOT_LABELS | TSRI_SLOT_STATUS, TSRI_SLOT_FINDING, TIMED(measure), finding},
    {NULL, 0, 0, 0, NULL},
};
