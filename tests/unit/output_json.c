/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/image_check.h"
#include "support/sample_photo.h"

static tsr_context *ctx;
static memory_probe probe;

static void set_up(void)
{
    memory_probe_init(&probe);
    ctx = open_context(&probe.allocator);
}

static void tear_down(void)
{
    tsr_context_destroy(&ctx);
    ck_assert_int_eq(probe.live_count, 0);
}

static tsr_photo_result good_result(void)
{
    tsr_photo_result r = {
        .status = TSR_PHOTO_OK, .width_px = 3024, .height_px = 4032, .view = {.label = TSR_VIEW_TOP, .probability = 0.98}};
    r.coverage = (tsr_coverage){{0.43, 0.39, 0.47, true}, 812345, 1890000, {0, 0, 0, false}};
    return r;
}

/* The line, parsed by another hand: strict, without repeated keys; the text itself must be one line. */
static json_t *parse(char *text)
{
    json_error_t why;
    ck_assert_ptr_nonnull(text);
    ck_assert_ptr_null(strpbrk(text, "\r\n"));
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &why);
    ck_assert_msg(root != NULL, "%s in %s", why.text, text);
    tsr_free(ctx, text);
    return root;
}

static json_t *photo_line(const tsr_photo_names *names, const tsr_photo_result *result)
{
    char *text = NULL;
    ck_assert_int_eq(tsr_photo_json_format(ctx, names, result, &text, NULL), TSR_OK);
    return parse(text);
}

/* The object has exactly these keys, in this order; the list ends in NULL. */
static void check_keys(const json_t *object, const char *const *keys)
{
    const char *key;
    json_t *value, *copy = json_deep_copy(object);
    size_t i = 0;
    ck_assert(json_is_object(object));
    json_object_foreach(copy, key, value)
    {
        ck_assert_ptr_nonnull(keys[i]);
        ck_assert_str_eq(key, keys[i++]);
    }
    ck_assert_ptr_null(keys[i]);
    json_decref(copy);
}

static const char *const PHOTO_KEYS[] = {"photo",   "case",    "status",    "reasons",  "width_px", "height_px",
                                         "view",    "quality", "landmarks", "coverage", "density",  "hairline",
                                         "patches", "scale",   "mask",      "finding",  NULL};
static const char *const CASE_KEYS[] = {"case",    "status",  "photos",    "coverage", "salt",
                                        "pattern", "finding", "candidacy", "plan",     NULL};

START_TEST(a_photo_has_every_key)
{
    static const char *const LANDMARKS[] = {"glabella_px", "left_pupil_px", "right_pupil_px", "brows", NULL};
    static const char *const COVERAGE[] = {"bare_fraction", "bare_px", "scalp_px", "bare_cm2", "zones", NULL};
    static const char *const ZONES[] = {"frontal",   "mid",        "vertex",    "left_temple", "right_temple",
                                        "left_side", "right_side", "occipital", NULL};
    static const char *const QUANTITY[] = {"value", "lo", "hi", NULL};
    const tsr_photo_result r = good_result();
    const tsr_photo_names names = {.photo = "set/a.jpg", .case_name = "p1", .mask = "masks/set/a.jpg.png"};
    json_t *line = photo_line(&names, &r);
    const json_t *coverage = json_object_get(line, "coverage"), *share = json_object_get(coverage, "bare_fraction");
    check_keys(line, PHOTO_KEYS);
    check_keys(json_object_get(line, "landmarks"), LANDMARKS);
    check_keys(coverage, COVERAGE);
    check_keys(json_object_get(coverage, "zones"), ZONES);
    check_keys(share, QUANTITY);
    ck_assert_str_eq(json_string_value(json_object_get(line, "photo")), "set/a.jpg");
    ck_assert_str_eq(json_string_value(json_object_get(line, "case")), "p1");
    ck_assert_str_eq(json_string_value(json_object_get(line, "status")), "ok");
    ck_assert_str_eq(json_string_value(json_object_get(line, "mask")), "masks/set/a.jpg.png");
    ck_assert_uint_eq(json_array_size(json_object_get(line, "reasons")), 0);
    ck_assert_int_eq(json_integer_value(json_object_get(line, "width_px")), 3024);
    ck_assert_int_eq(json_integer_value(json_object_get(line, "height_px")), 4032);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(line, "view"), "label")), "top");
    ck_assert_double_eq_tol(json_real_value(json_object_get(json_object_get(line, "view"), "probability")), 0.98, 1e-9);
    ck_assert_double_eq_tol(json_real_value(json_object_get(share, "value")), 0.43, 1e-9);
    ck_assert_double_eq_tol(json_real_value(json_object_get(share, "lo")), 0.39, 1e-9);
    ck_assert_double_eq_tol(json_real_value(json_object_get(share, "hi")), 0.47, 1e-9);
    ck_assert_int_eq(json_integer_value(json_object_get(coverage, "bare_px")), 812345);
    ck_assert_int_eq(json_integer_value(json_object_get(coverage, "scalp_px")), 1890000);
    json_decref(line);
}
END_TEST

