/* SPDX-License-Identifier: Apache-2.0
 * tonsure/quantity.h - a number with its interval, a place, a view: what all results are made of. */
#ifndef TSR_QUANTITY_H
#define TSR_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

/** A measured number with its 90 % interval; lo <= value <= hi. Nothing in it counts unless known. */
typedef struct tsr_quantity {
    double value, lo, hi;
    bool known;
} tsr_quantity;

/** A place in the photo. Nothing in it counts unless known. */
typedef struct tsr_point {
    double x_px, y_px;
    bool known;
} tsr_point;

/** Side of the head that a photo shows. LEFT shows the person's left side: the nose points to the picture's left. */
typedef enum tsr_view {
    TSR_VIEW_UNKNOWN,
    TSR_VIEW_FRONT,
    TSR_VIEW_TOP,
    TSR_VIEW_LEFT,
    TSR_VIEW_RIGHT,
    TSR_VIEW_BACK,
    TSR_VIEW_COUNT
} tsr_view;

#endif
