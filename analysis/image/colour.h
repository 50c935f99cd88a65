/* SPDX-License-Identifier: Apache-2.0
 * image/colour.h - any file's colours to sRGB. */
#ifndef TSRI_COLOUR_H
#define TSRI_COLOUR_H

#include "image/image.h"

/**
 * Convert gray, RGB or CMYK (0 = no ink) to 3-channel sRGB.
 *
 * Method   Embedded profile, relative colorimetric with black point compensation: by colour_matrix.c if it is curves and a
 *          matrix, else by lcms2. A profile that moves no probe colour by more than one level is sRGB in effect and leaves the
 *          pixels as they are (note 1). Without a profile gray and RGB are taken as sRGB and CMYK by
 *          R = (255 - C)(255 - K) / 255.
 *
 * @param image        1, 3 or 4 channels; replaced by 3 channels; untouched on failure
 * @param icc          profile of icc_bytes, NULL if none
 * @param out_applied  a profile was there and was honoured
 * @return TSR_OK; TSR_E_NOMEM
 * @note (1) A profile that is broken, or is for another number of channels, is taken as none: cameras and editors write such
 *           files, and their pixels are good. The exception is an RGB profile on a gray image, which is honoured.
 *       (2) lcms state lives in a context of this call only: safe in any number of threads. Cost: O(pixels).
 */
TSR_NODISCARD tsr_status
tsri_colour_to_srgb(tsri_image *image, const uint8_t *icc, size_t icc_bytes, bool *out_applied, tsr_error *err);

/** Chromaticities of an RGB space: white, then red, green and blue, each x and y. */
typedef struct tsri_primaries {
    double white[2], red[2], green[2], blue[2];
} tsri_primaries;

/**
 * An ICC profile for primaries given by number, with the sRGB tone curve. *out_icc is the caller's, NULL if lcms cannot make one.
 *
 * @return TSR_OK; TSR_E_NOMEM
 */
TSR_NODISCARD tsr_status tsri_colour_profile(
    const tsri_primaries *primaries, const tsr_allocator *memory, uint8_t **out_icc, size_t *out_bytes, tsr_error *err);

#endif
