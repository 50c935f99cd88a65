/* SPDX-License-Identifier: Apache-2.0
 * app/batch/finish.h - from a full journal to the files of OUT. */
#ifndef TSR_APP_BATCH_FINISH_H
#define TSR_APP_BATCH_FINISH_H

#include "app/batch/journal.h"
#include "app/batch/shard.h"

/**
 * Write the files of OUT, or of a shard, in the list's order. Each appears whole, run.json and then shard.txt last.
 *
 * Memory: one case's record at a time. Cost: reads the journal once where the photos of a case stand together in the list.
 *
 * @param journal  has a record of every case
 * @param mark     head, options_hash, masks are given; the rest is set
 */
TSR_NODISCARD tsr_status batch_finish(const batch_journal *journal, batch_mark *mark, tsr_error *err);

/** Whether all files are there, as a finished run leaves them; a shard's are compared with its mark, which must be this run's. */
bool batch_is_finished(const batch_journal *journal, const batch_mark *mark);

/** Take away what says that OUT is finished, and what a killed run left of its temporaries. */
TSR_NODISCARD tsr_status batch_unfinish(const tsr_allocator *memory, const char *out_dir, tsr_error *err);

#endif
