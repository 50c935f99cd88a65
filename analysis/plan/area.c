/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/area.h"

#include <math.h>
#include <string.h>

#include "plan/figure.h"

static const double PI = 3.14159265358979323846;

static double unit(double x)
{
    return fmin(fmax(0, x), 1); /* also of what is no number */
}

static tsr_quantity shares(tsr_quantity q)
{
    return (tsr_quantity){unit(q.value), unit(q.lo), unit(q.hi), q.known};
}

/* Products of bounds: all parts of one head err together. */
static tsr_quantity times(tsr_quantity a, tsr_quantity b)
{
    return (tsr_quantity){a.value * b.value, a.lo * b.lo, a.hi * b.hi, true};
}

static tsr_quantity rest(tsr_quantity share)
{
    return (tsr_quantity){1 - share.value, 1 - share.hi, 1 - share.lo, true};
}

/* 1 where a zone thins; each bound decided by the density's bound that favours it. */
static tsr_quantity thinning(tsr_quantity density, double threshold)
{
    return (tsr_quantity){density.known && density.value < threshold, density.known && density.hi < threshold,
                          density.known && density.lo < threshold, true};
}

static bool is_fringe(int zone)
{
    return zone == TSR_ZONE_LEFT_SIDE || zone == TSR_ZONE_RIGHT_SIDE || zone == TSR_ZONE_OCCIPITAL;
}

/* Whether the loss is of the kind that spares the sides and the back. */
static bool spares_fringe(const tsri_plan_inputs *in)
{
    return in->norwood->known && (!in->finding->judged || in->finding->label == TSR_FINDING_PATTERN_THINNING);
}

static void add(tsr_quantity *sum, tsr_quantity part)
{
    *sum = tsri_add(*sum, part);
}

static void
add_unseen_zone(const tsri_plan_rules *rules, const tsri_plan_inputs *in, int z, tsr_quantity zone, tsri_plan_area *out)
{
    const bool fringe = is_fringe(z) && spares_fringe(in);
    const tsr_quantity part = times(zone, rules->numbers[fringe ? TSRI_UNSEEN_FRINGE_BARE_FRAC : TSRI_UNSEEN_BARE_FRAC].value);
    add(&out->loss_cm2, part);
    add(&out->treat_cm2, part);
    out->has_unseen_fringe = out->has_unseen_fringe || fringe;
    out->has_unseen = out->has_unseen || !fringe;
}

static void add_zones(const tsri_plan_rules *rules, const tsri_plan_inputs *in, bool thin_only, tsri_plan_area *out)
{
    const double threshold = rules->numbers[TSRI_THIN_BELOW].value.value;
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        const tsr_case_zone *seen = &in->result->zones[z];
        const tsr_quantity zone = tsri_scale(rules->numbers[TSRI_SCALP_CM2].value, rules->zones.lines[z - 1].value.value);
        if (!seen->bare_fraction.known) {
            add_unseen_zone(rules, in, z, zone, out);
            continue;
        }
        const tsr_quantity bare = shares(seen->bare_fraction), density = shares(seen->density);
        const tsr_quantity thins = thinning(density, threshold), thin = times(times(zone, rest(bare)), thins);
        const tsr_quantity lacking = times(thin, rest(density)), bald = times(zone, bare);
        out->has_thin = out->has_thin || thins.hi > 0;
        add(&out->loss_cm2, lacking);
        add(&out->treat_cm2, thin);
        out->zone_loss_cm2[z] = tsri_add(thin_only ? times(bald, thins) : bald, lacking);
        if (thin_only) {
            add(&out->loss_cm2, times(bald, thins));
            add(&out->treat_cm2, times(bald, thins));
        }
    }
}

/* No more than there is scalp. */
static tsr_quantity at_most(tsr_quantity area, tsr_quantity scalp)
{
    return (tsr_quantity){fmin(area.value, scalp.value), fmin(area.lo, scalp.lo), fmin(area.hi, scalp.hi), true};
}

/* A strip along the edge of a disc of this area. */
static double border_cm2(double area_cm2, double width_cm)
{
    return area_cm2 > 0 ? 2 * width_cm * sqrt(PI * area_cm2) + PI * width_cm * width_cm : 0;
}

