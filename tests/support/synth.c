/* SPDX-License-Identifier: Apache-2.0
 * The order of drawing: every pixel's ray, finer rays where neighbours differ, strands, the sensor. */
#include "support/synth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "support/synth_model.h"

synth_head_params synth_head_params_default(synth_view view, int32_t width_px, int32_t height_px)
{
    return (synth_head_params){
        .view = view,
        .width_px = width_px,
        .height_px = height_px,
        .center_x_frac = 0.5,
        .center_y_frac = view == SYNTH_TOP ? 0.5 : 0.45,
        .head_frac = view == SYNTH_TOP ? 0.85 : 0.72,
        .skin = SYNTH_SKIN_LIGHT,
        .hair = SYNTH_HAIR_BROWN,
        .hair_length_mm = 25,
        .forehead_mm = 65,
        .spot_back_mm = 30,
        .horseshoe_width_mm = 150,
        .edge_soft_mm = 4,
        .edge_wobble_mm = 2,
        .residual_frac = 0.02,
        .stubble_frac = 0.3,
        .scalp_gloss = 0.5,
        .background_srgb = {{176, 182, 186}, {142, 146, 150}},
        .room_contrast = 0.3,
        .clothes_srgb = {58, 72, 98},
        .light_right = -0.5,
        .light_up = 0.9,
        .sensor_noise = 1.2,
        .seed = 1,
    };
}

static bool within(double value, double low, double high)
{
    return value >= low && value <= high;
}

static bool params_valid(const synth_head_params *p)
{
    return p->view >= 0 && p->view < SYNTH_VIEW_COUNT && p->width_px >= 16 && p->width_px <= 8192 && p->height_px >= 16 &&
           p->height_px <= 8192 && within(p->center_x_frac, -1, 2) && within(p->center_y_frac, -1, 2) &&
           within(p->head_frac, 0.05, 4) && within(p->roll_deg, -360, 360) && within(p->pitch_deg, -60, 60) &&
           within(p->yaw_deg, -60, 60) && p->skin >= 0 && p->skin <= SYNTH_SKIN_DARK && p->hair >= 0 &&
           p->hair <= SYNTH_HAIR_GREY && within(p->hair_length_mm, 0.5, 60) && within(p->forehead_mm, 40, 85) &&
           within(p->hairline_lift_mm, 0, 120) && within(p->left_recession_mm, 0, 120) && within(p->right_recession_mm, 0, 120) &&
           within(p->spot_width_mm, 0, 300) && within(p->spot_length_mm, 0, 300) && within(p->spot_back_mm, -100, 150) &&
           p->loss >= 0 && p->loss <= SYNTH_LOSS_TOTAL && p->patch_count >= 0 && p->patch_count <= SYNTH_MAX_PATCHES &&
           within(p->edge_soft_mm, 0, 30) && within(p->edge_wobble_mm, 0, 20) && within(p->sensor_noise, 0, 50) &&
           within(p->horseshoe_width_mm, 20, 260) && within(p->light_right, -10, 10) && within(p->light_up, -10, 10) &&
           within(p->residual_frac, 0, 0.4) && within(p->grey_frac, 0, 1) && within(p->room_contrast, 0, 1);
}

/* One ray a pixel; the label is that ray's. Tiles of rays share the free way before them, which saves most of the march. */
static void follow_rays(const synth_model *model, const synth_camera *camera, synth_sample *samples, tsri_image *labels)
{
    const int32_t tile_px = 8, width = labels->width_px, height = labels->height_px;
    const double middle = (tile_px - 1) * 0.5;
    for (int32_t top = 0; top < height; top += tile_px) {
        for (int32_t left = 0; left < width; left += tile_px) {
            const double start = synth_sample_start(model, camera, left + middle, top + middle, middle * 1.4143);
            for (int32_t y = top; y < top + tile_px && y < height; y++) {
                uint8_t *row = tsri_image_row(labels, y);
                for (int32_t x = left; x < left + tile_px && x < width; x++) {
                    const size_t i = (size_t)y * (size_t)width + (size_t)x;
                    samples[i] = synth_sample_at(model, camera, x, y, start);
                    row[x] = (uint8_t)synth_sample_label(&samples[i]);
                }
            }
        }
    }
}

static bool differ(const synth_camera *camera, const synth_sample *a, const synth_sample *b)
{
    const double jump_dm = 4 / camera->px_per_dm;
    return a->part != b->part || a->clothed != b->clothed ||
           fabs(vec3_dot(a->at, camera->toward) - vec3_dot(b->at, camera->toward)) > max2(jump_dm, 0.05);
}

/* The mean light of the lit grid's samples round a pixel; false if one of them lies on another surface. */
static bool borrow_light(const synth_camera *camera,
                         const synth_head_params *params,
                         const synth_sample *samples,
                         int32_t x,
                         int32_t y,
                         synth_sample *sample)
{
    double lit = 0, open = 0;
    for (int k = 0; k < 4; k++) {
        const int32_t gx = x + ((k & 1) ? x & 1 : -(x & 1)), gy = y + ((k >> 1) ? y & 1 : -(y & 1));
        if (gx >= params->width_px || gy >= params->height_px) {
            return false;
        }
        const synth_sample *other = &samples[(size_t)gy * (size_t)params->width_px + (size_t)gx];
        if (differ(camera, sample, other)) {
            return false;
        }
        lit += other->lit;
        open += other->open;
    }
    sample->lit = lit / 4;
    sample->open = open / 4;
    return true;
}

