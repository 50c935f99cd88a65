/* SPDX-License-Identifier: Apache-2.0 */
#include "support/synth_sample.h"

#include <math.h>

enum { MAP_SIDE_PX = 112 };

/* Positions across a map pixel at which the labels are read: borders come out within an eighth of a map pixel. */
enum { POSITIONS = 8 };

/* Share of each label in a map pixel; outside the photo lies background. */
static void shares_in(const tsri_letterbox *box, tsr_view_u8 labels, int32_t x, int32_t y, float share[TSR_LABEL_COUNT])
{
    for (int i = 0; i < POSITIONS * POSITIONS; i++) {
        double x_px, y_px, column_part = (i % POSITIONS + 0.5) / POSITIONS - 0.5,
                           row_part = (i / POSITIONS + 0.5) / POSITIONS - 0.5;
        tsri_letterbox_to_photo(box, 2, x + column_part, y + row_part, &x_px, &y_px);
        int32_t column = (int32_t)floor(x_px + 0.5), row = (int32_t)floor(y_px + 0.5);
        bool inside = column >= 0 && row >= 0 && column < labels.width_px && row < labels.height_px;
        int label = inside ? labels.data[(size_t)row * labels.stride_bytes + (size_t)column] : TSR_LABEL_BACKGROUND;
        share[label] += 1.0F / (POSITIONS * POSITIONS);
    }
}

tsr_status synth_sample_make(tsr_view_u8 rgb,
                             tsr_view_u8 labels,
                             tsr_view view,
                             const tsr_landmarks *landmarks,
                             float margin,
                             tsri_arena *arena,
                             tsri_sample *out)
{
    float *maps = NULL;
    tsr_status st = tsri_sample_make(rgb, labels, arena, out, NULL);
    if (st == TSR_OK) {
        st = tsri_arena_alloc(arena, (size_t)MAP_SIDE_PX * MAP_SIDE_PX, TSRI_CHANNEL_COUNT * sizeof *maps, &maps, NULL);
    }
    if (st != TSR_OK) {
        return st;
    }
    out->box = tsri_letterbox_compute(labels.width_px, labels.height_px, 2 * MAP_SIDE_PX);
    out->logits = (tsri_logits){maps, MAP_SIDE_PX, TSRI_CHANNEL_COUNT};
    out->view = view;
    out->landmarks = *landmarks;
    for (int32_t y = 0; y < MAP_SIDE_PX; y++) {
        for (int32_t x = 0; x < MAP_SIDE_PX; x++, maps += TSRI_CHANNEL_COUNT) {
            float share[TSR_LABEL_COUNT] = {0};
            shares_in(&out->box, labels, x, y, share);
            for (int c = 0; c < TSRI_CHANNEL_COUNT; c++) {
                maps[c] = c < TSR_LABEL_COUNT ? margin * share[c] : -margin;
            }
        }
    }
    return TSR_OK;
}
