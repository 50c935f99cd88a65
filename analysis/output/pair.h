/* SPDX-License-Identifier: Apache-2.0
 * output/pair.h - two photos laid over each other, as pictures. */
#ifndef TSRI_PAIR_H
#define TSRI_PAIR_H

#include "output/motion.h"
#include "tonsure/compare.h"

/** What a pixel of the difference map says. */
typedef enum tsri_difference {
    TSRI_DIFFERENCE_NONE,
    TSRI_DIFFERENCE_GAIN,
    TSRI_DIFFERENCE_LOSS,
    TSRI_DIFFERENCE_GAIN_FAINT, /* narrower than what photos can be laid over each other to */
    TSRI_DIFFERENCE_LOSS_FAINT
} tsri_difference;

enum { TSRI_GAIN_RGB = 0x0072B2, TSRI_LOSS_RGB = 0xE69F00 }; /* Okabe and Ito: told apart by all readers, and in grey */

/** All pictures are the photo before's shape and place, of one size. Empty where the pair is refused. */
struct tsr_pair {
    const tsr_allocator *memory;
    tsr_view view;
    tsr_fit fit;
    tsri_motion motion;
    bool has_photos;
    tsri_image before, after;    /* RGB: photos, or label maps in colours; after is registered and matched in colour */
    tsri_image map;              /* RGB: the difference over the photo before, in grey */
    double gain_frac, loss_frac; /* certain, of the scalp that both show */
    double colour_gain[3];       /* of the photo after in linear light */
};

#endif
