/* SPDX-License-Identifier: Apache-2.0 */
#include "parse/main_head.h"

#include "base/fail.h"
#include "vision/vision.h"

/* A second head of nearly the main one's size may as well be the main one's other half, parted by a hand or a band: it stays. */
static const double OTHER_HEAD_FRAC = 0.5;

/* A part of skin with a speck of hair is still a hand. */
static const double LEAST_HEAD_FRAC = 0.02;

static const float CERTAIN_LOGIT = 20.0f;

/* Map pixels of each part that are hair or scalp; index 0 is background. */
static void count_heads(const uint8_t *labels, const int32_t *ids, int32_t cells, int32_t *out_count)
{
    for (int32_t i = 0; i < cells; i++) {
        out_count[ids[i]] += labels[i] == TSR_LABEL_HAIR || labels[i] == TSR_LABEL_SCALP;
    }
}

/* Both its hair and scalp and the whole of it must be clearly smaller: a face under a hat that passes for hair is no other head.
 */
static bool is_other_head(const int32_t *head_px, const tsri_component *parts, int32_t id, int32_t main_id)
{
    double area_px = (double)parts[id - 1].area_px, main_area_px = (double)parts[main_id - 1].area_px;
    return head_px[id] > LEAST_HEAD_FRAC * area_px && head_px[id] < OTHER_HEAD_FRAC * head_px[main_id] &&
           area_px < OTHER_HEAD_FRAC * main_area_px;
}

void tsri_map_erase(float *cell, int32_t channels)
{
    for (int32_t c = 0; c < channels; c++) {
        cell[c] = c == TSR_LABEL_BACKGROUND ? CERTAIN_LOGIT : -CERTAIN_LOGIT;
    }
}

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t most(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* Widen the rectangle, empty at first, so that it takes in a part. */
static void take_in(tsri_rect *rect, const tsri_component *part)
{
    bool empty = rect->left_px >= rect->right_px;
    rect->left_px = empty ? part->x_px : least(rect->left_px, part->x_px);
    rect->top_px = empty ? part->y_px : least(rect->top_px, part->y_px);
    rect->right_px = most(rect->right_px, part->x_px + part->width_px);
    rect->bottom_px = most(rect->bottom_px, part->y_px + part->height_px);
}

tsr_status tsri_main_head_find(
    float *maps, int32_t side_px, int32_t channels, bool erase, tsri_arena *arena, tsri_rect *out_head, tsr_error *err)
{
    tsr_status st = TSR_OK;
    uint8_t *labels = NULL;
    int32_t *ids = NULL, *head_px = NULL, found = 0, cells = side_px * side_px;
    tsri_component *parts = NULL;
    *out_head = (tsri_rect){0, 0, 0, 0};
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)cells, 1, &labels, err));
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)cells, sizeof *ids, &ids, err));
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)cells + 1, sizeof *head_px, &head_px, err)); /* no more parts than cells */
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)cells, sizeof *parts, &parts, err));
    const tsri_logits logits = {maps, side_px, channels};
    tsri_labels_classify(&logits, labels);
    tsr_view_u8 person = {labels, side_px, side_px, 1, (size_t)side_px};
    TSRI_TRY(tsr_cv_components_u8(person, ids, parts, cells, &found, err));
    count_heads(labels, ids, cells, head_px);
    int32_t main_id = 0;
    for (int32_t i = 1; i <= found; i++) {
        main_id = head_px[i] > head_px[main_id] ? i : main_id;
    }
    for (int32_t id = 1; main_id && id <= found; id++) {
        if (head_px[id] > LEAST_HEAD_FRAC * (double)parts[id - 1].area_px && !is_other_head(head_px, parts, id, main_id)) {
            take_in(out_head, &parts[id - 1]);
        }
    }
    for (int32_t i = 0; erase && main_id && i < cells; i++) {
        if (ids[i] && is_other_head(head_px, parts, ids[i], main_id)) {
            tsri_map_erase(maps + (size_t)i * (size_t)channels, channels);
        }
    }
done:
    return st;
}
