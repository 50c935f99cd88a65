/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/salt.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Share of the scalp that each region stands for (Olsen 2004): docs/measurement.md 11. They add to 1. */
static const double WEIGHTS[TSR_SALT_REGION_COUNT] = {
    [TSR_SALT_TOP] = 0.40, [TSR_SALT_BACK] = 0.24, [TSR_SALT_LEFT] = 0.18, [TSR_SALT_RIGHT] = 0.18};

/* Steps in which a score is read: 1 / 10 per cent. A class is that of the rounded score, so it never disagrees with the number
 * beside it, and "nothing" and "all" do not ask for a share of exactly 0 or 1. */
static const double STEPS_PER_PERCENT = 10;

struct band {
    double end_percent; /* the first score above the band */
    const char *name;
};

/* Subgroups, half open. */
static const struct band CLASSES[] = {{0.1, "S0"}, {25, "S1"}, {50, "S2"}, {75, "S3"}, {100, "S4"}, {INFINITY, "S5"}};

/* AA-IGA. Its bands are of whole numbers. 20 is kept as the last of "limited", since trials count SALT <= 20 as success; between
 * 49 and 50, and between 94 and 95, the worse band begins at its own first number. */
static const struct band SEVERITIES[] = {
    {0.1, "none"}, {20.1, "limited"}, {50, "moderate"}, {95, "severe"}, {INFINITY, "very severe"}};

static const char *band_of(const struct band *bands, double percent)
{
    const double step = round(percent * STEPS_PER_PERCENT);
    while (step >= round(bands->end_percent * STEPS_PER_PERCENT)) {
        bands++;
    }
    return bands->name;
}

static double clamped_percent(double fraction)
{
    return 100 * fmin(1, fmax(0, fraction));
}

static tsr_quantity region_percent(const tsr_quantity *bare_fraction)
{
    tsr_quantity region = {0, 0, 100, false};
    if (bare_fraction->known && isfinite(bare_fraction->value)) {
        region.known = true;
        region.value = clamped_percent(bare_fraction->value);
        /* A bound that is no number says nothing, and the whole range is left. */
        region.lo = isfinite(bare_fraction->lo) ? fmin(region.value, clamped_percent(bare_fraction->lo)) : 0;
        region.hi = isfinite(bare_fraction->hi) ? fmax(region.value, clamped_percent(bare_fraction->hi)) : 100;
    }
    return region;
}

tsr_salt tsri_salt_compute(const tsr_quantity bare_fraction[TSR_SALT_REGION_COUNT])
{
    tsr_salt salt;
    double score = 0, missing = 0, below = 0, above = 0;
    memset(&salt, 0, sizeof salt);
    for (int i = 0; i < TSR_SALT_REGION_COUNT; i++) {
        const tsr_quantity r = salt.regions[i] = region_percent(&bare_fraction[i]);
        if (!r.known) {
            missing += 100 * WEIGHTS[i];
            continue;
        }
        salt.known = true;
        score += WEIGHTS[i] * r.value;
        /* Each region is read off a photo of its own, with light, focus and outline of its own: the errors are taken as
         * independent, and their squares add. */
        below += pow(WEIGHTS[i] * (r.value - r.lo), 2);
        above += pow(WEIGHTS[i] * (r.hi - r.value), 2);
    }
    salt.lo = fmax(0, score - sqrt(below));
    salt.hi = fmin(100, score + sqrt(above) + missing);
    if (missing == 0) {
        salt.score = (tsr_quantity){fmin(100, score), salt.lo, salt.hi, true};
    }
    const double least = salt.score.known ? score : salt.lo, most = salt.score.known ? score : salt.hi;
    const char *class_name = band_of(CLASSES, least), *severity = band_of(SEVERITIES, least);
    salt.class_name = class_name == band_of(CLASSES, most) ? class_name : NULL;
    salt.severity = severity == band_of(SEVERITIES, most) ? severity : NULL;
    return salt;
}

double tsri_salt_region_percent(tsr_view_u8 scalp, tsr_view_u8 loss)
{
    int64_t region_px = 0, bare_px = 0;
    if (scalp.width_px != loss.width_px || scalp.height_px != loss.height_px) {
        return -1;
    }
    for (int32_t y = 0; y < scalp.height_px; y++) {
        const uint8_t *s = scalp.data + (size_t)y * scalp.stride_bytes, *l = loss.data + (size_t)y * loss.stride_bytes;
        for (int32_t x = 0; x < scalp.width_px; x++) {
            region_px += s[x] != 0;
            bare_px += s[x] != 0 && l[x] != 0;
        }
    }
    return region_px > 0 ? 100.0 * (double)bare_px / (double)region_px : -1;
}
