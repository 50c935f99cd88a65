/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/buffer.h"
#include "support/image_check.h"

START_TEST(sizes_that_overflow_are_told)
{
    size_t out = 7;
    ck_assert(tsri_mul_size(6, 7, &out));
    ck_assert_uint_eq(out, 42);
    ck_assert(tsri_mul_size(SIZE_MAX, 1, &out));
    ck_assert_uint_eq(out, SIZE_MAX);
    ck_assert(tsri_mul_size(0, SIZE_MAX, &out));
    ck_assert_uint_eq(out, 0);
    ck_assert(!tsri_mul_size(SIZE_MAX / 2 + 1, 2, &out));
    ck_assert(!tsri_mul_size((size_t)1 << 33, (size_t)1 << 33, &out));
    ck_assert(tsri_add_size(SIZE_MAX - 1, 1, &out));
    ck_assert_uint_eq(out, SIZE_MAX);
    ck_assert(!tsri_add_size(SIZE_MAX, 1, &out));
}
END_TEST

START_TEST(a_size_that_overflows_is_out_of_memory)
{
    memory_probe probe;
    tsri_arena arena;
    tsr_error err;
    int unset = 0;
    void *block = &unset;
    memory_probe_init(&probe);
    tsri_arena_init(&arena, &probe.allocator);
    ck_assert_int_eq(tsri_alloc(&probe.allocator, SIZE_MAX / 2, 3, &block, &err), TSR_E_NOMEM);
    ck_assert_int_eq(err.code, TSR_E_NOMEM);
    ck_assert_int_eq(tsri_alloc_zero(&probe.allocator, SIZE_MAX, 2, &block, NULL), TSR_E_NOMEM);
    ck_assert_int_eq(tsri_arena_alloc(&arena, SIZE_MAX, 2, &block, &err), TSR_E_NOMEM);
    ck_assert_int_eq(tsri_arena_alloc(&arena, SIZE_MAX - 8, 1, &block, &err), TSR_E_NOMEM);
    ck_assert_ptr_eq(block, &unset); /* written only on success */
    ck_assert_int_eq(probe.request_count, 0);
}
END_TEST

START_TEST(blocks_are_given_and_taken_back)
{
    memory_probe probe;
    uint32_t *words = NULL;
    memory_probe_init(&probe);
    ck_assert_int_eq(tsri_alloc_zero(&probe.allocator, 100, sizeof *words, &words, NULL), TSR_OK);
    for (int i = 0; i < 100; i++) {
        ck_assert_uint_eq(words[i], 0);
    }
    tsri_free(&probe.allocator, words);
    tsri_free(&probe.allocator, NULL);
    ck_assert_int_eq(tsri_alloc(&probe.allocator, 0, 0, &words, NULL), TSR_OK);
    ck_assert_ptr_nonnull(words);
    tsri_free(&probe.allocator, words);
    ck_assert_int_eq(probe.live_count, 0);
    FAIL_ALLOC_EACH(probe, tsri_alloc_zero(&probe.allocator, 3, 5, &words, NULL), tsri_free(&probe.allocator, words));
    ck_assert_int_eq(tsri_alloc(tsri_memory_default(), 0, 1, &words, NULL), TSR_OK);
    ck_assert_ptr_nonnull(words);
    tsri_free(tsri_memory_default(), words);
}
END_TEST

/* Three blocks of an arena; released by the caller, also after a failure. */
static tsr_status fill_arena(tsri_arena *arena, const tsr_allocator *memory)
{
    tsri_arena_init(arena, memory);
    for (size_t i = 1; i <= 3; i++) {
        uint8_t *block = NULL;
        tsr_status st = tsri_arena_alloc(arena, i * 33, 1, &block, NULL);
        if (st != TSR_OK) {
            tsri_arena_release(arena);
            return st;
        }
        ck_assert_uint_eq((uintptr_t)block % 64, 0);
        for (size_t k = 0; k < i * 33; k++) {
            ck_assert_uint_eq(block[k], 0);
        }
        memset(block, 0xFF, i * 33); /* to the last byte: a sanitizer watches */
    }
    return TSR_OK;
}

START_TEST(an_arena_is_aligned_cleared_and_released_whole)
{
    memory_probe probe;
    tsri_arena arena;
    memory_probe_init(&probe);
    ck_assert_int_eq(fill_arena(&arena, &probe.allocator), TSR_OK);
    ck_assert_int_eq(probe.live_count, 3);
    tsri_arena_release(&arena);
    ck_assert_int_eq(probe.live_count, 0);
    tsri_arena_release(&arena); /* nothing is left to free */
    ck_assert_int_eq(probe.live_count, 0);
    FAIL_ALLOC_EACH(probe, fill_arena(&arena, &probe.allocator), tsri_arena_release(&arena));
}
END_TEST

