/* SPDX-License-Identifier: Apache-2.0
 * base/linalg.h - the project's door to BLAS and LAPACK. */
#ifndef TSRI_LINALG_H
#define TSRI_LINALG_H

#include <stddef.h>

#include "base/memory.h"

/**
 * Smooth values at even steps: the z that minimises  sum w (z - y)^2 + lambda sum (second difference of z)^2  (Whittaker 1923).
 *
 * @param y       count values; those of weight 0 do not count and are bridged by the curve of least bend
 * @param weight  count weights >= 0, at least two above 0
 * @param lambda  > 0; the larger the smoother
 * @param memory  for scratch
 * @param out     count values, may be y
 * @return TSR_OK; TSR_E_INVALID_ARG; TSR_E_NOMEM; TSR_E_BACKEND the system is singular. Cost: O(count), a banded Cholesky.
 */
TSR_NODISCARD tsr_status tsri_linalg_smooth(
    const double *y, const double *weight, size_t count, double lambda, const tsr_allocator *memory, double *out, tsr_error *err);

/** out = A x for a row-major A [rows x columns]; out is [rows]. Cost: O(rows columns). */
void tsri_linalg_apply(const float *a, int rows, int columns, const float *x, float *out);

/**
 * Solve A x = b for a symmetric positive definite A and several right hand sides.
 *
 * @param a    [n x n]; destroyed
 * @param b    [columns x n], a right hand side after the other; becomes the solutions
 * @return TSR_OK; TSR_E_BACKEND A is not positive definite. Cost: O(n^3).
 */
TSR_NODISCARD tsr_status tsri_linalg_solve_positive(double *a, size_t n, double *b, size_t columns, tsr_error *err);

#endif
