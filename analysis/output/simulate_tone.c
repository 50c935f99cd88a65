/* SPDX-License-Identifier: Apache-2.0
 *
 * The tone of the treated scalp. A shaved head is skin of which stubble covers a share (Murray and Davies, as in print), so its
 * light is skin (1 - c (1 - pigment / skin)). The pigment has the lightness of the person's own darker hair and most of its
 * chroma, for pigments are shades of grey. Where the hair beside it is clipped, the scalp gets no darker than that. */
#include <math.h>
#include <string.h>

#include "output/simulate_parts.h"

/* Share that stubble covers at full density, dot gain included: chosen on photos of shaved heads (docs/simulation.md 5). */
static const double COVER[TSR_SIMULATION_STYLE_COUNT] = {
    [TSR_SIMULATION_BUZZ] = 0.52,
    [TSR_SIMULATION_DENSITY] = 0.42,
    [TSR_SIMULATION_HAIRLINE] = 0.50,
    [TSR_SIMULATION_SCAR] = 0.78,
};

static const double CHROMA_KEPT = 0.75;
static const double LEAST_CONTRAST_L = 20; /* pigment below skin: grey hair is treated in a darker grey, or nothing would show */
static const double UNKNOWN_HAIR_L_BELOW = 36;       /* pigment below skin where no hair tells */
static const double FRINGE_LONG_RATIO = 0.22;        /* of skin's light: a fringe darker than stubble can be */
static const double DARK_FROM = 0.10, DARK_TO = 0.5; /* quantiles of the hair's levels that are its own colour, not shine */
static const double LEAST_COVER = 0.42;
static const int64_t FEW_PX = 60;
static const double LEAST_BLUR_PX = 0.55, MOST_BLUR_PX = 2.2;

struct histogram {
    int64_t count[3][256], total;
};

static const uint8_t *pixel(const tsri_sim_input *in, const tsri_sim_area *a, int32_t x, int32_t y)
{
    return in->picture.data + (size_t)(y + a->y_px) * in->picture.stride_bytes + (size_t)(x + a->x_px) * 3;
}

static void add_pixel(struct histogram *h, const uint8_t *rgb)
{
    for (int c = 0; c < 3; c++) {
        h->count[c][rgb[c]]++;
    }
    h->total++;
}

/* Mean linear light between two quantiles of each channel. */
static void mean_between(const struct histogram *h, double lo, double hi, double out[3])
{
    for (int c = 0; c < 3; c++) {
        double before = 0, sum = 0, weight = 0;
        for (int v = 0; v < 256; v++) {
            double after = before + (double)h->count[c][v];
            double part = fmin(after, hi * (double)h->total) - fmax(before, lo * (double)h->total);
            if (part > 0) {
                sum += part * tsri_sim_linear((uint8_t)v);
                weight += part;
            }
            before = after;
        }
        out[c] = weight > 0 ? sum / weight : 0;
    }
}

static void gather(const tsri_sim_input *in, const tsri_sim_area *a, struct histogram *skin, struct histogram *hair)
{
    for (int32_t y = 0; y < a->height_px; y++) {
        for (int32_t x = 0; x < a->width_px; x++) {
            size_t i = (size_t)y * (size_t)a->width_px + (size_t)x;
            bool bare = a->labels[i] == TSR_LABEL_SCALP || a->labels[i] == TSR_LABEL_SKIN;
            if (bare && (a->labels[i] == TSR_LABEL_SKIN || a->seen[i] > 0.9F)) {
                add_pixel(skin, pixel(in, a, x, y));
            } else if (a->labels[i] == TSR_LABEL_HAIR && a->seen[i] < 0.2F) {
                add_pixel(hair, pixel(in, a, x, y));
            }
        }
    }
}

static double luminance(const double linear[3])
{
    return 0.2126729 * linear[0] + 0.7151522 * linear[1] + 0.0721750 * linear[2];
}

