/* SPDX-License-Identifier: Apache-2.0
 * measure/density.h - how densely the hair-bearing scalp is covered, relative to hair that hides it wholly. */
#ifndef TSRI_DENSITY_H
#define TSRI_DENSITY_H

#include "measure/sample.h"

/** A photo's density. */
typedef struct tsri_density {
    uint8_t
        *map; /* [height x width of the sample] 255: the scalp is hidden, 0: bare; where labels say hair, else 0; the arena's */
    tsr_quantity relative;              /* 0 to 1, of all hair in view */
    tsr_quantity zones[TSR_ZONE_COUNT]; /* of each zone */
} tsri_density;

/**
 * Relative density inside the hair: one minus the share of skin that is seen through it.
 *
 * It is not a count of hairs per cm2, which no ordinary photo of a head can give. Bare scalp does not count in it: a bald top
 * with a dense rim is dense.
 *
 * Method   A pixel's share of skin is a weighted mean of two: where its colour, smoothed over some strands, lies between the
 *          person's own hair and skin tones, and the network's tempered probability of bare scalp against hair. The weight of
 *          colour grows with the contrast of the two tones, so grey or blond hair on pale skin rests on the network. The 90 %
 *          interval takes either tone's spread as doubt and whatever colour cannot tell as anything between hidden and half
 *          skin, so low contrast makes it wide.
 * Source   docs/measurement.md 10.
 *
 * @param sample  any view
 * @param frame   where zones lie; may be unknown, then no zone has a value
 * @param arena   owns the map
 * @return TSR_OK, with unknown quantities where hair covers under 400 pixels of the sample or of the zone; TSR_E_NOMEM;
 *         TSR_E_BACKEND. Cost: O(pixels of the sample).
 */
TSR_NODISCARD tsr_status tsri_density_measure(
    const tsri_sample *sample, const tsr_zone_frame *frame, tsri_arena *arena, tsri_density *out, tsr_error *err);

#endif
