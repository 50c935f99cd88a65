/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int orientation = tsri_exif_orientation(data, size);
    fuzz_require(orientation >= 1 && orientation <= 8, "orientation");
    return 0;
}
