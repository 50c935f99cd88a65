/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* syncfs */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fail.h"

static const char TEMPORARY_NAME[] = TSRI_TEMPORARY_PREFIX "XXXXXX";

static tsr_status io_error(tsr_error *err, const char *doing)
{
    int number = errno;
    return tsri_fail_backend(err, TSR_E_IO, number, "%s: %s", doing, strerror(number));
}

/* Read until end of file or `size` bytes; returns the count, or -1 with errno set. */
static ssize_t read_fully(int fd, uint8_t *bytes, size_t size_bytes)
{
    size_t done = 0;
    while (done < size_bytes) {
        ssize_t got = read(fd, bytes + done, size_bytes - done);
        if (got == 0) {
            break;
        }
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            return -1;
        }
        done += (size_t)got;
    }
    return (ssize_t)done;
}

tsr_status tsri_file_read(const tsr_allocator *memory,
                          const char *path,
                          uint64_t max_bytes,
                          uint8_t **out_bytes,
                          size_t *out_size_bytes,
                          tsr_error *err)
{
    tsr_status st = TSR_OK;
    uint8_t *bytes = NULL;
    struct stat info;
    *out_bytes = NULL;
    *out_size_bytes = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* O_NONBLOCK: a FIFO must not hang us before fstat tells */
    if (fd < 0) {
        return io_error(err, "cannot open");
    }
    if (fstat(fd, &info) != 0) {
        st = io_error(err, "cannot look at the file");
        goto done;
    }
    if (!S_ISREG(info.st_mode)) {
        st = tsri_fail(err, TSR_E_IO, "%s", S_ISDIR(info.st_mode) ? "is a folder, not a file" : "is not a regular file");
        goto done;
    }
    if (info.st_size < 0 || (uint64_t)info.st_size > max_bytes) {
        st = tsri_fail(err, TSR_E_LIMIT, "file of %lld bytes is over the limit of %llu bytes", (long long)info.st_size,
                       (unsigned long long)max_bytes);
        goto done;
    }
    size_t size_bytes = (size_t)info.st_size;
    TSRI_TRY(tsri_alloc(memory, size_bytes + 1, 1, &bytes, err));
    ssize_t got = read_fully(fd, bytes, size_bytes);
    if (got < 0) {
        st = io_error(err, "cannot read");
        goto done;
    }
    bytes[got] = 0;
    *out_bytes = bytes;
    *out_size_bytes = (size_t)got;
    bytes = NULL;
done:
    tsri_free(memory, bytes);
    close(fd);
    return st;
}

tsr_status tsri_path_join(
    const tsr_allocator *memory, const char *folder, const char *name, const char *suffix, char **out_path, tsr_error *err)
{
    size_t folder_bytes = folder ? strlen(folder) : 0, name_bytes = strlen(name), suffix_bytes = strlen(suffix);
    bool slash = folder_bytes > 0 && folder[folder_bytes - 1] != '/';
    char *path = NULL;
    tsr_status st = tsri_alloc(memory, folder_bytes + slash + name_bytes + suffix_bytes + 1, 1, &path, err);
    *out_path = path;
    if (st == TSR_OK) {
        char *end = path;
        if (folder_bytes) {
            memcpy(end, folder, folder_bytes);
            end += folder_bytes;
        }
        if (slash) {
            *end++ = '/';
        }
        memcpy(end, name, name_bytes);
        memcpy(end + name_bytes, suffix, suffix_bytes + 1);
    }
    return st;
}

tsr_status
tsri_stdin_read(const tsr_allocator *memory, uint64_t max_bytes, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    char part[4096];
    tsri_buffer whole;
    tsr_status st = TSR_OK;
    tsri_buffer_init(&whole, memory);
    do {
        size_t got = fread(part, 1, sizeof part, stdin);
        TSRI_TRY(tsri_buffer_append(&whole, part, got, err));
        if (whole.size_bytes > max_bytes) {
            st = tsri_fail(err, TSR_E_LIMIT, "standard input has more than %llu bytes", (unsigned long long)max_bytes);
            goto done;
        }
    } while (!feof(stdin) && !ferror(stdin));
    if (ferror(stdin)) {
        st = io_error(err, "cannot read standard input");
        goto done;
    }
    *out_bytes = (uint8_t *)whole.data;
    *out_size_bytes = whole.size_bytes;
    whole.data = NULL; /* the caller's now */
done:
    tsri_buffer_release(&whole);
    return st;
}

