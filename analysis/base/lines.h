/* SPDX-License-Identifier: Apache-2.0
 * base/lines.h - a text file line by line, whatever its size. */
#ifndef TSRI_LINES_H
#define TSRI_LINES_H

#include <stdint.h>
#include <stdio.h>

#include "base/buffer.h"

typedef struct tsri_lines {
    FILE *stream;
    tsri_buffer line;
    uint64_t max_bytes; /* of one line */
    size_t number;      /* of the line that was read last, from 1 */
    bool own;           /* to be closed */
} tsri_lines;

/** @param path  a regular file; NULL: standard input. @return TSR_OK; TSR_E_IO. */
TSR_NODISCARD tsr_status
tsri_lines_open(tsri_lines *lines, const tsr_allocator *memory, const char *path, uint64_t max_bytes, tsr_error *err);

/** The next line without its newline, in line.data, NUL-terminated; *out_more is false at the end. @return TSR_OK; TSR_E_IO;
 * TSR_E_LIMIT a line over max_bytes; TSR_E_FORMAT a NUL byte; TSR_E_NOMEM. */
TSR_NODISCARD tsr_status tsri_lines_next(tsri_lines *lines, bool *out_more, tsr_error *err);

/** Fine on a cleared or closed one. */
void tsri_lines_close(tsri_lines *lines);

#endif
