/* SPDX-License-Identifier: Apache-2.0
 *
 * Registration: see register.h. All in working pixels (register_view.h): a head is TSRI_REGISTER_HEAD_PX wide. */
#include "output/register.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "output/register_fit.h"

/* Mean distance of the two outlines, px, over the share of the outline that lies nearest: the rest may be a piece of skin that
 * one label map lacks, or a haircut. What lies outside of the other photo does not count, unless nearly all does: most_px then.
 */
static double outline_error(const tsri_register_cues *c, const tsri_motion *m, double most_px)
{
    enum { BINS = 256 };
    static const double LEAST_SEEN = 0.25, NEAREST = 0.8;
    double histogram[BINS] = {0}, sum = 0, weight = 0, all = 0, q[2], g[2];
    for (size_t i = 0; i < c->before->outline_count; i++) {
        const tsri_outline_point *p = &c->before->outline[i];
        double w = tsri_register_outline_weight(p);
        tsri_motion_apply(m, p->x, p->y, q);
        all += w;
        if (tsri_register_inside(c->after, q, 2)) {
            double share = fabs(tsri_register_distance(c->after, q, g)) / most_px;
            histogram[(int)(fmin(1, share) * (BINS - 1) + 0.5)] += w;
            weight += w;
        }
    }
    if (weight <= LEAST_SEEN * all) {
        return most_px;
    }
    double left = NEAREST * weight;
    for (int bin = 0; bin < BINS && left > 0; bin++) {
        double taken = fmin(left, histogram[bin]);
        sum += taken * bin / (BINS - 1) * most_px;
        left -= taken;
    }
    return sum / (NEAREST * weight);
}

/* Where a fit starts, and how well it did. */
typedef struct attempt {
    tsri_motion motion;
    double outline_px, likeness, overlap_frac, landmark_px;
    double head_likeness; /* as likeness, with hair and bare scalp */
    bool has_likeness, has_head_likeness;
} attempt;

enum { KEPT_STARTS = 3 };

static tsri_motion start_at(const tsri_register_view *before, const tsri_register_view *after, double size, double turn_deg)
{
    static const double RAD_PER_DEG = 0.017453292519943295;
    tsri_motion m = {.a = size * cos(RAD_PER_DEG * turn_deg), .b = size * sin(RAD_PER_DEG * turn_deg)};
    m.center_x_px = before->center_x;
    m.center_y_px = before->center_y;
    m.unit_px = TSRI_REGISTER_HEAD_PX;
    m.tx_px = after->center_x - m.a * before->center_x + m.b * before->center_y;
    m.ty_px = after->center_y - m.b * before->center_x - m.a * before->center_y;
    return m;
}

/* Heads once brought to one width differ little in size, else one was measured with what is no head. */
static bool size_fits(const tsri_motion *m)
{
    static const double LEAST = 0.7, MOST = 1.43;
    double size = tsri_motion_scale(m);
    return size > LEAST && size < MOST;
}

/* Insert into the kept starts, best first. */
static void keep(attempt kept[KEPT_STARTS], const attempt *found)
{
    for (int i = KEPT_STARTS - 1; i >= 0 && found->outline_px < kept[i].outline_px; i--) {
        if (i + 1 < KEPT_STARTS) {
            kept[i + 1] = kept[i];
        }
        kept[i] = *found;
    }
}

/* The best starts, of several turns and sizes, by the outline alone; best first. */
static tsr_status
search(const tsri_register_view *before, const tsri_register_view *after, attempt kept[KEPT_STARTS], tsr_error *err)
{
    static const double TURNS_DEG[] = {0, -15, 15, -30, 30}, SIZES[] = {1, 0.84, 1.19};
    static const double FAR_PX = 20, TURN_COST = 0.004; /* px a degree: among equals the least turn */
    for (int i = 0; i < KEPT_STARTS; i++) {
        kept[i].outline_px = HUGE_VAL;
    }
    for (size_t i = 0; i < sizeof TURNS_DEG / sizeof *TURNS_DEG; i++) {
        for (size_t k = 0; k < sizeof SIZES / sizeof *SIZES; k++) {
            attempt found = {.motion = start_at(before, after, SIZES[k], TURNS_DEG[i])};
            tsri_register_cues c = {before, after, .outline_step = 3, .level = -1};
            for (c.reach_px = 48; c.reach_px > 10; c.reach_px /= 1.5) {
                tsr_status st = tsri_register_fit(&c, false, 4, &found.motion, err);
                if (st != TSR_OK) {
                    return st;
                }
            }
            if (size_fits(&found.motion)) {
                found.outline_px =
                    outline_error(&c, &found.motion, FAR_PX) + TURN_COST * fabs(tsri_motion_rotation_deg(&found.motion));
                keep(kept, &found);
            }
        }
    }
    return TSR_OK;
}

