/* SPDX-License-Identifier: Apache-2.0
 * base/file.h - whole files in, whole files out. Messages name what is wrong, never the path: the caller knows it. */
#ifndef TSRI_FILE_H
#define TSRI_FILE_H

#include <stdint.h>
#include <stdio.h>

#include "base/memory.h"

/**
 * Read a regular file whole.
 *
 * @param out_bytes  the caller's (tsri_free); never NULL on success, also for an empty file
 * @return TSR_OK; TSR_E_IO not there, unreadable, a directory, a FIFO or device; TSR_E_LIMIT over max_bytes; TSR_E_NOMEM
 */
TSR_NODISCARD tsr_status tsri_file_read(const tsr_allocator *memory,
                                        const char *path,
                                        uint64_t max_bytes,
                                        uint8_t **out_bytes,
                                        size_t *out_size_bytes,
                                        tsr_error *err);

/* How a file is called until it is whole, with six characters more. Hidden, so that one left behind by a killed process is no
 * result. */
#define TSRI_TEMPORARY_PREFIX ".tonsure.tmp."

/**
 * Read standard input to its end.
 *
 * @param out_bytes  the caller's (tsri_free); never NULL on success
 * @return TSR_OK; TSR_E_IO; TSR_E_LIMIT over max_bytes; TSR_E_NOMEM
 */
TSR_NODISCARD tsr_status
tsri_stdin_read(const tsr_allocator *memory, uint64_t max_bytes, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err);

/* A file being written under a temporary name in its own folder: it appears whole at commit, or not at all. */
typedef struct tsri_file_writer {
    FILE *stream;
    char *path, *temporary;
    const tsr_allocator *memory;
} tsri_file_writer;

TSR_NODISCARD tsr_status tsri_file_writer_open(tsri_file_writer *writer,
                                               const tsr_allocator *memory,
                                               const char *path,
                                               tsr_error *err);
TSR_NODISCARD tsr_status tsri_file_writer_write(tsri_file_writer *writer, const void *bytes, size_t size_bytes, tsr_error *err);

/** Flush, fsync, rename over the final name, fsync the folder. The writer is closed whatever comes back. */
TSR_NODISCARD tsr_status tsri_file_writer_commit(tsri_file_writer *writer, tsr_error *err);

/** Close and remove the temporary; fine on a closed or cleared writer. */
void tsri_file_writer_abandon(tsri_file_writer *writer);

/** Open, write and commit in one call. */
TSR_NODISCARD tsr_status
tsri_file_save(const tsr_allocator *memory, const char *path, const void *bytes, size_t size_bytes, tsr_error *err);

/**
 * Write a file under a temporary name on the same file system and rename it into place: whole or not at all for other processes,
 * but safe from a power cut only after tsri_file_system_sync.
 *
 * @param temporary  overwritten if it is there
 */
TSR_NODISCARD tsr_status
tsri_file_place(const char *temporary, const char *path, const void *bytes, size_t size_bytes, tsr_error *err);

/** Write all bytes to a descriptor, however many calls that takes. */
TSR_NODISCARD tsr_status tsri_fd_write(int fd, const void *bytes, size_t size_bytes, tsr_error *err);

/** Everything written to the file system that holds the open file or folder fd is on the disk. One call for many files. */
TSR_NODISCARD tsr_status tsri_file_system_sync(int fd, tsr_error *err);

/** Make a folder and those above it; an existing folder is fine. @return TSR_OK or TSR_E_IO. */
TSR_NODISCARD tsr_status tsri_make_folders(const tsr_allocator *memory, const char *path, tsr_error *err);

/** folder + "/" + name + suffix, the caller's (tsri_free). An empty or NULL folder gives the name alone. */
TSR_NODISCARD tsr_status tsri_path_join(
    const tsr_allocator *memory, const char *folder, const char *name, const char *suffix, char **out_path, tsr_error *err);

#endif
