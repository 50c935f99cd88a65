/* SPDX-License-Identifier: Apache-2.0
 * measure/scale.h - how long a pixel is at the head, and how sure that is. */
#ifndef TSRI_SCALE_H
#define TSRI_SCALE_H

#include "measure/sample.h"

/** What the caller knows; 0: nothing. */
typedef struct tsri_scale_params {
    double mm_per_px; /* of the upright photo at full size */
    double marker_mm; /* side of the printed marker's black square */
} tsri_scale_params;

/**
 * The scale of a photo from the best source that it offers.
 *
 * @param sample  with view and landmarks
 * @param rgb     the photo as decoded, larger than the sample, where a marker is looked for
 * @param params  of the caller
 * @param arena   scratch
 * @return TSR_OK, with source NONE where nothing gives a scale; TSR_E_NOMEM; TSR_E_BACKEND. Cost: O(pixels).
 */
TSR_NODISCARD tsr_status tsri_scale_measure(const tsri_sample *sample,
                                            tsr_view_u8 rgb,
                                            const tsri_scale_params *params,
                                            tsri_arena *arena,
                                            tsr_scale *out,
                                            tsr_error *err);

#endif
