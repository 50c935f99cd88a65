/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "app/batch/batch.h"
#include "base/csv.h"
#include "base/fail.h"

enum { MAX_COLUMNS = 64 };
enum column { COLUMN_PHOTO, COLUMN_CASE, COLUMN_VIEW, COLUMN_KINDS };

static const char *const COLUMN_NAMES[COLUMN_KINDS] = {"photo", "case", "view"};

static void fill_entry(batch_entry *entry, char *const *fields, int count, const int columns[COLUMN_KINDS])
{
    const char *value[COLUMN_KINDS];
    for (int k = 0; k < COLUMN_KINDS; k++) {
        value[k] = columns[k] >= 0 && columns[k] < count ? fields[columns[k]] : "";
    }
    entry->photo = value[COLUMN_PHOTO];
    entry->case_name = value[COLUMN_CASE][0] ? value[COLUMN_CASE] : value[COLUMN_PHOTO];
    entry->view = tsr_view_parse(value[COLUMN_VIEW]);
    entry->fault = batch_name_fault(entry->photo);
    if (!entry->fault && value[COLUMN_VIEW][0] && entry->view == TSR_VIEW_UNKNOWN) {
        entry->fault = "the view is none of front, top, left, right, back";
    }
}

static tsr_status find_columns(tsri_csv *csv, int columns[COLUMN_KINDS], tsr_error *err)
{
    char *fields[MAX_COLUMNS];
    int count = tsri_csv_row(csv, fields, MAX_COLUMNS);
    for (int k = 0; k < COLUMN_KINDS; k++) {
        columns[k] = -1;
        for (int i = 0; i < count; i++) {
            if (strcmp(fields[i], COLUMN_NAMES[k]) == 0) {
                columns[k] = i;
            }
        }
    }
    if (columns[COLUMN_PHOTO] < 0) {
        return tsri_fail(err, TSR_E_FORMAT,
                         "the manifest's first line has no column \"photo\"; a plain list of paths is one for --list");
    }
    return TSR_OK;
}

tsr_status batch_manifest_parse(
    const tsr_allocator *memory, const char *text, size_t size_bytes, batch_shard shard, batch_list *out, tsr_error *err)
{
    tsr_status st = TSR_OK;
    char *copy = NULL, *fields[MAX_COLUMNS];
    int columns[COLUMN_KINDS];
    batch_list_init(out, memory, shard);
    if (memchr(text, '\0', size_bytes)) {
        return tsri_fail(err, TSR_E_FORMAT, "the manifest holds a NUL byte: it is not a text file");
    }
    TSRI_TRY(tsri_alloc(memory, size_bytes + 1, 1, &copy, err));
    memcpy(copy, text, size_bytes);
    copy[size_bytes] = '\0';
    tsri_csv csv;
    tsri_csv_init(&csv, copy, size_bytes);
    TSRI_TRY(find_columns(&csv, columns, err));
    size_t line = csv.line;
    for (int count; (count = tsri_csv_row(&csv, fields, MAX_COLUMNS)) != 0; line = csv.line) {
        if (count < 0) {
            st = tsri_fail(err, TSR_E_FORMAT, "the manifest's line %zu opens a quote that is never closed", line);
            goto done;
        }
        if (count == 1 && !fields[0][0]) {
            continue; /* an empty line */
        }
        batch_entry entry = {0};
        fill_entry(&entry, fields, count, columns);
        if (!entry.photo[0]) {
            st = tsri_fail(err, TSR_E_FORMAT, "the manifest's line %zu names no photo", line);
            goto done;
        }
        TSRI_TRY(batch_list_add(out, &entry, err));
    }
    TSRI_TRY(batch_list_index(out, err));
done:
    tsri_free(memory, copy);
    if (st != TSR_OK) {
        batch_list_release(out);
    }
    return st;
}
