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

/* What is lost of a zone's hair where it thins, and where all of the zone counts as thin; both fall as density rises, so each
 * bound comes from the other bound of density. Without any hair to be measured, what there is may be thin. */
static double lacking(double density, double threshold)
{
    return density < threshold ? 1 - density : 0;
}

static tsr_quantity lack(tsr_quantity density, double threshold)
{
    return density.known ? (tsr_quantity){lacking(density.value, threshold), lacking(density.hi, threshold),
                                          lacking(density.lo, threshold), true}
                         : (tsr_quantity){0, 0, 1, true};
}

static tsr_quantity thins(tsr_quantity lack)
{
    return (tsr_quantity){lack.value > 0, lack.lo > 0, lack.hi > 0, true};
}

/* Bare skin is lost hair too: as much of it as makes a zone thin. */
static tsr_quantity mostly_bare(tsr_quantity bare, double threshold)
{
    const double least = 1 - threshold;
    return (tsr_quantity){bare.value > least, bare.lo > least, bare.hi > least, true};
}

static tsr_quantity any_of(tsr_quantity a, tsr_quantity b)
{
    return (tsr_quantity){fmax(a.value, b.value), fmax(a.lo, b.lo), fmax(a.hi, b.hi), true};
}

/* The bare share and a share of the rest. Rises with both, so bounds go with bounds. */
static double either(double bare, double of_rest)
{
    return bare + (1 - bare) * of_rest;
}

static tsr_quantity joined(tsr_quantity bare, tsr_quantity of_rest)
{
    return (tsr_quantity){either(bare.value, of_rest.value), either(bare.lo, of_rest.lo), either(bare.hi, of_rest.hi), true};
}

static void add(tsr_quantity *sum, tsr_quantity part)
{
    *sum = tsri_add(*sum, part);
}

static void add_zone(const tsr_case_zone *zone, double threshold, bool thin_only, int z, tsri_plan_area *out)
{
    const tsr_quantity nothing_known = {0, 0, 1, true};
    const tsr_quantity bare = zone->bare_fraction.known ? shares(zone->whole_bare_fraction) : nothing_known;
    const tsr_quantity thin = lack(shares(zone->whole_density), threshold), all = thins(thin);
    tsr_quantity loss = tsri_multiply(zone->area_cm2, joined(bare, thin));
    tsr_quantity treated = tsri_multiply(zone->area_cm2, joined(bare, all));
    if (thin_only) {
        const tsr_quantity worth = any_of(all, mostly_bare(bare, threshold));
        loss = tsri_multiply(loss, worth);
        treated = tsri_multiply(treated, worth);
    }
    out->has_thin = out->has_thin || all.hi > 0;
    add(&out->loss_cm2, loss);
    add(&out->treat_cm2, treated);
    if (zone->bare_fraction.known) {
        out->zone_loss_cm2[z] = loss;
    }
}

static void add_zones(const tsri_plan_rules *rules, const tsr_case_result *result, bool thin_only, tsri_plan_area *out)
{
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        add_zone(&result->zones[z], rules->numbers[TSRI_THIN_BELOW].value.value, thin_only, z, out);
    }
}

static tsr_quantity scalp_of(const tsr_case_result *result)
{
    tsr_quantity scalp = {0, 0, 0, true};
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        add(&scalp, result->zones[z].area_cm2);
    }
    return scalp;
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
        add_zones(rules, in->result, true, out);
        return out->treat_cm2.value > 0 ? TSR_PLAN_COMPLETE : TSR_PLAN_NO_THINNING_ZONE;
    }
    if (style == TSR_STYLE_UNKNOWN && in->finding->judged && in->finding->label == TSR_FINDING_NONE) {
        return TSR_PLAN_NO_LOSS;
    }
    add_zones(rules, in->result, false, out);
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
    out->usual_most_cm2 = out->dotted_cm2.hi;
    if (in->wishes->style <= TSR_STYLE_DENSITY) {
        const tsr_quantity scalp = scalp_of(in->result);
        out->usual_most_cm2 = fmin(out->usual_most_cm2, scalp.value);
        out->treat_cm2 = at_most(out->treat_cm2, scalp);
        out->dotted_cm2 = at_most(out->dotted_cm2, scalp);
    }
    return TSR_PLAN_COMPLETE;
}

void tsri_plan_area_cite(const tsri_plan_rules *rules, const tsri_plan_area *area, tsr_style style, tsr_plan_figure *figure)
{
    const struct {
        bool used;
        const tsri_plan_line *line;
    } CITED[] = {
        {style == TSR_STYLE_HAIRLINE_ONLY, &rules->numbers[TSRI_HAIRLINE_CM2]},
        {area->has_thin, &rules->numbers[TSRI_THIN_BELOW]},
        {area->has_border, &rules->numbers[TSRI_BLEND_BORDER_CM]},
    };
    for (size_t i = 0; i < sizeof CITED / sizeof *CITED; i++) {
        if (CITED[i].used) {
            tsri_cite(figure, CITED[i].line);
        }
    }
}
