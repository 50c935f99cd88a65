/* SPDX-License-Identifier: Apache-2.0
 *
 * The front edge where no face shows for the design rule, in views of the top: the border that the label map has between bare
 * scalp and forehead, taken at the middle and at the corners. The border itself is where hair once ended or a guess, often
 * straight across; the line through the three points has the bays of any front line. */
#include <math.h>

#include "output/simulate_parts.h"

static const double CORNER_FRAC = 0.6;      /* of the head's half width: where bays are deepest */
static const double WINDOW_FRAC = 0.08;     /* of the same: points taken for one level */
static const double LEAST_AHEAD_FRAC = 0.4; /* the border lies so far before the head's middle, or it is no front */
static const double BORDER_MM = 2;
enum { LEVELS = 3 };

/* Sums over the scalp, then over its border with skin, in crop px. */
struct sums {
    double n, x, y, xx, xy, yy;
};

static void add(struct sums *s, double x, double y)
{
    s->n++;
    s->x += x;
    s->y += y;
    s->xx += x * x;
    s->xy += x * y;
    s->yy += y * y;
}

static uint8_t label_at(const tsri_sim_area *a, int32_t x, int32_t y)
{
    bool inside = x >= 0 && y >= 0 && x < a->width_px && y < a->height_px;
    return inside ? a->labels[(size_t)y * (size_t)a->width_px + (size_t)x] : TSR_LABEL_BACKGROUND;
}

static bool is_border(const tsri_sim_area *a, int32_t x, int32_t y)
{
    int32_t r = 1 + (int32_t)(BORDER_MM * a->px_per_mm);
    return label_at(a, x, y) == TSR_LABEL_SCALP &&
           (label_at(a, x + r, y) == TSR_LABEL_SKIN || label_at(a, x - r, y) == TSR_LABEL_SKIN ||
            label_at(a, x, y + r) == TSR_LABEL_SKIN || label_at(a, x, y - r) == TSR_LABEL_SKIN);
}

/* The border's mean height at each of the three places across; that of the middle where a corner has none. False without a
 * middle. */
static bool find_levels(const tsri_sim_area *a, const tsri_sim_line *line, double half_px, double out[LEVELS])
{
    double sum[LEVELS] = {0}, n[LEVELS] = {0};
    for (int32_t y = 0; y < a->height_px; y++) {
        for (int32_t x = 0; x < a->width_px; x++) {
            double dx = x + a->x_px - line->mid_x, dy = y + a->y_px - line->mid_y,
                   u = (dx * -line->up_y + dy * line->up_x) / half_px;
            for (int i = 0; i < LEVELS; i++) {
                if (fabs(u - (i - 1) * CORNER_FRAC) < WINDOW_FRAC && is_border(a, x, y)) {
                    sum[i] += dx * line->up_x + dy * line->up_y;
                    n[i]++;
                }
            }
        }
    }
    for (int i = 0; i < LEVELS; i++) {
        out[i] = n[i] > 0 ? sum[i] / n[i] : n[1] > 0 ? sum[1] / n[1] : 0;
    }
    return n[1] > 0;
}

bool tsri_sim_line_of_border(const tsri_sim_area *a, tsri_sim_line *out)
{
    struct sums scalp = {0}, border = {0};
    double level[LEVELS];
    for (int32_t y = 0; y < a->height_px; y++) {
        for (int32_t x = 0; x < a->width_px; x++) {
            uint8_t label = label_at(a, x, y);
            if (label == TSR_LABEL_SCALP || label == TSR_LABEL_HAIR) {
                add(&scalp, x, y);
            }
            if (is_border(a, x, y)) {
                add(&border, x, y);
            }
        }
    }
    if (border.n == 0) {
        return false;
    }
    double cx = scalp.x / scalp.n, cy = scalp.y / scalp.n, ahead_x = border.x / border.n - cx, ahead_y = border.y / border.n - cy;
    double ahead = hypot(ahead_x, ahead_y);
    out->up_x = -ahead_x / fmax(1, ahead);
    out->up_y = -ahead_y / fmax(1, ahead);
    out->mid_x = cx + a->x_px;
    out->mid_y = cy + a->y_px;
    double ax = -out->up_y, ay = out->up_x; /* across */
    double variance = ax * ax * (scalp.xx / scalp.n - cx * cx) + 2 * ax * ay * (scalp.xy / scalp.n - cx * cy) +
                      ay * ay * (scalp.yy / scalp.n - cy * cy);
    double half_px = 2 * sqrt(fmax(0, variance)); /* of a disc */
    if (ahead < LEAST_AHEAD_FRAC * half_px || half_px < 8 || !find_levels(a, out, half_px, level)) {
        return false;
    }
    out->mid_x += level[1] * out->up_x;
    out->mid_y += level[1] * out->up_y;
    out->left_u = -CORNER_FRAC * half_px;
    out->right_u = CORNER_FRAC * half_px;
    out->left_v = level[0] - level[1];
    out->right_v = level[2] - level[1];
    tsri_sim_line_bend(a->px_per_mm, out);
    return true;
}
