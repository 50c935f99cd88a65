/* SPDX-License-Identifier: Apache-2.0
 *
 * Dots of blue noise: no dot lies nearer to another than a radius, which shrinks from session to session, so that each session
 * fills the gaps that those before have left. Darts are thrown into the cells of a grid that holds at most one dot a cell; where
 * no dart fits any more, discs would cover 0.547 of the plane (Feder 1980); DARTS a cell a session reach 0.48, which ties radius
 * to density. */
#include <math.h>

#include "base/fail.h"
#include "output/simulate_parts.h"

/* Dots of a finished treatment, per cm2 of scalp: between the 100 to 310 of practice (docs/simulation.md 3). */
static const double DOTS_PER_MM2 = 1.8;

static const double LANDED = 0.48 * 4 / 3.14159265358979323846; /* dots x radius^2 */
enum { DARTS = 5, MOST_CELLS = 6000000 };

/* Natural spread of the dots' depth of tone. */
static const double MASS_SPREAD = 0.2;

static const double EDGE_MASS = 0.5; /* of a dot's tone where next to none are wanted */

/* Crowded dots are seen flat, so each covers less of the picture. */
static const double CROWDED_MASS_POWER = 0.6;

struct grid {
    const tsri_sim_area *area;
    double cell_px;
    int32_t columns, rows;
    int32_t *dot_of; /* 1 + index, 0: empty */
    tsri_sim_dots *dots;
    size_t room;
};

static bool is_free(const struct grid *g, double x, double y, double radius_px)
{
    int32_t cx = (int32_t)(x / g->cell_px), cy = (int32_t)(y / g->cell_px), reach = (int32_t)ceil(radius_px / g->cell_px);
    for (int32_t j = cy - reach < 0 ? 0 : cy - reach; j <= cy + reach && j < g->rows; j++) {
        for (int32_t i = cx - reach < 0 ? 0 : cx - reach; i <= cx + reach && i < g->columns; i++) {
            int32_t d = g->dot_of[(size_t)j * (size_t)g->columns + (size_t)i];
            if (d) {
                const tsri_sim_dot *dot = &g->dots->items[d - 1];
                double dx = (double)dot->x_px - x, dy = (double)dot->y_px - y;
                if (dx * dx + dy * dy < radius_px * radius_px) {
                    return false;
                }
            }
        }
    }
    return true;
}

/* One dart into a cell; the place's own radius is that of facing scalp over the square root of how densely dots lie there. */
static void throw_dart(struct grid *g, int32_t column, int32_t row, double radius_px, uint64_t *random)
{
    const tsri_sim_area *a = g->area;
    size_t cell = (size_t)row * (size_t)g->columns + (size_t)column;
    if (g->dot_of[cell] || g->dots->count >= g->room) {
        return;
    }
    double x = (column + tsri_sim_random(random)) * g->cell_px, y = (row + tsri_sim_random(random)) * g->cell_px;
    double tone = tsri_sim_random(random) + tsri_sim_random(random) - 1;
    if (x >= a->width_px - 0.5 || y >= a->height_px - 0.5) {
        return;
    }
    size_t i = (size_t)(y + 0.5) * (size_t)a->width_px + (size_t)(x + 0.5);
    if (a->wanted[i] <= 0 || a->seen[i] <= 0) {
        return;
    }
    double crowding = (double)a->crowding[i], wanted = (double)a->wanted[i];
    /* The fewer are wanted, the more by places that stay empty instead of by wider spacing, which would show as a pattern among
     * single hairs: the two shares' product is wanted. */
    double spaced = 1 / (2 - wanted), filled = wanted * (2 - wanted);
    if (!is_free(g, x, y, radius_px / sqrt(crowding * spaced))) {
        return;
    }
    bool empty = tsri_sim_random(random) >= filled;
    double mass =
        empty ? 0 : (1 + 2 * MASS_SPREAD * tone) * pow(crowding, -CROWDED_MASS_POWER) * (EDGE_MASS + (1 - EDGE_MASS) * wanted);
    g->dots->items[g->dots->count] = (tsri_sim_dot){(float)x, (float)y, (float)mass, 1};
    g->dot_of[cell] = (int32_t)++g->dots->count;
}

/* Empty places have done their part. */
static void drop_empty(tsri_sim_dots *dots)
{
    size_t kept = 0;
    for (size_t i = 0; i < dots->count; i++) {
        if (dots->items[i].mass_px2 > 0) {
            dots->items[kept++] = dots->items[i];
        }
    }
    dots->count = kept;
}

/* Dots landed in an order of which every beginning is spread evenly: it is cut at the sessions' shares. */
static void share_out(tsri_sim_dots *dots, int32_t sessions)
{
    int32_t session = 1;
    for (size_t i = 0; i < dots->count; i++) {
        while ((double)(i + 1) > tsri_sim_session_share(session, sessions) * (double)dots->count + 0.5 && session < sessions) {
            session++;
        }
        dots->items[i].session = session;
    }
}

/* Cells must be met in no order that the eye or the packing could tell: row by row, dots would pack along the front. A step near
 * the golden section of their number, with no common divisor, meets each once a round. */
static size_t stride_for(size_t cells)
{
    for (size_t stride = (size_t)(0.6180339887 * (double)cells) | 1;; stride += 2) {
        size_t a = cells, b = stride;
        while (b) {
            size_t rest = a % b;
            a = b;
            b = rest;
        }
        if (a == 1) {
            return stride;
        }
    }
}

tsr_status
tsri_sim_dots_place(const tsri_sim_input *in, const tsri_sim_area *a, tsri_arena *arena, tsri_sim_dots *out, tsr_error *err)
{
    tsr_status st = TSR_OK;
    double width = a->width_px, height = a->height_px;
    struct grid g = {.area = a, .dots = out};
    /* Half the radius: a cell's diagonal is then the least radius, which is that of the strongest crowding. A scale at which dots
     * are dust gives fewer and heavier ones, the same tone. */
    g.cell_px = fmax(sqrt(LANDED / DOTS_PER_MM2) * a->px_per_mm / 2, sqrt(width * height / MOST_CELLS));
    double radius_px = 2 * g.cell_px, per_px2 = LANDED / (radius_px * radius_px);
    g.columns = (int32_t)(width / g.cell_px) + 1;
    g.rows = (int32_t)(height / g.cell_px) + 1;
    size_t cells = (size_t)g.columns * (size_t)g.rows;
    g.room = cells;
    out->count = 0;
    out->spacing_px = 1 / sqrt(per_px2);
    TSRI_TRY(tsri_arena_alloc(arena, cells, sizeof *g.dot_of, &g.dot_of, err));
    TSRI_TRY(tsri_arena_alloc(arena, cells, sizeof *out->items, &out->items, err));
    uint64_t random = tsri_sim_hash(in->params.seed, 4);
    size_t cell = (size_t)(random % cells), stride = stride_for(cells);
    for (int32_t session = 1; session <= in->params.sessions; session++) {
        double session_radius_px = radius_px / sqrt(tsri_sim_session_share(session, in->params.sessions));
        for (size_t n = 0; n < DARTS * cells; n++) { /* all cells, each DARTS times, far apart one after the other */
            cell = (cell + stride) % cells;
            throw_dart(&g, (int32_t)(cell % (size_t)g.columns), (int32_t)(cell / (size_t)g.columns), session_radius_px, &random);
        }
    }
    drop_empty(out);
    share_out(out, in->params.sessions);
    for (size_t i = 0; i < out->count; i++) {
        out->items[i].mass_px2 /= (float)per_px2;
    }
done:
    return st;
}
