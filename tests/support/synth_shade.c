/* SPDX-License-Identifier: Apache-2.0
 * Colour of one ray: skin with the marks of a face, clothes, background, and the ground of hair under the strands. Linear light.
 */
#include <math.h>

#include "support/synth_model.h"

static vec3 multiply(vec3 a, vec3 b)
{
    return (vec3){a.x * b.x, a.y * b.y, a.z * b.z};
}

static double linear(double srgb)
{
    return srgb <= 0.04045 ? srgb / 12.92 : pow((srgb + 0.055) / 1.055, 2.4);
}

vec3 synth_linear(const uint8_t srgb[3])
{
    return (vec3){linear(srgb[0] / 255.0), linear(srgb[1] / 255.0), linear(srgb[2] / 255.0)};
}

vec3 synth_skin_albedo(synth_skin skin)
{
    static const uint8_t SRGB[][3] = {
        [SYNTH_SKIN_PALE] = {236, 196, 176}, [SYNTH_SKIN_LIGHT] = {222, 176, 148}, [SYNTH_SKIN_OLIVE] = {198, 150, 116},
        [SYNTH_SKIN_BROWN] = {150, 104, 76}, [SYNTH_SKIN_DARK] = {98, 66, 50},
    };
    return synth_linear(SRGB[skin]);
}

vec3 synth_hair_albedo(synth_hair hair)
{
    static const uint8_t SRGB[][3] = {
        [SYNTH_HAIR_BLACK] = {34, 30, 29},   [SYNTH_HAIR_BROWN] = {74, 52, 38},   [SYNTH_HAIR_RED] = {132, 72, 40},
        [SYNTH_HAIR_BLOND] = {178, 142, 94}, [SYNTH_HAIR_GREY] = {160, 158, 156},
    };
    return synth_linear(SRGB[hair]);
}

/* An almond between two arcs: 1 inside, 0 outside. */
static double almond(double x, double y, double half_width, double top, double bottom)
{
    const double t = x / half_width, arch = max2(1 - t * t, 0);
    const double up = top * pow(arch, 0.6), down = bottom * pow(arch, 0.8);
    const double soft = 0.006;
    return fabs(t) < 1 ? synth_step(-soft, soft, up - y) * synth_step(-soft, soft, y + down) : 0;
}

typedef struct surface {
    vec3 albedo;
    double gloss;
} surface;

/* Eyes in the frontal plane, measured from the pupil; nose_side is toward the middle of the face. */
static void paint_eye(vec3 p, surface *face)
{
    const double x = fabs(p.x) - 0.31, y = p.y + 0.17;
    if (fabs(x) > 0.22 || fabs(y) > 0.16 || p.z < 0.3) {
        return;
    }
    const double slant = y - 0.06 * x;
    const vec3 lash = {0.012, 0.009, 0.008};
    const double crease = exp(-pow((slant - 0.085 + 1.6 * x * x) / 0.012, 2)) * (1 - synth_step(0.10, 0.17, fabs(x)));
    const double bag = exp(-pow((slant + 0.085 - 1.8 * x * x) / 0.016, 2)) * (1 - synth_step(0.08, 0.15, fabs(x)));
    face->albedo = vec3_scale(face->albedo, 1 - 0.45 * crease - 0.22 * bag);
    const double rim = almond(x, slant, 0.152, 0.066, 0.049), inside = almond(x, slant, 0.138, 0.052, 0.042);
    face->albedo = vec3_mix(face->albedo, lash, rim * (slant > 0 ? 0.92 : 0.45));
    const double from_pupil = sqrt(x * x + (y - 0.004) * (y - 0.004));
    vec3 eye = {0.50, 0.46, 0.44};
    const double ray = 0.75 + 0.5 * synth_noise((vec3){atan2(y, fabs(p.x) - 0.31) * 6, 0, 0}, 5);
    eye = vec3_mix(eye, vec3_scale((vec3){0.13, 0.085, 0.05}, ray), 1 - synth_step(0.052, 0.060, from_pupil));
    eye = vec3_mix(eye, (vec3){0.006, 0.006, 0.006}, 1 - synth_step(0.021, 0.026, from_pupil));
    eye = vec3_scale(eye, 1 - 0.55 * synth_step(0.0, 0.055, slant)); /* the lid's shadow */
    const double gx = x + 0.018, gy = y - 0.022;
    eye = vec3_mix(eye, (vec3){1, 1, 1}, 1 - synth_step(0.008, 0.014, sqrt(gx * gx + gy * gy)));
    face->albedo = vec3_mix(face->albedo, eye, inside);
    face->gloss *= 1 - 0.7 * rim;
}

