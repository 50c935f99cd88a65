/* SPDX-License-Identifier: Apache-2.0
 *
 * The result format: one line a photo, one line a case, as docs/schema/ has it. Written straight into a buffer; a quantity that
 * is not known is null. Fractions have four decimals, so the bytes do not hang on a compiler's last bit. */
#include "tonsure/assess.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/fail.h"
#include "output/json_advice.h"
#include "output/json_text.h"

/* cm2 with what they rest on, said in two parts. */
static void put_area(tsri_text *w, tsr_quantity q, const char *basis, const char *more)
{
    if (q.known) {
        tsri_text_printf(w, "{\"value\": %.1f, \"lo\": %.1f, \"hi\": %.1f, \"basis\": \"%s%s\"}", q.value, q.lo, q.hi, basis,
                         more);
    } else {
        tsri_text_put(w, "null");
    }
}

static void put_point(tsri_text *w, tsr_point p)
{
    if (p.known) {
        tsri_text_printf(w, "[%.1f, %.1f]", p.x_px, p.y_px);
    } else {
        tsri_text_put(w, "null");
    }
}

/* The keys of a set of bits, each named by name_of. */
static void put_bits(tsri_text *w, uint32_t bits, const char *(*name_of)(uint32_t bit))
{
    const char *between = "";
    tsri_text_put(w, "[");
    for (uint32_t bit = 1; bit && bit <= bits; bit <<= 1) {
        if (bits & bit) {
            tsri_text_printf(w, "%s\"%s\"", between, name_of(bit));
            between = ", ";
        }
    }
    tsri_text_put(w, "]");
}

/* NULL: nothing is known, not even why. */
static void put_finding(tsri_text *w, const tsr_finding *f)
{
    tsri_text_printf(w, "{\"label\": \"%s\", \"probabilities\": ", tsr_finding_name(f ? f->label : TSR_FINDING_UNDETERMINED));
    if (f && f->judged) {
        for (int l = TSR_FINDING_NONE; l < TSR_FINDING_COUNT; l++) {
            tsri_text_printf(w, "%s\"%s\": %.4f", l == TSR_FINDING_NONE ? "{" : ", ", tsr_finding_name((tsr_finding_label)l),
                             f->probabilities[l]);
        }
        tsri_text_put(w, "}");
    } else {
        tsri_text_put(w, "null");
    }
    tsri_text_put(w, ", \"reasons\": ");
    put_bits(w, f ? f->reasons : 0, tsr_finding_reason_name);
    tsri_text_put(w, "}");
}

static void put_quality(tsri_text *w, const tsr_quality *q)
{
    if (q->verdict == TSR_QUALITY_UNKNOWN) {
        tsri_text_put(w, "null");
        return;
    }
    tsri_text_printf(w,
                     "{\"verdict\": \"%s\", \"sharpness\": %.4f, \"exposure\": %.4f, \"head_fraction\": %.4f, "
                     "\"glare_fraction\": %.4f, \"tilt_deg\": ",
                     tsr_quality_verdict_name(q->verdict), q->sharpness, q->exposure, q->head_fraction, q->glare_fraction);
    tsri_json_quantity(w, q->tilt_deg);
    tsri_text_put(w, ", \"reasons\": ");
    put_bits(w, q->reasons, tsr_quality_reason_name);
    tsri_text_put(w, "}");
}

/* One quantity a zone, by name. */
static void put_zones(tsri_text *w, const tsr_quantity zones[TSR_ZONE_COUNT])
{
    const char *between = "";
    tsri_text_put(w, "{");
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        tsri_text_printf(w, "%s\"%s\": ", between, tsr_zone_name((tsr_zone)z));
        tsri_json_quantity(w, zones[z]);
        between = ", ";
    }
    tsri_text_put(w, "}");
}

