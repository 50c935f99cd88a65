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

/* A heading with a faint line of explanation and a rule below; returns where the page's content begins. */
static double draw_head(tsri_canvas *canvas, const char *title, const char *detail)
{
    tsri_canvas_text(canvas, title, MARGIN_MM, MARGIN_MM + 6, 6.2, TSRI_WEIGHT_BOLD, INK_RGB);
    tsri_canvas_text(canvas, detail, MARGIN_MM, MARGIN_MM + 12, EM_MM, TSRI_WEIGHT_NORMAL, FAINT_RGB);
    tsri_canvas_fill(canvas, MARGIN_MM, MARGIN_MM + 15, PAGE_W_MM - 2 * MARGIN_MM, 0.25, 0, LINE_RGB, 1);
    return MARGIN_MM + 21;
}

static void draw_foot(tsri_canvas *canvas)
{
    char text[96];
    (void)snprintf(text, sizeof text, "Tonsure %s  \xc2\xb7  an aid, not a diagnosis  \xc2\xb7  ranges are 90 %% intervals",
                   tsr_version());
    tsri_canvas_text(canvas, text, MARGIN_MM, PAGE_H_MM - 8, 2.6, TSRI_WEIGHT_NORMAL, FAINT_RGB);
}

/* Text in lines of at most width_mm, broken at spaces; returns the y below. */
static double draw_wrapped(tsri_canvas *canvas, const char *text, double x, double y, double width_mm, double em, uint32_t rgb)
{
    char line[TSRI_NOTE_CHARS] = "", longer[TSRI_NOTE_CHARS];
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
static void draw_table(tsri_canvas *canvas, const tsri_compare_row *rows, int count, double y)
{
    static const double COLUMNS_MM[] = {0, 47, 76, 105, 121, 141};
    static const char *const HEADS[] = {"Measure", "First", "Last", "Change", "Least told", "Verdict"};
    static const double ROW_MM = 4.85, TABLE_MM = 188;
    for (int k = 0; k < 6; k++) {
        tsri_canvas_text(canvas, HEADS[k], MARGIN_MM + COLUMNS_MM[k], y, 2.9, TSRI_WEIGHT_BOLD, FAINT_RGB);
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
        const char *const cells[] = {r->name, r->before, r->after, r->change, r->smallest, r->verdict};
        for (int k = 0; k < 6; k++) {
            tsri_canvas_text(canvas, cells[k], MARGIN_MM + COLUMNS_MM[k], y, 2.9, k == 5 || told ? weight : TSRI_WEIGHT_NORMAL,
                             k == 5 ? rgb : INK_RGB);
        }
    }
}

/* The views with how they fit, a line each; returns the y below. */
static double draw_views(tsri_canvas *canvas, const tsr_visit_change *c, double x, double y)
{
    static const char *const WORDS[] = {"not compared", "fair fit", "good fit"};
    tsri_canvas_text(canvas, "Views", x, y, 2.9, TSRI_WEIGHT_BOLD, FAINT_RGB);
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        const tsr_fit *fit = &c->fits[v];
        bool absent = fit->verdict == TSR_FIT_REFUSED && !fit->reasons;
        y += 4.6;
        tsri_canvas_text(canvas, tsri_compare_view_words((tsr_view)v), x, y, 2.9, TSRI_WEIGHT_NORMAL, INK_RGB);
        tsri_canvas_text(canvas, absent ? "no photos" : WORDS[fit->verdict], x + 16, y, 2.9, TSRI_WEIGHT_NORMAL,
                         fit->verdict == TSR_FIT_REFUSED ? FAINT_RGB : INK_RGB);
    }
    return y + 9;
}

static void draw_summary(tsri_canvas *canvas, const tsr_comparison *c)
{
    static const double NOTES_X_MM = 212;
    char first[40], last[40], detail[160], notes[TSRI_MOST_NOTES][TSRI_NOTE_CHARS];
    tsri_compare_visit_words(c, 0, first, sizeof first);
    tsri_compare_visit_words(c, c->visit_count - 1, last, sizeof last);
    (void)snprintf(detail, sizeof detail, "%s against %s. \"Least told\" is the least change that can be told from noise.", first,
                   last);
    double y = draw_head(canvas, "Comparison", detail);
    const tsr_visit_change *change = &c->changes[c->visit_count - 2];
    tsri_compare_row rows[TSRI_MOST_ROWS];
    draw_table(canvas, rows, tsri_compare_rows(change, rows), y);
    y = draw_views(canvas, change, NOTES_X_MM, y);
    tsri_canvas_text(canvas, "To know", NOTES_X_MM, y, 2.9, TSRI_WEIGHT_BOLD, FAINT_RGB);
    int count = tsri_compare_notes(c, notes);
    y += 5;
    for (int i = 0; i < count; i++) {
        tsri_canvas_fill(canvas, NOTES_X_MM, y - 1.5, 1.1, 1.1, 0.55, FAINT_RGB, 1);
        y = draw_wrapped(canvas, notes[i], NOTES_X_MM + 3, y, PAGE_W_MM - MARGIN_MM - NOTES_X_MM - 3, 2.9, INK_RGB) + 1.6;
    }
    draw_foot(canvas);
}

