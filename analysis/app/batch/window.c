/* SPDX-License-Identifier: Apache-2.0 */
#include "app/batch/window.h"

void batch_window_init(batch_window *window, const batch_journal *journal, const char *root)
{
    *window = (batch_window){.journal = journal, .root = root};
}

static int64_t case_bytes(const batch_window *w, size_t case_index)
{
    const batch_list *list = w->journal->list;
    int64_t total = 0;
    for (size_t i = list->case_start[case_index]; i < list->case_start[case_index + 1]; i++) {
        char *path = NULL;
        if (!list->grouped[i]->fault &&
            tsri_path_join(list->arena.memory, w->root, list->grouped[i]->photo, "", &path, NULL) == TSR_OK) {
            int64_t size_bytes = batch_input_look(path).size_bytes;
            total += size_bytes > 0 ? size_bytes : 0;
        }
        tsri_free(list->arena.memory, path);
    }
    return total;
}

bool batch_window_take(batch_window *window, size_t *out_case)
{
    batch_window *w = window;
    for (; w->count < BATCH_WINDOW_CASES && w->next < w->journal->list->case_count; w->next++) {
        if (!w->journal->offset[w->next]) {
            w->items[w->count].case_index = w->next;
            w->items[w->count++].size_bytes = case_bytes(w, w->next);
        }
    }
    if (w->count == 0) {
        return false;
    }
    size_t best = 0;
    for (size_t i = 1; i < w->count; i++) {
        best = w->items[i].size_bytes > w->items[best].size_bytes ? i : best;
    }
    *out_case = w->items[best].case_index;
    w->items[best] = w->items[--w->count];
    return true;
}
