/* SPDX-License-Identifier: Apache-2.0
 *
 * A pair: masks and photos decoded, registered, matched in colour, and the map of gain and loss. */
#include "output/pair.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "image/decode.h"
#include "image/encode.h"
#include "output/register.h"
#include "vision/vision.h"

static const int32_t LONG_SIDE_PX = 800;

/* Strips of gain or loss narrower than this are not told: twice the registration's error of 1.5 % (docs/comparison.md 1). */
static const double STRIP_FRAC = 0.03; /* of the head's width */

/* Where the photo after shows nothing. */
static const uint8_t BEYOND_GREY = 232, BEYOND_LABEL = TSR_LABEL_COUNT;

static const uint32_t LABEL_RGB[TSR_LABEL_COUNT] = {0xF3F3F1, 0x5F5449, 0xD9C2B0, 0xF2E6DA};

/* One photo of the pair as decoded; rgb is empty where the file was not given or is not the photo. */
typedef struct side {
    tsri_photo mask, photo;
    bool has_mask, has_photo;
} side;

static tsr_status decode(const tsr_pair *pair,
                         const tsr_limits *limits,
                         const uint8_t *bytes,
                         size_t size_bytes,
                         int32_t wanted_px,
                         tsri_photo *out,
                         tsr_error *err)
{
    tsri_decode_params params = {.memory = pair->memory, .wanted_long_side_px = wanted_px};
    params.limits = tsri_limits_default(limits ? *limits : (tsr_limits){0});
    return tsri_photo_decode(bytes, size_bytes, &params, out, err);
}

static tsr_status open_side(const tsr_pair *pair, const tsr_limits *limits, const tsr_pair_side *from, side *out, tsr_error *err)
{
    const tsr_photo_result *r = &from->photo->result;
    tsr_status st = TSR_OK;
    if (from->mask) {
        TSRI_TRY(decode(pair, limits, from->mask, from->mask_bytes, 0, &out->mask, err));
        out->has_mask = out->mask.width_px == r->width_px && out->mask.height_px == r->height_px;
    }
    if (from->image) {
        TSRI_TRY(decode(pair, limits, from->image, from->image_bytes, LONG_SIDE_PX, &out->photo, err));
        out->has_photo = out->photo.width_px == r->width_px && out->photo.height_px == r->height_px;
    }
done:
    return st;
}

/* The decoder makes three channels of a mask: its label is any of them, and what is no label is background. */
static tsr_status labels_of(const tsr_pair *pair, const side *s, tsri_image *out, tsr_error *err)
{
    tsr_status st = tsri_image_init(out, pair->memory, s->mask.rgb.width_px, s->mask.rgb.height_px, 1, err);
    if (st == TSR_OK) {
        size_t pixels = (size_t)out->width_px * (size_t)out->height_px;
        for (size_t i = 0; i < pixels; i++) {
            uint8_t label = s->mask.rgb.data[3 * i];
            out->data[i] = label < TSR_LABEL_COUNT ? label : TSR_LABEL_BACKGROUND;
        }
    }
    return st;
}

static void colour_labels(const tsri_image *labels, const tsri_image *out)
{
    size_t pixels = (size_t)out->width_px * (size_t)out->height_px;
    for (size_t i = 0; i < pixels; i++) {
        uint32_t rgb = LABEL_RGB[labels->data[i] < TSR_LABEL_COUNT ? labels->data[i] : 0];
        out->data[3 * i] = (uint8_t)(rgb >> 16);
        out->data[3 * i + 1] = (uint8_t)(rgb >> 8);
        out->data[3 * i + 2] = (uint8_t)rgb;
    }
}

static double linear_of(uint8_t srgb)
{
    double s = srgb / 255.0;
    return s <= 0.04045 ? s / 12.92 : pow((s + 0.055) / 1.055, 2.4);
}

static uint8_t srgb_of(double linear)
{
    double l = fmax(0, fmin(1, linear));
    return (uint8_t)lround(255 * (l <= 0.0031308 ? 12.92 * l : 1.055 * pow(l, 1 / 2.4) - 0.055));
}

