/* SPDX-License-Identifier: Apache-2.0 */
#include "parse/landmarks.h"

#include <math.h>

#include "parse/net.h"

/* A setting. Training weighs a spot 16 times as heavily as the ground beside it, so that one half here stands for odds of 1 to
 * 16: lenient, since a wrong landmark is rarer than a faint one. */
static const double LEAST_PROBABILITY = 0.5;

/* Area of both brows over the squared distance of the pupils, below which there are none: two of 313 faces with brows fall
 * below it, docs/judgement.md 4. */
static const double LEAST_BROWS = 0.03;

/* Map pixels round the peak that the centroid takes in: twice the spot's sigma. */
enum { CENTROID_RADIUS_PX = 4 };

static double logit(const tsri_logits *logits, int32_t x, int32_t y, int channel)
{
    size_t cell = (size_t)y * (size_t)logits->side_px + (size_t)x;
    return (double)logits->data[cell * (size_t)logits->channels + (size_t)channel];
}

static double probability(double logit)
{
    return 1 / (1 + exp(-logit));
}

/* Which of its channels a landmark may show in: a pupil in either of two, since one eye looks much like the other. */
struct channels {
    int first, second;
};

static double greater(const tsri_logits *logits, int32_t x, int32_t y, struct channels c)
{
    return fmax(logit(logits, x, y, c.first), logit(logits, x, y, c.second));
}

/* A map's peak in map pixels. */
struct peak {
    int32_t x, y;
    double logit;
};

/* The greatest logit, farther than CENTROID_RADIUS_PX twice over from a peak already taken (NULL: anywhere). */
static struct peak find_peak(const tsri_logits *logits, struct channels c, const struct peak *taken)
{
    struct peak best = {0, 0, -(double)INFINITY};
    for (int32_t y = 0; y < logits->side_px; y++) {
        for (int32_t x = 0; x < logits->side_px; x++) {
            bool near = taken && hypot(x - taken->x, y - taken->y) <= 2 * CENTROID_RADIUS_PX;
            double here = near ? -(double)INFINITY : greater(logits, x, y, c);
            if (here > best.logit) {
                best = (struct peak){x, y, here};
            }
        }
    }
    return best;
}

static tsr_point refine(const tsri_logits *logits, const tsri_letterbox *box, struct channels c, struct peak peak)
{
    tsr_point point = {0, 0, false};
    double total = 0, sum_x = 0, sum_y = 0;
    if (probability(peak.logit) < LEAST_PROBABILITY) {
        return point;
    }
    for (int32_t y = peak.y - CENTROID_RADIUS_PX; y <= peak.y + CENTROID_RADIUS_PX; y++) {
        for (int32_t x = peak.x - CENTROID_RADIUS_PX; x <= peak.x + CENTROID_RADIUS_PX; x++) {
            if (x >= 0 && y >= 0 && x < logits->side_px && y < logits->side_px) {
                double p = probability(greater(logits, x, y, c));
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

static tsr_point find(const tsri_logits *logits, const tsri_letterbox *box, int channel)
{
    const struct channels c = {channel, channel};
    return refine(logits, box, c, find_peak(logits, c, NULL));
}

/* Two peaks are told apart by their place; one alone by the glabella beside it, else by its channel. */
static void find_pupils(const tsri_logits *logits, const tsri_letterbox *box, tsr_landmarks *landmarks)
{
    const struct channels c = {TSRI_CHANNEL_LEFT_PUPIL, TSRI_CHANNEL_RIGHT_PUPIL};
    struct peak peaks[2];
    peaks[0] = find_peak(logits, c, NULL);
    peaks[1] = find_peak(logits, c, &peaks[0]);
    tsr_point first = refine(logits, box, c, peaks[0]), second = refine(logits, box, c, peaks[1]);
    if (!first.known) {
        first = second; /* the other one lies outside the photo */
        second.known = false;
    }
    bool is_left = logit(logits, peaks[0].x, peaks[0].y, c.first) >= logit(logits, peaks[0].x, peaks[0].y, c.second);
    if (second.known) {
        is_left = first.x_px <= second.x_px;
    } else if (landmarks->glabella.known) {
        is_left = first.x_px <= landmarks->glabella.x_px;
    }
    landmarks->left_pupil = is_left ? first : second;
    landmarks->right_pupil = is_left ? second : first;
}

tsr_landmarks tsri_landmarks_find(const tsri_logits *logits, const tsri_letterbox *box)
{
    tsr_landmarks landmarks = {
        .glabella = find(logits, box, TSRI_CHANNEL_GLABELLA),
        .subnasale = find(logits, box, TSRI_CHANNEL_SUBNASALE),
    };
    find_pupils(logits, box, &landmarks);
    return landmarks;
}

tsr_brows tsri_brows_find(const tsri_logits *logits, const tsri_letterbox *box, const tsr_landmarks *landmarks)
{
    const tsr_point *left = &landmarks->left_pupil, *right = &landmarks->right_pupil;
    if (!left->known || !right->known) {
        return TSR_BROWS_UNKNOWN;
    }
    double cell_px = 2 * box->region.width_px / box->content_width_px;
    double pupils_cells = hypot(left->x_px - right->x_px, left->y_px - right->y_px) / cell_px;
    int cells = 0;
    for (int32_t y = 0; y < logits->side_px; y++) {
        for (int32_t x = 0; x < logits->side_px; x++) {
            cells += logit(logits, x, y, TSRI_CHANNEL_BROWS) > 0;
        }
    }
    return cells < LEAST_BROWS * pupils_cells * pupils_cells ? TSR_BROWS_MISSING : TSR_BROWS_SEEN;
}
