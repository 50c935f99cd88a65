/* SPDX-License-Identifier: Apache-2.0
 * app/batch/journal.h - finished cases, kept while a run lasts and after it, so that a run can be resumed.
 *
 * OUT/.work/journal is a file of records (app/batch/record.h) that only grows. A record is written once the masks it speaks of
 * are on the disk, and the journal is synced every BATCH_SYNC_MS: what a crash or a power cut takes is younger than that. At
 * loading, everything from the first damaged record on is cut off. */
#ifndef TSR_APP_BATCH_JOURNAL_H
#define TSR_APP_BATCH_JOURNAL_H

#include "app/batch/batch.h"
#include "app/batch/record.h"

/** Longest time that a finished photo is not on the disk, ms, and most bytes of records that wait for it. */
enum { BATCH_SYNC_MS = 2000, BATCH_SYNC_BYTES = 8 << 20 };

typedef struct batch_journal {
    const tsr_allocator *memory;
    const batch_list *list;
    const char *out_dir;
    int fd, folder_fd, lock_fd;
    uint64_t end_bytes;  /* of the file */
    tsri_buffer pending; /* records that follow it */
    double last_sync_ms;
    uint64_t *offset;                             /* of each case's record, pending ones counted; 0: none */
    uint8_t *worst;                               /* of each case: the photo status with the highest number */
    size_t case_count, photo_count, failed_count; /* that have a record; photos that were not read */
} batch_journal;

typedef struct batch_resume {
    bool resume, force; /* take what is there; throw it away. Neither: refuse a journal that holds records */
    bool verify;        /* compare the inputs' content, not only size and time */
    const char *root;   /* of the photos */
    uint64_t max_file_bytes;
} batch_resume;

/**
 * Take OUT/.work for this process, and open or continue its journal.
 *
 * @param provenance  version, models and options: a journal written under another one is not continued
 * @return TSR_OK; TSR_E_IO also where another process has it (err->backend_code EWOULDBLOCK), or where the journal holds records
 * that may not be taken: the message says which option does that. Cost: reads the journal once, and looks at every photo in it.
 */
TSR_NODISCARD tsr_status batch_journal_open(batch_journal *journal,
                                            const batch_list *list,
                                            const char *out_dir,
                                            const char *provenance,
                                            const batch_resume *resume,
                                            tsr_error *err);

/** Add a case's record, a whole one with its header. */
TSR_NODISCARD tsr_status
batch_journal_append(batch_journal *journal, size_t case_index, const void *record, size_t record_bytes, tsr_error *err);

/** Sync if it is time. */
TSR_NODISCARD tsr_status batch_journal_tick(batch_journal *journal, tsr_error *err);

/** Masks, then records, to the disk. */
TSR_NODISCARD tsr_status batch_journal_sync(batch_journal *journal, tsr_error *err);

/** The payload of a case that has a synced record, into a buffer that is used again and again. */
TSR_NODISCARD tsr_status batch_journal_read(const batch_journal *journal,
                                            size_t case_index,
                                            tsri_buffer *payload,
                                            tsr_error *err);

/** Give up files, lock and memory. */
void batch_journal_close(batch_journal *journal);

/** A photo's file as it is now; xxh3 is 0. */
batch_input batch_input_look(const char *path);

#endif
