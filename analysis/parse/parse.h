/* SPDX-License-Identifier: Apache-2.0
 * parse/parse.h - a photo parsed: label map, class probabilities, view, landmarks. */
#ifndef TSRI_PARSE_H
#define TSRI_PARSE_H

#include "parse/features.h"
#include "parse/labels.h"
#include "parse/net.h"
#include "tonsure/result.h"

/** One photo parsed. logits are the arena's; labels is the caller's. */
typedef struct tsri_parse {
    tsri_letterbox box; /* of the part of the photo that the logits cover: all, or the surroundings of a small head */
    tsri_image labels;  /* [height x width] tsr_label, the upright photo's own pixels */
    int64_t label_px[TSR_LABEL_COUNT];
    tsri_logits logits; /* half the network's size */
    tsr_view_guess view;
    tsr_landmarks landmarks;
    tsr_brows brows;
    float features[TSRI_FEATURES]; /* of the head alone */
} tsri_parse;

/**
 * Parse a photo.
 *
 * @param net        one thread's network
 * @param rgb        upright sRGB, any size: a reduced decode serves
 * @param width_px   of the upright photo at full size, the size of the label map
 * @param memory     for the label map
 * @param arena      scratch
 * @return TSR_OK; TSR_E_INVALID_ARG; TSR_E_NOMEM; TSR_E_BACKEND. Cost: two forward passes (photo and mirror
 *         image), a third where the head is small in the photo, one of the encoder, and O(width * height).
 */
TSR_NODISCARD tsr_status tsri_parse_run(tsri_net *net,
                                        tsr_view_u8 rgb,
                                        int32_t width_px,
                                        int32_t height_px,
                                        const tsr_allocator *memory,
                                        tsri_arena *arena,
                                        tsri_parse *out,
                                        tsr_error *err);

void tsri_parse_release(tsri_parse *parse);

#endif