START_TEST(a_hairline_has_its_points)
{
    static const char *const HAIRLINE[] = {"contour_px",
                                           "contour_confidence",
                                           "trichion_px",
                                           "natural_trichion_px",
                                           "design_mid_px",
                                           "design_left_px",
                                           "design_right_px",
                                           "natural_range_px",
                                           "fringe",
                                           "shape",
                                           "forehead_ratio",
                                           "forehead_mm",
                                           "left_recession_frac",
                                           "right_recession_frac",
                                           "left_angle_deg",
                                           "right_angle_deg",
                                           "norm_deviation_sd",
                                           NULL};
    tsr_photo_result r = good_result();
    r.hairline.trichion = (tsr_point){100, 50.25, true};
    r.hairline.natural_trichion = (tsr_point){100, 60, true};
    r.hairline.natural_hi = (tsr_point){100, 40, true};
    const tsr_photo_names names = {.photo = "a.jpg"};
    json_t *line = photo_line(&names, &r);
    const json_t *hairline = json_object_get(line, "hairline"), *range = json_object_get(hairline, "natural_range_px");
    check_keys(hairline, HAIRLINE);
    ck_assert_double_eq_tol(json_number_value(json_array_get(json_object_get(hairline, "trichion_px"), 1)), 50.25, 0.06);
    ck_assert_double_eq_tol(json_number_value(json_array_get(json_object_get(hairline, "natural_trichion_px"), 1)), 60, 1e-9);
    ck_assert(json_is_null(json_array_get(range, 0)));
    ck_assert_double_eq_tol(json_number_value(json_array_get(json_array_get(range, 1), 1)), 40, 1e-9);
    ck_assert(json_is_null(json_object_get(hairline, "contour_px")));
    json_decref(line);
}
END_TEST

/* Every measure known, each value its own. */
static tsr_photo_result full_result(void)
{
    tsr_photo_result r = good_result();
    const tsr_quantity q = {0.25, 0.125, 0.5, true};
    r.view.label = TSR_VIEW_FRONT;
    r.quality = (tsr_quality){TSR_QUALITY_RESERVATION, 0.5, 0.75, 0.6, 0.1, {-3.5, -5, -2, true}, TSR_QUALITY_GLARE};
    r.landmarks = (tsr_landmarks){{1, 2, true}, {3, 4, true}, {5, 6, true}, {7, 8, true}};
    r.coverage.bare_cm2 = (tsr_quantity){120.04, 90, 180, true};
    r.density = q;
    r.scale = (tsr_scale){.mm_per_px = {0.1234567, 0.1, 0.15, true}, .source = TSR_SCALE_PUPILS};
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        r.zones.bare_fraction[z] = (tsr_quantity){0.1 * z, 0.1 * z, 0.1 * z, true};
        r.zones.density[z] = q;
    }
    r.hairline.contour_count = 2;
    r.hairline.contour[0] = (tsr_point){10, 20.04, true};
    r.hairline.contour[1] = (tsr_point){11, 21, true};
    r.hairline.confidence[1] = 0.755;
    r.hairline.shape = TSR_HAIRLINE_M;
    r.hairline.forehead_ratio = r.hairline.forehead_mm = r.hairline.left_angle_deg = r.hairline.right_recession_frac = q;
    r.hairline.men_deviation_sd = 1.5;
    r.hairline.women_deviation_sd = -2;
    r.patches.count = 1;
    r.patches.items[0] = (tsr_patch){TSR_PATCH_LINE, TSR_ZONE_VERTEX, 1, 2, 345, 0.02, 30, 4, 0.5, 0.6, 0.7, 0.8, 0.9};
    return r;
}

