/* SPDX-License-Identifier: Apache-2.0
 * What must hold of any case, on seeded random ones: photos' measures go through the joining of views, the judgement and the
 * plan. */
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "judge/facts.h"
#include "pipeline/context.h"
#include "plan/plan.h"
#include "support/image_check.h"
#include "tonsure/advice.h"
#include "tonsure/assess.h"

enum { VIEWS = TSR_VIEW_COUNT - 1, ROUNDS = 1000 };
static const double ROUNDING = 1e-9;

static tsr_context *ctx;
static uint32_t state;

static void set_up(void)
{
    const tsr_options options = {.model_dir = TSR_TEST_MODEL_DIR};
    ck_assert_int_eq(tsr_context_create(&options, &ctx, NULL), TSR_OK);
    state = 20261126;
}

static void tear_down(void)
{
    tsr_context_destroy(&ctx);
}

/* 0 to 1. */
static double chance(void)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) / (double)(1u << 24);
}

static tsr_quantity any_share(void)
{
    const double value = chance() < 0.2 ? floor(2 * chance()) : chance();
    return (tsr_quantity){value, value * chance(), value + (1 - value) * chance(), true};
}

typedef struct head {
    tsr_photo_result photos[VIEWS];
    const tsr_photo_result *given[VIEWS];
} head;

static void make_head(head *h)
{
    memset(h, 0, sizeof *h);
    for (int i = 0; i < VIEWS; i++) {
        tsr_photo_result *p = &h->photos[i];
        p->status = TSR_PHOTO_OK;
        p->view.label = p->zones.frame.view = (tsr_view)(TSR_VIEW_FRONT + i);
        p->zones.frame.known = chance() < 0.95;
        p->zones.frame.up_y = chance() < 0.5 ? 1 : -1;
        p->coverage.bare_fraction = any_share();
        p->density = any_share();
        for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT && p->zones.frame.known; z++) {
            p->zones.bare_fraction[z] = any_share();
            p->zones.bare_fraction[z].known = chance() < 0.85;
            p->zones.density[z] = any_share();
            p->zones.density[z].known = p->zones.bare_fraction[z].known && chance() < 0.85;
        }
        h->given[i] = p;
    }
    h->photos[0].hairline.left_recession_frac = any_share();
    h->photos[0].hairline.right_recession_frac = any_share();
}

typedef struct outcome {
    tsr_case_result result;
    tsr_plan plan;
} outcome;

static void run(const head *h, tsr_style style, outcome *out)
{
    static const tsr_finding NOT_JUDGED;
    const tsr_plan_wishes wishes = {.style = style};
    out->result = tsr_case_assess(h->given, VIEWS);
    ck_assert_int_eq(tsr_case_judge(ctx, h->given, VIEWS, NULL, &out->result, NULL), TSR_OK);
    const tsri_plan_inputs in = {&out->result, &NOT_JUDGED, &out->result.norwood, &wishes};
    ck_assert_int_eq(tsri_plan_make(ctx->plan_rules, &in, &out->plan, NULL), TSR_OK);
}

enum { FIGURES = 7 };

static void figures_of(const tsr_plan *p, const tsr_quantity *out[FIGURES])
{
    const tsr_plan_figure *const all[FIGURES] = {&p->area_cm2, &p->loss_cm2,      &p->dots, &p->hours,
                                                 &p->sessions, &p->session_hours, &p->price};
    for (int i = 0; i < FIGURES; i++) {
        out[i] = &all[i]->amount;
    }
}

static bool is_no_less(tsr_quantity more, tsr_quantity less)
{
    const double slack = ROUNDING * fmax(1, less.hi);
    return more.value >= less.value - slack && more.lo >= less.lo - slack && more.hi >= less.hi - slack;
}

static bool holds(tsr_quantity wide, tsr_quantity narrow)
{
    const double slack = ROUNDING * fmax(1, narrow.hi);
    return wide.lo <= narrow.lo + slack && wide.hi >= narrow.hi - slack;
}

/* Some of what hair there is falls out, everywhere or in one zone. */
static void lose_hair(head *h)
{
    const int only = (int)(chance() * 2 * TSR_ZONE_COUNT);
    const double share = chance();
    for (int i = 0; i < VIEWS; i++) {
        for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
            tsr_quantity *q = &h->photos[i].zones.bare_fraction[z];
            if (only >= TSR_ZONE_COUNT || only == z) {
                q->value += share * (1 - q->value);
                q->lo += share * (1 - q->lo);
                q->hi += share * (1 - q->hi);
            }
        }
    }
}

START_TEST(more_bald_area_never_takes_less)
{
    static outcome before, after;
    static head h;
    int planned = 0;
    for (int round = 0; round < ROUNDS; round++) {
        const tsr_style style = round % 3 == 2 ? TSR_STYLE_BUZZ_CUT : TSR_STYLE_UNKNOWN;
        make_head(&h);
        run(&h, style, &before);
        lose_hair(&h);
        run(&h, style, &after);
        if (before.result.bare_cm2.known) {
            ck_assert(is_no_less(after.result.bare_cm2, before.result.bare_cm2));
            ck_assert(is_no_less(after.result.bare_fraction, before.result.bare_fraction));
        }
        if (before.plan.gap == TSR_PLAN_COMPLETE) {
            const tsr_quantity *less[FIGURES], *more[FIGURES];
            ck_assert_int_eq(after.plan.gap, TSR_PLAN_COMPLETE);
            figures_of(&before.plan, less);
            figures_of(&after.plan, more);
            for (int f = 0; f < FIGURES; f++) {
                ck_assert_msg(is_no_less(*more[f], *less[f]), "round %d, figure %d", round, f);
            }
            planned++;
        }
    }
    ck_assert_int_gt(planned, ROUNDS / 2);
}
END_TEST

