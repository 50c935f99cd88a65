/* SPDX-License-Identifier: Apache-2.0
 * Masks as planes of bits, of a mask of a few pixels; bad input. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "image/encode.h"
#include "support/memory_probe.h"
#include "tonsure/exchange.h"

static const tsr_label LABELS[] = {TSR_LABEL_HAIR, TSR_LABEL_SCALP, TSR_LABEL_SKIN};
static const tsr_allocator *memory;
static uint8_t *png;
static size_t png_bytes;
static memory_probe probe;

/* 3 x 2 px */
static void encode(const uint8_t codes[6])
{
    tsri_free(memory, png);
    png = NULL;
    const tsr_view_u8 view = {codes, 3, 2, 1, 3};
    ck_assert_int_eq(tsri_png_encode(view, TSRI_PNG_LEVEL_RUNS, memory, &png, &png_bytes, NULL), TSR_OK);
}

static void set_up(void)
{
    memory = tsri_memory_default();
    encode((const uint8_t[]){0, 1, 2, 3, 1, 3});
}

static void tear_down(void)
{
    tsri_free(memory, png);
    png = NULL;
}

START_TEST(planes_follow_each_other_without_gaps)
{
    tsr_mask_bits bits;
    ck_assert_int_eq(tsr_mask_bits_format(NULL, png, png_bytes, LABELS, 3, &bits, NULL), TSR_OK);
    ck_assert_int_eq(bits.width_px, 3);
    ck_assert_int_eq(bits.height_px, 2);
    ck_assert_uint_eq(bits.size_bytes, 3); /* 18 bits */
    /* From the lowest bit: hair 010010, scalp 000101, skin 001000. */
    ck_assert_uint_eq(bits.bytes[0], 0x12);
    ck_assert_uint_eq(bits.bytes[1], 0x4a);
    ck_assert_uint_eq(bits.bytes[2], 0x00);
    free(bits.bytes);
}
END_TEST

START_TEST(what_is_no_mask_is_refused)
{
    tsr_mask_bits bits;
    tsr_error err = {0};
    ck_assert_int_eq(tsr_mask_bits_format(NULL, png, png_bytes, LABELS, 0, &bits, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_mask_bits_format(NULL, png, png_bytes, LABELS, TSR_LABEL_COUNT + 1, &bits, &err), TSR_E_INVALID_ARG);
    ck_assert_int_eq(tsr_mask_bits_format(NULL, png, png_bytes / 2, LABELS, 3, &bits, &err), TSR_E_FORMAT);
    ck_assert_int_eq(tsr_mask_bits_format(NULL, (const uint8_t *)"BM", 2, LABELS, 3, &bits, &err), TSR_E_FORMAT);
    encode((const uint8_t[]){0, 1, 2, 3, 1, 4});
    ck_assert_int_eq(tsr_mask_bits_format(NULL, png, png_bytes, LABELS, 3, &bits, &err), TSR_E_FORMAT);
    ck_assert_ptr_nonnull(strstr(err.message, "code 4"));
    ck_assert_ptr_null(bits.bytes);
}
END_TEST

START_TEST(memory_is_given_back)
{
    tsr_mask_bits bits;
    FAIL_ALLOC_EACH(probe, tsr_mask_bits_format(&probe.allocator, png, png_bytes, LABELS, 3, &bits, NULL),
                    tsri_free(&probe.allocator, bits.bytes));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("mask bits");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, planes_follow_each_other_without_gaps);
    tcase_add_test(tcase, what_is_no_mask_is_refused);
    tcase_add_test(tcase, memory_is_given_back);
    Suite *suite = suite_create("mask_bits");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
