/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "app/batch/batch.h"
#include "base/fail.h"
#include "base/hash.h"

/* Texts are kept in blocks of this size: names are short and may be ten million. */
enum { TEXT_BLOCK_BYTES = 1 << 20 };

void batch_list_init(batch_list *list, const tsr_allocator *memory, batch_shard shard)
{
    memset(list, 0, sizeof *list);
    tsri_arena_init(&list->arena, memory);
    list->shard = shard;
}

/* Keep a copy of a text as long as the list lives. */
static tsr_status copy_text(batch_list *list, const char *text, const char **out, tsr_error *err)
{
    size_t size_bytes = strlen(text) + 1;
    if ((size_t)(list->text_end - list->text_at) < size_bytes) {
        size_t block_bytes = size_bytes > TEXT_BLOCK_BYTES ? size_bytes : TEXT_BLOCK_BYTES;
        tsr_status st = tsri_arena_alloc(&list->arena, block_bytes, 1, &list->text_at, err);
        if (st != TSR_OK) {
            list->text_at = list->text_end = NULL;
            return st;
        }
        list->text_end = list->text_at + block_bytes;
    }
    memcpy(list->text_at, text, size_bytes);
    *out = list->text_at;
    list->text_at += size_bytes;
    return TSR_OK;
}

static bool leaves_root(const char *path)
{
    if (path[0] == '/') {
        return true;
    }
    for (const char *part = path; part;) {
        const char *slash = strchr(part, '/');
        size_t length = slash ? (size_t)(slash - part) : strlen(part);
        if (length == 2 && part[0] == '.' && part[1] == '.') {
            return true;
        }
        part = slash ? slash + 1 : NULL;
    }
    return false;
}

const char *batch_name_fault(const char *photo)
{
    const char *slash = strrchr(photo, '/');
    if (leaves_root(photo)) {
        return "the photo's path leaves the root folder";
    }
    return strlen(slash ? slash + 1 : photo) + strlen(".png") > NAME_MAX ? "the photo's name is too long for its mask's" : NULL;
}

static uint64_t entry_hash(const batch_entry *entry, uint64_t seed)
{
    uint64_t h = tsri_xxh3(entry->photo, strlen(entry->photo) + 1, seed);
    h = tsri_xxh3(entry->case_name, strlen(entry->case_name) + 1, h);
    return tsri_xxh3(&entry->view, sizeof entry->view, h);
}

static tsr_status grow(batch_list *list, tsr_error *err)
{
    enum { FIRST_CAPACITY = 256 };
    batch_entry *grown = NULL;
    size_t capacity = list->capacity ? 2 * list->capacity : FIRST_CAPACITY;
    tsr_status st = tsri_alloc(list->arena.memory, capacity, sizeof *grown, &grown, err);
    if (st == TSR_OK) {
        if (list->count) {
            memcpy(grown, list->entries, list->count * sizeof *grown);
        }
        tsri_free(list->arena.memory, list->entries);
        list->entries = grown;
        list->capacity = capacity;
    }
    return st;
}

tsr_status batch_list_add(batch_list *list, const batch_entry *entry, tsr_error *err)
{
    tsr_status st = TSR_OK;
    if (list->row_count == BATCH_MAX_ROWS) {
        return tsri_fail(err, TSR_E_LIMIT, "the list has more than %d photos", BATCH_MAX_ROWS);
    }
    uint32_t row = (uint32_t)list->row_count++;
    list->hash = entry_hash(entry, list->hash);
    if (list->shard.count &&
        tsri_xxh3(entry->case_name, strlen(entry->case_name), 0) % list->shard.count + 1 != list->shard.index) {
        return TSR_OK;
    }
    if (list->count == list->capacity) {
        TSRI_TRY(grow(list, err));
    }
    batch_entry kept = *entry;
    kept.row = row;
    TSRI_TRY(copy_text(list, entry->photo, &kept.photo, err));
    kept.case_name = kept.photo;
    if (strcmp(entry->photo, entry->case_name) != 0) {
        TSRI_TRY(copy_text(list, entry->case_name, &kept.case_name, err));
    }
    list->entries[list->count++] = kept;
done:
    return st;
}

