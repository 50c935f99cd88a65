/* SPDX-License-Identifier: Apache-2.0
 * parse/islands.h - bare scalp amid the face is skin. */
#ifndef TSRI_ISLANDS_H
#define TSRI_ISLANDS_H

#include "parse/labels.h"

/**
 * Take small parts of bare scalp that lie in skin for skin.
 *
 * Bare scalp is above the natural hairline: it borders on hair, or on the head's outline where no hair is left. A small part
 * whose border is skin nearly all along is a mistake on a forehead, cheek or hand.
 *
 * @param maps   [side x side x channels] logits; changed in place: the skin takes the scalp's logit, which goes well below
 * @param arena  scratch
 * @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND. Cost: O(map pixels).
 */
TSR_NODISCARD tsr_status tsri_islands_clear(float *maps, int32_t side_px, int32_t channels, tsri_arena *arena, tsr_error *err);

#endif
