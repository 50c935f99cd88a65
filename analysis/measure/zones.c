/* SPDX-License-Identifier: Apache-2.0
 *
 * Zones are placed in the head's own axes, normalised by the scalp's extent, so that they follow the head's size, place and (in
 * front and top views) its turn in the picture. The borders are straight lines in those axes: docs/measurement.md 8.
 */
#include "measure/zones.h"

#include <math.h>
#include <string.h>

#include "measure/coverage.h"
#include "measure/face.h"

/* Extents leave out this share of the scalp's pixels at either end: single strands and specks. */
static const double TAIL_SHARE = 0.01;

/* A zone with fewer map pixels, or a smaller share of the scalp, is not told. */
enum { LEAST_ZONE_CELLS = 40 };
static const double LEAST_ZONE_SHARE = 0.01;

/* A part of the face counts as seen from this many map pixels. */
static const double LEAST_PART_CELLS = 6;

/* Share of the picture's edge that is scalp in a close-up; whole heads that touch the edge have at most a quarter (setting). */
static const double CLOSE_UP_EDGE_SHARE = 0.40;

/* Borders in units of the frame's half lengths; settings of the project. */
static const double TOP_SIDE = 0.60, TOP_TEMPLE = 0.30, TOP_FRONTAL = 0.33, TOP_VERTEX = -0.20, TOP_OCCIPITAL = -0.70;
static const double FRONT_SIDE = 0.45, FRONT_TEMPLE = 0.25, FRONT_MID = 0.80, FRONT_LOWEST = -0.60;
static const double SIDE_TEMPLE = 0.15, SIDE_TEMPLE_LOWEST = 0.50, SIDE_STRIP = 0.72, SIDE_MID = 0.35, SIDE_VERTEX = -0.25;
static const double SIDE_VERTEX_LOWEST = 0.55, SIDE_OCCIPITAL = -0.45;
static const double BACK_SIDE = 0.65, BACK_SIDE_TOP = 0.50, BACK_VERTEX = 0.20;

/* How far the axes' origin may be off, in half lengths, 90 %: docs/measurement.md 8. */
static const double PLACE_DOUBT = 0.08;

/* Map pixels along the hairline that may be scalp rather than skin: where the hairline is gone two people put it 20 to 40 px
 * apart in photos 640 px wide, and a parser that sees hair up to the skin may have missed a bare rim. */
static const double HAIRLINE_DOUBT_PX = 1.5;

/* Beyond this many half lengths from the origin no zone is named. */
static const double REACH = 1.6;

static tsr_zone zone_on_top(double up, double right)
{
    if (fabs(right) > TOP_SIDE) {
        bool left = right<0, temple = up> TOP_TEMPLE;
        return temple ? (left ? TSR_ZONE_LEFT_TEMPLE : TSR_ZONE_RIGHT_TEMPLE) : (left ? TSR_ZONE_LEFT_SIDE : TSR_ZONE_RIGHT_SIDE);
    }
    return up > TOP_FRONTAL     ? TSR_ZONE_FRONTAL
           : up > TOP_VERTEX    ? TSR_ZONE_MID
           : up > TOP_OCCIPITAL ? TSR_ZONE_VERTEX
                                : TSR_ZONE_OCCIPITAL;
}

static tsr_zone zone_in_front(double up, double right)
{
    bool left = right < 0;
    if (up < FRONT_LOWEST) {
        return TSR_ZONE_NONE;
    }
    if (fabs(right) > FRONT_SIDE) {
        return up > FRONT_TEMPLE ? (left ? TSR_ZONE_LEFT_TEMPLE : TSR_ZONE_RIGHT_TEMPLE)
                                 : (left ? TSR_ZONE_LEFT_SIDE : TSR_ZONE_RIGHT_SIDE);
    }
    return up > FRONT_MID ? TSR_ZONE_MID : TSR_ZONE_FRONTAL;
}

