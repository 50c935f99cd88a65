/* SPDX-License-Identifier: Apache-2.0
 *
 * Two plots on a sheet of 160 x 115 mm, as a PDF or as a picture of the same drawing: Bland and Altman's difference against mean,
 * and the table of label against measured grade. All lengths are millimetres. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "image/encode.h"
#include "output/canvas.h"
#include "tonsure/agreement.h"

enum {
    INK_RGB = 0x1A1A1A,
    FAINT_RGB = 0x5F6368,
    LINE_RGB = 0xDADCE0,
    DOT_RGB = 0x1F6FB2,
    BIAS_RGB = 0xB3261E,
    WHITE_RGB = 0xFFFFFF
};

static const double SHEET_WIDTH_MM = 160, SHEET_HEIGHT_MM = 115, PICTURE_PX_PER_MM = 10;
static const double LEFT_MM = 17, TOP_MM = 25, PLOT_WIDTH_MM = 106, PLOT_HEIGHT_MM = 73;
static const double TITLE_MM = 5, TEXT_MM = 3, SMALL_MM = 2.7;

/* A linear axis: data from lo to hi over its length, ticks at multiples of step. */
struct axis {
    double lo, hi, step;
};

struct plot {
    tsri_canvas *canvas;
    struct axis x, y;
    const tsr_plot_words *words;
};

/* Ends at ticks whose step is 1, 2 or 5 times a power of ten, some five of them. */
static struct axis axis_over(double lo, double hi)
{
    const double span = hi - lo > 0 ? hi - lo : fmax(fabs(lo), 1), rough = span / 5, power = pow(10, floor(log10(rough)));
    const double times = rough / power, step = power * (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10);
    struct axis axis = {step * floor(lo / step), step * ceil(hi / step), step};
    if (axis.hi - axis.lo < step / 2) {
        axis.lo -= step;
        axis.hi += step;
    }
    return axis;
}

static double x_mm(const struct plot *p, double value)
{
    return LEFT_MM + PLOT_WIDTH_MM * (value - p->x.lo) / (p->x.hi - p->x.lo);
}

static double y_mm(const struct plot *p, double value)
{
    return TOP_MM + PLOT_HEIGHT_MM * (p->y.hi - value) / (p->y.hi - p->y.lo);
}

static double right_text(tsri_canvas *canvas, const char *text, double right_mm, double base_mm, double size_mm, uint32_t rgb)
{
    double width_mm = tsri_canvas_text_width(canvas, text, size_mm, TSRI_WEIGHT_NORMAL);
    return tsri_canvas_text(canvas, text, right_mm - width_mm, base_mm, size_mm, TSRI_WEIGHT_NORMAL, rgb);
}

static double middle_text(
    tsri_canvas *canvas, const char *text, double middle_mm, double base_mm, double size_mm, tsri_weight weight, uint32_t rgb)
{
    double width_mm = tsri_canvas_text_width(canvas, text, size_mm, weight);
    return tsri_canvas_text(canvas, text, middle_mm - width_mm / 2, base_mm, size_mm, weight, rgb);
}

/* A tick's number, with no more decimals than its step has; -0 is 0. */
static void format_tick(char *out, size_t out_bytes, double value, double step)
{
    const int decimals = step >= 1 ? 0 : (int)ceil(-log10(step) - 1e-9);
    (void)snprintf(out, out_bytes, "%.*f", decimals, fabs(value) < step / 2 ? 0.0 : value);
}

