/* SPDX-License-Identifier: Apache-2.0
 * Processor time of judge and plan, a case:  bench_judge MODELS PHOTO    The photo stands for all five views; once they are
 * measured, the joining of views, judgement and advice are run many times. Prints the median of batches, ms a case. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "photo.h"
#include "tonsure/advice.h"

enum { VIEWS = TSR_VIEW_COUNT - 1, BATCHES = 15, CASES = 40 };

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static tsr_status judge_once(const tsr_context *ctx, const tsr_photo_result *const *photos, tsr_error *err)
{
    static tsr_advice advice;
    tsr_case_result result = tsr_case_assess(photos, VIEWS);
    tsr_status st = tsr_case_judge(ctx, photos, VIEWS, NULL, &result, err);
    if (st == TSR_OK) {
        st = tsr_case_advise(ctx, photos, VIEWS, &result, NULL, (tsr_date){0, 0, 0}, &advice, err);
    }
    return st;
}

int main(int argc, char **argv)
{
    static tsr_photo_result photos[VIEWS];
    const tsr_photo_result *given[VIEWS];
    double ms[BATCHES];
    tsr_context *ctx = NULL;
    tsr_worker *worker = NULL;
    tsr_error err = {0};
    tsr_status st = TSR_OK;
    if (argc != 3 || !bench_open(2, argv, &ctx, &worker)) {
        (void)fprintf(stderr, "usage: bench_judge MODELS PHOTO\n");
        return 2;
    }
    for (int v = 0; v < VIEWS && st == TSR_OK; v++) {
        tsr_assessment *a = NULL;
        st = bench_assess(worker, tsr_view_name((tsr_view)(TSR_VIEW_FRONT + v)), argv[2], &a, &err);
        if (st == TSR_OK) {
            photos[v] = *tsr_assessment_result(a);
        }
        given[v] = &photos[v];
        tsr_assessment_destroy(&a);
    }
    for (int b = 0; b < BATCHES && st == TSR_OK; b++) {
        const clock_t start = clock();
        for (int i = 0; i < CASES && st == TSR_OK; i++) {
            st = judge_once(ctx, given, &err);
        }
        ms[b] = 1e3 * (double)(clock() - start) / CLOCKS_PER_SEC / CASES;
    }
    if (st == TSR_OK) {
        qsort(ms, BATCHES, sizeof *ms, by_value);
        (void)printf("judge and plan: %.3f ms of processor a case of five photos (limit 5)\n", ms[BATCHES / 2]);
    } else {
        (void)fprintf(stderr, "%s\n", err.message);
    }
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
    return st == TSR_OK && ms[BATCHES / 2] <= 5 ? 0 : 1;
}
