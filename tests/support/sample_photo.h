/* SPDX-License-Identifier: Apache-2.0
 * support/sample_photo.h - contexts, workers and photos for tests of the whole way. Each ends the test where it fails. */
#ifndef TSR_TEST_SAMPLE_PHOTO_H
#define TSR_TEST_SAMPLE_PHOTO_H

#include "support/image_files.h"
#include "tonsure/assess.h"

/** A context with the models of the source tree. memory NULL: the C library's. */
tsr_context *open_context(const tsr_allocator *memory);

tsr_worker *open_worker(const tsr_context *ctx);

/** A PNG of one grey level. */
made_file level_photo(int32_t width_px, int32_t height_px, uint8_t level);

/** A PNG of noise: every sample by itself, or cells of cell_px of one colour. */
made_file noise_photo(int32_t width_px, int32_t height_px, int32_t cell_px, uint32_t seed);

/** A head of datasets/samples. */
made_file sample_photo(const char *name);

/** The same head in the middle of a grey picture `times` as wide and high. */
made_file sample_on_ground(const char *name, int32_t times);

/** Assess a photo that must be read. */
tsr_assessment *assess_good(tsr_worker *worker, made_file file, tsr_view view);

/** The two must agree in every number of their JSON and every pixel. */
void check_same(const tsr_context *ctx, const tsr_assessment *a, const tsr_assessment *b);

#endif