static const json_t *at_path(const json_t *value, const char *first, const char *second, const char *third)
{
    value = json_object_get(value, first);
    value = second ? json_object_get(value, second) : value;
    return third ? json_object_get(value, third) : value;
}

static void check_number(const json_t *line, const char *first, const char *second, const char *third, double want)
{
    const json_t *got = at_path(line, first, second, third);
    ck_assert_msg(json_is_number(got), "%s %s %s", first, second, third);
    ck_assert_double_eq_tol(json_number_value(got), want, 1e-9);
}

START_TEST(every_measure_is_printed)
{
    static const char *const QUALITY[] = {"verdict",        "sharpness", "exposure", "head_fraction",
                                          "glare_fraction", "tilt_deg",  "reasons",  NULL};
    static const char *const PATCH[] = {"kind",      "zone",           "center_px", "area_px",          "area_frac",
                                        "length_px", "width_px",       "roundness", "border_sharpness", "smoothness",
                                        "redness",   "dark_dots_frac", NULL};
    static const char *const SCALE[] = {"mm_per_px", "lo", "hi", "source", NULL};
    const tsr_photo_result r = full_result();
    const tsr_photo_names names = {.photo = "a.jpg"};
    json_t *line = photo_line(&names, &r);
    const json_t *patch = json_array_get(json_object_get(line, "patches"), 0), *hairline = json_object_get(line, "hairline");
    check_keys(json_object_get(line, "quality"), QUALITY);
    check_keys(patch, PATCH);
    check_keys(json_object_get(line, "scale"), SCALE);
    check_number(line, "quality", "tilt_deg", "value", -3.5);
    ck_assert_str_eq(json_string_value(json_array_get(at_path(line, "quality", "reasons", NULL), 0)), "glare");
    check_number(line, "coverage", "bare_cm2", "value", 120.0);
    ck_assert_str_eq(json_string_value(at_path(line, "coverage", "bare_cm2", "basis")),
                     "picture plane, scale: interpupillary_distance");
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        check_number(json_object_get(line, "coverage"), "zones", tsr_zone_name((tsr_zone)z), "value", 0.1 * z);
        check_number(json_object_get(line, "density"), "zones", tsr_zone_name((tsr_zone)z), "hi", 0.5);
    }
    check_number(line, "density", "relative", "lo", 0.125);
    check_number(line, "scale", "mm_per_px", NULL, 0.123457);
    check_number(line, "hairline", "norm_deviation_sd", "women", -2);
    check_number(line, "hairline", "left_angle_deg", "value", 0.25);
    ck_assert_str_eq(json_string_value(json_object_get(hairline, "shape")), "M");
    ck_assert(json_is_null(json_object_get(hairline, "right_angle_deg")) && json_is_false(json_object_get(hairline, "fringe")));
    ck_assert_uint_eq(json_array_size(json_object_get(hairline, "contour_px")), 2);
    ck_assert_str_eq(json_string_value(json_object_get(patch, "kind")), "line");
    ck_assert_str_eq(json_string_value(json_object_get(patch, "zone")), "vertex");
    ck_assert_int_eq(json_integer_value(json_object_get(patch, "area_px")), 345);
    json_decref(line);
}
END_TEST

