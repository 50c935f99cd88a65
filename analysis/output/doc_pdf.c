/* SPDX-License-Identifier: Apache-2.0
 *
 * Blocks one under the other, twice: once to count the pages, once to draw them. A block that does not fit begins a page; a
 * table breaks between rows and repeats its head; a heading stays with what follows. Lengths are millimetres. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "output/doc.h"
#include "output/pdf_mark.h"

static const double TOP_MM = 24, FIRST_TOP_MM = 16, BOTTOM_MM = 19;
static const double TEXT_MM = 3.3, TABLE_MM = 2.95, SMALL_MM = 2.7, HEADING_MM = 4.3, CHAPTER_MM = 7.2, TITLE_MM = 9;
static const double GUTTER_MM = 4, CELL_PAD_MM = 1.15;
static const double MARK_MM = 6.5, LONG_MARK_MM = 34; /* room of an item's mark: a sign, or words */
static const double PHOTO_MOST_MM = 60;               /* height */

struct press {
    const tsri_doc *doc;
    tsri_canvas *canvas;
    double left_mm, page_width_mm, page_height_mm;
    double y_mm;
    double fit; /* of type and gaps, 1 or a little less: see choose_fit */
    int page, pages;
    bool draw;
};

static const tsri_type BODY = {3.3 /* TEXT_MM */, TSRI_WEIGHT_NORMAL, TSRI_DOC_INK_RGB, TSRI_ALIGN_START};

static tsri_type type_of(double size_mm, tsri_weight weight, uint32_t rgb, tsri_align align)
{
    tsri_type type = {size_mm, weight, rgb, align};
    return type;
}

static double measure(const struct press *p, const char *text, double width_mm, tsri_type type)
{
    type.size_px *= p->fit;
    return text && text[0] ? tsri_canvas_paragraph_height(p->canvas, text, width_mm, &type) : 0;
}

static void
write_text(const struct press *p, const char *tag, const char *text, double x_mm, double y_mm, double width_mm, tsri_type type)
{
    type.size_px *= p->fit;
    if (p->draw && text && text[0]) {
        tsri_canvas_tag_begin(p->canvas, tag);
        (void)tsri_canvas_paragraph(p->canvas, text, x_mm, y_mm, width_mm, &type);
        tsri_canvas_tag_end(p->canvas, tag);
    }
}

/* What stands on every page. */
static void draw_page_frame(const struct press *p)
{
    if (!p->draw) {
        return;
    }
    char number[16], count[16], words[96] = "";
    double foot_mm = p->page_height_mm - 12;
    (void)snprintf(number, sizeof number, "%d", p->page);
    (void)snprintf(count, sizeof count, "%d", p->pages);
    for (const char *c = p->doc->page_words; *c && strlen(words) < sizeof words - 20;) {
        bool number_here = strncmp(c, "{0}", 3) == 0, count_here = strncmp(c, "{1}", 3) == 0;
        (void)snprintf(words + strlen(words), sizeof words - strlen(words), "%.*s", 1, c);
        if (number_here || count_here) {
            words[strlen(words) - 1] = '\0';
            (void)strcat(words, number_here ? number : count);
        }
        c += number_here || count_here ? 3 : 1;
    }
    tsri_type small = type_of(SMALL_MM, TSRI_WEIGHT_NORMAL, TSRI_DOC_FAINT_RGB, TSRI_ALIGN_START);
    tsri_canvas_fill(p->canvas, p->left_mm, foot_mm - 5, TSRI_DOC_WIDTH_MM, 0.2, 0, TSRI_DOC_LINE_RGB, 1);
    tsri_canvas_fitted_line(p->canvas, p->doc->foot, p->left_mm, foot_mm, 135, &small);
    small.align = TSRI_ALIGN_END;
    tsri_canvas_fitted_line(p->canvas, words, p->left_mm + 140, foot_mm, 30, &small);
    if (p->page > 1) {
        small.align = TSRI_ALIGN_START;
        tsri_canvas_fitted_line(p->canvas, p->doc->title, p->left_mm, 13, 60, &small);
        small.align = TSRI_ALIGN_END;
        tsri_canvas_fitted_line(p->canvas, p->doc->subtitle, p->left_mm + 65, 13, 105, &small);
        tsri_canvas_fill(p->canvas, p->left_mm, 15.5, TSRI_DOC_WIDTH_MM, 0.2, 0, TSRI_DOC_LINE_RGB, 1);
    }
}

