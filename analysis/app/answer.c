/* SPDX-License-Identifier: Apache-2.0 */
#include "app/answer.h"

#include <stdio.h>

static void print_quality(const tsr_quality *q)
{
    if (q->verdict == TSR_QUALITY_RETAKE) {
        (void)printf("  take this photo again:\n");
    }
    for (uint32_t bit = 1; bit && bit <= q->reasons; bit <<= 1) {
        if (q->reasons & bit) {
            (void)printf("  %s %s\n", q->verdict == TSR_QUALITY_RETAKE ? "  " : "photo:", tsr_quality_reason_advice(bit));
        }
    }
}

static void print_zones(const tsr_case_zone *zones)
{
    const char *before = "  bare by zone: ";
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        if (zones[z].bare_fraction.known) {
            (void)printf("%s%s %.0f %%", before, tsr_zone_words((tsr_zone)z), 100 * zones[z].bare_fraction.value);
            before = ", ";
        }
    }
    if (before[0] == ',') {
        (void)printf("\n");
    }
}

static void print_hairline(const tsr_hairline *h)
{
    const char *shape = tsr_hairline_shape_name(h->shape), *before = "  hairline: ";
    if (h->fringe) {
        (void)printf("%shidden by a fringe", before);
        before = ", ";
    }
    if (shape) {
        (void)printf("%s%s", before, h->shape == TSR_HAIRLINE_WIDOWS_PEAK ? "widow's peak" : shape);
        before = ", ";
    }
    if (h->left_recession_frac.known && h->right_recession_frac.known) {
        (void)printf("%srecession %.0f %% left and %.0f %% right (of the way to the crown)", before,
                     100 * h->left_recession_frac.value, 100 * h->right_recession_frac.value);
        before = ", ";
    }
    if (before[0] == ',') {
        (void)printf("\n");
    }
}

void answer_print_photo(const char *name, const tsr_photo_result *r, const char *overlay_path)
{
    tsr_quantity q = r->coverage.bare_fraction;
    (void)printf("%s\n", name);
    if (r->status == TSR_PHOTO_OK) {
        (void)printf("  %s view (%.0f %%): bare scalp %.0f %% of the scalp in view, likely %.0f to %.0f %%\n",
                     tsr_view_name(r->view.label), 100 * r->view.probability, 100 * q.value, 100 * q.lo, 100 * q.hi);
        print_hairline(&r->hairline);
        if (r->patches.count > 0) {
            (void)printf("  bare patches within the hair: %d\n", (int)r->patches.count);
        }
        print_quality(&r->quality);
    }
    for (uint32_t bit = 1; r->status == TSR_PHOTO_NOT_ASSESSABLE && bit && bit <= r->reasons; bit <<= 1) {
        if (r->reasons & bit) {
            (void)printf("  not assessable: %s\n", tsr_reason_advice(bit));
        }
    }
    if (overlay_path) {
        (void)printf("  overlay: %s\n", overlay_path);
    }
}

/* What kind of loss it is, how sure that is, and why. Scarring is never more than possible in an ordinary photo. */
static void print_finding(const tsr_finding *f)
{
    static const char *const WORDS[TSR_FINDING_COUNT] = {
        [TSR_FINDING_UNDETERMINED] = "cannot be told",
        [TSR_FINDING_NONE] = "none seen",
        [TSR_FINDING_PATTERN_THINNING] = "looks like pattern thinning",
        [TSR_FINDING_ALOPECIA_AREATA] = "looks like alopecia areata",
        [TSR_FINDING_ALOPECIA_TOTALIS] = "looks like alopecia totalis",
        [TSR_FINDING_ALOPECIA_UNIVERSALIS] = "alopecia universalis",
        [TSR_FINDING_SCARRING] = "possible scarring, for a dermatologist to look at",
    };
    const bool measured =
        f->label != TSR_FINDING_UNDETERMINED && f->label != TSR_FINDING_ALOPECIA_UNIVERSALIS && f->label != TSR_FINDING_SCARRING;
    (void)printf("  kind of hair loss: %s", WORDS[f->label]);
    if (measured) {
        (void)printf(" (%.0f %%)", 100 * f->probabilities[f->label]);
    }
    (void)printf("\n");
    for (uint32_t bit = 1; bit <= f->reasons; bit <<= 1) {
        if (f->reasons & bit) {
            (void)printf("    %s\n", tsr_finding_reason_text(bit));
        }
    }
}

/* The verdict and the most telling rules behind it. What decides it comes first; of the reasons for the procedure one is enough
 * beside a caution. */
static void print_candidacy(const tsr_candidacy *c)
{
    enum { MOST_REASONS = 3 };
    static const struct {
        tsr_effect effect;
        int most;
    } ORDER[] = {
        {TSR_EFFECT_BLOCK, MOST_REASONS},   {TSR_EFFECT_REFER, MOST_REASONS},     {TSR_EFFECT_WAIT, MOST_REASONS},
        {TSR_EFFECT_MISSING, MOST_REASONS}, {TSR_EFFECT_CONDITION, MOST_REASONS}, {TSR_EFFECT_ASK, MOST_REASONS},
        {TSR_EFFECT_INDICATION, 1},         {TSR_EFFECT_CAUTION, MOST_REASONS},
    };
    static const char *const VERDICTS[TSR_VERDICT_COUNT] = {
        [TSR_VERDICT_SUITABLE] = "suitable",
        [TSR_VERDICT_SUITABLE_WITH_CONDITIONS] = "suitable, with conditions",
        [TSR_VERDICT_UNDETERMINED] = "open until more is known",
        [TSR_VERDICT_NOT_NOW] = "not now",
        [TSR_VERDICT_REFER] = "see a doctor first",
        [TSR_VERDICT_NOT_SUITABLE] = "not suitable",
    };
    int said = 0;
    (void)printf("micropigmentation: %s\n", VERDICTS[c->verdict]);
    for (size_t o = 0; o < sizeof ORDER / sizeof *ORDER; o++) {
        int of_effect = 0;
        for (int32_t i = 0; i < c->fired_count && said < MOST_REASONS && of_effect < ORDER[o].most; i++) {
            if (c->fired[i].rule->effect == ORDER[o].effect) {
                (void)printf("  - %s\n", c->fired[i].rule->text);
                said++;
                of_effect++;
            }
        }
    }
    if (c->fired_count > said) {
        (void)printf("  - and %d more: tonsure explain tells them all\n", (int)c->fired_count - said);
    }
}

