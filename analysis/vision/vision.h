/* SPDX-License-Identifier: Apache-2.0
 * vision/vision.h - the project's only door to OpenCV: pure C here, C++17 in vision.cpp.
 *
 * Every function checks its arguments, runs inside one guard that turns any C++ exception into a tsr_error, works on the caller's
 * memory without a copy, and verifies afterwards that the output still is the caller's memory (OpenCV silently reallocates an
 * output of the wrong size). Outputs are the caller's, of the size given, and may not overlap inputs unless said. Returns,
 * everywhere: TSR_OK; TSR_E_INVALID_ARG; TSR_E_NOMEM; TSR_E_BACKEND with OpenCV's code. OpenCV runs on one thread. */
#ifndef TSRI_VISION_H
#define TSRI_VISION_H

#include "tonsure/image.h"

#ifdef __cplusplus
extern "C" {
#define TSRI_NOEXCEPT noexcept
#else
#define TSRI_NOEXCEPT
#endif

/** Writable counterpart of tsr_view_u8. */
typedef struct tsri_span_u8 {
    uint8_t *data;
    int32_t width_px, height_px;
    int32_t channels;
    size_t stride_bytes;
} tsri_span_u8;

/** One channel of floats, packed rows. */
typedef struct tsri_span_f32 {
    float *data;
    int32_t width_px, height_px;
} tsri_span_f32;

/** Connected component as tsr_cv_components_u8 finds it. */
typedef struct tsri_component {
    int32_t x_px, y_px, width_px, height_px; /* bounding box */
    int64_t area_px;
} tsri_component;

typedef enum tsri_morphology { TSRI_MORPHOLOGY_OPEN, TSRI_MORPHOLOGY_CLOSE } tsri_morphology;

/** Resize to the output's size: by pixel area where it shrinks, bilinear where it grows. Channels alike, 1 to 4. */
TSR_NODISCARD tsr_status tsr_cv_resize_u8(tsr_view_u8 in, tsri_span_u8 out, tsr_error *err) TSRI_NOEXCEPT;

/** Gaussian blur, sigma in px > 0, kernel_px odd and >= 3, borders reflected. Sizes and channels alike. */
TSR_NODISCARD tsr_status tsr_cv_gaussian_u8(tsr_view_u8 in, int kernel_px, double sigma_px, tsri_span_u8 out, tsr_error *err)
    TSRI_NOEXCEPT;

/** Opening or closing of a one-channel mask by an ellipse of odd diameter. */
TSR_NODISCARD tsr_status
tsr_cv_morphology_u8(tsr_view_u8 in, tsri_morphology kind, int diameter_px, tsri_span_u8 out, tsr_error *err) TSRI_NOEXCEPT;

/** Euclidean distance of every non-zero pixel of a one-channel mask to the nearest zero pixel, px. */
TSR_NODISCARD tsr_status tsr_cv_distance_u8(tsr_view_u8 in, tsri_span_f32 out, tsr_error *err) TSRI_NOEXCEPT;

/**
 * 8-connected components of the non-zero pixels of a one-channel mask.
 *
 * @param out_ids    [height x width] 0 for background, else 1 + the component's index
 * @param out        room for max_count components, in the order of their ids; those beyond are left out, their ids are not
 * @param out_count  number found, may exceed max_count
 */
TSR_NODISCARD tsr_status tsr_cv_components_u8(
    tsr_view_u8 in, int32_t *out_ids, tsri_component *out, int32_t max_count, int32_t *out_count, tsr_error *err) TSRI_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
