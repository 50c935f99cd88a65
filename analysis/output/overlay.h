/* SPDX-License-Identifier: Apache-2.0
 * output/overlay.h - the overlay as pixels, and what its parts share. */
#ifndef TSRI_OVERLAY_H
#define TSRI_OVERLAY_H

#include "image/image.h"
#include "tonsure/assess.h"

/* Colours of Okabe and Ito's set, which colour-blind people tell apart: vermillion, blue, yellow. */
enum {
    TSRI_BARE_RGB = 0xD55E00,
    TSRI_HAIR_RGB = 0x0072B2,
    TSRI_HAIRLINE_RGB = 0xF0E442,
    TSRI_INK_RGB = 0x1A1A1A,
    TSRI_LIGHT_RGB = 0xFFFFFF,
    TSRI_FAINT_RGB = 0x55595E
};

/** Whether a recession is worth a line: below a twentieth it is the hairline's own waviness. */
static inline bool tsri_recession_shows(const tsr_quantity *share)
{
    return share->known && share->value >= 0.05;
}

/** Where the photo lies in the picture: at its top left corner. */
typedef struct tsri_overlay_place {
    int32_t photo_width_px, photo_height_px;
} tsri_overlay_place;

/** Draw photo, tint, measures and panel in the assessment's language; RGB, long side at most 2048 px. The picture is the
 * caller's. out_place may be NULL.
 * @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND. */
TSR_NODISCARD tsr_status tsri_overlay_draw(const tsr_allocator *memory,
                                           const tsr_assessment *assessment,
                                           tsri_image *out,
                                           tsri_overlay_place *out_place,
                                           tsr_error *err);

#endif
