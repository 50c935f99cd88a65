/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines are light with a dark rim, so that they show on any hair and skin and in grey print; words stand on light plates. */
#include "output/annotate.h"

#include <math.h>
#include <stdio.h>

enum { INK_RGB = 0x1A1A1A, LIGHT_RGB = 0xFFFFFF };
enum { GRID_PX = 2 }; /* zones are told at every second pixel of the picture */

static const char *const ZONE_WORDS[TSR_ZONE_COUNT] = {
    [TSR_ZONE_FRONTAL] = "frontal",     [TSR_ZONE_MID] = "mid",
    [TSR_ZONE_VERTEX] = "vertex",       [TSR_ZONE_LEFT_TEMPLE] = "temple",
    [TSR_ZONE_RIGHT_TEMPLE] = "temple", [TSR_ZONE_LEFT_SIDE] = "side",
    [TSR_ZONE_RIGHT_SIDE] = "side",     [TSR_ZONE_OCCIPITAL] = "occipital",
};

/* The picture on the canvas. */
struct page {
    tsri_canvas *canvas;
    const tsr_photo_result *result;
    tsr_view_u8 labels;
    int32_t width_px, height_px;
    double em_px, kx, ky; /* kx, ky: picture px a photo px */
};

struct place {
    double sum_x, sum_y;
    int64_t count;
};

static tsr_zone zone_at(const struct page *page, int32_t x, int32_t y)
{
    double x_px = (x + 0.5) / page->kx - 0.5, y_px = (y + 0.5) / page->ky - 0.5;
    int32_t column = (int32_t)fmin(page->labels.width_px - 1, fmax(0, floor(x_px + 0.5)));
    int32_t row = (int32_t)fmin(page->labels.height_px - 1, fmax(0, floor(y_px + 0.5)));
    uint8_t label = page->labels.data[(size_t)row * page->labels.stride_bytes + (size_t)column];
    bool scalp = label == TSR_LABEL_HAIR || label == TSR_LABEL_SCALP;
    return scalp ? tsr_zone_at(&page->result->zones.frame, x_px, y_px) : TSR_ZONE_NONE;
}

/* Dotted borders between zones; where each zone lies is gathered on the way. */
static tsr_status draw_borders(const struct page *page, struct place places[TSR_ZONE_COUNT], tsr_error *err)
{
    uint8_t *above = NULL;
    size_t columns = (size_t)(page->width_px / GRID_PX + 1);
    const tsr_allocator *memory = tsri_canvas_memory(page->canvas);
    double dot_px = fmax(2, page->em_px / 7);
    tsr_status st = tsri_alloc_zero(memory, columns, 1, &above, err);
    for (int32_t y = 0; st == TSR_OK && y < page->height_px; y += GRID_PX) {
        tsr_zone before = TSR_ZONE_NONE;
        for (int32_t x = 0; x < page->width_px; x += GRID_PX) {
            tsr_zone zone = zone_at(page, x, y);
            bool across = before && zone && before != zone, down = above[x / GRID_PX] && zone && above[x / GRID_PX] != zone;
            bool dash = ((across ? y : x) / (GRID_PX * 6)) % 2 == 0;
            if ((across || down) && dash) {
                tsri_canvas_fill(page->canvas, x, y, dot_px, dot_px, dot_px / 2, LIGHT_RGB, 0.85);
            }
            places[zone].sum_x += x;
            places[zone].sum_y += y;
            places[zone].count++;
            before = zone;
            above[x / GRID_PX] = (uint8_t)zone;
        }
    }
    tsri_free(memory, above);
    return st;
}

/* Words on a light plate, centred. */
static void draw_words(const struct page *page, const char *words, double x_px, double y_px, double em_px)
{
    double width_px = tsri_canvas_text_width(page->canvas, words, em_px, TSRI_WEIGHT_NORMAL);
    double left_px = fmin(fmax(0.3 * em_px, x_px - width_px / 2), page->width_px - width_px - 0.3 * em_px);
    double base_px = fmin(fmax(1.1 * em_px, y_px + 0.35 * em_px), page->height_px - 0.4 * em_px);
    tsri_canvas_fill(page->canvas, left_px - 0.3 * em_px, base_px - em_px, width_px + 0.6 * em_px, 1.35 * em_px, 0.3 * em_px,
                     LIGHT_RGB, 0.8);
    tsri_canvas_text(page->canvas, words, left_px, base_px, em_px, TSRI_WEIGHT_NORMAL, INK_RGB);
}

static tsr_status draw_zones(const struct page *page, tsr_error *err)
{
    struct place places[TSR_ZONE_COUNT] = {{0, 0, 0}};
    char words[48];
    tsr_status st = draw_borders(page, places, err);
    for (int z = TSR_ZONE_FRONTAL; st == TSR_OK && z < TSR_ZONE_COUNT; z++) {
        tsr_quantity q = page->result->zones.bare_fraction[z];
        if (q.known && places[z].count > 0) {
            (void)snprintf(words, sizeof words, "%s %.0f %%", ZONE_WORDS[z], 100 * q.value);
            draw_words(page, words, places[z].sum_x / (double)places[z].count, places[z].sum_y / (double)places[z].count,
                       0.85 * page->em_px);
        }
    }
    return st;
}

static void draw_line(const struct page *page, const tsr_point *points, int32_t count, uint32_t rgb, double width_px)
{
    double at[TSR_MAX_CONTOUR][2];
    for (int32_t i = 0; i < count; i++) {
        at[i][0] = (points[i].x_px + 0.5) * page->kx;
        at[i][1] = (points[i].y_px + 0.5) * page->ky;
    }
    tsri_canvas_polyline(page->canvas, at, (size_t)count, width_px * 2, INK_RGB, 0.55);
    tsri_canvas_polyline(page->canvas, at, (size_t)count, width_px, rgb, 1);
}

/* A dot with a dark rim. */
static void draw_dot(const struct page *page, tsr_point at, uint32_t rgb)
{
    if (at.known) {
        draw_line(page, &(tsr_point[2]){at, at}[0], 2, rgb, page->em_px / 2.2);
    }
}

static void draw_hairline(const struct page *page)
{
    const tsr_hairline *h = &page->result->hairline;
    if (h->contour_count > 1) {
        draw_line(page, h->contour, h->contour_count, TSRI_HAIRLINE_RGB, fmax(2, page->em_px / 6));
    }
    draw_dot(page, h->trichion, TSRI_HAIRLINE_RGB);
}

static void draw_patches(const struct page *page)
{
    char words[12];
    for (int32_t i = 0; i < page->result->patches.count; i++) {
        const tsr_patch *p = &page->result->patches.items[i];
        (void)snprintf(words, sizeof words, "%d", (int)i + 1);
        draw_words(page, words, (p->x_px + 0.5) * page->kx, (p->y_px + 0.5) * page->ky, 0.75 * page->em_px);
    }
}

tsr_status tsri_annotate_measures(
    tsri_canvas *canvas, const tsr_assessment *assessment, int32_t width_px, int32_t height_px, double em_px, tsr_error *err)
{
    struct page page = {
        canvas, tsr_assessment_result(assessment), tsr_assessment_labels(assessment), width_px, height_px, em_px, 0, 0};
    page.kx = (double)width_px / page.labels.width_px;
    page.ky = (double)height_px / page.labels.height_px;
    tsr_status st = page.result->zones.frame.known ? draw_zones(&page, err) : TSR_OK;
    if (st == TSR_OK) {
        draw_hairline(&page);
        draw_patches(&page);
    }
    return st;
}
