/* SPDX-License-Identifier: Apache-2.0
 *
 * logit = bias + W (x - mean) / deviation; a photo of no scalp, or unlike every training photo, is not judged. The other four
 * classes share the probability. Areata of the whole scalp is totalis: told by the bare share, made likelier by missing brows. */
#include "judge/finding.h"

#include <math.h>
#include <string.h>

#include "base/linalg.h"

/* Below this probability nothing is named; photos that disagree must be outweighed: docs/judgement.md 4. */
static const double LEAST_PROBABILITY = 0.4, LEAST_IN_DISPUTE = 0.5;

/* Farther than the training photo most unlike the rest by this factor is another kind of picture. A setting. */
static const double DISTANCE_FACTOR = 1.25;

/* SALT 100 is the whole scalp (Olsen 2004); what is measured of a whole bare scalp falls short of it by as much. A setting. */
static const double TOTALIS_BARE_FRAC = 0.9;

/* By how much missing brows raise the odds of areata on a bare head: pattern loss spares them. A setting. */
static const double BROWS_ODDS = 10;

static const double LEAST_LOG = 1e-4; /* keeps one photo from forbidding a kind of loss */

static const tsr_finding_label LABELS[TSRI_CLASS_NO_SCALP] = {
    [TSRI_CLASS_NONE] = TSR_FINDING_NONE,
    [TSRI_CLASS_PATTERN_THINNING] = TSR_FINDING_PATTERN_THINNING,
    [TSRI_CLASS_ALOPECIA_AREATA] = TSR_FINDING_ALOPECIA_AREATA,
    [TSRI_CLASS_SCARRING] = TSR_FINDING_SCARRING,
};

/* Bring the probabilities to a sum of 1 and name the greatest, if it is great enough. */
static void settle(tsr_finding *f)
{
    double sum = 0;
    for (int l = TSR_FINDING_NONE; l < TSR_FINDING_COUNT; l++) {
        sum += f->probabilities[l];
    }
    int best = TSR_FINDING_NONE;
    for (int l = TSR_FINDING_NONE; l < TSR_FINDING_COUNT; l++) {
        f->probabilities[l] /= sum;
        best = f->probabilities[l] > f->probabilities[best] ? l : best;
    }
    bool disputed = f->reasons & TSR_FINDING_REASON_VIEWS_DISAGREE;
    bool sure = f->probabilities[best] >= (disputed ? LEAST_IN_DISPUTE : LEAST_PROBABILITY);
    f->judged = true;
    f->label = sure ? (tsr_finding_label)best : TSR_FINDING_UNDETERMINED;
    f->reasons |= sure ? 0 : TSR_FINDING_REASON_CLOSE_CALL;
    if (sure && best != TSR_FINDING_ALOPECIA_TOTALIS) { /* a whole bare scalp speaks for totalis, and for nothing else */
        f->reasons &= ~(uint32_t)(TSR_FINDING_REASON_WHOLE_SCALP | TSR_FINDING_REASON_BROWS_MISSING);
    }
}

/* Areata on a scalp that is bare all over is totalis. */
static void name_totalis(tsr_finding *f, tsr_quantity bare, bool brows_missing)
{
    double *areata = &f->probabilities[TSR_FINDING_ALOPECIA_AREATA];
    if (bare.known && bare.value >= TOTALIS_BARE_FRAC) {
        f->probabilities[TSR_FINDING_ALOPECIA_TOTALIS] = *areata * (brows_missing ? BROWS_ODDS : 1);
        f->reasons |= TSR_FINDING_REASON_WHOLE_SCALP | (brows_missing ? TSR_FINDING_REASON_BROWS_MISSING : 0);
        *areata = 0;
    }
}

static bool brows_missing(const tsr_photo_result *photo)
{
    return photo->brows == TSR_BROWS_MISSING;
}

