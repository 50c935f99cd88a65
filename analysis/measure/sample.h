/* SPDX-License-Identifier: Apache-2.0
 * measure/sample.h - a photo with its labels at one modest size, which the measurements of texture, colour and shape share. */
#ifndef TSRI_SAMPLE_H
#define TSRI_SAMPLE_H

#include "image/image.h"
#include "parse/labels.h"
#include "tonsure/result.h"

enum { TSRI_SAMPLE_LONG_SIDE_PX = 512 };

/** What is measured. Everything is borrowed: the pixels live in the arena, logits with the parse. */
typedef struct tsri_sample {
    tsr_view_u8 rgb;    /* [height x width x 3] sRGB, long side at most TSRI_SAMPLE_LONG_SIDE_PX */
    tsr_view_u8 labels; /* [height x width] tsr_label, the photo's label map at the sample's pixel centres */
    int32_t photo_width_px, photo_height_px;
    tsri_logits logits; /* of the network's map, TSRI_CHANNEL_COUNT channels */
    tsri_letterbox box; /* where the photo lies in it */
    tsr_view view;
    tsr_landmarks landmarks; /* photo px */
} tsri_sample;

/** Standard deviations to either side that hold 90 % of a normal distribution. */
#define TSRI_Z90 1.645

/** Luma of an sRGB pixel (ITU-R BT.601 weights, in 256ths). */
static inline uint8_t tsri_luma(const uint8_t rgb[3])
{
    return (uint8_t)((77 * rgb[0] + 150 * rgb[1] + 29 * rgb[2] + 128) >> 8);
}

/** Hair or bare scalp. */
static inline bool tsri_is_scalp(uint8_t label)
{
    return label == TSR_LABEL_HAIR || label == TSR_LABEL_SCALP;
}

/** The point, known if it lies in the photo. */
tsr_point tsri_sample_in_photo(const tsri_sample *sample, tsr_point point);

/** Photo coordinates of a sample pixel (centres at integers in both). */
tsr_point tsri_sample_to_photo(const tsri_sample *sample, double x, double y);

/** The reverse. */
void tsri_sample_from_photo(const tsri_sample *sample, double x_px, double y_px, double *out_x, double *out_y);

/** Photo pixels a sample pixel stands for. */
double tsri_sample_area_px(const tsri_sample *sample);

/** Photo pixels of a pixel of the network's map. */
double tsri_sample_map_pixel_px(const tsri_sample *sample);

/** Logits at a sample pixel, bilinear in the map, the border repeated: out [TSRI_CHANNEL_COUNT]. */
void tsri_sample_logits(const tsri_sample *sample, double x, double y, float *out);

/**
 * Reduce a photo and its label map.
 *
 * @param rgb     the photo as decoded, three channels, often reduced already
 * @param labels  at the upright photo's full size
 * @param arena   owns the sample's pixels
 * @param out     rgb, labels and photo size set; logits, box, view and landmarks are the caller's to set
 * @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND. Cost: O(pixels of rgb).
 */
TSR_NODISCARD tsr_status
tsri_sample_make(tsr_view_u8 rgb, tsr_view_u8 labels, tsri_arena *arena, tsri_sample *out, tsr_error *err);

#endif
