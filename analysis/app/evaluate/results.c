/* SPDX-License-Identifier: Apache-2.0
 * A run's lines joined to the labels by the photo's or the case's name, and masks compared. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "app/evaluate/evaluate.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json_read.h"
#include "base/lines.h"

static const uint64_t MAX_LINE_BYTES = UINT64_C(64) << 20, MAX_MASK_BYTES = UINT64_C(512) << 20,
                      MAX_RUN_BYTES = UINT64_C(1) << 30;

const tsr_mask_class EVALUATE_OVERLAPS[OVERLAP_COUNT] = {TSR_MASK_HAIR, TSR_MASK_BARE, TSR_MASK_SKIN, TSR_MASK_BACKGROUND};

static int name_against_item(const void *name, const void *item)
{
    return strcmp(name, ((const evaluate_item *)item)->name);
}

static tsr_status keep_text(tsri_arena *arena, const char *text, const char **out, tsr_error *err)
{
    char *copy = NULL;
    tsr_status st = tsri_arena_alloc(arena, strlen(text) + 1, 1, &copy, err);
    if (st == TSR_OK) {
        strcpy(copy, text);
        *out = copy;
    }
    return st;
}

static void take_quantity(const tsri_json *q, evaluate_value *out)
{
    out->known = tsri_json_number(tsri_json_at(q, "value"), &out->measured);
    out->has_range =
        out->known && tsri_json_number(tsri_json_at(q, "lo"), &out->lo) && tsri_json_number(tsri_json_at(q, "hi"), &out->hi);
}

static void take_class(const tsri_json *name, evaluate_measure measure, evaluate_value *out)
{
    const evaluate_measure_info *info = &EVALUATE_MEASURES[measure];
    const char *text = tsri_json_text(name);
    for (size_t k = 0; text && k < info->class_count; k++) {
        if (strcmp(text, info->classes[k]) == 0) {
            out->known = true;
            out->measured = (double)k;
        }
    }
}

/* A grade counted from 1. */
static void take_grade(const tsri_json *grade, evaluate_measure measure, evaluate_value *out)
{
    double number = 0;
    out->known = tsri_json_number(grade, &number) && number >= 1 && number <= (double)EVALUATE_MEASURES[measure].class_count;
    out->measured = out->known ? number - 1 : 0;
}

static tsr_status take_photo(const tsri_json *line, evaluate_item *item, tsri_arena *arena, tsr_error *err)
{
    const char *mask = tsri_json_text(tsri_json_at(line, "mask")), *case_name = tsri_json_text(tsri_json_at(line, "case"));
    tsr_status st = TSR_OK;
    take_quantity(tsri_json_at(line, "coverage.bare_fraction"), &item->values[MEASURE_BARE_FRACTION]);
    take_class(tsri_json_at(line, "view.label"), MEASURE_VIEW, &item->values[MEASURE_VIEW]);
    take_class(tsri_json_at(line, "finding.label"), MEASURE_FINDING, &item->values[MEASURE_FINDING]);
    if (mask) {
        TSRI_TRY(keep_text(arena, mask, &item->measured_mask, err));
    }
    if (case_name) {
        TSRI_TRY(keep_text(arena, case_name, &item->case_name, err));
    }
done:
    return st;
}

/* A SALT score may be known by its bounds alone: then they do not count, as every label would lie in the widest. */
static void take_case(const tsri_json *line, evaluate_item *item)
{
    const tsri_json *salt = tsri_json_at(line, "salt");
    evaluate_value *score = &item->values[MEASURE_SALT];
    take_quantity(tsri_json_at(line, "coverage.bare_fraction"), &item->values[MEASURE_CASE_BARE_FRACTION]);
    score->known = tsri_json_number(tsri_json_at(salt, "score"), &score->measured);
    score->has_range = score->known && tsri_json_number(tsri_json_at(salt, "lo"), &score->lo) &&
                       tsri_json_number(tsri_json_at(salt, "hi"), &score->hi);
    take_grade(tsri_json_at(line, "pattern.norwood.grade"), MEASURE_NORWOOD, &item->values[MEASURE_NORWOOD]);
    take_grade(tsri_json_at(line, "pattern.sinclair.range.grade"), MEASURE_SINCLAIR, &item->values[MEASURE_SINCLAIR]);
    take_class(tsri_json_at(line, "pattern.ludwig.range.grade"), MEASURE_LUDWIG, &item->values[MEASURE_LUDWIG]);
    take_class(tsri_json_at(line, "pattern.basp.basic.grade"), MEASURE_BASP, &item->values[MEASURE_BASP]);
}

