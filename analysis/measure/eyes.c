/* SPDX-License-Identifier: Apache-2.0
 *
 * A bar is grown in the face's own axes from what is most certain: the pupils, the map of eyes, the nose, the skin. The map of
 * eyes is read twice: what lies near the first bar widens it, what lies elsewhere (an eye that the landmarks missed, a second
 * face) is gathered into further bars. */
#include "measure/eyes.h"

#include <math.h>

#include "measure/face.h"

/* A setting: lenient, since a bar too many costs less than an open eye. */
static const double LEAST_EYE_LOGIT = -1.1; /* one in four */

/* Half sizes of the bar about both pupils, in interpupillary distances (63 mm): the outer corners lie 0.73 of it from the middle,
 * the brows some 0.4 above, lower lids 0.25 below (docs/outputs.md). */
static const double PUPILS_HALF_LENGTH = 1.05, PUPILS_HALF_WIDTH = 0.42;

/* The same in nose lengths (65 mm); the pupils lie some 0.3 below the glabella. */
static const double NOSE_DROP = 0.28, NOSE_HALF_LENGTH = 1.05, NOSE_HALF_WIDTH = 0.45;

/* An eye is 30 mm wide and a third as high; the map of eyes ends at the lids, so that their surroundings are added. */
static const double EYE_MARGIN_SIZES = 0.6, LEAST_MARGIN_FRAC = 0.012;

/* Part of the skin that holds the eyes, from its top, in heights of the face; a face is at most 1.3 times as high as wide. */
static const double BAND_TOP = 0.05, BAND_BOTTOM = 0.75, FACE_HEIGHTS = 1.3;

/* That the view shows a face; a setting. */
static const double LEAST_FACE_PROBABILITY = 0.02;

/* Skin below this share of the picture is no face. */
static const double LEAST_SKIN_FRAC = 0.03;

/* A box in axes turned with the face, photo px. */
struct box {
    double lo_x, hi_x, lo_y, hi_y;
    bool any;
};

struct axes {
    double right_x, right_y; /* of length 1 */
};

static void take_in(struct box *box, double x, double y)
{
    *box = box->any ? (struct box){fmin(box->lo_x, x), fmax(box->hi_x, x), fmin(box->lo_y, y), fmax(box->hi_y, y), true}
                    : (struct box){x, x, y, y, true};
}

static bool overlap(const struct box *a, const struct box *b)
{
    return a->lo_x <= b->hi_x && b->lo_x <= a->hi_x && a->lo_y <= b->hi_y && b->lo_y <= a->hi_y;
}

static struct box grown(const struct box *box, double by_px)
{
    return (struct box){box->lo_x - by_px, box->hi_x + by_px, box->lo_y - by_px, box->hi_y + by_px, box->any};
}

static void join(struct box *box, const struct box *other)
{
    take_in(box, other->lo_x, other->lo_y);
    take_in(box, other->hi_x, other->hi_y);
}

static double along(const struct axes *a, double x_px, double y_px)
{
    return x_px * a->right_x + y_px * a->right_y;
}

static double across(const struct axes *a, double x_px, double y_px)
{
    return y_px * a->right_x - x_px * a->right_y;
}

static struct box around(const struct axes *a, double x_px, double y_px, double half_length_px, double half_width_px)
{
    double x = along(a, x_px, y_px), y = across(a, x_px, y_px);
    return (struct box){x - half_length_px, x + half_length_px, y - half_width_px, y + half_width_px, true};
}

static struct axes axes_of(const tsri_sample *s, const tsri_face *face, bool has_face)
{
    const tsr_point *l = &s->landmarks.left_pupil, *r = &s->landmarks.right_pupil;
    double dx = r->x_px - l->x_px, dy = r->y_px - l->y_px, length = hypot(dx, dy);
    if (l->known && r->known && length > 1) {
        return (struct axes){dx / length, dy / length};
    }
    return has_face ? (struct axes){-face->up_y, face->up_x} : (struct axes){1, 0};
}

