/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "judge/candidacy.h"
#include "support/image_check.h"

/* What the photos show. */
typedef struct seen {
    bool photos;                                  /* false: there are none */
    double none, pattern, areata, scarring, bare; /* probabilities; all 0: not judged */
    double recession, redness, zones;
    int patches, grade, retakes;
} seen;

typedef struct person {
    const char *says;
    seen shows;
} person;

/* Somebody thinning in the usual pattern, all of the head seen. */
#define USUAL  .photos = true, .pattern = 0.9, .none = 0.1, .zones = 1
#define AREATA .photos = true, .areata = 0.9, .pattern = 0.1, .zones = 1, .patches = 2
#define SOUND  .photos = true, .none = 1, .zones = 1

/* Answers that raise nothing. */
#define HEALTH                                                                                                                   \
    "\"blood_thinners\":false,\"bleeding_disorder\":false,\"keloid_tendency\":false,\"psoriasis\":false,\"eczema\":false,"       \
    "\"dermatitis\":false,\"scalp_infection\":false,\"sunburn\":false,\"open_skin\":false,\"scalp_inflammation\":false,"         \
    "\"ink_allergy\":false,\"diabetes\":\"none\",\"heart_disease\":false,\"high_blood_pressure\":false,"                         \
    "\"immune_suppression\":false,\"epilepsy\":false,\"active_skin_cancer\":false,"                                              \
    "\"chemotherapy_months\":\"never\",\"isotretinoin_months\":\"never\",\"peel_months\":\"never\","                             \
    "\"botulinum_months\":\"never\",\"laser_months\":\"never\",\"transplant_months\":\"never\","                                 \
    "\"expectations_realistic\":true,\"well_being_good\":true"
#define WELL "\"age_years\":40,\"sex\":\"male\",\"scars\":[]," HEALTH

static tsr_candidacy_rules *rules;

static void set_up(void)
{
    uint8_t *bytes;
    size_t size_bytes;
    tsr_error err = {0};
    ck_assert_int_eq(
        tsri_file_read(tsri_memory_default(), TSR_TEST_MODEL_DIR "/rules/candidacy.json", 1 << 20, &bytes, &size_bytes, NULL),
        TSR_OK);
    ck_assert_msg(tsr_candidacy_rules_parse(NULL, "candidacy.json", (const char *)bytes, size_bytes, &rules, &err) == TSR_OK,
                  "%s", err.message);
    tsri_free(tsri_memory_default(), bytes);
}

static void tear_down(void)
{
    tsr_candidacy_rules_destroy(&rules);
}

static tsr_candidacy judged_by(const tsr_candidacy_rules *table, const person *who)
{
    static tsr_photo_result photo;
    const tsr_photo_result *const photos[] = {&photo};
    const seen *s = &who->shows;
    const tsr_quantity recession = {s->recession, s->recession, s->recession, true};
    tsr_intake intake;
    tsr_error err = {0};
    tsr_candidacy out;
    ck_assert_msg(tsr_intake_parse(who->says, strlen(who->says), &intake, &err) == TSR_OK, "%s: %s", who->says, err.message);
    tsr_case_result result = {.status = TSR_PHOTO_OK, .zones_seen_frac = s->zones};
    result.bare_fraction = (tsr_quantity){s->bare, s->bare, s->bare, true};
    tsr_finding finding = {.label = TSR_FINDING_NONE, .judged = s->none + s->pattern + s->areata + s->scarring > 0};
    finding.probabilities[TSR_FINDING_NONE] = s->none;
    finding.probabilities[TSR_FINDING_PATTERN_THINNING] = s->pattern;
    finding.probabilities[TSR_FINDING_ALOPECIA_AREATA] = s->areata / 2;
    finding.probabilities[TSR_FINDING_ALOPECIA_TOTALIS] = s->areata / 2;
    finding.probabilities[TSR_FINDING_SCARRING] = s->scarring;
    const tsr_norwood norwood = {.known = s->grade > 0, .grade = s->grade, .lo = s->grade, .hi = s->grade};
    memset(&photo, 0, sizeof photo);
    photo.view.label = TSR_VIEW_FRONT;
    photo.hairline.left_recession_frac = recession;
    photo.quality.verdict = s->retakes ? TSR_QUALITY_RETAKE : TSR_QUALITY_USABLE;
    photo.patches.count = s->patches;
    for (int i = 0; i < s->patches; i++) {
        photo.patches.items[i] = (tsr_patch){.kind = TSR_PATCH_AREA, .area_frac = 0.05, .redness = s->redness};
    }
    const tsr_evidence all = {&intake, &result, &finding, &norwood, photos, 1};
    const tsr_evidence said = {.intake = &intake};
    tsr_candidacy_judge(table, s->photos ? &all : &said, &out);
    return out;
}

