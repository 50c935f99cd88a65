/* SPDX-License-Identifier: Apache-2.0
 *
 * Where dots belong. Scalp that is seen is the label map's bare scalp and what the density map leaves of thin hair, refined along
 * the picture's edges. Towards skin that is not scalp, and towards the design rule's front edge, dots thin out over the first
 * two centimetres, whose border wanders. Towards the head's outline they crowd as on a sphere. */
#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "output/simulate_parts.h"

/* The soft edge: dots begin within EDGE_WANDER of the border and reach full density after EDGE_RAMP (docs/simulation.md 4). */
static const double EDGE_RAMP_MM = 20;
static const double COURSE_MM = 45, COURSE_WANDER_MM = 5, MACRO_MM = 14, MACRO_WANDER_MM = 4, MICRO_MM = 3.5, MICRO_WANDER_MM = 2;
static const double EDGE_SHARE = 0.04; /* of the full density at the very edge: single hairs */

/* Hair grows unevenly: density varies by such shares over such lengths. */
static const double GROWTH_MM[2] = {28, 9}, GROWTH_SHARE[2] = {0.20, 0.06};

/* Depth of the band of a hairline-only treatment: full to the first, none from the second. */
static const double BAND_FULL_MM = 20, BAND_END_MM = 34;

/* A scar is blended so far into its surroundings, with so much of its pigment. */
static const double SCAR_BLEND_MM = 9, SCAR_HAIR_SHARE = 0.4;

/* Dots crowd at most so much: nearer to the outline a photo shows no scalp any more. */
static const double MOST_CROWDING = 2.0;

/* Radius of the refinement at edges: the parser's own error there, share of the head's half width. */
static const double REFINE_FRAC = 0.035;

/* A head from forehead to nape, for photos without any scale. */
static const double USUAL_HEAD_MM = 190;

/* Islands of skin within scalp that the parser's noise makes. */
static const double ISLAND_MM = 6;

struct maker {
    const tsri_sim_input *in;
    tsri_sim_area *area;
    tsri_arena *arena;
    double k;            /* picture px a photo px */
    double half_head_px; /* largest distance of scalp to the head's outline */
    tsri_sim_line line;
    bool lined;     /* there is a line */
    uint8_t *mask;  /* [crop] */
    float *to_edge; /* [crop] px to skin that is not scalp, or to the design line */
};

static uint8_t sample_at(tsr_view_u8 map, tsr_view_u8 picture, int32_t x, int32_t y)
{
    int64_t my = ((int64_t)2 * y + 1) * map.height_px / (2 * (int64_t)picture.height_px);
    int64_t mx = ((int64_t)2 * x + 1) * map.width_px / (2 * (int64_t)picture.width_px);
    return map.data[(size_t)my * map.stride_bytes + (size_t)mx];
}

static bool is_scalp(uint8_t label)
{
    return label == TSR_LABEL_HAIR || label == TSR_LABEL_SCALP;
}

/* The box of hair and scalp with a margin; false where there is none. */
static bool place_crop(const tsri_sim_input *in, tsri_sim_area *area)
{
    tsr_view_u8 p = in->picture;
    int32_t x0 = p.width_px, y0 = p.height_px, x1 = -1, y1 = -1;
    for (int32_t y = 0; y < p.height_px; y += 2) {
        for (int32_t x = 0; x < p.width_px; x += 2) {
            if (is_scalp(sample_at(in->labels, p, x, y))) {
                x0 = x < x0 ? x : x0;
                x1 = x > x1 ? x : x1;
                y0 = y < y0 ? y : y0;
                y1 = y;
            }
        }
    }
    int32_t margin = 8 + (x1 - x0) / 10;
    x0 = x0 > margin ? x0 - margin : 0;
    y0 = y0 > margin ? y0 - margin : 0;
    x1 = x1 + margin < p.width_px ? x1 + margin : p.width_px - 1;
    y1 = y1 + margin < p.height_px ? y1 + margin : p.height_px - 1;
    *area = (tsri_sim_area){.x_px = x0, .y_px = y0, .width_px = x1 - x0 + 1, .height_px = y1 - y0 + 1};
    return area->width_px > 8 && area->height_px > 8 && y1 > 0;
}

