/* SPDX-License-Identifier: Apache-2.0
 *
 * Views overlap, so their areas are not added up. Each part of the scalp belongs to the view that sees it most squarely, and how
 * much of each zone that is was measured on a model head (scripts/zone_areas.py, docs/measurement.md 9). A zone as seen is that
 * of its best view; the whole zone's share, by which areas are summed, is the mean of its parts. A part that no photo sees
 * squarely takes its value from the zone's other views, but may hold anything within the bounds: so a view less never makes a
 * case look surer. */
#include "pipeline/case_zones.h"

#include <math.h>

/* Share of the scalp's area in the part of a zone that a view sees most squarely. */
static const double PARTS[TSR_ZONE_COUNT][TSR_VIEW_COUNT] = {
    [TSR_ZONE_FRONTAL] = {[TSR_VIEW_TOP] = 0.10},
    [TSR_ZONE_MID] = {[TSR_VIEW_TOP] = 0.08, [TSR_VIEW_LEFT] = 0.0175, [TSR_VIEW_RIGHT] = 0.0175},
    [TSR_ZONE_VERTEX] = {[TSR_VIEW_TOP] = 0.075, [TSR_VIEW_BACK] = 0.06, [TSR_VIEW_LEFT] = 0.0225, [TSR_VIEW_RIGHT] = 0.0225},
    [TSR_ZONE_LEFT_TEMPLE] = {[TSR_VIEW_LEFT] = 0.045},
    [TSR_ZONE_RIGHT_TEMPLE] = {[TSR_VIEW_RIGHT] = 0.045},
    [TSR_ZONE_LEFT_SIDE] = {[TSR_VIEW_LEFT] = 0.12},
    [TSR_ZONE_RIGHT_SIDE] = {[TSR_VIEW_RIGHT] = 0.12},
    [TSR_ZONE_OCCIPITAL] = {[TSR_VIEW_BACK] = 0.175, [TSR_VIEW_LEFT] = 0.05, [TSR_VIEW_RIGHT] = 0.05},
};

/* Area of a scalp, cm2, and the range of published figures: docs/measurement.md 9. */
static const double SCALP_CM2 = 600, SCALP_LO_CM2 = 500, SCALP_HI_CM2 = 775;

/* Views that show a zone, best first: each stands for the parts of those that are missing. */
enum { MOST_VIEWS = 4 };
static const tsr_view BEST_VIEWS[TSR_ZONE_COUNT][MOST_VIEWS] = {
    [TSR_ZONE_FRONTAL] = {TSR_VIEW_TOP, TSR_VIEW_FRONT},
    [TSR_ZONE_MID] = {TSR_VIEW_TOP, TSR_VIEW_FRONT, TSR_VIEW_LEFT, TSR_VIEW_RIGHT},
    [TSR_ZONE_VERTEX] = {TSR_VIEW_TOP, TSR_VIEW_BACK, TSR_VIEW_LEFT, TSR_VIEW_RIGHT},
    [TSR_ZONE_LEFT_TEMPLE] = {TSR_VIEW_LEFT, TSR_VIEW_FRONT, TSR_VIEW_TOP},
    [TSR_ZONE_RIGHT_TEMPLE] = {TSR_VIEW_RIGHT, TSR_VIEW_FRONT, TSR_VIEW_TOP},
    [TSR_ZONE_LEFT_SIDE] = {TSR_VIEW_LEFT, TSR_VIEW_BACK, TSR_VIEW_TOP},
    [TSR_ZONE_RIGHT_SIDE] = {TSR_VIEW_RIGHT, TSR_VIEW_BACK, TSR_VIEW_TOP},
    [TSR_ZONE_OCCIPITAL] = {TSR_VIEW_BACK, TSR_VIEW_LEFT, TSR_VIEW_RIGHT},
};

