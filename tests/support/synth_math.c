/* SPDX-License-Identifier: Apache-2.0
 * Vectors and noise of the head generator. */
#include <math.h>

#include "support/synth_model.h"

vec3 vec3_cross(vec3 a, vec3 b)
{
    return (vec3){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

vec3 vec3_unit(vec3 a)
{
    const double length = sqrt(vec3_dot(a, a));
    return length > 0 ? vec3_scale(a, 1 / length) : (vec3){0, 0, 1};
}

double synth_step(double low, double high, double value)
{
    const double t = synth_clamp((value - low) / (high - low), 0, 1);
    return t * t * (3 - 2 * t);
}

double synth_hash(int32_t a, int32_t b, uint32_t seed)
{
    uint32_t h = (uint32_t)a * 0x9E3779B1u ^ (uint32_t)b * 0x85EBCA77u ^ seed * 0xC2B2AE3Du;
    h ^= h >> 15;
    h *= 0x2C1B3C6Du;
    h ^= h >> 12;
    h *= 0x297A2D39u;
    h ^= h >> 15;
    return h * (1.0 / 4294967296.0);
}

double synth_noise(vec3 p, uint32_t seed)
{
    const double fx = floor(p.x), fy = floor(p.y), fz = floor(p.z);
    const int32_t x = (int32_t)fx, y = (int32_t)fy, z = (int32_t)fz;
    const double tx = synth_step(0, 1, p.x - fx), ty = synth_step(0, 1, p.y - fy), tz = synth_step(0, 1, p.z - fz);
    double layer[2];
    for (int k = 0; k < 2; k++) {
        const uint32_t s = seed + (uint32_t)(z + k) * 0x27D4EB2Fu;
        const double a = synth_hash(x, y, s), b = synth_hash(x + 1, y, s);
        const double c = synth_hash(x, y + 1, s), d = synth_hash(x + 1, y + 1, s);
        const double low = a + (b - a) * tx, high = c + (d - c) * tx;
        layer[k] = low + (high - low) * ty;
    }
    return layer[0] + (layer[1] - layer[0]) * tz;
}