static void paint_brow(vec3 p, vec3 hair, uint32_t seed, surface *face)
{
    const double t = (fabs(p.x) - 0.12) / 0.40;
    if (t < -0.1 || t > 1.1 || p.z < 0.2) {
        return;
    }
    const double line = 0.005 + 0.075 * t - 0.085 * t * t * t, half = 0.042 * (1 - 0.65 * t * t);
    const double across = fabs(p.y - line) / half;
    const vec3 along = {(p.x + p.y * (p.x < 0 ? -0.8 : 0.8)) * 95, p.y * 24, 0};
    const double tufts = 0.60 + 0.55 * synth_noise(along, seed + 21);
    const double cover = (1 - synth_step(0.4, 1.25, across)) * synth_step(-0.08, 0.12, t) * (1 - synth_step(0.85, 1.08, t));
    face->albedo = vec3_mix(face->albedo, vec3_scale(hair, 0.8), synth_clamp(cover * tufts, 0, 0.92));
    face->gloss *= 1 - 0.6 * cover;
}

static void paint_mouth(vec3 p, vec3 skin, surface *face)
{
    const double x = fabs(p.x), width = 0.25;
    if (x > width + 0.03 || p.y > -0.74 || p.y < -1.05 || p.z < 0.4) {
        return;
    }
    const double line = -0.888 + 0.010 * cos(x * 26) * (1 - x / width) + 0.05 * x * x;
    const double taper = sqrt(max2(1 - (x / width) * (x / width), 0));
    const double bow = 1 - 0.28 * exp(-pow(x / 0.035, 2));
    const double up = p.y - line;
    const double top = 0.062 * taper * bow, bottom = 0.078 * taper;
    const double lip = synth_step(-0.012, 0.010, top - up) * synth_step(-0.016, 0.012, up + bottom) * synth_step(0, 0.25, taper);
    const vec3 red = {min2(skin.x * 0.80 + 0.03, 1), skin.y * 0.52, skin.z * 0.52};
    face->albedo = vec3_mix(face->albedo, vec3_scale(red, up > 0 ? 0.82 : 1), 0.72 * lip);
    const double seam = exp(-pow(up / 0.010, 2)) * (1 - synth_step(width - 0.03, width + 0.02, x));
    face->albedo = vec3_mix(face->albedo, (vec3){0.035, 0.012, 0.010}, 0.85 * seam);
    face->gloss += 0.25 * lip * (up < 0 ? 1 : 0.3);
}

static void paint_nose(vec3 p, surface *face)
{
    const double x = (fabs(p.x) - 0.062) / 0.045, y = (p.y + 0.645) / 0.032, z = (p.z - 0.96) / 0.12;
    const double hole = 1 - synth_step(0.55, 1.1, sqrt(x * x + y * y + z * z));
    face->albedo = vec3_mix(face->albedo, (vec3){0.02, 0.008, 0.006}, 0.9 * hole);
    face->gloss *= 1 - hole;
}

