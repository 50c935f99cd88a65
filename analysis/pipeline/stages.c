/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline/stage.h"

#include "measure/coverage.h"
#include "measure/hairline.h"
#include "measure/quality.h"

/* Long side of the decoded photo that the network and the measurements see; the network takes less, the overlay shows this. */
enum { ANALYSIS_LONG_SIDE_PX = 1024 };

/* A head needs some 32 px to be told from its surroundings at all: below, nothing is said. */
enum { MIN_SIDE_PX = 32 };

/* Share of the photo that hair and scalp must cover: docs/measurement.md 1.3. */
static const double MIN_SCALP_FRAC = 0.004, SMALL_SCALP_FRAC = 0.015;

/* A tenth of the least share of any of 2,500 photos: docs/measurement.md 1.3. */
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
    frame->result.landmarks = frame->parse.landmarks;
    return TSR_OK;
}

static tsr_status coverage(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    (void)worker;
    (void)err;
    frame->result.coverage = tsri_coverage_compute(&frame->parse.logits, &frame->parse.box, frame->parse.label_px);
    return TSR_OK;
}

static tsr_status hairline(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    (void)worker;
    (void)err;
    frame->result.hairline = tsri_hairline_find(tsri_image_view(&frame->parse.labels), &frame->result.landmarks);
    return TSR_OK;
}

/* Can an honest number be given? What cannot be known is taken out again. */
static tsr_status status(tsr_worker *worker, tsri_frame *frame, tsr_error *err)
{
    (void)worker;
    (void)err;
    tsr_photo_result *r = &frame->result;
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
        r->coverage.bare_fraction = (tsr_quantity){0};
        r->hairline = (tsr_hairline){.trichion = {0}};
    }
    return TSR_OK;
}

const tsri_stage TSRI_STAGES[] = {
    {"decode", TSRI_SLOT_BYTES, TSRI_SLOT_PHOTO, offsetof(tsr_timing, decode_ms), decode},
    {"parse", TSRI_SLOT_PHOTO, TSRI_SLOT_LABELS, offsetof(tsr_timing, parse_ms), parse},
    {"view", TSRI_SLOT_LABELS, TSRI_SLOT_VIEW, offsetof(tsr_timing, measure_ms), view},
    {"coverage", TSRI_SLOT_LABELS, TSRI_SLOT_COVERAGE, offsetof(tsr_timing, measure_ms), coverage},
    {"hairline", TSRI_SLOT_LABELS | TSRI_SLOT_VIEW, TSRI_SLOT_HAIRLINE, offsetof(tsr_timing, measure_ms), hairline},
    {"status", TSRI_SLOT_PHOTO | TSRI_SLOT_COVERAGE | TSRI_SLOT_HAIRLINE, TSRI_SLOT_STATUS, offsetof(tsr_timing, measure_ms),
     status},
    {NULL, 0, 0, 0, NULL},
};
