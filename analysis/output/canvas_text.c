/* SPDX-License-Identifier: Apache-2.0 */
#include "output/canvas_text.h"

#include <math.h>

#include "output/canvas_cairo.h"

static const double LINE_SPACING = 1.12; /* of the font's own */

/* width_px 0: one line as long as it needs. */
static PangoLayout *layout_of(tsri_canvas *canvas, const char *text, double width_px, const tsri_type *type)
{
    static const PangoAlignment ALIGNMENTS[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT};
    PangoLayout *layout = canvas->pango.pango_cairo_create_layout(canvas->cr);
    canvas->pango.pango_context_set_round_glyph_positions(canvas->pango.pango_layout_get_context(layout), FALSE);
    PangoFontDescription *font = canvas->pango.pango_font_description_new();
    canvas->pango.pango_font_description_set_family(font, TSRI_CANVAS_FONT);
    canvas->pango.pango_font_description_set_absolute_size(font, type->size_px * PANGO_SCALE);
    canvas->pango.pango_font_description_set_weight(font,
                                                    type->weight == TSRI_WEIGHT_BOLD ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    canvas->pango.pango_layout_set_font_description(layout, font);
    canvas->pango.pango_font_description_free(font);
    canvas->pango.pango_layout_set_alignment(layout, ALIGNMENTS[type->align]);
    canvas->pango.pango_layout_set_line_spacing(layout, (float)LINE_SPACING);
    canvas->pango.pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (width_px > 0) {
        canvas->pango.pango_layout_set_width(layout, (int)(width_px * PANGO_SCALE));
    }
    canvas->pango.pango_layout_set_text(layout, text, -1);
    return layout;
}

static double height_of(tsri_canvas *canvas, PangoLayout *layout)
{
    int width, height;
    canvas->pango.pango_layout_get_size(layout, &width, &height);
    return (double)height / PANGO_SCALE;
}

static void set_colour(tsri_canvas *canvas, uint32_t rgb)
{
    cairo_set_source_rgb(canvas->cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
}

double tsri_canvas_paragraph_height(tsri_canvas *canvas, const char *text, double width_px, const tsri_type *type)
{
    PangoLayout *layout = layout_of(canvas, text, width_px, type);
    double height_px = height_of(canvas, layout);
    canvas->pango.g_object_unref(layout);
    return height_px;
}

double
tsri_canvas_paragraph(tsri_canvas *canvas, const char *text, double x_px, double y_px, double width_px, const tsri_type *type)
{
    PangoLayout *layout = layout_of(canvas, text, width_px, type);
    double height_px = height_of(canvas, layout);
    set_colour(canvas, type->rgb);
    cairo_move_to(canvas->cr, x_px, y_px);
    canvas->pango.pango_cairo_show_layout(canvas->cr, layout);
    canvas->pango.g_object_unref(layout);
    return height_px;
}

void tsri_canvas_fitted_line(
    tsri_canvas *canvas, const char *text, double x_px, double y_px, double width_px, const tsri_type *type)
{
    tsri_type fitted = *type;
    PangoLayout *layout = layout_of(canvas, text, 0, &fitted);
    int width, height;
    canvas->pango.pango_layout_get_size(layout, &width, &height);
    double need_px = (double)width / PANGO_SCALE;
    if (need_px > width_px) {
        fitted.size_px *= width_px / need_px;
        canvas->pango.g_object_unref(layout);
        layout = layout_of(canvas, text, 0, &fitted);
        need_px = width_px;
    }
    double free_px = fmax(0, width_px - need_px);
    double shift_px = type->align == TSRI_ALIGN_END ? free_px : type->align == TSRI_ALIGN_CENTRE ? free_px / 2 : 0;
    set_colour(canvas, type->rgb);
    cairo_move_to(canvas->cr, x_px + shift_px, y_px - (double)canvas->pango.pango_layout_get_baseline(layout) / PANGO_SCALE);
    canvas->pango.pango_cairo_show_layout(canvas->cr, layout);
    canvas->pango.g_object_unref(layout);
}
