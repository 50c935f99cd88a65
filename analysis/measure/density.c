/* SPDX-License-Identifier: Apache-2.0
 *
 * A pixel inside the hair is a mixture of hair and of the skin behind it. Two witnesses tell its share of skin:
 *  - colour: the pixel's place on the way from the person's own hair tone (0) to their own skin tone (1), in log-RGB, where light
 *    adds. Skin is where the labels say so. Hair is found by two-means with one mean held at the skin tone, so skin among the
 * hair does not tint it. The way is Fisher's direction, w = C^-1 (skin - hair) with C the mean of both tones' covariances: the
 *    photo's own light and shade spread a tone along brightness, and Fisher's direction gives little weight to where it spreads.
 *    Smoothed over some strands;
 *  - the network: its probability of bare scalp against hair, tempered.
 * With D the tones' distance in units of their spread (Mahalanobis), colour has the weight D^2 / (D^2 + HALF_TRUST^2). */
#include "measure/density.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "vision/vision.h"

/* 20 x 20: below, a few strands decide. */
enum { MIN_HAIR_PX = 400, MIN_TONE_PX = 50, MIN_SCALP_TONE_PX = 300 };

/* Tones are read where the labels agree so far around, which keeps clear of blurred borders. */
enum { TONE_MARGIN_PX = 2 };

/* A tone is read off about so many pixels, evenly spread: more tell nothing new. The means stand still after a few rounds. */
enum { TONE_ENOUGH_PX = 4000, TWO_MEANS_ROUNDS = 6 };

/* The hair tone is sought from the tenth of the hair that is least like skin. */
static const double SEED_FRAC = 0.1;

/* Tones are LOG_UNITS ln(1 + level / DARK_LEVELS): below some 16 of 255 levels noise outweighs colour. NOISE, of a channel in
 * these units, is 5 % of its light: no tone is better known. */
static const double LOG_UNITS = 40.0, DARK_LEVELS = 16.0, NOISE = 2.0;

/* Chosen on train photos: docs/measurement.md 10. D at which colour counts half; how much the network's logits are
 * flattened; spreads of the hair tone that pass for hair. */
static const double HALF_TRUST = 8.0, TEMPERATURE = 2.5, HAIR_SPREADS = 0.5;

/* D below which the tones are one. */
static const double LEAST_DISTANCE = 1e-3;

/* The interval takes the hair tone to be off by so many spreads either way. */
static const double TONE_DOUBT = 1.0;

/* By definition the label hair ends where skin is most of what is seen. */
static const double MOST_SKIN_FRAC = 0.5;

/* Strands are blurred together over a few pixels. */
enum { BLUR_KERNEL_PX = 9 };
static const double BLUR_SIGMA_PX = 2.0;

/* The network's map is coarser than the sample, and zones far coarser: both are read once a block. */
enum { BLOCK_PX = 4 };

/* Shares of skin from -0.5 to 1.5 as bytes. */
static const double CODE_LOW = -0.5, CODE_UNIT = 2.0 / 255;

struct tone {
    double mean[3], covariance[3][3];
    int64_t count;
};

/* Share of skin = offset + sum of weights x channels. */
struct mixing {
    double weights[3], offset;
    double distance; /* D; 0: colour tells nothing */
};

static const struct mixing NO_COLOUR = {{0, 0, 0}, 0, 0};

/* Sums over the pixels of a zone. */
struct shares {
    double value, colour_low, colour_high;
    int64_t count;
};

struct work {
    const tsri_sample *sample;
    const tsr_zone_frame *frame;
    double log_units[256]; /* of a level */
    int64_t hair_px, skin_px, scalp_px;
    int32_t hair_step_px; /* of the pixels that the hair tone is read off */
    struct mixing mixing;
    double trust;                                          /* weight of colour */
    double beyond[256], beyond_low[256], beyond_high[256]; /* share of skin of a code, with TONE_DOUBT either way */
    uint8_t *codes, *mask, *smooth_codes, *smooth_mask;    /* of the sample's size */
    struct shares sums[TSR_ZONE_COUNT];
    uint8_t *map;
};

