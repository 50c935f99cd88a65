/* SPDX-License-Identifier: Apache-2.0
 *
 * The marker is found without a threshold for the whole picture. Every few rows are searched for steps from bright to dark. A
 * step's middle level is a threshold that is right for its neighbourhood, whatever the light is elsewhere, so from there the
 * outline of what is darker is followed by it (Moore's neighbour tracing). An outline that is four straight sides is refined:
 * along each side the step is located between the pixels on lines across it, a line is fitted, and neighbours meet in a corner.
 * The homography of the corners gives the middle of each cell; a rim of white, a border of black and the code must all be there.
 * All is read off the green channel, which is as good as luminance on black and white and costs no conversion. */
#include "measure/marker.h"

#include <math.h>
#include <string.h>

enum {
    CELLS = TSR_MARKER_CELLS,
    GRID = CELLS + 2,       /* with the white rim */
    ROW_STEP_PX = 6,        /* at least three rows meet a marker of LEAST_SIDE_PX */
    LEAST_STEP = 40,        /* levels between paper and ink */
    SAME_LEVEL = 6,         /* thresholds this near follow the same outline */
    LEAST_OUTLINE_PX = 56,  /* four sides of some 18 px, lying any way: a diagonal step of an outline is 1.4 px long */
    MOST_OUTLINE_PX = 6000, /* a marker larger than this is nearer than any use of it */
    SWAY_PX = 3,            /* an outline may waver so much */
    MOST_SAMPLES = 48,      /* lines across a side */
    MOST_WRONG_RIM = 2,     /* cells of the rim under a hair or a finger's edge */
    MOST_WRONG_CODE = 1     /* bits; the code's turned and mirrored forms differ by eight or more */
};

static const double LEAST_SIDE_PX = 18;
static const double LEAST_SIDE_RATIO = 0.4;                  /* shortest over longest: a tilt of some 60 degrees */
static const double STRAIGHT_PX = 1.5, STRAIGHT_FRAC = 0.03; /* how far an outline may leave its side */
static const double MARGIN_FRAC = 0.08; /* of paper minus ink, by which a rim or border cell must clear the threshold */

/* 4 x 4 bits, row by row from the top left, 1 is white: of all codes with eight white cells one of those whose turned forms
 * differ most (10 bits, mirrored ones 8), chosen for many changes between neighbours, which nature seldom draws. */
enum { CODE = 0xF452 };

struct xy {
    double x, y;
};

struct pixel {
    int32_t x, y;
};

struct search {
    tsr_view_u8 rgb;
    uint8_t *seen; /* [height x width] threshold by which an outline through the pixel was followed; 0: none */
    struct pixel *outline;
};

bool tsr_marker_cell_is_black(int row, int column)
{
    bool inner = row > 0 && column > 0 && row < CELLS - 1 && column < CELLS - 1;
    return !inner || !(CODE >> (15 - 4 * (row - 1) - (column - 1)) & 1);
}

static int level_at(const struct search *s, int32_t x, int32_t y)
{
    return s->rgb.data[(size_t)y * s->rgb.stride_bytes + (size_t)x * 3 + 1];
}

static bool is_dark(const struct search *s, int32_t x, int32_t y, int threshold)
{
    return x >= 0 && y >= 0 && x < s->rgb.width_px && y < s->rgb.height_px && level_at(s, x, y) < threshold;
}

/* Bilinear; places outside count as the nearest inside. */
static double level_between(const struct search *s, double x, double y)
{
    x = fmin(fmax(x, 0), s->rgb.width_px - 1);
    y = fmin(fmax(y, 0), s->rgb.height_px - 1);
    int32_t x0 = (int32_t)x, y0 = (int32_t)y;
    int32_t x1 = x0 + 1 < s->rgb.width_px ? x0 + 1 : x0, y1 = y0 + 1 < s->rgb.height_px ? y0 + 1 : y0;
    double fx = x - x0, fy = y - y0;
    double upper = level_at(s, x0, y0) * (1 - fx) + level_at(s, x1, y0) * fx;
    double lower = level_at(s, x0, y1) * (1 - fx) + level_at(s, x1, y1) * fx;
    return upper * (1 - fy) + lower * fy;
}

/* Way of an outline along one axis. Round a convex figure it turns back twice, whatever place it starts from. */
struct sway {
    int32_t extreme;
    int direction, turns; /* direction 0: not known yet */
};

