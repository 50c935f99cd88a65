/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/contour.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/linalg.h"

/* Steps along a line, in pixels of the network's map. */
static const double MAP_STEP = 0.25;

/* Logits by which hair must lead, or trail, to be beyond doubt: the shift of the coverage's interval (docs/measurement.md 1.2).
 */
static const double DOUBT_LOGITS = 1.85;

/* Smoothness of the curve, against weights of 0 to 1 a line; settings, seen to follow a widow's peak and to pass over strands. */
static const double SMOOTHNESS = 2.0, FIRST_SMOOTHNESS = 40.0;

/* Residuals of this many line steps against the first curve count half, of twice as many not at all. */
static const double OUTLIER_STEPS = 4.0;

tsr_point tsri_contour_place(const tsri_contour_frame *f, int32_t line, double way_px)
{
    double across_px = (line - TSRI_CONTOUR_LINES / 2) * f->step_px;
    return (tsr_point){f->start_x_px + across_px * f->across_x + way_px * f->way_x,
                       f->start_y_px + across_px * f->across_y + way_px * f->way_y, true};
}

/* The four labels' logits at a place of the map. */
static void labels_at(const tsri_logits *m, double x, double y, double out[TSR_LABEL_COUNT])
{
    int32_t last = m->side_px - 1;
    x = fmin(last, fmax(0, x));
    y = fmin(last, fmax(0, y));
    int32_t x0 = (int32_t)x, y0 = (int32_t)y, x1 = x0 < last ? x0 + 1 : last, y1 = y0 < last ? y0 + 1 : last;
    double fx = x - x0, fy = y - y0;
    size_t channels = (size_t)m->channels, side = (size_t)m->side_px;
    const float *upper = m->data + (size_t)y0 * side * channels, *lower = m->data + (size_t)y1 * side * channels;
    for (size_t c = 0; c < TSR_LABEL_COUNT; c++) {
        double a = (double)upper[(size_t)x0 * channels + c] * (1 - fx) + (double)upper[(size_t)x1 * channels + c] * fx;
        double b = (double)lower[(size_t)x0 * channels + c] * (1 - fx) + (double)lower[(size_t)x1 * channels + c] * fx;
        out[c] = a * (1 - fy) + b * fy;
    }
}

/* A line on its way. */
struct walk {
    double run_px, edge_px;             /* hair met so far, and where it began */
    double scalp_run_px, scalp_edge_px; /* the same of scalp, hairy or bare */
    double before_px, lead_before;      /* the last step, and hair's lead there */
    double doubt_from_px;               /* where hair was last out of the question before it began */
    bool on_head, met, sure;            /* has begun; hair has; and beyond doubt */
};

/* Note hair and scalp at a step that is not ground. */
static void
note_step(const tsri_contour_frame *f, tsri_contour *c, int32_t line, struct walk *w, double way_px, double lead, bool scalp)
{
    double moved_px = way_px - w->before_px;
    if (lead > 0 && w->run_px <= 0) { /* where the lead crosses zero, between this step and the last */
        w->edge_px = w->on_head && lead > w->lead_before ? way_px - moved_px * lead / (lead - w->lead_before) : way_px;
    }
    w->run_px = lead > 0 ? w->run_px + moved_px : 0;
    if (scalp && w->scalp_run_px <= 0) {
        w->scalp_edge_px = lead > 0 ? w->edge_px : way_px - moved_px / 2;
    }
    w->scalp_run_px = scalp ? w->scalp_run_px + moved_px : 0;
    if (c->scalp_px[line] < 0 && w->scalp_run_px >= f->least_run_px) {
        c->scalp_px[line] = w->scalp_edge_px;
    }
    if (!w->met && w->run_px >= f->least_run_px) {
        w->met = true;
        c->way_px[line] = w->edge_px;
    }
    if (!w->met && lead <= -DOUBT_LOGITS) {
        w->doubt_from_px = way_px;
    }
    if (w->met && !w->sure) {
        w->sure = lead >= DOUBT_LOGITS;
        c->doubt_px[line] = fmax(0, way_px - f->least_run_px - w->doubt_from_px) / 2;
    }
    w->on_head = true;
    w->before_px = way_px;
    w->lead_before = lead;
}

