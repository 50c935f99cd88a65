/* SPDX-License-Identifier: Apache-2.0
 * tonsure/measures.h - what is measured on a photo beside coverage and hairline. Plain data; coordinates and areas are the
 * upright photo's own pixels. Definitions, formulas and sources: docs/measurement.md. */
#ifndef TSR_MEASURES_H
#define TSR_MEASURES_H

#include "tonsure/quantity.h"
#include "tonsure/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What may be done with a photo. */
typedef enum tsr_quality_verdict {
    TSR_QUALITY_UNKNOWN,
    TSR_QUALITY_USABLE,
    TSR_QUALITY_RESERVATION, /* usable, but the numbers may be off as the reasons say */
    TSR_QUALITY_RETAKE
} tsr_quality_verdict;

/** What is wrong with a photo: bits of tsr_quality.reasons. */
typedef enum tsr_quality_reason {
    TSR_QUALITY_BLURRED = 1 << 0,
    TSR_QUALITY_DARK = 1 << 1,
    TSR_QUALITY_OVEREXPOSED = 1 << 2,
    TSR_QUALITY_GLARE = 1 << 3, /* the light is mirrored on the scalp */
    TSR_QUALITY_HEAD_SMALL = 1 << 4,
    TSR_QUALITY_HEAD_CUT_OFF = 1 << 5, /* the scalp ends at the picture's edge */
    TSR_QUALITY_TILTED = 1 << 6,
    TSR_QUALITY_COVERED = 1 << 7,     /* a hat or scarf where the hairline should be */
    TSR_QUALITY_HANDS = 1 << 8,       /* other skin in the picture that may hide hair */
    TSR_QUALITY_LOW_CONTRAST = 1 << 9 /* hair and scalp are of nearly one colour */
} tsr_quality_reason;

enum { TSR_QUALITY_REASON_COUNT = 10 };

/** How well a photo serves. Each score is 0 (worst) to 1. */
typedef struct tsr_quality {
    tsr_quality_verdict verdict;
    double sharpness;      /* of the head, whatever its size in the picture */
    double exposure;       /* of the head: neither dark nor clipped */
    double head_fraction;  /* the head's bounding box over the photo, along the longer of their sides */
    double glare_fraction; /* of the bare scalp */
    tsr_quantity tilt_deg; /* the head turned clockwise in the picture; known in front views */
    uint32_t reasons;      /* of tsr_quality_reason */
} tsr_quality;

/** "usable", "reservation", "retake"; NULL for TSR_QUALITY_UNKNOWN. */
TSR_API const char *tsr_quality_verdict_name(tsr_quality_verdict verdict);

/** Stable key of one reason bit, e.g. "blurred"; NULL for a bit that is none. */
TSR_API const char *tsr_quality_reason_name(uint32_t bit);

/** One sentence for a lay person: what to do. NULL for a bit that is none. */
TSR_API const char *tsr_quality_reason_advice(uint32_t bit);

/** Where the millimetres come from, best first after NONE. */
typedef enum tsr_scale_source {
    TSR_SCALE_NONE,
    TSR_SCALE_GIVEN,       /* by the caller */
    TSR_SCALE_MARKER,      /* a printed marker of known size in the picture */
    TSR_SCALE_PUPILS,      /* interpupillary distance of a front view */
    TSR_SCALE_ASSUMED_HEAD /* a head of usual size */
} tsr_scale_source;

/** Length of a photo pixel at the head, with the error of its source. */
typedef struct tsr_scale {
    tsr_quantity mm_per_px;
    tsr_scale_source source;
    tsr_point corners[4]; /* of the marker, from its own top left, clockwise (anticlockwise in a mirrored photo); known where
                              it was found */
} tsr_scale;

/** "none", "given", "marker", "interpupillary_distance", "assumed_head_size". */
TSR_API const char *tsr_scale_source_name(tsr_scale_source source);

/**
 * Zones of the scalp. LEFT and RIGHT are the picture's in front, top and back views; a side view shows one temple and one side,
 * named as the view is.
 */
