/* SPDX-License-Identifier: Apache-2.0
 * measure/contour.h - where hair begins, followed along parallel lines from a baseline, and smoothed into a curve. */
#ifndef TSRI_CONTOUR_H
#define TSRI_CONTOUR_H

#include "measure/sample.h"

enum { TSRI_CONTOUR_LINES = 61 };

/** The lines: line i starts at start + across (i - middle) step_px, and runs along `way` (both of length 1, square). Photo px. */
typedef struct tsri_contour_frame {
    double start_x_px, start_y_px;
    double way_x, way_y, across_x, across_y;
    double step_px;      /* between lines */
    double longest_px;   /* a line's length */
    double least_run_px; /* hair shorter than this along a line is a strand, not the hairline */
    bool from_outside;   /* the start may lie on the ground before the forehead: it is passed over */
} tsri_contour_frame;

/** What a line met. */
typedef enum tsri_contour_end {
    TSRI_CONTOUR_HAIR,   /* hair after skin or scalp: at way_px */
    TSRI_CONTOUR_HIDDEN, /* hair at the very start */
    TSRI_CONTOUR_OPEN,   /* the head's outline, without hair: at way_px */
    TSRI_CONTOUR_LOST    /* the picture's edge, or no skin */
} tsri_contour_end;

typedef struct tsri_contour {
    tsri_contour_end end[TSRI_CONTOUR_LINES];
    double way_px[TSRI_CONTOUR_LINES];     /* to the hair; smoothed by tsri_contour_smooth */
    double scalp_px[TSRI_CONTOUR_LINES];   /* to where the scalp begins, hairy or bare; negative: it does not */
    double outline_px[TSRI_CONTOUR_LINES]; /* to the head's outline; negative: it was not seen, at the picture's edge or so far */
    double doubt_px[TSRI_CONTOUR_LINES];   /* half the way over which the parser is unsure that hair has begun */
    double confidence[TSRI_CONTOUR_LINES]; /* 0 to 1: 1 / (1 + (doubt / step)^2), 0 where there is no hair */
    int32_t first, last;                   /* lines between which the curve runs; first > last: there is none */
} tsri_contour;

/** Follow the lines in the network's map, bilinear between its pixels as the label map is. Cost: O(lines x length in map pixels).
 */
void tsri_contour_trace(const tsri_sample *sample, const tsri_contour_frame *frame, tsri_contour *out);

/**
 * Smooth way_px between the first and the last line that met hair, weighted by confidence; the gaps between are bridged.
 *
 * Outliers against a first smooth curve lose weight (Tukey's biweight), so single strands over the forehead bend it little.
 * @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND
 */
TSR_NODISCARD tsr_status tsri_contour_smooth(const tsri_contour_frame *frame,
                                             tsri_contour *contour,
                                             const tsr_allocator *memory,
                                             tsr_error *err);

/** Photo coordinates of a point of line i. */
tsr_point tsri_contour_place(const tsri_contour_frame *frame, int32_t line, double way_px);

#endif
