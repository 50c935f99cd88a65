/* SPDX-License-Identifier: Apache-2.0
 *
 * Labels, probabilities, zones and overlay as the pages of one TIFF. Probabilities keep the size at which they are known, long
 * side at most 512 px: enlarged to the photo they would be 96 MB of interpolation for 12 megapixels. Every page's description
 * says what its values mean and how many photo pixels a pixel stands for. */
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "image/tiff_write.h"
#include "output/overlay.h"

enum { DESCRIPTION_BYTES = 320 };

static const char *const LAYER_NAMES[TSR_LAYER_COUNT] = {"mask", "prob", "zones", "overlay"};

static const char *const LABEL_NAMES[TSR_LABEL_COUNT] = {"background", "hair", "skin", "bare scalp"};

struct job {
    const tsr_allocator *memory;
    const tsr_assessment *assessment;
    const tsr_photo_result *result;
    tsri_tiff_writer *writer;
};

bool tsr_layer_parse(const char *name, tsr_layer *out)
{
    for (int l = 0; l < TSR_LAYER_COUNT; l++) {
        if (strcmp(name, LAYER_NAMES[l]) == 0) {
            *out = (tsr_layer)l;
            return true;
        }
    }
    return false;
}

/* Add a page that shows the whole photo, `shrink` photo pixels a pixel. */
static tsr_status add(const struct job *job,
                      const void *pixels,
                      const int32_t size_px[2],
                      int32_t channels,
                      int32_t bits,
                      const char *name,
                      const char *description,
                      double shrink,
                      tsr_error *err)
{
    const tsr_scale *scale = &job->result->scale;
    double mm_per_px = scale->mm_per_px.known && scale->source != TSR_SCALE_ASSUMED_HEAD ? scale->mm_per_px.value : 0;
    const tsri_tiff_page page = {pixels, size_px[0], size_px[1], channels, bits, name, description, mm_per_px * shrink};
    return tsri_tiff_writer_add(job->writer, &page, err);
}

static tsr_status add_mask(const struct job *job, tsr_error *err)
{
    tsr_view_u8 labels = tsr_assessment_labels(job->assessment);
    const int32_t size_px[] = {labels.width_px, labels.height_px};
    return add(job, labels.data, size_px, 1, 8, "mask", "labels: 0 background, 1 hair, 2 skin, 3 bare scalp", 1, err);
}

static tsr_status add_probabilities(const struct job *job, tsr_error *err)
{
    int32_t size_px[2];
    uint16_t *all = NULL, *each[TSR_LABEL_COUNT];
    char name[48], description[DESCRIPTION_BYTES];
    tsr_assessment_map_size(job->assessment, &size_px[0], &size_px[1]);
    size_t count = (size_t)size_px[0] * (size_t)size_px[1];
    double shrink = (double)job->result->width_px / size_px[0];
    tsr_status st = tsri_alloc_zero(job->memory, count, sizeof *all * TSR_LABEL_COUNT, &all, err);
    if (st != TSR_OK) {
        return st;
    }
    for (int c = 0; c < TSR_LABEL_COUNT; c++) {
        each[c] = all + (size_t)c * count;
    }
    tsr_assessment_probabilities(job->assessment, each);
    for (int c = 0; c < TSR_LABEL_COUNT && st == TSR_OK; c++) {
        (void)snprintf(name, sizeof name, "probability of %s", LABEL_NAMES[c]);
        (void)snprintf(description, sizeof description,
                       "probability of %s, 0 to 65535 for 0 to 1, as the network gives it; 1 px = %.4f photo px", LABEL_NAMES[c],
                       shrink);
        st = add(job, each[c], size_px, 1, 16, name, description, shrink, err);
    }
    tsri_free(job->memory, all);
    return st;
}

