/* SPDX-License-Identifier: Apache-2.0
 * output/annotate.h - the measurements drawn over a photo: zones with their shares, hairline, patches, a scale bar. */
#ifndef TSRI_ANNOTATE_H
#define TSRI_ANNOTATE_H

#include "image/image.h"
#include "output/canvas.h"
#include "tonsure/assess.h"

/** Where the zones of a photo lie in its picture. */
typedef struct tsri_zone_places {
    struct {
        double sum_x, sum_y;
        int64_t count;
    } of[TSR_ZONE_COUNT];
} tsri_zone_places;

/**
 * Draw the dashed borders between zones into the photo's picture.
 *
 * @param picture  RGB, changed
 * @return TSR_OK or TSR_E_NOMEM. Cost: O(picture pixels).
 */
TSR_NODISCARD tsr_status tsri_annotate_borders(
    const tsri_image *picture, const tsr_assessment *assessment, double em_px, tsri_zone_places *out, tsr_error *err);

/**
 * Draw lines, marks and words over the picture, which lies at the canvas's top left corner. Words keep clear of each other; one
 * that finds no room is left out.
 *
 * @param width_px, height_px  of the picture on the canvas
 * @param em_px                height of small text
 */
void tsri_annotate_measures(tsri_canvas *canvas,
                            const tsr_assessment *assessment,
                            const tsri_zone_places *places,
                            int32_t width_px,
                            int32_t height_px,
                            double em_px);

#endif
