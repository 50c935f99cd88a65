/* SPDX-License-Identifier: Apache-2.0
 * pipeline/models.h - the models' folder: what models.json names, read and checked. */
#ifndef TSRI_MODELS_H
#define TSRI_MODELS_H

#include "parse/weights.h"

/** A weight file in memory. */
typedef struct tsri_model_file {
    uint8_t *bytes;
    tsri_weights *weights; /* of these bytes */
} tsri_model_file;

/**
 * Read a model's file, which must be whole and the one that models.json means.
 *
 * @param dir  the models' folder
 * @return TSR_OK; TSR_E_MODEL, with the file's name; TSR_E_NOMEM. Cost: O(size).
 */
TSR_NODISCARD tsr_status
tsri_model_load(const tsr_allocator *memory, const char *dir, const tsr_model *model, tsri_model_file *out, tsr_error *err);

void tsri_model_release(const tsr_allocator *memory, tsri_model_file *file);

/** Folder and allocator that options (may be NULL) come to. */
const char *tsri_model_dir(const tsr_options *options);
const tsr_allocator *tsri_option_allocator(const tsr_options *options);

#endif