static void pixel_at(const struct work *w, int32_t x, int32_t y, double out[3])
{
    const uint8_t *p = w->sample->rgb.data + (size_t)y * w->sample->rgb.stride_bytes + 3 * (size_t)x;
    for (int c = 0; c < 3; c++) {
        out[c] = w->log_units[p[c]];
    }
}

static uint8_t label_at(const tsri_sample *s, int32_t x, int32_t y)
{
    return s->labels.data[(size_t)y * s->labels.stride_bytes + (size_t)x];
}

static double square_distance(const double a[3], const double b[3])
{
    double r = a[0] - b[0], g = a[1] - b[1], u = a[2] - b[2];
    return r * r + g * g + u * u;
}

static void tone_add(struct tone *tone, const double p[3])
{
    for (int i = 0; i < 3; i++) {
        tone->mean[i] += p[i];
        for (int j = 0; j < 3; j++) {
            tone->covariance[i][j] += p[i] * p[j];
        }
    }
    tone->count++;
}

static void tone_finish(struct tone *tone)
{
    double n = tone->count > 0 ? (double)tone->count : 1;
    for (int i = 0; i < 3; i++) {
        tone->mean[i] /= n;
        for (int j = 0; j <= i; j++) {
            tone->covariance[i][j] = tone->covariance[j][i] = tone->covariance[i][j] / n - tone->mean[i] * tone->mean[j];
        }
    }
}

/* Step along either axis at which TONE_ENOUGH_PX of so many pixels are met. */
static int32_t tone_step(int64_t count)
{
    return count > TONE_ENOUGH_PX ? (int32_t)sqrt((double)count / TONE_ENOUGH_PX) : 1;
}

/* Is the label one of those in the set, here and TONE_MARGIN_PX away? */
static bool deep_inside(const tsri_sample *s, int32_t x, int32_t y, uint32_t set)
{
    const int32_t m = TONE_MARGIN_PX;
    if (x < m || y < m || x >= s->labels.width_px - m || y >= s->labels.height_px - m) {
        return false;
    }
    return (set >> label_at(s, x, y) & 1) && (set >> label_at(s, x - m, y) & 1) && (set >> label_at(s, x + m, y) & 1) &&
           (set >> label_at(s, x, y - m) & 1) && (set >> label_at(s, x, y + m) & 1);
}

/* Bare scalp is the skin behind the hair; where there is too little, the face's stands for it. */
static struct tone skin_tone(const struct work *w)
{
    static const uint32_t SETS[2] = {1u << TSR_LABEL_SCALP, 1u << TSR_LABEL_SCALP | 1u << TSR_LABEL_SKIN};
    const tsri_sample *s = w->sample;
    struct tone tone;
    for (int i = 0; i < 2; i++) {
        const int32_t step = tone_step(w->scalp_px + (i ? w->skin_px : 0));
        memset(&tone, 0, sizeof tone);
        for (int32_t y = 0; y < s->labels.height_px; y += step) {
            for (int32_t x = 0; x < s->labels.width_px; x += step) {
                double p[3];
                if (deep_inside(s, x, y, SETS[i])) {
                    pixel_at(w, x, y, p);
                    tone_add(&tone, p);
                }
            }
        }
        if (tone.count >= MIN_SCALP_TONE_PX) {
            break;
        }
    }
    tone_finish(&tone);
    return tone;
}

/* Tone of the hair pixels that are at least as far from the skin as from `seed`, or, without seed, at least `least` from it. */
static struct tone hair_pass(const struct work *w, const double skin[3], const double *seed, double least)
{
    const tsri_sample *s = w->sample;
    struct tone tone;
    memset(&tone, 0, sizeof tone);
    for (int32_t y = 0; y < s->labels.height_px; y += w->hair_step_px) {
        for (int32_t x = 0; x < s->labels.width_px; x += w->hair_step_px) {
            double p[3];
            if (label_at(s, x, y) == TSR_LABEL_HAIR) {
                pixel_at(w, x, y, p);
                double d = square_distance(p, skin);
                if (seed ? d >= square_distance(p, seed) : d >= least * least) {
                    tone_add(&tone, p);
                }
            }
        }
    }
    tone_finish(&tone);
    return tone;
}

