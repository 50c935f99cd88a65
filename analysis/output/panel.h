/* SPDX-License-Identifier: Apache-2.0
 * output/panel.h - key figure, its interval and the legend, below an overlay's photo. */
#ifndef TSRI_PANEL_H
#define TSRI_PANEL_H

#include "output/canvas.h"
#include "tonsure/assess.h"

/** Height that the panel takes at a width, px; em_px is the height of its text. */
double tsri_panel_height(tsri_canvas *any, const tsr_assessment *assessment, double width_px, double em_px);

/** Draw it from top_px down. */
void tsri_panel_draw(tsri_canvas *canvas, const tsr_assessment *assessment, double top_px, double width_px, double em_px);

#endif
