/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "measure/salt.h"
#include "pipeline/context.h"
#include "tonsure/assess.h"

/* Share of the scalp's area in each zone: the regions of SALT (top 40 %, back 24, sides 18 each; docs/measurement.md 9) divided
 * between their zones, which is a setting of the project. */
static const double ZONE_WEIGHTS[TSR_ZONE_COUNT] = {
    [TSR_ZONE_FRONTAL] = 0.12,      [TSR_ZONE_MID] = 0.12,       [TSR_ZONE_VERTEX] = 0.16,     [TSR_ZONE_LEFT_TEMPLE] = 0.05,
    [TSR_ZONE_RIGHT_TEMPLE] = 0.05, [TSR_ZONE_LEFT_SIDE] = 0.13, [TSR_ZONE_RIGHT_SIDE] = 0.13, [TSR_ZONE_OCCIPITAL] = 0.24,
};

/* Area of a scalp, cm2, and the range of published figures: docs/measurement.md 9. */
static const double SCALP_CM2 = 600, SCALP_LO_CM2 = 500, SCALP_HI_CM2 = 775;

/* Views that show a zone square on, best first. */
static const tsr_view BEST_VIEWS[TSR_ZONE_COUNT][4] = {
    [TSR_ZONE_FRONTAL] = {TSR_VIEW_TOP, TSR_VIEW_FRONT},
    [TSR_ZONE_MID] = {TSR_VIEW_TOP, TSR_VIEW_FRONT, TSR_VIEW_LEFT, TSR_VIEW_RIGHT},
    [TSR_ZONE_VERTEX] = {TSR_VIEW_TOP, TSR_VIEW_BACK, TSR_VIEW_LEFT, TSR_VIEW_RIGHT},
    [TSR_ZONE_LEFT_TEMPLE] = {TSR_VIEW_LEFT, TSR_VIEW_FRONT, TSR_VIEW_TOP},
    [TSR_ZONE_RIGHT_TEMPLE] = {TSR_VIEW_RIGHT, TSR_VIEW_FRONT, TSR_VIEW_TOP},
    [TSR_ZONE_LEFT_SIDE] = {TSR_VIEW_LEFT, TSR_VIEW_BACK, TSR_VIEW_TOP},
    [TSR_ZONE_RIGHT_SIDE] = {TSR_VIEW_RIGHT, TSR_VIEW_BACK, TSR_VIEW_TOP},
    [TSR_ZONE_OCCIPITAL] = {TSR_VIEW_BACK, TSR_VIEW_LEFT, TSR_VIEW_RIGHT},
};

/* How much of the scalp a view sees, best first. */
static int rank_of(tsr_view view)
{
    static const int RANK[TSR_VIEW_COUNT] = {
        [TSR_VIEW_TOP] = 0,  [TSR_VIEW_BACK] = 1,  [TSR_VIEW_FRONT] = 2,
        [TSR_VIEW_LEFT] = 3, [TSR_VIEW_RIGHT] = 4, [TSR_VIEW_UNKNOWN] = 5,
    };
    return RANK[view];
}

static bool is_usable(const tsr_photo_result *photo)
{
    return photo && photo->status == TSR_PHOTO_OK;
}

/* The first assessable photo of a view that shows a whole head, else the first of the view. */
static const tsr_photo_result *photo_of(const tsr_photo_result *const *photos, size_t count, tsr_view view)
{
    const tsr_photo_result *found = NULL;
    for (size_t i = 0; i < count; i++) {
        if (is_usable(photos[i]) && photos[i]->view.label == view && (!found || !found->zones.frame.known)) {
            found = !found || photos[i]->zones.frame.known ? photos[i] : found;
        }
    }
    return found;
}

static tsr_zone other_side(tsr_zone zone)
{
    switch (zone) {
    case TSR_ZONE_LEFT_TEMPLE:
        return TSR_ZONE_RIGHT_TEMPLE;
    case TSR_ZONE_RIGHT_TEMPLE:
        return TSR_ZONE_LEFT_TEMPLE;
    case TSR_ZONE_LEFT_SIDE:
        return TSR_ZONE_RIGHT_SIDE;
    case TSR_ZONE_RIGHT_SIDE:
        return TSR_ZONE_LEFT_SIDE;
    default:
        return zone;
    }
}

/* The picture's zone that shows a zone of the person: who faces the camera has the left side at the picture's right. */
static tsr_zone zone_in_picture(const tsr_photo_result *photo, tsr_zone zone)
{
    const tsr_zone_frame *f = &photo->zones.frame;
    bool faces_camera = f->view == TSR_VIEW_FRONT || (f->view == TSR_VIEW_TOP && f->up_y > 0);
    return faces_camera ? other_side(zone) : zone;
}