/* Blood under cheeks, nose and ears; the shadow of a shaved beard; pores and freckles as noise of three sizes. */
static surface paint_skin(const synth_head_params *params, const synth_sample *sample)
{
    const vec3 p = sample->at, skin = synth_skin_albedo(params->skin), hair = synth_hair_albedo(params->hair);
    const bool head = sample->part == SYNTH_PART_HEAD;
    surface out = {skin, 0.30};
    const double cheek = exp(-(pow((fabs(p.x) - 0.42) / 0.2, 2) + pow((p.y + 0.48) / 0.2, 2)));
    const double nose = exp(-(pow(p.x / 0.16, 2) + pow((p.y + 0.55) / 0.14, 2)));
    double blood = p.z > 0.2 ? 0.30 * cheek + 0.35 * nose : 0;
    blood += sample->part == SYNTH_PART_EAR ? 0.3 : 0;
    const double mottle = synth_noise(vec3_scale(p, 5), params->seed + 31) - 0.5;
    const double pores = synth_noise(vec3_scale(p, 48), params->seed + 32) - 0.5;
    const double stains = synth_noise(vec3_scale(p, 16), params->seed + 33) - 0.5;
    out.albedo.x *= 1 + 0.04 * mottle + 0.05 * pores + 0.03 * stains;
    out.albedo.y *= (1 + 0.075 * mottle + 0.06 * pores + 0.05 * stains) * (1 - 0.32 * blood);
    out.albedo.z *= (1 + 0.075 * mottle + 0.06 * pores + 0.05 * stains) * (1 - 0.32 * blood);
    if (head && p.y < -0.3 && p.z > -0.15) {
        const double around = fabs(p.x) / 0.75 + synth_clamp(0.5 - p.z, 0, 1) * 0.2;
        const double beard = synth_step(0.02, 0.25, -p.y - 0.72 + 0.45 * around * synth_step(0.25, 0.6, fabs(p.x)));
        const double dots = 0.55 + 0.9 * synth_noise(vec3_scale(p, 70), params->seed + 34);
        const vec3 shadow = vec3_mix(hair, vec3_scale(skin, 0.35), 0.45);
        out.albedo = vec3_mix(out.albedo, shadow, synth_clamp(0.75 * params->stubble_frac * beard * dots, 0, 0.9));
    }
    if (sample->part == SYNTH_PART_EAR) {
        /* The hollow of the ear is darker than its own shape makes it. */
        const double y = (p.y + 0.17) / 0.17, z = (p.z + 0.11 + 0.18 * (p.y + 0.2)) / 0.085;
        const double hollow =
            (1 - synth_step(0.35, 1.15, sqrt(y * y + z * z))) * synth_step(0.1, 0.5, sample->normal.x * (p.x < 0 ? -1 : 1));
        out.albedo = vec3_scale(out.albedo, 1 - 0.5 * hollow);
        out.gloss *= 0.6;
    }
    if (head && p.z > 0.2 && p.y < 0.2) {
        paint_nose(p, &out);
        paint_brow(p, hair, params->seed, &out);
        paint_eye(p, &out);
        paint_mouth(p, skin, &out);
    }
    /* Bare scalp is oilier than the rest, and so is the forehead before it, without an edge between them. */
    if (head) {
        const double dome = synth_step(0.15, 0.6, p.y);
        out.gloss += dome * (1.1 * params->scalp_gloss - 0.15);
    }
    return out;
}

static vec3 background(const synth_head_params *params, double x_px, double y_px)
{
    const double t = y_px / params->height_px, s = x_px / params->width_px;
    const vec3 top = synth_linear(params->background_srgb[0]), bottom = synth_linear(params->background_srgb[1]);
    const double cloud = synth_noise((vec3){s * 2.3, t * 2.3, 0}, params->seed + 41) - 0.5;
    /* A room out of focus: upright panels and a rail, no more than a hint. */
    const double edge = synth_hash(1, 0, params->seed + 44), other = synth_hash(2, 0, params->seed + 44);
    const double panel = synth_step(edge - 0.02, edge + 0.02, s) - synth_step(other - 0.03, other + 0.03, s);
    const double rail = synth_step(0.60, 0.63, t + 0.1 * edge);
    const double room = params->room_contrast * (0.5 * panel - 0.35 * rail);
    const double lamp = 0.16 * (0.5 - s) * params->light_right * -2;
    return vec3_scale(vec3_mix(top, bottom, synth_clamp(t, 0, 1)), max2(1 + 0.14 * cloud - lamp + room, 0));
}

