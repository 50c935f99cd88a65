/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "parse/weights.h"
#include "support/image_check.h"
#include "support/weight_file.h"

/* The file must be refused as a model, with these words in the message. */
static void check_refused(made_file file, const char *words)
{
    memory_probe probe;
    tsr_error err = {0};
    tsri_weights *weights = (tsri_weights *)1;
    memory_probe_init(&probe);
    ck_assert_int_eq(tsri_weights_parse(&probe.allocator, file.data, file.size_bytes, &weights, &err), TSR_E_MODEL);
    ck_assert_ptr_null(weights);
    ck_assert_msg(strstr(err.message, words) != NULL, "\"%s\" lacks \"%s\"", err.message, words);
    ck_assert_int_eq(probe.live_count, 0);
}

START_TEST(a_good_file_gives_its_tensors)
{
    made_file file = weight_file_make();
    memory_probe probe;
    tsri_weights *weights;
    float vector[5], matrix[6], kernel[5] = {9, 9, 9, 9, 9};
    uint32_t crc32;
    memory_probe_init(&probe);
    ck_assert_int_eq(tsri_weights_parse(&probe.allocator, file.data, file.size_bytes, &weights, NULL), TSR_OK);
    memcpy(&crc32, file.data + AT_CRC, sizeof crc32);
    ck_assert_uint_eq(tsri_weights_crc32(weights), crc32);
    ck_assert_int_eq(tsri_weights_read(weights, "vector", 1, (const uint32_t[]){5}, vector, NULL), TSR_OK);
    ck_assert_int_eq(tsri_weights_read(weights, "matrix", 2, (const uint32_t[]){2, 3}, matrix, NULL), TSR_OK);
    ck_assert_int_eq(tsri_weights_read(weights, "kernel", 4, (const uint32_t[]){1, 2, 1, 2}, kernel, NULL), TSR_OK);
    for (int i = 0; i < 5; i++) {
        ck_assert(vector[i] == 1.5f + (float)i);
    }
    for (int i = 0; i < 6; i++) {
        ck_assert(matrix[i] == 1.0f + (float)i);
    }
    ck_assert(kernel[0] == 0 && kernel[3] == 0 && kernel[4] == 9);
    tsri_weights_destroy(&weights);
    ck_assert_ptr_null(weights);
    tsri_weights_destroy(&weights);
    tsri_weights_destroy(NULL);
    ck_assert_int_eq(probe.live_count, 0);
    made_file_release(&file);
}
END_TEST

START_TEST(what_is_not_finite_is_refused)
{
    static const uint16_t HALVES[] = {0x7c00, 0xfc00, 0x7c01, 0x7e00, 0xffff};
    static const uint32_t FLOATS[] = {0x7f800000, 0xff800000, 0x7f800001, 0x7fc00000, 0xffffffff};
    enum { AT_VECTOR = 296, AT_MATRIX = 316 };
    float values[6];
    for (size_t i = 0; i < sizeof HALVES / sizeof *HALVES; i++) {
        made_file file = weight_file_make();
        tsri_weights *weights;
        tsr_error err;
        memcpy(file.data + AT_VECTOR + 4 * i, &FLOATS[i], 4);
        memcpy(file.data + AT_MATRIX + 2 * i, &HALVES[i], 2);
        weight_file_seal(file);
        ck_assert_int_eq(tsri_weights_parse(tsri_memory_default(), file.data, file.size_bytes, &weights, NULL), TSR_OK);
        ck_assert_int_eq(tsri_weights_read(weights, "vector", 1, (const uint32_t[]){5}, values, &err), TSR_E_MODEL);
        ck_assert_str_eq(err.message, "weight vector holds what is not a finite number");
        ck_assert_int_eq(tsri_weights_read(weights, "matrix", 2, (const uint32_t[]){2, 3}, values, &err), TSR_E_MODEL);
        ck_assert_str_eq(err.message, "weight matrix holds what is not a finite number");
        tsri_weights_destroy(&weights);
        made_file_release(&file);
    }
}
END_TEST

START_TEST(another_shape_or_name_is_told_with_both)
{
    made_file file = weight_file_make();
    tsri_weights *weights;
    float tensor[6] = {9};
    tsr_error err;
    ck_assert_int_eq(tsri_weights_parse(tsri_memory_default(), file.data, file.size_bytes, &weights, NULL), TSR_OK);
    ck_assert_int_eq(tsri_weights_read(weights, "matrix", 2, (const uint32_t[]){3, 2}, tensor, &err), TSR_E_MODEL);
    ck_assert_str_eq(err.message, "weight matrix is 2 x 3, expected 3 x 2");
    ck_assert_int_eq(tsri_weights_read(weights, "kernel", 1, (const uint32_t[]){4}, tensor, &err), TSR_E_MODEL);
    ck_assert_str_eq(err.message, "weight kernel is 1 x 2 x 1 x 2, expected 4");
    ck_assert_int_eq(tsri_weights_read(weights, "vector", 4, (const uint32_t[]){5, 0, 0, 0}, tensor, &err), TSR_E_MODEL);
    ck_assert_int_eq(tsri_weights_read(weights, "vecto", 1, (const uint32_t[]){5}, tensor, &err), TSR_E_MODEL);
    ck_assert_str_eq(err.message, "weight vecto is missing from the file");
    ck_assert_int_eq(tsri_weights_read(weights, "vectors", 1, (const uint32_t[]){5}, tensor, NULL), TSR_E_MODEL);
    ck_assert(tensor[0] == 9);
    tsri_weights_destroy(&weights);
    made_file_release(&file);
}
END_TEST

