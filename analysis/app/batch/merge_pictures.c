/* SPDX-License-Identifier: Apache-2.0 */
#include "app/batch/merge_pictures.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"

/* Folders of pictures are as deep as those of photos. */
enum { MAX_DEPTH = 64 };

/* A mask of a picture at the limit of megapixels does not compress below, and is far smaller. */
static const uint64_t MAX_MASK_BYTES = UINT64_C(4) << 30;

static tsr_status copy_file(const tsr_allocator *memory, const char *from, const char *to, tsr_error *err)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_status st = tsri_file_read(memory, from, MAX_MASK_BYTES, &bytes, &size_bytes, err);
    st = st == TSR_OK ? tsri_file_save(memory, to, bytes, size_bytes, err) : st;
    tsri_free(memory, bytes);
    return st;
}

/* Link, or copy where the system says that it does not link: another file system, or one without links. */
static tsr_status link_file(const tsr_allocator *memory, const char *from, const char *to, tsr_error *err)
{
    struct stat a, b;
    if (link(from, to) == 0) {
        return TSR_OK;
    }
    if (errno == EEXIST) {
        if (stat(from, &a) == 0 && stat(to, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino) {
            return TSR_OK;
        }
        if (unlink(to) == 0 && link(from, to) == 0) {
            return TSR_OK;
        }
    }
    return copy_file(memory, from, to, err);
}

static tsr_status
link_folder(const tsr_allocator *memory, const char *from, const char *to, int depth, uint64_t *count, tsr_error *err)
{
    tsr_status st = TSR_OK;
    DIR *dir = opendir(from);
    if (!dir || depth > MAX_DEPTH) {
        st = tsri_fail_backend(err, TSR_E_IO, errno, "cannot read a folder of pictures: %s", dir ? "too deep" : strerror(errno));
        goto done;
    }
    TSRI_TRY(tsri_make_folders(memory, to, err));
    for (struct dirent *item; st == TSR_OK && (item = readdir(dir));) {
        char *source = NULL, *target = NULL;
        struct stat info;
        if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0) {
            continue;
        }
        st = tsri_path_join(memory, from, item->d_name, "", &source, err);
        st = st == TSR_OK ? tsri_path_join(memory, to, item->d_name, "", &target, err) : st;
        if (st == TSR_OK && lstat(source, &info) != 0) {
            st = tsri_fail_backend(err, TSR_E_IO, errno, "cannot look at a picture: %s", strerror(errno));
        } else if (st == TSR_OK && S_ISDIR(info.st_mode)) {
            st = link_folder(memory, source, target, depth + 1, count, err);
        } else if (st == TSR_OK) {
            st = link_file(memory, source, target, err);
            ++*count;
        }
        tsri_free(memory, source);
        tsri_free(memory, target);
    }
done:
    if (dir) {
        (void)closedir(dir);
    }
    return st;
}

tsr_status batch_pictures_link(
    const tsr_allocator *memory, const char *shard_dir, const char *out_dir, const char *folder, uint64_t *count, tsr_error *err)
{
    char *from = NULL, *to = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_path_join(memory, shard_dir, folder, "", &from, err));
    TSRI_TRY(tsri_path_join(memory, out_dir, folder, "", &to, err));
    st = access(from, F_OK) == 0 ? link_folder(memory, from, to, 0, count, err) : TSR_OK;
done:
    tsri_free(memory, from);
    tsri_free(memory, to);
    return st;
}
