/* SPDX-License-Identifier: Apache-2.0 */
#include "app/batch/work.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/batch/journal.h"
#include "base/fail.h"
#include "base/hash.h"

enum { MOST_KEPT = TSR_VIEW_COUNT - 1 }; /* photos of a case whose views are named together */

/* A case on its way; arrays of one element a photo. */
struct job {
    const batch_work *work;
    batch_entry *const *entries;
    size_t count;
    batch_photo *photos;
    batch_record_photo *records; /* input and mask_bytes */
};

static const tsr_allocator *memory_of(const struct job *job)
{
    return tsr_context_allocator(job->work->ctx);
}

/* A link may lead out of the root even where the path's words do not. */
static tsr_status check_inside(const char *root_real, const char *path, tsr_error *err)
{
    char real[PATH_MAX];
    size_t length = strlen(root_real);
    if (!realpath(path, real)) {
        return tsri_fail_backend(err, TSR_E_IO, errno, "cannot open: %s", strerror(errno));
    }
    bool inside = strncmp(real, root_real, length) == 0 && (real[length] == '/' || root_real[length - 1] == '/');
    return inside ? TSR_OK : tsri_fail(err, TSR_E_IO, "the photo's path leaves the root folder");
}

/* OUT/masks/<photo>.png; the caller's. */
static tsr_status mask_path(const struct job *job, size_t i, char **out, tsr_error *err)
{
    char *name = NULL;
    *out = NULL;
    tsr_status st = batch_mask_name(memory_of(job), job->entries[i]->photo, &name, err);
    st = st == TSR_OK ? tsri_path_join(memory_of(job), job->work->output, name, "", out, err) : st;
    tsri_free(memory_of(job), name);
    return st;
}

/* OUT/layers/<photo>.tif; the caller's. */
static tsr_status layers_path(const struct job *job, size_t i, char **out, tsr_error *err)
{
    char *name = NULL;
    *out = NULL;
    tsr_status st = tsri_path_join(memory_of(job), "layers", job->entries[i]->photo, ".tif", &name, err);
    st = st == TSR_OK ? tsri_path_join(memory_of(job), job->work->output, name, "", out, err) : st;
    tsri_free(memory_of(job), name);
    return st;
}

/* Save a picture of a photo under its path in OUT, in folders that are made, by way of a file of this process in OUT/.work. */
static tsr_status save_picture(const struct job *job, char *path, const uint8_t *bytes, size_t size_bytes, tsr_error *err)
{
    char *temporary = NULL, process[32];
    tsr_status st = TSR_OK;
    (void)snprintf(process, sizeof process, ".work/" BATCH_MASK_PREFIX "%ld", (long)getpid());
    TSRI_TRY(tsri_path_join(memory_of(job), job->work->output, process, "", &temporary, err));
    char *slash = strrchr(path, '/');
    *slash = '\0';
    TSRI_TRY(tsri_make_folders(memory_of(job), path, err));
    *slash = '/';
    st = tsri_file_place(temporary, path, bytes, size_bytes, err);
done:
    tsri_free(memory_of(job), temporary);
    return st;
}

static tsr_status save_mask(const struct job *job, size_t i, const tsr_assessment *a, tsr_error *err)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    char *path = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(mask_path(job, i, &path, err));
    TSRI_TRY(tsr_mask_format(job->work->ctx, a, &bytes, &size_bytes, err));
    st = save_picture(job, path, bytes, size_bytes, err);
    job->records[i].mask_bytes = (int64_t)size_bytes;
done:
    tsr_free(job->work->ctx, bytes);
    tsri_free(memory_of(job), path);
    return st;
}

