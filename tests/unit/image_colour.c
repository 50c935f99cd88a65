/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lcms2.h>

#include "image/colour.h"
#include "image/colour_matrix.h"
#include "support/image_check.h"

static const tsri_primaries DISPLAY_P3 = {{0.3127, 0.3290}, {0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}};
static const tsri_primaries SRGB = {{0.3127, 0.3290}, {0.640, 0.330}, {0.300, 0.600}, {0.150, 0.060}};

static made_file saved(cmsHPROFILE profile)
{
    cmsUInt32Number size_bytes = 0;
    ck_assert(cmsSaveProfileToMem(profile, NULL, &size_bytes));
    made_file icc = {malloc(size_bytes), size_bytes};
    ck_assert(cmsSaveProfileToMem(profile, icc.data, &size_bytes));
    cmsCloseProfile(profile);
    return icc;
}

static made_file rgb_profile(const tsri_primaries *p, double gamma)
{
    cmsToneCurve *curve = cmsBuildGamma(NULL, gamma), *curves[3] = {curve, curve, curve};
    const cmsCIExyY white = {p->white[0], p->white[1], 1};
    const cmsCIExyYTRIPLE rgb = {{p->red[0], p->red[1], 1}, {p->green[0], p->green[1], 1}, {p->blue[0], p->blue[1], 1}};
    cmsHPROFILE profile = cmsCreateRGBProfile(&white, &rgb, curves);
    cmsFreeToneCurve(curve);
    return saved(profile);
}

static double decoded(double level)
{
    const double v = level / 255;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static int encoded(double light)
{
    const double v = light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055;
    return (int)lround(255 * fmin(fmax(v, 0), 1));
}

/* Display P3 to sRGB, linear light: the product of the two standards' matrices (both D65). */
static void p3_to_srgb(const int p3[3], int out[3])
{
    static const double MATRIX[3][3] = {
        {1.2249401763, -0.2249401763, 0}, {-0.0420569547, 1.0420569547, 0}, {-0.0196375546, -0.0786360656, 1.0982736202}};
    for (int row = 0; row < 3; row++) {
        double light = 0;
        for (int c = 0; c < 3; c++) {
            light += MATRIX[row][c] * decoded(p3[c]);
        }
        out[row] = encoded(light);
    }
}

/* Convert one pixel of 1, 3 or 4 channels. */
static bool convert_one(const uint8_t *pixel, int32_t channels, made_file icc, uint8_t out[3])
{
    tsri_image image;
    bool applied;
    ck_assert_int_eq(tsri_image_init(&image, tsri_memory_default(), 1, 1, channels, NULL), TSR_OK);
    memcpy(image.data, pixel, (size_t)channels);
    ck_assert_int_eq(tsri_colour_to_srgb(&image, icc.data, icc.size_bytes, &applied, NULL), TSR_OK);
    ck_assert_int_eq(image.channels, 3);
    memcpy(out, image.data, 3);
    tsri_image_release(&image);
    return applied;
}

START_TEST(display_p3_becomes_srgb)
{
    static const int COLOURS[][3] = {{200, 150, 120}, {128, 128, 128}, {90, 60, 40}, {255, 255, 255}, {0, 0, 0}, {180, 140, 130}};
    made_file icc = {0};
    ck_assert_int_eq(tsri_colour_profile(&DISPLAY_P3, tsri_memory_default(), &icc.data, &icc.size_bytes, NULL), TSR_OK);
    for (size_t i = 0; i < sizeof COLOURS / sizeof *COLOURS; i++) {
        const uint8_t p3[3] = {(uint8_t)COLOURS[i][0], (uint8_t)COLOURS[i][1], (uint8_t)COLOURS[i][2]};
        uint8_t out[3];
        int expected[3];
        p3_to_srgb(COLOURS[i], expected);
        ck_assert(convert_one(p3, 3, icc, out));
        for (int c = 0; c < 3; c++) {
            ck_assert_msg(abs(out[c] - expected[c]) <= 1, "colour %zu channel %d: %d, expected %d", i, c, out[c], expected[c]);
        }
    }
    tsri_free(tsri_memory_default(), icc.data);
}
END_TEST

START_TEST(the_matrix_agrees_with_lcms)
{
    static const double GAMMAS[] = {1.0, 1.8, 2.2, 2.6};
    made_file icc = rgb_profile(_i % 2 ? &DISPLAY_P3 : &SRGB, GAMMAS[_i / 2]);
    cmsHPROFILE from = cmsOpenProfileFromMem(icc.data, (cmsUInt32Number)icc.size_bytes), to = cmsCreate_sRGBProfile();
    cmsHTRANSFORM transform = cmsCreateTransform(from, TYPE_RGB_8, to, TYPE_RGB_8, INTENT_RELATIVE_COLORIMETRIC, 0);
    tsri_colour_matrix matrix;
    ck_assert(tsri_colour_matrix_init(&matrix, from));
    uint32_t state = 19;
    int far_off = 0, furthest = 0;
    enum { COUNT = 20000 };
    for (int i = 0; i < COUNT; i++) {
        const uint8_t in[3] = {(uint8_t)check_random(&state), (uint8_t)check_random(&state), (uint8_t)check_random(&state)};
        uint8_t by_lcms[3], by_matrix[3];
        cmsDoTransform(transform, in, by_lcms, 1);
        tsri_colour_matrix_apply(&matrix, in, by_matrix, 1);
        for (int c = 0; c < 3; c++) {
            const int difference = abs(by_lcms[c] - by_matrix[c]);
            furthest = difference > furthest ? difference : furthest;
            far_off += difference > 1;
        }
    }
    ck_assert_int_le(furthest, 6); /* near black lcms's 8-bit path works with 14 bits of light, which is coarse */
    ck_assert_int_lt(far_off, COUNT * 3 / 100);
    cmsDeleteTransform(transform);
    cmsCloseProfile(from);
    cmsCloseProfile(to);
    made_file_release(&icc);
}
END_TEST

START_TEST(every_format_carries_its_profile)
{
    uint8_t flat[16 * 16 * 3];
    for (size_t i = 0; i < sizeof flat; i++) {
        flat[i] = (uint8_t[]){200, 150, 120}[i % 3];
    }
    made_file icc = {0};
    ck_assert_int_eq(tsri_colour_profile(&DISPLAY_P3, tsri_memory_default(), &icc.data, &icc.size_bytes, NULL), TSR_OK);
    const made_image image = {16, 16, 3, flat, 0, icc.data, icc.size_bytes};
    made_file files[] = {make_jpeg(&image, &(jpeg_options){.quality = 100}), make_png(&image, NULL),
                         make_tiff(&image, 1, &(tiff_options){.photometric = 2}), make_webp(&image, true)};
    int expected[3];
    p3_to_srgb((const int[]){200, 150, 120}, expected);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        tsri_photo photo = decode_good(files[i], NULL);
        ck_assert(photo.has_icc);
        check_pixel(&photo, 8, 8, expected[0], expected[1], expected[2], 2);
        tsri_photo_release(&photo);
        check_failing_memory(files[i]);
        made_file_release(&files[i]);
    }
    tsri_free(tsri_memory_default(), icc.data);
}
END_TEST