static tsr_candidacy judged(const person *who)
{
    return judged_by(rules, who);
}

static const tsr_fired_rule *fired(const tsr_candidacy *c, const char *id)
{
    for (int i = 0; i < c->fired_count; i++) {
        if (strcmp(c->fired[i].rule->id, id) == 0) {
            return &c->fired[i];
        }
    }
    return NULL;
}

#define SAYS(text)                                                                                                               \
    {                                                                                                                            \
        "{" text "}",                                                                                                            \
        {                                                                                                                        \
            USUAL                                                                                                                \
        }                                                                                                                        \
    }

/* Each rule with a person for whom it fires and one for whom it does not. */
static const struct {
    const char *id;
    person fires, rests;
} CASES[] = {
    {"areata_told", SAYS("\"areata_diagnosed\":true"), SAYS("\"areata_diagnosed\":false")},
    {"universalis_told", SAYS("\"universalis\":true"), SAYS("\"universalis\":false")},
    {"areata_seen", {"{}", {AREATA}}, {"{}", {USUAL}}},
    {"transplant_density", SAYS("\"transplant_months\":20"), SAYS("\"transplant_months\":\"never\"")},
    {"scar_told", SAYS("\"scars\":[{}]"), SAYS("\"scars\":[]")},
    {"scar_cover_wanted", SAYS("\"style\":\"scar_cover\""), SAYS("\"style\":\"buzz_cut\"")},
    {"close_cropped", SAYS("\"style\":\"buzz_cut\""), SAYS("\"style\":\"density\"")},
    {"tattoo_cover_wanted", SAYS("\"style\":\"tattoo_cover\""), SAYS("\"style\":\"density\"")},
    {"hairline_wanted", SAYS("\"style\":\"hairline_only\""), SAYS("\"style\":\"density\"")},
    {"density_wanted", SAYS("\"style\":\"density\""), SAYS("\"style\":\"buzz_cut\"")},
    {"thinning_seen", {"{}", {USUAL}}, {"{}", {SOUND}}},

    {"scarring_seen", {"{}", {USUAL, .scarring = 0.3}}, {"{}", {USUAL, .scarring = 0.29}}},
    {"scarring_beyond_scars",
     {"{\"scars\":[{\"kind\":\"injury\"}]}", {USUAL, .scarring = 0.8}},
     {"{\"scars\":[{\"kind\":\"strip\"}],\"transplant_months\":40}", {USUAL, .scarring = 0.8}}},
    {"scarring_told", SAYS("\"scarring_alopecia\":true"), SAYS("\"scarring_alopecia\":true,\"doctors_letter\":true")},
    {"inflammation_told", SAYS("\"scalp_inflammation\":true"), SAYS("\"scalp_inflammation\":false")},
    {"redness_seen", {"{}", {AREATA, .redness = 0.95}}, {"{}", {AREATA, .redness = 0.5}}},
    {"patch_unexplained",
     {"{}", {.photos = true, .scarring = 0.2, .none = 0.4, .pattern = 0.4, .patches = 1}},
     {"{\"areata_diagnosed\":true}", {.photos = true, .scarring = 0.2, .none = 0.4, .pattern = 0.4, .patches = 1}}},
    {"areata_undiagnosed", {"{\"areata_diagnosed\":false}", {AREATA}}, {"{\"areata_diagnosed\":true}", {AREATA}}},
    {"woman_frontal_recession",
     {"{\"sex\":\"female\"}", {USUAL, .recession = 0.6}},
     {"{\"sex\":\"male\"}", {USUAL, .recession = 0.6}}},
    {"blood_thinners", SAYS("\"blood_thinners\":true"), SAYS("\"blood_thinners\":true,\"doctors_letter\":true")},
    {"bleeding_disorder", SAYS("\"bleeding_disorder\":true"), SAYS("\"bleeding_disorder\":false")},
    {"psoriasis", SAYS("\"psoriasis\":true"), SAYS("\"psoriasis\":false")},
    {"eczema", SAYS("\"eczema\":true"), SAYS("\"eczema\":false")},
    {"dermatitis", SAYS("\"dermatitis\":true"), SAYS("\"dermatitis\":false")},
    {"heart_disease", SAYS("\"heart_disease\":true"), SAYS("\"heart_disease\":false")},
    {"high_blood_pressure", SAYS("\"high_blood_pressure\":true"), SAYS("\"high_blood_pressure\":false")},
    {"immune_suppression", SAYS("\"immune_suppression\":true"), SAYS("\"immune_suppression\":false")},
    {"epilepsy", SAYS("\"epilepsy\":true"), SAYS("\"epilepsy\":false")},
    {"active_skin_cancer", SAYS("\"active_skin_cancer\":true"), SAYS("\"active_skin_cancer\":false")},
    {"diabetes_uncontrolled", SAYS("\"diabetes\":\"uncontrolled\""), SAYS("\"diabetes\":\"controlled\"")},

    {"ink_allergy", SAYS("\"ink_allergy\":true"), SAYS("\"ink_allergy\":false")},
    {"keloid_tendency", SAYS("\"keloid_tendency\":true"), SAYS("\"keloid_tendency\":true,\"doctors_letter\":true")},
    {"keloid_scar", SAYS("\"scars\":[{\"kind\":\"keloid_hypertrophic\"}]"), SAYS("\"scars\":[{\"kind\":\"strip\"}]")},

    {"minor", SAYS("\"age_years\":17"), SAYS("\"age_years\":18")},
    {"pregnant", SAYS("\"pregnant\":true"), SAYS("\"pregnant\":false")},
    {"breast_feeding", SAYS("\"breast_feeding\":true"), SAYS("\"breast_feeding\":false")},
    {"scalp_infection", SAYS("\"scalp_infection\":true"), SAYS("\"scalp_infection\":false")},
    {"sunburn", SAYS("\"sunburn\":true"), SAYS("\"sunburn\":false")},
    {"open_skin", SAYS("\"open_skin\":true"), SAYS("\"open_skin\":false")},
    {"transplant_fresh", SAYS("\"transplant_months\":5.9"), SAYS("\"transplant_months\":6")},
    {"chemotherapy_fresh", SAYS("\"chemotherapy_months\":3"), SAYS("\"chemotherapy_months\":6")},
    {"isotretinoin_fresh", SAYS("\"isotretinoin_months\":0"), SAYS("\"isotretinoin_months\":6")},
    {"peel_fresh", SAYS("\"peel_months\":0.2"), SAYS("\"peel_months\":0.5")},
    {"botulinum_fresh", SAYS("\"botulinum_months\":1"), SAYS("\"botulinum_months\":2")},
    {"laser_fresh", SAYS("\"laser_months\":2"), SAYS("\"laser_months\":\"never\"")},

    {"ask_purpose", {"{}", {SOUND}}, {"{}", {USUAL}}},
    {"photos_missing", {"{}", {.photos = false}}, {"{}", {USUAL}}},
    {"finding_open", {"{}", {.photos = true}}, {"{\"universalis\":true}", {.photos = true}}},
    {"bare_unexplained", {"{}", {SOUND, .bare = 0.2}}, {"{}", {SOUND, .bare = 0.19}}},
    {"ask_areata", {"{}", {AREATA}}, {"{\"areata_diagnosed\":true}", {AREATA}}},
    {"ask_age", SAYS(""), SAYS("\"age_years\":40")},
    {"ask_pregnant", SAYS("\"sex\":\"female\""), SAYS("\"sex\":\"female\",\"age_years\":55")},
    {"ask_breast_feeding", SAYS(""), SAYS("\"sex\":\"female\",\"age_years\":55")},
    {"ask_sex", {"{}", {USUAL, .recession = 0.6}}, {"{\"sex\":\"male\"}", {USUAL, .recession = 0.6}}},
    {"ask_blood", SAYS("\"blood_thinners\":false"), SAYS(WELL)},
    {"ask_raised_scars", SAYS("\"scars\":[]"), SAYS(WELL)},
    {"ask_skin", SAYS(""), SAYS(WELL)},
    {"ask_ink", SAYS(""), SAYS(WELL)},
    {"ask_health", SAYS("\"epilepsy\":false"), SAYS(WELL)},
    {"ask_waits", SAYS(""), SAYS(WELL)},
    {"ask_stable", SAYS("\"areata_diagnosed\":true"), SAYS("\"areata_diagnosed\":true,\"areata_stable_months\":20")},
    {"ask_scar_age", SAYS("\"scars\":[{}]"), SAYS("\"scars\":[{\"age_months\":20}]")},
    {"ask_expectations", SAYS(""), SAYS(WELL)},
    {"ask_views", {"{}", {.photos = true, .pattern = 1, .zones = 0.5}}, {"{}", {USUAL}}},
    {"ask_retake", {"{}", {USUAL, .retakes = 1}}, {"{}", {USUAL}}},

    {"transplant_recent", SAYS("\"transplant_months\":6"), SAYS("\"transplant_months\":12")},
    {"chemotherapy_recent", SAYS("\"chemotherapy_months\":11"), SAYS("\"chemotherapy_months\":12")},
    {"letter_needed", SAYS("\"doctors_letter\":true,\"eczema\":true"), SAYS("\"doctors_letter\":true,\"eczema\":false")},
    {"scar_patch_test", SAYS("\"scars\":[{}]"), SAYS("\"scars\":[]")},
    {"scarring_with_scars", {"{\"scars\":[{}]}", {USUAL, .scarring = 0.5}}, {"{}", {USUAL, .scarring = 0.5}}},
    {"expectations_unrealistic", SAYS("\"expectations_realistic\":false"), SAYS("\"expectations_realistic\":true")},
    {"well_being_low", SAYS("\"well_being_good\":false"), SAYS("\"well_being_good\":true")},

    {"areata_unstable", SAYS("\"areata_stable_months\":11"), SAYS("\"areata_stable_months\":12")},
    {"areata_flare", {"{}", {AREATA}}, {"{}", {USUAL}}},
    {"temporary_loss", SAYS("\"temporary_loss\":true"), SAYS("\"temporary_loss\":false")},
    {"scar_fresh", SAYS("\"scars\":[{\"age_months\":30},{\"age_months\":2}]"), SAYS("\"scars\":[{\"age_months\":12}]")},
    {"diabetes_controlled", SAYS("\"diabetes\":\"controlled\""), SAYS("\"diabetes\":\"none\"")},
    {"allergy_test", SAYS("\"ink_allergy\":false"), SAYS("")},
    {"transplant_alternative", {"{}", {USUAL, .grade = 5}}, {"{}", {USUAL, .grade = 4}}},
    {"sun_high", SAYS("\"sun_exposure\":\"high\""), SAYS("\"sun_exposure\":\"low\"")},
};
enum { CASE_COUNT = sizeof CASES / sizeof *CASES };