START_TEST(a_view_less_never_narrows)
{
    static outcome all, fewer;
    static head h;
    int compared = 0;
    for (int round = 0; round < ROUNDS; round++) {
        const int without = round % VIEWS;
        const tsr_style style = round % 4 == 3 ? TSR_STYLE_DENSITY : TSR_STYLE_UNKNOWN;
        make_head(&h);
        run(&h, style, &all);
        h.given[without] = NULL;
        run(&h, style, &fewer);
        ck_assert(!fewer.result.bare_fraction.known || holds(fewer.result.bare_fraction, all.result.bare_fraction));
        ck_assert(!fewer.result.bare_cm2.known || holds(fewer.result.bare_cm2, all.result.bare_cm2));
        ck_assert(!fewer.result.salt.known || (fewer.result.salt.lo <= all.result.salt.lo + ROUNDING &&
                                               fewer.result.salt.hi >= all.result.salt.hi - ROUNDING));
        ck_assert(!fewer.result.norwood.known || fewer.result.norwood.deviation >= all.result.norwood.deviation - 1e-6);
        if (all.plan.gap == TSR_PLAN_COMPLETE && fewer.plan.gap == TSR_PLAN_COMPLETE) {
            const tsr_quantity *narrow[FIGURES], *wide[FIGURES];
            figures_of(&all.plan, narrow);
            figures_of(&fewer.plan, wide);
            for (int f = 0; f < FIGURES; f++) {
                ck_assert_msg(holds(*wide[f], *narrow[f]), "round %d without view %d: figure %d", round, without, f);
            }
            compared++;
        }
    }
    ck_assert_int_gt(compared, ROUNDS / 2);
}
END_TEST

static void answer(tsr_intake *intake, const tsri_field *field, tsr_answer said)
{
    const unsigned code = said;
    memcpy((char *)intake + field->offset, &code, sizeof code);
}

static bool fires_anew(const tsr_candidacy *before, const tsr_candidacy *after, tsr_effect effect)
{
    for (int32_t i = 0; i < after->fired_count; i++) {
        bool was_there = after->fired[i].rule->effect != effect;
        for (int32_t j = 0; j < before->fired_count && !was_there; j++) {
            was_there = before->fired[j].rule == after->fired[i].rule;
        }
        if (!was_there) {
            return true;
        }
    }
    return false;
}

/* A no becomes a yes. A fact that is also a reason for the procedure is left out: it may lift what was open. */
START_TEST(a_block_or_caution_more_never_improves_a_verdict)
{
    static tsr_advice before, after;
    static head h;
    int blocks = 0, cautions = 0;
    for (int round = 0; round < ROUNDS / 10; round++) {
        tsr_intake intake;
        memset(&intake, 0, sizeof intake);
        make_head(&h);
        tsr_case_result result = tsr_case_assess(h.given, VIEWS);
        ck_assert_int_eq(tsr_case_judge(ctx, h.given, VIEWS, NULL, &result, NULL), TSR_OK);
        for (int i = 0; i < TSRI_INTAKE_FIELDS; i++) {
            if (tsri_field_at(i)->type == TSRI_FIELD_ANSWER) {
                answer(&intake, tsri_field_at(i), chance() < 0.08 ? TSR_ANSWER_YES : TSR_ANSWER_NO);
            }
        }
        intake.style = (tsr_style)(chance() * 3);
        for (int i = 0; i < TSRI_INTAKE_FIELDS; i++) {
            const tsri_field *field = tsri_field_at(i);
            if (field->type != TSRI_FIELD_ANSWER) {
                continue;
            }
            tsr_intake more = intake;
            answer(&intake, field, TSR_ANSWER_NO);
            answer(&more, field, TSR_ANSWER_YES);
            ck_assert_int_eq(tsr_case_advise(ctx, h.given, VIEWS, &result, &intake, (tsr_date){0, 0, 0}, &before, NULL), TSR_OK);
            ck_assert_int_eq(tsr_case_advise(ctx, h.given, VIEWS, &result, &more, (tsr_date){0, 0, 0}, &after, NULL), TSR_OK);
            const bool blocked = fires_anew(&before.candidacy, &after.candidacy, TSR_EFFECT_BLOCK);
            const bool cautioned = fires_anew(&before.candidacy, &after.candidacy, TSR_EFFECT_CAUTION);
            if ((blocked || cautioned) && !fires_anew(&before.candidacy, &after.candidacy, TSR_EFFECT_INDICATION)) {
                ck_assert_msg(after.candidacy.verdict >= before.candidacy.verdict, "%s improves the verdict", field->name);
                ck_assert(!blocked || after.candidacy.verdict == TSR_VERDICT_NOT_SUITABLE);
                blocks += blocked;
                cautions += cautioned;
            }
        }
    }
    ck_assert(blocks > 0 && cautions > 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("plan_properties");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, more_bald_area_never_takes_less);
    tcase_add_test(tests, a_view_less_never_narrows);
    tcase_add_test(tests, a_block_or_caution_more_never_improves_a_verdict);
    return run_tcase("plan_properties", tests);
}
