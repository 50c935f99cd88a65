/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <unistd.h>

#include "app/batch/batch.h"
#include "base/clock.h"

static const double TERMINAL_EVERY_MS = 200, PLAIN_EVERY_MS = 5000;

void batch_progress_start(batch_progress *progress, size_t total, size_t before, size_t failed)
{
    double now_ms = tsri_clock_ms();
    *progress = (batch_progress){.start_ms = now_ms,
                                 .last_ms = now_ms,
                                 .total = total,
                                 .before = before,
                                 .done = before,
                                 .failed = failed,
                                 .terminal = isatty(STDERR_FILENO) == 1};
}

static void show(const batch_progress *p, double now_ms)
{
    double spent_s = (now_ms - p->start_ms) / 1e3, rate = spent_s > 0 ? (double)(p->done - p->before) / spent_s : 0;
    double left_s = rate > 0 ? (double)(p->total - p->done) / rate : 0;
    (void)fprintf(stderr, "%s%zu of %zu photos, %.1f a second, %.0f s left, %zu not read%s",
                  p->terminal ? "\r\033[K" : "tonsure: ", p->done, p->total, rate, left_s, p->failed, p->terminal ? "" : "\n");
    (void)fflush(stderr);
}

void batch_progress_step(batch_progress *progress, size_t count, size_t failed)
{
    double now_ms = tsri_clock_ms();
    progress->done += count;
    progress->failed += failed;
    if (now_ms - progress->last_ms >= (progress->terminal ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS)) {
        progress->last_ms = now_ms;
        show(progress, now_ms);
    }
}

void batch_progress_end(const batch_progress *progress)
{
    show(progress, tsri_clock_ms());
    if (progress->terminal) {
        (void)fputc('\n', stderr);
    }
}