const tsr_photo_result *tsri_case_photo_of(const tsr_photo_result *const *photos, size_t count, tsr_view view)
{
    const tsr_photo_result *found = NULL;
    for (size_t i = 0; i < count; i++) {
        const tsr_photo_result *photo = photos[i];
        if (photo && photo->status == TSR_PHOTO_OK && photo->view.label == view && (!found || !found->zones.frame.known)) {
            found = !found || photo->zones.frame.known ? photo : found;
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

/* The whole zone: the mean of the parts that are seen squarely, else what the best view shows. What is not seen squarely may be
 * anything from 0 to 1. */
static tsr_quantity whole_of(int zone, const tsr_quantity *by_view, const tsr_quantity *best)
{
    double area = 0, seen = 0, value = 0, lo = 0, hi = 0;
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        const tsr_quantity *q = &by_view[v];
        const double part = PARTS[zone][v];
        area += part;
        if (q->known && part > 0) {
            seen += part;
            value += part * q->value;
            lo += part * q->lo;
            hi += part * q->hi;
        }
    }
    value = seen > 0 ? value / seen : best->value;
    return (tsr_quantity){value, fmin(value, lo / area), fmax(value, fmin(1, (hi + area - seen) / area)),
                          seen > 0 || best->known};
}

static double area_of(int zone)
{
    double area = 0;
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        area += PARTS[zone][v];
    }
    return area;
}

static void join_zone(const tsr_photo_result *const *views, int z, tsr_case_zone *out)
{
    tsr_quantity bare[TSR_VIEW_COUNT] = {{0, 0, 0, false}}, density[TSR_VIEW_COUNT] = {{0, 0, 0, false}};
    for (int i = 0; i < MOST_VIEWS && BEST_VIEWS[z][i] != TSR_VIEW_UNKNOWN; i++) {
        const tsr_view v = BEST_VIEWS[z][i];
        const tsr_zone there = views[v] ? zone_in_picture(views[v], (tsr_zone)z) : TSR_ZONE_NONE;
        if (views[v] && views[v]->zones.bare_fraction[there].known) {
            bare[v] = views[v]->zones.bare_fraction[there];
            density[v] = views[v]->zones.density[there];
            out->view = out->view == TSR_VIEW_UNKNOWN ? v : out->view;
            out->density = out->density.known ? out->density : density[v];
        }
    }
    out->bare_fraction = bare[out->view];
    out->whole_bare_fraction = whole_of(z, bare, &out->bare_fraction);
    out->whole_density = whole_of(z, density, &out->density);
    out->area_cm2 = (tsr_quantity){area_of(z) * SCALP_CM2, area_of(z) * SCALP_LO_CM2, area_of(z) * SCALP_HI_CM2, true};
}

/* Sums over the scalp. Parts of one view err together, so their half widths add up; views err apart: in quadrature. What is not
 * seen squarely stands in the bounds alone. */
static void sum_zones(const tsr_photo_result *const *views, tsr_case_result *r)
{
    double known = 0, value = 0, seen_value = 0, unseen = 1, below_squared = 0, above_squared = 0;
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        double below = 0, above = 0;
        for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT && views[v]; z++) {
            const tsr_quantity *q = &views[v]->zones.bare_fraction[zone_in_picture(views[v], (tsr_zone)z)];
            if (q->known && PARTS[z][v] > 0) {
                unseen -= PARTS[z][v];
                seen_value += PARTS[z][v] * q->value;
                below += PARTS[z][v] * (q->value - q->lo);
                above += PARTS[z][v] * (q->hi - q->value);
            }
        }
        below_squared += below * below;
        above_squared += above * above;
    }
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        if (r->zones[z].bare_fraction.known) {
            known += area_of(z);
            value += area_of(z) * r->zones[z].whole_bare_fraction.value;
        }
    }
    if (known <= 0) {
        return;
    }
    const double lo = fmax(0, seen_value - sqrt(below_squared));
    const double hi = fmin(1, seen_value + sqrt(above_squared) + fmax(0, unseen));
    r->zones_seen_frac = fmin(1, known);
    r->bare_fraction = (tsr_quantity){fmin(1, value / known), fmin(lo, value), fmax(hi, fmin(1, value / known)), true};
    r->bare_cm2 = (tsr_quantity){value * SCALP_CM2, fmin(lo, value) * SCALP_LO_CM2, fmax(hi, value) * SCALP_HI_CM2, true};
}

void tsri_case_join_zones(const tsr_photo_result *const *photos, size_t count, tsr_case_result *result)
{
    const tsr_photo_result *views[TSR_VIEW_COUNT] = {NULL};
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        views[v] = tsri_case_photo_of(photos, count, (tsr_view)v);
    }
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        join_zone(views, z, &result->zones[z]);
    }
    sum_zones(views, result);
}