START_TEST(every_rule_has_a_case)
{
    for (size_t r = 0; r < tsr_candidacy_rules_count(rules); r++) {
        int cases = 0;
        for (int i = 0; i < CASE_COUNT; i++) {
            cases += strcmp(CASES[i].id, tsr_candidacy_rules_at(rules, r)->id) == 0;
        }
        ck_assert_msg(cases == 1, "%d cases of rule %s", cases, tsr_candidacy_rules_at(rules, r)->id);
    }
    ck_assert_uint_eq(tsr_candidacy_rules_count(rules), CASE_COUNT);
    ck_assert_ptr_null(tsr_candidacy_rules_at(rules, CASE_COUNT));
}
END_TEST

START_TEST(every_rule_fires_for_its_case_alone)
{
    const tsr_candidacy yes = judged(&CASES[_i].fires), no = judged(&CASES[_i].rests);
    ck_assert_msg(fired(&yes, CASES[_i].id) != NULL, "%s does not fire", CASES[_i].id);
    ck_assert_msg(fired(&no, CASES[_i].id) == NULL, "%s fires", CASES[_i].id);
}
END_TEST

/* Without a letter, said or not, the rule stands; with it, the letter is a condition. */
START_TEST(a_doctors_letter_makes_a_condition_of_a_referral)
{
    static const struct {
        const char *says, *rule;
    } ROWS[] = {
        {"\"scarring_alopecia\":true", "scarring_told"},
        {"\"scalp_inflammation\":true", "inflammation_told"},
        {"\"region\":\"US\"", "redness_seen"},
        {"\"blood_thinners\":true", "blood_thinners"},
        {"\"bleeding_disorder\":true", "bleeding_disorder"},
        {"\"psoriasis\":true", "psoriasis"},
        {"\"eczema\":true", "eczema"},
        {"\"dermatitis\":true", "dermatitis"},
        {"\"heart_disease\":true", "heart_disease"},
        {"\"high_blood_pressure\":true", "high_blood_pressure"},
        {"\"immune_suppression\":true", "immune_suppression"},
        {"\"epilepsy\":true", "epilepsy"},
        {"\"active_skin_cancer\":true", "active_skin_cancer"},
        {"\"diabetes\":\"uncontrolled\"", "diabetes_uncontrolled"},
        {"\"keloid_tendency\":true", "keloid_tendency"},
        {"\"scars\":[{\"kind\":\"keloid_hypertrophic\"}]", "keloid_scar"},
    };
    static const char *const LETTERS[] = {"", ",\"doctors_letter\":false", ",\"doctors_letter\":true"};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        for (int l = 0; l < 3; l++) {
            char text[160];
            const bool red = strcmp(ROWS[i].rule, "redness_seen") == 0;
            snprintf(text, sizeof text, "{%s%s}", ROWS[i].says, LETTERS[l]);
            const tsr_candidacy c = judged(&(person){text, {USUAL, .patches = 1, .redness = red ? 0.95 : 0.5}});
            ck_assert_msg((fired(&c, ROWS[i].rule) != NULL) == (l < 2), "%s", text);
            ck_assert_msg((fired(&c, "letter_needed") != NULL) == (l == 2), "%s", text);
        }
    }
}
END_TEST

