/* SPDX-License-Identifier: Apache-2.0
 *
 * Patches are the 8-connected components of the label scalp that are large enough and whose border runs along hair for the most
 * part; temples and bald tops that open to the forehead do not pass. Areas are counts, axes second moments, perimeters Crofton's
 * formula in four directions. Border, skin and dots are read off the sample's pixels in rings at fixed distances from the border.
 * Components are not cut at thin bridges: docs/measurement.md 13. */
#include "measure/patches.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/fail.h"
#include "measure/patch_texture.h"

/* Least patch: a share of the scalp in view, and sample pixels (a disc 5 px across has an inside; a smaller one is all border).
 */
static const double MIN_AREA_FRAC = 0.002;
enum { MIN_SAMPLE_PX = 20 };

/* Share of the border that must be hair: temple recession has about half, patches of areata nearly all. From behind the
 * skin may be the nape's, which patches do reach. */
static const double MIN_HAIR_BORDER_FRAC = 0.85, MIN_HAIR_BORDER_BEHIND_FRAC = 0.7;

/* Length^2 / area from which a patch is long: a band 4 times as long as wide; less is areata's. */
static const double MIN_LONG_RATIO = 4.0;

/* A linear scar keeps its width (standard deviation over mean, ends left out) and has smooth skin; a parting tapers and shows
 * stubs. */
static const double MAX_LINE_WIDTH_VARIATION = 0.35, MIN_LINE_SMOOTHNESS = 0.5;

/* A parting runs forward: cosine of the greatest angle to the head's axis, 45 degrees. */
static const double MIN_PARTING_COS = 0.7071;

enum { SLICES = 12 }; /* across a long patch */

enum { MOST_COMPONENTS = 4096 }; /* in the picture's order; more are specks of noise */

static const double PI = 3.14159265358979323846;

/* A component, its border by what lies beyond (the last is the picture's edge), and border pairs for the perimeter. */
struct region {
    tsri_component box;
    int32_t id;
    int64_t beyond[TSR_LABEL_COUNT + 1];
    int64_t axial, diagonal;
};

static bool within_sample(const tsri_patch_scene *f, int32_t x, int32_t y)
{
    return x >= 0 && y >= 0 && x < f->sample->labels.width_px && y < f->sample->labels.height_px;
}

static struct region region_of(const tsri_patch_scene *f, const tsri_component *box, int32_t id)
{
    struct region r = {.box = *box, .id = id};
    for (int32_t y = box->y_px; y < box->y_px + box->height_px; y++) {
        for (int32_t x = box->x_px; x < box->x_px + box->width_px; x++) {
            if (f->ids[tsri_patch_at(f, x, y)] != id) {
                continue;
            }
            for (int32_t k = 0; k < 9; k++) {
                int32_t dx = k % 3 - 1, dy = k / 3 - 1;
                bool within = within_sample(f, x + dx, y + dy);
                if (within && f->ids[tsri_patch_at(f, x + dx, y + dy)] == id) {
                    continue;
                }
                if (dx != 0 && dy != 0) {
                    r.diagonal++;
                } else {
                    r.axial++;
                    r.beyond[within ? tsri_patch_label(f, x + dx, y + dy) : TSR_LABEL_COUNT]++;
                }
            }
        }
    }
    return r;
}

/* A place in the photo's pixels, from the region's corner. */
struct place {
    double x, y;
};

static tsr_status places_of(const tsri_patch_scene *f, const struct region *r, struct place **out, tsr_error *err)
{
    size_t n = 0;
    tsr_status st = tsri_arena_alloc(f->arena, (size_t)r->box.area_px, sizeof **out, out, err);
    for (int32_t y = 0; st == TSR_OK && y < r->box.height_px; y++) {
        for (int32_t x = 0; x < r->box.width_px; x++) {
            if (f->ids[tsri_patch_at(f, r->box.x_px + x, r->box.y_px + y)] == r->id) {
                (*out)[n++] = (struct place){x * f->px_x, y * f->px_y};
            }
        }
    }
    return st;
}

