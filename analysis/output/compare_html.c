/* SPDX-License-Identifier: Apache-2.0
 *
 * A comparison as one web page that needs no other file and asks nothing of the network: pictures lie in it as data. */
#include <string.h>

#include "base/fail.h"
#include "image/encode.h"
#include "output/compare_parts.h"
#include "output/pair.h"

/* Language and title stand between the parts of the head. */
static const char HEAD[] =
    "\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";

static const char STYLE[] =
    "</title>\n<style>\n"
    "body{font:16px/1.45 'DejaVu Sans',Verdana,sans-serif;color:#222;background:#fff;max-width:62rem;margin:0 "
    "auto;padding:1.5rem}\n"
    "h1{font-size:1.7rem;margin:0}h2{font-size:1.2rem;margin:2.2rem 0 .6rem}p.lead{color:#5f5f5f;margin:.3rem 0 1.2rem}\n"
    "table{border-collapse:collapse;width:100%;font-size:.86rem}th{text-align:left;color:#5f5f5f}td,th{padding:.28rem .5rem}\n"
    "tbody tr:nth-child(odd){background:#f4f6f7}.gain{color:#0072b2;font-weight:bold}.loss{color:#9a5b00;font-weight:bold}\n"
    ".none{color:#767676}.wide{overflow-x:auto}\n"
    ".pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1rem}figure{margin:0}\n"
    "figcaption{font-size:.86rem;color:#5f5f5f;margin-top:.35rem}img{display:block;width:100%;height:auto}\n"
    ".slide{position:relative}.slide img+img{position:absolute;inset:0;clip-path:inset(0 0 0 var(--at,50%))}\n"
    ".slide i{position:absolute;top:0;bottom:0;left:var(--at,50%);width:3px;margin-left:-1.5px;background:#fff;"
    "box-shadow:0 0 0 1px #222}\n"
    ".slide b{position:absolute;top:.4rem;padding:.05rem .5rem;background:#222c;color:#fff;font-size:.8rem;font-weight:normal}\n"
    ".slide b:nth-of-type(1){left:.4rem}.slide b:nth-of-type(2){right:.4rem}\n"
    "input[type=range]{width:100%;margin:.5rem 0 0;accent-color:#0072b2;height:1.6rem}\n"
    "footer{margin-top:2.5rem;color:#5f5f5f;font-size:.8rem}\n</style>\n</head>\n<body>\n";

static void put_escaped(tsri_text *w, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '<':
            tsri_text_put(w, "&lt;");
            break;
        case '&':
            tsri_text_put(w, "&amp;");
            break;
        case '"':
            tsri_text_put(w, "&quot;");
            break;
        default:
            tsri_text_printf(w, "%c", *text);
        }
    }
}

static void put_picture(tsri_text *w, const tsri_image *image, const char *alt)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    if (w->st == TSR_OK) {
        w->st = tsri_png_encode(tsri_image_view(image), TSRI_PNG_LEVEL_RUNS, image->memory, &bytes, &size_bytes, w->err);
    }
    if (w->st == TSR_OK) {
        tsri_text_put(w, "<img src=\"data:image/png;base64,");
        tsri_text_put_base64(w, bytes, size_bytes);
        tsri_text_put(w, "\" alt=\"");
        put_escaped(w, alt);
        tsri_text_put(w, "\">");
    }
    tsri_free(image->memory, bytes);
}

