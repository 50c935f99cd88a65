/* SPDX-License-Identifier: Apache-2.0
 * The labels' CSV: columns told by name, one row a photo or a case. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/evaluate/evaluate.h"
#include "base/csv.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/hash.h"

enum { MAX_COLUMNS = 256 };
enum column { PHOTO, CASE, MASK, REGION, BARE_FRACTION, FINDING, VIEW, SALT, NORWOOD, LUDWIG, SINCLAIR, BASP, COLUMN_COUNT };

static const char *const COLUMN_NAMES[COLUMN_COUNT] = {"photo", "case", "mask",    "region", "bare_fraction", "finding",
                                                       "view",  "salt", "norwood", "ludwig", "sinclair",      "basp"};

static const uint64_t MAX_LABELS_BYTES = UINT64_C(1) << 30;

struct labels {
    const evaluate_options *options;
    evaluate_data *data;
    tsr_error *err;
    int columns[COLUMN_COUNT], groups[EVALUATE_MAX_GROUPS];
    char *fields[MAX_COLUMNS];
    int field_count;
    size_t line;
};

static const char *cell(const struct labels *l, int column)
{
    return column >= 0 && column < l->field_count ? l->fields[column] : "";
}

static tsr_status find_columns(struct labels *l)
{
    for (int k = 0; k < COLUMN_COUNT; k++) {
        l->columns[k] = -1;
        for (int i = 0; i < l->field_count; i++) {
            l->columns[k] = strcmp(l->fields[i], COLUMN_NAMES[k]) == 0 ? i : l->columns[k];
        }
    }
    for (size_t g = 0; g < l->options->group_count; g++) {
        l->groups[g] = -1;
        for (int i = 0; i < l->field_count; i++) {
            l->groups[g] = strcmp(l->fields[i], l->options->group_columns[g]) == 0 ? i : l->groups[g];
        }
        if (l->groups[g] < 0) {
            return tsri_fail(l->err, TSR_E_FORMAT, "the labels have no column \"%s\" to group by", l->options->group_columns[g]);
        }
    }
    if (l->columns[PHOTO] < 0 && l->columns[CASE] < 0) {
        return tsri_fail(l->err, TSR_E_FORMAT, "the labels' first line has neither a column \"photo\" nor \"case\"");
    }
    for (int k = MASK; k < COLUMN_COUNT; k++) {
        if (k != REGION && l->columns[k] >= 0) {
            return TSR_OK;
        }
    }
    return tsri_fail(l->err, TSR_E_FORMAT,
                     "the labels have no column of labels (tonsure evaluate --help lists them): nothing to compare");
}

static tsr_status take_number(const struct labels *l, enum column column, double hi, evaluate_value *out)
{
    const char *text = cell(l, l->columns[column]);
    char *end = NULL;
    if (!text[0]) {
        return TSR_OK;
    }
    double value = strtod(text, &end);
    if (*end || text[strspn(text, "0123456789.eE+-")] || !(value >= 0 && value <= hi)) {
        return tsri_fail(l->err, TSR_E_FORMAT, "line %zu: %s is a number from 0 to %g, not \"%.20s\"", l->line,
                         COLUMN_NAMES[column], hi, text);
    }
    *out = (evaluate_value){.labelled = true, .label = value};
    return TSR_OK;
}

/* "4", "IV", "IVa", "3v": the grade without its variant. 0 for anything else. */
static int norwood_grade(const char *text)
{
    static const char *const ROMAN[] = {"VII", "VI", "IV", "V", "III", "II", "I"};
    static const int GRADES[] = {7, 6, 4, 5, 3, 2, 1};
    int grade = 0;
    if (text[0] >= '1' && text[0] <= '7') {
        grade = text[0] - '0';
        text++;
    }
    for (size_t i = 0; !grade && i < sizeof ROMAN / sizeof *ROMAN; i++) {
        size_t length = strlen(ROMAN[i]);
        if (strncmp(text, ROMAN[i], length) == 0) {
            grade = GRADES[i];
            text += length;
        }
    }
    return !text[0] || strcmp(text, "a") == 0 || strcmp(text, "A") == 0 || strcmp(text, "v") == 0 ||
                   strcmp(text, "-vertex") == 0 || strcmp(text, " vertex") == 0
               ? grade
               : 0;
}

