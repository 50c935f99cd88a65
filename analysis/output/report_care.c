/* SPDX-License-Identifier: Apache-2.0
 *
 * Page 4: what to expect, care by day, risks, what was answered, questions to ask, alternatives. */
#include <stdint.h>

#include "output/report_words.h"

static void put_notes(tsri_report *r, tsri_text_key heading, const tsr_plan_notes *notes, const char *mark)
{
    if (notes->count > 0) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, heading), NULL);
    }
    for (int32_t i = 0; i < notes->count; i++) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_ITEM, tsri_plan_rule_words(r, notes->items[i].rule), mark);
    }
}

/* Short sentences run on in one paragraph. */
static void put_paragraph(tsri_report *r, tsri_text_key heading, const tsr_plan_notes *notes)
{
    const char *all = "";
    for (int32_t i = 0; i < notes->count; i++) {
        all =
            tsri_doc_fill(&r->doc, all[0] ? "{0} {1}" : "{0}{1}", all, tsri_plan_rule_words(r, notes->items[i].rule), NULL, NULL);
    }
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, all[0] ? tsri_say(r, heading) : NULL, NULL);
    tsri_doc_put(&r->doc, TSRI_BLOCK_PARAGRAPH, all, NULL);
}

static const char *days_of(tsri_report *r, const tsr_plan_note *note)
{
    if (!note->has_days) {
        return "\xe2\x80\xa2";
    }
    if (note->from_day < 0) {
        return tsri_say_with(r, TSRI_TEXT_BEFORE_DAYS, tsri_number(r, -note->from_day, 0), NULL, NULL);
    }
    const char *from = tsri_number(r, note->from_day, 0);
    if (note->to_day == INT32_MAX) {
        return tsri_say_with(r, TSRI_TEXT_DAYS_FROM, from, NULL, NULL);
    }
    return tsri_say_with(r, TSRI_TEXT_DAYS, from, tsri_number(r, note->to_day, 0), NULL);
}

static void put_aftercare(tsri_report *r, const tsr_plan_notes *notes)
{
    if (notes->count > 0) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_AFTERCARE), NULL);
    }
    for (int32_t i = 0; i < notes->count; i++) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_ITEM, tsri_plan_rule_words(r, notes->items[i].rule), days_of(r, &notes->items[i]));
    }
}

static const char *answer_words(const tsri_report *r, tsr_answer answer)
{
    return tsri_say(r, answer == TSR_ANSWER_YES ? TSRI_TEXT_YES : answer == TSR_ANSWER_NO ? TSRI_TEXT_NO : TSRI_TEXT_OPEN);
}

static const char *diabetes_words(const tsri_report *r, tsr_diabetes diabetes)
{
    static const tsri_text_key WORDS[] = {TSRI_TEXT_OPEN, TSRI_TEXT_NO, TSRI_TEXT_DIABETES_CONTROLLED,
                                          TSRI_TEXT_DIABETES_UNCONTROLLED};
    return tsri_say(r, WORDS[diabetes]);
}