static void put_table(tsri_text *w, const tsr_comparison *c)
{
    static const char *const CLASSES[] = {"none", "", "gain", "loss"};
    static const tsri_text_key HEADS[] = {TSRI_TEXT_MEASURE,           TSRI_TEXT_COMPARISON_FIRST, TSRI_TEXT_COMPARISON_LAST,
                                          TSRI_TEXT_COMPARISON_CHANGE, TSRI_TEXT_COMPARISON_LEAST, TSRI_TEXT_COMPARISON_VERDICT};
    tsri_compare_row rows[TSRI_MOST_ROWS];
    int count = tsri_compare_rows(c->language, &c->changes[c->visit_count - 2], rows);
    tsri_text_put(w, "<div class=\"wide\"><table>\n<thead><tr>");
    for (size_t i = 0; i < sizeof HEADS / sizeof *HEADS; i++) {
        tsri_text_printf(w, "<th>%s</th>", tsri_compare_say(c, HEADS[i]));
    }
    tsri_text_put(w, "</tr></thead>\n<tbody>\n");
    for (int i = 0; i < count; i++) {
        const tsri_compare_row *r = &rows[i];
        tsri_text_printf(w, "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td class=\"%s\">%s</td></tr>\n",
                         r->name.text, r->before.text, r->after.text, r->change.text, r->smallest.text, CLASSES[r->kind],
                         r->verdict.text);
    }
    tsri_text_put(w, "</tbody></table></div>\n");
}

static void put_notes(tsri_text *w, const tsr_comparison *c)
{
    tsri_phrase notes[TSRI_MOST_NOTES];
    int count = tsri_compare_notes(c, notes);
    tsri_text_printf(w, "<h2>%s</h2>\n<ul>\n", tsri_compare_say(c, TSRI_TEXT_COMPARISON_TO_KNOW));
    for (int i = 0; i < count; i++) {
        tsri_text_put(w, "<li>");
        put_escaped(w, notes[i].text);
        tsri_text_put(w, "</li>\n");
    }
    tsri_text_put(w, "</ul>\n");
}

/* How the pair lies, below the slider. */
static void put_fit(tsri_text *w, const tsr_comparison *c, const tsr_pair *p)
{
    const char *fit =
        tsri_compare_say(c, p->fit.verdict == TSR_FIT_GOOD ? TSRI_TEXT_COMPARISON_GOOD_FIT : TSRI_TEXT_COMPARISON_FAIR_FIT);
    const tsri_phrase apart = tsri_phrase_number(c->language, 100 * p->fit.outline_frac, 1, false);
    tsri_text_printf(w, "<figcaption>%s%s%s</figcaption>\n",
                     tsri_phrase_with(c->language, TSRI_TEXT_COMPARISON_FIT_CAPTION, fit, apart.text, NULL, NULL).text,
                     p->has_photos ? "" : " ", p->has_photos ? "" : tsri_compare_say(c, TSRI_TEXT_COMPARISON_MAPS_CAPTION));
}

static void put_map_key(tsri_text *w, const tsr_comparison *c, const tsr_pair *p)
{
    const tsri_phrase gain = tsri_phrase_number(c->language, 100 * p->gain_frac, 1, false);
    const tsri_phrase loss = tsri_phrase_number(c->language, 100 * p->loss_frac, 1, false);
    tsri_text_printf(
        w, "\n<figcaption>%s %s</figcaption>\n",
        tsri_phrase_with(c->language, TSRI_TEXT_COMPARISON_BLUE, "<span class=\"gain\">", "</span>", gain.text, NULL).text,
        tsri_phrase_with(c->language, TSRI_TEXT_COMPARISON_ORANGE, "<span class=\"loss\">", "</span>", loss.text, NULL).text);
}

static void put_pair(tsri_text *w, const tsr_comparison *c, const tsr_pair *p, const char *first, const char *last)
{
    const tsr_language l = c->language;
    const char *view = tsri_compare_view_words(c, p->view);
    tsri_text_printf(w, "<h2>%s</h2>\n<div class=\"pair\">\n<figure>\n<div class=\"slide\">", view);
    put_picture(w, &p->before, tsri_phrase_with(l, TSRI_TEXT_COMPARISON_PHOTO_ALT, view, first, NULL, NULL).text);
    put_picture(w, &p->after, tsri_phrase_with(l, TSRI_TEXT_COMPARISON_LAID_ALT, view, last, NULL, NULL).text);
    tsri_text_printf(w,
                     "<i></i><b>%s</b><b>%s</b></div>\n<input type=\"range\" min=\"0\" max=\"100\" value=\"50\" "
                     "aria-label=\"%s\" "
                     "oninput=\"this.previousElementSibling.style.setProperty('--at',this.value+'%%')\">\n",
                     first, last, tsri_compare_say(c, TSRI_TEXT_COMPARISON_SLIDER));
    put_fit(w, c, p);
    tsri_text_put(w, "</figure>\n<figure>");
    put_picture(w, &p->map, tsri_phrase_with(l, TSRI_TEXT_COMPARISON_MAP_ALT, view, NULL, NULL, NULL).text);
    put_map_key(w, c, p);
    tsri_text_put(w, "</figure>\n</div>\n");
}