static bool sways_too_often(struct sway *way, int32_t at)
{
    int32_t gone = (at - way->extreme) * (way->direction < 0 ? -1 : 1);
    if (gone > 0 || (way->direction == 0 && gone < -SWAY_PX)) {
        way->direction = way->direction ? way->direction : gone > SWAY_PX ? 1 : gone < -SWAY_PX ? -1 : 0;
        way->extreme = way->direction ? at : way->extreme;
    } else if (gone < -SWAY_PX) {
        way->direction = -way->direction;
        way->extreme = at;
        way->turns++;
    }
    return way->turns > 2;
}

/* Follow the outline of what is darker than the threshold, clockwise from a dark pixel whose left neighbour is bright. Returns
 * its length in pixels, 0 where it is no convex figure's or too long for a marker's. */
static int follow_outline(const struct search *s, struct pixel start, int threshold)
{
    static const int DX[] = {1, 1, 0, -1, -1, -1, 0, 1}, DY[] = {0, 1, 1, 1, 0, -1, -1, -1};
    struct pixel at = start;
    struct sway across = {start.x, 0, 0}, down = {start.y, 0, 0};
    int from = 5, first = -1; /* the first place to look at: clockwise after the bright left neighbour */
    for (int count = 0; count < MOST_OUTLINE_PX; count++) {
        int way = -1;
        for (int turn = 0; turn < 8 && way < 0; turn++) {
            int candidate = (from + turn) & 7;
            way = is_dark(s, at.x + DX[candidate], at.y + DY[candidate], threshold) ? candidate : -1;
        }
        if (way < 0 || (way == first && at.x == start.x && at.y == start.y)) {
            return count;
        }
        first = first < 0 ? way : first;
        s->outline[count] = at;
        s->seen[(size_t)at.y * (size_t)s->rgb.width_px + (size_t)at.x] = (uint8_t)threshold;
        at = (struct pixel){at.x + DX[way], at.y + DY[way]};
        from = (way + 5) & 7;
        if (sways_too_often(&across, at.x) || sways_too_often(&down, at.y)) {
            return 0;
        }
    }
    return 0;
}

/* Signed distance of p from the line through a and b; positive to the right of a to b as seen in the picture. */
static double distance_from_line(struct xy a, struct xy b, struct xy p)
{
    double dx = b.x - a.x, dy = b.y - a.y;
    return (dx * (p.y - a.y) - dy * (p.x - a.x)) / fmax(1e-9, hypot(dx, dy));
}

static struct xy point_of(struct pixel p)
{
    return (struct xy){p.x, p.y};
}

static struct xy farthest_from(const struct search *s, int count, struct xy p)
{
    struct xy best = p;
    double longest = -1;
    for (int i = 0; i < count; i++) {
        struct xy q = point_of(s->outline[i]);
        double way = (q.x - p.x) * (q.x - p.x) + (q.y - p.y) * (q.y - p.y);
        if (way > longest) {
            longest = way;
            best = q;
        }
    }
    return best;
}

static bool sides_are_fit(const struct xy q[4])
{
    double longest = 0, shortest = (double)INFINITY;
    for (int i = 0; i < 4; i++) {
        double side = hypot(q[(i + 1) % 4].x - q[i].x, q[(i + 1) % 4].y - q[i].y);
        longest = fmax(longest, side);
        shortest = fmin(shortest, side);
        if (!(distance_from_line(q[i], q[(i + 1) % 4], q[(i + 2) % 4]) > 0.25 * side)) {
            return false; /* not convex, or a sliver */
        }
    }
    return longest >= LEAST_SIDE_PX && shortest >= LEAST_SIDE_RATIO * longest;
}

/* Four corners of the outline, clockwise: the farthest from its middle, the farthest from that, and the farthest to either side
 * of the line between them. false where the outline is not four straight sides. */
static bool find_quad(const struct search *s, int count, struct xy q[4])
{
    struct xy middle = {0, 0};
    double right = 0, left = 0;
    for (int i = 0; i < count; i++) {
        middle.x += (double)s->outline[i].x / count;
        middle.y += (double)s->outline[i].y / count;
    }
    q[0] = q[1] = q[3] = farthest_from(s, count, middle);
    q[2] = farthest_from(s, count, q[0]);
    for (int i = 0; i < count; i++) {
        struct xy p = point_of(s->outline[i]);
        double way = distance_from_line(q[0], q[2], p);
        if (way < left) {
            left = way;
            q[1] = p;
        } else if (way > right) {
            right = way;
            q[3] = p;
        }
    }
    if (!sides_are_fit(q)) {
        return false;
    }
    double tolerance = STRAIGHT_PX + STRAIGHT_FRAC * hypot(q[2].x - q[0].x, q[2].y - q[0].y);
    for (int i = 0; i < count; i++) {
        struct xy p = point_of(s->outline[i]);
        double nearest = (double)INFINITY;
        for (int k = 0; k < 4; k++) {
            nearest = fmin(nearest, fabs(distance_from_line(q[k], q[(k + 1) % 4], p)));
        }
        if (nearest > tolerance) {
            return false;
        }
    }
    return true;
}

