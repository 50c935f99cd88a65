/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "tonsure/assess.h"

/* How much of the scalp a view sees, best first. */
static int rank_of(tsr_view view)
{
    static const int RANK[TSR_VIEW_COUNT] = {
        [TSR_VIEW_TOP] = 0,  [TSR_VIEW_BACK] = 1,  [TSR_VIEW_FRONT] = 2,
        [TSR_VIEW_LEFT] = 3, [TSR_VIEW_RIGHT] = 4, [TSR_VIEW_UNKNOWN] = 5,
    };
    return RANK[view];
}

tsr_case_result tsr_case_assess(const tsr_photo_result *const *photos, size_t count)
{
    tsr_case_result result;
    const tsr_photo_result *best = NULL;
    bool any_read = false;
    memset(&result, 0, sizeof result);
    for (size_t i = 0; i < count; i++) {
        const tsr_photo_result *photo = photos[i];
        any_read = any_read || photo;
        if (photo && photo->status == TSR_PHOTO_OK && (!best || rank_of(photo->view.label) < rank_of(best->view.label))) {
            best = photo;
        }
    }
    result.status = best ? TSR_PHOTO_OK : any_read ? TSR_PHOTO_NOT_ASSESSABLE : TSR_PHOTO_ERROR;
    if (best) {
        result.bare_fraction = best->coverage.bare_fraction;
    }
    return result;
}