/* Areata that is named, in either way, explains what the photos show. */
START_TEST(what_is_named_explains_what_is_seen)
{
    static const char *const NAMED[] = {"{\"areata_diagnosed\":true}", "{\"universalis\":true}",
                                        "{\"areata_diagnosed\":false,\"universalis\":true}", "{\"scars\":[{}]}"};
    static const char *const UNNAMED[] = {"{}", "{\"areata_diagnosed\":false,\"universalis\":false,\"scars\":[]}"};
    static const seen PATCH = {.photos = true, .scarring = 0.2, .none = 0.4, .pattern = 0.4, .patches = 1},
                      OPEN = {.photos = true}, BARE = {USUAL, .grade = 7};
    for (int i = 0; i < 4; i++) {
        const bool areata = i < 3;
        const tsr_candidacy patch = judged(&(person){NAMED[i], PATCH}), open = judged(&(person){NAMED[i], OPEN}),
                            bare = judged(&(person){NAMED[i], BARE}), likely = judged(&(person){NAMED[i], {AREATA}});
        ck_assert_msg(!fired(&patch, "patch_unexplained") && !fired(&open, "finding_open"), "%s", NAMED[i]);
        ck_assert_msg(!areata == !!fired(&bare, "transplant_alternative"), "%s", NAMED[i]);
        ck_assert_msg(areata == !!fired(&bare, "areata_flare"), "%s", NAMED[i]);
        ck_assert_msg(!fired(&likely, "areata_undiagnosed"), "%s", NAMED[i]);
    }
    for (int i = 0; i < 2; i++) {
        const tsr_candidacy patch = judged(&(person){UNNAMED[i], PATCH}), open = judged(&(person){UNNAMED[i], OPEN}),
                            bare = judged(&(person){UNNAMED[i], BARE}), likely = judged(&(person){UNNAMED[i], {AREATA}});
        ck_assert(fired(&patch, "patch_unexplained") && fired(&open, "finding_open"));
        ck_assert(fired(&bare, "transplant_alternative") && !fired(&bare, "areata_flare"));
        ck_assert(!!fired(&likely, "ask_areata") == (i == 0) && !!fired(&likely, "areata_undiagnosed") == (i == 1));
    }
}
END_TEST

