/* SPDX-License-Identifier: Apache-2.0
 * tonsure/pattern.h - pattern scales beside Norwood's: BASP, and Ludwig's and Sinclair's for women. Plain data; definitions,
 * sources and limits: docs/judgement.md 1.4 and 1.5. */
#ifndef TSR_PATTERN_H
#define TSR_PATTERN_H

#include "tonsure/quantity.h"
#include "tonsure/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A grade with its range. lo and hi always count; grade unless it is not known. */
typedef struct tsr_grade {
    bool known;
    int32_t grade, lo, hi;
} tsr_grade;

/** Basic type of BASP, in the order of ranges: linear, M-shaped, C-shaped (the middle as far back as the temples), U-shaped
 * (behind the vertex). */
typedef enum tsr_basp_basic {
    TSR_BASP_L,
    TSR_BASP_M0,
    TSR_BASP_M1,
    TSR_BASP_M2,
    TSR_BASP_M3,
    TSR_BASP_C1,
    TSR_BASP_C2,
    TSR_BASP_C3,
    TSR_BASP_U1,
    TSR_BASP_U2,
    TSR_BASP_U3,
    TSR_BASP_BASIC_COUNT
} tsr_basp_basic;

/** Basic and specific type. basic is of tsr_basp_basic; frontal (F) and vertex (V) are 0 to 3. */
typedef struct tsr_basp {
    tsr_grade basic, frontal, vertex;
    const char *reason; /* why there is no basic type: stable key; NULL where there is one */
} tsr_basp;

/** A scale of women's pattern loss. */
typedef struct tsr_female_grade {
    bool applies;        /* false for a man: nothing else counts */
    bool assumes_female; /* sex not known */
    tsr_grade range;     /* Ludwig 0 (none) to 3; Sinclair 1 (usual) to 5 */
    const char *reason;  /* why there is no grade: stable key; NULL where there is one */
} tsr_female_grade;

typedef struct tsr_pattern {
    bool judged; /* false: nothing else counts */
    tsr_basp basp;
    tsr_female_grade ludwig, sinclair;
} tsr_pattern;

/** "L", "M0", ..., "U3"; NULL outside the enum. */
TSR_API const char *tsr_basp_basic_name(tsr_basp_basic basic);

/** "none", "I", "II", "III"; NULL outside 0 to 3. */
TSR_API const char *tsr_ludwig_stage(int32_t grade);

#ifdef __cplusplus
}
#endif
#endif