/* Median of a channel over the skin that both show, as a level of 255. */
static int median_of(const tsri_image *rgb, int channel, const tsri_image *labels_b, const tsri_image *labels_a)
{
    int64_t histogram[256] = {0}, count = 0, seen = 0;
    size_t pixels = (size_t)rgb->width_px * (size_t)rgb->height_px;
    for (size_t i = 0; i < pixels; i++) {
        if (labels_b->data[i] == TSR_LABEL_SKIN && labels_a->data[i] == TSR_LABEL_SKIN) {
            histogram[rgb->data[3 * i + (size_t)channel]]++;
            count++;
        }
    }
    for (int level = 0; level < 256; level++) {
        seen += histogram[level];
        if (count > 0 && 2 * seen >= count) {
            return level;
        }
    }
    return -1;
}

/* Give the skin of the photo after the median colour that it has before: one gain a channel in linear light, as another light or
 * white balance would. Within limits, beyond which it is no light but another thing that was taken for skin. */
static void match_colour(tsr_pair *pair, const tsri_image *labels_b, const tsri_image *labels_a)
{
    static const double LEAST = 0.4, MOST = 2.5;
    size_t pixels = (size_t)pair->after.width_px * (size_t)pair->after.height_px;
    for (int c = 0; c < 3; c++) {
        int b = median_of(&pair->before, c, labels_b, labels_a), a = median_of(&pair->after, c, labels_b, labels_a);
        uint8_t map[256];
        pair->colour_gain[c] = a > 0 && b > 0 ? fmax(LEAST, fmin(MOST, linear_of((uint8_t)b) / linear_of((uint8_t)a))) : 1;
        for (int level = 0; level < 256; level++) {
            map[level] = srgb_of(pair->colour_gain[c] * linear_of((uint8_t)level));
        }
        for (size_t i = 0; i < pixels; i++) {
            uint8_t *p = &pair->after.data[3 * i + (size_t)c];
            *p = labels_a->data[i] == BEYOND_LABEL ? *p : map[*p];
        }
    }
}

/* Mark one kind of change: what survives an opening is certain, the rest faint. */
static tsr_status mark(const tsr_pair *pair,
                       const tsri_image *from,
                       const tsri_image *to,
                       tsr_label was,
                       tsr_label is,
                       tsri_difference certain,
                       int diameter_px,
                       const tsri_image *out,
                       tsr_error *err)
{
    tsri_image raw = {0}, firm = {0};
    size_t pixels = (size_t)out->width_px * (size_t)out->height_px;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_image_init(&raw, pair->memory, out->width_px, out->height_px, 1, err));
    TSRI_TRY(tsri_image_init(&firm, pair->memory, out->width_px, out->height_px, 1, err));
    for (size_t i = 0; i < pixels; i++) {
        raw.data[i] = from->data[i] == was && to->data[i] == is ? 255 : 0;
    }
    const tsri_span_u8 span = {firm.data, out->width_px, out->height_px, 1, (size_t)out->width_px};
    TSRI_TRY(tsr_cv_morphology_u8(tsri_image_view(&raw), TSRI_MORPHOLOGY_OPEN, diameter_px, span, err));
    for (size_t i = 0; i < pixels; i++) {
        if (raw.data[i]) {
            out->data[i] = (uint8_t)(firm.data[i] ? certain : certain + 2);
        }
    }
done:
    tsri_image_release(&raw);
    tsri_image_release(&firm);
    return st;
}

static void lay(uint8_t *pixel, uint32_t rgb, double opacity)
{
    for (int c = 0; c < 3; c++) {
        double to = rgb >> (16 - 8 * c) & 255;
        pixel[c] = (uint8_t)lround(pixel[c] + opacity * (to - pixel[c]));
    }
}

/* The photo before in light grey; gain plain, loss striped, so that they are told apart without colour as well. */
static void draw_map(tsr_pair *pair, const tsri_image *difference)
{
    static const double FIRM = 0.85, FAINT = 0.3;
    int32_t stripe_px = pair->map.width_px / 90 + 2;
    for (int32_t y = 0; y < pair->map.height_px; y++) {
        const uint8_t *from = tsri_image_row(&pair->before, y), *d = tsri_image_row(difference, y);
        uint8_t *to = tsri_image_row(&pair->map, y);
        for (int32_t x = 0; x < pair->map.width_px; x++, from += 3, to += 3) {
            int grey = (from[0] + 2 * from[1] + from[2]) / 4;
            memset(to, 96 + grey * 159 / 255, 3);
            bool dark = (x + y) / stripe_px % 2 != 0;
            if (d[x] == TSRI_DIFFERENCE_GAIN || d[x] == TSRI_DIFFERENCE_GAIN_FAINT) {
                lay(to, TSRI_GAIN_RGB, d[x] == TSRI_DIFFERENCE_GAIN ? FIRM : FAINT);
            } else if (d[x]) {
                lay(to, dark ? 0x8A5A00 : TSRI_LOSS_RGB, d[x] == TSRI_DIFFERENCE_LOSS ? FIRM : FAINT);
            }
        }
    }
}