/* Place of a map pixel; false outside the photo. */
static bool place(const tsri_sample *s, int32_t x, int32_t y, double *x_px, double *y_px)
{
    tsri_letterbox_to_photo(&s->box, 2, x, y, x_px, y_px);
    return *x_px >= 0 && *y_px >= 0 && *x_px < s->photo_width_px && *y_px < s->photo_height_px;
}

/* Boxes of what the map shows as eyes, after the `count` that are given; cells two apart are of one eye. */
static int gather_eyes(const tsri_sample *s, const struct axes *a, struct box *boxes, int count)
{
    double cell_px = tsri_sample_map_pixel_px(s);
    for (int32_t row = 0; row < s->logits.side_px; row++) {
        for (int32_t column = 0; column < s->logits.side_px; column++) {
            size_t cell = (size_t)row * (size_t)s->logits.side_px + (size_t)column;
            double x_px, y_px;
            if ((double)s->logits.data[cell * (size_t)s->logits.channels + TSRI_CHANNEL_EYES] < LEAST_EYE_LOGIT ||
                !place(s, column, row, &x_px, &y_px)) {
                continue;
            }
            struct box here = around(a, x_px, y_px, cell_px / 2, cell_px / 2), reach = grown(&here, 2 * cell_px);
            int at = 0;
            while (at < count && !overlap(&boxes[at], &reach)) {
                at++;
            }
            if (at == TSR_MAX_EYE_BARS) {
                at--; /* no room for another: the last grows to take it in */
            }
            count = at == count ? count + 1 : count;
            join(&boxes[at], &here);
        }
    }
    return count;
}

/* Both eyes of a face lie in one bar: boxes beside each other are joined. */
static int join_neighbours(struct box *boxes, int count, int first)
{
    for (int i = 0; i < count; i++) {
        for (int j = count - 1; j > i; j--) {
            double reach_px = 1.5 * fmax(boxes[i].hi_x - boxes[i].lo_x, boxes[j].hi_x - boxes[j].lo_x);
            struct box near = boxes[i];
            near.lo_x -= reach_px;
            near.hi_x += reach_px;
            if (overlap(i < first ? &boxes[i] : &near, &boxes[j])) {
                join(&boxes[i], &boxes[j]);
                boxes[j] = boxes[--count];
                boxes[count] = (struct box){0, 0, 0, 0, false};
            }
        }
    }
    return count;
}

/* The upper part of the skin, whatever it shows. */
static bool band_of_skin(const tsri_sample *s, struct box *out)
{
    enum { STEP_PX = 2 };
    struct box skin = {0, 0, 0, 0, false};
    int64_t seen = 0;
    for (int32_t y = 0; y < s->labels.height_px; y += STEP_PX) {
        const uint8_t *row = s->labels.data + (size_t)y * s->labels.stride_bytes;
        for (int32_t x = 0; x < s->labels.width_px; x += STEP_PX) {
            if (row[x] == TSR_LABEL_SKIN) {
                tsr_point at = tsri_sample_to_photo(s, x, y);
                take_in(&skin, at.x_px, at.y_px);
                seen++;
            }
        }
    }
    if ((double)seen * STEP_PX * STEP_PX < LEAST_SKIN_FRAC * s->labels.width_px * s->labels.height_px) {
        return false;
    }
    double height_px = fmin(skin.hi_y - skin.lo_y, FACE_HEIGHTS * (skin.hi_x - skin.lo_x));
    *out = (struct box){skin.lo_x, skin.hi_x, skin.lo_y + BAND_TOP * height_px, skin.lo_y + BAND_BOTTOM * height_px, true};
    return true;
}

static void put_bar(const struct axes *a, const struct box *box, tsr_eye_cover *cover)
{
    double x = (box->lo_x + box->hi_x) / 2, y = (box->lo_y + box->hi_y) / 2;
    cover->bars[cover->count++] = (tsr_bar){
        .x_px = x * a->right_x - y * a->right_y,
        .y_px = x * a->right_y + y * a->right_x,
        .along_x = a->right_x,
        .along_y = a->right_y,
        .half_length_px = (box->hi_x - box->lo_x) / 2,
        .half_width_px = (box->hi_y - box->lo_y) / 2,
    };
}

