/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/framing.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "measure/face.h"
#include "vision/vision.h"

/* Share of hair and scalp left out at each side of the box, so that stray pixels do not widen it. */
static const double STRAY_FRAC = 0.003;

/* A head seen from the front or the side is about half as high again as it is wide; skin below that is neck and chest. */
static const double MAX_HEIGHT_PER_WIDTH = 1.6;

/* Half a face's width in interpupillary distances, and glabella to chin in lengths of the nose. */
static const double FACE_HALF_WIDTH = 1.1, FACE_BELOW = 1.8;

/* Standard deviation of a pupil across the line of the pupils, map px; the interval is 90 % of a normal distribution. */
static const double PUPIL_SIGMA_MAP_PX = 1;

/* Columns of the forehead in units of the interpupillary distance; how low a brim lies, in units of the nose; a fringe so thin
 * below it that it shows under a hat. Foreheads are about as high as a nose is long. */
enum { FOREHEAD_COLUMNS = 17 };
static const double FOREHEAD_HALF_WIDTH = 0.8, BRIM_TOP = 1.0, FRINGE = 0.2, STEP = 0.02, MAX_UP = 2;

/* The network sees less well at the very edge: the outline is taken this far inside, px of a full sample. */
enum { EDGE_PX = 3 };

enum { SKIN_STEP_PX = 2, MAX_PIECES = 64 };

/* Ends of the middle share of a histogram's mass. */
static void trim(const int32_t *counts, int32_t length, int64_t total, int32_t *lo, int32_t *hi)
{
    int64_t stray = (int64_t)(STRAY_FRAC * (double)total), below = 0, above = 0;
    *lo = 0;
    *hi = length;
    while (*lo < length && (below += counts[*lo]) <= stray) {
        ++*lo;
    }
    while (*hi > *lo && (above += counts[*hi - 1]) <= stray) {
        --*hi;
    }
}

/* The box of hair and scalp, and of the face below it where one can be seen. */
static tsr_status place_head(const tsri_sample *s, tsri_arena *arena, tsri_framing *f, tsr_error *err)
{
    tsr_status st = TSR_OK;
    int32_t *columns = NULL, width = s->labels.width_px, height = s->labels.height_px;
    int64_t total = 0;
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)width + (size_t)height, sizeof *columns, &columns, err));
    int32_t *rows = columns + width;
    for (int32_t y = 0; y < height; y++) {
        const uint8_t *row = s->labels.data + (size_t)y * s->labels.stride_bytes;
        for (int32_t x = 0; x < width; x++) {
            bool head = tsri_is_scalp(row[x]);
            columns[x] += head;
            rows[y] += head;
            total += head;
        }
    }
    if (total > 0) {
        trim(columns, width, total, &f->x0, &f->x1);
        trim(rows, height, total, &f->y0, &f->y1);
    }
    if (total > 0 && s->view != TSR_VIEW_TOP) {
        int32_t most = (int32_t)fmin(height, f->y0 + MAX_HEIGHT_PER_WIDTH * (f->x1 - f->x0)), least = f->y1 < most ? f->y1 : most;
        f->y1 = least;
        for (int32_t y = least; y < most; y++) {
            const uint8_t *row = s->labels.data + (size_t)y * s->labels.stride_bytes;
            for (int32_t x = f->x0; x < f->x1; x++) {
                f->y1 = row[x] == TSR_LABEL_SKIN ? y + 1 : f->y1;
            }
        }
    }
done:
    return st;
}