static void put_patches(tsri_text *w, const tsr_patches *patches)
{
    tsri_text_put(w, "[");
    for (int32_t i = 0; i < patches->count; i++) {
        const tsr_patch *p = &patches->items[i];
        tsri_text_printf(w, "%s{\"kind\": \"%s\", \"zone\": ", i ? ", " : "", tsr_patch_kind_name(p->kind));
        tsri_json_string(w, tsr_zone_name(p->zone));
        tsri_text_printf(w,
                         ", \"center_px\": [%.1f, %.1f], \"area_px\": %" PRId64 ", \"area_frac\": %.4f, \"length_px\": %.1f, "
                         "\"width_px\": %.1f, \"roundness\": %.3f, \"border_sharpness\": %.3f, \"smoothness\": %.3f, "
                         "\"redness\": %.3f, \"dark_dots_frac\": %.4f}",
                         p->x_px, p->y_px, p->area_px, p->area_frac, p->length_px, p->width_px, p->roundness, p->border_sharpness,
                         p->smoothness, p->redness, p->dark_dots_frac);
    }
    tsri_text_put(w, "]");
}

static void put_scale(tsri_text *w, const tsr_scale *scale)
{
    const tsr_quantity *q = &scale->mm_per_px;
    if (q->known) {
        tsri_text_printf(w, "{\"mm_per_px\": %.6f, \"lo\": %.6f, \"hi\": %.6f, \"source\": \"%s\"}", q->value, q->lo, q->hi,
                         tsr_scale_source_name(scale->source));
    } else {
        tsri_text_put(w, "{\"mm_per_px\": null, \"lo\": null, \"hi\": null, \"source\": \"none\"}");
    }
}

static void put_contour(tsri_text *w, const tsr_hairline *h)
{
    if (h->contour_count == 0) {
        tsri_text_put(w, "\"contour_px\": null, \"contour_confidence\": null");
        return;
    }
    tsri_text_put(w, "\"contour_px\": [");
    for (int32_t i = 0; i < h->contour_count; i++) {
        tsri_text_put(w, i ? ", " : "");
        put_point(w, h->contour[i]);
    }
    tsri_text_put(w, "], \"contour_confidence\": [");
    for (int32_t i = 0; i < h->contour_count; i++) {
        tsri_text_printf(w, "%s%.2f", i ? ", " : "", h->confidence[i]);
    }
    tsri_text_put(w, "]");
}

static void put_hairline(tsri_text *w, const tsr_hairline *h)
{
    const struct {
        const char *name;
        tsr_quantity value;
    } quantities[] = {
        {"forehead_ratio", h->forehead_ratio},           {"forehead_mm", h->forehead_mm},
        {"left_recession_frac", h->left_recession_frac}, {"right_recession_frac", h->right_recession_frac},
        {"left_angle_deg", h->left_angle_deg},           {"right_angle_deg", h->right_angle_deg},
    };
    const struct {
        const char *name;
        tsr_point at;
    } points[] = {
        {"trichion_px", h->trichion},       {"natural_trichion_px", h->natural_trichion}, {"design_mid_px", h->design_mid},
        {"design_left_px", h->design_left}, {"design_right_px", h->design_right},
    };
    tsri_text_put(w, "{");
    put_contour(w, h);
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        tsri_text_printf(w, ", \"%s\": ", points[i].name);
        put_point(w, points[i].at);
    }
    tsri_text_put(w, ", \"natural_range_px\": [");
    put_point(w, h->natural_lo);
    tsri_text_put(w, ", ");
    put_point(w, h->natural_hi);
    tsri_text_printf(w, "], \"fringe\": %s, \"shape\": ", h->fringe ? "true" : "false");
    tsri_json_string(w, tsr_hairline_shape_name(h->shape));
    for (size_t i = 0; i < sizeof quantities / sizeof *quantities; i++) {
        tsri_text_printf(w, ", \"%s\": ", quantities[i].name);
        tsri_json_quantity(w, quantities[i].value);
    }
    if (h->forehead_ratio.known) {
        tsri_text_printf(w, ", \"norm_deviation_sd\": {\"men\": %.2f, \"women\": %.2f}}", h->men_deviation_sd,
                         h->women_deviation_sd);
    } else {
        tsri_text_put(w, ", \"norm_deviation_sd\": null}");
    }
}

/* A view that shows no hairline, or a photo not assessable, has none at all. */
static bool has_hairline(const tsr_hairline *h)
{
    return h->fringe || h->contour_count || h->trichion.known || h->natural_trichion.known || h->natural_lo.known ||
           h->natural_hi.known || h->design_mid.known || h->left_recession_frac.known || h->right_recession_frac.known;
}