START_TEST(a_case_prints_zones_area_and_salt)
{
    static const char *const COVERAGE[] = {"bare_fraction", "bare_cm2", "zones_seen_fraction", "zones", NULL};
    static const char *const SALT[] = {"score", "lo", "hi", "regions", "class", "severity", "missing", NULL};
    tsr_case_result c = {.status = TSR_PHOTO_OK, .bare_fraction = {0.41, 0.37, 0.45, true}, .zones_seen_frac = 0.5};
    char *text = NULL;
    c.bare_cm2 = (tsr_quantity){123.44, 100, 160, true};
    c.zones[TSR_ZONE_MID] = (tsr_case_zone){.bare_fraction = {0.2, 0.1, 0.3, true}, .view = TSR_VIEW_TOP};
    c.salt = (tsr_salt){.known = true, .lo = 8, .hi = 26, .severity = "limited"};
    c.salt.regions[TSR_SALT_TOP] = (tsr_quantity){20, 15, 25, true};
    ck_assert_int_eq(tsr_case_json_format(ctx, "p", NULL, NULL, 0, &c, NULL, &text, NULL), TSR_OK);
    json_t *line = parse(text);
    const json_t *coverage = json_object_get(line, "coverage"), *salt = json_object_get(line, "salt");
    check_keys(coverage, COVERAGE);
    check_keys(salt, SALT);
    check_number(line, "coverage", "bare_cm2", "value", 123.4);
    check_number(line, "coverage", "zones_seen_fraction", NULL, 0.5);
    ck_assert_str_eq(json_string_value(at_path(coverage, "bare_cm2", "basis", NULL)),
                     "assumed scalp area; value of the zones in view");
    ck_assert_str_eq(json_string_value(at_path(coverage, "zones", "mid", "view")), "top");
    ck_assert(json_is_null(at_path(coverage, "zones", "mid", "density")) &&
              json_is_null(at_path(coverage, "zones", "vertex", NULL)));
    ck_assert(json_is_null(json_object_get(salt, "score")) && json_is_null(json_object_get(salt, "class")));
    check_number(salt, "regions", "top", NULL, 20);
    ck_assert(json_is_null(at_path(salt, "regions", "back", NULL)));
    ck_assert_str_eq(json_string_value(json_object_get(salt, "severity")), "limited");
    ck_assert_uint_eq(json_array_size(json_object_get(salt, "missing")), 3);
    json_decref(line);
}
END_TEST

START_TEST(a_case_prints_its_pattern_scales)
{
    static const char *const PATTERN[] = {"norwood", "basp", "ludwig", "sinclair", NULL};
    tsr_case_result c = {.status = TSR_PHOTO_OK, .pattern.judged = true};
    char *text = NULL;
    c.pattern.basp.basic = (tsr_grade){true, TSR_BASP_M2, TSR_BASP_M1, TSR_BASP_C2};
    c.pattern.basp.frontal = (tsr_grade){false, 0, 0, 3};
    c.pattern.ludwig = (tsr_female_grade){true, true, {false, 0, 0, 3}, "needs_top_view"};
    ck_assert_int_eq(tsr_case_json_format(ctx, "p", NULL, NULL, 0, &c, NULL, &text, NULL), TSR_OK);
    json_t *line = parse(text);
    const json_t *pattern = json_object_get(line, "pattern");
    check_keys(pattern, PATTERN);
    ck_assert(json_is_null(json_object_get(pattern, "norwood")) && json_is_null(json_object_get(pattern, "sinclair")));
    ck_assert_str_eq(json_string_value(at_path(pattern, "basp", "basic", "grade")), "M2");
    ck_assert_str_eq(json_string_value(at_path(pattern, "basp", "basic", "hi")), "C2");
    ck_assert(json_is_null(at_path(pattern, "basp", "frontal", "grade")) &&
              json_is_null(at_path(pattern, "basp", "reason", NULL)));
    ck_assert_int_eq(json_integer_value(at_path(pattern, "basp", "frontal", "hi")), 3);
    ck_assert(json_is_null(at_path(pattern, "ludwig", "range", "grade")));
    ck_assert_str_eq(json_string_value(at_path(pattern, "ludwig", "range", "hi")), "III");
    ck_assert_str_eq(json_string_value(at_path(pattern, "ludwig", "assumes", NULL)), "female");
    ck_assert_str_eq(json_string_value(at_path(pattern, "ludwig", "reason", NULL)), "needs_top_view");
    json_decref(line);
}
END_TEST

