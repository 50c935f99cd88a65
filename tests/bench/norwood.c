/* SPDX-License-Identifier: Apache-2.0
 * What the Norwood grade hangs on, as the library gathers it:  bench_norwood MODELS < list    (lines of "case view photo", a case
 * together) Prints "case value value ..." a case, "nan" for what is not known. scripts/train/norwood.py runs it. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "judge/norwood.h"
#include "tonsure/assess.h"

enum { MOST_PHOTOS = 5 };

static const uint64_t MAX_FILE_BYTES = UINT64_C(1) << 30;

/* A case under way. */
struct person {
    char name[64];
    tsr_photo_result photos[MOST_PHOTOS];
    size_t count;
};

static void finish(const struct person *p)
{
    const tsr_photo_result *photos[MOST_PHOTOS];
    for (size_t i = 0; i < p->count; i++) {
        photos[i] = &p->photos[i];
    }
    const tsr_case_result result = tsr_case_assess(photos, p->count);
    const tsri_norwood_measures m = tsri_norwood_gather(photos, p->count, &result);
    (void)printf("%s", p->name);
    for (int i = 0; i < TSRI_NORWOOD_MEASURES; i++) {
        if (m.known[i]) {
            (void)printf(" %.6f", m.value[i]);
        } else {
            (void)printf(" nan");
        }
    }
    (void)printf("\n");
}

static void take(tsr_worker *worker, struct person *p, const char *view, const char *photo)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_assessment *a = NULL;
    tsr_error err = {0};
    tsr_assess_params params = TSR_ASSESS_PARAMS_INIT;
    params.view = tsr_view_parse(view);
    tsr_status st = tsri_file_read(tsri_memory_default(), photo, MAX_FILE_BYTES, &bytes, &size_bytes, &err);
    st = st == TSR_OK ? tsr_photo_assess(worker, bytes, size_bytes, &params, &a, &err) : st;
    if (st == TSR_OK && p->count < MOST_PHOTOS) {
        p->photos[p->count++] = *tsr_assessment_result(a);
    } else {
        (void)fprintf(stderr, "%s: %s\n", photo, st == TSR_OK ? "more than five photos" : err.message);
    }
    tsr_assessment_destroy(&a);
    tsri_free(tsri_memory_default(), bytes);
}

int main(int argc, char **argv)
{
    static struct person person;
    char name[64], view[16], photo[1024];
    tsr_context *ctx = NULL;
    tsr_worker *worker = NULL;
    tsr_error err = {0};
    tsr_options options = {0};
    options.model_dir = argc == 2 ? argv[1] : NULL;
    if (argc != 2 || tsr_context_create(&options, &ctx, &err) != TSR_OK || tsr_worker_create(ctx, &worker, &err) != TSR_OK) {
        (void)fprintf(stderr, "usage: bench_norwood MODELS < list   %s\n", err.message);
        return 1;
    }
    while (scanf("%63s %15s %1023s", name, view, photo) == 3) {
        if (strcmp(name, person.name) != 0) {
            if (person.count) {
                finish(&person);
            }
            memset(&person, 0, sizeof person);
            memcpy(person.name, name, sizeof name);
        }
        take(worker, &person, view, photo);
    }
    if (person.count) {
        finish(&person);
    }
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
    return 0;
}