static void put_photo_body(tsri_text *w, const tsr_photo_result *r)
{
    tsri_text_printf(w, "\"width_px\": %" PRId32 ", \"height_px\": %" PRId32 ", ", r->width_px, r->height_px);
    if (r->view.label == TSR_VIEW_UNKNOWN) {
        tsri_text_put(w, "\"view\": null, ");
    } else {
        tsri_text_printf(w, "\"view\": {\"label\": \"%s\", \"probability\": %.4f}, ", tsr_view_name(r->view.label),
                         r->view.probability);
    }
    tsri_text_put(w, "\"quality\": ");
    put_quality(w, &r->quality);
    tsri_text_put(w, ", \"landmarks\": {\"glabella_px\": ");
    put_point(w, r->landmarks.glabella);
    tsri_text_put(w, ", \"left_pupil_px\": ");
    put_point(w, r->landmarks.left_pupil);
    tsri_text_put(w, ", \"right_pupil_px\": ");
    put_point(w, r->landmarks.right_pupil);
    tsri_text_put(w, ", \"brows\": ");
    tsri_json_string(w, r->brows == TSR_BROWS_UNKNOWN ? NULL : r->brows == TSR_BROWS_SEEN ? "seen" : "missing");
    tsri_text_put(w, "}, \"coverage\": {\"bare_fraction\": ");
    tsri_json_quantity(w, r->coverage.bare_fraction);
    tsri_text_printf(w, ", \"bare_px\": %" PRId64 ", \"scalp_px\": %" PRId64 ", ", r->coverage.bare_px, r->coverage.scalp_px);
    tsri_text_put(w, "\"bare_cm2\": ");
    put_area(w, r->coverage.bare_cm2, "picture plane, scale: ", tsr_scale_source_name(r->scale.source));
    tsri_text_put(w, ", \"zones\": ");
    put_zones(w, r->zones.bare_fraction);
    tsri_text_put(w, "}, \"density\": {\"relative\": ");
    tsri_json_quantity(w, r->density);
    tsri_text_put(w, ", \"zones\": ");
    put_zones(w, r->zones.density);
    tsri_text_put(w, "}, \"hairline\": ");
    if (has_hairline(&r->hairline)) {
        put_hairline(w, &r->hairline);
    } else {
        tsri_text_put(w, "null");
    }
    tsri_text_put(w, ", \"patches\": ");
    put_patches(w, &r->patches);
    tsri_text_put(w, ", \"scale\": ");
    put_scale(w, &r->scale);
    tsri_text_put(w, ", ");
}

/* A photo that was not read: every key is there, nothing is known. */
static void put_empty_body(tsri_text *w)
{
    tsri_text_put(
        w, "\"width_px\": null, \"height_px\": null, \"view\": null, \"quality\": null, \"landmarks\": null, \"coverage\": null, "
           "\"density\": null, \"hairline\": null, \"patches\": [], \"scale\": null, ");
}

static tsr_status finish(tsri_text *w, char **out_text)
{
    if (w->st == TSR_OK) {
        *out_text = w->buffer.data;
    } else {
        tsri_buffer_release(&w->buffer);
    }
    return w->st;
}

tsr_status tsr_photo_json_format(
    const tsr_context *ctx, const tsr_photo_names *names, const tsr_photo_result *result, char **out_text, tsr_error *err)
{
    tsri_text w;
    *out_text = NULL;
    if (!result && !names->error) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "a photo's line needs a result or an error");
    }
    tsri_text_init(&w, tsr_context_allocator(ctx), err);
    tsri_text_put(&w, "{\"photo\": ");
    tsri_json_string(&w, names->photo);
    tsri_text_put(&w, ", \"case\": ");
    tsri_json_string(&w, names->case_name);
    tsri_text_printf(&w, ", \"status\": \"%s\", \"reasons\": ", tsr_photo_status_name(result ? result->status : TSR_PHOTO_ERROR));
    if (result) {
        put_bits(&w, result->reasons, tsr_reason_name);
        tsri_text_put(&w, ", ");
        put_photo_body(&w, result);
    } else {
        tsri_text_put(&w, "[");
        tsri_json_string(&w, names->error);
        tsri_text_put(&w, "], ");
        put_empty_body(&w);
    }
    tsri_text_put(&w, "\"mask\": ");
    tsri_json_string(&w, names->mask);
    tsri_text_put(&w, ", \"finding\": ");
    put_finding(&w, result ? &result->finding : NULL);
    tsri_text_put(&w, "}");
    return finish(&w, out_text);
}

