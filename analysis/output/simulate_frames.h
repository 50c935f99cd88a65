/* SPDX-License-Identifier: Apache-2.0
 * output/simulate_frames.h - marked pictures of a simulation. */
#ifndef TSRI_SIMULATE_FRAMES_H
#define TSRI_SIMULATE_FRAMES_H

#include "output/phrase.h"
#include "output/simulate_parts.h"

/**
 * Pictures of one size side by side, each with its mark, and below them title and caption; long side at most
 * TSR_SIMULATION_LONG_SIDE_PX unless the caption alone is longer.
 *
 * @param session  whose dots the caption counts
 * @return TSR_OK; TSR_E_NOMEM; TSR_E_BACKEND
 */
TSR_NODISCARD tsr_status tsri_sim_sheet(const tsr_simulation *simulation,
                                        int32_t session,
                                        const tsri_image *pictures,
                                        const char *const *marks,
                                        int count,
                                        const char *title,
                                        tsri_image *out,
                                        tsr_error *err);

/** A text in the simulation's language. */
const char *tsri_sim_say(const tsr_simulation *simulation, tsri_text_key key);

/** A number as plain digits. */
tsri_phrase tsri_sim_count(const tsr_simulation *simulation, int64_t value);

/** The picture after a session with its mark; session 0: before, without. Reduced to the long side. Returns as above. */
TSR_NODISCARD tsr_status
tsri_sim_marked(const tsr_simulation *simulation, int32_t session, int32_t long_side_px, tsri_image *out, tsr_error *err);

#endif
