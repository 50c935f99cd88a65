/* SPDX-License-Identifier: Apache-2.0
 * The table of fields: what an intake may say, in which range, and what else rules may speak of. */
#include <stddef.h>
#include <string.h>

#include "judge/facts.h"

/* Enums are read from the intake as unsigned numbers of this size. */
_Static_assert(sizeof(tsr_answer) == sizeof(unsigned) && sizeof(tsr_style) == sizeof(unsigned), "an enum is an unsigned");

static const char *const SEXES[] = {"female", "male", NULL};
static const char *const DIABETES[] = {"none", "controlled", "uncontrolled", NULL};
static const char *const SURFACES[] = {"normal", "dry", "oily", NULL};
static const char *const SUN[] = {"low", "medium", "high", NULL};
static const char *const STYLES[] = {"buzz_cut", "density", "hairline_only", "scar_cover", "tattoo_cover", NULL};
static const char *const COLOURS[] = {"black", "brown", "blond", "red", "grey", "white", NULL};
static const char *const FINDINGS[] = {
    "none", "pattern_thinning", "alopecia_areata", "alopecia_totalis", "alopecia_universalis", "scarring", NULL};
const char *const tsri_scar_kinds[] = {"keloid_hypertrophic", "strip", "fue", "injury", NULL};

#define AT(member) .offset = offsetof(tsr_intake, member)
#define ANSWER(key)                                                                                                              \
    {                                                                                                                            \
        .name = #key, .type = TSRI_FIELD_ANSWER, AT(key)                                                                         \
    }
#define SINCE(key)                                                                                                               \
    {                                                                                                                            \
        .name = #key, .type = TSRI_FIELD_SINCE, AT(key), .hi = TSR_NEVER_MONTHS, .months_per_unit = 1                            \
    }
#define CHOICE(key, names)                                                                                                       \
    {                                                                                                                            \
        .name = #key, .type = TSRI_FIELD_CHOICE, AT(key), .choices = (names)                                                     \
    }
#define MEASURED(key, low, high)                                                                                                 \
    {                                                                                                                            \
        .name = (key), .type = TSRI_FIELD_NUMBER, .lo = (low), .hi = (high), .never_rejects = true                               \
    }

enum { MONTHS_PER_YEAR = 12 };

/* What a person says of areata never rejects: its three kinds are candidates. */
static const tsri_field INTAKE_FIELDS[TSRI_INTAKE_FIELDS] = {
    {.name = "age_years", .type = TSRI_FIELD_NUMBER, AT(age_years), .hi = 120, .months_per_unit = MONTHS_PER_YEAR},
    CHOICE(sex, SEXES),
    ANSWER(pregnant),
    ANSWER(breast_feeding),
    ANSWER(blood_thinners),
    ANSWER(bleeding_disorder),
    ANSWER(keloid_tendency),
    ANSWER(psoriasis),
    ANSWER(eczema),
    ANSWER(dermatitis),
    ANSWER(scalp_infection),
    ANSWER(sunburn),
    ANSWER(open_skin),
    ANSWER(scalp_inflammation),
    ANSWER(ink_allergy),
    CHOICE(diabetes, DIABETES),
    ANSWER(heart_disease),
    ANSWER(high_blood_pressure),
    ANSWER(immune_suppression),
    ANSWER(epilepsy),
    ANSWER(active_skin_cancer),
    ANSWER(temporary_loss),
    ANSWER(scarring_alopecia),
    ANSWER(doctors_letter),
    SINCE(transplant_months),
    SINCE(chemotherapy_months),
    SINCE(isotretinoin_months),
    SINCE(peel_months),
    SINCE(botulinum_months),
    SINCE(laser_months),
    {.name = "areata_diagnosed", .type = TSRI_FIELD_ANSWER, AT(areata_diagnosed), .never_rejects = true},
    {.name = "areata_onset_months",
     .type = TSRI_FIELD_NUMBER,
     AT(areata_onset_months),
     .hi = TSR_NEVER_MONTHS,
     .never_rejects = true},
    {.name = "areata_stable_months",
     .type = TSRI_FIELD_NUMBER,
     AT(areata_stable_months),
     .hi = TSR_NEVER_MONTHS,
     .never_rejects = true},
    {.name = "universalis", .type = TSRI_FIELD_ANSWER, AT(universalis), .never_rejects = true},
    {.name = "skin_type", .type = TSRI_FIELD_NUMBER, AT(skin_type), .lo = 1, .hi = 6},
    CHOICE(skin_surface, SURFACES),
    CHOICE(sun_exposure, SUN),
    CHOICE(style, STYLES),
    {.name = "cover_cm2", .type = TSRI_FIELD_NUMBER, AT(cover_cm2), .lo = 0.1, .hi = 775}, /* no more than the largest scalp */
    CHOICE(hair_colour, COLOURS),
    ANSWER(expectations_realistic),
    ANSWER(well_being_good),
};

