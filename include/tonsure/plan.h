/* SPDX-License-Identifier: Apache-2.0
 * tonsure/plan.h - a plan for scalp micropigmentation: area, dots, sessions, hours, dates, price, longevity, care. Plain data;
 * every figure names the rules it came from. Definitions and sources: docs/judgement.md. */
#ifndef TSR_PLAN_H
#define TSR_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "tonsure/intake.h"
#include "tonsure/measures.h"
#include "tonsure/quantity.h"
#include "tonsure/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tsr_plan_skin {
    TSR_PLAN_SKIN_UNKNOWN,
    TSR_PLAN_SKIN_NORMAL,
    TSR_PLAN_SKIN_OILY,
    TSR_PLAN_SKIN_ROUGH /* dry, flaky or thick */
} tsr_plan_skin;

/** A day of the Gregorian calendar; unset where all is 0. */
typedef struct tsr_date {
    int32_t year, month, day;
} tsr_date;

/** What a plan takes from the person; all zero where nothing was said. */
typedef struct tsr_plan_wishes {
    tsr_style style; /* UNKNOWN is planned as a buzz cut: loss and its border are filled */
    tsr_plan_skin skin;
    bool much_sun;
    bool scars;             /* scars in the area to be treated */
    tsr_quantity cover_cm2; /* area of the scar or tattoo; without it there is no plan for SCAR_COVER and TATTOO_COVER */
    tsr_date start;         /* of the first session, year 1 to 9000 */
} tsr_plan_wishes;

/** A line of a rule table. Borrowed: lives as long as the tables. */
typedef struct tsr_plan_rule {
    const char *table; /* "sessions", "price", "care" */
    const char *id;    /* "figures.dots_per_hour" */
    const char *text;  /* one sentence for a lay person */
    const char *source;
    const char *tag; /* B, S, M, I as in docs/judgement.md; "clinic" where the clinic's file set it */
} tsr_plan_rule;

enum { TSR_MAX_FIGURE_RULES = 8, TSR_MAX_PLAN_NOTES = 12, TSR_MAX_SESSIONS = 12, TSR_MAX_PLAN_RULES = 96 };

/** A number of a plan and the rules it came from. */
typedef struct tsr_plan_figure {
    tsr_quantity amount;
    const tsr_plan_rule *rules[TSR_MAX_FIGURE_RULES];
    int32_t rule_count;
} tsr_plan_figure;

/** Sentences of a kind. Days count from a session; counts only where has_days, to_day being INT32_MAX where it has no end. */
typedef struct tsr_plan_note {
    const tsr_plan_rule *rule;
    bool has_days;
    int32_t from_day, to_day;
} tsr_plan_note;

typedef struct tsr_plan_notes {
    tsr_plan_note items[TSR_MAX_PLAN_NOTES];
    int32_t count;
} tsr_plan_notes;

typedef struct tsr_plan_session {
    tsr_quantity day;  /* after the first session */
    tsr_date date;     /* by day's value; unset without a start */
    tsr_quantity dots; /* placed in this session */
    const tsr_plan_rule *work[3];
    int32_t work_count;
} tsr_plan_session;

/** Why there is no plan. */
typedef enum tsr_plan_gap {
    TSR_PLAN_COMPLETE,
    TSR_PLAN_NO_AREA,          /* no photo tells the area of loss */
    TSR_PLAN_NO_LOSS,          /* nothing to treat was found */
    TSR_PLAN_NO_THINNING_ZONE, /* density was asked for, and no zone is known to thin */
    TSR_PLAN_NO_COVER_AREA,    /* the size of the scar or tattoo was not given */
    TSR_PLAN_NOT_SUITABLE      /* candidacy says that the procedure does not suit: nothing is planned or priced */
} tsr_plan_gap;

/** A plan. Only gap counts unless it is TSR_PLAN_COMPLETE. Pointers are borrowed from the rule tables. */
typedef struct tsr_plan {
    tsr_plan_gap gap;
    tsr_style style;
    const tsr_plan_rule *extent;            /* row of the table by area, or by style */
    tsr_plan_figure loss_cm2;               /* bare scalp, and thin zones by what they lack */
    tsr_plan_figure area_cm2;               /* to be treated: bare, thin zones whole, blend border */
    tsr_plan_figure dots;                   /* in the finished scalp */
    tsr_quantity zone_dots[TSR_ZONE_COUNT]; /* of dots, without the border; unknown where the zone is */
    tsr_plan_figure hours;                  /* of placing dots, all sessions */
    tsr_plan_figure sessions;
    tsr_plan_figure session_hours; /* to reserve for a session, breaks and drawing included */
    tsr_plan_figure gap_first_days, gap_later_days, gap_least_days;
    tsr_plan_session schedule[TSR_MAX_SESSIONS]; /* of sessions' value */
    int32_t session_count;
    tsr_plan_figure price; /* of the whole treatment */
    char currency[4];      /* ISO 4217 */
    tsr_plan_figure touch_up_price, touch_up_sessions;
    tsr_plan_figure longevity_years, maintenance_early_years;
    tsr_plan_notes price_drivers, discomfort, aftercare, risks, questions, alternatives;
    const tsr_plan_rule *rules[TSR_MAX_PLAN_RULES]; /* every rule cited above, once */
    int32_t rule_count;
} tsr_plan;

/** "buzz_cut", "density", "hairline_only", "scar_cover", "tattoo_cover"; NULL for UNKNOWN. */
TSR_API const char *tsr_plan_style_name(tsr_style style);

/** "no_area", ...; NULL for COMPLETE. */
TSR_API const char *tsr_plan_gap_name(tsr_plan_gap gap);

/** One sentence for a lay person: why there is no plan and what to do. NULL for COMPLETE. */
TSR_API const char *tsr_plan_gap_advice(tsr_plan_gap gap);

#ifdef __cplusplus
}
#endif
#endif
