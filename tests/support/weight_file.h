/* SPDX-License-Identifier: Apache-2.0
 * support/weight_file.h - weight files made and damaged in memory; the layout is docs/format-weights.md's. */
#ifndef TSR_TEST_WEIGHT_FILE_H
#define TSR_TEST_WEIGHT_FILE_H

#include "support/image_files.h"

enum { WEIGHT_HEADER_BYTES = 32, WEIGHT_ENTRY_BYTES = 88 };

/* Places of the header's fields, and of an entry's within the entry. */
enum { AT_VERSION = 4, AT_ENDIAN = 8, AT_COUNT = 12, AT_FILE_BYTES = 16, AT_CRC = 24 };
enum { AT_TYPE = 56, AT_N_DIMS = 60, AT_DIMS = 64, AT_OFFSET = 80 };

/** Three tensors: "vector" [5] f32 of 1.5, 2.5 ...; "matrix" [2 x 3] f16 of 1 to 6; "kernel" [1 x 2 x 1 x 2] f32 of 0. */
made_file weight_file_make(void);

/** Place of entry i. */
uint8_t *weight_file_entry(made_file file, size_t i);

void weight_file_put_u32(uint8_t *at, uint32_t value);
void weight_file_put_u64(uint8_t *at, uint64_t value);

/** Put the checksum right after a change, so that what is behind it is reached. */
void weight_file_seal(made_file file);

/** Change the name of the tensor of this name, keeping its length or less; false if there is none. */
bool weight_file_rename(made_file file, const char *from, const char *to);

#endif