static tsr_status
join_line(const tsri_json *line, const char *key, evaluate_item *items, size_t count, tsri_arena *arena, tsr_error *err)
{
    const char *name = tsri_json_text(tsri_json_at(line, key)), *status = tsri_json_text(tsri_json_at(line, "status"));
    evaluate_item *item = name && count ? bsearch(name, items, count, sizeof *items, name_against_item) : NULL;
    if (!name || !status) {
        return tsri_fail(err, TSR_E_FORMAT, "a line has no \"%s\" or no \"status\": these are no results of tonsure batch", key);
    }
    if (!item) {
        return TSR_OK;
    }
    item->found = true;
    item->failed = strcmp(status, "error") == 0;
    if (strcmp(key, "photo") == 0) {
        return take_photo(line, item, arena, err);
    }
    take_case(line, item);
    return TSR_OK;
}

static tsr_status join_file(const evaluate_options *options,
                            const char *file,
                            const char *key,
                            evaluate_item *items,
                            size_t count,
                            tsri_arena *arena,
                            tsr_error *err)
{
    char *path = NULL;
    tsri_lines lines = {0};
    tsri_json *line = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_path_join(arena->memory, options->results, file, "", &path, err));
    TSRI_TRY(tsri_lines_open(&lines, arena->memory, path, MAX_LINE_BYTES, err));
    for (bool more = true;;) {
        TSRI_TRY(tsri_lines_next(&lines, &more, err));
        if (!more) {
            break;
        }
        TSRI_TRY(tsri_json_parse(lines.line.data, lines.line.size_bytes, &line, err));
        TSRI_TRY(join_line(line, key, items, count, arena, err));
        tsri_json_destroy(&line);
    }
done:
    if (st != TSR_OK && err && st != TSR_E_NOMEM) { /* a line's fault says neither file nor number */
        char message[sizeof err->message];
        memcpy(message, err->message, sizeof message);
        (void)tsri_fail(err, st, "%s, line %zu: %.180s", file, lines.number, message);
    }
    tsri_json_destroy(&line);
    tsri_lines_close(&lines);
    tsri_free(arena->memory, path);
    return st;
}

static tsr_status hash_run(const evaluate_options *options, evaluate_data *data, tsr_error *err)
{
    char *path = NULL;
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_status st = tsri_path_join(data->arena.memory, options->results, "run.json", "", &path, err);
    if (st != TSR_OK) {
        return st;
    }
    data->has_run = tsri_file_read(data->arena.memory, path, MAX_RUN_BYTES, &bytes, &size_bytes, NULL) == TSR_OK;
    if (data->has_run) {
        tsri_sha256_hex(bytes, size_bytes, data->run_sha256);
    }
    tsri_free(data->arena.memory, bytes);
    tsri_free(data->arena.memory, path);
    return TSR_OK;
}

tsr_status evaluate_results_join(const evaluate_options *options, evaluate_data *data, tsr_error *err)
{
    tsr_status st = TSR_OK;
    TSRI_TRY(join_file(options, "photos.jsonl", "photo", data->photos, data->photo_count, &data->arena, err));
    if (data->case_count) {
        TSRI_TRY(join_file(options, "cases.jsonl", "case", data->cases, data->case_count, &data->arena, err));
    }
    st = hash_run(options, data, err);
done:
    return st;
}