static void begin_page(struct press *p)
{
    if (p->page > 0 && p->draw) {
        tsri_canvas_next_page(p->canvas);
    }
    p->page++;
    p->y_mm = p->page == 1 ? FIRST_TOP_MM : TOP_MM;
    draw_page_frame(p);
}

static void make_room(struct press *p, double height_mm)
{
    if (p->y_mm + height_mm > p->page_height_mm - BOTTOM_MM && p->y_mm > TOP_MM + 1) {
        begin_page(p);
    }
}

static double mark_room(const tsri_block *b)
{
    return !b->detail ? 0 : strlen(b->detail) > 4 ? LONG_MARK_MM : MARK_MM;
}

static double row_height(const struct press *p, const tsri_block *b, int32_t row)
{
    double height_mm = 0;
    for (int32_t c = 0; c < b->columns; c++) {
        tsri_type type = BODY;
        type.size_px = TABLE_MM;
        type.weight = row == 0 ? TSRI_WEIGHT_BOLD : TSRI_WEIGHT_NORMAL;
        double width_mm = b->shares[c] * TSRI_DOC_WIDTH_MM - 2 * CELL_PAD_MM;
        height_mm = fmax(height_mm, measure(p, b->cells[row * b->columns + c], width_mm, type));
    }
    return height_mm + 2 * CELL_PAD_MM * p->fit;
}

static int32_t photos_a_row(const tsri_block *b)
{
    return b->photo_count <= TSRI_DOC_PHOTOS_A_ROW ? TSRI_DOC_PHOTOS_A_ROW : b->photo_count == 4 ? 4 : 5;
}

/* Height of the tallest picture and caption of a row. */
static void
photo_row_size(const struct press *p, const tsri_block *b, size_t first, double width_mm, double *picture_mm, double *caption_mm)
{
    tsri_type bold = type_of(SMALL_MM, TSRI_WEIGHT_BOLD, TSRI_DOC_INK_RGB, TSRI_ALIGN_START), small = bold;
    small.weight = TSRI_WEIGHT_NORMAL;
    *picture_mm = *caption_mm = 0;
    for (size_t i = first; i < b->photo_count && i < first + (size_t)photos_a_row(b); i++) {
        const tsri_jpeg *jpeg = &b->photos[i].jpeg;
        double height_mm = jpeg->bytes ? width_mm * jpeg->height_px / jpeg->width_px : 0;
        *picture_mm = fmax(*picture_mm, fmin(PHOTO_MOST_MM * p->fit * p->fit * p->fit, height_mm));
        *caption_mm = fmax(*caption_mm,
                           measure(p, b->photos[i].caption, width_mm, bold) + measure(p, b->photos[i].detail, width_mm, small));
    }
}

static double photo_width(const tsri_block *b)
{
    int32_t columns = photos_a_row(b);
    return (TSRI_DOC_WIDTH_MM - GUTTER_MM * (columns - 1)) / columns;
}

static void draw_photo(const struct press *p, const tsri_doc_photo *photo, double x_mm, double width_mm, double picture_mm)
{
    tsri_type bold = type_of(SMALL_MM, TSRI_WEIGHT_BOLD, TSRI_DOC_INK_RGB, TSRI_ALIGN_START), small = bold;
    const tsri_jpeg *jpeg = &photo->jpeg;
    small.weight = TSRI_WEIGHT_NORMAL;
    small.rgb = TSRI_DOC_FAINT_RGB;
    if (p->draw && jpeg->bytes) {
        double wide_mm = fmin(width_mm, picture_mm * jpeg->width_px / jpeg->height_px);
        tsri_canvas_tag_begin(p->canvas, "Figure");
        tsri_canvas_put_jpeg(p->canvas, jpeg, x_mm, p->y_mm, wide_mm);
        tsri_canvas_tag_end(p->canvas, "Figure");
    }
    double below_mm = p->y_mm + picture_mm + 1.2;
    write_text(p, "Caption", photo->caption, x_mm, below_mm, width_mm, bold);
    write_text(p, "Caption", photo->detail, x_mm, below_mm + measure(p, photo->caption, width_mm, bold), width_mm, small);
}