static void draw_axes(const struct plot *p)
{
    char text[32];
    for (int i = 0; p->y.lo + i * p->y.step <= p->y.hi + p->y.step / 2; i++) {
        double value = p->y.lo + i * p->y.step, at_mm = y_mm(p, value);
        tsri_canvas_fill(p->canvas, LEFT_MM, at_mm - 0.06, PLOT_WIDTH_MM, 0.12, 0, LINE_RGB, 1);
        format_tick(text, sizeof text, value, p->y.step);
        right_text(p->canvas, text, LEFT_MM - 1.5, at_mm + 1, SMALL_MM, FAINT_RGB);
    }
    for (int i = 0; p->x.lo + i * p->x.step <= p->x.hi + p->x.step / 2; i++) {
        double value = p->x.lo + i * p->x.step, at_mm = x_mm(p, value);
        tsri_canvas_fill(p->canvas, at_mm - 0.06, TOP_MM + PLOT_HEIGHT_MM, 0.12, 1.2, 0, FAINT_RGB, 1);
        format_tick(text, sizeof text, value, p->x.step);
        middle_text(p->canvas, text, at_mm, TOP_MM + PLOT_HEIGHT_MM + 4.4, SMALL_MM, TSRI_WEIGHT_NORMAL, FAINT_RGB);
    }
    tsri_canvas_fill(p->canvas, LEFT_MM, TOP_MM + PLOT_HEIGHT_MM - 0.1, PLOT_WIDTH_MM, 0.2, 0, FAINT_RGB, 1);
}

static void draw_dashes(const struct plot *p, double value, double width_mm, bool dashed, uint32_t rgb)
{
    static const double DASH_MM = 1.8, GAP_MM = 1.2;
    if (!dashed) {
        tsri_canvas_fill(p->canvas, LEFT_MM, y_mm(p, value) - width_mm / 2, PLOT_WIDTH_MM, width_mm, 0, rgb, 1);
        return;
    }
    for (double at_mm = 0; at_mm < PLOT_WIDTH_MM; at_mm += DASH_MM + GAP_MM) {
        tsri_canvas_fill(p->canvas, LEFT_MM + at_mm, y_mm(p, value) - width_mm / 2, fmin(DASH_MM, PLOT_WIDTH_MM - at_mm),
                         width_mm, 0, rgb, 1);
    }
}

/* The band of an estimate's interval; it lies under the points. */
static void draw_band(const struct plot *p, tsr_estimate e)
{
    if (e.has_interval) {
        double top_mm = y_mm(p, e.hi * p->words->factor), bottom_mm = y_mm(p, e.lo * p->words->factor);
        tsri_canvas_fill(p->canvas, LEFT_MM, top_mm, PLOT_WIDTH_MM, bottom_mm - top_mm, 0, BIAS_RGB, 0.08);
    }
}

/* An estimate's line; its words stand to the right with their first base line at base_mm. */
static void draw_estimate(const struct plot *p, const char *name, tsr_estimate e, bool dashed, double base_mm)
{
    const double factor = p->words->factor, right_mm = LEFT_MM + PLOT_WIDTH_MM + 2.5;
    const int decimals = p->words->decimals;
    char text[64];
    draw_dashes(p, e.value * factor, 0.35, dashed, BIAS_RGB);
    tsri_canvas_text(p->canvas, name, right_mm, base_mm, SMALL_MM, TSRI_WEIGHT_NORMAL, FAINT_RGB);
    (void)snprintf(text, sizeof text, "%+.*f", decimals, e.value * factor);
    tsri_canvas_text(p->canvas, text, right_mm, base_mm + 4, 3.6, TSRI_WEIGHT_BOLD, BIAS_RGB);
    if (e.has_interval) {
        (void)snprintf(text, sizeof text, "%+.*f to %+.*f", decimals, e.lo * factor, decimals, e.hi * factor);
        tsri_canvas_text(p->canvas, text, right_mm, base_mm + 7.6, SMALL_MM, TSRI_WEIGHT_NORMAL, FAINT_RGB);
    }
}

