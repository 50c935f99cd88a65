/* SPDX-License-Identifier: Apache-2.0
 *
 * Every cue is a scalar equation g . dq = -r on the displacement dq of one place q = M(p): the outline with r the distance to the
 * other outline and g its gradient; the tone with r the difference and g the tone's gradient; a landmark with one equation an
 * axis. Gauss-Newton adds the weighted equations into one small symmetric system, for the four terms of the similarity or for the
 * twenty of the bend, which base/linalg solves. */
#include "output/register_fit.h"

#include <math.h>
#include <string.h>

#include "base/linalg.h"

enum { SIMILARITY_TERMS = 4, MAX_TERMS = 2 * TSRI_BEND_TERMS };

/* Standard deviations of a residual and how far each cue's errors hang together; settings of the project, tried on
 * moved photos of training men (docs/comparison.md). */
static const double OUTLINE_SIGMA_PX = 1.5, OUTLINE_KIN_PX = 6;
static const double TONE_SIGMA = 20, TONE_REACH = 80; /* in steps of the coded tone, 32 to a spread */
static const double LANDMARK_SIGMA_PX = 3, LANDMARK_REACH_PX = 30;
static const double BEND_SIGMA_PX = 3; /* of a term: 1.5 % of the head's width; keeps the bend gentle */
static const double HAIR_WEIGHT = 0.3; /* of an outline that is hair: a haircut moves it */

enum { TONE_STEP_PX = 2, TONE_KIN_PX2 = 25 };

typedef struct equations {
    double a[MAX_TERMS * MAX_TERMS], b[MAX_TERMS];
    int terms;
} equations;

static void add_equation(equations *s, const double *j, double r, double weight)
{
    for (int i = 0; i < s->terms; i++) {
        for (int k = i; k < s->terms; k++) {
            s->a[i * s->terms + k] += weight * j[i] * j[k];
        }
        s->b[i] -= weight * j[i] * r;
    }
}

/* How the place p moves along (gx, gy) by each term. */
static void row_of(const tsri_motion *m, const equations *s, double x, double y, double gx, double gy, double *j)
{
    double u = (x - m->center_x_px) / m->unit_px, v = (y - m->center_y_px) / m->unit_px;
    if (s->terms == SIMILARITY_TERMS) {
        j[0] = gx * u + gy * v;
        j[1] = gy * u - gx * v;
        j[2] = gx;
        j[3] = gy;
        return;
    }
    double terms[TSRI_BEND_TERMS];
    tsri_motion_terms(u, v, terms);
    for (int k = 0; k < TSRI_BEND_TERMS; k++) {
        j[k] = gx * terms[k];
        j[TSRI_BEND_TERMS + k] = gy * terms[k];
    }
}

bool tsri_register_inside(const tsri_register_view *v, const double q[2], double margin)
{
    return q[0] >= margin && q[1] >= margin && q[0] <= v->width - 1 - margin && q[1] <= v->height - 1 - margin;
}

/* Between four values, fx and fy of the way; the gradient beside. */
static double blend(double p00, double p10, double p01, double p11, double fx, double fy, double g[2])
{
    g[0] = (1 - fy) * (p10 - p00) + fy * (p11 - p01);
    g[1] = (1 - fx) * (p01 - p00) + fx * (p11 - p10);
    return (1 - fy) * (p00 + fx * (p10 - p00)) + fy * (p01 + fx * (p11 - p01));
}

double tsri_register_distance(const tsri_register_view *view, const double q[2], double g[2])
{
    int32_t x = (int32_t)q[0], y = (int32_t)q[1];
    const float *p = view->distance + (size_t)y * (size_t)view->width + (size_t)x;
    return blend((double)p[0], (double)p[1], (double)p[view->width], (double)p[view->width + 1], q[0] - x, q[1] - y, g);
}

double tsri_register_tone(const tsri_register_view *view, int level, const double q[2], double g[2])
{
    int32_t x = (int32_t)q[0], y = (int32_t)q[1];
    const uint8_t *p = view->tone[level] + (size_t)y * (size_t)view->width + (size_t)x;
    return blend(p[0], p[1], p[view->width], p[view->width + 1], q[0] - x, q[1] - y, g);
}

/* Tukey's biweight. */
static double biweight(double r, double reach)
{
    double t = 1 - (r / reach) * (r / reach);
    return t > 0 ? t * t : 0;
}

double tsri_register_outline_weight(const tsri_outline_point *p)
{
    return p->label == TSR_LABEL_HAIR ? HAIR_WEIGHT : 1;
}

static void add_outline(const tsri_register_cues *c, const tsri_motion *m, equations *s)
{
    double base = c->outline_step / (OUTLINE_KIN_PX * OUTLINE_SIGMA_PX * OUTLINE_SIGMA_PX), q[2], g[2], j[MAX_TERMS];
    for (size_t i = 0; i < c->before->outline_count; i += (size_t)c->outline_step) {
        const tsri_outline_point *p = &c->before->outline[i];
        tsri_motion_apply(m, p->x, p->y, q);
        if (tsri_register_inside(c->after, q, 2)) {
            double r = tsri_register_distance(c->after, q, g);
            double w = base * tsri_register_outline_weight(p) * biweight(r, c->reach_px);
            if (w > 0) {
                row_of(m, s, p->x, p->y, g[0], g[1], j);
                add_equation(s, j, r, w);
            }
        }
    }
}