static tsr_status refine(const tsri_register_view *before, const tsri_register_view *after, tsri_motion *m, tsr_error *err)
{
    static const double REACH_PX[TSRI_REGISTER_LEVELS] = {14, 9, 6};
    tsri_register_cues c = {before, after, .outline_step = 1};
    tsr_status st = TSR_OK;
    for (c.level = 0; st == TSR_OK && c.level < TSRI_REGISTER_LEVELS; c.level++) {
        c.reach_px = REACH_PX[c.level];
        st = tsri_register_fit(&c, false, 8, m, err);
    }
    for (c.level = 1; st == TSR_OK && c.level < TSRI_REGISTER_LEVELS; c.level++) {
        st = tsri_register_fit(&c, true, 6, m, err);
    }
    return st;
}

/* Where the tone counts: on skin away from its border, or anywhere on the head away from its outline. */
enum part { SKIN, HEAD };

static bool counts(const tsri_register_view *v, enum part part, size_t at)
{
    static const float HEAD_MARGIN_PX = 10; /* nearer, the background is in the tone */
    return part == SKIN ? v->skin[at] != 0 : v->labels[at] != 0 && v->distance[at] < -HEAD_MARGIN_PX;
}

/* Correlation of the tone where it counts in both; false where there is too little of it. */
static bool
likeness_of(const tsri_register_view *before, const tsri_register_view *after, const tsri_motion *m, enum part part, double *out)
{
    enum { LEVEL = 1, LEAST_PX = 1200 }; /* a twentieth of a head's area */
    double n = 0, sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0, q[2], g[2];
    if (!before->tone[0] || !after->tone[0]) {
        return false;
    }
    for (int32_t y = 0; y < before->height; y++) {
        for (int32_t x = 0; x < before->width; x++) {
            size_t at = (size_t)y * (size_t)before->width + (size_t)x;
            tsri_motion_apply(m, x, y, q);
            if (counts(before, part, at) && tsri_register_inside(after, q, 2) &&
                counts(after, part, (size_t)lround(q[1]) * (size_t)after->width + (size_t)lround(q[0]))) {
                double b = before->tone[LEVEL][at], a = tsri_register_tone(after, LEVEL, q, g);
                n++, sa += a, sb += b, saa += a * a, sbb += b * b, sab += a * b;
            }
        }
    }
    double va = saa - sa * sa / fmax(1, n), vb = sbb - sb * sb / fmax(1, n);
    if (n < LEAST_PX || !(va > 0 && vb > 0)) {
        return false;
    }
    *out = (sab - sa * sb / n) / sqrt(va * vb);
    return true;
}

/* Mean distance of the landmarks that both have, px; 0 without any. */
static double landmark_error(const tsri_register_view *before, const tsri_register_view *after, const tsri_motion *m)
{
    double sum = 0, count = 0, q[2];
    for (int i = 0; i < 3; i++) {
        if (before->has_landmark[i] && after->has_landmark[i]) {
            tsri_motion_apply(m, before->landmarks[i][0], before->landmarks[i][1], q);
            sum += hypot(q[0] - after->landmarks[i][0], q[1] - after->landmarks[i][1]);
            count++;
        }
    }
    return count > 0 ? sum / count : 0;
}

/* Share of the two heads that they have in common, in the frame of the photo before. */
static double overlap(const tsri_register_view *before, const tsri_register_view *after, const tsri_motion *m)
{
    double both = 0, either = 0, q[2];
    for (int32_t y = 0; y < before->height; y++) {
        for (int32_t x = 0; x < before->width; x++) {
            tsri_motion_apply(m, x, y, q);
            if (tsri_register_inside(after, q, 0)) {
                bool b = before->labels[(size_t)y * (size_t)before->width + (size_t)x] != 0;
                bool a = after->labels[(size_t)lround(q[1]) * (size_t)after->width + (size_t)lround(q[0])] != 0;
                both += a && b;
                either += a || b;
            }
        }
    }
    return either > 0 ? both / either : 0;
}

