/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* posix_spawn_file_actions_addchdir_np */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "app/export/dicom.h"
#include "base/fail.h"

static const uint64_t MAX_MASK_BYTES = UINT64_C(512) << 20;

static char *const NO_ENVIRONMENT[] = {"PATH=/usr/bin:/bin", "DCMDICTPATH=/usr/share/libdcmtk17/dicom.dic", NULL};

tsr_status export_dicom_photo_load(const char *results, const tsri_json *line, export_dicom_photo *out, tsr_error *err)
{
    const char *mask = tsri_json_text(tsri_json_at(line, "mask"));
    char *path = NULL;
    tsr_status st = TSR_OK;
    *out = (export_dicom_photo){.photo = tsri_json_text(tsri_json_at(line, "photo")),
                                .case_name = tsri_json_text(tsri_json_at(line, "case"))};
    out->case_name = out->case_name ? out->case_name : out->photo;
    if (!mask || !out->photo) {
        return TSR_OK;
    }
    TSRI_TRY(tsri_path_join(tsri_memory_default(), results, mask, "", &path, err));
    st = tsri_file_read(tsri_memory_default(), path, MAX_MASK_BYTES, &out->png, &out->png_bytes, err);
done:
    tsri_free(tsri_memory_default(), path);
    return st;
}

void export_dicom_photo_release(export_dicom_photo *photo)
{
    tsri_free(tsri_memory_default(), photo->png);
    photo->png = NULL;
}

tsr_status export_dicom_flush(tsri_file_writer *file, tsr_error *err)
{
    return fflush(file->stream) == 0 ? TSR_OK : tsri_fail_backend(err, TSR_E_IO, errno, "cannot write: %s", strerror(errno));
}

void export_dicom_uid(const tsri_id_key *key, const char *kind, const char *name, char out[EXPORT_UID_CHARS])
{
    char hex[TSRI_ID_HEX_CHARS + 1];
    uint8_t digits[TSRI_ID_HEX_CHARS];
    char decimal[40];
    size_t at = sizeof decimal - 1;
    tsri_id_hex(key, kind, name, hex);
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
    (void)snprintf(out, EXPORT_UID_CHARS, "2.25.%s", decimal + at);
}

tsr_status export_dicom_run(const char *folder, char *const arguments[], tsr_error *err)
{
    pid_t child;
    int status = 0;
    posix_spawn_file_actions_t actions;
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
    (void)posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1, 0);
    (void)posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", 1, 0); /* it names files */
    if (folder) {
        (void)posix_spawn_file_actions_addchdir_np(&actions, folder);
    }
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