static void draw_key(tsri_canvas *canvas, const tsr_pair *p, double y)
{
    char text[96];
    double x = MARGIN_MM;
    (void)snprintf(text, sizeof text, "hair gained, %.1f %% of the scalp in both photos", 100 * p->gain_frac);
    tsri_canvas_fill(canvas, x, y - 3, 6, 3.6, 0, TSRI_GAIN_RGB, 0.85);
    x += 8 + tsri_canvas_text(canvas, text, x + 8, y, EM_MM, TSRI_WEIGHT_NORMAL, INK_RGB) + 8;
    tsri_canvas_fill(canvas, x, y - 3, 6, 3.6, 0, TSRI_LOSS_RGB, 0.85);
    for (int i = 0; i < 3; i++) { /* the map's stripes */
        double stripe[2][2] = {{x + 0.4 + 2 * i, y + 0.4}, {x + 1.6 + 2 * i, y - 2.8}};
        tsri_canvas_polyline(canvas, stripe, 2, 0.7, 0x8A5A00, 0.85);
    }
    (void)snprintf(text, sizeof text, "hair lost, %.1f %%", 100 * p->loss_frac);
    x += 8 + tsri_canvas_text(canvas, text, x + 8, y, EM_MM, TSRI_WEIGHT_NORMAL, INK_RGB) + 8;
    tsri_canvas_text(
        canvas,
        "Pale: narrower than 3 % of the head's width, not told. Where nothing has changed, nine maps of ten show under 1 % "
        "of each, the worst 4 %.",
        MARGIN_MM, y + 5.2, 2.9, TSRI_WEIGHT_NORMAL, FAINT_RGB);
}

static void draw_pair(tsri_canvas *canvas, const tsr_comparison *c, const tsr_pair *p)
{
    static const double GAP_MM = 5, PICTURES_H_MM = 108;
    char title[48], detail[200], first[40], last[40];
    tsri_compare_visit_words(c, 0, first, sizeof first);
    tsri_compare_visit_words(c, c->visit_count - 1, last, sizeof last);
    (void)snprintf(title, sizeof title, "%s view", tsri_compare_view_words(p->view));
    (void)snprintf(detail, sizeof detail,
                   "%s. The outlines lie %.1f %% of the head's width apart; the last photo is turned by %.0f\xc2\xb0 and sized "
                   "by %.2f to fit%s.",
                   p->fit.verdict == TSR_FIT_GOOD ? "Good fit" : "Fair fit", 100 * p->fit.outline_frac, -p->fit.rotation_deg,
                   p->fit.scale > 0 ? 1 / p->fit.scale : 1,
                   p->has_photos ? ", its colour matched on the skin" : "; label maps, as photos were not at hand");
    double y = draw_head(canvas, title, detail);
    double w = (PAGE_W_MM - 2 * MARGIN_MM - 2 * GAP_MM) / 3, h = w * p->before.height_px / p->before.width_px;
    if (h > PICTURES_H_MM) {
        w *= PICTURES_H_MM / h;
        h = PICTURES_H_MM;
    }
    const tsri_image *const pictures[] = {&p->before, &p->after, &p->map};
    const char *const words[] = {first, last, "Gain and loss, over the first photo"};
    for (int i = 0; i < 3; i++) {
        double x = MARGIN_MM + i * (w + GAP_MM);
        tsri_canvas_text(canvas, words[i], x, y, EM_MM, TSRI_WEIGHT_BOLD, INK_RGB);
        tsri_canvas_draw_image(canvas, tsri_image_view(pictures[i]), x, y + 2.5, w, h);
    }
    draw_key(canvas, p, y + h + 10);
    tsri_compare_row rows[TSRI_MOST_ROWS];
    int count = tsri_compare_view_rows(c, p->view, rows);
    if (count > 0) {
        draw_table(canvas, rows, count, y + h + 24);
    }
    draw_foot(canvas);
}

static void draw_chart(tsri_canvas *canvas, const tsr_comparison *c)
{
    double y = draw_head(canvas, "All visits",
                         "Bars are 90 % intervals. Filled points differ from the first visit by more than noise: blue hair "
                         "gained, brown hair lost.");
    tsri_compare_chart(canvas, c, MARGIN_MM, y, PAGE_W_MM - 2 * MARGIN_MM, PAGE_H_MM - y - 14, EM_MM);
    draw_foot(canvas);
}

tsr_status tsr_comparison_pdf_format(
    const tsr_allocator *allocator, const tsr_comparison *comparison, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    tsri_canvas *canvas = NULL;
    *out_bytes = NULL;
    *out_size_bytes = 0;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_compare_check(comparison, err));
    TSRI_TRY(tsri_canvas_create_page(allocator ? allocator : tsri_memory_default(), PAGE_W_MM, PAGE_H_MM, "Tonsure comparison",
                                     &canvas, err));
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