/* Each zone of the person with the view that it was taken from. */
static void put_case_zones(tsri_text *w, const tsr_case_zone zones[TSR_ZONE_COUNT])
{
    tsri_text_put(w, "{");
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        tsri_text_printf(w, "%s\"%s\": ", z == TSR_ZONE_FRONTAL ? "" : ", ", tsr_zone_name((tsr_zone)z));
        if (zones[z].view == TSR_VIEW_UNKNOWN) {
            tsri_text_put(w, "null");
            continue;
        }
        tsri_text_put(w, "{\"bare_fraction\": ");
        tsri_json_quantity(w, zones[z].bare_fraction);
        tsri_text_put(w, ", \"density\": ");
        tsri_json_quantity(w, zones[z].density);
        tsri_text_printf(w, ", \"view\": \"%s\"}", tsr_view_name(zones[z].view));
    }
    tsri_text_put(w, "}");
}

static void put_case_coverage(tsri_text *w, const tsr_case_result *r)
{
    tsri_text_put(w, "\"coverage\": {\"bare_fraction\": ");
    tsri_json_quantity(w, r->bare_fraction);
    tsri_text_put(w, ", \"bare_cm2\": ");
    put_area(w, r->bare_cm2, "assumed scalp area", r->zones_seen_frac < 0.999 ? "; value of the zones in view" : "");
    tsri_text_printf(w, ", \"zones_seen_fraction\": %.2f, \"zones\": ", r->zones_seen_frac);
    put_case_zones(w, r->zones);
    tsri_text_put(w, "}");
}

static void put_salt(tsri_text *w, const tsr_salt *s)
{
    const char *between = "";
    if (!s->known) {
        tsri_text_put(w, "null");
        return;
    }
    tsri_text_put(w, "{\"score\": ");
    if (s->score.known) {
        tsri_text_printf(w, "%.1f", s->score.value);
    } else {
        tsri_text_put(w, "null");
    }
    tsri_text_printf(w, ", \"lo\": %.1f, \"hi\": %.1f, \"regions\": {", s->lo, s->hi);
    for (int i = 0; i < TSR_SALT_REGION_COUNT; i++) {
        tsri_text_printf(w, "%s\"%s\": ", i ? ", " : "", tsr_salt_region_name((tsr_salt_region)i));
        if (s->regions[i].known) {
            tsri_text_printf(w, "%.1f", s->regions[i].value);
        } else {
            tsri_text_put(w, "null");
        }
    }
    tsri_text_put(w, "}, \"class\": ");
    tsri_json_string(w, s->class_name);
    tsri_text_put(w, ", \"severity\": ");
    tsri_json_string(w, s->severity);
    tsri_text_put(w, ", \"missing\": [");
    for (int i = 0; i < TSR_SALT_REGION_COUNT; i++) {
        if (!s->regions[i].known) {
            tsri_text_printf(w, "%s\"%s\"", between, tsr_salt_region_name((tsr_salt_region)i));
            between = ", ";
        }
    }
    tsri_text_put(w, "]}");
}

static void put_norwood(tsri_text *w, const tsr_norwood *n)
{
    if (!n->known) {
        tsri_text_put(w, "null");
        return;
    }
    tsri_text_printf(w, "{\"stage\": \"%s\", \"grade\": %d, \"lo\": %d, \"hi\": %d, \"assumes\": %s, \"probabilities\": {",
                     tsr_norwood_stage(n), (int)n->grade, (int)n->lo, (int)n->hi, n->assumes_male ? "\"male\"" : "null");
    for (int g = 1; g <= TSR_NORWOOD_GRADES; g++) {
        tsri_text_printf(w, "%s\"%d\": %.4f", g > 1 ? ", " : "", g, n->probabilities[g]);
    }
    tsri_text_put(w, "}}");
}

static const char *basp_text(int32_t grade)
{
    return tsr_basp_basic_name((tsr_basp_basic)grade);
}

