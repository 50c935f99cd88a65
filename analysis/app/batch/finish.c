/* SPDX-License-Identifier: Apache-2.0 */
#include "app/batch/finish.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/batch/work.h"
#include "base/fail.h"

struct finish {
    const batch_journal *journal;
    batch_mark *mark;
    batch_out_file files[BATCH_FILE_COUNT];
    int file_count;
    uint32_t *written; /* of each case: photos that are written */
    tsri_buffer payload;
    size_t loaded; /* case of the payload, SIZE_MAX: none */
};

static tsr_status open_files(struct finish *f, tsr_error *err)
{
    tsr_status st = TSR_OK;
    const batch_journal *j = f->journal;
    f->file_count = j->list->shard.count ? BATCH_FILE_COUNT : BATCH_ROWS;
    for (int i = 0; st == TSR_OK && i < f->file_count; i++) {
        st = batch_out_file_open(&f->files[i], j->memory, j->out_dir, BATCH_FILE_NAMES[i], err);
    }
    return st == TSR_OK ? batch_out_file_write(&f->files[BATCH_SUMMARY], BATCH_SUMMARY_HEAD, strlen(BATCH_SUMMARY_HEAD), err)
                        : st;
}

/* The photo with number `index` of the loaded record. */
static tsr_status find_photo(
    const struct finish *f, uint32_t index, batch_record_photo *out, const char **line, uint32_t *line_bytes, tsr_error *err)
{
    batch_record_reader reader;
    bool found = batch_record_open(f->payload.data, f->payload.size_bytes, &reader, line, line_bytes);
    for (uint32_t i = 0; found && i <= index; i++) {
        found = batch_record_next(&reader, out);
    }
    return found ? TSR_OK : tsri_fail(err, TSR_E_FORMAT, "the journal has changed while it was read");
}

/* Hash of an input and its place: number, photo, case, view, size, hash of the content, each with a NUL behind it; "-" for what
 * was not read. Sums of it do not hang on how the list was cut into shards. */
static tsr_status
hash_input(const struct finish *f, const batch_entry *entry, const batch_input *input, uint64_t *out, tsr_error *err)
{
    char number[16], size[24] = "-", content[24] = "-";
    const char *const fields[] = {number, entry->photo, entry->case_name, tsr_view_name(entry->view), size, content};
    tsri_buffer text;
    tsr_status st = TSR_OK;
    tsri_buffer_init(&text, f->journal->memory);
    (void)snprintf(number, sizeof number, "%" PRIu32, entry->row);
    if (input->xxh3) {
        (void)snprintf(size, sizeof size, "%" PRId64, input->size_bytes);
        (void)snprintf(content, sizeof content, "%016" PRIx64, input->xxh3);
    }
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        TSRI_TRY(tsri_buffer_append(&text, fields[i], strlen(fields[i]) + 1, err));
    }
    *out = tsri_xxh3(text.data, text.size_bytes, 0);
done:
    tsri_buffer_release(&text);
    return st;
}

/* All that is said of one photo, and of its case where it is the first. */
static tsr_status write_photo(struct finish *f, const batch_entry *entry, tsr_error *err)
{
    const uint32_t index = f->written[entry->case_index]++;
    batch_record_photo photo = {.mask_bytes = -1};
    const char *line = NULL;
    uint32_t line_bytes = 0;
    char row[32];
    uint64_t input = 0;
    tsr_status st = TSR_OK;
    if (f->loaded != entry->case_index) {
        TSRI_TRY(batch_journal_read(f->journal, entry->case_index, &f->payload, err));
        f->loaded = entry->case_index;
    }
    TSRI_TRY(find_photo(f, index, &photo, &line, &line_bytes, err));
    TSRI_TRY(batch_out_file_write(&f->files[BATCH_PHOTOS], photo.texts[0], photo.text_bytes[0], err));
    TSRI_TRY(batch_out_file_write(&f->files[BATCH_SUMMARY], photo.texts[1], photo.text_bytes[1], err));
    TSRI_TRY(batch_out_file_write(&f->files[BATCH_TIMING], photo.texts[2], photo.text_bytes[2], err));
    if (index == 0) {
        TSRI_TRY(batch_out_file_write(&f->files[BATCH_CASES], line, line_bytes, err));
    }
    if (f->file_count > BATCH_ROWS) {
        int length = snprintf(row, sizeof row, "%u,%d\n", entry->row, index == 0);
        TSRI_TRY(batch_out_file_write(&f->files[BATCH_ROWS], row, (size_t)length, err));
    }
    TSRI_TRY(hash_input(f, entry, &photo.input, &input, err));
    f->mark->inputs += input; /* modulo 2^64 */
    f->mark->mask_count += photo.mask_bytes >= 0;
    f->mark->worst = photo.status > f->mark->worst ? photo.status : f->mark->worst;
done:
    return st;
}