/* Where the step from ink to paper lies on a line across a side, as a distance outward from p; false where there is none. */
static bool locate_step(const struct search *s, struct xy p, struct xy out, double reach, double *out_way)
{
    const double pace = 0.25;
    double ink = level_between(s, p.x - reach * out.x, p.y - reach * out.y);
    double paper = level_between(s, p.x + reach * out.x, p.y + reach * out.y);
    double middle = (ink + paper) / 2, before = ink;
    if (paper - ink < LEAST_STEP) {
        return false;
    }
    for (double way = -reach + pace; way <= reach; way += pace) {
        double here = level_between(s, p.x + way * out.x, p.y + way * out.y);
        if (here >= middle) {
            *out_way = way - pace * (here - middle) / fmax(1e-9, here - before);
            return true;
        }
        before = here;
    }
    return false;
}

/* Least squares of way = base + slope * t over the samples that are kept. */
static void fit_line(const double *t, const double *way, const bool *kept, int count, double *base, double *slope)
{
    double n = 0, st = 0, sw = 0, stt = 0, stw = 0;
    for (int i = 0; i < count; i++) {
        if (kept[i]) {
            n += 1;
            st += t[i];
            sw += way[i];
            stt += t[i] * t[i];
            stw += t[i] * way[i];
        }
    }
    double det = n * stt - st * st;
    *slope = det > 1e-9 ? (n * stw - st * sw) / det : 0;
    *base = n > 0 ? (sw - *slope * st) / n : 0;
}

/* Move a side, a to b, onto the step between ink and paper. A sample far off the others (a hair over the edge) is left out. */
static bool refine_side(const struct search *s, struct xy a, struct xy b, struct xy line[2])
{
    double t[MOST_SAMPLES], way[MOST_SAMPLES], base, slope;
    bool kept[MOST_SAMPLES];
    double length = hypot(b.x - a.x, b.y - a.y);
    struct xy along = {(b.x - a.x) / length, (b.y - a.y) / length}, out = {along.y, -along.x};
    double reach = fmin(4, 0.75 * length / CELLS);
    int count = (int)fmin(MOST_SAMPLES, fmax(8, length)), found = 0;
    for (int i = 0; i < count; i++) {
        t[i] = length * (0.1 + 0.8 * (i + 0.5) / count);
        kept[i] = locate_step(s, (struct xy){a.x + t[i] * along.x, a.y + t[i] * along.y}, out, reach, &way[i]);
        found += kept[i];
    }
    if (found < count / 2) {
        return false;
    }
    fit_line(t, way, kept, count, &base, &slope);
    for (int i = 0; i < count; i++) {
        kept[i] = kept[i] && fabs(way[i] - base - slope * t[i]) < 1;
    }
    fit_line(t, way, kept, count, &base, &slope);
    line[0] = (struct xy){a.x + base * out.x, a.y + base * out.y};
    line[1] = (struct xy){b.x + (base + slope * length) * out.x, b.y + (base + slope * length) * out.y};
    return true;
}

static struct xy crossing(const struct xy a[2], const struct xy b[2])
{
    double from = distance_from_line(b[0], b[1], a[0]), to = distance_from_line(b[0], b[1], a[1]);
    double share = fabs(from - to) > 1e-9 ? from / (from - to) : 0;
    return (struct xy){a[0].x + share * (a[1].x - a[0].x), a[0].y + share * (a[1].y - a[0].y)};
}

static bool refine_quad(const struct search *s, struct xy q[4])
{
    struct xy lines[4][2];
    for (int i = 0; i < 4; i++) {
        if (!refine_side(s, q[i], q[(i + 1) % 4], lines[i])) {
            return false;
        }
    }
    for (int i = 0; i < 4; i++) {
        q[i] = crossing(lines[(i + 3) % 4], lines[i]);
    }
    return sides_are_fit(q);
}

/* x = (a u + b v + c) / (g u + h v + 1), y alike with d, e, f: from the unit square to a quadrangle. */
struct homography {
    double a, b, c, d, e, f, g, h;
};

