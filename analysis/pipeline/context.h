/* SPDX-License-Identifier: Apache-2.0
 * pipeline/context.h - inside of tsr_context. */
#ifndef TSRI_CONTEXT_H
#define TSRI_CONTEXT_H

#include "base/memory.h"
#include "judge/finding.h"
#include "judge/norwood.h"
#include "pipeline/models.h"
#include "plan/rules.h"
#include "tonsure/candidacy.h"
#include "tonsure/context.h"

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
};

#endif
