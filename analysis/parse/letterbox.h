/* SPDX-License-Identifier: Apache-2.0
 * parse/letterbox.h - the place of a photo, or of a region of it, in the network's square, exactly, in both directions.
 *
 * The region is scaled to content_width x content_height (whole px, so each axis has its own factor) and placed with whole-pixel
 * margins. A photo pixel x lies in the square at  left + (x + 1/2 - region_left) * content_width / region_width - 1/2. */
#ifndef TSRI_LETTERBOX_H
#define TSRI_LETTERBOX_H

#include "tonsure/image.h"

/** Part of a photo by its edges: 0 is the left edge of the first pixel, so the whole photo is 0, 0, width, height. */
typedef struct tsri_region {
    double left_px, top_px, width_px, height_px;
} tsri_region;

typedef struct tsri_letterbox {
    int32_t width_px, height_px;                 /* of the upright photo at full size */
    tsri_region region;                          /* what of it lies in the square */
    int32_t size_px;                             /* side of the square */
    int32_t left_px, top_px;                     /* margins */
    int32_t content_width_px, content_height_px; /* of the region in the square */
} tsri_letterbox;

/** Place a photo of width x height px, both >= 1, in a square. */
tsri_letterbox tsri_letterbox_compute(int32_t width_px, int32_t height_px, int32_t size_px);

/** Place a region of such a photo, width and height > 0. */
tsri_letterbox tsri_letterbox_compute_region(int32_t width_px, int32_t height_px, tsri_region region, int32_t size_px);

/** Photo coordinates of a point of the square divided by `divisor` (2 for the half-size maps; pixel centres at integers). */
void tsri_letterbox_to_photo(const tsri_letterbox *box, int divisor, double x, double y, double *out_x_px, double *out_y_px);

/** The reverse. */
void tsri_letterbox_from_photo(const tsri_letterbox *box, int divisor, double x_px, double y_px, double *out_x, double *out_y);

/** First and last cell that the region covers in the half-size map, along one axis: of its margin and content in the square. */
void tsri_letterbox_covered_cells(int32_t margin_px, int32_t content_px, int32_t *out_first, int32_t *out_last);

#endif
