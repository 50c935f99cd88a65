/* SPDX-License-Identifier: Apache-2.0
 * app/batch/shard.h - the files of a run, and the mark that makes a shard's complete.
 *
 * OUT/shards/I-of-N/shard.txt is written last. It names sizes and hashes of the shard's files, and what must be the same in all
 * shards of a run: number of shards, rows and hash of the whole list, version, models, rules and options. */
#ifndef TSR_APP_BATCH_SHARD_H
#define TSR_APP_BATCH_SHARD_H

#include "app/batch/batch.h"
#include "base/hash.h"

/** Files with one line a photo, in the list's order; of CASES one a case. ROWS is a shard's only: "row,begins_case". */
typedef enum batch_file_kind {
    BATCH_PHOTOS,
    BATCH_CASES,
    BATCH_SUMMARY,
    BATCH_TIMING,
    BATCH_ROWS,
    BATCH_FILE_COUNT
} batch_file_kind;

/** Names in OUT. */
extern const char *const BATCH_FILE_NAMES[BATCH_FILE_COUNT];
extern const char BATCH_RUN_NAME[], BATCH_MARK_NAME[];

typedef struct batch_file_mark {
    uint64_t size_bytes, xxh3;
} batch_file_mark;

/** Longest beginning of run.json, which names version, models and rules. */
enum { BATCH_HEAD_CHARS = 1024 };

typedef struct batch_mark {
    batch_shard shard;
    uint64_t row_count, list_hash, options_hash; /* of the whole list; of everything that decides a result */
    uint64_t photo_count, case_count, mask_count;
    uint64_t inputs; /* sum of the hashes of all inputs, modulo 2^64: those of shards add up to the whole run's */
    unsigned worst;  /* tsr_photo_status with the highest number */
    bool masks;      /* were asked for */
    batch_file_mark files[BATCH_FILE_COUNT];
    char head[BATCH_HEAD_CHARS + 1];
} batch_mark;

/** A file being written, hashed as it grows. */
typedef struct batch_out_file {
    tsri_file_writer writer;
    tsri_hasher *hasher;
    uint64_t size_bytes;
} batch_out_file;

TSR_NODISCARD tsr_status
batch_out_file_open(batch_out_file *file, const tsr_allocator *memory, const char *dir, const char *name, tsr_error *err);
TSR_NODISCARD tsr_status batch_out_file_write(batch_out_file *file, const char *bytes, size_t size_bytes, tsr_error *err);
TSR_NODISCARD tsr_status batch_out_file_commit(batch_out_file *file, batch_file_mark *out_mark, tsr_error *err);
void batch_out_file_abandon(batch_out_file *file);

/** The beginning of run.json: version, models and rules. */
TSR_NODISCARD tsr_status batch_head_format(const tsr_context *ctx, char head[BATCH_HEAD_CHARS + 1], tsr_error *err);

/** Write run.json: everything that decides the other files' bytes, and nothing of the machine or the hour. */
TSR_NODISCARD tsr_status batch_run_save(const tsr_allocator *memory, const char *dir, const batch_mark *mark, tsr_error *err);

/** Write shard.txt. */
TSR_NODISCARD tsr_status batch_mark_save(const tsr_allocator *memory, const char *dir, const batch_mark *mark, tsr_error *err);

/** Read shard.txt. @return TSR_OK; TSR_E_IO not there; TSR_E_FORMAT not a mark. */
TSR_NODISCARD tsr_status batch_mark_load(const tsr_allocator *memory, const char *dir, batch_mark *out, tsr_error *err);

/** Whether the shard's files are those of its mark: reads them whole. @return TSR_OK; TSR_E_IO; TSR_E_FORMAT another file. */
TSR_NODISCARD tsr_status batch_mark_verify(const tsr_allocator *memory, const char *dir, const batch_mark *mark, tsr_error *err);

/** The shard's folder in OUT, "OUT/shards/I-of-N"; the caller's. */
TSR_NODISCARD tsr_status
batch_shard_dir(const tsr_allocator *memory, const char *out_dir, batch_shard shard, char **out, tsr_error *err);

#endif
