/* SPDX-License-Identifier: Apache-2.0
 * tonsure/result.h - what is known of a photo and of a case. Plain data; coordinates and areas are the upright photo's own
 * pixels. What is not known says so and is never 0. Definitions and sources: docs/measurement.md. */
#ifndef TSR_RESULT_H
#define TSR_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "tonsure/image.h"
#include "tonsure/judgement.h"
#include "tonsure/measures.h"
#include "tonsure/pattern.h"
#include "tonsure/quantity.h"
#include "tonsure/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Brows over two pupils that are both found; UNKNOWN elsewhere. */
typedef enum tsr_brows { TSR_BROWS_UNKNOWN, TSR_BROWS_SEEN, TSR_BROWS_MISSING } tsr_brows;

/** Landmarks of the face; left and right are the picture's. Unknown where not visible. */
typedef struct tsr_landmarks {
    tsr_point glabella, left_pupil, right_pupil, subnasale;
} tsr_landmarks;

/** What a bar over the eyes was placed by, best first after NONE. */
typedef enum tsr_eye_basis {
    TSR_EYES_NONE, /* no face was found */
    TSR_EYES_BY_PUPILS,
    TSR_EYES_BY_MAP,  /* where the network sees eyes */
    TSR_EYES_BY_NOSE, /* glabella, with the nose or the face's width */
    TSR_EYES_BY_SKIN  /* the upper part of the skin in a view that shows a face: large and unsure */
} tsr_eye_basis;

/** A turned rectangle. */
typedef struct tsr_bar {
    double x_px, y_px;       /* centre */
    double along_x, along_y; /* direction of its length, a unit vector */
    double half_length_px, half_width_px;
} tsr_bar;

enum { TSR_MAX_EYE_BARS = 6 };

/** Bars that hide the eyes: docs/outputs.md. */
typedef struct tsr_eye_cover {
    tsr_eye_basis basis; /* of the first bar */
    tsr_bar bars[TSR_MAX_EYE_BARS];
    int32_t count;
} tsr_eye_cover;

/** A view with its probability, 0 to 1; 1 where the caller named it. */
typedef struct tsr_view_guess {
    tsr_view label;
    double probability;
    bool named;                           /* by the caller */
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
    tsr_quantity bare_cm2;     /* of the picture's plane, by the photo's scale: curvature is not undone */
} tsr_coverage;

typedef enum tsr_hairline_shape {
    TSR_HAIRLINE_UNKNOWN,
    TSR_HAIRLINE_STRAIGHT,
    TSR_HAIRLINE_ROUNDED,
    TSR_HAIRLINE_M,
    TSR_HAIRLINE_WIDOWS_PEAK
} tsr_hairline_shape;

enum { TSR_MAX_CONTOUR = 61 };

/**
 * The frontal hairline. Left and right are the picture's.
 *
 * The trichion is where the scalp begins on the facial midline, hairy or bare; the natural trichion is where the hairline would
 * be without loss by the rule of thirds, between natural_lo (a low forehead) and natural_hi (a high one). The contour is where
 * hair begins. All is unknown where a fringe hides the forehead.
 */
typedef struct tsr_hairline {
    bool fringe;                        /* hair hangs over the forehead */
    tsr_point contour[TSR_MAX_CONTOUR]; /* x grows from point to point */
    double confidence[TSR_MAX_CONTOUR]; /* of each point, 0 to 1 */
    int32_t contour_count;              /* 0: not known */
    tsr_point trichion;
    tsr_point natural_trichion, natural_lo, natural_hi;
    tsr_hairline_shape shape;
    tsr_quantity forehead_ratio;                 /* glabella to trichion over glabella to subnasale */
    tsr_quantity forehead_mm;                    /* glabella to trichion, where the scale is known */
    double men_deviation_sd, women_deviation_sd; /* of forehead_ratio from the norm by sex; counts where the ratio is known */
    tsr_quantity left_recession_frac,
        right_recession_frac;                        /* of the way from the hairline's middle level to the crown's outline */
    tsr_point left_bay[2], right_bay[2];             /* ends of that way's part: middle level, deepest point; with the share */
    tsr_quantity left_angle_deg, right_angle_deg;    /* of the fronto-temporal bay at its deepest point */
    tsr_point design_mid, design_left, design_right; /* a new hairline by the design rule: midline and fronto-temporal points */
} tsr_hairline;

/** Everything known of one photo. */
typedef struct tsr_photo_result {
    tsr_photo_status status;
    uint32_t reasons; /* of tsr_reason */
    int32_t width_px, height_px;
    tsr_view_guess view;
    tsr_quality quality;
    tsr_landmarks landmarks;
    tsr_brows brows;
    tsr_eye_cover eyes;
    tsr_coverage coverage;
    tsr_zone_measures zones;
    tsr_quantity density; /* relative, of all hair in view */
    tsr_hairline hairline;
    tsr_patches patches;
    tsr_scale scale;
    tsr_finding finding; /* of this photo alone */
} tsr_photo_result;

/** A zone of the person's scalp. */
typedef struct tsr_case_zone {
    tsr_quantity bare_fraction, density;             /* as the best view that tells it shows it */
    tsr_view view;                                   /* UNKNOWN: no photo shows it */
    tsr_quantity area_cm2;                           /* on a scalp of assumed area; known for every zone of an assessable case */
    tsr_quantity whole_bare_fraction, whole_density; /* of the whole zone, from all views: docs/measurement.md 9 */
} tsr_case_zone;

/** Everything known of one person on one day. */
typedef struct tsr_case_result {
    tsr_photo_status status;
    tsr_quantity bare_fraction;          /* see tsr_case_assess */
    tsr_case_zone zones[TSR_ZONE_COUNT]; /* left and right are the person's */
    double zones_seen_frac;              /* share of the scalp's area in the zones that are known */
    tsr_quantity bare_cm2;               /* value: of those zones; bounds: of the whole scalp, whose area is assumed */
    tsr_salt salt;
    tsr_norwood norwood; /* this and what follows: tsr_case_judge */
    tsr_finding finding;
    tsr_pattern pattern;
} tsr_case_result;

/** "front", "top", ...; "unknown" for TSR_VIEW_UNKNOWN. */
TSR_API const char *tsr_view_name(tsr_view view);

/** The view of that name, TSR_VIEW_UNKNOWN for any other text. */
TSR_API tsr_view tsr_view_parse(const char *name);

/** "straight", "rounded", "M", "widows_peak"; NULL for TSR_HAIRLINE_UNKNOWN. */
TSR_API const char *tsr_hairline_shape_name(tsr_hairline_shape shape);

/** "ok", "not_assessable", "error". */
TSR_API const char *tsr_photo_status_name(tsr_photo_status status);

/** "none", "pupils", "map_of_eyes", "nose", "skin". */
TSR_API const char *tsr_eye_basis_name(tsr_eye_basis basis);

/** Stable key of one reason bit, e.g. "no_head"; NULL for a bit that is none. */
TSR_API const char *tsr_reason_name(uint32_t bit);

/** One sentence for a lay person: what is wrong and what to do. */
TSR_API const char *tsr_reason_advice(uint32_t bit);

#ifdef __cplusplus
}
#endif
#endif
