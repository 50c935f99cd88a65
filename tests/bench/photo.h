/* SPDX-License-Identifier: Apache-2.0
 * bench/photo.h - what the programs that read lists of photos have in common. */
#ifndef TSR_BENCH_PHOTO_H
#define TSR_BENCH_PHOTO_H

#include "tonsure/assess.h"

/** Context and worker over the models of argv[1], the only argument; false, with a message on stderr, if they cannot be had. */
bool bench_open(int argc, char **argv, tsr_context **ctx, tsr_worker **worker);

/** Read a file into memory of the default allocator. */
TSR_NODISCARD tsr_status bench_read(const char *path, uint8_t **bytes, size_t *size_bytes, tsr_error *err);

/** Read and assess a photo; view is a name, any other text leaves it to be recognised. *out is NULL unless TSR_OK. */
TSR_NODISCARD tsr_status
bench_assess(tsr_worker *worker, const char *view, const char *path, tsr_assessment **out, tsr_error *err);

#endif