START_TEST(srgb_in_effect_changes_nothing)
{
    made_file icc = saved(cmsCreate_sRGBProfile()), same = {0};
    ck_assert_int_eq(tsri_colour_profile(&SRGB, tsri_memory_default(), &same.data, &same.size_bytes, NULL), TSR_OK);
    for (int level = 0; level < 256; level++) {
        const uint8_t pixel[3] = {(uint8_t)level, (uint8_t)(255 - level), (uint8_t)(level * 7)};
        uint8_t out[3];
        ck_assert(convert_one(pixel, 3, icc, out));
        ck_assert_int_eq(memcmp(out, pixel, 3), 0);
        ck_assert(convert_one(pixel, 3, same, out));
        ck_assert_int_eq(memcmp(out, pixel, 3), 0);
    }
    made_file_release(&icc);
    tsri_free(tsri_memory_default(), same.data);
}
END_TEST

START_TEST(gray_profiles)
{
    cmsToneCurve *curve = cmsBuildGamma(NULL, 1.0);
    made_file linear = saved(cmsCreateGrayProfile(cmsD50_xyY(), curve)), rgb = rgb_profile(&SRGB, 1.0);
    cmsFreeToneCurve(curve);
    const uint8_t level = 55; /* of linear light: 0.2157 */
    uint8_t out[3];
    const int expected = encoded(level / 255.0);
    ck_assert(convert_one(&level, 1, linear, out));
    ck_assert_int_le(abs(out[0] - expected), 1);
    ck_assert_int_eq(out[0], out[2]);
    ck_assert(convert_one(&level, 1, rgb, out)); /* an RGB profile on a gray image */
    ck_assert_int_le(abs(out[0] - expected), 1);
    ck_assert_int_le(abs(out[2] - expected), 1);
    made_file_release(&linear);
    made_file_release(&rgb);
}
END_TEST

/* A printer of pure inks: CMYK to Lab by a table of two points an axis, paper white and ink black. */
static made_file ink_profile(void)
{
    cmsHPROFILE profile = cmsCreateProfilePlaceholder(NULL);
    cmsSetProfileVersion(profile, 2.4);
    cmsSetDeviceClass(profile, cmsSigOutputClass);
    cmsSetColorSpace(profile, cmsSigCmykData);
    cmsSetPCS(profile, cmsSigLabData);
    cmsPipeline *pipeline = cmsPipelineAlloc(NULL, 4, 3);
    cmsUInt16Number table[16 * 3];
    for (int i = 0; i < 16; i++) {
        table[3 * i] = (cmsUInt16Number)(i == 0 ? 0xFF00 : i == 8 ? 0x8000 : 0); /* only cyan: half as light */
        table[3 * i + 1] = table[3 * i + 2] = 0x8000;
    }
    cmsPipelineInsertStage(pipeline, cmsAT_END, cmsStageAllocCLut16bit(NULL, 2, 4, 3, table));
    cmsWriteTag(profile, cmsSigAToB0Tag, pipeline);
    cmsWriteTag(profile, cmsSigAToB1Tag, pipeline);
    cmsPipelineFree(pipeline);
    return saved(profile);
}

