/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/fail.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "support/image_check.h"

START_TEST(every_status_has_a_name_and_a_sentence)
{
    for (int s = 0; s < TSR_STATUS_COUNT; s++) {
        const char *name = tsr_status_name((tsr_status)s), *sentence = tsr_status_sentence((tsr_status)s);
        ck_assert_ptr_nonnull(name);
        ck_assert_ptr_nonnull(sentence);
        ck_assert_uint_gt(strlen(name), 1);
        ck_assert_uint_gt(strlen(sentence), 5);
        ck_assert_ptr_null(strchr(sentence, '.'));
        for (const char *c = name; *c; c++) {
            ck_assert(isupper((unsigned char)*c) || *c == '_');
        }
        for (int other = 0; other < s; other++) {
            ck_assert_str_ne(name, tsr_status_name((tsr_status)other));
            ck_assert_str_ne(sentence, tsr_status_sentence((tsr_status)other));
        }
    }
    ck_assert_str_eq(tsr_status_name(TSR_STATUS_COUNT), "UNKNOWN");
    ck_assert_str_eq(tsr_status_name((tsr_status)-1), "UNKNOWN");
    ck_assert_ptr_nonnull(tsr_status_sentence((tsr_status)99));
}
END_TEST

START_TEST(a_fault_is_one_line_with_its_values)
{
    tsr_error err;
    memset(&err, 0xEE, sizeof err);
    ck_assert_int_eq(tsri_fail(&err, TSR_E_LIMIT, "%d over %d", 5, 4), TSR_E_LIMIT);
    ck_assert_int_eq(err.code, TSR_E_LIMIT);
    ck_assert_int_eq(err.backend_code, 0);
    ck_assert_str_eq(err.stage, "");
    ck_assert_str_eq(err.message, "5 over 4");
    ck_assert_int_eq(tsri_fail_backend(&err, TSR_E_BACKEND, -215, "cv"), TSR_E_BACKEND);
    ck_assert_int_eq(err.backend_code, -215);
    ck_assert_int_eq(tsri_fail(NULL, TSR_E_IO, "%s", "nobody listens"), TSR_E_IO);
    ck_assert_int_eq(tsri_fail_backend(NULL, TSR_E_IO, 2, "nobody listens"), TSR_E_IO);
}
END_TEST

START_TEST(control_characters_and_length_are_tamed)
{
    tsr_error err;
    char text[1000], all[40];
    for (int c = 1; c < 32; c++) {
        all[c - 1] = (char)c;
    }
    all[31] = 127;
    all[32] = '\0';
    tsri_fail(&err, TSR_E_IO, "a%sb", all);
    ck_assert_uint_eq(strlen(err.message), 34);
    for (int i = 1; i < 33; i++) {
        ck_assert_int_eq(err.message[i], ' ');
    }
    tsri_fail(&err, TSR_E_IO, "\xc3\xa9%s", "\x1b[31mred\n");
    ck_assert_str_eq(err.message, "\xc3\xa9 [31mred ");
    memset(text, 'y', sizeof text);
    text[sizeof text - 1] = '\0';
    tsri_fail(&err, TSR_E_IO, "%s", text);
    ck_assert_uint_eq(strlen(err.message), sizeof err.message - 1);
}
END_TEST

START_TEST(sha256_of_known_texts)
{
    /* FIPS 180-2, appendix B, and the empty message. */
    char hex[TSRI_SHA256_HEX_CHARS + 1];
    tsri_sha256_hex("", 0, hex);
    ck_assert_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    tsri_sha256_hex("abc", 3, hex);
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    tsri_sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, hex);
    ck_assert_str_eq(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}
END_TEST

START_TEST(crc32_of_known_texts)
{
    ck_assert_uint_eq(tsri_crc32("", 0), 0);
    ck_assert_uint_eq(tsri_crc32("123456789", 9), 0xCBF43926u); /* the check value of CRC-32/ISO-HDLC */
    ck_assert_uint_eq(tsri_crc32("IEND", 4), 0xAE426082u);      /* as every PNG ends */
}
END_TEST

