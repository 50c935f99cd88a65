/* SPDX-License-Identifier: Apache-2.0
 * output/drawing.h - a chart as a list of shapes, so that page and HTML show the same one. Lengths are millimetres, y down. */
#ifndef TSRI_DRAWING_H
#define TSRI_DRAWING_H

#include "base/buffer.h"
#include "output/canvas_text.h"

typedef enum tsri_shape_kind { TSRI_SHAPE_RECTANGLE, TSRI_SHAPE_POLYGON, TSRI_SHAPE_LINE, TSRI_SHAPE_TEXT } tsri_shape_kind;

typedef struct tsri_shape {
    tsri_shape_kind kind;
    double x_mm, y_mm, width_mm, height_mm, radius_mm; /* of a text: start of its base line and room */
    double (*points_mm)[2];
    size_t count;
    double line_mm;
    double opacity;
    const char *text;
    tsri_type type; /* rgb is every shape's colour */
    struct tsri_shape *next;
} tsri_shape;

/** A chart. Its shapes live in the arena; st is the first failure, after which nothing is added. */
typedef struct tsri_drawing {
    tsri_arena *arena;
    double width_mm, height_mm;
    tsri_shape *first, *last;
    tsr_status st;
} tsri_drawing;

void tsri_draw_rectangle(
    tsri_drawing *d, double x_mm, double y_mm, double width_mm, double height_mm, double radius_mm, uint32_t rgb);
void tsri_draw_polygon(tsri_drawing *d, const double (*points_mm)[2], size_t count, uint32_t rgb);
void tsri_draw_line(tsri_drawing *d, const double (*points_mm)[2], size_t count, double line_mm, uint32_t rgb);
void tsri_draw_segment(tsri_drawing *d, double x0_mm, double y0_mm, double x1_mm, double y1_mm, double line_mm, uint32_t rgb);

/** The part of an ellipse from one angle to another, clockwise from +x, filled and outlined; rim_rgb by a line of rim_mm, if any.
 */
void tsri_draw_sector(tsri_drawing *d,
                      const double centre_mm[2],
                      const double radii_mm[2],
                      const double angles_deg[2],
                      double hole_frac,
                      uint32_t rgb,
                      double rim_mm,
                      uint32_t rim_rgb);

/** One line of text, made smaller where it would not fit into width_mm. The text must live as long as the arena. */
void tsri_draw_text(tsri_drawing *d, const char *text, double x_mm, double y_mm, double width_mm, tsri_type type);

/** Draw it on a page with its top left corner at x, y. */
void tsri_drawing_paint(const tsri_drawing *d, tsri_canvas *canvas, double x_mm, double y_mm);

/** Write it as an SVG element; title is read to those who do not see it. */
void tsri_drawing_put_svg(const tsri_drawing *d, const char *title, tsri_text *w);

/** Append text with the five characters of markup escaped; a byte that is no UTF-8 becomes U+FFFD. */
void tsri_html_put(tsri_text *w, const char *text);

#endif
