/* SPDX-License-Identifier: Apache-2.0
 *
 * An incremental update as ISO 32000-1, 7.5.6 has it: the changed object, a cross-reference section for it alone, and a trailer
 * that points back to the section before. */
#include "output/pdf_mark.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The last place of a word in the file's end, NULL: none. */
static const char *find_last(const tsri_buffer *file, const char *word)
{
    size_t length = strlen(word);
    for (size_t at = file->size_bytes < length ? 0 : file->size_bytes - length + 1; at-- > 0;) {
        if (memcmp(file->data + at, word, length) == 0) {
            return file->data + at;
        }
    }
    return NULL;
}

/* The number after a key of the trailer; -1: none. */
static long number_after(const char *from, const char *key)
{
    const char *at = from ? strstr(from, key) : NULL; /* the buffer ends in NUL, and a trailer is text */
    return at ? strtol(at + strlen(key), NULL, 10) : -1;
}

tsr_status tsri_pdf_mark(tsri_buffer *file, const char *language, tsr_error *err)
{
    static const char CATALOGUE[] = "<< /Type /Catalog";
    const char *trailer = find_last(file, "trailer"), *catalogue = find_last(file, CATALOGUE);
    long size = number_after(trailer, "/Size "), root = number_after(trailer, "/Root "), info = number_after(trailer, "/Info ");
    long before = number_after(trailer, "startxref\n");
    const char *end = catalogue ? strstr(catalogue, "endobj") : NULL;
    if (size < 0 || root < 0 || info < 0 || before < 0 || !end) {
        return TSR_OK;
    }
    const char *rest = catalogue + sizeof CATALOGUE - 1;
    tsri_text w;
    tsri_text_init(&w, file->memory, err);
    tsri_text_printf(
        &w, "%ld 0 obj\n%s /Lang (%s) /MarkInfo << /Marked true >> /ViewerPreferences << /DisplayDocTitle true >>%.*sendobj\n",
        root, CATALOGUE, language, (int)(end - rest), rest);
    size_t xref = file->size_bytes + w.buffer.size_bytes;
    tsri_text_printf(
        &w,
        "xref\n%ld 1\n%010zu 00000 n \ntrailer\n<< /Size %ld /Root %ld 0 R /Info %ld 0 R /Prev %ld >>\nstartxref\n%zu\n%%%%EOF\n",
        root, file->size_bytes, size, root, info, before, xref);
    tsr_status st = w.st == TSR_OK ? tsri_buffer_append(file, w.buffer.data, w.buffer.size_bytes, err) : w.st;
    tsri_buffer_release(&w.buffer);
    return st;
}