static tsr_status distances(struct maker *m, float *out, tsr_error *err)
{
    const tsri_sim_area *a = m->area;
    const tsr_view_u8 mask = {m->mask, a->width_px, a->height_px, 1, (size_t)a->width_px};
    return tsr_cv_distance_u8(mask, (tsri_span_f32){out, a->width_px, a->height_px}, err);
}

/* Crowding towards the outline, as on a sphere that fills it. */
static tsr_status fill_crowding(struct maker *m, tsr_error *err)
{
    tsri_sim_area *a = m->area;
    size_t n = (size_t)a->width_px * (size_t)a->height_px;
    for (size_t i = 0; i < n; i++) {
        m->mask[i] = a->labels[i] == TSR_LABEL_BACKGROUND ? 0 : 255;
    }
    tsr_status st = distances(m, a->crowding, err);
    for (size_t i = 0; st == TSR_OK && i < n; i++) {
        if (is_scalp(a->labels[i]) && (double)a->crowding[i] > m->half_head_px) {
            m->half_head_px = (double)a->crowding[i];
        }
    }
    /* Without any ground in the crop nothing turns away; OpenCV then answers with huge numbers. */
    m->half_head_px = fmin(m->half_head_px, hypot(a->width_px, a->height_px));
    for (size_t i = 0; st == TSR_OK && i < n; i++) {
        double t = 1 - fmin(1, (double)a->crowding[i] / fmax(1, m->half_head_px));
        double facing = sqrt(fmax(0, 1 - t * t));
        a->crowding[i] = (float)fmin(MOST_CROWDING, 1 / fmax(0.01, facing));
    }
    return st;
}

/* Way to the edge of the scalp that is meant to bear hair. */
static tsr_status fill_edge(struct maker *m, tsr_error *err)
{
    tsr_status st = TSR_OK;
    tsri_sim_area *a = m->area;
    size_t n = (size_t)a->width_px * (size_t)a->height_px;
    uint8_t *closed = NULL;
    TSRI_TRY(tsri_arena_alloc(m->arena, n, 1, &closed, err));
    for (size_t i = 0; i < n; i++) {
        m->mask[i] = a->labels[i] == TSR_LABEL_SKIN ? 0 : 255;
    }
    int diameter = 2 * (int)ceil(ISLAND_MM / 2 * a->px_per_mm) + 1;
    const tsr_view_u8 mask = {m->mask, a->width_px, a->height_px, 1, (size_t)a->width_px};
    const tsri_span_u8 to = {closed, a->width_px, a->height_px, 1, (size_t)a->width_px};
    TSRI_TRY(tsr_cv_morphology_u8(mask, TSRI_MORPHOLOGY_CLOSE, diameter < 61 ? diameter : 61, to, err));
    memcpy(m->mask, closed, n);
    TSRI_TRY(distances(m, m->to_edge, err));
    for (int32_t y = 0; m->lined && y < a->height_px; y++) {
        float *row = m->to_edge + (size_t)y * (size_t)a->width_px;
        for (int32_t x = 0; x < a->width_px; x++) {
            row[x] = fminf(row[x], (float)tsri_sim_line_above_px(&m->line, x + a->x_px, y + a->y_px));
        }
    }
done:
    return st;
}

/* What of each pixel is scalp in sight. */
static tsr_status fill_seen(struct maker *m, tsr_error *err)
{
    tsri_sim_area *a = m->area;
    const tsri_sim_input *in = m->in;
    double hair_share = in->params.style == TSR_SIMULATION_SCAR ? SCAR_HAIR_SHARE : 0;
    for (int32_t y = 0; y < a->height_px; y++) {
        for (int32_t x = 0; x < a->width_px; x++) {
            size_t i = (size_t)y * (size_t)a->width_px + (size_t)x;
            double hidden = in->density.data ? sample_at(in->density, in->picture, x + a->x_px, y + a->y_px) / 255.0 : 1;
            a->seen[i] = a->labels[i] == TSR_LABEL_SCALP  ? 1
                         : a->labels[i] == TSR_LABEL_HAIR ? (float)fmax(hair_share, 1 - hidden)
                                                          : 0;
        }
    }
    const tsr_view_u8 rgb = {in->picture.data + (size_t)a->y_px * in->picture.stride_bytes + (size_t)a->x_px * 3, a->width_px,
                             a->height_px, 3, in->picture.stride_bytes};
    int32_t radius = (int32_t)fmax(2, ceil(REFINE_FRAC * m->half_head_px));
    tsr_status st = tsri_sim_refine(rgb, radius, a->seen, m->arena, err);
    for (size_t i = 0; i < (size_t)a->width_px * (size_t)a->height_px; i++) {
        a->seen[i] = a->labels[i] == TSR_LABEL_SKIN ? 0 : a->seen[i];
    }
    return st;
}

