/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "pipeline/plan_rules.h"
#include "plan/dates.h"
#include "plan/plan.h"
#include "plan/sessions.h"
#include "support/image_check.h"

enum { TABLES = 3 };

static tsri_plan_rules *rules;
static char *tables[TABLES];

static void set_up(void)
{
    static const char *const NAMES[TABLES] = {"sessions.json", "price.json", "care.json"};
    tsr_error err;
    for (int i = 0; i < TABLES; i++) {
        char path[512];
        uint8_t *bytes = NULL;
        size_t size = 0;
        snprintf(path, sizeof path, "%s/rules/%s", TSR_TEST_MODEL_DIR, NAMES[i]);
        ck_assert_int_eq(tsri_file_read(tsri_memory_default(), path, 1 << 20, &bytes, &size, &err), TSR_OK);
        tables[i] = calloc(size + 1, 1);
        memcpy(tables[i], bytes, size);
        tsri_free(tsri_memory_default(), bytes);
    }
    const tsr_status st = tsri_plan_rules_load(tsri_memory_default(), TSR_TEST_MODEL_DIR, NULL, &rules, NULL, &err);
    ck_assert_msg(st == TSR_OK, "%s", err.message);
}

static void tear_down(void)
{
    tsri_plan_rules_destroy(tsri_memory_default(), &rules);
    for (int i = 0; i < TABLES; i++) {
        free(tables[i]);
    }
}

static tsr_quantity known(double lo, double value, double hi)
{
    return (tsr_quantity){value, lo, hi, true};
}

enum { ZONES = TSR_ZONE_COUNT - 1 };
static const double SCALP_LO_CM2 = 480, SCALP_CM2 = 600, SCALP_HI_CM2 = 800;

/* A head of eight zones alike, dense hair beside a bare area that makes so much in all. */
static tsr_case_result head(tsr_quantity bare_cm2)
{
    tsr_case_result r;
    memset(&r, 0, sizeof r);
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        const tsr_quantity share = known(bare_cm2.lo / SCALP_LO_CM2, bare_cm2.value / SCALP_CM2, bare_cm2.hi / SCALP_HI_CM2);
        r.zones[z] = (tsr_case_zone){.bare_fraction = share,
                                     .whole_bare_fraction = share,
                                     .whole_density = known(0.9, 0.95, 1),
                                     .area_cm2 = known(SCALP_LO_CM2 / ZONES, SCALP_CM2 / ZONES, SCALP_HI_CM2 / ZONES),
                                     .view = TSR_VIEW_TOP};
    }
    r.zones_seen_frac = 1;
    r.bare_cm2 = bare_cm2;
    return r;
}

static tsr_plan planned(const tsri_plan_rules *by, const tsr_case_result *r, const tsr_plan_wishes *wishes)
{
    const tsr_finding finding = {.judged = false};
    const tsr_norwood norwood = {.known = false};
    const tsri_plan_inputs in = {r, &finding, &norwood, wishes};
    tsr_plan plan;
    ck_assert_int_eq(tsri_plan_make(by, &in, &plan, NULL), TSR_OK);
    return plan;
}

static tsr_plan plan_of(tsr_quantity bare_cm2)
{
    const tsr_plan_wishes none = {.style = TSR_STYLE_UNKNOWN};
    const tsr_case_result r = head(bare_cm2);
    return planned(rules, &r, &none);
}

static void check_figure(const tsr_plan_figure *f)
{
    const tsr_quantity *q = &f->amount;
    ck_assert(q->known && isfinite(q->hi) && q->lo >= 0 && q->lo <= q->value && q->value <= q->hi);
    ck_assert_int_gt(f->rule_count, 0);
    for (int i = 0; i < f->rule_count; i++) {
        ck_assert(f->rules[i]->id && f->rules[i]->text && f->rules[i]->source && f->rules[i]->tag && f->rules[i]->table);
    }
}

enum { FIGURES = 14 };
static void figures_of(const tsr_plan *p, const tsr_plan_figure *out[FIGURES])
{
    const tsr_plan_figure *all[FIGURES] = {&p->loss_cm2,
                                           &p->area_cm2,
                                           &p->dots,
                                           &p->hours,
                                           &p->sessions,
                                           &p->session_hours,
                                           &p->price,
                                           &p->touch_up_price,
                                           &p->gap_first_days,
                                           &p->gap_later_days,
                                           &p->gap_least_days,
                                           &p->touch_up_sessions,
                                           &p->longevity_years,
                                           &p->maintenance_early_years};
    memcpy(out, all, sizeof all);
}

