/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/face.h"

#include <math.h>
#include <string.h>

/* Nose length (glabella to subnasale), interpupillary distance, the face's width at the brows, mm: docs/measurement.md 6. Only
 * their ratios are used. */
static const double NOSE_MM = 65, PUPILS_MM = 63, BROWS_WIDTH_MM = 120;

/* Skin to both sides of the glabella, in its row of the picture, photo px. */
static double brows_width_px(const tsri_sample *s, tsr_point glabella)
{
    double x, y;
    tsri_sample_from_photo(s, glabella.x_px, glabella.y_px, &x, &y);
    int32_t row_index = (int32_t)fmin(s->labels.height_px - 1, fmax(0, floor(y + 0.5)));
    int32_t left = (int32_t)fmin(s->labels.width_px - 1, fmax(0, floor(x + 0.5))), right = left;
    const uint8_t *row = s->labels.data + (size_t)row_index * s->labels.stride_bytes;
    while (left > 0 && row[left - 1] == TSR_LABEL_SKIN) {
        left--;
    }
    while (right < s->labels.width_px - 1 && row[right + 1] == TSR_LABEL_SKIN) {
        right++;
    }
    return (double)(right - left) * s->photo_width_px / s->labels.width_px;
}

bool tsri_face_find(const tsri_sample *s, tsri_face *face)
{
    const tsr_landmarks *m = &s->landmarks;
    double dx = 0, dy = -1, nose_x = m->glabella.x_px - m->subnasale.x_px, nose_y = m->glabella.y_px - m->subnasale.y_px;
    memset(face, 0, sizeof *face);
    if (!m->glabella.known) {
        return false;
    }
    face->glabella = m->glabella;
    face->nose_seen = m->subnasale.known && hypot(nose_x, nose_y) > 1;
    face->pupils_seen = m->left_pupil.known && m->right_pupil.known;
    if (face->nose_seen) {
        dx = nose_x;
        dy = nose_y;
        face->nose_px = hypot(dx, dy);
    }
    if (face->pupils_seen) {
        /* A quarter turn of the way from the picture's left pupil to its right. */
        dx = m->right_pupil.y_px - m->left_pupil.y_px;
        dy = m->left_pupil.x_px - m->right_pupil.x_px;
        face->pupils_px = hypot(dx, dy);
    }
    if (!face->nose_seen) {
        face->nose_px =
            face->pupils_seen ? face->pupils_px * NOSE_MM / PUPILS_MM : brows_width_px(s, m->glabella) * NOSE_MM / BROWS_WIDTH_MM;
    }
    if (!face->pupils_seen) {
        face->pupils_px = face->nose_px * PUPILS_MM / NOSE_MM;
    }
    double length = hypot(dx, dy);
    if (face->nose_seen && dx * nose_x + dy * nose_y < 0) {
        length = -length; /* a face upside down: up is away from the nose */
    }
    face->up_x = dx / length;
    face->up_y = dy / length;
    return length != 0 && face->nose_px > 1;
}

tsr_point tsri_face_place(const tsri_face *face, double up_px, double right_px)
{
    return (tsr_point){face->glabella.x_px + up_px * face->up_x - right_px * face->up_y,
                       face->glabella.y_px + up_px * face->up_y + right_px * face->up_x, true};
}
