/* SPDX-License-Identifier: Apache-2.0 */
#include "app/batch/pool.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>

#include "app/batch/window.h"
#include "app/batch/worker.h"
#include "base/fail.h"

enum {
    POLL_MS = 200,         /* a signal that comes between two looks waits no longer */
    DEATHS_TO_GIVE_UP = 2, /* of a photo: one may be the system's doing, as when memory is short */
    IDLE_DEATHS = 8        /* of workers that had begun nothing, in a row: something is wrong with all of them */
};

/* A case whose worker died, or that waited behind such a one. */
struct trouble {
    struct trouble *next;
    size_t case_index;
    uint8_t *deaths; /* at each photo, and at the case's judging */
    bool waiting;    /* to be sent again */
};

struct pool {
    const batch_work *work;
    batch_journal *journal;
    batch_progress *progress;
    batch_worker *workers;
    int worker_count;
    batch_window window;
    struct trouble *troubles;
    int idle_deaths;
};

static const tsr_allocator *memory_of(const struct pool *p)
{
    return tsr_context_allocator(p->work->ctx);
}

static size_t photos_of(const struct pool *p, size_t case_index)
{
    const size_t *start = p->journal->list->case_start;
    return start[case_index + 1] - start[case_index];
}

static struct trouble *find_trouble(const struct pool *p, size_t case_index)
{
    struct trouble *t = p->troubles;
    while (t && t->case_index != case_index) {
        t = t->next;
    }
    return t;
}

/* The case waits to be sent again. */
static tsr_status put_back(struct pool *p, size_t case_index, struct trouble **out, tsr_error *err)
{
    struct trouble *t = find_trouble(p, case_index);
    tsr_status st = TSR_OK;
    if (!t) {
        TSRI_TRY(tsri_alloc_zero(memory_of(p), 1, sizeof *t, &t, err));
        t->case_index = case_index;
        t->next = p->troubles;
        p->troubles = t;
        TSRI_TRY(tsri_alloc_zero(memory_of(p), photos_of(p, case_index) + 1, sizeof *t->deaths, &t->deaths, err));
    }
    t->waiting = true;
    *out = t;
done:
    return st;
}

static void forget(struct pool *p, size_t case_index)
{
    for (struct trouble **at = &p->troubles; *at; at = &(*at)->next) {
        struct trouble *t = *at;
        if (t->case_index == case_index) {
            *at = t->next;
            tsri_free(memory_of(p), t->deaths);
            tsri_free(memory_of(p), t);
            return;
        }
    }
}

/* Send a case, with the photos that are given up: those of two deaths, all of them where the judging died twice. */
static tsr_status send_case(struct pool *p, batch_worker *worker, size_t case_index, tsr_error *err)
{
    struct trouble *t = find_trouble(p, case_index);
    const size_t count = photos_of(p, case_index);
    uint32_t *lost = NULL, lost_count = 0;
    tsr_status st = t ? tsri_alloc(memory_of(p), count, sizeof *lost, &lost, err) : TSR_OK;
    if (st != TSR_OK) {
        return st;
    }
    for (size_t i = 0; t && i < count; i++) {
        if (t->deaths[i] >= DEATHS_TO_GIVE_UP || t->deaths[count] >= DEATHS_TO_GIVE_UP) {
            lost[lost_count++] = (uint32_t)i;
        }
    }
    if (t) {
        t->waiting = false;
    }
    (void)batch_worker_send(worker, case_index, lost, lost_count); /* a worker that is gone is found out by its closed socket */
    tsri_free(memory_of(p), lost);
    return TSR_OK;
}

/* The next case: one in trouble first. */
static bool next_case(struct pool *p, size_t *out_case)
{
    for (const struct trouble *t = p->troubles; t; t = t->next) {
        if (t->waiting) {
            *out_case = t->case_index;
            return true;
        }
    }
    return batch_window_take(&p->window, out_case);
}

static tsr_status start_worker(struct pool *p, batch_worker *worker, tsr_error *err)
{
    return batch_worker_start(worker, p->work, p->journal->list, p->workers, p->worker_count, err);
}

/* Give every worker what it has room for: first one case each, then the second. */
static tsr_status feed(struct pool *p, tsr_error *err)
{
    size_t case_index;
    tsr_status st = TSR_OK;
    for (int depth = 1; depth <= BATCH_WORKER_CASES; depth++) {
        for (int i = 0; st == TSR_OK && i < p->worker_count; i++) {
            batch_worker *worker = &p->workers[i];
            if (worker->pid && worker->case_count >= depth) {
                continue;
            }
            if (!next_case(p, &case_index)) {
                return TSR_OK;
            }
            st = worker->pid ? TSR_OK : start_worker(p, worker, err);
            st = st == TSR_OK ? send_case(p, worker, case_index, err) : st;
        }
    }
    return st;
}

