/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/hairline.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "measure/contour.h"
#include "measure/face.h"
#include "measure/hairline_design.h"

enum { MIDDLE = TSRI_CONTOUR_LINES / 2 };

/* The lines reach this many interpupillary distances to either side: past the temples. */
static const double HALF_WIDTH_PUPILS = 1.3;

/* Noses up from the glabella: where the lines begin, above the brows, and where they end; how long hair must stay to be no
 * strand. */
static const double START_NOSES = 0.12, LONGEST_NOSES = 4.0, LEAST_RUN_NOSES = 0.08;

/* Within this many noses of the midline, lines tell the trichion; a lock, a scar or a shadow does not move their median. */
static const double TRICHION_HALF_NOSES = 0.30;

/* Hair nearer to the brows than this many interpupillary distances, over the brows' width, hides the forehead; up to the second
 * figure it does so where its edge is ragged, that is, lies off its own smooth curve by more than the third in the mean. */
static const double FRINGE_PUPILS = 0.3, LOW_PUPILS = 0.5, RAGGED_PUPILS = 0.05, BROWS_HALF_PUPILS = 0.87;
static const double FRINGE_HIDDEN_SHARE = 0.5; /* or so many of the lines that begin in hair */

/* Brows above the glabella, noses, where the network shows none. */
static const double USUAL_BROWS_NOSES = 0.25;

/* The contour needs hair on this share of the lines over the brows, and no gap wider than so many interpupillary distances. */
static const double LEAST_HAIR_SHARE = 0.4, LONGEST_GAP_PUPILS = 0.45;

/* From above: the lines begin this many half lengths before the scalp's middle and cover so much of its breadth. */
static const double TOP_START = 1.5, TOP_HALF_BREADTH = 0.8, TOP_LEAST_RUN = 0.04;
/* and end so many behind it: hair farther back is the fringe round a bald crown. */
static const double TOP_END = 0.2;

/* A contour has one y for each x only where the head is not turned in the picture by more than 45 degrees. */
static const double LEAST_UPRIGHT = 0.707;

/* Foreheads (glabella to trichion over nose length): the rule of thirds, and the range of published foreheads. */
static const double NATURAL_RATIO = 1.0, NATURAL_RATIO_LO = 0.74, NATURAL_RATIO_HI = 1.14;
/* Norms by sex, of the same ratio: 61.4 over 64.8 mm and 55.4 over 65.3 mm, deviations of both lengths taken together. */
static const double MEN_RATIO = 0.948, MEN_SD = 0.070, WOMEN_RATIO = 0.848, WOMEN_SD = 0.068;
/* Error of a length between landmarks, as a share of it, one standard deviation. */
static const double LANDMARK_ERROR = 0.03;

_Static_assert((int)TSR_MAX_CONTOUR >= (int)TSRI_CONTOUR_LINES, "a point for each line");

static double median_of(double *values, int count)
{
    for (int i = 1; i < count; i++) {
        double v = values[i];
        int at = i;
        for (; at > 0 && values[at - 1] > v; at--) {
            values[at] = values[at - 1];
        }
        values[at] = v;
    }
    return count ? (values[(count - 1) / 2] + values[count / 2]) / 2 : 0;
}

static tsri_contour_frame face_lines(const tsri_face *face)
{
    tsr_point start = tsri_face_place(face, START_NOSES * face->nose_px, 0);
    return (tsri_contour_frame){
        .start_x_px = start.x_px,
        .start_y_px = start.y_px,
        .way_x = face->up_x,
        .way_y = face->up_y,
        .across_x = -face->up_y,
        .across_y = face->up_x,
        .step_px = HALF_WIDTH_PUPILS * face->pupils_px / MIDDLE,
        .longest_px = LONGEST_NOSES * face->nose_px,
        .least_run_px = LEAST_RUN_NOSES * face->nose_px,
    };
}

/* Highest place of the brows above the lines' start. */
static double brows_top_px(const tsri_sample *s, const tsri_face *face)
{
    double top_px = (USUAL_BROWS_NOSES - START_NOSES) * face->nose_px;
    bool seen = false;
    for (int32_t y = 0; y < s->logits.side_px; y++) {
        for (int32_t x = 0; x < s->logits.side_px; x++) {
            const float *cell = s->logits.data + ((size_t)y * (size_t)s->logits.side_px + (size_t)x) * (size_t)s->logits.channels;
            if (cell[TSRI_CHANNEL_BROWS] > 0) {
                double x_px, y_px;
                tsri_letterbox_to_photo(&s->box, 2, x, y, &x_px, &y_px);
                double dx = x_px - face->glabella.x_px, dy = y_px - face->glabella.y_px;
                double up_px = dx * face->up_x + dy * face->up_y - START_NOSES * face->nose_px;
                if (fabs(up_px) < face->nose_px / 2 && (!seen || up_px > top_px)) {
                    top_px = up_px;
                    seen = true;
                }
            }
        }
    }
    return top_px;
}

