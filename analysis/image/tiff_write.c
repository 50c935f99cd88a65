/* SPDX-License-Identifier: Apache-2.0
 *
 * libtiff writes through callbacks into a block of memory that grows, and goes back in it to link one page to the next. */
#include "image/tiff_write.h"

#include <stdio.h>
#include <string.h>

#include <tiffio.h>

#include "base/fail.h"
#include "image/tiff_memory.h"

enum {
    FIRST_BYTES = 1 << 16,
    STRIP_BYTES = 1 << 18, /* decoders hold one strip at a time */
    DEFLATE_LEVEL = 1, /* labels shrink to a hundredth at any level; photos gain 3 % from the default level at twice the time */
    MM_PER_CM = 10
};

struct tsri_tiff_writer {
    tsri_tiff_memory file; /* its bytes are the block's */
    const tsr_allocator *memory;
    TIFF *tiff;
    uint8_t *block;
    size_t room_bytes;
    int32_t page, page_count;
    const char *software;
    bool no_memory;
};

static bool make_room(tsri_tiff_writer *w, uint64_t needed_bytes)
{
    size_t room = w->room_bytes ? w->room_bytes : FIRST_BYTES;
    uint8_t *bytes = NULL;
    if (needed_bytes <= w->room_bytes) {
        return true;
    }
    while (room < needed_bytes) {
        if (!tsri_mul_size(room, 2, &room)) {
            return false;
        }
    }
    if (tsri_alloc_zero(w->memory, room, 1, &bytes, NULL) != TSR_OK) {
        return false;
    }
    if (w->block) {
        memcpy(bytes, w->block, w->file.size_bytes);
        tsri_free(w->memory, w->block);
    }
    w->file.bytes = w->block = bytes;
    w->room_bytes = room;
    return true;
}

static tmsize_t write_bytes(thandle_t handle, void *bytes, tmsize_t count)
{
    tsri_tiff_writer *w = handle;
    const uint64_t end = w->file.at + (uint64_t)count;
    if (count < 0 || end < w->file.at || !make_room(w, end)) {
        w->no_memory = true;
        return -1;
    }
    memcpy(w->block + w->file.at, bytes, (size_t)count);
    w->file.at = end;
    w->file.size_bytes = end > w->file.size_bytes ? (size_t)end : w->file.size_bytes;
    return count;
}

static tsr_status fault_of(const tsri_tiff_writer *w, tsr_error *err)
{
    return w->no_memory ? tsri_fail(err, TSR_E_NOMEM, "tiff of more than %zu bytes", w->file.size_bytes)
                        : tsri_fail(err, TSR_E_BACKEND, "tiff writer, page %d: %s", (int)w->page + 1, w->file.text);
}

tsr_status tsri_tiff_writer_create(
    const tsr_allocator *memory, int32_t page_count, const char *software, tsri_tiff_writer **out, tsr_error *err)
{
    tsri_tiff_writer *w = NULL;
    *out = NULL;
    tsr_status st = tsri_alloc_zero(memory, 1, sizeof *w, &w, err);
    if (st != TSR_OK) {
        return st;
    }
    w->memory = memory;
    w->page_count = page_count;
    w->software = software;
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (options) {
        TIFFOpenOptionsSetErrorHandlerExtR(options, tsri_tiff_memory_note, w);
        TIFFOpenOptionsSetWarningHandlerExtR(options, tsri_tiff_memory_note, w);
        w->tiff = TIFFClientOpenExt("memory", "wlm", w, tsri_tiff_memory_read, write_bytes, tsri_tiff_memory_seek,
                                    tsri_tiff_memory_close, tsri_tiff_memory_size, NULL, NULL, options);
        TIFFOpenOptionsFree(options);
    }
    if (!w->tiff) {
        st = w->file.text[0] ? fault_of(w, err) : tsri_fail(err, TSR_E_NOMEM, "no memory for the tiff encoder");
        tsri_tiff_writer_destroy(&w);
    }
    *out = w;
    return st;
}