START_TEST(a_file_cut_anywhere_is_refused)
{
    made_file file = weight_file_make();
    for (size_t size_bytes = 0; size_bytes < file.size_bytes; size_bytes++) {
        /* A copy of its own length, so that a sanitizer sees a read behind it; sealed, so that the checksum hides nothing. */
        made_file part = {malloc(size_bytes + !size_bytes), size_bytes};
        memcpy(part.data, file.data, size_bytes);
        check_refused(part, "weight file");
        if (size_bytes >= WEIGHT_HEADER_BYTES) {
            weight_file_put_u64(part.data + AT_FILE_BYTES, size_bytes);
            weight_file_seal(part);
            check_refused(part, "weight file");
        }
        free(part.data);
    }
    made_file_append(&file, "x", 1);
    check_refused(file, "bytes, its header says");
    made_file_release(&file);
}
END_TEST

START_TEST(every_changed_byte_is_noticed)
{
    made_file file = weight_file_make();
    for (size_t i = 0; i < file.size_bytes; i++) {
        if (i >= AT_CRC + 4 && i < WEIGHT_HEADER_BYTES) {
            continue; /* reserved: for what a later version may say */
        }
        file.data[i] ^= 0x10;
        check_refused(file, "weight file");
        file.data[i] ^= 0x10;
    }
    made_file_release(&file);
}
END_TEST

static const struct {
    size_t at; /* from the start of the file, or of entry 1 where that is set */
    bool entry;
    bool wide; /* eight bytes */
    uint64_t value;
    const char *words;
} DAMAGES[] = {
    {AT_VERSION, false, false, 2, "version 2, expected 1"},
    {AT_ENDIAN, false, false, 0x04030201, "byte order"},
    {AT_COUNT, false, false, 4097, "with 4097 tensors"},
    {AT_COUNT, false, false, UINT32_MAX, "tensors"},
    {AT_COUNT, false, false, 5, "tensors"}, /* more than the file has room for */
    {AT_FILE_BYTES, false, true, UINT64_MAX, "its header says"},
    {AT_FILE_BYTES, false, true, 0, "its header says"},
    {AT_CRC, false, false, 0, "checksum"},
    {AT_TYPE, true, false, 0, "tensor 1 has type 0"},
    {AT_TYPE, true, false, 3, "tensor 1 has type 3"},
    {AT_N_DIMS, true, false, 0, "and 0 dimensions"},
    {AT_N_DIMS, true, false, 5, "and 5 dimensions"},
    {AT_DIMS, true, false, 0, "tensor matrix has a side of 0"},
    {AT_DIMS + 4, true, false, 65536, "tensor matrix has a side of 65536"},
    {AT_DIMS, true, false, UINT32_MAX, "side of 4294967295"},
    {AT_DIMS, true, false, 65535, "reaches beyond"},
    {AT_OFFSET, true, true, UINT64_MAX, "reaches beyond"},
    {AT_OFFSET, true, true, UINT64_MAX - 7, "reaches beyond"},
    {AT_OFFSET, true, true, 344, "reaches beyond"},
    {AT_OFFSET, true, true, 318, "not a multiple of 4"},
    {AT_OFFSET, true, true, 292, "lies in the table"},
    {AT_OFFSET, true, true, 0, "lies in the table"},
};

START_TEST(each_damage_has_its_message)
{
    made_file file = weight_file_make();
    uint8_t *at = (DAMAGES[_i].entry ? weight_file_entry(file, 1) : file.data) + DAMAGES[_i].at;
    ck_assert_uint_eq(file.size_bytes, 32 + 3 * 88 + 20 + 12 + 16);
    if (DAMAGES[_i].wide) {
        weight_file_put_u64(at, DAMAGES[_i].value);
    } else {
        weight_file_put_u32(at, (uint32_t)DAMAGES[_i].value);
    }
    if (DAMAGES[_i].at != AT_CRC) {
        weight_file_seal(file);
    }
    check_refused(file, DAMAGES[_i].words);
    made_file_release(&file);
}
END_TEST