/* Shadows change slowly: one sample of four is asked, the others lie between such ones where the surface goes on. */
static void light_samples(const synth_model *model, const synth_camera *camera, synth_sample *samples)
{
    const synth_head_params *params = model->params;
    for (int pass = 0; pass < 2; pass++) {
        for (int32_t y = 0; y < params->height_px; y++) {
            for (int32_t x = 0; x < params->width_px; x++) {
                synth_sample *sample = &samples[(size_t)y * (size_t)params->width_px + (size_t)x];
                const bool on_grid = !(x & 1) && !(y & 1);
                if (sample->part == SYNTH_PART_NONE || on_grid != (pass == 0)) {
                    continue;
                }
                if (on_grid || !borrow_light(camera, params, samples, x, y, sample)) {
                    synth_sample_light(model, camera, sample);
                }
            }
        }
    }
}

static void shade_samples(const synth_model *model, const synth_camera *camera, const synth_sample *samples, vec3 *pixels)
{
    const synth_head_params *params = model->params;
    for (int32_t y = 0; y < params->height_px; y++) {
        for (int32_t x = 0; x < params->width_px; x++) {
            const size_t i = (size_t)y * (size_t)params->width_px + (size_t)x;
            pixels[i] = synth_shade(model, camera, &samples[i], x, y);
        }
    }
}

/* Outlines: four rays more where a pixel and a neighbour lie on different surfaces, or where fine features are drawn. */
static void smooth_outlines(
    const synth_model *model, const synth_camera *camera, const synth_sample *samples, vec3 *pixels, const tsri_image *labels)
{
    const int32_t width = labels->width_px;
    for (int32_t y = 0; y < labels->height_px; y++) {
        for (int32_t x = 0; x < width; x++) {
            const size_t i = (size_t)y * (size_t)width + (size_t)x;
            const bool edge = (x > 0 && differ(camera, &samples[i], &samples[i - 1])) ||
                              (x + 1 < width && differ(camera, &samples[i], &samples[i + 1])) ||
                              (y > 0 && differ(camera, &samples[i], &samples[i - (size_t)width])) ||
                              (y + 1 < labels->height_px && differ(camera, &samples[i], &samples[i + (size_t)width]));
            if (!edge) {
                continue;
            }
            vec3 sum = {0, 0, 0};
            for (int k = 0; k < 4; k++) {
                const double sx = x + ((k & 1) ? 0.25 : -0.25), sy = y + ((k >> 1) ? 0.25 : -0.25);
                synth_sample sample = synth_sample_at(model, camera, sx, sy, 0);
                if (sample.part != SYNTH_PART_NONE) {
                    synth_sample_light(model, camera, &sample);
                }
                sum = vec3_add_scaled(sum, synth_shade(model, camera, &sample, sx, sy), 0.25);
            }
            pixels[i] = sum;
        }
    }
}

static double srgb(double linear)
{
    /* A shoulder instead of clipping, as cameras have: straight to 0.6, then bending toward 1. */
    const double knee = 0.6, over = max2(linear - knee, 0);
    const double bent = min2(linear, knee) + (1 - knee) * (1 - exp(-over / (1 - knee)));
    return bent <= 0.0031308 ? 12.92 * bent : 1.055 * pow(bent, 1 / 2.4) - 0.055;
}

static void expose(const synth_head_params *params, const vec3 *pixels, tsri_image *rgb)
{
    for (int32_t y = 0; y < rgb->height_px; y++) {
        uint8_t *row = tsri_image_row(rgb, y);
        for (int32_t x = 0; x < rgb->width_px; x++) {
            const vec3 pixel = pixels[(size_t)y * (size_t)rgb->width_px + (size_t)x];
            const double linear[3] = {pixel.x, pixel.y, pixel.z};
            /* The sum of three even numbers is near enough to a normal one; its deviation is 0.5. */
            const double noise = synth_hash(x, y, params->seed + 71) + synth_hash(x, y, params->seed + 72) +
                                 synth_hash(x, y, params->seed + 73) - 1.5;
            for (int c = 0; c < 3; c++) {
                const double value = 255 * srgb(max2(linear[c], 0)) + 2 * params->sensor_noise * noise;
                row[3 * x + c] = (uint8_t)lround(synth_clamp(value, 0, 255));
            }
        }
    }
}

tsr_status synth_head_render(const synth_head_params *params, tsri_image *rgb, tsri_image *labels)
{
    const tsr_allocator *memory = tsri_memory_default();
    memset(rgb, 0, sizeof *rgb);
    memset(labels, 0, sizeof *labels);
    if (!params_valid(params)) {
        return TSR_E_INVALID_ARG;
    }
    synth_model model = {0};
    synth_sample *samples = NULL;
    vec3 *pixels = NULL;
    const size_t count = (size_t)params->width_px * (size_t)params->height_px;
    tsr_status st = synth_model_init(&model, params, memory);
    st = st == TSR_OK ? tsri_alloc(memory, count, sizeof *samples, &samples, NULL) : st;
    st = st == TSR_OK ? tsri_alloc(memory, count, sizeof *pixels, &pixels, NULL) : st;
    st = st == TSR_OK ? tsri_image_init(rgb, memory, params->width_px, params->height_px, 3, NULL) : st;
    st = st == TSR_OK ? tsri_image_init(labels, memory, params->width_px, params->height_px, 1, NULL) : st;
    if (st == TSR_OK) {
        const synth_camera camera = synth_camera_make(params);
        follow_rays(&model, &camera, samples, labels);
        light_samples(&model, &camera, samples);
        shade_samples(&model, &camera, samples, pixels);
        smooth_outlines(&model, &camera, samples, pixels, labels);
        synth_draw_hair(&model, &camera, samples, pixels);
        expose(params, pixels, rgb);
    } else {
        tsri_image_release(rgb);
        tsri_image_release(labels);
    }
    tsri_free(memory, pixels);
    tsri_free(memory, samples);
    synth_model_release(&model);
    return st;
}
