/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

size_t tsri_utf8_length(const char *text)
{
    const unsigned char *b = (const unsigned char *)text;
    if (b[0] < 0x80) {
        return 1;
    }
    size_t length = b[0] >= 0xF0 ? 4 : b[0] >= 0xE0 ? 3 : 2;
    if (b[0] < 0xC2 || b[0] > 0xF4) {
        return 0;
    }
    uint32_t code = b[0] & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((b[i] & 0xC0) != 0x80) {
            return 0;
        }
        code = code << 6 | (b[i] & 0x3Fu);
    }
    /* Overlong forms, surrogates and codes beyond Unicode are no UTF-8 either. */
    static const uint32_t LEAST[5] = {0, 0, 0x80, 0x800, 0x10000};
    return code < LEAST[length] || (code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF ? 0 : length;
}

size_t tsri_utf8_mark_bytes(const char *text, size_t size_bytes)
{
    static const char MARK[3] = {'\xef', '\xbb', '\xbf'};
    return size_bytes >= sizeof MARK && memcmp(text, MARK, sizeof MARK) == 0 ? sizeof MARK : 0;
}