/* A hat may leave next to no hair in sight: the box holds the face at least. */
static void include_face(const tsri_sample *s, tsri_framing *f)
{
    tsri_face face;
    double x, y;
    if (f->x1 == f->x0 || s->view == TSR_VIEW_TOP || !tsri_face_find(s, &face)) {
        return;
    }
    double k = (double)s->labels.width_px / s->photo_width_px, half = FACE_HALF_WIDTH * face.pupils_px * k,
           nose = face.nose_px * k;
    tsri_sample_from_photo(s, face.glabella.x_px, face.glabella.y_px, &x, &y);
    f->x0 = (int32_t)fmax(0, fmin(f->x0, x - half));
    f->y0 = (int32_t)fmax(0, fmin(f->y0, y - nose));
    f->x1 = (int32_t)fmin(s->labels.width_px, fmax(f->x1, x + half));
    f->y1 = (int32_t)fmin(s->labels.height_px, fmax(f->y1, y + FACE_BELOW * nose));
}

static int64_t on_column(const tsri_sample *s, const tsri_framing *f, int32_t x)
{
    int64_t count = 0;
    for (int32_t y = f->y0; y < f->y1; y++) {
        count += tsri_is_scalp(s->labels.data[(size_t)y * s->labels.stride_bytes + (size_t)x]);
    }
    return count;
}

static int64_t on_row(const tsri_sample *s, const tsri_framing *f, int32_t y)
{
    int64_t count = 0;
    for (int32_t x = f->x0; x < f->x1; x++) {
        count += tsri_is_scalp(s->labels.data[(size_t)y * s->labels.stride_bytes + (size_t)x]);
    }
    return count;
}

/* Neck and shoulders leave the picture below in every view but from the top. The outline is that of an ellipse in the box. */
static double cut_frac(const tsri_sample *s, const tsri_framing *f)
{
    const double pi = 3.14159265358979323846;
    int32_t width = s->labels.width_px, height = s->labels.height_px,
            inset = (width > height ? width : height) * EDGE_PX / TSRI_SAMPLE_LONG_SIDE_PX;
    inset = width > 2 * inset && height > 2 * inset ? inset : 0;
    int64_t cut = on_row(s, f, inset) + on_column(s, f, inset) + on_column(s, f, width - 1 - inset);
    if (s->view == TSR_VIEW_TOP) {
        cut += on_row(s, f, height - 1 - inset);
    }
    double outline = pi / 2 * ((f->x1 - f->x0) + (f->y1 - f->y0));
    return outline > 0 ? fmin(1, (double)cut / outline) : 0;
}

static tsr_quantity tilt(const tsri_sample *s)
{
    const tsr_point *left = &s->landmarks.left_pupil, *right = &s->landmarks.right_pupil;
    double dx = right->x_px - left->x_px, dy = right->y_px - left->y_px, distance = hypot(dx, dy);
    if (s->view != TSR_VIEW_FRONT || !left->known || !right->known || !(distance > 1)) {
        return (tsr_quantity){0};
    }
    const double deg = 180 / 3.14159265358979323846;
    double map_px = tsri_sample_map_pixel_px(s);
    double value = atan2(dy, dx) * deg, error = atan(TSRI_Z90 * sqrt(2) * PUPIL_SIGMA_MAP_PX * map_px / distance) * deg;
    return (tsr_quantity){value, value - error, value + error, true};
}

/* Does the head end, going up from here, below where hair could begin, with no more than a fringe on it? Known inside the picture
 * only. */
static bool ends_covered(const tsri_sample *s, const tsri_face *face, double right_px, bool *known)
{
    double fringe = 0;
    *known = false;
    for (double up = 0; up < MAX_UP; up += STEP) {
        tsr_point at = tsri_face_place(face, up * face->nose_px, right_px);
        double x, y;
        tsri_sample_from_photo(s, at.x_px, at.y_px, &x, &y);
        if (!(x > 0 && y > 1 && x < s->labels.width_px - 1 && y < s->labels.height_px - 1)) {
            return false;
        }
        uint8_t label = s->labels.data[(size_t)y * s->labels.stride_bytes + (size_t)x];
        if (label == TSR_LABEL_BACKGROUND || label == TSR_LABEL_SCALP) {
            *known = true;
            return label == TSR_LABEL_BACKGROUND && up < BRIM_TOP;
        }
        fringe += label == TSR_LABEL_HAIR ? STEP : 0;
        if (fringe > FRINGE) {
            *known = true;
            return false;
        }
    }
    return false;
}

