/* SPDX-License-Identifier: Apache-2.0
 *
 * The last page: method, limits, versions with their hashes, sources. */
#include <string.h>

#include "output/report_words.h"

static void put_versions(tsri_report *r)
{
    static const double SHARES[] = {0.22, 0.78};
    enum { MOST_MODELS = 8 };
    const char *cells[MOST_MODELS + 2][2] = {
        {tsri_say(r, TSRI_TEXT_MODEL), tsri_say(r, TSRI_TEXT_HASH)},
        {tsri_say(r, TSRI_TEXT_PROGRAM), tsri_doc_printf(&r->doc, "Tonsure %s", tsr_version())}};
    int32_t rows = 2;
    for (size_t i = 0; i < tsr_model_count(r->ctx) && i < MOST_MODELS; i++) {
        cells[rows][0] = tsri_doc_printf(&r->doc, "%s", tsr_model_name(r->ctx, i));
        cells[rows++][1] = tsri_doc_printf(&r->doc, "%s", tsr_model_sha256(r->ctx, i));
    }
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_PROVENANCE), NULL);
    tsri_doc_put_table(&r->doc, cells[0], rows, 2, SHARES);
}

/* Each source once, in the order of use. */
static void put_sources(tsri_report *r)
{
    const tsr_plan *plan = tsri_report_plan_of(r);
    const char *all = "";
    for (int32_t i = 0; plan && i < plan->rule_count; i++) {
        bool before = false;
        for (int32_t k = 0; k < i; k++) {
            before = before || strcmp(plan->rules[k]->source, plan->rules[i]->source) == 0;
        }
        if (!before) {
            all = tsri_doc_fill(&r->doc, all[0] ? "{0} \xc2\xb7 {1}" : "{0}{1}", all, plan->rules[i]->source, NULL, NULL);
        }
    }
    if (all[0]) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_SOURCES), NULL);
        tsri_doc_put(&r->doc, TSRI_BLOCK_NOTE, all, NULL);
    }
}

void tsri_report_method(tsri_report *r)
{
    tsri_doc_put(&r->doc, TSRI_BLOCK_CHAPTER, tsri_say(r, TSRI_TEXT_CHAPTER_METHOD), NULL);
    tsri_doc_put(&r->doc, TSRI_BLOCK_PARAGRAPH, tsri_say(r, TSRI_TEXT_METHOD_1), NULL);
    tsri_doc_put(&r->doc, TSRI_BLOCK_PARAGRAPH, tsri_say(r, TSRI_TEXT_METHOD_2), NULL);
    tsri_doc_put(&r->doc, TSRI_BLOCK_HEADING, tsri_say(r, TSRI_TEXT_LIMITS), NULL);
    for (int i = 0; i < 3; i++) {
        tsri_doc_put(&r->doc, TSRI_BLOCK_ITEM, tsri_say(r, (tsri_text_key)(TSRI_TEXT_LIMIT_1 + i)), "\xe2\x80\xa2");
    }
    tsri_doc_put(&r->doc, TSRI_BLOCK_CALLOUT, tsri_say(r, TSRI_TEXT_AID), tsri_say(r, TSRI_TEXT_AID_TEXT));
    put_versions(r);
    put_sources(r);
}
