/* SPDX-License-Identifier: Apache-2.0
 * tonsure/candidacy.h - is scalp micropigmentation for this person, now? Rules from a table over what was said and measured;
 * docs/rules.md holds the table's form, docs/judgement.md the order of verdicts. */
#ifndef TSR_CANDIDACY_H
#define TSR_CANDIDACY_H

#include "tonsure/context.h"
#include "tonsure/intake.h"
#include "tonsure/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Best first: the worst that any rule asks for stands. */
typedef enum tsr_verdict {
    TSR_VERDICT_SUITABLE,
    TSR_VERDICT_SUITABLE_WITH_CONDITIONS,
    TSR_VERDICT_UNDETERMINED, /* questions to answer or photos to take first */
    TSR_VERDICT_NOT_NOW,
    TSR_VERDICT_REFER, /* to a doctor, before anything else */
    TSR_VERDICT_NOT_SUITABLE,
    TSR_VERDICT_COUNT
} tsr_verdict;

/** What a rule does when it fires. */
typedef enum tsr_effect {
    TSR_EFFECT_INDICATION, /* a reason for the procedure */
    TSR_EFFECT_CAUTION,    /* to be told; the verdict stays */
    TSR_EFFECT_CONDITION,  /* suitable_with_conditions */
    TSR_EFFECT_ASK,        /* a fact to be asked for; suitable_with_conditions until then */
    TSR_EFFECT_MISSING,    /* a fact without which there is no verdict: undetermined */
    TSR_EFFECT_WAIT,       /* not_now */
    TSR_EFFECT_REFER,      /* refer */
    TSR_EFFECT_BLOCK,      /* not_suitable */
    TSR_EFFECT_COUNT
} tsr_effect;

/** A rule as people read it. */
typedef struct tsr_rule {
    const char *id;
    tsr_effect effect;
    const char *text;   /* one sentence for a lay person */
    const char *source; /* an address, or where the rule comes from */
    char tag;           /* 'B' brief, 'S' source, 'I' inference, 'M' common knowledge without a source */
} tsr_rule;

/** Rules as loaded; immutable, threads may share it. */
typedef struct tsr_candidacy_rules tsr_candidacy_rules;

/** What a case is judged on. Each pointer may be NULL: nothing is known of it. */
typedef struct tsr_evidence {
    const tsr_intake *intake;
    const tsr_case_result *result;
    const tsr_finding *finding;
    const tsr_norwood *norwood;
    const tsr_photo_result *const *photos; /* photo_count entries, NULL for one not read */
    size_t photo_count;
} tsr_evidence;

enum { TSR_MAX_RULES = 128 };

typedef struct tsr_fired_rule {
    const tsr_rule *rule; /* borrowed from the table */
    tsr_said wait_months; /* left, from today; known for waits that end at a date */
} tsr_fired_rule;

typedef struct tsr_candidacy {
    tsr_verdict verdict;
    tsr_said wait_months; /* the longest of the waits; not known where one of them has no date */
    tsr_fired_rule fired[TSR_MAX_RULES];
    int32_t fired_count; /* in the table's order */
} tsr_candidacy;

/**
 * Load a table of rules from its JSON. Refused, with the rule's id and the field in the message: unknown keys, fields, operators
 * and effects, values of the wrong type or out of range, double ids, a rule without text or source, and three things that no
 * table may say: a rule that rests on common knowledge alone (tag M) may only caution or ask; what photos show, and alopecia
 * areata, never block or make wait.
 *
 * @param name       of the file, for messages
 * @param out_rules  the caller's (tsr_candidacy_rules_destroy); NULL on failure
 * @return TSR_OK, TSR_E_FORMAT, TSR_E_LIMIT (over 1 MiB or TSR_MAX_RULES), TSR_E_NOMEM. Cost: O(size_bytes).
 */
TSR_API TSR_NODISCARD tsr_status tsr_candidacy_rules_parse(const tsr_allocator *allocator,
                                                           const char *name,
                                                           const char *text,
                                                           size_t size_bytes,
                                                           tsr_candidacy_rules **out_rules,
                                                           tsr_error *err);

/** Release; accepts NULL and a pointer to NULL, and sets *rules to NULL. Results that borrow from it are void. */
TSR_API void tsr_candidacy_rules_destroy(tsr_candidacy_rules **rules);

TSR_API size_t tsr_candidacy_rules_count(const tsr_candidacy_rules *rules);

/** Rule at an index; NULL past the end. Borrowed. */
TSR_API const tsr_rule *tsr_candidacy_rules_at(const tsr_candidacy_rules *rules, size_t index);

/**
 * Judge a case: evaluate every rule in the table's order. A condition on a fact that is not known neither holds nor fails, so
 * its rule does not fire. The verdict is the worst that a fired rule asks for; without any indication it is at best undetermined.
 *
 * @param out  all of it is written; borrows from rules
 * Cost: O(rules), some microseconds.
 */
TSR_API void tsr_candidacy_judge(const tsr_candidacy_rules *rules, const tsr_evidence *evidence, tsr_candidacy *out);

/** "suitable", "suitable_with_conditions", "undetermined", "not_now", "refer", "not_suitable". */
TSR_API const char *tsr_verdict_name(tsr_verdict verdict);

/** "indication", "caution", "condition", "ask", "missing", "wait", "refer", "block". */
TSR_API const char *tsr_effect_name(tsr_effect effect);

#ifdef __cplusplus
}
#endif
#endif
