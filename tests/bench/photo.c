/* SPDX-License-Identifier: Apache-2.0 */
#include "photo.h"

#include <stdio.h>

#include "base/file.h"
#include "base/memory.h"

static const uint64_t MAX_FILE_BYTES = UINT64_C(1) << 30;

bool bench_open(int argc, char **argv, tsr_context **ctx, tsr_worker **worker)
{
    tsr_error err = {0};
    tsr_options options = TSR_OPTIONS_INIT;
    options.model_dir = argc == 2 ? argv[1] : NULL;
    if (argc != 2 || tsr_context_create(&options, ctx, &err) != TSR_OK || tsr_worker_create(*ctx, worker, &err) != TSR_OK) {
        (void)fprintf(stderr, "usage: %s MODELS < list   %s\n", argv[0], err.message);
        return false;
    }
    return true;
}

tsr_status bench_read(const char *path, uint8_t **bytes, size_t *size_bytes, tsr_error *err)
{
    return tsri_file_read(tsri_memory_default(), path, MAX_FILE_BYTES, bytes, size_bytes, err);
}

tsr_status bench_assess(tsr_worker *worker, const char *view, const char *path, tsr_assessment **out, tsr_error *err)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_assess_params params = TSR_ASSESS_PARAMS_INIT;
    params.view = tsr_view_parse(view);
    *out = NULL;
    tsr_status st = bench_read(path, &bytes, &size_bytes, err);
    st = st == TSR_OK ? tsr_photo_assess(worker, bytes, size_bytes, &params, out, err) : st;
    tsri_free(tsri_memory_default(), bytes);
    return st;
}
