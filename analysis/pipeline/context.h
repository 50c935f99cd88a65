/* SPDX-License-Identifier: Apache-2.0
 * pipeline/context.h - inside of tsr_context. */
#ifndef TSRI_CONTEXT_H
#define TSRI_CONTEXT_H

#include "base/memory.h"
#include "judge/finding.h"
#include "judge/norwood.h"
#include "pipeline/models.h"
#include "pipeline/plan_rules.h"
#include "tonsure/candidacy.h"
#include "tonsure/context.h"

enum { TSRI_RULE_TABLES = 1 + TSRI_PLAN_TABLES }; /* candidacy and the plan's */

struct tsr_context {
    tsr_allocator allocator;
    tsr_limits limits; /* every field set */
    tsr_log_fn log;
    void *log_user;
    tsri_model_file parser;
    tsri_norwood_model norwood; /* these lie in the arena */
    tsri_finding_model finding;
    tsri_arena arena;
    tsr_candidacy_rules *candidacy_rules;
    tsri_plan_rules *plan_rules;
    tsr_model models[TSR_MODEL_COUNT];
    char rules_sha256[TSRI_RULE_TABLES][TSRI_SHA256_HEX_CHARS + 1]; /* the last one, a clinic's, may be "" */
};

#endif
