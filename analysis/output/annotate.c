/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines are light with a dark rim, so that they show on any hair and skin and in grey print; words stand on light plates. Marks
 * whose place matters come first; words then take the nearest free place to where they belong. */
#include "output/annotate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/overlay.h"
#include "output/phrase.h"

enum { MOST_BOXES = 64 };

struct box {
    double left, top, right, bottom;
};

/* The picture on the canvas, and what of it is taken. */
struct page {
    tsri_canvas *canvas;
    const tsr_photo_result *result;
    tsr_language language;
    int32_t width_px, height_px;
    double em_px, kx, ky; /* kx, ky: picture px a photo px */
    struct box taken[MOST_BOXES];
    int taken_count;
};

static void take(struct page *page, struct box box)
{
    if (page->taken_count < MOST_BOXES) {
        page->taken[page->taken_count++] = box;
    }
}

static bool is_free(const struct page *page, struct box b)
{
    double edge_px = 0.25 * page->em_px;
    if (b.left < edge_px || b.top < edge_px || b.right > page->width_px - edge_px || b.bottom > page->height_px - edge_px) {
        return false;
    }
    for (int i = 0; i < page->taken_count; i++) {
        const struct box *t = &page->taken[i];
        if (b.left < t->right && t->left < b.right && b.top < t->bottom && t->top < b.bottom) {
            return false;
        }
    }
    return true;
}

/* The free place nearest to x, y for a box of this size, in rings round it; then it is taken. */
static bool find_place(struct page *page, double x_px, double y_px, double width_px, double height_px, struct box *out)
{
    enum { RINGS = 9, DIRECTIONS = 16 };
    static const double TURN_RAD = 6.283185307179586;
    for (int ring = 0; ring < RINGS; ring++) {
        for (int d = 0; d < (ring ? DIRECTIONS : 1); d++) {
            double away_px = 0.6 * ring * page->em_px;
            double x = x_px + away_px * cos(d * TURN_RAD / DIRECTIONS), y = y_px + away_px * sin(d * TURN_RAD / DIRECTIONS);
            *out = (struct box){x - width_px / 2, y - height_px / 2, x + width_px / 2, y + height_px / 2};
            if (is_free(page, *out)) {
                take(page, *out);
                return true;
            }
        }
    }
    return false;
}

static double text_px(const struct page *page, const char *text, double size_em, tsri_weight weight)
{
    return tsri_canvas_text_width(page->canvas, text, size_em * page->em_px, weight);
}

/* A letter with a cedilla hangs lower than the line of the figure leaves room for. */
static bool hangs_low(const char *name)
{
    return strstr(name, "\xc3\xa7") || strstr(name, "\xc5\x9f");
}

/* A small name over a bold figure, on a light plate; the name may be NULL. */
static void draw_plate(struct page *page, const char *name, const char *figure, double x_px, double y_px)
{
    static const double NAME = 0.76, FIGURE = 1.0, ROOM_BELOW = 0.13;
    double em = page->em_px, name_px = name ? text_px(page, name, NAME, TSRI_WEIGHT_NORMAL) : 0;
    double figure_px = text_px(page, figure, FIGURE, TSRI_WEIGHT_BOLD);
    double width_px = fmax(name_px, figure_px) + 0.6 * em,
           height_px = (name ? hangs_low(name) ? 2.05 + ROOM_BELOW : 2.05 : 1.3) * em;
    struct box box;
    if (!find_place(page, x_px, y_px, width_px, height_px, &box)) {
        return;
    }
    double middle_px = (box.left + box.right) / 2;
    tsri_canvas_fill(page->canvas, box.left, box.top, width_px, height_px, 0.3 * em, TSRI_LIGHT_RGB, 0.86);
    if (name) {
        tsri_canvas_text(page->canvas, name, middle_px - name_px / 2, box.top + 0.83 * em, NAME * em, TSRI_WEIGHT_NORMAL,
                         TSRI_INK_RGB);
    }
    tsri_canvas_text(page->canvas, figure, middle_px - figure_px / 2, box.bottom - 0.3 * em, FIGURE * em, TSRI_WEIGHT_BOLD,
                     TSRI_INK_RGB);
}