/* A suspicion of scarring says all there is to say of a patch, and no one is sent to a transplant with it. */
START_TEST(a_suspicion_of_scarring_stands_alone)
{
    const tsr_candidacy scarred =
                            judged(&(person){"{}", {.photos = true, .scarring = 0.6, .pattern = 0.4, .patches = 1, .grade = 6}}),
                        settled = judged(&(person){"{\"scarring_alopecia\":true,\"doctors_letter\":true}",
                                                   {.photos = true, .scarring = 0.6, .pattern = 0.4, .patches = 1, .grade = 6}}),
                        sound = judged(&(person){"{}", {SOUND, .grade = 6}});
    ck_assert(fired(&scarred, "scarring_seen") && !fired(&scarred, "patch_unexplained"));
    ck_assert(!fired(&settled, "scarring_seen") && !fired(&settled, "patch_unexplained") && fired(&settled, "letter_needed"));
    ck_assert(!fired(&scarred, "transplant_alternative") && !fired(&sound, "transplant_alternative"));
}
END_TEST

START_TEST(verdicts_of_whole_persons)
{
    static const struct {
        person who;
        tsr_verdict verdict;
    } PERSONS[] = {
        {{"{}", {.photos = false}}, TSR_VERDICT_UNDETERMINED},
        {{"{}", {USUAL}}, TSR_VERDICT_UNDETERMINED}, /* a visitor of a kiosk who says nothing */
        {{"{}", {AREATA}}, TSR_VERDICT_UNDETERMINED},
        {{"{}", {USUAL, .scarring = 0.6}}, TSR_VERDICT_REFER},
        {{"{" WELL "}", {USUAL, .grade = 7}}, TSR_VERDICT_SUITABLE},
        {{"{" WELL "}", {SOUND}}, TSR_VERDICT_UNDETERMINED}, /* nothing is wanted */
        {{"{" WELL ",\"style\":\"buzz_cut\"}", {SOUND}}, TSR_VERDICT_SUITABLE},
        {{"{" WELL ",\"style\":\"tattoo_cover\"}", {SOUND}}, TSR_VERDICT_SUITABLE},
        {{"{" WELL ",\"areata_diagnosed\":true,\"areata_stable_months\":30}", {AREATA}}, TSR_VERDICT_SUITABLE},
        {{"{" WELL ",\"areata_diagnosed\":true,\"areata_stable_months\":1}", {AREATA}}, TSR_VERDICT_SUITABLE},
        {{"{" WELL ",\"areata_diagnosed\":true}", {AREATA}}, TSR_VERDICT_SUITABLE_WITH_CONDITIONS},
        {{"{" WELL ",\"universalis\":true}", {AREATA}}, TSR_VERDICT_SUITABLE},
        {{"{" WELL ",\"universalis\":true}", {SOUND, .bare = 0.9}}, TSR_VERDICT_SUITABLE},
        {{"{" WELL ",\"style\":\"buzz_cut\"}", {SOUND, .bare = 0.4}}, TSR_VERDICT_UNDETERMINED}, /* bald, and taken for sound */
        {{"{" WELL ",\"style\":\"buzz_cut\",\"scarring_alopecia\":true}", {USUAL, .scarring = 0.6}}, TSR_VERDICT_REFER},
        {{"{" WELL ",\"style\":\"buzz_cut\",\"scarring_alopecia\":true,\"doctors_letter\":true}",
          {.photos = true, .zones = 1, .scarring = 0.9, .pattern = 0.1, .patches = 2}},
         TSR_VERDICT_SUITABLE_WITH_CONDITIONS},
        {{"{\"age_years\":30,\"sex\":\"female\",\"pregnant\":false,\"breast_feeding\":false,\"scars\":[]," HEALTH "}", {USUAL}},
         TSR_VERDICT_SUITABLE},
        {{"{\"age_years\":30,\"sex\":\"female\",\"pregnant\":true,\"scars\":[]," HEALTH "}", {USUAL}}, TSR_VERDICT_NOT_NOW},
        {{"{\"age_years\":30,\"sex\":\"male\",\"scars\":[{\"kind\":\"strip\",\"age_months\":3}]," HEALTH "}",
          {USUAL, .scarring = 0.6}},
         TSR_VERDICT_SUITABLE_WITH_CONDITIONS},
        {{"{\"age_years\":17}", {USUAL}}, TSR_VERDICT_NOT_NOW},
        {{"{\"age_years\":17,\"heart_disease\":true}", {USUAL}}, TSR_VERDICT_REFER},
        {{"{\"age_years\":17,\"heart_disease\":true,\"ink_allergy\":true}", {USUAL}}, TSR_VERDICT_NOT_SUITABLE},
    };
    for (size_t i = 0; i < sizeof PERSONS / sizeof *PERSONS; i++) {
        const tsr_candidacy c = judged(&PERSONS[i].who);
        ck_assert_msg(c.verdict == PERSONS[i].verdict, "person %zu: %s, not %s; last rule %s", i, tsr_verdict_name(c.verdict),
                      tsr_verdict_name(PERSONS[i].verdict), c.fired_count ? c.fired[c.fired_count - 1].rule->id : "-");
    }
}
END_TEST

