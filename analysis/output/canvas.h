/* SPDX-License-Identifier: Apache-2.0
 * output/canvas.h - drawing on an RGB picture or a page: text, rectangles, lines. The only door to cairo.
 *
 * Lengths named _px are millimetres on a page, and on a picture once it has a scale. */
#ifndef TSRI_CANVAS_H
#define TSRI_CANVAS_H

#include "image/image.h"

typedef struct tsri_canvas tsri_canvas;

typedef enum tsri_weight { TSRI_WEIGHT_NORMAL, TSRI_WEIGHT_BOLD } tsri_weight;

/** A white canvas. @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND. */
TSR_NODISCARD tsr_status
tsri_canvas_create(const tsr_allocator *memory, int32_t width_px, int32_t height_px, tsri_canvas **out, tsr_error *err);

/**
 * A page of a PDF, its unit the millimetre. The file tells no time of making.
 *
 * @param title  of the document
 * @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND
 */
TSR_NODISCARD tsr_status tsri_canvas_create_page(
    const tsr_allocator *memory, double width_mm, double height_mm, const char *title, tsri_canvas **out, tsr_error *err);

/** From now on a unit of all lengths is so many pixels of a picture: what is drawn for a page is drawn as a picture. */
void tsri_canvas_set_scale(tsri_canvas *canvas, double px_per_unit);

/** What is drawn between begin and end has this role in a PDF's structure, e.g. "H1", "P", "Figure"; roles nest. */
void tsri_canvas_tag_begin(tsri_canvas *canvas, const char *tag);
void tsri_canvas_tag_end(tsri_canvas *canvas, const char *tag);

/** End a page. *out_bytes is the caller's (tsri_free); nothing may be drawn any more. @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND.
 */
TSR_NODISCARD tsr_status tsri_canvas_finish_page(tsri_canvas *canvas,
                                                 uint8_t **out_bytes,
                                                 size_t *out_size_bytes,
                                                 tsr_error *err);

void tsri_canvas_destroy(tsri_canvas **canvas);

/** The allocator that it was made with. */
const tsr_allocator *tsri_canvas_memory(const tsri_canvas *canvas);

/** Copy an RGB picture onto the canvas with its top left corner at x, y; it must lie inside. */
void tsri_canvas_put_image(tsri_canvas *canvas, tsr_view_u8 rgb, int32_t x_px, int32_t y_px);

/** Draw an RGB picture into a rectangle, on a page or a picture. A failure is told by the canvas's end. */
void tsri_canvas_draw_image(
    tsri_canvas *canvas, tsr_view_u8 rgb, double x_px, double y_px, double width_px, double height_px);

/** Begin the next page of a PDF, of the same size. */
void tsri_canvas_next_page(tsri_canvas *canvas);

/** Fill a rectangle; rgb is 0xRRGGBB, opacity 0 to 1, radius of its corners in px. */
void tsri_canvas_fill(tsri_canvas *canvas,
                      double x_px,
                      double y_px,
                      double width_px,
                      double height_px,
                      double radius_px,
                      uint32_t rgb,
                      double opacity);

/** Draw a line through count points with round ends and joints; rgb is 0xRRGGBB. */
void tsri_canvas_polyline(
    tsri_canvas *canvas, double (*points_px)[2], size_t count, double width_px, uint32_t rgb, double opacity);

/** Fill the polygon through count points. */
void tsri_canvas_polygon(tsri_canvas *canvas, double (*points_px)[2], size_t count, uint32_t rgb, double opacity);

/** A JPEG file with its size in pixels. */
typedef struct tsri_jpeg {
    const uint8_t *bytes;
    size_t size_bytes;
    int32_t width_px, height_px;
} tsri_jpeg;

/** Place a JPEG on a page, its file as it is; the bytes must live until the page is finished. Its height follows. */
void tsri_canvas_put_jpeg(tsri_canvas *canvas, const tsri_jpeg *jpeg, double x_mm, double y_mm, double width_mm);

/** Draw the outline of a rectangle, its dashes and gaps dash_px long; 0: an unbroken line. */
void tsri_canvas_frame(tsri_canvas *canvas,
                       double x_px,
                       double y_px,
                       double width_px,
                       double height_px,
                       double line_px,
                       double dash_px,
                       uint32_t rgb);

/** Write UTF-8 text, y being its base line. Returns its width in px. */
double tsri_canvas_text(
    tsri_canvas *canvas, const char *text, double x_px, double y_px, double size_px, tsri_weight weight, uint32_t rgb);

/** Width the text would have, px. */
double tsri_canvas_text_width(tsri_canvas *canvas, const char *text, double size_px, tsri_weight weight);

/** The picture as RGB, the caller's. */
TSR_NODISCARD tsr_status tsri_canvas_read(tsri_canvas *canvas, tsri_image *out, tsr_error *err);

#endif
