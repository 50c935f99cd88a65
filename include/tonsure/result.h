/* SPDX-License-Identifier: Apache-2.0
 * tonsure/result.h - what is known of a photo and of a case. Plain data; coordinates and areas are the upright photo's own
 * pixels. What is not known says so and is never 0. Definitions and sources: docs/measurement.md. */
#ifndef TSR_RESULT_H
#define TSR_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "tonsure/image.h"
#include "tonsure/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A measured number with its 90 % interval; lo <= value <= hi. Nothing in it counts unless known. */
typedef struct tsr_quantity {
    double value, lo, hi;
    bool known;
} tsr_quantity;

/** A place in the photo. Nothing in it counts unless known. */
typedef struct tsr_point {
    double x_px, y_px;
    bool known;
} tsr_point;

/** Landmarks of the face; left and right are the picture's. Unknown where not visible. */
typedef struct tsr_landmarks {
    tsr_point glabella, left_pupil, right_pupil, subnasale;
} tsr_landmarks;

/** Side of the head that a photo shows. LEFT shows the person's left side: the nose points to the picture's left. */
typedef enum tsr_view {
    TSR_VIEW_UNKNOWN,
    TSR_VIEW_FRONT,
    TSR_VIEW_TOP,
    TSR_VIEW_LEFT,
    TSR_VIEW_RIGHT,
    TSR_VIEW_BACK,
    TSR_VIEW_COUNT
} tsr_view;

/** A view with its probability, 0 to 1; 1 where the caller named it. */
typedef struct tsr_view_guess {
    tsr_view label;
    double probability;
    bool named; /* by the caller */
    double probabilities[TSR_VIEW_COUNT]; /* of each view as the photo alone shows it, or as the caller named it */
} tsr_view_guess;

typedef enum tsr_photo_status {
    TSR_PHOTO_OK,
    TSR_PHOTO_NOT_ASSESSABLE, /* read, but no honest number can be given: see reasons */
    TSR_PHOTO_ERROR           /* not read */
} tsr_photo_status;

/** Why a photo is not assessable: bits of tsr_photo_result.reasons. */
typedef enum tsr_reason {
    TSR_REASON_TOO_SMALL = 1 << 0,  /* fewer pixels than any measurement can use */
    TSR_REASON_NO_HEAD = 1 << 1,    /* neither hair nor scalp found */
    TSR_REASON_HEAD_SMALL = 1 << 2, /* too little of the head to measure */
    TSR_REASON_BLANK = 1 << 3       /* a plain or smoothly shaded picture, no photo */
} tsr_reason;

enum { TSR_REASON_COUNT = 4 };

/** Share of the visible hair-bearing scalp that is bare: bare / (bare + hair). */
typedef struct tsr_coverage {
    tsr_quantity bare_fraction;
    int64_t bare_px, scalp_px; /* bare scalp; bare scalp and hair */
} tsr_coverage;

/**
 * The hairline on the facial midline. The trichion is where the scalp begins, hairy or bare; the natural trichion is where the
 * hairline would be without loss by the rule of thirds, between natural_lo (a low forehead) and natural_hi (a high one).
 */
typedef struct tsr_hairline {
    tsr_point trichion;
    tsr_point natural_trichion, natural_lo, natural_hi;
} tsr_hairline;

/** Everything known of one photo. */
typedef struct tsr_photo_result {
    tsr_photo_status status;
    uint32_t reasons; /* of tsr_reason */
    int32_t width_px, height_px;
    tsr_view_guess view;
    tsr_landmarks landmarks;
    tsr_coverage coverage;
    tsr_hairline hairline;
} tsr_photo_result;

/** Everything known of one person on one day. */
typedef struct tsr_case_result {
    tsr_photo_status status;
    tsr_quantity bare_fraction; /* of the one photo that sees most of the scalp: see tsr_case_assess */
} tsr_case_result;

/** "front", "top", ...; "unknown" for TSR_VIEW_UNKNOWN. */
TSR_API const char *tsr_view_name(tsr_view view);

/** The view of that name, TSR_VIEW_UNKNOWN for any other text. */
TSR_API tsr_view tsr_view_parse(const char *name);

/** "ok", "not_assessable", "error". */
TSR_API const char *tsr_photo_status_name(tsr_photo_status status);

/** Stable key of one reason bit, e.g. "no_head"; NULL for a bit that is none. */
TSR_API const char *tsr_reason_name(uint32_t bit);

/** One sentence for a lay person: what is wrong and what to do. */
TSR_API const char *tsr_reason_advice(uint32_t bit);

#ifdef __cplusplus
}
#endif
#endif
