/* SPDX-License-Identifier: Apache-2.0 */
#include "output/mask_read.h"

#include "base/fail.h"
#include "image/decode.h"

static tsr_status check_codes(const tsri_image *mask, tsr_error *err)
{
    for (int32_t y = 0; y < mask->height_px; y++) {
        const uint8_t *row = tsri_image_row(mask, y);
        for (int32_t x = 0; x < mask->width_px; x++) {
            if (row[x] >= TSR_LABEL_COUNT) {
                return tsri_fail(err, TSR_E_FORMAT, "code %d is none of a mask", row[x]);
            }
        }
    }
    return TSR_OK;
}

tsr_status tsri_mask_read(const tsr_allocator *memory, const uint8_t *png, size_t png_bytes, tsri_raster *out, tsr_error *err)
{
    const tsri_decode_params params = {.memory = memory, .limits = tsri_limits_default((tsr_limits){0})};
    *out = (tsri_raster){0};
    if (tsri_format_sniff(png, png_bytes) != TSRI_FORMAT_PNG) {
        return tsri_fail(err, TSR_E_FORMAT, "no PNG");
    }
    tsr_status st = tsri_png_decode(png, png_bytes, &params, out, err);
    if (st != TSR_OK) {
        return st;
    }
    st = out->pixels.channels == 1 ? check_codes(&out->pixels, err)
                                   : tsri_fail(err, TSR_E_FORMAT, "a mask has one channel, not %d", (int)out->pixels.channels);
    if (st != TSR_OK) {
        tsri_raster_release(out);
    }
    return st;
}
