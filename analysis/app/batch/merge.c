/* SPDX-License-Identifier: Apache-2.0 */
#include "app/batch/merge.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "app/batch/merge_pictures.h"
#include "base/fail.h"

/* In the owner of a row: its case begins there. */
static const uint32_t BEGINS = UINT32_C(1) << 31;

enum { NAMED_SHARDS = 10, LINE_BYTES = 1 << 16 }; /* missing shards that a message names; of a stream's first buffer */

struct merge {
    const tsr_allocator *memory;
    char *const *folders;
    int folder_count;
    uint32_t shard_count;
    char **dirs; /* of each shard, from 0 */
    batch_mark total;
    uint32_t *owner; /* of each row: number of its shard from 1, 0: none; with BEGINS */
};

/* Take a shard's folder for the run, if its name is one. */
static tsr_status take_folder(struct merge *m, const char *out_dir, const char *name, tsr_error *err)
{
    batch_shard shard;
    char end;
    tsr_status st = TSR_OK;
    if (sscanf(name, "%u-of-%u%c", &shard.index, &shard.count, &end) != 2 || shard.index < 1 || shard.index > shard.count) {
        return TSR_OK;
    }
    if (!m->dirs) {
        TSRI_TRY(tsri_alloc_zero(m->memory, shard.count, sizeof *m->dirs, &m->dirs, err));
        m->shard_count = shard.count;
    }
    if (shard.count != m->shard_count) {
        st = tsri_fail(err, TSR_E_FORMAT, "there are shards of %u and of %u: remove those of the other run", shard.count,
                       m->shard_count);
    } else if (m->dirs[shard.index - 1]) {
        st = tsri_fail(err, TSR_E_FORMAT, "shard %u is there twice", shard.index);
    } else {
        st = batch_shard_dir(m->memory, out_dir, shard, &m->dirs[shard.index - 1], err);
    }
done:
    return st;
}

static tsr_status find_shards(struct merge *m, tsr_error *err)
{
    tsr_status st = TSR_OK;
    for (int i = 0; st == TSR_OK && i < m->folder_count; i++) {
        char *path = NULL;
        st = tsri_path_join(m->memory, m->folders[i], "shards", "", &path, err);
        DIR *dir = st == TSR_OK ? opendir(path) : NULL;
        for (struct dirent *item; dir && st == TSR_OK && (item = readdir(dir));) {
            st = take_folder(m, m->folders[i], item->d_name, err);
        }
        if (dir) {
            (void)closedir(dir);
        }
        tsri_free(m->memory, path);
    }
    return st == TSR_OK && !m->dirs ? tsri_fail(err, TSR_E_IO, "holds no shards") : st;
}

/* Whether two marks are of one run. */
static bool is_of_run(const batch_mark *a, const batch_mark *b)
{
    return a->row_count == b->row_count && a->list_hash == b->list_hash && a->options_hash == b->options_hash &&
           strcmp(a->head, b->head) == 0;
}

/* Add a shard's mark to the whole. */
static tsr_status add_mark(struct merge *m, uint32_t index, const batch_mark *mark, tsr_error *err)
{
    batch_mark *total = &m->total;
    if (total->row_count == 0 && total->head[0] == '\0') {
        *total = *mark;
        total->photo_count = total->case_count = total->mask_count = total->inputs = 0;
        total->worst = 0;
    } else if (!is_of_run(total, mark)) {
        return tsri_fail(err, TSR_E_FORMAT,
                         "shard %u is of another list, version or options, or of other models or rules, than shards before it",
                         index);
    }
    total->photo_count += mark->photo_count;
    total->case_count += mark->case_count;
    total->mask_count += mark->mask_count;
    total->inputs += mark->inputs; /* modulo 2^64 */
    total->worst = mark->worst > total->worst ? mark->worst : total->worst;
    return TSR_OK;
}

/* All marks; every shard that is missing is named. */
static tsr_status load_marks(struct merge *m, tsr_error *err)
{
    tsri_text missing;
    uint32_t count = 0;
    tsr_status st = TSR_OK;
    tsri_text_init(&missing, m->memory, err);
    for (uint32_t i = 0; st == TSR_OK && i < m->shard_count; i++) {
        batch_mark mark;
        if (m->dirs[i] && batch_mark_load(m->memory, m->dirs[i], &mark, NULL) == TSR_OK && mark.shard.index == i + 1 &&
            mark.shard.count == m->shard_count) {
            st = add_mark(m, i + 1, &mark, err);
        } else if (count++ < NAMED_SHARDS) {
            tsri_text_printf(&missing, "%s%u", missing.buffer.size_bytes ? ", " : "", i + 1);
        }
    }
    st = st == TSR_OK ? missing.st : st;
    if (st == TSR_OK && count) {
        st = tsri_fail(err, TSR_E_FORMAT, "%u of %u shards are not complete: %s%s", count, m->shard_count, missing.buffer.data,
                       count > NAMED_SHARDS ? " ..." : "");
    }
    tsri_buffer_release(&missing.buffer);
    return st;
}

