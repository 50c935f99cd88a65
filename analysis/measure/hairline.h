/* SPDX-License-Identifier: Apache-2.0
 * measure/hairline.h - where the forehead ends: the trichion, and where it would be without hair loss. */
#ifndef TSRI_HAIRLINE_H
#define TSRI_HAIRLINE_H

#include "image/image.h"
#include "tonsure/result.h"

/**
 * The hairline on the facial midline.
 *
 * Method   the midline runs through the glabella, square to the line of the pupils (else away from the subnasale, else upright).
 *          The trichion is the median of several parallel lines' ends of skin, each followed upward from the glabella until hair
 *          or bare scalp begins and stays. The natural trichion lies one nose length (glabella to subnasale) above the glabella.
 * Source   docs/measurement.md 6.
 *
 * @param labels     label map of the photo
 * @param landmarks  in the same pixels
 * @return every part unknown where the glabella is not visible or the forehead ends at no scalp (a hat, the picture's edge).
 * Whether the photo's view shows a midline at all is the caller's to judge. Cost: O(head's height).
 */
tsr_hairline tsri_hairline_find(tsr_view_u8 labels, const tsr_landmarks *landmarks);

#endif