static bool homography_of(const struct xy q[4], struct homography *m)
{
    double sx = q[0].x - q[1].x + q[2].x - q[3].x, sy = q[0].y - q[1].y + q[2].y - q[3].y;
    double dx1 = q[1].x - q[2].x, dx2 = q[3].x - q[2].x, dy1 = q[1].y - q[2].y, dy2 = q[3].y - q[2].y;
    double det = dx1 * dy2 - dx2 * dy1;
    if (fabs(det) < 1e-9) {
        return false;
    }
    m->g = (sx * dy2 - dx2 * sy) / det;
    m->h = (dx1 * sy - sx * dy1) / det;
    m->a = q[1].x - q[0].x + m->g * q[1].x;
    m->b = q[3].x - q[0].x + m->h * q[3].x;
    m->c = q[0].x;
    m->d = q[1].y - q[0].y + m->g * q[1].y;
    m->e = q[3].y - q[0].y + m->h * q[3].y;
    m->f = q[0].y;
    return true;
}

static struct xy project(const struct homography *m, double u, double v)
{
    double w = m->g * u + m->h * v + 1;
    w = fabs(w) < 1e-9 ? 1e-9 : w;
    return (struct xy){(m->a * u + m->b * v + m->c) / w, (m->d * u + m->e * v + m->f) / w};
}

/* Mean level of each cell's middle, the rim's included. */
static void read_grid(const struct search *s, const struct homography *m, double grid[GRID][GRID])
{
    const double aside = 0.2; /* of a cell */
    for (int row = 0; row < GRID; row++) {
        for (int column = 0; column < GRID; column++) {
            double sum = 0;
            for (int i = 0; i < 9; i++) {
                struct xy p =
                    project(m, (column - 0.5 + aside * (i % 3 - 1)) / CELLS, (row - 0.5 + aside * (i / 3 - 1)) / CELLS); // NOLINT
                sum += level_between(s, p.x, p.y);
            }
            grid[row][column] = sum / 9;
        }
    }
}

/* Ink and paper next to each corner of the square; between the corners the light is taken to change evenly. */
static bool levels_of(double grid[GRID][GRID], double ink[4], double paper[4])
{
    for (int k = 0; k < 4; k++) {
        int bottom = k / 2, right = k % 2;
        int row = bottom ? GRID - 1 : 0, column = right ? GRID - 1 : 0, up = bottom ? -1 : 1, in = right ? -1 : 1;
        paper[k] = (grid[row][column] + grid[row + up][column] + grid[row][column + in]) / 3;
        ink[k] = (grid[row + up][column + in] + grid[row + 2 * up][column + in] + grid[row + up][column + 2 * in]) / 3;
        if (paper[k] - ink[k] < LEAST_STEP) {
            return false;
        }
    }
    return true;
}

static double between_corners(const double levels[4], int row, int column)
{
    double fx = column / (GRID - 1.0), fy = row / (GRID - 1.0);
    return (levels[0] * (1 - fx) + levels[1] * fx) * (1 - fy) + (levels[2] * (1 - fx) + levels[3] * fx) * fy;
}

/* The inner cells as bits, 1 is white, where rim and border are as they must be. */
static bool read_cells(double grid[GRID][GRID], bool white[CELLS][CELLS])
{
    double ink[4], paper[4];
    int wrong_rim = 0;
    if (!levels_of(grid, ink, paper)) {
        return false;
    }
    for (int row = 0; row < GRID; row++) {
        for (int column = 0; column < GRID; column++) {
            double dark = between_corners(ink, row, column), bright = between_corners(paper, row, column);
            double over = (grid[row][column] - (dark + bright) / 2) / (bright - dark);
            bool rim = row == 0 || column == 0 || row == GRID - 1 || column == GRID - 1;
            bool border = !rim && (row == 1 || column == 1 || row == GRID - 2 || column == GRID - 2);
            wrong_rim += rim && over < MARGIN_FRAC;
            if (border && over > -MARGIN_FRAC) {
                return false;
            }
            if (!rim) {
                white[row - 1][column - 1] = over > 0;
            }
        }
    }
    return wrong_rim <= MOST_WRONG_RIM;
}