static void add_border(const tsri_plan_rules *rules, tsri_plan_area *out)
{
    const tsr_quantity width = rules->numbers[TSRI_BLEND_BORDER_CM].value, inner = out->treat_cm2;
    const tsr_quantity border = {border_cm2(inner.value, width.value), border_cm2(inner.lo, width.lo),
                                 border_cm2(inner.hi, width.hi), true};
    out->treat_cm2 = tsri_add(inner, border);
    out->dotted_cm2 = tsri_add(out->loss_cm2, border);
    out->has_border = true;
}

static bool is_area(tsr_quantity q)
{
    return q.known && isfinite(q.value) && isfinite(q.lo) && isfinite(q.hi) && q.lo >= 0 && q.lo <= q.value && q.value <= q.hi;
}

static tsr_plan_gap measure_style(const tsri_plan_rules *rules, const tsri_plan_inputs *in, tsri_plan_area *out)
{
    const tsr_style style = in->wishes->style;
    if (style == TSR_STYLE_HAIRLINE_ONLY) {
        out->loss_cm2 = out->treat_cm2 = rules->numbers[TSRI_HAIRLINE_CM2].value;
        return TSR_PLAN_COMPLETE;
    }
    if (style == TSR_STYLE_SCAR_COVER || style == TSR_STYLE_TATTOO_COVER) {
        if (!is_area(in->wishes->cover_cm2) || in->wishes->cover_cm2.value <= 0) {
            return TSR_PLAN_NO_COVER_AREA;
        }
        out->loss_cm2 = out->treat_cm2 = in->wishes->cover_cm2;
        return TSR_PLAN_COMPLETE;
    }
    if (in->result->status != TSR_PHOTO_OK || !is_area(in->result->bare_cm2)) {
        return TSR_PLAN_NO_AREA;
    }
    if (style == TSR_STYLE_DENSITY) {
        add_zones(rules, in, true, out);
        return out->treat_cm2.value > 0 ? TSR_PLAN_COMPLETE : TSR_PLAN_NO_THINNING_ZONE;
    }
    if (style == TSR_STYLE_UNKNOWN && in->finding->judged && in->finding->label == TSR_FINDING_NONE) {
        return TSR_PLAN_NO_LOSS;
    }
    out->loss_cm2 = out->treat_cm2 = in->result->bare_cm2;
    add_zones(rules, in, false, out);
    return out->treat_cm2.value > 0 ? TSR_PLAN_COMPLETE : TSR_PLAN_NO_LOSS;
}

tsr_plan_gap tsri_plan_area_measure(const tsri_plan_rules *rules, const tsri_plan_inputs *in, tsri_plan_area *out)
{
    memset(out, 0, sizeof *out);
    out->loss_cm2.known = out->treat_cm2.known = true;
    const tsr_plan_gap gap = measure_style(rules, in, out);
    if (gap != TSR_PLAN_COMPLETE) {
        return gap;
    }
    out->dotted_cm2 = out->loss_cm2;
    if (in->wishes->style != TSR_STYLE_DENSITY && in->wishes->style != TSR_STYLE_HAIRLINE_ONLY) {
        add_border(rules, out);
    }
    const tsr_quantity scalp = rules->numbers[TSRI_SCALP_CM2].value;
    out->loss_cm2 = at_most(out->loss_cm2, scalp);
    out->treat_cm2 = at_most(out->treat_cm2, scalp);
    out->dotted_cm2 = at_most(out->dotted_cm2, scalp);
    return TSR_PLAN_COMPLETE;
}

void tsri_plan_area_cite(const tsri_plan_rules *rules, const tsri_plan_area *area, tsr_style style, tsr_plan_figure *figure)
{
    const struct {
        bool used;
        const tsri_plan_line *line;
    } CITED[] = {
        {style == TSR_STYLE_HAIRLINE_ONLY, &rules->numbers[TSRI_HAIRLINE_CM2]},
        {style <= TSR_STYLE_DENSITY, &rules->numbers[TSRI_SCALP_CM2]},
        {style <= TSR_STYLE_DENSITY, &rules->zones.lines[0]},
        {area->has_thin, &rules->numbers[TSRI_THIN_BELOW]},
        {area->has_unseen, &rules->numbers[TSRI_UNSEEN_BARE_FRAC]},
        {area->has_unseen_fringe, &rules->numbers[TSRI_UNSEEN_FRINGE_BARE_FRAC]},
        {area->has_border, &rules->numbers[TSRI_BLEND_BORDER_CM]},
    };
    for (size_t i = 0; i < sizeof CITED / sizeof *CITED; i++) {
        if (CITED[i].used) {
            tsri_cite(figure, CITED[i].line);
        }
    }
}
