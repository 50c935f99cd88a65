/* SPDX-License-Identifier: Apache-2.0 */
#include "parse/landmarks.h"

#include <math.h>

#include "parse/net.h"

/* The maps are trained as probabilities of a spot of 2 map pixels' sigma; half its height is as likely there as not. */
static const double LEAST_PROBABILITY = 0.5;

/* Map pixels round the peak that the centroid takes in: twice the spot's sigma. */
enum { CENTROID_RADIUS_PX = 4 };

static double probability(const tsri_logits *logits, int32_t x, int32_t y, int channel)
{
    size_t cell = (size_t)y * (size_t)logits->side_px + (size_t)x;
    return 1 / (1 + exp(-(double)logits->data[cell * (size_t)logits->channels + (size_t)channel]));
}

static tsr_point find(const tsri_logits *logits, const tsri_letterbox *box, int channel)
{
    tsr_point point = {0, 0, false};
    int32_t side_px = logits->side_px, peak = 0, cells = side_px * side_px;
    for (int32_t i = 1; i < cells; i++) {
        size_t c = (size_t)channel, n = (size_t)logits->channels;
        if (logits->data[(size_t)i * n + c] > logits->data[(size_t)peak * n + c]) {
            peak = i;
        }
    }
    int32_t peak_x = peak % side_px, peak_y = peak / side_px;
    if (probability(logits, peak_x, peak_y, channel) < LEAST_PROBABILITY) {
        return point;
    }
    double total = 0, sum_x = 0, sum_y = 0;
    for (int32_t y = peak_y - CENTROID_RADIUS_PX; y <= peak_y + CENTROID_RADIUS_PX; y++) {
        for (int32_t x = peak_x - CENTROID_RADIUS_PX; x <= peak_x + CENTROID_RADIUS_PX; x++) {
            if (x >= 0 && y >= 0 && x < side_px && y < side_px) {
                double p = probability(logits, x, y, channel);
                total += p;
                sum_x += p * x;
                sum_y += p * y;
            }
        }
    }
    tsri_letterbox_to_photo(box, 2, sum_x / total, sum_y / total, &point.x_px, &point.y_px);
    point.known = point.x_px >= 0 && point.y_px >= 0 && point.x_px <= box->width_px - 1 && point.y_px <= box->height_px - 1;
    return point;
}

tsr_landmarks tsri_landmarks_find(const tsri_logits *logits, const tsri_letterbox *box)
{
    tsr_landmarks landmarks = {
        .glabella = find(logits, box, TSRI_CHANNEL_GLABELLA),
        .left_pupil = find(logits, box, TSRI_CHANNEL_LEFT_PUPIL),
        .right_pupil = find(logits, box, TSRI_CHANNEL_RIGHT_PUPIL),
        .subnasale = find(logits, box, TSRI_CHANNEL_SUBNASALE),
    };
    return landmarks;
}
