/* SPDX-License-Identifier: Apache-2.0
 * The map of the scalp: where hair can grow, where loss has taken it, and which way it grows.
 *
 * A place is its direction from the skull's centre: polar angle from the vertex and azimuth from the face. The natural scalp
 * region is bounded by one polar angle an azimuth, read from a table of anatomy (hairline, temple, sideburn, over the ear, behind
 * it, nape). Loss is a set of signed fields in dm along the scalp, joined by their minimum: the border moved back, an ellipse at
 * the vertex, discs, the horseshoe. The hair's edge is where the minimum is 0. */
#include <math.h>

#include "base/memory.h"
#include "support/synth_model.h"

#define PI 3.14159265358979323846

static const double MM_PER_DM = 100;

/* Border of the natural region behind the temples, by azimuth; the front part is set by the forehead. */
static const double BORDER[][2] = {
    /* deg, rad */
    {62, 1.50},  {66, 1.72},  {69, 1.98},  {79, 2.00},  {81, 1.80},  {85, 1.66},
    {104, 1.66}, {109, 1.82}, {114, 2.02}, {124, 2.22}, {150, 2.36}, {180, 2.38},
};

static double table_border_rad(const synth_model *model, double azimuth_rad)
{
    const double deg = fabs(azimuth_rad) * 180 / PI;
    const double temple_deg = 46, temple_rad = model->natural_rad + 0.07;
    if (deg < temple_deg) {
        return model->natural_rad + 0.07 * synth_step(5, temple_deg, deg);
    }
    double from_deg = temple_deg, from_rad = temple_rad;
    for (size_t i = 0; i < sizeof BORDER / sizeof BORDER[0]; i++) {
        if (deg <= BORDER[i][0]) {
            return from_rad + (BORDER[i][1] - from_rad) * (deg - from_deg) / (BORDER[i][0] - from_deg);
        }
        from_deg = BORDER[i][0];
        from_rad = BORDER[i][1];
    }
    return from_rad;
}

double synth_scalp_border_rad(const synth_model *model, double azimuth_rad)
{
    const synth_head_params *params = model->params;
    const double even = table_border_rad(model, azimuth_rad);
    if (params->edge_wobble_mm <= 0) {
        return even;
    }
    const double coarse = synth_noise((vec3){azimuth_rad * 6, 0, 0}, params->seed + 14) - 0.5;
    const double fine = synth_noise((vec3){azimuth_rad * 22, 0, 0}, params->seed + 15) - 0.5;
    return even + (1.2 * coarse + 0.9 * fine) * params->edge_wobble_mm / MM_PER_DM / SYNTH_DM_PER_RAD;
}

vec3 synth_polar_direction(double polar_rad, double azimuth_rad)
{
    return (vec3){sin(polar_rad) * sin(azimuth_rad), cos(polar_rad), sin(polar_rad) * cos(azimuth_rad)};
}

/* How deep behind the moved frontal border; the temples' bays are widest in front and point at the vertex. */
static double front_dm(const synth_model *model, double polar_rad, double azimuth_rad, double border_rad)
{
    const synth_head_params *params = model->params;
    const double deg = fabs(azimuth_rad) * 180 / PI;
    const double temple_mm = azimuth_rad < 0 ? params->left_recession_mm : params->right_recession_mm;
    const double lift_mm = params->hairline_lift_mm;
    if (lift_mm <= 0 && temple_mm <= 0) {
        return 10;
    }
    /* The bays are steep toward the sides and run out toward the middle, where an island of hair stays.
     * A border that moves far takes more of the sides with it, as a fringe that sinks. */
    const double bay = exp(-pow((deg - 40) / (deg < 40 ? 24 : 17), 2));
    const double sides = 1 - synth_step(48, 66 + 0.12 * lift_mm, deg);
    const double moved_dm = (lift_mm * sides + temple_mm * bay) / MM_PER_DM;
    return (border_rad - polar_rad) * SYNTH_DM_PER_RAD - moved_dm;
}

