/* SPDX-License-Identifier: Apache-2.0
 * tonsure/assess.h - the main call: a photo's bytes in, a result out. */
#ifndef TSR_ASSESS_H
#define TSR_ASSESS_H

#include "tonsure/context.h"
#include "tonsure/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One thread's working state: network operators and scratch. Make one a thread and reuse it; never share it between threads. */
typedef struct tsr_worker tsr_worker;

/** A photo's result with its label map. Freed by tsr_assessment_destroy. */
typedef struct tsr_assessment tsr_assessment;

typedef struct tsr_assess_params {
    tsr_view view;        /* TSR_VIEW_UNKNOWN: recognise it */
    uint32_t page;        /* of a multi-page TIFF; 0 is the first */
    bool allow_truncated; /* take what decodes of a cut-off JPEG */
} tsr_assess_params;

#define TSR_ASSESS_PARAMS_INIT                                                                                                   \
    {                                                                                                                            \
        0                                                                                                                        \
    }

/** Time of each step of the last photo, ms of wall clock. */
typedef struct tsr_timing {
    double decode_ms, parse_ms, measure_ms;
} tsr_timing;

/** @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND. Cost: some 10 ms and 25 MB. ctx must outlive the worker. */
TSR_API TSR_NODISCARD tsr_status tsr_worker_create(const tsr_context *ctx, tsr_worker **out_worker, tsr_error *err);

/** Accepts NULL and a pointer to NULL. */
TSR_API void tsr_worker_destroy(tsr_worker **worker);

/**
 * Assess one photo.
 *
 * @param bytes   the file's content: JPEG, PNG, TIFF, WebP or HEIC, told by content
 * @param params  NULL: defaults
 * @param out     the caller's; NULL unless TSR_OK
 * @return TSR_OK, also for a photo that is not assessable; TSR_E_FORMAT, TSR_E_UNSUPPORTED, TSR_E_LIMIT by the file;
 *         TSR_E_INVALID_ARG a view outside its enum; TSR_E_NOMEM; TSR_E_BACKEND. err->stage names the step. Cost: about 0.1 s
 *         for a 12-megapixel JPEG.
 */
TSR_API TSR_NODISCARD tsr_status tsr_photo_assess(tsr_worker *worker,
                                                  const uint8_t *bytes,
                                                  size_t size_bytes,
                                                  const tsr_assess_params *params,
                                                  tsr_assessment **out,
                                                  tsr_error *err);

TSR_API void tsr_assessment_destroy(tsr_assessment **assessment);

/** Borrowed until the assessment is destroyed. */
TSR_API const tsr_photo_result *tsr_assessment_result(const tsr_assessment *assessment);

/** Label map, one channel of tsr_label at the upright photo's size; borrowed. */
TSR_API tsr_view_u8 tsr_assessment_labels(const tsr_assessment *assessment);

/** The upright photo in sRGB as it was analysed, often smaller than the file; borrowed. */
TSR_API tsr_view_u8 tsr_assessment_photo(const tsr_assessment *assessment);

TSR_API tsr_timing tsr_assessment_timing(const tsr_assessment *assessment);

/**
 * Name the views of a case's photos together: two to five photos seldom show the same view twice. Changes label and probability
 * of each view; named views, and photos that are not assessable, stay. Then drops the hairlines that the views do not show; call
 * it for one photo too.
 *
 * @param photos  count entries, changed; NULL stands for a photo that was not read. More than five are left as they are
 * Cost: O(5^count).
 */
TSR_API void tsr_case_name_views(tsr_photo_result *const *photos, size_t count);

/**
 * Judge the photos of one person and one day as a whole.
 *
 * The bare share is that of the one view that sees most of the scalp: top, else back, front, left, right, unknown; among equals
 * the first. Views are not added up, since they see the same skin twice.
 *
 * @param photos  count entries; NULL stands for a photo that was not read
 */
TSR_API tsr_case_result tsr_case_assess(const tsr_photo_result *const *photos, size_t count);

/* Outputs: pure functions of a result. Each writes a whole file's bytes into memory of the context, freed by tsr_free. */

/** 8-bit PNG of the label map. Cost: about 45 ms for 12 megapixels. */
TSR_API TSR_NODISCARD tsr_status tsr_mask_format(
    const tsr_context *ctx, const tsr_assessment *assessment, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err);

/** PNG of the photo with tint, contours, legend and share, long side at most 2048 px. Cost: about 60 ms. */
TSR_API TSR_NODISCARD tsr_status tsr_overlay_format(
    const tsr_context *ctx, const tsr_assessment *assessment, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err);

/** What the photo's JSON line says besides the result. */
typedef struct tsr_photo_names {
    const char *photo;     /* name as the caller knows it; any bytes */
    const char *case_name; /* NULL: null */
    const char *mask;      /* path of the mask file, NULL: none written */
    const char *error;     /* message where the photo was not read, else NULL */
} tsr_photo_names;

/** One line of JSON, no newline at its end, NUL-terminated. result may be NULL where names->error is set. */
TSR_API TSR_NODISCARD tsr_status tsr_photo_json_format(
    const tsr_context *ctx, const tsr_photo_names *names, const tsr_photo_result *result, char **out_text, tsr_error *err);

/** The case's line. Its photos are given by name, or whole: photo_lines (may be NULL) are then their lines of JSON. */
TSR_API TSR_NODISCARD tsr_status tsr_case_json_format(const tsr_context *ctx,
                                                      const char *case_name,
                                                      const char *const *photos,
                                                      const char *const *photo_lines,
                                                      size_t photo_count,
                                                      const tsr_case_result *result,
                                                      char **out_text,
                                                      tsr_error *err);

/** Free what an output call returned. */
TSR_API void tsr_free(const tsr_context *ctx, void *block);

/** Number of model files loaded, and each one's name, version and SHA-256; index from 0. Borrowed. */
TSR_API size_t tsr_model_count(const tsr_context *ctx);
TSR_API const char *tsr_model_name(const tsr_context *ctx, size_t index);
TSR_API const char *tsr_model_sha256(const tsr_context *ctx, size_t index);

#ifdef __cplusplus
}
#endif
#endif
