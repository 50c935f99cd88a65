/* SPDX-License-Identifier: Apache-2.0 */
#include <libexif/exif-data.h>
#include <string.h>

#include "image/codec.h"

/* The block of a JPEG ends at 64 KiB. Other containers hold longer ones, but the orientation stands in the first directory, and
 * writers put that first. */
enum { MAX_EXIF_BYTES = 65535 };

static const uint8_t EXIF_HEADER[6] = {'E', 'x', 'i', 'f', 0, 0};

static int orientation_of(ExifData *data)
{
    int orientation = 1;
    ExifEntry *entry = exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
    if (entry && entry->format == EXIF_FORMAT_SHORT && entry->components >= 1 && entry->size >= 2 && entry->data) {
        const int stored = exif_get_short(entry->data, exif_data_get_byte_order(data));
        orientation = stored >= 1 && stored <= 8 ? stored : 1;
    }
    return orientation;
}

/* data starts with EXIF_HEADER, without which libexif reads nothing. */
static int parse(const uint8_t *bytes, size_t size_bytes)
{
    ExifData *data = exif_data_new();
    if (!data) {
        return 1;
    }
    exif_data_load_data(data, bytes, (unsigned)size_bytes);
    const int orientation = orientation_of(data);
    exif_data_unref(data);
    return orientation;
}

int tsri_exif_orientation(const uint8_t *exif, size_t size_bytes)
{
    if (!exif || size_bytes < sizeof EXIF_HEADER) {
        return 1;
    }
    if (memcmp(exif, EXIF_HEADER, sizeof EXIF_HEADER) == 0) {
        return parse(exif, size_bytes < MAX_EXIF_BYTES ? size_bytes : MAX_EXIF_BYTES);
    }
    const size_t body = size_bytes < MAX_EXIF_BYTES - sizeof EXIF_HEADER ? size_bytes : MAX_EXIF_BYTES - sizeof EXIF_HEADER;
    const tsr_allocator *memory = tsri_memory_default();
    uint8_t *copy = NULL;
    if (tsri_alloc(memory, sizeof EXIF_HEADER + body, 1, &copy, NULL) != TSR_OK) {
        return 1;
    }
    memcpy(copy, EXIF_HEADER, sizeof EXIF_HEADER);
    memcpy(copy + sizeof EXIF_HEADER, exif, body);
    const int orientation = parse(copy, sizeof EXIF_HEADER + body);
    tsri_free(memory, copy);
    return orientation;
}
