/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libheif/heif.h>

#include "support/image_files.h"

static void require(struct heif_error result)
{
    if (result.code != heif_error_Ok) {
        (void)fprintf(stderr, "heic: %s\n", result.message);
        exit(EXIT_FAILURE);
    }
}

static struct heif_image *picture_of(const made_image *image)
{
    struct heif_image *picture = NULL;
    const bool alpha = image->channels == 4;
    const size_t row_bytes = (size_t)image->width_px * (size_t)image->channels;
    require(heif_image_create(image->width_px, image->height_px, heif_colorspace_RGB,
                              alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, &picture));
    require(heif_image_add_plane(picture, heif_channel_interleaved, image->width_px, image->height_px, 8));
    int stride = 0;
    uint8_t *plane = heif_image_get_plane(picture, heif_channel_interleaved, &stride);
    for (int32_t y = 0; y < image->height_px; y++) {
        memcpy(plane + (size_t)y * (size_t)stride, image->pixels + (size_t)y * row_bytes, row_bytes);
    }
    if (image->icc) {
        require(heif_image_set_raw_color_profile(picture, "prof", image->icc, image->icc_bytes));
    }
    return picture;
}

static struct heif_error append(struct heif_context *context, const void *bytes, size_t count, void *user)
{
    (void)context;
    made_file_append(user, bytes, count);
    return (struct heif_error){heif_error_Ok, heif_suberror_Unspecified, ""};
}

/* What phones do: the container turns, and the EXIF block says the same once more. */
static void add_exif(struct heif_context *context, const struct heif_image_handle *handle, int orientation)
{
    made_file exif = make_exif(orientation, false), block = {0};
    made_file_append(&block, "Exif\0", 6);
    made_file_append(&block, exif.data, exif.size_bytes);
    require(heif_context_add_exif_metadata(context, handle, block.data, (int)block.size_bytes));
    made_file_release(&exif);
    made_file_release(&block);
}

made_file make_heic(const made_image *image, int colour_primaries)
{
    struct heif_context *context = heif_context_alloc();
    struct heif_encoder *encoder = NULL;
    require(heif_context_get_encoder_for_format(context, heif_compression_HEVC, &encoder));
    require(heif_encoder_set_lossy_quality(encoder, 90));
    struct heif_encoding_options *options = heif_encoding_options_alloc();
    struct heif_color_profile_nclx *nclx = heif_nclx_color_profile_alloc();
    if (colour_primaries) {
        nclx->color_primaries = (enum heif_color_primaries)colour_primaries;
        options->output_nclx_profile = nclx;
        options->macOS_compatibility_workaround_no_nclx_profile = 0;
    }
    if (image->orientation) {
        options->image_orientation = (enum heif_orientation)image->orientation;
    }
    struct heif_image *picture = picture_of(image);
    if (colour_primaries) {
        require(heif_image_set_nclx_color_profile(picture, nclx)); /* 1.15 writes the picture's, whatever the options say */
    }
    struct heif_image_handle *handle = NULL;
    require(heif_context_encode_image(context, picture, encoder, options, &handle));
    if (image->orientation) {
        add_exif(context, handle, image->orientation);
    }
    made_file file = {0};
    struct heif_writer writer = {.writer_api_version = 1, .write = append};
    require(heif_context_write(context, &writer, &file));
    heif_image_handle_release(handle);
    heif_image_release(picture);
    heif_nclx_color_profile_free(nclx);
    heif_encoding_options_free(options);
    heif_encoder_release(encoder);
    heif_context_free(context);
    return file;
}
