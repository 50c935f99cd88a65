/* SPDX-License-Identifier: Apache-2.0
 * tonsure/intake.h - what a person says of themselves. All of it is optional: an intake of zeros says nothing, and nothing that
 * was not said is taken for a no. Plain data; docs/rules.md lists the keys, docs/schema/intake.schema.json is the form. */
#ifndef TSR_INTAKE_H
#define TSR_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tonsure/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tsr_answer { TSR_ANSWER_UNKNOWN, TSR_ANSWER_NO, TSR_ANSWER_YES } tsr_answer;

/** A number that was said. Nothing in it counts unless known. */
typedef struct tsr_said {
    double value;
    bool known;
} tsr_said;

/** Months since what never happened: longer ago than any wait. A tsr_said of months is below it for what did happen. */
#define TSR_NEVER_MONTHS 1200.0

typedef enum tsr_sex { TSR_SEX_UNKNOWN, TSR_SEX_FEMALE, TSR_SEX_MALE } tsr_sex;

typedef enum tsr_diabetes {
    TSR_DIABETES_UNKNOWN,
    TSR_DIABETES_NONE,
    TSR_DIABETES_CONTROLLED,
    TSR_DIABETES_UNCONTROLLED
} tsr_diabetes;

typedef enum tsr_skin_surface { TSR_SKIN_UNKNOWN, TSR_SKIN_NORMAL, TSR_SKIN_DRY, TSR_SKIN_OILY } tsr_skin_surface;

typedef enum tsr_sun { TSR_SUN_UNKNOWN, TSR_SUN_LOW, TSR_SUN_MEDIUM, TSR_SUN_HIGH } tsr_sun;

/** The look that is wanted. */
typedef enum tsr_style {
    TSR_STYLE_UNKNOWN,
    TSR_STYLE_BUZZ_CUT, /* a close-cropped head */
    TSR_STYLE_DENSITY,  /* between the hair that is there */
    TSR_STYLE_HAIRLINE_ONLY,
    TSR_STYLE_SCAR_COVER,
    TSR_STYLE_TATTOO_COVER,
    TSR_STYLE_COUNT
} tsr_style;

typedef enum tsr_hair_colour {
    TSR_HAIR_UNKNOWN,
    TSR_HAIR_BLACK,
    TSR_HAIR_BROWN,
    TSR_HAIR_BLOND,
    TSR_HAIR_RED,
    TSR_HAIR_GREY,
    TSR_HAIR_WHITE
} tsr_hair_colour;

typedef enum tsr_scar_kind {
    TSR_SCAR_UNKNOWN,
    TSR_SCAR_KELOID, /* or hypertrophic: raised */
    TSR_SCAR_STRIP,  /* of a strip transplant: a line */
    TSR_SCAR_FUE,    /* of a single-follicle transplant: round dots */
    TSR_SCAR_INJURY  /* or of another operation */
} tsr_scar_kind;

typedef struct tsr_scar {
    tsr_scar_kind kind;
    tsr_said age_months;
} tsr_scar;

enum { TSR_MAX_SCARS = 8, TSR_REGION_BYTES = 32 };

typedef struct tsr_intake {
    tsr_said age_years; /* 0 to 120 */
    tsr_sex sex;
    tsr_answer pregnant, breast_feeding;

    tsr_answer blood_thinners, bleeding_disorder;
    tsr_answer keloid_tendency; /* has had keloid or hypertrophic scars anywhere */
    tsr_answer psoriasis, eczema, dermatitis, scalp_infection, sunburn, open_skin;
    tsr_answer scalp_inflammation; /* red, painful, itching or weeping scalp, not yet explained by a doctor */
    tsr_answer ink_allergy;
    tsr_diabetes diabetes;
    tsr_answer heart_disease, high_blood_pressure, immune_suppression, epilepsy, active_skin_cancer;
    tsr_answer temporary_loss; /* told by a doctor that the hair should grow back */
    tsr_answer scarring_alopecia;
    tsr_answer doctors_letter; /* a doctor agrees to the procedure in writing */

    tsr_said transplant_months; /* since the last one, as the next five; TSR_NEVER_MONTHS: never */
    tsr_said chemotherapy_months, isotretinoin_months, peel_months, botulinum_months, laser_months;
    tsr_scar scars[TSR_MAX_SCARS];
    int32_t scar_count; /* counts where scars_known */
    bool scars_known;

    tsr_answer areata_diagnosed;
    tsr_said areata_onset_months, areata_stable_months; /* since it began; since its last change */
    tsr_answer universalis;                             /* areata that took brows, lashes or body hair */

    tsr_said skin_type; /* Fitzpatrick, 1 (always burns) to 6 */
    tsr_skin_surface skin_surface;
    tsr_sun sun_exposure;
    tsr_style style;
    tsr_said cover_cm2; /* area of the scar or tattoo to be covered, 0.1 to 775 cm2 */
    tsr_hair_colour hair_colour;
    tsr_answer expectations_realistic, well_being_good;
    char region[TSR_REGION_BYTES]; /* where the work is to be done, e.g. "US"; "" unknown */
} tsr_intake;

/**
 * Read an intake from its JSON object, strictly: unknown or double keys, wrong types and impossible values are refused with the
 * key and the value in the message. A key that is missing or null stays unknown.
 *
 * @param text       UTF-8, need not end in NUL
 * @param out        written only on success
 * @return TSR_OK, TSR_E_FORMAT or, over 64 KiB, TSR_E_LIMIT. Cost: O(size_bytes).
 */
TSR_API TSR_NODISCARD tsr_status tsr_intake_parse(const char *text, size_t size_bytes, tsr_intake *out, tsr_error *err);

#ifdef __cplusplus
}
#endif
#endif
