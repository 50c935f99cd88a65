/* SPDX-License-Identifier: Apache-2.0
 * app/answer.h - what tonsure assess says to a person. */
#ifndef TSR_APP_ANSWER_H
#define TSR_APP_ANSWER_H

#include "tonsure/assess.h"

/** A photo's measurements in a few lines on stdout. overlay_path may be NULL. */
void answer_print_photo(const char *name, const tsr_photo_result *result, const char *overlay_path);

/** The case as a whole, where it has more to say than its one photo. */
void answer_print_case(const tsr_case_result *result, const tsr_advice *advice, size_t photo_count);

#endif
