/* SPDX-License-Identifier: Apache-2.0
 * parse/features.h - what the network's encoder sees in hair, scalp, skin beside them, and where hair meets scalp, and in nothing
 * else. */
#ifndef TSRI_FEATURES_H
#define TSRI_FEATURES_H

#include "base/memory.h"
#include "parse/letterbox.h"
#include "parse/net.h"

/** Parts of the head whose features are averaged apart, so that the ground round the head has no say. */
typedef enum tsri_feature_region {
    TSRI_FEATURE_HAIR,
    TSRI_FEATURE_SCALP,
    TSRI_FEATURE_SKIN,   /* next to hair or scalp */
    TSRI_FEATURE_BORDER, /* where hair meets scalp */
    TSRI_FEATURE_REGIONS
} tsri_feature_region;

/** Region by region the channels of three encoder stages, then each region's share of the square. */
enum { TSRI_FEATURES = TSRI_FEATURE_REGIONS * (TSRI_NET_STAGE_CHANNELS + 1) };

/**
 * Paint the ground grey in the network's input, so that no cell of the encoder sees it.
 *
 * @param logits  label maps of half the input's size
 * @param input   [2 side x 2 side x 3], changed
 */
void tsri_features_paint_ground(const tsri_logits *logits, float *input);

/**
 * Average the encoder's channels over the regions, each cell weighted by the probability of its label.
 *
 * @param stages  [TSRI_NET_STAGES] of the painted input
 * @param logits  label maps, margins and other people being ground in them
 * @param arena   scratch
 * @param out     [TSRI_FEATURES]; all near 0 where there is no head
 * @return TSR_OK or TSR_E_NOMEM. Cost: under 1 ms at 224 px.
 */
TSR_NODISCARD tsr_status
tsri_features_pool(const tsri_net_stage *stages, const tsri_logits *logits, tsri_arena *arena, float *out, tsr_error *err);

#endif
