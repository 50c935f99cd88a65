/* SPDX-License-Identifier: Apache-2.0
 * Scores that compare by themselves, such as the overlap of two masks: mean with interval, and median. */
#include "agreement/bootstrap.h"
#include "base/fail.h"
#include "base/memory.h"

static void figures_of(const tsr_pair *pairs, const uint32_t *weight, size_t count, size_t class_count, double *out)
{
    (void)class_count;
    double n = 0, sum = 0;
    for (size_t i = 0; i < count; i++) {
        n += weight[i];
        sum += weight[i] * pairs[i].measured;
    }
    out[0] = sum / n;
}

tsr_status tsr_agreement_scores_compute(const tsr_allocator *allocator,
                                        const tsr_pair *pairs,
                                        size_t count,
                                        const tsr_agreement_params *params,
                                        tsr_agreement_scores *out,
                                        tsr_error *err)
{
    const tsr_allocator *memory = allocator ? allocator : tsri_memory_default();
    tsr_agreement_scores scores = {0};
    double *sorted = NULL;
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_bootstrap(memory, pairs, count, 0, params, figures_of, 1, &scores.mean, err));
    if (count > 0) {
        TSRI_TRY(tsri_alloc(memory, count, sizeof *sorted, &sorted, err));
        for (size_t i = 0; i < count; i++) {
            sorted[i] = pairs[i].measured;
        }
        tsri_sort_values(sorted, count);
        scores.median = tsri_quantile_of_sorted(sorted, count, 0.5);
    }
    *out = scores;
done:
    tsri_free(memory, sorted);
    return st;
}
