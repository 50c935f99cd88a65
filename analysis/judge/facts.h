/* SPDX-License-Identifier: Apache-2.0
 * judge/facts.h - the named, typed facts that rules speak of: what the intake says and what was measured. */
#ifndef TSRI_FACTS_H
#define TSRI_FACTS_H

#include <stddef.h>

#include "tonsure/candidacy.h"

typedef enum tsri_field_type {
    TSRI_FIELD_ANSWER, /* yes or no */
    TSRI_FIELD_NUMBER,
    TSRI_FIELD_SINCE, /* months since an event, or never */
    TSRI_FIELD_CHOICE /* one of choices */
} tsri_field_type;

/* A fact that rules can name. */
typedef struct tsri_field {
    const char *name;
    tsri_field_type type;
    bool never_rejects;         /* may neither block nor make wait */
    size_t offset;              /* in tsr_intake, for intake fields */
    double lo, hi;              /* of a number */
    const char *const *choices; /* ends in NULL; value i + 1 of the enum */
    double months_per_unit;     /* of a number that is a time; 0: it is none */
} tsri_field;

/* A fact's value: 1 or 0 for yes or no, the enum's value for a choice. */
typedef struct tsri_fact {
    double value;
    bool known;
} tsri_fact;

/* Measured fields, and those drawn from the intake's scars; they follow the intake's own. */
typedef enum tsri_derived {
    TSRI_FACT_SCAR_COUNT,
    TSRI_FACT_SCAR_RAISED,
    TSRI_FACT_SCAR_YOUNGEST_MONTHS,
    TSRI_FACT_ASSESSABLE,
    TSRI_FACT_RETAKE_COUNT,
    TSRI_FACT_VIEW_COUNT,
    TSRI_FACT_ZONES_SEEN,
    TSRI_FACT_BARE,
    TSRI_FACT_FRONTAL_BARE,
    TSRI_FACT_SALT_LO,
    TSRI_FACT_SALT_HI,
    TSRI_FACT_FINDING,
    TSRI_FACT_P_NONE,
    TSRI_FACT_P_PATTERN,
    TSRI_FACT_P_AREATA,
    TSRI_FACT_P_SCARRING,
    TSRI_FACT_NORWOOD,
    TSRI_FACT_NORWOOD_LO,
    TSRI_FACT_NORWOOD_HI,
    TSRI_FACT_RECESSION,
    TSRI_FACT_PATCH_COUNT,
    TSRI_FACT_PATCH_REDNESS,
    TSRI_FACT_INDICATIONS,
    TSRI_DERIVED_COUNT
} tsri_derived;

enum { TSRI_INTAKE_FIELDS = 42, TSRI_FACT_COUNT = TSRI_INTAKE_FIELDS + TSRI_DERIVED_COUNT };

typedef struct tsri_facts {
    tsri_fact items[TSRI_FACT_COUNT];
} tsri_facts;

/** Field at an index below TSRI_FACT_COUNT; the first TSRI_INTAKE_FIELDS are keys of the intake. */
const tsri_field *tsri_field_at(int index);

/** Index of a field by its name, -1 if there is none. */
int tsri_field_find(const char *name);

/** Enum value (from 1) of a choice by its name; 0 if there is none. */
int tsri_choice_find(const char *const *choices, const char *name);

/** Names of tsr_scar_kind, from 1; ends in NULL. */
extern const char *const tsri_scar_kinds[];

/** All facts of a case; TSRI_FACT_INDICATIONS starts at 0. */
void tsri_facts_gather(const tsr_evidence *evidence, tsri_facts *out);

#endif
