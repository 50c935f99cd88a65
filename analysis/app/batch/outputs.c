/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "app/batch/batch.h"
#include "base/fail.h"

static const char SUMMARY_HEAD[] =
    "photo,case,status,reasons,view,view_probability,bare_fraction,bare_fraction_lo,bare_fraction_hi,bare_px,"
    "scalp_px,width_px,height_px\n";

static const char RUN_NAME[] = "run.json", PHOTOS_NAME[] = "photos.jsonl";

static const tsr_allocator *memory_of(const batch_outputs *outputs)
{
    return tsr_context_allocator(outputs->ctx);
}

static tsr_status open_file(const batch_outputs *outputs, const char *name, tsri_file_writer *writer, tsr_error *err)
{
    char *path = NULL;
    tsr_status st = tsri_path_join(memory_of(outputs), outputs->dir, name, "", &path, err);
    if (st == TSR_OK) {
        st = tsri_file_writer_open(writer, memory_of(outputs), path, err);
    }
    tsri_free(memory_of(outputs), path);
    return st;
}

/* An earlier run's results are never written over by accident; with force, its mark of completeness goes first. */
static tsr_status clear_earlier_run(const batch_outputs *outputs, bool force, tsr_error *err)
{
    static const char *const MARKS[] = {RUN_NAME, PHOTOS_NAME};
    tsr_status st = TSR_OK;
    for (size_t i = 0; st == TSR_OK && i < sizeof MARKS / sizeof MARKS[0]; i++) {
        char *path = NULL;
        st = tsri_path_join(memory_of(outputs), outputs->dir, MARKS[i], "", &path, err);
        if (st == TSR_OK && access(path, F_OK) == 0) {
            if (!force) {
                st = tsri_fail(err, TSR_E_IO, "holds results of an earlier run; name another folder or use --force");
            } else if (unlink(path) != 0) {
                st = tsri_fail_backend(err, TSR_E_IO, errno, "cannot remove the earlier %s: %s", MARKS[i], strerror(errno));
            }
        }
        tsri_free(memory_of(outputs), path);
    }
    return st;
}

tsr_status batch_outputs_open(batch_outputs *outputs, const tsr_context *ctx, const char *dir, bool force, tsr_error *err)
{
    tsr_status st = TSR_OK;
    memset(outputs, 0, sizeof *outputs);
    outputs->ctx = ctx;
    outputs->dir = dir;
    TSRI_TRY(tsri_make_folders(memory_of(outputs), dir, err));
    TSRI_TRY(clear_earlier_run(outputs, force, err));
    TSRI_TRY(open_file(outputs, PHOTOS_NAME, &outputs->photos, err));
    TSRI_TRY(open_file(outputs, "cases.jsonl", &outputs->cases, err));
    TSRI_TRY(open_file(outputs, "summary.csv", &outputs->summary, err));
    TSRI_TRY(open_file(outputs, "timing.jsonl", &outputs->timing, err));
    TSRI_TRY(tsri_file_writer_write(&outputs->summary, SUMMARY_HEAD, sizeof SUMMARY_HEAD - 1, err));
done:
    if (st != TSR_OK) {
        batch_outputs_abandon(outputs);
    }
    return st;
}

static tsr_status write_line(tsri_file_writer *writer, const char *text, tsr_error *err)
{
    tsr_status st = tsri_file_writer_write(writer, text, strlen(text), err);
    return st == TSR_OK ? tsri_file_writer_write(writer, "\n", 1, err) : st;
}

/* A CSV field: quoted where RFC 4180 asks for it. */
static void put_field(tsri_text *row, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        tsri_text_put(row, text);
        return;
    }
    tsri_text_put(row, "\"");
    for (const char *at = text; *at; at++) {
        tsri_text_printf(row, "%s%c", *at == '"' ? "\"" : "", *at);
    }
    tsri_text_put(row, "\"");
}

static void put_reasons(tsri_text *row, const batch_entry *entry)
{
    const char *between = "";
    if (entry->message) {
        put_field(row, entry->message);
        return;
    }
    for (uint32_t bit = 1; bit && bit <= entry->result.reasons; bit <<= 1) {
        if (entry->result.reasons & bit) {
            tsri_text_printf(row, "%s%s", between, tsr_reason_name(bit));
            between = " ";
        }
    }
}

static tsr_status write_summary(batch_outputs *outputs, const batch_entry *entry, tsr_error *err)
{
    const tsr_photo_result *r = &entry->result;
    tsr_quantity q = r->coverage.bare_fraction;
    tsri_text row;
    tsri_text_init(&row, memory_of(outputs), err);
    put_field(&row, entry->photo);
    tsri_text_put(&row, ",");
    put_field(&row, entry->case_name);
    tsri_text_printf(&row, ",%s,", tsr_photo_status_name(entry->read ? r->status : TSR_PHOTO_ERROR));
    put_reasons(&row, entry);
    if (entry->read) {
        tsri_text_printf(&row, ",%s,%.4f,", tsr_view_name(r->view.label), r->view.probability);
        if (q.known) {
            tsri_text_printf(&row, "%.4f,%.4f,%.4f", q.value, q.lo, q.hi);
        } else {
            tsri_text_put(&row, ",,");
        }
        tsri_text_printf(&row, ",%" PRId64 ",%" PRId64 ",%" PRId32 ",%" PRId32 "\n", r->coverage.bare_px, r->coverage.scalp_px,
                         r->width_px, r->height_px);
    } else {
        tsri_text_put(&row, ",,,,,,,,,\n");
    }
    tsr_status st = row.st;
    if (st == TSR_OK) {
        st = tsri_file_writer_write(&outputs->summary, row.buffer.data, row.buffer.size_bytes, err);
    }
    tsri_buffer_release(&row.buffer);
    return st;
}