static double spot_dm(const synth_head_params *params, double x_dm, double forward_dm)
{
    if (params->spot_width_mm <= 0 || params->spot_length_mm <= 0) {
        return 10;
    }
    const double a = params->spot_width_mm / 2 / MM_PER_DM, b = params->spot_length_mm / 2 / MM_PER_DM;
    const double y = forward_dm + params->spot_back_mm / MM_PER_DM;
    return (sqrt(x_dm * x_dm / (a * a) + y * y / (b * b)) - 1) * min2(a, b);
}

static double horseshoe_dm(const synth_head_params *params, double x_dm, double forward_dm)
{
    if (params->loss == SYNTH_LOSS_AS_GIVEN) {
        return 10;
    }
    if (params->loss == SYNTH_LOSS_TOTAL) {
        return -10;
    }
    const double a = params->horseshoe_width_mm / 2 / MM_PER_DM, back_dm = -0.30;
    const double behind = forward_dm < back_dm ? (forward_dm - back_dm) / 1.05 : 0;
    return sqrt(x_dm * x_dm + behind * behind) - a;
}

static double patches_dm(const synth_head_params *params, double x_dm, double forward_dm)
{
    double nearest = 10;
    for (int32_t i = 0; i < params->patch_count; i++) {
        const synth_patch *patch = &params->patches[i];
        const double dx = x_dm - patch->right_mm / MM_PER_DM, dy = forward_dm - patch->forward_mm / MM_PER_DM;
        nearest = min2(nearest, sqrt(dx * dx + dy * dy) - patch->radius_mm / MM_PER_DM);
    }
    return nearest;
}

synth_fields synth_scalp_fields(const synth_model *model, vec3 direction)
{
    const synth_head_params *params = model->params;
    const vec3 n = vec3_unit(direction);
    const double level = sqrt(n.x * n.x + n.z * n.z), polar = atan2(level, n.y);
    double azimuth = atan2(fabs(n.x), n.z);
    azimuth = n.x < 0 ? -azimuth : azimuth;
    const double border = synth_scalp_border_rad(model, azimuth);
    const double plan = level > 1e-12 ? polar * SYNTH_DM_PER_RAD / level : 0;
    const double x_dm = n.x * plan, forward_dm = n.z * plan;

    synth_fields fields;
    /* Meridians crowd below; 0.75 keeps the field near a true distance along the slanting border of the sides. */
    fields.natural_dm = (border - polar) * SYNTH_DM_PER_RAD * 0.75;
    double hair = front_dm(model, polar, azimuth, border);
    hair = min2(hair, spot_dm(params, x_dm, forward_dm));
    hair = min2(hair, horseshoe_dm(params, x_dm, forward_dm));
    hair = min2(hair, patches_dm(params, x_dm, forward_dm));
    if (params->edge_wobble_mm > 0) {
        const double coarse = synth_noise(vec3_scale(n, 7), params->seed + 11) - 0.5;
        const double fine = synth_noise(vec3_scale(n, 23), params->seed + 12) - 0.5;
        hair += (2.4 * coarse + 1.2 * fine) * params->edge_wobble_mm / MM_PER_DM;
    }
    fields.hair_dm = hair;
    return fields;
}

double synth_scalp_cover(const synth_model *model, synth_fields fields)
{
    const double soft = max2(model->params->edge_soft_mm, 0.2) / MM_PER_DM;
    const double natural = synth_step(-0.045, 0.045, fields.natural_dm);
    return natural * synth_step(-soft, soft, fields.hair_dm);
}

