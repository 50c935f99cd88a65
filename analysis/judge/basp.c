/* SPDX-License-Identifier: Apache-2.0
 *
 * BASP (Lee 2007) names where the hairline has gone, in thirds of ways on the head. The temples' way is the front view's
 * recession; the middle's way, from the natural hairline to the vertex, is read off the top view's zones, each as long as its
 * borders say, one behind the other; the way behind the vertex is read off the back view. The type is worked out for the value
 * and for both bounds of every measure, and what no photo shows may be anything: docs/judgement.md 1.4. */
#include <math.h>

#include "judge/pattern.h"

/* Lengths along the midline in the top view from the natural hairline to the vertex, the middle of its zone (zone borders 1,
 * 0.33, -0.20, -0.45 half lengths); in the back view from the vertex at 0.90 over 0.20 to the occipital protuberance at -0.30. */
static const double FRONTAL_LENGTH = 0.67, MID_LENGTH = 0.53, VERTEX_LENGTH = 0.25;
static const double BACK_VERTEX_LENGTH = 0.70, OCCIPITAL_LENGTH = 0.50, OCCIPITAL_ZONE_LENGTH = 1.20;

/* Settings of the project: a way shorter than this is no recession; a zone is gone, so that the next counts, from this share;
 * the hairline lies behind the vertex where mid and vertex are as bare as this. */
static const double LEAST_WAY = 0.10, ZONE_GONE = 0.80, BEHIND_VERTEX = 0.90;

/* Loss of hair over the top or the vertex that is perceptible, pronounced, nearly complete; settings. Full heads lose up to 0.15
 * by this measure. */
static const double SPECIFIC[] = {0.20, 0.40, 0.65};
enum { SPECIFIC_GRADES = 3 };

/* Measures of the basic type, 0 to 1 each. */
typedef struct ways {
    tsr_quantity temples, frontal, mid, vertex, behind;
    bool m_shape;
} ways;

typedef double (*bound_of)(tsr_quantity q);

static double value_of(tsr_quantity q)
{
    return q.value;
}

static double lo_of(tsr_quantity q)
{
    return q.known ? q.lo : 0;
}

static double hi_of(tsr_quantity q)
{
    return q.known ? q.hi : 1;
}

static int third(double way)
{
    return way < LEAST_WAY ? 0 : way < 1.0 / 3 ? 1 : way < 2.0 / 3 ? 2 : 3;
}

/* Share of the way from hairline to vertex that the middle has gone. */
static double middle_way(double frontal, double mid, double vertex)
{
    double length = FRONTAL_LENGTH * frontal;
    if (frontal >= ZONE_GONE) {
        length += MID_LENGTH * mid;
        length += mid >= ZONE_GONE ? VERTEX_LENGTH * vertex : 0;
    }
    return length / (FRONTAL_LENGTH + MID_LENGTH + VERTEX_LENGTH);
}

static int32_t basic_of(const ways *w, bound_of bound, bound_of temples_bound)
{
    const double mid = bound(w->mid), vertex = bound(w->vertex), temples = temples_bound(w->temples);
    const double middle = middle_way(bound(w->frontal), mid, vertex);
    if (mid >= BEHIND_VERTEX && vertex >= BEHIND_VERTEX && middle >= BEHIND_VERTEX) {
        const int behind = third(fmax(LEAST_WAY, bound(w->behind)));
        return TSR_BASP_U1 + behind - 1;
    }
    if (third(middle) == 3 || (third(middle) > 0 && middle >= temples)) {
        return TSR_BASP_C1 + third(middle) - 1;
    }
    return third(temples) > 0 ? TSR_BASP_M1 + third(temples) - 1 : w->m_shape ? TSR_BASP_M0 : TSR_BASP_L;
}

