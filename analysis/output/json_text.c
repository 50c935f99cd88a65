/* SPDX-License-Identifier: Apache-2.0 */
#include "output/json_text.h"

#include "base/utf8.h"

/* U+F780 to U+F7FF, three bytes of UTF-8, stand for the bytes 0x80 to 0xff; a text that has them itself has them byte by byte. */
static bool is_byte_sign(const char *at)
{
    return (unsigned char)at[0] == 0xEF && ((unsigned char)at[1] & 0xFEu) == 0x9E;
}

void tsri_json_string(tsri_text *w, const char *text)
{
    if (!text) {
        tsri_text_put(w, "null");
        return;
    }
    tsri_text_put(w, "\"");
    for (const char *at = text; *at;) {
        size_t length = is_byte_sign(at) ? 0 : tsri_utf8_length(at);
        if (length == 0) {
            tsri_text_printf(w, "\\uf7%02x", (unsigned)(unsigned char)*at++);
        } else if (length == 1 && (*at == '"' || *at == '\\')) {
            tsri_text_printf(w, "\\%c", *at++);
        } else if (length == 1 && ((unsigned char)*at < 0x20 || *at == 0x7f)) {
            tsri_text_printf(w, "\\u%04x", (unsigned)(unsigned char)*at++);
        } else {
            tsri_text_printf(w, "%.*s", (int)length, at);
            at += length;
        }
    }
    tsri_text_put(w, "\"");
}

void tsri_json_quantity(tsri_text *w, tsr_quantity q)
{
    if (q.known) {
        tsri_text_printf(w, "{\"value\": %.4f, \"lo\": %.4f, \"hi\": %.4f}", q.value, q.lo, q.hi);
    } else {
        tsri_text_put(w, "null");
    }
}