static const tsri_field DERIVED_FIELDS[TSRI_DERIVED_COUNT] = {
    [TSRI_FACT_SCAR_COUNT] = {.name = "scar_count", .type = TSRI_FIELD_NUMBER, .hi = TSR_MAX_SCARS},
    [TSRI_FACT_SCAR_RAISED] = {.name = "scar_raised", .type = TSRI_FIELD_ANSWER},
    [TSRI_FACT_SCAR_YOUNGEST_MONTHS] = {.name = "scar_youngest_months",
                                        .type = TSRI_FIELD_NUMBER,
                                        .hi = TSR_NEVER_MONTHS,
                                        .months_per_unit = 1},
    [TSRI_FACT_ASSESSABLE] = {.name = "photos_assessable", .type = TSRI_FIELD_ANSWER, .never_rejects = true},
    [TSRI_FACT_RETAKE_COUNT] = MEASURED("retake_count", 0, 1000),
    [TSRI_FACT_VIEW_COUNT] = MEASURED("view_count", 0, TSR_VIEW_COUNT - 1),
    [TSRI_FACT_ZONES_SEEN] = MEASURED("zones_seen_frac", 0, 1),
    [TSRI_FACT_BARE] = MEASURED("bare_frac", 0, 1),
    [TSRI_FACT_FRONTAL_BARE] = MEASURED("frontal_bare_frac", 0, 1),
    [TSRI_FACT_SALT_LO] = MEASURED("salt_lo", 0, 100),
    [TSRI_FACT_SALT_HI] = MEASURED("salt_hi", 0, 100),
    [TSRI_FACT_FINDING] = {.name = "finding", .type = TSRI_FIELD_CHOICE, .choices = FINDINGS, .never_rejects = true},
    [TSRI_FACT_P_NONE] = MEASURED("probability_none", 0, 1),
    [TSRI_FACT_P_PATTERN] = MEASURED("probability_pattern_thinning", 0, 1),
    [TSRI_FACT_P_AREATA] = MEASURED("probability_areata", 0, 1),
    [TSRI_FACT_P_SCARRING] = MEASURED("probability_scarring", 0, 1),
    [TSRI_FACT_NORWOOD] = MEASURED("norwood_grade", 1, TSR_NORWOOD_GRADES),
    [TSRI_FACT_NORWOOD_LO] = MEASURED("norwood_lo", 1, TSR_NORWOOD_GRADES),
    [TSRI_FACT_NORWOOD_HI] = MEASURED("norwood_hi", 1, TSR_NORWOOD_GRADES),
    [TSRI_FACT_RECESSION] = MEASURED("recession_frac", 0, 1),
    [TSRI_FACT_PATCH_COUNT] = MEASURED("patch_count", 0, TSR_MAX_PATCHES),
    [TSRI_FACT_PATCH_REDNESS] = MEASURED("patch_redness", 0, 1),
    [TSRI_FACT_INDICATIONS] = MEASURED("indication_count", 0, TSR_MAX_RULES),
};

const tsri_field *tsri_field_at(int index)
{
    return index < TSRI_INTAKE_FIELDS ? &INTAKE_FIELDS[index] : &DERIVED_FIELDS[index - TSRI_INTAKE_FIELDS];
}

int tsri_field_find(const char *name)
{
    for (int i = 0; i < TSRI_FACT_COUNT; i++) {
        if (strcmp(name, tsri_field_at(i)->name) == 0) {
            return i;
        }
    }
    return -1;
}

int tsri_choice_find(const char *const *choices, const char *name)
{
    for (int i = 0; choices[i]; i++) {
        if (strcmp(name, choices[i]) == 0) {
            return i + 1;
        }
    }
    return 0;
}
