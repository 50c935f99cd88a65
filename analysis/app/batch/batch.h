/* SPDX-License-Identifier: Apache-2.0
 * app/batch/batch.h - what the parts of tonsure batch share: the list of photos, what is said of a photo, the progress shown. */
#ifndef TSR_APP_BATCH_H
#define TSR_APP_BATCH_H

#include "base/buffer.h"
#include "base/file.h"
#include "tonsure/assess.h"

/** A photo to assess. Texts live in the list's arena. */
typedef struct batch_entry {
    const char *photo;     /* name relative to the root */
    const char *case_name; /* never NULL: a photo without a case is a case of its own, under its own name */
    const char *fault;     /* NULL, or why this row cannot be read; the row then is an error line */
    size_t case_index;     /* of its case, in the order of first appearance in this list */
    uint32_t row;          /* of the whole list, from 0 */
    tsr_view view;
} batch_entry;

/** Shard `index` of `count`, from 1; count 0: the whole list. A shard holds whole cases, by hash of their names. */
typedef struct batch_shard {
    uint32_t index, count;
} batch_shard;

typedef struct batch_list {
    tsri_arena arena;
    char *text_at, *text_end; /* room left for texts in the arena's last block */
    batch_shard shard;
    batch_entry *entries; /* of the shard */
    size_t count, capacity, case_count;
    batch_entry **grouped;   /* all entries, those of a case together, cases in the order of first appearance */
    size_t *case_start;      /* of case_count + 1: where each case begins in grouped, and where the last one ends */
    size_t row_count;        /* of the whole list, whatever the shard */
    uint64_t hash;           /* of the whole list's photos, cases and views */
    size_t unreadable_count; /* folders that could not be read */
} batch_list;

/** Most rows of a list: a row's number has 32 bits, one of them kept for a mark. */
#define BATCH_MAX_ROWS INT32_MAX

/** Start an empty list. */
void batch_list_init(batch_list *list, const tsr_allocator *memory, batch_shard shard);

/** Add a row of the whole list; it is kept (with copies of its texts) where it belongs to the shard. */
TSR_NODISCARD tsr_status batch_list_add(batch_list *list, const batch_entry *entry, tsr_error *err);

/** Number and group the cases and refuse duplicate photos; once all rows are added. */
TSR_NODISCARD tsr_status batch_list_index(batch_list *list, tsr_error *err);

/** Why a photo of this name cannot be read or have a mask; NULL: it can. */
const char *batch_name_fault(const char *photo);

/** A case's identity: hash of its name and its photos' names and views in their order. */
uint64_t batch_case_key(const batch_list *list, size_t case_index);

void batch_list_release(batch_list *list);

/**
 * Read a CSV manifest with the columns photo, case and view (the last two may be missing or empty), as RFC 4180 has it.
 * A path that leaves the root, or an unknown view, is the entry's fault; a photo named twice fails the whole list.
 */
TSR_NODISCARD tsr_status batch_manifest_parse(
    const tsr_allocator *memory, const char *text, size_t size_bytes, batch_shard shard, batch_list *out, tsr_error *err);

/**
 * Read a plain list of paths, one photo a case: one a line (of either kind of line end; behind a byte order mark), or, where the
 * text holds a NUL, each up to its NUL, of any other bytes. A path is relative to the root, or absolute and below it (root as
 * given or resolved): its name is what follows the root, without empty parts and ".". Empty items are skipped. A path that leaves
 * the root is the entry's fault; a photo named twice fails the whole list, as does a manifest's head.
 */
TSR_NODISCARD tsr_status batch_paths_parse(const tsr_allocator *memory,
                                           const char *text,
                                           size_t size_bytes,
                                           const char *root,
                                           const char *root_real,
                                           batch_shard shard,
                                           batch_list *out,
                                           tsr_error *err);

/** All pictures below a folder, told by the endings jpg, jpeg, png, tif, tiff, webp, heic, heif; sorted by name; hidden ones left
 * out, and all below the folders left_out (up to 4, NULL behind them), which need not exist: masks and layers of an earlier run
 * are no photos. A folder within that cannot be read is counted. */
TSR_NODISCARD tsr_status batch_folder_walk(const tsr_allocator *memory,
                                           const char *root,
                                           const char *const *left_out,
                                           batch_shard shard,
                                           batch_list *out,
                                           tsr_error *err);

/** The mask's path in OUT, "masks/<photo>.png"; the caller's. */
TSR_NODISCARD tsr_status batch_mask_name(const tsr_allocator *memory, const char *photo, char **out, tsr_error *err);

/** A photo that was gone through. */
typedef struct batch_photo {
    tsr_photo_result result; /* counts where the photo was read */
    tsr_timing timing;
    tsr_error fault; /* why it was not read */
    bool read, has_mask;
} batch_photo;

/** First line of summary.csv. */
extern const char BATCH_SUMMARY_HEAD[];

/** A photo's line, its row of the summary and its timing, each with its newline, appended to texts of their own. */
TSR_NODISCARD tsr_status batch_photo_format(
    const tsr_context *ctx, const batch_entry *entry, const batch_photo *photo, tsri_text texts[3], tsr_error *err);

/** Judge a case of count photos and format its line, with its newline; the caller's (tsr_free). */
TSR_NODISCARD tsr_status batch_case_format(
    const tsr_context *ctx, batch_entry *const *entries, const batch_photo *photos, size_t count, tsri_text *out, tsr_error *err);

/** Progress on stderr: one line that changes on a terminal, else a plain line every few seconds. */
typedef struct batch_progress {
    double start_ms, last_ms;
    size_t total, before, done, failed; /* photos: in all, done by an earlier run, done, not read */
    bool terminal;
} batch_progress;

void batch_progress_start(batch_progress *progress, size_t total, size_t before, size_t failed);

/** Add photos. */
void batch_progress_step(batch_progress *progress, size_t count, size_t failed);
void batch_progress_end(const batch_progress *progress);

#endif
