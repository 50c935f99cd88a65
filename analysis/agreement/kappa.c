/* SPDX-License-Identifier: Apache-2.0
 *
 * Cohen's kappa, 1 - sum(w o) / sum(w e): o the counts of label against measured, e those expected from the margins, w the cost
 * of a pair: 1 off the diagonal, or the distance, or its square. */
#include <math.h>
#include <string.h>

#include "agreement/bootstrap.h"
#include "base/fail.h"

enum figure { KAPPA, LINEAR, QUADRATIC, EXACT, WITHIN_ONE, FIGURES };

struct table {
    double cell[TSR_AGREEMENT_MAX_CLASSES][TSR_AGREEMENT_MAX_CLASSES];
    double label[TSR_AGREEMENT_MAX_CLASSES], measured[TSR_AGREEMENT_MAX_CLASSES], n;
};

static void count_pairs(const tsr_pair *pairs, const uint32_t *weight, size_t count, struct table *t)
{
    memset(t, 0, sizeof *t);
    for (size_t i = 0; i < count; i++) {
        size_t a = (size_t)pairs[i].label, b = (size_t)pairs[i].measured;
        t->cell[a][b] += weight[i];
        t->label[a] += weight[i];
        t->measured[b] += weight[i];
        t->n += weight[i];
    }
}

static void figures_of(const tsr_pair *pairs, const uint32_t *weight, size_t count, size_t class_count, double *out)
{
    struct table t;
    double observed[3] = {0}, expected[3] = {0}, near = 0;
    count_pairs(pairs, weight, count, &t);
    for (size_t a = 0; a < class_count; a++) {
        for (size_t b = 0; b < class_count; b++) {
            double distance = fabs((double)a - (double)b), chance = t.label[a] * t.measured[b] / t.n;
            double cost[3] = {a != b, distance, distance * distance};
            for (int k = 0; k < 3; k++) {
                observed[k] += cost[k] * t.cell[a][b];
                expected[k] += cost[k] * chance;
            }
            near += distance <= 1 ? t.cell[a][b] : 0;
        }
    }
    for (int k = 0; k < 3; k++) {
        out[KAPPA + k] = expected[k] > 0 ? 1 - observed[k] / expected[k] : TSRI_UNDEFINED;
    }
    out[EXACT] = 1 - observed[0] / t.n;
    out[WITHIN_ONE] = near / t.n;
}

tsr_status tsr_agreement_grades_compute(const tsr_allocator *allocator,
                                        const tsr_pair *pairs,
                                        size_t count,
                                        size_t class_count,
                                        const tsr_agreement_params *params,
                                        tsr_agreement_grades *out,
                                        tsr_error *err)
{
    tsr_estimate e[FIGURES];
    const double most = (double)class_count - 1;
    if (class_count < 2 || class_count > TSR_AGREEMENT_MAX_CLASSES) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "%zu classes, not 2 to %d", class_count, TSR_AGREEMENT_MAX_CLASSES);
    }
    for (size_t i = 0; i < count; i++) {
        const double values[2] = {pairs[i].label, pairs[i].measured};
        for (int k = 0; k < 2; k++) {
            if (!(values[k] >= 0 && values[k] <= most && values[k] == floor(values[k]))) {
                return tsri_fail(err, TSR_E_INVALID_ARG, "pair %zu holds %g, no class from 0 to %g", i, values[k], most);
            }
        }
    }
    tsr_status st = tsri_bootstrap(allocator, pairs, count, class_count, params, figures_of, FIGURES, e, err);
    if (st == TSR_OK) {
        *out = (tsr_agreement_grades){.kappa = e[KAPPA],
                                      .kappa_linear = e[LINEAR],
                                      .kappa_quadratic = e[QUADRATIC],
                                      .exact = e[EXACT],
                                      .within_one = e[WITHIN_ONE]};
    }
    return st;
}
