/* SPDX-License-Identifier: Apache-2.0
 *
 * A comparison as JSON: docs/schema/comparison.schema.json. */
#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "output/compare_parts.h"
#include "output/json_text.h"
#include "output/pair.h"

static void put_change(tsri_text *w, const tsr_change *c)
{
    tsri_text_put(w, "{\"before\": ");
    tsri_json_quantity(w, c->before);
    tsri_text_put(w, ", \"after\": ");
    tsri_json_quantity(w, c->after);
    if (c->verdict == TSR_CHANGE_NOT_COMPARED) {
        tsri_text_put(w, ", \"change\": null, \"smallest\": null");
    } else {
        tsri_text_printf(w, ", \"change\": %.4f, \"smallest\": %.4f", c->change, c->smallest);
    }
    tsri_text_printf(w, ", \"reserved\": %s, \"verdict\": \"%s\"}", c->reserved ? "true" : "false",
                     tsr_change_verdict_name(c->verdict));
}

static void put_zone_changes(tsri_text *w, const tsr_change zones[TSR_ZONE_COUNT])
{
    tsri_text_put(w, "{");
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        tsri_text_printf(w, "%s\"%s\": ", z == TSR_ZONE_FRONTAL ? "" : ", ", tsr_zone_name((tsr_zone)z));
        put_change(w, &zones[z]);
    }
    tsri_text_put(w, "}");
}

static void put_fit(tsri_text *w, const tsr_fit *fit)
{
    const char *between = "";
    if (fit->verdict == TSR_FIT_REFUSED && !fit->reasons) {
        tsri_text_put(w, "null");
        return;
    }
    tsri_text_printf(w, "{\"verdict\": \"%s\", \"reasons\": [", tsr_fit_verdict_name(fit->verdict));
    for (uint32_t bit = 1; bit && bit <= fit->reasons; bit <<= 1) {
        if (fit->reasons & bit) {
            tsri_text_printf(w, "%s\"%s\"", between, tsr_fit_reason_name(bit));
            between = ", ";
        }
    }
    tsri_text_put(w, "], ");
    if (fit->scale > 0) {
        tsri_text_printf(w, "\"scale\": %.4f, \"rotation_deg\": %.2f, \"outline_frac\": %.4f, \"overlap_frac\": %.4f", fit->scale,
                         fit->rotation_deg, fit->outline_frac, fit->overlap_frac);
    } else {
        tsri_text_put(w, "\"scale\": null, \"rotation_deg\": null, \"outline_frac\": null, \"overlap_frac\": null");
    }
    if (fit->skin_likeness.known) {
        tsri_text_printf(w, ", \"skin_likeness\": %.3f}", fit->skin_likeness.value);
    } else {
        tsri_text_put(w, ", \"skin_likeness\": null}");
    }
}

static void put_response(tsri_text *w, const tsr_visit_change *c)
{
    static const int GOALS[TSR_SALT_GOAL_COUNT] = {50, 75, 90, 100};
    const tsr_salt_response *r = &c->response;
    tsri_text_put(w, "{\"fall_percent\": ");
    tsri_json_quantity(w, r->fall_percent);
    for (int i = 0; i < TSR_SALT_GOAL_COUNT; i++) {
        if (r->fall_percent.known) {
            tsri_text_printf(w, ", \"salt%d\": {\"reached\": %s, \"certain\": %s}", GOALS[i], r->reached[i] ? "true" : "false",
                             r->certain[i] ? "true" : "false");
        } else {
            tsri_text_printf(w, ", \"salt%d\": null", GOALS[i]);
        }
    }
    tsri_text_printf(w, ", \"score_at_most_20\": %s}", !c->salt.after.known ? "null" : r->score_at_most_20 ? "true" : "false");
}

static void put_salt(tsri_text *w, const tsr_visit_change *c)
{
    tsri_text_put(w, "{\"score\": ");
    put_change(w, &c->salt);
    tsri_text_put(w, ", \"regions\": {");
    for (int i = 0; i < TSR_SALT_REGION_COUNT; i++) {
        tsri_text_printf(w, "%s\"%s\": ", i ? ", " : "", tsr_salt_region_name((tsr_salt_region)i));
        put_change(w, &c->salt_regions[i]);
    }
    tsri_text_put(w, "}, \"response\": ");
    put_response(w, c);
    tsri_text_put(w, "}");
}

static void put_visit_change(tsri_text *w, const tsr_visit_change *c, size_t visit)
{
    tsri_text_printf(w, "{\"visit\": %zu, \"against\": 1, \"fits\": {", visit);
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        tsri_text_printf(w, "%s\"%s\": ", v == TSR_VIEW_FRONT ? "" : ", ", tsr_view_name((tsr_view)v));
        put_fit(w, &c->fits[v]);
    }
    tsri_text_put(w, "}, \"coverage\": {\"bare_fraction\": ");
    put_change(w, &c->bare_fraction);
    tsri_text_put(w, ", \"zones\": ");
    put_zone_changes(w, c->zone_bare);
    tsri_text_put(w, "}, \"density\": {\"relative\": ");
    put_change(w, &c->density);
    tsri_text_put(w, ", \"zones\": ");
    put_zone_changes(w, c->zone_density);
    tsri_text_put(w, "}, \"hairline\": {\"forehead_ratio\": ");
    put_change(w, &c->forehead_ratio);
    tsri_text_put(w, ", \"left_recession_frac\": ");
    put_change(w, &c->left_recession_frac);
    tsri_text_put(w, ", \"right_recession_frac\": ");
    put_change(w, &c->right_recession_frac);
    tsri_text_put(w, "}, \"salt\": ");
    put_salt(w, c);
    tsri_text_put(w, "}");
}

