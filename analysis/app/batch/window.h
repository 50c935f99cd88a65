/* SPDX-License-Identifier: Apache-2.0
 * app/batch/window.h - the order in which cases are handed out: the largest first within the next few, so that no large one is
 * left for the end, and so that what a run has done stays near the front of the list. */
#ifndef TSR_APP_BATCH_WINDOW_H
#define TSR_APP_BATCH_WINDOW_H

#include "app/batch/journal.h"

/** Cases that are looked at ahead. */
enum { BATCH_WINDOW_CASES = 256 };

typedef struct batch_window {
    const batch_journal *journal; /* cases with a record are passed over */
    const char *root;
    size_t next; /* first case that has not been looked at */
    struct {
        size_t case_index;
        int64_t size_bytes; /* of its photos' files */
    } items[BATCH_WINDOW_CASES];
    size_t count;
} batch_window;

void batch_window_init(batch_window *window, const batch_journal *journal, const char *root);

/** Take the largest; false where none is left. */
bool batch_window_take(batch_window *window, size_t *out_case);

#endif
