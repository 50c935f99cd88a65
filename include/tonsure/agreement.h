/* SPDX-License-Identifier: Apache-2.0
 * tonsure/agreement.h - how well measurements agree with labels of one's own: pure functions of pairs of values.
 *
 * Definitions and sources: docs/evaluate.md. Every figure carries a bootstrap interval over cases, since photos of one person are
 * not independent. Thread safety: all functions re-entrant. */
#ifndef TSR_AGREEMENT_H
#define TSR_AGREEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tonsure/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A label and what was measured for it, in the same unit. Grades and classes are whole numbers from 0. */
typedef struct tsr_pair {
    double label, measured;
    double lo, hi;    /* the measurement's own interval; counts where has_range */
    uint32_t cluster; /* the case; pairs of one cluster stand together, clusters numbered from 0 in that order */
    bool has_range;
} tsr_pair;

/** A figure with its bootstrap interval. lo <= value <= hi. value counts where known, lo and hi where has_interval. */
typedef struct tsr_estimate {
    double value, lo, hi;
    bool known, has_interval;
} tsr_estimate;

typedef struct tsr_agreement_params {
    uint64_t seed;       /* the same seed gives the same intervals on every machine */
    uint32_t replicates; /* 0: no intervals */
    double level;        /* of the intervals, above 0 and below 1 */
} tsr_agreement_params;

/* 0.9 is the level of all intervals of this project; 2000 replicates put the ends of a 90 % interval within about 2 % of its
 * width. */
#define TSR_AGREEMENT_PARAMS_INIT                                                                                                \
    {                                                                                                                            \
        .seed = 1, .replicates = 2000, .level = 0.9                                                                              \
    }

/** Of measurements on a scale. Differences are measured minus label. */
typedef struct tsr_agreement_numbers {
    tsr_estimate bias;           /* mean difference */
    tsr_estimate sd;             /* of the differences, n - 1 */
    tsr_estimate loa_lo, loa_hi; /* limits of agreement, bias -+ 1.96 sd (Bland and Altman 1986) */
    tsr_estimate slope;          /* of the difference on the mean of both (least squares): bias that grows with size */
    tsr_estimate mean_abs_error, rms_error;
    tsr_estimate icc;         /* ICC(2,1), absolute agreement of single raters (Shrout and Fleiss 1979) */
    tsr_estimate in_range;    /* share of labels inside the measurement's own interval, of those that have one */
    tsr_estimate range_width; /* mean width of those intervals */
} tsr_agreement_numbers;

/** Of grades (order counts) and classes (it does not). */
typedef struct tsr_agreement_grades {
    tsr_estimate kappa;           /* Cohen 1960 */
    tsr_estimate kappa_linear;    /* Cohen 1968, weights by distance; 2 to TSR_AGREEMENT_MAX_CLASSES grades */
    tsr_estimate kappa_quadratic; /* by squared distance */
    tsr_estimate exact;           /* share of equal pairs */
    tsr_estimate within_one;      /* share of pairs at most one grade apart */
} tsr_agreement_grades;

/** Of scores that compare by themselves, such as the overlap of two masks. The scores are the pairs' measured. */
typedef struct tsr_agreement_scores {
    tsr_estimate mean;
    double median; /* counts where mean is known */
} tsr_agreement_scores;

enum { TSR_AGREEMENT_MAX_CLASSES = 32 };

/**
 * @param allocator  for scratch; NULL: the C library's
 * @param pairs      count pairs, finite, clusters in order
 * @param params     NULL: the defaults
 * @param out        a figure is unknown where it is not defined: below 2 pairs (bias and errors: none), or without spread. Its
 *                   interval is unknown below 2 clusters, or where over a tenth of the replicates do not define it
 * @return TSR_OK; TSR_E_INVALID_ARG clusters out of order, a value that is not finite, a level or class outside its range;
 *         TSR_E_NOMEM. Cost: O(count x replicates)
 */
TSR_API TSR_NODISCARD tsr_status tsr_agreement_numbers_compute(const tsr_allocator *allocator,
                                                               const tsr_pair *pairs,
                                                               size_t count,
                                                               const tsr_agreement_params *params,
                                                               tsr_agreement_numbers *out,
                                                               tsr_error *err);

/** The same for grades; label and measured are whole numbers from 0 to class_count - 1. */
TSR_API TSR_NODISCARD tsr_status tsr_agreement_grades_compute(const tsr_allocator *allocator,
                                                              const tsr_pair *pairs,
                                                              size_t count,
                                                              size_t class_count,
                                                              const tsr_agreement_params *params,
                                                              tsr_agreement_grades *out,
                                                              tsr_error *err);

/** The same for scores. */
TSR_API TSR_NODISCARD tsr_status tsr_agreement_scores_compute(const tsr_allocator *allocator,
                                                              const tsr_pair *pairs,
                                                              size_t count,
                                                              const tsr_agreement_params *params,
                                                              tsr_agreement_scores *out,
                                                              tsr_error *err);

/* Classes that masks are compared in. */
typedef enum tsr_mask_class {
    TSR_MASK_BACKGROUND,
    TSR_MASK_HAIR,
    TSR_MASK_SKIN,
    TSR_MASK_BARE,
    TSR_MASK_CLASS_COUNT
} tsr_mask_class;

/** What the codes of a mask mean: for each value of a pixel a set of bits, 1 << tsr_mask_class; TSR_MASK_IGNORED leaves the pixel
 * out. */
typedef struct tsr_mask_codes {
    uint8_t classes[256];
    bool named[TSR_MASK_CLASS_COUNT]; /* the mask tells this class; the others are not compared */
} tsr_mask_codes;

enum { TSR_MASK_IGNORED = 0x80 };

