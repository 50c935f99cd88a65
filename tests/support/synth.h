/* SPDX-License-Identifier: Apache-2.0
 * support/synth.h - pictures of heads whose truth is known: a solid model of a head, hair on exactly known parts of its scalp,
 * seen from five sides by a parallel camera.
 *
 * The label map is not painted by hand and not read off the picture: a pixel's label is the sign of analytic fields on the scalp,
 * taken where the ray through the pixel's centre meets the head. Everything is a function of the parameters, noise included.
 * Left and right are the picture's in the front view: the side of the picture's left edge. */
#ifndef TSR_TEST_SYNTH_H
#define TSR_TEST_SYNTH_H

#include <stdbool.h>
#include <stdint.h>

#include "image/image.h"

typedef enum synth_view { SYNTH_FRONT, SYNTH_TOP, SYNTH_LEFT, SYNTH_RIGHT, SYNTH_BACK, SYNTH_VIEW_COUNT } synth_view;

typedef enum synth_skin { SYNTH_SKIN_PALE, SYNTH_SKIN_LIGHT, SYNTH_SKIN_OLIVE, SYNTH_SKIN_BROWN, SYNTH_SKIN_DARK } synth_skin;

typedef enum synth_hair { SYNTH_HAIR_BLACK, SYNTH_HAIR_BROWN, SYNTH_HAIR_RED, SYNTH_HAIR_BLOND, SYNTH_HAIR_GREY } synth_hair;

/** SYNTH_HORSESHOE leaves a fringe round the sides and the back; SYNTH_TOTAL leaves nothing. Both on top of all other loss. */
typedef enum synth_loss { SYNTH_LOSS_AS_GIVEN, SYNTH_LOSS_HORSESHOE, SYNTH_LOSS_TOTAL } synth_loss;

enum { SYNTH_MAX_PATCHES = 64 };

/** A round bald patch of areata. Plan coordinates: along the scalp from the vertex, toward the picture's right in the front view
 * and toward the face; the natural hairline lies about 90 mm before the vertex. */
typedef struct synth_patch {
    double right_mm, forward_mm;
    double radius_mm;
} synth_patch;

/** What to draw. Start from synth_head_params_default; all lengths in mm are those of a head 153 mm wide. */
typedef struct synth_head_params {
    synth_view view;
    int32_t width_px, height_px; /* at least 16 a side */
    double center_x_frac;        /* the middle of the skull, as a share of the width; 0.5 */
    double center_y_frac;        /* the same of the height; 0.45 */
    double head_frac;            /* vertex to chin (230 mm) as a share of the shorter side; 0.65 */
    double roll_deg;             /* the picture turned clockwise about the middle of the skull; 0 */
    double pitch_deg;            /* the face turned down, front view, or up into sight, top view; 0 */
    double yaw_deg;              /* the face turned toward the picture's right in the front view; 0 */
    synth_skin skin;             /* tone */
    synth_hair hair;             /* colour */
    double grey_frac;            /* share of strands that are grey; 0 */
    double hair_length_mm;       /* 2 is a buzz cut, 40 the longest that looks right; 25 */
    double forehead_mm;          /* glabella to the natural hairline, along the vertical; 65 */
    double hairline_lift_mm;     /* how far the middle of the hairline has moved back along the scalp; 0 */
    double left_recession_mm;    /* how much farther it has moved back at the left temple; 0 */
    double right_recession_mm;   /* and at the right one; 0 */
    double spot_width_mm;        /* bald spot of the vertex, an ellipse; 0: none */
    double spot_length_mm;       /* its other axis, forward */
    double spot_back_mm;         /* its middle behind the vertex; 30 */
    synth_loss loss;             /* full patterns */
    double horseshoe_width_mm;   /* of the bald top, along the scalp; 150 */
    synth_patch patches[SYNTH_MAX_PATCHES];
    int32_t patch_count;
    double edge_soft_mm;           /* half width of the band in which hair thins out at an edge of loss; 4 */
    double edge_wobble_mm;         /* how ragged these edges are; 2. At 0 a symmetric head has a symmetric label map */
    double residual_frac;          /* fine hairs left on bare scalp, share of the full number; 0.02 */
    double stubble_frac;           /* shaved beard's shadow, 0 to 1; 0.3 */
    double scalp_gloss;            /* 0 matt to 1 oily; 0.5 */
    uint8_t background_srgb[2][3]; /* at the top and at the bottom */
    double room_contrast;          /* blurred panels behind the head, 0 to 1; 0.3 */
    uint8_t clothes_srgb[3];
    double light_right, light_up; /* where the light stands, seen from the camera, in camera distances; -0.5, 0.9 */
    double sensor_noise;          /* standard deviation in 8-bit steps; 1.2 */
    uint32_t seed;                /* of strands, wobble and noise */
} synth_head_params;

synth_head_params synth_head_params_default(synth_view view, int32_t width_px, int32_t height_px);

/**
 * Draw the head and its label map.
 *
 * @param params  not modified
 * @param rgb     cleared or uninitialised; becomes [h x w x 3] sRGB, released by tsri_image_release
 * @param labels  the same; becomes [h x w x 1], values tsr_label
 * @return TSR_OK; TSR_E_INVALID_ARG a parameter out of range; TSR_E_NOMEM; both images cleared on failure.
 *         Cost: O(pixels), about 1 s for 640 x 640.
 */
TSR_NODISCARD tsr_status synth_head_render(const synth_head_params *params, tsri_image *rgb, tsri_image *labels);

/** The truth in numbers. */
typedef struct synth_truth {
    int64_t bare_px, hair_px, skin_px;
    double bare_frac;      /* bare / (bare + hair), counted in the label map; 0 where there is no scalp */
    bool has_face;         /* front view: the landmarks below are known */
    double glabella_px[2]; /* x, y */
    double left_pupil_px[2], right_pupil_px[2];
    bool has_trichion; /* false also where loss has taken the hairline's middle out of sight */
    double trichion_px[2];
    double natural_trichion_px[2]; /* middle of the natural hairline, front view */
    int32_t width_px;              /* length of the two contours */
    double *hairline_y_px;         /* per x: lower edge of the hair above the face; -1: none in this column. Front view only */
    double *natural_y_px;          /* per x: border of skin and natural scalp region; -1: none */
    const tsr_allocator *memory;
} synth_truth;

/**
 * State the truth. Contours and landmarks come from the model, not from the label map; only the counts do.
 *
 * @param labels  the map that synth_head_render made of the same parameters
 * @param out     released by synth_truth_release
 */
TSR_NODISCARD tsr_status synth_head_truth(const synth_head_params *params, const tsri_image *labels, synth_truth *out);

void synth_truth_release(synth_truth *truth);

#endif
