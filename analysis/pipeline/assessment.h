/* SPDX-License-Identifier: Apache-2.0
 * pipeline/assessment.h - inside of tsr_assessment. */
#ifndef TSRI_ASSESSMENT_H
#define TSRI_ASSESSMENT_H

#include "image/image.h"
#include "tonsure/assess.h"

struct tsr_assessment {
    const tsr_allocator *memory; /* of the context */
    tsr_photo_result result;
    tsr_timing timing;
    tsri_image labels, rgb;
};

#endif
