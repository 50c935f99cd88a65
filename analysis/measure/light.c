/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/light.h"

#include <math.h>
#include <string.h>

enum { LEVELS = 256, CLIPPED_LEVEL = 252, GLARE_LEVEL = 235, GLARE_MAX_COLOUR = 40, CHANNELS = 3 };

/* Where a score falls from 1 to 0: docs/measurement.md 7. */
static const double HIGHLIGHT_GOOD = 130, HIGHLIGHT_NONE = 30, RANGE_GOOD = 70, RANGE_NONE = 10, CLIPPED_ALL = 0.4;

/* Share of the head's pixels below which a class has no colour worth comparing, and no glare. */
static const double LEAST_CLASS_FRAC = 0.05;

typedef struct sums {
    int64_t histogram[LEVELS], count[TSR_LABEL_COUNT], channel[TSR_LABEL_COUNT][CHANNELS];
    int64_t glare;
} sums;

static void add_pixel(sums *n, uint8_t label, const uint8_t rgb[CHANNELS])
{
    uint8_t luma = tsri_luma(rgb), most = rgb[0], least = rgb[0];
    for (int c = 0; c < CHANNELS; c++) {
        most = rgb[c] > most ? rgb[c] : most;
        least = rgb[c] < least ? rgb[c] : least;
        n->channel[label][c] += rgb[c];
    }
    n->histogram[luma]++;
    n->count[label]++;
    n->glare += label == TSR_LABEL_SCALP && luma >= GLARE_LEVEL && most - least <= GLARE_MAX_COLOUR;
}

static int percentile(const int64_t histogram[LEVELS], int64_t total, double share)
{
    int64_t below = 0;
    for (int level = 0; level < LEVELS; level++) {
        below += histogram[level];
        if ((double)below >= share * (double)total) {
            return level;
        }
    }
    return LEVELS - 1;
}

static double lab_f(double t)
{
    return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

/* CIE L*a*b* of a mean sRGB colour, D65. */
static void mean_lab(const sums *n, int label, double lab[3])
{
    static const double XYZ[3][3] = {/* IEC 61966-2-1, rows over the white point */
                                     {0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505},
                                     {0.2126, 0.7152, 0.0722},
                                     {0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089}};
    double lin[CHANNELS], f[3];
    for (int c = 0; c < CHANNELS; c++) {
        double v = (double)n->channel[label][c] / (double)n->count[label] / (LEVELS - 1);
        lin[c] = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
    }
    for (int i = 0; i < 3; i++) {
        f[i] = lab_f(XYZ[i][0] * lin[0] + XYZ[i][1] * lin[1] + XYZ[i][2] * lin[2]);
    }
    lab[0] = 116 * f[1] - 16;
    lab[1] = 500 * (f[0] - f[1]);
    lab[2] = 200 * (f[1] - f[2]);
}

static double contrast(const sums *n, double least)
{
    double hair[3], other[3];
    int label = (double)n->count[TSR_LABEL_SCALP] >= least ? TSR_LABEL_SCALP : TSR_LABEL_SKIN;
    if (n->count[TSR_LABEL_HAIR] == 0 || (double)n->count[TSR_LABEL_HAIR] < least || n->count[label] == 0 ||
        (double)n->count[label] < least) {
        return -1;
    }
    mean_lab(n, TSR_LABEL_HAIR, hair);
    mean_lab(n, label, other);
    return sqrt(pow(hair[0] - other[0], 2) + pow(hair[1] - other[1], 2) + pow(hair[2] - other[2], 2));
}

static double ramp(double value, double none, double good)
{
    return fmin(1, fmax(0, (value - none) / (good - none)));
}

tsri_light tsri_light_measure(const tsri_sample *s, const tsri_framing *f)
{
    sums n;
    tsri_light light = {.contrast_lab = -1};
    memset(&n, 0, sizeof n);
    for (int32_t y = f->y0; y < f->y1; y++) {
        const uint8_t *rgb = s->rgb.data + (size_t)y * s->rgb.stride_bytes;
        const uint8_t *labels = s->labels.data + (size_t)y * s->labels.stride_bytes;
        for (int32_t x = f->x0; x < f->x1; x++) {
            if (labels[x] > TSR_LABEL_BACKGROUND && labels[x] < TSR_LABEL_COUNT) {
                add_pixel(&n, labels[x], rgb + (ptrdiff_t)x * CHANNELS);
            }
        }
    }
    int64_t total = n.count[TSR_LABEL_HAIR] + n.count[TSR_LABEL_SKIN] + n.count[TSR_LABEL_SCALP], clipped = 0;
    if (total == 0) {
        return light;
    }
    for (int level = CLIPPED_LEVEL; level < LEVELS; level++) {
        clipped += n.histogram[level];
    }
    double least = LEAST_CLASS_FRAC * (double)total;
    light.highlight = percentile(n.histogram, total, 0.98);
    light.range = light.highlight - percentile(n.histogram, total, 0.02);
    light.clipped_frac = (double)clipped / (double)total;
    if (n.count[TSR_LABEL_SCALP] > 0 && (double)n.count[TSR_LABEL_SCALP] >= least) {
        light.glare_fraction = (double)n.glare / (double)n.count[TSR_LABEL_SCALP];
    }
    light.exposure = fmin(fmin(ramp(light.highlight, HIGHLIGHT_NONE, HIGHLIGHT_GOOD), ramp(light.range, RANGE_NONE, RANGE_GOOD)),
                          ramp(light.clipped_frac, CLIPPED_ALL, 0));
    light.contrast_lab = contrast(&n, least);
    return light;
}
