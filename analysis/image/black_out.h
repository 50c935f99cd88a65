/* SPDX-License-Identifier: Apache-2.0
 * image/black_out.h - a part of a picture made black. */
#ifndef TSRI_BLACK_OUT_H
#define TSRI_BLACK_OUT_H

#include "image/image.h"
#include "tonsure/result.h"

/**
 * Black out a bar; what of it lies outside the picture is left out.
 *
 * @param picture  any channels; changed
 * @param bar      in the pixels of the photo that the picture shows
 * @param kx, ky   picture px a photo px, > 0
 * Cost: O(pixels of the bar).
 */
void tsri_black_out(const tsri_image *picture, const tsr_bar *bar, double kx, double ky);

#endif
