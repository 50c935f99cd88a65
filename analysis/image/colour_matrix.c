/* SPDX-License-Identifier: Apache-2.0
 * light = curve(level); XYZ (D50) = colorants x light; sRGB light = matrix x XYZ; level = sRGB curve(light), by table.
 * ICC.1:2010, annex F.3; relative colorimetric, for which a matrix profile needs no adaptation or black point. */
#include "image/colour_matrix.h"

#include <math.h>
#include <string.h>

/* XYZ relative to D50 to linear sRGB, Bradford-adapted: the inverse of the sRGB profile's colorants (lindbloom.com,
 * "RGB/XYZ matrices"). */
static const double XYZ_TO_SRGB[3][3] = {
    {3.1338561, -1.6168667, -0.4906146}, {-0.9787684, 1.9161415, 0.0334540}, {0.0719453, -0.2289914, 1.4052427}};

/* IEC 61966-2-1. */
static double srgb_encoded(double light)
{
    return light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055;
}

/* Clamped to 0 to 1; a NaN, which a hostile curve can make, is 0. */
static float clamped(double value)
{
    return (float)(value >= 1 ? 1 : value > 0 ? value : 0);
}

static bool has_tables(cmsHPROFILE profile)
{
    return cmsIsTag(profile, cmsSigAToB0Tag) || cmsIsTag(profile, cmsSigAToB1Tag) || cmsIsTag(profile, cmsSigDToB0Tag) ||
           cmsIsTag(profile, cmsSigDToB1Tag);
}

bool tsri_colour_matrix_init(tsri_colour_matrix *matrix, cmsHPROFILE profile)
{
    static const cmsTagSignature CURVES[3] = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
    static const cmsTagSignature COLORANTS[3] = {cmsSigRedColorantTag, cmsSigGreenColorantTag, cmsSigBlueColorantTag};
    if (!cmsIsMatrixShaper(profile) || cmsGetColorSpace(profile) != cmsSigRgbData || cmsGetPCS(profile) != cmsSigXYZData ||
        has_tables(profile)) {
        return false;
    }
    for (int c = 0; c < 3; c++) {
        const cmsToneCurve *curve = cmsReadTag(profile, CURVES[c]);
        const cmsCIEXYZ *colorant = cmsReadTag(profile, COLORANTS[c]);
        if (!curve || !colorant) {
            return false;
        }
        for (int level = 0; level < 256; level++) {
            matrix->linear[c][level] = clamped((double)cmsEvalToneCurveFloat(curve, (cmsFloat32Number)level / 255));
        }
        for (int row = 0; row < 3; row++) {
            const double *to = XYZ_TO_SRGB[row];
            matrix->to_srgb[row][c] = (float)(to[0] * colorant->X + to[1] * colorant->Y + to[2] * colorant->Z);
        }
    }
    for (int i = 0; i <= TSRI_ENCODED_STEPS; i++) {
        matrix->encoded[i] = (uint8_t)(255 * srgb_encoded(i / (double)TSRI_ENCODED_STEPS) + 0.5);
    }
    return true;
}

static inline uint8_t level_of(const uint8_t *encoded, float light)
{
    light = light > 0 ? light : 0;
    light = light < 1 ? light : 1;
    return encoded[(int)(light * TSRI_ENCODED_STEPS + 0.5f)];
}

/* The matrix is copied first: a store through uint8_t may alias it, and it would be read again for each byte. */
void tsri_colour_matrix_apply(const tsri_colour_matrix *matrix, const uint8_t *in, uint8_t *out, size_t count)
{
    float m[3][3];
    memcpy(m, matrix->to_srgb, sizeof m);
    for (size_t i = 0; i < count; i++, in += 3, out += 3) {
        const float red = matrix->linear[0][in[0]], green = matrix->linear[1][in[1]], blue = matrix->linear[2][in[2]];
        const uint8_t first = level_of(matrix->encoded, m[0][0] * red + m[0][1] * green + m[0][2] * blue);
        const uint8_t second = level_of(matrix->encoded, m[1][0] * red + m[1][1] * green + m[1][2] * blue);
        const uint8_t third = level_of(matrix->encoded, m[2][0] * red + m[2][1] * green + m[2][2] * blue);
        out[0] = first;
        out[1] = second;
        out[2] = third;
    }
}
