/* SPDX-License-Identifier: Apache-2.0
 * base/bits.h - sets of flags. */
#ifndef TSRI_BITS_H
#define TSRI_BITS_H

#include <stdint.h>

/** Which of the first count (at most 32) flags a bit is; -1 for none or several. */
static inline int tsri_bit_index(uint32_t bit, int count)
{
    for (int i = 0; i < count; i++) {
        if (bit == UINT32_C(1) << i) {
            return i;
        }
    }
    return -1;
}

#endif
