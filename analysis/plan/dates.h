/* SPDX-License-Identifier: Apache-2.0
 * plan/dates.h - days of the Gregorian calendar, without a clock. */
#ifndef TSRI_PLAN_DATES_H
#define TSRI_PLAN_DATES_H

#include "tonsure/plan.h"

/** Whether all parts are 0. */
bool tsri_date_is_unset(tsr_date date);

/** Whether the calendar has this day, years 1 to 9000. */
bool tsri_date_is_valid(tsr_date date);

/** The day so many days later. @param date valid; @param days >= 0. Cost: O(days / 28). */
tsr_date tsri_date_add(tsr_date date, int32_t days);

#endif