/* Cloth: a weave too fine to see, soft folds. */
static surface paint_cloth(const synth_head_params *params, const synth_sample *sample)
{
    const vec3 p = sample->at;
    const vec3 folds = {p.x * 2.2 + 0.8 * p.y, p.y * 0.9, p.z * 2.2};
    const double fold = synth_noise(folds, params->seed + 42) - 0.5;
    const double weave = synth_noise(vec3_scale(p, 60), params->seed + 43) - 0.5;
    const double collar = -1.62 - 0.22 * p.z - 0.05 * fabs(p.x) - p.y;
    const double seam = exp(-pow((collar - 0.13) / 0.012, 2)) + 1.3 * exp(-pow(collar / 0.02, 2));
    surface out = {vec3_scale(synth_linear(params->clothes_srgb), (1 + 0.5 * fold + 0.14 * weave) * (1 - 0.3 * seam)), 0};
    return out;
}

/* Lambert with a wrapped edge, the light's red fringe in skin, sky and ground, two lobes of gloss. */
static vec3 light_surface(const synth_camera *camera, const synth_sample *sample, surface face, bool skin)
{
    const vec3 n = sample->normal;
    const double facing = vec3_dot(n, camera->light), wrap = 0.28;
    const double direct = max2((facing + wrap) / (1 + wrap), 0) * (0.25 + 0.75 * sample->lit);
    const double above = 0.5 + 0.5 * n.y, rim = 1 - max2(vec3_dot(n, camera->toward), 0);
    const vec3 sky = vec3_mix((vec3){0.15, 0.135, 0.125}, (vec3){0.30, 0.31, 0.33}, above);
    vec3 sum = vec3_add_scaled(vec3_scale(sky, sample->open), (vec3){1.0, 0.95, 0.88}, 0.80 * direct);
    sum = vec3_add_scaled(sum, (vec3){0.09, 0.09, 0.10}, max2(vec3_dot(n, camera->toward), 0));
    if (skin) {
        const double fringe = exp(-pow((facing - 0.05) / 0.22, 2)) * (0.3 + 0.7 * sample->lit);
        sum = vec3_add_scaled(sum, (vec3){0.10, 0.028, 0.016}, fringe);
        sum = vec3_scale(sum, 1 - 0.22 * rim * rim * rim);
    }
    vec3 colour = multiply(face.albedo, sum);
    const vec3 half = vec3_unit(vec3_add_scaled(camera->light, camera->toward, 1));
    const double h = max2(vec3_dot(n, half), 0), fresnel = 0.6 + 1.6 * rim * rim * rim * rim;
    const double h4 = h * h * h * h, h12 = h4 * h4 * h4, h48 = h12 * h12 * h12 * h12, h144 = h48 * h48 * h48;
    const double shine = 0.09 * h12 + 0.16 * h48 + 0.22 * h144;
    return vec3_add_scaled(colour, (vec3){1, 0.97, 0.93}, face.gloss * fresnel * shine * sample->lit);
}

vec3 synth_shade(const synth_model *model, const synth_camera *camera, const synth_sample *sample, double x_px, double y_px)
{
    const synth_head_params *params = model->params;
    if (sample->part == SYNTH_PART_NONE) {
        return background(params, x_px, y_px);
    }
    if (sample->clothed) {
        return light_surface(camera, sample, paint_cloth(params, sample), false);
    }
    surface skin = paint_skin(params, sample);
    /* The ground under strands: skin in the shadow of hair. Short stubble lets more of it through. */
    const vec3 hair = synth_hair_albedo(params->hair);
    const double dense = sample->part == SYNTH_PART_EAR ? 0 : sample->cover;
    const double through = 0.62 - 0.50 * synth_step(2, 12, params->hair_length_mm);
    const vec3 ground = vec3_mix(vec3_scale(hair, 0.45), vec3_scale(skin.albedo, 0.6), through);
    skin.albedo = vec3_mix(skin.albedo, ground, dense);
    skin.gloss *= 1 - 0.92 * dense;
    return light_surface(camera, sample, skin, dense < 0.5);
}
