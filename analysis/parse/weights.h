/* SPDX-License-Identifier: Apache-2.0
 * parse/weights.h - the weight file: named float tensors. Layout: docs/format-weights.md. */
#ifndef TSRI_WEIGHTS_H
#define TSRI_WEIGHTS_H

#include <stdint.h>

#include "base/memory.h"

enum { TSRI_WEIGHTS_MAX_DIMS = 4, TSRI_WEIGHTS_NAME_CHARS = 55 };

/** All tensors of a file as floats; read only once loaded, so threads may share it. */
typedef struct tsri_weights tsri_weights;

/**
 * Read a weight file held in memory and convert it to floats.
 *
 * @return TSR_OK; TSR_E_MODEL wrong magic, version, size, checksum or table, with got against expected; TSR_E_NOMEM. Cost:
 * O(size).
 */
TSR_NODISCARD tsr_status
tsri_weights_parse(const tsr_allocator *memory, const uint8_t *bytes, size_t size_bytes, tsri_weights **out, tsr_error *err);

void tsri_weights_destroy(tsri_weights **weights);

/**
 * Find a tensor and check its shape.
 *
 * @param dims   n_dims expected sizes, outermost first
 * @param out    borrowed until the weights are destroyed
 * @return TSR_OK; TSR_E_MODEL not there, or another shape, with got against expected
 */
TSR_NODISCARD tsr_status tsri_weights_find(
    const tsri_weights *weights, const char *name, uint32_t n_dims, const uint32_t *dims, const float **out, tsr_error *err);

#endif