static int by_photo(const void *a, const void *b)
{
    return strcmp((*(batch_entry *const *)a)->photo, (*(batch_entry *const *)b)->photo);
}

/* By case, and within a case by place in the list. */
static int by_case(const void *a, const void *b)
{
    const batch_entry *x = *(batch_entry *const *)a, *y = *(batch_entry *const *)b;
    int order = strcmp(x->case_name, y->case_name);
    return order ? order : (x > y) - (x < y);
}

/* Bring the entries of each case together by a counting sort on case_index; room for list->count entries. */
static tsr_status group_cases(batch_list *list, batch_entry **room, tsr_error *err)
{
    size_t *start = NULL;
    tsr_status st = tsri_arena_alloc(&list->arena, list->case_count + 2, sizeof *start, &start, err);
    if (st != TSR_OK) {
        return st;
    }
    /* start[c + 1] counts up to where case c begins while the entries are placed, and ends where it ends. */
    for (size_t i = 0; i < list->count; i++) {
        start[list->entries[i].case_index + 2]++;
    }
    for (size_t c = 2; c < list->case_count + 2; c++) {
        start[c] += start[c - 1];
    }
    for (size_t i = 0; i < list->count; i++) {
        room[start[list->entries[i].case_index + 1]++] = &list->entries[i];
    }
    list->grouped = room;
    list->case_start = start;
    return TSR_OK;
}

tsr_status batch_list_index(batch_list *list, tsr_error *err)
{
    batch_entry **sorted = NULL;
    size_t *first = NULL; /* of every entry, the place of its case's first entry */
    tsr_status st = tsri_arena_alloc(&list->arena, list->count + 1, sizeof(batch_entry *), &sorted, err);
    if (st == TSR_OK) {
        st = tsri_arena_alloc(&list->arena, list->count + 1, sizeof *first, &first, err);
    }
    if (st != TSR_OK) {
        return st;
    }
    for (size_t i = 0; i < list->count; i++) {
        sorted[i] = &list->entries[i];
    }
    qsort(sorted, list->count, sizeof *sorted, by_photo);
    for (size_t i = 1; i < list->count; i++) {
        if (strcmp(sorted[i]->photo, sorted[i - 1]->photo) == 0) {
            /* By number, not by name: this goes to stderr, which may be a log. */
            uint32_t a = sorted[i - 1]->row + 1, b = sorted[i]->row + 1;
            return tsri_fail(err, TSR_E_FORMAT, "a photo is listed twice: number %u and number %u of the list", a < b ? a : b,
                             a < b ? b : a);
        }
    }
    qsort(sorted, list->count, sizeof *sorted, by_case);
    for (size_t i = 0; i < list->count; i++) {
        size_t place = (size_t)(sorted[i] - list->entries);
        bool same = i > 0 && strcmp(sorted[i]->case_name, sorted[i - 1]->case_name) == 0;
        first[place] = same ? first[(size_t)(sorted[i - 1] - list->entries)] : place;
    }
    for (size_t i = 0; i < list->count; i++) {
        batch_entry *entry = &list->entries[i];
        entry->case_index = first[i] == i ? list->case_count++ : list->entries[first[i]].case_index;
    }
    return group_cases(list, sorted, err);
}

uint64_t batch_case_key(const batch_list *list, size_t case_index)
{
    uint64_t key = 0;
    for (size_t i = list->case_start[case_index]; i < list->case_start[case_index + 1]; i++) {
        key = entry_hash(list->grouped[i], key);
    }
    return key;
}

void batch_list_release(batch_list *list)
{
    if (list->arena.memory) {
        tsri_free(list->arena.memory, list->entries);
        tsri_arena_release(&list->arena);
    }
    memset(list, 0, sizeof *list);
}
