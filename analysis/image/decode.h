/* SPDX-License-Identifier: Apache-2.0
 * image/decode.h - photo bytes to upright sRGB pixels. */
#ifndef TSRI_DECODE_H
#define TSRI_DECODE_H

#include "image/codec.h"

/** A photo as the analysis sees it. */
typedef struct tsri_photo {
    tsri_image rgb;              /* upright, sRGB, 3 channels; may be smaller than the photo (wanted_long_side_px) */
    int32_t width_px, height_px; /* of the upright photo at full size: every result is in these pixels */
    tsri_format format;
    bool has_icc; /* an embedded profile was applied */
} tsri_photo;

void tsri_photo_release(tsri_photo *photo);

/** Defaults for every field of limits that is 0. */
tsr_limits tsri_limits_default(tsr_limits limits);

/** Format by content, never by name. */
tsri_format tsri_format_sniff(const uint8_t *bytes, size_t size_bytes);

/** "JPEG", "PNG", ... */
const char *tsri_format_name(tsri_format format);

/**
 * Decode, turn upright (EXIF, or the container's own transform), convert to sRGB.
 *
 * @return TSR_OK; TSR_E_FORMAT empty, damaged or cut off; TSR_E_UNSUPPORTED not one of the five formats, or page not there;
 *         TSR_E_LIMIT; TSR_E_NOMEM. Cost: O(decoded pixels).
 */
TSR_NODISCARD tsr_status
tsri_photo_decode(const uint8_t *bytes, size_t size_bytes, const tsri_decode_params *params, tsri_photo *out, tsr_error *err);

#endif
