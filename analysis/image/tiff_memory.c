/* SPDX-License-Identifier: Apache-2.0 */
#include "image/tiff_memory.h"

#include <stdio.h>
#include <string.h>

#include "image/codec.h"

int64_t tsri_tiff_memory_read(void *handle, void *out, int64_t count)
{
    tsri_tiff_memory *m = handle;
    const uint64_t left = m->at < m->size_bytes ? m->size_bytes - m->at : 0;
    const uint64_t some = count < 0 ? 0 : (uint64_t)count < left ? (uint64_t)count : left;
    if (some > 0) {
        memcpy(out, m->bytes + m->at, (size_t)some);
    }
    m->at += some;
    return (int64_t)some;
}

uint64_t tsri_tiff_memory_seek(void *handle, uint64_t offset, int whence)
{
    tsri_tiff_memory *m = handle;
    m->at = whence == SEEK_CUR ? m->at + offset : whence == SEEK_END ? m->size_bytes + offset : offset;
    return m->at;
}

int tsri_tiff_memory_close(void *handle)
{
    (void)handle;
    return 0;
}

uint64_t tsri_tiff_memory_size(void *handle)
{
    const tsri_tiff_memory *m = handle;
    return m->size_bytes;
}

int tsri_tiff_memory_note(struct tiff *tiff, void *handle, const char *module, const char *format, va_list args)
{
    tsri_tiff_memory *m = handle;
    (void)tiff;
    (void)module;
    if (!m->text[0]) {
        char text[sizeof m->text];
        (void)vsnprintf(text, sizeof text, format, args);
        tsri_library_text(text, m->text, sizeof m->text);
    }
    return 1;
}
