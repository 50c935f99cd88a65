/* SPDX-License-Identifier: Apache-2.0 */
#include "parse/letterbox.h"

#include <math.h>

static int32_t scaled_side(double side_px, double long_side_px, int32_t size_px)
{
    double scaled = floor(side_px * size_px / long_side_px + 0.5);
    return scaled < 1 ? 1 : (int32_t)scaled;
}

tsri_letterbox tsri_letterbox_compute(int32_t width_px, int32_t height_px, int32_t size_px)
{
    return tsri_letterbox_compute_region(width_px, height_px, (tsri_region){0, 0, width_px, height_px}, size_px);
}

tsri_letterbox tsri_letterbox_compute_region(int32_t width_px, int32_t height_px, tsri_region region, int32_t size_px)
{
    double long_side_px = fmax(region.width_px, region.height_px);
    tsri_letterbox box = {.width_px = width_px, .height_px = height_px, .region = region, .size_px = size_px};
    box.content_width_px = scaled_side(region.width_px, long_side_px, size_px);
    box.content_height_px = scaled_side(region.height_px, long_side_px, size_px);
    box.left_px = (size_px - box.content_width_px) / 2;
    box.top_px = (size_px - box.content_height_px) / 2;
    return box;
}

void tsri_letterbox_covered_cells(int32_t margin_px, int32_t content_px, int32_t *out_first, int32_t *out_last)
{
    *out_first = margin_px / 2;
    *out_last = (margin_px + content_px - 1) / 2;
}

void tsri_letterbox_to_photo(const tsri_letterbox *box, int divisor, double x, double y, double *out_x_px, double *out_y_px)
{
    const tsri_region *r = &box->region;
    *out_x_px = r->left_px + ((x + 0.5) * divisor - box->left_px) * r->width_px / box->content_width_px - 0.5;
    *out_y_px = r->top_px + ((y + 0.5) * divisor - box->top_px) * r->height_px / box->content_height_px - 0.5;
}

void tsri_letterbox_from_photo(const tsri_letterbox *box, int divisor, double x_px, double y_px, double *out_x, double *out_y)
{
    const tsri_region *r = &box->region;
    *out_x = (box->left_px + (x_px + 0.5 - r->left_px) * box->content_width_px / r->width_px) / divisor - 0.5;
    *out_y = (box->top_px + (y_px + 0.5 - r->top_px) * box->content_height_px / r->height_px) / divisor - 0.5;
}
