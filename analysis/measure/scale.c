/* SPDX-License-Identifier: Apache-2.0
 *
 * Four sources of scale, the best that a photo offers: the caller's word, a printed marker, the distance of the pupils, a head of
 * usual size. Each states its own error; what pulls one way only (a turned face, places behind the eyes) moves one end of the
 * interval alone. Definitions and sources: docs/measurement.md 12. */
#include "measure/scale.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "measure/marker.h"

/* Reading error of a scale that was measured off the picture. */
static const double GIVEN_FRAC = 0.01;

/* Length error of planimetry beside a paper scale: half its mean area error of 9.9 % (docs/measurement.md 12). */
static const double PLANE_FRAC = 0.05;
/* Of a side: both its ends a quarter pixel off the same way, as a blurred step's middle is in gamma-coded levels. */
static const double MARKER_SIDE_PX = 0.5;

/* Interpupillary distance of adults, mm (docs/measurement.md 12). */
static const double PUPILS_MM = 63, PUPILS_SD_MM = 3.65;
/* Standard deviation of a pupil's place, map pixels: the network is trained on spots of two map pixels' sigma. */
static const double PUPIL_SD_MAP_PX = 0.5;
/* Glabella off the pupils' middle, in pupil distances, in a face turned by some 23 degrees, the most that counts as frontal: the
 * glabella lies 16 mm before the pupils. The pupils are then seen 8 % nearer to each other than they are. */
static const double MOST_ASIDE = 0.11, MOST_TURN_FRAC = 0.08;
/* The scalp lies behind the eyes: 50 mm at half a metre. A setting of the project. */
static const double BEHIND_EYES_FRAC = 0.10;

/* Breadth of a head with its hair, and what holds nine heads of ten: settings of the project, docs/measurement.md 12. */
static const double HEAD_MM = 170, HEAD_LO_MM = 130, HEAD_HI_MM = 240;
/* From the top of the hair down, over the head's breadth: so far the head widens; farther down are ears, neck and long hair. */
static const double CROWN_FRAC = 0.50;
/* Breadth over the sample's long side below which the outline is too coarse. */
static const double LEAST_HEAD_FRAC = 0.08;

static tsr_scale make_scale(tsr_scale_source source, double value, double lo, double hi)
{
    tsr_scale scale;
    memset(&scale, 0, sizeof scale);
    if (isfinite(value) && isfinite(lo) && isfinite(hi) && lo > 0) {
        scale.source = source;
        scale.mm_per_px = (tsr_quantity){value, lo, hi, true};
    }
    return scale;
}

/* The mean of both directions, so that areas in the marker's plane are right; lengths along and across the tilt bound it. */
static tsr_scale by_marker(const tsr_point corners[4], double side_mm)
{
    tsr_scale scale;
    double long_px, short_px;
    if (!tsri_marker_sides(corners, &long_px, &short_px) || short_px <= 2 * MARKER_SIDE_PX) {
        return make_scale(TSR_SCALE_NONE, 0, 0, 0);
    }
    scale =
        make_scale(TSR_SCALE_MARKER, side_mm / sqrt(long_px * short_px), side_mm / (long_px + MARKER_SIDE_PX) * (1 - PLANE_FRAC),
                   side_mm / (short_px - MARKER_SIDE_PX) * (1 + PLANE_FRAC));
    if (scale.source == TSR_SCALE_MARKER) {
        memcpy(scale.corners, corners, sizeof scale.corners);
    }
    return scale;
}

static tsr_status
find_marker(const tsri_sample *sample, tsr_view_u8 rgb, double side_mm, tsri_arena *arena, tsr_scale *out, tsr_error *err)
{
    tsr_point corners[4];
    tsr_status st = tsri_marker_find(rgb, arena, corners, err);
    if (st == TSR_OK && corners[0].known) {
        for (int i = 0; i < 4; i++) {
            corners[i].x_px = (corners[i].x_px + 0.5) * sample->photo_width_px / rgb.width_px - 0.5;
            corners[i].y_px = (corners[i].y_px + 0.5) * sample->photo_height_px / rgb.height_px - 0.5;
        }
        *out = by_marker(corners, side_mm);
    }
    return st;
}

static tsr_scale by_pupils(const tsri_sample *sample)
{
    const tsr_landmarks *m = &sample->landmarks;
    double dx = m->right_pupil.x_px - m->left_pupil.x_px, dy = m->right_pupil.y_px - m->left_pupil.y_px;
    double apart_px = hypot(dx, dy);
    if (sample->view != TSR_VIEW_FRONT || !m->left_pupil.known || !m->right_pupil.known || !m->glabella.known || apart_px < 1) {
        return make_scale(TSR_SCALE_NONE, 0, 0, 0);
    }
    double from_middle_x = m->glabella.x_px - (m->left_pupil.x_px + m->right_pupil.x_px) / 2;
    double from_middle_y = m->glabella.y_px - (m->left_pupil.y_px + m->right_pupil.y_px) / 2;
    double aside = fabs(from_middle_x * dx + from_middle_y * dy) / (apart_px * apart_px);
    if (aside > MOST_ASIDE) {
        return make_scale(TSR_SCALE_NONE, 0, 0, 0);
    }
    double landmarks_frac = sqrt(2) * PUPIL_SD_MAP_PX * tsri_sample_map_pixel_px(sample) / apart_px;
    double spread_frac = TSRI_Z90 * hypot(PUPILS_SD_MM / PUPILS_MM, landmarks_frac);
    double turn_frac = MOST_TURN_FRAC * pow(aside / MOST_ASIDE, 2);
    double value = PUPILS_MM / apart_px;
    return make_scale(TSR_SCALE_PUPILS, value, value * (1 - spread_frac) * (1 - turn_frac),
                      value * (1 + spread_frac) * (1 + BEHIND_EYES_FRAC));
}

