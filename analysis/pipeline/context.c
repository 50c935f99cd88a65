/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline/context.h"

#include <jansson.h>
#include <string.h>

#include "base/fail.h"
#include "base/file.h"
#include "image/decode.h"
#include "pipeline/plan_rules.h"
#include "tonsure/assess.h"

static const uint64_t MAX_MODEL_BYTES = 64u << 20;

const char *tsr_version(void)
{
    return TSR_VERSION;
}

/* The expected hash of a model, from models/models.json: {"parser": {"file": "...", "sha256": "..."}}. */
static tsr_status read_manifest(const tsr_allocator *memory,
                                const char *dir,
                                const char *name,
                                char *out_file,
                                size_t file_chars,
                                char *out_sha256,
                                tsr_error *err)
{
    char *path = NULL;
    uint8_t *bytes = NULL;
    size_t size_bytes;
    json_t *root = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_path_join(memory, dir, "models.json", "", &path, err));
    st = tsri_file_read(memory, path, MAX_MODEL_BYTES, &bytes, &size_bytes, err);
    if (st != TSR_OK) {
        tsr_error why = err ? *err : (tsr_error){0};
        st = st == TSR_E_NOMEM ? st : tsri_fail(err, TSR_E_MODEL, "models.json in the model folder %s", why.message);
        goto done;
    }
    root = json_loadb((const char *)bytes, size_bytes, JSON_REJECT_DUPLICATES, NULL);
    const char *file = NULL, *sha256 = NULL;
    if (!root || json_unpack(root, "{s:{s:s, s:s}}", name, "file", &file, "sha256", &sha256) != 0 || strlen(file) >= file_chars ||
        strlen(sha256) != TSRI_SHA256_HEX_CHARS) {
        st = tsri_fail(err, TSR_E_MODEL, "models.json does not name the file and sha256 of the model \"%s\"", name);
        goto done;
    }
    memcpy(out_file, file, strlen(file) + 1);
    memcpy(out_sha256, sha256, TSRI_SHA256_HEX_CHARS + 1);
done:
    json_decref(root);
    tsri_free(memory, bytes);
    tsri_free(memory, path);
    return st;
}

/* Read a model's weights and check them against its hash. */
static tsr_status load_model(tsr_context *ctx, const char *dir, int index, const char *name, tsri_weights **out, tsr_error *err)
{
    char file[128], expected[TSRI_SHA256_HEX_CHARS + 1];
    char *path = NULL;
    uint8_t *bytes = NULL;
    size_t size_bytes;
    const tsr_allocator *memory = &ctx->allocator;
    tsr_status st = read_manifest(memory, dir, name, file, sizeof file, expected, err);
    if (st != TSR_OK) {
        return st;
    }
    TSRI_TRY(tsri_path_join(memory, dir, file, "", &path, err));
    st = tsri_file_read(memory, path, MAX_MODEL_BYTES, &bytes, &size_bytes, err);
    if (st != TSR_OK) {
        tsr_error why = err ? *err : (tsr_error){0};
        st = st == TSR_E_NOMEM ? st : tsri_fail(err, TSR_E_MODEL, "model file %s: %s", file, why.message);
        goto done;
    }
    ctx->model_names[index] = name;
    tsri_sha256_hex(bytes, size_bytes, ctx->model_sha256[index]);
    if (strcmp(ctx->model_sha256[index], expected) != 0) {
        st = tsri_fail(err, TSR_E_MODEL, "model file %s has sha256 %.16s..., expected %.16s...: install it again", file,
                       ctx->model_sha256[index], expected);
        goto done;
    }
    st = tsri_weights_parse(memory, bytes, size_bytes, out, err);
done:
    tsri_free(memory, bytes);
    tsri_free(memory, path);
    return st;
}

static tsr_status load_norwood(tsr_context *ctx, const char *dir, tsr_error *err)
{
    enum { N = TSRI_NORWOOD_FEATURES };
    static const uint32_t VECTOR[] = {N}, MATRIX[] = {N, N}, GRADE[] = {3};
    tsri_norwood_model *m = &ctx->norwood;
    tsr_status st = TSR_OK;
    TSRI_TRY(load_model(ctx, dir, 1, "norwood", &ctx->norwood_weights, err));
    TSRI_TRY(tsri_weights_find(ctx->norwood_weights, "mean", 1, VECTOR, &m->mean, err));
    TSRI_TRY(tsri_weights_find(ctx->norwood_weights, "deviation", 1, VECTOR, &m->deviation, err));
    TSRI_TRY(tsri_weights_find(ctx->norwood_weights, "weights", 1, VECTOR, &m->weights, err));
    TSRI_TRY(tsri_weights_find(ctx->norwood_weights, "correlation", 2, MATRIX, &m->correlation, err));
    st = tsri_weights_find(ctx->norwood_weights, "grade", 1, GRADE, &m->grade, err);
done:
    return st;
}

