/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_image.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/memory_probe.h"

void fuzz_require(bool condition, const char *what)
{
    if (!condition) {
        (void)fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

tsri_decode_params fuzz_params(const uint8_t *data, size_t size, const tsr_allocator *memory)
{
    const uint8_t last = size > 0 ? data[size - 1] : 0;
    return (tsri_decode_params){
        .memory = memory,
        .limits = {.max_file_bytes = 1 << 20,
                   .max_pixels = 1 << 16,
                   .max_decoded_bytes = 1 << 24,
                   .max_pages = 8,
                   .max_side_px = 1 << 12},
        .wanted_long_side_px = last % 4 * 3,
        .allow_truncated = last % 8 >= 4,
    };
}

int fuzz_decoder(fuzz_decode_fn decode, const uint8_t *data, size_t size)
{
    memory_probe probe;
    memory_probe_init(&probe);
    const tsri_decode_params params = fuzz_params(data, size, &probe.allocator);
    tsri_raster raster = {0};
    tsr_error err = {0};
    const tsr_status st = decode(data, size, &params, &raster, &err);
    if (st == TSR_OK) {
        const tsri_image *pixels = &raster.pixels;
        fuzz_require(pixels->channels == 1 || pixels->channels == 3 || pixels->channels == 4, "channels");
        fuzz_require(pixels->width_px >= 1 && pixels->width_px <= raster.width_px, "width");
        fuzz_require(pixels->height_px >= 1 && pixels->height_px <= raster.height_px, "height");
        fuzz_require((int64_t)raster.width_px * raster.height_px <= 1 << 16, "limit");
        fuzz_require(raster.orientation >= 1 && raster.orientation <= 8, "orientation");
        tsri_raster_release(&raster);
    } else {
        fuzz_require(err.code == st && err.message[0] != 0, "message");
        fuzz_require(raster.pixels.data == NULL, "output on failure");
    }
    fuzz_require(probe.live_count == 0, "memory is given back");
    return 0;
}
