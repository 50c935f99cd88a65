/* SPDX-License-Identifier: Apache-2.0
 * agreement.json: one object a measure and group. Figures have nine significant digits, enough to check them by other programs.
 */
#include "base/buffer.h"
#include "output/json_text.h"
#include "tonsure/agreement.h"

static void put_estimate(tsri_text *w, const char *name, tsr_estimate e)
{
    tsri_text_printf(w, ", \"%s\": ", name);
    if (!e.known) {
        tsri_text_put(w, "null");
    } else if (e.has_interval) {
        tsri_text_printf(w, "{\"value\": %.9g, \"lo\": %.9g, \"hi\": %.9g}", e.value, e.lo, e.hi);
    } else {
        tsri_text_printf(w, "{\"value\": %.9g, \"lo\": null, \"hi\": null}", e.value);
    }
}

static void put_numbers(tsri_text *w, const tsr_agreement_numbers *n)
{
    put_estimate(w, "bias", n->bias);
    put_estimate(w, "sd", n->sd);
    put_estimate(w, "loa_lo", n->loa_lo);
    put_estimate(w, "loa_hi", n->loa_hi);
    put_estimate(w, "slope", n->slope);
    put_estimate(w, "mean_abs_error", n->mean_abs_error);
    put_estimate(w, "rms_error", n->rms_error);
    put_estimate(w, "icc_2_1", n->icc);
    put_estimate(w, "in_range", n->in_range);
    put_estimate(w, "range_width", n->range_width);
}

static void put_counts(tsri_text *w, const tsr_agreement_row *row)
{
    tsri_text_put(w, ", \"classes\": [");
    for (size_t k = 0; k < row->class_count; k++) {
        tsri_text_put(w, k ? ", " : "");
        tsri_json_string(w, row->classes[k]);
    }
    tsri_text_put(w, "], \"counts\": [");
    for (size_t a = 0; a < row->class_count; a++) {
        for (size_t b = 0; b < row->class_count; b++) {
            tsri_text_printf(w, "%s%u", b ? ", " : a ? "], [" : "[", (unsigned)row->counts[a * row->class_count + b]);
        }
    }
    tsri_text_put(w, "]]");
}

static void put_row(tsri_text *w, const tsr_agreement_row *row)
{
    static const char *const KINDS[] = {"numbers", "grades", "classes", "scores"};
    tsri_text_printf(w, "    {\"measure\": \"%s\", \"kind\": \"%s\", \"group\": ", row->measure, KINDS[row->kind]);
    if (row->group_column) {
        tsri_text_put(w, "{\"column\": ");
        tsri_json_string(w, row->group_column);
        tsri_text_put(w, ", \"value\": ");
        tsri_json_string(w, row->group);
        tsri_text_put(w, "}");
    } else {
        tsri_text_put(w, "null");
    }
    tsri_text_printf(w,
                     ", \"labelled\": %zu, \"n\": %zu, \"cases\": %zu, \"undetermined\": %zu, \"missing\": %zu, "
                     "\"failed\": %zu, \"absent\": %zu",
                     row->labelled, row->compared, row->cases, row->undetermined, row->missing, row->failed, row->absent);
    if (row->kind == TSR_AGREEMENT_NUMBERS) {
        put_numbers(w, &row->numbers);
    } else if (row->kind == TSR_AGREEMENT_SCORES) {
        put_estimate(w, "mean", row->scores.mean);
        put_estimate(w, "median", (tsr_estimate){.value = row->scores.median, .known = row->scores.mean.known});
    } else {
        put_estimate(w, "kappa", row->grades.kappa);
        if (row->kind == TSR_AGREEMENT_GRADES) {
            put_estimate(w, "kappa_linear", row->grades.kappa_linear);
            put_estimate(w, "kappa_quadratic", row->grades.kappa_quadratic);
            put_estimate(w, "within_one", row->grades.within_one);
        }
        put_estimate(w, "exact", row->grades.exact);
        put_counts(w, row);
    }
    tsri_text_put(w, "}");
}

tsr_status
tsr_agreement_json_format(const tsr_allocator *allocator, const tsr_agreement_report *report, char **out_text, tsr_error *err)
{
    tsri_text w;
    *out_text = NULL;
    tsri_text_init(&w, allocator ? allocator : tsri_memory_default(), err);
    tsri_text_printf(&w, "{\"tonsure\": \"%s\", \"labels_sha256\": ", tsr_version());
    tsri_json_string(&w, report->labels_sha256);
    tsri_text_put(&w, ", \"run_sha256\": ");
    tsri_json_string(&w, report->run_sha256);
    tsri_text_printf(&w, ",\n \"bootstrap\": {\"level\": %.9g, \"replicates\": %u, \"seed\": %llu, \"resampled\": \"case\"},\n",
                     report->params.level, (unsigned)report->params.replicates, (unsigned long long)report->params.seed);
    tsri_text_put(&w, " \"rows\": [\n");
    for (size_t i = 0; i < report->row_count; i++) {
        tsri_text_put(&w, i ? ",\n" : "");
        put_row(&w, &report->rows[i]);
    }
    tsri_text_put(&w, "\n ]}\n");
    if (w.st == TSR_OK) {
        *out_text = w.buffer.data;
    } else {
        tsri_buffer_release(&w.buffer);
    }
    return w.st;
}
