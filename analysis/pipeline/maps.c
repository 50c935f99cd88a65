/* SPDX-License-Identifier: Apache-2.0
 *
 * What an assessment holds pixel by pixel beside labels and density: probabilities, zones; and the eyes of its photo blacked out.
 */
#include <math.h>

#include "image/black_out.h"
#include "pipeline/assessment.h"

/* Where the logits are read for a pixel of the sample: outside the region that the map covers, at its nearest edge, as the label
 * map has it. */
static void read_logits(const tsri_sample *s, int32_t x, int32_t y, float *out)
{
    const tsri_region *r = &s->box.region;
    tsr_point at = tsri_sample_to_photo(s, x, y);
    double sample_x, sample_y;
    at.x_px = fmin(fmax(at.x_px, r->left_px), r->left_px + r->width_px - 1);
    at.y_px = fmin(fmax(at.y_px, r->top_px), r->top_px + r->height_px - 1);
    tsri_sample_from_photo(s, at.x_px, at.y_px, &sample_x, &sample_y);
    tsri_sample_logits(s, sample_x, sample_y, out);
}

void tsr_assessment_map_size(const tsr_assessment *assessment, int32_t *out_width_px, int32_t *out_height_px)
{
    *out_width_px = assessment->frame.sample.labels.width_px;
    *out_height_px = assessment->frame.sample.labels.height_px;
}

void tsr_assessment_probabilities(const tsr_assessment *assessment, uint16_t *const out[TSR_LABEL_COUNT])
{
    const tsri_sample *s = &assessment->frame.sample;
    size_t i = 0;
    for (int32_t y = 0; y < s->labels.height_px; y++) {
        for (int32_t x = 0; x < s->labels.width_px; x++, i++) {
            float logits[TSRI_CHANNEL_COUNT], odds[TSR_LABEL_COUNT], total = 0, most;
            read_logits(s, x, y, logits);
            most = fmaxf(fmaxf(logits[0], logits[1]), fmaxf(logits[2], logits[3]));
            for (int c = 0; c < TSR_LABEL_COUNT; c++) {
                odds[c] = expf(logits[c] - most);
                total += odds[c];
            }
            for (int c = 0; c < TSR_LABEL_COUNT; c++) {
                out[c][i] = (uint16_t)(UINT16_MAX * (odds[c] / total) + 0.5F);
            }
        }
    }
}

void tsr_assessment_anonymise(tsr_assessment *assessment)
{
    tsri_frame *frame = &assessment->frame;
    const tsr_eye_cover *eyes = &frame->result.eyes;
    const tsri_image *picture = &frame->photo.rgb;
    for (int32_t i = 0; i < eyes->count; i++) {
        tsri_black_out(picture, &eyes->bars[i], (double)picture->width_px / frame->result.width_px,
                       (double)picture->height_px / frame->result.height_px);
    }
}