START_TEST(waits_tell_the_months_left)
{
    static const person GROWING = SAYS("\"age_years\":16.5,\"transplant_months\":1"),
                        PREGNANT = SAYS("\"age_years\":16,\"pregnant\":true"), NONE = SAYS("");
    tsr_candidacy c = judged(&GROWING);
    ck_assert(c.wait_months.known && c.wait_months.value == 18);
    ck_assert(fired(&c, "transplant_fresh")->wait_months.value == 5);
    c = judged(&PREGNANT);
    ck_assert(!c.wait_months.known && !fired(&c, "pregnant")->wait_months.known);
    ck_assert(fired(&c, "minor")->wait_months.value == 24);
    c = judged(&NONE);
    ck_assert(!c.wait_months.known);
}
END_TEST

/* A table of the first rules and one more that always fires. */
static tsr_candidacy with_one_more(const person *who, tsr_effect effect)
{
    tsri_candidacy_rule items[TSR_MAX_RULES];
    tsr_candidacy_rules more = {.items = items, .count = rules->count + 1};
    memcpy(items, rules->items, rules->count * sizeof *items);
    items[rules->count] = (tsri_candidacy_rule){
        .shown = {"more", effect, "Text.", "source", 'I'}, .condition = {.op = TSRI_OP_ALL}, .until = {.field = -1}};
    return judged_by(&more, who);
}