static void join_zones(const tsr_photo_result *const *photos, size_t count, tsr_case_zone zones[TSR_ZONE_COUNT])
{
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        for (int i = 0; i < 4 && BEST_VIEWS[z][i] != TSR_VIEW_UNKNOWN && zones[z].view == TSR_VIEW_UNKNOWN; i++) {
            const tsr_photo_result *photo = photo_of(photos, count, BEST_VIEWS[z][i]);
            tsr_zone there = photo ? zone_in_picture(photo, (tsr_zone)z) : TSR_ZONE_NONE;
            if (photo && photo->zones.bare_fraction[there].known) {
                zones[z] = (tsr_case_zone){photo->zones.bare_fraction[there], photo->zones.density[there], photo->view.label};
            }
        }
    }
}

/* Weighted mean of the zones. Zones of one view err together, so their half widths add up; views err apart: in quadrature. */
static void sum_zones(tsr_case_result *r)
{
    double weight = 0, value = 0, below_squared = 0, above_squared = 0, area_lo = 0, area_hi = 0;
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        double below = 0, above = 0;
        for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
            const tsr_quantity *q = &r->zones[z].bare_fraction;
            if (r->zones[z].view == (tsr_view)v) {
                weight += ZONE_WEIGHTS[z];
                value += ZONE_WEIGHTS[z] * q->value;
                below += ZONE_WEIGHTS[z] * (q->value - q->lo);
                above += ZONE_WEIGHTS[z] * (q->hi - q->value);
            }
        }
        below_squared += below * below;
        above_squared += above * above;
    }
    if (weight <= 0) {
        return;
    }
    area_lo = fmax(0, value - sqrt(below_squared));
    area_hi = fmin(weight, value + sqrt(above_squared));
    r->zones_seen_frac = fmin(1, weight);
    r->bare_fraction = (tsr_quantity){fmin(1, value / weight), area_lo / weight, fmin(1, area_hi / weight), true};
    r->bare_cm2 = (tsr_quantity){value * SCALP_CM2, area_lo * SCALP_LO_CM2, area_hi * SCALP_HI_CM2, true};
}

static tsr_salt salt_of(const tsr_photo_result *const *photos, size_t count)
{
    static const tsr_view VIEWS[TSR_SALT_REGION_COUNT] = {
        [TSR_SALT_TOP] = TSR_VIEW_TOP,
        [TSR_SALT_BACK] = TSR_VIEW_BACK,
        [TSR_SALT_LEFT] = TSR_VIEW_LEFT,
        [TSR_SALT_RIGHT] = TSR_VIEW_RIGHT,
    };
    tsr_quantity regions[TSR_SALT_REGION_COUNT];
    memset(regions, 0, sizeof regions);
    for (int i = 0; i < TSR_SALT_REGION_COUNT; i++) {
        const tsr_photo_result *photo = photo_of(photos, count, VIEWS[i]);
        if (photo && photo->zones.frame.known) { /* a close-up is no region */
            regions[i] = photo->coverage.bare_fraction;
        }
    }
    return tsri_salt_compute(regions);
}

tsr_case_result tsr_case_assess(const tsr_photo_result *const *photos, size_t count)
{
    tsr_case_result result;
    const tsr_photo_result *best = NULL;
    bool any_read = false;
    memset(&result, 0, sizeof result);
    for (size_t i = 0; i < count; i++) {
        any_read = any_read || photos[i];
        if (is_usable(photos[i]) && (!best || rank_of(photos[i]->view.label) < rank_of(best->view.label))) {
            best = photos[i];
        }
    }
    result.status = best ? TSR_PHOTO_OK : any_read ? TSR_PHOTO_NOT_ASSESSABLE : TSR_PHOTO_ERROR;
    if (best) {
        join_zones(photos, count, result.zones);
        sum_zones(&result);
        result.salt = salt_of(photos, count);
        if (!result.bare_fraction.known) {
            result.bare_fraction = best->coverage.bare_fraction;
        }
    }
    return result;
}

tsr_status tsr_case_judge(const tsr_context *ctx,
                          const tsr_photo_result *const *photos,
                          size_t count,
                          const tsr_intake *intake,
                          tsr_case_result *result,
                          tsr_error *err)
{
    tsr_sex sex = intake ? intake->sex : TSR_SEX_UNKNOWN;
    memset(&result->norwood, 0, sizeof result->norwood);
    result->finding = tsri_finding_join(photos, count, result, intake);
    if (result->status != TSR_PHOTO_OK || sex == TSR_SEX_FEMALE) { /* a man's scale */
        return TSR_OK;
    }
    const tsri_norwood_measures measures = tsri_norwood_gather(photos, count, result);
    tsr_status st = tsri_norwood_grade(&ctx->norwood, &measures, &result->norwood, err);
    result->norwood.assumes_male = result->norwood.known && sex == TSR_SEX_UNKNOWN;
    return st;
}
