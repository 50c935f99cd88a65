/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/sharpness.h"

#include <math.h>

#include "base/fail.h"
#include "vision/vision.h"

/* The head's width when it is judged, and the added blur: half a per cent of it. */
enum { HEAD_WIDTH_PX = 192, MAX_HEIGHT_PX = 384, KERNEL_PX = 7 };
static const double BLUR_SIGMA_PX = 1;

/* Energy that rounding to whole levels alone can make, levels^2 a pixel. */
static const double ROUNDING_ENERGY = 1;

/* Share lost by the median photo in focus, which is the score 1: docs/measurement.md 7. */
static const double LOSS_IN_FOCUS = 0.5;

/* Mean squared gradient of a grey picture over the person's pixels. */
static double gradient_energy(const uint8_t *grey, const uint8_t *person, int32_t width, int32_t height)
{
    int64_t sum = 0, count = 0;
    for (int32_t y = 1; y < height - 1; y++) {
        for (int32_t x = 1; x < width - 1; x++) {
            size_t i = (size_t)y * (size_t)width + (size_t)x;
            if (person[i]) {
                int dx = grey[i + 1] - grey[i - 1], dy = grey[i + (size_t)width] - grey[i - (size_t)width];
                sum += dx * dx + dy * dy;
                count++;
            }
        }
    }
    return count > 0 ? (double)sum / (double)count : 0;
}

/* Grey levels and the person's pixels of the head's box. */
static void cut_head(const tsri_sample *s, const tsri_framing *f, uint8_t *grey, uint8_t *person)
{
    for (int32_t y = f->y0; y < f->y1; y++) {
        const uint8_t *rgb = s->rgb.data + (size_t)y * s->rgb.stride_bytes + (size_t)f->x0 * 3;
        const uint8_t *labels = s->labels.data + (size_t)y * s->labels.stride_bytes + (size_t)f->x0;
        for (int32_t x = 0; x < f->x1 - f->x0; x++, rgb += 3) {
            *grey++ = tsri_luma(rgb);
            *person++ = labels[x] == TSR_LABEL_BACKGROUND ? 0 : 255;
        }
    }
}

tsr_status tsri_sharpness_measure(const tsri_sample *s, const tsri_framing *f, tsri_arena *arena, double *out, tsr_error *err)
{
    tsr_status st = TSR_OK;
    uint8_t *cut = NULL, *scaled = NULL;
    int32_t from_width = f->x1 - f->x0, from_height = f->y1 - f->y0;
    *out = 0;
    if (from_width < 2 || from_height < 2) {
        return TSR_OK;
    }
    int32_t height = (int32_t)((int64_t)from_height * HEAD_WIDTH_PX / from_width);
    height = height < 3 ? 3 : height > MAX_HEIGHT_PX ? MAX_HEIGHT_PX : height;
    size_t from_size = (size_t)from_width * (size_t)from_height, size = (size_t)HEAD_WIDTH_PX * (size_t)height;
    TSRI_TRY(tsri_arena_alloc(arena, from_size, 2, &cut, err));
    TSRI_TRY(tsri_arena_alloc(arena, size, 3, &scaled, err));
    uint8_t *grey = scaled, *person = scaled + size, *blurred = scaled + 2 * size;
    cut_head(s, f, cut, cut + from_size);
    for (int i = 0; i < 2; i++) {
        const tsr_view_u8 from = {cut + (size_t)i * from_size, from_width, from_height, 1, (size_t)from_width};
        TSRI_TRY(tsr_cv_resize_u8(from, (tsri_span_u8){scaled + (size_t)i * size, HEAD_WIDTH_PX, height, 1, HEAD_WIDTH_PX}, err));
    }
    for (size_t i = 0; i < size; i++) {
        person[i] = person[i] >= 128;
    }
    const tsr_view_u8 sharp = {grey, HEAD_WIDTH_PX, height, 1, HEAD_WIDTH_PX};
    TSRI_TRY(tsr_cv_gaussian_u8(sharp, KERNEL_PX, BLUR_SIGMA_PX, (tsri_span_u8){blurred, HEAD_WIDTH_PX, height, 1, HEAD_WIDTH_PX},
                                err));
    double before = gradient_energy(grey, person, HEAD_WIDTH_PX, height) + ROUNDING_ENERGY;
    double after = gradient_energy(blurred, person, HEAD_WIDTH_PX, height) + ROUNDING_ENERGY;
    *out = fmin(1, fmax(0, (1 - after / before) / LOSS_IN_FOCUS));
done:
    return st;
}