/* `forward` is towards the nose. The frontal zone is seen edge-on from the side and goes with the temple. */
static tsr_zone zone_on_side(double up, double forward, bool left)
{
    if (forward > (up > SIDE_STRIP ? SIDE_MID : SIDE_TEMPLE) && up > SIDE_TEMPLE_LOWEST) {
        return left ? TSR_ZONE_LEFT_TEMPLE : TSR_ZONE_RIGHT_TEMPLE;
    }
    if (up > SIDE_STRIP || (forward < SIDE_VERTEX && up > SIDE_VERTEX_LOWEST)) {
        return forward > SIDE_VERTEX ? TSR_ZONE_MID : TSR_ZONE_VERTEX;
    }
    if (forward < SIDE_OCCIPITAL) {
        return TSR_ZONE_OCCIPITAL;
    }
    return left ? TSR_ZONE_LEFT_SIDE : TSR_ZONE_RIGHT_SIDE;
}

static tsr_zone zone_behind(double up, double right)
{
    if (fabs(right) > BACK_SIDE && up < BACK_SIDE_TOP) {
        return right < 0 ? TSR_ZONE_LEFT_SIDE : TSR_ZONE_RIGHT_SIDE;
    }
    return up > BACK_VERTEX ? TSR_ZONE_VERTEX : TSR_ZONE_OCCIPITAL;
}

tsr_zone tsr_zone_at(const tsr_zone_frame *f, double x_px, double y_px)
{
    if (!f->known) {
        return TSR_ZONE_NONE;
    }
    double dx = x_px - f->origin_x_px, dy = y_px - f->origin_y_px;
    double up = (dx * f->up_x + dy * f->up_y) / f->half_up_px, right = (dy * f->up_x - dx * f->up_y) / f->half_right_px;
    if (fabs(up) > REACH || fabs(right) > REACH) {
        return TSR_ZONE_NONE;
    }
    switch (f->view) {
    case TSR_VIEW_TOP: /* left and right are the picture's, wherever the face points */
        return zone_on_top(up, f->up_y > 0 ? -right : right);
    case TSR_VIEW_FRONT:
        return zone_in_front(up, right);
    case TSR_VIEW_LEFT:
        return zone_on_side(up, -right, true);
    case TSR_VIEW_RIGHT:
        return zone_on_side(up, right, false);
    case TSR_VIEW_BACK:
        return zone_behind(up, right);
    default:
        return TSR_ZONE_NONE;
    }
}

/* The scalp's extent along a direction, photo px from the origin: from the TAIL_SHARE quantile to the same from the other end.
 * Only scalp at least `least_up_px` up from the origin counts. */
static bool
extent_along(const tsri_sample *s, const tsr_zone_frame *f, bool upward, double least_up_px, double *lo_px, double *hi_px)
{
    enum { BINS = 512, EVERY_PX = 2 }; /* every second row and column of the sample tells as much */
    int64_t histogram[BINS] = {0}, total = 0;
    double reach_px = hypot(s->photo_width_px, s->photo_height_px), bin_px = 2 * reach_px / BINS;
    double ax = upward ? f->up_x : -f->up_y, ay = upward ? f->up_y : f->up_x;
    for (int32_t y = 0; y < s->labels.height_px; y += EVERY_PX) {
        const uint8_t *row = s->labels.data + (size_t)y * s->labels.stride_bytes;
        for (int32_t x = 0; x < s->labels.width_px; x += EVERY_PX) {
            if (tsri_is_scalp(row[x])) {
                tsr_point p = tsri_sample_to_photo(s, x, y);
                double dx = p.x_px - f->origin_x_px, dy = p.y_px - f->origin_y_px;
                if (dx * f->up_x + dy * f->up_y >= least_up_px) {
                    double at = (dx * ax + dy * ay + reach_px) / bin_px;
                    histogram[(int)fmin(BINS - 1, fmax(0, at))]++;
                    total++;
                }
            }
        }
    }
    int64_t tail = (int64_t)(TAIL_SHARE * (double)total), below = 0, above = 0;
    int first = 0, last = BINS - 1;
    while (first < BINS - 1 && (below += histogram[first]) <= tail) {
        first++;
    }
    while (last > 0 && (above += histogram[last]) <= tail) {
        last--;
    }
    *lo_px = first * bin_px - reach_px;
    *hi_px = (last + 1) * bin_px - reach_px;
    return total > 0 && *hi_px > *lo_px;
}

