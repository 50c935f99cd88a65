/* SPDX-License-Identifier: Apache-2.0
 *
 * Masks as DICOM secondary capture, made by dcmtk's img2dcm out of a BMP. PatientID is the case's keyed hash, the UIDs come from
 * the photo's: the same masks give the same bytes. */
#include <stdio.h>
#include <string.h>

#include "app/export/dicom.h"
#include "base/fail.h"
#include "tonsure/exchange.h"

/* A DICOM LO holds 64 characters: the id's 32 fit. */
static const char COMMENT[] = "ImageComments=0 background, 85 hair, 170 skin, 255 bare scalp";

static tsr_status convert(const tsri_id_key *key, const export_dicom_photo *photo, char *bmp, char *dcm, tsr_error *err)
{
    char hex[TSRI_ID_HEX_CHARS + 1], uid[EXPORT_UID_CHARS], study[96], series[96], instance[96], patient[64];
    tsri_id_hex(key, "case", photo->case_name, hex);
    (void)snprintf(patient, sizeof patient, "PatientID=%s", hex);
    export_dicom_uid(key, "study", photo->case_name, uid);
    (void)snprintf(study, sizeof study, "StudyInstanceUID=%s", uid);
    export_dicom_uid(key, "series", photo->photo, uid);
    (void)snprintf(series, sizeof series, "SeriesInstanceUID=%s", uid);
    export_dicom_uid(key, "mask", photo->photo, uid);
    (void)snprintf(instance, sizeof instance, "SOPInstanceUID=%s", uid);
    char program[] = "img2dcm", quiet[] = "-q", input[] = "-i", kind[] = "BMP", capture[] = "-sc", option[] = "-k";
    char modality[] = "Modality=OT", description[] = "SeriesDescription=Tonsure label map", comment[sizeof COMMENT];
    memcpy(comment, COMMENT, sizeof COMMENT);
    char *const arguments[] = {program, quiet,    input,  kind,     capture, option,      patient, option,  study, option, series,
                               option,  instance, option, modality, option,  description, option,  comment, bmp,   dcm,    NULL};
    return export_dicom_run(NULL, arguments, err);
}

tsr_status
export_dicom_capture(const char *results, const char *folder, const tsri_id_key *key, const tsri_json *line, tsr_error *err)
{
    const tsr_allocator *memory = tsri_memory_default();
    export_dicom_photo photo = {0};
    char *out_path = NULL, id[TSRI_ID_HEX_CHARS + 1];
    uint8_t *bmp = NULL;
    size_t bmp_bytes = 0;
    tsri_file_writer picture = {0}, file = {0};
    tsr_status st = export_dicom_photo_load(results, line, &photo, err);
    if (st != TSR_OK || !photo.png) {
        return st;
    }
    tsri_id_hex(key, "photo", photo.photo, id);
    TSRI_TRY(tsr_mask_bmp_format(memory, photo.png, photo.png_bytes, &bmp, &bmp_bytes, err));
    TSRI_TRY(tsri_path_join(memory, folder, id, ".dcm", &out_path, err));
    TSRI_TRY(tsri_file_writer_open(&file, memory, out_path, err)); /* img2dcm writes into its temporary */
    TSRI_TRY(tsri_file_writer_open(&picture, memory, out_path, err));
    TSRI_TRY(tsri_file_writer_write(&picture, bmp, bmp_bytes, err));
    TSRI_TRY(export_dicom_flush(&picture, err));
    TSRI_TRY(convert(key, &photo, picture.temporary, file.temporary, err));
    st = tsri_file_writer_commit(&file, err);
done:
    tsri_file_writer_abandon(&picture);
    tsri_file_writer_abandon(&file);
    export_dicom_photo_release(&photo);
    tsri_free(memory, bmp);
    tsri_free(memory, out_path);
    return st;
}
