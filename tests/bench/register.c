/* SPDX-License-Identifier: Apache-2.0
 * How pairs of photos lie over each other: scripts/register_table runs it and sums up.
 *   bench_register MODELS < list     lines of "view before after"; a before that ends in '!' is taken without the photos' pixels
 * Prints a line a pair: verdict, bits of the reasons, scale, rotation_deg, outline_frac, overlap_frac, skin likeness (-2: none),
 * then the motion's 27 numbers in the order of output/motion.h. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "output/register.h"
#include "photo.h"

static void print_motion(const tsri_motion *m)
{
    (void)printf(" %.8g %.8g %.8g %.8g", m->a, m->b, m->tx_px, m->ty_px);
    for (int k = 0; k < 2 * TSRI_BEND_TERMS; k++) {
        (void)printf(" %.6g", m->bend_px[k / TSRI_BEND_TERMS][k % TSRI_BEND_TERMS]);
    }
    (void)printf(" %.6f %.6f %.6f\n", m->center_x_px, m->center_y_px, m->unit_px);
}

static void run_line(tsr_worker *worker, const char *view, char *before_path, const char *after_path)
{
    tsr_assessment *pair[2] = {NULL, NULL};
    tsri_register_side sides[2];
    tsri_motion motion;
    tsr_fit fit;
    tsr_error err = {0};
    size_t length = strlen(before_path);
    bool bare = length > 0 && before_path[length - 1] == '!';
    before_path[length - bare] = '\0';
    tsr_status st = bench_assess(worker, view, before_path, &pair[0], &err);
    st = st == TSR_OK ? bench_assess(worker, view, after_path, &pair[1], &err) : st;
    for (int i = 0; st == TSR_OK && i < 2; i++) {
        sides[i] = (tsri_register_side){.labels = tsr_assessment_labels(pair[i]),
                                        .rgb = tsr_assessment_photo(pair[i]),
                                        .landmarks = &tsr_assessment_result(pair[i])->landmarks};
        sides[i].rgb.data = bare ? NULL : sides[i].rgb.data;
    }
    st = st == TSR_OK ? tsri_register(&sides[0], &sides[1], tsri_memory_default(), &motion, &fit, &err) : st;
    if (st == TSR_OK) {
        (void)printf("%d %u %.5f %.3f %.5f %.4f %.4f", (int)fit.verdict, (unsigned)fit.reasons, fit.scale, fit.rotation_deg,
                     fit.outline_frac, fit.overlap_frac, fit.skin_likeness.known ? fit.skin_likeness.value : -2);
        print_motion(&motion);
    } else {
        (void)printf("error %s\n", err.message);
    }
    tsr_assessment_destroy(&pair[0]);
    tsr_assessment_destroy(&pair[1]);
}

int main(int argc, char **argv)
{
    tsr_context *ctx = NULL;
    tsr_worker *worker = NULL;
    char view[16], before[1024], after[1024];
    if (!bench_open(argc, argv, &ctx, &worker)) {
        return 1;
    }
    while (scanf("%15s %1023s %1023s", view, before, after) == 3) {
        run_line(worker, view, before, after);
    }
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
    return 0;
}