/* The picture's sharpness. White texture under a Gaussian blur has the correlation r = exp(-1 / (4 s^2)) at one px and r^4 at
 * two, so the energies of differences over one and two px are as 1 / ((1 + r) (1 + r^2)). */
static double blur_of(const tsri_sim_input *in, const tsri_sim_area *a)
{
    double one = 0, two = 0;
    for (int32_t y = 0; y < a->height_px; y++) {
        for (int32_t x = 0; x + 2 < a->width_px; x++) {
            const uint8_t *label = a->labels + (size_t)y * (size_t)a->width_px + (size_t)x;
            if (label[0] != TSR_LABEL_BACKGROUND && label[0] == label[1] && label[0] == label[2]) {
                const uint8_t *p = pixel(in, a, x, y);
                double near = p[1] - p[4], far = p[1] - p[7];
                one += near * near;
                two += far * far;
            }
        }
    }
    double ratio = two > 0 ? one / two : 0.25, lo = 0, hi = 1;
    for (int i = 0; i < 40; i++) {
        double r = (lo + hi) / 2;
        *(1 / ((1 + r) * (1 + r * r)) > ratio ? &lo : &hi) = r;
    }
    double r = fmin(0.999, fmax(1e-6, (lo + hi) / 2));
    return fmin(MOST_BLUR_PX, fmax(LEAST_BLUR_PX, 0.5 / sqrt(-log(r))));
}

static void choose_pigment(tsri_sim_tone *tone, const double hair_lin[3])
{
    double hair_lab[3];
    tsri_sim_lab(tone->skin_lin, tone->skin_lab);
    if (tone->hair_seen) {
        tsri_sim_lab(hair_lin, hair_lab);
        tone->pigment_lab[0] = fmax(4, fmin(hair_lab[0], tone->skin_lab[0] - LEAST_CONTRAST_L));
        tone->pigment_lab[1] = CHROMA_KEPT * hair_lab[1];
        tone->pigment_lab[2] = CHROMA_KEPT * hair_lab[2];
    } else {
        tone->pigment_lab[0] = fmax(4, tone->skin_lab[0] - UNKNOWN_HAIR_L_BELOW);
        tone->pigment_lab[1] = 1;
        tone->pigment_lab[2] = 3;
    }
}

void tsri_sim_tone_choose(const tsri_sim_input *in, const tsri_sim_area *a, tsri_sim_tone *tone)
{
    struct histogram skin, hair;
    double hair_lin[3], fringe_lin[3], pigment_lin[3];
    memset(&skin, 0, sizeof skin);
    memset(&hair, 0, sizeof hair);
    memset(tone, 0, sizeof *tone);
    gather(in, a, &skin, &hair);
    mean_between(&skin, 0.3, 0.7, tone->skin_lin);
    mean_between(&hair, DARK_FROM, DARK_TO, hair_lin);
    mean_between(&hair, 0.25, 0.75, fringe_lin);
    tone->hair_seen = hair.total > FEW_PX;
    choose_pigment(tone, hair_lin);
    tsri_sim_from_lab(tone->pigment_lab, pigment_lin);
    double ratio = luminance(fringe_lin) / fmax(1e-4, luminance(tone->skin_lin));
    double cover = COVER[in->params.style];
    tone->fringe_long = tone->hair_seen && ratio < FRINGE_LONG_RATIO;
    if (tone->hair_seen) { /* no darker than what grows beside it */
        double left = 1 - luminance(pigment_lin) / fmax(1e-4, luminance(tone->skin_lin));
        cover = fmax(LEAST_COVER, fmin(cover, (1 - ratio) / fmax(0.05, left)));
    }
    for (int c = 0; c < 3; c++) {
        double relative = fmin(0.97, pigment_lin[c] / fmax(1e-3, tone->skin_lin[c]));
        tone->absorbance[c] = -log(1 - cover * (1 - relative));
    }
    tone->blur_px = blur_of(in, a);
}
