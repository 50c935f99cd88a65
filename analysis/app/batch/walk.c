/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "app/batch/batch.h"
#include "base/fail.h"

/* Folders within folders: enough for any collection, and an end to a loop. */
enum { MAX_DEPTH = 32 };

enum { MOST_LEFT_OUT = 4 };

struct names {
    const tsr_allocator *memory;
    struct stat left_out[MOST_LEFT_OUT]; /* folders not to walk */
    size_t left_out_count;
    char **items; /* paths relative to the root, each of the allocator */
    size_t count, capacity, unreadable_count;
};

static bool is_left_out(const struct names *names, const struct stat *folder)
{
    for (size_t i = 0; i < names->left_out_count; i++) {
        if (names->left_out[i].st_dev == folder->st_dev && names->left_out[i].st_ino == folder->st_ino) {
            return true;
        }
    }
    return false;
}

static bool is_picture(const char *name)
{
    static const char *const ENDINGS[] = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".heic", ".heif"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof ENDINGS / sizeof ENDINGS[0]; i++) {
        if (strcasecmp(dot, ENDINGS[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Keep `name`, which becomes the list's. */
static tsr_status keep(struct names *names, char *name, tsr_error *err)
{
    if (names->count == names->capacity) {
        size_t capacity = names->capacity ? 2 * names->capacity : 256;
        char **grown = NULL;
        tsr_status st = tsri_alloc(names->memory, capacity, sizeof *grown, &grown, err);
        if (st != TSR_OK) {
            return st;
        }
        if (names->count) {
            memcpy(grown, names->items, names->count * sizeof *grown);
        }
        tsri_free(names->memory, names->items);
        names->items = grown;
        names->capacity = capacity;
    }
    names->items[names->count++] = name;
    return TSR_OK;
}

static tsr_status walk(struct names *names, const char *root, const char *folder, int depth, tsr_error *err);

/* A file or folder `name` in `folder` (relative, NULL: the root itself). */
static tsr_status visit(struct names *names, const char *root, const char *folder, const char *name, int depth, tsr_error *err)
{
    char *relative = NULL, *full = NULL;
    struct stat info;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_path_join(names->memory, folder, name, "", &relative, err));
    TSRI_TRY(tsri_path_join(names->memory, root, relative, "", &full, err));
    if (lstat(full, &info) != 0) {
        goto done; /* gone since the folder was read */
    }
    if (S_ISDIR(info.st_mode)) { /* links to folders are not followed: they may lead back */
        if (!is_left_out(names, &info)) {
            st = walk(names, root, relative, depth + 1, err);
        }
    } else if (is_picture(name)) {
        TSRI_TRY(keep(names, relative, err));
        relative = NULL;
    }
done:
    tsri_free(names->memory, relative);
    tsri_free(names->memory, full);
    return st;
}

static tsr_status walk(struct names *names, const char *root, const char *folder, int depth, tsr_error *err)
{
    char *full = NULL;
    DIR *dir = NULL;
    tsr_status st = TSR_OK;
    if (depth > MAX_DEPTH) {
        return tsri_fail(err, TSR_E_LIMIT, "folders lie more than %d deep", MAX_DEPTH);
    }
    TSRI_TRY(tsri_path_join(names->memory, root, folder ? folder : "", "", &full, err));
    dir = opendir(full);
    if (!dir && depth > 0) {
        names->unreadable_count++;
        goto done;
    }
    if (!dir) {
        st = tsri_fail_backend(err, TSR_E_IO, errno, "cannot open the folder: %s", strerror(errno));
        goto done;
    }
    for (struct dirent *item; st == TSR_OK && (item = readdir(dir));) {
        if (item->d_name[0] != '.') {
            st = visit(names, root, folder, item->d_name, depth, err);
        }
    }
done:
    if (dir) {
        closedir(dir);
    }
    tsri_free(names->memory, full);
    return st;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

tsr_status batch_folder_walk(const tsr_allocator *memory,
                             const char *root,
                             const char *const *left_out,
                             batch_shard shard,
                             batch_list *out,
                             tsr_error *err)
{
    struct names names = {.memory = memory};
    for (; *left_out && names.left_out_count < MOST_LEFT_OUT; left_out++) {
        names.left_out_count += stat(*left_out, &names.left_out[names.left_out_count]) == 0;
    }
    batch_list_init(out, memory, shard);
    tsr_status st = walk(&names, root, NULL, 0, err);
    if (st == TSR_OK && names.count) {
        qsort(names.items, names.count, sizeof *names.items, by_name);
    }
    for (size_t i = 0; st == TSR_OK && i < names.count; i++) {
        st = batch_list_add(out, &(batch_entry){.photo = names.items[i], .case_name = names.items[i]}, err);
    }
    for (size_t i = 0; i < names.count; i++) {
        tsri_free(memory, names.items[i]);
    }
    tsri_free(memory, names.items);
    if (st == TSR_OK) {
        st = batch_list_index(out, err);
    }
    if (st != TSR_OK) {
        batch_list_release(out);
    }
    out->unreadable_count = names.unreadable_count;
    return st;
}
