/* SPDX-License-Identifier: Apache-2.0
 *
 * The charts of the report. Every amount is told by length or darkness and in words, so that neither colour-blind eyes nor grey
 * print lose anything. */
#include <math.h>

#include "output/report_words.h"

static const double SMALL_MM = 2.75;

static tsri_type words(double size_mm, tsri_weight weight, uint32_t rgb, tsri_align align)
{
    tsri_type type = {size_mm, weight, rgb, align};
    return type;
}

/* A bar with its interval: a thick line to the value, a thin one with end marks over the interval. */
static void
draw_bar(tsri_drawing *d, const tsr_quantity *q, double most, double x_mm, double y_mm, double width_mm, double high_mm)
{
    tsri_draw_rectangle(d, x_mm, y_mm, width_mm, high_mm, high_mm / 2, TSRI_DOC_PALE_RGB);
    if (!q->known) {
        return;
    }
    double lo_mm = x_mm + width_mm * q->lo / most, hi_mm = x_mm + width_mm * q->hi / most, mid_mm = y_mm + high_mm / 2;
    tsri_draw_rectangle(d, x_mm, y_mm, width_mm * q->value / most, high_mm, high_mm / 2, TSRI_DOC_ORANGE_RGB);
    tsri_draw_segment(d, lo_mm, mid_mm, hi_mm, mid_mm, 0.5, TSRI_DOC_INK_RGB);
    tsri_draw_segment(d, lo_mm, y_mm + 0.2, lo_mm, y_mm + high_mm - 0.2, 0.5, TSRI_DOC_INK_RGB);
    tsri_draw_segment(d, hi_mm, y_mm + 0.2, hi_mm, y_mm + high_mm - 0.2, 0.5, TSRI_DOC_INK_RGB);
}

void tsri_chart_scales(tsri_report *r, tsri_drawing *d, const tsri_scale_row *rows, size_t count)
{
    const double bar_x_mm = 56, bar_mm = 68, value_x_mm = 128;
    tsri_type label = words(3.1, TSRI_WEIGHT_NORMAL, TSRI_DOC_INK_RGB, TSRI_ALIGN_START), value = label;
    tsri_type tick = words(2.4, TSRI_WEIGHT_NORMAL, TSRI_DOC_FAINT_RGB, TSRI_ALIGN_CENTRE);
    value.weight = TSRI_WEIGHT_BOLD;
    for (size_t i = 0; i < count; i++) {
        double y_mm = (double)i * TSRI_SCALE_ROW_MM + 1;
        tsri_draw_text(d, rows[i].label, 0, y_mm + 3.7, bar_x_mm - 3, label);
        draw_bar(d, &rows[i].q, rows[i].most, bar_x_mm, y_mm + 0.6, bar_mm, 4);
        tsri_draw_text(d, rows[i].value, value_x_mm, y_mm + 3.7, TSRI_DOC_WIDTH_MM - value_x_mm, value);
        for (int t = 0; t <= 4; t++) {
            double x_mm = bar_x_mm + bar_mm * t / 4;
            tsri_draw_segment(d, x_mm, y_mm + 5, x_mm, y_mm + 5.8, 0.2, TSRI_DOC_FAINT_RGB);
            tsri_draw_text(d, tsri_number(r, rows[i].most * t / 4, 0), x_mm - 5, y_mm + 8.3, 10, tick);
        }
    }
}

/* How a head of each grade looks from above, by shares of its half width and length: depth of the hairline's middle and of its
 * temples, radius of the bare crown. Drawn by the project after the grades' definitions (docs/judgement.md). */
static const struct {
    double middle, temple, crown, reach; /* reach: of the bare front to either side */
} HEADS[TSR_NORWOOD_GRADES] = {
    {0.10, 0.10, 0, 0.55},    {0.12, 0.34, 0, 0.66},    {0.16, 0.62, 0, 0.72},    {0.36, 0.74, 0.34, 0.74},
    {0.62, 0.88, 0.46, 0.76}, {1.24, 1.20, 0.70, 0.80}, {1.36, 1.36, 0.80, 0.92},
};

