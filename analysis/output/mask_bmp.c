/* SPDX-License-Identifier: Apache-2.0
 * A mask as a BMP of the oldest kind (a header of 40 bytes, 256 grays, rows from the bottom), which every program reads. */
#include <string.h>

#include "base/fail.h"
#include "output/mask_read.h"
#include "tonsure/exchange.h"

enum { FILE_HEADER_BYTES = 14, INFO_HEADER_BYTES = 40, PALETTE_ENTRIES = 256, PIXELS_PER_M = 2835 };

static void put_u32(uint8_t *to, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        to[i] = (uint8_t)(value >> 8 * i);
    }
}

static void put_header(uint8_t *to, const tsri_image *mask, uint32_t size_bytes, uint32_t pixels_at)
{
    memset(to, 0, pixels_at);
    memcpy(to, "BM", 2);
    put_u32(to + 2, size_bytes);
    put_u32(to + 10, pixels_at);
    put_u32(to + 14, INFO_HEADER_BYTES);
    put_u32(to + 18, (uint32_t)mask->width_px);
    put_u32(to + 22, (uint32_t)mask->height_px);
    to[26] = 1; /* plane */
    to[28] = 8; /* bits a pixel */
    put_u32(to + 38, PIXELS_PER_M);
    put_u32(to + 42, PIXELS_PER_M);
    for (uint32_t gray = 0; gray < PALETTE_ENTRIES; gray++) {
        put_u32(to + FILE_HEADER_BYTES + INFO_HEADER_BYTES + 4 * gray, gray * 0x010101);
    }
}

static tsr_status
format(const tsri_image *mask, const tsr_allocator *memory, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    const size_t stride = ((size_t)mask->width_px + 3) / 4 * 4,
                 pixels_at = FILE_HEADER_BYTES + INFO_HEADER_BYTES + 4 * PALETTE_ENTRIES;
    const size_t size_bytes = pixels_at + stride * (size_t)mask->height_px; /* sides are at most 65,000 */
    uint8_t *bytes = NULL;
    if (size_bytes > UINT32_MAX) {
        return tsri_fail(err, TSR_E_LIMIT, "a mask of %d x %d px is too large for a bmp", (int)mask->width_px,
                         (int)mask->height_px);
    }
    tsr_status st = tsri_alloc_zero(memory, size_bytes, 1, &bytes, err);
    if (st != TSR_OK) {
        return st;
    }
    put_header(bytes, mask, (uint32_t)size_bytes, (uint32_t)pixels_at);
    for (int32_t y = 0; y < mask->height_px; y++) {
        const uint8_t *from = tsri_image_row(mask, mask->height_px - 1 - y);
        uint8_t *to = bytes + pixels_at + (size_t)y * stride;
        for (int32_t x = 0; x < mask->width_px; x++) {
            to[x] = (uint8_t)(from[x] * TSR_MASK_BMP_STEP);
        }
    }
    *out_bytes = bytes;
    *out_size_bytes = size_bytes;
    return TSR_OK;
}

tsr_status tsr_mask_bmp_format(const tsr_allocator *allocator,
                               const uint8_t *png,
                               size_t png_bytes,
                               uint8_t **out_bytes,
                               size_t *out_size_bytes,
                               tsr_error *err)
{
    const tsr_allocator *memory = allocator ? allocator : tsri_memory_default();
    tsri_raster raster;
    *out_bytes = NULL;
    *out_size_bytes = 0;
    tsr_status st = tsri_mask_read(memory, png, png_bytes, &raster, err);
    if (st != TSR_OK) {
        return st;
    }
    st = format(&raster.pixels, memory, out_bytes, out_size_bytes, err);
    tsri_raster_release(&raster);
    return st;
}
