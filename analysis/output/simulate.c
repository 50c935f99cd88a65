/* SPDX-License-Identifier: Apache-2.0
 *
 * A simulation from a photo's assessment: decode anew, place dots, say what should be known. The steps: simulate_parts.h. */
#include "tonsure/simulate.h"

#include <math.h>
#include <string.h>

#include "base/bits.h"
#include "base/fail.h"
#include "image/decode.h"
#include "output/phrase.h"
#include "output/simulate_parts.h"

/* Less than so much of the scalp is parser's noise, not something to treat. */
static const double LEAST_TREATED_FRAC[TSR_SIMULATION_STYLE_COUNT] = {
    [TSR_SIMULATION_BUZZ] = 0.03,
    [TSR_SIMULATION_DENSITY] = 0.03,
    [TSR_SIMULATION_HAIRLINE] = 0.03,
    [TSR_SIMULATION_SCAR] = 0.003, /* a scar may be small */
};

static const double MUCH_BARE = 0.4; /* of the scalp: a hairline alone stands before nothing */

static const double RESOLVED_PX = 2.5; /* neighbours nearer than this melt in any picture */

static const char *const STYLES[TSR_SIMULATION_STYLE_COUNT] = {
    [TSR_SIMULATION_BUZZ] = "buzz",
    [TSR_SIMULATION_DENSITY] = "density",
    [TSR_SIMULATION_HAIRLINE] = "hairline",
    [TSR_SIMULATION_SCAR] = "scar",
};

static const char *const NOTES[TSR_SIMULATION_NOTE_COUNT] = {
    "assumed_scale", "assumed_colour", "fringe_long", "no_design_line", "dots_unresolved", "photo_reduced", "bare_behind",
};

const char *tsr_simulation_style_name(tsr_simulation_style style)
{
    return (unsigned)style < TSR_SIMULATION_STYLE_COUNT ? STYLES[style] : NULL;
}

bool tsr_simulation_style_parse(const char *name, tsr_simulation_style *out)
{
    for (int i = 0; i < TSR_SIMULATION_STYLE_COUNT; i++) {
        if (strcmp(name, STYLES[i]) == 0) {
            *out = (tsr_simulation_style)i;
            return true;
        }
    }
    return false;
}

const char *tsr_simulation_note_name(uint32_t bit)
{
    int i = tsri_bit_index(bit, TSR_SIMULATION_NOTE_COUNT);
    return i < 0 ? NULL : NOTES[i];
}

const char *tsr_simulation_note_text(uint32_t bit)
{
    int i = tsri_bit_index(bit, TSR_SIMULATION_NOTE_COUNT);
    return i < 0 ? NULL : tsri_text_of(TSR_LANGUAGE_ENGLISH, (tsri_text_key)(TSRI_TEXT_SIMULATION_NOTE_ASSUMED_SCALE + i));
}

/* The photo decoded anew, no larger than the pictures are made. */
static tsr_status decode(const tsr_context *ctx,
                         const uint8_t *bytes,
                         size_t size_bytes,
                         uint32_t page,
                         bool allow_truncated,
                         tsri_image *out,
                         tsr_error *err)
{
    const tsr_allocator *memory = tsr_context_allocator(ctx);
    const tsri_decode_params params = {
        .memory = memory,
        .limits = *tsr_context_limits(ctx),
        .wanted_long_side_px = TSR_SIMULATION_LONG_SIDE_PX,
        .page = page,
        .allow_truncated = allow_truncated,
    };
    tsri_photo photo = {0};
    tsr_status st = TSR_OK;
    TSRI_TRY(tsri_photo_decode(bytes, size_bytes, &params, &photo, err));
    int32_t w = photo.rgb.width_px, h = photo.rgb.height_px, side = w > h ? w : h;
    if (side <= TSR_SIMULATION_LONG_SIDE_PX) {
        *out = photo.rgb;
        memset(&photo.rgb, 0, sizeof photo.rgb);
        goto done;
    }
    double k = (double)TSR_SIMULATION_LONG_SIDE_PX / side;
    TSRI_TRY(tsri_image_init(out, memory, (int32_t)fmax(1, floor(w * k + 0.5)), (int32_t)fmax(1, floor(h * k + 0.5)), 3, err));
    const tsri_span_u8 to = {out->data, out->width_px, out->height_px, 3, (size_t)out->width_px * 3};
    TSRI_TRY(tsr_cv_resize_u8(tsri_image_view(&photo.rgb), to, err));
done:
    tsri_photo_release(&photo);
    return st;
}

