/* SPDX-License-Identifier: Apache-2.0
 *
 * The names that results go by in JSON and on the command line, and the sentences that go with them. */
#include <string.h>

#include "tonsure/result.h"

static const char *const VIEW_NAMES[TSR_VIEW_COUNT] = {
    [TSR_VIEW_UNKNOWN] = "unknown", [TSR_VIEW_FRONT] = "front", [TSR_VIEW_TOP] = "top",
    [TSR_VIEW_LEFT] = "left",       [TSR_VIEW_RIGHT] = "right", [TSR_VIEW_BACK] = "back",
};

/* A bit of a set, its key and its sentence. */
struct reason {
    uint32_t bit;
    const char *name, *sentence;
};

/* The row of a bit; one of nothing where there is none. */
static struct reason find_reason(const struct reason *table, int count, uint32_t bit)
{
    for (int i = 0; i < count; i++) {
        if (table[i].bit == bit) {
            return table[i];
        }
    }
    return (struct reason){0, NULL, NULL};
}

static const struct reason REASONS[TSR_REASON_COUNT] = {
    {TSR_REASON_TOO_SMALL, "too_small", "The picture is too small. Use the original photo, not a thumbnail."},
    {TSR_REASON_NO_HEAD, "no_head", "No head was found. Take the photo so that the head fills most of the picture."},
    {TSR_REASON_HEAD_SMALL, "head_small", "The head is too small in the picture. Move closer until it fills most of it."},
    {TSR_REASON_BLANK, "blank", "The picture is plain: nothing can be seen in it. Check lens and light, and take it again."},
};

const char *tsr_view_name(tsr_view view)
{
    return (unsigned)view < TSR_VIEW_COUNT ? VIEW_NAMES[view] : VIEW_NAMES[TSR_VIEW_UNKNOWN];
}

tsr_view tsr_view_parse(const char *name)
{
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        if (strcmp(name, VIEW_NAMES[v]) == 0) {
            return (tsr_view)v;
        }
    }
    return TSR_VIEW_UNKNOWN;
}

const char *tsr_photo_status_name(tsr_photo_status status)
{
    switch (status) {
    case TSR_PHOTO_OK:
        return "ok";
    case TSR_PHOTO_NOT_ASSESSABLE:
        return "not_assessable";
    case TSR_PHOTO_ERROR:
        return "error";
    }
    return "error";
}

const char *tsr_eye_basis_name(tsr_eye_basis basis)
{
    static const char *const NAMES[] = {[TSR_EYES_NONE] = "none",
                                        [TSR_EYES_BY_PUPILS] = "pupils",
                                        [TSR_EYES_BY_MAP] = "map_of_eyes",
                                        [TSR_EYES_BY_NOSE] = "nose",
                                        [TSR_EYES_BY_SKIN] = "skin"};
    return (unsigned)basis < sizeof NAMES / sizeof NAMES[0] ? NAMES[basis] : NAMES[TSR_EYES_NONE];
}

const char *tsr_reason_name(uint32_t bit)
{
    return find_reason(REASONS, TSR_REASON_COUNT, bit).name;
}

const char *tsr_reason_advice(uint32_t bit)
{
    return find_reason(REASONS, TSR_REASON_COUNT, bit).sentence;
}

static const char *const ZONE_NAMES[TSR_ZONE_COUNT] = {
    [TSR_ZONE_FRONTAL] = "frontal",
    [TSR_ZONE_MID] = "mid",
    [TSR_ZONE_VERTEX] = "vertex",
    [TSR_ZONE_LEFT_TEMPLE] = "left_temple",
    [TSR_ZONE_RIGHT_TEMPLE] = "right_temple",
    [TSR_ZONE_LEFT_SIDE] = "left_side",
    [TSR_ZONE_RIGHT_SIDE] = "right_side",
    [TSR_ZONE_OCCIPITAL] = "occipital",
};

