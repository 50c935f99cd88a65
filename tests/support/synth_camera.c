/* SPDX-License-Identifier: Apache-2.0
 * The parallel camera, and what one ray finds: part, fields, shadow, open sky. */
#include <math.h>

#include "support/synth_model.h"

static const double RAD_PER_DEG = 3.14159265358979323846 / 180;
static const double HEAD_DM = 2.30;  /* vertex to chin */
static const double CAMERA_DM = 3.2; /* distance of the rays' start from the origin */

/* Turn two axes of a frame by an angle in their plane. */
static void turn(vec3 *a, vec3 *b, double deg)
{
    if (deg < 0 || deg > 0) { /* a cosine of 0 degrees keeps exact axes, and with them exact symmetry */
        const double c = cos(deg * RAD_PER_DEG), s = sin(deg * RAD_PER_DEG);
        const vec3 old = *a;
        *a = vec3_add_scaled(vec3_scale(old, c), *b, s);
        *b = vec3_add_scaled(vec3_scale(*b, c), old, -s);
    }
}

synth_camera synth_camera_make(const synth_head_params *params)
{
    static const vec3 AXES[SYNTH_VIEW_COUNT][3] = {
        [SYNTH_FRONT] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},  [SYNTH_TOP] = {{1, 0, 0}, {0, 0, -1}, {0, 1, 0}},
        [SYNTH_LEFT] = {{0, 0, -1}, {0, 1, 0}, {1, 0, 0}},  [SYNTH_RIGHT] = {{0, 0, 1}, {0, 1, 0}, {-1, 0, 0}},
        [SYNTH_BACK] = {{-1, 0, 0}, {0, 1, 0}, {0, 0, -1}},
    };
    const int32_t side = params->width_px < params->height_px ? params->width_px : params->height_px;
    synth_camera camera = {
        .right = AXES[params->view][0],
        .up = AXES[params->view][1],
        .toward = AXES[params->view][2],
        .x_px = params->center_x_frac * params->width_px - 0.5,
        .y_px = params->center_y_frac * params->height_px - 0.5,
        .px_per_dm = params->head_frac * side / HEAD_DM,
    };
    turn(&camera.toward, &camera.right, params->view == SYNTH_TOP ? 0 : -params->yaw_deg);
    turn(&camera.toward, &camera.up, params->view == SYNTH_TOP ? -params->pitch_deg : params->pitch_deg);
    const vec3 light = vec3_add_scaled(camera.toward, camera.right, params->light_right);
    camera.light = vec3_unit(vec3_add_scaled(light, camera.up, params->light_up));
    turn(&camera.right, &camera.up, params->roll_deg);
    return camera;
}

void synth_camera_project(const synth_camera *camera, vec3 p, double out_px[2])
{
    out_px[0] = camera->x_px + vec3_dot(p, camera->right) * camera->px_per_dm;
    out_px[1] = camera->y_px - vec3_dot(p, camera->up) * camera->px_per_dm;
}

static double light_arriving(const synth_model *model, vec3 from, vec3 light)
{
    double open = 1, way = 0.04;
    for (int i = 0; i < 16 && way < 1.4; i++) {
        const double d = synth_model_distance(model, vec3_add_scaled(from, light, way), NULL);
        open = min2(open, 0.5 + 5 * d / way * 0.5);
        if (open <= 0) {
            return 0;
        }
        way += synth_clamp(0.7 * d, 0.05, 0.35);
    }
    return synth_step(0, 1, open);
}

static double sky_open(const synth_model *model, vec3 at, vec3 normal)
{
    double hidden = 0;
    double weight = 1;
    for (int i = 1; i <= 3; i++) {
        const double way = 0.07 * i * i;
        const double d = synth_model_distance(model, vec3_add_scaled(at, normal, way), NULL);
        hidden += weight * max2(way - d, 0) / way;
        weight *= 0.6;
    }
    return synth_clamp(1 - 0.55 * hidden, 0, 1);
}

/* Where the clothes begin: a round collar, lower in front. */
static bool clothed_at(vec3 p)
{
    return p.y < -1.62 - 0.22 * p.z - 0.05 * fabs(p.x);
}

static vec3 ray_start(const synth_camera *camera, double x_px, double y_px, double start_dm)
{
    const double right = (x_px - camera->x_px) / camera->px_per_dm, up = (camera->y_px - y_px) / camera->px_per_dm;
    const vec3 from = vec3_scale(camera->toward, CAMERA_DM - start_dm);
    return vec3_add_scaled(vec3_add_scaled(from, camera->right, right), camera->up, up);
}

double synth_sample_start(const synth_model *model, const synth_camera *camera, double x_px, double y_px, double radius_px)
{
    const vec3 from = ray_start(camera, x_px, y_px, 0);
    const double radius_dm = radius_px / camera->px_per_dm;
    return synth_model_clear(model, from, vec3_scale(camera->toward, -1), radius_dm, 2 * CAMERA_DM);
}

synth_sample synth_sample_at(const synth_model *model, const synth_camera *camera, double x_px, double y_px, double start_dm)
{
    synth_sample sample = {.part = SYNTH_PART_NONE};
    const vec3 from = ray_start(camera, x_px, y_px, start_dm);
    synth_part part = SYNTH_PART_NONE;
    const double way = synth_model_meet(model, from, vec3_scale(camera->toward, -1), 2 * CAMERA_DM - start_dm, &part);
    if (way < 0) {
        return sample;
    }
    sample.at = vec3_add_scaled(from, camera->toward, -way);
    sample.part = part;
    sample.normal = synth_model_normal(model, sample.at);
    if (part == SYNTH_PART_HEAD || part == SYNTH_PART_BODY) {
        sample.fields = synth_scalp_fields(model, vec3_add_scaled(sample.at, SYNTH_SKULL_CENTER, -1));
        sample.cover = synth_scalp_cover(model, sample.fields);
    }
    if (part == SYNTH_PART_BODY && clothed_at(sample.at)) {
        sample.clothed = true;
        sample.cover = 0;
    }
    return sample;
}

void synth_sample_light(const synth_model *model, const synth_camera *camera, synth_sample *sample)
{
    const vec3 lifted = vec3_add_scaled(sample->at, sample->normal, 0.02);
    sample->lit = vec3_dot(sample->normal, camera->light) > -0.2 ? light_arriving(model, lifted, camera->light) : 0;
    sample->open = sky_open(model, sample->at, sample->normal);
}

tsr_label synth_sample_label(const synth_sample *sample)
{
    if (sample->part == SYNTH_PART_NONE || sample->clothed) {
        return TSR_LABEL_BACKGROUND;
    }
    if (sample->part == SYNTH_PART_EAR || sample->fields.natural_dm <= 0) {
        return TSR_LABEL_SKIN;
    }
    return sample->fields.hair_dm > 0 ? TSR_LABEL_HAIR : TSR_LABEL_SCALP;
}
