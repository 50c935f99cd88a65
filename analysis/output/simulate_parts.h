/* SPDX-License-Identifier: Apache-2.0
 * output/simulate_parts.h - the steps of a simulation: area, tone, dots, rendering. All planes are of the head's crop of the
 * picture, rows packed. */
#ifndef TSRI_SIMULATE_PARTS_H
#define TSRI_SIMULATE_PARTS_H

#include "image/image.h"
#include "tonsure/simulate.h"
#include "vision/vision.h"

/** What the steps start from. */
typedef struct tsri_sim_input {
    tsr_view_u8 picture; /* [height x width x 3] sRGB, upright */
    tsr_view_u8 labels;  /* the photo's label map, any size */
    tsr_view_u8 density; /* the photo's relative density, any size; data NULL: not known */
    const tsr_photo_result *result;
    tsr_simulation_params params;
} tsri_sim_input;

/** Where dots belong. Planes are the arena's. */
typedef struct tsri_sim_area {
    int32_t x_px, y_px, width_px, height_px; /* the crop in the picture */
    double px_per_mm;                        /* of the picture, facing the camera */
    uint8_t *labels;                         /* tsr_label */
    float *wanted;                           /* 0 to 1: share of the full density of dots */
    float *seen;                             /* 0 to 1: how much of the scalp is not hidden by hair; 0 off the scalp */
    float *crowding;                         /* 1 or more: dots a picture area over dots facing the camera */
    float *strength;                         /* absorbance over that of section 5's tone: what grows beside it matched */
    int64_t scalp_px, treated_px;            /* of the crop */
    bool designed;                           /* the front edge follows the design rule */
} tsri_sim_area;

/** Colours, as linear light. */
typedef struct tsri_sim_tone {
    double absorbance[3]; /* natural, of red, green, blue, at full density */
    double skin_lin[3];   /* typical scalp */
    double skin_lab[3], pigment_lab[3];
    double blur_px; /* the photo's own, one standard deviation */
    bool hair_seen, fringe_long;
} tsri_sim_tone;

typedef struct tsri_sim_dot {
    float x_px, y_px; /* in the crop */
    float mass_px2;   /* absorbance relative to full density, summed over the dot */
    int32_t session;  /* from 1 */
} tsri_sim_dot;

typedef struct tsri_sim_dots {
    tsri_sim_dot *items; /* the arena's */
    size_t count;
    double spacing_px; /* mean way between neighbours at full density, facing the camera */
} tsri_sim_dots;

/** sRGB level to linear light, 0 to 1, and back; CIE L*a*b* of linear sRGB for D65, and back (clipped). */
double tsri_sim_linear(uint8_t level);
uint8_t tsri_sim_level(double linear);
void tsri_sim_lab(const double linear[3], double out_lab[3]);
void tsri_sim_from_lab(const double lab[3], double out_linear[3]);

/** Share of all dots that are placed by the end of a session: 30, 70, 100 % of three (docs/simulation.md 3). */
double tsri_sim_session_share(int32_t session, int32_t sessions);

/** 64 bits that look random, of a seed and a number. O(1). */
uint64_t tsri_sim_hash(uint64_t seed, uint64_t n);

/** The next number of [0, 1) of a stream. */
double tsri_sim_random(uint64_t *state);

/** Smooth random field of mean 0 within -1 to 1 whose features are one unit wide. */
double tsri_sim_noise(uint64_t seed, double x, double y);

/** Mean over (2 radius + 1)^2 pixels, the border's repeated; in place, scratch of the same size. O(pixels). */
void tsri_sim_box_blur(float *plane, float *scratch, int32_t width, int32_t height, int32_t radius);

/** The front edge of the design rule: picture px above it, negative below. False where the photo shows no such line. */
typedef struct tsri_sim_line {
    double mid_x, mid_y, up_x, up_y;         /* across is up turned a quarter clockwise */
    double left_u, right_u, left_v, right_v; /* fronto-temporal points, px across and above the middle */
    double recession_px;                     /* of the corners behind them */
    double drop_px;                          /* from the corners down to the temple points */
} tsri_sim_line;
bool tsri_sim_line_find(const tsr_photo_result *result, double picture_per_photo, double px_per_mm, tsri_sim_line *out);
/** The same through three points of the border between bare scalp and forehead, for views without a face. Uses the area's labels.
 * False where no such border lies ahead of the head's middle. Cost: O(crop). */
bool tsri_sim_line_of_border(const tsri_sim_area *area, tsri_sim_line *out);

/** Depth of a line's bays and temples. */
void tsri_sim_line_bend(double px_per_mm, tsri_sim_line *line);
double tsri_sim_line_above_px(const tsri_sim_line *line, double x_px, double y_px);

/** @return TSR_OK, also where nothing is to be treated (treated_px = 0); TSR_E_NOMEM; TSR_E_BACKEND. */
TSR_NODISCARD tsr_status tsri_sim_area_make(const tsri_sim_input *in, tsri_arena *arena, tsri_sim_area *out, tsr_error *err);

/** Refine a plane of 0 to 1 along the edges of the picture (guided filter, He, Sun and Tang 2013); in place. */
TSR_NODISCARD tsr_status
tsri_sim_refine(tsr_view_u8 crop_rgb, int32_t radius_px, float *plane, tsri_arena *arena, tsr_error *err);

/** Let the tone fade into the hair that grows beside it: fills area->strength. Cost: O(crop). */
TSR_NODISCARD tsr_status tsri_sim_match_fringe(
    const tsri_sim_input *in, const tsri_sim_tone *tone, tsri_arena *arena, tsri_sim_area *area, tsr_error *err);

/** Colours and sharpness. Cost: O(crop). */
void tsri_sim_tone_choose(const tsri_sim_input *in, const tsri_sim_area *area, tsri_sim_tone *out);

TSR_NODISCARD tsr_status
tsri_sim_dots_place(const tsri_sim_input *in, const tsri_sim_area *area, tsri_arena *arena, tsri_sim_dots *out, tsr_error *err);

/** The picture after a session. Pixels whose `seen` is 0 are the picture's own. out is [picture], made here, the caller's. */
TSR_NODISCARD tsr_status tsri_sim_render(const tsri_sim_input *in,
                                         const tsri_sim_area *area,
                                         const tsri_sim_tone *tone,
                                         const tsri_sim_dots *dots,
                                         int32_t session,
                                         const tsr_allocator *memory,
                                         tsri_image *out,
                                         tsr_error *err);

/** A whole simulation, as the pictures are made of it. */
struct tsr_simulation {
    const tsr_allocator *memory;
    tsri_arena arena;
    tsri_image picture;
    tsr_photo_result result;
    tsri_sim_input in;
    tsri_sim_area area;
    tsri_sim_tone tone;
    tsri_sim_dots dots;
    tsr_simulation_info info;
};

/** tsri_sim_render of a simulation. */
TSR_NODISCARD tsr_status tsri_simulation_render(const tsr_simulation *simulation,
                                                int32_t session,
                                                tsri_image *out,
                                                tsr_error *err);

#endif