/* Distance from the skin tone that SEED_FRAC of the hair exceeds. */
static double seed_distance(const struct work *w, const double skin[3])
{
    const tsri_sample *s = w->sample;
    int64_t histogram[256] = {0}, count = 0; /* of log units: no two colours are 196 apart */
    for (int32_t y = 0; y < s->labels.height_px; y += w->hair_step_px) {
        for (int32_t x = 0; x < s->labels.width_px; x += w->hair_step_px) {
            double p[3];
            if (label_at(s, x, y) == TSR_LABEL_HAIR) {
                pixel_at(w, x, y, p);
                histogram[(int)sqrt(square_distance(p, skin))]++;
                count++;
            }
        }
    }
    int64_t above = 0;
    int bin = 255;
    while (bin > 0 && (double)(above += histogram[bin]) < SEED_FRAC * (double)count) {
        bin--;
    }
    return bin;
}

static void cross(const double a[3], const double b[3], double out[3])
{
    for (int i = 0; i < 3; i++) {
        int j = (i + 1) % 3, k = (i + 2) % 3;
        out[i] = a[j] * b[k] - a[k] * b[j];
    }
}

/* Fisher's direction. NOISE makes the covariance positive definite; its inverse is made of cross products. */
static struct mixing fisher(const struct tone *hair, const struct tone *skin)
{
    struct mixing mixing = NO_COLOUR;
    double c[3][3], inverse[3][3], determinant, distance2 = 0;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            c[i][j] = (hair->covariance[i][j] + skin->covariance[i][j]) / 2 + (i == j ? NOISE * NOISE : 0);
        }
    }
    for (int i = 0; i < 3; i++) {
        cross(c[(i + 1) % 3], c[(i + 2) % 3], inverse[i]);
    }
    determinant = c[0][0] * inverse[0][0] + c[0][1] * inverse[0][1] + c[0][2] * inverse[0][2];
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            mixing.weights[i] += inverse[i][j] / determinant * (skin->mean[j] - hair->mean[j]);
        }
        distance2 += mixing.weights[i] * (skin->mean[i] - hair->mean[i]);
    }
    if (!(distance2 > LEAST_DISTANCE * LEAST_DISTANCE)) {
        return NO_COLOUR;
    }
    for (int i = 0; i < 3; i++) {
        mixing.weights[i] /= distance2;
        mixing.offset -= mixing.weights[i] * hair->mean[i];
    }
    mixing.distance = sqrt(distance2);
    return mixing;
}

static struct mixing mixing_of(const struct work *w)
{
    struct tone skin = skin_tone(w);
    if (skin.count < MIN_TONE_PX) {
        return NO_COLOUR;
    }
    struct tone hair = hair_pass(w, skin.mean, NULL, seed_distance(w, skin.mean));
    for (int i = 0; i < TWO_MEANS_ROUNDS && hair.count > 0; i++) {
        hair = hair_pass(w, skin.mean, (const double[3]){hair.mean[0], hair.mean[1], hair.mean[2]}, 0);
    }
    return hair.count >= MIN_TONE_PX ? fisher(&hair, &skin) : NO_COLOUR;
}

