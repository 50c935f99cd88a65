/* SPDX-License-Identifier: Apache-2.0
 * base/utf8.h - is this UTF-8, and does it say so? */
#ifndef TSRI_UTF8_H
#define TSRI_UTF8_H

#include <stddef.h>

/** Bytes of the UTF-8 sequence that a NUL-terminated text begins with, 1 to 4; 0 where it begins with none. */
size_t tsri_utf8_length(const char *text);

/** Bytes of the byte order mark that a text begins with: 3, or 0 where it begins with none. */
size_t tsri_utf8_mark_bytes(const char *text, size_t size_bytes);

#endif
