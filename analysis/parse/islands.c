/* SPDX-License-Identifier: Apache-2.0 */
#include "parse/islands.h"

#include "base/fail.h"
#include "vision/vision.h"

/* An island has skin along this share of its border, and at most this share of the photo's hair and scalp. Settings. */
static const double SKIN_BORDER_SHARE = 0.9, MOST_SCALP_SHARE = 0.15;

/* How far below the skin an island's scalp is put: beyond the doubt that the interval of the bare share allows
 * (measurement.md 1.2). */
static const float CLEARED_LOGIT = 6.0f;

/* Border pairs of each part of bare scalp. */
struct border {
    int32_t skin, all;
};

static void count_borders(const uint8_t *labels, const int32_t *ids, int32_t side_px, struct border *out)
{
    static const int32_t STEPS[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    for (int32_t i = 0; i < side_px * side_px; i++) {
        for (int k = 0; ids[i] && k < 4; k++) {
            int32_t x = i % side_px + STEPS[k][0], y = i / side_px + STEPS[k][1];
            bool inside = x >= 0 && y >= 0 && x < side_px && y < side_px;
            int32_t there = inside ? y * side_px + x : i;
            if (!inside || labels[there] != TSR_LABEL_SCALP) {
                out[ids[i]].all++;
                out[ids[i]].skin += inside && labels[there] == TSR_LABEL_SKIN;
            }
        }
    }
}

tsr_status tsri_islands_clear(float *maps, int32_t side_px, int32_t channels, tsri_arena *arena, tsr_error *err)
{
    tsr_status st = TSR_OK;
    uint8_t *labels = NULL, *bare = NULL;
    int32_t *ids = NULL, found = 0, cells = side_px * side_px, scalp = 0;
    tsri_component *parts = NULL;
    struct border *borders = NULL;
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)cells, 1, &labels, err));
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)cells, 1, &bare, err));
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)cells, sizeof *ids, &ids, err));
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)cells, sizeof *parts, &parts, err)); /* no more parts than cells */
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)cells + 1, sizeof *borders, &borders, err));
    const tsri_logits logits = {maps, side_px, channels};
    tsri_labels_classify(&logits, labels);
    for (int32_t i = 0; i < cells; i++) {
        bare[i] = labels[i] == TSR_LABEL_SCALP;
        scalp += bare[i] || labels[i] == TSR_LABEL_HAIR;
    }
    TSRI_TRY(tsr_cv_components_u8((tsr_view_u8){bare, side_px, side_px, 1, (size_t)side_px}, ids, parts, cells, &found, err));
    count_borders(labels, ids, side_px, borders);
    for (int32_t i = 0; i < cells; i++) {
        const struct border *b = &borders[ids[i]];
        if (ids[i] && b->skin >= SKIN_BORDER_SHARE * b->all && (double)parts[ids[i] - 1].area_px <= MOST_SCALP_SHARE * scalp) {
            float *cell = maps + (size_t)i * (size_t)channels;
            cell[TSR_LABEL_SKIN] = cell[TSR_LABEL_SCALP];
            cell[TSR_LABEL_SCALP] -= CLEARED_LOGIT;
        }
    }
done:
    return st;
}
