/* SPDX-License-Identifier: Apache-2.0
 *
 * A comparison as a PDF: a page of numbers, a page for each pair of photos, a page with the chart. A4, wide; lengths in mm. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/compare_parts.h"
#include "output/pair.h"

#include "base/fail.h"

enum { INK_RGB = 0x222222, FAINT_RGB = 0x5F5F5F, LINE_RGB = 0xCFCFCF, BAND_RGB = 0xF4F6F7 };

static const double PAGE_W_MM = 297, PAGE_H_MM = 210, MARGIN_MM = 14, EM_MM = 3.4;

/* One line that keeps to width_mm: smaller where it would be longer. */
static void draw_fitted(
    tsri_canvas *canvas, const char *text, double x, double y, double width_mm, double em, tsri_weight weight, uint32_t rgb)
{
    double wide_mm = tsri_canvas_text_width(canvas, text, em, weight);
    tsri_canvas_text(canvas, text, x, y, wide_mm > width_mm ? em * width_mm / wide_mm : em, weight, rgb);
}

/* A heading with a faint line of explanation and a rule below; returns where the page's content begins. */
static double draw_head(tsri_canvas *canvas, const char *title, const char *detail)
{
    tsri_canvas_text(canvas, title, MARGIN_MM, MARGIN_MM + 6, 6.2, TSRI_WEIGHT_BOLD, INK_RGB);
    draw_fitted(canvas, detail, MARGIN_MM, MARGIN_MM + 12, PAGE_W_MM - 2 * MARGIN_MM, EM_MM, TSRI_WEIGHT_NORMAL, FAINT_RGB);
    tsri_canvas_fill(canvas, MARGIN_MM, MARGIN_MM + 15, PAGE_W_MM - 2 * MARGIN_MM, 0.25, 0, LINE_RGB, 1);
    return MARGIN_MM + 21;
}

static void draw_foot(tsri_canvas *canvas, const tsr_comparison *c)
{
    char text[256];
    (void)snprintf(text, sizeof text, "Tonsure %s  \xc2\xb7  %s  \xc2\xb7  %s", tsr_version(),
                   tsri_compare_say(c, TSRI_TEXT_AID_SHORT), tsri_compare_say(c, TSRI_TEXT_COMPARISON_RANGES));
    tsri_canvas_text(canvas, text, MARGIN_MM, PAGE_H_MM - 8, 2.6, TSRI_WEIGHT_NORMAL, FAINT_RGB);
}

/* Text in lines of at most width_mm, broken at spaces; returns the y below. */
static double draw_wrapped(tsri_canvas *canvas, const char *text, double x, double y, double width_mm, double em, uint32_t rgb)
{
    char line[TSRI_PHRASE_BYTES] = "", longer[TSRI_PHRASE_BYTES];
    while (*text) {
        size_t word = strcspn(text, " ");
        (void)snprintf(longer, sizeof longer, "%s%s%.*s", line, *line ? " " : "", (int)word, text);
        if (*line && tsri_canvas_text_width(canvas, longer, em, TSRI_WEIGHT_NORMAL) > width_mm) {
            tsri_canvas_text(canvas, line, x, y, em, TSRI_WEIGHT_NORMAL, rgb);
            y += 1.35 * em;
            (void)snprintf(line, sizeof line, "%.*s", (int)word, text);
        } else {
            (void)snprintf(line, sizeof line, "%s", longer);
        }
        text += word + strspn(text + word, " ");
    }
    tsri_canvas_text(canvas, line, x, y, em, TSRI_WEIGHT_NORMAL, rgb);
    return y + 1.35 * em;
}

/* A table of changes from y down. */
static void draw_table(tsri_canvas *canvas, const tsr_comparison *c, const tsri_compare_row *rows, int count, double y)
{
    static const double COLUMNS_MM[] = {0, 47, 76, 105, 121, 141, 187}, GAP_MM = 1;
    static const tsri_text_key HEADS[] = {TSRI_TEXT_MEASURE,           TSRI_TEXT_COMPARISON_FIRST, TSRI_TEXT_COMPARISON_LAST,
                                          TSRI_TEXT_COMPARISON_CHANGE, TSRI_TEXT_COMPARISON_LEAST, TSRI_TEXT_COMPARISON_VERDICT};
    static const double ROW_MM = 4.85, TABLE_MM = 188;
    for (int k = 0; k < 6; k++) {
        draw_fitted(canvas, tsri_compare_say(c, HEADS[k]), MARGIN_MM + COLUMNS_MM[k], y,
                    COLUMNS_MM[k + 1] - COLUMNS_MM[k] - GAP_MM, 2.9, TSRI_WEIGHT_BOLD, FAINT_RGB);
    }
    for (int i = 0; i < count; i++) {
        const tsri_compare_row *r = &rows[i];
        uint32_t rgb = tsri_compare_rgb(r->kind);
        bool told = r->kind == TSR_CHANGE_GAIN || r->kind == TSR_CHANGE_LOSS;
        tsri_weight weight = told ? TSRI_WEIGHT_BOLD : TSRI_WEIGHT_NORMAL;
        y += ROW_MM;
        if (i % 2 == 0) {
            tsri_canvas_fill(canvas, MARGIN_MM - 1.5, y - 3.45, TABLE_MM, ROW_MM, 0, BAND_RGB, 1);
        }
        const char *const cells[] = {r->name.text,   r->before.text,   r->after.text,
                                     r->change.text, r->smallest.text, r->verdict.text};
        for (int k = 0; k < 6; k++) {
            draw_fitted(canvas, cells[k], MARGIN_MM + COLUMNS_MM[k], y, COLUMNS_MM[k + 1] - COLUMNS_MM[k] - GAP_MM, 2.9,
                        k == 5 || told ? weight : TSRI_WEIGHT_NORMAL, k == 5 ? rgb : INK_RGB);
        }
    }
}