static void count_shares(tsr_pair *pair, const tsri_image *labels_b, const tsri_image *labels_a, const tsri_image *difference)
{
    int64_t scalp = 0, gain = 0, loss = 0;
    size_t pixels = (size_t)difference->width_px * (size_t)difference->height_px;
    for (size_t i = 0; i < pixels; i++) {
        bool b = labels_b->data[i] == TSR_LABEL_HAIR || labels_b->data[i] == TSR_LABEL_SCALP;
        bool a = labels_a->data[i] == TSR_LABEL_HAIR || labels_a->data[i] == TSR_LABEL_SCALP;
        scalp += a && b;
        gain += difference->data[i] == TSRI_DIFFERENCE_GAIN;
        loss += difference->data[i] == TSRI_DIFFERENCE_LOSS;
    }
    pair->gain_frac = scalp > 0 ? (double)gain / (double)scalp : 0;
    pair->loss_frac = scalp > 0 ? (double)loss / (double)scalp : 0;
}

static tsr_status
draw_difference(tsr_pair *pair, const tsri_image *labels_b, const tsri_image *labels_a, double head_px, tsr_error *err)
{
    tsri_image difference = {0};
    int diameter_px = 2 * (int)lround(STRIP_FRAC * head_px / 2) + 1;
    tsr_status st = TSR_OK;
    diameter_px = diameter_px < 3 ? 3 : diameter_px;
    TSRI_TRY(tsri_image_init(&difference, pair->memory, pair->before.width_px, pair->before.height_px, 1, err));
    memset(difference.data, TSRI_DIFFERENCE_NONE, (size_t)difference.width_px * (size_t)difference.height_px);
    TSRI_TRY(
        mark(pair, labels_b, labels_a, TSR_LABEL_SCALP, TSR_LABEL_HAIR, TSRI_DIFFERENCE_GAIN, diameter_px, &difference, err));
    TSRI_TRY(
        mark(pair, labels_b, labels_a, TSR_LABEL_HAIR, TSR_LABEL_SCALP, TSRI_DIFFERENCE_LOSS, diameter_px, &difference, err));
    TSRI_TRY(tsri_image_init(&pair->map, pair->memory, pair->before.width_px, pair->before.height_px, 3, err));
    count_shares(pair, labels_b, labels_a, &difference);
    draw_map(pair, &difference);
done:
    tsri_image_release(&difference);
    return st;
}

/* The pictures of a pair that fits. */
static tsr_status draw(tsr_pair *pair, const side *b, const side *a, const tsri_image labels[2], tsr_error *err)
{
    const int32_t before_px[2] = {labels[0].width_px, labels[0].height_px},
                  after_px[2] = {labels[1].width_px, labels[1].height_px};
    double k = fmin(1, (double)LONG_SIDE_PX / (before_px[0] > before_px[1] ? before_px[0] : before_px[1]));
    int32_t w = (int32_t)fmax(1, round(k * before_px[0])), h = (int32_t)fmax(1, round(k * before_px[1]));
    tsri_image labels_b = {0}, labels_a = {0};
    tsri_motion still = {.a = 1, .unit_px = 1};
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_image_init(&labels_b, pair->memory, w, h, 1, err));
    TSRI_TRY(tsri_image_init(&labels_a, pair->memory, w, h, 1, err));
    TSRI_TRY(tsri_image_init(&pair->before, pair->memory, w, h, 3, err));
    TSRI_TRY(tsri_image_init(&pair->after, pair->memory, w, h, 3, err));
    tsri_motion_resample(&still, tsri_image_view(&labels[0]), before_px, before_px, false, TSR_LABEL_BACKGROUND, &labels_b);
    tsri_motion_resample(&pair->motion, tsri_image_view(&labels[1]), after_px, before_px, false, BEYOND_LABEL, &labels_a);
    if (pair->has_photos) {
        const tsri_span_u8 to = {pair->before.data, w, h, 3, 3 * (size_t)w};
        TSRI_TRY(tsr_cv_resize_u8(tsri_image_view(&b->photo.rgb), to, err));
        tsri_motion_resample(&pair->motion, tsri_image_view(&a->photo.rgb), after_px, before_px, true, BEYOND_GREY, &pair->after);
        match_colour(pair, &labels_b, &labels_a);
    } else {
        colour_labels(&labels_b, &pair->before);
        colour_labels(&labels_a, &pair->after);
    }
    TSRI_TRY(draw_difference(pair, &labels_b, &labels_a, k * pair->motion.unit_px, err));
