/* SPDX-License-Identifier: Apache-2.0
 * output/json_advice.h - candidacy and plan as JSON. */
#ifndef TSRI_JSON_ADVICE_H
#define TSRI_JSON_ADVICE_H

#include "base/buffer.h"
#include "tonsure/advice.h"

/** The object behind "candidacy". */
void tsri_json_candidacy(tsri_text *w, const tsr_candidacy *candidacy);

/** The object behind "plan"; a plan that cannot be made has its reason and empty figures. */
void tsri_json_plan(tsri_text *w, const tsr_plan *plan);

#endif