/* Which corner of the quadrangle is the marker's top left, and whether it is mirrored; false where the code is another. */
static bool read_code(double grid[GRID][GRID], int *out_first, bool *out_mirrored)
{
    bool white[CELLS][CELLS];
    if (!read_cells(grid, white)) {
        return false;
    }
    for (int form = 0; form < 8; form++) {
        int wrong = 0;
        for (int row = 1; row < CELLS - 1; row++) {
            for (int column = 1; column < CELLS - 1; column++) {
                /* Where the marker's cell lies in the grid, if the quadrangle's corner form % 4 is its top left. */
                int r = form < 4 ? row : column, c = form < 4 ? column : row;
                for (int turn = 0; turn < form % 4; turn++) {
                    int swap = r;
                    r = c;
                    c = CELLS - 1 - swap;
                }
                wrong += white[r][c] == tsr_marker_cell_is_black(row, column);
            }
        }
        if (wrong <= MOST_WRONG_CODE) {
            *out_first = form % 4;
            *out_mirrored = form >= 4;
            return true;
        }
    }
    return false;
}

static bool read_marker(const struct search *s, int count, tsr_point corners[4])
{
    struct xy q[4];
    struct homography m;
    double grid[GRID][GRID];
    int first = 0;
    bool mirrored = false;
    if (!find_quad(s, count, q) || !refine_quad(s, q) || !refine_quad(s, q) || !homography_of(q, &m)) {
        return false;
    }
    read_grid(s, &m, grid);
    if (!read_code(grid, &first, &mirrored)) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        struct xy p = q[(first + (mirrored ? 4 - i : i)) % 4];
        corners[i] = (tsr_point){p.x, p.y, true};
    }
    return true;
}

bool tsri_marker_sides(const tsr_point corners[4], double *out_long_px, double *out_short_px)
{
    struct xy q[4];
    struct homography m;
    for (int i = 0; i < 4; i++) {
        q[i] = (struct xy){corners[i].x_px, corners[i].y_px};
    }
    if (!homography_of(q, &m)) {
        return false;
    }
    double w = (m.g + m.h) / 2 + 1;
    struct xy p = project(&m, 0.5, 0.5);
    double xu = (m.a - m.g * p.x) / w, xv = (m.b - m.h * p.x) / w, yu = (m.d - m.g * p.y) / w, yv = (m.e - m.h * p.y) / w;
    double squares = xu * xu + xv * xv + yu * yu + yv * yv, area = fabs(xu * yv - xv * yu);
    double spread = sqrt(fmax(0, squares * squares - 4 * area * area));
    *out_long_px = sqrt((squares + spread) / 2);
    *out_short_px = area / fmax(1e-9, *out_long_px);
    return isfinite(*out_long_px) && *out_short_px > 0;
}

/* A step from bright to dark that ends at x: its middle level, 0 where there is none. Paper and ink are at least three pixels
 * wide; ink reflects less than two thirds of what paper does in any light, which shading and most skin do not fall short of. */
static int step_level(const struct search *s, int32_t x, int32_t y)
{
    const uint8_t *green = s->rgb.data + (size_t)y * s->rgb.stride_bytes + (size_t)x * 3 + 1;
    int bright = green[-2 * 3], dark = green[3], middle = (bright + dark + 1) / 2;
    if (bright - dark < LEAST_STEP || 3 * dark >= 2 * bright || green[-3] < middle || green[0] >= middle) {
        return 0;
    }
    return green[-3 * 3] >= middle && green[2 * 3] < middle ? middle : 0;
}

tsr_status tsri_marker_find(tsr_view_u8 rgb, tsri_arena *arena, tsr_point out_corners[4], tsr_error *err)
{
    struct search s = {rgb, NULL, NULL};
    double largest_px = 0;
    memset(out_corners, 0, 4 * sizeof *out_corners);
    tsr_status st = tsri_arena_alloc(arena, (size_t)rgb.width_px, (size_t)rgb.height_px, &s.seen, err);
    if (st == TSR_OK) {
        st = tsri_arena_alloc(arena, MOST_OUTLINE_PX, sizeof *s.outline, &s.outline, err);
    }
    for (int32_t y = ROW_STEP_PX / 2; st == TSR_OK && y < rgb.height_px; y += ROW_STEP_PX) {
        for (int32_t x = 3; x + 2 < rgb.width_px; x++) {
            tsr_point corners[4];
            double long_px, short_px;
            int threshold = step_level(&s, x, y);
            int before = s.seen[(size_t)y * (size_t)rgb.width_px + (size_t)x];
            if (threshold == 0 || (before && before > threshold - SAME_LEVEL && before < threshold + SAME_LEVEL)) {
                continue;
            }
            int count = follow_outline(&s, (struct pixel){x, y}, threshold);
            if (count >= LEAST_OUTLINE_PX && read_marker(&s, count, corners) && tsri_marker_sides(corners, &long_px, &short_px) &&
                long_px * short_px > largest_px) {
                largest_px = long_px * short_px;
                memcpy(out_corners, corners, sizeof corners);
            }
        }
    }
    return st;
}