/* Save the layers if that was asked; the view must be settled. The label map is let go of. */
static tsr_status save_layers(const struct job *job, size_t i, tsr_assessment *a, tsr_error *err)
{
    const picture_options *pictures = job->work->pictures;
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    char *path = NULL;
    tsr_status st = TSR_OK;
    if (pictures->layer_count == 0) {
        return TSR_OK;
    }
    pictures_anonymise(pictures, job->entries[i]->photo, a);
    TSRI_TRY(layers_path(job, i, &path, err));
    TSRI_TRY(tsr_layers_format(job->work->ctx, a, pictures->layers, pictures->layer_count, &bytes, &size_bytes, err));
    st = save_picture(job, path, bytes, size_bytes, err);
done:
    tsr_assessment_drop_labels(a);
    tsr_free(job->work->ctx, bytes);
    tsri_free(memory_of(job), path);
    return st;
}

/* A photo that could be read in an earlier run of this folder has left a mask. */
static void drop_mask(const struct job *job, size_t i)
{
    char *path = NULL;
    if (!job->entries[i]->fault && mask_path(job, i, &path, NULL) == TSR_OK) {
        (void)unlink(path);
    }
    tsri_free(memory_of(job), path);
}

/* The photo's own part: read and assess. A failure here is the photo's line. */
static tsr_status assess_photo(const struct job *job, size_t i, bool lost, tsr_assessment **out, tsr_error *err)
{
    const batch_work *w = job->work;
    const batch_entry *entry = job->entries[i];
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    char *path = NULL;
    tsr_assess_params params = w->assess;
    params.view = entry->view;
    params.language = w->pictures->language;
    tsr_status st = TSR_OK;
    if (entry->fault) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "%s", entry->fault);
    }
    TSRI_TRY(tsri_path_join(memory_of(job), w->root, entry->photo, "", &path, err));
    job->records[i].input = batch_input_look(path);
    if (lost) {
        st = tsri_fail(err, TSR_E_INTERNAL, "the photo ended two processes that read it");
        goto done;
    }
    TSRI_TRY(check_inside(w->root_real, path, err));
    TSRI_TRY(tsri_file_read(memory_of(job), path, tsr_context_limits(w->ctx)->max_file_bytes, &bytes, &size_bytes, err));
    job->records[i].input.xxh3 = tsri_xxh3(bytes, size_bytes, 0);
    st = tsr_photo_assess(w->worker, bytes, size_bytes, &params, out, err);
done:
    tsri_free(memory_of(job), bytes);
    tsri_free(memory_of(job), path);
    return st;
}

/* One photo from file to result and mask; *out is NULL where it was not read. @return not TSR_OK only where the results cannot be
 * kept or written. */
static tsr_status run_photo(struct job *job, size_t i, bool lost, tsr_assessment **out, tsr_error *err)
{
    batch_photo *photo = &job->photos[i];
    *out = NULL;
    job->records[i].mask_bytes = -1;
    job->records[i].input.size_bytes = -1;
    photo->read = assess_photo(job, i, lost, out, &photo->fault) == TSR_OK;
    if (!photo->read) {
        drop_mask(job, i);
        return TSR_OK;
    }
    photo->result = *tsr_assessment_result(*out);
    photo->timing = tsr_assessment_timing(*out);
    photo->has_mask = !job->work->no_masks;
    tsr_status st = photo->has_mask ? save_mask(job, i, *out, err) : TSR_OK;
    if (job->work->pictures->layer_count == 0) { /* else they are needed once the view is settled */
        tsr_assessment_drop_labels(*out);
    }
    return st;
}

/* The views of a case's few photos are named together once all are assessed; what hangs on a view is then measured anew, and the
 * layers are written. */
static tsr_status name_views(struct job *job, tsr_assessment **kept, tsr_error *err)
{
    tsr_photo_result *results[MOST_KEPT] = {NULL};
    tsr_status st = TSR_OK;
    for (size_t i = 0; i < job->count; i++) {
        results[i] = kept[i] ? &job->photos[i].result : NULL;
    }
    tsr_case_name_views(results, job->count);
    for (size_t i = 0; st == TSR_OK && i < job->count; i++) {
        if (kept[i]) {
            st = tsr_assessment_name_view(job->work->worker, kept[i], &job->photos[i].result.view, err);
            job->photos[i].result = *tsr_assessment_result(kept[i]);
            job->photos[i].timing = tsr_assessment_timing(kept[i]);
            st = st == TSR_OK ? save_layers(job, i, kept[i], err) : st;
        }
    }
    return st;
}

