/* SPDX-License-Identifier: Apache-2.0
 * pipeline/context.h - inside of tsr_context. */
#ifndef TSRI_CONTEXT_H
#define TSRI_CONTEXT_H

#include "base/hash.h"
#include "base/memory.h"
#include "judge/finding.h"
#include "judge/norwood.h"
#include "parse/weights.h"
#include "plan/rules.h"
#include "tonsure/candidacy.h"
#include "tonsure/context.h"

enum { TSRI_MODEL_COUNT = 3 };

struct tsr_context {
    tsr_allocator allocator;
    tsr_limits limits; /* every field set */
    tsr_log_fn log;
    void *log_user;
    tsri_weights *parser_weights, *norwood_weights, *finding_weights;
    tsri_norwood_model norwood; /* these borrow from their weights */
    tsri_finding_model finding;
    tsr_candidacy_rules *candidacy_rules;
    tsri_plan_rules *plan_rules;
    const char *model_names[TSRI_MODEL_COUNT];
    char model_sha256[TSRI_MODEL_COUNT][TSRI_SHA256_HEX_CHARS + 1];
};

#endif
