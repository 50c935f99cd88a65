/* SPDX-License-Identifier: Apache-2.0
 * parse/landmarks.h - facial landmarks read off the network's point maps. */
#ifndef TSRI_LANDMARKS_H
#define TSRI_LANDMARKS_H

#include "parse/labels.h"
#include "tonsure/result.h"

/**
 * Find each landmark: the peak of its map, refined to the centroid of the probabilities round it. Pupils are the two peaks of
 * both their maps together, told apart by their place.
 *
 * @param logits  maps of the parse; channels TSRI_CHANNEL_GLABELLA and following
 * @return in the photo's pixels; known = false where the peak is below LEAST_PROBABILITY or outside the photo. Cost: O(map
 * pixels).
 */
tsr_landmarks tsri_landmarks_find(const tsri_logits *logits, const tsri_letterbox *box);

/** Whether a face whose pupils are both found has brows; UNKNOWN without them. Cost: O(map). */
tsr_brows tsri_brows_find(const tsri_logits *logits, const tsri_letterbox *box, const tsr_landmarks *landmarks);

#endif