static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* A key with a value that its field takes, as JSON. */
static void put_random(char *text, size_t bytes, const tsri_field *field, uint32_t *state)
{
    const size_t used = strlen(text);
    char value[40];
    int names = 0;
    switch (field->type) {
    case TSRI_FIELD_ANSWER:
        snprintf(value, sizeof value, "%s", next(state) % 4 ? "false" : "true");
        break;
    case TSRI_FIELD_CHOICE:
        while (field->choices[names]) {
            names++;
        }
        snprintf(value, sizeof value, "\"%s\"", field->choices[next(state) % (uint32_t)names]);
        break;
    default:
        snprintf(value, sizeof value, "%u", 1 + next(state) % 6);
    }
    snprintf(text + used, bytes - used, "%s\"%s\":%s", used > 1 ? "," : "", field->name, value);
}

START_TEST(no_effect_but_an_indication_improves_a_verdict)
{
    uint32_t state = 7;
    for (int round = 0; round < 500; round++) {
        char text[4096] = "{";
        for (int i = 0; i < TSRI_INTAKE_FIELDS; i++) {
            const tsri_field *field = tsri_field_at(i);
            if (next(&state) % 3 && strncmp(field->name, "areata_", 7) != 0) {
                put_random(text, sizeof text - 1, field, &state);
            }
        }
        strcat(text, "}");
        const person who = {text, {USUAL, .patches = (int)(next(&state) % 2), .scarring = (next(&state) % 100) / 100.0}};
        const tsr_candidacy before = judged(&who);
        for (int e = TSR_EFFECT_CAUTION; e < TSR_EFFECT_COUNT; e++) {
            const tsr_candidacy after = with_one_more(&who, (tsr_effect)e);
            ck_assert_int_ge(after.verdict, before.verdict);
            ck_assert_int_eq(after.fired_count, before.fired_count + 1);
        }
        ck_assert_int_eq(with_one_more(&who, TSR_EFFECT_BLOCK).verdict, TSR_VERDICT_NOT_SUITABLE);
        ck_assert_int_ge(with_one_more(&who, TSR_EFFECT_WAIT).verdict, TSR_VERDICT_NOT_NOW);
    }
}
END_TEST