/* The three estimates, top down; their words keep apart where the lines come close. */
static void draw_estimates(const struct plot *p, const tsr_agreement_numbers *n)
{
    static const double BLOCK_MM = 12.5;
    const struct {
        const char *name;
        tsr_estimate e;
    } lines[] = {{"upper limit, 95 %", n->loa_hi}, {"bias", n->bias}, {"lower limit, 95 %", n->loa_lo}};
    const double bias_mm = y_mm(p, n->bias.value * p->words->factor) - 2.5;
    const double lowest_mm = TOP_MM + PLOT_HEIGHT_MM - BLOCK_MM + 3;
    const double middle_mm = fmin(fmax(bias_mm, TOP_MM + BLOCK_MM), lowest_mm - BLOCK_MM);
    for (int i = 0; i < 3; i++) {
        double base_mm = i == 1 ? middle_mm : y_mm(p, lines[i].e.value * p->words->factor) - 2.5;
        base_mm = i == 0 ? fmin(base_mm, middle_mm - BLOCK_MM) : i == 2 ? fmax(base_mm, middle_mm + BLOCK_MM) : base_mm;
        draw_estimate(p, lines[i].name, lines[i].e, i != 1, fmin(fmax(base_mm, TOP_MM), lowest_mm));
    }
}

static void draw_numbers(struct plot *p, const tsr_pair *pairs, size_t count, const tsr_agreement_numbers *n)
{
    const tsr_plot_words *words = p->words;
    /* Many points cover each other: they are drawn smaller and fainter. */
    const double radius_mm = count > 2000  ? 0.5
                             : count > 300 ? 0.75
                                           : 1.0,
                 opacity = count > 2000  ? 0.25
                           : count > 300 ? 0.4
                                         : 0.6;
    char text[160];
    (void)snprintf(text, sizeof text, "%s: measured against label", words->title);
    tsri_canvas_text(p->canvas, text, 6, 10, TITLE_MM, TSRI_WEIGHT_BOLD, INK_RGB);
    (void)snprintf(text, sizeof text, "Measured minus label%s%s  \xc2\xb7  n = %zu in %zu cases", words->unit[0] ? ", " : "",
                   words->unit, count, (size_t)pairs[count - 1].cluster + 1);
    tsri_canvas_text(p->canvas, text, 6, 17, TEXT_MM, TSRI_WEIGHT_NORMAL, FAINT_RGB);
    draw_axes(p);
    draw_band(p, n->loa_hi);
    draw_band(p, n->bias);
    draw_band(p, n->loa_lo);
    draw_dashes(p, 0, 0.25, false, FAINT_RGB);
    for (size_t i = 0; i < count; i++) {
        double x = x_mm(p, words->factor * (pairs[i].label + pairs[i].measured) / 2);
        double y = y_mm(p, words->factor * (pairs[i].measured - pairs[i].label));
        tsri_canvas_fill(p->canvas, x - radius_mm, y - radius_mm, 2 * radius_mm, 2 * radius_mm, radius_mm, DOT_RGB, opacity);
    }
    draw_estimates(p, n);
    (void)snprintf(text, sizeof text, "Mean of label and measured%s%s", words->scale[0] ? ", " : "", words->scale);
    middle_text(p->canvas, text, LEFT_MM + PLOT_WIDTH_MM / 2, TOP_MM + PLOT_HEIGHT_MM + 10.5, TEXT_MM, TSRI_WEIGHT_NORMAL,
                FAINT_RGB);
}

/* Ranges that hold all points and lines. */
static void set_axes(struct plot *p, const tsr_pair *pairs, size_t count, const tsr_agreement_numbers *n)
{
    const double factor = p->words->factor;
    double x_lo = (double)INFINITY, x_hi = -(double)INFINITY, y_lo = fmin(0, n->loa_lo.value), y_hi = fmax(0, n->loa_hi.value);
    y_lo = n->loa_lo.has_interval ? fmin(y_lo, n->loa_lo.lo) : y_lo;
    y_hi = n->loa_hi.has_interval ? fmax(y_hi, n->loa_hi.hi) : y_hi;
    for (size_t i = 0; i < count; i++) {
        x_lo = fmin(x_lo, (pairs[i].label + pairs[i].measured) / 2);
        x_hi = fmax(x_hi, (pairs[i].label + pairs[i].measured) / 2);
        y_lo = fmin(y_lo, pairs[i].measured - pairs[i].label);
        y_hi = fmax(y_hi, pairs[i].measured - pairs[i].label);
    }
    p->x = axis_over(factor * x_lo, factor * x_hi);
    p->y = axis_over(factor * y_lo, factor * y_hi);
}