static void check_plan(const tsr_plan *p)
{
    const tsr_plan_figure *figures[FIGURES];
    figures_of(p, figures);
    for (int i = 0; i < FIGURES; i++) {
        check_figure(figures[i]);
    }
    double dots = 0;
    for (int i = 0; i < p->session_count; i++) {
        dots += p->schedule[i].dots.value;
        ck_assert_int_gt(p->schedule[i].work_count, 0);
    }
    ck_assert_double_eq_tol(dots, p->dots.amount.value, 1e-6 * (1 + dots));
    ck_assert_int_gt(p->rule_count, 30);
    ck_assert_int_lt(p->rule_count, TSR_MAX_PLAN_RULES);
}

static double made(double lo, double hi)
{
    return lo + (hi - lo) * rand() / (double)RAND_MAX;
}

START_TEST(more_loss_never_takes_less)
{
    srand(1);
    for (int i = 0; i < 3000; i++) {
        const double a = made(0.1, 600), below = made(0, 60), above = made(0, 100), more = made(0, 150);
        const tsr_plan small = plan_of(known(fmax(0, a - below), a, a + above));
        const tsr_plan large = plan_of(known(fmax(0, a - below) + more, a + more, a + above + more));
        const tsr_plan_figure *s[FIGURES], *l[FIGURES];
        check_plan(&small);
        figures_of(&small, s);
        figures_of(&large, l);
        for (int f = 0; f < 8; f++) {
            ck_assert_msg(l[f]->amount.value >= s[f]->amount.value && l[f]->amount.lo >= s[f]->amount.lo - 1e-9 &&
                              l[f]->amount.hi >= s[f]->amount.hi - 1e-9,
                          "figure %d falls from %g to %g cm2", f, a, a + more);
        }
    }
}
END_TEST

START_TEST(a_wider_area_never_narrows_the_plan)
{
    srand(2);
    for (int i = 0; i < 3000; i++) {
        const double a = made(0.1, 600), below = made(0, a), above = made(0, 100);
        const tsr_plan narrow = plan_of(known(a - below, a, a + above));
        const tsr_plan wide = plan_of(known((a - below) * made(0, 1), a, a + above + made(0, 100)));
        const tsr_plan_figure *n[FIGURES], *w[FIGURES];
        figures_of(&narrow, n);
        figures_of(&wide, w);
        for (int f = 0; f < 8; f++) {
            ck_assert(w[f]->amount.lo <= n[f]->amount.lo + 1e-9 && w[f]->amount.hi >= n[f]->amount.hi - 1e-9);
        }
    }
}
END_TEST

START_TEST(a_thinning_zone_that_goes_bald_never_takes_less)
{
    const tsr_plan_wishes none = {.style = TSR_STYLE_UNKNOWN};
    tsr_plan before = {.gap = TSR_PLAN_NO_LOSS};
    for (int step = 1; step <= 20; step++) {
        const double bare = step / 20.0;
        tsr_case_result r = head(known(0, 0, 0));
        r.zones[TSR_ZONE_FRONTAL].whole_bare_fraction = known(bare, bare, bare);
        r.zones[TSR_ZONE_FRONTAL].whole_density = known(0.2, 0.3, 0.6);
        const tsr_plan p = planned(rules, &r, &none);
        check_plan(&p);
        ck_assert(p.area_cm2.amount.value >= before.area_cm2.amount.value - 1e-9 &&
                  p.dots.amount.value >= before.dots.amount.value && p.dots.amount.hi >= before.dots.amount.hi - 1e-9 &&
                  p.sessions.amount.value >= before.sessions.amount.value && p.price.amount.value >= before.price.amount.value);
        before = p;
    }
}
END_TEST