START_TEST(ink_profiles)
{
    made_file icc = ink_profile();
    const uint8_t paper[4] = {0}, black[4] = {0, 0, 0, 255}, cyan[4] = {255, 0, 0, 0};
    uint8_t out[3];
    ck_assert(convert_one(paper, 4, icc, out));
    ck_assert_int_ge(out[0], 253);
    ck_assert(convert_one(black, 4, icc, out));
    ck_assert_int_le(out[0], 2);
    ck_assert(convert_one(cyan, 4, icc, out)); /* L* 50 is level 119; the plain formula would give 0 255 255 */
    ck_assert_int_le(abs(out[0] - 119), 3);
    ck_assert_int_le(abs(out[2] - 119), 3);
    made_file_release(&icc);
}
END_TEST

START_TEST(without_a_profile)
{
    const made_file none = {0};
    const uint8_t gray = 77, rgb[3] = {1, 2, 3}, ink[4] = {51, 102, 153, 51}, all_ink[4] = {255, 255, 255, 255};
    uint8_t out[3];
    ck_assert(!convert_one(&gray, 1, none, out));
    ck_assert(out[0] == 77 && out[1] == 77 && out[2] == 77);
    ck_assert(!convert_one(rgb, 3, none, out));
    ck_assert(out[0] == 1 && out[1] == 2 && out[2] == 3);
    ck_assert(!convert_one(ink, 4, none, out));
    ck_assert(out[0] == 163 && out[1] == 122 && out[2] == 82);
    ck_assert(!convert_one(all_ink, 4, none, out));
    ck_assert(out[0] == 0 && out[1] == 0 && out[2] == 0);
}
END_TEST

START_TEST(broken_profiles_are_taken_as_none)
{
    made_file icc = rgb_profile(&DISPLAY_P3, 1.8), inks = ink_profile();
    const uint8_t rgb[3] = {200, 150, 120}, ink[4] = {0, 0, 0, 255};
    uint8_t out[3];
    ck_assert(!convert_one(rgb, 3, inks, out)); /* for other pixels */
    ck_assert_int_eq(memcmp(out, rgb, 3), 0);
    ck_assert(!convert_one(ink, 4, icc, out));
    ck_assert_int_eq(out[0], 0);
    for (size_t length = 1; length < icc.size_bytes - 64; length += 5) {
        (void)convert_one(rgb, 3, (made_file){icc.data, length}, out);
        ck_assert_int_eq(memcmp(out, rgb, 3), 0);
    }
    uint32_t state = 13;
    for (int round = 0; round < 1000; round++) {
        made_file hurt = {0};
        made_file_append(&hurt, icc.data, icc.size_bytes);
        for (int i = 0; i < 4; i++) {
            hurt.data[check_random(&state) % hurt.size_bytes] = (uint8_t)check_random(&state);
        }
        (void)convert_one(rgb, 3, hurt, out);
        made_file_release(&hurt);
    }
    made_file_release(&icc);
    made_file_release(&inks);
}
END_TEST

START_TEST(failing_memory)
{
    memory_probe probe;
    tsri_image image;
    bool applied;
    memory_probe_init(&probe);
    ck_assert_int_eq(tsri_image_init(&image, &probe.allocator, 2, 2, 4, NULL), TSR_OK);
    probe.fail_at = 2;
    ck_assert_int_eq(tsri_colour_to_srgb(&image, NULL, 0, &applied, NULL), TSR_E_NOMEM);
    ck_assert_int_eq(image.channels, 4);
    tsri_image_release(&image);
    uint8_t *icc;
    size_t icc_bytes;
    FAIL_ALLOC_EACH(probe, tsri_colour_profile(&SRGB, &probe.allocator, &icc, &icc_bytes, NULL),
                    tsri_free(&probe.allocator, icc));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("colour");
    tcase_add_test(tcase, display_p3_becomes_srgb);
    tcase_add_loop_test(tcase, the_matrix_agrees_with_lcms, 0, 8);
    tcase_add_test(tcase, every_format_carries_its_profile);
    tcase_add_test(tcase, srgb_in_effect_changes_nothing);
    tcase_add_test(tcase, gray_profiles);
    tcase_add_test(tcase, ink_profiles);
    tcase_add_test(tcase, without_a_profile);
    tcase_add_test(tcase, broken_profiles_are_taken_as_none);
    tcase_add_test(tcase, failing_memory);
    return run_tcase("image_colour", tcase);
}
