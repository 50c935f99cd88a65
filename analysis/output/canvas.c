/* SPDX-License-Identifier: Apache-2.0 */
#include "output/canvas.h"

#include <cairo.h>
#include <math.h>

#include "base/fail.h"

/* Shipped by Debian's fonts-dejavu-core; cairo falls back to another sans serif where it is missing. */
static const char FONT[] = "DejaVu Sans";

struct tsri_canvas {
    const tsr_allocator *memory;
    cairo_surface_t *surface;
    cairo_t *cr;
    int32_t width_px, height_px;
};

tsr_status tsri_canvas_create(const tsr_allocator *memory, int32_t width_px, int32_t height_px, tsri_canvas **out, tsr_error *err)
{
    tsri_canvas *canvas = NULL;
    *out = NULL;
    tsr_status st = tsri_alloc_zero(memory, 1, sizeof *canvas, &canvas, err);
    if (st != TSR_OK) {
        return st;
    }
    canvas->memory = memory;
    canvas->width_px = width_px;
    canvas->height_px = height_px;
    canvas->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width_px, height_px);
    canvas->cr = cairo_create(canvas->surface);
    cairo_status_t status = cairo_status(canvas->cr);
    if (status != CAIRO_STATUS_SUCCESS) {
        st = tsri_fail_backend(err, status == CAIRO_STATUS_NO_MEMORY ? TSR_E_NOMEM : TSR_E_BACKEND, (int)status,
                               "canvas of %d x %d px: %s", width_px, height_px, cairo_status_to_string(status));
        tsri_canvas_destroy(&canvas);
        return st;
    }
    /* Grey anti-aliasing and no hinting: the same letters on every screen and printer. */
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(canvas->cr, options);
    cairo_font_options_destroy(options);
    cairo_set_source_rgb(canvas->cr, 1, 1, 1);
    cairo_paint(canvas->cr);
    *out = canvas;
    return TSR_OK;
}

void tsri_canvas_destroy(tsri_canvas **canvas)
{
    if (canvas && *canvas) {
        cairo_destroy((*canvas)->cr);
        cairo_surface_destroy((*canvas)->surface);
        tsri_free((*canvas)->memory, *canvas);
        *canvas = NULL;
    }
}

void tsri_canvas_put_image(tsri_canvas *canvas, tsr_view_u8 rgb, int32_t x_px, int32_t y_px)
{
    cairo_surface_flush(canvas->surface);
    unsigned char *base = cairo_image_surface_get_data(canvas->surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(canvas->surface);
    for (int32_t y = 0; y < rgb.height_px; y++) {
        const uint8_t *from = rgb.data + (size_t)y * rgb.stride_bytes;
        uint32_t *to = (uint32_t *)(void *)(base + (size_t)(y_px + y) * stride) + x_px;
        for (int32_t x = 0; x < rgb.width_px; x++, from += 3) {
            to[x] = (uint32_t)from[0] << 16 | (uint32_t)from[1] << 8 | from[2];
        }
    }
    cairo_surface_mark_dirty(canvas->surface);
}

static void set_colour(cairo_t *cr, uint32_t rgb, double opacity)
{
    cairo_set_source_rgba(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0, opacity);
}

void tsri_canvas_fill(tsri_canvas *canvas,
                      double x_px,
                      double y_px,
                      double width_px,
                      double height_px,
                      double radius_px,
                      uint32_t rgb,
                      double opacity)
{
    static const double QUARTER_RAD = 1.5707963267948966;
    cairo_t *cr = canvas->cr;
    double r = fmin(radius_px, fmin(width_px, height_px) / 2);
    cairo_new_path(cr);
    cairo_arc(cr, x_px + width_px - r, y_px + r, r, -QUARTER_RAD, 0);
    cairo_arc(cr, x_px + width_px - r, y_px + height_px - r, r, 0, QUARTER_RAD);
    cairo_arc(cr, x_px + r, y_px + height_px - r, r, QUARTER_RAD, 2 * QUARTER_RAD);
    cairo_arc(cr, x_px + r, y_px + r, r, 2 * QUARTER_RAD, 3 * QUARTER_RAD);
    cairo_close_path(cr);
    set_colour(cr, rgb, opacity);
    cairo_fill(cr);
}

static void choose_font(cairo_t *cr, double size_px, tsri_weight weight)
{
    cairo_select_font_face(cr, FONT, CAIRO_FONT_SLANT_NORMAL,
                           weight == TSRI_WEIGHT_BOLD ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cr, size_px);
}

double tsri_canvas_text_width(tsri_canvas *canvas, const char *text, double size_px, tsri_weight weight)
{
    cairo_text_extents_t extents;
    choose_font(canvas->cr, size_px, weight);
    cairo_text_extents(canvas->cr, text, &extents);
    return extents.x_advance;
}

double tsri_canvas_text(
    tsri_canvas *canvas, const char *text, double x_px, double y_px, double size_px, tsri_weight weight, uint32_t rgb)
{
    double width_px = tsri_canvas_text_width(canvas, text, size_px, weight);
    set_colour(canvas->cr, rgb, 1);
    cairo_move_to(canvas->cr, x_px, y_px);
    cairo_show_text(canvas->cr, text);
    return width_px;
}

tsr_status tsri_canvas_read(tsri_canvas *canvas, tsri_image *out, tsr_error *err)
{
    cairo_status_t status = cairo_status(canvas->cr);
    if (status != CAIRO_STATUS_SUCCESS) {
        return tsri_fail_backend(err, TSR_E_BACKEND, (int)status, "drawing failed: %s", cairo_status_to_string(status));
    }
    tsr_status st = tsri_image_init(out, canvas->memory, canvas->width_px, canvas->height_px, 3, err);
    if (st != TSR_OK) {
        return st;
    }
    cairo_surface_flush(canvas->surface);
    const unsigned char *base = cairo_image_surface_get_data(canvas->surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(canvas->surface);
    for (int32_t y = 0; y < canvas->height_px; y++) {
        const uint32_t *from = (const uint32_t *)(const void *)(base + (size_t)y * stride);
        uint8_t *to = tsri_image_row(out, y);
        for (int32_t x = 0; x < canvas->width_px; x++, to += 3) {
            to[0] = (uint8_t)(from[x] >> 16);
            to[1] = (uint8_t)(from[x] >> 8);
            to[2] = (uint8_t)from[x];
        }
    }
    return TSR_OK;
}
