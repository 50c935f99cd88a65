/* SPDX-License-Identifier: Apache-2.0
 * base/json_read.h - values of a JSON text by their path. */
#ifndef TSRI_JSON_READ_H
#define TSRI_JSON_READ_H

#include <stdbool.h>

#include "tonsure/context.h"

typedef struct tsri_json tsri_json;

/** Parse strictly: one value, no key twice. *out is freed by tsri_json_destroy. @return TSR_OK; TSR_E_FORMAT. */
TSR_NODISCARD tsr_status tsri_json_parse(const char *text, size_t size_bytes, tsri_json **out, tsr_error *err);

void tsri_json_destroy(tsri_json **json);

/** The value at a path such as "coverage.bare_fraction.value"; borrowed, NULL where there is none. */
const tsri_json *tsri_json_at(const tsri_json *json, const char *path);

/** Number or truth value (1, 0); false for anything else, also NULL. */
bool tsri_json_number(const tsri_json *json, double *out);

/** Borrowed; NULL for anything but a string. */
const char *tsri_json_text(const tsri_json *json);

/** Length of an array, 0 for anything else; and its items. */
size_t tsri_json_count(const tsri_json *json);
const tsri_json *tsri_json_item(const tsri_json *json, size_t index);

#endif