static const struct {
    const char *text;
    size_t length;
} UTF8[] = {
    {"a", 1},
    {"\x7f", 1},
    {"\xc2\x80", 2},
    {"\xdf\xbf", 2},
    {"\xe0\xa0\x80", 3},
    {"\xed\x9f\xbf", 3},
    {"\xee\x80\x80", 3},
    {"\xef\xbf\xbf", 3},
    {"\xf0\x90\x80\x80", 4},
    {"\xf4\x8f\xbf\xbf", 4},
    {"\x80", 0},             /* continues nothing */
    {"\xbf\xbf", 0},         /* nor this */
    {"\xc0\x80", 0},         /* overlong NUL */
    {"\xc1\xbf", 0},         /* overlong 0x7F */
    {"\xe0\x80\x80", 0},     /* overlong */
    {"\xe0\x9f\xbf", 0},     /* overlong 0x7FF */
    {"\xf0\x80\x80\x80", 0}, /* overlong */
    {"\xf0\x8f\xbf\xbf", 0}, /* overlong 0xFFFF */
    {"\xed\xa0\x80", 0},     /* first surrogate */
    {"\xed\xbf\xbf", 0},     /* last surrogate */
    {"\xf4\x90\x80\x80", 0}, /* beyond Unicode */
    {"\xf5\x80\x80\x80", 0}, /* never a first byte */
    {"\xff", 0},
    {"\xc3", 0},     /* cut off: the NUL does not continue */
    {"\xe2\x82", 0}, /* cut off */
    {"\xf0\x9f\x98", 0},
    {"\xc3\x28", 0}, /* the second byte continues nothing */
    {"\xe2\x28\xa1", 0},
};

START_TEST(base64_is_that_of_the_rfc)
{
    static const char *const ENCODED[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"}; /* RFC 4648, 10 */
    for (size_t length = 0; length <= 6; length++) {
        tsri_text text;
        tsri_text_init(&text, tsri_memory_default(), NULL);
        tsri_text_put(&text, "");
        tsri_text_put_base64(&text, (const uint8_t *)"foobar", length);
        ck_assert_int_eq(text.st, TSR_OK);
        ck_assert_str_eq(text.buffer.data, ENCODED[length]);
        tsri_buffer_release(&text.buffer);
    }
    static const uint8_t ZEROS[3 * 1000 + 1];
    tsri_text text;
    tsri_text_init(&text, tsri_memory_default(), NULL);
    tsri_text_put_base64(&text, ZEROS, sizeof ZEROS); /* longer than a block */
    ck_assert_uint_eq(text.buffer.size_bytes, 4 * 1001);
    ck_assert_str_eq(text.buffer.data + 4000, "AA==");
    tsri_buffer_release(&text.buffer);
}
END_TEST

START_TEST(utf8_is_told_from_what_is_not)
{
    for (size_t i = 0; i < sizeof UTF8 / sizeof *UTF8; i++) {
        /* A copy of its own length, so that a sanitizer sees a read behind the NUL. */
        char *copy = malloc(strlen(UTF8[i].text) + 1);
        memcpy(copy, UTF8[i].text, strlen(UTF8[i].text) + 1);
        ck_assert_msg(tsri_utf8_length(copy) == UTF8[i].length, "row %zu: %zu", i, tsri_utf8_length(copy));
        free(copy);
    }
}
END_TEST

START_TEST(a_byte_order_mark_counts_only_whole_and_at_the_start)
{
    ck_assert_uint_eq(tsri_utf8_mark_bytes("\xef\xbb\xbfphoto", 8), 3);
    ck_assert_uint_eq(tsri_utf8_mark_bytes("\xef\xbb\xbf", 3), 3);
    ck_assert_uint_eq(tsri_utf8_mark_bytes("\xef\xbb\xbf", 2), 0);
    ck_assert_uint_eq(tsri_utf8_mark_bytes("p\xef\xbb\xbf", 4), 0);
    ck_assert_uint_eq(tsri_utf8_mark_bytes("", 0), 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("text");
    tcase_add_test(tcase, every_status_has_a_name_and_a_sentence);
    tcase_add_test(tcase, a_fault_is_one_line_with_its_values);
    tcase_add_test(tcase, control_characters_and_length_are_tamed);
    tcase_add_test(tcase, sha256_of_known_texts);
    tcase_add_test(tcase, crc32_of_known_texts);
    tcase_add_test(tcase, base64_is_that_of_the_rfc);
    tcase_add_test(tcase, utf8_is_told_from_what_is_not);
    tcase_add_test(tcase, a_byte_order_mark_counts_only_whole_and_at_the_start);
    return run_tcase("base_text", tcase);
}
