/* SPDX-License-Identifier: Apache-2.0
 * app/batch/merge_pictures.h - pictures of a shard into OUT. */
#ifndef TSR_APP_BATCH_MERGE_PICTURES_H
#define TSR_APP_BATCH_MERGE_PICTURES_H

#include "base/file.h"

/** Link every file below shard_dir/folder to the same name below out_dir/folder, or copy it where the file system cannot link;
 * one that is there is replaced. Adds their number to *count. That there is no such folder is fine. */
TSR_NODISCARD tsr_status batch_pictures_link(
    const tsr_allocator *memory, const char *shard_dir, const char *out_dir, const char *folder, uint64_t *count, tsr_error *err);

#endif
