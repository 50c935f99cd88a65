/* SPDX-License-Identifier: Apache-2.0
 * The truth in numbers: counts from the label map; contours and landmarks from the model's own curves, projected. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "support/synth_model.h"

static const double RAD_PER_DEG = 3.14159265358979323846 / 180;
static const double GLABELLA_Y_DM = -0.02, PUPIL_X_DM = 0.31, PUPIL_Y_DM = -0.17;

static void count_labels(const tsri_image *labels, synth_truth *out)
{
    int64_t counts[TSR_LABEL_COUNT] = {0};
    for (int32_t y = 0; y < labels->height_px; y++) {
        const uint8_t *row = tsri_image_row(labels, y);
        for (int32_t x = 0; x < labels->width_px; x++) {
            counts[row[x] & 3]++;
        }
    }
    out->hair_px = counts[TSR_LABEL_HAIR];
    out->skin_px = counts[TSR_LABEL_SKIN];
    out->bare_px = counts[TSR_LABEL_SCALP];
    const int64_t scalp = out->bare_px + out->hair_px;
    out->bare_frac = scalp > 0 ? (double)out->bare_px / (double)scalp : 0;
}

/* The first hair met on the way from the natural border up a meridian; -1: none before the vertex. */
static double hair_edge_rad(const synth_model *model, double azimuth_rad, double border_rad)
{
    const double step = 0.004;
    for (double polar = border_rad - 1e-6; polar > 0; polar -= step) {
        if (synth_scalp_fields(model, synth_polar_direction(polar, azimuth_rad)).hair_dm <= 0) {
            continue;
        }
        double bare = min2(polar + step, border_rad - 1e-6), hair = polar;
        for (int i = 0; i < 24 && bare > hair; i++) {
            const double middle = (bare + hair) / 2;
            if (synth_scalp_fields(model, synth_polar_direction(middle, azimuth_rad)).hair_dm > 0) {
                hair = middle;
            } else {
                bare = middle;
            }
        }
        return hair;
    }
    return -1;
}

/* A point of the scalp in the picture; false where the head itself hides it. */
static bool place(const synth_model *model, const synth_camera *camera, double polar_rad, double azimuth_rad, double out_px[2])
{
    const vec3 p = synth_model_outward(model, synth_polar_direction(polar_rad, azimuth_rad));
    synth_camera_project(camera, p, out_px);
    const vec3 from = vec3_add_scaled(p, camera->toward, 4);
    const double way = synth_model_meet(model, from, vec3_scale(camera->toward, -1), 8, NULL);
    return way < 0 || way > 4 - 0.03;
}

/* Draw a stretch of a contour into the columns it crosses; of several the lowest edge counts, the first on the way up. */
static void draw_stretch(double *y_px, int32_t width_px, const double from[2], const double to[2])
{
    const double low = min2(from[0], to[0]), high = max2(from[0], to[0]);
    for (int32_t x = (int32_t)max2(ceil(low), 0); x <= high && x < width_px; x++) {
        const double t = high > low ? (x - from[0]) / (to[0] - from[0]) : 0;
        y_px[x] = max2(y_px[x], from[1] + (to[1] - from[1]) * t);
    }
}

static void
trace(const synth_model *model, const synth_camera *camera, double lowest_y_px, bool natural, double *y_px, int32_t width_px)
{
    double last[2] = {0, 0}, at[2];
    bool joined = false;
    for (int32_t i = -900; i <= 900; i++) {
        const double azimuth = i * 0.1 * RAD_PER_DEG, border = synth_scalp_border_rad(model, azimuth);
        const double polar = natural ? border : hair_edge_rad(model, azimuth, border);
        const bool seen = polar >= 0 && place(model, camera, polar, azimuth, at) && at[1] < lowest_y_px;
        /* A jump between neighbouring meridians is the side of a bay seen end on: the contour is open there. */
        if (seen && joined && fabs(at[1] - last[1]) < 0.12 * camera->px_per_dm) {
            draw_stretch(y_px, width_px, last, at);
        }
        joined = seen;
        last[0] = at[0];
        last[1] = at[1];
    }
}

static void find_landmarks(const synth_model *model, const synth_camera *camera, synth_truth *out)
{
    const double x[3] = {0, -PUPIL_X_DM, PUPIL_X_DM}, y[3] = {GLABELLA_Y_DM, PUPIL_Y_DM, PUPIL_Y_DM};
    double *const place_px[3] = {out->glabella_px, out->left_pupil_px, out->right_pupil_px};
    for (int i = 0; i < 3; i++) {
        const vec3 from = {x[i], y[i], 3};
        const double way = synth_model_meet(model, from, (vec3){0, 0, -1}, 6, NULL);
        synth_camera_project(camera, vec3_add_scaled(from, (vec3){0, 0, -1}, way), place_px[i]);
    }
    out->has_face = true;
    place(model, camera, model->natural_rad, 0, out->natural_trichion_px);
    const double edge = hair_edge_rad(model, 0, model->natural_rad);
    out->has_trichion = edge >= 0 && place(model, camera, edge, 0, out->trichion_px);
}

tsr_status synth_head_truth(const synth_head_params *params, const tsri_image *labels, synth_truth *out)
{
    const tsr_allocator *memory = tsri_memory_default();
    *out = (synth_truth){.memory = memory};
    count_labels(labels, out);
    if (params->view != SYNTH_FRONT) {
        return TSR_OK;
    }
    synth_model model = {0};
    const size_t width = (size_t)labels->width_px;
    tsr_status st = synth_model_init(&model, params, memory);
    st = st == TSR_OK ? tsri_alloc(memory, width, sizeof(double), &out->hairline_y_px, NULL) : st;
    st = st == TSR_OK ? tsri_alloc(memory, width, sizeof(double), &out->natural_y_px, NULL) : st;
    if (st == TSR_OK) {
        for (size_t x = 0; x < width; x++) {
            out->hairline_y_px[x] = out->natural_y_px[x] = -1;
        }
        out->width_px = labels->width_px;
        const synth_camera camera = synth_camera_make(params);
        find_landmarks(&model, &camera, out);
        trace(&model, &camera, out->glabella_px[1], false, out->hairline_y_px, out->width_px);
        trace(&model, &camera, out->glabella_px[1], true, out->natural_y_px, out->width_px);
    } else {
        synth_truth_release(out);
    }
    synth_model_release(&model);
    return st;
}

void synth_truth_release(synth_truth *truth)
{
    if (truth->memory) {
        tsri_free(truth->memory, truth->hairline_y_px);
        tsri_free(truth->memory, truth->natural_y_px);
    }
    memset(truth, 0, sizeof *truth);
}