START_TEST(a_name_without_end_is_refused)
{
    made_file file = weight_file_make();
    memset(weight_file_entry(file, 2), 'n', AT_TYPE);
    weight_file_seal(file);
    check_refused(file, "tensor 2");
    memcpy(file.data, "TSRX", 4);
    check_refused(file, "does not begin with TSRW");
    made_file_release(&file);
}
END_TEST

START_TEST(a_file_of_no_tensors_is_a_file)
{
    made_file file = weight_file_make();
    tsri_weights *weights;
    float tensor[5];
    file.size_bytes = WEIGHT_HEADER_BYTES;
    weight_file_put_u32(file.data + AT_COUNT, 0);
    weight_file_put_u64(file.data + AT_FILE_BYTES, WEIGHT_HEADER_BYTES);
    weight_file_seal(file);
    ck_assert_int_eq(tsri_weights_parse(tsri_memory_default(), file.data, file.size_bytes, &weights, NULL), TSR_OK);
    ck_assert_int_eq(tsri_weights_read(weights, "vector", 1, (const uint32_t[]){5}, tensor, NULL), TSR_E_MODEL);
    tsri_weights_destroy(&weights);
    made_file_release(&file);
}
END_TEST

/* A finite IEEE 754 binary16, by its definition. */
static double half_value(uint32_t half)
{
    int exponent = (int)(half >> 10 & 31);
    double fraction = half & 1023, magnitude = exponent ? ldexp(1024 + fraction, exponent - 25) : ldexp(fraction, -24);
    return half >> 15 ? -magnitude : magnitude;
}

START_TEST(every_half_becomes_its_float)
{
    /* The 63,488 finite ones, as two tensors of 31,744. */
    enum { COUNT = 0x7c00 };
    static float tensor[COUNT];
    made_file file = weight_file_make();
    tsri_weights *weights;
    const uint64_t data = WEIGHT_HEADER_BYTES + 3 * WEIGHT_ENTRY_BYTES;
    file.size_bytes = (size_t)data;
    for (uint32_t i = 0; i < 2 * COUNT; i++) {
        const uint16_t bits = (uint16_t)(i / COUNT * 0x8000 + i % COUNT);
        made_file_append(&file, &bits, sizeof bits);
    }
    for (size_t i = 0; i < 3; i++) {
        weight_file_put_u32(weight_file_entry(file, i) + AT_TYPE, 2);
        weight_file_put_u32(weight_file_entry(file, i) + AT_N_DIMS, 1);
        weight_file_put_u32(weight_file_entry(file, i) + AT_DIMS, i < 2 ? COUNT : 1);
        weight_file_put_u64(weight_file_entry(file, i) + AT_OFFSET, data + 2 * COUNT * (i % 2));
    }
    weight_file_put_u64(file.data + AT_FILE_BYTES, file.size_bytes);
    weight_file_seal(file);
    ck_assert_int_eq(tsri_weights_parse(tsri_memory_default(), file.data, file.size_bytes, &weights, NULL), TSR_OK);
    for (uint32_t sign = 0; sign < 2; sign++) {
        const char *name = sign ? "matrix" : "vector";
        ck_assert_int_eq(tsri_weights_read(weights, name, 1, (const uint32_t[]){COUNT}, tensor, NULL), TSR_OK);
        for (uint32_t i = 0; i < COUNT; i++) {
            const double got = (double)tensor[i], expected = half_value(sign << 15 | i);
            if (got != expected || !signbit(got) != !sign) { /* minus zero too; asserted only where it fails: there are many */
                ck_abort_msg("half %04x is %g", sign << 15 | i, got);
            }
        }
    }
    tsri_weights_destroy(&weights);
    made_file_release(&file);
}
END_TEST

START_TEST(failing_memory)
{
    memory_probe probe;
    made_file file = weight_file_make();
    tsri_weights *weights;
    FAIL_ALLOC_EACH(probe, tsri_weights_parse(&probe.allocator, file.data, file.size_bytes, &weights, NULL),
                    tsri_weights_destroy(&weights));
    ck_assert_int_ge(probe.request_count, 2);
    made_file_release(&file);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("weights");
    tcase_add_test(tcase, a_good_file_gives_its_tensors);
    tcase_add_test(tcase, what_is_not_finite_is_refused);
    tcase_add_test(tcase, another_shape_or_name_is_told_with_both);
    tcase_add_test(tcase, a_file_cut_anywhere_is_refused);
    tcase_add_test(tcase, every_changed_byte_is_noticed);
    tcase_add_loop_test(tcase, each_damage_has_its_message, 0, (int)(sizeof DAMAGES / sizeof *DAMAGES));
    tcase_add_test(tcase, a_name_without_end_is_refused);
    tcase_add_test(tcase, a_file_of_no_tensors_is_a_file);
    tcase_add_test(tcase, every_half_becomes_its_float);
    tcase_add_test(tcase, failing_memory);
    return run_tcase("parse_weights", tcase);
}
