/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/quality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "measure/framing.h"
#include "measure/light.h"
#include "measure/sharpness.h"

/* Twice the difference in levels: 2 is one level from the neighbours' mean, the least that rounding alone cannot make. */
enum { LEAST_DOUBLE_DIFFERENCE = 2, CHANNELS = 3, GREEN = 1, STRUCTURE_GRID_PX = 100 };

/* All set on training photos and degraded copies of them: docs/measurement.md 7. */
static const double SHARPNESS_MIN = 0.36, SHARPNESS_NONE = 0.14;
static const double HIGHLIGHT_MIN = 100, HIGHLIGHT_NONE = 45, RANGE_MIN = 40;
static const double CLIPPED_MAX_FRAC = 0.12, CLIPPED_NONE_FRAC = 0.35, GLARE_MAX_FRAC = 0.08;
static const double HEAD_MIN_PX = 160, HEAD_NONE_PX = 48, HEAD_MIN_FRAC = 0.2;
static const double CUT_MAX_FRAC = 0.06, CUT_NONE_FRAC = 0.25;
static const double TILT_MAX_DEG = 12, COVERED_MAX_FRAC = 0.6, OTHER_SKIN_MAX_FRAC = 0.03, CONTRAST_MIN_LAB = 10;

double tsri_quality_structure_frac(tsr_view_u8 rgb)
{
    int64_t structured = 0;
    if (rgb.width_px < 3) {
        return 0;
    }
    /* On a finer grid than STRUCTURE_GRID_PX a blurred photo is as smooth as a plain one. */
    int32_t reach = rgb.width_px > 2 * STRUCTURE_GRID_PX ? rgb.width_px / STRUCTURE_GRID_PX : 1;
    int32_t every = rgb.height_px > 2 * STRUCTURE_GRID_PX ? rgb.height_px / STRUCTURE_GRID_PX : 1; /* rows between those read */
    int32_t rows = 0;
    for (int32_t y = 0; y < rgb.height_px; y += every, rows++) {
        const uint8_t *green = rgb.data + (size_t)y * rgb.stride_bytes + GREEN;
        for (int32_t x = reach; x < rgb.width_px - reach; x++) {
            const uint8_t *here = green + (ptrdiff_t)x * CHANNELS;
            ptrdiff_t beside = (ptrdiff_t)reach * CHANNELS;
            structured += abs(2 * here[0] - here[-beside] - here[beside]) >= LEAST_DOUBLE_DIFFERENCE;
        }
    }
    return (double)structured / ((double)(rgb.width_px - 2 * reach) * rows);
}

/* A reason is a reservation; beyond the second number no figure can be trusted. */
static uint32_t find_reasons(double sharpness, const tsri_framing *f, const tsri_light *l, bool *hopeless)
{
    uint32_t reasons = 0;
    bool small = f->head_px < HEAD_MIN_PX || f->head_fraction < HEAD_MIN_FRAC; /* and so never quite sharp */
    reasons |= sharpness < (small ? SHARPNESS_NONE : SHARPNESS_MIN) ? TSR_QUALITY_BLURRED : 0;
    reasons |= l->highlight < HIGHLIGHT_MIN || l->range < RANGE_MIN ? TSR_QUALITY_DARK : 0;
    reasons |= l->clipped_frac > CLIPPED_MAX_FRAC ? TSR_QUALITY_OVEREXPOSED : 0;
    reasons |= l->glare_fraction > GLARE_MAX_FRAC ? TSR_QUALITY_GLARE : 0;
    reasons |= small ? TSR_QUALITY_HEAD_SMALL : 0;
    reasons |= f->cut_frac > CUT_MAX_FRAC ? TSR_QUALITY_HEAD_CUT_OFF : 0;
    reasons |= f->tilt_deg.known && fabs(f->tilt_deg.value) > TILT_MAX_DEG ? TSR_QUALITY_TILTED : 0;
    reasons |= f->covered_frac > COVERED_MAX_FRAC ? TSR_QUALITY_COVERED : 0;
    reasons |= f->other_skin_frac > OTHER_SKIN_MAX_FRAC ? TSR_QUALITY_HANDS : 0;
    reasons |= l->contrast_lab >= 0 && l->contrast_lab < CONTRAST_MIN_LAB ? TSR_QUALITY_LOW_CONTRAST : 0;
    *hopeless = sharpness < SHARPNESS_NONE || l->highlight < HIGHLIGHT_NONE || l->clipped_frac > CLIPPED_NONE_FRAC ||
                f->head_px < HEAD_NONE_PX || f->cut_frac > CUT_NONE_FRAC;
    return reasons;
}

tsr_status tsri_quality_measure(const tsri_sample *sample, tsri_arena *arena, tsr_quality *out, tsr_error *err)
{
    tsr_status st = TSR_OK;
    tsri_framing framing;
    bool hopeless = false;
    memset(out, 0, sizeof *out);
    TSRI_TRY(tsri_framing_measure(sample, arena, &framing, err));
    TSRI_TRY(tsri_sharpness_measure(sample, &framing, arena, &out->sharpness, err));
    const tsri_light light = tsri_light_measure(sample, &framing);
    out->exposure = light.exposure;
    out->head_fraction = framing.head_fraction;
    out->glare_fraction = light.glare_fraction;
    out->tilt_deg = framing.tilt_deg;
    if (framing.head_px > 0) {
        out->reasons = find_reasons(out->sharpness, &framing, &light, &hopeless);
        out->verdict = hopeless ? TSR_QUALITY_RETAKE : out->reasons ? TSR_QUALITY_RESERVATION : TSR_QUALITY_USABLE;
    } else { /* nothing to judge: only the framing can be named */
        out->reasons = TSR_QUALITY_HEAD_SMALL;
        out->verdict = TSR_QUALITY_RETAKE;
    }
done:
    return st;
}