static tsr_status add_zones(const struct job *job, tsr_error *err)
{
    tsr_view_u8 labels = tsr_assessment_labels(job->assessment);
    const tsr_zone_frame *frame = &job->result->zones.frame;
    const int32_t size_px[] = {labels.width_px, labels.height_px};
    char description[DESCRIPTION_BYTES] = "zones of the scalp: 0 none";
    uint8_t *zones = NULL;
    tsr_status st = tsri_alloc_zero(job->memory, (size_t)size_px[0], (size_t)size_px[1], &zones, err);
    if (st != TSR_OK) {
        return st;
    }
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        size_t used = strlen(description);
        (void)snprintf(description + used, sizeof description - used, ", %d %s", z, tsr_zone_name((tsr_zone)z));
    }
    for (int32_t y = 0; frame->known && y < size_px[1]; y++) {
        const uint8_t *row = labels.data + (size_t)y * labels.stride_bytes;
        for (int32_t x = 0; x < size_px[0]; x++) {
            if (row[x] == TSR_LABEL_HAIR || row[x] == TSR_LABEL_SCALP) {
                zones[(size_t)y * (size_t)size_px[0] + (size_t)x] = (uint8_t)tsr_zone_at(frame, x, y);
            }
        }
    }
    st = add(job, zones, size_px, 1, 8, "zones", description, 1, err);
    tsri_free(job->memory, zones);
    return st;
}

static tsr_status add_overlay(const struct job *job, tsr_error *err)
{
    tsri_image picture = {0};
    tsri_overlay_place place;
    char description[DESCRIPTION_BYTES];
    tsr_status st = tsri_overlay_draw(job->memory, job->assessment, &picture, &place, err);
    if (st == TSR_OK) {
        const int32_t size_px[] = {picture.width_px, picture.height_px};
        double shrink = (double)job->result->width_px / place.photo_width_px;
        (void)snprintf(description, sizeof description,
                       "the photo with its measurements in the upper %d rows, legend below; 1 px = %.4f photo px",
                       (int)place.photo_height_px, shrink);
        st = add(job, picture.data, size_px, 3, 8, "overlay", description, shrink, err);
    }
    tsri_image_release(&picture);
    return st;
}

tsr_status tsr_layers_format(const tsr_context *ctx,
                             const tsr_assessment *assessment,
                             const tsr_layer *layers,
                             size_t count,
                             uint8_t **out_bytes,
                             size_t *out_size_bytes,
                             tsr_error *err)
{
    static tsr_status (*const ADD[TSR_LAYER_COUNT])(const struct job *, tsr_error *) = {add_mask, add_probabilities, add_zones,
                                                                                        add_overlay};
    struct job job = {tsr_context_allocator(ctx), assessment, tsr_assessment_result(assessment), NULL};
    int32_t page_count = 0;
    char software[32];
    (void)snprintf(software, sizeof software, "Tonsure %s", tsr_version());
    tsr_status st = TSR_OK;
    *out_bytes = NULL;
    *out_size_bytes = 0;
    if (!tsr_assessment_labels(assessment).data || count < 1 || count > TSR_MAX_LAYERS) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "%zu layers, 1 to %d can be written, before the label map is dropped", count,
                         TSR_MAX_LAYERS);
    }
    for (size_t i = 0; i < count; i++) {
        if ((unsigned)layers[i] >= TSR_LAYER_COUNT) {
            return tsri_fail(err, TSR_E_INVALID_ARG, "layer %d is none of tsr_layer", (int)layers[i]);
        }
        page_count += layers[i] == TSR_LAYER_PROBABILITIES ? TSR_LABEL_COUNT : 1;
    }
    TSRI_TRY(tsri_tiff_writer_create(job.memory, page_count, software, &job.writer, err));
    for (size_t i = 0; i < count; i++) {
        TSRI_TRY(ADD[layers[i]](&job, err));
    }
    TSRI_TRY(tsri_tiff_writer_finish(job.writer, out_bytes, out_size_bytes, err));
done:
    tsri_tiff_writer_destroy(&job.writer);
    return st;
}

tsr_status tsr_overlay_tiff_format(
    const tsr_context *ctx, const tsr_assessment *assessment, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    static const tsr_layer OVERLAY[] = {TSR_LAYER_OVERLAY};
    return tsr_layers_format(ctx, assessment, OVERLAY, 1, out_bytes, out_size_bytes, err);
}
