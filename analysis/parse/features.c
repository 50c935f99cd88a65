/* SPDX-License-Identifier: Apache-2.0
 *
 * A region's weight is a map of 0 to 1 made of the label probabilities; an encoder stage of a lower resolution takes the mean of
 * the weights in each of its cells. feature = sum(w f) / (sum(w) + LEAST_WEIGHT cells): a region that is not there gives 0. */
#include "parse/features.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"

enum {
    HEAD_WINDOW = 13, /* map cells on a side: skin within half of that of hair or scalp is skin of the head */
    BORDER_WINDOW = 7
};

/* Share of the window that hair and scalp must fill for skin to count. */
static const float HEAD_SHARE = 0.05f;

/* 4 p (1 - p) has its greatest value, 1, where half is hair and half scalp. */
static const float BORDER_FACTOR = 4.0f;

/* Added to a region's weight, as a share of all cells, so that a region of next to no cells counts next to nothing. */
static const float LEAST_WEIGHT = 1e-3f;

/* Steeper than the probability itself: what is more likely ground than not is painted, what is likelier head stays. */
static const float PAINT_SLOPE = 3.0f;

/* Mean over a window x window neighbourhood, cells outside the map being 0, along one axis: twice gives both, transposed twice.
 */
static void box_mean_transposed(const float *in, int32_t side, int window, float *out)
{
    int half = window / 2;
    for (int32_t y = 0; y < side; y++) {
        const float *row = in + (size_t)y * (size_t)side;
        float sum = 0;
        for (int32_t x = -half; x < side; x++) {
            sum += x + half < side ? row[x + half] : 0;
            sum -= x - half - 1 >= 0 ? row[x - half - 1] : 0;
            if (x >= 0) {
                out[(size_t)x * (size_t)side + (size_t)y] = sum / (float)window;
            }
        }
    }
}

static void box_mean(const float *in, int32_t side, int window, float *scratch, float *out)
{
    box_mean_transposed(in, side, window, scratch);
    box_mean_transposed(scratch, side, window, out);
}

/* Probabilities of the labels in one cell. */
static void softmax(const float *logits, float p[TSR_LABEL_COUNT])
{
    float most = fmaxf(fmaxf(logits[0], logits[1]), fmaxf(logits[2], logits[3])), sum = 0;
    for (int c = 0; c < TSR_LABEL_COUNT; c++) {
        p[c] = expf(logits[c] - most);
        sum += p[c];
    }
    for (int c = 0; c < TSR_LABEL_COUNT; c++) {
        p[c] /= sum;
    }
}

void tsri_features_paint_ground(const tsri_logits *logits, float *input)
{
    size_t side = (size_t)logits->side_px;
    for (size_t i = 0; i < side * side; i++) {
        float p[TSR_LABEL_COUNT];
        softmax(logits->data + i * (size_t)logits->channels, p);
        float kept = 1 - fminf(1, fmaxf(0, PAINT_SLOPE * (p[TSR_LABEL_BACKGROUND] - 0.5f) + 0.5f));
        for (size_t row = 0; row < 2; row++) {
            float *pixel = input + ((2 * (i / side) + row) * 2 * side + 2 * (i % side)) * 3;
            for (size_t c = 0; c < 6; c++) {
                pixel[c] *= kept; /* 0 is the middle grey */
            }
        }
    }
}

/* Weights of the regions, one [side x side] map after the other. */
static tsr_status fill_weights(const tsri_logits *logits, tsri_arena *arena, float *weights, tsr_error *err)
{
    enum { SCRATCH = 3 };
    int32_t side = logits->side_px;
    size_t cells = (size_t)side * (size_t)side;
    float *scratch = NULL;
    tsr_status st = tsri_arena_alloc(arena, SCRATCH * cells, sizeof *scratch, &scratch, err);
    if (st != TSR_OK) {
        return st;
    }
    float *hair = weights + TSRI_FEATURE_HAIR * cells, *scalp = weights + TSRI_FEATURE_SCALP * cells;
    float *skin = weights + TSRI_FEATURE_SKIN * cells, *border = weights + TSRI_FEATURE_BORDER * cells;
    float *near_a = scratch + cells, *near_b = scratch + 2 * cells;
    for (size_t i = 0; i < cells; i++) {
        float p[TSR_LABEL_COUNT];
        softmax(logits->data + i * (size_t)logits->channels, p);
        hair[i] = p[TSR_LABEL_HAIR];
        skin[i] = p[TSR_LABEL_SKIN];
        scalp[i] = p[TSR_LABEL_SCALP];
    }
    box_mean(hair, side, BORDER_WINDOW, scratch, near_a);
    box_mean(scalp, side, BORDER_WINDOW, scratch, near_b);
    for (size_t i = 0; i < cells; i++) {
        border[i] = BORDER_FACTOR * near_a[i] * near_b[i];
        near_a[i] = hair[i] + scalp[i];
    }
    box_mean(near_a, side, HEAD_WINDOW, scratch, near_b);
    for (size_t i = 0; i < cells; i++) {
        skin[i] = near_b[i] > HEAD_SHARE ? skin[i] : 0;
    }
    return TSR_OK;
}

/* The mean weight of the map's cells in each cell of a stage. */
static void reduce_weights(const float *weights, int32_t side, int32_t stage_side, float *out)
{
    int32_t step = side / stage_side;
    for (int32_t y = 0; y < stage_side; y++) {
        for (int32_t x = 0; x < stage_side; x++) {
            float sum = 0;
            for (int32_t v = 0; v < step; v++) {
                const float *row = weights + (size_t)(y * step + v) * (size_t)side + (size_t)x * (size_t)step;
                for (int32_t u = 0; u < step; u++) {
                    sum += row[u];
                }
            }
            out[y * stage_side + x] = sum / (float)(step * step);
        }
    }
}

/* Weighted means of a stage's channels. @return the weights' mean */
static float average(const tsri_net_stage *stage, const float *weights, float *out)
{
    size_t cells = (size_t)stage->side_px * (size_t)stage->side_px, channels = (size_t)stage->channels;
    float total = 0;
    memset(out, 0, channels * sizeof *out);
    for (size_t i = 0; i < cells; i++) {
        const float *f = stage->data + i * channels;
        total += weights[i];
        for (size_t c = 0; weights[i] > 0 && c < channels; c++) {
            out[c] += weights[i] * f[c];
        }
    }
    for (size_t c = 0; c < channels; c++) {
        out[c] /= total + LEAST_WEIGHT * (float)cells;
    }
    return total / (float)cells;
}

tsr_status
tsri_features_pool(const tsri_net_stage *stages, const tsri_logits *logits, tsri_arena *arena, float *out, tsr_error *err)
{
    size_t cells = (size_t)logits->side_px * (size_t)logits->side_px;
    float *weights = NULL, *reduced = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_arena_alloc(arena, TSRI_FEATURE_REGIONS * cells, sizeof *weights, &weights, err));
    TSRI_TRY(tsri_arena_alloc(arena, cells, sizeof *reduced, &reduced, err));
    TSRI_TRY(fill_weights(logits, arena, weights, err));
    float *shares = out + TSRI_FEATURE_REGIONS * TSRI_NET_STAGE_CHANNELS;
    for (int region = 0; region < TSRI_FEATURE_REGIONS; region++) {
        for (int s = 0; s < TSRI_NET_STAGES; s++) {
            reduce_weights(weights + (size_t)region * cells, logits->side_px, stages[s].side_px, reduced);
            shares[region] = average(&stages[s], reduced, out);
            out += stages[s].channels;
        }
    }
done:
    return st;
}
