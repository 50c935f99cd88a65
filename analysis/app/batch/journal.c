/* SPDX-License-Identifier: Apache-2.0 */
#include "app/batch/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/batch/provenance.h"
#include "base/clock.h"
#include "base/fail.h"
#include "base/hash.h"

/* A killed run's workers may hold the lock for a moment longer than it lived. */
enum { LOCK_TRIES = 50, LOCK_PAUSE_MS = 100 };

/* Refused at loading: a header with more is damaged. */
static const uint64_t MAX_RECORD_BYTES = UINT64_C(1) << 40;

static tsr_status io_error(tsr_error *err, const char *doing)
{
    int number = errno;
    return tsri_fail_backend(err, TSR_E_IO, number, "%s: %s", doing, strerror(number));
}

batch_input batch_input_look(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        return (batch_input){-1, 0, 0};
    }
    return (batch_input){(int64_t)info.st_size, (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec, 0};
}

/* A case's key beside its number, to be found by its key. */
struct keyed {
    uint64_t key;
    size_t case_index;
};

static int by_key(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

struct loader {
    batch_journal *journal;
    const batch_resume *resume;
    const char *provenance;
    struct keyed *keys; /* sorted */
    FILE *stream;
    tsri_buffer payload;
    size_t record_count;
};

/* Whether the file's bytes are those that were read. */
static bool content_is(const struct loader *l, const char *path, const batch_input *before)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    if (tsri_file_read(l->journal->memory, path, l->resume->max_file_bytes, &bytes, &size_bytes, NULL) != TSR_OK) {
        return before->xxh3 == 0;
    }
    bool same = tsri_xxh3(bytes, size_bytes, 0) == before->xxh3;
    tsri_free(l->journal->memory, bytes);
    return same;
}

/* Whether a photo's input is unchanged and its mask in place. */
static bool photo_is_current(const struct loader *l, const batch_entry *entry, const batch_record_photo *photo)
{
    const tsr_allocator *memory = l->journal->memory;
    char *path = NULL, *mask = NULL, *mask_path = NULL;
    bool current = false;
    if (entry->fault) {
        return true;
    }
    if (tsri_path_join(memory, l->resume->root, entry->photo, "", &path, NULL) == TSR_OK) {
        batch_input now = batch_input_look(path);
        current = now.size_bytes == photo->input.size_bytes && now.mtime_ns == photo->input.mtime_ns;
        current = current && (!l->resume->verify || now.size_bytes < 0 || content_is(l, path, &photo->input));
    }
    if (current && photo->mask_bytes >= 0) {
        current = batch_mask_name(memory, entry->photo, &mask, NULL) == TSR_OK &&
                  tsri_path_join(memory, l->journal->out_dir, mask, "", &mask_path, NULL) == TSR_OK &&
                  batch_input_look(mask_path).size_bytes == photo->mask_bytes;
    }
    tsri_free(memory, path);
    tsri_free(memory, mask);
    tsri_free(memory, mask_path);
    return current;
}

/* Count a record as a case's, or as no longer one. */
static void count_case(batch_journal *j, size_t case_index, uint64_t offset, uint8_t worst, size_t failed)
{
    size_t photos = j->list->case_start[case_index + 1] - j->list->case_start[case_index];
    j->offset[case_index] = offset;
    j->worst[case_index] = worst;
    j->case_count++;
    j->photo_count += photos;
    j->failed_count += failed;
}

/* Go through a payload; false where it is not what a record of this case holds. */
static bool survey(const batch_journal *j,
                   size_t case_index,
                   const void *payload,
                   size_t payload_bytes,
                   const struct loader *l,
                   uint8_t *out_worst,
                   size_t *out_failed)
{
    batch_record_reader reader;
    batch_record_photo photo;
    const char *line;
    uint32_t line_bytes;
    const size_t first = j->list->case_start[case_index], count = j->list->case_start[case_index + 1] - first;
    size_t seen = 0;
    *out_worst = 0;
    *out_failed = 0;
    if (!batch_record_open(payload, payload_bytes, &reader, &line, &line_bytes)) {
        return false;
    }
    for (; seen < count && batch_record_next(&reader, &photo); seen++) {
        if (l && !photo_is_current(l, j->list->grouped[first + seen], &photo)) {
            return false;
        }
        *out_worst = photo.status > *out_worst ? (uint8_t)photo.status : *out_worst;
        *out_failed += photo.status == TSR_PHOTO_ERROR;
    }
    return seen == count && reader.at == reader.end;
}

