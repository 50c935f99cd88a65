/* SPDX-License-Identifier: Apache-2.0
 *
 * Zones are told on a grid of the picture; where two neighbours of it differ a dash is stamped, dark first and light over it. */
#include <math.h>
#include <string.h>

#include "output/annotate.h"
#include "output/overlay.h"

enum { GRID_PX = 3, DASH_CELLS = 4 };

struct grid {
    uint8_t *zones;
    int32_t columns, rows;
};

static int32_t nearest(double at, int32_t count)
{
    return (int32_t)fmin(count - 1, fmax(0, floor(at + 0.5)));
}

static void fill(const struct grid *grid, const tsri_image *picture, const tsr_assessment *assessment, tsri_zone_places *places)
{
    const tsr_zone_frame *frame = &tsr_assessment_result(assessment)->zones.frame;
    tsr_view_u8 labels = tsr_assessment_labels(assessment);
    double kx = (double)picture->width_px / labels.width_px, ky = (double)picture->height_px / labels.height_px;
    for (int32_t row = 0; row < grid->rows; row++) {
        double y_px = (row * GRID_PX + 0.5) / ky - 0.5;
        const uint8_t *from = labels.data + (size_t)nearest(y_px, labels.height_px) * labels.stride_bytes;
        for (int32_t column = 0; column < grid->columns; column++) {
            double x_px = (column * GRID_PX + 0.5) / kx - 0.5;
            uint8_t label = from[nearest(x_px, labels.width_px)];
            if (label != TSR_LABEL_HAIR && label != TSR_LABEL_SCALP) {
                continue;
            }
            tsr_zone zone = tsr_zone_at(frame, x_px, y_px);
            grid->zones[(size_t)row * (size_t)grid->columns + (size_t)column] = (uint8_t)zone;
            places->of[zone].sum_x += column * GRID_PX;
            places->of[zone].sum_y += row * GRID_PX;
            places->of[zone].count++;
        }
    }
}

/* Blend a square of a level into the picture. */
static void stamp(const tsri_image *picture, int32_t x, int32_t y, int32_t half_px, int level, int opacity_256)
{
    int32_t left = x > half_px ? x - half_px : 0, right = x + half_px < picture->width_px ? x + half_px + 1 : picture->width_px;
    int32_t end = y + half_px < picture->height_px ? y + half_px + 1 : picture->height_px;
    for (int32_t row = y > half_px ? y - half_px : 0; row < end; row++) {
        uint8_t *rgb = tsri_image_row(picture, row);
        for (int32_t i = 3 * left; i < 3 * right; i++) {
            rgb[i] = (uint8_t)((rgb[i] * (256 - opacity_256) + level * opacity_256) >> 8);
        }
    }
}

static void draw(const struct grid *grid, const tsri_image *picture, int32_t half_px, int level, int opacity_256)
{
    for (int32_t row = 1; row < grid->rows; row++) {
        const uint8_t *here = grid->zones + (size_t)row * (size_t)grid->columns, *above = here - grid->columns;
        for (int32_t column = 1; column < grid->columns; column++) {
            uint8_t zone = here[column];
            bool across = zone && here[column - 1] && here[column - 1] != zone,
                 down = zone && above[column] && above[column] != zone;
            if ((across || down) && (across ? row : column) / DASH_CELLS % 2 == 0) {
                stamp(picture, column * GRID_PX, row * GRID_PX, half_px, level, opacity_256);
            }
        }
    }
}

tsr_status tsri_annotate_borders(
    const tsri_image *picture, const tsr_assessment *assessment, double em_px, tsri_zone_places *out, tsr_error *err)
{
    struct grid grid = {NULL, (picture->width_px + GRID_PX - 1) / GRID_PX, (picture->height_px + GRID_PX - 1) / GRID_PX};
    memset(out, 0, sizeof *out);
    if (!tsr_assessment_result(assessment)->zones.frame.known) {
        return TSR_OK;
    }
    tsr_status st = tsri_alloc_zero(picture->memory, (size_t)grid.columns, (size_t)grid.rows, &grid.zones, err);
    if (st == TSR_OK) {
        int32_t half_px = (int32_t)fmax(1, em_px / 20);
        fill(&grid, picture, assessment, out);
        draw(&grid, picture, half_px + 1, 0x1A, 110);
        draw(&grid, picture, half_px, 0xFF, 235);
    }
    tsri_free(picture->memory, grid.zones);
    return st;
}
