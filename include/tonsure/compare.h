/* SPDX-License-Identifier: Apache-2.0
 * tonsure/compare.h - the visits of one person over time: photos laid over each other, change and whether it is more than noise.
 * Needs no models. Definitions and measured figures: docs/comparison.md. */
#ifndef TSR_COMPARE_H
#define TSR_COMPARE_H

#include "tonsure/context.h"
#include "tonsure/language.h"
#include "tonsure/plan.h"
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
    TSR_FIT_SKIN = 1 << 5,       /* the outlines fit, the pictures of the skin do not: another person, or another expression */
    TSR_FIT_NO_PAIR = 1 << 6,    /* only one visit has the view */
    TSR_FIT_NO_MASK = 1 << 7     /* a photo's mask is missing, or not of its size */
} tsr_fit_reason;

enum { TSR_FIT_REASON_COUNT = 8 };

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

/** What a change comes to. */
typedef enum tsr_change_verdict {
    TSR_CHANGE_NOT_COMPARED, /* not known at both visits, or the photos that it was read off do not fit */
    TSR_CHANGE_NOT_TOLD,     /* too small to be told from noise */
    TSR_CHANGE_GAIN,         /* of hair */
    TSR_CHANGE_LOSS
} tsr_change_verdict;

/** One measure at two visits. */
typedef struct tsr_change {
    tsr_quantity before, after;
    double change;              /* after - before */
    double smallest;            /* the change that can be told from noise, in the direction that it has */
    bool reserved;              /* it rests on a pair that fits only fairly */
    tsr_change_verdict verdict; /* change and smallest count unless NOT_COMPARED */
} tsr_change;

/** SALT50, SALT75, SALT90, SALT100. */
enum { TSR_SALT_GOAL_COUNT = 4 };

/** Answer to treatment by SALT: the fall in per cent of the score at the first visit. */
typedef struct tsr_salt_response {
    tsr_quantity fall_percent;         /* below 0 where the score rose; known with both scores, the first above 0 */
    bool reached[TSR_SALT_GOAL_COUNT]; /* 50, 75, 90 and 100 per cent by the value, of a fall that can be told from noise */
    bool certain[TSR_SALT_GOAL_COUNT]; /* the whole interval says the same */
    bool score_at_most_20;             /* at the later visit; counts where that score is known */
} tsr_salt_response;

/** A later visit against the first one. */
typedef struct tsr_visit_change {
    tsr_fit fits[TSR_VIEW_COUNT]; /* by view; refused without a reason where neither visit has it */
    tsr_change bare_fraction, density;
    tsr_change zone_bare[TSR_ZONE_COUNT], zone_density[TSR_ZONE_COUNT];   /* the person's zones */
    tsr_change forehead_ratio, left_recession_frac, right_recession_frac; /* front view; the picture's left and right */
    tsr_change salt, salt_regions[TSR_SALT_REGION_COUNT];
    tsr_salt_response response;
} tsr_visit_change;

/** "not_compared", "not_told", "gain", "loss". */
TSR_API const char *tsr_change_verdict_name(tsr_change_verdict verdict);

/**
 * Compare two visits by their numbers.
 *
 * A measure is compared where both visits read it off the same view, and that view's photos fit. The smallest change joins both
 * 90 % intervals with what repeated photos of one head differ by (docs/comparison.md 3), in quadrature.
 *
 * @param fits  of the two visits' photos, by view, from tsr_pair_fit
 * Cost: some microseconds.
 */
TSR_API tsr_visit_change tsr_visits_compare(const tsr_visit *first, const tsr_visit *later, const tsr_fit fits[TSR_VIEW_COUNT]);

/** The photo of a visit that stands for a view: assessable, with a mask, the first; NULL without one. Borrowed. */
TSR_API const tsr_visit_photo *tsr_visit_photo_of(const tsr_visit *visit, tsr_view view);

/** Two photos of one view laid over each other, with the pictures that show it. Freed by tsr_pair_destroy. */
typedef struct tsr_pair tsr_pair;

