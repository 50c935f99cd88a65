/* SPDX-License-Identifier: Apache-2.0 */
#include "output/drawing.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"

static const double RAD_PER_DEG = 3.14159265358979323846 / 180;

static tsri_shape *add(tsri_drawing *d, tsri_shape_kind kind, uint32_t rgb)
{
    tsri_shape *shape = NULL;
    if (d->st == TSR_OK) {
        d->st = tsri_arena_alloc(d->arena, 1, sizeof *shape, &shape, NULL);
    }
    if (!shape) {
        return NULL;
    }
    shape->kind = kind;
    shape->opacity = 1;
    shape->type.rgb = rgb;
    *(d->last ? &d->last->next : &d->first) = shape;
    d->last = shape;
    return shape;
}

void tsri_draw_rectangle(
    tsri_drawing *d, double x_mm, double y_mm, double width_mm, double height_mm, double radius_mm, uint32_t rgb)
{
    tsri_shape *shape = width_mm > 0 && height_mm > 0 ? add(d, TSRI_SHAPE_RECTANGLE, rgb) : NULL;
    if (shape) {
        shape->x_mm = x_mm;
        shape->y_mm = y_mm;
        shape->width_mm = width_mm;
        shape->height_mm = height_mm;
        shape->radius_mm = radius_mm;
    }
}

static tsri_shape *add_points(tsri_drawing *d, tsri_shape_kind kind, const double (*points_mm)[2], size_t count, uint32_t rgb)
{
    double(*points)[2] = NULL;
    if (d->st == TSR_OK) {
        d->st = tsri_arena_alloc(d->arena, count, sizeof *points, &points, NULL);
    }
    tsri_shape *shape = points ? add(d, kind, rgb) : NULL;
    if (shape) {
        memcpy(points, points_mm, count * sizeof *points);
        shape->points_mm = points;
        shape->count = count;
    }
    return shape;
}

void tsri_draw_polygon(tsri_drawing *d, const double (*points_mm)[2], size_t count, uint32_t rgb)
{
    (void)add_points(d, TSRI_SHAPE_POLYGON, points_mm, count, rgb);
}

void tsri_draw_line(tsri_drawing *d, const double (*points_mm)[2], size_t count, double line_mm, uint32_t rgb)
{
    tsri_shape *shape = add_points(d, TSRI_SHAPE_LINE, points_mm, count, rgb);
    if (shape) {
        shape->line_mm = line_mm;
    }
}

void tsri_draw_segment(tsri_drawing *d, double x0_mm, double y0_mm, double x1_mm, double y1_mm, double line_mm, uint32_t rgb)
{
    const double points[][2] = {{x0_mm, y0_mm}, {x1_mm, y1_mm}};
    tsri_draw_line(d, points, 2, line_mm, rgb);
}

void tsri_draw_sector(tsri_drawing *d,
                      const double centre_mm[2],
                      const double radii_mm[2],
                      const double angles_deg[2],
                      double hole_frac,
                      uint32_t rgb,
                      double rim_mm,
                      uint32_t rim_rgb)
{
    enum { STEPS = 48 };
    double points[2 * (STEPS + 1) + 1][2];
    size_t count = 0;
    for (int pass = 0; pass < (hole_frac > 0 ? 2 : 1); pass++) {
        for (int i = 0; i <= STEPS; i++) {
            double t = (double)(pass == 0 ? i : STEPS - i) / STEPS, k = pass == 0 ? 1 : hole_frac;
            double a = (angles_deg[0] + t * (angles_deg[1] - angles_deg[0])) * RAD_PER_DEG;
            points[count][0] = centre_mm[0] + k * radii_mm[0] * cos(a);
            points[count++][1] = centre_mm[1] + k * radii_mm[1] * sin(a);
        }
    }
    points[count][0] = points[0][0];
    points[count++][1] = points[0][1];
    tsri_draw_polygon(d, (const double(*)[2])points, count, rgb);
    if (rim_mm > 0) {
        tsri_draw_line(d, (const double(*)[2])points, count, rim_mm, rim_rgb);
    }
}

void tsri_draw_text(tsri_drawing *d, const char *text, double x_mm, double y_mm, double width_mm, tsri_type type)
{
    tsri_shape *shape = text && text[0] ? add(d, TSRI_SHAPE_TEXT, type.rgb) : NULL;
    if (shape) {
        shape->text = text;
        shape->x_mm = x_mm;
        shape->y_mm = y_mm;
        shape->width_mm = width_mm;
        shape->type = type;
    }
}