static void put_chart(tsri_text *w, const tsr_comparison *c, const tsr_allocator *memory)
{
    enum { WIDTH_PX = 960, HEIGHT_PX = 780, EM_PX = 16 };
    tsri_canvas *canvas = NULL;
    tsri_image picture = {0};
    if (w->st == TSR_OK) {
        w->st = tsri_canvas_create(memory, WIDTH_PX, HEIGHT_PX, &canvas, w->err);
    }
    if (w->st == TSR_OK) {
        tsri_compare_chart(canvas, c, EM_PX, EM_PX / 2.0, WIDTH_PX - 2 * EM_PX, HEIGHT_PX - EM_PX, EM_PX);
        w->st = tsri_canvas_read(canvas, &picture, w->err);
    }
    if (w->st == TSR_OK) {
        tsri_text_printf(w, "<h2>%s</h2>\n<p>%s</p>\n", tsri_compare_say(c, TSRI_TEXT_COMPARISON_ALL_VISITS),
                         tsri_compare_say(c, TSRI_TEXT_COMPARISON_BARS));
        put_picture(w, &picture, tsri_compare_say(c, TSRI_TEXT_COMPARISON_CHART_ALT));
        tsri_text_put(w, "\n");
    }
    tsri_image_release(&picture);
    tsri_canvas_destroy(&canvas);
}

static void put_head(tsri_text *w, const tsr_comparison *c, const char *first, const char *last)
{
    tsri_text_printf(w, "<!DOCTYPE html>\n<html lang=\"%s", tsri_language_code(c->language));
    tsri_text_put(w, HEAD);
    tsri_text_put(w, tsri_compare_say(c, TSRI_TEXT_COMPARISON_FILE_TITLE));
    tsri_text_put(w, STYLE);
    tsri_text_printf(w, "<h1>%s</h1>\n<p class=\"lead\">%s</p>\n", tsri_compare_say(c, TSRI_TEXT_COMPARISON_TITLE),
                     tsri_phrase_with(c->language, TSRI_TEXT_COMPARISON_PAGE_LEAD, first, last, NULL, NULL).text);
}

tsr_status tsr_comparison_html_format(
    const tsr_allocator *allocator, const tsr_comparison *comparison, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    const tsr_allocator *memory = allocator ? allocator : tsri_memory_default();
    tsri_text w;
    *out_bytes = NULL;
    *out_size_bytes = 0;
    tsr_status st = tsri_compare_check(comparison, err);
    if (st != TSR_OK) {
        return st;
    }
    const tsri_phrase first = tsri_compare_visit_words(comparison, 0);
    const tsri_phrase last = tsri_compare_visit_words(comparison, comparison->visit_count - 1);
    tsri_text_init(&w, memory, err);
    put_head(&w, comparison, first.text, last.text);
    put_table(&w, comparison);
    put_notes(&w, comparison);
    for (size_t i = 0; i < comparison->pair_count; i++) {
        if (comparison->pairs[i]->map.data) {
            put_pair(&w, comparison, comparison->pairs[i], first.text, last.text);
        }
    }
    put_chart(&w, comparison, memory);
    tsri_text_printf(&w, "<footer>Tonsure %s &middot; %s</footer>\n</body>\n</html>\n", tsr_version(),
                     tsri_compare_say(comparison, TSRI_TEXT_AID_SHORT));
    return tsri_compare_take(&w, out_bytes, out_size_bytes);
}
