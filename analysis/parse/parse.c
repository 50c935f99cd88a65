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

/* Around a small head's bounding box, as a share of its longer side: hair that the first pass missed, and ground to judge it by. */
static const double REGION_MARGIN = 0.12;

/* A head whose region is longer than this share of the photo would gain next to nothing from a pass of its own. */
static const double SMALL_HEAD_FRAC = 0.85;

/* The part of a reduced photo that lies in the region. */
static tsr_view_u8 crop(tsr_view_u8 rgb, const tsri_letterbox *box)
{
    double kx = (double)rgb.width_px / box->width_px, ky = (double)rgb.height_px / box->height_px;
    int32_t left = (int32_t)floor(box->region.left_px * kx + 0.5), top = (int32_t)floor(box->region.top_px * ky + 0.5);
    int32_t right = (int32_t)floor((box->region.left_px + box->region.width_px) * kx + 0.5);
    int32_t bottom = (int32_t)floor((box->region.top_px + box->region.height_px) * ky + 0.5);
    tsr_view_u8 part = {rgb.data + (size_t)top * rgb.stride_bytes + (size_t)left * (size_t)rgb.channels, right - left, bottom - top,
                        rgb.channels, rgb.stride_bytes};
    return part;
}

/* Scale the region into the square and write it as the network's floats. */
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
    st = tsr_cv_resize_u8(crop(rgb, box), content, err);
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
    tsri_rect head; /* in the maps */
};

/* Run the network on a region. */
static tsr_status run_once(tsri_net *net, tsr_view_u8 rgb, tsri_arena *arena, struct pass *pass, tsr_error *err)
{
    tsri_net_output raw;
    tsr_status st = TSR_OK;
    TSRI_TRY(fill_input(net, rgb, &pass->box, arena, err));
    TSRI_TRY(tsri_net_run(net, &raw, err));
    size_t floats = (size_t)raw.side_px * (size_t)raw.side_px * TSRI_NET_CHANNELS;
    TSRI_TRY(tsri_arena_alloc(arena, floats, sizeof *pass->maps, &pass->maps, err));
    memcpy(pass->maps, raw.maps, floats * sizeof *pass->maps);
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
    for (int v = 0; v < TSRI_NET_VIEWS; v++) {
        int other = v == VIEW_INDEX_LEFT ? VIEW_INDEX_RIGHT : v == VIEW_INDEX_RIGHT ? VIEW_INDEX_LEFT : v;
        pass->view[v] = (pass->view[v] + raw.view[other]) / 2;
    }
    return TSR_OK;
}

/* The surroundings of the head in the whole photo's maps; false where there is none in the photo, or it is most of the photo. */
static bool small_head_region(const struct pass *whole, tsr_view_u8 rgb, tsri_region *out)
{
    const tsri_letterbox *box = &whole->box;
    const tsri_rect *head = &whole->head;
    double left, top, right, bottom, longest = fmax(box->width_px, box->height_px);
    if (head->left_px >= head->right_px) {
        return false;
    }
    tsri_letterbox_to_photo(box, 2, head->left_px - 0.5, head->top_px - 0.5, &left, &top);
    tsri_letterbox_to_photo(box, 2, head->right_px - 0.5, head->bottom_px - 0.5, &right, &bottom);
    double margin = REGION_MARGIN * fmax(right - left, bottom - top);
    /* To whole pixels of the reduced photo, which the crop is made of. */
    double kx = (double)box->width_px / rgb.width_px, ky = (double)box->height_px / rgb.height_px;
    left = fmax(0, floor((left + 0.5 - margin) / kx) * kx);
    top = fmax(0, floor((top + 0.5 - margin) / ky) * ky);
    right = fmin(box->width_px, ceil((right + 0.5 + margin) / kx) * kx);
    bottom = fmin(box->height_px, ceil((bottom + 0.5 + margin) / ky) * ky);
    *out = (tsri_region){left, top, right - left, bottom - top};
    if (out->width_px <= 0 || out->height_px <= 0) {
        return false; /* what passes for a head lies in the square's margin */
    }
    return fmax(out->width_px, out->height_px) < SMALL_HEAD_FRAC * longest;
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
        guess.by_itself[VIEWS[i]] = p;
        total += p;
        if (p >= 1) {
            guess.label = VIEWS[i];
        }
    }
    guess.probability = 1 / total;
    for (int v = 0; v < TSR_VIEW_COUNT; v++) {
        guess.by_itself[v] /= total;
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
    tsri_region region;
    struct pass whole, head;
    int32_t side_px = tsri_net_size_px(net) / 2;
    memset(out, 0, sizeof *out);
    if (!rgb.data || rgb.channels != 3 || width_px < 1 || height_px < 1) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "parse of %d x %d px with %d channels", width_px, height_px, rgb.channels);
    }
    TSRI_TRY(tsri_image_init(&out->labels, memory, width_px, height_px, 1, err));
    whole.box = tsri_letterbox_compute(width_px, height_px, tsri_net_size_px(net));
    TSRI_TRY(run_once(net, rgb, arena, &whole, err));
    TSRI_TRY(tsri_main_head_keep(whole.maps, side_px, TSRI_NET_CHANNELS, arena, &whole.head, err));
    head = whole;
    if (small_head_region(&whole, rgb, &region)) {
        head.box = tsri_letterbox_compute_region(width_px, height_px, region, tsri_net_size_px(net));
        TSRI_TRY(run_once(net, rgb, arena, &head, err));
    }
    TSRI_TRY(average_with_mirror(net, &head, err));
    TSRI_TRY(tsri_main_head_keep(head.maps, side_px, TSRI_NET_CHANNELS, arena, &head.head, err));
    out->box = head.box;
    out->logits = (tsri_logits){head.maps, side_px, TSRI_NET_CHANNELS};
    out->view = guess_view(head.view);
    out->landmarks = tsri_landmarks_find(&out->logits, &out->box);
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