static void set_photos(struct press *p, const tsri_block *b)
{
    double width_mm = photo_width(b);
    int32_t columns = photos_a_row(b);
    for (size_t i = 0; i < b->photo_count; i += (size_t)columns) {
        double picture_mm, caption_mm;
        photo_row_size(p, b, i, width_mm, &picture_mm, &caption_mm);
        make_room(p, picture_mm + caption_mm + 4);
        for (size_t k = i; k < b->photo_count && k < i + (size_t)columns; k++) {
            draw_photo(p, &b->photos[k], p->left_mm + (double)(k - i) * (width_mm + GUTTER_MM), width_mm, picture_mm);
        }
        p->y_mm += picture_mm + caption_mm + 4.5 * p->fit;
    }
}

static void set_row(struct press *p, const tsri_block *b, int32_t row)
{
    double height_mm = row_height(p, b, row), x_mm = p->left_mm;
    tsri_type type = type_of(TABLE_MM, row == 0 ? TSRI_WEIGHT_BOLD : TSRI_WEIGHT_NORMAL, TSRI_DOC_INK_RGB, TSRI_ALIGN_START);
    if (p->draw) {
        if (row == 0) {
            tsri_canvas_fill(p->canvas, x_mm, p->y_mm, TSRI_DOC_WIDTH_MM, height_mm, 0, TSRI_DOC_PALE_RGB, 1);
        }
        tsri_canvas_fill(p->canvas, x_mm, p->y_mm + height_mm - 0.1, TSRI_DOC_WIDTH_MM, 0.2, 0, TSRI_DOC_LINE_RGB, 1);
        tsri_canvas_tag_begin(p->canvas, "TR");
    }
    for (int32_t c = 0; c < b->columns; c++) {
        double width_mm = b->shares[c] * TSRI_DOC_WIDTH_MM;
        write_text(p, row == 0 || c == 0 ? "TH" : "TD", b->cells[row * b->columns + c], x_mm + CELL_PAD_MM,
                   p->y_mm + CELL_PAD_MM * p->fit, width_mm - 2 * CELL_PAD_MM, type);
        x_mm += width_mm;
    }
    if (p->draw) {
        tsri_canvas_tag_end(p->canvas, "TR");
    }
    p->y_mm += height_mm;
}

static void tag(const struct press *p, void (*mark)(tsri_canvas *, const char *), const char *name)
{
    if (p->draw) {
        mark(p->canvas, name);
    }
}

static void set_table(struct press *p, const tsri_block *b)
{
    double head_mm = row_height(p, b, 0);
    make_room(p, head_mm + (b->rows > 1 ? row_height(p, b, 1) : 0));
    tag(p, tsri_canvas_tag_begin, "Table");
    set_row(p, b, 0);
    for (int32_t row = 1; row < b->rows; row++) {
        if (p->y_mm + row_height(p, b, row) > p->page_height_mm - BOTTOM_MM) {
            tag(p, tsri_canvas_tag_end, "Table");
            begin_page(p);
            tag(p, tsri_canvas_tag_begin, "Table");
            set_row(p, b, 0);
        }
        set_row(p, b, row);
    }
    tag(p, tsri_canvas_tag_end, "Table");
    p->y_mm += 3.5 * p->fit;
}

static void set_callout(struct press *p, const tsri_block *b)
{
    tsri_type big = type_of(5.2, TSRI_WEIGHT_BOLD, TSRI_DOC_INK_RGB, TSRI_ALIGN_START), body = BODY;
    double width_mm = TSRI_DOC_WIDTH_MM - 12, title_mm = measure(p, b->text, width_mm, big);
    double height_mm = title_mm + measure(p, b->detail, width_mm, body) + (b->detail && b->detail[0] ? 1.2 : 0) + 7;
    make_room(p, height_mm + 3);
    if (p->draw) {
        tsri_canvas_fill(p->canvas, p->left_mm, p->y_mm, TSRI_DOC_WIDTH_MM, height_mm, 1.5, TSRI_DOC_PALE_RGB, 1);
        tsri_canvas_fill(p->canvas, p->left_mm, p->y_mm, 1.6, height_mm, 0.8, TSRI_DOC_BLUE_RGB, 1);
    }
    write_text(p, "P", b->text, p->left_mm + 7, p->y_mm + 3.5, width_mm, big);
    write_text(p, "P", b->detail, p->left_mm + 7, p->y_mm + 3.5 + title_mm + 1.2, width_mm, body);
    p->y_mm += height_mm + 4 * p->fit;
}

