/* SPDX-License-Identifier: Apache-2.0
 * image/orient.h - pixels turned upright. */
#ifndef TSRI_ORIENT_H
#define TSRI_ORIENT_H

#include "image/image.h"

/**
 * Turn an image as its EXIF orientation says. Orientations 5 to 8 swap width and height.
 *
 * @param image        replaced by the turned one; untouched on failure
 * @param orientation  1 to 8; anything else is taken as 1
 * @return TSR_OK; TSR_E_NOMEM. Cost: O(pixels), one copy, none for orientation 1.
 */
TSR_NODISCARD tsr_status tsri_orient(tsri_image *image, int orientation, tsr_error *err);

/** Does this orientation swap width and height? */
bool tsri_orientation_swaps(int orientation);

#endif