/* Centre the frame on the scalp's extent along both axes. */
static bool centre_on_scalp(const tsri_sample *s, tsr_zone_frame *f)
{
    double up_lo, up_hi, right_lo, right_hi;
    if (!extent_along(s, f, true, -(double)INFINITY, &up_lo, &up_hi) ||
        !extent_along(s, f, false, -(double)INFINITY, &right_lo, &right_hi)) {
        return false;
    }
    double up = (up_lo + up_hi) / 2, right = (right_lo + right_hi) / 2;
    f->origin_x_px += up * f->up_x - right * f->up_y;
    f->origin_y_px += up * f->up_y + right * f->up_x;
    f->half_up_px = (up_hi - up_lo) / 2;
    f->half_right_px = (right_hi - right_lo) / 2;
    return true;
}

/* Centre of what some channels of the maps show, photo px; unknown where they show next to nothing. */
static tsr_point parts_centre(const tsri_sample *s, const tsri_channel *channels, int count)
{
    double sum = 0, sum_x = 0, sum_y = 0;
    for (int32_t y = 0; y < s->logits.side_px; y++) {
        for (int32_t x = 0; x < s->logits.side_px; x++) {
            const float *cell = s->logits.data + ((size_t)y * (size_t)s->logits.side_px + (size_t)x) * (size_t)s->logits.channels;
            for (int i = 0; i < count; i++) {
                if (cell[channels[i]] > 0) { /* more likely than not */
                    sum += 1;
                    sum_x += x;
                    sum_y += y;
                }
            }
        }
    }
    tsr_point at = {0, 0, sum >= LEAST_PART_CELLS};
    if (at.known) {
        tsri_letterbox_to_photo(&s->box, 2, sum_x / sum, sum_y / sum, &at.x_px, &at.y_px);
    }
    return at;
}

/* Centre of the skin that borders on scalp: the forehead, seen from above. */
static tsr_point forehead_centre(const tsri_sample *s)
{
    int64_t count = 0, sum_x = 0, sum_y = 0;
    for (int32_t y = 1; y < s->labels.height_px - 1; y++) {
        const uint8_t *row = s->labels.data + (size_t)y * s->labels.stride_bytes;
        for (int32_t x = 1; x < s->labels.width_px - 1; x++) {
            const uint8_t *at = row + x, *above = at - s->labels.stride_bytes, *below = at + s->labels.stride_bytes;
            if (*at == TSR_LABEL_SKIN &&
                (tsri_is_scalp(at[-1]) || tsri_is_scalp(at[1]) || tsri_is_scalp(*above) || tsri_is_scalp(*below))) {
                count++;
                sum_x += x;
                sum_y += y;
            }
        }
    }
    tsr_point none = {0, 0, false};
    return count < LEAST_ZONE_CELLS ? none
                                    : tsri_sample_to_photo(s, (double)sum_x / (double)count, (double)sum_y / (double)count);
}

/* Seen from above, the face lies where the glabella, nose, brows or eyes show, else where forehead borders on scalp, else at the
 * lower edge: who photographs a bent head stands before it. */
static bool place_top(const tsri_sample *s, tsr_zone_frame *f)
{
    tsr_point face = s->landmarks.glabella;
    f->up_x = 0;
    f->up_y = 1;
    if (!centre_on_scalp(s, f)) {
        return false;
    }
    if (!face.known) {
        static const tsri_channel FACE[] = {TSRI_CHANNEL_NOSE, TSRI_CHANNEL_BROWS, TSRI_CHANNEL_EYES};
        face = parts_centre(s, FACE, 3);
    }
    if (!face.known) {
        face = forehead_centre(s);
    }
    double dx = face.x_px - f->origin_x_px, dy = face.y_px - f->origin_y_px, length = hypot(dx, dy);
    if (face.known && length > 0.2 * fmin(f->half_up_px, f->half_right_px)) {
        f->up_x = dx / length;
        f->up_y = dy / length;
        return centre_on_scalp(s, f);
    }
    return true;
}