/* The type, and the first and last in the order of tsr_basp_basic that bounds of the temples and of the rest give together. */
static tsr_grade range_of(const ways *w)
{
    static const bound_of BOUNDS[] = {lo_of, hi_of};
    const int32_t basic = basic_of(w, value_of, value_of);
    tsr_grade out = {true, basic, basic, basic};
    for (int i = 0; i < 4; i++) {
        const int32_t at = basic_of(w, BOUNDS[i / 2], BOUNDS[i % 2]);
        out.lo = at < out.lo ? at : out.lo;
        out.hi = at > out.hi ? at : out.hi;
    }
    return out;
}

/* Sides as their mean, or the one that is known. */
static tsr_quantity mean_of(tsr_quantity a, tsr_quantity b)
{
    if (a.known && b.known) {
        return (tsr_quantity){(a.value + b.value) / 2, (a.lo + b.lo) / 2, (a.hi + b.hi) / 2, true};
    }
    return a.known ? a : b;
}

static double behind_of(double vertex, double occipital)
{
    const double seen = fmin(1, occipital * OCCIPITAL_ZONE_LENGTH / OCCIPITAL_LENGTH);
    return (BACK_VERTEX_LENGTH * vertex + OCCIPITAL_LENGTH * seen) / (BACK_VERTEX_LENGTH + OCCIPITAL_LENGTH);
}

static ways gather(const tsr_photo_result *front, const tsr_photo_result *top, const tsr_photo_result *back)
{
    const tsr_quantity *t = top->zones.bare_fraction, *b = back->zones.bare_fraction;
    const tsr_quantity v = b[TSR_ZONE_VERTEX], o = b[TSR_ZONE_OCCIPITAL];
    return (ways){.temples = mean_of(front->hairline.left_recession_frac, front->hairline.right_recession_frac),
                  .frontal = t[TSR_ZONE_FRONTAL],
                  .mid = t[TSR_ZONE_MID],
                  .vertex = t[TSR_ZONE_VERTEX],
                  .behind = {behind_of(v.value, o.value), behind_of(v.lo, o.lo), behind_of(v.hi, o.hi), v.known && o.known},
                  .m_shape = front->hairline.shape == TSR_HAIRLINE_M};
}

static tsr_grade specific_of(const tsr_photo_result *top, const ways *w, tsr_zone zone)
{
    const tsr_quantity bare = top->zones.bare_fraction[zone];
    if (bare.known && bare.value >= ZONE_GONE && w->frontal.known && w->frontal.value >= ZONE_GONE) {
        return (tsr_grade){false, 0, 0, SPECIFIC_GRADES}; /* gone with the hairline: the basic type says so */
    }
    return tsri_grade_by(tsri_loss_of(bare, top->zones.density[zone]), SPECIFIC, SPECIFIC_GRADES);
}

tsr_basp tsri_basp_grade(const tsr_photo_result *const *photos, size_t count)
{
    const tsr_photo_result *top = tsri_photo_of_view(photos, count, TSR_VIEW_TOP);
    const ways w =
        gather(tsri_photo_of_view(photos, count, TSR_VIEW_FRONT), top, tsri_photo_of_view(photos, count, TSR_VIEW_BACK));
    tsr_basp out = {.frontal = specific_of(top, &w, TSR_ZONE_MID), .vertex = specific_of(top, &w, TSR_ZONE_VERTEX)};
    const bool top_known = w.frontal.known && w.mid.known && w.vertex.known;
    out.basic = range_of(&w);
    if (!top_known) {
        out.reason = "needs_top_view";
    } else if (!w.temples.known && out.basic.grade < TSR_BASP_C1) {
        out.reason = "needs_hairline";
    } else if (!w.behind.known && out.basic.grade >= TSR_BASP_U1) {
        out.reason = "needs_back_view";
    }
    out.basic.known = !out.reason;
    return out;
}

const char *tsr_basp_basic_name(tsr_basp_basic basic)
{
    static const char *const NAMES[TSR_BASP_BASIC_COUNT] = {"L", "M0", "M1", "M2", "M3", "C1", "C2", "C3", "U1", "U2", "U3"};
    return (unsigned)basic < TSR_BASP_BASIC_COUNT ? NAMES[basic] : NULL;
}
