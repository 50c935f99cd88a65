/* SPDX-License-Identifier: Apache-2.0
 *
 * Page 1: the answer in plain words, the photos, coverage and grade on their scales. */
#include <math.h>
#include <string.h>

#include "output/report_words.h"

static const tsri_text_key VERDICTS[TSR_VERDICT_COUNT] = {
    [TSR_VERDICT_SUITABLE] = TSRI_TEXT_VERDICT_SUITABLE,
    [TSR_VERDICT_SUITABLE_WITH_CONDITIONS] = TSRI_TEXT_VERDICT_CONDITIONS,
    [TSR_VERDICT_UNDETERMINED] = TSRI_TEXT_VERDICT_UNDETERMINED,
    [TSR_VERDICT_NOT_NOW] = TSRI_TEXT_VERDICT_NOT_NOW,
    [TSR_VERDICT_REFER] = TSRI_TEXT_VERDICT_REFER,
    [TSR_VERDICT_NOT_SUITABLE] = TSRI_TEXT_VERDICT_NOT_SUITABLE,
};

/* Verdict, share and wait in a frame. */
static void put_answer(tsri_report *r)
{
    const tsr_case_result *c = r->in->result;
    const tsr_quantity *q = &c->bare_fraction;
    const tsr_candidacy *candidacy = r->in->advice ? &r->in->advice->candidacy : NULL;
    if (c->status != TSR_PHOTO_OK) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_CALLOUT, tsri_say(r, TSRI_TEXT_ANSWER_NOT_ASSESSABLE),
                     tsri_say(r, TSRI_TEXT_ANSWER_RETAKE));
        return;
    }
    const char *share = q->known ? tsri_say_with(r, TSRI_TEXT_ANSWER_BARE, tsri_percent(r, q->value), tsri_percent(r, q->lo),
                                                 tsri_percent(r, q->hi))
                                 : "";
    const char *wait = "";
    if (candidacy && candidacy->verdict == TSR_VERDICT_NOT_NOW && candidacy->wait_months.known) {
        wait = tsri_say_with(r, TSRI_TEXT_WAIT, tsri_number(r, candidacy->wait_months.value, 0), NULL, NULL);
    }
    tsri_doc_put(&r->doc, TSRI_BLOCK_CALLOUT, tsri_say(r, candidacy ? VERDICTS[candidacy->verdict] : TSRI_TEXT_BARE_SHARE),
                 tsri_doc_fill(&r->doc, wait[0] ? "{0} {1}" : "{0}", share, wait, NULL, NULL));
}

/* The rules behind the verdict, the most telling first. */
static void put_reasons(tsri_report *r)
{
    enum { MOST = 6 };
    static const struct {
        tsr_effect effect;
        const char *mark;
    } ORDER[] = {
        {TSR_EFFECT_BLOCK, "\xe2\x9c\x95"}, {TSR_EFFECT_REFER, "!"},     {TSR_EFFECT_WAIT, "!"},
        {TSR_EFFECT_MISSING, "?"},          {TSR_EFFECT_CONDITION, "!"}, {TSR_EFFECT_INDICATION, "\xe2\x9c\x93"},
        {TSR_EFFECT_CAUTION, "!"},          {TSR_EFFECT_ASK, "?"},
    };
    const tsr_candidacy *c = r->in->advice ? &r->in->advice->candidacy : NULL;
    int put = 0;
    for (size_t o = 0; c && o < sizeof ORDER / sizeof *ORDER; o++) {
        for (int32_t i = 0; i < c->fired_count && put < MOST; i++) {
            const tsr_rule *rule = c->fired[i].rule;
            if (rule->effect == ORDER[o].effect) {
                if (put++ == 0) {
                    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_WHY), NULL);
                }
                tsri_doc_put(&r->doc, TSRI_BLOCK_ITEM, tsri_rule_words(r, "candidacy", rule->id, rule->text, false),
                             ORDER[o].mark);
            }
        }
    }
}