static double smooth_step(double lo, double hi, double v)
{
    double t = fmin(1, fmax(0, (v - lo) / (hi - lo)));
    return t * t * (3 - 2 * t);
}

/* Share of the full density so far behind the edge, mm along the skin. */
static double edge_share(const struct maker *m, double mm, int32_t x, int32_t y)
{
    double x_mm = x / m->area->px_per_mm, y_mm = y / m->area->px_per_mm;
    if (mm > EDGE_RAMP_MM + COURSE_WANDER_MM + MACRO_WANDER_MM + MICRO_WANDER_MM) {
        return 1;
    }
    uint64_t seed = m->in->params.seed;
    double wander = COURSE_WANDER_MM * tsri_sim_noise(tsri_sim_hash(seed, 3), x_mm / COURSE_MM, y_mm / COURSE_MM) +
                    MACRO_WANDER_MM * tsri_sim_noise(tsri_sim_hash(seed, 1), x_mm / MACRO_MM, y_mm / MACRO_MM) +
                    MICRO_WANDER_MM * tsri_sim_noise(tsri_sim_hash(seed, 2), x_mm / MICRO_MM, y_mm / MICRO_MM);
    double from = mm - wander;
    return mm <= 0 || from <= 0 ? 0 : EDGE_SHARE + (1 - EDGE_SHARE) * smooth_step(0, EDGE_RAMP_MM, from);
}

/* Share of the full density that the place's own growth leaves. */
static double growth(const struct maker *m, int32_t x, int32_t y)
{
    double share = 1;
    for (int i = 0; i < 2 && m->in->params.style != TSR_SIMULATION_SCAR; i++) { /* a scar is to be filled */
        double side_px = GROWTH_MM[i] * m->area->px_per_mm;
        share -= GROWTH_SHARE[i] *
                 (0.5 + 0.5 * tsri_sim_noise(tsri_sim_hash(m->in->params.seed, 5 + (uint64_t)i), x / side_px, y / side_px));
    }
    return share;
}

static void fill_wanted(struct maker *m)
{
    tsri_sim_area *a = m->area;
    for (int32_t y = 0; y < a->height_px; y++) {
        for (int32_t x = 0; x < a->width_px; x++) {
            size_t i = (size_t)y * (size_t)a->width_px + (size_t)x;
            double way_mm = (double)(m->to_edge[i] * a->crowding[i]) / a->px_per_mm; /* along the skin, which turns away */
            a->wanted[i] = a->seen[i] > 0 ? (float)(growth(m, x, y) * edge_share(m, way_mm, x, y)) : 0;
            if (m->in->params.style == TSR_SIMULATION_HAIRLINE) {
                a->wanted[i] *= 1 - (float)smooth_step(BAND_FULL_MM, BAND_END_MM, way_mm);
            }
        }
    }
}

/* The id of the patch's component: the one with most pixels in a box round its centre. */
static int32_t component_of(const struct maker *m, const int32_t *ids, const tsr_patch *patch)
{
    const tsri_sim_area *a = m->area;
    int32_t cx = (int32_t)(patch->x_px * m->k) - a->x_px, cy = (int32_t)(patch->y_px * m->k) - a->y_px;
    int32_t reach = (int32_t)fmax(2, patch->width_px * m->k), best = 0, best_count = 0;
    for (int32_t y = cy - reach; y <= cy + reach; y++) {
        int32_t run = 0, run_id = 0;
        for (int32_t x = cx - reach; x <= cx + reach; x++) {
            bool inside = x >= 0 && y >= 0 && x < a->width_px && y < a->height_px;
            int32_t id = inside ? ids[(size_t)y * (size_t)a->width_px + (size_t)x] : 0;
            run = id && id == run_id ? run + 1 : 1;
            run_id = id;
            if (id && run > best_count) {
                best_count = run;
                best = id;
            }
        }
    }
    return best;
}

