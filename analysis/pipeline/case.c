/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "judge/pattern.h"
#include "measure/salt.h"
#include "pipeline/case_zones.h"
#include "pipeline/context.h"
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

static bool is_usable(const tsr_photo_result *photo)
{
    return photo && photo->status == TSR_PHOTO_OK;
}

static tsr_salt salt_of(const tsr_photo_result *const *photos, size_t count)
{
    static const tsr_view VIEWS[TSR_SALT_REGION_COUNT] = {
        [TSR_SALT_TOP] = TSR_VIEW_TOP,
        [TSR_SALT_BACK] = TSR_VIEW_BACK,
        [TSR_SALT_LEFT] = TSR_VIEW_LEFT,
        [TSR_SALT_RIGHT] = TSR_VIEW_RIGHT,
    };
    tsr_quantity regions[TSR_SALT_REGION_COUNT];
    memset(regions, 0, sizeof regions);
    for (int i = 0; i < TSR_SALT_REGION_COUNT; i++) {
        const tsr_photo_result *photo = tsri_case_photo_of(photos, count, VIEWS[i]);
        if (photo && photo->zones.frame.known) { /* a close-up is no region */
            regions[i] = photo->coverage.bare_fraction;
        }
    }
    return tsri_salt_compute(regions);
}

tsr_case_result tsr_case_assess(const tsr_photo_result *const *photos, size_t count)
{
    tsr_case_result result;
    const tsr_photo_result *best = NULL;
    bool any_read = false;
    memset(&result, 0, sizeof result);
    for (size_t i = 0; i < count; i++) {
        any_read = any_read || photos[i];
        if (is_usable(photos[i]) && (!best || rank_of(photos[i]->view.label) < rank_of(best->view.label))) {
            best = photos[i];
        }
    }
    result.status = best ? TSR_PHOTO_OK : any_read ? TSR_PHOTO_NOT_ASSESSABLE : TSR_PHOTO_ERROR;
    if (best) {
        tsri_case_join_zones(photos, count, &result);
        result.salt = salt_of(photos, count);
        if (!result.bare_fraction.known) {
            result.bare_fraction = best->coverage.bare_fraction;
            result.bare_fraction.lo = 0; /* of a scalp of which no zone is known */
            result.bare_fraction.hi = 1;
        }
    }
    return result;
}

tsr_status tsr_case_judge(const tsr_context *ctx,
                          const tsr_photo_result *const *photos,
                          size_t count,
                          const tsr_intake *intake,
                          tsr_case_result *result,
                          tsr_error *err)
{
    tsr_sex sex = intake ? intake->sex : TSR_SEX_UNKNOWN;
    memset(&result->norwood, 0, sizeof result->norwood);
    memset(&result->pattern, 0, sizeof result->pattern);
    result->finding = tsri_finding_join(photos, count, result, intake);
    if (result->status != TSR_PHOTO_OK) {
        return TSR_OK;
    }
    result->pattern.judged = true;
    result->pattern.basp = tsri_basp_grade(photos, count);
    tsri_female_pattern_grade(photos, count, sex, &result->pattern.ludwig, &result->pattern.sinclair);
    if (sex == TSR_SEX_FEMALE) { /* Norwood's is a man's scale */
        return TSR_OK;
    }
    const tsri_norwood_measures measures = tsri_norwood_gather(photos, count, result);
    tsr_status st = tsri_norwood_grade(&ctx->norwood, &measures, &result->norwood, err);
    result->norwood.assumes_male = result->norwood.known && sex == TSR_SEX_UNKNOWN;
    return st;
}