static tsr_status take_grade(const struct labels *l, evaluate_value *out)
{
    const char *text = cell(l, l->columns[NORWOOD]);
    int grade = norwood_grade(text);
    if (!text[0]) {
        return TSR_OK;
    }
    if (grade == 0) {
        return tsri_fail(l->err, TSR_E_FORMAT, "line %zu: norwood is 1 to 7 or I to VII, not \"%.20s\"", l->line, text);
    }
    *out = (evaluate_value){.labelled = true, .label = grade - 1};
    return TSR_OK;
}

static tsr_status take_class(const struct labels *l, enum column column, evaluate_measure measure, evaluate_value *out)
{
    const evaluate_measure_info *info = &EVALUATE_MEASURES[measure];
    const char *text = cell(l, l->columns[column]);
    if (!text[0]) {
        return TSR_OK;
    }
    for (size_t k = 0; k < info->class_count; k++) {
        if (strcmp(text, info->classes[k]) == 0) {
            *out = (evaluate_value){.labelled = true, .label = (double)k};
            return TSR_OK;
        }
    }
    return tsri_fail(l->err, TSR_E_FORMAT, "line %zu: \"%.40s\" is no %s (docs/evaluate.md lists them)", l->line, text,
                     COLUMN_NAMES[column]);
}

static evaluate_item *add_item(const struct labels *l, evaluate_item *items, size_t *count, const char *name)
{
    evaluate_item *item = &items[(*count)++];
    item->name = name;
    item->line = l->line;
    for (size_t g = 0; g < l->options->group_count; g++) {
        item->groups[g] = cell(l, l->groups[g]);
    }
    return item;
}

static tsr_status take_photo(struct labels *l)
{
    const char *name = cell(l, l->columns[PHOTO]), *mask = cell(l, l->columns[MASK]), *region = cell(l, l->columns[REGION]);
    evaluate_item *item = add_item(l, l->data->photos, &l->data->photo_count, name);
    tsr_status st = TSR_OK;
    item->case_name = cell(l, l->columns[CASE]);
    item->mask = mask[0] ? mask : NULL;
    item->region = region[0] ? region : NULL;
    TSRI_TRY(take_number(l, BARE_FRACTION, 1, &item->values[MEASURE_BARE_FRACTION]));
    TSRI_TRY(take_class(l, FINDING, MEASURE_FINDING, &item->values[MEASURE_FINDING]));
    st = take_class(l, VIEW, MEASURE_VIEW, &item->values[MEASURE_VIEW]);
done:
    return st;
}

/* Labels of a case: in a row of its own, or repeated with its photos. */
static tsr_status take_case(struct labels *l, bool own_row)
{
    evaluate_item *item = add_item(l, l->data->cases, &l->data->case_count, cell(l, l->columns[CASE]));
    tsr_status st = TSR_OK;
    TSRI_TRY(take_number(l, SALT, 100, &item->values[MEASURE_SALT]));
    TSRI_TRY(take_grade(l, &item->values[MEASURE_NORWOOD]));
    TSRI_TRY(take_class(l, LUDWIG, MEASURE_LUDWIG, &item->values[MEASURE_LUDWIG]));
    TSRI_TRY(take_class(l, SINCLAIR, MEASURE_SINCLAIR, &item->values[MEASURE_SINCLAIR]));
    TSRI_TRY(take_class(l, BASP, MEASURE_BASP, &item->values[MEASURE_BASP]));
    if (own_row) {
        st = take_number(l, BARE_FRACTION, 1, &item->values[MEASURE_CASE_BARE_FRACTION]);
    }
done:
    return st;
}

static tsr_status take_row(struct labels *l)
{
    const bool photo = cell(l, l->columns[PHOTO])[0] != '\0', of_case = cell(l, l->columns[CASE])[0] != '\0';
    bool grades = false;
    for (int k = SALT; k < COLUMN_COUNT; k++) {
        grades = grades || cell(l, l->columns[k])[0];
    }
    tsr_status st = TSR_OK;
    if (!photo && !of_case) {
        return tsri_fail(l->err, TSR_E_FORMAT, "line %zu names neither a photo nor a case", l->line);
    }
    if (!photo && (cell(l, l->columns[MASK])[0] || cell(l, l->columns[VIEW])[0] || cell(l, l->columns[FINDING])[0])) {
        return tsri_fail(l->err, TSR_E_FORMAT, "line %zu: mask, view and finding are a photo's, but the line names none",
                         l->line);
    }
    if (grades && !of_case) {
        return tsri_fail(l->err, TSR_E_FORMAT, "line %zu: salt and grades are a case's, but the line names none", l->line);
    }
    if (photo) {
        TSRI_TRY(take_photo(l));
    }
    if (grades || !photo) {
        st = take_case(l, !photo);
    }
done:
    return st;
}

