/* SPDX-License-Identifier: Apache-2.0
 * agreement/bootstrap.h - figures of pairs with intervals by resampling cases. */
#ifndef TSRI_BOOTSTRAP_H
#define TSRI_BOOTSTRAP_H

#include <math.h>

#include "tonsure/agreement.h"

enum { TSRI_MAX_FIGURES = 10 };

/* A figure that the pairs do not define; it goes no further than the bootstrap. */
#define TSRI_UNDEFINED ((double)NAN)

/** Figures of weighted pairs: every pair counts weight[i] times. */
typedef void (*tsri_figures_fn)(
    const tsr_pair *pairs, const uint32_t *weight, size_t count, size_t class_count, double figures[TSRI_MAX_FIGURES]);

/**
 * Compute the figures, and their percentile intervals over replicates in which whole clusters are drawn with replacement
 * (Efron and Tibshirani 1993; clusters: Field and Welsh 2007). The ends are widened to hold the value where they do not.
 *
 * @return as tsr_agreement_numbers_compute
 */
TSR_NODISCARD tsr_status tsri_bootstrap(const tsr_allocator *memory,
                                        const tsr_pair *pairs,
                                        size_t count,
                                        size_t class_count,
                                        const tsr_agreement_params *params,
                                        tsri_figures_fn figures,
                                        size_t figure_count,
                                        tsr_estimate *out,
                                        tsr_error *err);

/** Value at a share (0 to 1) of count >= 1 sorted values, linear between neighbours (Hyndman and Fan 1996, type 7). */
double tsri_quantile_of_sorted(const double *sorted, size_t count, double share);

/** Sort ascending. */
void tsri_sort_values(double *values, size_t count);

#endif
