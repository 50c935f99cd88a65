/* SPDX-License-Identifier: Apache-2.0
 * base/clock.h - time passing, for timings and progress; no result depends on it. */
#ifndef TSRI_CLOCK_H
#define TSRI_CLOCK_H

/** Monotonic time in ms from an arbitrary start. */
double tsri_clock_ms(void);

#endif