static tsr_status open_shard_file(const struct merge *m, uint32_t i, batch_file_kind kind, FILE **out, tsr_error *err)
{
    char *path = NULL;
    *out = NULL;
    tsr_status st = tsri_path_join(m->memory, m->dirs[i], BATCH_FILE_NAMES[kind], "", &path, err);
    if (st == TSR_OK) {
        *out = fopen(path, "rb");
        st = *out ? TSR_OK
                  : tsri_fail_backend(err, TSR_E_IO, errno, "shard %u, %s: %s", i + 1, BATCH_FILE_NAMES[kind], strerror(errno));
    }
    tsri_free(m->memory, path);
    return st;
}

/* Note whose the rows of a shard are. */
static tsr_status take_rows(struct merge *m, uint32_t i, tsr_error *err)
{
    FILE *stream = NULL;
    char line[64];
    uint32_t row, before = 0;
    int begins;
    tsr_status st = open_shard_file(m, i, BATCH_ROWS, &stream, err);
    for (bool first = true; st == TSR_OK && fgets(line, sizeof line, stream); first = false) {
        if (sscanf(line, "%u,%d", &row, &begins) != 2 || row >= m->total.row_count || (!first && row <= before)) {
            st = tsri_fail(err, TSR_E_FORMAT, "shard %u: rows.csv is damaged", i + 1);
        } else if (m->owner[row]) {
            st = tsri_fail(err, TSR_E_FORMAT, "photo number %u of the list is in shards %u and %u", row + 1,
                           m->owner[row] & ~BEGINS, i + 1);
        } else {
            m->owner[row] = (i + 1) | (begins ? BEGINS : 0);
            before = row;
        }
    }
    if (stream) {
        (void)fclose(stream);
    }
    return st;
}

/* Every shard's files are what was written, and every row is in one of them. */
static tsr_status check_shards(struct merge *m, tsr_error *err)
{
    tsr_status st = TSR_OK;
    for (uint32_t i = 0; i < m->shard_count; i++) {
        batch_mark mark;
        tsr_error fault = {0};
        st = batch_mark_load(m->memory, m->dirs[i], &mark, &fault);
        st = st == TSR_OK ? batch_mark_verify(m->memory, m->dirs[i], &mark, &fault) : st;
        if (st != TSR_OK) {
            return tsri_fail(err, st, "shard %u: %s; make it again with --force", i + 1, fault.message);
        }
        TSRI_TRY(take_rows(m, i, err));
    }
    for (uint64_t row = 0; row < m->total.row_count; row++) {
        if (!m->owner[row]) {
            return tsri_fail(err, TSR_E_FORMAT, "photo number %llu of the list is in no shard", (unsigned long long)row + 1);
        }
    }
done:
    return st;
}

/* Copy the shard's next line. */
static tsr_status copy_line(FILE *from, tsri_buffer *line, batch_out_file *to, tsr_error *err)
{
    char piece[1 << 12];
    tsr_status st = TSR_OK;
    line->size_bytes = 0;
    do {
        if (!fgets(piece, sizeof piece, from)) {
            return tsri_fail(err, TSR_E_FORMAT, "a shard's file ends early");
        }
        TSRI_TRY(tsri_buffer_append(line, piece, strlen(piece), err));
    } while (line->data[line->size_bytes - 1] != '\n');
    st = batch_out_file_write(to, line->data, line->size_bytes, err);
done:
    return st;
}

/* A row of the summary may go over several lines where a name has a newline: until all quotes are closed. */
static tsr_status copy_row(FILE *from, tsri_buffer *line, batch_out_file *to, tsr_error *err)
{
    size_t quotes = 0;
    tsr_status st = TSR_OK;
    do {
        TSRI_TRY(copy_line(from, line, to, err));
        for (size_t i = 0; i < line->size_bytes; i++) {
            quotes += line->data[i] == '"';
        }
    } while (quotes % 2);
done:
    return st;
}

