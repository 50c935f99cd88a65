/* SPDX-License-Identifier: Apache-2.0 */
#include "parse/parse.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "vision/vision.h"

enum { PAD_U8 = 127 }; /* the grey that scripts/train pads with */

/* Shrink the photo into the square and write it as the network's floats. */
static tsr_status fill_input(tsri_net *net, tsr_view_u8 rgb, const tsri_letterbox *box, tsri_arena *arena, tsr_error *err)
{
    size_t side = (size_t)box->size_px;
    uint8_t *square = NULL;
    tsr_status st = tsri_arena_alloc(arena, side * side, 3, &square, err);
    if (st != TSR_OK) {
        return st;
    }
    memset(square, PAD_U8, side * side * 3);
    tsri_span_u8 content = {square + ((size_t)box->top_px * side + (size_t)box->left_px) * 3, box->content_width_px,
                            box->content_height_px, 3, side * 3};
    st = tsr_cv_resize_u8(rgb, content, err);
    if (st == TSR_OK) {
        float *input = tsri_net_input(net);
        for (size_t i = 0; i < side * side * 3; i++) {
            input[i] = (float)square[i] / 127.5f - 1.0f;
        }
    }
    return st;
}

static tsr_view_guess guess_view(const float *logits)
{
    /* The network's order of views is scripts/train/network.py's VIEWS. */
    static const tsr_view VIEWS[TSRI_NET_VIEWS] = {TSR_VIEW_FRONT, TSR_VIEW_TOP, TSR_VIEW_LEFT, TSR_VIEW_RIGHT, TSR_VIEW_BACK};
    tsr_view_guess guess = {TSR_VIEW_UNKNOWN, 0};
    double total = 0, best = -INFINITY;
    for (int i = 0; i < TSRI_NET_VIEWS; i++) {
        best = fmax(best, (double)logits[i]);
    }
    for (int i = 0; i < TSRI_NET_VIEWS; i++) {
        double p = exp((double)logits[i] - best);
        total += p;
        if (p >= 1) {
            guess.label = VIEWS[i];
        }
    }
    guess.probability = 1 / total;
    return guess;
}

tsr_status tsri_parse_run(tsri_net *net,
                          tsr_view_u8 rgb,
                          int32_t width_px,
                          int32_t height_px,
                          const tsr_allocator *memory,
                          tsri_arena *arena,
                          tsri_parse *out,
                          tsr_error *err)
{
    tsr_status st = TSR_OK;
    tsri_net_output raw;
    memset(out, 0, sizeof *out);
    if (!rgb.data || rgb.channels != 3 || width_px < 1 || height_px < 1) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "parse of %d x %d px with %d channels", width_px, height_px, rgb.channels);
    }
    out->box = tsri_letterbox_compute(width_px, height_px, tsri_net_size_px(net));
    TSRI_TRY(fill_input(net, rgb, &out->box, arena, err));
    TSRI_TRY(tsri_net_run(net, &raw, err));
    out->logits = (tsri_logits){raw.maps, raw.side_px, TSRI_NET_CHANNELS};
    out->view = guess_view(raw.view);
    TSRI_TRY(tsri_labels_expand(&out->logits, &out->box, memory, arena, &out->labels, out->label_px, err));
done:
    if (st != TSR_OK) {
        tsri_parse_release(out);
    }
    return st;
}

void tsri_parse_release(tsri_parse *parse)
{
    tsri_image_release(&parse->labels);
}
