/* SPDX-License-Identifier: Apache-2.0
 *
 * The views of a case are named together. A head bent far forward looks the same from the front and from above, and a full head of
 * hair gives little away; but who takes five photos of a head seldom takes the same view twice. Every way to name the photos is
 * weighed by what each photo shows by itself times how likely such a set of views is, and the likeliest is taken
 * (docs/measurement.md 2). */
#include <string.h>

#include "tonsure/assess.h"

enum { VIEWS = TSR_VIEW_COUNT - 1, MOST_PHOTOS = VIEWS };

/* How often the photos of a case all show different views; a setting. Each way to be so, and each way not to, counts alike. */
static const double ALL_DIFFERENT_SHARE = 0.95;

struct naming {
    tsr_photo_result *photos[MOST_PHOTOS];
    int count;
    tsr_view named[MOST_PHOTOS], best[MOST_PHOTOS];
    double best_weight, different_weight, repeated_weight; /* the last two: of one way to name */
    double total, shown[MOST_PHOTOS][TSR_VIEW_COUNT];      /* sums of the weights, in all and by photo and view */
};

static void weigh(struct naming *n)
{
    bool used[TSR_VIEW_COUNT] = {false}, repeated = false;
    double weight = 1;
    for (int i = 0; i < n->count; i++) {
        repeated = repeated || used[n->named[i]];
        used[n->named[i]] = true;
        weight *= n->photos[i]->view.by_itself[n->named[i]];
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

/* Go through the views of photo `at` and all after it. */
static void name_from(struct naming *n, int at)
{
    if (at == n->count) {
        weigh(n);
        return;
    }
    for (int v = TSR_VIEW_FRONT; v < TSR_VIEW_COUNT; v++) {
        n->named[at] = (tsr_view)v;
        name_from(n, at + 1);
    }
}

void tsr_case_name_views(tsr_photo_result *const *photos, size_t count)
{
    struct naming n;
    double ways = 1, different = 1;
    memset(&n, 0, sizeof n);
    for (size_t i = 0; i < count; i++) {
        if (!photos[i] || photos[i]->view.label == TSR_VIEW_UNKNOWN) {
            continue;
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
    name_from(&n, 0);
    for (int i = 0; i < n.count && n.total > 0; i++) {
        tsr_photo_result *photo = n.photos[i];
        photo->view.label = n.best[i];
        photo->view.probability = n.shown[i][n.best[i]] / n.total;
        if (photo->view.label != TSR_VIEW_FRONT && photo->view.label != TSR_VIEW_TOP) {
            memset(&photo->hairline, 0, sizeof photo->hairline); /* it is told in these two alone */
        }
    }
}
