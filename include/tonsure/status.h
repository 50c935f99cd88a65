/* SPDX-License-Identifier: Apache-2.0
 * tonsure/status.h - one status for everything that can fail, and the error a caller owns.
 *
 * A poor photo is not an error: it is TSR_OK with a result that says it could not be assessed. Errors are for arguments, files,
 * memory, limits and models. No globals, no thread-local state: the message travels in the tsr_error that the caller passes. */
#ifndef TSR_STATUS_H
#define TSR_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TSR_NODISCARD                         __attribute__((warn_unused_result))
#define TSR_PRINTF(format_index, first_index) __attribute__((format(printf, format_index, first_index)))
#else
#define TSR_NODISCARD
#define TSR_PRINTF(format_index, first_index)
#endif

#if defined(__GNUC__) && !defined(TSR_STATIC)
#define TSR_API __attribute__((visibility("default")))
#else
#define TSR_API
#endif

typedef enum tsr_status {
    TSR_OK = 0,
    TSR_E_INVALID_ARG, /* an argument breaks the documented contract */
    TSR_E_NOMEM,       /* the allocator returned NULL */
    TSR_E_IO,          /* the operating system refused: open, read, write, rename */
    TSR_E_FORMAT,      /* bytes are not what their format promises: corrupt, truncated, hostile */
    TSR_E_UNSUPPORTED, /* well formed, but of a kind that is not read */
    TSR_E_LIMIT,       /* over one of tsr_limits */
    TSR_E_MODEL,       /* model file missing, of another version, or its hash or shapes differ */
    TSR_E_BACKEND,     /* a library below failed; backend_code says how */
    TSR_E_CANCELLED,   /* the caller's callback asked to stop */
    TSR_E_INTERNAL,    /* a promise of this library broken: report it */
    TSR_STATUS_COUNT
} tsr_status;

/** What went wrong, in the caller's memory. message is one line, lower case, with the offending values and no photo path. */
typedef struct tsr_error {
    tsr_status code;
    int backend_code; /* errno or the library's own code, 0 if none */
    char stage[16];   /* pipeline stage that failed, "" outside a pipeline */
    char message[240];
} tsr_error;

/** Short constant name, e.g. "FORMAT"; "UNKNOWN" outside the enum. */
TSR_API const char *tsr_status_name(tsr_status status);

/** One sentence for people, e.g. "the file is damaged or not what it claims to be". */
TSR_API const char *tsr_status_sentence(tsr_status status);

#ifdef __cplusplus
}
#endif
#endif
