/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "image/encode.h"
#include "support/image_check.h"
#include "support/memory_probe.h"
#include "tonsure/agreement.h"

/* Two cases of one and two photos, the measurement one too high: MSR 2, MSE 0, MSC 1.5, ICC(2,1) = 2 / (2 + 2 x 1.5 / 3). */
static const tsr_pair SHIFTED[] = {{1, 2, 1, 3, 0, true}, {2, 3, 2.5, 4, 1, true}, {3, 4, 0, 0, 1, false}};
static const size_t COUNT = sizeof SHIFTED / sizeof *SHIFTED;

static memory_probe probe;

static void assert_value(tsr_estimate e, double value)
{
    ck_assert(e.known);
    ck_assert_double_eq_tol(e.value, value, 1e-12);
}

START_TEST(numbers_by_hand)
{
    tsr_agreement_numbers n;
    ck_assert_int_eq(tsr_agreement_numbers_compute(NULL, SHIFTED, COUNT, NULL, &n, NULL), TSR_OK);
    assert_value(n.bias, 1);
    assert_value(n.sd, 0);
    assert_value(n.loa_hi, 1);
    assert_value(n.slope, 0);
    assert_value(n.rms_error, 1);
    assert_value(n.icc, 2.0 / 3);
    assert_value(n.in_range, 0.5); /* of the two that have a range */
    assert_value(n.range_width, 1.75);
    ck_assert(n.bias.has_interval && n.bias.lo <= n.bias.value && n.bias.hi >= n.bias.value);
}
END_TEST

START_TEST(what_pairs_do_not_define_is_unknown)
{
    tsr_agreement_numbers n;
    tsr_agreement_scores s;
    tsr_agreement_grades g;
    ck_assert_int_eq(tsr_agreement_numbers_compute(NULL, NULL, 0, NULL, &n, NULL), TSR_OK);
    ck_assert(!n.bias.known && !n.icc.known);
    ck_assert_int_eq(tsr_agreement_scores_compute(NULL, NULL, 0, NULL, &s, NULL), TSR_OK);
    ck_assert(!s.mean.known);
    const tsr_pair same[] = {{1, 1, 0, 0, 0, false}, {1, 1, 0, 0, 1, false}};
    ck_assert_int_eq(tsr_agreement_grades_compute(NULL, same, 2, 3, NULL, &g, NULL), TSR_OK);
    ck_assert(!g.kappa.known); /* nothing to agree on beyond chance */
    assert_value(g.exact, 1);
    ck_assert_int_eq(tsr_agreement_numbers_compute(NULL, same, 2, NULL, &n, NULL), TSR_OK);
    ck_assert(!n.icc.known && !n.slope.known && !n.in_range.known && n.sd.known);
}
END_TEST

START_TEST(grades_by_hand)
{
    /* Label 0: 2 right, 1 one off; label 2: 1 two off, 2 right. Chance by the margins 3, 0, 3 and 3, 1, 2: costs 1.5 + 3 + 1.5
     * + 6. */
    const tsr_pair pairs[] = {{0, 0, 0, 0, 0, false}, {0, 0, 0, 0, 1, false}, {0, 1, 0, 0, 2, false},
                              {2, 0, 0, 0, 3, false}, {2, 2, 0, 0, 4, false}, {2, 2, 0, 0, 5, false}};
    tsr_agreement_grades g;
    ck_assert_int_eq(tsr_agreement_grades_compute(NULL, pairs, 6, 3, NULL, &g, NULL), TSR_OK);
    assert_value(g.exact, 4.0 / 6);
    assert_value(g.within_one, 5.0 / 6);
    /* Expected counts: row 0 and row 2 are 1.5, 0.5, 1 each. */
    assert_value(g.kappa, 1 - 2 / (0.5 + 1 + 1.5 + 0.5));
    assert_value(g.kappa_linear, 1 - 3 / (0.5 + 2 + 3 + 0.5));
    assert_value(g.kappa_quadratic, 1 - 5 / (0.5 + 4 + 6 + 0.5));
}
END_TEST

START_TEST(bad_pairs_are_refused)
{
    tsr_agreement_numbers n;
    tsr_agreement_grades g;
    tsr_agreement_params params = TSR_AGREEMENT_PARAMS_INIT;
    const tsr_pair bad[][2] = {{{1, (double)NAN, 0, 0, 0, false}, {1, 1, 0, 0, 0, false}},
                               {{1, 1, 0, (double)INFINITY, 0, true}, {1, 1, 0, 0, 0, false}},
                               {{1, 1, 0, 0, 1, false}, {1, 1, 0, 0, 1, false}},
                               {{1, 1, 0, 0, 0, false}, {1, 1, 0, 0, 2, false}}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(tsr_agreement_numbers_compute(NULL, bad[i], 2, NULL, &n, NULL), TSR_E_INVALID_ARG);
    }
    params.level = 1;
    ck_assert_int_eq(tsr_agreement_numbers_compute(NULL, SHIFTED, COUNT, &params, &n, NULL), TSR_E_INVALID_ARG);
    const tsr_pair odd[] = {{0.5, 1, 0, 0, 0, false}}, large[] = {{3, 1, 0, 0, 0, false}};
    ck_assert_int_eq(tsr_agreement_grades_compute(NULL, odd, 1, 3, NULL, &g, NULL), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_agreement_grades_compute(NULL, large, 1, 3, NULL, &g, NULL), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_agreement_grades_compute(NULL, large, 1, 33, NULL, &g, NULL), TSR_E_INVALID_ARG);
}
END_TEST