START_TEST(a_zone_out_of_sight_widens_the_plan)
{
    const tsr_plan_wishes none = {.style = TSR_STYLE_UNKNOWN};
    tsr_case_result r = head(known(100, 120, 150));
    r.zones[TSR_ZONE_OCCIPITAL].whole_bare_fraction = known(0, 0, 0);
    const tsr_plan seen = planned(rules, &r, &none);
    r.zones[TSR_ZONE_OCCIPITAL].bare_fraction.known = false;
    const tsr_plan unseen = planned(rules, &r, &none);
    ck_assert_double_eq(seen.area_cm2.amount.value, unseen.area_cm2.amount.value);
    ck_assert_double_gt(unseen.area_cm2.amount.hi, seen.area_cm2.amount.hi + SCALP_HI_CM2 / ZONES - 1);
    ck_assert_double_ge(unseen.price.amount.hi, seen.price.amount.hi);
}
END_TEST

/* Practice: sessions and hours each by grade; bare areas are the usual teaching values. */
START_TEST(grades_give_what_practice_says)
{
    static const struct {
        double lo_cm2, hi_cm2, sessions_lo, sessions_hi, hours_lo, hours_hi;
    } GRADES[] = {{10, 25, 2, 2, 2, 2},     {40, 60, 2, 3, 2, 3},     {60.5, 90, 3, 3, 2.5, 3.5}, {80, 120, 3, 3, 2.5, 3.5},
                  {120.5, 170, 3, 3, 3, 4}, {170.5, 230, 3, 4, 3, 5}, {230, 300, 3, 4, 3, 5},     {500, 775, 3, 4, 4, 5}};
    int mostly = 0;
    enum { COUNT = sizeof GRADES / sizeof *GRADES };
    for (int g = 0; g < COUNT; g++) {
        const double middle = g == COUNT - 1 ? 600 : (GRADES[g].lo_cm2 + GRADES[g].hi_cm2) / 2;
        const tsr_plan p = plan_of(known(GRADES[g].lo_cm2, middle, GRADES[g].hi_cm2));
        check_plan(&p);
        ck_assert_double_eq(p.sessions.amount.lo, GRADES[g].sessions_lo);
        ck_assert_double_eq(p.sessions.amount.hi, GRADES[g].sessions_hi);
        ck_assert_double_eq(p.session_hours.amount.lo, GRADES[g].hours_lo);
        ck_assert_double_eq(p.session_hours.amount.hi, GRADES[g].hours_hi);
        ck_assert_double_le(p.hours.amount.value, p.sessions.amount.value * p.session_hours.amount.hi);
        ck_assert(p.price.amount.lo >= 1000 && p.price.amount.hi <= 5000);
        mostly += p.price.amount.value >= 2000 && p.price.amount.value <= 4000;
    }
    ck_assert_int_ge(mostly, COUNT - 1);
}
END_TEST

START_TEST(the_textbook_case_is_three_sessions)
{
    static tsri_plan_rules own;
    tsri_plan_area area;
    tsr_plan p;
    const tsr_plan_wishes none = {.style = TSR_STYLE_UNKNOWN};
    own = *rules;
    own.numbers[TSRI_DOTS_PER_CM2].value = known(170, 170, 170);
    memset(&area, 0, sizeof area);
    memset(&p, 0, sizeof p);
    area.loss_cm2 = area.treat_cm2 = area.dotted_cm2 = known(250, 250, 250);
    tsri_plan_sessions_compute(&own, &area, &none, 0, &p);
    ck_assert_double_eq_tol(p.dots.amount.value, 42500, 1e-6);
    ck_assert_double_eq_tol(p.hours.amount.lo, 42500.0 / 7000, 0.1);
    ck_assert_double_eq_tol(p.hours.amount.hi, 42500.0 / 3500, 0.1);
    ck_assert_double_eq(p.sessions.amount.value, 3);
    ck_assert(p.hours.amount.lo / 3 > 2 && p.hours.amount.hi / 3 < 4.1);
    ck_assert_double_eq_tol(p.schedule[0].dots.value, 0.3 * 42500, 1e-6);
    ck_assert_double_eq_tol(p.schedule[1].dots.value, 0.4 * 42500, 1e-6);
}
END_TEST

