/* SPDX-License-Identifier: Apache-2.0
 * parse/labels.h - from the network's logits to a label map at the photo's own size. */
#ifndef TSRI_LABELS_H
#define TSRI_LABELS_H

#include "image/image.h"
#include "parse/letterbox.h"

/** Channels of the maps after the four labels of tsr_label. */
typedef enum tsri_channel {
    TSRI_CHANNEL_BROWS = 4,
    TSRI_CHANNEL_EYES,
    TSRI_CHANNEL_EARS,
    TSRI_CHANNEL_NOSE,
    TSRI_CHANNEL_GLABELLA,
    TSRI_CHANNEL_LEFT_PUPIL,
    TSRI_CHANNEL_RIGHT_PUPIL,
    TSRI_CHANNEL_SUBNASALE,
    TSRI_CHANNEL_COUNT
} tsri_channel;

/** Logits of the half-size map, [side x side x channels], the first TSR_LABEL_COUNT channels being the labels'. */
typedef struct tsri_logits {
    const float *data;
    int32_t side_px, channels;
} tsri_logits;

/** The class of the greatest logit of every map pixel: out [side x side]. */
void tsri_labels_classify(const tsri_logits *logits, uint8_t *out);

/** Whole pixels [left, right) x [top, bottom) of a photo. */
typedef struct tsri_rect {
    int32_t left_px, top_px, right_px, bottom_px;
} tsri_rect;

/**
 * Label the photo's pixels in a rectangle: the class of the greatest logit, bilinear between the map's pixels.
 *
 * @param box    where the photo lies in the square whose side is twice the map's; pixels outside its region take the class of the
 *               nearest cell inside
 * @param rect   within the photo; may be empty
 * @param arena  scratch
 * @param out    [height x width] one channel of tsr_label, the photo's size
 * @param count  pixels of each label are added here
 * @return TSR_OK or TSR_E_NOMEM
 * @note Exact, yet fast: between four map pixels that share their class, no other can win, since interpolation is a convex
 *       combination; only the cells where classes meet are interpolated. Cost: O(rectangle), dominated by the fill.
 */
TSR_NODISCARD tsr_status tsri_labels_expand(const tsri_logits *logits,
                                            const tsri_letterbox *box,
                                            tsri_rect rect,
                                            tsri_arena *arena,
                                            tsri_image *out,
                                            int64_t count[TSR_LABEL_COUNT],
                                            tsr_error *err);

#endif
