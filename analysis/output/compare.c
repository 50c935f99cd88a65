/* SPDX-License-Identifier: Apache-2.0
 *
 * Two visits by their numbers: what changed, and whether it is more than noise. docs/comparison.md 3. */
#include <math.h>
#include <string.h>

#include "base/bits.h"
#include "output/compare_parts.h"

/* Half width of the 90 % interval of one photo's measure about what repeated photos of the same head tell: 1.645 x the standard
 * deviation within a man, over mirrored, cropped, resized, recompressed, brightened and turned photos of training men
 * (scripts/repeat_table; docs/comparison.md 3). True revisits are not in the data, so these are least values. */
static const double REPEAT_ZONE_BARE = 0.037, REPEAT_ZONE_DENSITY = 0.019, REPEAT_BARE = 0.013, REPEAT_DENSITY = 0.005;
static const double REPEAT_FOREHEAD = 0.034, REPEAT_RECESSION = 0.052;
static const double REPEAT_SALT = 1.0, REPEAT_SALT_REGION = 1.5; /* points of 100 */

static const double SALT_GOALS[TSR_SALT_GOAL_COUNT] = {50, 75, 90, 100};
static const double SALT_SUCCESS = 20;

enum direction { MORE_IS_LOSS, MORE_IS_GAIN };

static double square(double x)
{
    return x * x;
}

/* Is the pair that a measure rests on good enough, and how good. */
static bool fits_view(const tsr_fit fits[TSR_VIEW_COUNT], tsr_view view, bool *reserved)
{
    const tsr_fit *fit = &fits[view];
    if (view == TSR_VIEW_UNKNOWN || fit->verdict == TSR_FIT_REFUSED) {
        return false;
    }
    *reserved = *reserved || fit->verdict == TSR_FIT_FAIR;
    return true;
}

static tsr_change
change_of(tsr_quantity before, tsr_quantity after, double repeat, enum direction direction, bool comparable, bool reserved)
{
    tsr_change c = {.before = before, .after = after, .reserved = reserved};
    if (!before.known || !after.known || !comparable) {
        return c;
    }
    bool rises = after.value > before.value;
    c.change = after.value - before.value;
    /* Only the sides that face each other can make a change out of nothing. */
    double below = rises ? before.hi - before.value : before.value - before.lo;
    double above = rises ? after.value - after.lo : after.hi - after.value;
    c.smallest = sqrt(square(below) + square(above) + 2 * square(repeat));
    c.verdict = fabs(c.change) < c.smallest            ? TSR_CHANGE_NOT_TOLD
                : rises == (direction == MORE_IS_GAIN) ? TSR_CHANGE_GAIN
                                                       : TSR_CHANGE_LOSS;
    return c;
}

static void compare_zones(const tsr_visit *first, const tsr_visit *later, tsr_visit_change *out)
{
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        const tsr_case_zone *b = &first->result.zones[z], *a = &later->result.zones[z];
        bool reserved = false, comparable = a->view == b->view && fits_view(out->fits, b->view, &reserved);
        out->zone_bare[z] = change_of(b->bare_fraction, a->bare_fraction, REPEAT_ZONE_BARE, MORE_IS_LOSS, comparable, reserved);
        out->zone_density[z] = change_of(b->density, a->density, REPEAT_ZONE_DENSITY, MORE_IS_GAIN, comparable, reserved);
    }
}

/* The whole is compared where both visits know the same zones from the same views, or none and have one view in common. */
static bool same_zones(const tsr_visit *first, const tsr_visit *later, const tsr_fit fits[TSR_VIEW_COUNT], bool *reserved)
{
    bool any = false;
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        const tsr_case_zone *b = &first->result.zones[z], *a = &later->result.zones[z];
        if (a->view != b->view || (b->view != TSR_VIEW_UNKNOWN && !fits_view(fits, b->view, reserved))) {
            return false;
        }
        any = any || b->view != TSR_VIEW_UNKNOWN;
    }
    return any || (first->photo_count == 1 && later->photo_count == 1 &&
                   first->photos[0].result.view.label == later->photos[0].result.view.label &&
                   fits_view(fits, first->photos[0].result.view.label, reserved));
}

tsr_quantity tsri_compare_density(const tsr_visit *visit, const tsr_fit *fits, bool *reserved)
{
    tsr_quantity sum = {0};
    double count = 0;
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        const tsr_visit_photo *p = tsr_visit_photo_of(visit, (tsr_view)v);
        if (p && p->result.density.known && (!fits || fits_view(fits, (tsr_view)v, reserved))) {
            sum.value += p->result.density.value;
            sum.lo += p->result.density.lo;
            sum.hi += p->result.density.hi;
            count++;
        }
    }
    return count > 0 ? (tsr_quantity){sum.value / count, sum.lo / count, sum.hi / count, true} : sum;
}

static void compare_hairline(const tsr_visit *first, const tsr_visit *later, tsr_visit_change *out)
{
    const tsr_visit_photo *b = tsr_visit_photo_of(first, TSR_VIEW_FRONT), *a = tsr_visit_photo_of(later, TSR_VIEW_FRONT);
    bool reserved = false;
    if (!a || !b) {
        return;
    }
    bool comparable = fits_view(out->fits, TSR_VIEW_FRONT, &reserved);
    const tsr_hairline *hb = &b->result.hairline, *ha = &a->result.hairline;
    out->forehead_ratio = change_of(hb->forehead_ratio, ha->forehead_ratio, REPEAT_FOREHEAD, MORE_IS_LOSS, comparable, reserved);
    out->left_recession_frac =
        change_of(hb->left_recession_frac, ha->left_recession_frac, REPEAT_RECESSION, MORE_IS_LOSS, comparable, reserved);
    out->right_recession_frac =
        change_of(hb->right_recession_frac, ha->right_recession_frac, REPEAT_RECESSION, MORE_IS_LOSS, comparable, reserved);
}