static tsr_status
begin(const tsr_allocator *memory, const tsr_plot_words *words, tsr_plot_format format, tsri_canvas **out, tsr_error *err)
{
    if (format == TSR_PLOT_PDF) {
        return tsri_canvas_create_page(memory, SHEET_WIDTH_MM, SHEET_HEIGHT_MM, words->title, out, err);
    }
    const int32_t width_px = (int32_t)(SHEET_WIDTH_MM * PICTURE_PX_PER_MM),
                  height_px = (int32_t)(SHEET_HEIGHT_MM * PICTURE_PX_PER_MM);
    tsr_status st = tsri_canvas_create(memory, width_px, height_px, out, err);
    if (st == TSR_OK) {
        tsri_canvas_set_scale(*out, PICTURE_PX_PER_MM);
    }
    return st;
}

static tsr_status finish(tsri_canvas *canvas, tsr_plot_format format, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    tsri_image picture = {0};
    if (format == TSR_PLOT_PDF) {
        return tsri_canvas_finish_page(canvas, out_bytes, out_size_bytes, err);
    }
    tsr_status st = tsri_canvas_read(canvas, &picture, err);
    if (st == TSR_OK) {
        st = tsri_png_encode(tsri_image_view(&picture), TSRI_PNG_LEVEL_RUNS, tsri_canvas_memory(canvas), out_bytes,
                             out_size_bytes, err);
    }
    tsri_image_release(&picture);
    return st;
}

tsr_status tsr_agreement_plot_numbers(const tsr_allocator *allocator,
                                      const tsr_pair *pairs,
                                      size_t count,
                                      const tsr_agreement_numbers *numbers,
                                      const tsr_plot_words *words,
                                      tsr_plot_format format,
                                      uint8_t **out_bytes,
                                      size_t *out_size_bytes,
                                      tsr_error *err)
{
    struct plot p = {.words = words};
    *out_bytes = NULL;
    *out_size_bytes = 0;
    if (count < 2 || !numbers->loa_lo.known) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "%zu pairs have no limits of agreement: at least 2 are needed", count);
    }
    tsr_status st = begin(allocator ? allocator : tsri_memory_default(), words, format, &p.canvas, err);
    if (st == TSR_OK) {
        set_axes(&p, pairs, count, numbers);
        draw_numbers(&p, pairs, count, numbers);
        st = finish(p.canvas, format, out_bytes, out_size_bytes, err);
    }
    tsri_canvas_destroy(&p.canvas);
    return st;
}

/* One cell: the share of its row as depth of colour, the count as a number. */
static void
draw_cell(tsri_canvas *canvas, double x, double y, double side_x_mm, double side_y_mm, size_t pairs, double share, bool same)
{
    char text[32];
    tsri_canvas_fill(canvas, x, y, side_x_mm, side_y_mm, 0, DOT_RGB, 0.9 * share);
    tsri_canvas_frame(canvas, x, y, side_x_mm, side_y_mm, same ? 0.4 : 0.12, 0, same ? FAINT_RGB : LINE_RGB);
    if (pairs > 0) {
        (void)snprintf(text, sizeof text, "%zu", pairs);
        middle_text(canvas, text, x + side_x_mm / 2, y + side_y_mm / 2 + 1.2, 3.4, TSRI_WEIGHT_BOLD,
                    share > 0.7 ? WHITE_RGB : INK_RGB);
    }
}

/* A class's name: of a row with its end at x; of a column with its middle there, its second word on a line of its own. */
static void draw_name(tsri_canvas *canvas, const char *name, double x, double base_mm, bool row)
{
    enum { MOST_CHARS = 48 };
    char text[MOST_CHARS];
    (void)snprintf(text, sizeof text, "%s", name);
    char *gap = strchr(text, '_');
    if (gap) {
        *gap = row ? ' ' : '\0';
    }
    if (row) {
        right_text(canvas, text, x, base_mm, TEXT_MM, INK_RGB);
        return;
    }
    middle_text(canvas, text, x, base_mm, SMALL_MM, TSRI_WEIGHT_NORMAL, INK_RGB);
    if (gap) {
        middle_text(canvas, gap + 1, x, base_mm + 3.6, SMALL_MM, TSRI_WEIGHT_NORMAL, INK_RGB);
    }
}