enum { HAIR_RGB = 0x4A5763, BARE_RGB = 0xF2D3B8, RIM_RGB = 0x1F2933 };

static void draw_head(tsri_drawing *d, double x_mm, double y_mm, const double radii_mm[2], int grade, bool vertex)
{
    enum { STEPS = 30 };
    static const double WHOLE[2] = {0, 360};
    const double centre[2] = {x_mm, y_mm}, a = radii_mm[0], b = radii_mm[1];
    double points[2 * (STEPS + 1)][2];
    size_t count = 0;
    const double nose[][2] = {{x_mm - 1.1, y_mm - b + 0.2}, {x_mm, y_mm - b - 1.6}, {x_mm + 1.1, y_mm - b + 0.2}};
    tsri_draw_polygon(d, nose, 3, BARE_RGB);
    tsri_draw_line(d, nose, 3, 0.25, RIM_RGB);
    tsri_draw_sector(d, centre, radii_mm, WHOLE, 0, HAIR_RGB, 0, 0);
    for (int i = 0; i <= STEPS; i++) { /* along the front's outline */
        double u = HEADS[grade].reach * (2.0 * i / STEPS - 1);
        points[count][0] = x_mm + a * u;
        points[count++][1] = y_mm - b * sqrt(1 - u * u);
    }
    for (int i = STEPS; i >= 0; i--) { /* back along the hairline: deepest at the temples, back to the outline at its ends */
        double t = 2.0 * i / STEPS - 1, u = HEADS[grade].reach * t, side = fabs(t);
        double bay = side < 0.62 ? 0.5 - 0.5 * cos(3.14159265 * side / 0.62) : 1;
        double depth = HEADS[grade].middle + (HEADS[grade].temple - HEADS[grade].middle) * bay;
        double end = side < 0.75 ? 1 : sqrt(fmax(0, 1 - pow((side - 0.75) / 0.25, 2)));
        double edge = -sqrt(1 - u * u);
        points[count][0] = x_mm + a * u;
        points[count++][1] = y_mm + b * (edge + fmax(0, -1 + depth - edge) * end);
    }
    tsri_draw_polygon(d, (const double(*)[2])points, count, BARE_RGB);
    double open = vertex ? HEADS[grade + 1].crown : HEADS[grade].crown; /* III vertex has the next grade's crown */
    if (open > 0) {
        const double crown[2] = {x_mm, y_mm + 0.38 * b}, size[2] = {a * open, b * open * 0.82};
        tsri_draw_sector(d, crown, size, WHOLE, 0, BARE_RGB, 0, 0);
    }
    double rim[49][2];
    for (int i = 0; i <= 48; i++) {
        double angle = i * 3.14159265358979 / 24;
        rim[i][0] = x_mm + a * cos(angle);
        rim[i][1] = y_mm + b * sin(angle);
    }
    tsri_draw_line(d, (const double(*)[2])rim, 49, 0.3, RIM_RGB);
}