static void set_tags(const tsri_tiff_writer *w, const tsri_tiff_page *page, uint32_t rows_per_strip)
{
    TIFF *t = w->tiff;
    TIFFSetField(t, TIFFTAG_SUBFILETYPE, w->page_count > 1 ? FILETYPE_PAGE : 0);
    TIFFSetField(t, TIFFTAG_IMAGEWIDTH, (uint32_t)page->width_px);
    TIFFSetField(t, TIFFTAG_IMAGELENGTH, (uint32_t)page->height_px);
    TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, page->channels);
    TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, page->bits);
    TIFFSetField(t, TIFFTAG_PHOTOMETRIC, page->channels == 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
    TIFFSetField(t, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, rows_per_strip);
    TIFFSetField(t, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
    TIFFSetField(t, TIFFTAG_ZIPQUALITY, DEFLATE_LEVEL);
    TIFFSetField(t, TIFFTAG_PREDICTOR, page->channels == 3 ? PREDICTOR_HORIZONTAL : PREDICTOR_NONE);
    TIFFSetField(t, TIFFTAG_PAGENUMBER, w->page, w->page_count);
    TIFFSetField(t, TIFFTAG_PAGENAME, page->name);
    TIFFSetField(t, TIFFTAG_IMAGEDESCRIPTION, page->description);
    TIFFSetField(t, TIFFTAG_SOFTWARE, w->software);
    double px_per_unit = page->mm_per_px > 0 ? MM_PER_CM / page->mm_per_px : 1;
    TIFFSetField(t, TIFFTAG_RESOLUTIONUNIT, page->mm_per_px > 0 ? RESUNIT_CENTIMETER : RESUNIT_NONE);
    TIFFSetField(t, TIFFTAG_XRESOLUTION, px_per_unit);
    TIFFSetField(t, TIFFTAG_YRESOLUTION, px_per_unit);
}

/* The predictor of libtiff changes the rows that it is given, so each strip is a copy. */
static tsr_status
write_strips(const tsri_tiff_writer *w, const tsri_tiff_page *page, size_t row_bytes, int32_t rows, tsr_error *err)
{
    uint8_t *strip = NULL;
    const uint8_t *from = page->pixels;
    tsr_status st = tsri_alloc_zero(w->memory, (size_t)rows, row_bytes, &strip, err);
    for (int32_t y = 0; st == TSR_OK && y < page->height_px; y += rows) {
        const size_t here = (size_t)(page->height_px - y < rows ? page->height_px - y : rows) * row_bytes;
        memcpy(strip, from + (size_t)y * row_bytes, here);
        if (TIFFWriteEncodedStrip(w->tiff, (uint32_t)(y / rows), strip, (tmsize_t)here) < 0) {
            st = fault_of(w, err);
        }
    }
    tsri_free(w->memory, strip);
    return st;
}

tsr_status tsri_tiff_writer_add(tsri_tiff_writer *w, const tsri_tiff_page *page, tsr_error *err)
{
    if (!page->pixels || page->width_px < 1 || page->height_px < 1 || (page->channels != 1 && page->channels != 3) ||
        (page->bits != 8 && page->bits != 16) || w->page >= w->page_count) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "tiff page %d of %d: %d x %d px, %d channels of %d bits", (int)w->page + 1,
                         (int)w->page_count, page->width_px, page->height_px, page->channels, page->bits);
    }
    const size_t row_bytes = (size_t)page->width_px * (size_t)page->channels * (size_t)(page->bits / 8);
    const size_t most_rows = row_bytes < STRIP_BYTES ? STRIP_BYTES / row_bytes : 1;
    const int32_t rows = most_rows < (size_t)page->height_px ? (int32_t)most_rows : page->height_px;
    set_tags(w, page, (uint32_t)rows);
    tsr_status st = write_strips(w, page, row_bytes, rows, err);
    if (st == TSR_OK && !TIFFWriteDirectory(w->tiff)) {
        st = fault_of(w, err);
    }
    w->page++;
    return st;
}

tsr_status tsri_tiff_writer_finish(tsri_tiff_writer *w, uint8_t **out_bytes, size_t *out_size_bytes, tsr_error *err)
{
    *out_bytes = NULL;
    *out_size_bytes = 0;
    if (w->page != w->page_count) {
        return tsri_fail(err, TSR_E_INVALID_ARG, "tiff of %d pages has %d", (int)w->page_count, (int)w->page);
    }
    TIFFClose(w->tiff);
    w->tiff = NULL;
    if (w->file.text[0] || w->no_memory) { /* some failures are told by nothing else */
        return fault_of(w, err);
    }
    *out_bytes = w->block;
    *out_size_bytes = w->file.size_bytes;
    w->block = NULL; /* the caller's now */
    return TSR_OK;
}

void tsri_tiff_writer_destroy(tsri_tiff_writer **writer)
{
    if (writer && *writer) {
        tsri_tiff_writer *w = *writer;
        if (w->tiff) {
            TIFFClose(w->tiff); /* writes what is left into the bytes */
        }
        tsri_free(w->memory, w->block);
        tsri_free(w->memory, w);
        *writer = NULL;
    }
}
