/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/pattern.h"

const tsr_photo_result *tsri_photo_of_view(const tsr_photo_result *const *photos, size_t count, tsr_view view)
{
    static const tsr_photo_result NONE; /* nothing in it is known */
    for (size_t i = 0; i < count; i++) {
        if (photos[i] && photos[i]->status == TSR_PHOTO_OK && photos[i]->view.label == view) {
            return photos[i];
        }
    }
    return &NONE;
}

tsr_quantity tsri_loss_of(tsr_quantity bare, tsr_quantity density)
{
    const tsr_quantity d = density.known ? density : (tsr_quantity){1, 0, 1, true};
    return (tsr_quantity){1 - (1 - bare.value) * d.value, 1 - (1 - bare.lo) * d.hi, 1 - (1 - bare.hi) * d.lo, bare.known};
}

static int32_t reached(double loss, const double *thresholds, int32_t count)
{
    int32_t n = 0;
    while (n < count && loss >= thresholds[n]) {
        n++;
    }
    return n;
}

tsr_grade tsri_grade_by(tsr_quantity loss, const double *thresholds, int32_t count)
{
    return loss.known ? (tsr_grade){true, reached(loss.value, thresholds, count), reached(loss.lo, thresholds, count),
                                    reached(loss.hi, thresholds, count)}
                      : (tsr_grade){false, 0, 0, count};
}
