/* SPDX-License-Identifier: Apache-2.0
 * app/export/dicom.h - what the two kinds of DICOM files share: who a photo is, its mask, dcmtk's programs. */
#ifndef TSR_APP_EXPORT_DICOM_H
#define TSR_APP_EXPORT_DICOM_H

#include "app/export/export.h"

/** A photo's line, borrowed from it, and its mask's file. */
typedef struct export_dicom_photo {
    const char *photo, *case_name;
    uint8_t *png; /* NULL: not read, or a batch without masks */
    size_t png_bytes;
} export_dicom_photo;

/** Load the mask that a line speaks of. */
TSR_NODISCARD tsr_status export_dicom_photo_load(const char *results,
                                                 const tsri_json *line,
                                                 export_dicom_photo *out,
                                                 tsr_error *err);
void export_dicom_photo_release(export_dicom_photo *photo);

/** A file's bytes to where another program finds them under its temporary name. */
TSR_NODISCARD tsr_status export_dicom_flush(tsri_file_writer *file, tsr_error *err);

enum { EXPORT_UID_CHARS = 64 }; /* with the NUL */

/** UID of a name as a kind: "2.25." and the 128 bits of its id as a decimal number (ISO/IEC 9834-8). */
void export_dicom_uid(const tsri_id_key *key, const char *kind, const char *name, char out[EXPORT_UID_CHARS]);

/**
 * Run one of dcmtk's programs by its name, with fixed arguments, no shell and no words on stderr, since those would name files.
 *
 * @param folder  where it runs; NULL: here
 * @return TSR_OK; TSR_E_BACKEND not there (the message names Debian's package), or failed
 */
TSR_NODISCARD tsr_status export_dicom_run(const char *folder, char *const arguments[], tsr_error *err);

#endif
