/* SPDX-License-Identifier: Apache-2.0
 * pipeline/plan_rules.h - the rule tables of a plan, from models/rules/{sessions,price,care}.json and a clinic's own file
 * (docs/schema/clinic.schema.json), strictly checked. */
#ifndef TSRI_PIPELINE_PLAN_RULES_H
#define TSRI_PIPELINE_PLAN_RULES_H

#include "base/hash.h"
#include "plan/rules.h"

/* The texts of the tables. */
typedef struct tsri_plan_texts {
    const char *sessions, *price, *care, *clinic; /* JSON, NUL-terminated; clinic may be NULL */
} tsri_plan_texts;

/**
 * Parse and check tables, then lay the clinic's lines over them: a line names its id and the fields it sets; its tag becomes
 * "clinic". Refused are unknown keys, ids and conditions, missing fields, values out of range, extents that fall from a row to
 * the next, and prices left in another currency than the clinic's.
 *
 * @param out_rules  the caller's (tsri_plan_rules_destroy); NULL on failure
 * @return TSR_OK; TSR_E_MODEL for a fault in a table, TSR_E_FORMAT in the clinic's file: the message names table, rule and field;
 * TSR_E_NOMEM. Cost: O(bytes).
 */
TSR_NODISCARD tsr_status tsri_plan_rules_parse(const tsr_allocator *memory,
                                               const tsri_plan_texts *texts,
                                               tsri_plan_rules **out_rules,
                                               tsr_error *err);

/* Tables of a plan: sessions, price, care, clinic. */
enum { TSRI_PLAN_TABLES = 4 };

/**
 * The same from files: model_dir/rules/ and, unless NULL, clinic_path.
 *
 * @param out_sha256  of each table's text; "" for a clinic's that is not there. NULL: not wanted
 * @return as above; TSR_E_MODEL also where a table cannot be read, TSR_E_IO where the clinic's file cannot
 */
TSR_NODISCARD tsr_status tsri_plan_rules_load(const tsr_allocator *memory,
                                              const char *model_dir,
                                              const char *clinic_path,
                                              tsri_plan_rules **out_rules,
                                              char (*out_sha256)[TSRI_SHA256_HEX_CHARS + 1],
                                              tsr_error *err);

/** Free the tables and NULL the pointer; NULL is fine. */
void tsri_plan_rules_destroy(const tsr_allocator *memory, tsri_plan_rules **rules);

#endif
