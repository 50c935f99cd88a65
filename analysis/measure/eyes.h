/* SPDX-License-Identifier: Apache-2.0
 * measure/eyes.h - where the eyes of a photo lie, so that they can be blacked out. */
#ifndef TSRI_EYES_H
#define TSRI_EYES_H

#include "measure/sample.h"

/**
 * Place bars that hide the eyes and their surroundings; rather too large than too small.
 *
 * Method  the pupils, else the network's map of eyes, else glabella and nose, else the upper part of the skin where the view
 * shows a face; docs/outputs.md. Whatever the map of eyes shows outside the first bar gets bars of its own.
 * @param face_probability  that the photo is a front or side view, 0 to 1
 * @return bars in photo px; count 0 where no face shows. Cost: O(map pixels).
 */
tsr_eye_cover tsri_eyes_place(const tsri_sample *sample, double face_probability);

#endif
