/* SPDX-License-Identifier: Apache-2.0
 * Rows of CSV, lines of files, values of JSON by path, ids of names. */
#include "base/csv.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/json_read.h"
#include "base/lines.h"
#include "support/image_check.h"
#include "support/scratch.h"

enum { MOST = 4 };

static int row_of(tsri_csv *csv, char *fields[MOST])
{
    memset(fields, 0, MOST * sizeof *fields);
    return tsri_csv_row(csv, fields, MOST);
}

START_TEST(rows_of_csv)
{
    char text[] = "\xef\xbb\xbf"
                  "a,\"b \"\"x\"\", c\",\r\n\"two\nlines\",2\r\n\nlast,1,2,3,4,5";
    char *f[MOST];
    tsri_csv csv;
    tsri_csv_init(&csv, text, sizeof text - 1);
    ck_assert_int_eq(row_of(&csv, f), 3);
    ck_assert_str_eq(f[0], "a");
    ck_assert_str_eq(f[1], "b \"x\", c");
    ck_assert_str_eq(f[2], "");
    ck_assert_uint_eq(csv.line, 2);
    ck_assert_int_eq(row_of(&csv, f), 2);
    ck_assert_str_eq(f[0], "two\nlines");
    ck_assert_uint_eq(csv.line, 4);
    ck_assert_int_eq(row_of(&csv, f), 1);
    ck_assert_str_eq(f[0], "");
    ck_assert_int_eq(row_of(&csv, f), MOST);
    ck_assert_str_eq(f[3], "3");
    ck_assert_int_eq(row_of(&csv, f), 0);
    char open[] = "a,\"b\nc";
    tsri_csv_init(&csv, open, sizeof open - 1);
    ck_assert_int_eq(row_of(&csv, f), -1);
    char none[] = "";
    tsri_csv_init(&csv, none, 0);
    ck_assert_int_eq(row_of(&csv, f), 0);
}
END_TEST

START_TEST(what_is_put_is_read_again)
{
    static const char *const VALUES[] = {"plain", "a,b", "say \"so\"", "two\nlines", ""};
    tsri_text text;
    tsri_csv csv;
    char *fields[MOST + 1];
    tsri_text_init(&text, tsri_memory_default(), NULL);
    for (int i = 0; i <= MOST; i++) {
        tsri_text_put(&text, i ? "," : "");
        tsri_csv_put(&text, VALUES[i]);
    }
    ck_assert_int_eq(text.st, TSR_OK);
    tsri_csv_init(&csv, text.buffer.data, text.buffer.size_bytes);
    ck_assert_int_eq(tsri_csv_row(&csv, fields, MOST + 1), MOST + 1);
    for (int i = 0; i <= MOST; i++) {
        ck_assert_str_eq(fields[i], VALUES[i]);
    }
    tsri_buffer_release(&text.buffer);
}
END_TEST

static tsr_status read_lines(const char *path, uint64_t most, int *out_count, size_t *out_longest)
{
    tsri_lines lines;
    bool more = true;
    *out_count = 0;
    *out_longest = 0;
    tsr_status st = tsri_lines_open(&lines, tsri_memory_default(), path, most, NULL);
    while (st == TSR_OK && more) {
        st = tsri_lines_next(&lines, &more, NULL);
        *out_count += st == TSR_OK && more;
        *out_longest = st == TSR_OK && lines.line.size_bytes > *out_longest ? lines.line.size_bytes : *out_longest;
    }
    tsri_lines_close(&lines);
    return st;
}

