/* SPDX-License-Identifier: Apache-2.0 */
#include "base/linalg.h"

#include <cblas.h>
#include <lapacke.h>

#include "base/fail.h"

enum { BANDS = 2 }; /* second differences reach two values to either side */

/* W + lambda D'D in LAPACK's lower band storage, column by column: band b of column i is the element (i + b, i). */
static void fill_bands(const double *weight, size_t count, double lambda, double *bands)
{
    static const double DIFFERENCE[BANDS + 1] = {1, -2, 1};
    for (size_t i = 0; i < count; i++) {
        bands[i * (BANDS + 1)] = weight[i];
    }
    for (size_t row = 0; row + BANDS < count; row++) {
        for (size_t i = 0; i <= BANDS; i++) {
            for (size_t j = i; j <= BANDS; j++) {
                bands[(row + i) * (BANDS + 1) + (j - i)] += lambda * DIFFERENCE[i] * DIFFERENCE[j];
            }
        }
    }
}

tsr_status tsri_linalg_smooth(
    const double *y, const double *weight, size_t count, double lambda, const tsr_allocator *memory, double *out, tsr_error *err)
{
    double *bands = NULL;
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        used += weight[i] > 0;
    }
    if (used < 2 || !(lambda > 0) || count > INT32_MAX / (BANDS + 1)) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "smoothing of %zu values, %zu of them with weight, by %g", count, used, lambda);
    }
    tsr_status st = tsri_alloc_zero(memory, count * (BANDS + 1), sizeof *bands, &bands, err);
    if (st != TSR_OK) {
        return st;
    }
    fill_bands(weight, count, lambda, bands);
    for (size_t i = 0; i < count; i++) {
        out[i] = weight[i] > 0 ? weight[i] * y[i] : 0;
    }
    lapack_int fault =
        LAPACKE_dpbsv(LAPACK_COL_MAJOR, 'L', (lapack_int)count, BANDS, 1, bands, BANDS + 1, out, (lapack_int)count);
    tsri_free(memory, bands);
    return fault == 0 ? TSR_OK : tsri_fail_backend(err, TSR_E_BACKEND, (int)fault, "dpbsv gave up at value %d", (int)fault);
}

void tsri_linalg_apply(const float *a, int rows, int columns, const float *x, float *out)
{
    cblas_sgemv(CblasRowMajor, CblasNoTrans, rows, columns, 1, a, columns, x, 1, 0, out, 1);
}

tsr_status tsri_linalg_solve_positive(double *a, size_t n, double *b, size_t columns, tsr_error *err)
{
    lapack_int size = (lapack_int)n, fault = LAPACKE_dposv(LAPACK_COL_MAJOR, 'L', size, (lapack_int)columns, a, size, b, size);
    return fault == 0 ? TSR_OK
                      : tsri_fail_backend(err, TSR_E_BACKEND, (int)fault, "dposv of %zu unknowns gave up at %d", n, (int)fault);
}
