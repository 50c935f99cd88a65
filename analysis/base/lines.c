/* SPDX-License-Identifier: Apache-2.0 */
#include "base/lines.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fail.h"

tsr_status tsri_lines_open(tsri_lines *lines, const tsr_allocator *memory, const char *path, uint64_t max_bytes, tsr_error *err)
{
    struct stat info;
    *lines = (tsri_lines){.max_bytes = max_bytes};
    if (path && (stat(path, &info) != 0 || !S_ISREG(info.st_mode))) { /* opening a FIFO would wait for ever */
        return tsri_fail_backend(err, TSR_E_IO, errno, "not there, or no regular file");
    }
    tsri_buffer_init(&lines->line, memory);
    lines->stream = path ? fopen(path, "r") : stdin;
    lines->own = path != NULL;
    if (!lines->stream) {
        return tsri_fail_backend(err, TSR_E_IO, errno, "cannot open: %s", strerror(errno));
    }
    return TSR_OK;
}

tsr_status tsri_lines_next(tsri_lines *lines, bool *out_more, tsr_error *err)
{
    char part[4096];
    lines->line.size_bytes = 0;
    *out_more = false;
    while (fgets(part, sizeof part, lines->stream)) {
        size_t length = strlen(part);
        const bool whole = length > 0 && part[length - 1] == '\n';
        if (!whole && length + 1 < sizeof part && !feof(lines->stream)) {
            return tsri_fail(err, TSR_E_FORMAT, "line %zu holds a NUL byte", lines->number + 1);
        }
        tsr_status st = tsri_buffer_append(&lines->line, part, length - whole, err);
        if (st != TSR_OK) {
            return st;
        }
        *out_more = true;
        if (lines->line.size_bytes > lines->max_bytes) {
            return tsri_fail(err, TSR_E_LIMIT, "line %zu is longer than %llu bytes", lines->number + 1,
                             (unsigned long long)lines->max_bytes);
        }
        if (whole) {
            break;
        }
    }
    if (ferror(lines->stream)) {
        return tsri_fail_backend(err, TSR_E_IO, errno, "cannot read: %s", strerror(errno));
    }
    lines->number += *out_more;
    return TSR_OK;
}

void tsri_lines_close(tsri_lines *lines)
{
    if (lines->own && lines->stream) {
        (void)fclose(lines->stream);
    }
    tsri_buffer_release(&lines->line);
    memset(lines, 0, sizeof *lines);
}