/* What the overlap of a photo's masks says: the four classes' scores, and the share inside the region where no other is given. */
static void take_overlap(const evaluate_options *options, const tsr_mask_overlap *o, evaluate_item *item)
{
    for (int i = 0; i < OVERLAP_COUNT; i++) {
        const tsr_mask_class k = EVALUATE_OVERLAPS[i];
        evaluate_value *v = &item->values[MEASURE_IOU_HAIR + i];
        const int64_t together = o->label_px[k] + o->measured_px[k] - o->both_px[k];
        v->absent = o->label_px[k] == 0 || (double)o->label_px[k] < options->least_frac * (double)o->compared_px;
        v->known = true;
        v->label = 1;
        v->measured = together > 0 ? (double)o->both_px[k] / (double)together : 0;
    }
    evaluate_value *share = &item->values[MEASURE_BARE_FRACTION];
    const int64_t label_px = o->label_px[TSR_MASK_BARE] + o->label_px[TSR_MASK_HAIR];
    const int64_t measured_px = o->measured_px[TSR_MASK_BARE] + o->measured_px[TSR_MASK_HAIR];
    if (share->labelled || !options->label_codes.named[TSR_MASK_BARE] || !options->label_codes.named[TSR_MASK_HAIR]) {
        return;
    }
    share->labelled = true;
    share->absent = label_px == 0;
    share->label = label_px ? (double)o->label_px[TSR_MASK_BARE] / (double)label_px : 0;
    if (item->region || !options->own_codes) { /* else the line has the same share, with its interval */
        share->known = measured_px > 0;
        share->measured = measured_px ? (double)o->measured_px[TSR_MASK_BARE] / (double)measured_px : 0;
        share->has_range = false;
    }
}

struct mask_files {
    uint8_t *bytes[3];
    size_t size_bytes[3];
};

static tsr_status
read_file(const tsr_allocator *memory, const char *folder, const char *name, int which, struct mask_files *files, tsr_error *err)
{
    char *path = NULL;
    tsr_status st = tsri_path_join(memory, name[0] == '/' ? NULL : folder, name, "", &path, err);
    if (st == TSR_OK) {
        st = tsri_file_read(memory, path, MAX_MASK_BYTES, &files->bytes[which], &files->size_bytes[which], err);
    }
    tsri_free(memory, path);
    return st;
}

static tsr_status compare_photo(const evaluate_options *options, evaluate_item *item, const tsr_allocator *memory, tsr_error *err)
{
    struct mask_files f = {0};
    tsr_mask_overlap overlap;
    tsr_status st = TSR_OK;
    TSRI_TRY(read_file(memory, options->root, item->mask, 0, &f, err));
    TSRI_TRY(read_file(memory, options->results, item->measured_mask, 1, &f, err));
    if (item->region) {
        TSRI_TRY(read_file(memory, options->root, item->region, 2, &f, err));
    }
    TSRI_TRY(tsr_mask_overlap_count(memory, (tsr_mask_file){f.bytes[0], f.size_bytes[0]}, &options->label_codes,
                                    (tsr_mask_file){f.bytes[1], f.size_bytes[1]}, &options->measured_codes,
                                    (tsr_mask_file){f.bytes[2], f.size_bytes[2]}, &overlap, err));
    take_overlap(options, &overlap, item);
done:
    for (int i = 0; i < 3; i++) {
        tsri_free(memory, f.bytes[i]);
    }
    return st;
}

tsr_status evaluate_masks_compare(const evaluate_options *options, evaluate_data *data, tsr_error *err)
{
    for (size_t i = 0; i < data->photo_count; i++) {
        evaluate_item *item = &data->photos[i];
        if (!item->mask) {
            continue;
        }
        for (int k = 0; k < OVERLAP_COUNT; k++) {
            item->values[MEASURE_IOU_HAIR + k].labelled = options->label_codes.named[EVALUATE_OVERLAPS[k]];
        }
        if (!item->measured_mask) { /* counted as missing, failed or undetermined; the share of its label is wanted all the same
                                     */
            evaluate_value *share = &item->values[MEASURE_BARE_FRACTION];
            share->labelled =
                share->labelled || (options->label_codes.named[TSR_MASK_BARE] && options->label_codes.named[TSR_MASK_HAIR]);
            share->known = false;
            continue;
        }
        tsr_status st = compare_photo(options, item, data->arena.memory, err);
        if (st != TSR_OK) {
            char message[200];
            (void)memcpy(message, err->message, sizeof message);
            message[sizeof message - 1] = '\0';
            return tsri_fail(err, st, "mask of the labels' line %zu: %s", item->line, message);
        }
    }
    return TSR_OK;
}
