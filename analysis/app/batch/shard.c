/* SPDX-License-Identifier: Apache-2.0 */
#include "app/batch/shard.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"

const char *const BATCH_FILE_NAMES[BATCH_FILE_COUNT] = {"photos.jsonl", "cases.jsonl", "summary.csv", "timing.jsonl", "rows.csv"};
const char BATCH_RUN_NAME[] = "run.json", BATCH_MARK_NAME[] = "shard.txt";

static const uint64_t MAX_MARK_BYTES = 1 << 16;

tsr_status
batch_out_file_open(batch_out_file *file, const tsr_allocator *memory, const char *dir, const char *name, tsr_error *err)
{
    char *path = NULL;
    memset(file, 0, sizeof *file);
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_path_join(memory, dir, name, "", &path, err));
    TSRI_TRY(tsri_file_writer_open(&file->writer, memory, path, err));
    file->hasher = tsri_hasher_create();
    if (!file->hasher) {
        st = tsri_fail(err, TSR_E_NOMEM, "no memory for a hash");
        batch_out_file_abandon(file);
    }
done:
    tsri_free(memory, path);
    return st;
}

tsr_status batch_out_file_write(batch_out_file *file, const char *bytes, size_t size_bytes, tsr_error *err)
{
    tsri_hasher_add(file->hasher, bytes, size_bytes);
    file->size_bytes += size_bytes;
    return tsri_file_writer_write(&file->writer, bytes, size_bytes, err);
}

tsr_status batch_out_file_commit(batch_out_file *file, batch_file_mark *out_mark, tsr_error *err)
{
    *out_mark = (batch_file_mark){file->size_bytes, tsri_hasher_value(file->hasher)};
    tsr_status st = tsri_file_writer_commit(&file->writer, err);
    batch_out_file_abandon(file);
    return st;
}

void batch_out_file_abandon(batch_out_file *file)
{
    tsri_file_writer_abandon(&file->writer);
    if (file->hasher) {
        tsri_hasher_destroy(&file->hasher);
    }
}

tsr_status batch_head_format(const tsr_context *ctx, char head[BATCH_HEAD_CHARS + 1], tsr_error *err)
{
    tsri_text text;
    tsri_text_init(&text, tsr_context_allocator(ctx), err);
    tsri_text_printf(&text, "{\"tonsure\": \"%s\", \"models\": {", tsr_version());
    for (size_t i = 0; i < tsr_model_count(ctx); i++) {
        tsri_text_printf(&text, "%s\"%s\": \"%s\"", i ? ", " : "", tsr_model_name(ctx, i), tsr_model_sha256(ctx, i));
    }
    tsri_text_put(&text, "}, \"rules\": {");
    for (size_t i = 0; i < tsr_rules_count(ctx); i++) {
        tsri_text_printf(&text, "%s\"%s\": \"%s\"", i ? ", " : "", tsr_rules_name(ctx, i), tsr_rules_sha256(ctx, i));
    }
    tsri_text_put(&text, "}");
    tsr_status st = text.st;
    if (st == TSR_OK && text.buffer.size_bytes > BATCH_HEAD_CHARS) {
        st = tsri_fail(err, TSR_E_INTERNAL, "names of models and rules take %zu bytes", text.buffer.size_bytes);
    }
    if (st == TSR_OK) {
        memcpy(head, text.buffer.data, text.buffer.size_bytes + 1);
    }
    tsri_buffer_release(&text.buffer);
    return st;
}

/* Save a text that was put together, under a name in a folder. */
static tsr_status save_text(const tsr_allocator *memory, const char *dir, const char *name, tsri_text *text, tsr_error *err)
{
    char *path = NULL;
    tsr_status st = text->st;
    st = st == TSR_OK ? tsri_path_join(memory, dir, name, "", &path, err) : st;
    st = st == TSR_OK ? tsri_file_save(memory, path, text->buffer.data, text->buffer.size_bytes, err) : st;
    tsri_free(memory, path);
    tsri_buffer_release(&text->buffer);
    return st;
}

tsr_status batch_run_save(const tsr_allocator *memory, const char *dir, const batch_mark *mark, tsr_error *err)
{
    tsri_text text;
    tsri_text_init(&text, memory, err);
    tsri_text_printf(&text,
                     "%s, \"photos\": %" PRIu64 ", \"cases\": %" PRIu64 ", \"masks\": %s, \"inputs_xxh3\": \"%016" PRIx64 "\"}\n",
                     mark->head, mark->photo_count, mark->case_count, mark->masks ? "true" : "false", mark->inputs);
    return save_text(memory, dir, BATCH_RUN_NAME, &text, err);
}

/* The numbers of a mark, in the order of the file; one format writes and reads them. */
#define MARK_FORMAT                                                                                                              \
    "tonsure shard %u of %u\nrows %llu list %llx options %llx\nphotos %llu cases %llu masks %llu asked %u worst %u inputs "      \
    "%llx\n"

