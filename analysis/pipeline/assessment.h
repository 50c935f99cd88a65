/* SPDX-License-Identifier: Apache-2.0
 * pipeline/assessment.h - inside of tsr_assessment. */
#ifndef TSRI_ASSESSMENT_H
#define TSRI_ASSESSMENT_H

#include "pipeline/stage.h"

struct tsr_assessment {
    const tsr_allocator *memory; /* of the context */
    tsri_frame frame;            /* as the stages left it, so that the view can be named anew */
};

#endif
