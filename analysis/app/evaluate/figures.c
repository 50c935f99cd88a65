/* SPDX-License-Identifier: Apache-2.0
 * From labels with results to figures: for every measure that has labels, over all of them and by group. */
#include <stdlib.h>
#include <string.h>

#include "app/evaluate/evaluate.h"
#include "base/fail.h"

/* More values than this are no groups but names. */
enum { MAX_GROUP_VALUES = 100 };

static const char *const VIEWS[] = {"front", "top", "left", "right", "back"};
static const char *const FINDINGS[] = {
    "none", "pattern_thinning", "alopecia_areata", "alopecia_totalis", "alopecia_universalis", "scarring"};
static const char *const GRADES[] = {"I", "II", "III", "IV", "V", "VI", "VII"};

static const char *const LUDWIG_GRADES[] = {"none", "I", "II", "III"};
static const char *const SINCLAIR_GRADES[] = {"1", "2", "3", "4", "5"};
static const char *const BASP_TYPES[] = {"L", "M0", "M1", "M2", "M3", "C1", "C2", "C3", "U1", "U2", "U3"};

#define CLASSES(names) .classes = (names), .class_count = sizeof(names) / sizeof *(names)

const evaluate_measure_info EVALUATE_MEASURES[MEASURE_COUNT] = {
    [MEASURE_BARE_FRACTION] = {"bare_fraction", "Bare share of a photo", "points", "per cent", TSR_AGREEMENT_NUMBERS,
                               .factor = 100, .decimals = 1},
    [MEASURE_IOU_HAIR] = {"iou_hair", "Overlap of hair", "", "", TSR_AGREEMENT_SCORES, .factor = 1, .decimals = 3},
    [MEASURE_IOU_BARE] = {"iou_bare", "Overlap of bare scalp", "", "", TSR_AGREEMENT_SCORES, .factor = 1, .decimals = 3},
    [MEASURE_IOU_SKIN] = {"iou_skin", "Overlap of skin", "", "", TSR_AGREEMENT_SCORES, .factor = 1, .decimals = 3},
    [MEASURE_IOU_BACKGROUND] = {"iou_background", "Overlap of background", "", "", TSR_AGREEMENT_SCORES, .factor = 1,
                                .decimals = 3},
    [MEASURE_VIEW] = {"view", "View", "", "", TSR_AGREEMENT_CLASSES, .factor = 1, .decimals = 3, CLASSES(VIEWS)},
    [MEASURE_FINDING] = {"finding", "Finding", "", "", TSR_AGREEMENT_CLASSES, .factor = 1, .decimals = 3, CLASSES(FINDINGS)},
    [MEASURE_CASE_BARE_FRACTION] = {"case_bare_fraction", "Bare share of a case", "points", "per cent", TSR_AGREEMENT_NUMBERS,
                                    .of_case = true, .factor = 100, .decimals = 1},
    [MEASURE_SALT] = {"salt", "SALT score", "points", "0 to 100", TSR_AGREEMENT_NUMBERS, .of_case = true, .factor = 1,
                      .decimals = 1},
    [MEASURE_NORWOOD] = {"norwood", "Norwood-Hamilton grade", "", "", TSR_AGREEMENT_GRADES, .of_case = true, .factor = 1,
                         .decimals = 3, CLASSES(GRADES)},
    [MEASURE_LUDWIG] = {"ludwig", "Ludwig grade", "", "", TSR_AGREEMENT_GRADES, .of_case = true, .factor = 1, .decimals = 3,
                        CLASSES(LUDWIG_GRADES)},
    [MEASURE_SINCLAIR] = {"sinclair", "Sinclair grade", "", "", TSR_AGREEMENT_GRADES, .of_case = true, .factor = 1, .decimals = 3,
                          CLASSES(SINCLAIR_GRADES)},
    [MEASURE_BASP] = {"basp", "BASP basic type", "", "", TSR_AGREEMENT_CLASSES, .of_case = true, .factor = 1, .decimals = 3,
                      CLASSES(BASP_TYPES)},
};

struct work {
    const evaluate_options *options;
    evaluate_data *data;
    evaluate_figures *out;
    size_t room;
    tsr_error *err;
};