/* Moves the places so that their mean is 0 and their long axis is x; gives where the mean was, and the axis' direction. */
static void align(struct place *places, int64_t n, struct place *mean, struct place *axis)
{
    double xx = 0, yy = 0, xy = 0;
    *mean = (struct place){0, 0};
    for (int64_t i = 0; i < n; i++) {
        mean->x += places[i].x / (double)n;
        mean->y += places[i].y / (double)n;
    }
    for (int64_t i = 0; i < n; i++) {
        double x = places[i].x -= mean->x, y = places[i].y -= mean->y;
        xx += x * x;
        yy += y * y;
        xy += x * y;
    }
    const double angle = atan2(2 * xy, xx - yy) / 2;
    *axis = (struct place){cos(angle), sin(angle)};
    for (int64_t i = 0; i < n; i++) {
        const struct place p = places[i];
        places[i] = (struct place){p.x * axis->x + p.y * axis->y, p.y * axis->x - p.x * axis->y};
    }
}

/* Standard deviation over mean of the width, in slices across the long axis; the two ends are rounded and left out. */
static double width_variation(const struct place *places, int64_t n, double from, double length)
{
    int64_t slices[SLICES] = {0};
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < n; i++) {
        slices[(int)fmin(SLICES - 1, SLICES * (places[i].x - from) / fmax(length, 1e-9))]++;
    }
    for (int i = 1; i < SLICES - 1; i++) {
        const double slice = (double)slices[i];
        sum += slice / (SLICES - 2);
        squares += slice * slice / (SLICES - 2);
    }
    return sum > 0 ? sqrt(fmax(0, squares - sum * sum)) / sum : 0;
}

struct shape {
    struct place axis; /* unit vector of the long axis */
    double width_variation;
};

static tsr_status
measure_shape(const tsri_patch_scene *f, const struct region *r, tsr_patch *p, struct shape *out, tsr_error *err)
{
    struct place *places = NULL, mean, least = {INFINITY, INFINITY}, most = {-INFINITY, -INFINITY};
    const int64_t n = r->box.area_px;
    tsr_status st = places_of(f, r, &places, err);
    if (st != TSR_OK) {
        return st;
    }
    align(places, n, &mean, &out->axis);
    for (int64_t i = 0; i < n; i++) {
        least = (struct place){fmin(least.x, places[i].x), fmin(least.y, places[i].y)};
        most = (struct place){fmax(most.x, places[i].x), fmax(most.y, places[i].y)};
    }
    out->width_variation = width_variation(places, n, least.x, most.x - least.x);
    const tsr_point corner = tsri_sample_to_photo(f->sample, r->box.x_px, r->box.y_px);
    const double px = sqrt(f->px_x * f->px_y); /* pixels have a width themselves */
    const double perimeter = PI / 8 * ((double)r->axial + (double)r->diagonal / sqrt(2));
    p->x_px = corner.x_px + mean.x;
    p->y_px = corner.y_px + mean.y;
    p->area_px = (int64_t)((double)n * f->px_x * f->px_y + 0.5);
    p->area_frac = (double)n / (double)f->scalp_px;
    p->length_px = fmax(most.x - least.x, most.y - least.y) + px;
    p->width_px = fmin(most.x - least.x, most.y - least.y) + px;
    p->roundness = fmin(1, 4 * PI * (double)n / (perimeter * perimeter));
    p->zone = tsr_zone_at(f->frame, p->x_px, p->y_px);
    return TSR_OK;
}

static tsr_patch_kind kind_of(const tsri_patch_scene *f, const struct region *r, const tsr_patch *p, const struct shape *shape)
{
    if (p->length_px * p->length_px < MIN_LONG_RATIO * (double)p->area_px) {
        return TSR_PATCH_AREA;
    }
    const bool even = shape->width_variation <= MAX_LINE_WIDTH_VARIATION && p->smoothness >= MIN_LINE_SMOOTHNESS;
    const bool behind = p->zone == TSR_ZONE_OCCIPITAL || p->zone == TSR_ZONE_LEFT_SIDE || p->zone == TSR_ZONE_RIGHT_SIDE;
    /* Seen from the side the face lies across the frame's upward axis. */
    const bool side = f->sample->view == TSR_VIEW_LEFT || f->sample->view == TSR_VIEW_RIGHT;
    const double ahead_x = side ? -f->frame->up_y : f->frame->up_x, ahead_y = side ? f->frame->up_x : f->frame->up_y;
    const bool forward = fabs(shape->axis.x * ahead_x + shape->axis.y * ahead_y) >= MIN_PARTING_COS;
    const bool off_parting = f->frame->known ? behind || !forward : r->beyond[TSR_LABEL_SKIN] == 0;
    return even && off_parting ? TSR_PATCH_LINE : TSR_PATCH_PARTING;
}

