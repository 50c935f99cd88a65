/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/hairline_design.h"

#include <math.h>

enum { MIDDLE = TSRI_CONTOUR_LINES / 2 };

static const double DEG_PER_RAD = 57.29577951308232;

/* Interpupillary distances from the midline: where the middle of the hairline is read, and where the bays lie. The vertical
 * through the lateral canthus, on which the fronto-temporal angle should lie, is at about 0.73 of them: half of 92 mm over 63 mm.
 */
static const double MIDDLE_PUPILS = 0.15, BAY_FROM_PUPILS = 0.45, BAY_TO_PUPILS = 1.0, CANTHUS_PUPILS = 0.73;

/* Lines from the bay's deepest point on which its two sides are read, interpupillary distances. */
static const double ANGLE_ARM_PUPILS = 0.3;

/* Error of a level read off a contour, noses, one standard deviation, beside the parser's own doubt: landmarks and the head's
 * tilt. */
static const double LEVEL_ERROR_NOSES = 0.06;

/* Shapes, noses: a bay deeper than the middle by so much makes an M, a middle lower than its neighbours a widow's peak, ends
 * lower than the middle a round line. Settings of the project. */
static const double M_NOSES = 0.22, PEAK_NOSES = 0.06, ROUND_NOSES = 0.08;
static const double SHOULDER_PUPILS = 0.35, END_PUPILS = 0.8;

/* Natural hairline over nose length at the most (docs/measurement.md 6); nose length, mm. */
static const double NATURAL_RATIO = 1.0, NATURAL_RATIO_HI = 1.14, NOSE_MM = 65;

/* The design rule, mm: the middle 8 cm above the glabella (Garg; 7 is aggressive, 10 conservative), fronto-temporal points 8 cm
 * above the lateral canthus. */
static const double DESIGN_MM = 80, DESIGN_CANTHUS_MM = 80;

static int line_at(const tsri_contour_frame *lines, double right_px)
{
    return MIDDLE + (int)floor(right_px / lines->step_px + 0.5);
}

static bool is_read(const tsri_contour *c, int line)
{
    return line >= 0 && line < TSRI_CONTOUR_LINES && (c->end[line] == TSRI_CONTOUR_HAIR || (line > c->first && line < c->last));
}

/* Mean level of the hair on the midline, px from the lines' start; negative where most of it is bare. */
static double middle_px(const tsri_face *face, const tsri_contour_frame *lines, const tsri_contour *c)
{
    double sum = 0;
    int met = 0, all = 0, reach = line_at(lines, MIDDLE_PUPILS * face->pupils_px) - MIDDLE;
    for (int i = MIDDLE - reach; i <= MIDDLE + reach; i++) {
        all++;
        if (c->end[i] == TSRI_CONTOUR_HAIR) {
            sum += c->way_px[i];
            met++;
        }
    }
    return 2 * met > all ? sum / met : -1;
}

/* How far a line runs without hair: to the hair, or to the outline where there is none. */
static double bare_px(const tsri_contour *c, int line)
{
    return c->end[line] == TSRI_CONTOUR_OPEN ? c->outline_px[line] : c->way_px[line];
}

/* The bay's deepest line on one side; -1 where none of them tells. */
static int deepest_line(const tsri_face *face, const tsri_contour_frame *lines, const tsri_contour *c, int side)
{
    int deepest = -1;
    for (int n = line_at(lines, BAY_FROM_PUPILS * face->pupils_px); n <= line_at(lines, BAY_TO_PUPILS * face->pupils_px); n++) {
        int i = MIDDLE + side * (n - MIDDLE);
        bool inside = i >= 0 && i < TSRI_CONTOUR_LINES;
        /* Skin that ends at the ground without scalp ends at a hat. */
        bool tells = inside && (c->end[i] == TSRI_CONTOUR_HAIR || (c->end[i] == TSRI_CONTOUR_OPEN && c->scalp_px[i] >= 0));
        if (tells && (deepest < 0 || bare_px(c, i) > bare_px(c, deepest))) {
            deepest = i;
        }
    }
    return deepest;
}

