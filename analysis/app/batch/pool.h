/* SPDX-License-Identifier: Apache-2.0
 * app/batch/pool.h - worker processes that go through the cases of a list.
 *
 * Processes and not threads: a decoder that crashes on a hostile photo then costs that photo and a new process (20 ms), not the
 * run. They are forked once the models are loaded, so weights and list are shared. Each has a socket to the parent: numbers of
 * cases go down it, records come up. A worker has up to two cases, so that it need not wait while the parent syncs; the parent
 * sends no more, which bounds what is in flight. Which case goes to which worker does not change a byte of its record. */
#ifndef TSR_APP_BATCH_POOL_H
#define TSR_APP_BATCH_POOL_H

#include <signal.h>

#include "app/batch/journal.h"
#include "app/batch/work.h"

/** Most worker processes. */
enum { BATCH_MAX_JOBS = 256 };

/**
 * Assess all cases of the list that the journal has no record of.
 *
 * A worker that dies is replaced, and its case done again; a photo that was being read at two deaths is given up: its line says
 * so.
 *
 * @param work  its worker is not used: each process makes its own
 * @param stop  set by a signal handler: what is in flight is finished and synced, no more is begun
 * @return TSR_OK, also where it was stopped; TSR_E_IO results cannot be written, TSR_E_BACKEND workers keep dying. Records that
 * came before a fault are in the journal.
 */
TSR_NODISCARD tsr_status batch_pool_run(const batch_work *work,
                                        int jobs,
                                        batch_journal *journal,
                                        const volatile sig_atomic_t *stop,
                                        batch_progress *progress,
                                        tsr_error *err);

#endif