void tsri_drawing_paint(const tsri_drawing *d, tsri_canvas *canvas, double x_mm, double y_mm)
{
    enum { MOST_POINTS = 128 };
    for (const tsri_shape *s = d->first; s; s = s->next) {
        double points[MOST_POINTS][2];
        size_t count = s->count < MOST_POINTS ? s->count : MOST_POINTS;
        for (size_t i = 0; i < count; i++) {
            points[i][0] = x_mm + s->points_mm[i][0];
            points[i][1] = y_mm + s->points_mm[i][1];
        }
        switch (s->kind) {
        case TSRI_SHAPE_RECTANGLE:
            tsri_canvas_fill(canvas, x_mm + s->x_mm, y_mm + s->y_mm, s->width_mm, s->height_mm, s->radius_mm, s->type.rgb, 1);
            break;
        case TSRI_SHAPE_POLYGON:
            tsri_canvas_polygon(canvas, points, count, s->type.rgb, 1);
            break;
        case TSRI_SHAPE_LINE:
            tsri_canvas_polyline(canvas, points, count, s->line_mm, s->type.rgb, 1);
            break;
        case TSRI_SHAPE_TEXT:
            tsri_canvas_fitted_line(canvas, s->text, x_mm + s->x_mm, y_mm + s->y_mm, s->width_mm, &s->type);
            break;
        }
    }
}

void tsri_html_put(tsri_text *w, const char *text)
{
    for (const char *c = text; *c;) {
        size_t length = tsri_utf8_length(c);
        if (*c == '&' || *c == '<' || *c == '>' || *c == '"' || *c == '\'') {
            tsri_text_printf(w, "&#%d;", *c);
        } else if (length == 0) {
            tsri_text_put(w, "\xef\xbf\xbd");
        } else {
            tsri_text_printf(w, "%.*s", (int)length, c);
        }
        c += length ? length : 1;
    }
}

static void put_text(const tsri_shape *s, tsri_text *w)
{
    static const char *const ANCHORS[] = {"start", "middle", "end"};
    static const double USUAL_CHAR_EM = 0.62; /* width of a character of the report's fonts, on average, at most */
    double shift_mm = s->type.align == TSRI_ALIGN_END ? s->width_mm : s->type.align == TSRI_ALIGN_CENTRE ? s->width_mm / 2 : 0;
    tsri_text_printf(w, "<text x=\"%.2f\" y=\"%.2f\" font-size=\"%.2f\" fill=\"#%06X\" text-anchor=\"%s\"", s->x_mm + shift_mm,
                     s->y_mm, s->type.size_px, (unsigned)s->type.rgb, ANCHORS[s->type.align]);
    if (s->type.weight == TSRI_WEIGHT_BOLD) {
        tsri_text_put(w, " font-weight=\"bold\"");
    }
    if ((double)strlen(s->text) * USUAL_CHAR_EM * s->type.size_px > s->width_mm * 1.15) {
        tsri_text_printf(w, " textLength=\"%.2f\" lengthAdjust=\"spacingAndGlyphs\"", s->width_mm);
    }
    tsri_text_put(w, ">");
    tsri_html_put(w, s->text);
    tsri_text_put(w, "</text>");
}

void tsri_drawing_put_svg(const tsri_drawing *d, const char *title, tsri_text *w)
{
    tsri_text_printf(w, "<svg viewBox=\"0 0 %.2f %.2f\" role=\"img\"><title>", d->width_mm, d->height_mm);
    tsri_html_put(w, title);
    tsri_text_put(w, "</title>");
    for (const tsri_shape *s = d->first; s; s = s->next) {
        if (s->kind == TSRI_SHAPE_TEXT) {
            put_text(s, w);
        } else if (s->kind == TSRI_SHAPE_RECTANGLE) {
            tsri_text_printf(w, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" rx=\"%.2f\" fill=\"#%06X\"/>",
                             s->x_mm, s->y_mm, s->width_mm, s->height_mm, s->radius_mm, (unsigned)s->type.rgb);
        } else {
            tsri_text_put(w, s->kind == TSRI_SHAPE_POLYGON ? "<polygon points=\"" : "<polyline points=\"");
            for (size_t i = 0; i < s->count; i++) {
                tsri_text_printf(w, "%s%.2f,%.2f", i ? " " : "", s->points_mm[i][0], s->points_mm[i][1]);
            }
            if (s->kind == TSRI_SHAPE_POLYGON) {
                tsri_text_printf(w, "\" fill=\"#%06X\"/>", (unsigned)s->type.rgb);
            } else {
                tsri_text_printf(w, "\" fill=\"none\" stroke=\"#%06X\" stroke-width=\"%.2f\" stroke-linecap=\"round\"/>",
                                 (unsigned)s->type.rgb, s->line_mm);
            }
        }
    }
    tsri_text_put(w, "</svg>");
}
