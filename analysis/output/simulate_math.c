/* SPDX-License-Identifier: Apache-2.0
 *
 * Colour, noise and blur of a simulation. sRGB: IEC 61966-2-1; L*a*b*: CIE 15, white D65; random numbers: splitmix64. */
#include <math.h>
#include <string.h>

#include "output/simulate_parts.h"

static const double WHITE_XYZ[3] = {0.95047, 1.0, 1.08883};

double tsri_sim_linear(uint8_t level)
{
    double v = level / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

uint8_t tsri_sim_level(double linear)
{
    double v = fmin(1, fmax(0, linear));
    v = v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1 / 2.4) - 0.055;
    return (uint8_t)(255 * v + 0.5);
}

static double lab_curve(double t)
{
    return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

static double lab_curve_back(double f)
{
    return f > 6.0 / 29 ? f * f * f : (116 * f - 16) * 27 / 24389;
}

void tsri_sim_lab(const double linear[3], double out_lab[3])
{
    double r = linear[0], g = linear[1], b = linear[2];
    double x = lab_curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / WHITE_XYZ[0]);
    double y = lab_curve((0.2126729 * r + 0.7151522 * g + 0.0721750 * b) / WHITE_XYZ[1]);
    double z = lab_curve((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / WHITE_XYZ[2]);
    out_lab[0] = 116 * y - 16;
    out_lab[1] = 500 * (x - y);
    out_lab[2] = 200 * (y - z);
}

void tsri_sim_from_lab(const double lab[3], double out_linear[3])
{
    double fy = (lab[0] + 16) / 116;
    double x = WHITE_XYZ[0] * lab_curve_back(fy + lab[1] / 500), y = lab_curve_back(fy),
           z = WHITE_XYZ[2] * lab_curve_back(fy - lab[2] / 200);
    double rgb[3] = {3.2404542 * x - 1.5371385 * y - 0.4985314 * z, -0.9692660 * x + 1.8760108 * y + 0.0415560 * z,
                     0.0556434 * x - 0.2040259 * y + 1.0572252 * z};
    for (int c = 0; c < 3; c++) {
        out_linear[c] = fmin(1, fmax(0, rgb[c]));
    }
}

uint64_t tsri_sim_hash(uint64_t seed, uint64_t n)
{
    uint64_t z = seed + (n + 1) * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

double tsri_sim_random(uint64_t *state)
{
    *state = tsri_sim_hash(*state, 0);
    return (double)(*state >> 11) / 9007199254740992.0; /* 2^53 */
}

static double lattice(uint64_t seed, int64_t x, int64_t y)
{
    uint64_t h = tsri_sim_hash(tsri_sim_hash(seed, (uint64_t)x), (uint64_t)y);
    return (double)(h >> 11) / 4503599627370496.0 - 1; /* 2^52 */
}

double tsri_sim_noise(uint64_t seed, double x, double y)
{
    double fx = floor(x), fy = floor(y), tx = x - fx, ty = y - fy;
    int64_t ix = (int64_t)fx, iy = (int64_t)fy;
    tx = tx * tx * (3 - 2 * tx);
    ty = ty * ty * (3 - 2 * ty);
    double above = lattice(seed, ix, iy) * (1 - tx) + lattice(seed, ix + 1, iy) * tx;
    double below = lattice(seed, ix, iy + 1) * (1 - tx) + lattice(seed, ix + 1, iy + 1) * tx;
    return above * (1 - ty) + below * ty;
}

/* Running mean along a row. */
static void blur_row(const float *in, float *out, int32_t count, int32_t radius)
{
    double sum = 0, scale = 1.0 / (2 * radius + 1);
    for (int32_t i = -radius; i <= radius; i++) {
        sum += (double)in[i < 0 ? 0 : i >= count ? count - 1 : i];
    }
    for (int32_t i = 0; i < count; i++) {
        out[i] = (float)(sum * scale);
        int32_t next = i + radius + 1, last = i - radius;
        sum += (double)in[next >= count ? count - 1 : next] - (double)in[last < 0 ? 0 : last];
    }
}

/* The same down all columns at once, row by row, as memory lies; sums live on the stack, a block of columns at a time. */
static void blur_columns(const float *in, float *out, int32_t width, int32_t height, int32_t radius)
{
    enum { BLOCK = 512 };
    double sums[BLOCK], scale = 1.0 / (2 * radius + 1);
    for (int32_t x0 = 0; x0 < width; x0 += BLOCK) {
        int32_t columns = width - x0 < BLOCK ? width - x0 : BLOCK;
        memset(sums, 0, sizeof sums);
        for (int32_t j = -radius; j <= radius; j++) {
            const float *row = in + (size_t)(j < 0 ? 0 : j >= height ? height - 1 : j) * (size_t)width + x0;
            for (int32_t x = 0; x < columns; x++) {
                sums[x] += (double)row[x];
            }
        }
        for (int32_t y = 0; y < height; y++) {
            int32_t next = y + radius + 1 >= height ? height - 1 : y + radius + 1, last = y - radius < 0 ? 0 : y - radius;
            const float *add = in + (size_t)next * (size_t)width + x0, *drop = in + (size_t)last * (size_t)width + x0;
            float *row = out + (size_t)y * (size_t)width + x0;
            for (int32_t x = 0; x < columns; x++) {
                row[x] = (float)(sums[x] * scale);
                sums[x] += (double)add[x] - (double)drop[x];
            }
        }
    }
}

void tsri_sim_box_blur(float *plane, float *scratch, int32_t width, int32_t height, int32_t radius)
{
    for (int32_t y = 0; y < height; y++) {
        blur_row(plane + (size_t)y * (size_t)width, scratch + (size_t)y * (size_t)width, width, radius);
    }
    blur_columns(scratch, plane, width, height, radius);
}

double tsri_sim_session_share(int32_t session, int32_t sessions)
{
    double t = 3.0 * session / sessions; /* of a course of three */
    return t <= 1 ? 0.3 * t : t <= 2 ? 0.3 + 0.4 * (t - 1) : 0.7 + 0.3 * (t - 2);
}