START_TEST(styles_have_their_own_area)
{
    tsr_plan_wishes w = {.style = TSR_STYLE_DENSITY};
    tsr_case_result r = head(known(1, 2, 3));
    ck_assert_int_eq(planned(rules, &r, &w).gap, TSR_PLAN_NO_THINNING_ZONE);
    r.zones[TSR_ZONE_MID].whole_density = known(0.3, 0.4, 0.45);
    r.zones[TSR_ZONE_MID].whole_bare_fraction = known(0, 0, 0);
    tsr_plan p = planned(rules, &r, &w);
    check_plan(&p);
    ck_assert_double_eq_tol(p.area_cm2.amount.value, SCALP_CM2 / ZONES, 1e-9);
    ck_assert_double_eq_tol(p.loss_cm2.amount.value, SCALP_CM2 / ZONES * 0.6, 1e-9);
    ck_assert_double_gt(p.zone_dots[TSR_ZONE_MID].value, 0);
    ck_assert_str_eq(p.extent->id, "jobs.density");
    r.zones[TSR_ZONE_VERTEX].whole_bare_fraction = known(0.6, 0.7, 0.8); /* a bald crown between thick hair */
    p = planned(rules, &r, &w);
    check_plan(&p);
    ck_assert_double_eq_tol(p.area_cm2.amount.value, SCALP_CM2 / ZONES * 1.7, 1e-9);
    r.zones[TSR_ZONE_VERTEX].whole_bare_fraction = known(0.3, 0.4, 0.45);
    p = planned(rules, &r, &w);
    ck_assert_double_eq_tol(p.area_cm2.amount.value, SCALP_CM2 / ZONES, 1e-9);
    w.style = TSR_STYLE_HAIRLINE_ONLY;
    p = planned(rules, &r, &w);
    check_plan(&p);
    ck_assert_str_eq(p.extent->id, "jobs.hairline_only");
    w.style = TSR_STYLE_SCAR_COVER;
    ck_assert_int_eq(planned(rules, &r, &w).gap, TSR_PLAN_NO_COVER_AREA);
    w.cover_cm2 = known(8, 10, 12);
    p = planned(rules, &r, &w);
    check_plan(&p);
    ck_assert_double_eq(p.sessions.amount.hi, 4);
    ck_assert_double_eq(p.longevity_years.amount.lo, 1.5);
}
END_TEST

START_TEST(no_area_is_no_plan)
{
    const tsr_plan_wishes none = {.style = TSR_STYLE_UNKNOWN};
    tsr_case_result r = head((tsr_quantity){.known = false});
    ck_assert_int_eq(planned(rules, &r, &none).gap, TSR_PLAN_NO_AREA);
    r.bare_cm2 = known(0, NAN, 1);
    ck_assert_int_eq(planned(rules, &r, &none).gap, TSR_PLAN_NO_AREA);
    r = head(known(1, 2, 3));
    r.status = TSR_PHOTO_NOT_ASSESSABLE;
    ck_assert_int_eq(planned(rules, &r, &none).gap, TSR_PLAN_NO_AREA);
    ck_assert_int_eq(plan_of(known(0, 0, 0)).gap, TSR_PLAN_NO_LOSS);
    for (int g = TSR_PLAN_NO_AREA; g <= TSR_PLAN_NOT_SUITABLE; g++) {
        ck_assert(tsr_plan_gap_name((tsr_plan_gap)g) && tsr_plan_gap_advice((tsr_plan_gap)g));
    }
    ck_assert_ptr_null(tsr_plan_gap_name(TSR_PLAN_COMPLETE));
    ck_assert_ptr_null(tsr_plan_style_name(TSR_STYLE_UNKNOWN));
    ck_assert_str_eq(tsr_plan_style_name(TSR_STYLE_TATTOO_COVER), "tattoo_cover");
}
END_TEST

