/* SPDX-License-Identifier: Apache-2.0 */
#include "output/canvas.h"

#include "output/canvas_cairo.h"

#include <cairo-pdf.h>
#include <math.h>

#include "base/fail.h"

static tsr_status fault_of(cairo_status_t status, const char *what, tsr_error *err)
{
    tsr_status code = status == CAIRO_STATUS_NO_MEMORY ? TSR_E_NOMEM : TSR_E_BACKEND;
    return tsri_fail_backend(err, code, (int)status, "%s: %s", what, cairo_status_to_string(status));
}

/* Begin to draw on the canvas's surface. */
static tsr_status start(tsri_canvas *canvas, tsr_error *err)
{
    tsr_status st = tsri_pango_library_load(&canvas->pango, err);
    if (st != TSR_OK) {
        return st;
    }
    canvas->cr = cairo_create(canvas->surface);
    cairo_status_t status = cairo_status(canvas->cr);
    if (status != CAIRO_STATUS_SUCCESS) {
        return fault_of(status, "canvas", err);
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
    return TSR_OK;
}

tsr_status tsri_canvas_create(const tsr_allocator *memory, int32_t width_px, int32_t height_px, tsri_canvas **out, tsr_error *err)
{
    tsri_canvas *canvas = NULL;
    *out = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_alloc_zero(memory, 1, sizeof *canvas, &canvas, err));
    canvas->memory = memory;
    tsri_buffer_init(&canvas->file, memory);
    canvas->width_px = width_px;
    canvas->height_px = height_px;
    canvas->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width_px, height_px);
    TSRI_TRY(start(canvas, err));
    *out = canvas;
    canvas = NULL;
done:
    tsri_canvas_destroy(&canvas);
    return st;
}

static cairo_status_t append(void *canvas, const unsigned char *bytes, unsigned int size_bytes)
{
    tsr_status st = tsri_buffer_append(&((tsri_canvas *)canvas)->file, bytes, size_bytes, NULL);
    return st == TSR_OK ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_NO_MEMORY;
}

tsr_status tsri_canvas_create_page(
    const tsr_allocator *memory, double width_mm, double height_mm, const char *title, tsri_canvas **out, tsr_error *err)
{
    static const double POINTS_PER_MM = 72 / 25.4;
    tsri_canvas *canvas = NULL;
    *out = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_alloc_zero(memory, 1, sizeof *canvas, &canvas, err));
    canvas->memory = memory;
    tsri_buffer_init(&canvas->file, memory);
    canvas->surface = cairo_pdf_surface_create_for_stream(append, canvas, width_mm * POINTS_PER_MM, height_mm * POINTS_PER_MM);
    cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_TITLE, title);
    /* cairo writes the time of making unless it is told one. */
    cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
    TSRI_TRY(start(canvas, err));
    cairo_scale(canvas->cr, POINTS_PER_MM, POINTS_PER_MM);
    *out = canvas;
    canvas = NULL;
done:
    tsri_canvas_destroy(&canvas);
    return st;
}

void tsri_canvas_set_scale(tsri_canvas *canvas, double px_per_unit)
{
    cairo_identity_matrix(canvas->cr);
    cairo_scale(canvas->cr, px_per_unit, px_per_unit);
}

tsr_status tsri_canvas_finish_page(tsri_canvas *canvas, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    *out_bytes = NULL;
    *out_size_bytes = 0;
    cairo_status_t status = cairo_status(canvas->cr);
    if (status == CAIRO_STATUS_SUCCESS) {
        cairo_surface_finish(canvas->surface);
        status = cairo_surface_status(canvas->surface);
    }
    if (status != CAIRO_STATUS_SUCCESS) {
        return fault_of(status, "page", err);
    }
    *out_bytes = (uint8_t *)canvas->file.data;
    *out_size_bytes = canvas->file.size_bytes;
    canvas->file.data = NULL; /* the caller's now */
    return TSR_OK;
}

void tsri_canvas_tag_begin(tsri_canvas *canvas, const char *tag)
{
    cairo_tag_begin(canvas->cr, tag, NULL);
}

void tsri_canvas_tag_end(tsri_canvas *canvas, const char *tag)
{
    cairo_tag_end(canvas->cr, tag);
}

void tsri_canvas_destroy(tsri_canvas **canvas)
{
    if (canvas && *canvas) {
        cairo_destroy((*canvas)->cr);
        cairo_surface_destroy((*canvas)->surface); /* a page writes its end now, so its file is freed after it */
        tsri_buffer_release(&(*canvas)->file);
        tsri_free((*canvas)->memory, *canvas);
        *canvas = NULL;
    }
}

const tsr_allocator *tsri_canvas_memory(const tsri_canvas *canvas)
{
    return canvas->memory;
}

