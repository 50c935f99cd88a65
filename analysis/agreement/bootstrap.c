/* SPDX-License-Identifier: Apache-2.0
 *
 * A replicate is a weight for each pair: how often its cluster was drawn. So figures are sums with weights, no pair is ever
 * copied, and memory does not grow with the size of clusters. The generator is SplitMix64 (Steele, Lea and Flood 2014): one word
 * of state, the same numbers everywhere. */
#include "agreement/bootstrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/memory.h"

/* Where fewer replicates define a figure, its interval would be one of the happy cases alone. */
static const double LEAST_DEFINED_FRAC = 0.9;

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* Even over 0 to count - 1: 53 bits, all that a double holds. */
static size_t draw(uint64_t *state, size_t count)
{
    return (size_t)((double)(next_random(state) >> 11) * 0x1p-53 * (double)count);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void tsri_sort_values(double *values, size_t count)
{
    if (count > 1) {
        qsort(values, count, sizeof *values, ascending);
    }
}

double tsri_quantile_of_sorted(const double *sorted, size_t count, double share)
{
    double place = share * (double)(count - 1);
    size_t below = (size_t)place;
    if (below + 1 >= count) {
        return sorted[count - 1];
    }
    return sorted[below] + (place - (double)below) * (sorted[below + 1] - sorted[below]);
}

static tsr_status check(const tsr_pair *pairs, size_t count, const tsr_agreement_params *params, tsr_error *err)
{
    if (!(params->level > 0 && params->level < 1)) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "a level of %g does not lie between 0 and 1", params->level);
    }
    for (size_t i = 0; i < count; i++) {
        const tsr_pair *p = &pairs[i];
        if (!isfinite(p->label) || !isfinite(p->measured) || (p->has_range && !(isfinite(p->lo) && isfinite(p->hi)))) {
            return tsri_fail(err, TSR_E_INVALID_ARG, "pair %zu holds a value that is not finite", i);
        }
        uint32_t before = i ? pairs[i - 1].cluster : 0;
        if (p->cluster < before || p->cluster - before > (i ? 1U : 0U)) {
            return tsri_fail(err, TSR_E_INVALID_ARG, "pair %zu is of cluster %u after cluster %u", i, (unsigned)p->cluster,
                             (unsigned)before);
        }
    }
    return TSR_OK;
}

/* Replicates' figures, figure after figure, those that are defined; how many of each in kept. */
static void resample(const tsr_pair *pairs,
                     size_t count,
                     size_t class_count,
                     const tsr_agreement_params *params,
                     tsri_figures_fn figures,
                     size_t figure_count,
                     uint32_t *weight,
                     uint32_t *drawn,
                     double *values,
                     size_t kept[TSRI_MAX_FIGURES])
{
    size_t clusters = (size_t)pairs[count - 1].cluster + 1;
    uint64_t state = params->seed;
    double one[TSRI_MAX_FIGURES];
    for (uint32_t r = 0; r < params->replicates; r++) {
        memset(drawn, 0, clusters * sizeof *drawn);
        for (size_t c = 0; c < clusters; c++) {
            drawn[draw(&state, clusters)]++;
        }
        for (size_t i = 0; i < count; i++) {
            weight[i] = drawn[pairs[i].cluster];
        }
        figures(pairs, weight, count, class_count, one);
        for (size_t f = 0; f < figure_count; f++) {
            if (isfinite(one[f])) {
                values[f * params->replicates + kept[f]++] = one[f];
            }
        }
    }
}

static void set_interval(double *values, size_t kept, const tsr_agreement_params *params, tsr_estimate *out)
{
    if (!out->known || kept == 0 || (double)kept < LEAST_DEFINED_FRAC * params->replicates) {
        return;
    }
    tsri_sort_values(values, kept);
    out->lo = fmin(out->value, tsri_quantile_of_sorted(values, kept, (1 - params->level) / 2));
    out->hi = fmax(out->value, tsri_quantile_of_sorted(values, kept, (1 + params->level) / 2));
    out->has_interval = true;
}

tsr_status tsri_bootstrap(const tsr_allocator *memory,
                          const tsr_pair *pairs,
                          size_t count,
                          size_t class_count,
                          const tsr_agreement_params *params,
                          tsri_figures_fn figures,
                          size_t figure_count,
                          tsr_estimate *out,
                          tsr_error *err)
{
    static const tsr_agreement_params DEFAULTS = TSR_AGREEMENT_PARAMS_INIT;
    uint32_t *weight = NULL, *drawn = NULL;
    double *values = NULL, whole[TSRI_MAX_FIGURES];
    size_t kept[TSRI_MAX_FIGURES] = {0}, room = 0;
    tsr_status st = TSR_OK;
    memory = memory ? memory : tsri_memory_default();
    params = params ? params : &DEFAULTS;
    memset(out, 0, figure_count * sizeof *out);
    TSRI_TRY(check(pairs, count, params, err));
    if (count == 0) {
        goto done;
    }
    TSRI_TRY(tsri_alloc(memory, count, sizeof *weight, &weight, err));
    for (size_t i = 0; i < count; i++) {
        weight[i] = 1;
    }
    figures(pairs, weight, count, class_count, whole);
    for (size_t f = 0; f < figure_count; f++) {
        out[f].known = isfinite(whole[f]);
        out[f].value = out[f].known ? whole[f] : 0;
    }
    if (pairs[count - 1].cluster == 0 || params->replicates == 0) {
        goto done;
    }
    if (!tsri_mul_size(figure_count, params->replicates, &room)) {
        st = tsri_fail(err, TSR_E_NOMEM, "no memory for %u replicates", (unsigned)params->replicates);
        goto done;
    }
    TSRI_TRY(tsri_alloc(memory, count, sizeof *drawn, &drawn, err)); /* never more clusters than pairs */
    TSRI_TRY(tsri_alloc(memory, room, sizeof *values, &values, err));
    resample(pairs, count, class_count, params, figures, figure_count, weight, drawn, values, kept);
    for (size_t f = 0; f < figure_count; f++) {
        set_interval(values + f * params->replicates, kept[f], params, &out[f]);
    }
done:
    tsri_free(memory, weight);
    tsri_free(memory, drawn);
    tsri_free(memory, values);
    return st;
}
