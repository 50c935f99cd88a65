/* SPDX-License-Identifier: Apache-2.0
 * tonsure/language.h - the languages of reports, pictures and pages. JSON and CSV are English. */
#ifndef TSR_LANGUAGE_H
#define TSR_LANGUAGE_H

#include <stdbool.h>

#include "tonsure/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tsr_language {
    TSR_LANGUAGE_ENGLISH,
    TSR_LANGUAGE_GERMAN,
    TSR_LANGUAGE_SPANISH,
    TSR_LANGUAGE_TURKISH,
    TSR_LANGUAGE_COUNT
} tsr_language;

/** The language of a code, "en", "de", "es" or "tr". @return false: none of them, *out untouched. */
TSR_API bool tsr_language_parse(const char *code, tsr_language *out);

#ifdef __cplusplus
}
#endif
#endif