void tsri_chart_norwood(tsri_report *r, tsri_drawing *d, const tsr_norwood *norwood)
{
    static const char *const GRADES[] = {"I", "II", "III", "IV", "V", "VI", "VII"};
    static const double RADII_MM[2] = {8, 9.6};
    const double step_mm = TSRI_DOC_WIDTH_MM / TSR_NORWOOD_GRADES;
    for (int g = 0; g < TSR_NORWOOD_GRADES; g++) {
        double x_mm = (g + 0.5) * step_mm;
        bool is_grade = norwood->known && norwood->grade == g + 1, likely = g + 1 >= norwood->lo && g + 1 <= norwood->hi;
        if (is_grade) {
            tsri_draw_rectangle(d, x_mm - step_mm / 2 + 0.6, 0, step_mm - 1.2, 29.5, 1.5, 0xD6E6F2);
        }
        draw_head(d, x_mm, 13.2, RADII_MM, g, is_grade && norwood->vertex_variant);
        tsri_type type = words(3.1, is_grade ? TSRI_WEIGHT_BOLD : TSRI_WEIGHT_NORMAL,
                               is_grade ? TSRI_DOC_BLUE_RGB
                               : likely ? TSRI_DOC_INK_RGB
                                        : TSRI_DOC_FAINT_RGB,
                               TSRI_ALIGN_CENTRE);
        tsri_draw_text(d, GRADES[g], x_mm - 10, 27.6, 20, type);
    }
    if (norwood->known) {
        double lo_mm = (norwood->lo - 1) * step_mm + 2, hi_mm = norwood->hi * step_mm - 2;
        tsri_draw_segment(d, lo_mm, 31.2, hi_mm, 31.2, 0.8, TSRI_DOC_BLUE_RGB);
        tsri_draw_segment(d, lo_mm, 30.4, lo_mm, 32, 0.8, TSRI_DOC_BLUE_RGB);
        tsri_draw_segment(d, hi_mm, 30.4, hi_mm, 32, 0.8, TSRI_DOC_BLUE_RGB);
        const char *value = tsri_say_with(r, TSRI_TEXT_NORWOOD_VALUE, tsr_norwood_stage(norwood), GRADES[norwood->lo - 1],
                                          GRADES[norwood->hi - 1]);
        double mid_mm = fmin(fmax((lo_mm + hi_mm) / 2, 40), TSRI_DOC_WIDTH_MM - 40);
        tsri_draw_text(d, value, mid_mm - 40, 36, 80, words(3.1, TSRI_WEIGHT_BOLD, TSRI_DOC_BLUE_RGB, TSRI_ALIGN_CENTRE));
    }
}

static uint32_t mix(uint32_t from, uint32_t to, double t)
{
    uint32_t rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        double a = from >> shift & 255, b = to >> shift & 255;
        rgb |= (uint32_t)(a + (b - a) * t + 0.5) << shift;
    }
    return rgb;
}

/* Darkness by the bare share; white where it is not known. */
static uint32_t zone_rgb(const tsr_case_zone *zone)
{
    return zone->bare_fraction.known ? mix(0xFBEBDD, 0xA84300, fmin(1, fmax(0, zone->bare_fraction.value))) : TSRI_DOC_WHITE_RGB;
}

static void draw_zone_name(tsri_report *r, tsri_drawing *d, const tsr_case_zone *zone, double x_mm, double y_mm)
{
    bool known = zone->bare_fraction.known, dark = known && zone->bare_fraction.value > 0.45;
    tsri_type type = words(2.9, TSRI_WEIGHT_BOLD, dark ? TSRI_DOC_WHITE_RGB : TSRI_DOC_INK_RGB, TSRI_ALIGN_CENTRE);
    tsri_draw_text(d, known ? tsri_percent(r, zone->bare_fraction.value) : "\xe2\x80\x93", x_mm - 8, y_mm + 1, 16, type);
}

/* A slice of the ellipse between two heights, in shares of its half height. */
static void draw_slice(tsri_drawing *d, const double centre[2], const double radii[2], double from, double to, uint32_t rgb)
{
    enum { STEPS = 24 };
    double points[2 * (STEPS + 1) + 1][2];
    for (int i = 0; i <= STEPS; i++) {
        double v = from + (to - from) * i / STEPS, half = radii[0] * sqrt(fmax(0, 1 - v * v));
        points[i][0] = centre[0] + half;
        points[2 * STEPS + 1 - i][0] = centre[0] - half;
        points[i][1] = points[2 * STEPS + 1 - i][1] = centre[1] + v * radii[1];
    }
    points[2 * STEPS + 2][0] = points[0][0];
    points[2 * STEPS + 2][1] = points[0][1];
    tsri_draw_polygon(d, (const double(*)[2])points, 2 * STEPS + 2, rgb);
    tsri_draw_line(d, (const double(*)[2])points, 2 * STEPS + 3, 0.4, TSRI_DOC_FAINT_RGB);
}

