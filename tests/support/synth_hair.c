/* SPDX-License-Identifier: Apache-2.0
 * Strands: short curves that leave the scalp along the growth field, drawn as soft lines of light.
 *
 * Roots stand on a jittered grid of the picture in several layers, dark and deep ones first. A strand is followed in space in
 * steps of a pixel; every step is spread over four pixels, which makes the line smooth, and weighs as much as hair covers the
 * skin there, so strands never leave the area that the label map calls hair, but for ends that stick out over the background. */
#include <math.h>

#include "support/synth_model.h"

enum { LAYER_COUNT = 5 };

typedef struct brush {
    const synth_model *model;
    const synth_camera *camera;
    const synth_sample *samples;
    vec3 *pixels;
    int32_t width_px, height_px;
    double strand_px; /* width of a strand */
} brush;

typedef struct strand {
    vec3 colour;
    double length_dm, lift, weight;
    double bend;  /* sideways, per length */
    double stray; /* how strongly a part is drawn that stands out over the background; set while drawing */
    double faint; /* hair on bare scalp: how strongly it is drawn all the same */
} strand;

/* Light along a thread (Kajiya and Kay 1989): no normal, two highlights shifted along it. */
static vec3 thread_light(const brush *with, const synth_sample *root, vec3 tangent, vec3 colour, double along)
{
    const vec3 light = with->camera->light, toward = with->camera->toward;
    const vec3 half = vec3_unit(vec3_add_scaled(light, toward, 1));
    const double tl = vec3_dot(tangent, light), th = vec3_dot(tangent, half);
    const double facing = max2((vec3_dot(root->normal, light) + 0.35) / 1.35, 0);
    const double diffuse = sqrt(max2(1 - tl * tl, 0)) * facing * (0.2 + 0.8 * root->lit);
    const double sine = sqrt(max2(1 - th * th, 0)), shifted = sqrt(max2(1 - (th - 0.22) * (th - 0.22), 0));
    const double gloss = (0.055 * pow(sine, 50) + 0.05 * pow(shifted, 18)) * facing * root->lit;
    const double ambient = (0.30 + 0.12 * root->normal.y) * root->open;
    const double depth = 0.55 + 0.6 * along;
    vec3 out = vec3_scale(colour, (ambient + 1.05 * diffuse) * depth);
    out = vec3_add_scaled(out, (vec3){1, 0.96, 0.9}, gloss * depth * 0.55);
    return vec3_add_scaled(out, colour, gloss * depth * 5);
}

/* How much of a strand may show at a pixel. */
static double mask_at(const brush *with, int32_t x, int32_t y, vec3 p, const strand *hair, double along)
{
    const synth_sample *under = &with->samples[(size_t)y * (size_t)with->width_px + (size_t)x];
    if (under->part == SYNTH_PART_NONE || under->clothed) {
        return hair->stray * (1 - along);
    }
    const double in_front = vec3_dot(under->at, with->camera->toward) - vec3_dot(p, with->camera->toward);
    if (under->part == SYNTH_PART_EAR || in_front > 0.10) {
        return 0;
    }
    return max2(under->cover, hair->faint);
}

static void splat(const brush *with, const double at_px[2], vec3 p, vec3 colour, double weight, const strand *hair, double along)
{
    const double fx = floor(at_px[0]), fy = floor(at_px[1]);
    const double tx = at_px[0] - fx, ty = at_px[1] - fy;
    for (int k = 0; k < 4; k++) {
        const double bx = fx + (k & 1), by = fy + (k >> 1);
        if (bx < 0 || by < 0 || bx >= with->width_px || by >= with->height_px) {
            continue;
        }
        const int32_t x = (int32_t)bx, y = (int32_t)by;
        const double share = ((k & 1) ? tx : 1 - tx) * ((k >> 1) ? ty : 1 - ty);
        const double cover = synth_clamp(weight * share * mask_at(with, x, y, p, hair, along), 0, 1);
        vec3 *pixel = &with->pixels[(size_t)y * (size_t)with->width_px + (size_t)x];
        *pixel = vec3_mix(*pixel, colour, cover);
    }
}

static void draw_strand(const brush *with, const synth_sample *root, strand *hair)
{
    const double step_px = 1, step_dm = step_px / with->camera->px_per_dm;
    const int32_t steps = (int32_t)ceil(max2(hair->length_dm / step_dm, 1));
    vec3 p = root->at, tangent = {0, 0, 0}, lit = {0, 0, 0};
    for (int32_t i = 0; i < steps; i++) {
        const double along = (i + 0.5) / steps;
        if (i % 6 == 0) {
            const vec3 n = vec3_add_scaled(p, SYNTH_SKULL_CENTER, -1);
            const vec3 normal = vec3_unit((vec3){n.x / 0.57, n.y / 0.64, n.z / 0.93});
            tangent = synth_scalp_growth(with->model, n, i == 0 ? root->normal : normal);
            tangent = vec3_add_scaled(tangent, vec3_cross(normal, tangent), hair->bend * (along + 0.3));
            tangent = vec3_unit(vec3_add_scaled(tangent, normal, hair->lift * (1 - along)));
            /* Hair lies down: what leaves the surface is bent back to it, and fades where it sticks out. */
            const double off_dm = synth_model_distance(with->model, p, NULL);
            tangent = vec3_unit(vec3_add_scaled(tangent, normal, -8 * max2(off_dm, 0)));
            hair->stray = 0.8 * (1 - synth_step(0.005, 0.045, off_dm));
            lit = thread_light(with, root, tangent, hair->colour, along);
        }
        double at_px[2];
        synth_camera_project(with->camera, p, at_px);
        const double taper = along > 0.6 ? 1 - 0.7 * (along - 0.6) / 0.4 : 1;
        splat(with, at_px, p, lit, hair->weight * taper * with->strand_px * step_px, hair, along);
        p = vec3_add_scaled(p, tangent, step_dm);
    }
}

