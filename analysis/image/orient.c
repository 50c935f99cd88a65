/* SPDX-License-Identifier: Apache-2.0 */
#include "image/orient.h"

#include <stddef.h>

/* Both images are walked in squares of this side: a square's rows of either image stay in the first-level cache, where whole
 * columns of a 12 MP image would miss on every pixel. */
enum { SQUARE_PX = 32 };

/* Where the pixel (0, 0) of the result lies in the source, and what one step in x and in y of the result means there. */
typedef struct walk {
    const uint8_t *origin;
    ptrdiff_t step_x, step_y; /* bytes */
} walk;

bool tsri_orientation_swaps(int orientation)
{
    return orientation >= 5 && orientation <= 8;
}

/* EXIF 2.32, tag 0x0112: which side of the scene the stored first row and first column show. */
static walk walk_of(const tsri_image *image, int orientation)
{
    const ptrdiff_t pixel = image->channels, row = pixel * image->width_px;
    const ptrdiff_t right = pixel * (image->width_px - 1), bottom = row * (image->height_px - 1);
    const uint8_t *data = image->data;
    switch (orientation) {
    case 2:
        return (walk){data + right, -pixel, row};
    case 3:
        return (walk){data + right + bottom, -pixel, -row};
    case 4:
        return (walk){data + bottom, pixel, -row};
    case 5:
        return (walk){data, row, pixel};
    case 6:
        return (walk){data + bottom, -row, pixel};
    case 7:
        return (walk){data + right + bottom, -row, -pixel};
    case 8:
        return (walk){data + right, row, -pixel};
    default:
        return (walk){data, pixel, row};
    }
}

/* The steps are copied first: a store through uint8_t may alias them, and they would be read again for each byte. */
static inline __attribute__((always_inline)) void
turn_square(const walk *from, tsri_image *to, int32_t x0, int32_t y0, ptrdiff_t channels)
{
    const int32_t x1 = to->width_px - x0 < SQUARE_PX ? to->width_px : x0 + SQUARE_PX;
    const int32_t y1 = to->height_px - y0 < SQUARE_PX ? to->height_px : y0 + SQUARE_PX;
    const ptrdiff_t step_x = from->step_x;
    for (int32_t y = y0; y < y1; y++) {
        uint8_t *out = tsri_image_row(to, y) + x0 * channels;
        const uint8_t *in = from->origin + x0 * step_x + y * from->step_y;
        for (int32_t x = x0; x < x1; x++, in += step_x, out += channels) {
            for (ptrdiff_t c = 0; c < channels; c++) {
                out[c] = in[c];
            }
        }
    }
}

static void turn(const walk *from, tsri_image *to)
{
    for (int32_t y = 0; y < to->height_px; y += SQUARE_PX) {
        for (int32_t x = 0; x < to->width_px; x += SQUARE_PX) {
            if (to->channels == 3) {
                turn_square(from, to, x, y, 3); /* the constant lets the compiler unroll the copy of a pixel */
            } else {
                turn_square(from, to, x, y, to->channels);
            }
        }
    }
}

tsr_status tsri_orient(tsri_image *image, int orientation, tsr_error *err)
{
    if (orientation < 2 || orientation > 8) {
        return TSR_OK;
    }
    const bool swaps = tsri_orientation_swaps(orientation);
    tsri_image turned;
    tsr_status st = tsri_image_init(&turned, image->memory, swaps ? image->height_px : image->width_px,
                                    swaps ? image->width_px : image->height_px, image->channels, err);
    if (st != TSR_OK) {
        return st;
    }
    const walk from = walk_of(image, orientation);
    turn(&from, &turned);
    tsri_image_release(image);
    *image = turned;
    return TSR_OK;
}