/* A region of SALT is one view's share in per cent, and its interval that of the view. */
static tsr_quantity region_of(const tsr_visit *visit, int region, tsr_view view)
{
    const tsr_visit_photo *p = tsr_visit_photo_of(visit, view);
    tsr_quantity q = visit->result.salt.regions[region];
    if (q.known && p && p->result.coverage.bare_fraction.known) {
        q.lo = fmin(q.value, 100 * p->result.coverage.bare_fraction.lo);
        q.hi = fmax(q.value, 100 * p->result.coverage.bare_fraction.hi);
    }
    return q;
}

static void compare_salt(const tsr_visit *first, const tsr_visit *later, tsr_visit_change *out)
{
    static const tsr_view VIEWS[TSR_SALT_REGION_COUNT] = {
        [TSR_SALT_TOP] = TSR_VIEW_TOP,
        [TSR_SALT_BACK] = TSR_VIEW_BACK,
        [TSR_SALT_LEFT] = TSR_VIEW_LEFT,
        [TSR_SALT_RIGHT] = TSR_VIEW_RIGHT,
    };
    bool all = true, any_reserved = false;
    for (int i = 0; i < TSR_SALT_REGION_COUNT; i++) {
        bool reserved = false, comparable = fits_view(out->fits, VIEWS[i], &reserved);
        out->salt_regions[i] = change_of(region_of(first, i, VIEWS[i]), region_of(later, i, VIEWS[i]), REPEAT_SALT_REGION,
                                         MORE_IS_LOSS, comparable, reserved);
        all = all && comparable;
        any_reserved = any_reserved || reserved;
    }
    out->salt = change_of(first->result.salt.score, later->result.salt.score, REPEAT_SALT, MORE_IS_LOSS, all, any_reserved);
}

static tsr_salt_response response_of(const tsr_change *salt)
{
    tsr_salt_response r;
    memset(&r, 0, sizeof r);
    const tsr_quantity *b = &salt->before, *a = &salt->after;
    r.score_at_most_20 = a->known && a->value <= SALT_SUCCESS;
    if (salt->verdict == TSR_CHANGE_NOT_COMPARED || !(b->value > 0)) {
        return r;
    }
    r.fall_percent = (tsr_quantity){100 * (b->value - a->value) / b->value, 0, 0, true};
    r.fall_percent.lo = b->lo > 0 ? fmin(r.fall_percent.value, 100 * (b->lo - a->hi) / b->lo) : fmin(r.fall_percent.value, -100);
    r.fall_percent.hi = fmax(r.fall_percent.value, 100 * (b->hi - a->lo) / b->hi);
    for (int i = 0; i < TSR_SALT_GOAL_COUNT; i++) {
        r.reached[i] = salt->verdict == TSR_CHANGE_GAIN && r.fall_percent.value >= SALT_GOALS[i];
        r.certain[i] = r.reached[i] ? r.fall_percent.lo >= SALT_GOALS[i] : r.fall_percent.hi < SALT_GOALS[i];
    }
    return r;
}

tsr_visit_change tsr_visits_compare(const tsr_visit *first, const tsr_visit *later, const tsr_fit fits[TSR_VIEW_COUNT])
{
    tsr_visit_change out;
    bool reserved = false;
    memset(&out, 0, sizeof out);
    memcpy(out.fits, fits, sizeof out.fits);
    bool comparable = same_zones(first, later, fits, &reserved);
    out.bare_fraction =
        change_of(first->result.bare_fraction, later->result.bare_fraction, REPEAT_BARE, MORE_IS_LOSS, comparable, reserved);
    reserved = false;
    out.density = change_of(tsri_compare_density(first, fits, &reserved), tsri_compare_density(later, fits, &reserved),
                            REPEAT_DENSITY, MORE_IS_GAIN, true, reserved);
    out.density.reserved = reserved;
    compare_zones(first, later, &out);
    compare_hairline(first, later, &out);
    compare_salt(first, later, &out);
    out.response = response_of(&out.salt);
    return out;
}

const tsr_visit_photo *tsr_visit_photo_of(const tsr_visit *visit, tsr_view view)
{
    for (int32_t i = 0; view != TSR_VIEW_UNKNOWN && i < visit->photo_count; i++) {
        const tsr_visit_photo *p = &visit->photos[i];
        if (p->result.status == TSR_PHOTO_OK && p->result.view.label == view && p->mask) {
            return p;
        }
    }
    return NULL;
}

const char *tsr_change_verdict_name(tsr_change_verdict verdict)
{
    static const char *const NAMES[] = {"not_compared", "not_told", "gain", "loss"};
    return NAMES[verdict];
}

const char *tsr_fit_verdict_name(tsr_fit_verdict verdict)
{
    static const char *const NAMES[] = {"refused", "fair", "good"};
    return NAMES[verdict];
}

static const char *const FIT_REASONS[TSR_FIT_REASON_COUNT] = {"no_head",  "head_small", "turned",  "outline",
                                                              "mirrored", "skin",       "no_pair", "no_mask"};

const char *tsr_fit_reason_name(uint32_t bit)
{
    int i = tsri_bit_index(bit, TSR_FIT_REASON_COUNT);
    return i < 0 ? NULL : FIT_REASONS[i];
}

const char *tsr_fit_reason_advice(uint32_t bit)
{
    int i = tsri_bit_index(bit, TSR_FIT_REASON_COUNT);
    return i < 0 ? NULL : tsri_text_of(TSR_LANGUAGE_ENGLISH, (tsri_text_key)(TSRI_TEXT_COMPARISON_FIT_NO_HEAD + i));
}