static tsr_status attempt_fit(const tsri_register_view *before, const tsri_register_view *after, attempt *out, tsr_error *err)
{
    static const double FAR_PX = 0.1 * TSRI_REGISTER_HEAD_PX;
    static const double LIKENESS_PX = 4, OVERLAP_PX = 20; /* outline that a likeness or an overlap of 1 makes up for */
    const tsri_register_cues c = {before, after, .outline_step = 1};
    attempt kept[KEPT_STARTS];
    double least = HUGE_VAL;
    memset(kept, 0, sizeof kept);
    memset(out, 0, sizeof *out);
    out->motion = start_at(before, after, 1, 0);
    out->outline_px = FAR_PX;
    tsr_status st = search(before, after, kept, err);
    for (int i = 0; st == TSR_OK && i < KEPT_STARTS && kept[i].outline_px < HUGE_VAL; i++) {
        attempt *a = &kept[i];
        st = refine(before, after, &a->motion, err);
        a->outline_px = outline_error(&c, &a->motion, FAR_PX);
        a->has_likeness = likeness_of(before, after, &a->motion, SKIN, &a->likeness);
        a->overlap_frac = overlap(before, after, &a->motion);
        a->landmark_px = landmark_error(before, after, &a->motion);
        double cost =
            a->outline_px + a->landmark_px - OVERLAP_PX * a->overlap_frac - (a->has_likeness ? LIKENESS_PX * a->likeness : 0);
        if (cost < least) {
            least = cost;
            *out = *a;
        }
    }
    out->has_head_likeness = st == TSR_OK && likeness_of(before, after, &out->motion, HEAD, &out->head_likeness);
    return st;
}

/* From working pixels to those of the full photos: a pixel's centre is at (i + 0.5) k - 0.5. */
static tsri_motion to_full(const tsri_motion *m, double before_k, double after_k)
{
    tsri_motion full = *m;
    double half_b = 0.5 - 0.5 * before_k, there[2];
    full.a = m->a * after_k / before_k;
    full.b = m->b * after_k / before_k;
    full.center_x_px = (m->center_x_px + 0.5) * before_k - 0.5;
    full.center_y_px = (m->center_y_px + 0.5) * before_k - 0.5;
    full.unit_px = m->unit_px * before_k;
    /* The place before that is the full photo's origin, without the bend. */
    double x = half_b / before_k, y = half_b / before_k;
    there[0] = m->a * x - m->b * y + m->tx_px;
    there[1] = m->b * x + m->a * y + m->ty_px;
    full.tx_px = (there[0] + 0.5) * after_k - 0.5;
    full.ty_px = (there[1] + 0.5) * after_k - 0.5;
    for (int k = 0; k < TSRI_BEND_TERMS; k++) {
        full.bend_px[0][k] *= after_k;
        full.bend_px[1][k] *= after_k;
    }
    return full;
}

/* Limits; docs/comparison.md has the figures of moved photos, of mirrored ones and of different men that they come from. */
static const double GOOD_OUTLINE_FRAC = 0.010, MOST_OUTLINE_FRAC = 0.018;
static const double GOOD_OUTLINE_BARE_FRAC = 0.005, MOST_OUTLINE_BARE_FRAC = 0.012; /* without the skin's picture */
static const double MOST_LANDMARK_FRAC = 0.08;
static const double LEAST_OVERLAP = 0.85;
static const double GOOD_LIKENESS = 0.7, LEAST_LIKENESS = 0.4;
static const double MOST_TURN_DEG = 35;
static const double LEAST_HEAD_PX = 96; /* half the working width: below, a pixel is over 1 % of the head */
static const double MIRROR_LIKENESS = 0.15, MIRROR_OUTLINE = 1.6;
static const double MIRROR_HEAD_LEAST = 0.5; /* of likeness with hair; another head reaches it seldom */

/* A parting, strands and bare parts tell the sides of a head that shows little skin. */
static bool head_looks_mirrored(const attempt *direct, const attempt *mirrored)
{
    return direct->has_head_likeness && mirrored->has_head_likeness &&
           mirrored->head_likeness > fmax(MIRROR_HEAD_LEAST, direct->head_likeness + MIRROR_LIKENESS);
}