START_TEST(what_the_person_says_adds)
{
    tsr_plan_wishes w = {.style = TSR_STYLE_BUZZ_CUT};
    const tsr_case_result r = head(known(140, 145, 150));
    const tsr_plan plain = planned(rules, &r, &w);
    w.scars = true;
    const tsr_plan scars = planned(rules, &r, &w);
    w = (tsr_plan_wishes){.style = TSR_STYLE_BUZZ_CUT, .skin = TSR_PLAN_SKIN_ROUGH};
    const tsr_plan rough = planned(rules, &r, &w);
    w = (tsr_plan_wishes){.style = TSR_STYLE_BUZZ_CUT, .skin = TSR_PLAN_SKIN_OILY, .much_sun = true};
    const tsr_plan sunny = planned(rules, &r, &w);
    ck_assert_double_eq(scars.sessions.amount.value, plain.sessions.amount.value + 1);
    ck_assert_double_gt(scars.price.amount.hi, plain.price.amount.hi);
    ck_assert_int_gt(scars.risks.count, plain.risks.count);
    ck_assert_double_eq(rough.sessions.amount.hi, plain.sessions.amount.hi + 1);
    ck_assert_double_eq(plain.longevity_years.amount.lo, 5);
    ck_assert_double_eq(plain.longevity_years.amount.hi, 8);
    ck_assert_double_eq(sunny.longevity_years.amount.lo, 1.5);
    ck_assert_int_eq(sunny.longevity_years.rule_count, 3);

    w = (tsr_plan_wishes){.style = TSR_STYLE_BUZZ_CUT};
    const tsr_finding areata = {.label = TSR_FINDING_ALOPECIA_AREATA, .judged = true};
    const tsr_norwood six = {.known = true, .grade = 6, .lo = 5, .hi = 7};
    const tsr_finding pattern = {.label = TSR_FINDING_PATTERN_THINNING, .judged = true};
    tsri_plan_inputs in = {&r, &areata, &six, &w};
    tsr_plan p;
    ck_assert_int_eq(tsri_plan_make(rules, &in, &p, NULL), TSR_OK);
    ck_assert_double_eq(p.sessions.amount.hi, plain.sessions.amount.hi + 1);
    ck_assert_int_eq(p.alternatives.count, 0);
    in.finding = &pattern;
    ck_assert_int_eq(tsri_plan_make(rules, &in, &p, NULL), TSR_OK);
    ck_assert_int_eq(p.alternatives.count, 1);
}
END_TEST

START_TEST(no_memory_is_told_and_nothing_leaks)
{
    const tsri_plan_texts texts = {tables[0], tables[1], tables[2],
                                   "{\"care\": {\"risks\": [{\"id\": \"allergy\", \"text\": \"x\"}]}}"};
    tsri_plan_rules *own = NULL;
    memory_probe probe;
    FAIL_ALLOC_EACH(probe, tsri_plan_rules_parse(&probe.allocator, &texts, &own, NULL),
                    tsri_plan_rules_destroy(&probe.allocator, &own));
    FAIL_ALLOC_EACH(probe, tsri_plan_rules_load(&probe.allocator, TSR_TEST_MODEL_DIR, NULL, &own, NULL, NULL),
                    tsri_plan_rules_destroy(&probe.allocator, &own));
}
END_TEST

static void check_date(tsr_date date, int32_t year, int32_t month, int32_t day)
{
    ck_assert_msg(date.year == year && date.month == month && date.day == day, "%d-%d-%d", date.year, date.month, date.day);
}

START_TEST(days_are_counted_over_months_and_leap_years)
{
    check_date(tsri_date_add((tsr_date){2024, 2, 28}, 1), 2024, 2, 29);
    check_date(tsri_date_add((tsr_date){2023, 2, 28}, 1), 2023, 3, 1);
    check_date(tsri_date_add((tsr_date){1900, 2, 28}, 1), 1900, 3, 1);
    check_date(tsri_date_add((tsr_date){2000, 2, 28}, 2), 2000, 3, 1);
    check_date(tsri_date_add((tsr_date){2025, 12, 31}, 1), 2026, 1, 1);
    check_date(tsri_date_add((tsr_date){2024, 1, 31}, 366), 2025, 1, 31);
    check_date(tsri_date_add((tsr_date){2025, 5, 5}, 0), 2025, 5, 5);
    ck_assert(!tsri_date_is_valid((tsr_date){2023, 2, 29}) && !tsri_date_is_valid((tsr_date){2023, 13, 1}));
    ck_assert(!tsri_date_is_valid((tsr_date){2023, 4, 31}) && !tsri_date_is_valid((tsr_date){2023, 4, 0}));
    ck_assert(tsri_date_is_valid((tsr_date){2024, 2, 29}));

    tsr_plan_wishes w = {.start = {2024, 2, 20}};
    tsr_case_result r = head(known(140, 145, 150));
    const tsr_plan p = planned(rules, &r, &w);
    ck_assert_int_eq(p.session_count, 3);
    check_date(p.schedule[0].date, 2024, 2, 20);
    check_date(p.schedule[1].date, 2024, 3, 3);
    check_date(p.schedule[2].date, 2024, 3, 31);
    ck_assert_double_eq(p.schedule[1].day.lo, 10);
    ck_assert_double_eq(p.schedule[2].day.hi, 42);
    w.start.day = 30;
    const tsr_finding finding = {.judged = false};
    const tsr_norwood norwood = {.known = false};
    const tsri_plan_inputs in = {&r, &finding, &norwood, &w};
    tsr_plan none;
    tsr_error err;
    ck_assert_int_eq(tsri_plan_make(rules, &in, &none, &err), TSR_E_INVALID_ARG);
    ck_assert_ptr_nonnull(strstr(err.message, "2024-02-30"));
}
END_TEST