/* Scar style: only patches, fading into what lies round them. */
static tsr_status keep_patches(struct maker *m, tsr_error *err)
{
    tsr_status st = TSR_OK;
    tsri_sim_area *a = m->area;
    size_t n = (size_t)a->width_px * (size_t)a->height_px;
    int32_t *ids = NULL, found = 0;
    tsri_component component;
    const tsr_view_u8 mask = {m->mask, a->width_px, a->height_px, 1, (size_t)a->width_px};
    const tsr_patches *patches = &m->in->result->patches;
    TSRI_TRY(tsri_arena_alloc(m->arena, n, sizeof *ids, &ids, err));
    for (size_t i = 0; i < n; i++) {
        m->mask[i] = a->labels[i] == TSR_LABEL_SCALP ? 255 : 0;
    }
    TSRI_TRY(tsr_cv_components_u8(mask, ids, &component, 1, &found, err));
    memset(m->mask, 255, n);
    bool any = false;
    for (int32_t p = 0; p < patches->count; p++) {
        int32_t id = patches->items[p].kind == TSR_PATCH_PARTING ? 0 : component_of(m, ids, &patches->items[p]);
        for (size_t i = 0; id && i < n; i++) {
            m->mask[i] = ids[i] == id ? 0 : m->mask[i];
        }
        any = any || id;
    }
    TSRI_TRY(distances(m, m->to_edge, err));
    for (size_t i = 0; i < n; i++) {
        double fade = 1 - smooth_step(0, SCAR_BLEND_MM, (double)m->to_edge[i] / a->px_per_mm);
        a->wanted[i] = any ? a->wanted[i] * (float)fade : 0;
    }
done:
    return st;
}

static void count_pixels(tsri_sim_area *a)
{
    size_t n = (size_t)a->width_px * (size_t)a->height_px;
    for (size_t i = 0; i < n; i++) {
        a->scalp_px += is_scalp(a->labels[i]);
        a->treated_px += a->wanted[i] > 0.2F && a->seen[i] > 0.5F;
    }
}

tsr_status tsri_sim_area_make(const tsri_sim_input *in, tsri_arena *arena, tsri_sim_area *a, tsr_error *err)
{
    tsr_status st = TSR_OK;
    struct maker m = {.in = in, .area = a, .arena = arena};
    const tsr_quantity *scale = &in->result->scale.mm_per_px;
    if (!place_crop(in, a)) {
        memset(a, 0, sizeof *a);
        return TSR_OK;
    }
    m.k = (double)in->picture.width_px / in->labels.width_px;
    a->px_per_mm = scale->known ? m.k / scale->value : (a->width_px > a->height_px ? a->width_px : a->height_px) / USUAL_HEAD_MM;
    a->designed = tsri_sim_line_find(in->result, m.k, a->px_per_mm, &m.line);
    size_t n = (size_t)a->width_px * (size_t)a->height_px;
    TSRI_TRY(tsri_arena_alloc(arena, n, 2, &a->labels, err));
    m.mask = a->labels + n;
    TSRI_TRY(tsri_arena_alloc(arena, n, 5 * sizeof *a->seen, &a->seen, err));
    a->wanted = a->seen + n;
    a->crowding = a->seen + 2 * n;
    a->strength = a->seen + 3 * n;
    m.to_edge = a->seen + 4 * n;
    for (int32_t y = 0; y < a->height_px; y++) {
        for (int32_t x = 0; x < a->width_px; x++) {
            a->labels[(size_t)y * (size_t)a->width_px + (size_t)x] = sample_at(in->labels, in->picture, x + a->x_px, y + a->y_px);
        }
    }
    m.lined = a->designed || (in->result->view.label == TSR_VIEW_TOP && tsri_sim_line_of_border(a, &m.line));
    TSRI_TRY(fill_crowding(&m, err));
    TSRI_TRY(fill_edge(&m, err));
    TSRI_TRY(fill_seen(&m, err));
    fill_wanted(&m);
    if (in->params.style == TSR_SIMULATION_SCAR) {
        TSRI_TRY(keep_patches(&m, err));
    }
    count_pixels(a);
done:
    return st;
}
