/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "pipeline/context.h"
#include "plan/plan.h"
#include "tonsure/advice.h"

/* What the plan takes from the intake. */
static tsr_plan_wishes wishes_of(const tsr_intake *intake, tsr_date start)
{
    static const tsr_plan_skin SKINS[] = {[TSR_SKIN_UNKNOWN] = TSR_PLAN_SKIN_UNKNOWN,
                                          [TSR_SKIN_NORMAL] = TSR_PLAN_SKIN_NORMAL,
                                          [TSR_SKIN_DRY] = TSR_PLAN_SKIN_ROUGH,
                                          [TSR_SKIN_OILY] = TSR_PLAN_SKIN_OILY};
    tsr_plan_wishes wishes;
    memset(&wishes, 0, sizeof wishes);
    wishes.style = intake->style;
    wishes.cover_cm2 =
        (tsr_quantity){intake->cover_cm2.value, intake->cover_cm2.value, intake->cover_cm2.value, intake->cover_cm2.known};
    wishes.skin = SKINS[intake->skin_surface];
    wishes.much_sun = intake->sun_exposure == TSR_SUN_HIGH;
    wishes.scars = intake->scars_known && intake->scar_count > 0;
    wishes.start = start;
    return wishes;
}

tsr_status tsr_case_advise(const tsr_context *ctx,
                           const tsr_photo_result *const *photos,
                           size_t count,
                           const tsr_case_result *result,
                           const tsr_intake *intake,
                           tsr_date start,
                           tsr_advice *out,
                           tsr_error *err)
{
    static const tsr_intake SAID_NOTHING;
    const tsr_intake *said = intake ? intake : &SAID_NOTHING;
    const tsr_evidence evidence = {.intake = said,
                                   .result = result,
                                   .finding = &result->finding,
                                   .norwood = &result->norwood,
                                   .photos = photos,
                                   .photo_count = count};
    tsr_candidacy_judge(ctx->candidacy_rules, &evidence, &out->candidacy);
    if (out->candidacy.verdict == TSR_VERDICT_NOT_SUITABLE) {
        memset(&out->plan, 0, sizeof out->plan);
        out->plan.gap = TSR_PLAN_NOT_SUITABLE;
        return TSR_OK;
    }
    const tsr_plan_wishes wishes = wishes_of(said, start);
    const tsri_plan_inputs inputs = {result, &result->finding, &result->norwood, &wishes};
    return tsri_plan_make(ctx->plan_rules, &inputs, &out->plan, err);
}
