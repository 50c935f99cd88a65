/* SPDX-License-Identifier: Apache-2.0
 * Synthetic heads: anatomical places are projected by the model's own camera and must lie in the zone of that name. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "measure/zones.h"
#include "support/image_check.h"
#include "support/synth_model.h"
#include "support/synth_sample.h"

enum { SIDE_PX = 320 };

static const double RAD = 3.14159265358979323846 / 180;

/* A head with bare temples and a bare spot; roll 180 in the top view: the face points up in the picture. */
struct pose {
    synth_view drawn;
    tsr_view view;
    double roll_deg;
};

static const struct pose POSES[] = {
    {SYNTH_FRONT, TSR_VIEW_FRONT, 0}, {SYNTH_TOP, TSR_VIEW_TOP, 0},   {SYNTH_TOP, TSR_VIEW_TOP, 180},
    {SYNTH_TOP, TSR_VIEW_TOP, 30},    {SYNTH_LEFT, TSR_VIEW_LEFT, 0}, {SYNTH_RIGHT, TSR_VIEW_RIGHT, 0},
    {SYNTH_BACK, TSR_VIEW_BACK, 0},
};
enum { POSE_COUNT = sizeof POSES / sizeof *POSES };

struct head {
    synth_head_params params;
    synth_camera camera;
    synth_model model;
    tsri_image rgb, labels;
    tsri_arena arena;
    tsri_sample sample;
    tsr_zone_frame frame;
    tsr_zone_measures zones;
};

static void project(const struct head *h, double polar_rad, double azimuth_deg, double out_px[2])
{
    const vec3 at = synth_model_outward(&h->model, synth_polar_direction(polar_rad, azimuth_deg * RAD));
    synth_camera_project(&h->camera, at, out_px);
}

static void measure(struct head *h, tsr_view view, const tsr_landmarks *marks)
{
    ck_assert_int_eq(
        synth_sample_make(tsri_image_view(&h->rgb), tsri_image_view(&h->labels), view, marks, 8, &h->arena, &h->sample), TSR_OK);
    h->frame = tsri_zone_frame_place(&h->sample);
    ck_assert_int_eq(tsri_zones_measure(&h->sample, &h->frame, &h->arena, &h->zones, NULL), TSR_OK);
}

static tsr_landmarks landmarks_of(struct head *h, const struct pose *pose)
{
    tsr_landmarks marks;
    memset(&marks, 0, sizeof marks);
    if (pose->drawn == SYNTH_FRONT) {
        synth_truth truth;
        ck_assert_int_eq(synth_head_truth(&h->params, &h->labels, &truth), TSR_OK);
        marks.glabella = (tsr_point){truth.glabella_px[0], truth.glabella_px[1], true};
        marks.left_pupil = (tsr_point){truth.left_pupil_px[0], truth.left_pupil_px[1], true};
        marks.right_pupil = (tsr_point){truth.right_pupil_px[0], truth.right_pupil_px[1], true};
        synth_truth_release(&truth);
    } else if (pose->roll_deg > 0) {
        double at_px[2];
        project(h, 1.45, 0, at_px);
        marks.glabella = (tsr_point){at_px[0], at_px[1], true};
    }
    return marks;
}

static void open_head(struct head *h, const struct pose *pose, int32_t side_px)
{
    memset(h, 0, sizeof *h);
    h->params = synth_head_params_default(pose->drawn, side_px, side_px);
    h->params.roll_deg = pose->roll_deg;
    h->params.center_y_frac = 0.5;
    h->params.left_recession_mm = 30;
    h->params.right_recession_mm = 15;
    h->params.spot_width_mm = h->params.spot_length_mm = 60;
    h->camera = synth_camera_make(&h->params);
    ck_assert_int_eq(synth_model_init(&h->model, &h->params, tsri_memory_default()), TSR_OK);
    ck_assert_int_eq(synth_head_render(&h->params, &h->rgb, &h->labels), TSR_OK);
    tsri_arena_init(&h->arena, tsri_memory_default());
    tsr_landmarks marks = landmarks_of(h, pose);
    measure(h, pose->view, &marks);
    ck_assert(h->frame.known);
}

static void close_head(struct head *h)
{
    tsri_arena_release(&h->arena);
    tsri_image_release(&h->rgb);
    tsri_image_release(&h->labels);
    synth_model_release(&h->model);
}

