/* SPDX-License-Identifier: Apache-2.0
 * base/memory.h - the only way to heap memory: through a tsr_allocator, with sizes that cannot overflow. */
#ifndef TSRI_MEMORY_H
#define TSRI_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "tonsure/context.h"

/** The C library's allocator. */
const tsr_allocator *tsri_memory_default(void);

/**
 * For a program that takes photo after photo, once, before it has threads: the C library's heap keeps what a photo frees for the
 * next one, and its first part may lie in huge pages, so that the system need not hand out, clear and take back every page of
 * every photo. Changes nothing but speed. Cost: some 0.1 ms.
 */
void tsri_memory_keep(void);

/** *out = a * b; false on overflow. */
bool tsri_mul_size(size_t a, size_t b, size_t *out);

/** *out = a + b; false on overflow. */
bool tsri_add_size(size_t a, size_t b, size_t *out);

/** count x size bytes, not cleared, aligned for any type. Writes *out only on success. @return TSR_OK or TSR_E_NOMEM. */
TSR_NODISCARD tsr_status tsri_alloc(const tsr_allocator *memory, size_t count, size_t size_bytes, void *out, tsr_error *err);

/** The same, cleared. */
TSR_NODISCARD tsr_status tsri_alloc_zero(const tsr_allocator *memory, size_t count, size_t size_bytes, void *out, tsr_error *err);

/** Free a block of this allocator; NULL is fine. */
void tsri_free(const tsr_allocator *memory, const void *block);

/* Scratch memory of one photo: blocks live until the arena is released. */
typedef struct tsri_arena {
    const tsr_allocator *memory;
    struct tsri_arena_block *last;
} tsri_arena;

void tsri_arena_init(tsri_arena *arena, const tsr_allocator *memory);

/** count x size bytes, cleared, aligned to 64 bytes. @return TSR_OK or TSR_E_NOMEM. */
TSR_NODISCARD tsr_status tsri_arena_alloc(tsri_arena *arena, size_t count, size_t size_bytes, void *out, tsr_error *err);

void tsri_arena_release(tsri_arena *arena);

#endif