/* Seen from the front, the origin is the glabella; without one, where it would be on a scalp of usual proportions. */
static bool place_front(const tsri_sample *s, tsr_zone_frame *f)
{
    double lo, hi;
    tsri_face face;
    f->up_x = 0;
    f->up_y = -1;
    if (!centre_on_scalp(s, f)) {
        return false;
    }
    double top_y_px = f->origin_y_px - f->half_up_px;
    if (tsri_face_find(s, &face)) {
        f->origin_x_px = face.glabella.x_px;
        f->origin_y_px = face.glabella.y_px;
        f->up_x = face.up_x;
        f->up_y = face.up_y;
    } else {
        f->origin_y_px = top_y_px + fmin(2 * f->half_up_px, 1.3 * f->half_right_px);
    }
    if (!extent_along(s, f, true, 0, &lo, &hi) || hi <= 0) {
        return false;
    }
    f->half_up_px = hi;
    if (!extent_along(s, f, false, 0, &lo, &hi)) {
        return false;
    }
    f->half_right_px = fmax(-lo, hi);
    return f->half_right_px > 0;
}

/* Seen from the side, the origin is the ear, below the middle of the scalp's length; without one, three quarters down the scalp.
 */
static bool place_side(const tsri_sample *s, tsr_zone_frame *f)
{
    f->up_x = 0;
    f->up_y = -1;
    if (!centre_on_scalp(s, f)) {
        return false;
    }
    static const tsri_channel EAR[] = {TSRI_CHANNEL_EARS};
    tsr_point ear = parts_centre(s, EAR, 1);
    double top_px = f->origin_y_px - f->half_up_px, below_px = 1.5 * f->half_up_px;
    if (ear.known && ear.y_px - top_px > 0.8 * f->half_up_px) {
        below_px = fmin(ear.y_px - top_px, 2 * f->half_up_px);
    }
    f->origin_y_px = top_px + below_px;
    f->half_up_px = below_px;
    return true;
}

/* A close-up shows no outline to place zones by: much of the picture's edge is scalp. */
static bool is_close_up(const tsri_sample *s)
{
    int32_t w = s->labels.width_px, h = s->labels.height_px, scalp = 0;
    const uint8_t *last = s->labels.data + (size_t)(h - 1) * s->labels.stride_bytes;
    for (int32_t x = 0; x < w; x++) {
        scalp += tsri_is_scalp(s->labels.data[x]) + tsri_is_scalp(last[x]);
    }
    for (int32_t y = 0; y < h; y++) {
        const uint8_t *row = s->labels.data + (size_t)y * s->labels.stride_bytes;
        scalp += tsri_is_scalp(row[0]) + tsri_is_scalp(row[w - 1]);
    }
    return scalp > CLOSE_UP_EDGE_SHARE * 2 * (w + h);
}

tsr_zone_frame tsri_zone_frame_place(const tsri_sample *s)
{
    tsr_zone_frame f;
    memset(&f, 0, sizeof f);
    f.view = s->view;
    if (is_close_up(s)) {
        return f;
    }
    switch (s->view) {
    case TSR_VIEW_TOP:
        f.known = place_top(s, &f);
        break;
    case TSR_VIEW_FRONT:
        f.known = place_front(s, &f);
        break;
    case TSR_VIEW_LEFT:
    case TSR_VIEW_RIGHT:
        f.known = place_side(s, &f);
        break;
    case TSR_VIEW_BACK:
        f.up_y = -1;
        f.known = centre_on_scalp(s, &f);
        break;
    default:
        break;
    }
    f.known = f.known && f.half_up_px > 0 && f.half_right_px > 0;
    return f;
}

/* The zone of every map pixel. */
static void zones_of_map(const tsri_sample *s, const tsr_zone_frame *frame, uint8_t *out)
{
    for (int32_t y = 0; y < s->logits.side_px; y++) {
        for (int32_t x = 0; x < s->logits.side_px; x++) {
            double x_px, y_px;
            tsri_letterbox_to_photo(&s->box, 2, x, y, &x_px, &y_px);
            *out++ = (uint8_t)tsr_zone_at(frame, x_px, y_px);
        }
    }
}

