/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "support/image_files.h"

static void set_colours(struct jpeg_compress_struct *cinfo, const made_image *image, const jpeg_options *options)
{
    cinfo->in_color_space = image->channels == 1 ? JCS_GRAYSCALE : image->channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(cinfo);
    if (options->rgb) {
        jpeg_set_colorspace(cinfo, JCS_RGB);
    }
    if (options->ycck) {
        jpeg_set_colorspace(cinfo, JCS_YCCK);
    }
    if (options->no_adobe) {
        cinfo->write_Adobe_marker = FALSE;
    }
    if (!options->subsampled) {
        for (int c = 0; c < cinfo->num_components; c++) {
            cinfo->comp_info[c].h_samp_factor = cinfo->comp_info[c].v_samp_factor = 1;
        }
    }
}

/* The DC of all components, then one scan for each AC coefficient: the most scans a file can have without refinement. */
static jpeg_scan_info *bomb_script(const struct jpeg_compress_struct *cinfo, int extra_scans, int *out_count)
{
    const int components = cinfo->num_components, count = 1 + components * 63;
    jpeg_scan_info *scans = calloc((size_t)count, sizeof *scans);
    if (!scans) {
        abort();
    }
    scans[0].comps_in_scan = components;
    for (int c = 0; c < components; c++) {
        scans[0].component_index[c] = c;
    }
    for (int i = 1; i < count; i++) {
        scans[i].comps_in_scan = 1;
        scans[i].component_index[0] = (i - 1) / 63;
        scans[i].Ss = scans[i].Se = (i - 1) % 63 + 1;
    }
    *out_count = extra_scans + 1 < count ? extra_scans + 1 : count;
    return scans;
}

static void write_metadata(struct jpeg_compress_struct *cinfo, const made_image *image)
{
    if (image->orientation) {
        made_file exif = make_exif(image->orientation, image->orientation % 2 == 0), marker = {0};
        made_file_append(&marker, "Exif\0", 6);
        made_file_append(&marker, exif.data, exif.size_bytes);
        jpeg_write_marker(cinfo, JPEG_APP0 + 1, marker.data, (unsigned)marker.size_bytes);
        made_file_release(&exif);
        made_file_release(&marker);
    }
    if (image->icc) {
        jpeg_write_icc_profile(cinfo, image->icc, (unsigned)image->icc_bytes);
    }
}

made_file make_jpeg(const made_image *image, const jpeg_options *options)
{
    static const jpeg_options NONE;
    options = options ? options : &NONE;
    struct jpeg_compress_struct cinfo;
    struct jpeg_error_mgr errors; /* its default ends the program, which is right for a test's own mistake */
    cinfo.err = jpeg_std_error(&errors);
    jpeg_create_compress(&cinfo);
    unsigned char *bytes = NULL;
    unsigned long size_bytes = 0;
    jpeg_mem_dest(&cinfo, &bytes, &size_bytes);
    cinfo.image_width = (JDIMENSION)image->width_px;
    cinfo.image_height = (JDIMENSION)image->height_px;
    cinfo.input_components = image->channels;
    set_colours(&cinfo, image, options);
    jpeg_set_quality(&cinfo, options->quality ? options->quality : 95, TRUE);
    jpeg_scan_info *scans = NULL;
    if (options->extra_scans) {
        scans = bomb_script(&cinfo, options->extra_scans, &cinfo.num_scans);
        cinfo.scan_info = scans;
    } else if (options->progressive) {
        jpeg_simple_progression(&cinfo);
    }
    jpeg_start_compress(&cinfo, TRUE);
    write_metadata(&cinfo, image);
    const size_t row_bytes = (size_t)image->width_px * (size_t)image->channels;
    while (cinfo.next_scanline < cinfo.image_height) {
        JSAMPROW row = (JSAMPROW)(uintptr_t)(image->pixels + cinfo.next_scanline * row_bytes);
        jpeg_write_scanlines(&cinfo, &row, 1);
    }
    jpeg_finish_compress(&cinfo);
    jpeg_destroy_compress(&cinfo);
    free(scans);
    made_file file = {0};
    made_file_append(&file, bytes, size_bytes);
    free(bytes);
    return file;
}
