/* SPDX-License-Identifier: Apache-2.0
 * support/scratch.h - a folder of a test's own, below the system's folder for temporary files. */
#ifndef TSR_TEST_SCRATCH_H
#define TSR_TEST_SCRATCH_H

#include <stddef.h>

typedef struct scratch {
    char folder[200];
    char path[600]; /* of the last scratch_path */
} scratch;

/** Make the folder; ends the program if it cannot be made. */
void scratch_make(scratch *s);

/** folder/name, in s->path: valid until the next call. */
const char *scratch_path(scratch *s, const char *name);

/** Write a file of this text there. */
void scratch_write(scratch *s, const char *name, const char *text);

/** Number of entries in the folder, hidden ones too. */
int scratch_count(const scratch *s);

/** Remove the folder with all that is in it. */
void scratch_remove(const scratch *s);

#endif