static tsr_status parsed(const char *clinic, tsri_plan_rules **out, tsr_error *err)
{
    const tsri_plan_texts texts = {tables[0], tables[1], tables[2], clinic};
    return tsri_plan_rules_parse(tsri_memory_default(), &texts, out, err);
}

START_TEST(a_clinic_has_its_own_currency_and_rates)
{
    static const char CLINIC[] =
        "{\"price\": {\"currency\": \"EUR\", \"rates\": [{\"id\": \"per_session\", \"value\": [400, 450, 500]}]},"
        "\"sessions\": {\"figures\": [{\"id\": \"dots_per_hour\", \"value\": 2000}]}}";
    const tsr_plan_wishes none = {.style = TSR_STYLE_UNKNOWN};
    const tsr_case_result r = head(known(140, 145, 150));
    tsri_plan_rules *own = NULL;
    tsr_error err;
    ck_assert_msg(parsed(CLINIC, &own, &err) == TSR_OK, "%s", err.message);
    const tsr_plan p = planned(own, &r, &none), before = planned(rules, &r, &none);
    check_plan(&p);
    ck_assert_str_eq(before.currency, "USD");
    ck_assert_str_eq(p.currency, "EUR");
    ck_assert_double_eq(p.price.amount.value, 450 * p.sessions.amount.value);
    ck_assert_str_eq(p.price.rules[0]->tag, "clinic");
    ck_assert_double_gt(p.hours.amount.value, 2 * before.hours.amount.value);
    tsri_plan_rules_destroy(tsri_memory_default(), &own);
}
END_TEST

START_TEST(faults_of_a_clinic_are_named)
{
    static const struct {
        const char *text, *told;
    } FAULTS[] = {
        {"{", "no valid JSON"},
        {"[]", "must be an object"},
        {"{\"prices\": {}}", "nothing else"},
        {"{\"price\": {\"currency\": \"euro\"}}", "three capital letters"},
        {"{\"price\": {\"currency\": \"EUR\"}}", "price.extents.slight: is still in USD"},
        {"{\"price\": {\"rate\": []}}", "unknown section \"rate\""},
        {"{\"price\": {\"rates\": {}}}", "price.rates: must be a list"},
        {"{\"price\": {\"rates\": [{\"value\": 3}]}}", "line 1 has no \"id\""},
        {"{\"price\": {\"rates\": [{\"id\": \"per_dot\", \"value\": 3}]}}", "price.rates.per_dot: unknown id"},
        {"{\"price\": {\"rates\": [{\"id\": \"per_hour\", \"value\": -3}]}}", "price.rates.per_hour: value"},
        {"{\"price\": {\"rates\": [{\"id\": \"per_hour\", \"value\": [3, 2, 1]}]}}", "must rise"},
        {"{\"price\": {\"rates\": [{\"id\": \"per_hour\", \"tag\": \"B\"}]}}", "not for a clinic"},
        {"{\"price\": {\"rates\": [{\"id\": \"per_hour\", \"fee\": 1}]}}", "unknown field \"fee\""},
        {"{\"price\": {\"extents\": [{\"id\": \"large\", \"price\": 10}]}}", "price.extents.large: figures may not fall"},
        {"{\"sessions\": {\"extents\": [{\"id\": \"large\", \"up_to_cm2\": 10}]}}", "up_to_cm2 must rise"},
        {"{\"sessions\": {\"extents\": [{\"id\": \"large\", \"sessions\": 3.5}]}}", "whole numbers"},
        {"{\"sessions\": {\"figures\": [{\"id\": \"dots_per_hour\", \"value\": 0}]}}",
         "sessions.figures.dots_per_hour: must be from"},
        {"{\"sessions\": {\"figures\": [{\"id\": \"gap_least_days\", \"value\": 20}]}}", "gap_least_days: is more than"},
        {"{\"care\": {\"aftercare\": [{\"id\": \"rest\", \"days\": [3, 1]}]}}", "care.aftercare.rest: days"},
        {"{\"care\": {\"risks\": [{\"id\": \"dragons\", \"text\": \"x\"}]}}", "care.risks.dragons: unknown id"},
        {"{\"care\": {\"risks\": [{\"id\": \"allergy\", \"when\": \"moon\"}]}}", "names no condition: moon"},
    };
    for (size_t i = 0; i < sizeof FAULTS / sizeof *FAULTS; i++) {
        tsri_plan_rules *own = NULL;
        tsr_error err = {.code = TSR_OK};
        ck_assert_int_eq(parsed(FAULTS[i].text, &own, &err), TSR_E_FORMAT);
        ck_assert_ptr_null(own);
        ck_assert_msg(strstr(err.message, "clinic file") && strstr(err.message, FAULTS[i].told), "%zu: %s", i, err.message);
    }
}
END_TEST