/* Take one step. @return false where the line ends. */
static bool
step(const tsri_contour_frame *f, tsri_contour *c, int32_t line, struct walk *w, double way_px, const double l[TSR_LABEL_COUNT])
{
    double skin = fmax(l[TSR_LABEL_SKIN], l[TSR_LABEL_SCALP]), hair = l[TSR_LABEL_HAIR], ground = l[TSR_LABEL_BACKGROUND];
    if (ground > fmax(hair, skin)) {
        if (w->on_head) {
            c->end[line] = TSRI_CONTOUR_OPEN;
            c->outline_px[line] = way_px;
            return false;
        }
        w->before_px = w->doubt_from_px = way_px;
        return f->from_outside;
    }
    double lead = hair - fmax(skin, ground);
    if (!w->on_head && lead > 0) {
        c->end[line] = TSRI_CONTOUR_HIDDEN;
        return false;
    }
    note_step(f, c, line, w, way_px, lead, lead > 0 || l[TSR_LABEL_SCALP] >= l[TSR_LABEL_SKIN]);
    return true;
}

static void trace_line(const tsri_sample *s, const tsri_contour_frame *f, tsri_contour *c, int32_t line)
{
    struct walk w = {.scalp_run_px = 0};
    tsr_point at = tsri_contour_place(f, line, 0), end = tsri_contour_place(f, line, f->longest_px);
    double x0, y0, x1, y1, l[TSR_LABEL_COUNT], limit = s->logits.side_px - 1;
    double last_x_px = s->photo_width_px - 0.5, last_y_px = s->photo_height_px - 0.5;
    tsri_letterbox_from_photo(&s->box, 2, at.x_px, at.y_px, &x0, &y0);
    tsri_letterbox_from_photo(&s->box, 2, end.x_px, end.y_px, &x1, &y1);
    int steps = (int)fmin(4000, ceil(hypot(x1 - x0, y1 - y0) / MAP_STEP));
    c->end[line] = TSRI_CONTOUR_LOST;
    c->scalp_px[line] = -1;
    c->outline_px[line] = -1;
    for (int i = 0; i <= steps && steps > 0; i++) {
        double t = (double)i / steps, x = x0 + t * (x1 - x0), y = y0 + t * (y1 - y0), way_px = t * f->longest_px;
        tsr_point p = tsri_contour_place(f, line, way_px);
        if (p.x_px < -0.5 || p.y_px < -0.5 || p.x_px > last_x_px || p.y_px > last_y_px || x < -0.5 || y < -0.5 ||
            x > limit + 0.5 || y > limit + 0.5) {
            if (w.on_head) {
                break;
            }
            w.before_px = w.doubt_from_px = way_px;
            continue; /* may start outside the picture */
        }
        labels_at(&s->logits, x, y, l);
        if (!step(f, c, line, &w, way_px, l)) {
            break;
        }
    }
    if (w.met) {
        c->end[line] = TSRI_CONTOUR_HAIR;
    }
}

void tsri_contour_trace(const tsri_sample *sample, const tsri_contour_frame *frame, tsri_contour *out)
{
    memset(out, 0, sizeof *out);
    out->first = TSRI_CONTOUR_LINES;
    out->last = -1;
    for (int32_t i = 0; i < TSRI_CONTOUR_LINES; i++) {
        trace_line(sample, frame, out, i);
        if (out->end[i] == TSRI_CONTOUR_HAIR) {
            double d = out->doubt_px[i] / frame->step_px;
            out->confidence[i] = 1 / (1 + d * d);
            out->first = i < out->first ? i : out->first;
            out->last = i;
        }
    }
}

tsr_status tsri_contour_smooth(const tsri_contour_frame *frame, tsri_contour *c, const tsr_allocator *memory, tsr_error *err)
{
    double weight[TSRI_CONTOUR_LINES], curve[TSRI_CONTOUR_LINES];
    size_t count = c->last >= c->first ? (size_t)(c->last - c->first + 1) : 0, met = 0;
    tsr_status st = TSR_OK;
    for (size_t i = 0; i < count; i++) {
        weight[i] = c->confidence[(size_t)c->first + i];
        met += weight[i] > 0;
    }
    if (met < 3) {
        c->first = TSRI_CONTOUR_LINES;
        c->last = -1;
        return TSR_OK;
    }
    double *way_px = c->way_px + c->first;
    TSRI_TRY(tsri_linalg_smooth(way_px, weight, count, FIRST_SMOOTHNESS, memory, curve, err));
    for (size_t i = 0; i < count; i++) {
        double r = (way_px[i] - curve[i]) / (2 * OUTLIER_STEPS * frame->step_px), kept = fmax(0, 1 - r * r);
        weight[i] = fmax(1e-6, weight[i]) * (kept * kept + 1e-6) * (weight[i] > 0);
    }
    st = tsri_linalg_smooth(way_px, weight, count, SMOOTHNESS, memory, way_px, err);
done:
    return st;
}
