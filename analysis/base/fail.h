/* SPDX-License-Identifier: Apache-2.0
 * base/fail.h - how a function reports a fault: set once where it is found, then passed up unchanged. */
#ifndef TSRI_FAIL_H
#define TSRI_FAIL_H

#include "tonsure/status.h"

/** Fill err (may be NULL) and return code, so that a fault is one statement: return tsri_fail(err, TSR_E_IO, "..."). */
tsr_status tsri_fail(tsr_error *err, tsr_status code, const char *format, ...) TSR_PRINTF(3, 4);

/** The same with the failing library's or the operating system's own number. */
tsr_status tsri_fail_backend(tsr_error *err, tsr_status code, int backend_code, const char *format, ...) TSR_PRINTF(4, 5);

/** Run a call inside a function that has `tsr_status st` and a label `done`: on failure jump there. */
#define TSRI_TRY(call)                                                                                                           \
    do {                                                                                                                         \
        st = (call);                                                                                                             \
        if (st != TSR_OK) {                                                                                                      \
            goto done;                                                                                                           \
        }                                                                                                                        \
    } while (0)

#endif
