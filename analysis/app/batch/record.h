/* SPDX-License-Identifier: Apache-2.0
 * app/batch/record.h - a finished case as bytes: what a worker sends to its parent and what the journal keeps. */
#ifndef TSR_APP_BATCH_RECORD_H
#define TSR_APP_BATCH_RECORD_H

#include "base/buffer.h"
#include "tonsure/result.h"

/** A photo's file as it was when it was read. Size -1: it could not be looked at. */
typedef struct batch_input {
    int64_t size_bytes, mtime_ns;
    uint64_t xxh3; /* of its content, 0 where that was not read */
} batch_input;

/** One photo of a record: its input, what it came to, and its three texts, each with a newline at its end. */
typedef struct batch_record_photo {
    batch_input input;
    int64_t mask_bytes; /* -1: no mask */
    uint32_t status;    /* tsr_photo_status */
    uint32_t text_bytes[3];
    const char *texts[3]; /* line of JSON, row of the summary, timing; borrowed, no NUL at their end */
} batch_record_photo;

/** In front of every record's payload; of the machine's own byte order, since a journal stays where it was written. */
typedef struct batch_record_header {
    char magic[4];
    uint32_t photo_count;
    uint64_t payload_bytes;
    uint64_t key;  /* batch_case_key; 0 in the record that opens a journal */
    uint64_t xxh3; /* of the payload, seeded with the key */
} batch_record_header;

/** Begin a record at the end of a buffer: a header to be filled, then the case's line. */
TSR_NODISCARD tsr_status batch_record_begin(tsri_buffer *out, const char *case_line, size_t case_line_bytes, tsr_error *err);

/** Add a photo. */
TSR_NODISCARD tsr_status batch_record_add(tsri_buffer *out, const batch_record_photo *photo, tsr_error *err);

/** Fill the header of the record that begins at byte `start` of the buffer. */
void batch_record_end(tsri_buffer *out, size_t start, uint64_t key, size_t photo_count);

/** Whether a header is one, and its payload intact. */
bool batch_record_header_is_valid(const batch_record_header *header);
bool batch_record_is_intact(const batch_record_header *header, const void *payload);

/* Goes through a payload. */
typedef struct batch_record_reader {
    const char *at, *end;
} batch_record_reader;

/** Start; *out_line is borrowed. False where the payload is none. */
bool batch_record_open(
    const void *payload, size_t payload_bytes, batch_record_reader *reader, const char **out_line, uint32_t *out_bytes);

/** The next photo; false at the end. */
bool batch_record_next(batch_record_reader *reader, batch_record_photo *out);

#endif
