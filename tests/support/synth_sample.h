/* SPDX-License-Identifier: Apache-2.0
 * support/synth_sample.h - a measure/sample.h sample of a picture whose labels are known, as if a parser had been sure of them.
 */
#ifndef TSR_TEST_SYNTH_SAMPLE_H
#define TSR_TEST_SYNTH_SAMPLE_H

#include "measure/sample.h"

/**
 * Make a sample with logits to match the labels: a label's logit is margin times its share of the map pixel, so that borders lie
 * within a tenth of a map pixel of where the labels have them.
 *
 * @param rgb, labels  of one size
 * @param margin       logit by which a class leads that fills a map pixel; the parts' and points' logits are as far below zero
 * @param arena        owns everything
 */
TSR_NODISCARD tsr_status synth_sample_make(tsr_view_u8 rgb,
                                           tsr_view_u8 labels,
                                           tsr_view view,
                                           const tsr_landmarks *landmarks,
                                           float margin,
                                           tsri_arena *arena,
                                           tsri_sample *out);

#endif
