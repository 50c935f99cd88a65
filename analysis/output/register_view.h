/* SPDX-License-Identifier: Apache-2.0
 * output/register_view.h - a photo made ready for registration: small, its head of a set width. */
#ifndef TSRI_REGISTER_VIEW_H
#define TSRI_REGISTER_VIEW_H

#include "output/register.h"

enum {
    TSRI_REGISTER_HEAD_PX = 192, /* width that every head is brought to: a pixel is half a per cent of it */
    TSRI_REGISTER_LEVELS = 3     /* blurs of the skin's tone, coarse to fine */
};

/** A place on the head's outline with the label inside of it. */
typedef struct tsri_outline_point {
    double x, y;
    tsr_label label;
} tsri_outline_point;

/** All lengths in working pixels; arrays are packed rows of width x height, of the arena. */
typedef struct tsri_register_view {
    int32_t width, height;
    double full_per_px;        /* pixels of the full size in a working pixel */
    double center_x, center_y; /* centroid of hair and bare scalp */
    bool has_head;
    uint8_t *labels;                     /* of the main head, 0 elsewhere */
    float *distance;                     /* to the head's outline, negative inside */
    uint8_t *tone[TSRI_REGISTER_LEVELS]; /* 128 + 32 x tone of the skin against its neighbourhood; NULL without photo */
    uint8_t *skin;                       /* 255 skin away from its border, where tone counts; 0 else */
    tsri_outline_point *outline;
    size_t outline_count;
    double landmarks[3][2]; /* pupil at the picture's left, at its right, glabella */
    bool has_landmark[3];
} tsri_register_view;

/** @param mirrored  take the photo flipped left to right. @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND. Cost: some 5 ms. */
TSR_NODISCARD tsr_status tsri_register_view_make(
    const tsri_register_side *side, bool mirrored, tsri_arena *arena, tsri_register_view *out, tsr_error *err);

#endif
