/* SPDX-License-Identifier: Apache-2.0 */
#include "parse/parse.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "parse/islands.h"
#include "parse/landmarks.h"
#include "parse/main_head.h"
#include "vision/vision.h"

enum { PAD_U8 = 127 }; /* the grey that scripts/train pads with */

enum { VIEW_INDEX_LEFT = 2, VIEW_INDEX_RIGHT = 3 }; /* in the order of scripts/train/network.py's VIEWS */

/* Around a small head's bounding box, as a share of its longer side: hair that the first pass missed, and ground to judge it by.
 */
static const double REGION_MARGIN = 0.12;

/* A head whose region is longer than this share of the photo would gain next to nothing from a pass of its own. */
static const double SMALL_HEAD_FRAC = 0.85;

/* Scale a part of the photo into the square, where the box has it, and write it as the network's floats. */
static tsr_status fill_input(tsri_net *net, tsr_view_u8 part, const tsri_letterbox *box, tsri_arena *arena, tsr_error *err)
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
    st = tsr_cv_resize_u8(part, content, err);
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

/* What the network makes of one region of the photo. */
struct pass {
    tsri_letterbox box;
    float *maps; /* the arena's */
    float view[TSRI_NET_VIEWS];
};

/* Nothing lies in the square's margins, whatever the network makes of them. */
static void clear_margins(const tsri_letterbox *box, float *maps, int32_t side_px)
{
    int32_t left, right, top, bottom;
    tsri_letterbox_covered_cells(box->left_px, box->content_width_px, &left, &right);
    tsri_letterbox_covered_cells(box->top_px, box->content_height_px, &top, &bottom);
    for (int32_t y = 0; y < side_px; y++) {
        for (int32_t x = 0; x < side_px; x++) {
            if (x < left || x > right || y < top || y > bottom) {
                tsri_map_erase(maps + ((size_t)y * (size_t)side_px + (size_t)x) * TSRI_NET_CHANNELS, TSRI_NET_CHANNELS);
            }
        }
    }
}

/* Run the network on a part of the photo, which lies in the square where pass->box has it. */
static tsr_status run_once(tsri_net *net, tsr_view_u8 part, tsri_arena *arena, struct pass *pass, tsr_error *err)
{
    tsri_net_output raw;
    tsr_status st = TSR_OK;
    TSRI_TRY(fill_input(net, part, &pass->box, arena, err));
    TSRI_TRY(tsri_net_run(net, &raw, err));
    size_t floats = (size_t)raw.side_px * (size_t)raw.side_px * TSRI_NET_CHANNELS;
    TSRI_TRY(tsri_arena_alloc(arena, floats, sizeof *pass->maps, &pass->maps, err));
    memcpy(pass->maps, raw.maps, floats * sizeof *pass->maps);
    clear_margins(&pass->box, pass->maps, raw.side_px);
    memcpy(pass->view, raw.view, sizeof pass->view);
done:
    return st;
}

/* Run it on the mirror image too, which still lies in the network's input, and average: a photo and its mirror image are parsed
 * alike, and what the network makes of noise partly cancels. */
static tsr_status average_with_mirror(tsri_net *net, struct pass *pass, tsr_error *err)
{
    tsri_net_output raw;
    mirror(tsri_net_input(net), tsri_net_size_px(net), 3);
    tsr_status st = tsri_net_run(net, &raw, err);
    if (st != TSR_OK) {
        return st;
    }
    size_t floats = (size_t)raw.side_px * (size_t)raw.side_px * TSRI_NET_CHANNELS;
    mirror_maps(pass->maps, raw.side_px); /* so that the second pass adds up pixel by pixel */
    for (size_t i = 0; i < floats; i++) {
        pass->maps[i] = (pass->maps[i] + raw.maps[i]) / 2;
    }
    mirror_maps(pass->maps, raw.side_px);
    clear_margins(&pass->box, pass->maps, raw.side_px);
    for (int v = 0; v < TSRI_NET_VIEWS; v++) {
        int other = v == VIEW_INDEX_LEFT ? VIEW_INDEX_RIGHT : v == VIEW_INDEX_RIGHT ? VIEW_INDEX_LEFT : v;
        pass->view[v] = (pass->view[v] + raw.view[other]) / 2;
    }
    return TSR_OK;
}

