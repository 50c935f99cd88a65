/* SPDX-License-Identifier: Apache-2.0
 * bench_simulate MODELS < LIST > CSV: simulations without mark or caption, for the blind look test (scripts/simulate_look).
 * Each line of the list: STYLE VIEW SEED PHOTO OUT.png (no blanks in paths). */
#include <stdio.h>

#include "base/file.h"
#include "image/encode.h"
#include "output/simulate_parts.h"
#include "photo.h"

struct line {
    char style[16], view[16], photo[512], out[512];
    unsigned long long seed;
};

static tsr_status render(const tsr_context *ctx, const tsr_simulation *simulation, const char *path, tsr_error *err)
{
    const tsr_allocator *memory = tsr_context_allocator(ctx);
    tsri_image picture = {0};
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_status st = tsri_simulation_render(simulation, tsr_simulation_get_info(simulation)->sessions, &picture, err);
    if (st == TSR_OK) {
        st = tsri_png_encode(tsri_image_view(&picture), TSRI_PNG_LEVEL_RUNS, memory, &bytes, &size_bytes, err);
    }
    if (st == TSR_OK) {
        st = tsri_file_save(memory, path, bytes, size_bytes, err);
    }
    tsri_image_release(&picture);
    tsri_free(memory, bytes);
    return st;
}

static void print_info(const struct line *line, const tsr_simulation *s)
{
    const tsr_simulation_info *i = tsr_simulation_get_info(s);
    (void)printf("%s,%lld,%.3f,%.2f,%.1f,%.1f,%.2f,%.2f,0x%x\n", line->out, (long long)i->dots[i->sessions - 1],
                 i->treated_fraction, i->dot_spacing_px, i->skin_lab[0], i->pigment_lab[0], s->tone.absorbance[1],
                 s->tone.blur_px, i->notes);
}

static tsr_status simulate(const tsr_context *ctx, tsr_worker *worker, const struct line *line, tsr_error *err)
{
    tsr_assessment *assessment = NULL;
    tsr_simulation *simulation = NULL;
    tsr_simulation_params params = {.seed = line->seed};
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    (void)tsr_simulation_style_parse(line->style, &params.style);
    tsr_status st = bench_assess(worker, line->view, line->photo, &assessment, err);
    if (st == TSR_OK) {
        st = bench_read(line->photo, &bytes, &size_bytes, err);
    }
    if (st == TSR_OK) {
        st = tsr_simulation_create(ctx, assessment, bytes, size_bytes, 0, false, &params, &simulation, err);
    }
    if (st == TSR_OK && simulation) {
        print_info(line, simulation);
        st = render(ctx, simulation, line->out, err);
    } else if (st == TSR_OK) {
        (void)printf("%s,nothing\n", line->out);
    }
    tsri_free(tsri_memory_default(), bytes);
    tsr_simulation_destroy(&simulation);
    tsr_assessment_destroy(&assessment);
    return st;
}

int main(int argc, char **argv)
{
    tsr_context *ctx = NULL;
    tsr_worker *worker = NULL;
    struct line line;
    tsr_error err = {0};
    int code = bench_open(argc, argv, &ctx, &worker) ? 0 : 1;
    (void)puts("out,dots,treated,spacing_px,skin_l,pigment_l,absorbance,blur_px,notes");
    while (code == 0 && scanf("%15s %15s %llu %511s %511s", line.style, line.view, &line.seed, line.photo, line.out) == 5) {
        if (simulate(ctx, worker, &line, &err) != TSR_OK) {
            (void)fprintf(stderr, "%s: %s\n", line.photo, err.message);
            code = 1;
        }
    }
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
    return code;
}
