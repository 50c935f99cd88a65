/* SPDX-License-Identifier: Apache-2.0
 * A plain file comes from libwebp; metadata goes into the extended container (VP8X), built here. */
#include <stdlib.h>
#include <string.h>

#include <webp/encode.h>

#include "support/image_files.h"

enum { FLAG_ICC = 0x20, FLAG_ALPHA = 0x10, FLAG_EXIF = 0x08, RIFF_HEADER_BYTES = 12 };

static void put_u32(uint8_t *out, size_t value)
{
    for (int i = 0; i < 4; i++) {
        out[i] = (uint8_t)(value >> (8 * i));
    }
}

static void append_chunk(made_file *file, const char *name, const void *body, size_t body_bytes)
{
    uint8_t header[8];
    memcpy(header, name, 4);
    put_u32(header + 4, body_bytes);
    made_file_append(file, header, sizeof header);
    made_file_append(file, body, body_bytes);
    if (body_bytes % 2) {
        made_file_append(file, "", 1);
    }
}

static made_file extend(const made_image *image, const uint8_t *plain, size_t plain_bytes)
{
    made_file file = {0};
    uint8_t header[10] = {
        (uint8_t)((image->icc ? FLAG_ICC : 0) | (image->channels == 4 ? FLAG_ALPHA : 0) | (image->orientation ? FLAG_EXIF : 0))};
    header[4] = (uint8_t)(image->width_px - 1);
    header[5] = (uint8_t)((image->width_px - 1) >> 8);
    header[7] = (uint8_t)(image->height_px - 1);
    header[8] = (uint8_t)((image->height_px - 1) >> 8);
    made_file_append(&file, "RIFF\0\0\0\0WEBP", RIFF_HEADER_BYTES);
    append_chunk(&file, "VP8X", header, sizeof header);
    if (image->icc) {
        append_chunk(&file, "ICCP", image->icc, image->icc_bytes);
    }
    made_file_append(&file, plain + RIFF_HEADER_BYTES, plain_bytes - RIFF_HEADER_BYTES);
    if (image->orientation) {
        made_file exif = make_exif(image->orientation, image->orientation % 2 == 0);
        append_chunk(&file, "EXIF", exif.data, exif.size_bytes);
        made_file_release(&exif);
    }
    put_u32(file.data + 4, file.size_bytes - 8);
    return file;
}

made_file make_webp(const made_image *image, bool lossless)
{
    uint8_t *bytes = NULL;
    size_t size_bytes;
    const int stride = image->width_px * image->channels;
    if (image->channels == 4) {
        size_bytes = lossless ? WebPEncodeLosslessRGBA(image->pixels, image->width_px, image->height_px, stride, &bytes)
                              : WebPEncodeRGBA(image->pixels, image->width_px, image->height_px, stride, 95, &bytes);
    } else {
        size_bytes = lossless ? WebPEncodeLosslessRGB(image->pixels, image->width_px, image->height_px, stride, &bytes)
                              : WebPEncodeRGB(image->pixels, image->width_px, image->height_px, stride, 95, &bytes);
    }
    if (size_bytes == 0) {
        abort();
    }
    made_file file = {0};
    const bool is_extended = memcmp(bytes + RIFF_HEADER_BYTES, "VP8X", 4) == 0; /* lossy with alpha */
    if ((image->icc || image->orientation) && !is_extended) {
        file = extend(image, bytes, size_bytes);
    } else {
        made_file_append(&file, bytes, size_bytes);
    }
    WebPFree(bytes);
    return file;
}