START_TEST(a_buffer_grows_and_stays_a_string)
{
    memory_probe probe;
    tsri_buffer buffer;
    memory_probe_init(&probe);
    tsri_buffer_init(&buffer, &probe.allocator);
    ck_assert_ptr_null(buffer.data);
    ck_assert_int_eq(tsri_buffer_append(&buffer, NULL, 0, NULL), TSR_OK);
    ck_assert_str_eq(buffer.data, "");
    for (int i = 0; i < 1000; i++) {
        ck_assert_int_eq(tsri_buffer_printf(&buffer, NULL, "%03d,", i), TSR_OK);
        ck_assert_uint_eq(strlen(buffer.data), buffer.size_bytes);
        ck_assert_uint_lt(buffer.size_bytes, buffer.capacity_bytes);
    }
    ck_assert_uint_eq(buffer.size_bytes, 4000);
    ck_assert_int_eq(strncmp(buffer.data + 3996, "999,", 5), 0);
    ck_assert_int_eq(probe.live_count, 1);
    ck_assert_int_lt(probe.request_count, 20); /* it grows by shares, not by steps */
    tsri_buffer_release(&buffer);
    ck_assert_int_eq(probe.live_count, 0);
    ck_assert_ptr_null(buffer.data);
    ck_assert_ptr_eq(buffer.memory, &probe.allocator); /* and may be used again */
}
END_TEST

START_TEST(a_buffer_that_cannot_grow_is_as_before)
{
    memory_probe probe;
    tsri_buffer buffer;
    tsr_error err;
    char text[400];
    memset(text, 'x', sizeof text);
    memory_probe_init(&probe);
    tsri_buffer_init(&buffer, &probe.allocator);
    ck_assert_int_eq(tsri_buffer_append(&buffer, "before", 6, NULL), TSR_OK);
    probe.fail_at = 2;
    ck_assert_int_eq(tsri_buffer_append(&buffer, text, sizeof text, &err), TSR_E_NOMEM);
    ck_assert_int_eq(err.code, TSR_E_NOMEM);
    ck_assert_str_eq(buffer.data, "before");
    probe.fail_at = 3;
    ck_assert_int_eq(tsri_buffer_printf(&buffer, &err, "%.400s", text), TSR_E_NOMEM);
    ck_assert_str_eq(buffer.data, "before");
    ck_assert_int_eq(tsri_buffer_append(&buffer, text, SIZE_MAX - 3, &err), TSR_E_NOMEM);
    ck_assert_int_eq(tsri_buffer_append(&buffer, text, SIZE_MAX - 6, &err), TSR_E_NOMEM);
    ck_assert_str_eq(buffer.data, "before");
    ck_assert_uint_eq(buffer.size_bytes, 6);
    tsri_buffer_release(&buffer);
    ck_assert_int_eq(probe.live_count, 0);
}
END_TEST

#ifndef TSR_TEST_SANITIZED /* a sanitizer's heap is its own */
enum { BLOCK_BYTES = 16 << 20, BLOCKS = 3 };

/* Take blocks as a photo does, write to every page and free them; the page faults that takes. */
static long faults_of_a_photo(void)
{
    struct rusage before, after;
    char *blocks[BLOCKS];
    ck_assert_int_eq(getrusage(RUSAGE_SELF, &before), 0);
    for (int i = 0; i < BLOCKS; i++) {
        ck_assert_int_eq(tsri_alloc_zero(tsri_memory_default(), BLOCK_BYTES, 1, &blocks[i], NULL), TSR_OK);
    }
    for (int i = 0; i < BLOCKS; i++) {
        tsri_free(tsri_memory_default(), blocks[i]);
    }
    ck_assert_int_eq(getrusage(RUSAGE_SELF, &after), 0);
    return after.ru_minflt - before.ru_minflt;
}

START_TEST(a_kept_heap_is_there_for_the_next_photo)
{
    long first, next;
    tsri_memory_keep();
    first = faults_of_a_photo();
    next = faults_of_a_photo();
    ck_assert_int_lt(next, 100); /* of 12,288 pages */
    (void)printf("page faults: %ld, then %ld\n", first, next);
}
END_TEST
#endif

int main(void)
{
    TCase *tcase = tcase_create("memory");
    tcase_add_test(tcase, sizes_that_overflow_are_told);
    tcase_add_test(tcase, a_size_that_overflows_is_out_of_memory);
    tcase_add_test(tcase, blocks_are_given_and_taken_back);
    tcase_add_test(tcase, an_arena_is_aligned_cleared_and_released_whole);
    tcase_add_test(tcase, a_buffer_grows_and_stays_a_string);
    tcase_add_test(tcase, a_buffer_that_cannot_grow_is_as_before);
#ifndef TSR_TEST_SANITIZED
    tcase_add_test(tcase, a_kept_heap_is_there_for_the_next_photo);
#endif
    return run_tcase("base_memory", tcase);
}