/** What a pair is made of; bytes are borrowed for the call. */
typedef struct tsr_pair_side {
    const tsr_visit_photo *photo;
    const uint8_t *mask; /* PNG of mask_bytes; NULL: missing */
    size_t mask_bytes;
    const uint8_t *image; /* the photo's file; NULL: not at hand. One whose size is not the result's is not used */
    size_t image_bytes;
} tsr_pair_side;

/**
 * Lay the photos of one view over each other.
 *
 * @param allocator  NULL: the C library's
 * @param limits     for decoding; NULL: defaults
 * @param out        the caller's, also for a refused pair; NULL unless TSR_OK
 * @return TSR_OK; TSR_E_FORMAT, TSR_E_UNSUPPORTED, TSR_E_LIMIT a mask or image that does not decode; TSR_E_NOMEM; TSR_E_BACKEND.
 *         Cost: about 0.3 s with 12-megapixel photos.
 */
TSR_API TSR_NODISCARD tsr_status tsr_pair_compare(const tsr_allocator *allocator,
                                                  const tsr_limits *limits,
                                                  const tsr_pair_side *before,
                                                  const tsr_pair_side *after,
                                                  tsr_pair **out,
                                                  tsr_error *err);

TSR_API void tsr_pair_destroy(tsr_pair **pair);

TSR_API tsr_fit tsr_pair_fit(const tsr_pair *pair);
TSR_API tsr_view tsr_pair_view(const tsr_pair *pair);

/** Whether photos were shown, not label maps: both were at hand and of the right size. */
TSR_API bool tsr_pair_has_photos(const tsr_pair *pair);

/** The map of gain (blue) and loss (striped orange) over the photo before, PNG, long side at most 800 px; TSR_E_INVALID_ARG of a
 * refused pair. *out_bytes is freed with the pair's allocator. */
TSR_API TSR_NODISCARD tsr_status tsr_pair_difference_format(const tsr_pair *pair,
                                                            uint8_t **out_bytes,
                                                            size_t *out_size_bytes,
                                                            tsr_error *err);

/** Everything that the outputs show. Borrowed. */
typedef struct tsr_comparison {
    const tsr_visit *visits;         /* visit_count, 2 to TSR_MAX_VISITS, in time's order */
    const tsr_visit_change *changes; /* visit_count - 1: each later visit against the first */
    size_t visit_count;
    const tsr_date *dates;        /* of the visits; NULL: not said */
    const tsr_pair *const *pairs; /* first against last visit */
    size_t pair_count;
    tsr_language language; /* of PDF and web page */
} tsr_comparison;

/** The outputs of a comparison: JSON (docs/schema/comparison.schema.json), a PDF of A4 pages, a web page that needs no other
 * file. *out_bytes is freed with allocator (NULL: the C library's). The same input gives the same bytes. @return TSR_OK;
 * TSR_E_INVALID_ARG fewer than two visits or too many, no such language; TSR_E_NOMEM; TSR_E_BACKEND. */
TSR_API TSR_NODISCARD tsr_status tsr_comparison_json_format(const tsr_allocator *allocator,
                                                            const tsr_comparison *comparison,
                                                            uint8_t **out_bytes,
                                                            size_t *out_size_bytes,
                                                            tsr_error *err);
TSR_API TSR_NODISCARD tsr_status tsr_comparison_pdf_format(const tsr_allocator *allocator,
                                                           const tsr_comparison *comparison,
                                                           uint8_t **out_bytes,
                                                           size_t *out_size_bytes,
                                                           tsr_error *err);
TSR_API TSR_NODISCARD tsr_status tsr_comparison_html_format(const tsr_allocator *allocator,
                                                            const tsr_comparison *comparison,
                                                            uint8_t **out_bytes,
                                                            size_t *out_size_bytes,
                                                            tsr_error *err);

#ifdef __cplusplus
}
#endif
#endif
