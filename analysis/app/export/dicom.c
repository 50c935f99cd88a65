/* SPDX-License-Identifier: Apache-2.0
 *
 * Masks as DICOM secondary capture, made by dcmtk's img2dcm out of a BMP. The program is called by its name with fixed arguments
 * and no shell. PatientID is the case's keyed hash, the UIDs come from the photo's: the same masks give the same bytes. */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "app/export/export.h"
#include "base/fail.h"
#include "tonsure/exchange.h"

/* A DICOM LO holds 64 characters: the id's 32 fit. */
static const char COMMENT[] = "ImageComments=0 background, 85 hair, 170 skin, 255 bare scalp";
static const uint64_t MAX_MASK_BYTES = UINT64_C(512) << 20;

static char *const NO_ENVIRONMENT[] = {"PATH=/usr/bin:/bin", "DCMDICTPATH=/usr/share/libdcmtk17/dicom.dic", NULL};

/* "2.25." and 128 bits as a decimal number: a UID of a hash (ISO/IEC 9834-8). */
static void format_uid(const char hex[TSRI_ID_HEX_CHARS + 1], char out[64])
{
    uint8_t digits[TSRI_ID_HEX_CHARS];
    char decimal[40];
    size_t at = sizeof decimal - 1;
    for (int i = 0; i < TSRI_ID_HEX_CHARS; i++) {
        digits[i] = (uint8_t)(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
    }
    decimal[at] = '\0';
    for (bool more = true; more && at > 0;) {
        unsigned rest = 0;
        more = false;
        for (int i = 0; i < TSRI_ID_HEX_CHARS; i++) {
            rest = rest * 16 + digits[i];
            digits[i] = (uint8_t)(rest / 10);
            rest %= 10;
            more = more || digits[i];
        }
        decimal[--at] = (char)('0' + rest);
    }
    (void)snprintf(out, 64, "2.25.%s", decimal + at);
}

static tsr_status run(char *const arguments[], tsr_error *err)
{
    pid_t child;
    int status = 0;
    posix_spawn_file_actions_t actions;
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
    (void)posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1, 0);
    (void)posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", 1, 0); /* it names files */
    const int fault = posix_spawnp(&child, arguments[0], &actions, NULL, arguments, NO_ENVIRONMENT);
    (void)posix_spawn_file_actions_destroy(&actions);
    if (fault) {
        return tsri_fail_backend(err, TSR_E_BACKEND, fault, "cannot run %s (Debian's package dcmtk has it): %s", arguments[0],
                                 strerror(fault));
    }
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return tsri_fail_backend(err, TSR_E_BACKEND, errno, "%s was lost: %s", arguments[0], strerror(errno));
        }
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return tsri_fail_backend(err, TSR_E_BACKEND, status, "%s failed with status %d", arguments[0], status);
    }
    return TSR_OK;
}

static tsr_status convert(const tsri_id_key *key, const char *photo, const char *case_name, char *bmp, char *dcm, tsr_error *err)
{
    char hex[TSRI_ID_HEX_CHARS + 1], uid[64], study[96], series[96], instance[96], patient[64];
    tsri_id_hex(key, "case", case_name, hex);
    (void)snprintf(patient, sizeof patient, "PatientID=%s", hex);
    tsri_id_hex(key, "study", case_name, hex);
    format_uid(hex, uid);
    (void)snprintf(study, sizeof study, "StudyInstanceUID=%s", uid);
    tsri_id_hex(key, "series", photo, hex);
    format_uid(hex, uid);
    (void)snprintf(series, sizeof series, "SeriesInstanceUID=%s", uid);
    tsri_id_hex(key, "mask", photo, hex);
    format_uid(hex, uid);
    (void)snprintf(instance, sizeof instance, "SOPInstanceUID=%s", uid);
    char program[] = "img2dcm", quiet[] = "-q", input[] = "-i", kind[] = "BMP", capture[] = "-sc", option[] = "-k";
    char modality[] = "Modality=OT", description[] = "SeriesDescription=Tonsure label map", comment[sizeof COMMENT];
    memcpy(comment, COMMENT, sizeof COMMENT);
    char *const arguments[] = {program, quiet,    input,  kind,     capture, option,      patient, option,  study, option, series,
                               option,  instance, option, modality, option,  description, option,  comment, bmp,   dcm,    NULL};
    return run(arguments, err);
}

tsr_status
export_dicom_photo(const char *results, const char *folder, const tsri_id_key *key, const tsri_json *line, tsr_error *err)
{
    const tsr_allocator *memory = tsri_memory_default();
    const char *mask = tsri_json_text(tsri_json_at(line, "mask")), *photo = tsri_json_text(tsri_json_at(line, "photo"));
    const char *case_name = tsri_json_text(tsri_json_at(line, "case"));
    char *path = NULL, *out_path = NULL, id[TSRI_ID_HEX_CHARS + 1];
    uint8_t *png = NULL, *bmp = NULL;
    size_t png_bytes = 0, bmp_bytes = 0;
    tsri_file_writer picture = {0}, file = {0};
    tsr_status st = TSR_OK;
    if (!mask || !photo) {
        return TSR_OK; /* not read, or a batch without masks: nothing to write */
    }
    tsri_id_hex(key, "photo", photo, id);
    TSRI_TRY(tsri_path_join(memory, results, mask, "", &path, err));
    TSRI_TRY(tsri_file_read(memory, path, MAX_MASK_BYTES, &png, &png_bytes, err));
    TSRI_TRY(tsr_mask_bmp_format(memory, png, png_bytes, &bmp, &bmp_bytes, err));
    TSRI_TRY(tsri_path_join(memory, folder, id, ".dcm", &out_path, err));
    TSRI_TRY(tsri_file_writer_open(&file, memory, out_path, err)); /* img2dcm writes into its temporary */
    TSRI_TRY(tsri_file_writer_open(&picture, memory, out_path, err));
    TSRI_TRY(tsri_file_writer_write(&picture, bmp, bmp_bytes, err));
    if (fflush(picture.stream) != 0) {
        st = tsri_fail_backend(err, TSR_E_IO, errno, "cannot write: %s", strerror(errno));
        goto done;
    }
    TSRI_TRY(convert(key, photo, case_name ? case_name : photo, picture.temporary, file.temporary, err));
    st = tsri_file_writer_commit(&file, err);
done:
    tsri_file_writer_abandon(&picture);
    tsri_file_writer_abandon(&file);
    tsri_free(memory, png);
    tsri_free(memory, bmp);
    tsri_free(memory, path);
    tsri_free(memory, out_path);
    return st;
}