done:
    tsri_image_release(&labels_b);
    tsri_image_release(&labels_a);
    return st;
}

static tsr_status
compare(tsr_pair *pair, const side *b, const side *a, const tsr_pair_side *before, const tsr_pair_side *after, tsr_error *err)
{
    tsri_image labels[2] = {{0}, {0}};
    const tsr_view_u8 none = {0};
    tsr_status st = TSR_OK;
    pair->has_photos = b->has_photo && a->has_photo;
    TSRI_TRY(labels_of(pair, b, &labels[0], err));
    TSRI_TRY(labels_of(pair, a, &labels[1], err));
    const tsri_register_side sides[2] = {
        {tsri_image_view(&labels[0]), pair->has_photos ? tsri_image_view(&b->photo.rgb) : none, &before->photo->result.landmarks},
        {tsri_image_view(&labels[1]), pair->has_photos ? tsri_image_view(&a->photo.rgb) : none, &after->photo->result.landmarks}};
    TSRI_TRY(tsri_register(&sides[0], &sides[1], pair->memory, &pair->motion, &pair->fit, err));
    if (pair->fit.verdict != TSR_FIT_REFUSED) {
        TSRI_TRY(draw(pair, b, a, labels, err));
    }
done:
    tsri_image_release(&labels[0]);
    tsri_image_release(&labels[1]);
    return st;
}

tsr_status tsr_pair_compare(const tsr_allocator *allocator,
                            const tsr_limits *limits,
                            const tsr_pair_side *before,
                            const tsr_pair_side *after,
                            tsr_pair **out,
                            tsr_error *err)
{
    tsr_pair *pair = NULL;
    side b = {0}, a = {0};
    tsr_status st = TSR_OK;
    const tsr_allocator *memory = allocator ? allocator : tsri_memory_default();
    *out = NULL;
    TSRI_TRY(tsri_alloc_zero(memory, 1, sizeof *pair, &pair, err));
    pair->memory = memory;
    pair->view = before->photo->result.view.label;
    TSRI_TRY(open_side(pair, limits, before, &b, err));
    TSRI_TRY(open_side(pair, limits, after, &a, err));
    if (b.has_mask && a.has_mask) {
        TSRI_TRY(compare(pair, &b, &a, before, after, err));
    } else {
        pair->fit.reasons = TSR_FIT_NO_MASK;
    }
    *out = pair;
    pair = NULL;
done:
    tsri_photo_release(&b.mask);
    tsri_photo_release(&b.photo);
    tsri_photo_release(&a.mask);
    tsri_photo_release(&a.photo);
    tsr_pair_destroy(&pair);
    return st;
}

void tsr_pair_destroy(tsr_pair **pair)
{
    if (pair && *pair) {
        tsri_image_release(&(*pair)->before);
        tsri_image_release(&(*pair)->after);
        tsri_image_release(&(*pair)->map);
        tsri_free((*pair)->memory, *pair);
        *pair = NULL;
    }
}

tsr_fit tsr_pair_fit(const tsr_pair *pair)
{
    return pair->fit;
}

tsr_view tsr_pair_view(const tsr_pair *pair)
{
    return pair->view;
}

bool tsr_pair_has_photos(const tsr_pair *pair)
{
    return pair->has_photos;
}

tsr_status tsr_pair_difference_format(const tsr_pair *pair, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    *out_bytes = NULL;
    *out_size_bytes = 0;
    if (!pair->map.data) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "a refused pair has no map of its difference");
    }
    return tsri_png_encode(tsri_image_view(&pair->map), TSRI_PNG_LEVEL_RUNS, pair->memory, out_bytes, out_size_bytes, err);
}
