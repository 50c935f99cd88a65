/* SPDX-License-Identifier: Apache-2.0
 * parse/net.h - the parser's network: a forward pass and nothing else.
 *
 * Input   [size x size x 3] floats, RGB / 127.5 - 1, size a multiple of 32.
 * Output  maps [size/2 x size/2 x TSRI_NET_CHANNELS] logits, view [TSRI_NET_VIEWS] logits; or the last
 *         three stages of the encoder alone.
 * The layers mirror scripts/train/network.py; parity with it is tested on stored tensors. */
#ifndef TSRI_NET_H
#define TSRI_NET_H

#include "parse/labels.h"
#include "parse/weights.h"

enum {
    TSRI_NET_CHANNELS = TSRI_CHANNEL_COUNT, /* 4 labels, 4 parts, 4 points */
    TSRI_NET_VIEWS = 5,
    TSRI_NET_STAGES = 3,           /* of the encoder that are given out */
    TSRI_NET_STAGE_CHANNELS = 384, /* of the three together */
    TSRI_NET_STRIDE = 32
};

/** One thread's network: operators and scratch. The weights are shared and only read. */
typedef struct tsri_net tsri_net;

/** An encoder stage's output, [side x side x channels]. */
typedef struct tsri_net_stage {
    const float *data;
    int32_t side_px, channels;
} tsri_net_stage;

/** What a forward pass gives; borrowed until the next run or destroy. */
typedef struct tsri_net_output {
    int32_t side_px; /* of the maps */
    const float *maps, *view;
} tsri_net_output;

/**
 * Build the operators for one input size.
 *
 * @param weights  may be destroyed afterwards: operators keep their own packed copy
 * @return TSR_OK; TSR_E_INVALID_ARG size not a multiple of 32; TSR_E_MODEL a tensor missing or of another shape; TSR_E_NOMEM;
 *         TSR_E_BACKEND. Cost: packs all weights, some 10 ms.
 */
TSR_NODISCARD tsr_status
tsri_net_create(const tsr_allocator *memory, const tsri_weights *weights, int32_t size_px, tsri_net **out, tsr_error *err);

void tsri_net_destroy(tsri_net **net);

/** Where to put the input: size x size x 3 floats. */
float *tsri_net_input(tsri_net *net);

/** Side of the input, px. */
int32_t tsri_net_size_px(const tsri_net *net);

/** Forward pass, one thread. @return TSR_OK or TSR_E_BACKEND. Cost: 0.6 billion multiply-adds at 256 px. */
TSR_NODISCARD tsr_status tsri_net_run(tsri_net *net, tsri_net_output *out, tsr_error *err);

/**
 * The encoder's pass alone.
 *
 * @param out  [TSRI_NET_STAGES] at 1/8, 1/16 and 1/32 of the input's side, of 64, 128 and 192 channels; borrowed until the next
 * run
 * @return TSR_OK or TSR_E_BACKEND. Cost: about half of a forward pass.
 */
TSR_NODISCARD tsr_status tsri_net_encode(tsri_net *net, tsri_net_stage *out, tsr_error *err);

#endif