/* The views with how they fit, a line each; returns the y below. */
static double draw_views(tsri_canvas *canvas, const tsr_comparison *c, double x, double y)
{
    static const tsri_text_key FITS[] = {TSRI_TEXT_COMPARISON_NOT_COMPARED, TSRI_TEXT_COMPARISON_FIT_FAIR,
                                         TSRI_TEXT_COMPARISON_FIT_GOOD};
    static const double FIT_X_MM = 16, GAP_MM = 1;
    tsri_canvas_text(canvas, tsri_compare_say(c, TSRI_TEXT_COMPARISON_VIEWS), x, y, 2.9, TSRI_WEIGHT_BOLD, FAINT_RGB);
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        const tsr_fit *fit = &c->changes[c->visit_count - 2].fits[v];
        bool absent = fit->verdict == TSR_FIT_REFUSED && !fit->reasons;
        y += 4.6;
        draw_fitted(canvas, tsri_compare_say(c, (tsri_text_key)(TSRI_TEXT_COMPARISON_SIDE_FRONT + v - TSR_VIEW_FRONT)), x, y,
                    FIT_X_MM - GAP_MM, 2.9, TSRI_WEIGHT_NORMAL, INK_RGB);
        tsri_canvas_text(canvas, tsri_compare_say(c, absent ? TSRI_TEXT_COMPARISON_NO_PHOTOS : FITS[fit->verdict]), x + FIT_X_MM,
                         y, 2.9, TSRI_WEIGHT_NORMAL, fit->verdict == TSR_FIT_REFUSED ? FAINT_RGB : INK_RGB);
    }
    return y + 9;
}

static void draw_summary(tsri_canvas *canvas, const tsr_comparison *c)
{
    static const double NOTES_X_MM = 212;
    tsri_phrase notes[TSRI_MOST_NOTES];
    const tsri_phrase first = tsri_compare_visit_words(c, 0), last = tsri_compare_visit_words(c, c->visit_count - 1);
    const tsri_phrase lead = tsri_phrase_with(c->language, TSRI_TEXT_COMPARISON_LEAD, first.text, last.text, NULL, NULL);
    double y = draw_head(canvas, tsri_compare_say(c, TSRI_TEXT_COMPARISON_TITLE), lead.text);
    tsri_compare_row rows[TSRI_MOST_ROWS];
    draw_table(canvas, c, rows, tsri_compare_rows(c->language, &c->changes[c->visit_count - 2], rows), y);
    y = draw_views(canvas, c, NOTES_X_MM, y);
    tsri_canvas_text(canvas, tsri_compare_say(c, TSRI_TEXT_COMPARISON_TO_KNOW), NOTES_X_MM, y, 2.9, TSRI_WEIGHT_BOLD, FAINT_RGB);
    int count = tsri_compare_notes(c, notes);
    y += 5;
    for (int i = 0; i < count; i++) {
        tsri_canvas_fill(canvas, NOTES_X_MM, y - 1.5, 1.1, 1.1, 0.55, FAINT_RGB, 1);
        y = draw_wrapped(canvas, notes[i].text, NOTES_X_MM + 3, y, PAGE_W_MM - MARGIN_MM - NOTES_X_MM - 3, 2.9, INK_RGB) + 1.6;
    }
    draw_foot(canvas, c);
}

/* A share of 1 with a decimal, in the key's text. */
static tsri_phrase say_share(const tsr_comparison *c, tsri_text_key key, double share)
{
    return tsri_phrase_with(c->language, key, tsri_phrase_number(c->language, 100 * share, 1, false).text, NULL, NULL, NULL);
}