static void draw_zones(struct page *page, const tsri_zone_places *places)
{
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        tsr_quantity q = page->result->zones.bare_fraction[z];
        double count = (double)places->of[z].count;
        if (q.known && count > 0) {
            const char *name = tsri_text_of(page->language, (tsri_text_key)(TSRI_TEXT_MARK_FRONTAL + z - TSR_ZONE_FRONTAL));
            draw_plate(page, name, tsri_phrase_percent(page->language, q.value).text, places->of[z].sum_x / count,
                       places->of[z].sum_y / count);
        }
    }
}

static void to_picture(const struct page *page, tsr_point point, double out[2])
{
    out[0] = (point.x_px + 0.5) * page->kx;
    out[1] = (point.y_px + 0.5) * page->ky;
}

static void draw_line(const struct page *page, double (*at)[2], size_t count, uint32_t rgb, double width_px)
{
    tsri_canvas_polyline(page->canvas, at, count, width_px + 0.16 * page->em_px, TSRI_INK_RGB, 0.7);
    tsri_canvas_polyline(page->canvas, at, count, width_px, rgb, 1);
}

/* A dot with a dark rim. */
static void draw_trichion(struct page *page, tsr_point point)
{
    double at[2], r = 0.34 * page->em_px, rim_px = 0.14 * page->em_px;
    if (!point.known) {
        return;
    }
    to_picture(page, point, at);
    r += rim_px;
    tsri_canvas_fill(page->canvas, at[0] - r, at[1] - r, 2 * r, 2 * r, r, TSRI_INK_RGB, 0.85);
    take(page, (struct box){at[0] - r, at[1] - r, at[0] + r, at[1] + r});
    r -= rim_px;
    tsri_canvas_fill(page->canvas, at[0] - r, at[1] - r, 2 * r, 2 * r, r, TSRI_HAIRLINE_RGB, 1);
}

/* The way that the bay reaches above the hairline's middle level, with a bar at either end and its share. */
static void draw_recession(struct page *page, const tsr_point bay[2], const tsr_quantity *share)
{
    double at[2][2], cap[2][2], em = page->em_px;
    if (!tsri_recession_shows(share)) {
        return;
    }
    to_picture(page, bay[0], at[0]);
    to_picture(page, bay[1], at[1]);
    double dx = at[1][0] - at[0][0], dy = at[1][1] - at[0][1], length_px = hypot(dx, dy);
    if (length_px > 0.5 * em) { /* shorter, it is only its bars */
        draw_line(page, at, 2, TSRI_LIGHT_RGB, 0.14 * em);
        for (int end = 0; end < 2; end++) {
            for (int side = 0; side < 2; side++) {
                double k = (side ? 0.4 : -0.4) * em / length_px;
                cap[side][0] = at[end][0] - dy * k;
                cap[side][1] = at[end][1] + dx * k;
            }
            draw_line(page, cap, 2, TSRI_LIGHT_RGB, 0.14 * em);
        }
        take(page, (struct box){fmin(at[0][0], at[1][0]) - 0.4 * em, fmin(at[0][1], at[1][1]),
                                fmax(at[0][0], at[1][0]) + 0.4 * em, fmax(at[0][1], at[1][1])});
    }
    draw_plate(page, tsri_text_of(page->language, TSRI_TEXT_MARK_RECESSION),
               tsri_phrase_percent(page->language, share->value).text, at[1][0], fmin(at[0][1], at[1][1]) - 1.4 * em);
}

static void draw_hairline(struct page *page)
{
    const tsr_hairline *h = &page->result->hairline;
    double at[TSR_MAX_CONTOUR][2];
    for (int32_t i = 0; i < h->contour_count; i++) {
        to_picture(page, h->contour[i], at[i]);
    }
    if (h->contour_count > 1) {
        draw_line(page, at, (size_t)h->contour_count, TSRI_HAIRLINE_RGB, 0.2 * page->em_px);
    }
    draw_trichion(page, h->trichion);
    draw_recession(page, h->left_bay, &h->left_recession_frac);
    draw_recession(page, h->right_bay, &h->right_recession_frac);
}