START_TEST(conditions_know_three_values)
{
    tsri_facts facts = {0};
    facts.items[1] = (tsri_fact){5, true};
    const tsri_condition unknown = {.op = TSRI_OP_NE, .field = 0, .value = 1}, yes = {.op = TSRI_OP_GE, .field = 1, .value = 5},
                         no = {.op = TSRI_OP_GT, .field = 1, .value = 5};
    const tsri_condition uy[] = {unknown, yes}, un[] = {unknown, no}, yn[] = {yes, no};
    const struct {
        tsri_operator op;
        const tsri_condition *list;
        tsri_truth truth;
    } ROWS[] = {
        {TSRI_OP_ALL, uy, TSRI_UNKNOWN}, {TSRI_OP_ANY, uy, TSRI_TRUE},  {TSRI_OP_ALL, un, TSRI_FALSE},
        {TSRI_OP_ANY, un, TSRI_UNKNOWN}, {TSRI_OP_ALL, yn, TSRI_FALSE}, {TSRI_OP_ANY, yn, TSRI_TRUE},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const tsri_condition c = {.op = ROWS[i].op, .conditions = ROWS[i].list, .count = 2};
        ck_assert_int_eq(tsri_condition_holds(&c, &facts), ROWS[i].truth);
    }
}
END_TEST

/* Whatever photos show, they neither block nor make wait. */
START_TEST(photos_alone_never_reject)
{
    uint32_t state = 11;
    for (int round = 0; round < 2000; round++) {
        const double areata = (next(&state) % 101) / 100.0, pattern = (1 - areata) * (next(&state) % 101) / 100.0;
        const person who = {round % 2 ? "{" WELL "}" : "{\"areata_diagnosed\":true,\"areata_stable_months\":0}",
                            {.photos = true,
                             .areata = areata,
                             .pattern = pattern,
                             .scarring = 1 - areata - pattern,
                             .zones = (next(&state) % 101) / 100.0,
                             .recession = (next(&state) % 101) / 100.0,
                             .redness = (next(&state) % 101) / 100.0,
                             .patches = (int)(next(&state) % 5),
                             .grade = (int)(next(&state) % 8)}};
        const tsr_verdict verdict = judged(&who).verdict;
        ck_assert(verdict != TSR_VERDICT_NOT_NOW && verdict != TSR_VERDICT_NOT_SUITABLE);
    }
}
END_TEST

START_TEST(names_are_told)
{
    ck_assert_str_eq(tsr_verdict_name(TSR_VERDICT_NOT_NOW), "not_now");
    ck_assert_str_eq(tsr_verdict_name((tsr_verdict)99), "undetermined");
    ck_assert_str_eq(tsr_effect_name(TSR_EFFECT_BLOCK), "block");
    ck_assert_ptr_null(tsr_effect_name(TSR_EFFECT_COUNT));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("candidacy");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, every_rule_has_a_case);
    tcase_add_loop_test(tests, every_rule_fires_for_its_case_alone, 0, CASE_COUNT);
    tcase_add_test(tests, a_doctors_letter_makes_a_condition_of_a_referral);
    tcase_add_test(tests, what_is_named_explains_what_is_seen);
    tcase_add_test(tests, a_suspicion_of_scarring_stands_alone);
    tcase_add_test(tests, verdicts_of_whole_persons);
    tcase_add_test(tests, waits_tell_the_months_left);
    tcase_add_test(tests, no_effect_but_an_indication_improves_a_verdict);
    tcase_add_test(tests, conditions_know_three_values);
    tcase_add_test(tests, photos_alone_never_reject);
    tcase_add_test(tests, names_are_told);
    return run_tcase("candidacy", tests);
}
