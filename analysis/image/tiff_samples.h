/* SPDX-License-Identifier: Apache-2.0
 * image/tiff_samples.h - a row of TIFF samples of any width to 8-bit channels. No libtiff here. */
#ifndef TSRI_TIFF_SAMPLES_H
#define TSRI_TIFF_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct tsri_tiff_layout {
    int bits;             /* of a sample: 1, 2, 4, 8, 16 or 32 integer, 32 or 64 float */
    int32_t samples;      /* of a stored pixel */
    int32_t taken;        /* the first so many are colours and alpha; the others are skipped */
    int32_t channels;     /* of the result: taken, or 3 for a palette */
    bool is_float;        /* 0 to 1; beyond that clamped, not a number = 0 */
    bool inverted;        /* min-is-white: sample 0 is inverted */
    uint8_t *palette_rgb; /* 256 x 3; NULL unless samples are indices */
} tsri_tiff_layout;

enum { TSRI_TIFF_PALETTE_COUNT = 256 };

/** A colour map of count entries, at most TSRI_TIFF_PALETTE_COUNT, as 8-bit RGB. */
void tsri_tiff_palette(const uint16_t *red, const uint16_t *green, const uint16_t *blue, size_t count, uint8_t *out_rgb);

/** Bytes of a row of so many pixels, interleaved or of one plane. */
size_t tsri_tiff_row_bytes(const tsri_tiff_layout *layout, bool planar, int32_t width_px);

/** An interleaved row, in the machine's byte order: width_px x channels bytes out. */
void tsri_tiff_take_row(const tsri_tiff_layout *layout, const uint8_t *in, int32_t width_px, uint8_t *out);

/** A row of sample `plane` alone, into its channel of width_px pixels. */
void tsri_tiff_take_plane(const tsri_tiff_layout *layout, const uint8_t *in, int32_t width_px, int32_t plane, uint8_t *out);

#endif
