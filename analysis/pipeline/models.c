/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline/models.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/hash.h"

static const uint64_t MAX_MODEL_BYTES = 64u << 20;

enum { CRC32_HEX_CHARS = 8 };

_Static_assert(sizeof((tsr_model *)0)->sha256 == TSRI_SHA256_HEX_CHARS + 1, "a model's hash is a SHA-256");

const char *tsri_model_dir(const tsr_options *options)
{
    return options && options->model_dir ? options->model_dir : TSR_MODEL_DIR;
}

const tsr_allocator *tsri_option_allocator(const tsr_options *options)
{
    return options && options->allocator ? options->allocator : tsri_memory_default();
}

/* One model of {"parser": {"file": "...", "sha256": "...", "crc32": "..."}, ...}. */
static bool take_model(json_t *root, const char *name, tsr_model *out)
{
    const char *file = NULL, *sha256 = NULL, *crc32 = NULL;
    if (json_unpack(root, "{s:{s:s, s:s, s:s}}", name, "file", &file, "sha256", &sha256, "crc32", &crc32) != 0 ||
        strlen(file) >= sizeof out->file || strlen(sha256) != TSRI_SHA256_HEX_CHARS || strlen(crc32) != CRC32_HEX_CHARS ||
        strspn(crc32, "0123456789abcdef") != CRC32_HEX_CHARS) {
        return false;
    }
    out->name = name;
    memcpy(out->file, file, strlen(file) + 1);
    memcpy(out->sha256, sha256, TSRI_SHA256_HEX_CHARS + 1);
    out->crc32 = (uint32_t)strtoul(crc32, NULL, 16);
    return true;
}

tsr_status tsr_models_list(const tsr_options *options, tsr_model out[TSR_MODEL_COUNT], tsr_error *err)
{
    static const char *const NAMES[TSR_MODEL_COUNT] = {"parser", "norwood", "finding"};
    const tsr_allocator *memory = tsri_option_allocator(options);
    char *path = NULL;
    uint8_t *bytes = NULL;
    size_t size_bytes;
    json_t *root = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_path_join(memory, tsri_model_dir(options), "models.json", "", &path, err));
    st = tsri_file_read(memory, path, MAX_MODEL_BYTES, &bytes, &size_bytes, err);
    if (st != TSR_OK) {
        tsr_error why = err ? *err : (tsr_error){0};
        st = st == TSR_E_NOMEM ? st : tsri_fail(err, TSR_E_MODEL, "models.json in the model folder %s", why.message);
        goto done;
    }
    root = json_loadb((const char *)bytes, size_bytes, JSON_REJECT_DUPLICATES, NULL);
    for (size_t i = 0; i < TSR_MODEL_COUNT; i++) {
        if (!root || !take_model(root, NAMES[i], &out[i])) {
            st =
                tsri_fail(err, TSR_E_MODEL, "models.json does not name the file, sha256 and crc32 of the model \"%s\"", NAMES[i]);
            goto done;
        }
    }
done:
    json_decref(root);
    tsri_free(memory, bytes);
    tsri_free(memory, path);
    return st;
}

static tsr_status read_file(const tsr_allocator *memory,
                            const char *dir,
                            const tsr_model *model,
                            uint8_t **out_bytes,
                            size_t *out_size_bytes,
                            tsr_error *err)
{
    char *path = NULL;
    tsr_status st = tsri_path_join(memory, dir, model->file, "", &path, err);
    if (st != TSR_OK) {
        return st;
    }
    st = tsri_file_read(memory, path, MAX_MODEL_BYTES, out_bytes, out_size_bytes, err);
    if (st != TSR_OK && st != TSR_E_NOMEM) {
        tsr_error why = err ? *err : (tsr_error){0};
        st = tsri_fail(err, TSR_E_MODEL, "model file %s: %s", model->file, why.message);
    }
    tsri_free(memory, path);
    return st;
}

tsr_status
tsri_model_load(const tsr_allocator *memory, const char *dir, const tsr_model *model, tsri_model_file *out, tsr_error *err)
{
    size_t size_bytes;
    memset(out, 0, sizeof *out);
    tsr_status st = read_file(memory, dir, model, &out->bytes, &size_bytes, err);
    if (st != TSR_OK) {
        return st;
    }
    st = tsri_weights_parse(memory, out->bytes, size_bytes, &out->weights, err);
    if (st == TSR_E_MODEL) {
        tsr_error why = err ? *err : (tsr_error){0};
        st = tsri_fail(err, TSR_E_MODEL, "model file %s: %s; install it again", model->file, why.message);
    } else if (st == TSR_OK && tsri_weights_crc32(out->weights) != model->crc32) {
        st = tsri_fail(err, TSR_E_MODEL, "model file %s has checksum %08x, models.json says %08x: install both again",
                       model->file, tsri_weights_crc32(out->weights), model->crc32);
    }
    if (st != TSR_OK) {
        tsri_model_release(memory, out);
    }
    return st;
}

void tsri_model_release(const tsr_allocator *memory, tsri_model_file *file)
{
    tsri_weights_destroy(&file->weights);
    tsri_free(memory, file->bytes);
    file->bytes = NULL;
}

tsr_status tsr_model_verify(const tsr_options *options, const tsr_model *model, tsr_error *err)
{
    const tsr_allocator *memory = tsri_option_allocator(options);
    char sha256[TSRI_SHA256_HEX_CHARS + 1];
    uint8_t *bytes = NULL;
    size_t size_bytes;
    tsr_status st = read_file(memory, tsri_model_dir(options), model, &bytes, &size_bytes, err);
    if (st != TSR_OK) {
        return st;
    }
    tsri_sha256_hex(bytes, size_bytes, sha256);
    if (strcmp(sha256, model->sha256) != 0) {
        st = tsri_fail(err, TSR_E_MODEL, "model file %s has sha256 %.16s..., models.json says %.16s...: install both again",
                       model->file, sha256, model->sha256);
    }
    tsri_free(memory, bytes);
    return st;
}
