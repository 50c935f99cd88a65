/* SPDX-License-Identifier: Apache-2.0
 * tonsure batch: a folder or a list of photos, one line each; a bad photo is a line, never the end of the run. */
#define _GNU_SOURCE /* sched_getaffinity */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/batch/batch.h"
#include "app/batch/finish.h"
#include "app/batch/pool.h"
#include "app/batch/provenance.h"
#include "app/batch/source.h"
#include "app/command.h"
#include "app/exit.h"
#include "app/pictures.h"
#include "base/fail.h"

static const char HELP[] =
    "Usage: tonsure batch (DIR | (--manifest FILE | --list FILE) [--root DIR]) -o OUT [--jobs N] [--resume | --force]\n"
    "                     [--shard I/N] [--no-masks]\n\n"
    "Assesses every photo of a folder; or of a CSV manifest with the columns photo, case and view (case and view may\n"
    "be empty); or of a plain list of paths, one photo a case. Writes to OUT: photos.jsonl and cases.jsonl (a line\n"
    "each, in the list's order, bad photos too), summary.csv, masks/PHOTO.png, timing.jsonl and run.json; with --layers\n"
    "also layers/PHOTO.tif.\n\n"
    "  --manifest FILE       the photos as CSV; - reads it from standard input\n"
    "  --list FILE           the photos as paths, one a line, or each with a NUL behind it; - reads standard input:\n"
    "                        find . -name '*.jpg' -print0 | tonsure batch --list - -o OUT\n"
    "  --root DIR            what the paths are relative to (default: the file's folder; of -, the working folder)\n"
    "  -o, --output OUT      folder for the results\n"
    "  --jobs N              worker processes (default: one a processor); the results do not hang on it\n"
    "  --resume              go on with a run that was stopped or killed; photos that have changed since are done again;\n"
    "                        refused where version, models, rule tables or options have\n"
    "  --verify              with --resume: compare the photos' content too, not only size and time\n"
    "  --force               replace the results of an earlier run\n"
    "  --shard I/N           only the cases of shard I of N, from 1, into OUT/shards/I-of-N; goes on where it was stopped.\n"
    "                        tonsure merge OUT then joins the shards\n"
    "  --no-masks            write no mask files\n";

static const char EXIT_HELP[] =
    "\nExit code: 1 if a photo could not be read, else 3 if one was not assessable, else 0; 75 if the run was stopped and\n"
    "the same command with --resume goes on.\n\n";

enum {
    OPTION_MANIFEST = OPTION_FIRST_OWN,
    OPTION_LIST,
    OPTION_ROOT,
    OPTION_FORCE,
    OPTION_NO_MASKS,
    OPTION_JOBS,
    OPTION_RESUME,
    OPTION_VERIFY,
    OPTION_SHARD
};

/* More shards than a scheduler's arrays take; a shard's number also stands in a folder's name. */
enum { MAX_SHARDS = 1000000 };

struct batch {
    const tsr_context *ctx;
    common_options options;
    picture_options pictures;
    batch_source source;
    const char *output;
    char *output_made; /* output, where it is a shard's folder */
    bool force, resume, verify, no_masks;
    int jobs;
    batch_shard shard;
    batch_list list;
    batch_journal journal;
};

static const tsr_allocator *memory_of(const struct batch *b)
{
    return tsr_context_allocator(b->ctx);
}

static bool take_jobs(struct batch *b, const char *text)
{
    unsigned long long n = 0;
    bool good = parse_number("--jobs", text, 1, BATCH_MAX_JOBS, &n);
    b->jobs = (int)n;
    return good;
}

/* "I/N". */
static bool take_shard(struct batch *b, const char *text)
{
    char index[16], end;
    unsigned count = 0;
    unsigned long long i = 0;
    if (sscanf(text, "%15[0-9]/%u%c", index, &count, &end) != 2 || count < 1 || count > MAX_SHARDS) {
        complain("--shard takes I/N with N from 1 to %d, not \"%s\"", MAX_SHARDS, text);
        return false;
    }
    bool good = parse_number("--shard", index, 1, count, &i);
    b->shard = (batch_shard){(uint32_t)i, count};
    return good;
}