/* What the encoder sees of the head alone. The network's input is the mirror image still. */
static tsr_status
find_features(tsri_net *net, const tsri_logits *logits, tsri_arena *arena, float out[TSRI_FEATURES], tsr_error *err)
{
    tsri_net_stage stages[TSRI_NET_STAGES];
    mirror(tsri_net_input(net), tsri_net_size_px(net), 3);
    tsri_features_paint_ground(logits, tsri_net_input(net));
    tsr_status st = tsri_net_encode(net, stages, err);
    return st == TSR_OK ? tsri_features_pool(stages, logits, arena, out, err) : st;
}

/* The surroundings of the head in the whole photo's maps, in whole pixels of the reduced photo; false where there is no head, or
 * it is most of the photo. */
static bool small_head_part(const tsri_letterbox *box, const tsri_rect *head, tsr_view_u8 rgb, tsri_rect *out)
{
    double kx = (double)rgb.width_px / box->width_px, ky = (double)rgb.height_px / box->height_px;
    double left, top, right, bottom;
    if (head->left_px >= head->right_px) {
        return false;
    }
    tsri_letterbox_to_photo(box, 2, head->left_px - 0.5, head->top_px - 0.5, &left, &top);
    tsri_letterbox_to_photo(box, 2, head->right_px - 0.5, head->bottom_px - 0.5, &right, &bottom);
    double margin = REGION_MARGIN * fmax(right - left, bottom - top);
    *out = (tsri_rect){(int32_t)fmax(0, floor((left + 0.5 - margin) * kx)), (int32_t)fmax(0, floor((top + 0.5 - margin) * ky)),
                       (int32_t)fmin(rgb.width_px, ceil((right + 0.5 + margin) * kx)),
                       (int32_t)fmin(rgb.height_px, ceil((bottom + 0.5 + margin) * ky))};
    int32_t width_px = out->right_px - out->left_px, height_px = out->bottom_px - out->top_px;
    return width_px > 0 && height_px > 0 && fmax(width_px, height_px) < SMALL_HEAD_FRAC * fmax(rgb.width_px, rgb.height_px);
}

/* Run the network on a part of the reduced photo alone. */
static tsr_status run_part(tsri_net *net,
                           tsr_view_u8 rgb,
                           tsri_rect at,
                           const tsri_letterbox *whole,
                           tsri_arena *arena,
                           struct pass *pass,
                           tsr_error *err)
{
    double kx = (double)whole->width_px / rgb.width_px, ky = (double)whole->height_px / rgb.height_px;
    const tsr_view_u8 part = {rgb.data + (size_t)at.top_px * rgb.stride_bytes + (size_t)at.left_px * (size_t)rgb.channels,
                              at.right_px - at.left_px, at.bottom_px - at.top_px, rgb.channels, rgb.stride_bytes};
    const tsri_region region = {at.left_px * kx, at.top_px * ky, part.width_px * kx, part.height_px * ky};
    pass->box = tsri_letterbox_compute_region(whole->width_px, whole->height_px, region, whole->size_px);
    return run_once(net, part, arena, pass, err);
}

