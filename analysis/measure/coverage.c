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
static const double COVERAGE_SHIFT = 1.25;
static const double BORDER_DOUBT_PX = 1.25;

struct map_counts {
    double bare, hair, border; /* pixels; border: neighbour pairs that part bare scalp from another class */
};

static tsr_label label_at(const tsri_logits *logits, int32_t x, int32_t y, double shift)
{
    const float *l = logits->data + ((size_t)y * (size_t)logits->side_px + (size_t)x) * (size_t)logits->channels;
    tsr_label best = TSR_LABEL_BACKGROUND;
    double best_logit = -(double)INFINITY;
    for (int c = 0; c < TSR_LABEL_COUNT; c++) {
        double value = (double)l[c] + (c == TSR_LABEL_SCALP ? shift : 0);
        if (value > best_logit) {
            best = (tsr_label)c;
            best_logit = value;
        }
    }
    return best;
}

static struct map_counts count_map(const tsri_logits *logits, const tsri_letterbox *box, double shift)
{
    struct map_counts n = {0, 0, 0};
    int32_t x0, x1, y0, y1;
    tsri_letterbox_covered_cells(box->left_px, box->content_width_px, &x0, &x1);
    tsri_letterbox_covered_cells(box->top_px, box->content_height_px, &y0, &y1);
    for (int32_t y = y0; y <= y1; y++) {
        for (int32_t x = x0; x <= x1; x++) {
            tsr_label here = label_at(logits, x, y, shift);
            bool bare = here == TSR_LABEL_SCALP;
            n.bare += bare;
            n.hair += here == TSR_LABEL_HAIR;
            n.border += x < x1 && bare != (label_at(logits, x + 1, y, shift) == TSR_LABEL_SCALP);
            n.border += y < y1 && bare != (label_at(logits, x, y + 1, shift) == TSR_LABEL_SCALP);
        }
    }
    return n;
}

static double share_of(double bare, double hair)
{
    double scalp = bare + hair;
    return scalp > 0 ? bare / scalp : 0;
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
    double value = share_of((double)coverage.bare_px, (double)label_px[TSR_LABEL_HAIR]);
    struct map_counts least = count_map(logits, box, -COVERAGE_SHIFT);
    struct map_counts plain = count_map(logits, box, 0);
    struct map_counts most = count_map(logits, box, COVERAGE_SHIFT);
    double scalp = fmax(1, plain.bare + plain.hair);
    double outline = BORDER_DOUBT_PX * plain.border / scalp;
    double lo = share_of(least.bare, least.hair) - outline, hi = share_of(most.bare, most.hair) + outline;
    coverage.bare_fraction.value = value;
    coverage.bare_fraction.lo = fmin(value, fmax(0, lo));
    coverage.bare_fraction.hi = fmax(value, fmin(1, hi));
    coverage.bare_fraction.known = true;
    return coverage;
}
