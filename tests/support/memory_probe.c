/* SPDX-License-Identifier: Apache-2.0 */
#include "support/memory_probe.h"

#include <stdlib.h>
#include <string.h>

static void *probe_alloc(void *user, size_t size_bytes)
{
    memory_probe *probe = user;
    if (++probe->request_count == probe->fail_at) {
        return NULL;
    }
    void *block = malloc(size_bytes ? size_bytes : 1);
    if (block) {
        memset(block, 0xA5, size_bytes); /* whoever reads before writing shall notice */
        probe->live_count++;
    }
    return block;
}

static void probe_free(void *user, void *block)
{
    memory_probe *probe = user;
    if (block) {
        probe->live_count--;
        free(block);
    }
}

void memory_probe_init(memory_probe *probe)
{
    memset(probe, 0, sizeof *probe);
    probe->allocator = (tsr_allocator){probe_alloc, probe_free, probe};
}
