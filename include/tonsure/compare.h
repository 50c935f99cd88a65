/* SPDX-License-Identifier: Apache-2.0
 * tonsure/compare.h - the visits of one person over time: photos laid over each other, change and whether it is more than noise.
 * Needs no models. Definitions and measured figures: docs/comparison.md. */
#ifndef TSR_COMPARE_H
#define TSR_COMPARE_H

#include "tonsure/context.h"
#include "tonsure/result.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TSR_MAX_VISITS = 24, TSR_MAX_VISIT_PHOTOS = 16 };

/** A photo of a visit as result.json tells of it. Strings are the visit's; mask is NULL where none was written. */
typedef struct tsr_visit_photo {
    char *photo, *mask;
    tsr_photo_result result; /* size, view, landmarks, coverage, zones' shares and densities, hairline's fractions; no more */
} tsr_visit_photo;

/** One visit: what tonsure assess -o wrote of one person and one day. */
typedef struct tsr_visit {
    tsr_case_result result; /* shares, densities, SALT, Norwood grade */
    tsr_visit_photo photos[TSR_MAX_VISIT_PHOTOS];
    int32_t photo_count;
    const tsr_allocator *memory;
} tsr_visit;

/**
 * Read a visit back from its result.json.
 *
 * @param allocator  of the strings; NULL: the C library's
 * @param text       size_bytes of JSON
 * @param out        the caller's, released by tsr_visit_release; cleared on failure
 * @return TSR_OK; TSR_E_FORMAT no JSON, no result, a number out of its range; TSR_E_LIMIT more photos than TSR_MAX_VISIT_PHOTOS;
 *         TSR_E_NOMEM. Cost: O(size_bytes).
 */
TSR_API TSR_NODISCARD tsr_status
tsr_visit_parse(const tsr_allocator *allocator, const char *text, size_t size_bytes, tsr_visit *out, tsr_error *err);

TSR_API void tsr_visit_release(tsr_visit *visit);

/** How far two photos of one view lie over each other. */
typedef enum tsr_fit_verdict {
    TSR_FIT_REFUSED, /* for the reasons given; nothing is compared */
    TSR_FIT_FAIR,    /* compared with reservation: outline or skin do not fit well, or it may be another person */
    TSR_FIT_GOOD
} tsr_fit_verdict;

/** Why a pair was refused: bits of tsr_fit.reasons. */
typedef enum tsr_fit_reason {
    TSR_FIT_NO_HEAD = 1 << 0,    /* one photo shows no hair and no scalp */
    TSR_FIT_HEAD_SMALL = 1 << 1, /* too few pixels of a head */
    TSR_FIT_TURNED = 1 << 2,     /* the head is turned by too much in the picture */
    TSR_FIT_OUTLINE = 1 << 3,    /* the outlines do not fit */
    TSR_FIT_MIRRORED = 1 << 4,   /* one photo seems mirrored */
    TSR_FIT_NO_PAIR = 1 << 5,    /* only one visit has the view */
    TSR_FIT_NO_MASK = 1 << 6     /* a photo's mask is missing, or not of its size */
} tsr_fit_reason;

enum { TSR_FIT_REASON_COUNT = 7 };

typedef struct tsr_fit {
    tsr_fit_verdict verdict;
    uint32_t reasons;           /* of tsr_fit_reason; 0 unless refused */
    double scale, rotation_deg; /* of the photo after against the one before: px for px, and clockwise */
    double outline_frac;        /* mean distance of the outlines, head widths */
    double overlap_frac;        /* of the two heads, what they share */
    tsr_quantity skin_likeness; /* correlation of the skin's picture, -1 to 1; known with both photos and enough skin */
} tsr_fit;

/** "refused", "fair", "good". */
TSR_API const char *tsr_fit_verdict_name(tsr_fit_verdict verdict);

/** Stable key of one reason bit; NULL for a bit that is none. */
TSR_API const char *tsr_fit_reason_name(uint32_t bit);

/** One sentence for a lay person: what is wrong and what to do. NULL for a bit that is none. */
TSR_API const char *tsr_fit_reason_advice(uint32_t bit);

#ifdef __cplusplus
}
#endif
#endif
