/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "output/mask_read.h"
#include "tonsure/exchange.h"

/* Set the bits of one label's plane, whose first bit is number `bit` of all. */
static void set_plane(const tsri_image *mask, tsr_label label, uint64_t bit, uint8_t *bytes)
{
    for (int32_t y = 0; y < mask->height_px; y++) {
        const uint8_t *row = tsri_image_row(mask, y);
        for (int32_t x = 0; x < mask->width_px; x++, bit++) {
            bytes[bit / 8] |= (uint8_t)((row[x] == label) << bit % 8);
        }
    }
}

tsr_status tsr_mask_bits_format(const tsr_allocator *allocator,
                                const uint8_t *png,
                                size_t png_bytes,
                                const tsr_label *labels,
                                size_t label_count,
                                tsr_mask_bits *out,
                                tsr_error *err)
{
    const tsr_allocator *memory = allocator ? allocator : tsri_memory_default();
    tsri_raster raster;
    *out = (tsr_mask_bits){0};
    tsr_status st = tsri_mask_read(memory, png, png_bytes, &raster, err);
    if (st != TSR_OK) {
        return st;
    }
    const uint64_t plane = (uint64_t)raster.pixels.width_px * (uint64_t)raster.pixels.height_px;
    if (label_count < 1 || label_count > TSR_LABEL_COUNT) {
        st = tsri_fail(err, TSR_E_INVALID_ARG, "%zu labels of a mask, not 1 to %d", label_count, TSR_LABEL_COUNT);
        goto done;
    }
    out->size_bytes = (size_t)((plane * label_count + 7) / 8);
    TSRI_TRY(tsri_alloc_zero(memory, out->size_bytes, 1, &out->bytes, err));
    for (size_t i = 0; i < label_count; i++) {
        set_plane(&raster.pixels, labels[i], i * plane, out->bytes);
    }
    out->width_px = raster.pixels.width_px;
    out->height_px = raster.pixels.height_px;
done:
    tsri_raster_release(&raster);
    return st;
}
