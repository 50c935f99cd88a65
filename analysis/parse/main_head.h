/* SPDX-License-Identifier: Apache-2.0
 * parse/main_head.h - one photo, one head: other people become background. */
#ifndef TSRI_MAIN_HEAD_H
#define TSRI_MAIN_HEAD_H

#include "parse/labels.h"

/**
 * Find the main head in the maps, and on demand leave it alone there.
 *
 * Method   connected parts of the person (hair, skin, scalp) are found in the map; the main head is the part with most hair and
 * scalp. Another part that has hair or scalp, but less than half as much and in all less than half its size, is another person or
 * a mistake: background, without landmarks. A part of skin alone may be the person's own hand and stays.
 *
 * @param maps      [side x side x channels] logits; changed in place where erase is set
 * @param erase     make other heads background
 * @param arena     scratch
 * @param out_head  map pixels of the bounding box of the main head and of all else that is kept and has hair or scalp; empty
 * where there is no hair or scalp
 * @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND. Cost: O(map pixels).
 */
TSR_NODISCARD tsr_status tsri_main_head_find(
    float *maps, int32_t side_px, int32_t channels, bool erase, tsri_arena *arena, tsri_rect *out_head, tsr_error *err);

/** Make a map pixel background beyond doubt, without parts and points. */
void tsri_map_erase(float *cell, int32_t channels);

#endif
