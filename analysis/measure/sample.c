/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/sample.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "vision/vision.h"

tsr_point tsri_sample_in_photo(const tsri_sample *s, tsr_point p)
{
    p.known = p.x_px >= 0 && p.y_px >= 0 && p.x_px <= s->photo_width_px - 1 && p.y_px <= s->photo_height_px - 1;
    return p;
}

tsr_point tsri_sample_to_photo(const tsri_sample *sample, double x, double y)
{
    return (tsr_point){(x + 0.5) * sample->photo_width_px / sample->labels.width_px - 0.5,
                       (y + 0.5) * sample->photo_height_px / sample->labels.height_px - 0.5, true};
}

void tsri_sample_from_photo(const tsri_sample *sample, double x_px, double y_px, double *out_x, double *out_y)
{
    *out_x = (x_px + 0.5) * sample->labels.width_px / sample->photo_width_px - 0.5;
    *out_y = (y_px + 0.5) * sample->labels.height_px / sample->photo_height_px - 0.5;
}

double tsri_sample_area_px(const tsri_sample *sample)
{
    return (double)sample->photo_width_px / sample->labels.width_px * sample->photo_height_px / sample->labels.height_px;
}

double tsri_sample_map_pixel_px(const tsri_sample *sample)
{
    const tsri_letterbox *box = &sample->box;
    return box->content_width_px > 0 ? 2 * box->region.width_px / box->content_width_px : 0;
}

void tsri_sample_logits(const tsri_sample *sample, double x, double y, float *out)
{
    double map_x, map_y;
    tsr_point at = tsri_sample_to_photo(sample, x, y);
    int32_t last = sample->logits.side_px - 1;
    tsri_letterbox_from_photo(&sample->box, 2, at.x_px, at.y_px, &map_x, &map_y);
    map_x = fmin(last, fmax(0, map_x));
    map_y = fmin(last, fmax(0, map_y));
    int32_t x0 = (int32_t)map_x, y0 = (int32_t)map_y;
    int32_t x1 = x0 < last ? x0 + 1 : last, y1 = y0 < last ? y0 + 1 : last;
    float fx = (float)(map_x - x0), fy = (float)(map_y - y0);
    size_t channels = (size_t)sample->logits.channels, side = (size_t)sample->logits.side_px;
    const float *rows[2] = {sample->logits.data + (size_t)y0 * side * channels,
                            sample->logits.data + (size_t)y1 * side * channels};
    for (size_t c = 0; c < TSRI_CHANNEL_COUNT; c++) {
        float upper = rows[0][(size_t)x0 * channels + c] * (1 - fx) + rows[0][(size_t)x1 * channels + c] * fx;
        float lower = rows[1][(size_t)x0 * channels + c] * (1 - fx) + rows[1][(size_t)x1 * channels + c] * fx;
        out[c] = upper * (1 - fy) + lower * fy;
    }
}

tsr_status tsri_sample_make(tsr_view_u8 rgb, tsr_view_u8 labels, tsri_arena *arena, tsri_sample *out, tsr_error *err)
{
    uint8_t *pixels = NULL, *map = NULL;
    tsr_status st = TSR_OK;
    double k = fmin(1, (double)TSRI_SAMPLE_LONG_SIDE_PX / (rgb.width_px > rgb.height_px ? rgb.width_px : rgb.height_px));
    if (k < 0.67) { /* a whole factor is a quarter of the work, and hardly smaller */
        k = 1 / ceil(1 / k);
    }
    int32_t width = (int32_t)fmax(1, floor(rgb.width_px * k + 0.5)), height = (int32_t)fmax(1, floor(rgb.height_px * k + 0.5));
    memset(out, 0, sizeof *out);
    out->photo_width_px = labels.width_px;
    out->photo_height_px = labels.height_px;
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)width * (size_t)height, 3, &pixels, err));
    TSRI_TRY(tsri_arena_alloc(arena, (size_t)width, (size_t)height, &map, err));
    tsri_span_u8 to = {pixels, width, height, 3, (size_t)width * 3};
    TSRI_TRY(tsr_cv_resize_u8(rgb, to, err));
    for (int32_t y = 0; y < height; y++) {
        int64_t from_y = ((int64_t)2 * y + 1) * labels.height_px / (2 * height);
        const uint8_t *from = labels.data + (size_t)from_y * labels.stride_bytes;
        for (int32_t x = 0; x < width; x++) {
            map[(size_t)y * (size_t)width + (size_t)x] = from[((int64_t)2 * x + 1) * labels.width_px / (2 * width)];
        }
    }
    out->rgb = (tsr_view_u8){pixels, width, height, 3, (size_t)width * 3};
    out->labels = (tsr_view_u8){map, width, height, 1, (size_t)width};
done:
    return st;
}
