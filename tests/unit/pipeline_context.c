/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "support/image_check.h"
#include "support/sample_photo.h"
#include "support/scratch.h"
#include "support/weight_file.h"

static scratch place;

static void set_up(void)
{
    scratch_make(&place);
}

static void tear_down(void)
{
    scratch_remove(&place);
}

/* The folder must be refused as models, with these words. */
static void check_refused(const char *words)
{
    memory_probe probe;
    tsr_error err = {0};
    tsr_context *ctx = (tsr_context *)1;
    memory_probe_init(&probe);
    const tsr_options options = {.allocator = &probe.allocator, .model_dir = place.folder};
    ck_assert_int_eq(tsr_context_create(&options, &ctx, &err), TSR_E_MODEL);
    ck_assert_ptr_null(ctx);
    ck_assert_msg(strstr(err.message, words) != NULL, "\"%s\" lacks \"%s\"", err.message, words);
    ck_assert_int_eq(probe.live_count, 0);
    ck_assert_int_eq(tsr_context_create(&options, &ctx, NULL), TSR_E_MODEL);
    ck_assert_int_eq(probe.live_count, 0);
}

#define HEX64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

START_TEST(a_manifest_that_says_nothing_is_refused)
{
    static const char *const TEXTS[] = {"",
                                        "[]",
                                        "{}",
                                        "{\"parser\": 1}",
                                        "{\"parser\": {\"file\": \"a\"}}",
                                        "{\"parser\": {\"file\": 1, \"sha256\": 2, \"crc32\": 3}}",
                                        "{\"parser\": {\"file\": \"a\", \"sha256\": \"short\", \"crc32\": \"01234567\"}}",
                                        "{\"parser\": {\"file\": \"a\", \"sha256\": \"" HEX64 "\"}}",
                                        "{\"parser\": {\"file\": \"a\", \"sha256\": \"" HEX64 "\", \"crc32\": \"0123456\"}}",
                                        "{\"parser\": {\"file\": \"a\", \"sha256\": \"" HEX64 "\", \"crc32\": \"0x123456\"}}",
                                        "{\"parser\": ",
                                        "{\"parser\": {}, \"parser\": {}}",
                                        "\x01\x02"};
    check_refused("models.json in the model folder cannot open");
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        scratch_write(&place, "models.json", TEXTS[i]);
        check_refused("models.json does not name the file, sha256 and crc32 of the model \"parser\"");
    }
}
END_TEST

/* models.json naming one file as all three models, with these sums. */
static void write_manifest(const char *sha256, uint32_t crc32)
{
    static const char *const NAMES[TSR_MODEL_COUNT] = {"parser", "norwood", "finding"};
    char manifest[800] = "";
    for (size_t i = 0; i < TSR_MODEL_COUNT; i++) {
        size_t used = strlen(manifest);
        (void)snprintf(manifest + used, sizeof manifest - used,
                       "%s\"%s\": {\"file\": \"some.tsrw\", \"sha256\": \"%s\", \"crc32\": \"%08x\"}%s", i ? ", " : "{", NAMES[i],
                       sha256, (unsigned)crc32, i + 1 < TSR_MODEL_COUNT ? "" : "}");
    }
    scratch_write(&place, "models.json", manifest);
}

static void write_bytes(const char *name, made_file file)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", place.folder, name);
    ck_assert_int_eq(tsri_file_save(tsri_memory_default(), path, file.data, file.size_bytes, NULL), TSR_OK);
}

START_TEST(a_model_must_be_whole_and_the_one_that_is_named)
{
    made_file file = weight_file_make();
    char words[100];
    uint32_t crc32;
    memcpy(&crc32, file.data + AT_CRC, sizeof crc32);
    write_manifest(HEX64, crc32);
    check_refused("model file some.tsrw: cannot open");
    write_bytes("some.tsrw", (made_file){file.data, 17});
    check_refused("model file some.tsrw: weight file of 17 bytes is too short; install it again");
    file.data[file.size_bytes - 1] ^= 1; /* damaged */
    write_bytes("some.tsrw", file);
    check_refused("model file some.tsrw: weight file: checksum");
    weight_file_seal(file); /* whole, but of another training */
    write_bytes("some.tsrw", file);
    (void)snprintf(words, sizeof words, "models.json says %08x: install both again", (unsigned)crc32);
    check_refused(words);
    memcpy(&crc32, file.data + AT_CRC, sizeof crc32);
    write_manifest(HEX64, crc32); /* the one, but no network */
    check_refused("weight mean is missing");
    made_file_release(&file);
}
END_TEST

