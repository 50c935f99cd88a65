/* SPDX-License-Identifier: Apache-2.0
 * tonsure/image.h - pixels in memory. Origin top left, y down, pixel centres at integers, rows top to bottom. */
#ifndef TSR_IMAGE_H
#define TSR_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "tonsure/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Interleaved 8-bit samples, read only: [height x width x channels], rows stride_bytes apart. Owns nothing. */
typedef struct tsr_view_u8 {
    const uint8_t *data;
    int32_t width_px, height_px;
    int32_t channels;
    size_t stride_bytes;
} tsr_view_u8;

/** The classes of a label map; the values of its pixels and of mask files. */
typedef enum tsr_label { TSR_LABEL_BACKGROUND, TSR_LABEL_HAIR, TSR_LABEL_SKIN, TSR_LABEL_SCALP, TSR_LABEL_COUNT } tsr_label;

#ifdef __cplusplus
}
#endif
#endif
