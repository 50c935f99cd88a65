/* SPDX-License-Identifier: Apache-2.0
 *
 * The chart of a series: bare share, density and SALT of every visit with their 90 % intervals. */
#include <math.h>
#include <stdio.h>

#include "output/compare_parts.h"

enum { INK_RGB = 0x222222, GRID_RGB = 0xDDDDDD, FAINT_RGB = 0x6A6A6A, BAR_RGB = 0x9DB4C6 };

/* One measure over the visits, in per cent. */
typedef struct curve {
    const char *title;
    tsr_quantity points[TSR_MAX_VISITS];
    tsr_change_verdict verdicts[TSR_MAX_VISITS];
} curve;

typedef struct plot {
    tsri_canvas *canvas;
    double x, y, width, height, em;
    const tsr_comparison *comparison;
} plot;

static tsr_quantity times(tsr_quantity q, double k)
{
    return (tsr_quantity){k * q.value, k * q.lo, k * q.hi, q.known};
}

static void fill_curves(const tsr_comparison *c, curve curves[3])
{
    curves[0].title = tsri_compare_say(c, TSRI_TEXT_COMPARISON_CHART_BARE);
    curves[1].title = tsri_compare_say(c, TSRI_TEXT_COMPARISON_CHART_DENSITY);
    curves[2].title = tsri_compare_say(c, TSRI_TEXT_COMPARISON_SALT);
    for (size_t i = 0; i < c->visit_count; i++) {
        const tsr_case_result *r = &c->visits[i].result;
        const tsr_visit_change *change = i ? &c->changes[i - 1] : NULL;
        curves[0].points[i] = times(r->bare_fraction, 100);
        curves[1].points[i] = times(tsri_compare_density(&c->visits[i], NULL, NULL), 100);
        curves[2].points[i] = r->salt.score;
        curves[0].verdicts[i] = change ? change->bare_fraction.verdict : TSR_CHANGE_NOT_TOLD;
        curves[1].verdicts[i] = change ? change->density.verdict : TSR_CHANGE_NOT_TOLD;
        curves[2].verdicts[i] = change ? change->salt.verdict : TSR_CHANGE_NOT_TOLD;
    }
}

/* Days since a fixed day, by the civil calendar. */
static double day_number(const tsr_date *d)
{
    int32_t y = d->month <= 2 ? d->year - 1 : d->year, m = (d->month + 9) % 12;
    return 365.0 * y + floor(y / 4.0) - floor(y / 100.0) + floor(y / 400.0) + floor((153.0 * m + 2) / 5) + d->day;
}

/* Where a visit stands, by its date where there are dates. */
static double place(const plot *p, size_t visit)
{
    const tsr_comparison *c = p->comparison;
    static const double MOST_STEP_EM = 16; /* two visits side by side are easier to compare than two at the page's ends */
    double inset = 2.5 * p->em, last = (double)(c->visit_count - 1), share = (double)visit / last;
    double room = fmin(p->width - 2 * inset, MOST_STEP_EM * p->em * last);
    if (c->dates) {
        double start = day_number(&c->dates[0]), end = day_number(&c->dates[c->visit_count - 1]);
        share = end > start ? (day_number(&c->dates[visit]) - start) / (end - start) : share;
    }
    return p->x + inset + share * room;
}

static double level(const plot *p, double percent)
{
    return p->y + p->height - percent / 100 * p->height;
}

static void draw_axes(const plot *p, const char *title)
{
    char text[16];
    double line = 0.06 * p->em;
    tsri_canvas_text(p->canvas, title, p->x, p->y - 0.7 * p->em, p->em, TSRI_WEIGHT_BOLD, INK_RGB);
    for (int percent = 0; percent <= 100; percent += 25) {
        double at = level(p, percent);
        tsri_canvas_fill(p->canvas, p->x, at - line / 2, p->width, line, 0, GRID_RGB, 1);
        (void)snprintf(text, sizeof text, "%d", percent);
        double w = tsri_canvas_text_width(p->canvas, text, 0.8 * p->em, TSRI_WEIGHT_NORMAL);
        tsri_canvas_text(p->canvas, text, p->x - w - 0.4 * p->em, at + 0.3 * p->em, 0.8 * p->em, TSRI_WEIGHT_NORMAL, FAINT_RGB);
    }
}

