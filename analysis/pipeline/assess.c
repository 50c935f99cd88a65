/* SPDX-License-Identifier: Apache-2.0 */
#include "tonsure/assess.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "pipeline/assessment.h"
#include "pipeline/stage.h"

/* The most that a forward pass of 10 ms allows; larger sizes gain next to nothing: models/parser.md. */
enum { NETWORK_SIZE_PX = 224 };

tsr_status tsr_worker_create(const tsr_context *ctx, tsr_worker **out_worker, tsr_error *err)
{
    tsr_worker *worker = NULL;
    *out_worker = NULL;
    tsr_status st = tsri_alloc_zero(&ctx->allocator, 1, sizeof *worker, &worker, err);
    if (st != TSR_OK) {
        return st;
    }
    worker->ctx = ctx;
    st = tsri_net_create(&ctx->allocator, ctx->parser.weights, NETWORK_SIZE_PX, &worker->net, err);
    if (st != TSR_OK) {
        tsr_worker_destroy(&worker);
    }
    *out_worker = worker;
    return st;
}

void tsr_worker_destroy(tsr_worker **worker)
{
    if (worker && *worker) {
        tsri_net_destroy(&(*worker)->net);
        tsri_free(&(*worker)->ctx->allocator, *worker);
        *worker = NULL;
    }
}

/* What a stage did, for whoever listens: never a path or a name. */
static void log_stage(const tsr_context *ctx, const char *stage, tsr_status st, double spent_ms)
{
    char text[64];
    if (ctx->log) {
        (void)snprintf(text, sizeof text, "%s, %.1f ms", tsr_status_name(st), spent_ms);
        ctx->log(ctx->log_user, st == TSR_OK ? TSR_LOG_DEBUG : TSR_LOG_WARNING, stage, text);
    }
}

/* Run the stages that need any of the slots, or what an earlier one of them has made. */
static tsr_status run_stages(tsr_worker *worker, tsri_frame *frame, uint32_t slots, tsr_error *err)
{
    for (const tsri_stage *stage = TSRI_STAGES; stage->name; stage++) {
        if (!(stage->needs & slots)) {
            continue;
        }
        slots |= stage->makes;
        double before_ms = tsri_clock_ms();
        tsr_status st = stage->run(worker, frame, err);
        double *spent_ms = (double *)(void *)((char *)&frame->timing + stage->timing_offset);
        double step_ms = tsri_clock_ms() - before_ms;
        *spent_ms += step_ms;
        log_stage(worker->ctx, stage->name, st, step_ms);
        if (st != TSR_OK) {
            if (err) {
                (void)snprintf(err->stage, sizeof err->stage, "%s", stage->name);
            }
            return st;
        }
    }
    return TSR_OK;
}

tsr_status tsr_photo_assess(tsr_worker *worker,
                            const uint8_t *bytes,
                            size_t size_bytes,
                            const tsr_assess_params *params,
                            tsr_assessment **out,
                            tsr_error *err)
{
    tsr_assessment *assessment = NULL;
    const tsr_allocator *memory = &worker->ctx->allocator;
    *out = NULL;
    if (params && (unsigned)params->view >= TSR_VIEW_COUNT) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "view %d is none of tsr_view", (int)params->view);
    }
    if (params && (unsigned)params->language >= TSR_LANGUAGE_COUNT) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "language %d is none of tsr_language", (int)params->language);
    }
    tsr_status st = tsri_alloc_zero(memory, 1, sizeof *assessment, &assessment, err);
    if (st != TSR_OK) {
        return st;
    }
    assessment->memory = memory;
    tsri_frame *frame = &assessment->frame;
    frame->bytes = bytes;
    frame->size_bytes = size_bytes;
    if (params) {
        frame->params = *params;
    }
    tsri_arena_init(&frame->arena, memory);
    st = run_stages(worker, frame, TSRI_SLOT_BYTES, err);
    frame->bytes = NULL; /* the caller's */
    if (st != TSR_OK) {
        tsr_assessment_destroy(&assessment);
    }
    *out = assessment;
    return st;
}

tsr_status tsr_assessment_name_view(tsr_worker *worker, tsr_assessment *assessment, const tsr_view_guess *view, tsr_error *err)
{
    tsri_frame *frame = &assessment->frame;
    if ((unsigned)view->label >= TSR_VIEW_COUNT) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "view %d is none of tsr_view", (int)view->label);
    }
    bool same = frame->result.view.label == view->label;
    frame->result.view = *view;
    frame->sample.view = view->label;
    return same ? TSR_OK : run_stages(worker, frame, TSRI_SLOT_VIEW, err);
}

void tsr_assessment_drop_labels(tsr_assessment *assessment)
{
    tsri_image_release(&assessment->frame.parse.labels);
}

void tsr_assessment_destroy(tsr_assessment **assessment)
{
    if (assessment && *assessment) {
        tsri_frame *frame = &(*assessment)->frame;
        tsri_parse_release(&frame->parse);
        tsri_photo_release(&frame->photo);
        tsri_arena_release(&frame->arena);
        tsri_free((*assessment)->memory, *assessment);
        *assessment = NULL;
    }
}

const tsr_photo_result *tsr_assessment_result(const tsr_assessment *assessment)
{
    return &assessment->frame.result;
}

tsr_view_u8 tsr_assessment_labels(const tsr_assessment *assessment)
{
    return tsri_image_view(&assessment->frame.parse.labels);
}

tsr_view_u8 tsr_assessment_photo(const tsr_assessment *assessment)
{
    return tsri_image_view(&assessment->frame.photo.rgb);
}

tsr_view_u8 tsr_assessment_density(const tsr_assessment *assessment)
{
    const tsri_sample *sample = &assessment->frame.sample;
    return (tsr_view_u8){assessment->frame.density_map, sample->labels.width_px, sample->labels.height_px, 1,
                         (size_t)sample->labels.width_px};
}

tsr_language tsr_assessment_language(const tsr_assessment *assessment)
{
    return assessment->frame.params.language;
}

tsr_timing tsr_assessment_timing(const tsr_assessment *assessment)
{
    return assessment->frame.timing;
}
