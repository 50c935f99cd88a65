/* SPDX-License-Identifier: Apache-2.0 */
#include "image/tiff_samples.h"

#include <string.h>

void tsri_tiff_palette(const uint16_t *red, const uint16_t *green, const uint16_t *blue, size_t count, uint8_t *out_rgb)
{
    unsigned highest = 0;
    for (size_t i = 0; i < count; i++) {
        highest |= (unsigned)red[i] | green[i] | blue[i];
    }
    const unsigned divisor = highest > 255 ? 257 : 1; /* some writers put 8-bit values into the 16-bit map */
    for (size_t i = 0; i < count; i++) {
        out_rgb[3 * i] = (uint8_t)(red[i] / divisor);
        out_rgb[3 * i + 1] = (uint8_t)(green[i] / divisor);
        out_rgb[3 * i + 2] = (uint8_t)(blue[i] / divisor);
    }
}

static uint8_t from_unit(double value)
{
    return (uint8_t)(value >= 1 ? 255 : value > 0 ? value * 255 + 0.5 : 0); /* a NaN fails both comparisons */
}

/* Sample i of a row, as stored; integers of more than 8 bits are brought to 8. */
static inline uint8_t sample_at(const tsri_tiff_layout *layout, const uint8_t *in, size_t i)
{
    switch (layout->bits) {
    case 8:
        return in[i];
    case 16: {
        uint16_t value;
        memcpy(&value, in + 2 * i, sizeof value);
        return (uint8_t)((value + 128u) / 257u);
    }
    case 32:
        if (layout->is_float) {
            float value;
            memcpy(&value, in + 4 * i, sizeof value);
            return from_unit((double)value);
        } else {
            uint32_t value;
            memcpy(&value, in + 4 * i, sizeof value);
            return (uint8_t)(value >> 24);
        }
    case 64: {
        double value;
        memcpy(&value, in + 8 * i, sizeof value);
        return from_unit(value);
    }
    default: { /* 1, 2 or 4: the first sample in the highest bits */
        const size_t bits = (size_t)layout->bits, bit = i * bits;
        return (uint8_t)((in[bit / 8] >> (8 - bits - bit % 8)) & ((1u << bits) - 1));
    }
    }
}

/* The whole range of a sample on 0 to 255. */
static inline uint8_t level_at(const tsri_tiff_layout *layout, const uint8_t *in, size_t i)
{
    const unsigned value = sample_at(layout, in, i);
    return (uint8_t)(layout->bits < 8 ? value * (255u / ((1u << layout->bits) - 1)) : value);
}

size_t tsri_tiff_row_bytes(const tsri_tiff_layout *layout, bool planar, int32_t width_px)
{
    const size_t samples = (size_t)width_px * (size_t)(planar ? 1 : layout->samples);
    return (samples * (size_t)layout->bits + 7) / 8;
}

void tsri_tiff_take_plane(const tsri_tiff_layout *layout, const uint8_t *in, int32_t width_px, int32_t plane, uint8_t *out)
{
    const size_t channels = (size_t)layout->channels;
    if (layout->palette_rgb) {
        for (size_t x = 0; x < (size_t)width_px; x++) {
            memcpy(out + 3 * x, layout->palette_rgb + 3 * (size_t)sample_at(layout, in, x), 3);
        }
        return;
    }
    const unsigned flip = layout->inverted && plane == 0 ? 255 : 0;
    for (size_t x = 0; x < (size_t)width_px; x++) {
        out[x * channels + (size_t)plane] = (uint8_t)(level_at(layout, in, x) ^ flip);
    }
}

void tsri_tiff_take_row(const tsri_tiff_layout *layout, const uint8_t *in, int32_t width_px, uint8_t *out)
{
    const size_t samples = (size_t)layout->samples, channels = (size_t)layout->channels;
    if (layout->palette_rgb) {
        for (size_t x = 0; x < (size_t)width_px; x++) {
            memcpy(out + 3 * x, layout->palette_rgb + 3 * (size_t)sample_at(layout, in, x * samples), 3);
        }
        return;
    }
    if (layout->bits == 8 && samples == channels && !layout->inverted) {
        memcpy(out, in, (size_t)width_px * channels); /* nearly every file */
        return;
    }
    for (size_t x = 0; x < (size_t)width_px; x++) {
        for (size_t c = 0; c < channels; c++) {
            const unsigned flip = layout->inverted && c == 0 ? 255 : 0;
            out[x * channels + c] = (uint8_t)(level_at(layout, in, x * samples + c) ^ flip);
        }
    }
}