/* {"grade": ..., "lo": ..., "hi": ...}; grades as numbers, or as texts where they have names. */
static void put_grade(tsri_text *w, const tsr_grade *g, const char *(*text_of)(int32_t grade))
{
    static const char *const KEYS[] = {"grade", "lo", "hi"};
    const int32_t grades[] = {g->grade, g->lo, g->hi};
    for (int i = 0; i < 3; i++) {
        tsri_text_printf(w, "%s\"%s\": ", i ? ", " : "{", KEYS[i]);
        if (i == 0 && !g->known) {
            tsri_text_put(w, "null");
        } else if (text_of) {
            tsri_json_string(w, text_of(grades[i]));
        } else {
            tsri_text_printf(w, "%d", (int)grades[i]);
        }
    }
    tsri_text_put(w, "}");
}

static void put_basp(tsri_text *w, const tsr_basp *b)
{
    tsri_text_put(w, "{\"basic\": ");
    put_grade(w, &b->basic, basp_text);
    tsri_text_put(w, ", \"frontal\": ");
    put_grade(w, &b->frontal, NULL);
    tsri_text_put(w, ", \"vertex\": ");
    put_grade(w, &b->vertex, NULL);
    tsri_text_put(w, ", \"reason\": ");
    tsri_json_string(w, b->reason);
    tsri_text_put(w, "}");
}

static void put_female(tsri_text *w, const tsr_female_grade *g, const char *(*text_of)(int32_t grade))
{
    if (!g->applies) {
        tsri_text_put(w, "null");
        return;
    }
    tsri_text_put(w, "{\"range\": ");
    put_grade(w, &g->range, text_of);
    tsri_text_printf(w, ", \"assumes\": %s, \"reason\": ", g->assumes_female ? "\"female\"" : "null");
    tsri_json_string(w, g->reason);
    tsri_text_put(w, "}");
}

static void put_pattern(tsri_text *w, const tsr_norwood *n, const tsr_pattern *p)
{
    if (!n->known && !p->judged) {
        tsri_text_put(w, "null");
        return;
    }
    tsri_text_put(w, "{\"norwood\": ");
    put_norwood(w, n);
    tsri_text_put(w, ", \"basp\": ");
    put_basp(w, &p->basp);
    tsri_text_put(w, ", \"ludwig\": ");
    put_female(w, &p->ludwig, tsr_ludwig_stage);
    tsri_text_put(w, ", \"sinclair\": ");
    put_female(w, &p->sinclair, NULL);
    tsri_text_put(w, "}");
}

tsr_status tsr_case_json_format(const tsr_context *ctx,
                                const char *case_name,
                                const char *const *photos,
                                const char *const *photo_lines,
                                size_t photo_count,
                                const tsr_case_result *result,
                                const tsr_advice *advice,
                                char **out_text,
                                tsr_error *err)
{
    tsri_text w;
    *out_text = NULL;
    tsri_text_init(&w, tsr_context_allocator(ctx), err);
    tsri_text_put(&w, "{\"case\": ");
    tsri_json_string(&w, case_name);
    tsri_text_printf(&w, ", \"status\": \"%s\", \"photos\": [", tsr_photo_status_name(result->status));
    for (size_t i = 0; i < photo_count; i++) {
        tsri_text_put(&w, i ? ", " : "");
        if (photo_lines) {
            tsri_text_put(&w, photo_lines[i]);
        } else {
            tsri_json_string(&w, photos[i]);
        }
    }
    tsri_text_put(&w, "], ");
    put_case_coverage(&w, result);
    tsri_text_put(&w, ", \"salt\": ");
    put_salt(&w, &result->salt);
    tsri_text_put(&w, ", \"pattern\": ");
    put_pattern(&w, &result->norwood, &result->pattern);
    tsri_text_put(&w, ", \"finding\": ");
    put_finding(&w, &result->finding);
    tsri_text_put(&w, ", \"candidacy\": ");
    if (advice && result->status == TSR_PHOTO_OK) {
        tsri_json_candidacy(&w, &advice->candidacy);
        tsri_text_put(&w, ", \"plan\": ");
        tsri_json_plan(&w, &advice->plan);
        tsri_text_put(&w, "}");
    } else {
        tsri_text_put(&w, "null, \"plan\": null}");
    }
    return finish(&w, out_text);
}
