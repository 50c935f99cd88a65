/* SPDX-License-Identifier: Apache-2.0
 *
 * The label map gives one share; how far off may it be? Two sources are bounded apart and added (docs/measurement.md 1.2):
 *  - the classes themselves: every map pixel whose scalp logit lies within COVERAGE_SHIFT of the best other class may be on
 * either side, all at once, because a parser's doubt is about whole regions, not independent pixels;
 *  - the outline: a border lies somewhere within BORDER_DOUBT_PX of where the map has it, all along, so the area may grow or
 * shrink by that times its length. */
#include "measure/coverage.h"

#include <math.h>
#include <string.h>

/* Logit units, and pixels of the network's map; set on men that the network was trained without: docs/measurement.md 1.2. */
static const double COVERAGE_SHIFT = 1.85;
static const double BORDER_DOUBT_PX = 1.5;

enum { SHIFTS = 3, PLAIN = 1 };

/* The classes of a map pixel with the scalp's logit moved down, not at all, and up. */
static void classify(const float *logit, uint8_t out[SHIFTS])
{
    uint8_t other = TSR_LABEL_BACKGROUND;
    for (uint8_t c = 1; c < TSR_LABEL_SCALP; c++) {
        other = logit[c] > logit[other] ? c : other;
    }
    double lead = (double)logit[TSR_LABEL_SCALP] - (double)logit[other];
    for (int s = 0; s < SHIFTS; s++) {
        out[s] = lead + (s - PLAIN) * COVERAGE_SHIFT > 0 ? TSR_LABEL_SCALP : other;
    }
}

static void note_border(tsri_region_counts *n, uint8_t here, uint8_t there)
{
    n->border += (here == TSR_LABEL_SCALP) != (there == TSR_LABEL_SCALP);
    n->hairline += (here == TSR_LABEL_HAIR && there == TSR_LABEL_SKIN) || (here == TSR_LABEL_SKIN && there == TSR_LABEL_HAIR);
}

void tsri_coverage_count(
    const tsri_logits *logits, const tsri_letterbox *box, const uint8_t *region_of, int region_count, tsri_region_counts *out)
{
    enum { MOST_CELLS = 512 };
    uint8_t above[MOST_CELLS] = {0}; /* classes of the row above, for the borders between rows */
    int32_t x0, x1, y0, y1, side = logits->side_px;
    memset(out, 0, (size_t)region_count * sizeof *out);
    tsri_letterbox_covered_cells(box->left_px, box->content_width_px, &x0, &x1);
    tsri_letterbox_covered_cells(box->top_px, box->content_height_px, &y0, &y1);
    x1 = x1 < MOST_CELLS ? x1 : MOST_CELLS - 1;
    for (int32_t y = y0; y <= y1; y++) {
        uint8_t before = TSR_LABEL_BACKGROUND;
        for (int32_t x = x0; x <= x1; x++) {
            size_t i = (size_t)y * (size_t)side + (size_t)x;
            uint8_t labels[SHIFTS];
            tsri_region_counts *n = &out[region_of ? region_of[i] : 0];
            classify(logits->data + i * (size_t)logits->channels, labels);
            for (int s = 0; s < SHIFTS; s++) {
                n->bare[s] += labels[s] == TSR_LABEL_SCALP;
                n->hair[s] += labels[s] == TSR_LABEL_HAIR;
            }
            uint8_t here = labels[PLAIN];
            if (x > x0) {
                note_border(n, here, before);
            }
            if (y > y0) {
                note_border(n, here, above[x]);
            }
            before = here;
            above[x] = here;
        }
    }
}

static double share_of(int64_t bare, int64_t hair)
{
    return bare + hair > 0 ? (double)bare / (double)(bare + hair) : 0;
}

tsr_quantity tsri_coverage_interval(const tsri_region_counts *n, double value)
{
    int64_t scalp = n->bare[PLAIN] + n->hair[PLAIN];
    double outline = BORDER_DOUBT_PX * (double)n->border / fmax(1, (double)scalp);
    double lo = share_of(n->bare[0], n->hair[0]) - outline, hi = share_of(n->bare[2], n->hair[2]) + outline;
    return (tsr_quantity){value, fmin(value, fmax(0, lo)), fmax(value, fmin(1, hi)), true};
}

tsr_coverage tsri_coverage_compute(const tsri_logits *logits, const tsri_letterbox *box, const int64_t label_px[TSR_LABEL_COUNT])
{
    tsr_coverage coverage;
    memset(&coverage, 0, sizeof coverage);
    coverage.bare_px = label_px[TSR_LABEL_SCALP];
    coverage.scalp_px = label_px[TSR_LABEL_SCALP] + label_px[TSR_LABEL_HAIR];
    if (coverage.scalp_px == 0) {
        return coverage;
    }
    tsri_region_counts counts;
    tsri_coverage_count(logits, box, NULL, 1, &counts);
    coverage.bare_fraction = tsri_coverage_interval(&counts, share_of(coverage.bare_px, label_px[TSR_LABEL_HAIR]));
    return coverage;
}

tsr_quantity tsri_coverage_area_cm2(const tsr_coverage *coverage, const tsr_scale *scale)
{
    static const double MM2_PER_CM2 = 100;
    const tsr_quantity *mm = &scale->mm_per_px, *share = &coverage->bare_fraction;
    tsr_quantity area = {0, 0, 0, mm->known && share->known};
    if (area.known) {
        double scalp_px = (double)coverage->scalp_px;
        area.value = (double)coverage->bare_px * mm->value * mm->value / MM2_PER_CM2;
        area.lo = fmin(area.value, share->lo * scalp_px * mm->lo * mm->lo / MM2_PER_CM2);
        area.hi = fmax(area.value, share->hi * scalp_px * mm->hi * mm->hi / MM2_PER_CM2);
    }
    return area;
}