static void draw_scalp(tsri_report *r, tsri_drawing *d, const tsr_case_zone *zones)
{
    static const double CENTRE[2] = {30, 37}, RADII[2] = {26, 31}, INNER[2] = {15.6, 18.6}, HOLE = 0.6;
    static const struct {
        tsr_zone zone;
        double from_deg, to_deg, x_mm, y_mm;
    } RING[] = {
        {TSR_ZONE_LEFT_TEMPLE, -160, -120, 14.4, 18.4}, {TSR_ZONE_FRONTAL, -120, -60, 0, 0},
        {TSR_ZONE_RIGHT_TEMPLE, -60, -20, 45.6, 18.4},  {TSR_ZONE_RIGHT_SIDE, -20, 50, 50, 44},
        {TSR_ZONE_OCCIPITAL, 50, 130, 30, 62},          {TSR_ZONE_LEFT_SIDE, 130, 200, 10, 44},
    };
    const double nose[][2] = {{27.6, 6.4}, {30, 2.4}, {32.4, 6.4}};
    tsri_draw_line(d, nose, 3, 0.5, TSRI_DOC_FAINT_RGB);
    for (size_t i = 0; i < sizeof RING / sizeof *RING; i++) {
        const double angles[2] = {RING[i].from_deg, RING[i].to_deg};
        tsri_draw_sector(d, CENTRE, RADII, angles, HOLE, zone_rgb(&zones[RING[i].zone]), 0.4, TSRI_DOC_FAINT_RGB);
        if (RING[i].x_mm > 0) {
            draw_zone_name(r, d, &zones[RING[i].zone], RING[i].x_mm, RING[i].y_mm);
        }
    }
    draw_slice(d, CENTRE, INNER, -1, -0.3, zone_rgb(&zones[TSR_ZONE_FRONTAL]));
    draw_slice(d, CENTRE, INNER, -0.3, 0.25, zone_rgb(&zones[TSR_ZONE_MID]));
    draw_slice(d, CENTRE, INNER, 0.25, 1, zone_rgb(&zones[TSR_ZONE_VERTEX]));
    draw_zone_name(r, d, &zones[TSR_ZONE_FRONTAL], 30, 15);
    draw_zone_name(r, d, &zones[TSR_ZONE_MID], 30, 36.5);
    draw_zone_name(r, d, &zones[TSR_ZONE_VERTEX], 30, 46.8);
}

static void draw_zone_row(tsri_report *r, tsri_drawing *d, const tsr_case_zone *zone, const char *name, double y_mm)
{
    static const char DASH[] = "\xe2\x80\x93";
    tsri_type type = words(SMALL_MM + 0.2, TSRI_WEIGHT_NORMAL, TSRI_DOC_INK_RGB, TSRI_ALIGN_START);
    const tsr_quantity *bare = &zone->bare_fraction, *density = &zone->density;
    tsri_draw_text(d, name, 63, y_mm + 3, 26, type);
    draw_bar(d, bare, 1, 90, y_mm, 22, 3.6);
    tsri_draw_text(d, bare->known ? tsri_percent_range(r, bare, TSRI_TEXT_WHY_NO_PHOTO) : DASH, 114, y_mm + 3, 25, type);
    const char *dense = density->known ? tsri_number(r, density->value, 2)
                        : bare->known  ? tsri_say(r, TSRI_TEXT_ZONE_NO_HAIR)
                                       : DASH;
    tsri_draw_text(d, dense, 140.5, y_mm + 3, 11.5, type);
    tsri_draw_text(d, zone->view == TSR_VIEW_UNKNOWN ? DASH : tsri_view_words(r, zone->view), 153.5, y_mm + 3, 16.5, type);
}

