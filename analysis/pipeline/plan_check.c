/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline/plan_check.h"

#include <math.h>

#include "base/fail.h"

/* What arithmetic bears, not what practice says. */
typedef struct limits {
    double lo, hi;
    bool whole;
} limits;

enum { MOST_GAP_DAYS = 366 };
static const double MOST_FACTOR = 100;

static const limits NUMBER_LIMITS[TSRI_PLAN_NUMBERS] = {
    [TSRI_THIN_BELOW] = {0, 1, false},
    [TSRI_BLEND_BORDER_CM] = {0, 20, false},
    [TSRI_HAIRLINE_CM2] = {1, 5000, false},
    [TSRI_DOTS_PER_CM2] = {1, 1e5, false},
    [TSRI_DOTS_PER_HOUR] = {1, 1e7, false},
    [TSRI_BUILD_UP_FIRST_FRAC] = {0, 1, false},
    [TSRI_BUILD_UP_SECOND_FRAC] = {0, 1, false},
    [TSRI_SESSION_HOURS_MOST] = {0.1, 24, false},
    [TSRI_SESSIONS_MOST] = {1, TSR_MAX_SESSIONS, true},
    [TSRI_GAP_FIRST_DAYS] = {1, MOST_GAP_DAYS, true},
    [TSRI_GAP_LATER_DAYS] = {1, MOST_GAP_DAYS, true},
    [TSRI_GAP_LEAST_DAYS] = {1, MOST_GAP_DAYS, true},
};

static bool is_whole(tsr_quantity q)
{
    return q.lo == floor(q.lo) && q.value == floor(q.value) && q.hi == floor(q.hi);
}

static tsr_status check_range(const tsri_plan_place *file, const tsri_plan_line *line, tsr_quantity q, limits within)
{
    tsri_plan_place place = *file;
    place.table = line->rule.table;
    place.section = line->rule.id;
    if (q.lo < within.lo || q.hi > within.hi) {
        return tsri_plan_fault(&place, "must be from %g to %g", within.lo, within.hi);
    }
    return within.whole && !is_whole(q) ? tsri_plan_fault(&place, "must be of whole numbers") : TSR_OK;
}

static tsr_status check_lines(const tsri_plan_place *file, const tsri_plan_line *lines, int count, limits within)
{
    tsr_status st = TSR_OK;
    for (int i = 0; i < count && st == TSR_OK; i++) {
        st = lines[i].rule.id ? check_range(file, &lines[i], lines[i].value, within) : TSR_OK;
    }
    return st;
}

static bool falls(tsr_quantity before, tsr_quantity after)
{
    return after.lo < before.lo || after.value < before.value || after.hi < before.hi;
}

/* A larger extent takes no fewer sessions or hours and costs no less. */
static tsr_status check_rows(const tsri_plan_place *file, const tsri_plan_list *list, bool has_areas)
{
    for (int i = 0; i < list->count; i++) {
        const tsri_plan_line *row = &list->lines[i], *before = i > 0 ? row - 1 : NULL;
        tsri_plan_place place = *file;
        place.table = row->rule.table;
        place.section = row->rule.id;
        if (has_areas && (isinf(row->up_to_cm2) != (i == list->count - 1) || (before && row->up_to_cm2 <= before->up_to_cm2))) {
            return tsri_plan_fault(&place, "up_to_cm2 must rise from row to row and be null in the last one only");
        }
        if (before && (falls(before->value, row->value) || (has_areas && falls(before->hours, row->hours)))) {
            return tsri_plan_fault(&place, "figures may not fall below those of %s", before->rule.id);
        }
    }
    return TSR_OK;
}

static tsr_status check_relations(const tsri_plan_place *file, const tsri_plan_rules *rules)
{
    const tsri_plan_line *n = rules->numbers;
    tsri_plan_place place = *file;
    place.table = "sessions";
    if (n[TSRI_BUILD_UP_FIRST_FRAC].value.value > n[TSRI_BUILD_UP_SECOND_FRAC].value.value) {
        place.section = n[TSRI_BUILD_UP_SECOND_FRAC].rule.id;
        return tsri_plan_fault(&place, "may not be below %s", n[TSRI_BUILD_UP_FIRST_FRAC].rule.id);
    }
    if (fmin(n[TSRI_GAP_FIRST_DAYS].value.lo, n[TSRI_GAP_LATER_DAYS].value.lo) < n[TSRI_GAP_LEAST_DAYS].value.value) {
        place.section = n[TSRI_GAP_LEAST_DAYS].rule.id;
        return tsri_plan_fault(&place, "is more than the gap before the second or a later session");
    }
    return TSR_OK;
}

tsr_status tsri_plan_check(const tsri_plan_place *place, const tsri_plan_rules *rules)
{
    static const limits SESSIONS = {1, TSR_MAX_SESSIONS, true}, MORE_SESSIONS = {0, TSR_MAX_SESSIONS, true},
                        MONEY = {0, 1e8, false}, FACTOR = {0, MOST_FACTOR, false}, YEARS = {0, MOST_FACTOR, false};
    static const limits DAY_HOURS = {0.1, 24, false};
    tsr_status st = TSR_OK;
    for (int i = 0; i < TSRI_PLAN_NUMBERS; i++) {
        TSRI_TRY(check_range(place, &rules->numbers[i], rules->numbers[i].value, NUMBER_LIMITS[i]));
    }
    TSRI_TRY(check_lines(place, rules->extents.lines, rules->extents.count, SESSIONS));
    TSRI_TRY(check_lines(place, rules->jobs.lines, rules->jobs.count, SESSIONS));
    for (int i = 0; i < TSRI_EXTENTS; i++) {
        TSRI_TRY(check_range(place, &rules->extents.lines[i], rules->extents.lines[i].hours, DAY_HOURS));
    }
    for (int i = 0; i < TSRI_JOBS; i++) {
        TSRI_TRY(check_range(place, &rules->jobs.lines[i], rules->jobs.lines[i].hours, DAY_HOURS));
    }
    TSRI_TRY(check_lines(place, rules->additions.lines, rules->additions.count, MORE_SESSIONS));
    TSRI_TRY(check_lines(place, rules->rates.lines, TSRI_PRICE_RATES, MONEY));
    TSRI_TRY(check_lines(place, rules->factors.lines, rules->factors.count, FACTOR));
    TSRI_TRY(check_lines(place, rules->price_numbers, TSRI_PRICE_NUMBERS, FACTOR));
    TSRI_TRY(check_lines(place, rules->care_numbers, TSRI_CARE_NUMBERS, YEARS));
    TSRI_TRY(check_lines(place, rules->longevity.lines, rules->longevity.count, YEARS));
    TSRI_TRY(check_rows(place, &rules->extents, true));
    TSRI_TRY(check_rows(place, &rules->price_extents, false));
    st = check_relations(place, rules);
done:
    return st;
}
