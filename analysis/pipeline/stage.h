/* SPDX-License-Identifier: Apache-2.0
 * pipeline/stage.h - a step of the analysis: what it needs, what it makes, what it runs. */
#ifndef TSRI_STAGE_H
#define TSRI_STAGE_H

#include "image/decode.h"
#include "measure/sample.h"
#include "parse/parse.h"
#include "pipeline/context.h"
#include "tonsure/assess.h"

/** Slots of a frame; each is written once, but for a view that is named anew (tsr_assessment_name_view). */
typedef enum tsri_slot {
    TSRI_SLOT_BYTES = 1 << 0,
    TSRI_SLOT_PHOTO = 1 << 1,
    TSRI_SLOT_LABELS = 1 << 2,
    TSRI_SLOT_SAMPLE = 1 << 3,
    TSRI_SLOT_VIEW = 1 << 4,
    TSRI_SLOT_COVERAGE = 1 << 5,
    TSRI_SLOT_QUALITY = 1 << 6,
    TSRI_SLOT_SCALE = 1 << 7,
    TSRI_SLOT_ZONES = 1 << 8,
    TSRI_SLOT_DENSITY = 1 << 9,
    TSRI_SLOT_HAIRLINE = 1 << 10,
    TSRI_SLOT_PATCHES = 1 << 11,
    TSRI_SLOT_STATUS = 1 << 12,
    TSRI_SLOT_FINDING = 1 << 13,
    TSRI_SLOT_EYES = 1 << 14
} tsri_slot;

/** One photo on its way through the stages. */
typedef struct tsri_frame {
    const uint8_t *bytes;
    size_t size_bytes;
    tsr_assess_params params;
    tsri_arena arena; /* scratch of this photo */
    tsri_photo photo;
    tsri_parse parse;
    tsri_sample sample;
    uint8_t *density_map; /* of the sample's size, the arena's */
    tsr_photo_result result;
    tsr_timing timing;
} tsri_frame;

struct tsr_worker {
    const tsr_context *ctx;
    tsri_net *net;
};

typedef struct tsri_stage {
    const char *name;      /* as tsr_error.stage */
    uint32_t needs, makes; /* of tsri_slot */
    size_t timing_offset;  /* of the double in tsr_timing that its time is added to */
    tsr_status (*run)(tsr_worker *worker, tsri_frame *frame, tsr_error *err);
} tsri_stage;

/** The stages in their order; NULL name ends the table. */
extern const tsri_stage TSRI_STAGES[];

#endif
