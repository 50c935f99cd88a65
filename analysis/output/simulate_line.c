/* SPDX-License-Identifier: Apache-2.0
 *
 * The front edge by the design rule of the hairline's measurement (docs/measurement.md 6): its middle, the fronto-temporal points
 * on the verticals through the lateral canthi, and from there down to the temple points. */
#include <math.h>

#include "output/simulate_parts.h"

/* The line stays near the middle's level first and rises towards the corners, which recede behind the rule's points as a grown
 * man's do (Norwood-Hamilton II): a line without bays is a boy's. */
static const double RISE_POWER = 2.2;
static const double RECESSION_MM = 12;

/* A temple point lies 5 cm from the fronto-temporal point (Garg), the line turns down over three quarters of the half width. */
static const double TEMPLE_MM = 50, TURN_FRAC = 0.75;

static const double MOST_ABOVE_TRICHION_MM = 6;

/* The rule counts along the skin, which curves away from the camera: the usual head as a ball. */
static const double HEAD_RADIUS_MM = 85, QUARTER_TURN = 1.57079632679489662;

static const double SLOPE_PX = 2; /* to either side: the way to a steep part of the line is shorter than straight down */

void tsri_sim_line_bend(double px_per_mm, tsri_sim_line *line)
{
    line->recession_px = RECESSION_MM * px_per_mm;
    line->drop_px = TEMPLE_MM * px_per_mm + line->recession_px;
}

bool tsri_sim_line_find(const tsr_photo_result *r, double k, double px_per_mm, tsri_sim_line *out)
{
    const tsr_hairline *h = &r->hairline;
    const tsr_point *g = &r->landmarks.glabella;
    if (!g->known || !h->design_mid.known || !h->design_left.known || !h->design_right.known) {
        return false;
    }
    double dx = h->design_mid.x_px - g->x_px, dy = h->design_mid.y_px - g->y_px, length = hypot(dx, dy);
    if (length < 1) {
        return false;
    }
    out->up_x = dx / length;
    out->up_y = dy / length;
    double arc = length * k / px_per_mm / HEAD_RADIUS_MM;
    double seen_px = length * k * sin(fmin(arc, QUARTER_TURN)) / arc;
    double back_px = length * k - seen_px; /* down from the rule's middle */
    if (h->trichion.known) { /* a head bent forward shortens the face: the line stays near where the scalp is seen to begin */
        double above_px =
            (h->design_mid.x_px - h->trichion.x_px) * out->up_x + (h->design_mid.y_px - h->trichion.y_px) * out->up_y;
        back_px = fmax(back_px, above_px * k - MOST_ABOVE_TRICHION_MM * px_per_mm);
    }
    out->mid_x = h->design_mid.x_px * k;
    out->mid_y = h->design_mid.y_px * k;
    const tsr_point *ends[2] = {&h->design_left, &h->design_right};
    double u[2], v[2];
    for (int i = 0; i < 2; i++) {
        double x = ends[i]->x_px * k - out->mid_x, y = ends[i]->y_px * k - out->mid_y;
        u[i] = x * -out->up_y + y * out->up_x;
        v[i] = x * out->up_x + y * out->up_y;
    }
    int left = u[0] < u[1] ? 0 : 1;
    out->left_u = u[left];
    out->left_v = v[left];
    out->right_u = u[1 - left];
    out->right_v = v[1 - left];
    out->mid_x -= back_px * out->up_x;
    out->mid_y -= back_px * out->up_y;
    tsri_sim_line_bend(px_per_mm, out);
    return out->left_u < -1 && out->right_u > 1;
}

/* The line's height over its middle, so far across. */
static double level_at(const tsri_sim_line *line, double u)
{
    double corner_u = u < 0 ? line->left_u : line->right_u, corner_v = u < 0 ? line->left_v : line->right_v;
    double along = fabs(u / corner_u);
    double level = (corner_v + line->recession_px) * pow(fmin(1, along), RISE_POWER);
    double turn = fmin(1, fmax(0, (along - 1) / TURN_FRAC));
    return level - line->drop_px * turn * turn * (3 - 2 * turn);
}

double tsri_sim_line_above_px(const tsri_sim_line *line, double x_px, double y_px)
{
    double x = x_px - line->mid_x, y = y_px - line->mid_y;
    double u = x * -line->up_y + y * line->up_x, v = x * line->up_x + y * line->up_y;
    double slope = (level_at(line, u + SLOPE_PX) - level_at(line, u - SLOPE_PX)) / (2 * SLOPE_PX);
    return (v - level_at(line, u)) / hypot(1, slope);
}