static tsr_status load_finding(tsr_context *ctx, const char *dir, tsr_error *err)
{
    static const uint32_t FEATURES[] = {TSRI_FINDING_FEATURES}, MATRIX[] = {TSRI_CLASS_COUNT, TSRI_FINDING_FEATURES};
    static const uint32_t CLASSES[] = {TSRI_CLASS_COUNT}, ONE[] = {1};
    tsri_finding_model *m = &ctx->finding;
    tsr_status st = TSR_OK;
    TSRI_TRY(load_model(ctx, dir, 2, "finding", &ctx->finding_weights, err));
    TSRI_TRY(tsri_weights_find(ctx->finding_weights, "mean", 1, FEATURES, &m->mean, err));
    TSRI_TRY(tsri_weights_find(ctx->finding_weights, "deviation", 1, FEATURES, &m->deviation, err));
    TSRI_TRY(tsri_weights_find(ctx->finding_weights, "weights", 2, MATRIX, &m->weights, err));
    TSRI_TRY(tsri_weights_find(ctx->finding_weights, "bias", 1, CLASSES, &m->bias, err));
    st = tsri_weights_find(ctx->finding_weights, "distance", 1, ONE, &m->distance, err);
done:
    return st;
}

/* The rule tables of candidacy and plan, the clinic's own over them. */
static tsr_status load_rules(tsr_context *ctx, const char *dir, const char *clinic_path, tsr_error *err)
{
    static const char NAME[] = "rules/candidacy.json";
    char *path = NULL;
    uint8_t *bytes = NULL;
    size_t size_bytes;
    const tsr_allocator *memory = &ctx->allocator;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_path_join(memory, dir, NAME, "", &path, err));
    st = tsri_file_read(memory, path, MAX_MODEL_BYTES, &bytes, &size_bytes, err);
    if (st != TSR_OK) {
        tsr_error why = err ? *err : (tsr_error){0};
        st = st == TSR_E_NOMEM ? st : tsri_fail(err, TSR_E_MODEL, "rule table %s: %s", NAME, why.message);
        goto done;
    }
    TSRI_TRY(tsr_candidacy_rules_parse(memory, NAME, (const char *)bytes, size_bytes, &ctx->candidacy_rules, err));
    st = tsri_plan_rules_load(memory, dir, clinic_path, &ctx->plan_rules, err);
done:
    tsri_free(memory, bytes);
    tsri_free(memory, path);
    return st;
}

tsr_status tsr_context_create(const tsr_options *options, tsr_context **out_ctx, tsr_error *err)
{
    static const tsr_options DEFAULTS = TSR_OPTIONS_INIT;
    const tsr_options *o = options ? options : &DEFAULTS;
    const tsr_allocator *memory = o->allocator ? o->allocator : tsri_memory_default();
    tsr_context *ctx = NULL;
    *out_ctx = NULL;
    tsr_status st = tsri_alloc_zero(memory, 1, sizeof *ctx, &ctx, err);
    if (st != TSR_OK) {
        return st;
    }
    ctx->allocator = *memory;
    ctx->limits = tsri_limits_default(o->limits);
    ctx->log = o->log;
    ctx->log_user = o->log_user;
    const char *dir = o->model_dir ? o->model_dir : TSR_MODEL_DIR;
    st = load_model(ctx, dir, 0, "parser", &ctx->parser_weights, err);
    st = st == TSR_OK ? load_norwood(ctx, dir, err) : st;
    st = st == TSR_OK ? load_finding(ctx, dir, err) : st;
    st = st == TSR_OK ? load_rules(ctx, dir, o->clinic_path, err) : st;
    if (st != TSR_OK) {
        tsr_context_destroy(&ctx);
    }
    *out_ctx = ctx;
    return st;
}

void tsr_context_destroy(tsr_context **ctx)
{
    if (ctx && *ctx) {
        tsr_allocator memory = (*ctx)->allocator;
        tsri_weights_destroy(&(*ctx)->parser_weights);
        tsri_weights_destroy(&(*ctx)->norwood_weights);
        tsri_weights_destroy(&(*ctx)->finding_weights);
        tsr_candidacy_rules_destroy(&(*ctx)->candidacy_rules);
        tsri_plan_rules_destroy(&memory, &(*ctx)->plan_rules);
        tsri_free(&memory, *ctx);
        *ctx = NULL;
    }
}

const tsr_allocator *tsr_context_allocator(const tsr_context *ctx)
{
    return &ctx->allocator;
}

const tsr_limits *tsr_context_limits(const tsr_context *ctx)
{
    return &ctx->limits;
}

void tsr_free(const tsr_context *ctx, void *block)
{
    tsri_free(&ctx->allocator, block);
}

size_t tsr_model_count(const tsr_context *ctx)
{
    (void)ctx;
    return TSRI_MODEL_COUNT;
}

const char *tsr_model_name(const tsr_context *ctx, size_t index)
{
    return index < TSRI_MODEL_COUNT ? ctx->model_names[index] : "";
}

const char *tsr_model_sha256(const tsr_context *ctx, size_t index)
{
    return index < TSRI_MODEL_COUNT ? ctx->model_sha256[index] : "";
}