static const char *photo_detail(tsri_report *r, const tsr_photo_result *p)
{
    const tsr_quantity *q = &p->coverage.bare_fraction;
    if (p->status == TSR_PHOTO_OK && q->known) {
        return tsri_say_with(r, TSRI_TEXT_PHOTO_SHARE, tsri_percent(r, q->value), tsri_number(r, 100 * q->lo, 0),
                             tsri_number(r, 100 * q->hi, 0));
    }
    for (int bit = 0; bit < TSR_REASON_COUNT; bit++) {
        if (p->reasons & 1u << bit) {
            return tsri_say(r, (tsri_text_key)(TSRI_TEXT_REASON_TOO_SMALL + bit));
        }
    }
    return tsri_say_with(r, TSRI_TEXT_NOT_MEASURED, tsri_say(r, TSRI_TEXT_WHY_NO_PHOTO), NULL, NULL);
}

static void put_photos(tsri_report *r)
{
    tsri_doc_photo *photos = NULL;
    bool any = false;
    if (r->photo_count == 0 || r->doc.st != TSR_OK) {
        return;
    }
    r->doc.st = tsri_arena_alloc(&r->doc.arena, r->photo_count, sizeof *photos, &photos, NULL);
    if (r->doc.st != TSR_OK) {
        return;
    }
    for (size_t i = 0; i < r->photo_count; i++) {
        const tsr_report_photo *p = &r->photos[i];
        bool read = p->result != NULL;
        const tsri_jpeg jpeg = {p->overlay.bytes, p->overlay.size_bytes, p->overlay.width_px, p->overlay.height_px};
        any = any || (jpeg.bytes && read && p->result->status == TSR_PHOTO_OK);
        photos[i].jpeg = jpeg;
        photos[i].caption = read && p->result->status == TSR_PHOTO_OK ? tsri_view_words(r, p->result->view.label)
                            : p->name                                 ? tsri_doc_printf(&r->doc, "%s", p->name)
                                                                      : "";
        photos[i].detail = read ? photo_detail(r, p->result) : tsri_say(r, TSRI_TEXT_PHOTO_NOT_READ);
    }
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_PHOTOS), NULL);
    tsri_doc_put_photos(&r->doc, photos, r->photo_count);
    tsri_doc_put(&r->doc, TSRI_BLOCK_NOTE, any ? tsri_say(r, TSRI_TEXT_LEGEND) : NULL, NULL);
}

static void put_scales(tsri_report *r)
{
    const tsr_case_result *c = r->in->result;
    const tsr_salt *salt = &c->salt;
    tsri_scale_row rows[2];
    size_t count = 1;
    memset(rows, 0, sizeof rows);
    rows[0].label = tsri_say(r, TSRI_TEXT_BARE_SHARE);
    rows[0].most = 100;
    rows[0].q = (tsr_quantity){100 * c->bare_fraction.value, 100 * c->bare_fraction.lo, 100 * c->bare_fraction.hi,
                               c->bare_fraction.known};
    rows[0].value = tsri_percent_range(r, &c->bare_fraction, TSRI_TEXT_WHY_NO_PHOTO);
    if (salt->known) {
        count = 2;
        rows[1].label = tsri_say(r, TSRI_TEXT_SALT);
        rows[1].most = 100;
        rows[1].q = salt->score;
        rows[1].value = salt->score.known
                            ? tsri_doc_fill(&r->doc, "{0}  {1}", tsri_number_range(r, &salt->score, 0, TSRI_TEXT_WHY_NO_PHOTO),
                                            salt->class_name, NULL, NULL)
                            : tsri_say_with(r, TSRI_TEXT_FROM_TO, tsri_number(r, salt->lo, 0), tsri_number(r, salt->hi, 0), NULL);
    }
    const char *spoken = tsri_doc_fill(&r->doc, count > 1 ? "{0}: {1}; {2}: {3}" : "{0}: {1}", rows[0].label, rows[0].value,
                                       rows[1].label, rows[1].value);
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_SCALES), NULL);
    tsri_chart_scales(r, tsri_doc_put_drawing(&r->doc, spoken, (double)count * TSRI_SCALE_ROW_MM), rows, count);
    tsri_doc_put(&r->doc, TSRI_BLOCK_NOTE, salt->known && !salt->score.known ? tsri_say(r, TSRI_TEXT_SALT_BOUNDS) : NULL, NULL);
}

