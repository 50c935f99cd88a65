/* SPDX-License-Identifier: Apache-2.0
 *
 * One page at true size. The marker and the colour patches stand on one card with a dashed line to cut along, so that both come
 * into the picture together; a line of 100 mm tells whether the printer kept the size. The card's white rim belongs to the
 * marker: without it the black square cannot be told from dark hair. All lengths are millimetres. */
#include "output/marker_sheet.h"

#include <stdio.h>

#include "base/fail.h"

enum { INK_RGB = 0x1A1A1A, FAINT_RGB = 0x5F6368, LINE_RGB = 0x9AA0A6, BLACK_RGB = 0x000000, WHITE_RGB = 0xFFFFFF };

static const double SIDE_MM = TSR_MARKER_SIDE_MM;
static const double CARD_WIDTH_MM = 140, CARD_HEIGHT_MM = 64, CARD_TOP_MM = 48;
static const double RIM_MM = 12; /* white round the marker: nearly two of its cells */
static const double RULER_MM = 100, RULER_TOP_MM = 130;
static const double PATCH_MM = 11;

/* The grey steps lie at even distances of sRGB; the colours are the printer's and the eye's primaries and two tones of skin. */
static const uint32_t GREYS[] = {0xFFFFFF, 0xC8C8C8, 0x969696, 0x646464, 0x323232, 0x000000};
static const uint32_t COLOURS[] = {0xC83232, 0x32A050, 0x3250C8, 0xE6C832, 0xE0B090, 0x8C5A3C};

enum { PATCHES = sizeof GREYS / sizeof GREYS[0] };

static const char *const STEPS[][2] = {
    {"Print at 100 %", "Choose \xe2\x80\x9c"
                       "actual size\xe2\x80\x9d, not \xe2\x80\x9c"
                       "fit to page\xe2\x80\x9d, on matt white paper."},
    {"Check the size", "Measure the line above: it must be 100 mm long."},
    {"Cut out the card", "Cut along the dashed line. Keep the white rim round the black square."},
    {"Hold it flat against the head", "Beside the area to measure, at the same slant to the camera."},
    {"Take the photo", "From straight ahead, without flash; no finger on the square or its rim."},
};

enum { STEP_COUNT = sizeof STEPS / sizeof STEPS[0] };

bool tsri_paper_size(tsr_paper paper, double *out_width_mm, double *out_height_mm)
{
    *out_width_mm = paper == TSR_PAPER_LETTER ? 215.9 : 210;
    *out_height_mm = paper == TSR_PAPER_LETTER ? 279.4 : 297;
    return paper == TSR_PAPER_A4 || paper == TSR_PAPER_LETTER;
}

static double page_width(tsr_paper paper)
{
    double width_mm, height_mm;
    (void)tsri_paper_size(paper, &width_mm, &height_mm);
    return width_mm;
}

void tsri_marker_sheet_place(tsr_paper paper, double *out_x_mm, double *out_y_mm)
{
    *out_x_mm = (page_width(paper) - CARD_WIDTH_MM) / 2 + RIM_MM;
    *out_y_mm = CARD_TOP_MM + RIM_MM;
}

static bool is_white(int row, int column)
{
    return row < TSR_MARKER_CELLS && column < TSR_MARKER_CELLS && !tsr_marker_cell_is_black(row, column);
}

/* White neighbours are also drawn as one rectangle: where two only touch, screens and printers show a hairline. */
static void draw_marker(tsri_canvas *canvas, double x_mm, double y_mm)
{
    double cell_mm = SIDE_MM / TSR_MARKER_CELLS;
    tsri_canvas_fill(canvas, x_mm, y_mm, SIDE_MM, SIDE_MM, 0, BLACK_RGB, 1);
    for (int row = 0; row < TSR_MARKER_CELLS; row++) {
        for (int column = 0; column < TSR_MARKER_CELLS; column++) {
            if (is_white(row, column)) {
                double left_mm = x_mm + column * cell_mm, top_mm = y_mm + row * cell_mm;
                double wide_mm = is_white(row, column + 1) ? 2 * cell_mm : cell_mm;
                double high_mm = is_white(row + 1, column) ? 2 * cell_mm : cell_mm;
                tsri_canvas_fill(canvas, left_mm, top_mm, wide_mm, cell_mm, 0, WHITE_RGB, 1);
                tsri_canvas_fill(canvas, left_mm, top_mm, cell_mm, high_mm, 0, WHITE_RGB, 1);
            }
        }
    }
}

static void draw_patches(tsri_canvas *canvas, const uint32_t *colours, double x_mm, double y_mm)
{
    for (int i = 0; i < PATCHES; i++) {
        char name[16];
        double left_mm = x_mm + i * PATCH_MM;
        (void)snprintf(name, sizeof name, "%06X", (unsigned)colours[i]);
        tsri_canvas_fill(canvas, left_mm, y_mm, PATCH_MM, PATCH_MM, 0, colours[i], 1);
        tsri_canvas_text(canvas, name, left_mm + 1, y_mm + PATCH_MM + 2.6, 1.9, TSRI_WEIGHT_NORMAL, FAINT_RGB);
    }
    tsri_canvas_frame(canvas, x_mm, y_mm, PATCHES * PATCH_MM, PATCH_MM, 0.15, 0, LINE_RGB);
}