static tsr_zone mirrored(tsr_zone zone)
{
    switch (zone) {
    case TSR_ZONE_LEFT_TEMPLE:
        return TSR_ZONE_RIGHT_TEMPLE;
    case TSR_ZONE_RIGHT_TEMPLE:
        return TSR_ZONE_LEFT_TEMPLE;
    case TSR_ZONE_LEFT_SIDE:
        return TSR_ZONE_RIGHT_SIDE;
    case TSR_ZONE_RIGHT_SIDE:
        return TSR_ZONE_LEFT_SIDE;
    default:
        return zone;
    }
}

/* Places by polar angle from the vertex and azimuth from the face, positive to the front picture's right, the person's left. The
 * zone is the person's. */
static const struct {
    tsr_view view;
    double polar_rad, azimuth_deg;
    tsr_zone zone;
} PLACES[] = {
    {TSR_VIEW_FRONT, 1.0, 0, TSR_ZONE_FRONTAL},      {TSR_VIEW_FRONT, 0.1, 0, TSR_ZONE_MID},
    {TSR_VIEW_FRONT, 1.1, 55, TSR_ZONE_LEFT_TEMPLE}, {TSR_VIEW_FRONT, 1.1, -55, TSR_ZONE_RIGHT_TEMPLE},
    {TSR_VIEW_TOP, 0.7, 0, TSR_ZONE_FRONTAL},        {TSR_VIEW_TOP, 0.0, 0, TSR_ZONE_MID},
    {TSR_VIEW_TOP, 0.6, 180, TSR_ZONE_VERTEX},       {TSR_VIEW_TOP, 1.3, 180, TSR_ZONE_OCCIPITAL},
    {TSR_VIEW_TOP, 1.1, 55, TSR_ZONE_LEFT_TEMPLE},   {TSR_VIEW_TOP, 1.1, -55, TSR_ZONE_RIGHT_TEMPLE},
    {TSR_VIEW_TOP, 1.1, 100, TSR_ZONE_LEFT_SIDE},    {TSR_VIEW_TOP, 1.1, -100, TSR_ZONE_RIGHT_SIDE},
    {TSR_VIEW_LEFT, 1.0, 30, TSR_ZONE_LEFT_TEMPLE},  {TSR_VIEW_LEFT, 1.3, 90, TSR_ZONE_LEFT_SIDE},
    {TSR_VIEW_LEFT, 0.25, 180, TSR_ZONE_MID},        {TSR_VIEW_LEFT, 0.7, 180, TSR_ZONE_VERTEX},
    {TSR_VIEW_LEFT, 1.7, 180, TSR_ZONE_OCCIPITAL},   {TSR_VIEW_RIGHT, 1.0, -30, TSR_ZONE_RIGHT_TEMPLE},
    {TSR_VIEW_RIGHT, 1.3, -90, TSR_ZONE_RIGHT_SIDE}, {TSR_VIEW_RIGHT, 0.25, 180, TSR_ZONE_MID},
    {TSR_VIEW_RIGHT, 0.7, 180, TSR_ZONE_VERTEX},     {TSR_VIEW_RIGHT, 1.7, 180, TSR_ZONE_OCCIPITAL},
    {TSR_VIEW_BACK, 0.7, 180, TSR_ZONE_VERTEX},      {TSR_VIEW_BACK, 1.7, 180, TSR_ZONE_OCCIPITAL},
    {TSR_VIEW_BACK, 1.6, 110, TSR_ZONE_LEFT_SIDE},   {TSR_VIEW_BACK, 1.6, -110, TSR_ZONE_RIGHT_SIDE},
};

START_TEST(anatomical_places_lie_in_their_zones)
{
    struct head h;
    const struct pose *pose = &POSES[_i];
    open_head(&h, pose, SIDE_PX);
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        if (PLACES[i].view == pose->view) {
            double at_px[2];
            project(&h, PLACES[i].polar_rad, PLACES[i].azimuth_deg, at_px);
            /* Who faces the camera has the left side at the picture's right. */
            bool swaps = pose->view == TSR_VIEW_FRONT || (pose->view == TSR_VIEW_TOP && pose->roll_deg < 90);
            tsr_zone want = swaps ? mirrored(PLACES[i].zone) : PLACES[i].zone, got = tsr_zone_at(&h.frame, at_px[0], at_px[1]);
            ck_assert_msg(got == want, "%s, roll %g, polar %g, azimuth %g: zone %d, not %d", tsr_view_name(pose->view),
                          pose->roll_deg, PLACES[i].polar_rad, PLACES[i].azimuth_deg, (int)got, (int)want);
        }
    }
    ck_assert_int_eq(tsr_zone_at(&h.frame, -9 * SIDE_PX, 0), TSR_ZONE_NONE);
    close_head(&h);
}
END_TEST