/* An item whose value counts, to be sorted by case. */
struct chosen {
    const char *case_name;
    const evaluate_item *item;
};

static int by_case(const void *a, const void *b)
{
    const struct chosen *x = a, *y = b;
    int order = strcmp(x->case_name, y->case_name);
    return order ? order : strcmp(x->item->name, y->item->name);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A photo without a case is a case of its own. */
static const char *case_of(const evaluate_item *item)
{
    return item->case_name && item->case_name[0] ? item->case_name : item->name;
}

static bool in_group(const evaluate_item *item, int column, const char *group)
{
    return item->groups[column] && strcmp(item->groups[column], group) == 0;
}

static void count_item(const evaluate_item *item, const evaluate_value *value, tsr_agreement_row *row)
{
    row->labelled++;
    if (!item->found) {
        row->missing++;
    } else if (item->failed) {
        row->failed++;
    } else if (value->absent) {
        row->absent++;
    } else if (!value->known) {
        row->undetermined++;
    } else {
        row->compared++;
    }
}

static tsr_status
make_pairs(struct work *w, struct chosen *chosen, evaluate_measure measure, tsr_agreement_row *row, tsr_pair **out)
{
    tsr_pair *pairs = NULL;
    tsr_status st = tsri_arena_alloc(&w->data->arena, row->compared + 1, sizeof *pairs, &pairs, w->err);
    if (st != TSR_OK) {
        return st;
    }
    if (row->compared) {
        qsort(chosen, row->compared, sizeof *chosen, by_case);
    }
    for (size_t i = 0; i < row->compared; i++) {
        const evaluate_value *v = &chosen[i].item->values[measure];
        row->cases += i == 0 || strcmp(chosen[i].case_name, chosen[i - 1].case_name) != 0;
        pairs[i] = (tsr_pair){v->label, v->measured, v->lo, v->hi, (uint32_t)(row->cases - 1), v->has_range};
    }
    *out = pairs;
    return TSR_OK;
}

static tsr_status compute(struct work *w, evaluate_measure measure, const tsr_pair *pairs, tsr_agreement_row *row)
{
    const evaluate_measure_info *info = &EVALUATE_MEASURES[measure];
    const tsr_allocator *memory = w->data->arena.memory;
    const tsr_agreement_params *params = &w->options->params;
    uint32_t *counts = NULL;
    tsr_status st = TSR_OK;
    if (info->kind == TSR_AGREEMENT_NUMBERS) {
        return tsr_agreement_numbers_compute(memory, pairs, row->compared, params, &row->numbers, w->err);
    }
    if (info->kind == TSR_AGREEMENT_SCORES) {
        return tsr_agreement_scores_compute(memory, pairs, row->compared, params, &row->scores, w->err);
    }
    TSRI_TRY(tsri_arena_alloc(&w->data->arena, info->class_count * info->class_count, sizeof *counts, &counts, w->err));
    for (size_t i = 0; i < row->compared; i++) {
        counts[(size_t)pairs[i].label * info->class_count + (size_t)pairs[i].measured]++;
    }
    row->classes = info->classes;
    row->class_count = info->class_count;
    row->counts = counts;
    st = tsr_agreement_grades_compute(memory, pairs, row->compared, info->class_count, params, &row->grades, w->err);
done:
    return st;
}

static tsr_status add_row(struct work *w, evaluate_measure measure, int column, const char *group)
{
    const evaluate_measure_info *info = &EVALUATE_MEASURES[measure];
    const evaluate_item *items = info->of_case ? w->data->cases : w->data->photos;
    const size_t count = info->of_case ? w->data->case_count : w->data->photo_count, at = w->out->report.row_count;
    tsr_agreement_row *row = &w->out->rows[at];
    struct chosen *chosen = NULL;
    tsr_status st = TSR_OK;
    *row = (tsr_agreement_row){.measure = info->name, .kind = info->kind};
    if (column >= 0) {
        row->group_column = w->options->group_columns[column];
        row->group = group;
    }
    TSRI_TRY(tsri_alloc(w->data->arena.memory, count + 1, sizeof *chosen, &chosen, w->err));
    for (size_t i = 0; i < count; i++) {
        if (items[i].values[measure].labelled && (column < 0 || in_group(&items[i], column, group))) {
            chosen[row->compared] = (struct chosen){case_of(&items[i]), &items[i]};
            count_item(&items[i], &items[i].values[measure], row);
        }
    }
    if (row->labelled > 0) {
        TSRI_TRY(make_pairs(w, chosen, measure, row, &w->out->pairs[at]));
        TSRI_TRY(compute(w, measure, w->out->pairs[at], row));
        w->out->measures[at] = measure;
        w->out->report.row_count++;
    }
done:
    tsri_free(w->data->arena.memory, chosen);
    return st;
}

/* The distinct values of a group's column, sorted; borrowed from the items. */
static tsr_status group_values(struct work *w, size_t column, const char ***out, size_t *out_count)
{
    const size_t most = w->data->photo_count + w->data->case_count;
    const char **values = NULL;
    size_t count = 0, kept = 0;
    tsr_status st = tsri_arena_alloc(&w->data->arena, most + 1, sizeof *values, &values, w->err);
    if (st != TSR_OK) {
        return st;
    }
    for (size_t i = 0; i < w->data->photo_count; i++) {
        values[count] = w->data->photos[i].groups[column];
        count += values[count] != NULL;
    }
    for (size_t i = 0; i < w->data->case_count; i++) {
        values[count] = w->data->cases[i].groups[column];
        count += values[count] != NULL;
    }
    if (count) {
        qsort(values, count, sizeof *values, by_text);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || strcmp(values[kept - 1], values[i]) != 0) {
            values[kept++] = values[i];
        }
    }
    if (kept > MAX_GROUP_VALUES) {
        return tsri_fail(w->err, TSR_E_LIMIT, "column \"%s\" has %zu values, more than %d: no groups",
                         w->options->group_columns[column], kept, MAX_GROUP_VALUES);
    }
    *out = values;
    *out_count = kept;
    return TSR_OK;
}

