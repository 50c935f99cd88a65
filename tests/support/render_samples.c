/* SPDX-License-Identifier: Apache-2.0
 * Renders datasets/samples: nine pictures of heads that nobody has, each marked as synthetic, and their truth.
 * Usage: tsr_render_samples FOLDER */
#include <png.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/synth.h"

enum { SIDE_PX = 640, GLYPH_WIDTH = 5, GLYPH_HEIGHT = 7, GLYPH_SCALE = 2 };

typedef struct photo {
    const char *name, *drawn_as;
    synth_head_params params;
} photo;

typedef struct glyph {
    char letter;
    uint8_t rows[GLYPH_HEIGHT]; /* five bits a row, the left one highest */
} glyph;

static const glyph GLYPHS[] = {
    {'S', {0x0F, 0x10, 0x10, 0x0E, 0x01, 0x01, 0x1E}}, {'Y', {0x11, 0x11, 0x0A, 0x04, 0x04, 0x04, 0x04}},
    {'N', {0x11, 0x19, 0x15, 0x13, 0x11, 0x11, 0x11}}, {'T', {0x1F, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04}},
    {'H', {0x11, 0x11, 0x11, 0x1F, 0x11, 0x11, 0x11}}, {'E', {0x1F, 0x10, 0x10, 0x1E, 0x10, 0x10, 0x1F}},
    {'I', {0x0E, 0x04, 0x04, 0x04, 0x04, 0x04, 0x0E}}, {'C', {0x0F, 0x10, 0x10, 0x10, 0x10, 0x10, 0x0F}},
};

static bool glyph_bit(char letter, int32_t column, int32_t row)
{
    for (size_t i = 0; i < sizeof GLYPHS / sizeof GLYPHS[0]; i++) {
        if (GLYPHS[i].letter == letter && column < GLYPH_WIDTH) {
            return GLYPHS[i].rows[row] >> (GLYPH_WIDTH - 1 - column) & 1;
        }
    }
    return false;
}

/* Print the mark in the first corner that is all background; false if none is. */
static bool mark_synthetic(tsri_image *rgb, const tsri_image *labels)
{
    static const char TEXT[] = "SYNTHETIC";
    const int32_t width = (int32_t)(sizeof TEXT - 1) * (GLYPH_WIDTH + 1) * GLYPH_SCALE, height = GLYPH_HEIGHT * GLYPH_SCALE;
    const int32_t margin = 10;
    for (int corner = 0; corner < 4; corner++) {
        const int32_t left = (corner & 1) ? margin : rgb->width_px - margin - width;
        const int32_t top = (corner >> 1) ? margin : rgb->height_px - margin - height;
        bool clear = true;
        for (int32_t y = top; y < top + height; y++) {
            for (int32_t x = left; x < left + width; x++) {
                clear = clear && tsri_image_row(labels, y)[x] == TSR_LABEL_BACKGROUND;
            }
        }
        if (!clear) {
            continue;
        }
        const uint8_t *first = tsri_image_row(rgb, top) + 3 * left;
        const uint8_t ink = first[0] + first[1] + first[2] > 3 * 110 ? 20 : 245;
        for (int32_t y = 0; y < height; y++) {
            for (int32_t x = 0; x < width; x++) {
                const int32_t cell = x / GLYPH_SCALE;
                if (glyph_bit(TEXT[cell / (GLYPH_WIDTH + 1)], cell % (GLYPH_WIDTH + 1), y / GLYPH_SCALE)) {
                    memset(tsri_image_row(rgb, top + y) + 3 * (left + x), ink, 3);
                }
            }
        }
        return true;
    }
    return false;
}

