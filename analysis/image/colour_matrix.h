/* SPDX-License-Identifier: Apache-2.0
 * image/colour_matrix.h - RGB profiles of three curves and a matrix, which is what cameras and phones embed. */
#ifndef TSRI_COLOUR_MATRIX_H
#define TSRI_COLOUR_MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lcms2.h>

enum { TSRI_ENCODED_STEPS = 4095 }; /* a step is 0.8 of a level where the sRGB curve is steepest */

typedef struct tsri_colour_matrix {
    float linear[3][256]; /* light of each level, 0 to 1 */
    float to_srgb[3][3];
    uint8_t encoded[TSRI_ENCODED_STEPS + 1];
} tsri_colour_matrix;

/**
 * Read an RGB profile as curves and a matrix. lcms's transform gives the same within a level and takes three times as long.
 *
 * @return false if the profile is of another kind, among them those that hold tables besides, which come first
 */
bool tsri_colour_matrix_init(tsri_colour_matrix *matrix, cmsHPROFILE profile);

/** count RGB pixels; in and out may be the same. */
void tsri_colour_matrix_apply(const tsri_colour_matrix *matrix, const uint8_t *in, uint8_t *out, size_t count);

#endif