/* White figures on dark discs: not to be taken for a zone's share. */
static void draw_patches(struct page *page)
{
    char number[12];
    double em = page->em_px, r = 0.62 * em;
    for (int32_t i = 0; i < page->result->patches.count; i++) {
        const tsr_patch *p = &page->result->patches.items[i];
        struct box box;
        if (find_place(page, (p->x_px + 0.5) * page->kx, (p->y_px + 0.5) * page->ky, 2 * r, 2 * r, &box)) {
            (void)snprintf(number, sizeof number, "%d", (int)i + 1);
            double width_px = text_px(page, number, 0.85, TSRI_WEIGHT_BOLD);
            tsri_canvas_fill(page->canvas, box.left, box.top, 2 * r, 2 * r, r, TSRI_LIGHT_RGB, 0.9);
            tsri_canvas_fill(page->canvas, box.left + 0.09 * em, box.top + 0.09 * em, 2 * r - 0.18 * em, 2 * r - 0.18 * em, r,
                             TSRI_INK_RGB, 1);
            tsri_canvas_text(page->canvas, number, box.left + r - width_px / 2, box.top + r + 0.31 * em, 0.85 * em,
                             TSRI_WEIGHT_BOLD, TSRI_LIGHT_RGB);
        }
    }
}

/* The longest of 1, 2, 5, 10 ... mm that takes at most so much. */
static double round_length_mm(double most_mm)
{
    double unit_mm = pow(10, floor(log10(most_mm)));
    return most_mm >= 5 * unit_mm ? 5 * unit_mm : most_mm >= 2 * unit_mm ? 2 * unit_mm : unit_mm;
}

/* "2 cm"; by the pupils "about 2 cm". */
static tsri_phrase scale_words(const struct page *page, double length_mm)
{
    bool cm = length_mm >= 10;
    tsri_phrase length = tsri_phrase_number(page->language, cm ? length_mm / 10 : length_mm, length_mm < 1 ? 1 : 0, false);
    (void)strcat(length.text, cm ? " cm" : " mm");
    return page->result->scale.source == TSR_SCALE_PUPILS
               ? tsri_phrase_with(page->language, TSRI_TEXT_MARK_ABOUT, length.text, NULL, NULL, NULL)
               : length;
}

/* Only a scale that was measured in this very photo has a bar. */
static void draw_scale_bar(struct page *page)
{
    static const double MOST_WIDTH_FRAC = 0.28, LEAST_MM = 0.1;
    const tsr_scale *scale = &page->result->scale;
    double em = page->em_px, mm_per_px = scale->mm_per_px.value / page->kx;
    if (!scale->mm_per_px.known || scale->source == TSR_SCALE_ASSUMED_HEAD ||
        MOST_WIDTH_FRAC * page->width_px * mm_per_px < LEAST_MM) {
        return;
    }
    double length_mm = round_length_mm(MOST_WIDTH_FRAC * page->width_px * mm_per_px), length_px = length_mm / mm_per_px;
    const tsri_phrase words = scale_words(page, length_mm);
    double words_px = text_px(page, words.text, 0.95, TSRI_WEIGHT_BOLD), width_px = fmax(length_px, words_px) + em;
    struct box box = {0.5 * em, page->height_px - 2.8 * em, 0.5 * em + width_px, page->height_px - 0.5 * em};
    double left_px = box.left + (width_px - length_px) / 2, y_px = box.bottom - 0.5 * em;
    double bar[][2] = {
        {left_px, y_px - 0.3 * em}, {left_px, y_px}, {left_px + length_px, y_px}, {left_px + length_px, y_px - 0.3 * em}};
    take(page, box);
    tsri_canvas_fill(page->canvas, box.left, box.top, width_px, box.bottom - box.top, 0.3 * em, TSRI_LIGHT_RGB, 0.86);
    tsri_canvas_polyline(page->canvas, bar, 4, 0.16 * em, TSRI_INK_RGB, 1);
    tsri_canvas_text(page->canvas, words.text, box.left + (width_px - words_px) / 2, box.top + 1.05 * em, 0.95 * em,
                     TSRI_WEIGHT_BOLD, TSRI_INK_RGB);
}

void tsri_annotate_measures(tsri_canvas *canvas,
                            const tsr_assessment *assessment,
                            const tsri_zone_places *places,
                            int32_t width_px,
                            int32_t height_px,
                            double em_px)
{
    tsr_view_u8 labels = tsr_assessment_labels(assessment);
    struct page page = {.canvas = canvas,
                        .result = tsr_assessment_result(assessment),
                        .language = tsr_assessment_language(assessment),
                        .width_px = width_px,
                        .height_px = height_px,
                        .em_px = em_px,
                        .kx = (double)width_px / labels.width_px,
                        .ky = (double)height_px / labels.height_px};
    draw_scale_bar(&page);
    draw_hairline(&page);
    draw_patches(&page);
    draw_zones(&page, places);
}