static const char *const ZONE_WORDS[TSR_ZONE_COUNT] = {
    [TSR_ZONE_FRONTAL] = "frontal",
    [TSR_ZONE_MID] = "mid",
    [TSR_ZONE_VERTEX] = "vertex",
    [TSR_ZONE_LEFT_TEMPLE] = "left temple",
    [TSR_ZONE_RIGHT_TEMPLE] = "right temple",
    [TSR_ZONE_LEFT_SIDE] = "left side",
    [TSR_ZONE_RIGHT_SIDE] = "right side",
    [TSR_ZONE_OCCIPITAL] = "occipital",
};

static const char *const SHAPE_NAMES[] = {[TSR_HAIRLINE_STRAIGHT] = "straight",
                                          [TSR_HAIRLINE_ROUNDED] = "rounded",
                                          [TSR_HAIRLINE_M] = "M",
                                          [TSR_HAIRLINE_WIDOWS_PEAK] = "widows_peak"};

static const char *const SCALE_NAMES[] = {
    [TSR_SCALE_NONE] = "none",
    [TSR_SCALE_GIVEN] = "given",
    [TSR_SCALE_MARKER] = "marker",
    [TSR_SCALE_PUPILS] = "interpupillary_distance",
    [TSR_SCALE_ASSUMED_HEAD] = "assumed_head_size",
};

static const char *const PATCH_NAMES[] = {[TSR_PATCH_AREA] = "area", [TSR_PATCH_LINE] = "line", [TSR_PATCH_PARTING] = "parting"};

static const char *const SALT_NAMES[TSR_SALT_REGION_COUNT] = {
    [TSR_SALT_TOP] = "top", [TSR_SALT_BACK] = "back", [TSR_SALT_LEFT] = "left", [TSR_SALT_RIGHT] = "right"};

static const char *const STAGE_NAMES[TSR_NORWOOD_GRADES + 1] = {NULL, "I", "II", "III", "IV", "V", "VI", "VII"};

static const char *const VERDICT_NAMES[] = {
    [TSR_QUALITY_USABLE] = "usable", [TSR_QUALITY_RESERVATION] = "reservation", [TSR_QUALITY_RETAKE] = "retake"};

static const struct reason QUALITY_REASONS[TSR_QUALITY_REASON_COUNT] = {
    {TSR_QUALITY_BLURRED, "blurred", "The head is blurred. Wipe the lens, hold still and let the camera focus on the hair."},
    {TSR_QUALITY_DARK, "dark", "The head is too dark. Face a window or turn on more light."},
    {TSR_QUALITY_OVEREXPOSED, "overexposed", "The head is too bright. Step out of direct sun or flash."},
    {TSR_QUALITY_GLARE, "glare", "The scalp mirrors the light. Dab it dry and use soft light from the side, no flash."},
    {TSR_QUALITY_HEAD_SMALL, "head_small", "The head is small in the picture. Move closer until it fills most of it."},
    {TSR_QUALITY_HEAD_CUT_OFF, "head_cut_off",
     "Part of the head lies outside the picture. Step back until all of it is in view."},
    {TSR_QUALITY_TILTED, "tilted", "The head is tilted. Hold head and camera upright."},
    {TSR_QUALITY_COVERED, "covered", "Something covers the hairline. Take off hats, bands and scarves."},
    {TSR_QUALITY_HANDS, "hands", "Hands or other people are in the picture. Take it with the head alone."},
    {TSR_QUALITY_LOW_CONTRAST, "low_contrast",
     "Hair and scalp have nearly one colour here, so the numbers are less sure. "
     "Even, brighter light helps."},
};

static const char *const FINDING_NAMES[TSR_FINDING_COUNT] = {
    [TSR_FINDING_UNDETERMINED] = "undetermined",
    [TSR_FINDING_NONE] = "none",
    [TSR_FINDING_PATTERN_THINNING] = "pattern_thinning",
    [TSR_FINDING_ALOPECIA_AREATA] = "alopecia_areata",
    [TSR_FINDING_ALOPECIA_TOTALIS] = "alopecia_totalis",
    [TSR_FINDING_ALOPECIA_UNIVERSALIS] = "alopecia_universalis",
    [TSR_FINDING_SCARRING] = "scarring",
};