static void fill_info(tsr_simulation *s)
{
    tsr_simulation_info *info = &s->info;
    info->style = s->in.params.style;
    info->sessions = s->in.params.sessions;
    info->seed = s->in.params.seed;
    info->width_px = s->picture.width_px;
    info->height_px = s->picture.height_px;
    for (size_t i = 0; i < s->dots.count; i++) {
        for (int32_t session = s->dots.items[i].session; session <= info->sessions; session++) {
            info->dots[session - 1]++;
        }
    }
    info->dot_spacing_px = s->dots.spacing_px;
    info->treated_fraction = (double)s->area.treated_px / (double)s->area.scalp_px;
    memcpy(info->skin_lab, s->tone.skin_lab, sizeof info->skin_lab);
    memcpy(info->pigment_lab, s->tone.pigment_lab, sizeof info->pigment_lab);
    const tsr_quantity *bare = &s->result.coverage.bare_fraction;
    bool front_edge = info->style == TSR_SIMULATION_BUZZ || info->style == TSR_SIMULATION_HAIRLINE;
    info->notes =
        (!s->result.scale.mm_per_px.known || s->result.scale.source == TSR_SCALE_ASSUMED_HEAD ? TSR_SIMULATION_ASSUMED_SCALE
                                                                                              : 0u) |
        (s->tone.hair_seen ? 0u : TSR_SIMULATION_ASSUMED_COLOUR) |
        (s->tone.fringe_long && info->style == TSR_SIMULATION_BUZZ ? TSR_SIMULATION_FRINGE_LONG : 0u) |
        (front_edge && !s->area.designed ? TSR_SIMULATION_NO_DESIGN_LINE : 0u) |
        (info->dot_spacing_px < RESOLVED_PX ? TSR_SIMULATION_DOTS_UNRESOLVED : 0u) |
        (s->result.width_px > s->picture.width_px ? TSR_SIMULATION_PHOTO_REDUCED : 0u) |
        (info->style == TSR_SIMULATION_HAIRLINE && bare->known && bare->value > MUCH_BARE ? TSR_SIMULATION_BARE_BEHIND : 0u);
}

static tsr_status check_params(const tsr_assessment *assessment, const tsr_simulation_params *params, tsr_error *err)
{
    if ((unsigned)params->style >= TSR_SIMULATION_STYLE_COUNT) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "style %d is none of tsr_simulation_style", (int)params->style);
    }
    if (params->sessions < 0 || params->sessions > TSR_SIMULATION_MAX_SESSIONS) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "%d sessions are not 1 to %d", (int)params->sessions,
                         (int)TSR_SIMULATION_MAX_SESSIONS);
    }
    return tsr_assessment_labels(assessment).data
               ? TSR_OK
               : tsri_fail(err, TSR_E_INVALID_ARG, "the label map was dropped: simulate before");
}

/* Everything after the picture is there. *out_any: whether there is anything to treat. */
static tsr_status place(tsr_simulation *s, bool *out_any, tsr_error *err)
{
    tsr_status st = TSR_OK;
    *out_any = false;
    TSRI_TRY(tsri_sim_area_make(&s->in, &s->arena, &s->area, err));
    if (s->area.treated_px == 0 ||
        (double)s->area.treated_px < LEAST_TREATED_FRAC[s->in.params.style] * (double)s->area.scalp_px) {
        goto done;
    }
    tsri_sim_tone_choose(&s->in, &s->area, &s->tone);
    TSRI_TRY(tsri_sim_match_fringe(&s->in, &s->tone, &s->arena, &s->area, err));
    TSRI_TRY(tsri_sim_dots_place(&s->in, &s->area, &s->arena, &s->dots, err));
    *out_any = s->dots.count > 0;
    fill_info(s);
done:
    return st;
}

tsr_status tsr_simulation_create(const tsr_context *ctx,
                                 const tsr_assessment *assessment,
                                 const uint8_t *bytes,
                                 size_t size_bytes,
                                 uint32_t page,
                                 bool allow_truncated,
                                 const tsr_simulation_params *params,
                                 tsr_simulation **out,
                                 tsr_error *err)
{
    enum { USUAL_SESSIONS = 3 };
    static const tsr_simulation_params DEFAULTS = TSR_SIMULATION_PARAMS_INIT;
    const tsr_allocator *memory = tsr_context_allocator(ctx);
    tsr_simulation *s = NULL;
    bool any = false;
    *out = NULL;
    params = params ? params : &DEFAULTS;
    tsr_status st = check_params(assessment, params, err);
    if (st != TSR_OK || tsr_assessment_result(assessment)->status != TSR_PHOTO_OK) {
        return st;
    }
    TSRI_TRY(tsri_alloc_zero(memory, 1, sizeof *s, &s, err));
    s->memory = memory;
    s->info.language = tsr_assessment_language(assessment);
    tsri_arena_init(&s->arena, memory);
    TSRI_TRY(decode(ctx, bytes, size_bytes, page, allow_truncated, &s->picture, err));
    s->result = *tsr_assessment_result(assessment);
    s->in = (tsri_sim_input){tsri_image_view(&s->picture), tsr_assessment_labels(assessment), tsr_assessment_density(assessment),
                             &s->result, *params};
    s->in.params.sessions = params->sessions ? params->sessions : USUAL_SESSIONS;
    TSRI_TRY(place(s, &any, err));
    s->in.labels = s->in.density = (tsr_view_u8){0}; /* the assessment's: not needed any more */
done:
    if (st != TSR_OK || !any) {
        tsr_simulation_destroy(&s);
    }
    *out = s;
    return st;
}

void tsr_simulation_destroy(tsr_simulation **simulation)
{
    if (simulation && *simulation) {
        tsr_simulation *s = *simulation;
        tsri_image_release(&s->picture);
        tsri_arena_release(&s->arena);
        tsri_free(s->memory, s);
        *simulation = NULL;
    }
}

const tsr_simulation_info *tsr_simulation_get_info(const tsr_simulation *simulation)
{
    return &simulation->info;
}

tsr_status tsri_simulation_render(const tsr_simulation *s, int32_t session, tsri_image *out, tsr_error *err)
{
    return tsri_sim_render(&s->in, &s->area, &s->tone, &s->dots, session, s->memory, out, err);
}
