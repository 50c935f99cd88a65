/* SPDX-License-Identifier: Apache-2.0
 * measure/patches.h - bare regions that stand by themselves in the hair: how large, of what shape, with what border and skin. */
#ifndef TSRI_PATCHES_H
#define TSRI_PATCHES_H

#include "measure/sample.h"

/**
 * Find the bare patches of a photo: components of the label scalp that are at least 0.2 % of the scalp in view and whose border
 * is hair for 85 % (from behind and from the sides 70 %), at most TSR_MAX_PATCHES, largest first. Definitions of the measures:
 * docs/measurement.md 13.
 *
 * @param sample  any view
 * @param frame   names the zone of each patch, and drops those that lie beside the head; may be unknown
 * @param arena   scratch
 * @return TSR_OK, with no patches where there are none; TSR_E_NOMEM; TSR_E_BACKEND. Cost: O(pixels of the sample).
 */
TSR_NODISCARD tsr_status
tsri_patches_find(const tsri_sample *sample, const tsr_zone_frame *frame, tsri_arena *arena, tsr_patches *out, tsr_error *err);

#endif
