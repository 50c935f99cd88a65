/* SPDX-License-Identifier: Apache-2.0
 * output/register.h - lays one photo of a head over another of the same head and view.
 *
 * Hair and bare scalp are what a comparison asks about, so they do not drive it: the outline of the head does (where it is hair,
 * with less weight), the landmarks of the face, and the picture of the skin: face, ears, neck. */
#ifndef TSRI_REGISTER_H
#define TSRI_REGISTER_H

#include "output/motion.h"
#include "tonsure/compare.h"

/** A photo as registration takes it. */
typedef struct tsri_register_side {
    tsr_view_u8 labels;             /* tsr_label, at the upright photo's full size */
    tsr_view_u8 rgb;                /* the photo at any size of that shape; data NULL: not at hand */
    const tsr_landmarks *landmarks; /* px of the full size */
} tsri_register_side;

/**
 * Register two photos of one view.
 *
 * Method   Both are brought to one head width. Similarities from several turns are fitted to the outline (distance to the other
 *          head's outline, Tukey's weights), the best is refined with landmarks and skin (locally normalised tone,
 *          Gauss-Newton, coarse to fine), then a cubic bend with a ridge on its terms. The whole is done again on the mirrored
 *          photo after: where that fits clearly better, one of the two is mirrored.
 *
 * @param out_motion  from before to after; counts unless out_fit->verdict is TSR_FIT_REFUSED
 * @param out_fit     how well it fits, and the reasons where it does not
 * @return TSR_OK, also where the pair is refused; TSR_E_NOMEM; TSR_E_BACKEND. Cost: some 50 ms.
 */
TSR_NODISCARD tsr_status tsri_register(const tsri_register_side *before,
                                       const tsri_register_side *after,
                                       const tsr_allocator *memory,
                                       tsri_motion *out_motion,
                                       tsr_fit *out_fit,
                                       tsr_error *err);

#endif