/* The head's labels from its own pass, the rest of the photo's from the first. */
static tsr_status expand_labels(
    const struct pass *whole, const struct pass *head, int32_t side_px, tsri_arena *arena, tsri_parse *out, tsr_error *err)
{
    const tsri_region *r = &head->box.region;
    const int32_t width_px = whole->box.width_px, height_px = whole->box.height_px;
    const tsri_logits near = {head->maps, side_px, TSRI_NET_CHANNELS}, far = {whole->maps, side_px, TSRI_NET_CHANNELS};
    /* The pixels whose centres lie in the region. */
    const tsri_rect in = {(int32_t)ceil(r->left_px - 0.5), (int32_t)ceil(r->top_px - 0.5),
                          (int32_t)ceil(r->left_px + r->width_px - 0.5), (int32_t)ceil(r->top_px + r->height_px - 0.5)};
    const tsri_rect around[] = {{0, 0, width_px, in.top_px},
                                {0, in.top_px, in.left_px, in.bottom_px},
                                {in.right_px, in.top_px, width_px, in.bottom_px},
                                {0, in.bottom_px, width_px, height_px}};
    tsr_status st = TSR_OK;
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        TSRI_TRY(tsri_labels_expand(&far, &whole->box, around[i], arena, &out->labels, out->label_px, err));
    }
    TSRI_TRY(tsri_labels_expand(&near, &head->box, in, arena, &out->labels, out->label_px, err));
done:
    return st;
}

static tsr_view_guess guess_view(const float *logits)
{
    /* The network's order of views is scripts/train/network.py's VIEWS. */
    static const tsr_view VIEWS[TSRI_NET_VIEWS] = {TSR_VIEW_FRONT, TSR_VIEW_TOP, TSR_VIEW_LEFT, TSR_VIEW_RIGHT, TSR_VIEW_BACK};
    tsr_view_guess guess = {.label = TSR_VIEW_UNKNOWN};
    double total = 0, best = -(double)INFINITY;
    for (int i = 0; i < TSRI_NET_VIEWS; i++) {
        best = fmax(best, (double)logits[i]);
    }
    for (int i = 0; i < TSRI_NET_VIEWS; i++) {
        double p = exp((double)logits[i] - best);
        guess.probabilities[VIEWS[i]] = p;
        total += p;
        if (p >= 1) {
            guess.label = VIEWS[i];
        }
    }
    guess.probability = 1 / total;
    for (int v = 0; v < TSR_VIEW_COUNT; v++) {
        guess.probabilities[v] /= total;
    }
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
    tsri_rect found, part; /* the head in the maps, and its surroundings in the reduced photo */
    struct pass whole, head;
    int32_t side_px = tsri_net_size_px(net) / 2;
    memset(out, 0, sizeof *out);
    if (!rgb.data || rgb.channels != 3 || width_px < 1 || height_px < 1) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "parse of %d x %d px with %d channels", width_px, height_px, rgb.channels);
    }
    TSRI_TRY(tsri_image_init(&out->labels, memory, width_px, height_px, 1, err));
    whole.box = tsri_letterbox_compute(width_px, height_px, tsri_net_size_px(net));
    TSRI_TRY(run_once(net, rgb, arena, &whole, err));
    TSRI_TRY(tsri_main_head_find(whole.maps, side_px, TSRI_NET_CHANNELS, false, arena, &found, err));
    head = whole;
    if (small_head_part(&whole.box, &found, rgb, &part)) {
        TSRI_TRY(run_part(net, rgb, part, &whole.box, arena, &head, err));
        TSRI_TRY(tsri_main_head_find(whole.maps, side_px, TSRI_NET_CHANNELS, true, arena, &found, err));
    }
    TSRI_TRY(average_with_mirror(net, &head, err));
    TSRI_TRY(tsri_main_head_find(head.maps, side_px, TSRI_NET_CHANNELS, true, arena, &found, err));
    TSRI_TRY(tsri_islands_clear(head.maps, side_px, TSRI_NET_CHANNELS, arena, err));
    out->box = head.box;
    out->logits = (tsri_logits){head.maps, side_px, TSRI_NET_CHANNELS};
    out->view = guess_view(head.view);
    TSRI_TRY(find_features(net, &out->logits, arena, out->features, err));
    out->landmarks = tsri_landmarks_find(&out->logits, &out->box);
    out->brows = tsri_brows_find(&out->logits, &out->box, &out->landmarks);
    TSRI_TRY(expand_labels(&whole, &head, side_px, arena, out, err));
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
