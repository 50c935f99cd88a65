/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "measure/density.h"
#include "support/image_check.h"
#include "support/synth_sample.h"

/* A square of hair over a strip of bare scalp, on a ground; the hair has a known share of skin mixed in. */
enum { SIDE_PX = 256, HAIR_FROM_PX = 40, HAIR_TO_PX = 200, SCALP_TO_PX = 240 };

typedef enum mix { MIX_PIXELS, MIX_STRANDS } mix;

typedef struct scene {
    const uint8_t *hair, *skin;     /* sRGB */
    double skin_share, right_share; /* of the left and the right half */
    mix kind;
    double light; /* of everything */
    int noise;    /* levels either way */
} scene;

static const uint8_t BLACK[3] = {38, 32, 30}, SKIN[3] = {205, 160, 135}, BLOND[3] = {190, 155, 115};
static const double SHARES[] = {0, 0.2, 0.5, 0.8};
static const tsr_zone_frame NO_FRAME = {0};
static const tsr_landmarks NO_LANDMARKS = {0};

static uint8_t rgb[SIDE_PX * SIDE_PX * 3], labels[SIDE_PX * SIDE_PX];
static const tsr_view_u8 RGB = {rgb, SIDE_PX, SIDE_PX, 3, SIDE_PX * 3}, LABELS = {labels, SIDE_PX, SIDE_PX, 1, SIDE_PX};
static tsri_arena arena;

static void set_up(void)
{
    tsri_arena_init(&arena, tsri_memory_default());
}

static void tear_down(void)
{
    tsri_arena_release(&arena);
}

static tsr_label label_of(int x, int y)
{
    if (x < HAIR_FROM_PX || x >= SCALP_TO_PX || y < HAIR_FROM_PX || y >= SCALP_TO_PX) {
        return TSR_LABEL_BACKGROUND;
    }
    return y < HAIR_TO_PX ? TSR_LABEL_HAIR : TSR_LABEL_SCALP;
}

static void draw(const scene *s)
{
    uint32_t state = 5;
    for (int y = 0; y < SIDE_PX; y++) {
        for (int x = 0; x < SIDE_PX; x++) {
            int i = y * SIDE_PX + x;
            double share = x < SIDE_PX / 2 ? s->skin_share : s->right_share;
            bool is_skin = s->kind == MIX_PIXELS ? check_random(&state) % 1000 < 1000 * share : x % 10 < 10 * share - 1e-9;
            labels[i] = (uint8_t)label_of(x, y);
            const uint8_t *tone = labels[i] == TSR_LABEL_SCALP || is_skin ? s->skin : s->hair;
            for (int c = 0; c < 3; c++) {
                double value = labels[i] == TSR_LABEL_BACKGROUND ? 90 : tone[c] * s->light;
                value += (int)(check_random(&state) % (uint32_t)(2 * s->noise + 1)) - s->noise;
                rgb[3 * i + c] = (uint8_t)fmin(255, fmax(0, value + 0.5));
            }
        }
    }
}

static void check_quantity(tsr_quantity q)
{
    if (q.known) {
        ck_assert(0 <= q.lo && q.lo <= q.value && q.value <= q.hi && q.hi <= 1);
    }
}

static tsri_density measure_sample(const tsri_sample *sample, const tsr_zone_frame *frame)
{
    tsri_density d;
    tsr_status st = tsri_density_measure(sample, frame, &arena, &d, NULL);
    ck_assert_int_eq(st, TSR_OK);
    check_quantity(d.relative);
    for (int zone = 0; zone < TSR_ZONE_COUNT; zone++) {
        check_quantity(d.zones[zone]);
    }
    return d;
}

static tsri_density
measure_with(tsr_view_u8 photo, tsr_view_u8 map, float margin, const tsr_zone_frame *frame, tsri_sample *sample)
{
    tsr_status st = synth_sample_make(photo, map, TSR_VIEW_TOP, &NO_LANDMARKS, margin, &arena, sample);
    ck_assert_int_eq(st, TSR_OK);
    return measure_sample(sample, frame);
}

static tsri_density measure(const scene *s)
{
    tsri_sample sample;
    draw(s);
    return measure_with(RGB, LABELS, 8, &NO_FRAME, &sample);
}

static double width_of(tsr_quantity q)
{
    return q.hi - q.lo;
}