static void take_record(struct loader *l, const batch_record_header *header, uint64_t offset)
{
    batch_journal *j = l->journal;
    const struct keyed wanted = {header->key, 0};
    const struct keyed *found = bsearch(&wanted, l->keys, j->list->case_count, sizeof *l->keys, by_key);
    uint8_t worst;
    size_t failed;
    l->record_count++;
    if (found && !j->offset[found->case_index] &&
        survey(j, found->case_index, l->payload.data, l->payload.size_bytes, l, &worst, &failed)) {
        count_case(j, found->case_index, offset, worst, failed);
    }
}

/* The next record's payload; false at the end of what is intact. */
static bool read_record(struct loader *l, batch_record_header *header, tsr_status *st, tsr_error *err)
{
    if (fread(header, sizeof *header, 1, l->stream) != 1 || !batch_record_header_is_valid(header) ||
        header->payload_bytes > MAX_RECORD_BYTES) {
        return false;
    }
    l->payload.size_bytes = 0;
    for (uint64_t left = header->payload_bytes; left;) { /* in pieces, so that a damaged length asks for no memory */
        char piece[1 << 14];
        size_t got = fread(piece, 1, left < sizeof piece ? (size_t)left : sizeof piece, l->stream);
        if (got == 0) {
            return false;
        }
        *st = tsri_buffer_append(&l->payload, piece, got, err);
        if (*st != TSR_OK) {
            return false;
        }
        left -= got;
    }
    return batch_record_is_intact(header, l->payload.data ? l->payload.data : "");
}

/* A record of another run's options is not continued; a case's is taken if its photos are unchanged. Records that follow a newer
 * one of the same case cannot be: a case is only done again where the older record was not taken. */
static tsr_status load_records(struct loader *l, tsr_error *err)
{
    batch_record_header header;
    batch_journal *j = l->journal;
    tsr_status st = TSR_OK;
    const size_t length = strlen(l->provenance);
    while (read_record(l, &header, &st, err)) {
        if (j->end_bytes == 0) {
            if (header.key != 0 || header.payload_bytes != length || memcmp(l->payload.data, l->provenance, length) != 0) {
                char difference[BATCH_DIFFERENCE_CHARS];
                batch_provenance_compare(l->payload.data, l->payload.size_bytes, l->provenance, difference);
                return tsri_fail(err, TSR_E_IO, "holds a run of %s; name another folder or use --force", difference);
            }
        } else {
            take_record(l, &header, j->end_bytes);
        }
        j->end_bytes += sizeof header + header.payload_bytes;
    }
    return st;
}

static tsr_status sort_keys(const batch_list *list, struct keyed *keys)
{
    for (size_t c = 0; c < list->case_count; c++) {
        keys[c] = (struct keyed){batch_case_key(list, c), c};
    }
    qsort(keys, list->case_count, sizeof *keys, by_key);
    return TSR_OK;
}

/* Take what is intact and unchanged of the journal, cut off the rest. */
static tsr_status load(batch_journal *j, const char *path, const char *provenance, const batch_resume *resume, tsr_error *err)
{
    struct loader l = {.journal = j, .resume = resume, .provenance = provenance};
    tsr_status st = TSR_OK;
    tsri_buffer_init(&l.payload, j->memory);
    l.stream = fopen(path, "rb");
    if (!l.stream) {
        return errno == ENOENT ? TSR_OK : io_error(err, "cannot open the journal");
    }
    TSRI_TRY(tsri_alloc(j->memory, j->list->case_count + 1, sizeof *l.keys, &l.keys, err));
    TSRI_TRY(sort_keys(j->list, l.keys));
    TSRI_TRY(load_records(&l, err));
    if (l.record_count && !resume->resume) {
        st = tsri_fail(err, TSR_E_IO, "holds an unfinished run; --resume continues it, --force throws it away");
    }
done:
    (void)fclose(l.stream);
    tsri_free(j->memory, l.keys);
    tsri_buffer_release(&l.payload);
    return st;
}

