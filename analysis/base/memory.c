/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* sbrk, madvise */
#include "base/memory.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fail.h"

enum { ARENA_ALIGN_BYTES = 64 };

struct tsri_arena_block {
    struct tsri_arena_block *before;
};

static void *libc_alloc(void *user, size_t size_bytes)
{
    (void)user;
    return malloc(size_bytes ? size_bytes : 1);
}

static void libc_free(void *user, void *block)
{
    (void)user;
    free(block);
}

const tsr_allocator *tsri_memory_default(void)
{
    static const tsr_allocator LIBC = {libc_alloc, libc_free, NULL};
    return &LIBC;
}

void tsri_memory_keep(void)
{
    enum { MEGABYTE = 1 << 20, HUGE_PAGE_BYTES = 2 * MEGABYTE };
    enum {
        FROM_SYSTEM_BYTES = 32 * MEGABYTE, /* larger blocks come from the system one by one; the most that glibc takes */
        GROWTH_BYTES = 128 * MEGABYTE,     /* a photo of 12 MP needs some 60; what is not written to takes no memory */
        KEPT_BYTES = 256 * MEGABYTE,       /* more than this is given back */
        LEFT_BYTES = MEGABYTE / 4          /* more than the heap has left before it grows */
    };
    (void)mallopt(M_MMAP_THRESHOLD, FROM_SYSTEM_BYTES);
    (void)mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    (void)mallopt(M_TOP_PAD, GROWTH_BYTES);
    const uintptr_t before = (uintptr_t)sbrk(0);
    const uintptr_t start = (before + LEFT_BYTES + HUGE_PAGE_BYTES - 1) / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES;
    void *volatile gap = malloc(start - before - LEFT_BYTES / 4); /* grows the heap; what follows lies in huge pages, but a bit */
    const uintptr_t end = (uintptr_t)sbrk(0);
    if (gap && end > start) {
        (void)madvise((void *)start, end - start, MADV_HUGEPAGE); /* refused by kernels that have none: then without */
    } else {
        free(gap); /* another allocator than glibc's */
    }
}

bool tsri_mul_size(size_t a, size_t b, size_t *out)
{
    return !__builtin_mul_overflow(a, b, out);
}

bool tsri_add_size(size_t a, size_t b, size_t *out)
{
    return !__builtin_add_overflow(a, b, out);
}

tsr_status tsri_alloc(const tsr_allocator *memory, size_t count, size_t size_bytes, void *out, tsr_error *err)
{
    size_t total;
    void *block = tsri_mul_size(count, size_bytes, &total) ? memory->alloc(memory->user, total) : NULL;
    if (!block) {
        return tsri_fail(err, TSR_E_NOMEM, "no memory for %zu x %zu bytes", count, size_bytes);
    }
    memcpy(out, &block, sizeof block);
    return TSR_OK;
}

tsr_status tsri_alloc_zero(const tsr_allocator *memory, size_t count, size_t size_bytes, void *out, tsr_error *err)
{
    void *block = NULL;
    tsr_status st = tsri_alloc(memory, count, size_bytes, &block, err);
    if (st == TSR_OK) {
        memset(block, 0, count * size_bytes);
        memcpy(out, &block, sizeof block);
    }
    return st;
}

void tsri_free(const tsr_allocator *memory, const void *block)
{
    if (block) {
        memory->free(memory->user, (void *)(uintptr_t)block);
    }
}

void tsri_arena_init(tsri_arena *arena, const tsr_allocator *memory)
{
    arena->memory = memory;
    arena->last = NULL;
}

tsr_status tsri_arena_alloc(tsri_arena *arena, size_t count, size_t size_bytes, void *out, tsr_error *err)
{
    size_t body, total;
    if (!tsri_mul_size(count, size_bytes, &body) || !tsri_add_size(body, 2 * ARENA_ALIGN_BYTES, &total)) {
        return tsri_fail(err, TSR_E_NOMEM, "no memory for %zu x %zu bytes", count, size_bytes);
    }
    struct tsri_arena_block *block = NULL;
    tsr_status st = tsri_alloc(arena->memory, total, 1, &block, err);
    if (st != TSR_OK) {
        return st;
    }
    block->before = arena->last;
    arena->last = block;
    uintptr_t start = ((uintptr_t)(block + 1) + ARENA_ALIGN_BYTES - 1) & ~(uintptr_t)(ARENA_ALIGN_BYTES - 1);
    void *memory = (void *)start;
    memset(memory, 0, body);
    memcpy(out, &memory, sizeof memory);
    return TSR_OK;
}

void tsri_arena_release(tsri_arena *arena)
{
    while (arena->last) {
        struct tsri_arena_block *before = arena->last->before;
        tsri_free(arena->memory, arena->last);
        arena->last = before;
    }
}
