/* SPDX-License-Identifier: Apache-2.0
 * The data dictionary: every field that can be exported, with unit and definition (docs/measurement.md has formulas and sources).
 */
#include <string.h>

#include "app/export/export.h"
#include "base/fail.h"

#define ZONE(prefix, zone, tail, what)                                                                                           \
    {                                                                                                                            \
        prefix zone, tail, FIELD_QUANTITY, "fraction", what " of the zone " zone                                                 \
    }

/* left and right of a photo's zones are the picture's. */
#define ZONES_OF_PHOTO(prefix, path, what)                                                                                       \
    ZONE(prefix, "frontal", path "frontal", what), ZONE(prefix, "mid", path "mid", what),                                        \
        ZONE(prefix, "vertex", path "vertex", what), ZONE(prefix, "left_temple", path "left_temple", what),                      \
        ZONE(prefix, "right_temple", path "right_temple", what), ZONE(prefix, "left_side", path "left_side", what),              \
        ZONE(prefix, "right_side", path "right_side", what), ZONE(prefix, "occipital", path "occipital", what)

#define ZONES_OF_CASE(prefix, part, what)                                                                                        \
    ZONE(prefix, "frontal", "coverage.zones.frontal." part, what), ZONE(prefix, "mid", "coverage.zones.mid." part, what),        \
        ZONE(prefix, "vertex", "coverage.zones.vertex." part, what),                                                             \
        ZONE(prefix, "left_temple", "coverage.zones.left_temple." part, what),                                                   \
        ZONE(prefix, "right_temple", "coverage.zones.right_temple." part, what),                                                 \
        ZONE(prefix, "left_side", "coverage.zones.left_side." part, what),                                                       \
        ZONE(prefix, "right_side", "coverage.zones.right_side." part, what),                                                     \
        ZONE(prefix, "occipital", "coverage.zones.occipital." part, what)

static const export_field PHOTO_FIELDS[] = {
    {"photo", "photo", FIELD_ID, "", "name of the photo in the manifest; a keyed hash with --ids"},
    {"case", "case", FIELD_ID, "", "name of the case; a keyed hash with --ids"},
    {"status", "status", FIELD_TEXT, "", "ok, not_assessable, or error: the photo could not be read"},
    {"reasons", "reasons", FIELD_WORDS, "", "why a photo is not assessable; an error's message"},
    {"width_px", "width_px", FIELD_NUMBER, "px", "width of the upright photo at full size"},
    {"height_px", "height_px", FIELD_NUMBER, "px", "height of the upright photo at full size"},
    {"view", "view.label", FIELD_TEXT, "", "side of the head: front, top, left (the person's), right, back"},
    {"view_probability", "view.probability", FIELD_NUMBER, "fraction", "probability of that view"},
    {"quality", "quality.verdict", FIELD_TEXT, "", "usable, reservation, or retake"},
    {"quality_reasons", "quality.reasons", FIELD_WORDS, "", "what is wrong with the photo"},
    {"sharpness", "quality.sharpness", FIELD_NUMBER, "fraction", "0 blurred to 1 sharp"},
    {"exposure", "quality.exposure", FIELD_NUMBER, "fraction", "0 nothing to be seen to 1 well exposed"},
    {"head_fraction", "quality.head_fraction", FIELD_NUMBER, "fraction", "share of the picture that the head covers"},
    {"glare_fraction", "quality.glare_fraction", FIELD_NUMBER, "fraction", "share of the head that glares"},
    {"tilt_deg", "quality.tilt_deg", FIELD_QUANTITY, "degrees", "turn of the head in the picture's plane"},
    {"bare_fraction", "coverage.bare_fraction", FIELD_QUANTITY, "fraction",
     "bare scalp over bare scalp and hair, as the camera sees it"},
    {"bare_px", "coverage.bare_px", FIELD_NUMBER, "px", "pixels of bare scalp"},
    {"scalp_px", "coverage.scalp_px", FIELD_NUMBER, "px", "pixels of bare scalp and hair"},
    {"bare_cm2", "coverage.bare_cm2", FIELD_QUANTITY, "cm2", "bare area by the photo's own scale"},
    ZONES_OF_PHOTO("bare_", "coverage.zones.", "bare share"),
    {"density", "density.relative", FIELD_QUANTITY, "fraction", "relative density: 1 hair that hides the scalp"},
    ZONES_OF_PHOTO("density_", "density.zones.", "relative density"),
    {"hairline_shape", "hairline.shape", FIELD_TEXT, "", "shape of the frontal hairline"},
    {"forehead_ratio", "hairline.forehead_ratio", FIELD_QUANTITY, "ratio",
     "height of the forehead over the middle third of the face"},
    {"forehead_mm", "hairline.forehead_mm", FIELD_QUANTITY, "mm", "height of the forehead"},
    {"left_recession_frac", "hairline.left_recession_frac", FIELD_QUANTITY, "fraction", "recession at the picture's left temple"},
    {"right_recession_frac", "hairline.right_recession_frac", FIELD_QUANTITY, "fraction",
     "recession at the picture's right temple"},
    {"patch_count", "patches", FIELD_COUNT, "", "number of bare patches"},
    {"mm_per_px", "scale.mm_per_px", FIELD_NUMBER, "mm/px", "length of a pixel; interval in mm_per_px_lo and mm_per_px_hi"},
    {"mm_per_px_lo", "scale.lo", FIELD_NUMBER, "mm/px", "lower end of its 90 % interval"},
    {"mm_per_px_hi", "scale.hi", FIELD_NUMBER, "mm/px", "upper end of its 90 % interval"},
    {"scale_source", "scale.source", FIELD_TEXT, "", "what the scale rests on"},
    {"finding", "finding.label", FIELD_TEXT, "", "kind of hair loss, undetermined where it cannot be told"},
};

