/* SPDX-License-Identifier: Apache-2.0
 * output/canvas_text.h - paragraphs: shaped, wrapped and aligned text of any script. The only door to pango. */
#ifndef TSRI_CANVAS_TEXT_H
#define TSRI_CANVAS_TEXT_H

#include "output/canvas.h"

typedef enum tsri_align { TSRI_ALIGN_START, TSRI_ALIGN_CENTRE, TSRI_ALIGN_END } tsri_align;

typedef struct tsri_type {
    double size_px; /* of the em */
    tsri_weight weight;
    uint32_t rgb;
    tsri_align align; /* START is the side where the text's own direction begins */
} tsri_type;

/** Height of a paragraph wrapped to width_px; a word that is wider is broken. */
double tsri_canvas_paragraph_height(tsri_canvas *canvas, const char *text, double width_px, const tsri_type *type);

/** Write a paragraph, y_px being its top. @return its height. Cost: O(length). */
double
tsri_canvas_paragraph(tsri_canvas *canvas, const char *text, double x_px, double y_px, double width_px, const tsri_type *type);

/** Write one line into width_px, smaller where it would not fit; y_px is its base line. */
void tsri_canvas_fitted_line(
    tsri_canvas *canvas, const char *text, double x_px, double y_px, double width_px, const tsri_type *type);

#endif
