/* SPDX-License-Identifier: Apache-2.0
 * output/doc.h - a report as a list of blocks, which doc_pdf.c lays out on pages and doc_html.c writes as HTML. */
#ifndef TSRI_DOC_H
#define TSRI_DOC_H

#include "output/drawing.h"

/* Colours that keep apart in grey print and for colour-blind eyes. */
enum {
    TSRI_DOC_INK_RGB = 0x1F2933,
    TSRI_DOC_FAINT_RGB = 0x52606D,
    TSRI_DOC_LINE_RGB = 0xCBD2D9,
    TSRI_DOC_PALE_RGB = 0xF1F4F7,
    TSRI_DOC_BLUE_RGB = 0x0B5C8F,
    TSRI_DOC_ORANGE_RGB = 0xD55E00,
    TSRI_DOC_WHITE_RGB = 0xFFFFFF
};

static const double TSRI_DOC_WIDTH_MM = 170; /* of the text on either paper */

typedef enum tsri_block_kind {
    TSRI_BLOCK_CHAPTER, /* begins a page */
    TSRI_BLOCK_HEADING,
    TSRI_BLOCK_PARAGRAPH,
    TSRI_BLOCK_NOTE,    /* small and faint */
    TSRI_BLOCK_ITEM,    /* of a list; the mark stands before it */
    TSRI_BLOCK_CALLOUT, /* title and text in a frame */
    TSRI_BLOCK_TABLE,
    TSRI_BLOCK_DRAWING, /* text tells those who do not see it what it shows */
    TSRI_BLOCK_PHOTOS
} tsri_block_kind;

enum { TSRI_DOC_MAX_COLUMNS = 6, TSRI_DOC_PHOTOS_A_ROW = 3 };

typedef struct tsri_doc_photo {
    tsri_jpeg jpeg; /* bytes NULL: none, the caption says why */
    const char *caption, *detail;
} tsri_doc_photo;

typedef struct tsri_block {
    tsri_block_kind kind;
    const char *text, *detail;           /* detail: a callout's text, an item's mark; else NULL */
    int32_t columns, rows;               /* of a table, its head row included; the first column is each row's head */
    const char **cells;                  /* [rows][columns] */
    double shares[TSRI_DOC_MAX_COLUMNS]; /* of the width, by column */
    tsri_drawing *drawing;
    tsri_doc_photo *photos;
    size_t photo_count;
    bool html_only; /* what a drawing shows, for those who have it read to them */
    struct tsri_block *next;
} tsri_block;

/** A document. All of it lives in the arena; st is the first failure, after which nothing is added. */
typedef struct tsri_doc {
    tsri_arena arena;
    tsr_status st;
    const char *title, *subtitle, *foot, *language;
    const char *page_words; /* "Page {0} of {1}" */
    tsri_block *first, *last;
    tsri_drawing nowhere; /* takes what is drawn after a failure */
} tsri_doc;

void tsri_doc_init(tsri_doc *doc, const tsr_allocator *memory);
void tsri_doc_release(tsri_doc *doc);

/** A pattern with {0} to {3} replaced; NULL stands for "". Lives in the doc; "" after a failure. */
const char *tsri_doc_fill(tsri_doc *doc, const char *pattern, const char *a, const char *b, const char *c, const char *d);

/** Formatted text that lives in the doc. */
const char *tsri_doc_printf(tsri_doc *doc, const char *format, ...) TSR_PRINTF(2, 3);

/** Add a block; nothing where text is NULL or "". detail as in tsri_block. */
void tsri_doc_put(tsri_doc *doc, tsri_block_kind kind, const char *text, const char *detail);

/** Add a table of rows x columns cells, which are copied; NULL cells are empty. shares add up to 1. */
void tsri_doc_put_table(tsri_doc *doc, const char *const *cells, int32_t rows, int32_t columns, const double *shares);

/** The last block is for HTML alone, as pages show the same in a drawing. */
void tsri_doc_keep_off_pages(tsri_doc *doc);

/** Add a drawing of a width and height to fill; never NULL: after a failure what is drawn goes nowhere. */
tsri_drawing *tsri_doc_put_drawing(tsri_doc *doc, const char *text, double height_mm);

/** Add photos, which are copied but for their bytes. */
void tsri_doc_put_photos(tsri_doc *doc, const tsri_doc_photo *photos, size_t count);

/** The document as PDF on a page of this size. The bytes are the caller's. @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND. */
TSR_NODISCARD tsr_status tsri_doc_to_pdf(const tsri_doc *doc,
                                         double page_width_mm,
                                         double page_height_mm,
                                         const tsr_allocator *memory,
                                         uint8_t **out_bytes,
                                         size_t *out_size_bytes,
                                         tsr_error *err);

/** The document as one HTML file that needs no other. */
TSR_NODISCARD tsr_status
tsri_doc_to_html(const tsri_doc *doc, const tsr_allocator *memory, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err);

#endif