static bool looks_mirrored(const attempt *direct, const attempt *mirrored)
{
    if (head_looks_mirrored(direct, mirrored)) {
        return true;
    }
    if (direct->has_likeness && direct->likeness >= GOOD_LIKENESS) {
        return mirrored->has_likeness && mirrored->likeness > direct->likeness + MIRROR_LIKENESS;
    }
    if (direct->has_likeness && mirrored->has_likeness) {
        return mirrored->likeness > fmax(0.5, direct->likeness + MIRROR_LIKENESS);
    }
    return direct->outline_px > GOOD_OUTLINE_FRAC * TSRI_REGISTER_HEAD_PX && mirrored->overlap_frac > LEAST_OVERLAP &&
           direct->outline_px > MIRROR_OUTLINE * mirrored->outline_px;
}

static void judge(const tsri_register_view *before,
                  const tsri_register_view *after,
                  const attempt *direct,
                  const attempt *mirrored,
                  tsr_fit *fit)
{
    fit->scale = tsri_motion_scale(&direct->motion) * after->full_per_px / before->full_per_px;
    fit->rotation_deg = tsri_motion_rotation_deg(&direct->motion);
    fit->outline_frac = direct->outline_px / TSRI_REGISTER_HEAD_PX;
    fit->overlap_frac = direct->overlap_frac;
    fit->skin_likeness = (tsr_quantity){direct->likeness, direct->likeness, direct->likeness, direct->has_likeness};
    if (fmin(before->full_per_px, after->full_per_px) * TSRI_REGISTER_HEAD_PX < LEAST_HEAD_PX) {
        fit->reasons |= TSR_FIT_HEAD_SMALL;
    }
    double most_outline = direct->has_likeness ? MOST_OUTLINE_FRAC : MOST_OUTLINE_BARE_FRAC;
    if (looks_mirrored(direct, mirrored)) {
        fit->reasons |= TSR_FIT_MIRRORED;
    } else if (fabs(fit->rotation_deg) > MOST_TURN_DEG) {
        fit->reasons |= TSR_FIT_TURNED;
    } else if (fit->outline_frac > most_outline || fit->overlap_frac < LEAST_OVERLAP || !size_fits(&direct->motion) ||
               direct->landmark_px > MOST_LANDMARK_FRAC * TSRI_REGISTER_HEAD_PX) {
        fit->reasons |= TSR_FIT_OUTLINE;
    } else if (direct->has_likeness && direct->likeness < LEAST_LIKENESS) {
        fit->reasons |= TSR_FIT_SKIN;
    }
    bool good = direct->has_likeness ? fit->outline_frac <= GOOD_OUTLINE_FRAC && direct->likeness >= GOOD_LIKENESS
                                     : fit->outline_frac <= GOOD_OUTLINE_BARE_FRAC;
    fit->verdict = fit->reasons ? TSR_FIT_REFUSED : good ? TSR_FIT_GOOD : TSR_FIT_FAIR;
}

tsr_status tsri_register(const tsri_register_side *before,
                         const tsri_register_side *after,
                         const tsr_allocator *memory,
                         tsri_motion *out_motion,
                         tsr_fit *out_fit,
                         tsr_error *err)
{
    tsri_register_view b, a, flipped;
    attempt direct = {0}, mirrored = {0};
    tsri_arena arena;
    tsr_status st = TSR_OK;
    memset(out_motion, 0, sizeof *out_motion);
    memset(out_fit, 0, sizeof *out_fit);
    tsri_arena_init(&arena, memory);
    TSRI_TRY(tsri_register_view_make(before, false, &arena, &b, err));
    TSRI_TRY(tsri_register_view_make(after, false, &arena, &a, err));
    if (!b.has_head || !a.has_head) {
        out_fit->reasons = TSR_FIT_NO_HEAD;
        goto done;
    }
    TSRI_TRY(tsri_register_view_make(after, true, &arena, &flipped, err));
    TSRI_TRY(attempt_fit(&b, &a, &direct, err));
    TSRI_TRY(attempt_fit(&b, &flipped, &mirrored, err));
    judge(&b, &a, &direct, &mirrored, out_fit);
    *out_motion = to_full(&direct.motion, b.full_per_px, a.full_per_px);
done:
    tsri_arena_release(&arena);
    return st;
}
