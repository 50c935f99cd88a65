/* SPDX-License-Identifier: Apache-2.0
 * The solid head: a signed distance made of ellipsoids and capsules, melted into each other, and the march of a ray to it.
 *
 * Proportions are an adult man's averages: breadth 153 mm, length 195, vertex to chin 230, thirds of the face 65 each. Everything
 * but the hair's thickness is symmetric in x. A group of parts far from a point is replaced by its bounding sphere, whose
 * distance is never the longer one, so the march stays safe and quick. */
#include <math.h>
#include <string.h>

#include "support/synth_model.h"

const vec3 SYNTH_SKULL_CENTER = {0, 0.15, -0.05};

typedef struct ellipsoid {
    vec3 center, inverse; /* 1 / radius, per axis */
} ellipsoid;

#define ELLIPSOID(cx, cy, cz, rx, ry, rz)                                                                                        \
    {                                                                                                                            \
        {cx, cy, cz},                                                                                                            \
        {                                                                                                                        \
            1 / (rx), 1 / (ry), 1 / (rz)                                                                                         \
        }                                                                                                                        \
    }

static const ellipsoid CRANIUM = ELLIPSOID(0, 0.15, -0.05, 0.755, 0.80, 0.965);
static const ellipsoid FOREHEAD = ELLIPSOID(0, 0.22, 0.20, 0.63, 0.52, 0.655);
static const ellipsoid FACE = ELLIPSOID(0, -0.46, 0.28, 0.60, 0.66, 0.56);
static const ellipsoid JAW = ELLIPSOID(0, -0.84, 0.31, 0.50, 0.42, 0.50);
static const ellipsoid CHIN = ELLIPSOID(0, -1.14, 0.69, 0.19, 0.16, 0.17);
static const ellipsoid BROW = ELLIPSOID(0.27, -0.03, 0.70, 0.31, 0.09, 0.15);
static const ellipsoid SOCKET = ELLIPSOID(0.31, -0.17, 1.00, 0.19, 0.11, 0.21);
static const ellipsoid EYEBALL = ELLIPSOID(0.31, -0.18, 0.69, 0.15, 0.13, 0.135);
static const ellipsoid CHEEKBONE = ELLIPSOID(0.42, -0.42, 0.50, 0.20, 0.17, 0.26);
static const ellipsoid NOSE_TIP = ELLIPSOID(0, -0.55, 1.02, 0.105, 0.095, 0.11);
static const ellipsoid NOSE_WING = ELLIPSOID(0.115, -0.585, 0.915, 0.075, 0.065, 0.10);
static const ellipsoid MUZZLE = ELLIPSOID(0, -0.83, 0.62, 0.29, 0.20, 0.235);
static const ellipsoid UPPER_LIP = ELLIPSOID(0, -0.845, 0.835, 0.21, 0.045, 0.085);
static const ellipsoid LOWER_LIP = ELLIPSOID(0, -0.935, 0.815, 0.17, 0.052, 0.09);
static const ellipsoid EAR = ELLIPSOID(0.785, -0.20, -0.13, 0.070, 0.295, 0.175);
static const ellipsoid CONCHA = ELLIPSOID(0.855, -0.165, -0.12, 0.085, 0.20, 0.115);
static const ellipsoid ANTIHELIX = ELLIPSOID(0.79, -0.13, -0.19, 0.035, 0.125, 0.02);
static const ellipsoid TRAGUS = ELLIPSOID(0.80, -0.24, -0.005, 0.035, 0.055, 0.035);
static const ellipsoid CHEST = ELLIPSOID(0, -3.00, -0.36, 1.60, 1.15, 0.66);

static inline double ellipsoid_distance(vec3 p, const ellipsoid *e)
{
    const double x = (p.x - e->center.x) * e->inverse.x, y = (p.y - e->center.y) * e->inverse.y;
    const double z = (p.z - e->center.z) * e->inverse.z;
    const double gx = x * e->inverse.x, gy = y * e->inverse.y, gz = z * e->inverse.z;
    const double level = sqrt(x * x + y * y + z * z), slope = sqrt(gx * gx + gy * gy + gz * gz);
    return slope > 1e-9 ? level * (level - 1) / slope : -1;
}

static double capsule_distance(vec3 p, vec3 a, vec3 b, double radius_a, double radius_b)
{
    const vec3 along = vec3_add_scaled(b, a, -1), from = vec3_add_scaled(p, a, -1);
    const double t = synth_clamp(vec3_dot(from, along) / vec3_dot(along, along), 0, 1);
    const vec3 off = vec3_add_scaled(from, along, -t);
    return sqrt(vec3_dot(off, off)) - (radius_a + (radius_b - radius_a) * t);
}