/* What is assessed: the one word that options left, or a list; false, with a message, for anything else. */
static bool take_source(struct batch *b, char **words, int count)
{
    const bool folder = count == 1;
    if (!b->output || !b->output[0] || count > 1 || folder == (b->source.list_path != NULL) || (folder && b->source.root) ||
        (b->resume && b->force)) {
        (void)fprintf(stderr, "%s%s%s", HELP, PICTURE_HELP, EXIT_HELP);
        return false;
    }
    if (folder) {
        b->source.root = words[0];
    }
    return true;
}

static bool take_list(struct batch *b, const char *path, bool plain)
{
    if (b->source.list_path) {
        complain("takes one --manifest or --list");
        return false;
    }
    b->source.list_path = path;
    b->source.plain = plain;
    return true;
}

static const struct option LONG[] = {
    COMMON_LONG_OPTIONS,
    PICTURE_LONG_OPTIONS,
    {"manifest", required_argument, NULL, OPTION_MANIFEST},
    {"list", required_argument, NULL, OPTION_LIST},
    {"root", required_argument, NULL, OPTION_ROOT},
    {"output", required_argument, NULL, 'o'},
    {"force", no_argument, NULL, OPTION_FORCE},
    {"no-masks", no_argument, NULL, OPTION_NO_MASKS},
    {"jobs", required_argument, NULL, OPTION_JOBS},
    {"resume", no_argument, NULL, OPTION_RESUME},
    {"verify", no_argument, NULL, OPTION_VERIFY},
    {"shard", required_argument, NULL, OPTION_SHARD},
    {0},
};

static bool take_options(int argc, char **argv, struct batch *b, int *out_exit)
{
    *out_exit = EXIT_USAGE;
    for (int code; (code = getopt_long(argc, argv, "ho:", LONG, NULL)) != -1;) {
        bool known;
        switch (code) {
        case 'h':
            (void)printf("%s%s%s%s", HELP, PICTURE_HELP, EXIT_HELP, COMMON_HELP);
            *out_exit = EXIT_ASSESSED;
            return false;
        case 'o':
            b->output = optarg;
            break;
        case OPTION_MANIFEST:
        case OPTION_LIST:
            if (!take_list(b, optarg, code == OPTION_LIST)) {
                return false;
            }
            break;
        case OPTION_ROOT:
            b->source.root = optarg;
            break;
        case OPTION_FORCE:
            b->force = true;
            break;
        case OPTION_NO_MASKS:
            b->no_masks = true;
            break;
        case OPTION_RESUME:
            b->resume = true;
            break;
        case OPTION_VERIFY:
            b->verify = true;
            break;
        case OPTION_JOBS:
        case OPTION_SHARD:
            if (!(code == OPTION_JOBS ? take_jobs(b, optarg) : take_shard(b, optarg))) {
                return false;
            }
            break;
        default:
            if (!picture_option_take(&b->pictures, code, optarg, &known) ||
                (!known && !common_option_take(&b->options, code, optarg))) {
                return false;
            }
        }
    }
    return take_source(b, argv + optind, argc - optind);
}

/* Set by a signal; the run then finishes what is in flight. A second signal ends the process at once. */
static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int signal_number)
{
    (void)signal_number;
    stop_asked = 1;
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = (int)SA_RESETHAND};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

/* Results of an earlier run are never written over by accident. */
static tsr_status check_output(const struct batch *b, tsr_error *err)
{
    const char *const names[] = {BATCH_RUN_NAME, BATCH_FILE_NAMES[BATCH_PHOTOS]};
    tsr_status st = TSR_OK;
    for (size_t i = 0; st == TSR_OK && !b->force && !b->resume && i < sizeof names / sizeof names[0]; i++) {
        char *path = NULL;
        st = tsri_path_join(memory_of(b), b->output, names[i], "", &path, err);
        if (st == TSR_OK && access(path, F_OK) == 0) {
            st = tsri_fail(err, TSR_E_IO, "holds results of an earlier run; name another folder or use --resume or --force");
        }
        tsri_free(memory_of(b), path);
    }
    return st;
}

/* Where the results go: OUT, or a shard's folder in it, which is continued or left alone where it is complete. */
static tsr_status place_output(struct batch *b, tsr_error *err)
{
    if (b->shard.count) {
        b->resume = !b->force;
        tsr_status st = batch_shard_dir(memory_of(b), b->output, b->shard, &b->output_made, err);
        if (st != TSR_OK) {
            return st;
        }
        b->output = b->output_made;
    }
    return check_output(b, err);
}

