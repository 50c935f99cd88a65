/* SPDX-License-Identifier: Apache-2.0
 * app/batch/worker.h - one worker process, as its parent sees it, and what the two say to each other. */
#ifndef TSR_APP_BATCH_WORKER_H
#define TSR_APP_BATCH_WORKER_H

#include <sys/types.h>

#include "app/batch/work.h"

/** Cases that a worker has at once: the one it works on and the next. */
enum { BATCH_WORKER_CASES = 2 };

/** In front of what a worker sends. */
typedef enum batch_message_kind { BATCH_STARTED, BATCH_RECORD, BATCH_FAULT } batch_message_kind;

typedef struct batch_message {
    uint64_t kind, size_bytes; /* STARTED: a uint32_t, the photo's index; RECORD: a record; FAULT: a tsr_error */
} batch_message;

/** No photo of the case has been begun. */
#define BATCH_NO_PHOTO UINT32_MAX

typedef struct batch_worker {
    pid_t pid; /* 0: none */
    int fd;
    size_t cases[BATCH_WORKER_CASES]; /* in the order in which they were sent */
    int case_count;
    uint32_t photo; /* of the first case: the one begun last, its count of photos: judging */
    tsri_buffer in; /* received, not yet a whole message */
} batch_worker;

/**
 * Fork a worker.
 *
 * @param others  workers whose sockets the child must not keep open
 * @return TSR_OK; TSR_E_IO
 */
TSR_NODISCARD tsr_status batch_worker_start(batch_worker *worker,
                                            const batch_work *work,
                                            const batch_list *list,
                                            const batch_worker *others,
                                            int other_count,
                                            tsr_error *err);

/** Send a case with the indices of its photos that are given up. False where the worker is gone. */
bool batch_worker_send(batch_worker *worker, size_t case_index, const uint32_t *lost, uint32_t lost_count);

/** Take what has come into worker->in. False at its end: the worker is gone. */
TSR_NODISCARD tsr_status batch_worker_receive(batch_worker *worker, bool *out_gone, tsr_error *err);

/** Close the socket and wait for the process, which ends by itself when it finds the socket closed. @return wait status. */
int batch_worker_end(batch_worker *worker);

#endif
