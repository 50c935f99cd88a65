/* SPDX-License-Identifier: Apache-2.0
 * measure/sharpness.h - is the head in focus? */
#ifndef TSRI_SHARPNESS_H
#define TSRI_SHARPNESS_H

#include "measure/framing.h"

/**
 * Sharpness of the head, whatever its size in the picture.
 *
 * Method   the head is brought to one width and blurred a little more; a sharp head loses much of its gradient energy by that, a
 *          blurred one has little to lose. As a share it depends neither on contrast nor on how much texture there is.
 *
 * @param frame  of the same sample
 * @param arena  scratch
 * @param out    0 to 1; 0 without a head
 * @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND. Cost: O(pixels of the head).
 */
TSR_NODISCARD tsr_status
tsri_sharpness_measure(const tsri_sample *sample, const tsri_framing *frame, tsri_arena *arena, double *out, tsr_error *err);

#endif
