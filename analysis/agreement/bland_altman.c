/* SPDX-License-Identifier: Apache-2.0
 *
 * Measured against label on a scale: bias, limits of agreement, a bias that grows with size, errors, ICC, and whether the
 * measurements' own intervals hold. All are sums with weights, taken about means. */
#include <math.h>

#include "agreement/bootstrap.h"
#include "agreement/icc.h"

/* 97.5 % point of the normal distribution: the limits hold 95 % of differences that are normal. */
static const double NORMAL_975 = 1.959963984540054;

enum figure { BIAS, SD, LOA_LO, LOA_HI, SLOPE, MAE, RMSE, ICC, IN_RANGE, WIDTH, FIGURES };

static double difference(const tsr_pair *p)
{
    return p->measured - p->label;
}

/* Share of labels inside the measurements' intervals, and the intervals' mean width. */
static void range_figures(const tsr_pair *pairs, const uint32_t *weight, size_t count, double *out)
{
    double n = 0, inside = 0, width = 0;
    for (size_t i = 0; i < count; i++) {
        const tsr_pair *p = &pairs[i];
        if (p->has_range) {
            n += weight[i];
            inside += p->label >= p->lo && p->label <= p->hi ? weight[i] : 0;
            width += weight[i] * (p->hi - p->lo);
        }
    }
    out[IN_RANGE] = n > 0 ? inside / n : TSRI_UNDEFINED;
    out[WIDTH] = n > 0 ? width / n : TSRI_UNDEFINED;
}

static void figures_of(const tsr_pair *pairs, const uint32_t *weight, size_t count, size_t class_count, double *out)
{
    (void)class_count;
    double n = 0, bias = 0, middle = 0, absolute = 0, square = 0, ss = 0, xx = 0, xy = 0;
    for (size_t i = 0; i < count; i++) {
        double d = difference(&pairs[i]);
        n += weight[i];
        bias += weight[i] * d;
        middle += weight[i] * (pairs[i].label + pairs[i].measured) / 2;
        absolute += weight[i] * fabs(d);
        square += weight[i] * d * d;
    }
    bias /= n;
    middle /= n;
    for (size_t i = 0; i < count; i++) {
        double d = difference(&pairs[i]) - bias, x = (pairs[i].label + pairs[i].measured) / 2 - middle;
        ss += weight[i] * d * d;
        xx += weight[i] * x * x;
        xy += weight[i] * x * d;
    }
    const double sd = n > 1 ? sqrt(ss / (n - 1)) : TSRI_UNDEFINED;
    out[BIAS] = bias;
    out[SD] = sd;
    out[LOA_LO] = bias - NORMAL_975 * sd;
    out[LOA_HI] = bias + NORMAL_975 * sd;
    out[SLOPE] = xx > 0 ? xy / xx : TSRI_UNDEFINED;
    out[MAE] = absolute / n;
    out[RMSE] = sqrt(square / n);
    out[ICC] = tsri_icc_compute(pairs, weight, count);
    range_figures(pairs, weight, count, out);
}

tsr_status tsr_agreement_numbers_compute(const tsr_allocator *allocator,
                                         const tsr_pair *pairs,
                                         size_t count,
                                         const tsr_agreement_params *params,
                                         tsr_agreement_numbers *out,
                                         tsr_error *err)
{
    tsr_estimate e[FIGURES];
    tsr_status st = tsri_bootstrap(allocator, pairs, count, 0, params, figures_of, FIGURES, e, err);
    if (st == TSR_OK) {
        *out = (tsr_agreement_numbers){.bias = e[BIAS],
                                       .sd = e[SD],
                                       .loa_lo = e[LOA_LO],
                                       .loa_hi = e[LOA_HI],
                                       .slope = e[SLOPE],
                                       .mean_abs_error = e[MAE],
                                       .rms_error = e[RMSE],
                                       .icc = e[ICC],
                                       .in_range = e[IN_RANGE],
                                       .range_width = e[WIDTH]};
    }
    return st;
}
