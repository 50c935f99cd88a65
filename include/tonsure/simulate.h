/* SPDX-License-Identifier: Apache-2.0
 * tonsure/simulate.h - what scalp micropigmentation would look like on the head of a photo. Method: docs/simulation.md. */
#ifndef TSR_SIMULATE_H
#define TSR_SIMULATE_H

#include "tonsure/assess.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Pictures are made no larger, px of their photo's long side. */
enum { TSR_SIMULATION_LONG_SIDE_PX = 2048 };

/** The most sessions that are shown one by one. */
enum { TSR_SIMULATION_MAX_SESSIONS = 8 };

/** What is treated. */
typedef enum tsr_simulation_style {
    TSR_SIMULATION_BUZZ,     /* all bare scalp up to a natural hairline, the look of a shaved head */
    TSR_SIMULATION_DENSITY,  /* scalp that shows between hair, in a lighter tone */
    TSR_SIMULATION_HAIRLINE, /* a band behind the front hairline */
    TSR_SIMULATION_SCAR      /* bare patches and scars, blended into the hair round them */
} tsr_simulation_style;

enum { TSR_SIMULATION_STYLE_COUNT = 4 };

/** "buzz", "density", "hairline", "scar"; NULL for any other number. */
TSR_API const char *tsr_simulation_style_name(tsr_simulation_style style);

/** The style of that name; false for any other text. */
TSR_API bool tsr_simulation_style_parse(const char *name, tsr_simulation_style *out);

/** What should be known with the picture: bits of tsr_simulation_info.notes. */
typedef enum tsr_simulation_note {
    TSR_SIMULATION_ASSUMED_SCALE = 1 << 0,   /* dots by the usual size of a head */
    TSR_SIMULATION_ASSUMED_COLOUR = 1 << 1,  /* no hair in view to take the tone from */
    TSR_SIMULATION_FRINGE_LONG = 1 << 2,     /* the remaining hair must be clipped for this look */
    TSR_SIMULATION_NO_DESIGN_LINE = 1 << 3,  /* no face in view: the front edge follows the scalp that is seen */
    TSR_SIMULATION_DOTS_UNRESOLVED = 1 << 4, /* dots lie closer than the picture can show one by one */
    TSR_SIMULATION_PHOTO_REDUCED = 1 << 5,   /* the pictures are smaller than the photo */
    TSR_SIMULATION_BARE_BEHIND = 1 << 6      /* a hairline alone leaves much bare scalp behind it */
} tsr_simulation_note;

enum { TSR_SIMULATION_NOTE_COUNT = 7 };

/** Stable key of one note bit, e.g. "assumed_scale"; NULL for a bit that is none. */
TSR_API const char *tsr_simulation_note_name(uint32_t bit);

/** One sentence for a lay person; NULL for a bit that is none. */
TSR_API const char *tsr_simulation_note_text(uint32_t bit);

typedef struct tsr_simulation_params {
    tsr_simulation_style style;
    int32_t sessions; /* 1 to TSR_SIMULATION_MAX_SESSIONS; 0: three */
    uint64_t seed;    /* the same seed gives the same dots */
} tsr_simulation_params;

#define TSR_SIMULATION_PARAMS_INIT                                                                                               \
    {                                                                                                                            \
        0                                                                                                                        \
    }

typedef struct tsr_simulation_info {
    tsr_simulation_style style;
    int32_t sessions;
    uint64_t seed;
    int32_t width_px, height_px;               /* of the pictures' photo part */
    int64_t dots[TSR_SIMULATION_MAX_SESSIONS]; /* in view after each session */
    double dot_spacing_px;                     /* mean way to the next dot, facing the camera */
    double treated_fraction;                   /* of the scalp in view that gets any dots */
    double skin_lab[3], pigment_lab[3];        /* CIE L*a*b*, D65 */
    uint32_t notes;                            /* of tsr_simulation_note */
    tsr_language language;                     /* of the words on the pictures and the page: the assessment's */
} tsr_simulation_info;

/** A photo with its dots placed. Freed by tsr_simulation_destroy. */
typedef struct tsr_simulation tsr_simulation;

/**
 * Place the dots of a style on a photo.
 *
 * Method   Dots of natural spacing (blue noise) on bare scalp, thinned towards the hairline, crowded where the head turns away;
 *          their tone from the person's hair and skin. They darken the photo's linear light, so shading stays. Sources:
 *          docs/simulation.md.
 *
 * @param assessment  of the same file, with its label map
 * @param bytes       the file's content, decoded anew at up to TSR_SIMULATION_LONG_SIDE_PX
 * @param page        as it was assessed, tsr_assess_params
 * @param allow_truncated  likewise
 * @param params      NULL: defaults
 * @param out         the caller's; NULL unless TSR_OK, and also with TSR_OK where the photo shows nothing to treat in this style
 * @return TSR_OK; TSR_E_INVALID_ARG a style or number of sessions outside its range, or no label map; TSR_E_FORMAT, TSR_E_LIMIT
 *         by the file; TSR_E_NOMEM; TSR_E_BACKEND. Cost: O(pixels of the head), some 0.5 s at 2048 px.
 */
TSR_API TSR_NODISCARD tsr_status tsr_simulation_create(const tsr_context *ctx,
                                                       const tsr_assessment *assessment,
                                                       const uint8_t *bytes,
                                                       size_t size_bytes,
                                                       uint32_t page,
                                                       bool allow_truncated,
                                                       const tsr_simulation_params *params,
                                                       tsr_simulation **out,
                                                       tsr_error *err);

/** Accepts NULL and a pointer to NULL. */
TSR_API void tsr_simulation_destroy(tsr_simulation **simulation);

/** Borrowed until the simulation is destroyed. */
TSR_API const tsr_simulation_info *tsr_simulation_get_info(const tsr_simulation *simulation);

/**
 * PNG of the photo after a session, marked as a simulation, with a caption.
 *
 * @param session  1 to info.sessions
 * @return TSR_OK; TSR_E_INVALID_ARG; TSR_E_NOMEM; TSR_E_BACKEND. The bytes are freed by tsr_free.
 */
TSR_API TSR_NODISCARD tsr_status tsr_simulation_frame_format(const tsr_context *ctx,
                                                             const tsr_simulation *simulation,
                                                             int32_t session,
                                                             uint8_t **out_bytes,
                                                             size_t *out_size_bytes,
                                                             tsr_error *err);

/** PNG of the photo and the finished simulation side by side, long side at most 2048 px. Returns as above. */
TSR_API TSR_NODISCARD tsr_status tsr_simulation_pair_format(
    const tsr_context *ctx, const tsr_simulation *simulation, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err);

/** One HTML page, complete in itself, with a slider between before and after each session. Returns as above. */
TSR_API TSR_NODISCARD tsr_status tsr_simulation_page_format(
    const tsr_context *ctx, const tsr_simulation *simulation, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err);

#ifdef __cplusplus
}
#endif
#endif