static void draw_card(tsri_canvas *canvas, tsr_paper paper)
{
    double x_mm, y_mm;
    tsri_marker_sheet_place(paper, &x_mm, &y_mm);
    double beside_mm = x_mm + SIDE_MM + RIM_MM, card_mm = x_mm - RIM_MM;
    tsri_canvas_frame(canvas, card_mm, CARD_TOP_MM, CARD_WIDTH_MM, CARD_HEIGHT_MM, 0.25, 2, LINE_RGB);
    draw_marker(canvas, x_mm, y_mm);
    draw_patches(canvas, GREYS, beside_mm, y_mm);
    draw_patches(canvas, COLOURS, beside_mm, y_mm + 16.5);
    tsri_canvas_text(canvas, "Tonsure marker", beside_mm, y_mm + SIDE_MM - 4.2, 3.2, TSRI_WEIGHT_BOLD, INK_RGB);
    tsri_canvas_text(canvas, "black square 40 mm; patches in sRGB", beside_mm, y_mm + SIDE_MM, 2.6, TSRI_WEIGHT_NORMAL,
                     FAINT_RGB);
}

/* From the first tick's left edge to the last tick's right edge the line measures RULER_MM. */
static void draw_ruler(tsri_canvas *canvas, tsr_paper paper)
{
    const double tick_mm = 0.25;
    double x_mm = (page_width(paper) - RULER_MM) / 2;
    tsri_canvas_fill(canvas, x_mm, RULER_TOP_MM, RULER_MM, tick_mm, 0, INK_RGB, 1);
    for (int mm = 0; mm <= (int)RULER_MM; mm++) {
        double length_mm = mm % 10 == 0 ? 5 : mm % 5 == 0 ? 3.5 : 2;
        double tick_x_mm = x_mm + mm - (mm == 0 ? 0 : mm == (int)RULER_MM ? tick_mm : tick_mm / 2);
        tsri_canvas_fill(canvas, tick_x_mm, RULER_TOP_MM, tick_mm, length_mm, 0, INK_RGB, 1);
        if (mm % 10 == 0) {
            char number[16];
            (void)snprintf(number, sizeof number, "%d", mm);
            double width_mm = tsri_canvas_text_width(canvas, number, 3, TSRI_WEIGHT_NORMAL);
            tsri_canvas_text(canvas, number, x_mm + mm - width_mm / 2, RULER_TOP_MM + 8.6, 3, TSRI_WEIGHT_NORMAL, INK_RGB);
        }
    }
    tsri_canvas_text(canvas, "Measure this line: it must be 100 mm long.", x_mm, RULER_TOP_MM - 2.5, 3.6, TSRI_WEIGHT_NORMAL,
                     INK_RGB);
}

static void draw_steps(tsri_canvas *canvas, double x_mm, double y_mm)
{
    for (int i = 0; i < STEP_COUNT; i++, y_mm += 15) {
        char number[16];
        (void)snprintf(number, sizeof number, "%d", i + 1);
        double width_mm = tsri_canvas_text_width(canvas, number, 4.2, TSRI_WEIGHT_BOLD);
        tsri_canvas_fill(canvas, x_mm, y_mm - 4.6, 7.6, 7.6, 3.8, INK_RGB, 1);
        tsri_canvas_text(canvas, number, x_mm + 3.8 - width_mm / 2, y_mm + 0.75, 4.2, TSRI_WEIGHT_BOLD, WHITE_RGB);
        tsri_canvas_text(canvas, STEPS[i][0], x_mm + 12, y_mm - 1, 4.2, TSRI_WEIGHT_BOLD, INK_RGB);
        tsri_canvas_text(canvas, STEPS[i][1], x_mm + 12, y_mm + 4.4, 3.5, TSRI_WEIGHT_NORMAL, FAINT_RGB);
    }
}

void tsri_marker_sheet_draw(tsri_canvas *canvas, tsr_paper paper)
{
    double width_mm, height_mm;
    (void)tsri_paper_size(paper, &width_mm, &height_mm);
    double left_mm = (width_mm - CARD_WIDTH_MM) / 2;
    char foot[64];
    tsri_canvas_text(canvas, "Scale marker", left_mm, 27, 9, TSRI_WEIGHT_BOLD, INK_RGB);
    tsri_canvas_text(canvas, "With this card in a photo, Tonsure can measure in millimetres.", left_mm, 36, 3.8,
                     TSRI_WEIGHT_NORMAL, FAINT_RGB);
    draw_card(canvas, paper);
    draw_ruler(canvas, paper);
    draw_steps(canvas, left_mm, RULER_TOP_MM + 28);
    (void)snprintf(foot, sizeof foot, "Tonsure %s  \xc2\xb7  an aid, not a diagnosis", tsr_version());
    tsri_canvas_text(canvas, foot, left_mm, height_mm - 18, 2.8, TSRI_WEIGHT_NORMAL, FAINT_RGB);
}

tsr_status
tsr_marker_sheet_format(const tsr_context *ctx, tsr_paper paper, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    const tsr_allocator *memory = ctx ? tsr_context_allocator(ctx) : tsri_memory_default();
    tsri_canvas *canvas = NULL;
    double width_mm, height_mm;
    *out_bytes = NULL;
    *out_size_bytes = 0;
    if (!tsri_paper_size(paper, &width_mm, &height_mm)) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "no paper %d", (int)paper);
    }
    tsr_status st = tsri_canvas_create_page(memory, width_mm, height_mm, "Tonsure scale marker", &canvas, err);
    if (st == TSR_OK) {
        tsri_marker_sheet_draw(canvas, paper);
        st = tsri_canvas_finish_page(canvas, out_bytes, out_size_bytes, err);
    }
    tsri_canvas_destroy(&canvas);
    return st;
}