static tsr_status take_lock(batch_journal *j, const char *path, tsr_error *err)
{
    const struct timespec pause = {0, LOCK_PAUSE_MS * 1000000L};
    j->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (j->lock_fd < 0) {
        return io_error(err, "cannot create a file in the folder");
    }
    for (int i = 0; flock(j->lock_fd, LOCK_EX | LOCK_NB) != 0; i++) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return TSR_OK; /* a file system without locks: whoever starts two runs there is on his own */
        }
        if (i == LOCK_TRIES) {
            return tsri_fail_backend(err, TSR_E_IO, EWOULDBLOCK, "another process is writing there");
        }
        (void)nanosleep(&pause, NULL);
    }
    return TSR_OK;
}

/* Begin the file anew, or go on behind its last intact record. */
static tsr_status open_file(batch_journal *j, const char *path, const char *provenance, tsr_error *err)
{
    j->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
    if (j->fd < 0 || ftruncate(j->fd, (off_t)j->end_bytes) != 0 || lseek(j->fd, 0, SEEK_END) < 0) {
        return io_error(err, "cannot open the journal");
    }
    if (j->end_bytes) {
        return TSR_OK;
    }
    tsr_status st = batch_record_begin(&j->pending, "", 0, err);
    if (st != TSR_OK) {
        return st;
    }
    j->pending.size_bytes = sizeof(batch_record_header); /* its payload is the provenance alone */
    st = tsri_buffer_append(&j->pending, provenance, strlen(provenance), err);
    if (st == TSR_OK) {
        batch_record_end(&j->pending, 0, 0, 0);
        st = batch_journal_sync(j, err);
    }
    return st;
}

