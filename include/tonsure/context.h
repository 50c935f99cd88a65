/* SPDX-License-Identifier: Apache-2.0
 * tonsure/context.h - what every call shares: allocator, limits, log sink, models. Immutable once created, so threads may share
 * it. */
#ifndef TSR_CONTEXT_H
#define TSR_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

#include "tonsure/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tsr_context tsr_context;

/** Where memory comes from. Both functions must be callable from any thread; alloc may return NULL. */
typedef struct tsr_allocator {
    void *(*alloc)(void *user, size_t size_bytes);
    void (*free)(void *user, void *block);
    void *user;
} tsr_allocator;

/** Ceilings that meet a file's header before anything is allocated. 0 in a field means its default. */
typedef struct tsr_limits {
    uint64_t max_file_bytes;    /* size of the file as stored; default 512 MiB */
    uint64_t max_pixels;        /* width x height of one page; default 200 million */
    uint64_t max_decoded_bytes; /* what one decoder may hold at once; default 1 GiB */
    uint32_t max_pages;         /* pages or frames of one file; default 1000 */
    int32_t max_side_px;        /* longest side; default 65,000 */
} tsr_limits;

typedef enum tsr_log_level { TSR_LOG_DEBUG, TSR_LOG_WARNING } tsr_log_level;

/** Receives one line a stage (component) of every photo: its status and time; never a path, a name or metadata of a photo. May be
 * called from any thread. */
typedef void (*tsr_log_fn)(void *user, tsr_log_level level, const char *component, const char *text);

typedef struct tsr_options {
    const tsr_allocator *allocator; /* NULL: the C library's; copied */
    tsr_limits limits;
    const char *model_dir; /* folder of the models; NULL: where they were installed */
    tsr_log_fn log;        /* NULL: silent */
    void *log_user;
    const char *clinic_path; /* a clinic's own lines of the rule tables; NULL: none */
} tsr_options;

#define TSR_OPTIONS_INIT                                                                                                         \
    {                                                                                                                            \
        0                                                                                                                        \
    }

/** A model as models.json in the models' folder names it. */
typedef struct tsr_model {
    const char *name; /* parser, norwood or finding */
    char file[128];   /* in the models' folder */
    char sha256[65];  /* of the file, lower-case hexadecimal */
    uint32_t crc32;   /* that the file itself states: docs/format-weights.md */
} tsr_model;

enum { TSR_MODEL_COUNT = 3 };

/**
 * What models.json says, without a look at the models.
 *
 * @param options  its allocator and model_dir count; NULL: defaults everywhere
 * @return TSR_OK; TSR_E_MODEL the file is missing or does not name a model; TSR_E_NOMEM. Cost: reads 1 KB.
 */
TSR_API TSR_NODISCARD tsr_status tsr_models_list(const tsr_options *options, tsr_model out[TSR_MODEL_COUNT], tsr_error *err);

/**
 * Check a model's file against its SHA-256. tsr_context_create checks its CRC-32 alone, which tells damage and mix-ups, but not a
 * forger's work.
 *
 * @return TSR_OK; TSR_E_MODEL the file is missing or another one; TSR_E_NOMEM. Cost: some 3 ns a byte.
 */
TSR_API TSR_NODISCARD tsr_status tsr_model_verify(const tsr_options *options, const tsr_model *model, tsr_error *err);

/**
 * Create a context and load the models, checking each one's checksum, names and shapes.
 *
 * @param options  NULL: defaults everywhere
 * @param out_ctx  the caller's, released by tsr_context_destroy; NULL on failure
 * @param err      may be NULL
 * @return TSR_OK; TSR_E_MODEL file missing or not as expected; TSR_E_IO, TSR_E_FORMAT of the clinic's file; TSR_E_NOMEM. Cost:
 * reads about 5 MB, once a process.
 */
TSR_API TSR_NODISCARD tsr_status tsr_context_create(const tsr_options *options, tsr_context **out_ctx, tsr_error *err);

/** Release; accepts NULL and a pointer to NULL, and sets *ctx to NULL. No call may still be running on it. */
TSR_API void tsr_context_destroy(tsr_context **ctx);

/** The allocator that the context and all its outputs use; borrowed. */
TSR_API const tsr_allocator *tsr_context_allocator(const tsr_context *ctx);

/** The limits in force, every field set; borrowed. */
TSR_API const tsr_limits *tsr_context_limits(const tsr_context *ctx);

/** Version of the library, e.g. "0.1.0". */
TSR_API const char *tsr_version(void);

#ifdef __cplusplus
}
#endif
#endif
