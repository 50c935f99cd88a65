/* SPDX-License-Identifier: Apache-2.0
 * app/batch/merge.h - shards into one result. */
#ifndef TSR_APP_BATCH_MERGE_H
#define TSR_APP_BATCH_MERGE_H

#include "app/batch/shard.h"

/**
 * Join all shards of a run into the files of a single-machine run: the same bytes.
 *
 * Refused are missing, damaged and mixed shards, and any row that is in none or in two of them. Nothing appears in OUT before all
 * is checked but masks, which are links to the shards' files where the file system can link, else copies. The shards stay.
 *
 * Memory: 4 bytes a row. Cost: reads every shard once, one link a mask.
 *
 * @param folders    whose shards/ are looked through; the first one receives the result
 * @param out_worst  tsr_photo_status with the highest number
 * @return TSR_OK; TSR_E_IO; TSR_E_FORMAT: the message names the shards
 */
TSR_NODISCARD tsr_status batch_merge(const tsr_allocator *memory,
                                     char *const *folders,
                                     int folder_count,
                                     unsigned *out_worst,
                                     uint64_t *out_photos,
                                     tsr_error *err);

#endif