tsr_finding tsri_finding_judge(const tsri_finding_model *model, const float *features, const tsr_photo_result *photo)
{
    enum { N = TSRI_FINDING_FEATURES };
    tsr_finding f;
    float z[N], logits[TSRI_CLASS_COUNT];
    double square = 0, most = -(double)INFINITY, sum = 0;
    memset(&f, 0, sizeof f);
    if (photo->status != TSR_PHOTO_OK) {
        f.reasons = TSR_FINDING_REASON_NOT_ASSESSABLE;
        return f;
    }
    for (int i = 0; i < N; i++) {
        z[i] = (features[i] - model->mean[i]) / model->deviation[i];
        square += (double)z[i] * (double)z[i];
    }
    tsri_linalg_apply(model->weights, TSRI_CLASS_COUNT, N, z, logits);
    for (int c = 0; c < TSRI_CLASS_COUNT; c++) {
        logits[c] += model->bias[c];
        most = fmax(most, (double)logits[c]);
    }
    for (int c = 0; c < TSRI_CLASS_NO_SCALP; c++) {
        double p = exp((double)logits[c] - most);
        f.probabilities[LABELS[c]] = p;
        sum += p;
    }
    if (exp((double)logits[TSRI_CLASS_NO_SCALP] - most) > sum ||
        sqrt(square / N) > DISTANCE_FACTOR * (double)model->distance[0]) {
        memset(&f, 0, sizeof f);
        f.reasons = TSR_FINDING_REASON_OTHER_PICTURE;
        return f;
    }
    name_totalis(&f, photo->coverage.bare_fraction, brows_missing(photo));
    settle(&f);
    return f;
}

/* Probability of areata of any extent. */
static double areata(const tsr_finding *f)
{
    return f->probabilities[TSR_FINDING_ALOPECIA_AREATA] + f->probabilities[TSR_FINDING_ALOPECIA_TOTALIS];
}

/* The kinds of loss that two photos are sure of, and that differ. */
static bool views_disagree(const tsr_photo_result *const *photos, size_t count)
{
    bool seen[TSR_FINDING_COUNT] = {false};
    int kinds = 0;
    for (size_t i = 0; i < count; i++) {
        tsr_finding_label label = photos[i] ? photos[i]->finding.label : TSR_FINDING_UNDETERMINED;
        label = label == TSR_FINDING_ALOPECIA_TOTALIS ? TSR_FINDING_ALOPECIA_AREATA : label;
        if (label != TSR_FINDING_UNDETERMINED && label != TSR_FINDING_NONE && !seen[label]) {
            seen[label] = true;
            kinds++;
        }
    }
    return kinds > 1;
}

tsr_finding
tsri_finding_join(const tsr_photo_result *const *photos, size_t count, const tsr_case_result *result, const tsr_intake *intake)
{
    tsr_finding f;
    double none = 1, weight = 0, pattern = 0, patchy = 0, scarring = 0;
    bool no_brows = false, judged = false;
    memset(&f, 0, sizeof f);
    if (intake && intake->universalis == TSR_ANSWER_YES) {
        f.probabilities[TSR_FINDING_ALOPECIA_UNIVERSALIS] = 1;
        f.reasons = TSR_FINDING_REASON_BY_INTAKE;
        settle(&f);
        return f;
    }
    for (size_t i = 0; i < count; i++) {
        if (!photos[i] || !photos[i]->finding.judged) {
            f.reasons |= photos[i] ? photos[i]->finding.reasons : 0;
            continue;
        }
        const tsr_finding *p = &photos[i]->finding;
        double loss = fmax(LEAST_LOG, 1 - p->probabilities[TSR_FINDING_NONE]);
        judged = true;
        none = fmin(none, p->probabilities[TSR_FINDING_NONE]);
        weight += loss;
        pattern += loss * log(fmax(LEAST_LOG, p->probabilities[TSR_FINDING_PATTERN_THINNING] / loss));
        patchy += loss * log(fmax(LEAST_LOG, areata(p) / loss));
        scarring += loss * log(fmax(LEAST_LOG, p->probabilities[TSR_FINDING_SCARRING] / loss));
        no_brows = no_brows || brows_missing(photos[i]);
    }
    if (!judged) {
        f.reasons |= TSR_FINDING_REASON_NOT_ASSESSABLE;
        return f;
    }
    f.reasons = views_disagree(photos, count) ? TSR_FINDING_REASON_VIEWS_DISAGREE : 0;
    pattern = exp(pattern / weight);
    patchy = exp(patchy / weight);
    scarring = exp(scarring / weight);
    double share = (1 - none) / (pattern + patchy + scarring);
    f.probabilities[TSR_FINDING_NONE] = none;
    f.probabilities[TSR_FINDING_PATTERN_THINNING] = share * pattern;
    f.probabilities[TSR_FINDING_ALOPECIA_AREATA] = share * patchy;
    f.probabilities[TSR_FINDING_SCARRING] = share * scarring;
    name_totalis(&f, result->bare_fraction, no_brows);
    settle(&f);
    return f;
}
