/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "image/tiff_write.h"
#include "support/image_check.h"

enum { WIDTH_PX = 301, HEIGHT_PX = 977, PAGE_COUNT = 3 };

static uint8_t grey[WIDTH_PX * HEIGHT_PX], rgb[WIDTH_PX * HEIGHT_PX * 3];
static uint16_t deep[WIDTH_PX * HEIGHT_PX];

static void fill(void)
{
    uint32_t state = 7;
    for (size_t i = 0; i < sizeof grey; i++) {
        grey[i] = (uint8_t)(i % 4);
        deep[i] = (uint16_t)(check_random(&state) & 0xFF00);
        memset(rgb + 3 * i, (int)(check_random(&state) >> 24), 2);
        rgb[3 * i + 2] = (uint8_t)i;
    }
}

static tsri_tiff_page page_of(int which)
{
    const tsri_tiff_page pages[PAGE_COUNT] = {{grey, WIDTH_PX, HEIGHT_PX, 1, 8, "grey", "eight bits", 0},
                                              {deep, WIDTH_PX, HEIGHT_PX, 1, 16, "deep", "sixteen bits", 0.5},
                                              {rgb, WIDTH_PX, HEIGHT_PX, 3, 8, "colour", "a picture", 0}};
    return pages[which];
}

static tsr_status write_all(const tsr_allocator *memory, made_file *out, tsr_error *err)
{
    tsri_tiff_writer *writer = NULL;
    tsr_status st = tsri_tiff_writer_create(memory, PAGE_COUNT, "Test 1", &writer, err);
    for (int i = 0; st == TSR_OK && i < PAGE_COUNT; i++) {
        const tsri_tiff_page page = page_of(i);
        st = tsri_tiff_writer_add(writer, &page, err);
    }
    if (st == TSR_OK) {
        st = tsri_tiff_writer_finish(writer, &out->data, &out->size_bytes, err);
    }
    tsri_tiff_writer_destroy(&writer);
    return st;
}

static made_file written(memory_probe *probe)
{
    made_file file = {0};
    tsr_error err = {0};
    memory_probe_init(probe);
    tsr_status st = write_all(&probe->allocator, &file, &err);
    ck_assert_msg(st == TSR_OK, "%s", err.message);
    ck_assert_int_eq(probe->live_count, 1); /* nothing but the file */
    return file;
}

START_TEST(pages_come_back_as_they_were)
{
    memory_probe probe;
    made_file file = written(&probe);
    for (uint32_t i = 0; i < PAGE_COUNT; i++) {
        tsri_decode_params params = check_params();
        params.page = i;
        tsri_photo photo = decode_good(file, &params);
        ck_assert(photo.width_px == WIDTH_PX && photo.height_px == HEIGHT_PX);
        for (size_t p = 0; p < sizeof grey; p++) {
            const uint8_t *got = photo.rgb.data + 3 * p;
            const uint8_t level = i == 0 ? grey[p] : (uint8_t)((deep[p] * 255U + 32767U) / 65535U);
            if (i == 2) {
                ck_assert_int_eq(memcmp(got, rgb + 3 * p, 3), 0);
            } else {
                ck_assert_int_le(abs(got[0] - level), 1);
            }
        }
        tsri_photo_release(&photo);
    }
    tsri_free(&probe.allocator, file.data);
}
END_TEST

START_TEST(the_same_pixels_give_the_same_bytes)
{
    memory_probe probe, other;
    made_file a = written(&probe), b = written(&other);
    ck_assert_uint_eq(a.size_bytes, b.size_bytes);
    ck_assert_int_eq(memcmp(a.data, b.data, a.size_bytes), 0);
    tsri_free(&probe.allocator, a.data);
    tsri_free(&other.allocator, b.data);
}
END_TEST

START_TEST(bad_pages_are_refused)
{
    memory_probe probe;
    tsri_tiff_writer *writer = NULL;
    tsr_error err = {0};
    made_file file = {0};
    memory_probe_init(&probe);
    ck_assert_int_eq(tsri_tiff_writer_create(&probe.allocator, 1, "Test 1", &writer, &err), TSR_OK);
    tsri_tiff_page bad[5] = {page_of(0), page_of(0), page_of(0), page_of(0), page_of(0)};
    bad[0].width_px = 0;
    bad[1].channels = 2;
    bad[2].bits = 12;
    bad[3].pixels = NULL;
    bad[4].height_px = -1;
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(tsri_tiff_writer_add(writer, &bad[i], &err), TSR_E_INVALID_ARG);
    }
    ck_assert_int_eq(tsri_tiff_writer_finish(writer, &file.data, &file.size_bytes, &err),
                     TSR_E_INVALID_ARG); /* a page is missing */
    const tsri_tiff_page good = page_of(0);
    ck_assert_int_eq(tsri_tiff_writer_add(writer, &good, &err), TSR_OK);
    ck_assert_int_eq(tsri_tiff_writer_add(writer, &good, &err), TSR_E_INVALID_ARG); /* one too many */
    tsri_tiff_writer_destroy(&writer);
    tsri_tiff_writer_destroy(&writer);
    tsri_tiff_writer_destroy(NULL);
    ck_assert_int_eq(probe.live_count, 0);
}
END_TEST

START_TEST(failing_memory_leaks_nothing)
{
    memory_probe probe;
    made_file file = {0};
    FAIL_ALLOC_EACH(probe, write_all(&probe.allocator, &file, NULL), tsri_free(&probe.allocator, file.data));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("tiff_write");
    fill();
    tcase_add_test(tcase, pages_come_back_as_they_were);
    tcase_add_test(tcase, the_same_pixels_give_the_same_bytes);
    tcase_add_test(tcase, bad_pages_are_refused);
    tcase_add_test(tcase, failing_memory_leaks_nothing);
    return run_tcase("image_tiff_write", tcase);
}