vec3 synth_scalp_growth(const synth_model *model, vec3 direction, vec3 normal)
{
    /* From a whorl behind the vertex outward with a slight turn; on top combed to the side and, where long, away from the face.
     */
    const vec3 whorl = {-0.12, 0.90, -0.42}, n = vec3_unit(direction);
    const vec3 away = vec3_add_scaled(n, whorl, -vec3_dot(n, whorl));
    const vec3 turn = vec3_cross(whorl, n);
    const double distance = sqrt(vec3_dot(away, away));
    const double lengthy = synth_step(6, 30, model->params->hair_length_mm);
    const double top = synth_step(0.35, 0.85, n.y) * synth_step(0.15, 0.5, distance);
    const double front = synth_step(-0.3, 0.6, n.z);
    vec3 flow = vec3_add_scaled(vec3_unit(away), vec3_unit(turn), 0.55 * (1 - synth_step(0.1, 0.7, distance)));
    const vec3 combed = {0.75, 0.35, 0.45 - 1.1 * front};
    flow = vec3_mix(flow, combed, lengthy * top * 0.85);
    flow = vec3_add_scaled(flow, (vec3){0, -1, -0.12}, 0.9 * (1 - synth_step(0, 0.6, n.y)));
    flow = vec3_add_scaled(flow, normal, -vec3_dot(flow, normal));
    return vec3_unit(flow);
}

/* The middle of the natural hairline lies forehead_mm above the glabella, measured upright: search its polar angle. */
static double find_natural_rad(const synth_model *model)
{
    const double want_y = -0.02 + model->params->forehead_mm / MM_PER_DM;
    double low = 0, high = PI / 2;
    for (int i = 0; i < 40; i++) {
        const double middle = (low + high) / 2;
        if (synth_model_outward(model, synth_polar_direction(middle, 0)).y > want_y) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (low + high) / 2;
}

static vec3 octahedral_direction(int ix, int iy)
{
    const double half = (SYNTH_THICKNESS_SIDE - 1) * 0.5;
    double u = (ix - half) / half, v = (iy - half) / half;
    const double y = 1 - fabs(u) - fabs(v);
    if (y < 0) {
        const double fu = (1 - fabs(v)) * (u < 0 ? -1 : 1), fv = (1 - fabs(u)) * (v < 0 ? -1 : 1);
        u = fu;
        v = fv;
    }
    return vec3_unit((vec3){u, y, v});
}

static float thickness_at(const synth_model *model, vec3 n)
{
    const synth_fields fields = synth_scalp_fields(model, n);
    const double rise_dm = 0.07 + 2.2 * model->volume_dm;
    const double top = 0.35 + 0.65 * synth_step(-0.1, 0.7, n.y);
    const double tufts =
        1 + 0.35 * (synth_noise(vec3_scale(n, 5), model->params->seed + 13) - 0.5) * (model->params->edge_wobble_mm > 0 ? 1 : 0);
    return (float)(model->volume_dm * top * tufts * synth_step(0, rise_dm, fields.hair_dm) *
                   synth_step(0, rise_dm, fields.natural_dm));
}

tsr_status synth_model_init(synth_model *model, const synth_head_params *params, const tsr_allocator *memory)
{
    *model = (synth_model){.params = params, .memory = memory};
    const tsr_status st = tsri_alloc(memory, (size_t)SYNTH_THICKNESS_SIDE * SYNTH_THICKNESS_SIDE, sizeof *model->thickness_dm,
                                     &model->thickness_dm, NULL);
    if (st != TSR_OK) {
        return st;
    }
    model->natural_rad = find_natural_rad(model); /* of the bare head: volume_dm is still 0 */
    model->volume_dm = min2(0.4 * params->hair_length_mm, 16) / MM_PER_DM;
    for (int y = 0; y < SYNTH_THICKNESS_SIDE; y++) {
        for (int x = 0; x < SYNTH_THICKNESS_SIDE; x++) {
            model->thickness_dm[y * SYNTH_THICKNESS_SIDE + x] = thickness_at(model, octahedral_direction(x, y));
        }
    }
    return TSR_OK;
}

void synth_model_release(synth_model *model)
{
    tsri_free(model->memory, model->thickness_dm);
    model->thickness_dm = NULL;
}