static const export_field CASE_FIELDS[] = {
    {"case", "case", FIELD_ID, "", "name of the case; a keyed hash with --ids"},
    {"status", "status", FIELD_TEXT, "", "ok, not_assessable, or error: no photo could be read"},
    {"photo_count", "photos", FIELD_COUNT, "", "number of the case's photos"},
    {"bare_fraction", "coverage.bare_fraction", FIELD_QUANTITY, "fraction",
     "mean of the zones' bare shares weighted by area on a scalp"},
    {"bare_cm2", "coverage.bare_cm2", FIELD_QUANTITY, "cm2", "bare area of the scalp"},
    {"bare_cm2_basis", "coverage.bare_cm2.basis", FIELD_TEXT, "", "what that area rests on"},
    {"zones_seen_fraction", "coverage.zones_seen_fraction", FIELD_NUMBER, "fraction",
     "share of the scalp's area in zones that were seen"},
    ZONES_OF_CASE("bare_", "bare_fraction", "bare share"),
    ZONES_OF_CASE("density_", "density", "relative density"),
    {"salt", "salt.score", FIELD_NUMBER, "points of 100", "SALT score; empty where views are missing"},
    {"salt_lo", "salt.lo", FIELD_NUMBER, "points of 100", "lower end of its interval, or bound over what was not seen"},
    {"salt_hi", "salt.hi", FIELD_NUMBER, "points of 100", "upper end of its interval, or bound"},
    {"salt_top", "salt.regions.top", FIELD_NUMBER, "per cent", "hair loss of SALT's region top"},
    {"salt_back", "salt.regions.back", FIELD_NUMBER, "per cent", "hair loss of SALT's region back"},
    {"salt_left", "salt.regions.left", FIELD_NUMBER, "per cent", "hair loss of SALT's region left, the person's"},
    {"salt_right", "salt.regions.right", FIELD_NUMBER, "per cent", "hair loss of SALT's region right, the person's"},
    {"salt_class", "salt.class", FIELD_TEXT, "", "S0 to S5"},
    {"norwood", "pattern.norwood.grade", FIELD_NUMBER, "grade", "most probable Norwood-Hamilton grade, 1 to 7"},
    {"norwood_lo", "pattern.norwood.lo", FIELD_NUMBER, "grade", "lower end of its 90 % range"},
    {"norwood_hi", "pattern.norwood.hi", FIELD_NUMBER, "grade", "upper end of its 90 % range"},
    {"norwood_stage", "pattern.norwood.stage", FIELD_TEXT, "", "the grade as the scale writes it"},
    {"norwood_assumes", "pattern.norwood.assumes", FIELD_TEXT, "", "what the grade takes for granted: male"},
    {"ludwig", "pattern.ludwig.range.grade", FIELD_TEXT, "", "Ludwig grade: none, I to III"},
    {"ludwig_lo", "pattern.ludwig.range.lo", FIELD_TEXT, "", "lower end of its range"},
    {"ludwig_hi", "pattern.ludwig.range.hi", FIELD_TEXT, "", "upper end of its range"},
    {"sinclair", "pattern.sinclair.range.grade", FIELD_NUMBER, "grade", "Sinclair grade, 1 to 5"},
    {"sinclair_lo", "pattern.sinclair.range.lo", FIELD_NUMBER, "grade", "lower end of its range"},
    {"sinclair_hi", "pattern.sinclair.range.hi", FIELD_NUMBER, "grade", "upper end of its range"},
    {"basp", "pattern.basp.basic.grade", FIELD_TEXT, "", "BASP basic type: L, M0 to M3, C1 to C3, U1 to U3"},
    {"basp_frontal", "pattern.basp.frontal.grade", FIELD_NUMBER, "grade", "BASP specific type F, 0 to 3"},
    {"basp_vertex", "pattern.basp.vertex.grade", FIELD_NUMBER, "grade", "BASP specific type V, 0 to 3"},
    {"finding", "finding.label", FIELD_TEXT, "", "kind of hair loss, undetermined where it cannot be told"},
    {"candidacy", "candidacy.verdict", FIELD_TEXT, "", "verdict on scalp micropigmentation"},
    {"plan_area_cm2", "plan.area_cm2", FIELD_QUANTITY, "cm2", "area to be treated"},
    {"plan_sessions", "plan.sessions", FIELD_QUANTITY, "sessions", "sessions of treatment"},
    {"plan_hours", "plan.hours", FIELD_QUANTITY, "hours", "time of treatment in all"},
    {"plan_dots", "plan.dots", FIELD_QUANTITY, "dots", "dots of pigment"},
    {"plan_price", "plan.price", FIELD_QUANTITY, "plan_currency", "price of treatment"},
    {"plan_currency", "plan.currency", FIELD_TEXT, "", "currency of the price"},
};