static void set_item(struct press *p, const tsri_block *b)
{
    tsri_type bold = BODY;
    bold.weight = TSRI_WEIGHT_BOLD;
    bold.rgb = TSRI_DOC_BLUE_RGB;
    double room_mm = mark_room(b), width_mm = TSRI_DOC_WIDTH_MM - room_mm;
    double height_mm = fmax(measure(p, b->text, width_mm, BODY), measure(p, b->detail, room_mm - 2, bold));
    make_room(p, height_mm + 1.4);
    tag(p, tsri_canvas_tag_begin, "L");
    tag(p, tsri_canvas_tag_begin, "LI");
    write_text(p, "Lbl", b->detail, p->left_mm, p->y_mm, room_mm - 2, bold);
    write_text(p, "LBody", b->text, p->left_mm + room_mm, p->y_mm, width_mm, BODY);
    tag(p, tsri_canvas_tag_end, "LI");
    tag(p, tsri_canvas_tag_end, "L");
    p->y_mm += height_mm + 1.4 * p->fit;
}

/* The least of a block that may stand under a heading. */
static double first_part(const struct press *p, const tsri_block *b)
{
    double picture_mm, caption_mm;
    if (!b) {
        return 0;
    }
    switch (b->kind) {
    case TSRI_BLOCK_TABLE:
        return row_height(p, b, 0) + (b->rows > 1 ? row_height(p, b, 1) : 0);
    case TSRI_BLOCK_DRAWING:
        return b->drawing->height_mm;
    case TSRI_BLOCK_PHOTOS:
        photo_row_size(p, b, 0, photo_width(b), &picture_mm, &caption_mm);
        return picture_mm + caption_mm + 4;
    case TSRI_BLOCK_CHAPTER:
    case TSRI_BLOCK_HEADING:
    case TSRI_BLOCK_CALLOUT:
    case TSRI_BLOCK_ITEM:
    case TSRI_BLOCK_PARAGRAPH:
    case TSRI_BLOCK_NOTE:
        break;
    }
    return fmin(40, measure(p, b->text, TSRI_DOC_WIDTH_MM - mark_room(b), BODY));
}

static void set_words(struct press *p, const tsri_block *b)
{
    tsri_type type = BODY;
    const char *role = "P";
    double after_mm = 2.2, with_mm = 0;
    if (b->kind == TSRI_BLOCK_NOTE) {
        type = type_of(SMALL_MM, TSRI_WEIGHT_NORMAL, TSRI_DOC_FAINT_RGB, TSRI_ALIGN_START);
    } else if (b->kind == TSRI_BLOCK_HEADING) {
        type = type_of(HEADING_MM, TSRI_WEIGHT_BOLD, TSRI_DOC_INK_RGB, TSRI_ALIGN_START);
        role = "H2";
        with_mm = 4 + first_part(p, b->next);
    } else if (b->kind == TSRI_BLOCK_CHAPTER) {
        type = type_of(CHAPTER_MM, TSRI_WEIGHT_BOLD, TSRI_DOC_BLUE_RGB, TSRI_ALIGN_START);
        role = "H1";
        after_mm = 3.5;
    }
    double height_mm = measure(p, b->text, TSRI_DOC_WIDTH_MM, type);
    make_room(p, height_mm + with_mm);
    p->y_mm += b->kind == TSRI_BLOCK_HEADING ? 2.4 * p->fit : 0;
    write_text(p, role, b->text, p->left_mm, p->y_mm, TSRI_DOC_WIDTH_MM, type);
    p->y_mm += height_mm + after_mm * p->fit;
}

static void set_block(struct press *p, const tsri_block *b)
{
    switch (b->kind) {
    case TSRI_BLOCK_CHAPTER:
        begin_page(p);
        set_words(p, b);
        break;
    case TSRI_BLOCK_HEADING:
    case TSRI_BLOCK_PARAGRAPH:
    case TSRI_BLOCK_NOTE:
        set_words(p, b);
        break;
    case TSRI_BLOCK_ITEM:
        set_item(p, b);
        break;
    case TSRI_BLOCK_CALLOUT:
        set_callout(p, b);
        break;
    case TSRI_BLOCK_TABLE:
        set_table(p, b);
        break;
    case TSRI_BLOCK_DRAWING:
        make_room(p, b->drawing->height_mm);
        tag(p, tsri_canvas_tag_begin, "Figure");
        if (p->draw) {
            tsri_drawing_paint(b->drawing, p->canvas, p->left_mm, p->y_mm);
        }
        tag(p, tsri_canvas_tag_end, "Figure");
        p->y_mm += b->drawing->height_mm + 3 * p->fit;
        break;
    case TSRI_BLOCK_PHOTOS:
        set_photos(p, b);
        break;
    }
}