static bool write_png(const char *path, const tsri_image *rgb)
{
    FILE *stream = fopen(path, "wb");
    png_structp png = stream ? png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL) : NULL;
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info || setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        if (stream) {
            (void)fclose(stream);
        }
        return false;
    }
    png_init_io(png, stream);
    png_set_compression_level(png, 9);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
    png_set_IHDR(png, info, (png_uint_32)rgb->width_px, (png_uint_32)rgb->height_px, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int32_t y = 0; y < rgb->height_px; y++) {
        png_write_row(png, tsri_image_row(rgb, y));
    }
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    return fclose(stream) == 0;
}

static void write_point(FILE *json, const char *name, bool known, const double at_px[2])
{
    if (known) {
        (void)fprintf(json, ",\n  \"%s\": [%.1f, %.1f]", name, at_px[0], at_px[1]);
    } else {
        (void)fprintf(json, ",\n  \"%s\": null", name);
    }
}

static void write_contour(FILE *json, const char *name, const synth_truth *truth, const double *y_px)
{
    (void)fprintf(json, ",\n  \"%s\": ", name);
    if (!y_px) {
        (void)fprintf(json, "null");
        return;
    }
    const char *between = "[";
    for (int32_t x = 0; x < truth->width_px; x++) {
        if (y_px[x] >= 0) {
            (void)fprintf(json, "%s[%d, %.1f]", between, (int)x, y_px[x]);
            between = ", ";
        }
    }
    (void)fprintf(json, "%s]", between[0] == '[' ? "[" : "");
}

static void write_truth(FILE *json, const photo *sample, const synth_truth *truth, bool first)
{
    static const char *const VIEWS[] = {"front", "top", "left", "right", "back"};
    const synth_head_params *params = &sample->params;
    (void)fprintf(json, "%s\n {\"photo\": \"%s.png\", \"view\": \"%s\", \"drawn_as\": \"%s\",\n", first ? "[" : ",", sample->name,
                  VIEWS[params->view], sample->drawn_as);
    (void)fprintf(json, "  \"bare_fraction\": %.6f, \"bare_px\": %lld, \"hair_px\": %lld, \"skin_px\": %lld,\n", truth->bare_frac,
                  (long long)truth->bare_px, (long long)truth->hair_px, (long long)truth->skin_px);
    (void)fprintf(json, "  \"mm_per_px\": %.5f, \"patches\": %d", 230 / (params->head_frac * SIDE_PX), (int)params->patch_count);
    write_point(json, "glabella_px", truth->has_face, truth->glabella_px);
    write_point(json, "left_pupil_px", truth->has_face, truth->left_pupil_px);
    write_point(json, "right_pupil_px", truth->has_face, truth->right_pupil_px);
    write_point(json, "trichion_px", truth->has_trichion, truth->trichion_px);
    write_point(json, "natural_trichion_px", truth->has_face, truth->natural_trichion_px);
    write_contour(json, "contour_px", truth, truth->hairline_y_px);
    write_contour(json, "natural_contour_px", truth, truth->natural_y_px);
    (void)fprintf(json, "}");
}

static synth_head_params plain(synth_view view)
{
    synth_head_params params = synth_head_params_default(view, SIDE_PX, SIDE_PX);
    params.sensor_noise = 0.2; /* files stay under 400 kB */
    return params;
}

static void set_room(synth_head_params *params, uint8_t red, uint8_t green, uint8_t blue)
{
    const uint8_t wall[3] = {red, green, blue};
    for (int c = 0; c < 3; c++) {
        params->background_srgb[0][c] = wall[c];
        params->background_srgb[1][c] = (uint8_t)(wall[c] * 3 / 4);
    }
}

/* Frontal and vertex loss, divided by a narrow band of hair. */
static synth_head_params norwood_v(synth_view view)
{
    synth_head_params params = plain(view);
    params.hairline_lift_mm = 22;
    params.left_recession_mm = 46;
    params.right_recession_mm = 43;
    params.spot_width_mm = 104;
    params.spot_length_mm = 88;
    params.spot_back_mm = 28;
    params.hair_length_mm = 14;
    set_room(&params, 196, 186, 170);
    params.grey_frac = 0.12;
    params.edge_soft_mm = 7;
    params.seed = 5;
    return params;
}

