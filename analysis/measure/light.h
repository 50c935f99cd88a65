/* SPDX-License-Identifier: Apache-2.0
 * measure/light.h - is there light enough on the head, and not too much? */
#ifndef TSRI_LIGHT_H
#define TSRI_LIGHT_H

#include "measure/framing.h"

/** Levels are 8-bit luma of the head, shares 0 to 1. */
typedef struct tsri_light {
    double highlight;      /* 98th percentile: hair and skin of any colour have brighter places */
    double range;          /* 2nd to 98th percentile: the detail left */
    double clipped_frac;   /* of the head */
    double glare_fraction; /* of the bare scalp: near the clip and without colour */
    double exposure;       /* 0 to 1, the worst of the above */
    double contrast_lab;   /* CIE 1976 distance of hair and scalp (without one, skin); negative where either is hardly seen */
} tsri_light;

/** Measure the light on the head. Nothing seen leaves exposure 0. Cost: O(pixels of the box). */
tsri_light tsri_light_measure(const tsri_sample *sample, const tsri_framing *frame);

#endif