static void copy_pixels(tsr_view_u8 rgb, cairo_surface_t *to_surface, int32_t x_px, int32_t y_px)
{
    cairo_surface_flush(to_surface);
    unsigned char *base = cairo_image_surface_get_data(to_surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(to_surface);
    for (int32_t y = 0; y < rgb.height_px; y++) {
        const uint8_t *from = rgb.data + (size_t)y * rgb.stride_bytes;
        uint32_t *to = (uint32_t *)(void *)(base + (size_t)(y_px + y) * stride) + x_px;
        for (int32_t x = 0; x < rgb.width_px; x++, from += 3) {
            to[x] = (uint32_t)from[0] << 16 | (uint32_t)from[1] << 8 | from[2];
        }
    }
    cairo_surface_mark_dirty(to_surface);
}

void tsri_canvas_put_image(tsri_canvas *canvas, tsr_view_u8 rgb, int32_t x_px, int32_t y_px)
{
    copy_pixels(rgb, canvas->surface, x_px, y_px);
}

void tsri_canvas_draw_image(tsri_canvas *canvas, tsr_view_u8 rgb, double x_px, double y_px, double width_px, double height_px)
{
    cairo_t *cr = canvas->cr;
    cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, rgb.width_px, rgb.height_px);
    if (cairo_surface_status(picture) == CAIRO_STATUS_SUCCESS) {
        copy_pixels(rgb, picture, 0, 0);
    }
    cairo_save(cr);
    cairo_translate(cr, x_px, y_px);
    cairo_scale(cr, width_px / rgb.width_px, height_px / rgb.height_px);
    cairo_set_source_surface(cr, picture, 0, 0); /* a failed surface fails the canvas */
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
    cairo_rectangle(cr, 0, 0, rgb.width_px, rgb.height_px);
    cairo_fill(cr);
    cairo_restore(cr);
    cairo_surface_destroy(picture);
}

void tsri_canvas_next_page(tsri_canvas *canvas)
{
    cairo_show_page(canvas->cr);
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

void tsri_canvas_polyline(
    tsri_canvas *canvas, double (*points_px)[2], size_t count, double width_px, uint32_t rgb, double opacity)
{
    cairo_t *cr = canvas->cr;
    cairo_new_path(cr);
    for (size_t i = 0; i < count; i++) {
        cairo_line_to(cr, points_px[i][0], points_px[i][1]);
    }
    cairo_set_line_width(cr, width_px);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    set_colour(cr, rgb, opacity);
    cairo_stroke(cr);
}

void tsri_canvas_polygon(tsri_canvas *canvas, double (*points_px)[2], size_t count, uint32_t rgb, double opacity)
{
    cairo_new_path(canvas->cr);
    for (size_t i = 0; i < count; i++) {
        cairo_line_to(canvas->cr, points_px[i][0], points_px[i][1]);
    }
    cairo_close_path(canvas->cr);
    set_colour(canvas->cr, rgb, opacity);
    cairo_fill(canvas->cr);
}

void tsri_canvas_put_jpeg(tsri_canvas *canvas, const tsri_jpeg *jpeg, double x_mm, double y_mm, double width_mm)
{
    /* The surface only tells the size: a PDF takes the file itself, which is faster and loses nothing. */
    cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, jpeg->width_px, jpeg->height_px);
    (void)cairo_surface_set_mime_data(picture, CAIRO_MIME_TYPE_JPEG, jpeg->bytes, jpeg->size_bytes, NULL, NULL);
    cairo_save(canvas->cr);
    cairo_translate(canvas->cr, x_mm, y_mm);
    cairo_scale(canvas->cr, width_mm / jpeg->width_px, width_mm / jpeg->width_px);
    cairo_set_source_surface(canvas->cr, picture, 0, 0);
    cairo_paint(canvas->cr);
    cairo_restore(canvas->cr);
    cairo_surface_destroy(picture);
}

void tsri_canvas_frame(tsri_canvas *canvas,
                       double x_px,
                       double y_px,
                       double width_px,
                       double height_px,
                       double line_px,
                       double dash_px,
                       uint32_t rgb)
{
    cairo_set_line_width(canvas->cr, line_px);
    cairo_set_dash(canvas->cr, &dash_px, dash_px > 0 ? 1 : 0, 0);
    cairo_rectangle(canvas->cr, x_px, y_px, width_px, height_px);
    set_colour(canvas->cr, rgb, 1);
    cairo_stroke(canvas->cr);
}

static void choose_font(cairo_t *cr, double size_px, tsri_weight weight)
{
    cairo_select_font_face(cr, TSRI_CANVAS_FONT, CAIRO_FONT_SLANT_NORMAL,
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