static void draw_grades(tsri_canvas *canvas,
                        const tsr_pair *pairs,
                        size_t count,
                        const char *const *names,
                        size_t class_count,
                        const tsr_plot_words *words)
{
    const double left_mm = 42, side_x_mm = (SHEET_WIDTH_MM - left_mm - 8) / (double)class_count,
                 side_y_mm = PLOT_HEIGHT_MM / (double)class_count;
    char text[160];
    tsri_canvas_text(canvas, words->title, 6, 10, TITLE_MM, TSRI_WEIGHT_BOLD, INK_RGB);
    (void)snprintf(text, sizeof text,
                   "Labels in rows; a cell is darker the more of its row it holds  \xc2\xb7  n = %zu in %zu cases", count,
                   (size_t)pairs[count - 1].cluster + 1);
    tsri_canvas_text(canvas, text, 6, 17, TEXT_MM, TSRI_WEIGHT_NORMAL, FAINT_RGB);
    for (int edges = 0; edges < 2; edges++) { /* the diagonal's frames lie above their neighbours' */
        for (size_t a = 0; a < class_count; a++) {
            size_t row = 0, cell[TSR_AGREEMENT_MAX_CLASSES] = {0};
            for (size_t i = 0; i < count; i++) {
                row += (size_t)pairs[i].label == a;
                cell[(size_t)pairs[i].measured] += (size_t)pairs[i].label == a;
            }
            for (size_t b = 0; b < class_count; b++) {
                if ((a == b) == (edges == 1)) {
                    draw_cell(canvas, left_mm + (double)b * side_x_mm, TOP_MM + (double)a * side_y_mm, side_x_mm, side_y_mm,
                              cell[b], row ? (double)cell[b] / (double)row : 0, a == b);
                }
            }
        }
    }
    for (size_t k = 0; k < class_count; k++) {
        draw_name(canvas, names[k], left_mm - 2, TOP_MM + ((double)k + 0.5) * side_y_mm + 1, true);
        draw_name(canvas, names[k], left_mm + ((double)k + 0.5) * side_x_mm, TOP_MM + PLOT_HEIGHT_MM + 4.5, false);
    }
    middle_text(canvas, "measured", left_mm + (double)class_count * side_x_mm / 2, TOP_MM + PLOT_HEIGHT_MM + 13, TEXT_MM,
                TSRI_WEIGHT_NORMAL, FAINT_RGB);
    right_text(canvas, "label", left_mm - 2, TOP_MM - 1.5, TEXT_MM, FAINT_RGB);
}

tsr_status tsr_agreement_plot_grades(const tsr_allocator *allocator,
                                     const tsr_pair *pairs,
                                     size_t count,
                                     const char *const *names,
                                     size_t class_count,
                                     const tsr_plot_words *words,
                                     tsr_plot_format format,
                                     uint8_t **out_bytes,
                                     size_t *out_size_bytes,
                                     tsr_error *err)
{
    tsri_canvas *canvas = NULL;
    *out_bytes = NULL;
    *out_size_bytes = 0;
    if (count < 1 || class_count < 1 || class_count > TSR_AGREEMENT_MAX_CLASSES) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "%zu pairs of %zu classes: at least one, and 1 to %d", count, class_count,
                         TSR_AGREEMENT_MAX_CLASSES);
    }
    tsr_status st = begin(allocator ? allocator : tsri_memory_default(), words, format, &canvas, err);
    if (st == TSR_OK) {
        draw_grades(canvas, pairs, count, names, class_count, words);
        st = finish(canvas, format, out_bytes, out_size_bytes, err);
    }
    tsri_canvas_destroy(&canvas);
    return st;
}