tsr_status batch_mask_name(const tsr_allocator *memory, const char *photo, char **out, tsr_error *err)
{
    return tsri_path_join(memory, "masks", photo, ".png", out, err);
}

/* One photo's line, summary row and timing. */
static tsr_status write_photo(batch_outputs *outputs, const batch_entry *entry, tsr_error *err)
{
    char *line = NULL, *mask = NULL, times[160];
    tsr_status st = TSR_OK;
    if (entry->has_mask) {
        TSRI_TRY(batch_mask_name(memory_of(outputs), entry->photo, &mask, err));
    }
    const tsr_photo_names names = {entry->photo, entry->case_name, mask, entry->message};
    TSRI_TRY(tsr_photo_json_format(outputs->ctx, &names, entry->read ? &entry->result : NULL, &line, err));
    TSRI_TRY(write_line(&outputs->photos, line, err));
    TSRI_TRY(write_summary(outputs, entry, err));
    (void)snprintf(times, sizeof times, "{\"decode_ms\": %.2f, \"parse_ms\": %.2f, \"measure_ms\": %.2f}",
                   entry->timing.decode_ms, entry->timing.parse_ms, entry->timing.measure_ms);
    st = write_line(&outputs->timing, times, err);
done:
    tsr_free(outputs->ctx, line);
    tsri_free(memory_of(outputs), mask);
    return st;
}

/* Judge one case and write its line. */
static tsr_status write_case(batch_outputs *outputs,
                             batch_entry *const *entries,
                             size_t count,
                             const char **photos,
                             const tsr_photo_result **results,
                             tsr_error *err)
{
    char *line = NULL;
    for (size_t i = 0; i < count; i++) {
        photos[i] = entries[i]->photo;
        results[i] = entries[i]->read ? &entries[i]->result : NULL;
    }
    tsr_case_result result = tsr_case_assess(results, count);
    tsr_status st = tsr_case_judge(outputs->ctx, results, count, NULL, &result, err);
    if (st != TSR_OK) {
        return st;
    }
    tsr_advice advice;
    st = tsr_case_advise(outputs->ctx, results, count, &result, NULL, (tsr_date){0, 0, 0}, &advice, err);
    if (st != TSR_OK) {
        return st;
    }
    st = tsr_case_json_format(outputs->ctx, entries[0]->case_name, photos, NULL, count, &result, &advice, &line, err);
    if (st == TSR_OK) {
        st = write_line(&outputs->cases, line, err);
    }
    tsr_free(outputs->ctx, line);
    return st;
}

static tsr_status write_cases(batch_outputs *outputs, const batch_list *list, tsr_error *err)
{
    const char **photos = NULL;
    const tsr_photo_result **results = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_alloc(memory_of(outputs), list->count + 1, sizeof *photos, &photos, err));
    TSRI_TRY(tsri_alloc(memory_of(outputs), list->count + 1, sizeof *results, &results, err));
    for (size_t c = 0; c < list->case_count; c++) {
        const size_t first = list->case_start[c], count = list->case_start[c + 1] - first;
        TSRI_TRY(write_case(outputs, list->grouped + first, count, photos, results, err));
    }
done:
    tsri_free(memory_of(outputs), photos);
    tsri_free(memory_of(outputs), results);
    return st;
}

/* Provenance: everything that decides the other files' bytes, and nothing of the machine or the hour. */
static tsr_status write_run(const batch_outputs *outputs, const batch_list *list, bool masks, tsr_error *err)
{
    tsri_text text;
    char *path = NULL;
    tsri_text_init(&text, memory_of(outputs), err);
    tsri_text_printf(&text, "{\"tonsure\": \"%s\", \"models\": {", tsr_version());
    for (size_t i = 0; i < tsr_model_count(outputs->ctx); i++) {
        tsri_text_printf(&text, "%s\"%s\": \"%s\"", i ? ", " : "", tsr_model_name(outputs->ctx, i),
                         tsr_model_sha256(outputs->ctx, i));
    }
    tsri_text_printf(&text, "}, \"photos\": %zu, \"cases\": %zu, \"masks\": %s}\n", list->count, list->case_count,
                     masks ? "true" : "false");
    tsr_status st = text.st;
    if (st != TSR_OK) {
        goto done;
    }
    TSRI_TRY(tsri_path_join(memory_of(outputs), outputs->dir, RUN_NAME, "", &path, err));
    st = tsri_file_save(memory_of(outputs), path, text.buffer.data, text.buffer.size_bytes, err);
done:
    tsri_free(memory_of(outputs), path);
    tsri_buffer_release(&text.buffer);
    return st;
}

tsr_status batch_outputs_commit(batch_outputs *outputs, const batch_list *list, bool masks, tsr_error *err)
{
    tsr_status st = TSR_OK;
    TSRI_TRY(write_cases(outputs, list, err));
    for (size_t i = 0; i < list->count; i++) {
        TSRI_TRY(write_photo(outputs, &list->entries[i], err));
    }
    TSRI_TRY(tsri_file_writer_commit(&outputs->photos, err));
    TSRI_TRY(tsri_file_writer_commit(&outputs->cases, err));
    TSRI_TRY(tsri_file_writer_commit(&outputs->summary, err));
    TSRI_TRY(tsri_file_writer_commit(&outputs->timing, err));
    st = write_run(outputs, list, masks, err);
done:
    batch_outputs_abandon(outputs);
    return st;
}

void batch_outputs_abandon(batch_outputs *outputs)
{
    tsri_file_writer_abandon(&outputs->photos);
    tsri_file_writer_abandon(&outputs->cases);
    tsri_file_writer_abandon(&outputs->summary);
    tsri_file_writer_abandon(&outputs->timing);
}
