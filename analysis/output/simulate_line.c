/* SPDX-License-Identifier: Apache-2.0
 *
 * The front edge by the design rule of the hairline's measurement (docs/measurement.md 6): its middle, the fronto-temporal points
 * on the verticals through the lateral canthi, and from there down to the temple points. */
#include <math.h>

#include "output/simulate_parts.h"

/* The line stays near the middle's level first and rises towards the corners. */
static const double RISE_POWER = 2.2;

/* A temple point lies 5 cm from the fronto-temporal point (Garg), the line turns down over a third of the half width. */
static const double MOST_ABOVE_TRICHION_MM = 6;

static const double TEMPLE_MM = 50, TURN_FRAC = 0.35;

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
    double back_px = 0; /* a head bent forward shortens the face: the line stays near where the scalp is seen to begin */
    if (h->trichion.known) {
        double above_px =
            (h->design_mid.x_px - h->trichion.x_px) * out->up_x + (h->design_mid.y_px - h->trichion.y_px) * out->up_y;
        back_px = fmax(0, above_px * k - MOST_ABOVE_TRICHION_MM * px_per_mm);
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
    out->drop_px = TEMPLE_MM * px_per_mm;
    return out->left_u < -1 && out->right_u > 1;
}

double tsri_sim_line_above_px(const tsri_sim_line *line, double x_px, double y_px)
{
    double x = x_px - line->mid_x, y = y_px - line->mid_y;
    double u = x * -line->up_y + y * line->up_x, v = x * line->up_x + y * line->up_y;
    double corner_u = u < 0 ? line->left_u : line->right_u, corner_v = u < 0 ? line->left_v : line->right_v;
    double along = fabs(u / corner_u);
    double level = corner_v * pow(fmin(1, along), RISE_POWER);
    double turn = fmin(1, fmax(0, (along - 1) / TURN_FRAC));
    return v - (level - line->drop_px * turn * turn * (3 - 2 * turn));
}
