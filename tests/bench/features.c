/* SPDX-License-Identifier: Apache-2.0
 * What the classifiers are trained on, as the library computes it:  bench_features MODELS < list   (lines of "view photo")
 * Prints a line of JSON a photo: its measurements as in photos.jsonl, and the encoder's pooled features. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "pipeline/assessment.h"

static const uint64_t MAX_FILE_BYTES = UINT64_C(1) << 30;

static void run_line(const tsr_context *ctx, tsr_worker *worker, const char *view, const char *photo)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_assessment *a = NULL;
    tsr_error err = {0};
    char *line = NULL;
    tsr_assess_params params = TSR_ASSESS_PARAMS_INIT;
    params.view = tsr_view_parse(view);
    tsr_status st = tsri_file_read(tsri_memory_default(), photo, MAX_FILE_BYTES, &bytes, &size_bytes, &err);
    st = st == TSR_OK ? tsr_photo_assess(worker, bytes, size_bytes, &params, &a, &err) : st;
    const tsr_photo_names names = {photo, NULL, NULL, st == TSR_OK ? NULL : err.message};
    if (tsr_photo_json_format(ctx, &names, st == TSR_OK ? tsr_assessment_result(a) : NULL, &line, &err) == TSR_OK) {
        (void)printf("{\"measured\": %s, \"pooled\": [", line);
        for (int i = 0; st == TSR_OK && i < TSRI_NET_POOLED; i++) {
            (void)printf("%s%.5g", i ? ", " : "", (double)a->frame.parse.pooled[i]);
        }
        (void)printf("]}\n");
    }
    tsr_free(ctx, line);
    tsr_assessment_destroy(&a);
    tsri_free(tsri_memory_default(), bytes);
}

int main(int argc, char **argv)
{
    char view[16], photo[1024];
    tsr_context *ctx = NULL;
    tsr_worker *worker = NULL;
    tsr_error err = {0};
    tsr_options options = {0};
    options.model_dir = argc == 2 ? argv[1] : NULL;
    if (argc != 2 || tsr_context_create(&options, &ctx, &err) != TSR_OK || tsr_worker_create(ctx, &worker, &err) != TSR_OK) {
        (void)fprintf(stderr, "usage: bench_features MODELS < list   %s\n", err.message);
        return 1;
    }
    while (scanf("%15s %1023s", view, photo) == 2) {
        run_line(ctx, worker, view, photo);
    }
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
    return 0;
}
