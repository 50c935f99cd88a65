/* SPDX-License-Identifier: Apache-2.0
 *
 * Women lose hair over the crown and keep the hairline. What is missing of the hair there, by bare share and density of a top
 * view, is cut into the grades of Ludwig and of Sinclair; the cuts are settings of the project: docs/judgement.md 1.5. */
#include "judge/pattern.h"

/* Perceptible, pronounced, full. By this measure 95 of 100 full heads lose less than the first. */
static const double LUDWIG[] = {0.15, 0.25, 0.60};
static const double SINCLAIR[] = {0.15, 0.22, 0.35, 0.60};
enum { LUDWIG_GRADES = 3, SINCLAIR_STEPS = 4 };

/* A hairline that has receded so far is not Ludwig's; the rules of candidacy refer it. */
static const double HAIRLINE_GONE = 0.5;

/* Loss over frontal, mid and vertex of a top view, weighed by what it shows of each; in a close-up, of all it shows. */
static tsr_quantity crown_loss(const tsr_photo_result *top)
{
    static const tsr_zone CROWN[] = {TSR_ZONE_FRONTAL, TSR_ZONE_MID, TSR_ZONE_VERTEX};
    tsr_quantity sum = {0, 0, 0, false};
    double weight = 0;
    for (int i = 0; i < 3; i++) {
        const tsr_quantity loss = tsri_loss_of(top->zones.bare_fraction[CROWN[i]], top->zones.density[CROWN[i]]);
        const double w = (double)top->zones.scalp_px[CROWN[i]];
        if (loss.known && w > 0) {
            weight += w;
            sum = (tsr_quantity){sum.value + w * loss.value, sum.lo + w * loss.lo, sum.hi + w * loss.hi, true};
        }
    }
    return sum.known ? (tsr_quantity){sum.value / weight, sum.lo / weight, sum.hi / weight, true}
                     : tsri_loss_of(top->coverage.bare_fraction, top->density);
}

static bool has_receded(const tsr_hairline *h)
{
    return (h->left_recession_frac.known && h->left_recession_frac.value >= HAIRLINE_GONE) ||
           (h->right_recession_frac.known && h->right_recession_frac.value >= HAIRLINE_GONE);
}

void tsri_female_pattern_grade(
    const tsr_photo_result *const *photos, size_t count, tsr_sex sex, tsr_female_grade *ludwig, tsr_female_grade *sinclair)
{
    const tsr_photo_result *top = tsri_photo_of_view(photos, count, TSR_VIEW_TOP);
    const tsr_quantity loss = crown_loss(top);
    tsr_female_grade g = {.applies = sex != TSR_SEX_MALE, .assumes_female = sex == TSR_SEX_UNKNOWN};
    const bool receded = has_receded(&tsri_photo_of_view(photos, count, TSR_VIEW_FRONT)->hairline);
    g.reason = !loss.known ? "needs_top_view" : receded ? "hairline_receded" : NULL;
    *ludwig = *sinclair = g;
    ludwig->range = tsri_grade_by(loss, LUDWIG, LUDWIG_GRADES);
    sinclair->range = tsri_grade_by(loss, SINCLAIR, SINCLAIR_STEPS);
    sinclair->range.grade++;
    sinclair->range.lo++;
    sinclair->range.hi++;
    ludwig->range.known = sinclair->range.known = !g.reason;
}

const char *tsr_ludwig_stage(int32_t grade)
{
    static const char *const NAMES[] = {"none", "I", "II", "III"};
    return grade >= 0 && grade <= LUDWIG_GRADES ? NAMES[grade] : NULL;
}
