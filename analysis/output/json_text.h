/* SPDX-License-Identifier: Apache-2.0
 * output/json_text.h - pieces of JSON that every line is made of. */
#ifndef TSRI_JSON_TEXT_H
#define TSRI_JSON_TEXT_H

#include "base/buffer.h"
#include "tonsure/quantity.h"

/** A string with its quotes, null for NULL; a byte b that is no UTF-8 becomes U+F700 + b, so that any name maps back
 * (docs/cluster.md, "Names"). */
void tsri_json_string(tsri_text *w, const char *text);

/** A quantity with its interval, four decimals; null where it is not known. */
void tsri_json_quantity(tsri_text *w, tsr_quantity q);

#endif