/* The colour's share of skin of every hair pixel, coded, with 0 elsewhere; and where hair is, as 255. */
static void code_shares(const struct work *w)
{
    const tsri_sample *s = w->sample;
    const struct mixing *mixing = &w->mixing;
    float parts[3][256], offset = (float)((mixing->offset - CODE_LOW) / CODE_UNIT + 0.5); /* of the code, a channel */
    for (int i = 0; i < 3 * 256; i++) {
        parts[i / 256][i % 256] = (float)(mixing->weights[i / 256] * w->log_units[i % 256] / CODE_UNIT);
    }
    for (int32_t y = 0; y < s->labels.height_px; y++) {
        const uint8_t *p = s->rgb.data + (size_t)y * s->rgb.stride_bytes;
        const size_t row = (size_t)y * (size_t)s->labels.width_px;
        for (int32_t x = 0; x < s->labels.width_px; x++, p += 3) {
            if (label_at(s, x, y) == TSR_LABEL_HAIR) {
                float code = offset + parts[0][p[0]] + parts[1][p[1]] + parts[2][p[2]];
                w->codes[row + (size_t)x] = (uint8_t)(code < 0 ? 0 : code > 255 ? 255 : code);
                w->mask[row + (size_t)x] = 255;
            }
        }
    }
}

/* What of a colour's share of skin remains when `spreads` of the hair tone's pass for hair. */
static double beyond_hair(double share, double spreads, double distance)
{
    double hair = fmin(0.9, spreads / fmax(1e-6, distance));
    return fmin(1, fmax(0, (share - hair) / (1 - hair)));
}

static double network_share(const tsri_sample *s, double x, double y)
{
    float logits[TSRI_CHANNEL_COUNT];
    tsri_sample_logits(s, x, y, logits);
    return 1 / (1 + exp(((double)logits[TSR_LABEL_HAIR] - (double)logits[TSR_LABEL_SCALP]) / TEMPERATURE));
}

/* One block: add its hair to its zone, and draw it. */
static void measure_block(struct work *w, int32_t x0, int32_t y0)
{
    const tsri_sample *s = w->sample;
    const int32_t width = s->labels.width_px, x1 = x0 + BLOCK_PX < width ? x0 + BLOCK_PX : width;
    const int32_t y1 = y0 + BLOCK_PX < s->labels.height_px ? y0 + BLOCK_PX : s->labels.height_px;
    struct shares *sum = NULL;
    double network = 0;
    for (int32_t y = y0; y < y1; y++) {
        for (int32_t x = x0; x < x1; x++) {
            size_t i = (size_t)y * (size_t)width + (size_t)x;
            if (label_at(s, x, y) != TSR_LABEL_HAIR) {
                continue;
            }
            if (!sum) {
                tsr_point at = tsri_sample_to_photo(s, (x0 + x1 - 1) / 2.0, (y0 + y1 - 1) / 2.0);
                sum = &w->sums[tsr_zone_at(w->frame, at.x_px, at.y_px)];
                network = (1 - w->trust) * network_share(s, (x0 + x1 - 1) / 2.0, (y0 + y1 - 1) / 2.0);
            }
            const int part = w->smooth_mask[i] ? w->smooth_mask[i] : 1;
            const int code = w->smooth_codes[i] < part ? 255 * w->smooth_codes[i] / part : 255;
            const double share = w->trust * w->beyond[code] + network;
            sum->value += share;
            sum->colour_low += w->beyond_low[code];
            sum->colour_high += w->beyond_high[code];
            sum->count++;
            w->map[i] = (uint8_t)(255 * (1 - share) + 0.5);
        }
    }
}

/* Density of summed shares of skin. */
static tsr_quantity density_of(const struct shares *sum, double trust)
{
    tsr_quantity q = {0, 0, 0, false};
    if (sum->count < MIN_HAIR_PX) {
        return q;
    }
    double n = (double)sum->count;
    q.value = fmin(1, fmax(0, 1 - sum->value / n));
    q.lo = fmax(0, fmin(q.value, 1 - (trust * sum->colour_high / n + (1 - trust) * MOST_SKIN_FRAC)));
    q.hi = fmin(1, fmax(q.value, 1 - trust * sum->colour_low / n));
    q.known = true;
    return q;
}