/* How the lines over the brows end: at a fringe, at a hairline that makes a curve, or neither. */
struct verdict {
    bool fringe, curve;
};

static struct verdict
judge_lines(const tsri_contour *raw, const tsri_contour *smooth, const tsri_face *face, double step_px, double brows_px)
{
    double ways[TSRI_CONTOUR_LINES], off_px = 0;
    int all = 0, hair = 0, hidden = 0, gap = 0, longest_gap = 0;
    for (int i = 0; i < TSRI_CONTOUR_LINES; i++) {
        bool met = raw->end[i] == TSRI_CONTOUR_HAIR;
        if (fabs((i - MIDDLE) * step_px) <= BROWS_HALF_PUPILS * face->pupils_px) {
            all++;
            hidden += raw->end[i] == TSRI_CONTOUR_HIDDEN;
            if (met) {
                off_px += fabs(raw->way_px[i] - smooth->way_px[i]);
                ways[hair++] = raw->way_px[i];
            }
        }
        gap = met || i < raw->first || i > raw->last ? 0 : gap + 1;
        longest_gap = gap > longest_gap ? gap : longest_gap;
    }
    double level_pupils = (median_of(ways, hair) - brows_px) / face->pupils_px,
           off_pupils = off_px / fmax(1, hair) / face->pupils_px;
    bool told = hair > 0 && hair + hidden > all / 2;
    struct verdict v = {.fringe = hidden > FRINGE_HIDDEN_SHARE * all};
    v.fringe = v.fringe || (told && level_pupils < (off_pupils > RAGGED_PUPILS ? LOW_PUPILS : FRINGE_PUPILS));
    v.curve = !v.fringe && hair >= LEAST_HAIR_SHARE * all && longest_gap * step_px <= LONGEST_GAP_PUPILS * face->pupils_px;
    return v;
}

/* Keep the smoothed curve as points whose x grows, inside the picture. */
static void keep_contour(const tsri_sample *s, const tsri_contour_frame *f, const tsri_contour *c, tsr_hairline *out)
{
    bool rightward = f->across_x > 0;
    for (int n = c->first; n <= c->last; n++) {
        int i = rightward ? n : c->last + c->first - n;
        tsr_point p = tsri_sample_in_photo(s, tsri_contour_place(f, i, c->way_px[i]));
        double least_x_px = out->contour_count ? out->contour[out->contour_count - 1].x_px + 0.25 : -1;
        if (p.known && p.x_px > least_x_px) {
            out->confidence[out->contour_count] = c->confidence[i];
            out->contour[out->contour_count++] = p;
        }
    }
    if (out->contour_count < 2) {
        out->contour_count = 0;
    }
}

/* Median of the lines near the midline where scalp begins; negative where most end at none. */
static double trichion_way_px(const tsri_contour *c, const tsri_face *face, double step_px, double *doubt_px)
{
    double ways[TSRI_CONTOUR_LINES], doubts[TSRI_CONTOUR_LINES];
    int all = 0, found = 0;
    for (int i = 0; i < TSRI_CONTOUR_LINES; i++) {
        if (fabs((i - MIDDLE) * step_px) <= TRICHION_HALF_NOSES * face->nose_px) {
            all++;
            if (c->end[i] != TSRI_CONTOUR_HIDDEN && c->scalp_px[i] > 0) {
                doubts[found] = c->doubt_px[i];
                ways[found++] = c->scalp_px[i];
            }
        }
    }
    *doubt_px = median_of(doubts, found);
    return 2 * found > all ? median_of(ways, found) : -1;
}

static void measure_forehead(
    const tsri_sample *s, const tsri_face *face, const tsr_scale *scale, double way_px, double doubt_px, tsr_hairline *out)
{
    double forehead_px = way_px + START_NOSES * face->nose_px;
    out->trichion = tsri_sample_in_photo(s, tsri_face_place(face, forehead_px, 0));
    double error = hypot(LANDMARK_ERROR, doubt_px / fmax(1, forehead_px));
    if (!out->trichion.known) {
        return;
    }
    if (face->nose_seen) {
        double ratio = forehead_px / face->nose_px, spread = TSRI_Z90 * hypot(error, LANDMARK_ERROR);
        out->forehead_ratio = (tsr_quantity){ratio, fmax(0, ratio * (1 - spread)), ratio * (1 + spread), true};
        out->men_deviation_sd = (ratio - MEN_RATIO) / MEN_SD;
        out->women_deviation_sd = (ratio - WOMEN_RATIO) / WOMEN_SD;
    }
    if (scale->mm_per_px.known) {
        const tsr_quantity *mm = &scale->mm_per_px;
        out->forehead_mm = (tsr_quantity){forehead_px * mm->value, fmax(0, forehead_px * mm->lo * (1 - TSRI_Z90 * error)),
                                          forehead_px * mm->hi * (1 + TSRI_Z90 * error), true};
    }
}

