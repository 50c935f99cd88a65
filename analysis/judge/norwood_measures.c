/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "judge/norwood.h"
#include "judge/pattern.h"

/* The list under way. */
struct list {
    tsri_norwood_measures measures;
    int count;
};

static void put(struct list *l, tsr_quantity q)
{
    l->measures.value[l->count] = q.known ? q.value : 0;
    l->measures.known[l->count++] = q.known;
}

/* The mean of both sides, or the one that is known. */
static void put_pair(struct list *l, tsr_quantity a, tsr_quantity b)
{
    tsr_quantity mean = a.known ? a : b;
    if (a.known && b.known) {
        mean.value = (a.value + b.value) / 2;
    }
    put(l, mean);
}

tsri_norwood_measures tsri_norwood_gather(const tsr_photo_result *const *photos, size_t count, const tsr_case_result *r)
{
    struct list l;
    const tsr_case_zone *z = r->zones;
    const tsr_photo_result *front = tsri_photo_of_view(photos, count, TSR_VIEW_FRONT),
                           *top = tsri_photo_of_view(photos, count, TSR_VIEW_TOP);
    const tsr_photo_result *left = tsri_photo_of_view(photos, count, TSR_VIEW_LEFT),
                           *right = tsri_photo_of_view(photos, count, TSR_VIEW_RIGHT);
    const tsr_photo_result *back = tsri_photo_of_view(photos, count, TSR_VIEW_BACK);
    memset(&l, 0, sizeof l);
    put(&l, z[TSR_ZONE_FRONTAL].bare_fraction);
    put(&l, z[TSR_ZONE_MID].bare_fraction);
    put(&l, z[TSR_ZONE_VERTEX].bare_fraction);
    put_pair(&l, z[TSR_ZONE_LEFT_TEMPLE].bare_fraction, z[TSR_ZONE_RIGHT_TEMPLE].bare_fraction);
    put_pair(&l, z[TSR_ZONE_LEFT_SIDE].bare_fraction, z[TSR_ZONE_RIGHT_SIDE].bare_fraction);
    put(&l, z[TSR_ZONE_OCCIPITAL].bare_fraction);
    put(&l, z[TSR_ZONE_FRONTAL].density);
    put(&l, z[TSR_ZONE_MID].density);
    put(&l, z[TSR_ZONE_VERTEX].density);
    put_pair(&l, z[TSR_ZONE_LEFT_TEMPLE].density, z[TSR_ZONE_RIGHT_TEMPLE].density);
    put_pair(&l, z[TSR_ZONE_LEFT_SIDE].density, z[TSR_ZONE_RIGHT_SIDE].density);
    put(&l, z[TSR_ZONE_OCCIPITAL].density);
    put(&l, r->bare_fraction);
    put(&l, front->coverage.bare_fraction);
    put(&l, top->coverage.bare_fraction);
    put_pair(&l, left->coverage.bare_fraction, right->coverage.bare_fraction);
    put(&l, back->coverage.bare_fraction);
    put(&l, front->density);
    put(&l, top->density);
    put_pair(&l, left->density, right->density);
    put(&l, back->density);
    const tsr_quantity *f = front->zones.bare_fraction, *t = top->zones.bare_fraction, *b = back->zones.bare_fraction;
    put(&l, f[TSR_ZONE_FRONTAL]);
    put(&l, f[TSR_ZONE_MID]);
    put_pair(&l, f[TSR_ZONE_LEFT_TEMPLE], f[TSR_ZONE_RIGHT_TEMPLE]);
    put(&l, t[TSR_ZONE_FRONTAL]);
    put(&l, t[TSR_ZONE_MID]);
    put(&l, t[TSR_ZONE_VERTEX]);
    put_pair(&l, t[TSR_ZONE_LEFT_TEMPLE], t[TSR_ZONE_RIGHT_TEMPLE]);
    put_pair(&l, t[TSR_ZONE_LEFT_SIDE], t[TSR_ZONE_RIGHT_SIDE]);
    put(&l, t[TSR_ZONE_OCCIPITAL]);
    put(&l, b[TSR_ZONE_VERTEX]);
    put(&l, b[TSR_ZONE_OCCIPITAL]);
    put_pair(&l, b[TSR_ZONE_LEFT_SIDE], b[TSR_ZONE_RIGHT_SIDE]);
    put_pair(&l, front->hairline.left_recession_frac, front->hairline.right_recession_frac);
    return l.measures;
}