/* Set blocks up to the next chapter. @return it, or NULL. */
static const tsri_block *set_chapter(struct press *p, const tsri_block *b)
{
    do {
        if (!b->html_only) {
            set_block(p, b);
        }
        b = b->next;
    } while (b && b->kind != TSRI_BLOCK_CHAPTER);
    return b;
}

/* A chapter that runs over a page by a few lines is set a little smaller, where that saves the page. */
static double choose_fit(const struct press *p, const tsri_block *chapter)
{
    static const double FITS[] = {1, 0.96, 0.92, 0.88, 0.85}; /* type of 3.3 mm stays above 2.8 mm, 8 points */
    int first_pages = 0;
    for (size_t i = 0; i < sizeof FITS / sizeof *FITS; i++) {
        struct press trial = *p;
        trial.draw = false;
        trial.fit = FITS[i];
        (void)set_chapter(&trial, chapter);
        first_pages = i == 0 ? trial.page : first_pages;
        if (trial.page < first_pages) {
            return FITS[i];
        }
    }
    return 1;
}

static void set_all(struct press *p)
{
    tsri_type title = type_of(TITLE_MM, TSRI_WEIGHT_BOLD, TSRI_DOC_BLUE_RGB, TSRI_ALIGN_START);
    tsri_type under = type_of(TEXT_MM, TSRI_WEIGHT_NORMAL, TSRI_DOC_FAINT_RGB, TSRI_ALIGN_START);
    p->page = 0;
    p->fit = 1;
    begin_page(p);
    write_text(p, "H1", p->doc->title, p->left_mm, p->y_mm, TSRI_DOC_WIDTH_MM, title);
    p->y_mm += measure(p, p->doc->title, TSRI_DOC_WIDTH_MM, title) + 1;
    write_text(p, "P", p->doc->subtitle, p->left_mm, p->y_mm, TSRI_DOC_WIDTH_MM, under);
    p->y_mm += measure(p, p->doc->subtitle, TSRI_DOC_WIDTH_MM, under) + 4;
    for (const tsri_block *b = p->doc->first; b;) {
        p->fit = choose_fit(p, b);
        b = set_chapter(p, b);
    }
    p->pages = p->page;
}

tsr_status tsri_doc_to_pdf(const tsri_doc *doc,
                           double page_width_mm,
                           double page_height_mm,
                           const tsr_allocator *memory,
                           uint8_t **out_bytes,
                           size_t *out_size_bytes,
                           tsr_error *err)
{
    struct press p = {.doc = doc, .page_width_mm = page_width_mm, .page_height_mm = page_height_mm};
    *out_bytes = NULL;
    *out_size_bytes = 0;
    if (doc->st != TSR_OK) {
        return tsri_fail(err, doc->st, "the report could not be put together");
    }
    tsr_status st = tsri_canvas_create_page(memory, page_width_mm, page_height_mm, doc->title, &p.canvas, err);
    if (st == TSR_OK) {
        p.left_mm = (page_width_mm - TSRI_DOC_WIDTH_MM) / 2;
        set_all(&p);
        p.draw = true;
        set_all(&p);
        st = tsri_canvas_finish_page(p.canvas, out_bytes, out_size_bytes, err);
    }
    if (st == TSR_OK) {
        tsri_buffer file = {(char *)*out_bytes, *out_size_bytes, *out_size_bytes + 1, memory}; /* a canvas's file ends in NUL */
        st = tsri_pdf_mark(&file, doc->language, err);
        *out_bytes = (uint8_t *)file.data;
        *out_size_bytes = file.size_bytes;
    }
    if (st != TSR_OK) {
        tsri_free(memory, *out_bytes);
        *out_bytes = NULL;
        *out_size_bytes = 0;
    }
    tsri_canvas_destroy(&p.canvas);
    return st;
}