/* Widen each zone's interval by how its share changes when the axes lie a little elsewhere, and by what may be bare along its
 * hairline; in quadrature, since these and what the parser makes of the zone are independent. */
static void
widen(const tsri_sample *s, const tsr_zone_frame *frame, const tsri_region_counts *placed, uint8_t *zone_of, tsr_zone_measures *m)
{
    static const double AWAY[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    double below[TSR_ZONE_COUNT] = {0}, above[TSR_ZONE_COUNT] = {0};
    tsri_region_counts counts[TSR_ZONE_COUNT];
    for (int i = 0; i < 4; i++) {
        tsr_zone_frame moved = *frame;
        double up = AWAY[i][0] * PLACE_DOUBT * frame->half_up_px, right = AWAY[i][1] * PLACE_DOUBT * frame->half_right_px;
        moved.origin_x_px += up * frame->up_x - right * frame->up_y;
        moved.origin_y_px += up * frame->up_y + right * frame->up_x;
        zones_of_map(s, &moved, zone_of);
        tsri_coverage_count(&s->logits, &s->box, zone_of, TSR_ZONE_COUNT, counts);
        for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
            int64_t scalp = counts[z].bare[1] + counts[z].hair[1];
            double share = scalp ? (double)counts[z].bare[1] / (double)scalp : m->bare_fraction[z].value;
            below[z] = fmax(below[z], m->bare_fraction[z].value - share);
            above[z] = fmax(above[z], share - m->bare_fraction[z].value);
        }
    }
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        tsr_quantity *q = &m->bare_fraction[z];
        double scalp = fmax(1, (double)(placed[z].bare[1] + placed[z].hair[1]));
        above[z] = hypot(above[z], HAIRLINE_DOUBT_PX * (double)placed[z].hairline / scalp);
        q->lo = fmax(0, q->value - hypot(q->value - q->lo, below[z]));
        q->hi = fmin(1, q->value + hypot(q->hi - q->value, above[z]));
    }
}

tsr_status
tsri_zones_measure(const tsri_sample *s, const tsr_zone_frame *frame, tsri_arena *arena, tsr_zone_measures *out, tsr_error *err)
{
    int64_t bare[TSR_ZONE_COUNT] = {0}, scalp[TSR_ZONE_COUNT] = {0}, all = 0;
    tsri_region_counts counts[TSR_ZONE_COUNT];
    uint8_t *zone_of = NULL;
    memset(out, 0, sizeof *out);
    out->frame = *frame;
    size_t side = (size_t)s->logits.side_px;
    tsr_status st = tsri_arena_alloc(arena, side, side, &zone_of, err);
    if (st != TSR_OK || !frame->known) {
        return st;
    }
    for (int32_t y = 0; y < s->labels.height_px; y++) {
        const uint8_t *row = s->labels.data + (size_t)y * s->labels.stride_bytes;
        for (int32_t x = 0; x < s->labels.width_px; x++) {
            if (tsri_is_scalp(row[x])) {
                tsr_point p = tsri_sample_to_photo(s, x, y);
                tsr_zone zone = tsr_zone_at(frame, p.x_px, p.y_px);
                scalp[zone]++;
                bare[zone] += row[x] == TSR_LABEL_SCALP;
                all++;
            }
        }
    }
    zones_of_map(s, frame, zone_of);
    tsri_coverage_count(&s->logits, &s->box, zone_of, TSR_ZONE_COUNT, counts);
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        int64_t cells = counts[z].bare[1] + counts[z].hair[1];
        out->scalp_px[z] = (int64_t)((double)scalp[z] * tsri_sample_area_px(s) + 0.5);
        if (scalp[z] > 0 && cells >= LEAST_ZONE_CELLS && (double)scalp[z] >= LEAST_ZONE_SHARE * (double)all) {
            out->bare_fraction[z] = tsri_coverage_interval(&counts[z], (double)bare[z] / (double)scalp[z]);
        }
    }
    widen(s, frame, counts, zone_of, out);
    return TSR_OK;
}