/* Every strand has its own colour, length and bend; strands that share a lock share part of them. */
static strand make_strand(const brush *with, const synth_sample *root, int32_t x, int32_t y, int layer)
{
    const synth_head_params *params = with->model->params;
    const uint32_t seed = params->seed + 100 + (uint32_t)layer * 16;
    const double lock = synth_noise(vec3_scale(root->at, 7), params->seed + 51) - 0.5;
    const double tone = synth_hash(x, y, seed) - 0.5;
    const double length_mm =
        params->hair_length_mm * (0.55 + 0.45 * synth_step(-0.2, 0.7, root->normal.y)) * (0.7 + 0.6 * synth_hash(x, y, seed + 1));
    const bool grey = synth_hash(x, y, seed + 2) < params->grey_frac;
    vec3 colour = synth_hair_albedo(params->hair);
    if (grey) {
        colour = vec3_mix(colour, synth_hair_albedo(SYNTH_HAIR_GREY), 0.65);
    }
    const double bright = (0.75 + 0.14 * layer) * (1 + 0.7 * tone + 0.5 * lock);
    colour = vec3_scale(colour, bright);
    colour.x *= 1 + 0.12 * lock;
    const double edge = synth_step(-0.02, 0.10, min2(root->fields.hair_dm, root->fields.natural_dm));
    const strand out = {
        .colour = colour,
        .length_dm = length_mm / 100 * (0.35 + 0.65 * edge),
        .lift = 0.12 + 0.25 * synth_hash(x, y, seed + 3) + (params->hair_length_mm < 6 ? 0.5 : 0),
        .weight = 0.60 + 0.25 * tone,
        .bend = 0.55 * (synth_hash(x, y, seed + 4) - 0.5) + 0.9 * lock,
    };
    return out;
}

static void draw_root(const brush *with, int32_t cell_x, int32_t cell_y, double cell_px, int layer)
{
    const synth_head_params *params = with->model->params;
    const uint32_t seed = params->seed + 60 + (uint32_t)layer * 16;
    const double fx = (cell_x + synth_hash(cell_x, cell_y, seed)) * cell_px;
    const double fy = (cell_y + synth_hash(cell_x, cell_y, seed + 1)) * cell_px;
    if (fx >= with->width_px || fy >= with->height_px) {
        return;
    }
    const synth_sample *root = &with->samples[(size_t)fy * (size_t)with->width_px + (size_t)fx];
    if (root->part != SYNTH_PART_HEAD && root->part != SYNTH_PART_BODY) {
        return;
    }
    const bool bare = root->fields.natural_dm > 0 && root->cover < 0.5 && params->loss != SYNTH_LOSS_TOTAL;
    const double faint = bare ? params->residual_frac : 0;
    /* Stubble stands apart and lets the skin between it be seen. */
    const double dense = root->cover * (0.40 + 0.60 * synth_step(2, 10, params->hair_length_mm));
    if (root->clothed || synth_hash(cell_x, cell_y, seed + 2) >= max2(dense, faint)) {
        return;
    }
    strand hair = make_strand(with, root, cell_x, cell_y, layer);
    if (bare) {
        hair.faint = 0.25;
        hair.length_dm = min2(hair.length_dm, 0.04) + 0.01;
    }
    draw_strand(with, root, &hair);
}

void synth_draw_hair(const synth_model *model, const synth_camera *camera, const synth_sample *samples, vec3 *pixels)
{
    const synth_head_params *params = model->params;
    const double length_px = params->hair_length_mm / 100 * camera->px_per_dm;
    const brush with = {
        .model = model,
        .camera = camera,
        .samples = samples,
        .pixels = pixels,
        .width_px = params->width_px,
        .height_px = params->height_px,
        .strand_px = synth_clamp(camera->px_per_dm * 0.0048, 0.35, 1.3),
    };
    /* The longer the strands, the fewer of them cover the ground. */
    const double cell_px = synth_clamp(0.5 * sqrt(max2(length_px, 1)), 1.5, 4);
    for (int layer = 0; layer < LAYER_COUNT; layer++) {
        for (int32_t y = 0; y * cell_px < params->height_px; y++) {
            for (int32_t x = 0; x * cell_px < params->width_px; x++) {
                draw_root(&with, x, y, cell_px, layer);
            }
        }
    }
}