static const struct {
    const export_field *fields;
    size_t count;
} TABLES[TABLE_COUNT] = {
    [TABLE_PHOTOS] = {PHOTO_FIELDS, sizeof PHOTO_FIELDS / sizeof *PHOTO_FIELDS},
    [TABLE_CASES] = {CASE_FIELDS, sizeof CASE_FIELDS / sizeof *CASE_FIELDS},
};

const export_field *export_fields(export_table table, size_t *out_count)
{
    *out_count = TABLES[table].count;
    return TABLES[table].fields;
}

static tsr_status join(tsri_arena *arena, const char *a, const char *b, const char **out, tsr_error *err)
{
    const size_t length = strlen(a);
    char *text = NULL;
    tsr_status st = tsri_arena_alloc(arena, length + strlen(b) + 1, 1, &text, err);
    if (st == TSR_OK) {
        memcpy(text, a, length);
        strcpy(text + length, b);
        *out = text;
    }
    return st;
}

static tsr_status add_field(export_plan *plan, export_table table, const export_field *field, tsr_error *err)
{
    static const struct {
        const char *name, *path;
    } PARTS[] = {{"", ".value"}, {"_lo", ".lo"}, {"_hi", ".hi"}};
    export_column *to = plan->columns[table];
    size_t *count = &plan->counts[table];
    if (field->kind != FIELD_QUANTITY) {
        const bool text = field->kind != FIELD_NUMBER && field->kind != FIELD_COUNT;
        to[(*count)++] = (export_column){field, field->name, field->path, text};
        return TSR_OK;
    }
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        export_column column = {.field = field};
        tsr_status st = join(&plan->arena, field->name, PARTS[i].name, &column.name, err);
        if (st == TSR_OK) {
            st = join(&plan->arena, field->path, PARTS[i].path, &column.path, err);
        }
        if (st != TSR_OK) {
            return st;
        }
        to[(*count)++] = column;
    }
    return TSR_OK;
}

/* Add the fields of that name, of both tables. NULL: all. */
static tsr_status add_named(export_plan *plan, const char *name, size_t length, tsr_error *err)
{
    bool found = false;
    for (int t = 0; t < TABLE_COUNT; t++) {
        for (size_t i = 0; i < TABLES[t].count; i++) {
            const export_field *field = &TABLES[t].fields[i];
            if (name && (strlen(field->name) != length || strncmp(field->name, name, length) != 0)) {
                continue;
            }
            for (size_t c = 0; c < plan->counts[t]; c++) {
                if (plan->columns[t][c].field == field) {
                    return tsri_fail(err, TSR_E_INVALID_ARG, "field \"%s\" is named twice", field->name);
                }
            }
            tsr_status st = add_field(plan, (export_table)t, field, err);
            if (st != TSR_OK) {
                return st;
            }
            found = true;
        }
    }
    if (found) {
        return TSR_OK;
    }
    const char *nearest = export_field_nearest(name, length);
    return tsri_fail(err, TSR_E_INVALID_ARG, "there is no field \"%.*s\"%s%s%s; tonsure export --list-fields has them",
                     (int)(length < 60 ? length : 60), name, nearest ? ", did you mean \"" : "", nearest ? nearest : "",
                     nearest ? "\"?" : "");
}

tsr_status export_plan_make(const char *fields, export_plan *plan, tsr_error *err)
{
    tsr_status st = TSR_OK;
    memset(plan, 0, sizeof *plan);
    tsri_arena_init(&plan->arena, tsri_memory_default());
    for (int t = 0; t < TABLE_COUNT; t++) {
        TSRI_TRY(tsri_arena_alloc(&plan->arena, 3 * TABLES[t].count, sizeof *plan->columns[t], &plan->columns[t], err));
    }
    if (!fields) {
        return add_named(plan, NULL, 0, err);
    }
    for (const char *at = fields;;) {
        const size_t length = strcspn(at, ",");
        TSRI_TRY(add_named(plan, at, length, err));
        if (!at[length]) {
            break;
        }
        at += length + 1;
    }
done:
    return st;
}

void export_plan_release(export_plan *plan)
{
    tsri_arena_release(&plan->arena);
}