/* What may stand against the procedure, three questions a row. */
static void put_answers(tsri_report *r)
{
    static const double SHARES[] = {0.22, 0.113, 0.22, 0.113, 0.22, 0.114};
    static const tsr_intake NOTHING;
    const tsr_intake *in = r->in->intake ? r->in->intake : &NOTHING;
    const struct {
        tsri_text_key key;
        const char *words;
    } answers[] = {
        {TSRI_TEXT_AGE, in->age_years.known ? tsri_number(r, in->age_years.value, 0) : tsri_say(r, TSRI_TEXT_OPEN)},
        {TSRI_TEXT_DIABETES, diabetes_words(r, in->diabetes)},
        {TSRI_TEXT_LETTER, answer_words(r, in->doctors_letter)},
        {TSRI_TEXT_PREGNANT, answer_words(r, in->pregnant)},
        {TSRI_TEXT_BREAST, answer_words(r, in->breast_feeding)},
        {TSRI_TEXT_THINNERS, answer_words(r, in->blood_thinners)},
        {TSRI_TEXT_BLEEDING, answer_words(r, in->bleeding_disorder)},
        {TSRI_TEXT_KELOID, answer_words(r, in->keloid_tendency)},
        {TSRI_TEXT_INK, answer_words(r, in->ink_allergy)},
        {TSRI_TEXT_PSORIASIS, answer_words(r, in->psoriasis)},
        {TSRI_TEXT_ECZEMA, answer_words(r, in->eczema)},
        {TSRI_TEXT_DERMATITIS, answer_words(r, in->dermatitis)},
        {TSRI_TEXT_INFECTION, answer_words(r, in->scalp_infection)},
        {TSRI_TEXT_SUNBURN, answer_words(r, in->sunburn)},
        {TSRI_TEXT_OPEN_SKIN, answer_words(r, in->open_skin)},
        {TSRI_TEXT_INFLAMMATION, answer_words(r, in->scalp_inflammation)},
        {TSRI_TEXT_HEART, answer_words(r, in->heart_disease)},
        {TSRI_TEXT_PRESSURE, answer_words(r, in->high_blood_pressure)},
        {TSRI_TEXT_IMMUNE, answer_words(r, in->immune_suppression)},
        {TSRI_TEXT_EPILEPSY, answer_words(r, in->epilepsy)},
        {TSRI_TEXT_CANCER, answer_words(r, in->active_skin_cancer)},
    };
    enum { ANSWERS = sizeof answers / sizeof *answers, A_ROW = 3, ROWS = (ANSWERS + A_ROW - 1) / A_ROW + 1 };
    const char *cells[ROWS][2 * A_ROW] = {{NULL}};
    bool any = in->age_years.known;
    for (int i = 0; i < A_ROW; i++) {
        cells[0][2 * i] = tsri_say(r, TSRI_TEXT_QUESTION);
        cells[0][2 * i + 1] = tsri_say(r, TSRI_TEXT_ANSWER);
    }
    for (int i = 0; i < ANSWERS; i++) {
        cells[1 + i / A_ROW][2 * (i % A_ROW)] = tsri_say(r, answers[i].key);
        cells[1 + i / A_ROW][2 * (i % A_ROW) + 1] = answers[i].words;
        any = any || answers[i].words != tsri_say(r, TSRI_TEXT_OPEN);
    }
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_ANSWERS), NULL);
    tsri_doc_put(&r->doc, TSRI_BLOCK_PARAGRAPH, any ? NULL : tsri_say(r, TSRI_TEXT_ANSWERS_NONE), NULL);
    tsri_doc_put_table(&r->doc, cells[0], ROWS, 2 * A_ROW, SHARES);
}

void tsri_report_care(tsri_report *r)
{
    static const tsr_plan_notes NONE;
    const tsr_plan *plan = tsri_report_plan_of(r);
    tsri_doc_put(&r->doc, TSRI_BLOCK_CHAPTER, tsri_say(r, TSRI_TEXT_CHAPTER_CARE), NULL);
    tsri_doc_put(&r->doc, TSRI_BLOCK_PARAGRAPH, tsri_say(r, TSRI_TEXT_LOOK), NULL);
    if (plan) {
        put_paragraph(r, TSRI_TEXT_DISCOMFORT, &plan->discomfort);
        put_aftercare(r, &plan->aftercare);
        put_paragraph(r, TSRI_TEXT_RISKS, &plan->risks);
    }
    put_answers(r);
    put_notes(r, TSRI_TEXT_QUESTIONS, plan ? &plan->questions : &NONE, "?");
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_ALTERNATIVES), NULL);
    for (int32_t i = 0; plan && i < plan->alternatives.count; i++) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_ITEM, tsri_plan_rule_words(r, plan->alternatives.items[i].rule), "\xe2\x80\xa2");
    }
    tsri_doc_put(&r->doc, TSRI_BLOCK_ITEM, tsri_say(r, TSRI_TEXT_ALT_MEDICAL), "\xe2\x80\xa2");
    tsri_doc_put(&r->doc, TSRI_BLOCK_ITEM, tsri_say(r, TSRI_TEXT_ALT_NOTHING), "\xe2\x80\xa2");
}
