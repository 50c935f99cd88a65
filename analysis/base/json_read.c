/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_read.h"

#include <jansson.h>
#include <string.h>

#include "base/fail.h"

/* The library's value behind a name of ours. */
static const json_t *value_of(const tsri_json *json)
{
    return (const json_t *)(const void *)json;
}

tsr_status tsri_json_parse(const char *text, size_t size_bytes, tsri_json **out, tsr_error *err)
{
    json_error_t fault;
    *out = (tsri_json *)(void *)json_loadb(text, size_bytes, JSON_REJECT_DUPLICATES, &fault);
    return *out ? TSR_OK : tsri_fail(err, TSR_E_FORMAT, "not JSON: column %d: %s", fault.column, fault.text);
}

void tsri_json_destroy(tsri_json **json)
{
    json_decref((json_t *)(void *)*json);
    *json = NULL;
}

const tsri_json *tsri_json_at(const tsri_json *json, const char *path)
{
    const json_t *at = value_of(json);
    for (const char *part = path; at && part;) {
        const char *dot = strchr(part, '.');
        at = json_object_getn(at, part, dot ? (size_t)(dot - part) : strlen(part));
        part = dot ? dot + 1 : NULL;
    }
    return (const tsri_json *)(const void *)at;
}

bool tsri_json_number(const tsri_json *json, double *out)
{
    const json_t *value = value_of(json);
    if (json_is_boolean(value)) {
        *out = json_is_true(value);
        return true;
    }
    if (!json_is_number(value)) {
        return false;
    }
    *out = json_number_value(value);
    return true;
}

const char *tsri_json_text(const tsri_json *json)
{
    return json_string_value(value_of(json));
}

size_t tsri_json_count(const tsri_json *json)
{
    return json_array_size(value_of(json));
}

const tsri_json *tsri_json_item(const tsri_json *json, size_t index)
{
    return (const tsri_json *)(const void *)json_array_get(value_of(json), index);
}