START_TEST(the_axes_follow_the_head)
{
    struct head h;
    const struct pose *pose = &POSES[_i];
    open_head(&h, pose, SIDE_PX);
    /* In the top view up is where the face points: down in the picture, turned clockwise by the roll. */
    double turn = pose->roll_deg * RAD, up_x = 0, up_y = -1;
    if (pose->view == TSR_VIEW_TOP) {
        up_x = -sin(turn);
        up_y = cos(turn);
    }
    ck_assert_double_eq_tol(hypot(h.frame.up_x, h.frame.up_y), 1, 1e-9);
    ck_assert_double_ge(h.frame.up_x * up_x + h.frame.up_y * up_y, cos(4 * RAD));
    ck_assert_int_eq(h.frame.view, pose->view);
    if (pose->view != TSR_VIEW_TOP) { /* one half length up from the origin is the scalp's top */
        double top_px = -1, at_px = h.frame.origin_y_px - h.frame.half_up_px;
        for (int32_t y = 0; y < SIDE_PX && top_px < 0; y++) {
            for (int32_t x = 0; x < SIDE_PX; x++) {
                uint8_t label = tsri_image_row(&h.labels, y)[x];
                top_px = label == TSR_LABEL_HAIR || label == TSR_LABEL_SCALP ? y : top_px;
            }
        }
        ck_assert_msg(fabs(at_px - top_px) < 0.04 * SIDE_PX, "top at %g, not %g", at_px, top_px);
    }
    close_head(&h);
}
END_TEST

START_TEST(shares_are_those_of_the_label_map)
{
    struct head h;
    int known = 0;
    int64_t bare[TSR_ZONE_COUNT] = {0}, scalp[TSR_ZONE_COUNT] = {0};
    open_head(&h, &POSES[_i], SIDE_PX);
    for (int32_t y = 0; y < SIDE_PX; y++) {
        for (int32_t x = 0; x < SIDE_PX; x++) {
            uint8_t label = tsri_image_row(&h.labels, y)[x];
            if (label == TSR_LABEL_HAIR || label == TSR_LABEL_SCALP) {
                tsr_zone zone = tsr_zone_at(&h.frame, x, y);
                scalp[zone]++;
                bare[zone] += label == TSR_LABEL_SCALP;
            }
        }
    }
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        tsr_quantity q = h.zones.bare_fraction[z];
        ck_assert(scalp[z] > 0 || !q.known); /* out of sight */
        ck_assert_int_eq(h.zones.scalp_px[z], scalp[z]);
        if (q.known) {
            ck_assert_double_eq_tol(q.value, (double)bare[z] / (double)scalp[z], 0.01);
            ck_assert(0 <= q.lo && q.lo <= q.value && q.value <= q.hi && q.hi <= 1);
            known++;
        }
    }
    ck_assert_int_ge(known, 3);
    close_head(&h);
}
END_TEST

START_TEST(a_zone_out_of_sight_is_unknown)
{
    static const struct {
        int pose;
        tsr_zone zone;
    } HIDDEN[] = {{0, TSR_ZONE_OCCIPITAL}, {0, TSR_ZONE_VERTEX},      {4, TSR_ZONE_RIGHT_SIDE}, {4, TSR_ZONE_RIGHT_TEMPLE},
                  {5, TSR_ZONE_LEFT_SIDE}, {5, TSR_ZONE_LEFT_TEMPLE}, {6, TSR_ZONE_FRONTAL},    {6, TSR_ZONE_LEFT_TEMPLE}};
    for (size_t i = 0; i < sizeof HIDDEN / sizeof *HIDDEN; i++) {
        struct head h;
        open_head(&h, &POSES[HIDDEN[i].pose], SIDE_PX / 2);
        ck_assert(!h.zones.bare_fraction[HIDDEN[i].zone].known);
        close_head(&h);
    }
}
END_TEST

static void flip(const tsri_image *image, int32_t channels)
{
    for (int32_t y = 0; y < image->height_px; y++) {
        uint8_t *row = tsri_image_row(image, y);
        for (int32_t a = 0, b = image->width_px - 1; a < b; a++, b--) {
            for (int32_t c = 0; c < channels; c++) {
                uint8_t kept = row[a * channels + c];
                row[a * channels + c] = row[b * channels + c];
                row[b * channels + c] = kept;
            }
        }
    }
}

