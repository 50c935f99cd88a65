/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/dates.h"

enum { FIRST_YEAR = 1, LAST_YEAR = 9000, MONTHS = 12, FEBRUARY = 2 };

static bool is_leap(int32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int32_t days_of(int32_t year, int32_t month)
{
    static const int32_t DAYS[MONTHS + 1] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return DAYS[month] + (month == FEBRUARY && is_leap(year));
}

bool tsri_date_is_unset(tsr_date date)
{
    return date.year == 0 && date.month == 0 && date.day == 0;
}

bool tsri_date_is_valid(tsr_date date)
{
    return date.year >= FIRST_YEAR && date.year <= LAST_YEAR && date.month >= 1 && date.month <= MONTHS && date.day >= 1 &&
           date.day <= days_of(date.year, date.month);
}

tsr_date tsri_date_add(tsr_date date, int32_t days)
{
    for (int32_t left = days_of(date.year, date.month) - date.day; days > left;
         left = days_of(date.year, date.month) - date.day) {
        days -= left + 1;
        date.day = 1;
        date.year += date.month == MONTHS;
        date.month = date.month % MONTHS + 1;
    }
    date.day += days;
    return date;
}