static tsr_status add_groups(struct work *w, const char **const *values, const size_t *value_counts, evaluate_measure measure)
{
    for (size_t g = 0; g < w->options->group_count; g++) {
        for (size_t v = 0; v < value_counts[g]; v++) {
            tsr_status st = add_row(w, measure, (int)g, values[g][v]);
            if (st != TSR_OK) {
                return st;
            }
        }
    }
    return TSR_OK;
}

tsr_status evaluate_figures_compute(const evaluate_options *options, evaluate_data *data, evaluate_figures *out, tsr_error *err)
{
    struct work w = {.options = options, .data = data, .out = out, .room = 1, .err = err};
    const char **values[EVALUATE_MAX_GROUPS];
    size_t value_counts[EVALUATE_MAX_GROUPS];
    tsr_status st = TSR_OK;
    memset(out, 0, sizeof *out);
    for (size_t g = 0; g < options->group_count; g++) {
        TSRI_TRY(group_values(&w, g, &values[g], &value_counts[g]));
        w.room += value_counts[g];
    }
    TSRI_TRY(tsri_arena_alloc(&data->arena, w.room * MEASURE_COUNT, sizeof *out->rows, &out->rows, err));
    TSRI_TRY(tsri_arena_alloc(&data->arena, w.room * MEASURE_COUNT, sizeof *out->measures, &out->measures, err));
    TSRI_TRY(tsri_arena_alloc(&data->arena, w.room * MEASURE_COUNT, sizeof(tsr_pair *), &out->pairs, err));
    for (int m = 0; m < MEASURE_COUNT; m++) {
        const size_t before = out->report.row_count;
        TSRI_TRY(add_row(&w, (evaluate_measure)m, -1, NULL));
        if (out->report.row_count > before) {
            TSRI_TRY(add_groups(&w, values, value_counts, (evaluate_measure)m));
        }
    }
    out->report.params = options->params;
    out->report.labels_sha256 = data->labels_sha256;
    out->report.run_sha256 = data->has_run ? data->run_sha256 : NULL;
    out->report.rows = out->rows;
done:
    return st;
}
