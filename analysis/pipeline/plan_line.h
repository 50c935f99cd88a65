/* SPDX-License-Identifier: Apache-2.0
 * pipeline/plan_line.h - one line of a rule table, from JSON. */
#ifndef TSRI_PIPELINE_PLAN_LINE_H
#define TSRI_PIPELINE_PLAN_LINE_H

#include <jansson.h>

#include "plan/rules.h"

/* What a section's lines have beside id, text, source and tag; VALUE, SESSIONS and PRICE all fill tsri_plan_line.value. */
typedef enum tsri_plan_field {
    TSRI_FIELD_VALUE = 1 << 0,
    TSRI_FIELD_SESSIONS = 1 << 1,
    TSRI_FIELD_PRICE = 1 << 2,
    TSRI_FIELD_HOURS = 1 << 3,
    TSRI_FIELD_UP_TO = 1 << 4,
    TSRI_FIELD_WHEN = 1 << 5, /* may be left out: always */
    TSRI_FIELD_DAYS = 1 << 6
} tsri_plan_field;

/* Where a line stands: for messages and for its status. */
typedef struct tsri_plan_place {
    const char *file;  /* "sessions.json", "clinic file" */
    const char *table; /* "sessions", "price", "care" */
    const char *section, *id;
    bool clinic;
    tsri_arena *text;
    tsr_error *err;
} tsri_plan_place;

/** Report a fault of a place: "file: table.section.id: ...". @return TSR_E_FORMAT for the clinic's file, else TSR_E_MODEL. */
tsr_status tsri_plan_fault(const tsri_plan_place *place, const char *format, ...) TSR_PRINTF(2, 3);

/**
 * Read a line. A table's line must have all fields of its section; a clinic's line changes those it has.
 *
 * @param fields  bits of tsri_plan_field
 */
TSR_NODISCARD tsr_status tsri_plan_line_read(const tsri_plan_place *place, json_t *object, uint32_t fields, tsri_plan_line *line);

#endif