/* The bar that the landmarks give, if any. */
static tsr_eye_basis
bar_of_landmarks(const tsri_sample *s, const tsri_face *face, bool has_face, const struct axes *a, struct box *out)
{
    const tsr_landmarks *m = &s->landmarks;
    double pupils_px = hypot(m->right_pupil.x_px - m->left_pupil.x_px, m->right_pupil.y_px - m->left_pupil.y_px);
    if (m->left_pupil.known && m->right_pupil.known && pupils_px > 1) {
        *out = around(a, (m->left_pupil.x_px + m->right_pupil.x_px) / 2, (m->left_pupil.y_px + m->right_pupil.y_px) / 2,
                      PUPILS_HALF_LENGTH * pupils_px, PUPILS_HALF_WIDTH * pupils_px);
        return TSR_EYES_BY_PUPILS;
    }
    if (has_face) {
        tsr_point middle = tsri_face_place(face, -NOSE_DROP * face->nose_px, 0);
        *out = around(a, middle.x_px, middle.y_px, NOSE_HALF_LENGTH * face->nose_px, NOSE_HALF_WIDTH * face->nose_px);
        return TSR_EYES_BY_NOSE;
    }
    return TSR_EYES_NONE;
}

/* A pupil alone, where no face gives it a bar, starts a box of its own. */
static int take_pupils(const tsri_sample *s, const struct axes *a, struct box *boxes, int count)
{
    const tsr_point *pupils[] = {&s->landmarks.left_pupil, &s->landmarks.right_pupil};
    double cell_px = tsri_sample_map_pixel_px(s);
    for (int i = 0; i < 2 && count < 1; i++) {
        if (pupils[i]->known) {
            boxes[count++] = around(a, pupils[i]->x_px, pupils[i]->y_px, 2 * cell_px, cell_px);
        }
    }
    return count;
}

/* Eyes of the map with their surroundings. */
static void widen(const tsri_sample *s, struct box *box)
{
    double long_side_px = fmax(s->photo_width_px, s->photo_height_px);
    double margin_px =
        fmax(LEAST_MARGIN_FRAC * long_side_px, EYE_MARGIN_SIZES * fmin(box->hi_x - box->lo_x, 2 * (box->hi_y - box->lo_y)));
    *box = grown(box, margin_px);
}

tsr_eye_cover tsri_eyes_place(const tsri_sample *s, double face_probability)
{
    tsr_eye_cover cover = {.basis = TSR_EYES_NONE};
    struct box boxes[TSR_MAX_EYE_BARS] = {{0, 0, 0, 0, false}};
    tsri_face face;
    bool has_face = tsri_face_find(s, &face);
    const struct axes a = axes_of(s, &face, has_face);
    cover.basis = bar_of_landmarks(s, &face, has_face, &a, &boxes[0]);
    int first = cover.basis != TSR_EYES_NONE ? 1 : 0;
    int count = join_neighbours(boxes, gather_eyes(s, &a, boxes, take_pupils(s, &a, boxes, first)), first);
    if (first) {
        boxes[0] = grown(&boxes[0], LEAST_MARGIN_FRAC * fmax(s->photo_width_px, s->photo_height_px));
    }
    for (int i = first; i < count; i++) {
        widen(s, &boxes[i]);
    }
    if (count > 0 && cover.basis == TSR_EYES_NONE) {
        cover.basis = TSR_EYES_BY_MAP;
    }
    if (count == 0 && face_probability >= LEAST_FACE_PROBABILITY && band_of_skin(s, &boxes[0])) {
        cover.basis = TSR_EYES_BY_SKIN;
        count = 1;
    }
    for (int i = 0; i < count; i++) {
        put_bar(&a, &boxes[i], &cover);
    }
    return cover;
}