static double sphere_distance(vec3 p, double y, double z, double radius)
{
    return sqrt(p.x * p.x + (p.y - y) * (p.y - y) + (p.z - z) * (p.z - z)) - radius;
}

/* Union melted over a width; the polynomial keeps symmetric sums symmetric. */
static double melt(double a, double b, double width)
{
    const double h = max2(width - fabs(a - b), 0);
    return min2(a, b) - h * h / (4 * width);
}

static double carve(double solid, double hole, double width)
{
    return -melt(-solid, hole, width);
}

/* No hair of the scalp grows below; the nape's edge is the lowest. */
static const double LOWEST_HAIR_Y_DM = -1.0;

static double face_distance(vec3 p, double d)
{
    d = melt(d, ellipsoid_distance(p, &FACE), 0.22);
    d = melt(d, ellipsoid_distance(p, &JAW), 0.22);
    d = melt(d, ellipsoid_distance(p, &CHIN), 0.22);
    if (p.z < -0.05) {
        return d;
    }
    d = melt(d, ellipsoid_distance(p, &CHEEKBONE), 0.20);
    const double middle_far = sphere_distance(p, -0.46, 0.78, 0.74);
    if (middle_far > 0.15) {
        return min2(d, middle_far);
    }
    d = melt(d, ellipsoid_distance(p, &BROW), 0.12);
    d = carve(d, ellipsoid_distance(p, &SOCKET), 0.14);
    d = melt(d, ellipsoid_distance(p, &EYEBALL), 0.025);
    d = melt(d, ellipsoid_distance(p, &MUZZLE), 0.20);
    d = melt(d, ellipsoid_distance(p, &UPPER_LIP), 0.04);
    d = melt(d, ellipsoid_distance(p, &LOWER_LIP), 0.04);
    const double bridge = capsule_distance(p, (vec3){0, -0.10, 0.83}, (vec3){0, -0.52, 1.02}, 0.06, 0.075);
    d = melt(d, bridge, 0.13);
    d = melt(d, ellipsoid_distance(p, &NOSE_TIP), 0.08);
    return melt(d, ellipsoid_distance(p, &NOSE_WING), 0.05);
}

/* The ear leans out and back: its frame is sheared by its own height and depth. */
static double ear_distance(vec3 p)
{
    vec3 q = p;
    q.x -= 0.10 * (-0.13 - p.z) / 0.185 + 0.05 * (p.y + 0.2) / 0.315;
    q.z += 0.18 * (p.y + 0.2);
    const double narrow = 1 + 0.35 * synth_clamp((-0.2 - p.y) / 0.315, 0, 1);
    q.z = -0.13 + (q.z + 0.13) * narrow;
    const double shell = ellipsoid_distance(q, &EAR) * 0.85;
    const double hollow = ellipsoid_distance(q, &CONCHA);
    const double ear = carve(shell, hollow, 0.045);
    return melt(melt(ear, ellipsoid_distance(q, &ANTIHELIX), 0.035), ellipsoid_distance(q, &TRAGUS), 0.04);
}

static double body_distance(vec3 p)
{
    const double neck = capsule_distance(p, (vec3){0, -0.75, -0.27}, (vec3){0, -1.95, -0.42}, 0.48, 0.54);
    const double shoulders = capsule_distance(p, (vec3){0, -2.10, -0.42}, (vec3){1.72, -2.45, -0.42}, 0.40, 0.46);
    const double d = melt(neck, shoulders, 0.55);
    return melt(d, ellipsoid_distance(p, &CHEST), 0.4);
}

static double thickness(const synth_model *model, vec3 p)
{
    const vec3 n = vec3_add_scaled(p, SYNTH_SKULL_CENTER, -1);
    const double sum = fabs(n.x) + fabs(n.y) + fabs(n.z);
    if (model->volume_dm <= 0 || sum <= 0) {
        return 0;
    }
    /* Octahedral map, upper half in the middle. Folding by signs keeps it symmetric in x. */
    double u = n.x / sum, v = n.z / sum;
    if (n.y < 0) {
        const double fu = (1 - fabs(v)) * (u < 0 ? -1 : 1), fv = (1 - fabs(u)) * (v < 0 ? -1 : 1);
        u = fu;
        v = fv;
    }
    const double half = (SYNTH_THICKNESS_SIDE - 1) * 0.5;
    const double x = half + u * half, y = half + v * half;
    const int ix = (int)min2(x, SYNTH_THICKNESS_SIDE - 2), iy = (int)min2(y, SYNTH_THICKNESS_SIDE - 2);
    const double tx = x - ix, ty = y - iy;
    const float *cell = model->thickness_dm + (size_t)iy * SYNTH_THICKNESS_SIDE + ix;
    const float *next = cell + SYNTH_THICKNESS_SIDE;
    const double low = (double)cell[0] * (1 - tx) + (double)cell[1] * tx;
    const double high = (double)next[0] * (1 - tx) + (double)next[1] * tx;
    return low * (1 - ty) + high * ty;
}

