/* SPDX-License-Identifier: Apache-2.0
 *
 * Two masks of one photo, pixel by pixel: how many pixels of each class the label has, the measurement has, and both have.
 * Overlap, shares and whatever else follow from these counts. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "image/codec.h"
#include "image/decode.h"
#include "tonsure/agreement.h"

const char TSR_MASK_CODES_OWN[] = "background=0,hair=1,skin=2,bare=3";

static const char *const NAMES[] = {"background", "hair", "skin", "bare", "ignore"};

enum { NAME_COUNT = sizeof NAMES / sizeof *NAMES, REGION_LEVEL = 128 };

static int name_at(const char *text, size_t length)
{
    for (int i = 0; i < NAME_COUNT; i++) {
        if (strlen(NAMES[i]) == length && strncmp(text, NAMES[i], length) == 0) {
            return i;
        }
    }
    return -1;
}

/* "3+4" up to a comma or the end, from *at on. */
static bool take_codes(const char **at, uint8_t bit, tsr_mask_codes *out)
{
    for (;; ++*at) {
        char *end = NULL;
        unsigned long code = **at >= '0' && **at <= '9' ? strtoul(*at, &end, 10) : 256;
        if (code > 255) {
            return false;
        }
        out->classes[code] |= bit;
        *at = end;
        if (**at != '+') {
            return **at == ',' || **at == '\0';
        }
    }
}

tsr_status tsr_mask_codes_parse(const char *text, tsr_mask_codes *out, tsr_error *err)
{
    tsr_mask_codes codes = {0};
    for (const char *at = text;;) {
        const char *equals = strchr(at, '=');
        int name = equals ? name_at(at, (size_t)(equals - at)) : -1;
        if (name < 0) {
            return tsri_fail(err, TSR_E_FORMAT,
                             "\"%.40s\": one of background, hair, skin, bare, ignore, and codes as in bare=3+4", at);
        }
        at = equals + 1;
        const int bit = name < TSR_MASK_CLASS_COUNT ? 1 << name : TSR_MASK_IGNORED;
        if (!take_codes(&at, (uint8_t)bit, &codes)) {
            return tsri_fail(err, TSR_E_FORMAT, "codes of %s are whole numbers from 0 to 255, joined by +", NAMES[name]);
        }
        if (name < TSR_MASK_CLASS_COUNT) {
            codes.named[name] = true;
        }
        if (*at++ == '\0') {
            break;
        }
    }
    *out = codes;
    return TSR_OK;
}

/* A mask as one channel, left in the first bytes of each pixel. */
static tsr_status read_mask(const tsr_allocator *memory, tsr_mask_file file, const char *whose, tsri_image *out, tsr_error *err)
{
    const tsri_decode_params params = {.memory = memory, .limits = tsri_limits_default((tsr_limits){0})};
    tsri_raster raster = {0};
    if (tsri_format_sniff(file.bytes, file.size_bytes) != TSRI_FORMAT_PNG) {
        return tsri_fail(err, TSR_E_UNSUPPORTED, "the %s is no PNG", whose);
    }
    tsr_status st = tsri_png_decode(file.bytes, file.size_bytes, &params, &raster, err);
    if (st != TSR_OK) {
        return st;
    }
    const tsri_image *p = &raster.pixels;
    const size_t count = (size_t)p->width_px * (size_t)p->height_px, step = (size_t)p->channels;
    for (size_t i = 0; step == 3 && i < count; i++) {
        const uint8_t *at = p->data + i * step;
        if (at[0] != at[1] || at[0] != at[2]) {
            tsri_raster_release(&raster);
            return tsri_fail(err, TSR_E_UNSUPPORTED, "the %s has colours: a mask is gray, its values are codes", whose);
        }
    }
    *out = raster.pixels;
    raster.pixels.data = NULL;
    tsri_raster_release(&raster);
    return TSR_OK;
}

static tsr_status check_size(const tsri_image *a, const tsri_image *b, const char *whose, tsr_error *err)
{
    if (a->width_px == b->width_px && a->height_px == b->height_px) {
        return TSR_OK;
    }
    return tsri_fail(err, TSR_E_INVALID_ARG, "the %s has %d x %d px, the measured mask %d x %d px", whose, (int)b->width_px,
                     (int)b->height_px, (int)a->width_px, (int)a->height_px);
}

static void count_pixels(const tsri_image *label,
                         const tsr_mask_codes *label_codes,
                         const tsri_image *measured,
                         const tsr_mask_codes *measured_codes,
                         const tsri_image *region,
                         tsr_mask_overlap *out)
{
    const size_t count = (size_t)label->width_px * (size_t)label->height_px;
    int64_t table[256] = {0}; /* by the label's set of classes and the measured one's: four bits each */
    for (size_t i = 0; i < count; i++) {
        uint8_t a = label_codes->classes[label->data[i * (size_t)label->channels]];
        uint8_t b = measured_codes->classes[measured->data[i * (size_t)measured->channels]];
        bool left_out =
            ((a | b) & TSR_MASK_IGNORED) || (region->data && region->data[i * (size_t)region->channels] < REGION_LEVEL);
        table[(a & 15) << 4 | (b & 15)] += left_out ? 0 : 1;
    }
    for (int set = 0; set < 256; set++) {
        out->compared_px += table[set];
        for (int k = 0; k < TSR_MASK_CLASS_COUNT; k++) {
            bool a = (set >> 4 >> k & 1) != 0, b = (set >> k & 1) != 0;
            out->label_px[k] += a ? table[set] : 0;
            out->measured_px[k] += b ? table[set] : 0;
            out->both_px[k] += a && b ? table[set] : 0;
        }
    }
}

tsr_status tsr_mask_overlap_count(const tsr_allocator *allocator,
                                  tsr_mask_file label,
                                  const tsr_mask_codes *label_codes,
                                  tsr_mask_file measured,
                                  const tsr_mask_codes *measured_codes,
                                  tsr_mask_file region,
                                  tsr_mask_overlap *out,
                                  tsr_error *err)
{
    const tsr_allocator *memory = allocator ? allocator : tsri_memory_default();
    tsri_image a = {0}, b = {0}, r = {0};
    tsr_status st = TSR_OK;
    memset(out, 0, sizeof *out);
    TSRI_TRY(read_mask(memory, measured, "measured mask", &b, err));
    TSRI_TRY(read_mask(memory, label, "label's mask", &a, err));
    TSRI_TRY(check_size(&b, &a, "label's mask", err));
    if (region.bytes) {
        TSRI_TRY(read_mask(memory, region, "region", &r, err));
        TSRI_TRY(check_size(&b, &r, "region", err));
    }
    count_pixels(&a, label_codes, &b, measured_codes, &r, out);
done:
    tsri_image_release(&a);
    tsri_image_release(&b);
    tsri_image_release(&r);
    return st;
}
