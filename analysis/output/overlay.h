/* SPDX-License-Identifier: Apache-2.0
 * output/overlay.h - the overlay as pixels. */
#ifndef TSRI_OVERLAY_H
#define TSRI_OVERLAY_H

#include "image/image.h"
#include "tonsure/assess.h"

/** Draw photo, tint, outline and panel; RGB, long side at most 2048 px. The picture is the caller's. @return TSR_OK; TSR_E_NOMEM;
 * TSR_E_BACKEND. */
TSR_NODISCARD tsr_status tsri_overlay_draw(const tsr_allocator *memory,
                                           const tsr_assessment *assessment,
                                           tsri_image *out,
                                           tsr_error *err);

#endif
