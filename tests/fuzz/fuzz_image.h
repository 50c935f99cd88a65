/* SPDX-License-Identifier: Apache-2.0
 * fuzz_image.h - what the targets of one decoder each have in common. */
#ifndef TSR_FUZZ_IMAGE_H
#define TSR_FUZZ_IMAGE_H

#include "image/decode.h"

typedef tsr_status (*fuzz_decode_fn)(
    const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, tsri_raster *out, tsr_error *err);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Small limits, so that a run costs microseconds; scaling and tolerance are drawn from the input's last byte. */
tsri_decode_params fuzz_params(const uint8_t *data, size_t size, const tsr_allocator *memory);

/** Decode, and end the program where a promise of codec.h is broken. */
int fuzz_decoder(fuzz_decode_fn decode, const uint8_t *data, size_t size);

/** End the program if the condition does not hold. */
void fuzz_require(bool condition, const char *what);

#endif