/* Replace a text in a table by one no longer than it. */
static void spoil(char *table, const char *old, const char *by)
{
    char *at = strstr(table, old);
    ck_assert_ptr_nonnull(at);
    memset(at, ' ', strlen(old));
    memcpy(at, by, strlen(by));
}

START_TEST(faults_of_tables_are_named)
{
    static const struct {
        int table;
        const char *old, *by, *told;
    } FAULTS[] = {
        {0, "\"dots_per_hour\"", "\"dots_an_hour\"", "sessions.json: sessions.figures.dots_an_hour: unknown id"},
        {0, "\"work\"", "\"wok\"", "unknown section \"wok\""},
        {0, "\"tag\": \"I\"", "\"tag\": \"X\"", "sessions.figures.thin_below: tag must be"},
        {1, "\"USD\"", "\"US\"", "currency must be"},
        {1, "\"price\": [", "\"prize\": [", "price.extents.slight: unknown field \"prize\""},
        {2, "\"source\"", "\"text\"", "care.json: care: no valid JSON"},
    };
    for (size_t i = 0; i < sizeof FAULTS / sizeof *FAULTS; i++) {
        tsri_plan_rules *own = NULL;
        tsr_error err = {.code = TSR_OK};
        char *kept = tables[FAULTS[i].table];
        tables[FAULTS[i].table] = strdup(kept);
        spoil(tables[FAULTS[i].table], FAULTS[i].old, FAULTS[i].by);
        ck_assert_int_eq(parsed(NULL, &own, &err), TSR_E_MODEL);
        ck_assert_msg(strstr(err.message, FAULTS[i].told), "%zu: %s", i, err.message);
        free(tables[FAULTS[i].table]);
        tables[FAULTS[i].table] = kept;
    }
    tsri_plan_rules *own = NULL;
    tsr_error err;
    ck_assert_int_eq(tsri_plan_rules_load(tsri_memory_default(), "/nonexistent", NULL, &own, NULL, &err), TSR_E_MODEL);
    ck_assert_ptr_nonnull(strstr(err.message, "rules/sessions.json"));
    ck_assert_int_eq(tsri_plan_rules_load(tsri_memory_default(), TSR_TEST_MODEL_DIR, "/nonexistent", &own, NULL, &err), TSR_E_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "clinic file"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("plan");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, more_loss_never_takes_less);
    tcase_add_test(tests, a_wider_area_never_narrows_the_plan);
    tcase_add_test(tests, a_thinning_zone_that_goes_bald_never_takes_less);
    tcase_add_test(tests, no_memory_is_told_and_nothing_leaks);
    tcase_add_test(tests, a_zone_out_of_sight_widens_the_plan);
    tcase_add_test(tests, grades_give_what_practice_says);
    tcase_add_test(tests, the_textbook_case_is_three_sessions);
    tcase_add_test(tests, styles_have_their_own_area);
    tcase_add_test(tests, no_area_is_no_plan);
    tcase_add_test(tests, what_the_person_says_adds);
    tcase_add_test(tests, days_are_counted_over_months_and_leap_years);
    tcase_add_test(tests, a_clinic_has_its_own_currency_and_rates);
    tcase_add_test(tests, faults_of_a_clinic_are_named);
    tcase_add_test(tests, faults_of_tables_are_named);
    return run_tcase("plan", tests);
}
