/* SPDX-License-Identifier: Apache-2.0 */
#include "app/batch/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

static const uint64_t MAX_LIST_BYTES = UINT64_C(4) << 30;

/* The list's folder is the root where none was given. */
static tsr_status place_root(batch_source *s, const tsr_allocator *memory, tsr_error *err)
{
    tsr_status st = TSR_OK;
    if (!s->root) {
        TSRI_TRY(tsri_path_join(memory, NULL, s->list_path, "", &s->root_made, err));
        char *slash = strrchr(s->root_made, '/');
        if (slash) {
            slash[slash == s->root_made] = '\0';
        }
        s->root = slash ? s->root_made : ".";
    }
    if (!realpath(s->root, s->root_real)) {
        st = tsri_fail_backend(err, TSR_E_IO, errno, "root folder: %s", strerror(errno));
    }
done:
    return st;
}

static tsr_status
walk(const batch_source *s, const tsr_allocator *memory, const char *out_dir, batch_shard shard, batch_list *out, tsr_error *err)
{
    char *masks = NULL, *layers = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_path_join(memory, out_dir, "masks", "", &masks, err));
    TSRI_TRY(tsri_path_join(memory, out_dir, "layers", "", &layers, err));
    st = batch_folder_walk(memory, s->root, (const char *const[]){masks, layers, NULL}, shard, out, err);
done:
    tsri_free(memory, masks);
    tsri_free(memory, layers);
    return st;
}

static tsr_status
read_list(const batch_source *s, const tsr_allocator *memory, batch_shard shard, batch_list *out, tsr_error *err)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_status st = TSR_OK;
    TSRI_TRY(strcmp(s->list_path, "-") == 0 ? tsri_stdin_read(memory, MAX_LIST_BYTES, &bytes, &size_bytes, err)
                                            : tsri_file_read(memory, s->list_path, MAX_LIST_BYTES, &bytes, &size_bytes, err));
    const char *text = (const char *)bytes;
    st = s->plain ? batch_paths_parse(memory, text, size_bytes, s->root, s->root_real, shard, out, err)
                  : batch_manifest_parse(memory, text, size_bytes, shard, out, err);
done:
    tsri_free(memory, bytes);
    return st;
}

tsr_status batch_source_read(
    batch_source *source, const tsr_allocator *memory, const char *out_dir, batch_shard shard, batch_list *out, tsr_error *err)
{
    tsr_status st = place_root(source, memory, err);
    if (st != TSR_OK) {
        return st;
    }
    return source->list_path ? read_list(source, memory, shard, out, err) : walk(source, memory, out_dir, shard, out, err);
}

void batch_source_release(batch_source *source, const tsr_allocator *memory)
{
    tsri_free(memory, source->root_made);
    source->root_made = NULL;
}
