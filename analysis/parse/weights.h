/* SPDX-License-Identifier: Apache-2.0
 * parse/weights.h - the weight file: named float tensors. Layout: docs/format-weights.md. */
#ifndef TSRI_WEIGHTS_H
#define TSRI_WEIGHTS_H

#include <stdint.h>

#include "base/memory.h"

enum { TSRI_WEIGHTS_MAX_DIMS = 4, TSRI_WEIGHTS_NAME_CHARS = 55 };

/** The tensors of a file, as they are stored; read only once loaded, so threads may share it. */
typedef struct tsri_weights tsri_weights;

/**
 * Read a weight file held in memory: its header, checksum and table.
 *
 * @param bytes  must outlive the weights, which read their tensors from it
 * @return TSR_OK; TSR_E_MODEL wrong magic, version, size, checksum or table, with got against expected; TSR_E_NOMEM. Cost:
 * O(size), some 10 GB/s.
 */
TSR_NODISCARD tsr_status
tsri_weights_parse(const tsr_allocator *memory, const uint8_t *bytes, size_t size_bytes, tsri_weights **out, tsr_error *err);

void tsri_weights_destroy(tsri_weights **weights);

/** The file's checksum, which tells files apart. */
uint32_t tsri_weights_crc32(const tsri_weights *weights);

/**
 * Check a tensor's shape and copy its values, as floats however they are stored.
 *
 * @param dims   n_dims expected sizes, outermost first
 * @param out    as many floats as dims multiply to
 * @return TSR_OK; TSR_E_MODEL not there, of another shape (with got against expected), or not all finite. Cost: O(tensor).
 */
TSR_NODISCARD tsr_status tsri_weights_read(
    const tsri_weights *weights, const char *name, uint32_t n_dims, const uint32_t *dims, float *out, tsr_error *err);

#endif