static void add_landmarks(const tsri_register_cues *c, const tsri_motion *m, equations *s)
{
    double q[2], j[MAX_TERMS];
    for (int i = 0; i < 3; i++) {
        if (c->before->has_landmark[i] && c->after->has_landmark[i]) {
            const double *p = c->before->landmarks[i], *there = c->after->landmarks[i];
            tsri_motion_apply(m, p[0], p[1], q);
            double r = hypot(q[0] - there[0], q[1] - there[1]);
            double w = biweight(r, fmax(LANDMARK_REACH_PX, c->reach_px)) / (LANDMARK_SIGMA_PX * LANDMARK_SIGMA_PX);
            row_of(m, s, p[0], p[1], 1, 0, j);
            add_equation(s, j, q[0] - there[0], w);
            row_of(m, s, p[0], p[1], 0, 1, j);
            add_equation(s, j, q[1] - there[1], w);
        }
    }
}

static void add_tone(const tsri_register_cues *c, const tsri_motion *m, equations *s)
{
    static const double BASE = (double)TONE_STEP_PX * TONE_STEP_PX / TONE_KIN_PX2;
    const uint8_t *before = c->before->tone[c->level];
    double q[2], g[2], j[MAX_TERMS];
    for (int32_t y = 0; y < c->before->height; y += TONE_STEP_PX) {
        for (int32_t x = 0; x < c->before->width; x += TONE_STEP_PX) {
            size_t at = (size_t)y * (size_t)c->before->width + (size_t)x;
            if (!c->before->skin[at]) {
                continue;
            }
            tsri_motion_apply(m, x, y, q);
            if (tsri_register_inside(c->after, q, 2) &&
                c->after->skin[(size_t)lround(q[1]) * (size_t)c->after->width + (size_t)lround(q[0])]) {
                double r = tsri_register_tone(c->after, c->level, q, g) - before[at];
                double w = BASE * biweight(r, TONE_REACH) / (TONE_SIGMA * TONE_SIGMA);
                row_of(m, s, x, y, g[0], g[1], j);
                add_equation(s, j, r, w);
            }
        }
    }
}

/* Add what the system says to the motion; the similarity turns about the head's centre. */
static void move(tsri_motion *m, const double *d, int terms)
{
    if (terms == SIMILARITY_TERMS) {
        double da = d[0] / m->unit_px, db = d[1] / m->unit_px;
        m->a += da;
        m->b += db;
        m->tx_px += d[2] - da * m->center_x_px + db * m->center_y_px;
        m->ty_px += d[3] - db * m->center_x_px - da * m->center_y_px;
        return;
    }
    for (int k = 0; k < TSRI_BEND_TERMS; k++) {
        m->bend_px[0][k] += d[k];
        m->bend_px[1][k] += d[TSRI_BEND_TERMS + k];
    }
}

/* A ridge keeps a system regular that its tsri_register_cues leave open: a circle does not say how it is turned. The bend's is
 * its prior. */
static void add_ridge(const tsri_motion *m, equations *s)
{
    static const double HOLD = 1e-2;
    for (int i = 0; i < s->terms; i++) {
        double weight = s->terms == SIMILARITY_TERMS ? HOLD : 1 / (BEND_SIGMA_PX * BEND_SIGMA_PX);
        s->a[i * s->terms + i] += weight;
        if (s->terms != SIMILARITY_TERMS) {
            s->b[i] -= weight * m->bend_px[i / TSRI_BEND_TERMS][i % TSRI_BEND_TERMS];
        }
    }
}

tsr_status tsri_register_fit(const tsri_register_cues *c, bool bend, int steps, tsri_motion *m, tsr_error *err)
{
    equations s;
    int terms = bend ? MAX_TERMS : SIMILARITY_TERMS;
    for (int i = 0; i < steps; i++) {
        memset(&s, 0, sizeof s);
        s.terms = terms;
        add_outline(c, m, &s);
        add_landmarks(c, m, &s);
        if (c->level >= 0 && c->before->tone[0] && c->after->tone[0]) {
            add_tone(c, m, &s);
        }
        add_ridge(m, &s);
        for (int k = 0; k < terms; k++) { /* the solver reads the lower triangle, column by column: the rows written above */
            for (int l = 0; l < k; l++) {
                s.a[k * terms + l] = s.a[l * terms + k];
            }
        }
        tsr_status st = tsri_linalg_solve_positive(s.a, (size_t)terms, s.b, 1, err);
        if (st != TSR_OK) {
            return st;
        }
        move(m, s.b, terms);
    }
    return TSR_OK;
}
