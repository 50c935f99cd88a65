/* SPDX-License-Identifier: Apache-2.0
 * tonsure/advice.h - what a case comes to: candidacy and plan. */
#ifndef TSR_ADVICE_H
#define TSR_ADVICE_H

#include "tonsure/candidacy.h"
#include "tonsure/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Borrows from the context's rule tables. Some 30 KB: not for small stacks. */
typedef struct tsr_advice {
    tsr_candidacy candidacy;
    tsr_plan plan;
} tsr_advice;

/**
 * Advise on a judged case.
 *
 * @param photos  as for tsr_case_assess
 * @param result  after tsr_case_judge
 * @param intake  what the person said; NULL: nothing
 * @param start   day of the first session; all 0: not known
 * @return TSR_OK; TSR_E_INVALID_ARG a start that is no day of the calendar. Cost: some microseconds.
 */
TSR_API TSR_NODISCARD tsr_status tsr_case_advise(const tsr_context *ctx,
                                                 const tsr_photo_result *const *photos,
                                                 size_t count,
                                                 const tsr_case_result *result,
                                                 const tsr_intake *intake,
                                                 tsr_date start,
                                                 tsr_advice *out,
                                                 tsr_error *err);

#ifdef __cplusplus
}
#endif
#endif
