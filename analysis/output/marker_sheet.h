/* SPDX-License-Identifier: Apache-2.0
 * output/marker_sheet.h - the marker's sheet as a drawing. */
#ifndef TSRI_MARKER_SHEET_H
#define TSRI_MARKER_SHEET_H

#include "output/canvas.h"
#include "tonsure/assess.h"

/** Size of a paper, mm; false for none of them. */
bool tsri_paper_size(tsr_paper paper, double *out_width_mm, double *out_height_mm);

/** Draw the sheet on a canvas of the paper's size whose unit is the millimetre. */
void tsri_marker_sheet_draw(tsri_canvas *canvas, tsr_paper paper);

/** Top left corner of the marker's black square on the sheet, mm. */
void tsri_marker_sheet_place(tsr_paper paper, double *out_x_mm, double *out_y_mm);

#endif
