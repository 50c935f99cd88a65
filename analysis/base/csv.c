/* SPDX-License-Identifier: Apache-2.0 */
#include "base/csv.h"

#include <string.h>

#include "base/utf8.h"

void tsri_csv_init(tsri_csv *csv, char *text, size_t size_bytes)
{
    *csv = (tsri_csv){text + tsri_utf8_mark_bytes(text, size_bytes), text + size_bytes, 1};
}

/* What stands between quotes, *to moving behind it. @return false where they are never closed. */
static bool unquote(tsri_csv *csv, char **to)
{
    for (csv->at++; csv->at < csv->end; csv->at++) {
        if (*csv->at == '"') {
            csv->at++;
            if (csv->at >= csv->end || *csv->at != '"') {
                return true;
            }
        }
        csv->line += *csv->at == '\n';
        *(*to)++ = *csv->at;
    }
    return false;
}

/* One line break of any kind. */
static void skip_break(tsri_csv *csv)
{
    if (csv->at < csv->end && *csv->at == '\r') {
        csv->at++;
    }
    if (csv->at < csv->end && *csv->at == '\n') {
        csv->at++;
    }
    csv->line++;
}

/* One field; *last tells that its row ends with it. NULL for a quote that is never closed. */
static char *read_field(tsri_csv *csv, bool *last)
{
    char *start = csv->at, *to = csv->at;
    if (csv->at < csv->end && *csv->at == '"' && !unquote(csv, &to)) {
        return NULL;
    }
    while (csv->at < csv->end && !strchr(",\r\n", *csv->at)) {
        *to++ = *csv->at++;
    }
    *last = csv->at >= csv->end || *csv->at != ',';
    if (*last) {
        skip_break(csv);
    } else {
        csv->at++;
    }
    *to = '\0'; /* in the separator's place, which is already read */
    return start;
}

int tsri_csv_row(tsri_csv *csv, char **fields, int most)
{
    int count = 0;
    if (csv->at >= csv->end) {
        return 0;
    }
    for (bool last = false; !last;) {
        char *field = read_field(csv, &last);
        if (!field) {
            return -1;
        }
        if (count < most) {
            fields[count++] = field;
        }
    }
    return count;
}

void tsri_csv_put(tsri_text *text, const char *field)
{
    if (!strpbrk(field, ",\"\r\n")) {
        tsri_text_put(text, field);
        return;
    }
    tsri_text_put(text, "\"");
    for (const char *at = field; *at; at++) {
        tsri_text_printf(text, "%s%c", *at == '"' ? "\"" : "", *at);
    }
    tsri_text_put(text, "\"");
}