/* A plan is an offer only where nothing stands against it. */
static void print_plan(const tsr_plan *p, tsr_verdict verdict)
{
    static const char *const BEFORE[TSR_VERDICT_COUNT] = {
        [TSR_VERDICT_SUITABLE] = "",
        [TSR_VERDICT_SUITABLE_WITH_CONDITIONS] = "",
        [TSR_VERDICT_UNDETERMINED] = "if it proves suitable, ",
        [TSR_VERDICT_NOT_NOW] = "once the time has come, ",
        [TSR_VERDICT_REFER] = "if the doctor agrees, ",
    };
    if (p->gap == TSR_PLAN_NOT_SUITABLE) {
        (void)printf("plan: none as things stand\n");
        return;
    }
    if (p->gap != TSR_PLAN_COMPLETE) {
        (void)printf("plan: %s\n", tsr_plan_gap_advice(p->gap));
        return;
    }
    const tsr_quantity *n = &p->sessions.amount, *h = &p->session_hours.amount, *price = &p->price.amount;
    (void)printf("plan: %s%.0f sessions (%.0f to %.0f) of %.1f hours, %.0f %s (%.0f to %.0f), lasting %.0f to %.0f years\n",
                 BEFORE[verdict], n->value, n->lo, n->hi, h->value, price->value, p->currency, price->lo, price->hi,
                 p->longevity_years.amount.lo, p->longevity_years.amount.hi);
}

/* BASP and, unless the person is a man, Ludwig; of a person of unknown sex both are said. */
static void print_pattern(const tsr_pattern *p)
{
    const tsr_basp *b = &p->basp;
    if (b->basic.known) {
        (void)printf("  BASP %s", tsr_basp_basic_name((tsr_basp_basic)b->basic.grade));
        if (b->frontal.known) {
            (void)printf(" F%d", (int)b->frontal.grade);
        }
        if (b->vertex.known) {
            (void)printf(" V%d", (int)b->vertex.grade);
        }
        (void)printf(" (likely %s to %s)\n", tsr_basp_basic_name((tsr_basp_basic)b->basic.lo),
                     tsr_basp_basic_name((tsr_basp_basic)b->basic.hi));
    }
    if (p->ludwig.applies && p->ludwig.range.known) {
        const tsr_grade *l = &p->ludwig.range, *s = &p->sinclair.range;
        (void)printf("  Ludwig %s (likely %s to %s), Sinclair %d (%d to %d)%s\n", tsr_ludwig_stage(l->grade),
                     tsr_ludwig_stage(l->lo), tsr_ludwig_stage(l->hi), (int)s->grade, (int)s->lo, (int)s->hi,
                     p->ludwig.assumes_female ? ", if the person is a woman" : "");
    }
}

/* Scales of pattern loss say nothing of a full head, of areata and of scars. */
static void print_grades(const tsr_case_result *r)
{
    if (r->finding.label != TSR_FINDING_PATTERN_THINNING && r->finding.label != TSR_FINDING_UNDETERMINED) {
        return;
    }
    if (r->norwood.known) {
        (void)printf("  Norwood-Hamilton %s (grade %d, likely %d to %d)%s\n", tsr_norwood_stage(&r->norwood),
                     (int)r->norwood.grade, (int)r->norwood.lo, (int)r->norwood.hi,
                     r->norwood.assumes_male ? ", if the person is a man" : "");
    }
    print_pattern(&r->pattern);
}

void answer_print_case(const tsr_case_result *r, const tsr_advice *advice, size_t photo_count)
{
    const tsr_quantity *q = &r->bare_fraction, *area = &r->bare_cm2;
    if (r->status != TSR_PHOTO_OK) {
        return;
    }
    if (photo_count > 1) {
        (void)printf("together\n  bare scalp %.0f %%, likely %.0f to %.0f %%, of the %s\n", 100 * q->value, 100 * q->lo,
                     100 * q->hi, r->zones_seen_frac > 0.999 ? "scalp" : "scalp, of which the photos do not show all");
        if (r->salt.score.known) {
            (void)printf("  SALT %.0f (%.0f to %.0f)\n", r->salt.score.value, r->salt.lo, r->salt.hi);
        }
    }
    print_zones(r->zones);
    print_finding(&r->finding);
    print_grades(r);
    if (area->known) {
        (void)printf("  about %.0f cm2 bare (%.0f to %.0f%s), taking a scalp of usual size\n", area->value, area->lo, area->hi,
                     r->zones_seen_frac > 0.999 ? "" : " with what the photos do not show");
    }
    print_candidacy(&advice->candidacy);
    print_plan(&advice->plan, advice->candidacy.verdict);
}
