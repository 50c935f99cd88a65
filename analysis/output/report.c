/* SPDX-License-Identifier: Apache-2.0
 *
 * The report: its pages in order, once as blocks, then as PDF or HTML. */
#include "output/report_words.h"

#include <string.h>

#include "base/fail.h"
#include "base/utf8.h"
#include "output/marker_sheet.h"

/* A name as it may be shown: no line breaks or other controls, and U+FFFD for bytes that are no UTF-8. */
static const char *clean(tsri_report *r, const char *name)
{
    tsri_text w;
    tsri_text_init(&w, r->doc.arena.memory, NULL);
    for (const char *c = name; *c;) {
        size_t length = tsri_utf8_length(c);
        if (length == 0 || (unsigned char)*c < 0x20 || *c == 0x7f) {
            tsri_text_put(&w, length == 0 ? "\xef\xbf\xbd" : " ");
        } else {
            tsri_text_printf(&w, "%.*s", (int)length, c);
        }
        c += length ? length : 1;
    }
    const char *copy = tsri_doc_printf(&r->doc, "%s", w.buffer.data ? w.buffer.data : "");
    tsri_buffer_release(&w.buffer);
    return copy;
}

/* Name, date and number of photos in a line. */
static const char *subtitle_of(tsri_report *r)
{
    const tsr_report *in = r->in;
    const char *photos = tsri_say_with(r, in->photo_count == 1 ? TSRI_TEXT_SUBTITLE_PHOTOS_ONE : TSRI_TEXT_SUBTITLE_PHOTOS_MANY,
                                       tsri_number(r, (double)in->photo_count, 0), NULL, NULL);
    const char *date = tsri_date_words(r, in->date), *name = in->name ? clean(r, in->name) : "";
    const char *line = name[0] && date[0] ? "{0} \xc2\xb7 {1} \xc2\xb7 {2}" : name[0] || date[0] ? "{0}{1} \xc2\xb7 {2}" : "{2}";
    /* The line runs as the report's language does, whatever the name's own direction is. */
    const char *isolated = name[0] ? tsri_doc_fill(&r->doc, "\xe2\x81\xa8{0}\xe2\x81\xa9", name, NULL, NULL, NULL) : "";
    return tsri_doc_fill(&r->doc, tsri_doc_fill(&r->doc, "\xe2\x80\x8e{0}", line, NULL, NULL, NULL), isolated, date, photos,
                         NULL);
}

/* Front, top, sides, back; what has no view last. */
static void sort_photos(tsri_report *r)
{
    const tsr_report *in = r->in;
    tsr_report_photo *sorted = NULL;
    r->doc.st = in->photo_count > 0 ? tsri_arena_alloc(&r->doc.arena, in->photo_count, sizeof *sorted, &sorted, NULL) : TSR_OK;
    for (int v = TSR_VIEW_FRONT; sorted && v <= TSR_VIEW_COUNT; v++) {
        for (size_t i = 0; i < in->photo_count; i++) {
            const tsr_photo_result *p = in->photos[i].result;
            tsr_view view = p && p->status == TSR_PHOTO_OK ? p->view.label : TSR_VIEW_UNKNOWN;
            if ((int)(view == TSR_VIEW_UNKNOWN ? TSR_VIEW_COUNT : view) == v) {
                sorted[r->photo_count++] = in->photos[i];
            }
        }
    }
    r->photos = sorted;
}

static tsr_status make(tsri_report *r, const tsr_context *ctx, const tsr_report *in, tsr_error *err)
{
    double width_mm, height_mm;
    memset(r, 0, sizeof *r);
    if ((unsigned)in->language >= TSR_LANGUAGE_COUNT || !tsri_paper_size(in->paper, &width_mm, &height_mm)) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "no language %d or paper %d", (int)in->language, (int)in->paper);
    }
    tsri_doc_init(&r->doc, tsr_context_allocator(ctx));
    r->in = in;
    r->ctx = ctx;
    r->texts = tsri_texts_of(in->language);
    sort_photos(r);
    r->doc.language = tsri_language_code(in->language);
    r->doc.title = tsri_say(r, TSRI_TEXT_TITLE);
    r->doc.subtitle = subtitle_of(r);
    r->doc.foot = tsri_say_with(r, TSRI_TEXT_FOOT, tsr_version(), NULL, NULL);
    r->doc.page_words = tsri_say(r, TSRI_TEXT_PAGE);
    tsri_report_answer(r);
    if (in->result->status == TSR_PHOTO_OK) {
        tsri_report_measures(r);
        tsri_report_plan(r);
        tsri_report_care(r);
    }
    tsri_report_method(r);
    return r->doc.st == TSR_OK ? TSR_OK : tsri_fail(err, r->doc.st, "no memory for the report");
}

tsr_status tsr_report_pdf_format(
    const tsr_context *ctx, const tsr_report *report, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    tsri_report r;
    double width_mm = 0, height_mm = 0;
    *out_bytes = NULL;
    *out_size_bytes = 0;
    tsr_status st = make(&r, ctx, report, err);
    if (st == TSR_OK) {
        (void)tsri_paper_size(report->paper, &width_mm, &height_mm);
        st = tsri_doc_to_pdf(&r.doc, width_mm, height_mm, tsr_context_allocator(ctx), out_bytes, out_size_bytes, err);
    }
    tsri_doc_release(&r.doc);
    return st;
}

tsr_status tsr_report_html_format(
    const tsr_context *ctx, const tsr_report *report, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    tsri_report r;
    *out_bytes = NULL;
    *out_size_bytes = 0;
    tsr_status st = make(&r, ctx, report, err);
    if (st == TSR_OK) {
        st = tsri_doc_to_html(&r.doc, tsr_context_allocator(ctx), out_bytes, out_size_bytes, err);
    }
    tsri_doc_release(&r.doc);
    return st;
}