static tsr_status run_photos(struct job *job, const bool *lost, batch_started_fn started, void *user, tsr_error *err)
{
    tsr_assessment *kept[MOST_KEPT] = {NULL};
    bool keep = job->count <= MOST_KEPT;
    tsr_status st = TSR_OK;
    for (size_t i = 0; st == TSR_OK && i < job->count; i++) {
        if (started) {
            started(user, (uint32_t)i);
        }
        st = run_photo(job, i, lost && lost[i], &kept[keep ? i : 0], err);
        if (!keep) {
            st = st == TSR_OK && kept[0] ? save_layers(job, i, kept[0], err) : st;
            tsr_assessment_destroy(&kept[0]);
        }
    }
    if (started) {
        started(user, (uint32_t)job->count);
    }
    if (st == TSR_OK && keep) {
        st = name_views(job, kept, err);
    }
    for (size_t i = 0; i < MOST_KEPT; i++) {
        tsr_assessment_destroy(&kept[i]);
    }
    return st;
}

/* The photo's part of the record. */
static tsr_status put_photo(const struct job *job, size_t i, tsri_buffer *record, tsr_error *err)
{
    const batch_photo *photo = &job->photos[i];
    batch_record_photo *r = &job->records[i];
    tsri_text texts[3];
    for (int t = 0; t < 3; t++) {
        tsri_text_init(&texts[t], memory_of(job), err);
    }
    r->status = (uint32_t)(photo->read ? photo->result.status : TSR_PHOTO_ERROR);
    tsr_status st = batch_photo_format(job->work->ctx, job->entries[i], photo, texts, err);
    for (int t = 0; t < 3; t++) {
        r->texts[t] = texts[t].buffer.data;
        r->text_bytes[t] = (uint32_t)texts[t].buffer.size_bytes;
    }
    st = st == TSR_OK ? batch_record_add(record, r, err) : st;
    for (int t = 0; t < 3; t++) {
        tsri_buffer_release(&texts[t].buffer);
    }
    return st;
}

static tsr_status put_record(const struct job *job, uint64_t key, tsri_buffer *record, tsr_error *err)
{
    const size_t start = record->size_bytes;
    tsri_text line;
    tsri_text_init(&line, memory_of(job), err);
    tsr_status st = TSR_OK;
    TSRI_TRY(batch_case_format(job->work->ctx, job->entries, job->photos, job->count, &line, err));
    TSRI_TRY(batch_record_begin(record, line.buffer.data, line.buffer.size_bytes, err));
    for (size_t i = 0; i < job->count; i++) {
        TSRI_TRY(put_photo(job, i, record, err));
    }
    batch_record_end(record, start, key, job->count);
done:
    tsri_buffer_release(&line.buffer);
    return st;
}

tsr_status batch_case_run(const batch_work *work,
                          const batch_list *list,
                          size_t case_index,
                          const bool *lost,
                          batch_started_fn started,
                          void *user,
                          tsri_buffer *record,
                          tsr_error *err)
{
    const size_t first = list->case_start[case_index];
    struct job job = {.work = work, .entries = list->grouped + first, .count = list->case_start[case_index + 1] - first};
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_alloc_zero(memory_of(&job), job.count, sizeof *job.photos, &job.photos, err));
    TSRI_TRY(tsri_alloc_zero(memory_of(&job), job.count, sizeof *job.records, &job.records, err));
    TSRI_TRY(run_photos(&job, lost, started, user, err));
    st = put_record(&job, batch_case_key(list, case_index), record, err);
done:
    tsri_free(memory_of(&job), job.photos);
    tsri_free(memory_of(&job), job.records);
    return st;
}