/* Read the tones, and tabulate what hangs on a level or a code alone. */
static void prepare(struct work *w)
{
    for (int32_t y = 0; y < w->sample->labels.height_px; y++) {
        int32_t hair = 0, skin = 0, scalp = 0;
        for (int32_t x = 0; x < w->sample->labels.width_px; x++) {
            const uint8_t label = label_at(w->sample, x, y);
            hair += label == TSR_LABEL_HAIR;
            skin += label == TSR_LABEL_SKIN;
            scalp += label == TSR_LABEL_SCALP;
        }
        w->hair_px += hair;
        w->skin_px += skin;
        w->scalp_px += scalp;
    }
    for (int level = 0; level < 256; level++) {
        w->log_units[level] = LOG_UNITS * log(1 + level / DARK_LEVELS);
    }
    w->hair_step_px = tone_step(w->hair_px);
    w->mixing = mixing_of(w);
    const double distance2 = w->mixing.distance * w->mixing.distance;
    w->trust = distance2 / (distance2 + HALF_TRUST * HALF_TRUST);
    for (int code = 0; code < 256; code++) {
        double share = CODE_LOW + CODE_UNIT * code;
        w->beyond[code] = beyond_hair(share, HAIR_SPREADS, w->mixing.distance);
        w->beyond_low[code] = beyond_hair(share, HAIR_SPREADS + TONE_DOUBT, w->mixing.distance);
        w->beyond_high[code] = beyond_hair(share, HAIR_SPREADS - TONE_DOUBT, w->mixing.distance);
    }
}

/* Coded shares, smoothed over the hair alone: the smoothed code over the smoothed mask. */
static tsr_status smooth(const struct work *w, tsr_error *err)
{
    const int32_t width = w->sample->labels.width_px, height = w->sample->labels.height_px;
    const tsr_view_u8 codes = {w->codes, width, height, 1, (size_t)width}, mask = {w->mask, width, height, 1, (size_t)width};
    const tsri_span_u8 smooth_codes = {w->smooth_codes, width, height, 1, (size_t)width};
    const tsri_span_u8 smooth_mask = {w->smooth_mask, width, height, 1, (size_t)width};
    tsr_status st = tsr_cv_gaussian_u8(codes, BLUR_KERNEL_PX, BLUR_SIGMA_PX, smooth_codes, err);
    return st == TSR_OK ? tsr_cv_gaussian_u8(mask, BLUR_KERNEL_PX, BLUR_SIGMA_PX, smooth_mask, err) : st;
}

static void sum_up(const struct work *w, tsri_density *out)
{
    struct shares all = {0, 0, 0, 0};
    for (int zone = 0; zone < TSR_ZONE_COUNT; zone++) {
        all.value += w->sums[zone].value;
        all.colour_low += w->sums[zone].colour_low;
        all.colour_high += w->sums[zone].colour_high;
        all.count += w->sums[zone].count;
        if (zone != TSR_ZONE_NONE) {
            out->zones[zone] = density_of(&w->sums[zone], w->trust);
        }
    }
    out->relative = density_of(&all, w->trust);
}

tsr_status
tsri_density_measure(const tsri_sample *sample, const tsr_zone_frame *frame, tsri_arena *arena, tsri_density *out, tsr_error *err)
{
    const int32_t width = sample->labels.width_px, height = sample->labels.height_px;
    struct work w;
    uint8_t **const planes[] = {&w.map, &w.codes, &w.mask, &w.smooth_codes, &w.smooth_mask};
    tsr_status st = TSR_OK;
    memset(out, 0, sizeof *out);
    memset(&w, 0, sizeof w);
    w.sample = sample;
    w.frame = frame;
    for (size_t i = 0; i < sizeof planes / sizeof *planes; i++) {
        TSRI_TRY(tsri_arena_alloc(arena, (size_t)width, (size_t)height, planes[i], err));
    }
    prepare(&w);
    code_shares(&w);
    TSRI_TRY(smooth(&w, err));
    for (int32_t y = 0; y < height; y += BLOCK_PX) {
        for (int32_t x = 0; x < width; x += BLOCK_PX) {
            measure_block(&w, x, y);
        }
    }
    sum_up(&w, out);
    out->map = w.map;
done:
    return st;
}