tsr_status batch_journal_open(batch_journal *journal,
                              const batch_list *list,
                              const char *out_dir,
                              const char *provenance,
                              const batch_resume *resume,
                              tsr_error *err)
{
    batch_journal *j = journal;
    char *work = NULL, *path = NULL, *lock = NULL;
    tsr_status st = TSR_OK;
    *j =
        (batch_journal){.memory = list->arena.memory, .list = list, .out_dir = out_dir, .fd = -1, .folder_fd = -1, .lock_fd = -1};
    tsri_buffer_init(&j->pending, j->memory);
    TSRI_TRY(tsri_path_join(j->memory, out_dir, ".work", "", &work, err));
    TSRI_TRY(tsri_make_folders(j->memory, work, err));
    TSRI_TRY(tsri_path_join(j->memory, work, "lock", "", &lock, err));
    TSRI_TRY(take_lock(j, lock, err));
    TSRI_TRY(tsri_path_join(j->memory, work, "journal", "", &path, err));
    TSRI_TRY(tsri_alloc_zero(j->memory, list->case_count + 1, sizeof *j->offset, &j->offset, err));
    TSRI_TRY(tsri_alloc_zero(j->memory, list->case_count + 1, sizeof *j->worst, &j->worst, err));
    if (!resume->force) {
        TSRI_TRY(load(j, path, provenance, resume, err));
    }
    j->folder_fd = open(work, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (j->folder_fd < 0) {
        st = io_error(err, "cannot open the folder");
        goto done;
    }
    TSRI_TRY(open_file(j, path, provenance, err));
    j->last_sync_ms = tsri_clock_ms();
done:
    tsri_free(j->memory, work);
    tsri_free(j->memory, path);
    tsri_free(j->memory, lock);
    if (st != TSR_OK) {
        batch_journal_close(j);
    }
    return st;
}

tsr_status
batch_journal_append(batch_journal *journal, size_t case_index, const void *record, size_t record_bytes, tsr_error *err)
{
    batch_journal *j = journal;
    uint8_t worst;
    size_t failed;
    uint64_t offset = j->end_bytes + j->pending.size_bytes;
    const size_t header_bytes = sizeof(batch_record_header);
    if (record_bytes < header_bytes ||
        !survey(j, case_index, (const char *)record + header_bytes, record_bytes - header_bytes, NULL, &worst, &failed)) {
        return tsri_fail(err, TSR_E_INTERNAL, "a worker's record of %zu bytes is none", record_bytes);
    }
    tsr_status st = tsri_buffer_append(&j->pending, record, record_bytes, err);
    if (st == TSR_OK) {
        count_case(j, case_index, offset, worst, failed);
    }
    return st;
}

tsr_status batch_journal_tick(batch_journal *journal, tsr_error *err)
{
    bool due = tsri_clock_ms() - journal->last_sync_ms >= BATCH_SYNC_MS || journal->pending.size_bytes >= BATCH_SYNC_BYTES;
    return due && journal->pending.size_bytes ? batch_journal_sync(journal, err) : TSR_OK;
}

tsr_status batch_journal_sync(batch_journal *journal, tsr_error *err)
{
    batch_journal *j = journal;
    tsr_status st = TSR_OK;
    if (j->pending.size_bytes) {
        TSRI_TRY(tsri_file_system_sync(j->folder_fd, err));
        TSRI_TRY(tsri_fd_write(j->fd, j->pending.data, j->pending.size_bytes, err));
        if (fdatasync(j->fd) != 0) {
            st = io_error(err, "cannot flush to the disk");
            goto done;
        }
        j->end_bytes += j->pending.size_bytes;
        j->pending.size_bytes = 0;
    }
    j->last_sync_ms = tsri_clock_ms();
done:
    return st;
}

/* Read exactly so many bytes at a place. */
static tsr_status read_at(int fd, void *out, size_t size_bytes, uint64_t offset, tsr_error *err)
{
    char *at = out;
    while (size_bytes) {
        ssize_t got = pread(fd, at, size_bytes, (off_t)offset);
        if (got == 0) {
            return tsri_fail(err, TSR_E_IO, "the journal ends early");
        }
        if (got < 0 && errno != EINTR) {
            return io_error(err, "cannot read the journal");
        }
        if (got > 0) {
            at += got;
            offset += (uint64_t)got;
            size_bytes -= (size_t)got;
        }
    }
    return TSR_OK;
}

tsr_status batch_journal_read(const batch_journal *journal, size_t case_index, tsri_buffer *payload, tsr_error *err)
{
    batch_record_header header;
    uint64_t offset = journal->offset[case_index];
    tsr_status st = read_at(journal->fd, &header, sizeof header, offset, err);
    payload->size_bytes = 0;
    for (uint64_t left = st == TSR_OK ? header.payload_bytes : 0; st == TSR_OK && left;) {
        char piece[1 << 14];
        size_t part = left < sizeof piece ? (size_t)left : sizeof piece;
        st = read_at(journal->fd, piece, part, offset + sizeof header + (header.payload_bytes - left), err);
        st = st == TSR_OK ? tsri_buffer_append(payload, piece, part, err) : st;
        left -= part;
    }
    return st;
}

void batch_journal_close(batch_journal *journal)
{
    const int fds[] = {journal->fd, journal->folder_fd, journal->lock_fd};
    for (int i = 0; i < 3; i++) {
        if (fds[i] >= 0) {
            (void)close(fds[i]);
        }
    }
    if (journal->memory) {
        tsri_free(journal->memory, journal->offset);
        tsri_free(journal->memory, journal->worst);
        tsri_buffer_release(&journal->pending);
    }
    *journal = (batch_journal){.fd = -1, .folder_fd = -1, .lock_fd = -1};
}
