/* SPDX-License-Identifier: Apache-2.0
 * plan/price.h - what the treatment costs. */
#ifndef TSRI_PLAN_PRICE_H
#define TSRI_PLAN_PRICE_H

#include "plan/rules.h"

/**
 * Fill in price, touch-up and what drives the price: by the studio's rate a session or an hour where it has one, else by the
 * table of extents at the loss's value and bounds (or by style); then the factors whose condition holds.
 *
 * @param adding  conditions that hold for factors, bits of tsri_when
 * @param when    conditions that hold for notes
 * @param out     loss, sessions and session hours filled in
 */
void tsri_plan_price_compute(const tsri_plan_rules *rules, uint32_t adding, uint32_t when, tsr_plan *out);

#endif
