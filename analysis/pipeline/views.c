/* SPDX-License-Identifier: Apache-2.0
 *
 * The views of a case are named together. A head bent far forward looks the same from the front and from above, and a full head
 * of hair gives little away; but who takes five photos of a head seldom takes the same view twice. Every way to name the photos
 * is weighed by what each photo shows by itself times how likely such a set of views is, and the likeliest is taken
 * (docs/measurement.md 2). */
#include <string.h>

#include "tonsure/assess.h"

enum { VIEWS = TSR_VIEW_COUNT - 1, MOST_PHOTOS = VIEWS };

/* How often the photos of a case all show different views; a setting. Each way to be so, and each way not to, counts alike. */
static const double ALL_DIFFERENT_SHARE = 0.95;

/* How far a single photo is believed: the network named 79 of 83 photos of men left out of its training right (95 %), however
 * sure it was of the others (docs/measurement.md 2). */
static const double TRUST_IN_ONE_PHOTO = 0.95;

struct naming {
    tsr_photo_result *photos[MOST_PHOTOS];
    int count;
    tsr_view named[MOST_PHOTOS], best[MOST_PHOTOS];
    double best_weight, different_weight, repeated_weight; /* the last two: of one way to name */
    double total, shown[MOST_PHOTOS][TSR_VIEW_COUNT];      /* sums of the weights, in all and by photo and view */
};

static double evidence(const tsr_view_guess *guess, tsr_view view)
{
    double trust = guess->named ? 1 : TRUST_IN_ONE_PHOTO;
    return trust * guess->probabilities[view] + (1 - trust) / VIEWS;
}

static void weigh(struct naming *n)
{
    bool used[TSR_VIEW_COUNT] = {false}, repeated = false;
    double weight = 1;
    for (int i = 0; i < n->count; i++) {
        repeated = repeated || used[n->named[i]];
        used[n->named[i]] = true;
        weight *= evidence(&n->photos[i]->view, n->named[i]);
    }
    weight *= repeated ? n->repeated_weight : n->different_weight;
    n->total += weight;
    for (int i = 0; i < n->count; i++) {
        n->shown[i][n->named[i]] += weight;
    }
    if (weight > n->best_weight) {
        n->best_weight = weight;
        memcpy(n->best, n->named, sizeof n->best);
    }
}

void tsr_case_name_views(tsr_photo_result *const *photos, size_t count)
{
    struct naming n;
    int ways = 1, different = 1;
    if (count > MOST_PHOTOS) {
        return;
    }
    memset(&n, 0, sizeof n);
    for (size_t i = 0; i < count; i++) {
        if (!photos[i] || photos[i]->status != TSR_PHOTO_OK) {
            continue; /* what shows no head says nothing of the others */
        }
        if (n.count == MOST_PHOTOS) {
            return; /* some view is there twice */
        }
        ways *= VIEWS;
        different *= VIEWS - n.count;
        n.photos[n.count++] = photos[i];
    }
    if (n.count < 2) {
        return;
    }
    n.different_weight = ALL_DIFFERENT_SHARE / different;
    n.repeated_weight = (1 - ALL_DIFFERENT_SHARE) / (ways - different);
    for (int way = 0; way < ways; way++) { /* its digits to base VIEWS are the photos' views */
        for (int i = 0, rest = way; i < n.count; i++, rest /= VIEWS) {
            n.named[i] = (tsr_view)(TSR_VIEW_FRONT + rest % VIEWS);
        }
        weigh(&n);
    }
    for (int i = 0; i < n.count && n.total > 0; i++) {
        tsr_photo_result *photo = n.photos[i];
        photo->view.label = n.best[i];
        photo->view.probability = n.shown[i][n.best[i]] / n.total;
    }
}
