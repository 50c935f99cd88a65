/* SPDX-License-Identifier: Apache-2.0
 * support/synth_model.h - what the parts of the head generator share. Lengths of the model are in dm (100 mm): x to the picture's
 * right in the front view, y up, z toward the face; the origin lies 95 mm under the vertex. */
#ifndef TSR_TEST_SYNTH_MODEL_H
#define TSR_TEST_SYNTH_MODEL_H

#include "support/synth.h"

typedef struct vec3 {
    double x, y, z;
} vec3;

static inline vec3 vec3_add_scaled(vec3 a, vec3 b, double s)
{
    return (vec3){a.x + b.x * s, a.y + b.y * s, a.z + b.z * s};
}

static inline vec3 vec3_scale(vec3 a, double s)
{
    return (vec3){a.x * s, a.y * s, a.z * s};
}

static inline vec3 vec3_mix(vec3 a, vec3 b, double t)
{
    return (vec3){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, a.z + (b.z - a.z) * t};
}

/* fmin and fmax are calls into the C library; these are one instruction. */
static inline double min2(double a, double b)
{
    return a < b ? a : b;
}

static inline double max2(double a, double b)
{
    return a > b ? a : b;
}

static inline double synth_clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static inline double vec3_dot(vec3 a, vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

vec3 vec3_cross(vec3 a, vec3 b);
vec3 vec3_unit(vec3 a);

/** 0 below low, 1 above high, smooth between. */
double synth_step(double low, double high, double value);

/** Noise: a hash of integers to [0,1), and smooth noise over space with cells of size 1, [0,1). */
double synth_hash(int32_t a, int32_t b, uint32_t seed);
double synth_noise(vec3 p, uint32_t seed);

enum { SYNTH_THICKNESS_SIDE = 192 };

/** The head, ready to be met by rays. */
typedef struct synth_model {
    const synth_head_params *params;
    double natural_rad;  /* polar angle of the natural hairline's middle */
    double volume_dm;    /* how thick the hair lies where it is full */
    float *thickness_dm; /* by direction from SKULL_CENTER, octahedral map of SIDE x SIDE */
    const tsr_allocator *memory;
} synth_model;

typedef enum synth_part { SYNTH_PART_HEAD, SYNTH_PART_EAR, SYNTH_PART_BODY, SYNTH_PART_NONE } synth_part;

/** All angles and plan coordinates on the scalp are taken from here. */
extern const vec3 SYNTH_SKULL_CENTER;

/** Polar angles become lengths along the scalp by this mean radius. */
#define SYNTH_DM_PER_RAD 0.87

TSR_NODISCARD tsr_status synth_model_init(synth_model *model, const synth_head_params *params, const tsr_allocator *memory);
void synth_model_release(synth_model *model);

/** Distance to the surface, negative inside; never more than the true one by a tenth or so. part may be NULL. */
double synth_model_distance(const synth_model *model, vec3 p, synth_part *part);

/** Unit normal at a point of the surface. */
vec3 synth_model_normal(const synth_model *model, vec3 p);

/** March along a ray of unit direction. @return the way to the surface, or -1 if it is missed within far_dm */
double synth_model_meet(const synth_model *model, vec3 from, vec3 direction, double far_dm, synth_part *part);

/** Two signed fields over directions from the skull's centre, in dm along the scalp. natural: inside the natural scalp region;
 * hair: how deep inside what bears hair. Hair is natural > 0 and hair > 0; bare scalp natural > 0 and hair <= 0. */
typedef struct synth_fields {
    double natural_dm, hair_dm;
} synth_fields;

synth_fields synth_scalp_fields(const synth_model *model, vec3 direction);

/** How much hair hides the skin, 0 to 1, one half on the edge. */
double synth_scalp_cover(const synth_model *model, synth_fields fields);

/** Polar angle of the natural region's border at an azimuth: 0 the face, pi the back; negative to the left. */
double synth_scalp_border_rad(const synth_model *model, double azimuth_rad);

/** Unit direction of growth at a point of the scalp with this normal. */
vec3 synth_scalp_growth(const synth_model *model, vec3 direction, vec3 normal);

vec3 synth_polar_direction(double polar_rad, double azimuth_rad);

/** How far a thick ray can go without its round end touching anything. */
double synth_model_clear(const synth_model *model, vec3 from, vec3 direction, double radius_dm, double far_dm);

/** The point of the surface in a direction from the skull's centre. */
vec3 synth_model_outward(const synth_model *model, vec3 direction);

/** Parallel camera: unit axes in the model and the place of its origin in the picture. */
typedef struct synth_camera {
    vec3 right, up, toward;
    double x_px, y_px, px_per_dm;
    vec3 light; /* unit, from the head to the light */
} synth_camera;

synth_camera synth_camera_make(const synth_head_params *params);
void synth_camera_project(const synth_camera *camera, vec3 p, double out_px[2]);

/** What a ray through a pixel's centre met. */
typedef struct synth_sample {
    vec3 at, normal;
    synth_part part;
    synth_fields fields;
    double cover; /* of hair */
    double lit;   /* share of the light that arrives */
    double open;  /* share of the sky that is seen */
    bool clothed;
} synth_sample;

/** How far all rays may start behind the camera's plane that pass within radius_px of a place in the picture. */
double synth_sample_start(const synth_model *model, const synth_camera *camera, double x_px, double y_px, double radius_px);

/** Follow the ray from start_dm; part is SYNTH_PART_NONE where it meets nothing. */
synth_sample synth_sample_at(const synth_model *model, const synth_camera *camera, double x_px, double y_px, double start_dm);

/** Fill in lit and open, which synth_sample_at leaves 0. */
void synth_sample_light(const synth_model *model, const synth_camera *camera, synth_sample *sample);

tsr_label synth_sample_label(const synth_sample *sample);

/** Linear colour of skin, clothes or background, and of the hair's ground under the strands. */
vec3 synth_shade(const synth_model *model, const synth_camera *camera, const synth_sample *sample, double x_px, double y_px);

/** Draw strands over the linear picture. samples: [h x w]. */
void synth_draw_hair(const synth_model *model, const synth_camera *camera, const synth_sample *samples, vec3 *pixels);

/** Reflectance of skin without marks, and of a hair of the head, linear. */
vec3 synth_skin_albedo(synth_skin skin);
vec3 synth_hair_albedo(synth_hair hair);
vec3 synth_linear(const uint8_t srgb[3]);

#endif
