/* SPDX-License-Identifier: Apache-2.0
 * The tonsure command: a table of commands over libtonsure. */
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/exit.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} COMMANDS[] = {
    {"assess", cmd_assess, "measure the photos of one person"},
    {"batch", cmd_batch, "measure a folder or a list of photos"},
    {"compare", cmd_compare, "compare visits of one person over time"},
    {"evaluate", cmd_evaluate, "agreement of a batch's results with labels of your own"},
    {"explain", cmd_explain, "list every rule and number behind a result"},
    {"export", cmd_export, "a batch's results as tables, names hidden if wanted"},
    {"marker", cmd_marker, "write the scale marker's sheet, to print"},
    {"merge", cmd_merge, "join the shards of a run over many machines"},
    {"model", cmd_model, "list or verify the models in use"},
    {"simulate", cmd_simulate, "show what scalp micropigmentation would look like"},
};

enum { COMMAND_COUNT = sizeof COMMANDS / sizeof COMMANDS[0] };

static void print_help(FILE *to)
{
    (void)fputs("Tonsure measures hair loss in photographs of heads. It runs on this machine alone; nothing leaves it.\n\n"
                "Usage: tonsure COMMAND [ARGUMENT...]\n\nCommands:\n",
                to);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        (void)fprintf(to, "  %-10s %s\n", COMMANDS[i].name, COMMANDS[i].summary);
    }
    (void)fputs("\n  tonsure COMMAND --help   what a command takes\n"
                "  tonsure --version        version, models and their hashes\n\n"
                "Exit codes: 0 assessed, 1 failure, 2 wrong usage, 3 read but not assessable (reasons are given).\n"
                "Results are an aid, not a diagnosis.\n",
                to);
}

static int print_version(void)
{
    const common_options options = {0};
    tsr_model models[TSR_MODEL_COUNT];
    (void)printf("tonsure %s\n", tsr_version());
    if (!models_list(&options, false, models)) {
        return EXIT_FAILED;
    }
    for (size_t i = 0; i < TSR_MODEL_COUNT; i++) {
        (void)printf("model %s sha256 %s\n", models[i].name, models[i].sha256);
    }
    return EXIT_ASSESSED;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_help(stdout);
        return EXIT_ASSESSED;
    }
    if (strcmp(argv[1], "--version") == 0) {
        return print_version();
    }
    for (int i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(argv[1], COMMANDS[i].name) == 0) {
            return COMMANDS[i].run(argc - 1, argv + 1);
        }
    }
    complain("\"%s\" is not a command; tonsure --help lists them", argv[1]);
    return EXIT_USAGE;
}