START_TEST(a_known_share_is_recovered)
{
    for (size_t i = 0; i < sizeof SHARES / sizeof *SHARES; i++) {
        for (int kind = MIX_PIXELS; kind <= MIX_STRANDS; kind++) {
            const scene s = {BLACK, SKIN, SHARES[i], SHARES[i], (mix)kind, 1, 3};
            tsr_quantity q = measure(&s).relative;
            ck_assert(q.known);
            ck_assert_msg(fabs(q.value - (1 - SHARES[i])) <= 0.05, "share %g, kind %d: density %g", SHARES[i], kind, q.value);
            ck_assert_double_le(q.lo, 1 - SHARES[i] + 0.02);
            ck_assert_double_ge(q.hi, 1 - SHARES[i] - 0.02);
            ck_assert_double_le(width_of(q), 0.1);
        }
    }
}
END_TEST

START_TEST(the_light_does_not_matter)
{
    for (double light = 0.6; light < 1.25; light += 0.2) {
        const scene s = {BLACK, SKIN, 0.3, 0.3, MIX_PIXELS, light, 2};
        ck_assert_double_eq_tol(measure(&s).relative.value, 0.7, 0.05);
    }
}
END_TEST

START_TEST(thin_hair_shows_though_labels_are_the_same)
{
    const scene s = {BLACK, SKIN, 0, 0.5, MIX_STRANDS, 1, 3};
    tsri_density d = measure(&s);
    double sums[2] = {0, 0};
    int64_t counts[2] = {0, 0};
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
        if (labels[i] != TSR_LABEL_HAIR) {
            ck_assert_int_eq(d.map[i], 0);
            continue;
        }
        sums[i % SIDE_PX >= SIDE_PX / 2] += d.map[i] / 255.0;
        counts[i % SIDE_PX >= SIDE_PX / 2]++;
    }
    ck_assert_double_ge(sums[0] / (double)counts[0], 0.95);
    ck_assert_double_eq_tol(sums[1] / (double)counts[1], 0.5, 0.05);
}
END_TEST

START_TEST(contrast_narrows_the_interval)
{
    const scene black = {BLACK, SKIN, 0.2, 0.2, MIX_PIXELS, 1, 4}, blond = {BLOND, SKIN, 0.2, 0.2, MIX_PIXELS, 1, 4};
    const scene same = {SKIN, SKIN, 0.2, 0.2, MIX_PIXELS, 1, 4};
    tsr_quantity a = measure(&black).relative, b = measure(&blond).relative, c = measure(&same).relative;
    ck_assert_double_lt(width_of(a), width_of(b));
    ck_assert_double_lt(width_of(b), width_of(c));
    ck_assert_double_ge(width_of(c), 0.45);
}
END_TEST

START_TEST(the_network_tells_where_colour_cannot)
{
    const scene same = {SKIN, SKIN, 0, 0, MIX_PIXELS, 1, 3};
    tsri_sample sample;
    draw(&same);
    double sure = measure_with(RGB, LABELS, 8, &NO_FRAME, &sample).relative.value;
    double unsure = measure_with(RGB, LABELS, 0.2f, &NO_FRAME, &sample).relative.value;
    ck_assert_double_ge(sure, 0.95);
    ck_assert_double_le(unsure, 0.65);
}
END_TEST

/* Each zone must hold what its own pixels of the map hold. */
START_TEST(zones_hold_their_own_hair)
{
    const tsr_zone_frame frame = {.view = TSR_VIEW_TOP,
                                  .origin_x_px = 140,
                                  .origin_y_px = 140,
                                  .up_x = 0,
                                  .up_y = -1,
                                  .half_up_px = 100,
                                  .half_right_px = 100,
                                  .known = true};
    const scene s = {BLACK, SKIN, 0, 0.4, MIX_PIXELS, 1, 3};
    double sums[TSR_ZONE_COUNT] = {0};
    int64_t counts[TSR_ZONE_COUNT] = {0};
    tsri_sample sample;
    draw(&s);
    tsri_density d = measure_with(RGB, LABELS, 8, &frame, &sample);
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
        if (labels[i] == TSR_LABEL_HAIR) {
            tsr_zone zone = tsr_zone_at(&frame, i % SIDE_PX, i / SIDE_PX);
            sums[zone] += d.map[i] / 255.0;
            counts[zone]++;
        }
    }
    ck_assert(!d.zones[TSR_ZONE_NONE].known);
    for (int zone = 1; zone < TSR_ZONE_COUNT; zone++) {
        if (counts[zone] > 1000) { /* borders are told to four pixels */
            ck_assert(d.zones[zone].known);
            ck_assert_double_eq_tol(d.zones[zone].value, sums[zone] / (double)counts[zone], 0.03);
        } else if (counts[zone] < 200) {
            ck_assert(!d.zones[zone].known);
        }
    }
}
END_TEST

