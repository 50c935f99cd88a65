/* SPDX-License-Identifier: Apache-2.0
 * base/csv.h - rows of comma-separated text as RFC 4180 has them, in and out. */
#ifndef TSRI_CSV_H
#define TSRI_CSV_H

#include "base/buffer.h"

/* Goes through a text in memory, which it changes: fields are unquoted in place. */
typedef struct tsri_csv {
    char *at, *end; /* a NUL stands at end */
    size_t line;    /* from 1, of what is read next */
} tsri_csv;

/** Start on size_bytes of text, behind a byte order mark if there is one. */
void tsri_csv_init(tsri_csv *csv, char *text, size_t size_bytes);

/**
 * Read a row.
 *
 * @param fields  most entries, borrowed from the text; fields beyond them are read and dropped
 * @return number of fields, at least 1 (an empty line is one empty field); 0 at the end; -1 for a quote that is never closed
 */
int tsri_csv_row(tsri_csv *csv, char **fields, int most);

/** Append a field, quoted where it must be. */
void tsri_csv_put(tsri_text *text, const char *field);

#endif