START_TEST(what_is_not_known_is_null)
{
    const tsr_photo_names names = {.photo = "a.jpg"};
    tsr_photo_result r = {.status = TSR_PHOTO_NOT_ASSESSABLE, .reasons = 7, .width_px = 1, .height_px = 1};
    json_t *line = photo_line(&names, &r);
    check_keys(line, PHOTO_KEYS);
    ck_assert(json_is_null(json_object_get(line, "case")));
    ck_assert(json_is_null(json_object_get(line, "mask")));
    ck_assert(json_is_null(json_object_get(line, "view")));
    ck_assert(json_is_null(json_object_get(json_object_get(line, "coverage"), "bare_fraction")));
    ck_assert_str_eq(json_string_value(json_object_get(line, "status")), "not_assessable");
    const json_t *reasons = json_object_get(line, "reasons");
    ck_assert_uint_eq(json_array_size(reasons), 3);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_str_eq(json_string_value(json_array_get(reasons, i)), tsr_reason_name(UINT32_C(1) << i));
    }
    json_decref(line);
}
END_TEST

START_TEST(a_photo_that_was_not_read_says_why)
{
    static const char *const NULLS[] = {"width_px", "height_px", "view",     "quality", "landmarks",
                                        "coverage", "density",   "hairline", "scale",   "mask"};
    const tsr_photo_names names = {.photo = "a.jpg", .case_name = "c", .error = "file is \"empty\""};
    json_t *line = photo_line(&names, NULL);
    check_keys(line, PHOTO_KEYS);
    ck_assert_str_eq(json_string_value(json_object_get(line, "status")), "error");
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(line, "reasons"), 0)), "file is \"empty\"");
    for (size_t i = 0; i < sizeof NULLS / sizeof *NULLS; i++) {
        ck_assert_msg(json_is_null(json_object_get(line, NULLS[i])), "%s", NULLS[i]);
    }
    json_decref(line);
    const tsr_photo_names neither = {.photo = "a.jpg"};
    char *text = (char *)1;
    tsr_error err;
    ck_assert_int_eq(tsr_photo_json_format(ctx, &neither, NULL, &text, &err), TSR_E_INVALID_ARG);
    ck_assert_ptr_null(text);
}
END_TEST

START_TEST(any_name_survives)
{
    static const char *const TEXTS[][2] = {
        {"", ""},
        {"a \"b\" \\c\\ /d", "a \"b\" \\c\\ /d"},
        {"\x01\x1f\n\r\t\b\f\x7f", "\x01\x1f\n\r\t\b\f\x7f"},
        {"Gr\xc3\xbc\xc3\x9f"
         "e \xf0\x9f\x98\x80 \xe4\xb8\xad",
         "Gr\xc3\xbc\xc3\x9f"
         "e \xf0\x9f\x98\x80 \xe4\xb8\xad"},
        {"\xff\xfe.jpg", "\xef\x9f\xbf\xef\x9f\xbe.jpg"}, /* a byte b that is not UTF-8: U+F700 + b */
        {"\xed\xa0\x80", "\xef\x9f\xad\xef\x9e\xa0\xef\x9e\x80"},
        {"\xef\x9e\x80", "\xef\x9f\xaf\xef\x9e\x9e\xef\x9e\x80"}, /* such a sign itself: byte by byte, so that all map back */
        {"cut \xc3", "cut \xef\x9f\x83"},
        {"\xc0\xaf", "\xef\x9f\x80\xef\x9e\xaf"},
        {"</script>", "</script>"},
    };
    const tsr_photo_result r = good_result();
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        const tsr_photo_names names = {.photo = TEXTS[i][0], .case_name = TEXTS[i][0], .mask = TEXTS[i][0]};
        json_t *line = photo_line(&names, &r);
        ck_assert_str_eq(json_string_value(json_object_get(line, "photo")), TEXTS[i][1]);
        ck_assert_str_eq(json_string_value(json_object_get(line, "case")), TEXTS[i][1]);
        ck_assert_str_eq(json_string_value(json_object_get(line, "mask")), TEXTS[i][1]);
        json_decref(line);
    }
}
END_TEST

