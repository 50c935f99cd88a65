/* SPDX-License-Identifier: Apache-2.0
 * measure/coverage.h - the bare share of the visible scalp. */
#ifndef TSRI_COVERAGE_H
#define TSRI_COVERAGE_H

#include "parse/labels.h"
#include "tonsure/result.h"

/** Map pixels of one region as the parser has them, and with the scalp's logit moved down and up by its doubt. */
typedef struct tsri_region_counts {
    int64_t bare[3], hair[3]; /* moved down, as it is, moved up */
    int64_t border;           /* neighbour pairs that part bare scalp from another class */
    int64_t hairline;         /* neighbour pairs that part hair from skin */
} tsri_region_counts;

/**
 * Count the map pixels that the photo covers, each in its region.
 *
 * @param region_of  [side x side] region of each map pixel, below region_count; NULL: all in region 0
 * @param out        [region_count] set
 * Cost: O(map pixels).
 */
void tsri_coverage_count(
    const tsri_logits *logits, const tsri_letterbox *box, const uint8_t *region_of, int region_count, tsri_region_counts *out);

/** Interval of a region's bare share round its value, which the caller knows to exist. */
tsr_quantity tsri_coverage_interval(const tsri_region_counts *counts, double value);

/**
 * Bare share of the hair-bearing scalp with its 90 % interval.
 *
 * Method   value = bare / (bare + hair) over the label map's own pixels. The interval is the share's range when the scalp's logit
 *          is moved by +-COVERAGE_SHIFT (what the pixel probabilities leave open), widened by BORDER_DOUBT_PX along every border
 *          of bare scalp (where two people would draw it).
 * Source   docs/measurement.md 1.
 *
 * @param logits    of the parse, with the letterbox that says which map pixels are the photo's
 * @param label_px  pixels of each label in the photo
 * @return with bare_fraction.known = false where there is neither hair nor bare scalp. Cost: O(map pixels).
 */
tsr_coverage tsri_coverage_compute(const tsri_logits *logits, const tsri_letterbox *box, const int64_t label_px[TSR_LABEL_COUNT]);

/**
 * Bare area in the picture's plane: bare px times the square of the scale, with the errors of both.
 *
 * A head is round: the true area is larger, by a third to twice for a whole scalp (docs/measurement.md 9).
 */
tsr_quantity tsri_coverage_area_cm2(const tsr_coverage *coverage, const tsr_scale *scale);

#endif
