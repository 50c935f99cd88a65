/* SPDX-License-Identifier: Apache-2.0
 * tonsure/judgement.h - what is made of a case's measurements: finding, pattern grade. Plain data; docs/judgement.md. */
#ifndef TSR_JUDGEMENT_H
#define TSR_JUDGEMENT_H

#include "tonsure/quantity.h"
#include "tonsure/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Kind of hair loss. UNIVERSALIS is told by intake only, TOTALIS by coverage. */
typedef enum tsr_finding_label {
    TSR_FINDING_UNDETERMINED,
    TSR_FINDING_NONE,
    TSR_FINDING_PATTERN_THINNING,
    TSR_FINDING_ALOPECIA_AREATA,
    TSR_FINDING_ALOPECIA_TOTALIS,
    TSR_FINDING_ALOPECIA_UNIVERSALIS,
    TSR_FINDING_SCARRING,
    TSR_FINDING_COUNT
} tsr_finding_label;

/** Why a finding is what it is, or is none. */
typedef enum tsr_finding_reason {
    TSR_FINDING_REASON_NOT_ASSESSABLE = 1 << 0,
    TSR_FINDING_REASON_OTHER_PICTURE = 1 << 1,  /* no scalp, or unlike the photos that the model knows */
    TSR_FINDING_REASON_CLOSE_CALL = 1 << 2,     /* no kind of loss is likely enough */
    TSR_FINDING_REASON_VIEWS_DISAGREE = 1 << 3, /* photos of the case show different kinds of loss */
    TSR_FINDING_REASON_WHOLE_SCALP = 1 << 4,    /* areata, if it is that, is of the whole scalp */
    TSR_FINDING_REASON_BROWS_MISSING = 1 << 5,
    TSR_FINDING_REASON_BY_INTAKE = 1 << 6
} tsr_finding_reason;

enum { TSR_FINDING_REASON_COUNT = 7 };

/** A finding with the probability of each label; 0 for UNDETERMINED. */
typedef struct tsr_finding {
    tsr_finding_label label;
    double probabilities[TSR_FINDING_COUNT];
    uint32_t reasons; /* of tsr_finding_reason */
    bool judged;      /* false: probabilities mean nothing */
} tsr_finding;

enum { TSR_NORWOOD_GRADES = 7 };

/** Norwood-Hamilton grade of a man, or of a person taken for one. */
typedef struct tsr_norwood {
    bool known;
    int32_t grade, lo, hi;                        /* most probable, and the 90 % range; 1 to 7 */
    double deviation;                             /* standard deviation of the estimate, grades */
    double probabilities[TSR_NORWOOD_GRADES + 1]; /* by grade; index 0 unused */
    bool vertex_variant;                          /* III vertex */
    bool a_variant;                               /* IIa to Va: from front to back, the vertex kept */
    bool assumes_male;                            /* sex not known */
} tsr_norwood;

/** "none", "pattern_thinning", ..., "undetermined". */
TSR_API const char *tsr_finding_name(tsr_finding_label label);

/** Stable key of one reason bit, e.g. "close_call"; NULL for a bit that is none. */
TSR_API const char *tsr_finding_reason_name(uint32_t bit);

/** One sentence for a lay person; NULL for a bit that is none. */
TSR_API const char *tsr_finding_reason_text(uint32_t bit);

/** "I" to "VII", "III vertex", "IIa" to "Va"; NULL where the grade is not known. */
TSR_API const char *tsr_norwood_stage(const tsr_norwood *norwood);

#ifdef __cplusplus
}
#endif
#endif