static double head_distance(const synth_model *model, vec3 p, vec3 folded)
{
    double d = melt(ellipsoid_distance(folded, &CRANIUM), ellipsoid_distance(folded, &FOREHEAD), 0.30);
    const double face_far = sphere_distance(folded, -0.48, 0.42, 0.95);
    d = face_far > 0.3 ? min2(d, face_far) : face_distance(folded, d);
    if (p.y < LOWEST_HAIR_Y_DM - model->volume_dm) {
        return d;
    }
    return d < 0.3 ? d - thickness(model, p) : d - model->volume_dm;
}

double synth_model_distance(const synth_model *model, vec3 p, synth_part *part)
{
    const vec3 folded = {fabs(p.x), p.y, p.z};
    double d = head_distance(model, p, folded);
    synth_part nearest = SYNTH_PART_HEAD;
    const vec3 to_ear = {folded.x - 0.82, p.y + 0.2, p.z + 0.13};
    const double ear_far = sqrt(vec3_dot(to_ear, to_ear)) - 0.42;
    const double ear = ear_far > 0.12 ? ear_far : ear_distance(folded);
    const double body = p.y > -0.1 ? p.y + 0.2 : body_distance(folded);
    if (body < d) {
        nearest = SYNTH_PART_BODY;
    }
    d = p.y > -0.1 ? min2(d, body) : melt(d, body, 0.12);
    if (ear < d) {
        nearest = SYNTH_PART_EAR;
    }
    d = ear_far > 0.12 ? min2(d, ear) : melt(d, ear, 0.04);
    if (part) {
        *part = nearest;
    }
    return d;
}

vec3 synth_model_normal(const synth_model *model, vec3 p)
{
    /* Four corners of a tetrahedron give the slope with the fewest distances. */
    static const vec3 CORNERS[] = {{1, -1, -1}, {-1, -1, 1}, {-1, 1, -1}, {1, 1, 1}};
    const double e = 0.003;
    vec3 slope = {0, 0, 0};
    for (int i = 0; i < 4; i++) {
        slope = vec3_add_scaled(slope, CORNERS[i], synth_model_distance(model, vec3_add_scaled(p, CORNERS[i], e), NULL));
    }
    return vec3_unit(slope);
}

double synth_model_clear(const synth_model *model, vec3 from, vec3 direction, double radius_dm, double far_dm)
{
    double way = 0;
    for (int i = 0; i < 60 && way < far_dm; i++) {
        const double room = synth_model_distance(model, vec3_add_scaled(from, direction, way), NULL) * 0.9 - radius_dm;
        if (room < 0.01) {
            break;
        }
        way += room;
    }
    return way;
}

double synth_model_meet(const synth_model *model, vec3 from, vec3 direction, double far_dm, synth_part *part)
{
    const double touch_dm = 0.001, caution = 0.9;
    double way = 0, d = 1;
    for (int i = 0; i < 160 && way < far_dm; i++) {
        d = synth_model_distance(model, vec3_add_scaled(from, direction, way), part);
        if (d < touch_dm) {
            return way;
        }
        way += d * caution;
    }
    return way < far_dm && d < 0.008 ? way : -1; /* a grazing ray ran out of steps beside the surface */
}

vec3 synth_model_outward(const synth_model *model, vec3 direction)
{
    /* From outside inward, so that the outer surface is met. The ears are no part of the scalp: the start is inside of them. */
    const double start = 1.6;
    const vec3 from = vec3_add_scaled(SYNTH_SKULL_CENTER, direction, start);
    double way = 0;
    for (int i = 0; i < 90 && way < start; i++) {
        const vec3 p = vec3_add_scaled(from, direction, -way);
        const double d = head_distance(model, p, (vec3){fabs(p.x), p.y, p.z});
        if (d < 0.001) {
            break;
        }
        way += d * 0.9;
    }
    return vec3_add_scaled(from, direction, -way);
}
