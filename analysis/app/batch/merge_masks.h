/* SPDX-License-Identifier: Apache-2.0
 * app/batch/merge_masks.h - masks of a shard into OUT. */
#ifndef TSR_APP_BATCH_MERGE_MASKS_H
#define TSR_APP_BATCH_MERGE_MASKS_H

#include "base/file.h"

/** Link every file below shard_dir/masks to the same name below out_dir/masks, or copy it where the file system cannot link; one
 * that is there is replaced. Adds their number to *count. No masks folder is fine. */
TSR_NODISCARD tsr_status
batch_masks_link(const tsr_allocator *memory, const char *shard_dir, const char *out_dir, uint64_t *count, tsr_error *err);

#endif