static int by_name(const void *a, const void *b)
{
    const evaluate_item *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* A photo stands once; a case's labels may be repeated, if they are the same. */
static tsr_status sort_items(evaluate_item *items, size_t *count, bool repeats, tsr_error *err)
{
    size_t kept = 0;
    if (*count) {
        qsort(items, *count, sizeof *items, by_name);
    }
    for (size_t i = 0; i < *count; i++) {
        evaluate_item *before = kept ? &items[kept - 1] : NULL;
        if (!before || strcmp(before->name, items[i].name) != 0) {
            items[kept++] = items[i];
            continue;
        }
        if (!repeats) {
            return tsri_fail(err, TSR_E_FORMAT, "a photo is labelled twice: lines %zu and %zu", before->line, items[i].line);
        }
        for (size_t g = 0; g < EVALUATE_MAX_GROUPS; g++) { /* of its photos, not of the case */
            if (before->groups[g] && strcmp(before->groups[g], items[i].groups[g]) != 0) {
                before->groups[g] = NULL;
            }
        }
        for (int m = 0; m < MEASURE_COUNT; m++) {
            const evaluate_value *v = &items[i].values[m];
            if (v->labelled && before->values[m].labelled && fabs(v->label - before->values[m].label) > 0) {
                return tsri_fail(err, TSR_E_FORMAT, "lines %zu and %zu give one case two values of %s", before->line,
                                 items[i].line, EVALUATE_MEASURES[m].name);
            }
            before->values[m] = v->labelled ? *v : before->values[m];
        }
    }
    *count = kept;
    return TSR_OK;
}

static tsr_status read_rows(struct labels *l, tsri_csv *csv)
{
    tsr_status st = TSR_OK;
    l->field_count = tsri_csv_row(csv, l->fields, MAX_COLUMNS);
    TSRI_TRY(find_columns(l));
    for (;;) {
        l->line = csv->line;
        l->field_count = tsri_csv_row(csv, l->fields, MAX_COLUMNS);
        if (l->field_count == 0) {
            return TSR_OK;
        }
        if (l->field_count < 0) {
            return tsri_fail(l->err, TSR_E_FORMAT, "line %zu opens a quote that is never closed", l->line);
        }
        if (l->field_count > 1 || l->fields[0][0]) {
            TSRI_TRY(take_row(l));
        }
    }
done:
    return st;
}

tsr_status evaluate_labels_read(const evaluate_options *options, evaluate_data *data, tsr_error *err)
{
    struct labels l = {.options = options, .data = data, .err = err};
    uint8_t *bytes = NULL;
    char *text = NULL;
    size_t size_bytes = 0, rows = 1;
    tsri_csv csv;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_file_read(data->arena.memory, options->labels, MAX_LABELS_BYTES, &bytes, &size_bytes, err));
    if (memchr(bytes, '\0', size_bytes)) {
        st = tsri_fail(err, TSR_E_FORMAT, "the labels hold a NUL byte: this is no text file");
        goto done;
    }
    tsri_sha256_hex(bytes, size_bytes, data->labels_sha256);
    for (size_t i = 0; i < size_bytes; i++) {
        rows += bytes[i] == '\n' || bytes[i] == '\r';
    }
    TSRI_TRY(tsri_arena_alloc(&data->arena, size_bytes + 1, 1, &text, err));
    TSRI_TRY(tsri_arena_alloc(&data->arena, rows, sizeof *data->photos, &data->photos, err));
    TSRI_TRY(tsri_arena_alloc(&data->arena, 2 * rows, sizeof *data->cases, &data->cases, err));
    memcpy(text, bytes, size_bytes);
    tsri_csv_init(&csv, text, size_bytes);
    TSRI_TRY(read_rows(&l, &csv));
    TSRI_TRY(sort_items(data->photos, &data->photo_count, false, err));
    st = sort_items(data->cases, &data->case_count, true, err);
done:
    tsri_free(data->arena.memory, bytes);
    return st;
}

void evaluate_data_release(evaluate_data *data)
{
    tsri_arena_release(&data->arena);
}