static tsr_quantity bay_depth(const tsri_face *face, const tsri_contour *c, int line, double base_px)
{
    tsr_quantity none = {0, 0, 0, false};
    if (line < 0 || c->outline_px[line] < 0) {
        return none; /* no bay, or the crown lies outside the picture */
    }
    double room_px = c->outline_px[line] - base_px, depth_px = bare_px(c, line) - base_px;
    if (room_px < 0.3 * face->nose_px) {
        return none; /* the crown is out of sight: a head bent back */
    }
    double value = fmin(1, fmax(0, depth_px / room_px));
    double spread = TSRI_Z90 * hypot(c->doubt_px[line], LEVEL_ERROR_NOSES * face->nose_px) / room_px;
    return (tsr_quantity){value, fmax(0, value - spread), fmin(1, value + spread), true};
}

static tsr_quantity bay_angle(const tsri_face *face, const tsri_contour_frame *lines, const tsri_contour *c, int line)
{
    tsr_quantity none = {0, 0, 0, false};
    int arm = line_at(lines, ANGLE_ARM_PUPILS * face->pupils_px) - MIDDLE;
    if (line < 0 || !is_read(c, line - arm) || !is_read(c, line + arm) || arm < 1) {
        return none;
    }
    double across_px = arm * lines->step_px;
    double a = atan2(c->way_px[line] - c->way_px[line - arm], across_px),
           b = atan2(c->way_px[line] - c->way_px[line + arm], across_px);
    double value = fmin(180, fmax(0, 180 - DEG_PER_RAD * (a + b)));
    double spread = TSRI_Z90 * DEG_PER_RAD * 1.41 * atan2(hypot(c->doubt_px[line], LEVEL_ERROR_NOSES * face->nose_px), across_px);
    return (tsr_quantity){value, fmax(0, value - spread), fmin(180, value + spread), true};
}

/* Mean level at both sides, so far from the midline; false where one is not read. */
static bool level_beside(const tsri_contour_frame *lines, const tsri_contour *c, double right_px, double *out_px)
{
    int l = line_at(lines, -right_px), r = line_at(lines, right_px);
    *out_px = is_read(c, l) && is_read(c, r) ? (c->way_px[l] + c->way_px[r]) / 2 : 0;
    return is_read(c, l) && is_read(c, r);
}

static tsr_hairline_shape
shape_of(const tsri_face *face, const tsri_contour_frame *lines, const tsri_contour *c, double middle, int left, int right)
{
    double shoulder_px, end_px, nose_px = face->nose_px;
    double bays_px = left >= 0 && right >= 0 ? (bare_px(c, left) + bare_px(c, right)) / 2 : middle;
    if (!level_beside(lines, c, SHOULDER_PUPILS * face->pupils_px, &shoulder_px)) {
        return TSR_HAIRLINE_UNKNOWN;
    }
    if (bays_px - middle > M_NOSES * nose_px) {
        return TSR_HAIRLINE_M;
    }
    if (shoulder_px - middle > PEAK_NOSES * nose_px) {
        return TSR_HAIRLINE_WIDOWS_PEAK;
    }
    if (level_beside(lines, c, END_PUPILS * face->pupils_px, &end_px) && middle - end_px > ROUND_NOSES * nose_px) {
        return TSR_HAIRLINE_ROUNDED;
    }
    return TSR_HAIRLINE_STRAIGHT;
}

/* Way on the lines, px, of a height above the glabella. */
static double way_of(const tsri_contour_frame *lines, const tsri_face *face, double above_px)
{
    double dx = lines->start_x_px - face->glabella.x_px, dy = lines->start_y_px - face->glabella.y_px;
    return above_px - hypot(dx, dy);
}

