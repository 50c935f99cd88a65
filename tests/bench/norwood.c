/* SPDX-License-Identifier: Apache-2.0
 * What the Norwood grade hangs on, as the library gathers it:  bench_norwood MODELS < list    (lines of "case view photo", a case
 * together) Prints "case value value ..." a case, "nan" for what is not known. scripts/train/norwood.py runs it. */
#include <stdio.h>
#include <string.h>

#include "judge/norwood.h"
#include "photo.h"

enum { MOST_PHOTOS = 5 };

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
    tsr_assessment *a = NULL;
    tsr_error err = {0};
    tsr_status st = bench_assess(worker, view, photo, &a, &err);
    if (st == TSR_OK && p->count < MOST_PHOTOS) {
        p->photos[p->count++] = *tsr_assessment_result(a);
    } else {
        (void)fprintf(stderr, "%s: %s\n", photo, st == TSR_OK ? "more than five photos" : err.message);
    }
    tsr_assessment_destroy(&a);
}

int main(int argc, char **argv)
{
    static struct person person;
    char name[64], view[16], photo[1024];
    tsr_context *ctx = NULL;
    tsr_worker *worker = NULL;
    if (!bench_open(argc, argv, &ctx, &worker)) {
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