tsr_status batch_finish(const batch_journal *journal, batch_mark *mark, tsr_error *err)
{
    struct finish f = {.journal = journal, .mark = mark, .loaded = SIZE_MAX};
    const batch_list *list = journal->list;
    tsr_status st = TSR_OK;
    tsri_buffer_init(&f.payload, journal->memory);
    mark->shard = list->shard;
    mark->row_count = list->row_count;
    mark->list_hash = list->hash;
    mark->photo_count = list->count;
    mark->case_count = list->case_count;
    TSRI_TRY(open_files(&f, err));
    TSRI_TRY(tsri_alloc_zero(journal->memory, list->case_count + 1, sizeof *f.written, &f.written, err));
    for (size_t i = 0; i < list->count; i++) {
        TSRI_TRY(write_photo(&f, &list->entries[i], err));
    }
    for (int i = 0; i < f.file_count; i++) {
        TSRI_TRY(batch_out_file_commit(&f.files[i], &mark->files[i], err));
    }
    TSRI_TRY(batch_run_save(journal->memory, journal->out_dir, mark, err));
    if (list->shard.count) {
        st = batch_mark_save(journal->memory, journal->out_dir, mark, err);
    }
done:
    for (int i = 0; i < BATCH_FILE_COUNT; i++) {
        batch_out_file_abandon(&f.files[i]);
    }
    tsri_free(journal->memory, f.written);
    tsri_buffer_release(&f.payload);
    return st;
}

static bool is_there(const batch_journal *j, const char *name)
{
    char *path = NULL;
    bool there = tsri_path_join(j->memory, j->out_dir, name, "", &path, NULL) == TSR_OK && access(path, F_OK) == 0;
    tsri_free(j->memory, path);
    return there;
}

bool batch_is_finished(const batch_journal *journal, const batch_mark *mark)
{
    const batch_list *list = journal->list;
    batch_mark was;
    bool there = is_there(journal, BATCH_RUN_NAME);
    for (int i = 0; i < BATCH_ROWS; i++) {
        there = there && is_there(journal, BATCH_FILE_NAMES[i]);
    }
    if (!there || list->shard.count == 0) {
        return there;
    }
    return batch_mark_load(journal->memory, journal->out_dir, &was, NULL) == TSR_OK && was.list_hash == list->hash &&
           was.row_count == list->row_count && was.options_hash == mark->options_hash &&
           batch_mark_verify(journal->memory, journal->out_dir, &was, NULL) == TSR_OK;
}

static tsr_status remove_file(const tsr_allocator *memory, const char *dir, const char *name, tsr_error *err)
{
    char *path = NULL;
    tsr_status st = tsri_path_join(memory, dir, name, "", &path, err);
    if (st == TSR_OK && unlink(path) != 0 && errno != ENOENT) {
        st = tsri_fail_backend(err, TSR_E_IO, errno, "cannot remove the earlier %s: %s", name, strerror(errno));
    }
    tsri_free(memory, path);
    return st;
}

/* Remove a folder's files whose names begin so. */
static tsr_status sweep(const tsr_allocator *memory, const char *path, const char *prefix, tsr_error *err)
{
    tsr_status st = TSR_OK;
    DIR *dir = opendir(path);
    for (struct dirent *item; dir && st == TSR_OK && (item = readdir(dir));) {
        if (strncmp(item->d_name, prefix, strlen(prefix)) == 0) {
            st = remove_file(memory, path, item->d_name, err);
        }
    }
    if (dir) {
        (void)closedir(dir);
    }
    return st;
}

tsr_status batch_unfinish(const tsr_allocator *memory, const char *out_dir, tsr_error *err)
{
    const char *const MARKS[] = {BATCH_MARK_NAME, BATCH_RUN_NAME, BATCH_FILE_NAMES[BATCH_PHOTOS]};
    char *work = NULL;
    tsr_status st = tsri_path_join(memory, out_dir, ".work", "", &work, err);
    for (size_t i = 0; st == TSR_OK && i < sizeof MARKS / sizeof MARKS[0]; i++) {
        st = remove_file(memory, out_dir, MARKS[i], err);
    }
    st = st == TSR_OK ? sweep(memory, out_dir, TSRI_TEMPORARY_PREFIX, err) : st;
    st = st == TSR_OK ? sweep(memory, work, BATCH_MASK_PREFIX, err) : st;
    tsri_free(memory, work);
    return st;
}
