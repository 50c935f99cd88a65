/* SPDX-License-Identifier: Apache-2.0
 * plan/rules.h - the rule tables of a plan as plain structs. They are filled by pipeline/plan_rules.h, immutable from then on,
 * and may be shared by threads. */
#ifndef TSRI_PLAN_RULES_H
#define TSRI_PLAN_RULES_H

#include "base/memory.h"
#include "tonsure/plan.h"

/* When a line holds: bits. */
typedef enum tsri_when {
    TSRI_WHEN_ALWAYS = 0,
    TSRI_WHEN_SCARS = 1 << 0,
    TSRI_WHEN_OILY_SKIN = 1 << 1,
    TSRI_WHEN_ROUGH_SKIN = 1 << 2,
    TSRI_WHEN_SUN = 1 << 3,
    TSRI_WHEN_AREATA = 1 << 4,
    TSRI_WHEN_LARGE_LOSS = 1 << 5
} tsri_when;

/* A line of a table. What its section does not have is 0. */
typedef struct tsri_plan_line {
    tsr_plan_rule rule;
    tsr_quantity value; /* the figure, the sessions or the price */
    tsr_quantity hours; /* of a session */
    double up_to_cm2;   /* INFINITY in the last row */
    uint32_t when;      /* of tsri_when */
    int32_t from_day, to_day;
} tsri_plan_line;

/* A section of a table. Sections that the code reads by number have the lines of the enums below, in their order. */
enum { TSRI_MAX_LINES = TSR_MAX_PLAN_NOTES };
typedef struct tsri_plan_list {
    tsri_plan_line lines[TSRI_MAX_LINES];
    int32_t count;
} tsri_plan_list;

typedef enum tsri_plan_number {
    TSRI_THIN_BELOW,
    TSRI_BLEND_BORDER_CM,
    TSRI_HAIRLINE_CM2,
    TSRI_DOTS_PER_CM2,
    TSRI_DOTS_PER_HOUR,
    TSRI_BUILD_UP_FIRST_FRAC,
    TSRI_BUILD_UP_SECOND_FRAC,
    TSRI_SESSION_HOURS_MOST,
    TSRI_SESSIONS_MOST,
    TSRI_GAP_FIRST_DAYS,
    TSRI_GAP_LATER_DAYS,
    TSRI_GAP_LEAST_DAYS,
    TSRI_PLAN_NUMBERS
} tsri_plan_number;

typedef enum tsri_price_number { TSRI_TOUCH_UP_FRAC, TSRI_TOUCH_UP_SESSIONS, TSRI_PRICE_NUMBERS } tsri_price_number;

typedef enum tsri_care_number {
    TSRI_LONGEVITY_YEARS,
    TSRI_MAINTENANCE_EARLY_YEARS,
    TSRI_TRANSPLANT_FROM_GRADE,
    TSRI_CARE_NUMBERS
} tsri_care_number;

typedef enum tsri_plan_work { TSRI_WORK_FIRST, TSRI_WORK_DENSITY, TSRI_WORK_REFINEMENT, TSRI_WORKS } tsri_plan_work;

/* Rates a studio may have of its own; one that is not set has no rule id. */
typedef enum tsri_price_rate { TSRI_RATE_PER_SESSION, TSRI_RATE_PER_HOUR, TSRI_PRICE_RATES } tsri_price_rate;

enum { TSRI_EXTENTS = 6, TSRI_JOBS = TSR_STYLE_COUNT - TSR_STYLE_DENSITY };

typedef struct tsri_plan_rules {
    tsri_plan_line numbers[TSRI_PLAN_NUMBERS];
    tsri_plan_list extents, jobs, additions, work; /* jobs: style - TSR_STYLE_DENSITY */
    char currency[4];
    tsri_plan_line price_numbers[TSRI_PRICE_NUMBERS];
    tsri_plan_list price_extents, price_jobs, rates, factors, drivers; /* price_extents: line for line those of extents */
    tsri_plan_line care_numbers[TSRI_CARE_NUMBERS];
    tsri_plan_list longevity, discomfort, aftercare, risks, questions, alternatives;
    tsri_arena text; /* all strings */
} tsri_plan_rules;

#endif
