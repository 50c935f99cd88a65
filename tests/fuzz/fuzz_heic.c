/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_decoder(tsri_heic_decode, data, size);
}