static double covered_frac(const tsri_sample *s)
{
    tsri_face face;
    int32_t covered = 0, seen = 0;
    if (s->view != TSR_VIEW_FRONT || !tsri_face_find(s, &face)) {
        return 0;
    }
    for (int32_t i = 0; i < FOREHEAD_COLUMNS; i++) {
        double right = (2.0 * i / (FOREHEAD_COLUMNS - 1) - 1) * FOREHEAD_HALF_WIDTH * face.pupils_px;
        bool known;
        covered += ends_covered(s, &face, right, &known);
        seen += known;
    }
    return seen > FOREHEAD_COLUMNS / 2 ? (double)covered / seen : 0;
}

/* Largest piece of the person that has skin alone and lies beside the upper half of the head: lower down it is a shoulder. In top
 * views arms, ears and foreheads look the same, so nothing is told. */
static tsr_status other_skin(const tsri_sample *s, tsri_arena *arena, tsri_framing *f, tsr_error *err)
{
    tsr_status st = TSR_OK;
    int32_t width = (s->labels.width_px + 1) / SKIN_STEP_PX, height = (s->labels.height_px + 1) / SKIN_STEP_PX, count = 0,
            *ids = NULL;
    size_t size = (size_t)width * (size_t)height;
    uint8_t *mask = NULL;
    tsri_component pieces[MAX_PIECES];
    bool has_hair[MAX_PIECES] = {false};
    int64_t head = 0, other = 0;
    TSRI_TRY(tsri_arena_alloc(arena, size, 1, &mask, err));
    TSRI_TRY(tsri_arena_alloc(arena, size, sizeof *ids, &ids, err));
    for (size_t i = 0; i < size; i++) {
        size_t x = i % (size_t)width * SKIN_STEP_PX, y = i / (size_t)width * SKIN_STEP_PX;
        mask[i] = s->labels.data[y * s->labels.stride_bytes + x];
    }
    TSRI_TRY(tsr_cv_components_u8((tsr_view_u8){mask, width, height, 1, (size_t)width}, ids, pieces, MAX_PIECES, &count, err));
    count = count < MAX_PIECES ? count : MAX_PIECES;
    for (size_t i = 0; i < size; i++) {
        bool hair = tsri_is_scalp(mask[i]);
        head += hair;
        if (hair && ids[i] <= count) {
            has_hair[ids[i] - 1] = true;
        }
    }
    for (int32_t i = 0; i < count; i++) {
        bool high = SKIN_STEP_PX * (2 * pieces[i].y_px + pieces[i].height_px) < f->y0 + f->y1;
        if (!has_hair[i] && high && pieces[i].area_px > other) {
            other = pieces[i].area_px;
        }
    }
    f->other_skin_frac = head > 0 ? fmin(1, (double)other / (double)head) : 0;
done:
    return st;
}

tsr_status tsri_framing_measure(const tsri_sample *s, tsri_arena *arena, tsri_framing *f, tsr_error *err)
{
    tsr_status st = TSR_OK;
    memset(f, 0, sizeof *f);
    TSRI_TRY(place_head(s, arena, f, err));
    include_face(s, f);
    if (s->view != TSR_VIEW_TOP) {
        TSRI_TRY(other_skin(s, arena, f, err));
    }
    double box = fmax(f->x1 - f->x0, f->y1 - f->y0), picture = fmax(s->labels.width_px, s->labels.height_px);
    f->head_fraction = box / picture;
    f->head_px = (double)(f->x1 - f->x0) * s->photo_width_px / s->labels.width_px;
    f->cut_frac = cut_frac(s, f);
    f->covered_frac = covered_frac(s);
    f->tilt_deg = tilt(s);
done:
    return st;
}
