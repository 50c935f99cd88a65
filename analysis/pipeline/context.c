/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline/context.h"

#include "base/fail.h"
#include "base/file.h"
#include "image/decode.h"
#include "tonsure/assess.h"

static const uint64_t MAX_RULES_BYTES = 1u << 20;

const char *tsr_version(void)
{
    return TSR_VERSION;
}

/* Copy a tensor into the context's arena. */
static tsr_status read_tensor(tsr_context *ctx,
                              const tsri_weights *weights,
                              const char *name,
                              uint32_t n_dims,
                              const uint32_t *dims,
                              const float **out,
                              tsr_error *err)
{
    float *values = NULL;
    size_t count = 1;
    for (uint32_t i = 0; i < n_dims; i++) {
        count *= dims[i];
    }
    tsr_status st = tsri_arena_alloc(&ctx->arena, count, sizeof *values, &values, err);
    *out = values;
    return st == TSR_OK ? tsri_weights_read(weights, name, n_dims, dims, values, err) : st;
}

static tsr_status take_norwood(tsr_context *ctx, const tsri_weights *weights, tsr_error *err)
{
    enum { N = TSRI_NORWOOD_FEATURES };
    static const uint32_t VECTOR[] = {N}, MATRIX[] = {N, N}, GRADE[] = {3};
    tsri_norwood_model *m = &ctx->norwood;
    tsr_status st = TSR_OK;
    TSRI_TRY(read_tensor(ctx, weights, "mean", 1, VECTOR, &m->mean, err));
    TSRI_TRY(read_tensor(ctx, weights, "deviation", 1, VECTOR, &m->deviation, err));
    TSRI_TRY(read_tensor(ctx, weights, "weights", 1, VECTOR, &m->weights, err));
    TSRI_TRY(read_tensor(ctx, weights, "correlation", 2, MATRIX, &m->correlation, err));
    st = read_tensor(ctx, weights, "grade", 1, GRADE, &m->grade, err);
done:
    return st;
}

static tsr_status take_finding(tsr_context *ctx, const tsri_weights *weights, tsr_error *err)
{
    static const uint32_t FEATURES[] = {TSRI_FINDING_FEATURES}, MATRIX[] = {TSRI_CLASS_COUNT, TSRI_FINDING_FEATURES};
    static const uint32_t CLASSES[] = {TSRI_CLASS_COUNT}, ONE[] = {1};
    tsri_finding_model *m = &ctx->finding;
    tsr_status st = TSR_OK;
    TSRI_TRY(read_tensor(ctx, weights, "mean", 1, FEATURES, &m->mean, err));
    TSRI_TRY(read_tensor(ctx, weights, "deviation", 1, FEATURES, &m->deviation, err));
    TSRI_TRY(read_tensor(ctx, weights, "weights", 2, MATRIX, &m->weights, err));
    TSRI_TRY(read_tensor(ctx, weights, "bias", 1, CLASSES, &m->bias, err));
    st = read_tensor(ctx, weights, "distance", 1, ONE, &m->distance, err);
done:
    return st;
}

/* The network stays as its file has it, for the workers to build theirs from; the small models are taken out of their files. */
static tsr_status load_models(tsr_context *ctx, const tsr_options *options, tsr_error *err)
{
    const tsr_allocator *memory = &ctx->allocator;
    const char *dir = tsri_model_dir(options);
    tsri_model_file norwood = {0}, finding = {0};
    tsr_status st = TSR_OK;
    TSRI_TRY(tsr_models_list(options, ctx->models, err));
    TSRI_TRY(tsri_model_load(memory, dir, &ctx->models[0], &ctx->parser, err));
    TSRI_TRY(tsri_model_load(memory, dir, &ctx->models[1], &norwood, err));
    TSRI_TRY(take_norwood(ctx, norwood.weights, err));
    TSRI_TRY(tsri_model_load(memory, dir, &ctx->models[2], &finding, err));
    st = take_finding(ctx, finding.weights, err);
done:
    tsri_model_release(memory, &norwood);
    tsri_model_release(memory, &finding);
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
    st = tsri_file_read(memory, path, MAX_RULES_BYTES, &bytes, &size_bytes, err);
    if (st != TSR_OK) {
        tsr_error why = err ? *err : (tsr_error){0};
        st = st == TSR_E_NOMEM ? st : tsri_fail(err, TSR_E_MODEL, "rule table %s: %s", NAME, why.message);
        goto done;
    }
    tsri_sha256_hex(bytes, size_bytes, ctx->rules_sha256[0]);
    TSRI_TRY(tsr_candidacy_rules_parse(memory, NAME, (const char *)bytes, size_bytes, &ctx->candidacy_rules, err));
    st = tsri_plan_rules_load(memory, dir, clinic_path, &ctx->plan_rules, ctx->rules_sha256 + 1, err);
done:
    tsri_free(memory, bytes);
    tsri_free(memory, path);
    return st;
}

tsr_status tsr_context_create(const tsr_options *options, tsr_context **out_ctx, tsr_error *err)
{
    static const tsr_options DEFAULTS = TSR_OPTIONS_INIT;
    const tsr_options *o = options ? options : &DEFAULTS;
    const tsr_allocator *memory = tsri_option_allocator(o);
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
    tsri_arena_init(&ctx->arena, &ctx->allocator);
    st = load_models(ctx, o, err);
    st = st == TSR_OK ? load_rules(ctx, tsri_model_dir(o), o->clinic_path, err) : st;
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
        tsri_model_release(&memory, &(*ctx)->parser);
        tsri_arena_release(&(*ctx)->arena);
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
    return TSR_MODEL_COUNT;
}

const char *tsr_model_name(const tsr_context *ctx, size_t index)
{
    return index < TSR_MODEL_COUNT ? ctx->models[index].name : "";
}

const char *tsr_model_sha256(const tsr_context *ctx, size_t index)
{
    return index < TSR_MODEL_COUNT ? ctx->models[index].sha256 : "";
}

size_t tsr_rules_count(const tsr_context *ctx)
{
    return TSRI_RULE_TABLES - (ctx->rules_sha256[TSRI_RULE_TABLES - 1][0] == '\0');
}

const char *tsr_rules_name(const tsr_context *ctx, size_t index)
{
    static const char *const NAMES[TSRI_RULE_TABLES] = {"candidacy", "sessions", "price", "care", "clinic"};
    return index < tsr_rules_count(ctx) ? NAMES[index] : "";
}

const char *tsr_rules_sha256(const tsr_context *ctx, size_t index)
{
    return index < tsr_rules_count(ctx) ? ctx->rules_sha256[index] : "";
}
