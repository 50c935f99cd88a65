/* SPDX-License-Identifier: Apache-2.0
 * tonsure model (list|verify): the models in use. */
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/exit.h"

static const char HELP[] =
    "Usage: tonsure model (list|verify) [--models DIR]\n\n"
    "  list      name of every model and the SHA-256 that it should have\n"
    "  verify    check every model's SHA-256 and load it, checking checksum and shapes; exit 0 if all are right\n\n";

int cmd_model(int argc, char **argv)
{
    static const struct option LONG[] = {COMMON_LONG_OPTIONS, {0}};
    common_options options = {0};
    for (int code; (code = getopt_long(argc, argv, "h", LONG, NULL)) != -1;) {
        if (code == 'h') {
            (void)fputs(HELP, stdout);
            return EXIT_ASSESSED;
        }
        if (!common_option_take(&options, code, optarg)) {
            return EXIT_USAGE;
        }
    }
    bool verify = optind < argc && strcmp(argv[optind], "verify") == 0;
    if (optind + 1 != argc || (!verify && strcmp(argv[optind], "list") != 0)) {
        (void)fputs(HELP, stderr);
        return EXIT_USAGE;
    }
    tsr_context *ctx = NULL;
    tsr_worker *worker = NULL;
    tsr_model models[TSR_MODEL_COUNT];
    if (!models_list(&options, verify, models) || (verify && !engine_open(&options, &ctx, &worker))) {
        return EXIT_FAILED;
    }
    for (size_t i = 0; i < TSR_MODEL_COUNT; i++) {
        (void)printf("%s  %s%s\n", models[i].sha256, models[i].name, verify ? ": ok" : "");
    }
    engine_close(&ctx, &worker);
    return EXIT_ASSESSED;
}