/* A worker is gone: who is to blame, and what is to be done again. */
static tsr_status bury(struct pool *p, batch_worker *worker, tsr_error *err)
{
    tsr_status st = TSR_OK;
    struct trouble *t;
    const int status = batch_worker_end(worker), signal_number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    for (int i = 0; i < worker->case_count; i++) {
        TSRI_TRY(put_back(p, worker->cases[i], &t, err));
        if (i > 0 || worker->photo == BATCH_NO_PHOTO) {
            continue;
        }
        const size_t count = photos_of(p, t->case_index);
        t->deaths[worker->photo]++;
        if (t->deaths[count] > DEATHS_TO_GIVE_UP) { /* also without any of its photos */
            st = tsri_fail(err, TSR_E_BACKEND, "a case of %zu photos ends every process that judges it (signal %d)", count,
                           signal_number);
            goto done;
        }
    }
    p->idle_deaths = worker->photo == BATCH_NO_PHOTO ? p->idle_deaths + 1 : 0;
    worker->case_count = 0;
    if (p->idle_deaths > IDLE_DEATHS) {
        st = tsri_fail(err, TSR_E_BACKEND, "worker processes end before they begin (signal %d)", signal_number);
    }
done:
    return st;
}

static tsr_status take_record(struct pool *p, batch_worker *worker, const char *bytes, size_t size_bytes, tsr_error *err)
{
    const size_t case_index = worker->cases[0], failed = p->journal->failed_count;
    tsr_status st = batch_journal_append(p->journal, case_index, bytes, size_bytes, err);
    if (st == TSR_OK) {
        worker->case_count--;
        memmove(worker->cases, worker->cases + 1, (size_t)worker->case_count * sizeof *worker->cases);
        worker->photo = BATCH_NO_PHOTO;
        forget(p, case_index);
        batch_progress_step(p->progress, photos_of(p, case_index), p->journal->failed_count - failed);
    }
    return st;
}

/* Every whole message of what has come. */
static tsr_status take_messages(struct pool *p, batch_worker *worker, tsr_error *err)
{
    tsri_buffer *in = &worker->in;
    size_t at = 0;
    batch_message message;
    tsr_status st = TSR_OK;
    while (st == TSR_OK && in->size_bytes - at >= sizeof message) {
        memcpy(&message, in->data + at, sizeof message);
        if (in->size_bytes - at - sizeof message < message.size_bytes) {
            break;
        }
        const char *body = in->data + at + sizeof message;
        if (message.kind == BATCH_STARTED) {
            memcpy(&worker->photo, body, sizeof worker->photo);
        } else if (message.kind == BATCH_RECORD) {
            st = take_record(p, worker, body, message.size_bytes, err);
        } else {
            tsr_error fault;
            memcpy(&fault, body, sizeof fault);
            st = tsri_fail_backend(err, fault.code, fault.backend_code, "%s", fault.message);
        }
        at += sizeof message + message.size_bytes;
    }
    in->size_bytes -= at;
    if (in->size_bytes && at) {
        memmove(in->data, in->data + at, in->size_bytes);
    }
    return st;
}

static tsr_status listen_to(struct pool *p, batch_worker *worker, tsr_error *err)
{
    bool gone = false;
    tsr_status st = batch_worker_receive(worker, &gone, err);
    st = st == TSR_OK ? take_messages(p, worker, err) : st;
    return st == TSR_OK && gone ? bury(p, worker, err) : st;
}

static bool any_in_flight(const struct pool *p)
{
    for (int i = 0; i < p->worker_count; i++) {
        if (p->workers[i].pid && p->workers[i].case_count) {
            return true;
        }
    }
    return false;
}

static tsr_status wait_for_workers(struct pool *p, tsr_error *err)
{
    struct pollfd fds[BATCH_MAX_JOBS];
    tsr_status st = TSR_OK;
    for (int i = 0; i < p->worker_count; i++) {
        fds[i] = (struct pollfd){.fd = p->workers[i].pid ? p->workers[i].fd : -1, .events = POLLIN};
    }
    if (poll(fds, (nfds_t)p->worker_count, POLL_MS) < 0) {
        return errno == EINTR ? TSR_OK : tsri_fail_backend(err, TSR_E_IO, errno, "cannot wait for workers: %s", strerror(errno));
    }
    for (int i = 0; st == TSR_OK && i < p->worker_count; i++) {
        if (fds[i].revents) {
            st = listen_to(p, &p->workers[i], err);
        }
    }
    return st;
}

tsr_status batch_pool_run(const batch_work *work,
                          int jobs,
                          batch_journal *journal,
                          const volatile sig_atomic_t *stop,
                          batch_progress *progress,
                          tsr_error *err)
{
    struct pool p = {.work = work, .journal = journal, .progress = progress};
    const size_t left = journal->list->case_count - journal->case_count;
    tsr_status st = TSR_OK;
    p.worker_count = (size_t)jobs < left ? jobs : (int)left;
    TSRI_TRY(tsri_alloc_zero(memory_of(&p), (size_t)p.worker_count + 1, sizeof *p.workers, &p.workers, err));
    batch_window_init(&p.window, journal, work->root);
    for (;;) {
        if (!*stop) {
            TSRI_TRY(feed(&p, err));
        }
        if (!any_in_flight(&p)) {
            break;
        }
        TSRI_TRY(wait_for_workers(&p, err));
        TSRI_TRY(batch_journal_tick(journal, err));
    }
done:
    for (int i = 0; p.workers && i < p.worker_count; i++) {
        if (p.workers[i].pid) {
            (void)batch_worker_end(&p.workers[i]);
        }
    }
    while (p.troubles) {
        forget(&p, p.troubles->case_index);
    }
    tsri_free(memory_of(&p), p.workers);
    /* What was finished before a fault is worth keeping, if it can be kept. */
    tsr_error late = {0};
    tsr_status synced = batch_journal_sync(journal, st == TSR_OK ? err : &late);
    return st == TSR_OK ? synced : st;
}