typedef enum tsr_zone {
    TSR_ZONE_NONE,
    TSR_ZONE_FRONTAL,
    TSR_ZONE_MID,
    TSR_ZONE_VERTEX,
    TSR_ZONE_LEFT_TEMPLE,
    TSR_ZONE_RIGHT_TEMPLE,
    TSR_ZONE_LEFT_SIDE,
    TSR_ZONE_RIGHT_SIDE,
    TSR_ZONE_OCCIPITAL,
    TSR_ZONE_COUNT
} tsr_zone;

/** "frontal", ..., "occipital"; NULL for TSR_ZONE_NONE. */
TSR_API const char *tsr_zone_name(tsr_zone zone);

/** The same in words, "left temple"; NULL for TSR_ZONE_NONE. */
TSR_API const char *tsr_zone_words(tsr_zone zone);

/**
 * The head's own axes in a photo, in which zones are placed: `up` is a unit vector, towards the crown in front, side and back
 * views and towards the face in top views; the second axis, `right`, is up turned a quarter clockwise. Half lengths are those of
 * the scalp along either axis.
 */
typedef struct tsr_zone_frame {
    tsr_view view;
    double origin_x_px, origin_y_px;
    double up_x, up_y;
    double half_up_px, half_right_px;
    bool known;
} tsr_zone_frame;

/** The zone in which a place of the photo lies, whether there is scalp or not; NONE outside the head's neighbourhood. O(1). */
TSR_API tsr_zone tsr_zone_at(const tsr_zone_frame *frame, double x_px, double y_px);

/** What is measured in each zone; index by tsr_zone. Unknown where the photo shows too little of a zone. */
typedef struct tsr_zone_measures {
    tsr_zone_frame frame;
    tsr_quantity bare_fraction[TSR_ZONE_COUNT];
    tsr_quantity density[TSR_ZONE_COUNT];
    int64_t scalp_px[TSR_ZONE_COUNT]; /* hair and bare scalp seen of it */
} tsr_zone_measures;

/** Kind of a patch by its shape and place. */
typedef enum tsr_patch_kind {
    TSR_PATCH_AREA,   /* a bare area of its own */
    TSR_PATCH_LINE,   /* long, thin, of even width, smooth inside: a linear scar */
    TSR_PATCH_PARTING /* long and thin where hair parts to both sides */
} tsr_patch_kind;

/** A bare region with hair along most of its border. Shares and scores are 0 to 1. */
typedef struct tsr_patch {
    tsr_patch_kind kind;
    tsr_zone zone;     /* of its centre */
    double x_px, y_px; /* centroid */
    int64_t area_px;
    double area_frac;           /* of the scalp in view */
    double length_px, width_px; /* along its long axis and across */
    double roundness;           /* 4 pi area / perimeter^2, at most 1 */
    double border_sharpness;    /* how abruptly hair begins */
    double smoothness;          /* of the skin inside */
    double redness;             /* against the person's other skin; 0.5 is alike */
    double dark_dots_frac;      /* of the inside: stubs of hair, follicles */
} tsr_patch;

enum { TSR_MAX_PATCHES = 16 };

/** The largest patches, largest first. */
typedef struct tsr_patches {
    tsr_patch items[TSR_MAX_PATCHES];
    int32_t count;
} tsr_patches;

/** "area", "line", "parting". */
TSR_API const char *tsr_patch_kind_name(tsr_patch_kind kind);

/** The four regions of SALT. */
typedef enum tsr_salt_region {
    TSR_SALT_TOP,
    TSR_SALT_BACK,
    TSR_SALT_LEFT,
    TSR_SALT_RIGHT,
    TSR_SALT_REGION_COUNT
} tsr_salt_region;

/** Severity of Alopecia Tool score; per cent. Without all four regions there are bounds and no score. */
typedef struct tsr_salt {
    tsr_quantity regions[TSR_SALT_REGION_COUNT]; /* per cent of each region without hair */
    tsr_quantity score;                          /* known with all four regions */
    double lo, hi;                               /* bounds: of the score's interval, a missing region being 0 to 100 */
    const char *class_name;                      /* "S0" to "S5"; NULL where lo and hi differ in class without a score */
    const char *severity;                        /* "none", "limited", "moderate", "severe", "very severe"; NULL as above */
    bool known;                                  /* at least one region */
} tsr_salt;

/** "top", "back", "left", "right". */
TSR_API const char *tsr_salt_region_name(tsr_salt_region region);

#ifdef __cplusplus
}
#endif
#endif