static size_t make_samples(photo *samples)
{
    static const char *const NAMES[] = {"norwood5-front", "norwood5-top", "norwood5-left", "norwood5-right", "norwood5-back"};
    size_t n = 0;
    for (; n < SYNTH_VIEW_COUNT; n++) {
        samples[n] = (photo){NAMES[n], "pattern loss as in Norwood V", norwood_v((synth_view)n)};
    }
    photo *next = &samples[n++];
    *next = (photo){"full-front", "full head of hair", plain(SYNTH_FRONT)};
    next->params.skin = SYNTH_SKIN_OLIVE;
    next->params.hair = SYNTH_HAIR_BLACK;
    next->params.hair_length_mm = 32;
    next->params.left_recession_mm = next->params.right_recession_mm = 5;
    next->params.clothes_srgb[0] = 120;
    set_room(&next->params, 168, 184, 172);
    next->params.seed = 6;

    next = &samples[n++];
    *next = (photo){"areata-top", "three patches of alopecia areata", plain(SYNTH_TOP)};
    next->params.hair_length_mm = 28;
    next->params.patch_count = 3;
    next->params.clothes_srgb[0] = 112;
    set_room(&next->params, 150, 170, 196);
    next->params.patches[0] = (synth_patch){-34, -8, 17};
    next->params.patches[1] = (synth_patch){32, 30, 13};
    next->params.patches[2] = (synth_patch){22, -46, 20};
    next->params.seed = 7;

    next = &samples[n++];
    *next = (photo){"total-top", "no hair at all", plain(SYNTH_TOP)};
    next->params.loss = SYNTH_LOSS_TOTAL;
    next->params.skin = SYNTH_SKIN_PALE;
    next->params.scalp_gloss = 0.8;
    next->params.clothes_srgb[2] = 60;
    next->params.seed = 8;

    next = &samples[n++];
    *next = (photo){"crown-buzz-top", "buzz cut with loss at the crown", plain(SYNTH_TOP)};
    next->params.skin = SYNTH_SKIN_DARK;
    next->params.hair = SYNTH_HAIR_BLACK;
    next->params.hair_length_mm = 3;
    next->params.spot_width_mm = 74;
    next->params.spot_length_mm = 80;
    next->params.edge_soft_mm = 8;
    set_room(&next->params, 206, 200, 194);
    next->params.clothes_srgb[1] = 110;
    next->params.seed = 9;
    return n;
}

static bool render_one(const char *folder, const photo *sample, FILE *json, bool first)
{
    char path[4096];
    tsri_image rgb, labels;
    synth_truth truth = {0};
    if (synth_head_render(&sample->params, &rgb, &labels) != TSR_OK) {
        return false;
    }
    (void)snprintf(path, sizeof path, "%s/%s.png", folder, sample->name);
    const bool done =
        mark_synthetic(&rgb, &labels) && write_png(path, &rgb) && synth_head_truth(&sample->params, &labels, &truth) == TSR_OK;
    if (done) {
        write_truth(json, sample, &truth, first);
    }
    synth_truth_release(&truth);
    tsri_image_release(&rgb);
    tsri_image_release(&labels);
    return done;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        (void)fprintf(stderr, "usage: tsr_render_samples FOLDER\n");
        return 2;
    }
    static photo samples[16];
    const size_t count = make_samples(samples);
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/truth.json", argv[1]);
    FILE *json = fopen(path, "w");
    if (!json) {
        (void)fprintf(stderr, "cannot write truth.json\n");
        return 1;
    }
    bool done = true;
    for (size_t i = 0; i < count && done; i++) {
        done = render_one(argv[1], &samples[i], json, i == 0);
        if (!done) {
            (void)fprintf(stderr, "cannot render %s\n", samples[i].name);
        }
    }
    (void)fprintf(json, "]\n");
    done = fclose(json) == 0 && done;
    return done ? 0 : 1;
}
