/* SPDX-License-Identifier: Apache-2.0
 * output/report_words.h - numbers, dates and sentences as the report's language writes them. All texts live in the document. */
#ifndef TSRI_REPORT_WORDS_H
#define TSRI_REPORT_WORDS_H

#include "output/doc.h"
#include "output/report_texts.h"

/** A report in the making. */
typedef struct tsri_report {
    tsri_doc doc;
    const tsr_report *in;
    const tsr_context *ctx;
    const char *const *texts;
    const tsr_report_photo *photos; /* in->photos by view */
    size_t photo_count;
} tsri_report;

const char *tsri_say(const tsri_report *r, tsri_text_key key);

/** The key's pattern with its values; NULL for those it has not. */
const char *tsri_say_with(tsri_report *r, tsri_text_key key, const char *a, const char *b, const char *c);

/** With the language's decimal sign and thousands kept apart. */
const char *tsri_number(tsri_report *r, double value, int decimals);

/** A share of 1 as whole per cents. */
const char *tsri_percent(tsri_report *r, double share);

/** "43 % (39 to 47)", or what hinders it where the quantity is not known. */
const char *tsri_percent_range(tsri_report *r, const tsr_quantity *q, tsri_text_key why);
const char *tsri_number_range(tsri_report *r, const tsr_quantity *q, int decimals, tsri_text_key why);

const char *tsri_date_words(tsri_report *r, tsr_date date);

/** A rule's sentence: in the report's language, else as the table has it, marked as the studio's own. */
const char *tsri_rule_words(tsri_report *r, const char *table, const char *id, const char *text, bool own);
const char *tsri_plan_rule_words(tsri_report *r, const tsr_plan_rule *rule);

const char *tsri_view_words(const tsri_report *r, tsr_view view);
const char *tsri_zone_words(const tsri_report *r, tsr_zone zone);

/** The plan to show; NULL: none was made, or nothing must be sold, to a minor or where the procedure does not suit. */
const tsr_plan *tsri_report_plan_of(const tsri_report *r);

/* The pages, in their order. */
void tsri_report_answer(tsri_report *r);
void tsri_report_measures(tsri_report *r);
void tsri_report_plan(tsri_report *r);
void tsri_report_care(tsri_report *r);
void tsri_report_method(tsri_report *r);

/* The charts; each fills a drawing of the document's width. */
typedef struct tsri_scale_row {
    const char *label, *value; /* value: in words, at the right */
    tsr_quantity q;
    double most; /* end of the scale */
} tsri_scale_row;
enum { TSRI_SCALE_ROW_MM = 11, TSRI_NORWOOD_ROW_MM = 37, TSRI_ZONES_MM = 71, TSRI_TIMELINE_MM = 32 };
void tsri_chart_scales(tsri_report *r, tsri_drawing *d, const tsri_scale_row *rows, size_t count);
void tsri_chart_norwood(tsri_report *r, tsri_drawing *d, const tsr_norwood *norwood);
void tsri_chart_zones(tsri_report *r, tsri_drawing *d, const tsr_case_zone zones[TSR_ZONE_COUNT]);
void tsri_chart_timeline(tsri_report *r, tsri_drawing *d, const tsr_plan *plan);

#endif
