/* SPDX-License-Identifier: Apache-2.0
 *
 * The photo's columns fall into runs that lie between the same two columns of the map. A run's left and right logits are
 * interpolated once along y, then each of its pixels along x, and both only where the four corners disagree. */
#include "parse/labels.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"

/* A photo coordinate on the map's axis: between cells `at` and `at + 1`, `part` of the way. */
struct place {
    int32_t at;
    float part;
};

struct run { /* photo columns [begin, end) share place.at */
    int32_t begin_px, end_px, at;
};

static struct place place_of(double map_coordinate, int32_t first, int32_t last)
{
    /* Only the cells that the photo itself covers count: beyond them lies padding. */
    double c = fmin(fmax(map_coordinate, first), last);
    int32_t at = (int32_t)c;
    if (at > first && at == last) {
        at--;
    }
    struct place place = {at, (float)(c - at)};
    return place;
}

static uint8_t greatest(const float *logits)
{
    uint8_t best = 0;
    for (int c = 1; c < TSR_LABEL_COUNT; c++) {
        if (logits[c] > logits[best]) {
            best = (uint8_t)c;
        }
    }
    return best;
}

void tsri_labels_classify(const tsri_logits *logits, uint8_t *out)
{
    size_t cells = (size_t)logits->side_px * (size_t)logits->side_px;
    for (size_t i = 0; i < cells; i++) {
        out[i] = greatest(logits->data + i * (size_t)logits->channels);
    }
}

struct expansion {
    const tsri_logits *logits;
    const uint8_t *classes;     /* [side x side] the map's own labels */
    const struct place *places; /* of every photo column */
    const struct run *runs;
    int32_t run_count;
    int32_t next; /* 1, or 0 where the photo covers a single cell across */
};

static const float *cell(const tsri_logits *logits, int32_t x, int32_t y)
{
    return logits->data + ((size_t)y * (size_t)logits->side_px + (size_t)x) * (size_t)logits->channels;
}

static void mix(const float *a, const float *b, float part, float *out)
{
    for (int c = 0; c < TSR_LABEL_COUNT; c++) {
        out[c] = a[c] + (b[c] - a[c]) * part;
    }
}

static void expand_row(const struct expansion *e, struct place v, int32_t next_row, uint8_t *row, int64_t count[TSR_LABEL_COUNT])
{
    const tsri_logits *logits = e->logits;
    for (int32_t r = 0; r < e->run_count; r++) {
        struct run run = e->runs[r];
        int32_t x0 = run.at, x1 = run.at + e->next, y0 = v.at, y1 = v.at + next_row;
        const uint8_t *upper = e->classes + (size_t)y0 * (size_t)logits->side_px,
                      *lower = e->classes + (size_t)y1 * (size_t)logits->side_px;
        if (upper[x0] == upper[x1] && upper[x0] == lower[x0] && upper[x0] == lower[x1]) {
            memset(row + run.begin_px, upper[x0], (size_t)(run.end_px - run.begin_px));
            count[upper[x0]] += run.end_px - run.begin_px;
            continue;
        }
        float left[TSR_LABEL_COUNT], right[TSR_LABEL_COUNT], here[TSR_LABEL_COUNT];
        mix(cell(logits, x0, y0), cell(logits, x0, y1), v.part, left);
        mix(cell(logits, x1, y0), cell(logits, x1, y1), v.part, right);
        for (int32_t x = run.begin_px; x < run.end_px; x++) {
            mix(left, right, e->places[x].part, here);
            row[x] = greatest(here);
            count[row[x]]++;
        }
    }
}

tsr_status tsri_labels_expand(const tsri_logits *logits,
                              const tsri_letterbox *box,
                              tsri_rect rect,
                              tsri_arena *arena,
                              tsri_image *out,
                              int64_t count[TSR_LABEL_COUNT],
                              tsr_error *err)
{
    tsr_status st = TSR_OK;
    uint8_t *classes = NULL;
    struct place *places = NULL;
    struct run *runs = NULL;
    int32_t first, last, run_count = 0;
    size_t cells = (size_t)logits->side_px * (size_t)logits->side_px;
    if (rect.left_px >= rect.right_px || rect.top_px >= rect.bottom_px) {
        return TSR_OK;
    }
    TSRI_TRY(tsri_arena_alloc(arena, cells, 1, &classes, err));
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)box->width_px, sizeof *places, &places, err));
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)logits->side_px + 1, sizeof *runs, &runs, err));
    tsri_labels_classify(logits, classes);
    tsri_letterbox_covered_cells(box->left_px, box->content_width_px, &first, &last);
    struct expansion e = {logits, classes, places, runs, 0, last > first};
    for (int32_t x = rect.left_px; x < rect.right_px; x++) {
        double map_x, map_y;
        tsri_letterbox_from_photo(box, 2, x, 0, &map_x, &map_y);
        places[x] = place_of(map_x, first, last);
        if (run_count == 0 || runs[run_count - 1].at != places[x].at) {
            runs[run_count++] = (struct run){x, x, places[x].at};
        }
        runs[run_count - 1].end_px = x + 1;
    }
    e.run_count = run_count;
    tsri_letterbox_covered_cells(box->top_px, box->content_height_px, &first, &last);
    for (int32_t y = rect.top_px; y < rect.bottom_px; y++) {
        double map_x, map_y;
        tsri_letterbox_from_photo(box, 2, 0, y, &map_x, &map_y);
        expand_row(&e, place_of(map_y, first, last), last > first, tsri_image_row(out, y), count);
    }
done:
    return st;
}
