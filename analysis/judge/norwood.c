/* SPDX-License-Identifier: Apache-2.0
 *
 * grade = mean + w . x, x being the measures and their squares, standardised. With x jointly normal, of covariance R, the unknown
 * part m given the known part p is normal with mean R_mp R_pp^-1 x_p and covariance R_mm - R_mp R_pp^-1 R_pm. So with v = R_pp^-1
 * x_p and B = R_pp^-1 R_pm the estimate is w_p . x_p + w_m . (R_mp v), and its variance grows by w_m . (R_mm w_m) - (R_pm w_m) .
 * (B w_m): one Cholesky with two right hand sides, x_p and R_pm w_m. */
#include "judge/norwood.h"

#include <math.h>
#include <string.h>

#include "base/linalg.h"

/* A case with fewer known measures shows no head to grade. */
enum { LEAST_KNOWN = 6, GRADES = TSR_NORWOOD_GRADES };

static const double TAIL = 0.05; /* of the 90 % range, on either side */

/* III vertex: the vertex has lost this much more of its hair than the mid scalp before it. A setting of the project. */
static const double VERTEX_EXCESS = 0.25;
enum { MEASURE_MID = 1, MEASURE_VERTEX = 2, GRADE_WITH_VARIANT = 3 };

/* Variants "a": loss from front to back without an island of hair in the middle of the front, and the vertex kept, both as the
 * top view shows them. Settings of the project. */
static const double A_FRONT_GONE = 0.80, A_VERTEX_KEPT = 0.10;
enum { MEASURE_TOP_FRONTAL = 24, MEASURE_TOP_VERTEX = 26, LEAST_A_GRADE = 2, MOST_A_GRADE = 5 };

static double normal_below(double x)
{
    return 0.5 * erfc(-x / sqrt(2));
}

/* Split into known and unknown features: x holds the known ones' standardised values. @return their number. */
static int standardise(const tsri_norwood_model *m, const tsri_norwood_measures *measures, double *x, int *known, int *unknown)
{
    int known_count = 0, unknown_count = 0;
    for (int i = 0; i < TSRI_NORWOOD_FEATURES; i++) {
        int measure = i % TSRI_NORWOOD_MEASURES;
        double value = measures->value[measure];
        value = i < TSRI_NORWOOD_MEASURES ? value : value * value;
        if (measures->known[measure]) {
            x[known_count] = (value - (double)m->mean[i]) / (double)m->deviation[i];
            known[known_count++] = i;
        } else {
            unknown[unknown_count++] = i;
        }
    }
    return known_count;
}

static double correlation(const tsri_norwood_model *m, int i, int j)
{
    return (double)m->correlation[(size_t)i * TSRI_NORWOOD_FEATURES + (size_t)j];
}

/* The estimate of the grade and the variance that the unknown features add. */
static tsr_status estimate(const tsri_norwood_model *m,
                           const double *x,
                           const int *known,
                           int known_count,
                           const int *unknown,
                           double *grade,
                           double *variance,
                           tsr_error *err)
{
    double a[TSRI_NORWOOD_FEATURES * TSRI_NORWOOD_FEATURES], b[2 * TSRI_NORWOOD_FEATURES], cross[TSRI_NORWOOD_FEATURES];
    int unknown_count = TSRI_NORWOOD_FEATURES - known_count;
    for (int i = 0; i < known_count; i++) {
        for (int j = 0; j < known_count; j++) {
            a[i * known_count + j] = correlation(m, known[i], known[j]);
        }
        cross[i] = 0;
        for (int j = 0; j < unknown_count; j++) {
            cross[i] += correlation(m, known[i], unknown[j]) * (double)m->weights[unknown[j]];
        }
        b[i] = x[i];
        b[known_count + i] = cross[i];
    }
    tsr_status st = tsri_linalg_solve_positive(a, (size_t)known_count, b, 2, err);
    if (st != TSR_OK) {
        return st;
    }
    *grade = (double)m->grade[0];
    *variance = 0;
    for (int i = 0; i < known_count; i++) {
        *grade += (double)m->weights[known[i]] * x[i] + cross[i] * b[i];
        *variance -= cross[i] * b[known_count + i];
    }
    for (int i = 0; i < unknown_count; i++) {
        for (int j = 0; j < unknown_count; j++) {
            *variance += (double)m->weights[unknown[i]] * correlation(m, unknown[i], unknown[j]) * (double)m->weights[unknown[j]];
        }
    }
    *variance = fmax(0, *variance);
    return TSR_OK;
}

/* Shares of a normal distribution in the unit intervals round the grades, the first and the last open. */
static void spread(double grade, double deviation, tsr_norwood *out)
{
    double below = 0;
    out->lo = out->hi = 0;
    for (int g = 1; g <= GRADES; g++) {
        double up_to = g == GRADES ? 1 : normal_below((g + 0.5 - grade) / deviation);
        out->probabilities[g] = up_to - below;
        out->lo = out->lo == 0 && up_to > TAIL ? g : out->lo;
        out->hi = out->hi == 0 && up_to >= 1 - TAIL ? g : out->hi;
        out->grade = out->grade == 0 || out->probabilities[g] > out->probabilities[out->grade] ? g : out->grade;
        below = up_to;
    }
}

static void name_variant(const tsri_norwood_measures *m, tsr_norwood *out)
{
    out->vertex_variant = out->grade == GRADE_WITH_VARIANT && m->known[MEASURE_MID] && m->known[MEASURE_VERTEX] &&
                          m->value[MEASURE_VERTEX] - m->value[MEASURE_MID] > VERTEX_EXCESS;
    out->a_variant = out->grade >= LEAST_A_GRADE && out->grade <= MOST_A_GRADE && m->known[MEASURE_TOP_FRONTAL] &&
                     m->known[MEASURE_TOP_VERTEX] && m->value[MEASURE_TOP_FRONTAL] >= A_FRONT_GONE &&
                     m->value[MEASURE_TOP_VERTEX] <= A_VERTEX_KEPT && !out->vertex_variant;
}

tsr_status
tsri_norwood_grade(const tsri_norwood_model *model, const tsri_norwood_measures *measures, tsr_norwood *out, tsr_error *err)
{
    double x[TSRI_NORWOOD_FEATURES], grade, variance;
    int known[TSRI_NORWOOD_FEATURES], unknown[TSRI_NORWOOD_FEATURES];
    memset(out, 0, sizeof *out);
    int known_count = standardise(model, measures, x, known, unknown);
    if (known_count < 2 * LEAST_KNOWN) {
        return TSR_OK;
    }
    tsr_status st = estimate(model, x, known, known_count, unknown, &grade, &variance, err);
    if (st == TSR_OK) {
        double error = (double)model->grade[1];
        out->known = true;
        out->assumes_male = true;
        out->deviation = sqrt(error * error + (double)model->grade[2] * variance);
        spread(grade, out->deviation, out);
        name_variant(measures, out);
    }
    return st;
}
