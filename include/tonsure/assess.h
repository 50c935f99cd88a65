/* SPDX-License-Identifier: Apache-2.0
 * tonsure/assess.h - the main call: a photo's bytes in, a result out. */
#ifndef TSR_ASSESS_H
#define TSR_ASSESS_H

#include "tonsure/advice.h"
#include "tonsure/context.h"
#include "tonsure/language.h"
#include "tonsure/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One thread's working state: network operators and scratch. Make one a thread and reuse it; never share it between threads. */
typedef struct tsr_worker tsr_worker;

/** A photo's result with its label map. Freed by tsr_assessment_destroy. */
typedef struct tsr_assessment tsr_assessment;

typedef struct tsr_assess_params {
    tsr_view view;         /* TSR_VIEW_UNKNOWN: recognise it */
    uint32_t page;         /* of a multi-page TIFF; 0 is the first */
    bool allow_truncated;  /* take what decodes of a cut-off JPEG */
    double mm_per_px;      /* scale of the upright photo at full size, 0: not known */
    double marker_mm;      /* side of a printed marker's black square, 0: that of tonsure marker */
    tsr_language language; /* of the words on every picture that is made of the photo */
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
 *         TSR_E_INVALID_ARG a view or language outside its enum; TSR_E_NOMEM; TSR_E_BACKEND. err->stage names the step. Cost:
 *         about 0.1 s for a 12-megapixel JPEG.
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

/**
 * Measure again what hangs on the view, after tsr_case_name_views has named it in a copy of the result.
 *
 * @param worker  any of the same context
 * @return TSR_OK; TSR_E_INVALID_ARG a view outside its enum; TSR_E_NOMEM; TSR_E_BACKEND. Cost: nothing where the view stays, else
 * some 10 ms.
 */
TSR_API TSR_NODISCARD tsr_status tsr_assessment_name_view(tsr_worker *worker,
                                                          tsr_assessment *assessment,
                                                          const tsr_view_guess *view,
                                                          tsr_error *err);

/** Give the label map's memory back; the rest stays. tsr_assessment_labels is empty from then on, masks and overlays cannot be
 * made. */
TSR_API void tsr_assessment_drop_labels(tsr_assessment *assessment);

/** Of the words on every picture made of it, as tsr_assess_params said. */
TSR_API tsr_language tsr_assessment_language(const tsr_assessment *assessment);

/** Label map, one channel of tsr_label at the upright photo's size; borrowed. */
TSR_API tsr_view_u8 tsr_assessment_labels(const tsr_assessment *assessment);

/** The upright photo in sRGB as it was analysed, often smaller than the file; borrowed. */
TSR_API tsr_view_u8 tsr_assessment_photo(const tsr_assessment *assessment);

/** Relative density, one channel, long side at most 512 px: 255 hair that hides the scalp, 0 bare or no scalp; borrowed. */
TSR_API tsr_view_u8 tsr_assessment_density(const tsr_assessment *assessment);

/** Size of density and probabilities: that of the upright photo, reduced to a long side of at most 512 px. */
TSR_API void tsr_assessment_map_size(const tsr_assessment *assessment, int32_t *out_width_px, int32_t *out_height_px);

/**
 * Probability of each label, 0 to 65535 for 0 to 1, as the network gives it: before small islands are taken out of the label map.
 *
 * @param out  four arrays of [height x width], tsr_assessment_map_size; they add up to 65535 within rounding
 * Cost: O(pixels), some 20 ms.
 */
TSR_API void tsr_assessment_probabilities(const tsr_assessment *assessment, uint16_t *const out[TSR_LABEL_COUNT]);

/**
 * Black out the eyes in the photo that the assessment holds (result.eyes), and so in every picture made of it from now on. Call
 * it once the view is settled: after tsr_assessment_name_view. Says nothing where no eyes were placed: see result.eyes.basis.
 */
TSR_API void tsr_assessment_anonymise(tsr_assessment *assessment);

TSR_API tsr_timing tsr_assessment_timing(const tsr_assessment *assessment);

/**
 * Name the views of a case's photos together: two to five photos seldom show the same view twice. Changes label and probability
 * of each view; named views, and photos that are not assessable, stay. What was measured for another view must be measured anew:
 * tsr_assessment_name_view.
 *
 * @param photos  count entries, changed; NULL stands for a photo that was not read. More than five are left as they are
 * Cost: O(5^count).
 */
TSR_API void tsr_case_name_views(tsr_photo_result *const *photos, size_t count);

/**
 * Judge the photos of one person and one day as a whole.
 *
 * Views overlap, so they are not added up: each part of a zone is taken from the view that sees it most squarely, and the bare
 * share is the mean of the zones weighted by their area on a scalp (docs/measurement.md 9). Bounds are those of the whole scalp:
 * what no photo sees squarely may be anything, so a photo less never narrows them. Where no zones are known, as in close-ups, the
 * value is that of the one view that sees most: top, else back, front, left, right, unknown; among equals the first.
 *
 * @param photos  count entries; NULL stands for a photo that was not read
 */
TSR_API tsr_case_result tsr_case_assess(const tsr_photo_result *const *photos, size_t count);

/**
 * Judge the case by its measurements: the finding; the Norwood-Hamilton grade, which is none for a woman and that of a man where
 * the sex was not said; BASP; Ludwig's and Sinclair's grade, which are none for a man.
 *
 * @param photos  as for tsr_case_assess, which made the result
 * @param intake  what the person said; NULL: nothing
 * @param result  finding, norwood and pattern are set
 * @return TSR_OK, also where there is no grade; TSR_E_BACKEND. Cost: under 1 ms.
 */
TSR_API TSR_NODISCARD tsr_status tsr_case_judge(const tsr_context *ctx,
                                                const tsr_photo_result *const *photos,
                                                size_t count,
                                                const tsr_intake *intake,
                                                tsr_case_result *result,
                                                tsr_error *err);

/* Outputs: pure functions of a result. Each writes a whole file's bytes into memory of the context, freed by tsr_free. */

/** 8-bit PNG of the label map. Cost: about 45 ms for 12 megapixels. */
TSR_API TSR_NODISCARD tsr_status tsr_mask_format(
    const tsr_context *ctx, const tsr_assessment *assessment, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err);

/** PNG of the photo with tint, contours, legend and share, long side at most 2048 px. Cost: about 60 ms. */
TSR_API TSR_NODISCARD tsr_status tsr_overlay_format(
    const tsr_context *ctx, const tsr_assessment *assessment, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err);

/** The same picture as a TIFF of one page. */
TSR_API TSR_NODISCARD tsr_status tsr_overlay_tiff_format(
    const tsr_context *ctx, const tsr_assessment *assessment, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err);

/** Pages of a layers file. */
typedef enum tsr_layer { TSR_LAYER_MASK, TSR_LAYER_PROBABILITIES, TSR_LAYER_ZONES, TSR_LAYER_OVERLAY, TSR_LAYER_COUNT } tsr_layer;

enum { TSR_MAX_LAYERS = 16 };

/** The layer of "mask", "prob", "zones" or "overlay"; false for any other text. */
TSR_API bool tsr_layer_parse(const char *name, tsr_layer *out);

/**
 * A TIFF whose pages are the layers in their order (docs/outputs.md): 8-bit labels, four pages of 16-bit probabilities, 8-bit
 * zone numbers, RGB overlay; Deflate, each page with its name, meaning and, where the scale is known, its resolution.
 *
 * @param layers  1 to TSR_MAX_LAYERS
 * @return TSR_OK; TSR_E_INVALID_ARG; TSR_E_NOMEM; TSR_E_BACKEND. Cost: O(pixels), some 0.3 s for all of 12 megapixels.
 */
TSR_API TSR_NODISCARD tsr_status tsr_layers_format(const tsr_context *ctx,
                                                   const tsr_assessment *assessment,
                                                   const tsr_layer *layers,
                                                   size_t count,
                                                   uint8_t **out_bytes,
                                                   size_t *out_size_bytes,
                                                   tsr_error *err);

/* The printed marker, a black square of TSR_MARKER_CELLS x TSR_MARKER_CELLS cells, its border black, on white. */
enum { TSR_MARKER_CELLS = 6, TSR_MARKER_SIDE_MM = 40 };

/** Whether a cell of the marker is black; row and column 0 to TSR_MARKER_CELLS - 1 from its top left. O(1). */
TSR_API bool tsr_marker_cell_is_black(int row, int column);

typedef enum tsr_paper { TSR_PAPER_A4, TSR_PAPER_LETTER } tsr_paper;

/**
 * The sheet of `tonsure marker` as a PDF of one page at true size: the marker, a line to check the print's size, grey and colour
 * patches of stated sRGB, instructions. The same bytes in every run on one machine.
 *
 * @param ctx        NULL: the C library's memory, as this needs no models
 * @param out_bytes  freed by tsr_free, without a context by free
 * @return TSR_OK; TSR_E_INVALID_ARG no such paper; TSR_E_NOMEM; TSR_E_BACKEND. Cost: about 10 ms.
 */
TSR_API TSR_NODISCARD tsr_status
tsr_marker_sheet_format(const tsr_context *ctx, tsr_paper paper, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err);

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

/** The case's line. Its photos are given by name, or whole: photo_lines (may be NULL) are then their lines of JSON. advice
 * may be NULL. */
TSR_API TSR_NODISCARD tsr_status tsr_case_json_format(const tsr_context *ctx,
                                                      const char *case_name,
                                                      const char *const *photos,
                                                      const char *const *photo_lines,
                                                      size_t photo_count,
                                                      const tsr_case_result *result,
                                                      const tsr_advice *advice,
                                                      char **out_text,
                                                      tsr_error *err);

/**
 * Explain a result: a plain text of its measurements and of every rule behind verdict and plan.
 *
 * @param allocator  of the text, which is the caller's to free with it; NULL is not allowed
 * @param text       a result.json of tonsure assess, or a case's line
 * @return TSR_OK; TSR_E_FORMAT no JSON, or no result; TSR_E_NOMEM. Cost: O(size_bytes).
 */
TSR_API TSR_NODISCARD tsr_status
tsr_result_explain(const tsr_allocator *allocator, const char *text, size_t size_bytes, char **out_text, tsr_error *err);

/** Free what an output call returned. */
TSR_API void tsr_free(const tsr_context *ctx, void *block);

/** Number of model files loaded, and each one's name, version and SHA-256; index from 0. Borrowed. */
TSR_API size_t tsr_model_count(const tsr_context *ctx);
TSR_API const char *tsr_model_name(const tsr_context *ctx, size_t index);
TSR_API const char *tsr_model_sha256(const tsr_context *ctx, size_t index);

/** The same of the rule tables loaded: candidacy, sessions, price, care, and clinic where there is one. Borrowed. */
TSR_API size_t tsr_rules_count(const tsr_context *ctx);
TSR_API const char *tsr_rules_name(const tsr_context *ctx, size_t index);
TSR_API const char *tsr_rules_sha256(const tsr_context *ctx, size_t index);

#ifdef __cplusplus
}
#endif
#endif
