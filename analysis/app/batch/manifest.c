/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "app/batch/batch.h"
#include "base/fail.h"

enum { MAX_COLUMNS = 64 };
enum column { COLUMN_PHOTO, COLUMN_CASE, COLUMN_VIEW, COLUMN_KINDS };

static const char *const COLUMN_NAMES[COLUMN_KINDS] = {"photo", "case", "view"};

struct reader {
    char *at, *end;
    size_t line;
};

/* One field, unquoted in place; *last tells that its row ends with it. @return NULL for a quote that is never closed. */
static char *read_field(struct reader *r, bool *last)
{
    char *start = r->at, *to = r->at;
    bool quoted = r->at < r->end && *r->at == '"';
    if (quoted) {
        r->at++;
        for (;; r->at++) {
            if (r->at >= r->end) {
                return NULL;
            }
            if (*r->at == '"') {
                if (r->at + 1 < r->end && r->at[1] == '"') {
                    r->at++;
                } else {
                    r->at++;
                    break;
                }
            }
            r->line += *r->at == '\n';
            *to++ = *r->at;
        }
    }
    while (r->at < r->end && *r->at != ',' && *r->at != '\n' && *r->at != '\r') {
        *to++ = *r->at++;
    }
    *last = r->at >= r->end || *r->at != ',';
    if (*last) {
        while (r->at < r->end && (*r->at == '\r' || *r->at == '\n')) {
            bool newline = *r->at == '\n';
            r->at++;
            if (newline) {
                r->line++;
                break;
            }
        }
    } else {
        r->at++;
    }
    *to = '\0'; /* the separator's place, or the NUL after the text: both are already read */
    return start;
}

/* Number of fields of the row, -1 for a quote that is never closed. Fields beyond MAX_COLUMNS are read and dropped. */
static int read_row(struct reader *r, char *fields[MAX_COLUMNS])
{
    int count = 0;
    for (bool last = false; !last;) {
        char *field = read_field(r, &last);
        if (!field) {
            return -1;
        }
        if (count < MAX_COLUMNS) {
            fields[count++] = field;
        }
    }
    return count;
}

static bool leaves_root(const char *path)
{
    if (path[0] == '/') {
        return true;
    }
    for (const char *part = path; part;) {
        const char *slash = strchr(part, '/');
        size_t length = slash ? (size_t)(slash - part) : strlen(part);
        if (length == 2 && part[0] == '.' && part[1] == '.') {
            return true;
        }
        part = slash ? slash + 1 : NULL;
    }
    return false;
}

static void fill_entry(batch_entry *entry, char *const *fields, int count, const int columns[COLUMN_KINDS])
{
    const char *value[COLUMN_KINDS];
    for (int k = 0; k < COLUMN_KINDS; k++) {
        value[k] = columns[k] >= 0 && columns[k] < count ? fields[columns[k]] : "";
    }
    entry->photo = value[COLUMN_PHOTO];
    entry->case_name = value[COLUMN_CASE][0] ? value[COLUMN_CASE] : value[COLUMN_PHOTO];
    entry->view = tsr_view_parse(value[COLUMN_VIEW]);
    const char *slash = strrchr(entry->photo, '/');
    if (leaves_root(entry->photo)) {
        entry->fault = "the photo's path leaves the root folder";
    } else if (strlen(slash ? slash + 1 : entry->photo) + strlen(".png") > NAME_MAX) {
        entry->fault = "the photo's name is too long for its mask's";
    } else if (value[COLUMN_VIEW][0] && entry->view == TSR_VIEW_UNKNOWN) {
        entry->fault = "the view is none of front, top, left, right, back";
    }
}

static size_t count_lines(const char *text, size_t size_bytes)
{
    size_t lines = 1;
    for (size_t i = 0; i < size_bytes; i++) {
        lines += text[i] == '\n' || text[i] == '\r'; /* either ends a row */
    }
    return lines;
}

static tsr_status find_columns(struct reader *r, int columns[COLUMN_KINDS], tsr_error *err)
{
    char *fields[MAX_COLUMNS];
    int count = read_row(r, fields);
    for (int k = 0; k < COLUMN_KINDS; k++) {
        columns[k] = -1;
        for (int i = 0; i < count; i++) {
            if (strcmp(fields[i], COLUMN_NAMES[k]) == 0) {
                columns[k] = i;
            }
        }
    }
    if (columns[COLUMN_PHOTO] < 0) {
        return tsri_fail(err, TSR_E_FORMAT, "the manifest's first line has no column \"photo\"");
    }
    return TSR_OK;
}

