/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "output/doc.h"

static const char STYLE[] =
    "body{font:16px/1.5 'DejaVu Sans',Verdana,'Segoe UI',sans-serif;color:#1F2933;background:#fff;margin:0}"
    "main{max-width:52rem;margin:0 auto;padding:1.5rem}h1,h2{color:#0B5C8F;line-height:1.2;overflow-wrap:anywhere}"
    "h2{margin-top:2.5rem}h3{margin:1.6rem 0 .5rem}.under,.note,footer,figcaption span{color:#52606D}"
    ".note,footer,figcaption{font-size:.85rem}.under,p,li,td,th,figcaption{overflow-wrap:anywhere}"
    ".answer{background:#F1F4F7;border-left:6px solid #0B5C8F;border-radius:6px;padding:.8rem 1.2rem}"
    ".answer strong{display:block;font-size:1.3rem}table{border-collapse:collapse;width:100%;margin:.8rem 0;font-size:.92rem}"
    "th,td{text-align:start;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid #CBD2D9;font-weight:normal}"
    "thead th{background:#F1F4F7;font-weight:bold}ul{list-style:none;padding:0}li{display:flex;gap:.8rem;margin:.3rem 0}"
    "li b{color:#0B5C8F;flex:none;min-width:1.2rem}li b.days{width:9.5rem}svg{width:100%;height:auto;display:block;"
    "margin:.6rem "
    "0;font-family:inherit}.photos{display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:1rem;margin:1rem 0}"
    ".photos figure{margin:0}.photos img{width:100%;border-radius:4px}"
    "figcaption strong,figcaption span{display:block}"
    "@media print{h2{break-before:page}h3{break-after:avoid}li,tr,figure,svg,.answer{break-inside:avoid}}";

static void put_element(tsri_text *w, const char *open, const char *text, const char *close)
{
    if (text && text[0]) {
        tsri_text_put(w, open);
        tsri_html_put(w, text);
        tsri_text_put(w, close);
    }
}

static void put_table(tsri_text *w, const tsri_block *b)
{
    tsri_text_put(w, "<table><thead>");
    for (int32_t row = 0; row < b->rows; row++) {
        tsri_text_put(w, "<tr>");
        for (int32_t c = 0; c < b->columns; c++) {
            bool head = row == 0 || c == 0;
            tsri_text_put(w, row == 0 ? "<th scope=\"col\">" : c == 0 ? "<th scope=\"row\">" : "<td>");
            tsri_html_put(w, b->cells[row * b->columns + c]);
            tsri_text_put(w, head ? "</th>" : "</td>");
        }
        tsri_text_put(w, row == 0 ? "</tr></thead><tbody>" : "</tr>\n");
    }
    tsri_text_put(w, "</tbody></table>\n");
}

static void put_photos(tsri_text *w, const tsri_block *b)
{
    tsri_text_put(w, "<div class=\"photos\">");
    for (size_t i = 0; i < b->photo_count; i++) {
        const tsri_doc_photo *photo = &b->photos[i];
        tsri_text_put(w, "<figure>");
        if (photo->jpeg.bytes) {
            tsri_text_printf(w, "<img width=\"%d\" height=\"%d\" style=\"height:auto\" alt=\"", (int)photo->jpeg.width_px,
                             (int)photo->jpeg.height_px);
            tsri_html_put(w, photo->caption);
            tsri_text_put(w, "\" src=\"data:image/jpeg;base64,");
            tsri_text_put_base64(w, photo->jpeg.bytes, photo->jpeg.size_bytes);
            tsri_text_put(w, "\">");
        }
        tsri_text_put(w, "<figcaption>");
        put_element(w, "<strong dir=\"auto\">", photo->caption, "</strong>");
        put_element(w, "<span>", photo->detail, "</span>");
        tsri_text_put(w, "</figcaption></figure>\n");
    }
    tsri_text_put(w, "</div>\n");
}

static void put_item(tsri_text *w, const tsri_block *b)
{
    tsri_text_put(w, "<li>");
    put_element(w, b->detail && strlen(b->detail) > 4 ? "<b class=\"days\">" : "<b>", b->detail, "</b>");
    put_element(w, "<span>", b->text, "</span></li>\n");
}

static void put_block(tsri_text *w, const tsri_block *b)
{
    switch (b->kind) {
    case TSRI_BLOCK_CHAPTER:
        put_element(w, "<h2>", b->text, "</h2>\n");
        break;
    case TSRI_BLOCK_HEADING:
        put_element(w, "<h3>", b->text, "</h3>\n");
        break;
    case TSRI_BLOCK_PARAGRAPH:
        put_element(w, "<p>", b->text, "</p>\n");
        break;
    case TSRI_BLOCK_NOTE:
        put_element(w, "<p class=\"note\">", b->text, "</p>\n");
        break;
    case TSRI_BLOCK_ITEM:
        put_item(w, b);
        break;
    case TSRI_BLOCK_CALLOUT:
        put_element(w, "<div class=\"answer\"><strong>", b->text, "</strong>");
        put_element(w, "<span>", b->detail, "</span>");
        tsri_text_put(w, "</div>\n");
        break;
    case TSRI_BLOCK_TABLE:
        put_table(w, b);
        break;
    case TSRI_BLOCK_DRAWING:
        tsri_drawing_put_svg(b->drawing, b->text, w);
        tsri_text_put(w, "\n");
        break;
    case TSRI_BLOCK_PHOTOS:
        put_photos(w, b);
        break;
    }
}

tsr_status
tsri_doc_to_html(const tsri_doc *doc, const tsr_allocator *memory, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    tsri_text w;
    *out_bytes = NULL;
    *out_size_bytes = 0;
    tsri_text_init(&w, memory, err);
    w.st = doc->st;
    tsri_text_printf(&w, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">", doc->language);
    tsri_text_put(&w, "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    put_element(&w, "<title>", doc->title, "</title><style>");
    tsri_text_put(&w, STYLE);
    tsri_text_put(&w, "</style></head><body><main>\n");
    put_element(&w, "<h1>", doc->title, "</h1>\n");
    put_element(&w, "<p class=\"under\">", doc->subtitle, "</p>\n");
    bool list = false;
    for (const tsri_block *b = doc->first; b; b = b->next) {
        bool item = b->kind == TSRI_BLOCK_ITEM;
        tsri_text_put(&w, item && !list ? "<ul>" : !item && list ? "</ul>\n" : "");
        list = item;
        put_block(&w, b);
    }
    tsri_text_put(&w, list ? "</ul>" : "");
    put_element(&w, "<footer><p>", doc->foot, "</p></footer>");
    tsri_text_put(&w, "</main></body></html>\n");
    if (w.st != TSR_OK) {
        tsri_buffer_release(&w.buffer);
        return w.st;
    }
    *out_bytes = (uint8_t *)w.buffer.data;
    *out_size_bytes = w.buffer.size_bytes;
    return TSR_OK;
}