/** Read codes as "hair=1,bare=3+4,ignore=255"; names: background, hair, skin, bare, ignore. A code may have several classes; one
 * without any is none of them. @return TSR_OK; TSR_E_FORMAT. */
TSR_API TSR_NODISCARD tsr_status tsr_mask_codes_parse(const char *text, tsr_mask_codes *out, tsr_error *err);

/** Codes of Tonsure's own masks. */
TSR_API extern const char TSR_MASK_CODES_OWN[];

/** Pixels of two masks, by class. */
typedef struct tsr_mask_overlap {
    int64_t compared_px; /* all but those outside the region or ignored */
    int64_t label_px[TSR_MASK_CLASS_COUNT], measured_px[TSR_MASK_CLASS_COUNT], both_px[TSR_MASK_CLASS_COUNT];
} tsr_mask_overlap;

/** A file of a mask in memory; bytes NULL: none. */
typedef struct tsr_mask_file {
    const uint8_t *bytes;
    size_t size_bytes;
} tsr_mask_file;

/**
 * Count the pixels of two masks.
 *
 * @param label, measured  PNG files, gray or of three equal channels, of one size
 * @param region           only pixels above half of white are compared; none: all
 * @return TSR_OK; TSR_E_FORMAT, TSR_E_UNSUPPORTED no such PNG; TSR_E_INVALID_ARG sizes differ; TSR_E_LIMIT; TSR_E_NOMEM.
 *         Cost: O(pixels)
 */
TSR_API TSR_NODISCARD tsr_status tsr_mask_overlap_count(const tsr_allocator *allocator,
                                                        tsr_mask_file label,
                                                        const tsr_mask_codes *label_codes,
                                                        tsr_mask_file measured,
                                                        const tsr_mask_codes *measured_codes,
                                                        tsr_mask_file region,
                                                        tsr_mask_overlap *out,
                                                        tsr_error *err);

typedef enum tsr_agreement_kind {
    TSR_AGREEMENT_NUMBERS, /* on a scale: bias, limits of agreement, ICC */
    TSR_AGREEMENT_GRADES,  /* classes in an order: weighted kappa */
    TSR_AGREEMENT_CLASSES, /* classes without one: kappa */
    TSR_AGREEMENT_SCORES   /* scores of each case: mean, median */
} tsr_agreement_kind;

/** One measure over all labels or over one group of them. labelled is the sum of compared, undetermined, missing, failed and
 * absent: nothing is dropped unseen. */
typedef struct tsr_agreement_row {
    const char *measure;
    tsr_agreement_kind kind;
    const char *group_column, *group; /* NULL: all labels */
    size_t labelled;
    size_t compared, cases;        /* pairs that the figures rest on, and of how many cases */
    size_t undetermined;           /* the result says that it cannot tell */
    size_t missing;                /* no such photo or case in the results */
    size_t failed;                 /* the photo could not be read */
    size_t absent;                 /* a class of masks that the label does not show */
    tsr_agreement_numbers numbers; /* of its kind */
    tsr_agreement_grades grades;   /* of GRADES and CLASSES */
    tsr_agreement_scores scores;
    const char *const *classes; /* of GRADES and CLASSES: names, and pairs by label x class_count + measured */
    size_t class_count;
    const uint32_t *counts;
} tsr_agreement_row;

typedef struct tsr_agreement_report {
    tsr_agreement_params params;
    const char *labels_sha256, *run_sha256; /* of the labels' file and of the run's run.json; NULL: not known */
    const tsr_agreement_row *rows;
    size_t row_count;
} tsr_agreement_report;

/** The report as JSON, docs/schema/agreement.schema.json. *out_text is freed by the allocator (NULL: the C library's).
 * @return TSR_OK; TSR_E_NOMEM. */
TSR_API TSR_NODISCARD tsr_status tsr_agreement_json_format(const tsr_allocator *allocator,
                                                           const tsr_agreement_report *report,
                                                           char **out_text,
                                                           tsr_error *err);

typedef enum tsr_plot_format { TSR_PLOT_PNG, TSR_PLOT_PDF } tsr_plot_format;

/** Words of a plot. */
typedef struct tsr_plot_words {
    const char *title; /* what was measured */
    const char *unit;  /* of differences: "points", "" */
    const char *scale; /* of the values themselves: "per cent", "" */
    double factor;     /* the values are multiplied by it: 100 for per cent */
    int decimals;
} tsr_plot_words;

/**
 * Bland-Altman plot: difference against mean, with bias and limits of agreement.
 *
 * @param numbers  of these pairs
 * @return TSR_OK; TSR_E_INVALID_ARG fewer than 2 pairs; TSR_E_NOMEM; TSR_E_BACKEND. *out_bytes is freed by the allocator.
 */
TSR_API TSR_NODISCARD tsr_status tsr_agreement_plot_numbers(const tsr_allocator *allocator,
                                                            const tsr_pair *pairs,
                                                            size_t count,
                                                            const tsr_agreement_numbers *numbers,
                                                            const tsr_plot_words *words,
                                                            tsr_plot_format format,
                                                            uint8_t **out_bytes,
                                                            size_t *out_size_bytes,
                                                            tsr_error *err);

/** Table of label against measured, a cell darker the more pairs it holds; names has class_count entries. */
TSR_API TSR_NODISCARD tsr_status tsr_agreement_plot_grades(const tsr_allocator *allocator,
                                                           const tsr_pair *pairs,
                                                           size_t count,
                                                           const char *const *names,
                                                           size_t class_count,
                                                           const tsr_plot_words *words,
                                                           tsr_plot_format format,
                                                           uint8_t **out_bytes,
                                                           size_t *out_size_bytes,
                                                           tsr_error *err);

#ifdef __cplusplus
}
#endif
#endif