static tsr_status
find_in_front(const tsri_sample *s, const tsr_scale *scale, const tsr_allocator *memory, tsr_hairline *out, tsr_error *err)
{
    tsri_face face;
    tsri_contour raw, contour;
    double doubt_px;
    tsr_status st = TSR_OK;
    if (!tsri_face_find(s, &face)) {
        return TSR_OK;
    }
    const tsri_contour_frame lines = face_lines(&face);
    if (face.nose_seen) {
        out->natural_trichion = tsri_sample_in_photo(s, tsri_face_place(&face, NATURAL_RATIO * face.nose_px, 0));
        out->natural_lo = tsri_sample_in_photo(s, tsri_face_place(&face, NATURAL_RATIO_LO * face.nose_px, 0));
        out->natural_hi = tsri_sample_in_photo(s, tsri_face_place(&face, NATURAL_RATIO_HI * face.nose_px, 0));
    }
    tsri_contour_trace(s, &lines, &raw);
    contour = raw;
    TSRI_TRY(tsri_contour_smooth(&lines, &contour, memory, err));
    const struct verdict v = judge_lines(&raw, &contour, &face, lines.step_px, brows_top_px(s, &face));
    out->fringe = v.fringe;
    if (v.fringe) {
        return TSR_OK;
    }
    double way_px = trichion_way_px(&raw, &face, lines.step_px, &doubt_px);
    if (way_px >= 0) {
        measure_forehead(s, &face, scale, way_px, doubt_px, out);
    }
    if (v.curve && fabs(face.up_y) > LEAST_UPRIGHT) {
        keep_contour(s, &lines, &contour, out);
    }
    tsri_hairline_recession(&face, &lines, &contour, v.curve, out);
    if (out->trichion.known || out->contour_count) { /* under a hat there is nothing to design by */
        tsri_hairline_design(s, &face, &lines, &contour, scale, out);
    }
done:
    return st;
}

/* Where the glabella shows from above, so does the forehead's end on the midline; lengths are too foreshortened to judge. */
static void find_trichion_on_top(const tsri_sample *s, tsr_hairline *out)
{
    tsri_face face;
    tsri_contour contour;
    double doubt_px;
    if (tsri_face_find(s, &face)) {
        const tsri_contour_frame lines = face_lines(&face);
        tsri_contour_trace(s, &lines, &contour);
        double way_px = trichion_way_px(&contour, &face, lines.step_px, &doubt_px);
        if (way_px >= 0) {
            out->trichion = tsri_sample_in_photo(s, tsri_face_place(&face, way_px + START_NOSES * face.nose_px, 0));
        }
    }
}

/* From above the lines run from the face's side towards the crown. */
static tsr_status
find_on_top(const tsri_sample *s, const tsr_zone_frame *f, const tsr_allocator *memory, tsr_hairline *out, tsr_error *err)
{
    tsri_contour contour;
    find_trichion_on_top(s, out);
    if (!f->known || fabs(f->up_y) <= LEAST_UPRIGHT) {
        return TSR_OK;
    }
    const tsri_contour_frame lines = {
        .start_x_px = f->origin_x_px + TOP_START * f->half_up_px * f->up_x,
        .start_y_px = f->origin_y_px + TOP_START * f->half_up_px * f->up_y,
        .way_x = -f->up_x,
        .way_y = -f->up_y,
        .across_x = -f->up_y,
        .across_y = f->up_x,
        .step_px = TOP_HALF_BREADTH * f->half_right_px / MIDDLE,
        .longest_px = (TOP_START + TOP_END) * f->half_up_px,
        .least_run_px = TOP_LEAST_RUN * f->half_up_px,
        .from_outside = true,
    };
    tsri_contour_trace(s, &lines, &contour);
    int hair = 0, gap = 0, longest_gap = 0;
    for (int i = contour.first; i <= contour.last; i++) {
        bool met = contour.end[i] == TSRI_CONTOUR_HAIR;
        hair += met;
        gap = met ? 0 : gap + 1;
        longest_gap = gap > longest_gap ? gap : longest_gap;
    }
    /* As in front: a gap of a third of the breadth is bare crown or hidden forehead, not a hairline. */
    if (hair < LEAST_HAIR_SHARE * TSRI_CONTOUR_LINES || 3 * longest_gap > TSRI_CONTOUR_LINES) {
        return TSR_OK;
    }
    tsr_status st = tsri_contour_smooth(&lines, &contour, memory, err);
    if (st == TSR_OK) {
        keep_contour(s, &lines, &contour, out);
    }
    return st;
}

tsr_status tsri_hairline_find(const tsri_sample *sample,
                              const tsr_zone_frame *frame,
                              const tsr_scale *scale,
                              const tsr_allocator *memory,
                              tsr_hairline *out,
                              tsr_error *err)
{
    memset(out, 0, sizeof *out);
    if (sample->view == TSR_VIEW_FRONT) {
        return find_in_front(sample, scale, memory, out, err);
    }
    return sample->view == TSR_VIEW_TOP ? find_on_top(sample, frame, memory, out, err) : TSR_OK;
}