static void write_file(const char *path, const char *bytes, size_t size_bytes)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size_bytes, file), size_bytes);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(lines_of_any_length)
{
    /* 4095 is what one read takes: a line of that length ends just behind it. */
    static const size_t LENGTHS[] = {0, 1, 4094, 4095, 4096, 10000};
    static char bytes[10002];
    scratch place;
    int count;
    size_t longest;
    scratch_make(&place);
    const char *path = scratch_path(&place, "lines.txt");
    for (size_t i = 0; i < sizeof LENGTHS / sizeof *LENGTHS; i++) {
        memset(bytes, 'x', sizeof bytes);
        bytes[LENGTHS[i]] = '\n';
        write_file(path, bytes, LENGTHS[i] + 2); /* and a last line without its newline */
        ck_assert_int_eq(read_lines(path, 10000, &count, &longest), TSR_OK);
        ck_assert_int_eq(count, 2);
        ck_assert_uint_eq(longest, LENGTHS[i] ? LENGTHS[i] : 1);
    }
    ck_assert_int_eq(read_lines(path, 9999, &count, &longest), TSR_E_LIMIT);
    write_file(path, "a\nb\0c\nd\n", 8);
    ck_assert_int_eq(read_lines(path, 100, &count, &longest), TSR_E_FORMAT);
    write_file(path, "", 0);
    ck_assert_int_eq(read_lines(path, 100, &count, &longest), TSR_OK);
    ck_assert_int_eq(count, 0);
    ck_assert_int_eq(read_lines(scratch_path(&place, "nowhere"), 100, &count, &longest), TSR_E_IO);
    ck_assert_int_eq(read_lines("/dev/zero", 100, &count, &longest), TSR_E_IO);
    scratch_remove(&place);
}
END_TEST

START_TEST(values_by_path)
{
    static const char TEXT[] = "{\"a\": {\"b\": {\"value\": 0.5}, \"c\": null}, \"list\": [\"x\", 2], \"yes\": true}";
    tsri_json *json = NULL;
    double number = 0;
    ck_assert_int_eq(tsri_json_parse(TEXT, sizeof TEXT - 1, &json, NULL), TSR_OK);
    ck_assert(tsri_json_number(tsri_json_at(json, "a.b.value"), &number) && number > 0.49 && number < 0.51);
    ck_assert(tsri_json_number(tsri_json_at(json, "yes"), &number) && number > 0.99);
    ck_assert(!tsri_json_number(tsri_json_at(json, "a.c"), &number));
    ck_assert_ptr_null(tsri_json_at(json, "a.b.value.more"));
    ck_assert_ptr_null(tsri_json_at(json, "a.none.value"));
    ck_assert_uint_eq(tsri_json_count(tsri_json_at(json, "list")), 2);
    ck_assert_str_eq(tsri_json_text(tsri_json_item(tsri_json_at(json, "list"), 0)), "x");
    ck_assert_ptr_null(tsri_json_text(tsri_json_item(tsri_json_at(json, "list"), 1)));
    ck_assert_ptr_null(tsri_json_item(tsri_json_at(json, "list"), 2));
    ck_assert_uint_eq(tsri_json_count(NULL), 0);
    tsri_json_destroy(&json);
    ck_assert_ptr_null(json);
    tsri_json_destroy(&json);
    ck_assert_int_eq(tsri_json_parse("{\"a\": 1, \"a\": 2}", 16, &json, NULL), TSR_E_FORMAT);
    ck_assert_int_eq(tsri_json_parse("{} {}", 5, &json, NULL), TSR_E_FORMAT);
}
END_TEST

START_TEST(ids_hang_on_key_kind_and_name)
{
    tsri_id_key key, other;
    char id[4][TSRI_ID_HEX_CHARS + 1];
    tsri_id_key_derive("sixteen bytes ok", 16, &key);
    tsri_id_key_derive("sixteen bytes ko", 16, &other);
    tsri_id_hex(&key, "photo", "a", id[0]);
    tsri_id_hex(&key, "case", "a", id[1]);
    tsri_id_hex(&other, "photo", "a", id[2]);
    tsri_id_hex(&key, "photoa", "", id[3]);
    for (int i = 0; i < 4; i++) {
        ck_assert_uint_eq(strlen(id[i]), TSRI_ID_HEX_CHARS);
        for (int k = 0; k < i; k++) {
            ck_assert_str_ne(id[i], id[k]);
        }
    }
    tsri_id_hex(&key, "photo", "a", id[1]);
    ck_assert_str_eq(id[0], id[1]);
    tsri_id_key_clear(&key);
    for (size_t i = 0; i < sizeof key.bytes; i++) {
        ck_assert_uint_eq(key.bytes[i], 0);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("csv");
    tcase_add_test(tcase, rows_of_csv);
    tcase_add_test(tcase, what_is_put_is_read_again);
    tcase_add_test(tcase, lines_of_any_length);
    tcase_add_test(tcase, values_by_path);
    tcase_add_test(tcase, ids_hang_on_key_kind_and_name);
    return run_tcase("base_csv", tcase);
}