START_TEST(codes)
{
    tsr_mask_codes c;
    ck_assert_int_eq(tsr_mask_codes_parse(TSR_MASK_CODES_OWN, &c, NULL), TSR_OK);
    ck_assert(c.named[TSR_MASK_BARE] && c.classes[3] == 1 << TSR_MASK_BARE && c.classes[4] == 0);
    ck_assert_int_eq(tsr_mask_codes_parse("skin=2+3,bare=3,ignore=255", &c, NULL), TSR_OK);
    ck_assert_int_eq(c.classes[3], 1 << TSR_MASK_BARE | 1 << TSR_MASK_SKIN);
    ck_assert_int_eq(c.classes[255], TSR_MASK_IGNORED);
    ck_assert(!c.named[TSR_MASK_HAIR]);
    const char *const bad[] = {"", "bare", "bare=", "=1", "bare=x", "bare=-1", "bare=1,", "bare=1,,hair=2", "bare=1 "};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(tsr_mask_codes_parse(bad[i], &c, NULL), TSR_E_FORMAT);
    }
}
END_TEST

START_TEST(short_memory_leaves_nothing)
{
    tsr_agreement_numbers n;
    tsr_agreement_scores s;
    tsr_agreement_params params = {.seed = 1, .replicates = 5, .level = 0.9};
    FAIL_ALLOC_EACH(probe, tsr_agreement_numbers_compute(&probe.allocator, SHIFTED, COUNT, &params, &n, NULL), (void)0);
    FAIL_ALLOC_EACH(probe, tsr_agreement_scores_compute(&probe.allocator, SHIFTED, COUNT, &params, &s, NULL), (void)0);
    const uint8_t pixels[4] = {0, 1, 3, 3};
    const tsr_view_u8 view = {pixels, 2, 2, 1, 2};
    tsr_mask_file file = {0};
    tsr_mask_codes own;
    tsr_mask_overlap overlap;
    uint8_t *bytes = NULL;
    ck_assert_int_eq(tsr_mask_codes_parse(TSR_MASK_CODES_OWN, &own, NULL), TSR_OK);
    ck_assert_int_eq(tsri_png_encode(view, 1, tsri_memory_default(), &bytes, &file.size_bytes, NULL), TSR_OK);
    file.bytes = bytes;
    FAIL_ALLOC_EACH(probe, tsr_mask_overlap_count(&probe.allocator, file, &own, file, &own, file, &overlap, NULL), (void)0);
    ck_assert_int_eq(overlap.compared_px, 0); /* as a region no pixel of the file is light */
    tsri_free(tsri_memory_default(), bytes);
}
END_TEST

START_TEST(plots_of_extreme_values)
{
    const tsr_plot_words words = {"Bare share", "points", "per cent", 100, 1};
    const tsr_pair zero[] = {{0, 0, 0, 0, 0, false}, {0, 0, 0, 0, 1, false}},
                   huge[] = {{-1e300, 1e300, 0, 0, 0, false}, {0, 0, 0, 0, 1, false}};
    const char *const names[] = {"I", "II", "III", "IV"};
    const tsr_pair *const sets[] = {zero, SHIFTED, huge};
    for (size_t i = 0; i < 3; i++) {
        uint8_t *bytes = NULL;
        size_t size_bytes = 0;
        tsr_agreement_numbers n;
        if (tsr_agreement_numbers_compute(NULL, sets[i], 2, NULL, &n, NULL) != TSR_OK || !n.loa_lo.known) {
            ck_assert_uint_eq(i, 2); /* squares of the huge ones overflow: unknown, and no plot */
            ck_assert_int_eq(tsr_agreement_plot_numbers(NULL, sets[i], 2, &n, &words, TSR_PLOT_PNG, &bytes, &size_bytes, NULL),
                             TSR_E_INVALID_ARG);
            continue;
        }
        for (int format = TSR_PLOT_PNG; format <= TSR_PLOT_PDF; format++) {
            ck_assert_int_eq(
                tsr_agreement_plot_numbers(NULL, sets[i], 2, &n, &words, (tsr_plot_format)format, &bytes, &size_bytes, NULL),
                TSR_OK);
            ck_assert_int_eq(memcmp(bytes, format == TSR_PLOT_PNG ? "\x89PNG" : "%PDF", 4), 0);
            tsri_free(tsri_memory_default(), bytes);
        }
    }
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    ck_assert_int_eq(tsr_agreement_plot_grades(NULL, zero, 0, names, 4, &words, TSR_PLOT_PNG, &bytes, &size_bytes, NULL),
                     TSR_E_INVALID_ARG);
    ck_assert_ptr_null(bytes);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("agreement");
    tcase_add_test(tcase, numbers_by_hand);
    tcase_add_test(tcase, what_pairs_do_not_define_is_unknown);
    tcase_add_test(tcase, grades_by_hand);
    tcase_add_test(tcase, bad_pairs_are_refused);
    tcase_add_test(tcase, codes);
    tcase_add_test(tcase, short_memory_leaves_nothing);
    tcase_add_test(tcase, plots_of_extreme_values);
    return run_tcase("agreement", tcase);
}
