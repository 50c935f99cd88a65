/* SPDX-License-Identifier: Apache-2.0
 * app/batch/source.h - where the list of photos comes from: a folder, a manifest or a plain list. */
#ifndef TSR_APP_BATCH_SOURCE_H
#define TSR_APP_BATCH_SOURCE_H

#include <limits.h>

#include "app/batch/batch.h"

typedef struct batch_source {
    const char *list_path; /* a manifest's or a plain list's, "-": standard input; NULL: the root is walked */
    bool plain;            /* it is a plain list's */
    const char *root;      /* the photos' folder; NULL: the list's folder, which batch_source_read sets */
    char *root_made;       /* root, where it was made of list_path */
    char root_real[PATH_MAX];
} batch_source;

/**
 * Read the list, or walk the folder leaving out the masks and layers of out_dir.
 *
 * @return TSR_OK; TSR_E_IO no such root or list; TSR_E_FORMAT; TSR_E_LIMIT; TSR_E_NOMEM
 */
TSR_NODISCARD tsr_status batch_source_read(
    batch_source *source, const tsr_allocator *memory, const char *out_dir, batch_shard shard, batch_list *out, tsr_error *err);

void batch_source_release(batch_source *source, const tsr_allocator *memory);

#endif