/* The way from the middle's level to the bay's deepest point, which the recession is the share of. */
static void mark_bay(const tsri_contour_frame *lines, const tsri_contour *c, int line, double base_px, tsr_point out[2])
{
    const double ways_px[2] = {base_px, fmax(base_px, bare_px(c, line))};
    for (int i = 0; i < 2; i++) {
        double across_px = (line - MIDDLE) * lines->step_px;
        out[i] = (tsr_point){lines->start_x_px + ways_px[i] * lines->way_x + across_px * lines->across_x,
                             lines->start_y_px + ways_px[i] * lines->way_y + across_px * lines->across_y, true};
    }
}

void tsri_hairline_recession(
    const tsri_face *face, const tsri_contour_frame *lines, const tsri_contour *c, bool curve, tsr_hairline *out)
{
    double middle = middle_px(face, lines, c);
    double base = middle >= 0 ? fmin(middle, way_of(lines, face, NATURAL_RATIO_HI * face->nose_px))
                              : way_of(lines, face, NATURAL_RATIO * face->nose_px);
    int left = deepest_line(face, lines, c, -1), right = deepest_line(face, lines, c, 1);
    bool mirrored = lines->across_x < 0; /* a face upside down: left and right are the picture's */
    out->left_recession_frac = bay_depth(face, c, mirrored ? right : left, base);
    out->right_recession_frac = bay_depth(face, c, mirrored ? left : right, base);
    if (out->left_recession_frac.known) {
        mark_bay(lines, c, mirrored ? right : left, base, out->left_bay);
    }
    if (out->right_recession_frac.known) {
        mark_bay(lines, c, mirrored ? left : right, base, out->right_bay);
    }
    if (curve && middle >= 0) {
        out->left_angle_deg = bay_angle(face, lines, c, mirrored ? right : left);
        out->right_angle_deg = bay_angle(face, lines, c, mirrored ? left : right);
        out->shape = shape_of(face, lines, c, middle, left, right);
    }
}

void tsri_hairline_design(const tsri_sample *s,
                          const tsri_face *face,
                          const tsri_contour_frame *lines,
                          const tsri_contour *c,
                          const tsr_scale *scale,
                          tsr_hairline *out)
{
    bool measured = scale->mm_per_px.known && scale->source != TSR_SCALE_ASSUMED_HEAD;
    double px_per_mm = measured ? 1 / scale->mm_per_px.value : face->nose_px / NOSE_MM;
    double middle = middle_px(face, lines, c), own_px = middle - way_of(lines, face, 0);
    double mid_px = DESIGN_MM * px_per_mm;
    if (middle >= 0 && own_px < mid_px) {
        mid_px = own_px; /* hair that is there stays the hairline */
    }
    double canthus_px = CANTHUS_PUPILS * face->pupils_px, below_px = 0;
    if (face->pupils_seen) { /* the canthi lie on the line of the pupils */
        double dx = (s->landmarks.left_pupil.x_px + s->landmarks.right_pupil.x_px) / 2 - face->glabella.x_px;
        double dy = (s->landmarks.left_pupil.y_px + s->landmarks.right_pupil.y_px) / 2 - face->glabella.y_px;
        below_px = dx * face->up_x + dy * face->up_y;
    }
    double corner_px = fmax(mid_px * 0.9, below_px + DESIGN_CANTHUS_MM * px_per_mm);
    tsr_point points[3] = {tsri_face_place(face, mid_px, 0), tsri_face_place(face, corner_px, -canthus_px),
                           tsri_face_place(face, corner_px, canthus_px)};
    for (int i = 0; i < 3; i++) {
        points[i] = tsri_sample_in_photo(s, points[i]);
    }
    bool mirrored = lines->across_x < 0;
    out->design_mid = points[0];
    out->design_left = points[mirrored ? 2 : 1];
    out->design_right = points[mirrored ? 1 : 2];
}
