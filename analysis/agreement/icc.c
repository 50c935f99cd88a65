/* SPDX-License-Identifier: Apache-2.0
 *
 * Mean squares of a two-way layout with one value a cell, k = 2 raters, n pairs:
 *   MSR between pairs (n - 1), MSC between raters (k - 1), MSE the rest ((n - 1)(k - 1))
 *   ICC(2,1) = (MSR - MSE) / (MSR + (k - 1) MSE + k (MSC - MSE) / n)
 * With two raters all three follow from sums (label + measured) and differences, taken about their means for precision. */
#include "agreement/icc.h"

#include "agreement/bootstrap.h"

double tsri_icc_compute(const tsr_pair *pairs, const uint32_t *weight, size_t count)
{
    double n = 0, sum_mean = 0, difference_mean = 0, sum_ss = 0, difference_ss = 0;
    for (size_t i = 0; i < count; i++) {
        n += weight[i];
        sum_mean += weight[i] * (pairs[i].label + pairs[i].measured);
        difference_mean += weight[i] * (pairs[i].measured - pairs[i].label);
    }
    if (n < 2) {
        return TSRI_UNDEFINED;
    }
    sum_mean /= n;
    difference_mean /= n;
    for (size_t i = 0; i < count; i++) {
        double s = pairs[i].label + pairs[i].measured - sum_mean, d = pairs[i].measured - pairs[i].label - difference_mean;
        sum_ss += weight[i] * s * s;
        difference_ss += weight[i] * d * d;
    }
    const double msr = sum_ss / 2 / (n - 1), mse = difference_ss / 2 / (n - 1);
    const double msc = n * difference_mean * difference_mean / 2;
    const double below = msr + mse + 2 * (msc - mse) / n;
    return below > 0 ? (msr - mse) / below : TSRI_UNDEFINED;
}