tsr_status batch_manifest_parse(const tsr_allocator *memory, const char *text, size_t size_bytes, batch_list *out, tsr_error *err)
{
    static const char BYTE_ORDER_MARK[] = "\xef\xbb\xbf";
    tsr_status st = TSR_OK;
    char *copy = NULL, *fields[MAX_COLUMNS];
    int columns[COLUMN_KINDS];
    memset(out, 0, sizeof *out);
    tsri_arena_init(&out->arena, memory);
    if (memchr(text, '\0', size_bytes)) {
        return tsri_fail(err, TSR_E_FORMAT, "the manifest holds a NUL byte: it is not a text file");
    }
    TSRI_TRY(tsri_arena_alloc(&out->arena, size_bytes + 1, 1, &copy, err));
    TSRI_TRY(tsri_arena_alloc(&out->arena, count_lines(text, size_bytes), sizeof *out->entries, &out->entries, err));
    memcpy(copy, text, size_bytes);
    struct reader r = {copy, copy + size_bytes, 1};
    if (size_bytes >= 3 && memcmp(copy, BYTE_ORDER_MARK, 3) == 0) {
        r.at += 3;
    }
    TSRI_TRY(find_columns(&r, columns, err));
    while (r.at < r.end) {
        size_t line = r.line;
        int count = read_row(&r, fields);
        if (count < 0) {
            st = tsri_fail(err, TSR_E_FORMAT, "the manifest's line %zu opens a quote that is never closed", line);
            goto done;
        }
        if (count == 1 && !fields[0][0]) {
            continue; /* an empty line */
        }
        batch_entry *entry = &out->entries[out->count++];
        fill_entry(entry, fields, count, columns);
        if (!entry->photo[0]) {
            st = tsri_fail(err, TSR_E_FORMAT, "the manifest's line %zu names no photo", line);
            goto done;
        }
    }
    TSRI_TRY(batch_list_index(out, err));
done:
    if (st != TSR_OK) {
        batch_list_release(out);
    }
    return st;
}

static int by_photo(const void *a, const void *b)
{
    return strcmp((*(batch_entry *const *)a)->photo, (*(batch_entry *const *)b)->photo);
}

/* By case, and within a case by place in the list. */
static int by_case(const void *a, const void *b)
{
    const batch_entry *x = *(batch_entry *const *)a, *y = *(batch_entry *const *)b;
    int order = strcmp(x->case_name, y->case_name);
    return order ? order : (x > y) - (x < y);
}

/* Bring the entries of each case together by a counting sort on case_index; room for list->count entries. */
static tsr_status group_cases(batch_list *list, batch_entry **room, tsr_error *err)
{
    size_t *start = NULL;
    tsr_status st = tsri_arena_alloc(&list->arena, list->case_count + 2, sizeof *start, &start, err);
    if (st != TSR_OK) {
        return st;
    }
    /* start[c + 1] counts up to where case c begins while the entries are placed, and ends where it ends. */
    for (size_t i = 0; i < list->count; i++) {
        start[list->entries[i].case_index + 2]++;
    }
    for (size_t c = 2; c < list->case_count + 2; c++) {
        start[c] += start[c - 1];
    }
    for (size_t i = 0; i < list->count; i++) {
        room[start[list->entries[i].case_index + 1]++] = &list->entries[i];
    }
    list->grouped = room;
    list->case_start = start;
    return TSR_OK;
}

tsr_status batch_list_index(batch_list *list, tsr_error *err)
{
    batch_entry **sorted = NULL;
    size_t *first = NULL; /* of every entry, the place of its case's first entry */
    tsr_status st = tsri_arena_alloc(&list->arena, list->count + 1, sizeof(batch_entry *), &sorted, err);
    if (st == TSR_OK) {
        st = tsri_arena_alloc(&list->arena, list->count + 1, sizeof *first, &first, err);
    }
    if (st != TSR_OK) {
        return st;
    }
    for (size_t i = 0; i < list->count; i++) {
        sorted[i] = &list->entries[i];
    }
    qsort(sorted, list->count, sizeof *sorted, by_photo);
    for (size_t i = 1; i < list->count; i++) {
        if (strcmp(sorted[i]->photo, sorted[i - 1]->photo) == 0) {
            /* By number, not by name: this goes to stderr, which may be a log. */
            size_t a = (size_t)(sorted[i - 1] - list->entries) + 1, b = (size_t)(sorted[i] - list->entries) + 1;
            return tsri_fail(err, TSR_E_FORMAT, "a photo is listed twice: number %zu and number %zu of the list", a < b ? a : b,
                             a < b ? b : a);
        }
    }
    qsort(sorted, list->count, sizeof *sorted, by_case);
    for (size_t i = 0; i < list->count; i++) {
        size_t place = (size_t)(sorted[i] - list->entries);
        bool same = i > 0 && strcmp(sorted[i]->case_name, sorted[i - 1]->case_name) == 0;
        first[place] = same ? first[(size_t)(sorted[i - 1] - list->entries)] : place;
    }
    for (size_t i = 0; i < list->count; i++) {
        batch_entry *entry = &list->entries[i];
        entry->case_index = first[i] == i ? list->case_count++ : list->entries[first[i]].case_index;
    }
    return group_cases(list, sorted, err);
}

tsr_status batch_list_copy_text(batch_list *list, const char *text, const char **out, tsr_error *err)
{
    char *copy = NULL;
    size_t size_bytes = strlen(text) + 1;
    tsr_status st = tsri_arena_alloc(&list->arena, size_bytes, 1, &copy, err);
    if (st == TSR_OK) {
        memcpy(copy, text, size_bytes);
        *out = copy;
    }
    return st;
}

void batch_list_release(batch_list *list)
{
    tsri_arena_release(&list->arena);
    list->entries = NULL;
    list->count = list->case_count = 0;
}
