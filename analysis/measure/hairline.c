/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/hairline.h"

#include <math.h>
#include <string.h>

/* Lines beside the midline, as shares of the face's unit: a lock, a scar or a shadow on one of them does not move the median. */
static const double LINE_OFFSETS[] = {-0.30, -0.15, 0, 0.15, 0.30};

enum { LINE_COUNT = sizeof LINE_OFFSETS / sizeof *LINE_OFFSETS };

/* Hair or scalp shorter than this share of the unit is a strand over the forehead, not its end. */
static const double LEAST_SCALP_RUN = 0.10;

/* Noses up from the glabella after which the search ends: the rule of thirds gives one, a hairline pushed back two at most. */
static const double LONGEST_FOREHEAD = 3.0;

/* Nose length, glabella to subnasale, over the interpupillary distance and over the face's width at the brows: 65 mm, 63 mm and
 * 120 mm (docs/measurement.md 6). */
static const double NOSE_PER_PUPILS = 65.0 / 63.0, NOSE_PER_FACE = 65.0 / 120.0;

/* Forehead over nose length (tr-g over g-sn): the rule of thirds, and the range of published foreheads: docs/measurement.md 6. */
static const double NATURAL_RATIO = 1.0, NATURAL_RATIO_LO = 0.74, NATURAL_RATIO_HI = 1.14;

/* The face's own axes: `up` of length 1, and its unit of length, the nose from glabella to subnasale. */
struct face {
    tsr_point glabella;
    double up_x, up_y, unit_px;
};

/* Skin to both sides of the glabella, in its row of the picture. */
static double face_width_px(tsr_view_u8 labels, tsr_point glabella)
{
    const uint8_t *row = labels.data + (size_t)(glabella.y_px + 0.5) * labels.stride_bytes;
    int32_t left = (int32_t)(glabella.x_px + 0.5), right = left;
    while (left > 0 && row[left - 1] == TSR_LABEL_SKIN) {
        left--;
    }
    while (right < labels.width_px - 1 && row[right + 1] == TSR_LABEL_SKIN) {
        right++;
    }
    return right - left;
}

/* The axis is square to the line of the pupils, which is long and seldom hidden by half; else it follows the nose; of a face bent
 * so far down that only the brows show, it is upright. */
static bool face_of(tsr_view_u8 labels, const tsr_landmarks *m, struct face *face)
{
    double dx = 0, dy = -1;
    if (!m->glabella.known) {
        return false;
    }
    face->glabella = m->glabella;
    face->unit_px = NOSE_PER_FACE * face_width_px(labels, m->glabella);
    if (m->subnasale.known) {
        dx = m->glabella.x_px - m->subnasale.x_px;
        dy = m->glabella.y_px - m->subnasale.y_px;
        face->unit_px = hypot(dx, dy);
    }
    if (m->left_pupil.known && m->right_pupil.known) {
        /* A quarter turn of the way from the picture's left pupil to its right. */
        dx = m->right_pupil.y_px - m->left_pupil.y_px;
        dy = m->left_pupil.x_px - m->right_pupil.x_px;
        face->unit_px = m->subnasale.known ? face->unit_px : NOSE_PER_PUPILS * hypot(dx, dy);
    }
    double length = hypot(dx, dy);
    if (m->subnasale.known && dx * (m->glabella.x_px - m->subnasale.x_px) + dy * (m->glabella.y_px - m->subnasale.y_px) < 0) {
        length = -length; /* a face upside down: up is away from the nose */
    }
    face->up_x = dx / length;
    face->up_y = dy / length;
    return length != 0 && face->unit_px > 1;
}

static bool is_scalp(uint8_t label)
{
    return label == TSR_LABEL_HAIR || label == TSR_LABEL_SCALP;
}

/* Way upward from the glabella, `aside` px off the midline, to the end of the skin; negative where it ends at no scalp. */
static double forehead_px(tsr_view_u8 labels, const struct face *face, double aside_px)
{
    double run_px = 0, longest_px = LONGEST_FOREHEAD * face->unit_px;
    for (double way_px = 0; way_px < longest_px; way_px += 1) {
        double x = face->glabella.x_px + way_px * face->up_x - aside_px * face->up_y;
        double y = face->glabella.y_px + way_px * face->up_y + aside_px * face->up_x;
        int32_t column = (int32_t)floor(x + 0.5), row = (int32_t)floor(y + 0.5);
        if (column < 0 || row < 0 || column >= labels.width_px || row >= labels.height_px) {
            return -1;
        }
        uint8_t label = labels.data[(size_t)row * labels.stride_bytes + (size_t)column];
        if (label == TSR_LABEL_BACKGROUND) {
            return -1;
        }
        run_px = is_scalp(label) ? run_px + 1 : 0;
        if (run_px >= LEAST_SCALP_RUN * face->unit_px) {
            double end_px = way_px + 1 - run_px;
            return end_px > 0 ? end_px : -1; /* hair at the very brows hides the forehead */
        }
    }
    return -1;
}

static tsr_point above_glabella(tsr_view_u8 labels, const struct face *face, double way_px)
{
    tsr_point p = {face->glabella.x_px + way_px * face->up_x, face->glabella.y_px + way_px * face->up_y, false};
    p.known = p.x_px >= 0 && p.y_px >= 0 && p.x_px <= labels.width_px - 1 && p.y_px <= labels.height_px - 1;
    return p;
}

tsr_hairline tsri_hairline_find(tsr_view_u8 labels, const tsr_landmarks *landmarks)
{
    tsr_hairline hairline;
    struct face face;
    double ways_px[LINE_COUNT];
    int found = 0;
    memset(&hairline, 0, sizeof hairline);
    if (!face_of(labels, landmarks, &face)) {
        return hairline;
    }
    for (int i = 0; i < LINE_COUNT; i++) {
        double way_px = forehead_px(labels, &face, LINE_OFFSETS[i] * face.unit_px);
        int at = found;
        for (; way_px >= 0 && at > 0 && ways_px[at - 1] > way_px; at--) { /* kept in order */
            ways_px[at] = ways_px[at - 1];
        }
        if (way_px >= 0) {
            ways_px[at] = way_px;
            found++;
        }
    }
    if (found > LINE_COUNT / 2) {
        double median_px = (ways_px[(found - 1) / 2] + ways_px[found / 2]) / 2;
        hairline.trichion = above_glabella(labels, &face, median_px);
    }
    if (landmarks->subnasale.known) {
        hairline.natural_trichion = above_glabella(labels, &face, NATURAL_RATIO * face.unit_px);
        hairline.natural_lo = above_glabella(labels, &face, NATURAL_RATIO_LO * face.unit_px);
        hairline.natural_hi = above_glabella(labels, &face, NATURAL_RATIO_HI * face.unit_px);
    }
    return hairline;
}