static void draw_key(tsri_canvas *canvas, const tsr_comparison *c, const tsr_pair *p, double y)
{
    double x = MARGIN_MM;
    const tsri_phrase gain = say_share(c, TSRI_TEXT_COMPARISON_KEY_GAIN, p->gain_frac);
    const tsri_phrase loss = say_share(c, TSRI_TEXT_COMPARISON_KEY_LOSS, p->loss_frac);
    tsri_canvas_fill(canvas, x, y - 3, 6, 3.6, 0, TSRI_GAIN_RGB, 0.85);
    x += 8 + tsri_canvas_text(canvas, gain.text, x + 8, y, EM_MM, TSRI_WEIGHT_NORMAL, INK_RGB) + 8;
    tsri_canvas_fill(canvas, x, y - 3, 6, 3.6, 0, TSRI_LOSS_RGB, 0.85);
    for (int i = 0; i < 3; i++) { /* the map's stripes */
        double stripe[2][2] = {{x + 0.4 + 2 * i, y + 0.4}, {x + 1.6 + 2 * i, y - 2.8}};
        tsri_canvas_polyline(canvas, stripe, 2, 0.7, 0x8A5A00, 0.85);
    }
    tsri_canvas_text(canvas, loss.text, x + 8, y, EM_MM, TSRI_WEIGHT_NORMAL, INK_RGB);
    draw_fitted(canvas, tsri_compare_say(c, TSRI_TEXT_COMPARISON_PALE), MARGIN_MM, y + 5.2, PAGE_W_MM - 2 * MARGIN_MM, 2.9,
                TSRI_WEIGHT_NORMAL, FAINT_RGB);
}

/* How the last photo was brought to lie over the first. */
static tsri_phrase say_laid(const tsr_comparison *c, const tsr_pair *p)
{
    const tsr_language l = c->language;
    const tsr_fit *fit = &p->fit;
    return tsri_phrase_with(
        l, p->has_photos ? TSRI_TEXT_COMPARISON_LAID_PHOTOS : TSRI_TEXT_COMPARISON_LAID_MAPS,
        tsri_compare_say(c, fit->verdict == TSR_FIT_GOOD ? TSRI_TEXT_COMPARISON_GOOD_FIT : TSRI_TEXT_COMPARISON_FAIR_FIT),
        tsri_phrase_number(l, 100 * fit->outline_frac, 1, false).text, tsri_phrase_number(l, -fit->rotation_deg, 0, false).text,
        tsri_phrase_number(l, fit->scale > 0 ? 1 / fit->scale : 1, 2, false).text);
}

static void draw_pair(tsri_canvas *canvas, const tsr_comparison *c, const tsr_pair *p)
{
    static const double GAP_MM = 5, PICTURES_H_MM = 108;
    const tsri_phrase first = tsri_compare_visit_words(c, 0), last = tsri_compare_visit_words(c, c->visit_count - 1);
    double y = draw_head(canvas, tsri_compare_view_words(c, p->view), say_laid(c, p).text);
    double w = (PAGE_W_MM - 2 * MARGIN_MM - 2 * GAP_MM) / 3, h = w * p->before.height_px / p->before.width_px;
    if (h > PICTURES_H_MM) {
        w *= PICTURES_H_MM / h;
        h = PICTURES_H_MM;
    }
    const tsri_image *const pictures[] = {&p->before, &p->after, &p->map};
    const char *const words[] = {first.text, last.text, tsri_compare_say(c, TSRI_TEXT_COMPARISON_MAP)};
    for (int i = 0; i < 3; i++) {
        double x = MARGIN_MM + i * (w + GAP_MM), room_mm = i == 2 ? PAGE_W_MM - MARGIN_MM - x : w;
        draw_fitted(canvas, words[i], x, y, room_mm, EM_MM, TSRI_WEIGHT_BOLD, INK_RGB);
        tsri_canvas_draw_image(canvas, tsri_image_view(pictures[i]), x, y + 2.5, w, h);
    }
    draw_key(canvas, c, p, y + h + 10);
    tsri_compare_row rows[TSRI_MOST_ROWS];
    int count = tsri_compare_view_rows(c, p->view, rows);
    if (count > 0) {
        draw_table(canvas, c, rows, count, y + h + 24);
    }
    draw_foot(canvas, c);
}

static void draw_chart(tsri_canvas *canvas, const tsr_comparison *c)
{
    double y =
        draw_head(canvas, tsri_compare_say(c, TSRI_TEXT_COMPARISON_ALL_VISITS), tsri_compare_say(c, TSRI_TEXT_COMPARISON_BARS));
    tsri_compare_chart(canvas, c, MARGIN_MM, y, PAGE_W_MM - 2 * MARGIN_MM, PAGE_H_MM - y - 14, EM_MM);
    draw_foot(canvas, c);
}

tsr_status tsr_comparison_pdf_format(
    const tsr_allocator *allocator, const tsr_comparison *comparison, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    tsri_canvas *canvas = NULL;
    *out_bytes = NULL;
    *out_size_bytes = 0;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_compare_check(comparison, err));
    TSRI_TRY(tsri_canvas_create_page(allocator ? allocator : tsri_memory_default(), PAGE_W_MM, PAGE_H_MM,
                                     tsri_compare_say(comparison, TSRI_TEXT_COMPARISON_FILE_TITLE), &canvas, err));
    draw_summary(canvas, comparison);
    for (size_t i = 0; i < comparison->pair_count; i++) {
        if (comparison->pairs[i]->map.data) {
            tsri_canvas_next_page(canvas);
            draw_pair(canvas, comparison, comparison->pairs[i]);
        }
    }
    tsri_canvas_next_page(canvas);
    draw_chart(canvas, comparison);
    TSRI_TRY(tsri_canvas_finish_page(canvas, out_bytes, out_size_bytes, err));
done:
    tsri_canvas_destroy(&canvas);
    return st;
}
