/* SPDX-License-Identifier: Apache-2.0
 * Zone shares of a photo against the same zones of a drawn mask: scripts/zone_table.py runs it and sums up.
 *   tsr_zones MODELS < list     lines of "view photo mask", the mask a raw label map (P5 PGM) of the photo's size
 * Prints "photo NAME", "frame ORIGIN_X ORIGIN_Y UP_X UP_Y HALF_UP HALF_RIGHT" and "ZONE share lo hi drawn" for each zone that
 * both know. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "measure/zones.h"
#include "photo.h"
#include "pipeline/assessment.h"

/* A raw PGM's pixels; NULL where its size is not the photo's. */
static const uint8_t *pgm_pixels(const uint8_t *bytes, size_t size_bytes, int32_t width_px, int32_t height_px)
{
    int w = 0, h = 0, at = 0;
    char head[64] = {0};
    memcpy(head, bytes, size_bytes < sizeof head - 1 ? size_bytes : sizeof head - 1);
    bool fits = sscanf(head, "P5 %d %d 255%n", &w, &h, &at) == 2 && w == width_px && h == height_px &&
                size_bytes == (size_t)at + 1 + (size_t)w * (size_t)h;
    return fits ? bytes + at + 1 : NULL;
}

static void compare(tsr_assessment *a, const uint8_t *mask)
{
    tsri_frame *frame = &a->frame;
    tsri_arena arena;
    tsri_sample drawn;
    tsr_zone_measures zones;
    const tsr_zone_measures *told = &frame->result.zones;
    tsr_view_u8 map = {mask, frame->result.width_px, frame->result.height_px, 1, (size_t)frame->result.width_px};
    tsri_arena_init(&arena, frame->arena.memory);
    if (tsri_sample_make(tsri_image_view(&frame->photo.rgb), map, &arena, &drawn, NULL) == TSR_OK) {
        drawn.logits = frame->sample.logits;
        drawn.box = frame->sample.box;
        if (tsri_zones_measure(&drawn, &told->frame, &arena, &zones, NULL) == TSR_OK) {
            for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
                const tsr_quantity *q = &told->bare_fraction[z];
                if (q->known && zones.bare_fraction[z].known) {
                    (void)printf("%s %.4f %.4f %.4f %.4f\n", tsr_zone_name((tsr_zone)z), q->value, q->lo, q->hi,
                                 zones.bare_fraction[z].value);
                }
            }
        }
    }
    tsri_arena_release(&arena);
}

static void run_line(tsr_worker *worker, const char *view, const char *photo, const char *mask)
{
    uint8_t *drawn = NULL;
    size_t drawn_bytes = 0;
    tsr_assessment *a = NULL;
    tsr_error err = {0};
    tsr_status st = bench_read(mask, &drawn, &drawn_bytes, &err);
    st = st == TSR_OK ? bench_assess(worker, view, photo, &a, &err) : st;
    const uint8_t *pixels =
        st == TSR_OK ? pgm_pixels(drawn, drawn_bytes, a->frame.result.width_px, a->frame.result.height_px) : NULL;
    (void)printf("photo %s\n", photo);
    if (pixels) {
        const tsr_zone_frame *f = &a->frame.result.zones.frame;
        (void)printf("frame %.1f %.1f %.4f %.4f %.1f %.1f\n", f->origin_x_px, f->origin_y_px, f->up_x, f->up_y, f->half_up_px,
                     f->half_right_px);
        compare(a, pixels);
    } else {
        (void)fprintf(stderr, "%s: %s\n", photo, st == TSR_OK ? "the mask is not a PGM of the photo's size" : err.message);
    }
    tsr_assessment_destroy(&a);
    tsri_free(tsri_memory_default(), drawn);
}

int main(int argc, char **argv)
{
    char view[16], photo[1024], mask[1024];
    tsr_context *ctx = NULL;
    tsr_worker *worker = NULL;
    if (!bench_open(argc, argv, &ctx, &worker)) {
        return 1;
    }
    while (scanf("%15s %1023s %1023s", view, photo, mask) == 3) {
        run_line(worker, view, photo, mask);
    }
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
    return 0;
}
