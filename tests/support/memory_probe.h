/* SPDX-License-Identifier: Apache-2.0
 * support/memory_probe.h - an allocator for tests: counts live blocks and fails the Nth request. */
#ifndef TSR_TEST_MEMORY_PROBE_H
#define TSR_TEST_MEMORY_PROBE_H

#include "tonsure/context.h"

typedef struct memory_probe {
    tsr_allocator allocator; /* give &probe.allocator to the code under test */
    long live_count;         /* blocks not yet freed */
    long request_count;      /* requests so far */
    long fail_at;            /* the request that fails, from 1; 0: none */
} memory_probe;

void memory_probe_init(memory_probe *probe);

/** Fail request 1, then 2, ... of `call` (an expression of type tsr_status that uses `probe`) until it succeeds; each failure
 * must be TSR_E_NOMEM and leave nothing behind. `undo` releases what the successful call made. */
#define FAIL_ALLOC_EACH(probe, call, undo)                                                                                       \
    for (long nth_ = 1;; nth_++) {                                                                                               \
        memory_probe_init(&(probe));                                                                                             \
        (probe).fail_at = nth_;                                                                                                  \
        tsr_status st_ = (call);                                                                                                 \
        if (st_ == TSR_OK) {                                                                                                     \
            undo;                                                                                                                \
            ck_assert_int_eq((probe).live_count, 0);                                                                             \
            ck_assert_int_lt((probe).request_count, nth_);                                                                       \
            break;                                                                                                               \
        }                                                                                                                        \
        ck_assert_int_eq(st_, TSR_E_NOMEM);                                                                                      \
        ck_assert_int_eq((probe).live_count, 0);                                                                                 \
    }

#endif
