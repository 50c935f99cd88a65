/* SPDX-License-Identifier: Apache-2.0
 * output/annotate.h - the measurements drawn over a photo: zones with their shares, hairline, patches. */
#ifndef TSRI_ANNOTATE_H
#define TSRI_ANNOTATE_H

#include "output/canvas.h"
#include "tonsure/assess.h"

enum { TSRI_HAIRLINE_RGB = 0xF0E442 }; /* Okabe and Ito's yellow */

/**
 * Draw what is known of a photo over its picture, which lies at the canvas's top left corner.
 *
 * @param width_px, height_px  of the picture on the canvas
 * @param em_px                height of small text
 * @return TSR_OK or TSR_E_NOMEM. Cost: O(picture pixels).
 */
TSR_NODISCARD tsr_status tsri_annotate_measures(
    tsri_canvas *canvas, const tsr_assessment *assessment, int32_t width_px, int32_t height_px, double em_px, tsr_error *err);

#endif