START_TEST(the_mirror_swaps_left_and_right)
{
    struct head h;
    const struct pose *pose = &POSES[_i];
    open_head(&h, pose, SIDE_PX);
    const tsr_zone_measures before = h.zones;
    tsr_landmarks m = h.sample.landmarks;
    const tsr_point left = m.left_pupil;
    m.left_pupil = m.right_pupil;
    m.right_pupil = left;
    tsr_point *const points[] = {&m.glabella, &m.left_pupil, &m.right_pupil};
    for (int i = 0; i < 3; i++) {
        points[i]->x_px = SIDE_PX - 1 - points[i]->x_px;
    }
    flip(&h.rgb, 3);
    flip(&h.labels, 1);
    measure(&h, pose->view == TSR_VIEW_LEFT ? TSR_VIEW_RIGHT : pose->view == TSR_VIEW_RIGHT ? TSR_VIEW_LEFT : pose->view, &m);
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        tsr_quantity a = before.bare_fraction[z], b = h.zones.bare_fraction[mirrored((tsr_zone)z)];
        ck_assert_int_eq(a.known, b.known);
        ck_assert(!a.known || fabs(a.value - b.value) < 0.02);
    }
    close_head(&h);
}
END_TEST

START_TEST(the_size_does_not_matter)
{
    struct head h, other;
    open_head(&h, &POSES[_i], SIDE_PX);
    for (int i = 0; i < 2; i++) {
        double k = i ? 2 : 0.5;
        open_head(&other, &POSES[_i], (int32_t)(k * SIDE_PX));
        ck_assert_double_eq_tol(other.frame.half_up_px / k, h.frame.half_up_px, 0.03 * h.frame.half_up_px);
        for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
            tsr_quantity a = h.zones.bare_fraction[z], b = other.zones.bare_fraction[z];
            ck_assert_msg(!a.known || !b.known || fabs(a.value - b.value) < 0.03, "zone %d, x %g: %.3f and %.3f", z, k, a.value,
                          b.value);
        }
        close_head(&other);
    }
    close_head(&h);
}
END_TEST

START_TEST(without_view_or_scalp_nothing_is_known)
{
    static uint8_t rgb[64 * 64 * 3], labels[64 * 64];
    static const int32_t SIZES[] = {1, 2, 64};
    const tsr_landmarks none = {{0, 0, false}, {0, 0, false}, {0, 0, false}, {0, 0, false}};
    for (int i = 0; i < 3 * TSR_LABEL_COUNT * TSR_VIEW_COUNT; i++) {
        int32_t side = SIZES[i % 3];
        tsr_label label = (tsr_label)(i / 3 % TSR_LABEL_COUNT);
        tsr_view view = (tsr_view)(i / 3 / TSR_LABEL_COUNT);
        tsri_arena arena;
        tsri_sample sample;
        tsr_zone_measures m;
        memset(labels, (int)label, sizeof labels);
        tsri_arena_init(&arena, tsri_memory_default());
        const tsr_view_u8 photo = {rgb, side, side, 3, (size_t)side * 3}, map = {labels, side, side, 1, (size_t)side};
        ck_assert_int_eq(synth_sample_make(photo, map, view, &none, 8, &arena, &sample), TSR_OK);
        tsr_zone_frame frame = tsri_zone_frame_place(&sample);
        bool scalp = label == TSR_LABEL_HAIR || label == TSR_LABEL_SCALP;
        ck_assert(!frame.known || (scalp && view != TSR_VIEW_UNKNOWN));
        ck_assert_int_eq(tsri_zones_measure(&sample, &frame, &arena, &m, NULL), TSR_OK);
        for (int z = 0; z < TSR_ZONE_COUNT; z++) {
            tsr_quantity q = m.bare_fraction[z];
            ck_assert(!q.known || (frame.known && 0 <= q.lo && q.lo <= q.value && q.value <= q.hi && q.hi <= 1));
        }
        ck_assert(frame.known || tsr_zone_at(&frame, 0, 0) == TSR_ZONE_NONE);
        tsri_arena_release(&arena);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("zones");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, anatomical_places_lie_in_their_zones, 0, POSE_COUNT);
    tcase_add_loop_test(tcase, the_axes_follow_the_head, 0, POSE_COUNT);
    tcase_add_loop_test(tcase, shares_are_those_of_the_label_map, 0, POSE_COUNT);
    tcase_add_test(tcase, a_zone_out_of_sight_is_unknown);
    tcase_add_loop_test(tcase, the_mirror_swaps_left_and_right, 0, POSE_COUNT);
    tcase_add_loop_test(tcase, the_size_does_not_matter, 0, POSE_COUNT);
    tcase_add_test(tcase, without_view_or_scalp_nothing_is_known);
    return run_tcase("zones", tcase);
}