START_TEST(the_mirror_gives_the_same)
{
    static uint8_t turned_rgb[sizeof rgb], turned_labels[sizeof labels];
    const tsr_view_u8 turned = {turned_rgb, SIDE_PX, SIDE_PX, 3, SIDE_PX * 3};
    const tsr_view_u8 map = {turned_labels, SIDE_PX, SIDE_PX, 1, SIDE_PX};
    const scene s = {BLACK, SKIN, 0.1, 0.5, MIX_PIXELS, 1, 5};
    tsri_sample sample;
    draw(&s);
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
        int j = i / SIDE_PX * SIDE_PX + SIDE_PX - 1 - i % SIDE_PX;
        memcpy(turned_rgb + 3 * j, rgb + 3 * i, 3);
        turned_labels[j] = labels[i];
    }
    tsr_quantity a = measure_with(RGB, LABELS, 8, &NO_FRAME, &sample).relative;
    tsr_quantity b = measure_with(turned, map, 8, &NO_FRAME, &sample).relative;
    ck_assert_double_eq_tol(a.value, b.value, 0.01);
}
END_TEST

START_TEST(bare_scalp_does_not_count)
{
    const scene s = {BLACK, SKIN, 0, 0, MIX_PIXELS, 1, 3};
    tsri_sample sample;
    draw(&s);
    for (int i = SIDE_PX * 60; i < SIDE_PX * SCALP_TO_PX; i++) { /* most of the hair is gone */
        if (labels[i] == TSR_LABEL_HAIR) {
            labels[i] = TSR_LABEL_SCALP;
            memcpy(rgb + 3 * i, SKIN, 3);
        }
    }
    tsr_quantity q = measure_with(RGB, LABELS, 8, &NO_FRAME, &sample).relative;
    ck_assert(q.known);
    ck_assert_double_ge(q.value, 0.9);
}
END_TEST

START_TEST(extremes_are_measured_or_unknown)
{
    static const uint8_t LEVELS[] = {0, 1, 128, 255};
    static const int SIDES[] = {1, 2, 5, 19, 64};
    for (size_t size = 0; size < sizeof SIDES / sizeof *SIDES; size++) {
        for (size_t level = 0; level < sizeof LEVELS; level++) {
            for (int label = 0; label <= TSR_LABEL_COUNT; label++) { /* the last: all of them in turn */
                const int side = SIDES[size];
                const tsr_view_u8 photo = {rgb, side, side, 3, (size_t)side * 3}, map = {labels, side, side, 1, (size_t)side};
                tsri_sample sample;
                memset(rgb, LEVELS[level], sizeof rgb);
                for (int i = 0; i < side * side; i++) {
                    labels[i] = (uint8_t)(label < TSR_LABEL_COUNT ? label : i % TSR_LABEL_COUNT);
                }
                tsri_density d = measure_with(photo, map, 8, &NO_FRAME, &sample);
                int hair = label == TSR_LABEL_HAIR ? side * side : label == TSR_LABEL_COUNT ? side * side / TSR_LABEL_COUNT : 0;
                ck_assert_int_eq(d.relative.known, hair >= 400);
                ck_assert(!d.relative.known || width_of(d.relative) >= 0.4); /* one plain colour tells nothing */
            }
        }
    }
}
END_TEST

START_TEST(any_picture_holds_its_interval)
{
    uint32_t state = 11;
    for (int round = 0; round < 20; round++) {
        tsri_sample sample;
        for (size_t i = 0; i < sizeof rgb; i++) {
            rgb[i] = (uint8_t)(check_random(&state) >> 3);
        }
        for (size_t i = 0; i < sizeof labels; i++) {
            labels[i] = (uint8_t)((check_random(&state) >> 5) % TSR_LABEL_COUNT);
        }
        ck_assert(measure_with(RGB, LABELS, (float)round * 10, &NO_FRAME, &sample).relative.known);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("density");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_known_share_is_recovered);
    tcase_add_test(tcase, the_light_does_not_matter);
    tcase_add_test(tcase, thin_hair_shows_though_labels_are_the_same);
    tcase_add_test(tcase, contrast_narrows_the_interval);
    tcase_add_test(tcase, the_network_tells_where_colour_cannot);
    tcase_add_test(tcase, zones_hold_their_own_hair);
    tcase_add_test(tcase, the_mirror_gives_the_same);
    tcase_add_test(tcase, bare_scalp_does_not_count);
    tcase_add_test(tcase, extremes_are_measured_or_unknown);
    tcase_add_test(tcase, any_picture_holds_its_interval);
    return run_tcase("density", tcase);
}