tsr_status tsri_file_writer_open(tsri_file_writer *writer, const tsr_allocator *memory, const char *path, tsr_error *err)
{
    tsr_status st = TSR_OK;
    memset(writer, 0, sizeof *writer);
    writer->memory = memory;
    TSRI_TRY(tsri_path_join(memory, NULL, path, "", &writer->path, err));
    TSRI_TRY(tsri_path_join(memory, NULL, path, TEMPORARY_NAME, &writer->temporary, err));
    const char *slash = strrchr(path, '/'); /* a name of its own, since the file's may be as long as names can be */
    memcpy(writer->temporary + (slash ? slash + 1 - path : 0), TEMPORARY_NAME, sizeof TEMPORARY_NAME);
    int fd = mkstemp(writer->temporary);
    if (fd < 0) {
        st = io_error(err, "cannot create a file in the folder");
        tsri_free(memory, writer->temporary);
        writer->temporary = NULL;
        goto done;
    }
    (void)fchmod(fd, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
    writer->stream = fdopen(fd, "wb");
    if (!writer->stream) {
        st = io_error(err, "cannot open a stream");
        close(fd);
    }
done:
    if (st != TSR_OK) {
        tsri_file_writer_abandon(writer);
    }
    return st;
}

tsr_status tsri_file_writer_write(tsri_file_writer *writer, const void *bytes, size_t size_bytes, tsr_error *err)
{
    if (size_bytes && fwrite(bytes, 1, size_bytes, writer->stream) != size_bytes) {
        return io_error(err, "cannot write");
    }
    return TSR_OK;
}

/* The rename is durable only once the folder is. A file system that cannot sync a folder (EINVAL) is taken as it is. */
static tsr_status sync_folder_of(tsri_file_writer *writer, tsr_error *err)
{
    tsr_status st = TSR_OK;
    char *slash = strrchr(writer->path, '/');
    if (slash) {
        slash[slash == writer->path] = '\0';
    }
    int fd = open(slash ? writer->path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL)) {
        st = io_error(err, "cannot sync the folder");
    }
    if (fd >= 0) {
        close(fd);
    }
    return st;
}

tsr_status tsri_file_writer_commit(tsri_file_writer *writer, tsr_error *err)
{
    tsr_status st = TSR_OK;
    if (fflush(writer->stream) != 0 || fsync(fileno(writer->stream)) != 0) {
        st = io_error(err, "cannot flush to the disk");
        goto done;
    }
    FILE *stream = writer->stream;
    writer->stream = NULL;
    if (fclose(stream) != 0) {
        st = io_error(err, "cannot close");
        goto done;
    }
    if (rename(writer->temporary, writer->path) != 0) {
        st = io_error(err, "cannot rename into place");
        goto done;
    }
    tsri_free(writer->memory, writer->temporary);
    writer->temporary = NULL;
    st = sync_folder_of(writer, err);
done:
    tsri_file_writer_abandon(writer);
    return st;
}

void tsri_file_writer_abandon(tsri_file_writer *writer)
{
    if (writer->stream) {
        fclose(writer->stream);
    }
    if (writer->temporary) {
        unlink(writer->temporary);
        tsri_free(writer->memory, writer->temporary);
    }
    if (writer->path) {
        tsri_free(writer->memory, writer->path);
    }
    memset(writer, 0, sizeof *writer);
}

tsr_status tsri_file_save(const tsr_allocator *memory, const char *path, const void *bytes, size_t size_bytes, tsr_error *err)
{
    tsri_file_writer writer;
    tsr_status st = tsri_file_writer_open(&writer, memory, path, err);
    if (st != TSR_OK) {
        return st;
    }
    st = tsri_file_writer_write(&writer, bytes, size_bytes, err);
    if (st != TSR_OK) {
        tsri_file_writer_abandon(&writer);
        return st;
    }
    return tsri_file_writer_commit(&writer, err);
}

tsr_status tsri_fd_write(int fd, const void *bytes, size_t size_bytes, tsr_error *err)
{
    const char *at = bytes;
    for (size_t left = size_bytes; left;) {
        ssize_t put = write(fd, at, left);
        if (put < 0 && errno != EINTR) {
            return io_error(err, "cannot write");
        }
        at += put > 0 ? put : 0;
        left -= put > 0 ? (size_t)put : 0;
    }
    return TSR_OK;
}

tsr_status tsri_file_place(const char *temporary, const char *path, const void *bytes, size_t size_bytes, tsr_error *err)
{
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
    if (fd < 0) {
        return io_error(err, "cannot create a file in the folder");
    }
    tsr_status st = tsri_fd_write(fd, bytes, size_bytes, err);
    if (close(fd) != 0 && st == TSR_OK) {
        st = io_error(err, "cannot close");
    }
    if (st == TSR_OK && rename(temporary, path) != 0) {
        st = io_error(err, "cannot rename into place");
    }
    if (st != TSR_OK) {
        (void)unlink(temporary);
    }
    return st;
}

tsr_status tsri_file_system_sync(int fd, tsr_error *err)
{
    return syncfs(fd) == 0 ? TSR_OK : io_error(err, "cannot flush to the disk");
}

tsr_status tsri_make_folders(const tsr_allocator *memory, const char *path, tsr_error *err)
{
    char *copy = NULL;
    struct stat info;
    tsr_status st = tsri_path_join(memory, NULL, path, "", &copy, err);
    if (st != TSR_OK) {
        return st;
    }
    for (char *at = copy + 1; copy[0]; at++) {
        bool last = *at == '\0';
        if (last || *at == '/') {
            *at = '\0';
            if (mkdir(copy, 0777) != 0 && !(errno == EEXIST && stat(copy, &info) == 0 && S_ISDIR(info.st_mode))) {
                st = io_error(err, "cannot make the folder");
                break;
            }
            if (last) {
                break;
            }
            *at = '/';
        }
    }
    tsri_free(memory, copy);
    return st;
}