tsr_status batch_mark_save(const tsr_allocator *memory, const char *dir, const batch_mark *mark, tsr_error *err)
{
    const batch_mark *m = mark;
    tsri_text text;
    tsri_text_init(&text, memory, err);
    tsri_text_printf(&text, MARK_FORMAT, m->shard.index, m->shard.count, (unsigned long long)m->row_count,
                     (unsigned long long)m->list_hash, (unsigned long long)m->options_hash, (unsigned long long)m->photo_count,
                     (unsigned long long)m->case_count, (unsigned long long)m->mask_count, (unsigned)m->masks, m->worst,
                     (unsigned long long)m->inputs);
    for (int f = 0; f < BATCH_FILE_COUNT; f++) {
        tsri_text_printf(&text, "file %s bytes %" PRIu64 " xxh3 %" PRIx64 "\n", BATCH_FILE_NAMES[f], m->files[f].size_bytes,
                         m->files[f].xxh3);
    }
    tsri_text_printf(&text, "%s\n", m->head);
    return save_text(memory, dir, BATCH_MARK_NAME, &text, err);
}

/* Read the text of a mark; false where it is none. */
static bool parse_mark(const char *text, batch_mark *m)
{
    unsigned long long rows, list, options, photos, cases, masks, inputs;
    unsigned asked;
    int at = 0;
    if (sscanf(text, MARK_FORMAT "%n", &m->shard.index, &m->shard.count, &rows, &list, &options, &photos, &cases, &masks, &asked,
               &m->worst, &inputs, &at) != 11 ||
        at == 0) {
        return false;
    }
    m->row_count = rows;
    m->list_hash = list;
    m->options_hash = options;
    m->photo_count = photos;
    m->case_count = cases;
    m->mask_count = masks;
    m->masks = asked != 0;
    m->inputs = inputs;
    for (int f = 0; f < BATCH_FILE_COUNT; f++) {
        char name[32];
        unsigned long long size_bytes, xxh3;
        int more = 0;
        text += at;
        if (sscanf(text, "file %31s bytes %llu xxh3 %llx\n%n", name, &size_bytes, &xxh3, &more) != 3 || more == 0 ||
            strcmp(name, BATCH_FILE_NAMES[f]) != 0) {
            return false;
        }
        m->files[f] = (batch_file_mark){size_bytes, xxh3};
        at = more;
    }
    const char *end = strchr(text + at, '\n');
    const size_t length = end ? (size_t)(end - (text + at)) : 0;
    if (length == 0 || length > BATCH_HEAD_CHARS) {
        return false;
    }
    memcpy(m->head, text + at, length);
    return true;
}

tsr_status batch_mark_load(const tsr_allocator *memory, const char *dir, batch_mark *out, tsr_error *err)
{
    char *path = NULL;
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_status st = TSR_OK;
    memset(out, 0, sizeof *out);
    TSRI_TRY(tsri_path_join(memory, dir, BATCH_MARK_NAME, "", &path, err));
    TSRI_TRY(tsri_file_read(memory, path, MAX_MARK_BYTES, &bytes, &size_bytes, err));
    if (!parse_mark((const char *)bytes, out)) {
        st = tsri_fail(err, TSR_E_FORMAT, "%s is damaged", BATCH_MARK_NAME);
    }
done:
    tsri_free(memory, bytes);
    tsri_free(memory, path);
    return st;
}

/* Size and hash of a file as it is now. */
static tsr_status look_at_file(const tsr_allocator *memory, const char *path, batch_file_mark *out, tsr_error *err)
{
    enum { PIECE_BYTES = 1 << 18 };
    char *piece = NULL;
    tsri_hasher *hasher = NULL;
    FILE *stream = fopen(path, "rb");
    tsr_status st = TSR_OK;
    *out = (batch_file_mark){0, 0};
    if (!stream) {
        return tsri_fail_backend(err, TSR_E_IO, errno, "cannot open: %s", strerror(errno));
    }
    hasher = tsri_hasher_create();
    if (!hasher) {
        st = tsri_fail(err, TSR_E_NOMEM, "no memory for a hash");
        goto done;
    }
    TSRI_TRY(tsri_alloc(memory, PIECE_BYTES, 1, &piece, err));
    for (size_t got; (got = fread(piece, 1, PIECE_BYTES, stream)) > 0;) {
        tsri_hasher_add(hasher, piece, got);
        out->size_bytes += got;
    }
    out->xxh3 = tsri_hasher_value(hasher);
    if (ferror(stream)) {
        st = tsri_fail_backend(err, TSR_E_IO, errno, "cannot read: %s", strerror(errno));
    }
done:
    if (hasher) {
        tsri_hasher_destroy(&hasher);
    }
    tsri_free(memory, piece);
    (void)fclose(stream);
    return st;
}

tsr_status batch_mark_verify(const tsr_allocator *memory, const char *dir, const batch_mark *mark, tsr_error *err)
{
    tsr_status st = TSR_OK;
    for (int f = 0; st == TSR_OK && f < BATCH_FILE_COUNT; f++) {
        char *path = NULL;
        batch_file_mark now = {0, 0};
        st = tsri_path_join(memory, dir, BATCH_FILE_NAMES[f], "", &path, err);
        st = st == TSR_OK ? look_at_file(memory, path, &now, err) : st;
        tsri_free(memory, path);
        if (st == TSR_OK && (now.size_bytes != mark->files[f].size_bytes || now.xxh3 != mark->files[f].xxh3)) {
            st = tsri_fail(err, TSR_E_FORMAT, "%s is not the file that was written", BATCH_FILE_NAMES[f]);
        }
    }
    return st;
}

tsr_status batch_shard_dir(const tsr_allocator *memory, const char *out_dir, batch_shard shard, char **out, tsr_error *err)
{
    char name[64];
    (void)snprintf(name, sizeof name, "shards/%u-of-%u", shard.index, shard.count);
    return tsri_path_join(memory, out_dir, name, "", out, err);
}