static const struct reason FINDING_REASONS[TSR_FINDING_REASON_COUNT] = {
    {TSR_FINDING_REASON_NOT_ASSESSABLE, "not_assessable", "No photo could be judged."},
    {TSR_FINDING_REASON_OTHER_PICTURE, "other_picture",
     "The picture shows no scalp, or is unlike the photos that the program knows. Show the whole head."},
    {TSR_FINDING_REASON_CLOSE_CALL, "close_call", "Several kinds of hair loss are about equally likely."},
    {TSR_FINDING_REASON_VIEWS_DISAGREE, "views_disagree", "The photos point to different kinds of hair loss."},
    {TSR_FINDING_REASON_WHOLE_SCALP, "whole_scalp", "The whole scalp is bare."},
    {TSR_FINDING_REASON_BROWS_MISSING, "brows_missing", "The brows are missing too."},
    {TSR_FINDING_REASON_BY_INTAKE, "by_intake", "The person says so."},
};

const char *tsr_zone_name(tsr_zone zone)
{
    return (unsigned)zone < TSR_ZONE_COUNT ? ZONE_NAMES[zone] : NULL;
}

const char *tsr_zone_words(tsr_zone zone)
{
    return (unsigned)zone < TSR_ZONE_COUNT ? ZONE_WORDS[zone] : NULL;
}

const char *tsr_hairline_shape_name(tsr_hairline_shape shape)
{
    return (unsigned)shape <= TSR_HAIRLINE_WIDOWS_PEAK ? SHAPE_NAMES[shape] : NULL;
}

const char *tsr_scale_source_name(tsr_scale_source source)
{
    return SCALE_NAMES[(unsigned)source <= TSR_SCALE_ASSUMED_HEAD ? source : TSR_SCALE_NONE];
}

const char *tsr_patch_kind_name(tsr_patch_kind kind)
{
    return PATCH_NAMES[(unsigned)kind <= TSR_PATCH_PARTING ? kind : TSR_PATCH_AREA];
}

const char *tsr_salt_region_name(tsr_salt_region region)
{
    return (unsigned)region < TSR_SALT_REGION_COUNT ? SALT_NAMES[region] : NULL;
}

const char *tsr_quality_verdict_name(tsr_quality_verdict verdict)
{
    return (unsigned)verdict <= TSR_QUALITY_RETAKE ? VERDICT_NAMES[verdict] : NULL;
}

const char *tsr_quality_reason_name(uint32_t bit)
{
    return find_reason(QUALITY_REASONS, TSR_QUALITY_REASON_COUNT, bit).name;
}

const char *tsr_quality_reason_advice(uint32_t bit)
{
    return find_reason(QUALITY_REASONS, TSR_QUALITY_REASON_COUNT, bit).sentence;
}

const char *tsr_norwood_stage(const tsr_norwood *norwood)
{
    if (!norwood->known) {
        return NULL;
    }
    static const char *const A_NAMES[TSR_NORWOOD_GRADES + 1] = {NULL, NULL, "IIa", "IIIa", "IVa", "Va", NULL, NULL};
    if (norwood->a_variant && A_NAMES[norwood->grade]) {
        return A_NAMES[norwood->grade];
    }
    return norwood->vertex_variant ? "III vertex" : STAGE_NAMES[norwood->grade];
}

const char *tsr_finding_name(tsr_finding_label label)
{
    return FINDING_NAMES[(unsigned)label < TSR_FINDING_COUNT ? label : TSR_FINDING_UNDETERMINED];
}

const char *tsr_finding_reason_name(uint32_t bit)
{
    return find_reason(FINDING_REASONS, TSR_FINDING_REASON_COUNT, bit).name;
}

const char *tsr_finding_reason_text(uint32_t bit)
{
    return find_reason(FINDING_REASONS, TSR_FINDING_REASON_COUNT, bit).sentence;
}
