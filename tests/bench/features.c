/* SPDX-License-Identifier: Apache-2.0
 * What the classifiers are trained on, as the library computes it:  bench_features MODELS < list   (lines of "view photo")
 * Prints a line of JSON a photo: its measurements as in photos.jsonl, and the encoder's features by region. */
#include <stdio.h>
#include <string.h>

#include "photo.h"
#include "pipeline/assessment.h"

static void run_line(const tsr_context *ctx, tsr_worker *worker, const char *view, const char *photo)
{
    tsr_assessment *a = NULL;
    tsr_error err = {0};
    char *line = NULL;
    tsr_status st = bench_assess(worker, view, photo, &a, &err);
    const tsr_photo_names names = {photo, NULL, NULL, st == TSR_OK ? NULL : err.message};
    if (tsr_photo_json_format(ctx, &names, st == TSR_OK ? tsr_assessment_result(a) : NULL, &line, &err) == TSR_OK) {
        (void)printf("{\"measured\": %s, \"features\": [", line);
        for (int i = 0; st == TSR_OK && i < TSRI_FEATURES; i++) {
            (void)printf("%s%.5g", i ? ", " : "", (double)a->frame.parse.features[i]);
        }
        (void)printf("]}\n");
    }
    tsr_free(ctx, line);
    tsr_assessment_destroy(&a);
}

int main(int argc, char **argv)
{
    char view[16], photo[1024];
    tsr_context *ctx = NULL;
    tsr_worker *worker = NULL;
    if (!bench_open(argc, argv, &ctx, &worker)) {
        return 1;
    }
    while (scanf("%15s %1023s", view, photo) == 2) {
        run_line(ctx, worker, view, photo);
    }
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
    return 0;
}