/* One of the files, row by row of the whole list. */
static tsr_status merge_file(const struct merge *m, batch_file_kind kind, FILE **streams, batch_out_file *to, tsr_error *err)
{
    tsri_buffer line;
    tsri_buffer_init(&line, m->memory);
    tsr_status st = TSR_OK;
    for (uint32_t i = 0; i < m->shard_count; i++) {
        TSRI_TRY(open_shard_file(m, i, kind, &streams[i], err));
        if (kind == BATCH_SUMMARY) { /* every shard has the head, the whole has it once */
            char head[LINE_BYTES];
            size_t length = fgets(head, sizeof head, streams[i]) ? strlen(head) : 0;
            TSRI_TRY(i == 0 ? batch_out_file_write(to, head, length, err) : TSR_OK);
        }
    }
    for (uint64_t row = 0; row < m->total.row_count; row++) {
        FILE *from = streams[(m->owner[row] & ~BEGINS) - 1];
        if (kind != BATCH_CASES || m->owner[row] & BEGINS) {
            TSRI_TRY(kind == BATCH_SUMMARY ? copy_row(from, &line, to, err) : copy_line(from, &line, to, err));
        }
    }
done:
    tsri_buffer_release(&line);
    for (uint32_t i = 0; i < m->shard_count; i++) {
        if (streams[i]) {
            (void)fclose(streams[i]);
            streams[i] = NULL;
        }
    }
    return st;
}

static tsr_status merge_files(struct merge *m, tsr_error *err)
{
    batch_out_file files[BATCH_ROWS];
    FILE **streams = NULL;
    tsr_status st = TSR_OK;
    memset(files, 0, sizeof files);
    TSRI_TRY(tsri_alloc_zero(m->memory, m->shard_count, sizeof(FILE *), &streams, err));
    for (int f = 0; f < BATCH_ROWS; f++) {
        TSRI_TRY(batch_out_file_open(&files[f], m->memory, m->folders[0], BATCH_FILE_NAMES[f], err));
        TSRI_TRY(merge_file(m, (batch_file_kind)f, streams, &files[f], err));
    }
    for (int f = 0; f < BATCH_ROWS; f++) {
        TSRI_TRY(batch_out_file_commit(&files[f], &m->total.files[f], err));
    }
    st = batch_run_save(m->memory, m->folders[0], &m->total, err);
done:
    for (int f = 0; f < BATCH_ROWS; f++) {
        batch_out_file_abandon(&files[f]);
    }
    tsri_free(m->memory, streams);
    return st;
}

/* Every shard has one file open at a time. */
static void allow_open_files(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static tsr_status merge_pictures(const struct merge *m, tsr_error *err)
{
    uint64_t count = 0, layers = 0;
    tsr_status st = TSR_OK;
    for (uint32_t i = 0; st == TSR_OK && i < m->shard_count; i++) {
        st = batch_pictures_link(m->memory, m->dirs[i], m->folders[0], "masks", &count, err);
        st = st == TSR_OK ? batch_pictures_link(m->memory, m->dirs[i], m->folders[0], "layers", &layers, err) : st;
    }
    if (st == TSR_OK && count < m->total.mask_count) {
        st = tsri_fail(err, TSR_E_FORMAT, "the shards hold %llu of %llu masks", (unsigned long long)count,
                       (unsigned long long)m->total.mask_count);
    }
    return st;
}

tsr_status batch_merge(const tsr_allocator *memory,
                       char *const *folders,
                       int folder_count,
                       unsigned *out_worst,
                       uint64_t *out_photos,
                       tsr_error *err)
{
    struct merge m = {.memory = memory, .folders = folders, .folder_count = folder_count};
    tsr_status st = TSR_OK;
    allow_open_files();
    TSRI_TRY(find_shards(&m, err));
    TSRI_TRY(load_marks(&m, err));
    TSRI_TRY(tsri_alloc_zero(memory, m.total.row_count + 1, sizeof *m.owner, &m.owner, err));
    TSRI_TRY(check_shards(&m, err));
    TSRI_TRY(merge_pictures(&m, err));
    st = merge_files(&m, err);
    *out_worst = m.total.worst;
    *out_photos = m.total.photo_count;
done:
    for (uint32_t i = 0; i < m.shard_count && m.dirs; i++) {
        tsri_free(memory, m.dirs[i]);
    }
    tsri_free(memory, m.dirs);
    tsri_free(memory, m.owner);
    return st;
}
