/* SPDX-License-Identifier: Apache-2.0 */
#include "output/doc.h"

#include <stdio.h>
#include <string.h>

#include "output/phrase.h"

void tsri_doc_init(tsri_doc *doc, const tsr_allocator *memory)
{
    memset(doc, 0, sizeof *doc);
    tsri_arena_init(&doc->arena, memory);
}

void tsri_doc_release(tsri_doc *doc)
{
    tsri_arena_release(&doc->arena);
}

static void *take(tsri_doc *doc, size_t count, size_t size_bytes)
{
    void *block = NULL;
    if (doc->st == TSR_OK) {
        doc->st = tsri_arena_alloc(&doc->arena, count, size_bytes, &block, NULL);
    }
    return block;
}

const char *tsri_doc_fill(tsri_doc *doc, const char *pattern, const char *a, const char *b, const char *c, const char *d)
{
    const char *const values[] = {a ? a : "", b ? b : "", c ? c : "", d ? d : ""};
    size_t room = tsri_fill(NULL, 0, pattern, values) + 1;
    char *text = take(doc, room, 1);
    if (text) {
        (void)tsri_fill(text, room, pattern, values);
    }
    return text ? text : "";
}

const char *tsri_doc_printf(tsri_doc *doc, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = length < 0 ? NULL : take(doc, (size_t)length + 1, 1);
    if (text) {
        (void)vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    va_end(arguments);
    return text ? text : "";
}

static tsri_block *add(tsri_doc *doc, tsri_block_kind kind)
{
    tsri_block *block = take(doc, 1, sizeof *block);
    if (block) {
        block->kind = kind;
        *(doc->last ? &doc->last->next : &doc->first) = block;
        doc->last = block;
    }
    return block;
}

void tsri_doc_put(tsri_doc *doc, tsri_block_kind kind, const char *text, const char *detail)
{
    tsri_block *block = text && text[0] ? add(doc, kind) : NULL;
    if (block) {
        block->text = text;
        block->detail = detail;
    }
}

void tsri_doc_put_table(tsri_doc *doc, const char *const *cells, int32_t rows, int32_t columns, const double *shares)
{
    size_t count = (size_t)rows * (size_t)columns;
    const char **copy = take(doc, count, sizeof *copy);
    tsri_block *block = copy ? add(doc, TSRI_BLOCK_TABLE) : NULL;
    if (!block) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        copy[i] = cells[i] ? cells[i] : "";
    }
    block->cells = copy;
    block->rows = rows;
    block->columns = columns;
    memcpy(block->shares, shares, (size_t)columns * sizeof *shares);
}

void tsri_doc_keep_off_pages(tsri_doc *doc)
{
    if (doc->last) {
        doc->last->html_only = true;
    }
}

tsri_drawing *tsri_doc_put_drawing(tsri_doc *doc, const char *text, double height_mm)
{
    tsri_drawing *drawing = take(doc, 1, sizeof *drawing);
    tsri_block *block = drawing ? add(doc, TSRI_BLOCK_DRAWING) : NULL;
    if (!block) {
        doc->nowhere.st = doc->st;
        return &doc->nowhere;
    }
    drawing->arena = &doc->arena;
    drawing->width_mm = TSRI_DOC_WIDTH_MM;
    drawing->height_mm = height_mm;
    block->drawing = drawing;
    block->text = text;
    return drawing;
}

void tsri_doc_put_photos(tsri_doc *doc, const tsri_doc_photo *photos, size_t count)
{
    tsri_doc_photo *copy = count > 0 ? take(doc, count, sizeof *copy) : NULL;
    tsri_block *block = copy ? add(doc, TSRI_BLOCK_PHOTOS) : NULL;
    if (block) {
        memcpy(copy, photos, count * sizeof *copy);
        block->photos = copy;
        block->photo_count = count;
    }
}
