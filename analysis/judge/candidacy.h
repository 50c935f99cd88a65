/* SPDX-License-Identifier: Apache-2.0
 * judge/candidacy.h - the rules of candidacy as they lie in memory. The table's text is read in pipeline/. */
#ifndef TSRI_CANDIDACY_H
#define TSRI_CANDIDACY_H

#include "base/memory.h"
#include "judge/facts.h"

typedef enum tsri_operator {
    TSRI_OP_ALL, /* of the conditions below */
    TSRI_OP_ANY,
    TSRI_OP_EQ,
    TSRI_OP_NE,
    TSRI_OP_LT,
    TSRI_OP_LE,
    TSRI_OP_GT,
    TSRI_OP_GE,
    TSRI_OP_KNOWN,
    TSRI_OP_UNKNOWN,
    TSRI_OP_COUNT
} tsri_operator;

enum { TSRI_MAX_DEPTH = 4 };

typedef struct tsri_condition {
    tsri_operator op;
    int field;                               /* of a comparison */
    double value;                            /* of a comparison */
    const struct tsri_condition *conditions; /* of all and any */
    size_t count;
} tsri_condition;

/* Until when a wait lasts: a field that tells a time reaches this value, in its own unit. */
typedef struct tsri_until {
    int field; /* -1: no date */
    double value;
} tsri_until;

typedef struct tsri_candidacy_rule {
    tsr_rule shown;
    tsri_condition condition;
    tsri_until until;
} tsri_candidacy_rule;

struct tsr_candidacy_rules {
    tsri_arena arena; /* everything below, texts too */
    tsr_allocator allocator;
    tsri_candidacy_rule *items;
    size_t count;
};

typedef enum tsri_truth { TSRI_FALSE, TSRI_UNKNOWN, TSRI_TRUE } tsri_truth;

/** Three-valued: all is the least of its conditions, any the greatest; a comparison with what is not known is UNKNOWN. */
tsri_truth tsri_condition_holds(const tsri_condition *condition, const tsri_facts *facts);

#endif
