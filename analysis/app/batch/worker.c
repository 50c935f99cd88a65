/* SPDX-License-Identifier: Apache-2.0 */
#include "app/batch/worker.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"

/* In front of what the parent sends; lost_count indices follow. */
struct order {
    uint64_t case_index;
    uint32_t lost_count, reserved;
};

static bool send_all(int fd, const void *bytes, size_t size_bytes)
{
    const char *at = bytes;
    while (size_bytes) {
        ssize_t put = send(fd, at, size_bytes, MSG_NOSIGNAL);
        if (put < 0 && errno != EINTR) {
            return false;
        }
        at += put > 0 ? put : 0;
        size_bytes -= put > 0 ? (size_t)put : 0;
    }
    return true;
}

static bool receive_all(int fd, void *out, size_t size_bytes)
{
    char *at = out;
    while (size_bytes) {
        ssize_t got = recv(fd, at, size_bytes, 0);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return false;
        }
        at += got > 0 ? got : 0;
        size_bytes -= got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* The child's side. A parent that is gone ends it, without a word: nobody would hear it. */
static void say(int fd, batch_message_kind kind, const void *bytes, size_t size_bytes)
{
    const batch_message message = {kind, size_bytes};
    if (!send_all(fd, &message, sizeof message) || !send_all(fd, bytes, size_bytes)) {
        _exit(EXIT_FAILURE);
    }
}

static void say_started(void *user, uint32_t index)
{
    say(*(const int *)user, BATCH_STARTED, &index, sizeof index);
}

/* Which photos of a case are given up, from their indices; the caller's. */
static tsr_status receive_lost(int fd, const tsr_allocator *memory, size_t count, uint32_t lost_count, bool **out, tsr_error *err)
{
    *out = NULL;
    tsr_status st = lost_count ? tsri_alloc_zero(memory, count, sizeof **out, out, err) : TSR_OK;
    for (uint32_t i = 0, index; st == TSR_OK && i < lost_count; i++) {
        if (!receive_all(fd, &index, sizeof index)) {
            _exit(EXIT_FAILURE);
        }
        (*out)[index] = true;
    }
    return st;
}

static _Noreturn void serve(int fd, const batch_work *parent_work, const batch_list *list)
{
    batch_work work = *parent_work;
    const tsr_allocator *memory = tsr_context_allocator(work.ctx);
    tsri_buffer record;
    tsr_error err = {0};
    tsri_buffer_init(&record, memory);
    tsr_status st = tsr_worker_create(work.ctx, &work.worker, &err);
    for (struct order order; st == TSR_OK && receive_all(fd, &order, sizeof order);) {
        const size_t c = (size_t)order.case_index;
        bool *lost = NULL;
        record.size_bytes = 0;
        st = receive_lost(fd, memory, list->case_start[c + 1] - list->case_start[c], order.lost_count, &lost, &err);
        st = st == TSR_OK ? batch_case_run(&work, list, c, lost, say_started, &fd, &record, &err) : st;
        tsri_free(memory, lost);
        if (st == TSR_OK) {
            say(fd, BATCH_RECORD, record.data, record.size_bytes);
        }
    }
    if (st != TSR_OK) {
        say(fd, BATCH_FAULT, &err, sizeof err);
    }
    _exit(EXIT_SUCCESS);
}

tsr_status batch_worker_start(batch_worker *worker,
                              const batch_work *work,
                              const batch_list *list,
                              const batch_worker *others,
                              int other_count,
                              tsr_error *err)
{
    int pair[2];
    const pid_t parent = getpid();
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
        return tsri_fail_backend(err, TSR_E_IO, errno, "cannot make a socket: %s", strerror(errno));
    }
    pid_t pid = fork();
    if (pid < 0) {
        int number = errno;
        (void)close(pair[0]);
        (void)close(pair[1]);
        return tsri_fail_backend(err, TSR_E_IO, number, "cannot start a process: %s", strerror(number));
    }
    if (pid == 0) {
        /* Signals to the whole group are the parent's affair: it lets its workers finish. */
        (void)signal(SIGINT, SIG_IGN);
        (void)signal(SIGTERM, SIG_IGN);
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) {
            _exit(EXIT_FAILURE);
        }
        (void)close(pair[0]);
        for (int i = 0; i < other_count; i++) {
            if (others[i].pid) {
                (void)close(others[i].fd);
            }
        }
        serve(pair[1], work, list);
    }
    (void)close(pair[1]);
    worker->pid = pid;
    worker->fd = pair[0];
    worker->case_count = 0;
    worker->photo = BATCH_NO_PHOTO;
    tsri_buffer_init(&worker->in, tsr_context_allocator(work->ctx));
    return TSR_OK;
}

bool batch_worker_send(batch_worker *worker, size_t case_index, const uint32_t *lost, uint32_t lost_count)
{
    const struct order order = {case_index, lost_count, 0};
    worker->cases[worker->case_count++] = case_index;
    return send_all(worker->fd, &order, sizeof order) && send_all(worker->fd, lost, lost_count * sizeof *lost);
}

tsr_status batch_worker_receive(batch_worker *worker, bool *out_gone, tsr_error *err)
{
    char piece[1 << 16];
    ssize_t got = recv(worker->fd, piece, sizeof piece, MSG_DONTWAIT);
    *out_gone = got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN);
    return got > 0 ? tsri_buffer_append(&worker->in, piece, (size_t)got, err) : TSR_OK;
}

int batch_worker_end(batch_worker *worker)
{
    int status = 0;
    (void)close(worker->fd);
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR) {
    }
    tsri_buffer_release(&worker->in);
    worker->pid = 0;
    return status;
}