START_TEST(a_file_is_verified_by_its_sha256)
{
    const tsr_options options = {.model_dir = place.folder};
    made_file file = weight_file_make();
    char sha256[TSRI_SHA256_HEX_CHARS + 1];
    tsr_model models[TSR_MODEL_COUNT];
    tsr_error err;
    tsri_sha256_hex(file.data, file.size_bytes, sha256);
    write_manifest(sha256, 0xfedcba98);
    ck_assert_int_eq(tsr_models_list(&options, models, NULL), TSR_OK); /* the models need not be there */
    ck_assert_str_eq(models[2].name, "finding");
    ck_assert_str_eq(models[2].file, "some.tsrw");
    ck_assert_str_eq(models[2].sha256, sha256);
    ck_assert_uint_eq(models[2].crc32, 0xfedcba98);
    ck_assert_int_eq(tsr_model_verify(&options, &models[0], &err), TSR_E_MODEL);
    ck_assert_ptr_nonnull(strstr(err.message, "model file some.tsrw: cannot open"));
    write_bytes("some.tsrw", file);
    ck_assert_int_eq(tsr_model_verify(&options, &models[0], &err), TSR_OK);
    file.data[AT_CRC + 4] ^= 1; /* the reserved bytes, which the checksum leaves out */
    write_bytes("some.tsrw", file);
    ck_assert_int_eq(tsr_model_verify(&options, &models[0], &err), TSR_E_MODEL);
    ck_assert_ptr_nonnull(strstr(err.message, "model file some.tsrw has sha256"));
    made_file_release(&file);
}
END_TEST

static void note_line(void *user, tsr_log_level level, const char *component, const char *text)
{
    char *noted = user;
    (void)snprintf(noted + strlen(noted), 200 - strlen(noted), "%d %s %.5s|", (int)level, component, text);
}

START_TEST(a_context_tells_what_is_in_it)
{
    char noted[200] = "";
    const tsr_options options = {
        .model_dir = TSR_TEST_MODEL_DIR, .limits = {.max_pages = 3, .max_side_px = 500}, .log = note_line, .log_user = noted};
    tsr_context *ctx;
    ck_assert_int_eq(tsr_context_create(&options, &ctx, NULL), TSR_OK);
    const tsr_limits *limits = tsr_context_limits(ctx);
    ck_assert_uint_eq(limits->max_pages, 3);
    ck_assert_int_eq(limits->max_side_px, 500);
    ck_assert_uint_eq(limits->max_file_bytes, UINT64_C(512) << 20);
    ck_assert_uint_eq(limits->max_pixels, 200000000);
    ck_assert_uint_eq(limits->max_decoded_bytes, UINT64_C(1) << 30);
    ck_assert_uint_eq(tsr_model_count(ctx), 3);
    ck_assert_str_eq(tsr_model_name(ctx, 0), "parser");
    ck_assert_uint_eq(strlen(tsr_model_sha256(ctx, 0)), 64);
    ck_assert_str_eq(tsr_model_name(ctx, 1), "norwood");
    ck_assert_str_eq(tsr_model_name(ctx, 2), "finding");
    ck_assert_str_eq(tsr_model_name(ctx, 3), "");
    ck_assert_str_eq(tsr_model_sha256(ctx, 99), "");
    ck_assert_uint_gt(strlen(tsr_version()), 4);
    tsr_worker *worker = open_worker(ctx);
    made_file wide = level_photo(501, 3, 9); /* the limits reach the decoders */
    tsr_assessment *a;
    ck_assert_int_eq(tsr_photo_assess(worker, wide.data, wide.size_bytes, NULL, &a, NULL), TSR_E_LIMIT);
    ck_assert_str_eq(noted, "1 decode LIMIT|");
    made_file_release(&wide);
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
    ck_assert_ptr_null(ctx);
    tsr_context_destroy(&ctx);
    tsr_context_destroy(NULL);
}
END_TEST

START_TEST(failing_memory)
{
    memory_probe probe;
    tsr_context *ctx;
    const tsr_options options = {.allocator = &probe.allocator, .model_dir = TSR_TEST_MODEL_DIR};
    FAIL_ALLOC_EACH(probe, tsr_context_create(&options, &ctx, NULL), tsr_context_destroy(&ctx));
    memory_probe_init(&probe);
    ctx = open_context(&probe.allocator);
    const long live_count = probe.live_count, request_count = probe.request_count;
    tsr_worker *worker = NULL;
    for (long nth = 1;; nth++) {
        probe.fail_at = probe.request_count + nth;
        tsr_status st = tsr_worker_create(ctx, &worker, NULL);
        if (st == TSR_OK) {
            break;
        }
        ck_assert_int_eq(st, TSR_E_NOMEM);
        ck_assert_ptr_null(worker);
        ck_assert_int_eq(probe.live_count, live_count);
    }
    ck_assert_int_gt(probe.request_count, request_count);
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
    ck_assert_int_eq(probe.live_count, 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("context");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_manifest_that_says_nothing_is_refused);
    tcase_add_test(tcase, a_model_must_be_whole_and_the_one_that_is_named);
    tcase_add_test(tcase, a_file_is_verified_by_its_sha256);
    tcase_add_test(tcase, a_context_tells_what_is_in_it);
    tcase_add_test(tcase, failing_memory);
    return run_tcase("pipeline_context", tcase);
}
