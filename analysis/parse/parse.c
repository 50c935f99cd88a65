/* SPDX-License-Identifier: Apache-2.0 */
#include "parse/parse.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "parse/landmarks.h"
#include "parse/main_head.h"
#include "vision/vision.h"

enum { PAD_U8 = 127 }; /* the grey that scripts/train pads with */

enum { VIEW_INDEX_LEFT = 2, VIEW_INDEX_RIGHT = 3 }; /* in the order of scripts/train/network.py's VIEWS */

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

static void swap_floats(float *a, float *b)
{
    float kept = *a;
    *a = *b;
    *b = kept;
}

/* Left becomes right in every row of a [side x side x channels] picture. */
static void mirror(float *data, int32_t side_px, int channels)
{
    for (int32_t y = 0; y < side_px; y++) {
        float *row = data + (size_t)y * (size_t)side_px * (size_t)channels;
        for (int32_t x = 0; x < side_px / 2; x++) {
            float *a = row + (size_t)x * (size_t)channels, *b = row + (size_t)(side_px - 1 - x) * (size_t)channels;
            for (int c = 0; c < channels; c++) {
                swap_floats(a + c, b + c);
            }
        }
    }
}

/* The mirror image of the network's maps: the pupils change sides, and so their channels. */
static void mirror_maps(float *maps, int32_t side_px)
{
    mirror(maps, side_px, TSRI_NET_CHANNELS);
    for (int32_t i = 0; i < side_px * side_px; i++) {
        float *cell = maps + (size_t)i * TSRI_NET_CHANNELS;
        swap_floats(cell + TSRI_CHANNEL_LEFT_PUPIL, cell + TSRI_CHANNEL_RIGHT_PUPIL);
    }
}

/* Run the network on the square and on its mirror image, and average: a photo and its mirror image are parsed alike, and what the
 * network makes of noise partly cancels. The averages are the arena's. */
static tsr_status
run_both_ways(tsri_net *net, tsri_arena *arena, float **out_maps, float out_view[TSRI_NET_VIEWS], tsr_error *err)
{
    tsri_net_output raw;
    float *maps = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_net_run(net, &raw, err));
    size_t cells = (size_t)raw.side_px * (size_t)raw.side_px;
    TSRI_TRY(tsri_arena_alloc(arena, cells * TSRI_NET_CHANNELS, sizeof *maps, &maps, err));
    memcpy(maps, raw.maps, cells * TSRI_NET_CHANNELS * sizeof *maps);
    memcpy(out_view, raw.view, TSRI_NET_VIEWS * sizeof *out_view);
    mirror(tsri_net_input(net), tsri_net_size_px(net), 3);
    mirror_maps(maps, raw.side_px); /* so that the second pass adds up pixel by pixel */
    TSRI_TRY(tsri_net_run(net, &raw, err));
    for (size_t i = 0; i < cells * TSRI_NET_CHANNELS; i++) {
        maps[i] = (maps[i] + raw.maps[i]) / 2;
    }
    mirror_maps(maps, raw.side_px);
    for (int v = 0; v < TSRI_NET_VIEWS; v++) {
        int other = v == VIEW_INDEX_LEFT ? VIEW_INDEX_RIGHT : v == VIEW_INDEX_RIGHT ? VIEW_INDEX_LEFT : v;
        out_view[v] = (out_view[v] + raw.view[other]) / 2;
    }
    *out_maps = maps;
done:
    return st;
}

static tsr_view_guess guess_view(const float *logits)
{
    /* The network's order of views is scripts/train/network.py's VIEWS. */
    static const tsr_view VIEWS[TSRI_NET_VIEWS] = {TSR_VIEW_FRONT, TSR_VIEW_TOP, TSR_VIEW_LEFT, TSR_VIEW_RIGHT, TSR_VIEW_BACK};
    tsr_view_guess guess = {TSR_VIEW_UNKNOWN, 0};
    double total = 0, best = -(double)INFINITY;
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
    float *maps, view[TSRI_NET_VIEWS];
    memset(out, 0, sizeof *out);
    if (!rgb.data || rgb.channels != 3 || width_px < 1 || height_px < 1) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "parse of %d x %d px with %d channels", width_px, height_px, rgb.channels);
    }
    out->box = tsri_letterbox_compute(width_px, height_px, tsri_net_size_px(net));
    TSRI_TRY(fill_input(net, rgb, &out->box, arena, err));
    TSRI_TRY(run_both_ways(net, arena, &maps, view, err));
    TSRI_TRY(tsri_main_head_keep(maps, tsri_net_size_px(net) / 2, TSRI_NET_CHANNELS, arena, err));
    out->logits = (tsri_logits){maps, tsri_net_size_px(net) / 2, TSRI_NET_CHANNELS};
    out->view = guess_view(view);
    out->landmarks = tsri_landmarks_find(&out->logits, &out->box);
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
