/* SPDX-License-Identifier: Apache-2.0 */
#include "output/report_texts.h"

#include <string.h>

static const struct {
    const char *code;
    const char *const *texts;
    const tsri_rule_text *rules;
} LANGUAGES[TSR_LANGUAGE_COUNT] = {
    [TSR_LANGUAGE_ENGLISH] = {"en", TSRI_TEXTS_EN, NULL},
    [TSR_LANGUAGE_GERMAN] = {"de", TSRI_TEXTS_DE, TSRI_RULES_DE},
    [TSR_LANGUAGE_SPANISH] = {"es", TSRI_TEXTS_ES, TSRI_RULES_ES},
    [TSR_LANGUAGE_TURKISH] = {"tr", TSRI_TEXTS_TR, TSRI_RULES_TR},
};

bool tsr_language_parse(const char *code, tsr_language *out)
{
    for (int i = 0; i < TSR_LANGUAGE_COUNT; i++) {
        if (strcmp(code, LANGUAGES[i].code) == 0) {
            *out = (tsr_language)i;
            return true;
        }
    }
    return false;
}

const char *tsri_language_code(tsr_language language)
{
    return LANGUAGES[language].code;
}

const char *const *tsri_texts_of(tsr_language language)
{
    return LANGUAGES[language].texts;
}

static bool is_key_of(const char *key, const char *table, const char *id)
{
    size_t length = strlen(table), whole = strlen(key);
    if (strncmp(key, table, length) != 0 || key[length] != '.') {
        return false;
    }
    const char *rest = key + length + 1;
    return whole > 2 && strcmp(key + whole - 2, ".*") == 0 ? strncmp(rest, id, strlen(rest) - 1) == 0 : strcmp(rest, id) == 0;
}

const char *tsri_rule_text_of(tsr_language language, const char *table, const char *id)
{
    for (const tsri_rule_text *rule = LANGUAGES[language].rules; rule && rule->key; rule++) {
        if (is_key_of(rule->key, table, id)) {
            return rule->text;
        }
    }
    return NULL;
}
