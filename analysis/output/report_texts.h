/* SPDX-License-Identifier: Apache-2.0
 * output/report_texts.h - the words of reports, pictures and pages in each language. */
#ifndef TSRI_REPORT_TEXTS_H
#define TSRI_REPORT_TEXTS_H

#include <stddef.h>

#include "output/report_text_keys.h"
#include "tonsure/report.h"

/** A sentence of the rule tables; a key that ends in ".*" stands for all ids that begin so. The last has key NULL. */
typedef struct tsri_rule_text {
    const char *key, *text; /* "care.risks.infection" */
} tsri_rule_text;

extern const char *const TSRI_TEXTS_EN[TSRI_TEXT_COUNT];
extern const char *const TSRI_TEXTS_DE[TSRI_TEXT_COUNT];
extern const char *const TSRI_TEXTS_ES[TSRI_TEXT_COUNT];
extern const char *const TSRI_TEXTS_TR[TSRI_TEXT_COUNT];
extern const tsri_rule_text TSRI_RULES_DE[];
extern const tsri_rule_text TSRI_RULES_ES[];
extern const tsri_rule_text TSRI_RULES_TR[];

/** "en", ... */
const char *tsri_language_code(tsr_language language);

/** Every text, by key. */
const char *const *tsri_texts_of(tsr_language language);

/** A rule's sentence in the language; NULL where there is none, as for every rule in English, whose words stand in the tables. */
const char *tsri_rule_text_of(tsr_language language, const char *table, const char *id);

#endif