static bool stands_by_itself(const tsri_patch_scene *f, const struct region *r)
{
    const bool behind = f->sample->view == TSR_VIEW_BACK;
    int64_t border = 0;
    for (int i = 0; i <= TSR_LABEL_COUNT; i++) {
        border += r->beyond[i];
    }
    const double least = behind ? MIN_HAIR_BORDER_BEHIND_FRAC : MIN_HAIR_BORDER_FRAC;
    return (double)r->beyond[TSR_LABEL_HAIR] >= least * (double)border;
}

/* The components of bare scalp, their ids in f->ids. */
static tsr_status components(tsri_patch_scene *f, tsri_component **out, int32_t *count, tsr_error *err)
{
    tsr_status st = TSR_OK;
    uint8_t *bare = NULL;
    const int32_t width = f->sample->labels.width_px, height = f->sample->labels.height_px;
    TSRI_TRY(tsri_arena_alloc(f->arena, (size_t)width * (size_t)height, 1, &bare, err));
    TSRI_TRY(tsri_arena_alloc(f->arena, (size_t)width * (size_t)height, sizeof *f->ids, &f->ids, err));
    TSRI_TRY(tsri_arena_alloc(f->arena, MOST_COMPONENTS, sizeof **out, out, err));
    for (int32_t y = 0; y < height; y++) {
        for (int32_t x = 0; x < width; x++) {
            bare[tsri_patch_at(f, x, y)] = tsri_patch_label(f, x, y) == TSR_LABEL_SCALP;
        }
    }
    TSRI_TRY(
        tsr_cv_components_u8((tsr_view_u8){bare, width, height, 1, (size_t)width}, f->ids, *out, MOST_COMPONENTS, count, err));
done:
    return st;
}

/* The largest regions that are patches, largest first; those of one size in the picture's order. */
static int32_t select_regions(const tsri_patch_scene *f, const tsri_component *boxes, int32_t count, struct region *out)
{
    int32_t kept = 0;
    const double least = fmax(MIN_SAMPLE_PX, MIN_AREA_FRAC * (double)f->scalp_px);
    for (int32_t i = 0; i < count; i++) {
        const bool full = kept == TSR_MAX_PATCHES;
        if ((double)boxes[i].area_px < least || (full && boxes[i].area_px <= out[kept - 1].box.area_px)) {
            continue;
        }
        const struct region region = region_of(f, &boxes[i], i + 1);
        if (!stands_by_itself(f, &region)) {
            continue;
        }
        int32_t to = full ? kept - 1 : kept++;
        for (; to > 0 && out[to - 1].box.area_px < region.box.area_px; to--) {
            out[to] = out[to - 1];
        }
        out[to] = region;
    }
    return kept;
}

tsr_status
tsri_patches_find(const tsri_sample *sample, const tsr_zone_frame *frame, tsri_arena *arena, tsr_patches *out, tsr_error *err)
{
    tsr_status st = TSR_OK;
    tsri_component *boxes = NULL;
    int32_t count = 0;
    struct region regions[TSR_MAX_PATCHES];
    tsri_patch_scene f = {.sample = sample, .frame = frame, .arena = arena};
    memset(out, 0, sizeof *out);
    f.px_x = (double)sample->photo_width_px / sample->labels.width_px;
    f.px_y = (double)sample->photo_height_px / sample->labels.height_px;
    for (int32_t y = 0; y < sample->labels.height_px; y++) {
        for (int32_t x = 0; x < sample->labels.width_px; x++) {
            f.scalp_px += tsri_is_scalp(tsri_patch_label(&f, x, y));
        }
    }
    TSRI_TRY(components(&f, &boxes, &count, err));
    const int32_t kept = select_regions(&f, boxes, count < MOST_COMPONENTS ? count : MOST_COMPONENTS, regions);
    if (kept == 0) {
        goto done;
    }
    TSRI_TRY(tsri_patch_scene_prepare(&f, err));
    for (int32_t i = 0; i < kept; i++) {
        tsr_patch *p = &out->items[out->count];
        struct shape shape;
        TSRI_TRY(measure_shape(&f, &regions[i], p, &shape, err));
        TSRI_TRY(tsri_patch_texture_measure(&f, &regions[i].box, regions[i].id, p, err));
        p->kind = kind_of(&f, &regions[i], p, &shape);
        /* Skin beside the head, an arm or a hand, may be taken for scalp. */
        out->count += !frame->known || p->zone != TSR_ZONE_NONE;
    }
done:
    return st;
}
