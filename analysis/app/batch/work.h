/* SPDX-License-Identifier: Apache-2.0
 * app/batch/work.h - one case, from the photos' files to the bytes of its record. */
#ifndef TSR_APP_BATCH_WORK_H
#define TSR_APP_BATCH_WORK_H

#include "app/batch/batch.h"
#include "app/batch/record.h"
#include "app/pictures.h"

/** Beginning of the names of masks and layers that are being written, in OUT/.work. */
#define BATCH_MASK_PREFIX "mask."

/** What a run does with every photo. */
typedef struct batch_work {
    const tsr_context *ctx;
    tsr_worker *worker;
    tsr_assess_params assess;
    const char *root, *root_real; /* the photos' folder, as given and resolved */
    const char *output;           /* OUT, with OUT/.work there */
    bool no_masks;
    const picture_options *pictures;
} batch_work;

/** Called before the work on a photo begins (index within the case), and with index = count before the case is judged. */
typedef void (*batch_started_fn)(void *user, uint32_t index);

/**
 * Assess all photos of a case, write their masks, and append the case's record.
 *
 * A photo that cannot be read is a line that says so. Masks are in place when this returns, but not yet synced.
 *
 * @param lost     of each photo: whether it is given up because it ends its process; NULL: none
 * @param started  may be NULL
 * @return not TSR_OK only where results cannot be kept or written
 */
TSR_NODISCARD tsr_status batch_case_run(const batch_work *work,
                                        const batch_list *list,
                                        size_t case_index,
                                        const bool *lost,
                                        batch_started_fn started,
                                        void *user,
                                        tsri_buffer *record,
                                        tsr_error *err);

#endif
