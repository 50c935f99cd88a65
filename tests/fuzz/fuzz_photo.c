/* SPDX-License-Identifier: Apache-2.0
 * The whole way of a photo: format, limits, decoder, profile, turning. */
#include "fuzz_image.h"
#include "support/memory_probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    memory_probe probe;
    memory_probe_init(&probe);
    const tsri_decode_params params = fuzz_params(data, size, &probe.allocator);
    tsri_photo photo;
    tsr_error err = {0};
    if (tsri_photo_decode(data, size, &params, &photo, &err) == TSR_OK) {
        fuzz_require(photo.rgb.channels == 3, "channels");
        fuzz_require(photo.rgb.width_px <= photo.width_px && photo.rgb.height_px <= photo.height_px, "size");
        tsri_photo_release(&photo);
    } else {
        fuzz_require(err.message[0] != 0, "message");
        fuzz_require(photo.rgb.data == NULL, "output on failure");
    }
    fuzz_require(probe.live_count == 0, "memory is given back");
    return 0;
}
