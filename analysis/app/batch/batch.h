/* SPDX-License-Identifier: Apache-2.0
 * app/batch/batch.h - the parts of tonsure batch: the list of photos, the files written, the progress shown. */
#ifndef TSR_APP_BATCH_H
#define TSR_APP_BATCH_H

#include "base/buffer.h"
#include "base/file.h"
#include "tonsure/assess.h"

/** A photo to assess. Texts live in the list's arena. */
typedef struct batch_entry {
    const char *photo;     /* name relative to the root */
    const char *case_name; /* never NULL: a photo without a case is a case of its own, under its own name */
    tsr_view view;
    const char *fault; /* NULL, or why this row cannot be read; the row then is an error line */
    size_t case_index; /* of its case, in the order of first appearance */
    tsr_photo_result result;
    tsr_timing timing;
    const char *message; /* why it was not read */
    bool read, has_mask;
} batch_entry;

typedef struct batch_list {
    tsri_arena arena;
    batch_entry *entries;
    size_t count, case_count;
    batch_entry **grouped; /* all entries, those of a case together, cases in the order of first appearance */
    size_t *case_start;    /* of case_count + 1: where each case begins in grouped, and where the last one ends */
} batch_list;

/**
 * Read a CSV manifest with the columns photo, case and view (the last two may be missing or empty), as RFC 4180 has it.
 * A path that leaves the root, or an unknown view, is the entry's fault; a photo named twice fails the whole list.
 */
TSR_NODISCARD tsr_status
batch_manifest_parse(const tsr_allocator *memory, const char *text, size_t size_bytes, batch_list *out, tsr_error *err);

/** All pictures below a folder, told by the endings jpg, jpeg, png, tif, tiff, webp, heic, heif; sorted by name; hidden ones left
 * out, and all below the folders left_out (up to 4, NULL behind them), which need not exist: masks and layers of an earlier run are no
 * photos. */
TSR_NODISCARD tsr_status batch_folder_walk(
    const tsr_allocator *memory, const char *root, const char *const *left_out, batch_list *out, tsr_error *err);

/** Number and group the cases and refuse duplicate photos; called by both of the above. */
TSR_NODISCARD tsr_status batch_list_index(batch_list *list, tsr_error *err);

/** Keep a copy of a text as long as the list lives. */
TSR_NODISCARD tsr_status batch_list_copy_text(batch_list *list, const char *text, const char **out, tsr_error *err);

void batch_list_release(batch_list *list);

/** The mask's path in OUT, "masks/<photo>.png"; the caller's. */
TSR_NODISCARD tsr_status batch_mask_name(const tsr_allocator *memory, const char *photo, char **out, tsr_error *err);

/** The files of an OUT folder while they are written; they appear under their names at commit. */
typedef struct batch_outputs {
    const tsr_context *ctx;
    const char *dir;
    tsri_file_writer photos, cases, summary, timing;
} batch_outputs;

/** @param force  overwrite an earlier run's results. @return TSR_E_IO with a clear message where OUT holds results and force is
 * off. */
TSR_NODISCARD tsr_status
batch_outputs_open(batch_outputs *outputs, const tsr_context *ctx, const char *dir, bool force, tsr_error *err);

/** Judge the cases, write every photo's and case's line and run.json, and put every file in its place. */
TSR_NODISCARD tsr_status batch_outputs_commit(batch_outputs *outputs, const batch_list *list, bool masks, tsr_error *err);

/** Drop what was not committed. */
void batch_outputs_abandon(batch_outputs *outputs);

/** Progress on stderr: one line that changes on a terminal, else a plain line every few seconds. */
typedef struct batch_progress {
    double start_ms, last_ms;
    size_t total, done, failed;
    bool terminal;
} batch_progress;

void batch_progress_start(batch_progress *progress, size_t total);
void batch_progress_step(batch_progress *progress, bool failed);
void batch_progress_end(const batch_progress *progress);

#endif
