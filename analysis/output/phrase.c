/* SPDX-License-Identifier: Apache-2.0 */
#include "output/phrase.h"

#include <stdio.h>
#include <string.h>

size_t tsri_fill(char *out, size_t out_bytes, const char *pattern, const char *const values[4])
{
    size_t length = 0;
    while (*pattern) {
        bool slot = pattern[0] == '{' && pattern[1] >= '0' && pattern[1] <= '3' && pattern[2] == '}';
        const char *part = slot ? values[pattern[1] - '0'] : pattern;
        size_t part_bytes = slot ? strlen(part) : 1 + strcspn(pattern + 1, "{");
        if (length < out_bytes) {
            size_t room = out_bytes - length;
            memcpy(out + length, part, part_bytes < room ? part_bytes : room);
        }
        length += part_bytes;
        pattern += slot ? 3 : part_bytes;
    }
    if (out_bytes > 0) {
        out[length < out_bytes ? length : out_bytes - 1] = '\0';
    }
    return length;
}

tsri_phrase tsri_phrase_with(tsr_language language, tsri_text_key key, const char *a, const char *b, const char *c, const char *d)
{
    const char *const values[] = {a ? a : "", b ? b : "", c ? c : "", d ? d : ""};
    tsri_phrase phrase;
    (void)tsri_fill(phrase.text, sizeof phrase.text, tsri_text_of(language, key), values);
    return phrase;
}

tsri_phrase tsri_phrase_number(tsr_language language, double value, int decimals, bool plus)
{
    char plain[64];
    tsri_phrase phrase;
    (void)snprintf(plain, sizeof plain, plus ? "%+.*f" : "%.*f", decimals, value);
    size_t whole = strcspn(plain, ".");
    (void)snprintf(phrase.text, sizeof phrase.text, "%.*s%s%s", (int)whole, plain,
                   plain[whole] ? tsri_text_of(language, TSRI_TEXT_DECIMAL) : "", plain[whole] ? plain + whole + 1 : "");
    return phrase;
}

tsri_phrase tsri_phrase_percent(tsr_language language, double share)
{
    return tsri_phrase_with(language, TSRI_TEXT_PERCENT, tsri_phrase_number(language, 100 * share, 0, false).text, NULL, NULL,
                            NULL);
}

const char *tsri_text_of(tsr_language language, tsri_text_key key)
{
    return tsri_texts_of(language)[key];
}