/* Labels of the visits below the axis; where they would run into each other, some are left out. */
static void draw_visits(const plot *p)
{
    double free_from = -HUGE_VAL;
    for (size_t i = 0; i < p->comparison->visit_count; i++) {
        char text[48];
        if (p->comparison->dates) {
            const tsr_date *d = &p->comparison->dates[i];
            (void)snprintf(text, sizeof text, "%04d-%02d-%02d", (int)d->year, (int)d->month, (int)d->day);
        } else {
            (void)snprintf(text, sizeof text, "%zu", i + 1);
        }
        double w = tsri_canvas_text_width(p->canvas, text, 0.8 * p->em, TSRI_WEIGHT_NORMAL), at = place(p, i) - w / 2;
        if (at >= free_from) {
            tsri_canvas_text(p->canvas, text, at, p->y + p->height + 1.2 * p->em, 0.8 * p->em, TSRI_WEIGHT_NORMAL, FAINT_RGB);
            free_from = at + w + 0.5 * p->em;
        }
    }
}

static void draw_curve(const plot *p, const curve *c)
{
    double line[TSR_MAX_VISITS][2], half = 0.32 * p->em;
    size_t known = 0;
    for (size_t i = 0; i < p->comparison->visit_count; i++) {
        const tsr_quantity *q = &c->points[i];
        if (q->known) {
            double at = place(p, i), top = level(p, q->hi), bottom = level(p, q->lo);
            tsri_canvas_fill(p->canvas, at - half, top, 2 * half, fmax(bottom - top, 0.1 * p->em), half / 2, BAR_RGB, 0.75);
            line[known][0] = at;
            line[known++][1] = level(p, q->value);
        }
    }
    if (known > 1) {
        tsri_canvas_polyline(p->canvas, line, known, 0.14 * p->em, INK_RGB, 0.8);
    }
    if (known == 0) {
        tsri_canvas_text(p->canvas, tsri_compare_say(p->comparison, TSRI_TEXT_COMPARISON_UNKNOWN), p->x + 0.5 * p->em,
                         level(p, 50) - 0.4 * p->em, 0.9 * p->em, TSRI_WEIGHT_NORMAL, FAINT_RGB);
    }
    for (size_t i = 0, n = 0; i < p->comparison->visit_count; i++) {
        if (c->points[i].known) {
            double r = 0.42 * p->em, x = line[n][0], y = line[n][1];
            bool told = c->verdicts[i] == TSR_CHANGE_GAIN || c->verdicts[i] == TSR_CHANGE_LOSS;
            char text[16];
            tsri_canvas_fill(p->canvas, x - r, y - r, 2 * r, 2 * r, r, told ? tsri_compare_rgb(c->verdicts[i]) : INK_RGB, 1);
            if (!told) {
                tsri_canvas_fill(p->canvas, x - 0.6 * r, y - 0.6 * r, 1.2 * r, 1.2 * r, r, 0xFFFFFF, 1);
            }
            (void)snprintf(text, sizeof text, "%.0f", c->points[i].value);
            tsri_canvas_text(p->canvas, text, x + 0.7 * p->em, y - 0.35 * p->em, 0.85 * p->em, TSRI_WEIGHT_BOLD, INK_RGB);
            n++;
        }
    }
}

void tsri_compare_chart(
    tsri_canvas *canvas, const tsr_comparison *comparison, double x, double y, double width, double height, double em)
{
    static const double LEFT_EM = 2.4, TOP_EM = 1.8, BELOW_EM = 2.2;
    curve curves[3] = {{0}};
    double each = height / 3;
    fill_curves(comparison, curves);
    for (int i = 0; i < 3; i++) {
        const plot p = {
            canvas, x + LEFT_EM * em, y + i * each + TOP_EM * em, width - LEFT_EM * em, each - (TOP_EM + BELOW_EM) * em,
            em,     comparison};
        draw_axes(&p, curves[i].title);
        draw_visits(&p);
        draw_curve(&p, &curves[i]);
    }
}
