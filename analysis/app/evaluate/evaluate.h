/* SPDX-License-Identifier: Apache-2.0
 * app/evaluate/evaluate.h - the parts of tonsure evaluate: labels read, results joined to them, figures computed, written. */
#ifndef TSR_APP_EVALUATE_H
#define TSR_APP_EVALUATE_H

#include "base/memory.h"
#include "tonsure/agreement.h"

/** What is compared. Those of a photo come first. */
typedef enum evaluate_measure {
    MEASURE_BARE_FRACTION,
    MEASURE_IOU_HAIR, /* the four overlaps keep the order of EVALUATE_OVERLAPS */
    MEASURE_IOU_BARE,
    MEASURE_IOU_SKIN,
    MEASURE_IOU_BACKGROUND,
    MEASURE_VIEW,
    MEASURE_FINDING,
    MEASURE_CASE_BARE_FRACTION,
    MEASURE_SALT,
    MEASURE_NORWOOD,
    MEASURE_LUDWIG,
    MEASURE_SINCLAIR,
    MEASURE_BASP,
    MEASURE_COUNT
} evaluate_measure;

enum { OVERLAP_COUNT = 4, EVALUATE_MAX_GROUPS = 16 };

/** What a measure is called and how it is shown. */
typedef struct evaluate_measure_info {
    const char *name, *title, *unit, *scale; /* unit of differences, scale of values */
    tsr_agreement_kind kind;
    bool of_case;
    double factor; /* from stored values to shown ones */
    int decimals;
    const char *const *classes;
    size_t class_count;
} evaluate_measure_info;

extern const evaluate_measure_info EVALUATE_MEASURES[MEASURE_COUNT];
extern const tsr_mask_class EVALUATE_OVERLAPS[OVERLAP_COUNT];

/** A label, and what the results have for it. */
typedef struct evaluate_value {
    bool labelled, absent, known, has_range;
    double label, measured, lo, hi;
} evaluate_value;

/** A photo or a case that has labels. Texts live in the data's arena. */
typedef struct evaluate_item {
    const char *name;      /* as the results have it */
    const char *case_name; /* of a photo; the results' if they name one */
    const char *mask, *region, *measured_mask;
    size_t line;                             /* of the labels */
    const char *groups[EVALUATE_MAX_GROUPS]; /* NULL: a case's lines differ in it, so it is in no group */
    bool found, failed;
    evaluate_value values[MEASURE_COUNT];
} evaluate_item;

typedef struct evaluate_options {
    const char *labels, *results, *root;
    const char *group_columns[EVALUATE_MAX_GROUPS];
    size_t group_count;
    tsr_mask_codes label_codes, measured_codes;
    bool own_codes;    /* measured_codes are Tonsure's own */
    double least_frac; /* a class below this share of the label's pixels is absent */
    tsr_agreement_params params;
} evaluate_options;

typedef struct evaluate_data {
    tsri_arena arena;
    evaluate_item *photos, *cases;
    size_t photo_count, case_count;
    char labels_sha256[65], run_sha256[65];
    bool has_run;
} evaluate_data;

/** Read the labels' CSV: docs/evaluate.md. @return TSR_OK; TSR_E_IO, TSR_E_FORMAT with the line; TSR_E_NOMEM. */
TSR_NODISCARD tsr_status evaluate_labels_read(const evaluate_options *options, evaluate_data *data, tsr_error *err);

/** Join photos.jsonl and cases.jsonl of the results to them, and compare masks. */
TSR_NODISCARD tsr_status evaluate_results_join(const evaluate_options *options, evaluate_data *data, tsr_error *err);

/** Compare the masks of every label that has one. */
TSR_NODISCARD tsr_status evaluate_masks_compare(const evaluate_options *options, evaluate_data *data, tsr_error *err);

/** Figures of every measure that has labels, over all and by group; pairs of row i are pairs[i], pair_counts[i]. In data's arena.
 */
typedef struct evaluate_figures {
    tsr_agreement_report report;
    tsr_agreement_row *rows;
    evaluate_measure *measures; /* of each row */
    tsr_pair **pairs;
} evaluate_figures;

TSR_NODISCARD tsr_status evaluate_figures_compute(const evaluate_options *options,
                                                  evaluate_data *data,
                                                  evaluate_figures *out,
                                                  tsr_error *err);

/** The table on stdout. */
void evaluate_table_print(const evaluate_figures *figures);

/** agreement.json, and plots of the rows over all labels as PNG and PDF. */
TSR_NODISCARD tsr_status evaluate_files_save(const evaluate_figures *figures, const char *folder, tsr_error *err);

void evaluate_data_release(evaluate_data *data);

#endif