static void put_motion(tsri_text *w, const tsri_motion *m)
{
    tsri_text_printf(w,
                     "{\"a\": %.6f, \"b\": %.6f, \"tx_px\": %.3f, \"ty_px\": %.3f, \"center_px\": [%.3f, %.3f], "
                     "\"unit_px\": %.3f, \"bend_px\": [",
                     m->a, m->b, m->tx_px, m->ty_px, m->center_x_px, m->center_y_px, m->unit_px);
    for (int axis = 0; axis < 2; axis++) {
        tsri_text_put(w, axis ? ", [" : "[");
        for (int k = 0; k < TSRI_BEND_TERMS; k++) {
            tsri_text_printf(w, "%s%.4f", k ? ", " : "", m->bend_px[axis][k]);
        }
        tsri_text_put(w, "]");
    }
    tsri_text_put(w, "]}");
}

/* The pairs that fit, first against last visit. */
static void put_pairs(tsri_text *w, const tsr_comparison *c)
{
    const char *between = "";
    tsri_text_put(w, "[");
    for (size_t i = 0; i < c->pair_count; i++) {
        const tsr_pair *p = c->pairs[i];
        if (p->fit.verdict == TSR_FIT_REFUSED) {
            continue;
        }
        tsri_text_printf(w, "%s{\"view\": \"%s\", \"photos\": %s, \"gain_frac\": %.4f, \"loss_frac\": %.4f, ", between,
                         tsr_view_name(p->view), p->has_photos ? "true" : "false", p->gain_frac, p->loss_frac);
        if (p->has_photos) {
            tsri_text_printf(w, "\"colour_gain\": [%.3f, %.3f, %.3f], ", p->colour_gain[0], p->colour_gain[1], p->colour_gain[2]);
        } else {
            tsri_text_put(w, "\"colour_gain\": null, ");
        }
        tsri_text_put(w, "\"motion\": ");
        put_motion(w, &p->motion);
        tsri_text_put(w, "}");
        between = ", ";
    }
    tsri_text_put(w, "]");
}

static void put_visits(tsri_text *w, const tsr_comparison *c)
{
    tsri_text_put(w, "[");
    for (size_t i = 0; i < c->visit_count; i++) {
        const tsr_case_result *r = &c->visits[i].result;
        tsri_text_put(w, i ? ", {\"date\": " : "{\"date\": ");
        if (c->dates) {
            tsri_text_printf(w, "\"%04d-%02d-%02d\"", (int)c->dates[i].year, (int)c->dates[i].month, (int)c->dates[i].day);
        } else {
            tsri_text_put(w, "null");
        }
        tsri_text_put(w, ", \"bare_fraction\": ");
        tsri_json_quantity(w, r->bare_fraction);
        tsri_text_put(w, ", \"density\": ");
        tsri_json_quantity(w, tsri_compare_density(&c->visits[i], NULL, NULL));
        tsri_text_put(w, ", \"salt\": ");
        tsri_json_quantity(w, r->salt.score);
        tsri_text_put(w, ", \"norwood_grade\": ");
        if (r->norwood.known) {
            tsri_text_printf(w, "{\"value\": %d, \"lo\": %d, \"hi\": %d}}", (int)r->norwood.grade, (int)r->norwood.lo,
                             (int)r->norwood.hi);
        } else {
            tsri_text_put(w, "null}");
        }
    }
    tsri_text_put(w, "]");
}

tsr_status tsr_comparison_json_format(
    const tsr_allocator *allocator, const tsr_comparison *comparison, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    tsri_text w;
    *out_bytes = NULL;
    *out_size_bytes = 0;
    tsr_status st = tsri_compare_check(comparison, err);
    if (st != TSR_OK) {
        return st;
    }
    tsri_text_init(&w, allocator ? allocator : tsri_memory_default(), err);
    tsri_text_put(&w, "{\"visits\": ");
    put_visits(&w, comparison);
    tsri_text_put(&w, ", \"changes\": [");
    for (size_t i = 0; i + 1 < comparison->visit_count; i++) {
        tsri_text_put(&w, i ? ", " : "");
        put_visit_change(&w, &comparison->changes[i], i + 2);
    }
    tsri_text_put(&w, "], \"pairs\": ");
    put_pairs(&w, comparison);
    tsri_text_put(&w, "}\n");
    return tsri_compare_take(&w, out_bytes, out_size_bytes);
}