void tsri_chart_zones(tsri_report *r, tsri_drawing *d, const tsr_case_zone zones[TSR_ZONE_COUNT])
{
    tsri_type head = words(SMALL_MM, TSRI_WEIGHT_BOLD, TSRI_DOC_FAINT_RGB, TSRI_ALIGN_START);
    draw_scalp(r, d, zones);
    tsri_draw_text(d, tsri_say(r, TSRI_TEXT_ZONE), 63, 5, 26, head);
    tsri_draw_text(d, tsri_say(r, TSRI_TEXT_ZONE_BARE), 90, 5, 22, head);
    tsri_draw_text(d, tsri_say(r, TSRI_TEXT_ZONE_DENSITY), 115, 5, 36,
                   words(SMALL_MM, TSRI_WEIGHT_BOLD, TSRI_DOC_FAINT_RGB, TSRI_ALIGN_END));
    tsri_draw_text(d, tsri_say(r, TSRI_TEXT_ZONE_SEEN), 153.5, 5, 16.5, head);
    tsri_draw_segment(d, 63, 6.6, TSRI_DOC_WIDTH_MM, 6.6, 0.2, TSRI_DOC_LINE_RGB);
    for (int z = TSR_ZONE_FRONTAL; z < TSR_ZONE_COUNT; z++) {
        draw_zone_row(r, d, &zones[z], tsri_zone_words(r, (tsr_zone)z), 8.6 + (z - TSR_ZONE_FRONTAL) * 7.6);
    }
}

void tsri_chart_timeline(tsri_report *r, tsri_drawing *d, const tsr_plan *plan)
{
    const double left_mm = 16, line_mm = TSRI_DOC_WIDTH_MM - 2 * left_mm, y_mm = 12;
    int32_t count = plan->session_count;
    double last_day = count > 0 ? plan->schedule[count - 1].day.value : 0;
    tsri_type bold = words(3.1, TSRI_WEIGHT_BOLD, TSRI_DOC_INK_RGB, TSRI_ALIGN_CENTRE);
    tsri_type small = words(SMALL_MM, TSRI_WEIGHT_NORMAL, TSRI_DOC_FAINT_RGB, TSRI_ALIGN_CENTRE);
    tsri_type number = words(3.4, TSRI_WEIGHT_BOLD, TSRI_DOC_WHITE_RGB, TSRI_ALIGN_CENTRE);
    tsri_draw_segment(d, left_mm, y_mm, left_mm + line_mm, y_mm, 0.8, TSRI_DOC_LINE_RGB);
    double room_mm = fmin(44, line_mm / fmax(1, count - 1) - 1), before_mm = -1e3;
    for (int32_t i = 0; i < count; i++) {
        const tsr_plan_session *s = &plan->schedule[i];
        static const double DOT[2] = {3.4, 3.4}, WHOLE[2] = {0, 360};
        /* By day, but never so near to the one before that words would meet. */
        double by_day_mm = left_mm + (last_day > 0 ? line_mm * s->day.value / last_day : 0);
        double x_mm = fmin(fmax(by_day_mm, before_mm + room_mm), left_mm + line_mm - (count - 1 - i) * room_mm);
        const double centre[2] = {x_mm, y_mm};
        before_mm = x_mm;
        const char *n = tsri_number(r, i + 1, 0), *day = tsri_number(r, s->day.value, 0);
        tsri_draw_sector(d, centre, DOT, WHOLE, 0, TSRI_DOC_BLUE_RGB, 0, 0);
        tsri_draw_text(d, n, x_mm - 3, y_mm + 1.25, 6, number);
        double room = fmin(room_mm, 31);
        tsri_draw_text(d, tsri_say_with(r, TSRI_TEXT_SESSION, n, NULL, NULL), x_mm - room / 2, 6, room, bold);
        const char *date = tsri_date_words(r, s->date);
        tsri_draw_text(d, tsri_say_with(r, TSRI_TEXT_DAY, day, NULL, NULL), x_mm - room / 2, 20.2, room, date[0] ? small : bold);
        tsri_draw_text(d, date, x_mm - room / 2, 24.4, room, bold);
        if (s->dots.known) {
            tsri_draw_text(d, tsri_say_with(r, TSRI_TEXT_DOTS_HERE, tsri_number(r, s->dots.value, 0), NULL, NULL),
                           x_mm - room / 2, date[0] ? 28.6 : 24.4, room, small);
        }
    }
}
