/* SPDX-License-Identifier: Apache-2.0
 * A plain list of photos: paths, each on a line, or each with a NUL behind it as find -print0 writes them. */
#include <string.h>

#include "app/batch/batch.h"
#include "base/csv.h"
#include "base/fail.h"
#include "base/utf8.h"

/* How much of a path lies above what is below the root: 0 where it is not there by its words. */
static size_t root_chars(const char *path, const char *root)
{
    size_t length = strlen(root);
    while (length && root[length - 1] == '/') {
        length--;
    }
    return root[0] == '/' && strncmp(path, root, length) == 0 && path[length] == '/' ? length + 1 : 0;
}

/* Bring a path into the form of a photo's name, in place: relative to the root, without empty parts and ".". What lies outside
 * the root stays absolute. */
static char *tidy(char *path, const char *root, const char *root_real)
{
    const size_t above = root_chars(path, root) ? root_chars(path, root) : root_chars(path, root_real);
    const bool outside = path[0] == '/' && !above;
    char *name = path + above, *to = name + outside;
    for (const char *part = name; *part;) {
        const size_t length = strcspn(part, "/");
        if (length && !(length == 1 && part[0] == '.')) {
            if (to != name + outside) {
                *to++ = '/';
            }
            memmove(to, part, length);
            to += length;
        }
        part += length + (part[length] == '/');
    }
    if (to == name) {
        return "."; /* the root itself: an entry that cannot be read */
    }
    *to = '\0';
    return name;
}

/* Whether the first line is the head of a manifest: two columns or more, "photo" among them. */
static bool is_manifest(const char *text)
{
    enum { MOST_COLUMNS = 16, MOST_CHARS = 1024 };
    char line[MOST_CHARS], *fields[MOST_COLUMNS];
    tsri_csv csv;
    const size_t length = strcspn(text, "\n");
    bool found = false;
    if (length >= sizeof line) {
        return false;
    }
    memcpy(line, text, length);
    line[length] = '\0';
    tsri_csv_init(&csv, line, length);
    const int count = tsri_csv_row(&csv, fields, MOST_COLUMNS);
    for (int i = 0; i < count; i++) {
        found = found || strcmp(fields[i], "photo") == 0;
    }
    return found && count > 1;
}

/* End the item at `at`, and what follows it; NULL behind the last one. */
static char *cut(char *at, const char *end, bool lines)
{
    char *stop = lines ? strchr(at, '\n') : at + strlen(at);
    if (!stop) {
        stop = at + strlen(at);
    }
    char *next = stop < end ? stop + 1 : NULL;
    *stop = '\0';
    if (lines && stop > at && stop[-1] == '\r') {
        stop[-1] = '\0';
    }
    return next;
}

static tsr_status add_path(batch_list *list, char *path, const char *root, const char *root_real, tsr_error *err)
{
    batch_entry entry = {.view = TSR_VIEW_UNKNOWN};
    if (!path[0]) {
        return TSR_OK; /* an empty line */
    }
    entry.photo = entry.case_name = tidy(path, root, root_real);
    entry.fault = batch_name_fault(entry.photo);
    return batch_list_add(list, &entry, err);
}

tsr_status batch_paths_parse(const tsr_allocator *memory,
                             const char *text,
                             size_t size_bytes,
                             const char *root,
                             const char *root_real,
                             batch_shard shard,
                             batch_list *out,
                             tsr_error *err)
{
    const bool lines = !memchr(text, '\0', size_bytes);
    char *copy = NULL;
    tsr_status st = TSR_OK;
    batch_list_init(out, memory, shard);
    TSRI_TRY(tsri_alloc(memory, size_bytes + 1, 1, &copy, err));
    memcpy(copy, text, size_bytes);
    copy[size_bytes] = '\0';
    if (lines && is_manifest(copy)) {
        st = tsri_fail(err, TSR_E_FORMAT, "begins with the columns of a manifest, so it is one for --manifest");
        goto done;
    }
    char *at = copy + (lines ? tsri_utf8_mark_bytes(copy, size_bytes) : 0);
    for (char *next; at; at = next) {
        next = cut(at, copy + size_bytes, lines);
        TSRI_TRY(add_path(out, at, root, root_real, err));
    }
    TSRI_TRY(batch_list_index(out, err));
done:
    tsri_free(memory, copy);
    if (st != TSR_OK) {
        batch_list_release(out);
    }
    return st;
}