static void put_scale(tsri_report *r, const char *name, const char *value, const char *lo, const char *hi)
{
    bool narrow = strcmp(lo, hi) == 0;
    tsri_doc_put(
        &r->doc, TSRI_BLOCK_ITEM,
        tsri_doc_fill(&r->doc, "{0}: {1}", name, narrow ? value : tsri_say_with(r, TSRI_TEXT_RANGE, value, lo, hi), NULL, NULL),
        "\xe2\x80\xa2");
}

/* Other scales of pattern loss, where they have a grade. Ludwig's and Sinclair's are said of women only. */
static void put_pattern(tsri_report *r)
{
    const tsr_pattern *p = &r->in->result->pattern;
    const tsr_grade *basic = &p->basp.basic, *ludwig = &p->ludwig.range, *sinclair = &p->sinclair.range;
    if (!p->judged) {
        return;
    }
    if (basic->known) {
        const char *specific = tsri_doc_printf(&r->doc, "%s%s%s%s", p->basp.frontal.known ? " F" : "",
                                               p->basp.frontal.known ? tsri_number(r, p->basp.frontal.grade, 0) : "",
                                               p->basp.vertex.known ? " V" : "",
                                               p->basp.vertex.known ? tsri_number(r, p->basp.vertex.grade, 0) : "");
        put_scale(r, "BASP",
                  tsri_doc_fill(&r->doc, "{0}{1}", tsr_basp_basic_name((tsr_basp_basic)basic->grade), specific, NULL, NULL),
                  tsr_basp_basic_name((tsr_basp_basic)basic->lo), tsr_basp_basic_name((tsr_basp_basic)basic->hi));
    }
    if (p->ludwig.applies && !p->ludwig.assumes_female && ludwig->known) {
        put_scale(r, "Ludwig", tsri_number(r, ludwig->grade, 0), tsri_number(r, ludwig->lo, 0), tsri_number(r, ludwig->hi, 0));
    }
    if (p->sinclair.applies && !p->sinclair.assumes_female && sinclair->known) {
        put_scale(r, "Sinclair", tsri_number(r, sinclair->grade, 0), tsri_number(r, sinclair->lo, 0),
                  tsri_number(r, sinclair->hi, 0));
    }
}

static void put_grade(tsri_report *r)
{
    const tsr_norwood *n = &r->in->result->norwood;
    if (!n->known) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_NOTE,
                     tsri_say_with(r, TSRI_TEXT_NOT_MEASURED, tsri_say(r, TSRI_TEXT_NORWOOD_NONE), NULL, NULL), NULL);
        return;
    }
    const char *spoken = tsri_doc_fill(&r->doc, "{0}: {1}", tsri_say(r, TSRI_TEXT_NORWOOD), tsr_norwood_stage(n), NULL, NULL);
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_NORWOOD), NULL);
    tsri_chart_norwood(r, tsri_doc_put_drawing(&r->doc, spoken, TSRI_NORWOOD_ROW_MM), n);
    tsri_doc_put(&r->doc, TSRI_BLOCK_NOTE, n->assumes_male ? tsri_say(r, TSRI_TEXT_NORWOOD_ASSUMED) : NULL, NULL);
}

static void put_finding(tsri_report *r)
{
    static const double MOST_SURE = 0.99; /* no photo makes it certain, whatever rounding says */
    const tsr_finding *f = &r->in->result->finding;
    const char *text = tsri_say(r, (tsri_text_key)(TSRI_TEXT_FINDING_UNDETERMINED + (int)f->label));
    if (f->judged && f->label != TSR_FINDING_UNDETERMINED && f->probabilities[f->label] > 0) {
        const char *p =
            tsri_say_with(r, TSRI_TEXT_PROBABILITY, tsri_percent(r, fmin(MOST_SURE, f->probabilities[f->label])), NULL, NULL);
        text = tsri_doc_fill(&r->doc, "{0} ({1}).", text, p, NULL, NULL);
    }
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_FINDING), NULL);
    tsri_doc_put(&r->doc, TSRI_BLOCK_PARAGRAPH, text, NULL);
}

void tsri_report_answer(tsri_report *r)
{
    put_answer(r);
    put_photos(r);
    if (r->in->result->status == TSR_PHOTO_OK) {
        put_scales(r);
        put_grade(r);
        put_pattern(r);
        put_finding(r);
        put_reasons(r);
    }
}
