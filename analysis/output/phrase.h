/* SPDX-License-Identifier: Apache-2.0
 * output/phrase.h - a language's text with its values filled in, short enough to be passed by value: words on pictures. */
#ifndef TSRI_PHRASE_H
#define TSRI_PHRASE_H

#include "output/report_texts.h"

/** Room for a phrase, its NUL included: the longest text of any language with its values (tests/unit/report.c). */
enum { TSRI_PHRASE_BYTES = 384 };

typedef struct tsri_phrase {
    char text[TSRI_PHRASE_BYTES];
} tsri_phrase;

/**
 * A pattern with {0} to {3} replaced by values, as snprintf writes: cut to out_bytes.
 *
 * @param values  none of them NULL
 * @return bytes of the whole text without its NUL. Cost: O(length).
 */
size_t tsri_fill(char *out, size_t out_bytes, const char *pattern, const char *const values[4]);

/** The key's text with its values; NULL for those it has not. */
tsri_phrase
tsri_phrase_with(tsr_language language, tsri_text_key key, const char *a, const char *b, const char *c, const char *d);

/** A number with the language's decimal sign; plus: with "+" where it is not below 0. */
tsri_phrase tsri_phrase_number(tsr_language language, double value, int decimals, bool plus);

/** A share of 1 as whole per cents. */
tsri_phrase tsri_phrase_percent(tsr_language language, double share);

/** The text itself, which lives as long as the program. */
const char *tsri_text_of(tsr_language language, tsri_text_key key);

#endif
