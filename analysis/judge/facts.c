/* SPDX-License-Identifier: Apache-2.0
 * Facts of a case, gathered from the intake, the measurements and what was concluded from them. */
#include "judge/facts.h"

#include <math.h>
#include <string.h>

/* Smaller bare regions are partings, moles and noise; share of the scalp in view. Chosen, not measured. */
static const double MIN_PATCH_FRAC = 0.005;

static tsri_fact number(double value, bool known)
{
    return known && isfinite(value) ? (tsri_fact){value, true} : (tsri_fact){0, false};
}

static void gather_intake(const tsr_intake *intake, tsri_facts *out)
{
    for (int i = 0; i < TSRI_INTAKE_FIELDS; i++) {
        const tsri_field *field = tsri_field_at(i);
        const char *at = (const char *)intake + field->offset;
        tsr_said said;
        unsigned code;
        switch (field->type) {
        case TSRI_FIELD_ANSWER:
            memcpy(&code, at, sizeof code);
            out->items[i] = number(code == TSR_ANSWER_YES, code != TSR_ANSWER_UNKNOWN);
            break;
        case TSRI_FIELD_CHOICE:
            memcpy(&code, at, sizeof code);
            out->items[i] = number(code, code != 0);
            break;
        case TSRI_FIELD_NUMBER:
        case TSRI_FIELD_SINCE:
            memcpy(&said, at, sizeof said);
            out->items[i] = number(said.value, said.known);
            break;
        }
    }
}

static void gather_scars(const tsr_intake *intake, tsri_fact *derived)
{
    bool raised = false, all_kinds_known = true;
    double youngest_months = TSR_NEVER_MONTHS;
    bool dated = false;
    if (!intake->scars_known) {
        return;
    }
    for (int i = 0; i < intake->scar_count && i < TSR_MAX_SCARS; i++) {
        const tsr_scar *scar = &intake->scars[i];
        raised |= scar->kind == TSR_SCAR_KELOID;
        all_kinds_known &= scar->kind != TSR_SCAR_UNKNOWN;
        if (scar->age_months.known) {
            youngest_months = fmin(youngest_months, scar->age_months.value);
            dated = true;
        }
    }
    derived[TSRI_FACT_SCAR_COUNT] = number(intake->scar_count, true);
    derived[TSRI_FACT_SCAR_RAISED] = number(raised, raised || all_kinds_known);
    derived[TSRI_FACT_SCAR_YOUNGEST_MONTHS] = number(youngest_months, dated);
}

static void gather_case(const tsr_case_result *result, tsri_fact *derived)
{
    const bool ok = result->status == TSR_PHOTO_OK;
    const tsr_quantity *frontal = &result->zones[TSR_ZONE_FRONTAL].bare_fraction;
    derived[TSRI_FACT_ASSESSABLE] = number(ok, true);
    derived[TSRI_FACT_ZONES_SEEN] = number(result->zones_seen_frac, ok);
    derived[TSRI_FACT_BARE] = number(result->bare_fraction.value, result->bare_fraction.known);
    derived[TSRI_FACT_FRONTAL_BARE] = number(frontal->value, frontal->known);
    derived[TSRI_FACT_SALT_LO] = number(result->salt.lo, result->salt.known);
    derived[TSRI_FACT_SALT_HI] = number(result->salt.hi, result->salt.known);
}

static void gather_finding(const tsr_finding *finding, tsri_fact *derived)
{
    const double *p = finding->probabilities;
    const double areata = p[TSR_FINDING_ALOPECIA_AREATA] + p[TSR_FINDING_ALOPECIA_TOTALIS] + p[TSR_FINDING_ALOPECIA_UNIVERSALIS];
    derived[TSRI_FACT_FINDING] = number(finding->label, finding->judged && finding->label != TSR_FINDING_UNDETERMINED);
    derived[TSRI_FACT_P_NONE] = number(p[TSR_FINDING_NONE], finding->judged);
    derived[TSRI_FACT_P_PATTERN] = number(p[TSR_FINDING_PATTERN_THINNING], finding->judged);
    derived[TSRI_FACT_P_AREATA] = number(fmin(areata, 1), finding->judged);
    derived[TSRI_FACT_P_SCARRING] = number(p[TSR_FINDING_SCARRING], finding->judged);
}

/* Raise a fact to a value. */
static void at_least(tsri_fact *fact, double value)
{
    if (isfinite(value) && (!fact->known || value > fact->value)) {
        *fact = (tsri_fact){value, true};
    }
}

static void gather_photo(const tsr_photo_result *photo, tsri_fact *derived)
{
    int areas = 0;
    for (int i = 0; i < photo->patches.count && i < TSR_MAX_PATCHES; i++) {
        const tsr_patch *patch = &photo->patches.items[i];
        if (patch->kind == TSR_PATCH_AREA && patch->area_frac >= MIN_PATCH_FRAC) {
            areas++;
            at_least(&derived[TSRI_FACT_PATCH_REDNESS], patch->redness);
        }
    }
    at_least(&derived[TSRI_FACT_PATCH_COUNT], areas);
    if (photo->view.label == TSR_VIEW_FRONT) {
        const tsr_quantity *sides[] = {&photo->hairline.left_recession_frac, &photo->hairline.right_recession_frac};
        for (int i = 0; i < 2; i++) {
            if (sides[i]->known) {
                at_least(&derived[TSRI_FACT_RECESSION], sides[i]->value);
            }
        }
    }
}

static void gather_photos(const tsr_evidence *evidence, tsri_fact *derived)
{
    int retakes = 0, views = 0;
    bool seen[TSR_VIEW_COUNT] = {false};
    for (size_t i = 0; i < evidence->photo_count; i++) {
        const tsr_photo_result *photo = evidence->photos[i];
        if (!photo) {
            continue;
        }
        retakes += photo->quality.verdict == TSR_QUALITY_RETAKE;
        if (photo->status == TSR_PHOTO_OK) {
            seen[photo->view.label] = true;
            gather_photo(photo, derived);
        }
    }
    for (int v = TSR_VIEW_UNKNOWN + 1; v < TSR_VIEW_COUNT; v++) {
        views += seen[v];
    }
    derived[TSRI_FACT_RETAKE_COUNT] = number(retakes, true);
    derived[TSRI_FACT_VIEW_COUNT] = number(views, true);
}

void tsri_facts_gather(const tsr_evidence *evidence, tsri_facts *out)
{
    tsri_fact *derived = out->items + TSRI_INTAKE_FIELDS;
    memset(out, 0, sizeof *out);
    if (evidence->intake) {
        gather_intake(evidence->intake, out);
        gather_scars(evidence->intake, derived);
    }
    if (evidence->result) {
        gather_case(evidence->result, derived);
    }
    if (evidence->finding) {
        gather_finding(evidence->finding, derived);
    }
    if (evidence->norwood) {
        const tsr_norwood *n = evidence->norwood;
        derived[TSRI_FACT_NORWOOD] = number(n->grade, n->known);
        derived[TSRI_FACT_NORWOOD_LO] = number(n->lo, n->known);
        derived[TSRI_FACT_NORWOOD_HI] = number(n->hi, n->known);
    }
    if (evidence->photos) {
        gather_photos(evidence, derived);
    }
    derived[TSRI_FACT_INDICATIONS] = number(0, true);
}
