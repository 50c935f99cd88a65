/* SPDX-License-Identifier: Apache-2.0
 * measure/patch_texture.h - border, skin and dots of one bare patch, read off the sample's pixels. */
#ifndef TSRI_PATCH_TEXTURE_H
#define TSRI_PATCH_TEXTURE_H

#include "measure/sample.h"
#include "vision/vision.h"

/** What the patches of a photo share. Planes are [height x width] of the sample, in the arena. */
typedef struct tsri_patch_scene {
    const tsri_sample *sample;
    const tsr_zone_frame *frame;
    tsri_arena *arena;
    int64_t scalp_px;  /* hair and bare scalp, sample px */
    double px_x, px_y; /* photo pixels of a sample pixel */
    int32_t *ids;      /* of the components of bare scalp */

    /* set by tsri_patch_scene_prepare */
    uint8_t *luma, *smooth, *closed;
    double linear[256];             /* of an sRGB level */
    double hair_luma, hair_texture; /* means over the photo's hair */
    double skin_a;                  /* Lab a* of the photo's skin */
    bool skin_known;
} tsri_patch_scene;

static inline size_t tsri_patch_at(const tsri_patch_scene *scene, int32_t x, int32_t y)
{
    return (size_t)y * (size_t)scene->sample->labels.width_px + (size_t)x;
}

static inline uint8_t tsri_patch_label(const tsri_patch_scene *scene, int32_t x, int32_t y)
{
    return scene->sample->labels.data[(size_t)y * scene->sample->labels.stride_bytes + (size_t)x];
}

/** Make the planes: luma, luma smoothed, luma without dark dots; measure the photo's hair and skin. Cost: O(pixels). */
TSR_NODISCARD tsr_status tsri_patch_scene_prepare(tsri_patch_scene *scene, tsr_error *err);

/**
 * Sharpness of the border, smoothness, redness and dark dots of a patch (definitions: docs/measurement.md 13).
 *
 * @param box, id  the component that the patch is
 * @param p        these four are set
 * @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND. Cost: O(box and the rings about it).
 */
TSR_NODISCARD tsr_status
tsri_patch_texture_measure(const tsri_patch_scene *scene, const tsri_component *box, int32_t id, tsr_patch *p, tsr_error *err);

#endif
