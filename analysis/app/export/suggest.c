/* SPDX-License-Identifier: Apache-2.0
 * The field that a mistyped name was meant to be. */
#include <string.h>

#include "app/export/export.h"

enum { MOST_CHARS = 48 }; /* of a name that is looked at */

/* One wrong letter in three still points at a name; two are allowed in a short one. */
enum { CHARS_A_SLIP = 3, LEAST_SLIPS = 2 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Letters to insert, drop or replace between a, of n letters up to MOST_CHARS, and b (Levenshtein's distance). */
static size_t slips(const char *a, size_t n, const char *b)
{
    size_t row[MOST_CHARS + 1];
    for (size_t i = 0; i <= n; i++) {
        row[i] = i;
    }
    for (; *b; b++) {
        size_t diagonal = row[0]++;
        for (size_t i = 1; i <= n; i++) {
            const size_t replaced = diagonal + (lower(a[i - 1]) != *b);
            diagonal = row[i];
            row[i] = least(replaced, least(row[i - 1], row[i]) + 1);
        }
    }
    return row[n];
}

const char *export_field_nearest(const char *name, size_t length)
{
    const char *nearest = NULL;
    size_t best = length / CHARS_A_SLIP > LEAST_SLIPS ? length / CHARS_A_SLIP : LEAST_SLIPS;
    if (length == 0 || length > MOST_CHARS) {
        return NULL;
    }
    for (int t = 0; t < TABLE_COUNT; t++) {
        size_t count;
        const export_field *fields = export_fields((export_table)t, &count);
        for (size_t i = 0; i < count; i++) {
            const size_t found = slips(name, length, fields[i].name);
            if (found < best || (found == best && !nearest)) {
                best = found;
                nearest = fields[i].name;
            }
        }
    }
    return nearest;
}
