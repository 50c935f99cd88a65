/* SPDX-License-Identifier: Apache-2.0
 * tonsure merge: the shards of a run into one result. */
#include <stdio.h>
#include <unistd.h>

#include "app/batch/merge.h"
#include "app/command.h"
#include "app/exit.h"

static const char HELP[] =
    "Usage: tonsure merge OUT [OTHER...] [--force]\n\n"
    "Joins the shards that tonsure batch --shard I/N wrote under OUT/shards/ (and OTHER/shards/, where machines share no\n"
    "folder) into the files of a run on one machine, in OUT. Every shard must be there once, whole, of the same list, version\n"
    "and options. Masks are linked, not copied, where the file system can do that; the shards stay and may then be deleted.\n\n"
    "  --force               replace the results that OUT holds\n"
    "  -h, --help            this text\n\n"
    "Exit code: as of tonsure batch; 1 also where a shard is missing or damaged.\n";

enum { OPTION_FORCE = OPTION_FIRST_OWN };

static bool holds_results(const char *out_dir)
{
    char *path = NULL;
    bool there =
        tsri_path_join(tsri_memory_default(), out_dir, BATCH_RUN_NAME, "", &path, NULL) == TSR_OK && access(path, F_OK) == 0;
    tsri_free(tsri_memory_default(), path);
    return there;
}

static int merge(char *const *folders, int count, bool force)
{
    tsr_error err = {0};
    unsigned worst = 0;
    uint64_t photos = 0;
    if (!force && holds_results(folders[0])) {
        complain("%s: holds results of an earlier run; use --force", folders[0]);
        return EXIT_FAILED;
    }
    if (batch_merge(tsri_memory_default(), folders, count, &worst, &photos, &err) != TSR_OK) {
        complain("%s: %s", folders[0], err.message);
        return EXIT_FAILED;
    }
    complain("%llu photos merged", (unsigned long long)photos);
    return worst == TSR_PHOTO_ERROR ? EXIT_FAILED : worst == TSR_PHOTO_NOT_ASSESSABLE ? EXIT_NOT_ASSESSABLE : EXIT_ASSESSED;
}

int cmd_merge(int argc, char **argv)
{
    static const struct option LONG[] = {
        {"force", no_argument, NULL, OPTION_FORCE},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    bool force = false;
    for (int code; (code = getopt_long(argc, argv, "h", LONG, NULL)) != -1;) {
        if (code == 'h') {
            (void)fputs(HELP, stdout);
            return EXIT_ASSESSED;
        }
        if (code != OPTION_FORCE) {
            return EXIT_USAGE;
        }
        force = true;
    }
    if (optind >= argc) {
        (void)fputs(HELP, stderr);
        return EXIT_USAGE;
    }
    return merge(argv + optind, argc - optind, force);
}
