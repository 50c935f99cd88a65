/* SPDX-License-Identifier: Apache-2.0 */
#include "app/batch/provenance.h"

#include <stdio.h>
#include <string.h>

void batch_provenance_format(const batch_work *work, tsri_text *out)
{
    const tsr_context *ctx = work->ctx;
    const tsr_assess_params *p = &work->assess;
    const tsr_limits *l = tsr_context_limits(ctx);
    tsri_text_printf(out, "tonsure %s\n", tsr_version());
    for (size_t i = 0; i < tsr_model_count(ctx); i++) {
        tsri_text_printf(out, "model %s %s\n", tsr_model_name(ctx, i), tsr_model_sha256(ctx, i));
    }
    for (size_t i = 0; i < tsr_rules_count(ctx); i++) {
        tsri_text_printf(out, "rules %s %s\n", tsr_rules_name(ctx, i), tsr_rules_sha256(ctx, i));
    }
    tsri_text_printf(out, "options page %u, truncated %d, mm_per_px %.9g, marker_mm %.9g, masks %d, ", p->page,
                     p->allow_truncated, p->mm_per_px, p->marker_mm, !work->no_masks);
    for (size_t i = 0; i < work->pictures->layer_count; i++) {
        tsri_text_printf(out, "layer %d, ", (int)work->pictures->layers[i]);
    }
    tsri_text_printf(out, "anonymise %d, language %d, ", work->pictures->anonymise, (int)work->pictures->language);
    tsri_text_printf(out, "limits %llu %llu %llu %u %d\n", (unsigned long long)l->max_file_bytes,
                     (unsigned long long)l->max_pixels, (unsigned long long)l->max_decoded_bytes, l->max_pages, l->max_side_px);
}

void batch_provenance_compare(const char *before, size_t before_bytes, const char *now, char out[BATCH_DIFFERENCE_CHARS])
{
    char kind[16] = "", name[32] = "";
    size_t line = 0; /* where the line begins that differs */
    for (size_t i = 0; i < before_bytes && before[i] && before[i] == now[i]; i++) {
        line = now[i] == '\n' ? i + 1 : line;
    }
    (void)sscanf(now + line, "%15s %31s", kind, name);
    if (strcmp(kind, "model") == 0) {
        (void)snprintf(out, BATCH_DIFFERENCE_CHARS, "another model %s", name);
    } else if (strcmp(kind, "rules") == 0) {
        (void)snprintf(out, BATCH_DIFFERENCE_CHARS, "another rule table %s", name);
    } else {
        (void)snprintf(out, BATCH_DIFFERENCE_CHARS, "%s", strcmp(kind, "options") == 0 ? "other options" : "another version");
    }
}