/* Assess what the journal lacks, then write the files. */
static tsr_status fill(struct batch *b, const batch_work *work, batch_mark *mark, tsr_error *err)
{
    batch_journal *j = &b->journal;
    batch_progress progress;
    tsr_status st = batch_unfinish(memory_of(b), b->output, err);
    if (st != TSR_OK) {
        return st;
    }
    catch_signals();
    batch_progress_start(&progress, b->list.count, j->photo_count, j->failed_count);
    st = batch_pool_run(work, b->jobs, j, &stop_asked, &progress, err);
    batch_progress_end(&progress);
    if (st == TSR_OK && j->case_count == b->list.case_count) {
        st = batch_finish(j, mark, err);
    }
    return st;
}

static int exit_code(const struct batch *b)
{
    uint8_t worst = 0;
    for (size_t c = 0; c < b->list.case_count; c++) {
        worst = b->journal.worst[c] > worst ? b->journal.worst[c] : worst;
    }
    if (b->list.unreadable_count) {
        complain("%zu folders could not be read", b->list.unreadable_count);
        return EXIT_FAILED;
    }
    return worst == TSR_PHOTO_ERROR ? EXIT_FAILED : worst == TSR_PHOTO_NOT_ASSESSABLE ? EXIT_NOT_ASSESSABLE : EXIT_ASSESSED;
}

static int run_list(struct batch *b, tsr_error *err)
{
    batch_mark mark = {.masks = !b->no_masks};
    tsri_text provenance;
    tsri_text_init(&provenance, memory_of(b), err);
    tsr_status st = TSR_OK;
    TSRI_TRY(place_output(b, err));
    const batch_work work = {.ctx = b->ctx,
                             .assess = b->options.assess,
                             .root = b->source.root,
                             .root_real = b->source.root_real,
                             .output = b->output,
                             .no_masks = b->no_masks,
                             .pictures = &b->pictures};
    const batch_resume resume = {b->resume, b->force, b->verify, b->source.root, tsr_context_limits(b->ctx)->max_file_bytes};
    TSRI_TRY(batch_head_format(b->ctx, mark.head, err));
    batch_provenance_format(&work, &provenance);
    TSRI_TRY(provenance.st);
    mark.options_hash = tsri_xxh3(provenance.buffer.data, provenance.buffer.size_bytes, 0);
    TSRI_TRY(batch_journal_open(&b->journal, &b->list, b->output, provenance.buffer.data, &resume, err));
    if (b->journal.case_count == b->list.case_count && !b->force && batch_is_finished(&b->journal, &mark)) {
        complain("all %zu photos are done", b->list.count);
    } else {
        st = fill(b, &work, &mark, err);
    }
done:
    tsri_buffer_release(&provenance.buffer);
    if (st != TSR_OK) {
        complain("%s: %s", b->output, err->message);
        return err->backend_code == EWOULDBLOCK ? EXIT_UNFINISHED : EXIT_FAILED;
    }
    if (b->journal.case_count < b->list.case_count) {
        complain("stopped with %zu of %zu photos done; the same command with --resume goes on", b->journal.photo_count,
                 b->list.count);
        return EXIT_UNFINISHED;
    }
    return exit_code(b);
}

static int run(struct batch *b)
{
    tsr_error err = {0};
    if (batch_source_read(&b->source, memory_of(b), b->output, b->shard, &b->list, &err) != TSR_OK) {
        complain("%s: %s", b->source.list_path ? b->source.list_path : b->source.root, err.message);
        return EXIT_FAILED;
    }
    int code = run_list(b, &err);
    batch_journal_close(&b->journal);
    return code;
}

/* Processors that this process may use. */
static int processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < 1 ? 1 : count > BATCH_MAX_JOBS ? BATCH_MAX_JOBS : count;
}

int cmd_batch(int argc, char **argv)
{
    struct batch b = {.jobs = processors(), .journal = {.fd = -1, .folder_fd = -1, .lock_fd = -1}};
    tsr_context *ctx = NULL;
    int code = EXIT_USAGE;
    if (!take_options(argc, argv, &b, &code)) {
        return code;
    }
    if (!engine_open(&b.options, &ctx, NULL)) {
        return EXIT_FAILED;
    }
    b.ctx = ctx;
    code = run(&b);
    batch_list_release(&b.list);
    batch_source_release(&b.source, memory_of(&b));
    tsri_free(memory_of(&b), b.output_made);
    engine_close(&ctx, NULL);
    return code;
}