/* Pixels of the head in the widest row from its top down to the brows; 0 where the picture's edge cuts it off or there is none.
 */
static double widest_row(const tsri_sample *sample)
{
    int32_t width = sample->labels.width_px, height = sample->labels.height_px, top = -1;
    double widest = 0, least = LEAST_HEAD_FRAC * fmax(width, height);
    for (int32_t y = 0; y < height && (top < 0 || y - top <= CROWN_FRAC * widest); y++) {
        const uint8_t *row = sample->labels.data + (size_t)y * sample->labels.stride_bytes;
        int32_t count = 0;
        for (int32_t x = 0; x < width; x++) {
            count += row[x] != TSR_LABEL_BACKGROUND;
        }
        if (count < least) {
            continue; /* specks above the head */
        }
        if (row[0] != TSR_LABEL_BACKGROUND || row[width - 1] != TSR_LABEL_BACKGROUND || y == 0) {
            return 0;
        }
        top = top < 0 ? y : top;
        widest = fmax(widest, count);
    }
    return widest;
}

/* Shorter axis of the ellipse that spreads as the scalp does, sample px: seen from above a head is as long as wide or longer. */
static double shorter_axis(const tsri_sample *sample)
{
    double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    int32_t width = sample->labels.width_px, height = sample->labels.height_px;
    int64_t at_edge = 0;
    for (int32_t y = 0; y < height; y++) {
        const uint8_t *row = sample->labels.data + (size_t)y * sample->labels.stride_bytes;
        for (int32_t x = 0; x < width; x++) {
            if (row[x] == TSR_LABEL_HAIR || row[x] == TSR_LABEL_SCALP) {
                n += 1;
                sx += x;
                sy += y;
                sxx += (double)x * x;
                syy += (double)y * y;
                sxy += (double)x * y;
                at_edge += x == 0 || y == 0 || x == width - 1 || y == height - 1;
            }
        }
    }
    if (n < 1 || at_edge > 0) {
        return 0;
    }
    double xx = sxx / n - sx / n * (sx / n), yy = syy / n - sy / n * (sy / n), xy = sxy / n - sx / n * (sy / n);
    double least = (xx + yy) / 2 - hypot((xx - yy) / 2, xy);
    return 4 * sqrt(fmax(0, least)); /* an ellipse's variance along an axis is a quarter of the half axis squared */
}

static tsr_scale by_usual_head(const tsri_sample *sample)
{
    double breadth = 0;
    if (sample->view == TSR_VIEW_FRONT || sample->view == TSR_VIEW_BACK) {
        breadth = widest_row(sample);
    } else if (sample->view == TSR_VIEW_TOP) {
        breadth = shorter_axis(sample);
    }
    if (breadth < LEAST_HEAD_FRAC * fmax(sample->labels.width_px, sample->labels.height_px)) {
        return make_scale(TSR_SCALE_NONE, 0, 0, 0);
    }
    double breadth_px = breadth * sqrt(tsri_sample_area_px(sample));
    return make_scale(TSR_SCALE_ASSUMED_HEAD, HEAD_MM / breadth_px, HEAD_LO_MM / breadth_px, HEAD_HI_MM / breadth_px);
}

tsr_status tsri_scale_measure(const tsri_sample *sample,
                              tsr_view_u8 rgb,
                              const tsri_scale_params *params,
                              tsri_arena *arena,
                              tsr_scale *out,
                              tsr_error *err)
{
    double side_mm = params->marker_mm > 0 ? params->marker_mm : TSR_MARKER_SIDE_MM;
    *out = make_scale(TSR_SCALE_NONE, 0, 0, 0);
    if (params->mm_per_px > 0) {
        double given = params->mm_per_px;
        *out = make_scale(TSR_SCALE_GIVEN, given, given * (1 - GIVEN_FRAC), given * (1 + GIVEN_FRAC));
        return TSR_OK;
    }
    tsr_status st = find_marker(sample, rgb, side_mm, arena, out, err);
    if (st == TSR_OK && out->source == TSR_SCALE_NONE) {
        *out = by_pupils(sample);
    }
    if (st == TSR_OK && out->source == TSR_SCALE_NONE) {
        *out = by_usual_head(sample);
    }
    return st;
}