START_TEST(a_case_has_every_key)
{
    const char *const photos[] = {"one.jpg", "two \"2\".jpg"};
    const tsr_case_result known = {.status = TSR_PHOTO_OK, .bare_fraction = {0.41, 0.37, 0.45, true}},
                          unknown = {.status = TSR_PHOTO_ERROR};
    char *text = NULL;
    ck_assert_int_eq(tsr_case_json_format(ctx, "p1", photos, NULL, 2, &known, NULL, &text, NULL), TSR_OK);
    json_t *line = parse(text);
    check_keys(line, CASE_KEYS);
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(line, "photos"), 1)), "two \"2\".jpg");
    const json_t *share = json_object_get(json_object_get(line, "coverage"), "bare_fraction");
    ck_assert_double_eq_tol(json_real_value(json_object_get(share, "value")), 0.41, 1e-9);
    ck_assert(json_is_null(json_object_get(json_object_get(line, "coverage"), "bare_cm2")));
    json_decref(line);
    ck_assert_int_eq(tsr_case_json_format(ctx, NULL, NULL, NULL, 0, &unknown, NULL, &text, NULL), TSR_OK);
    line = parse(text);
    check_keys(line, CASE_KEYS);
    ck_assert(json_is_null(json_object_get(line, "case")));
    ck_assert_uint_eq(json_array_size(json_object_get(line, "photos")), 0);
    ck_assert_str_eq(json_string_value(json_object_get(line, "status")), "error");
    ck_assert(json_is_null(json_object_get(json_object_get(line, "coverage"), "bare_fraction")));
    json_decref(line);
}
END_TEST

START_TEST(a_case_can_hold_its_photos_whole)
{
    const tsr_photo_result r = good_result();
    const tsr_photo_names names = {.photo = "a.jpg"};
    const tsr_case_result known = {.status = TSR_PHOTO_OK, .bare_fraction = {0.41, 0.37, 0.45, true}};
    char *photo = NULL, *text = NULL;
    ck_assert_int_eq(tsr_photo_json_format(ctx, &names, &r, &photo, NULL), TSR_OK);
    const char *const lines[] = {photo, photo};
    ck_assert_int_eq(tsr_case_json_format(ctx, NULL, NULL, lines, 2, &known, NULL, &text, NULL), TSR_OK);
    json_t *line = parse(text);
    check_keys(json_array_get(json_object_get(line, "photos"), 1), PHOTO_KEYS);
    json_decref(line);
    tsr_free(ctx, photo);
}
END_TEST

START_TEST(failing_memory)
{
    const tsr_photo_result r = good_result();
    const tsr_photo_names names = {.photo = "a.jpg", .case_name = "c"};
    const tsr_case_result known = {.status = TSR_PHOTO_OK, .bare_fraction = {0.41, 0.37, 0.45, true}};
    const char *const photos[] = {"a.jpg"};
    for (int which = 0; which < 2; which++) {
        const long live_count = probe.live_count;
        for (long nth = 1;; nth++) {
            char *text = (char *)1;
            probe.fail_at = probe.request_count + nth;
            tsr_status st = which ? tsr_photo_json_format(ctx, &names, &r, &text, NULL)
                                  : tsr_case_json_format(ctx, "c", photos, NULL, 1, &known, NULL, &text, NULL);
            if (st == TSR_OK) {
                tsr_free(ctx, text);
                ck_assert_int_gt(nth, 1);
                break;
            }
            ck_assert_int_eq(st, TSR_E_NOMEM);
            ck_assert_ptr_null(text);
            ck_assert_int_eq(probe.live_count, live_count);
        }
        ck_assert_int_eq(probe.live_count, live_count);
    }
    probe.fail_at = 0;
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("json");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_photo_has_every_key);
    tcase_add_test(tcase, a_hairline_has_its_points);
    tcase_add_test(tcase, every_measure_is_printed);
    tcase_add_test(tcase, a_case_prints_zones_area_and_salt);
    tcase_add_test(tcase, a_case_prints_its_pattern_scales);
    tcase_add_test(tcase, what_is_not_known_is_null);
    tcase_add_test(tcase, a_photo_that_was_not_read_says_why);
    tcase_add_test(tcase, any_name_survives);
    tcase_add_test(tcase, a_case_has_every_key);
    tcase_add_test(tcase, a_case_can_hold_its_photos_whole);
    tcase_add_test(tcase, failing_memory);
    return run_tcase("output_json", tcase);
}
