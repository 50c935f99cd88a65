/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *sentence;
} STATUS_TEXT[TSR_STATUS_COUNT] = {
    [TSR_OK] = {"OK", "no error"},
    [TSR_E_INVALID_ARG] = {"INVALID_ARG", "an argument is out of its range"},
    [TSR_E_NOMEM] = {"NOMEM", "there is not enough memory"},
    [TSR_E_IO] = {"IO", "the file could not be read or written"},
    [TSR_E_FORMAT] = {"FORMAT", "the file is damaged or not what it claims to be"},
    [TSR_E_UNSUPPORTED] = {"UNSUPPORTED", "this kind of file is not supported"},
    [TSR_E_LIMIT] = {"LIMIT", "the file is larger than the limits allow"},
    [TSR_E_MODEL] = {"MODEL", "a model file is missing or does not fit this version"},
    [TSR_E_BACKEND] = {"BACKEND", "a library that tonsure builds on failed"},
    [TSR_E_CANCELLED] = {"CANCELLED", "the work was stopped on request"},
    [TSR_E_INTERNAL] = {"INTERNAL", "an internal fault; please report it"},
};

const char *tsr_status_name(tsr_status status)
{
    return (unsigned)status < TSR_STATUS_COUNT ? STATUS_TEXT[status].name : "UNKNOWN";
}

const char *tsr_status_sentence(tsr_status status)
{
    return (unsigned)status < TSR_STATUS_COUNT ? STATUS_TEXT[status].sentence : "unknown status";
}

TSR_PRINTF(4, 0) static tsr_status fill(tsr_error *err, tsr_status code, int backend_code, const char *format, va_list args)
{
    if (err) {
        memset(err, 0, sizeof *err);
        err->code = code;
        err->backend_code = backend_code;
        (void)vsnprintf(err->message, sizeof err->message, format, args);
        for (char *c = err->message; *c; c++) {
            if ((unsigned char)*c < ' ' || *c == 0x7f) {
                *c = ' '; /* one line, whatever a library put into its text */
            }
        }
    }
    return code;
}

tsr_status tsri_fail(tsr_error *err, tsr_status code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, code, 0, format, args);
    va_end(args);
    return code;
}

tsr_status tsri_fail_backend(tsr_error *err, tsr_status code, int backend_code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, code, backend_code, format, args);
    va_end(args);
    return code;
}
