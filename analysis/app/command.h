/* SPDX-License-Identifier: Apache-2.0
 * app/command.h - the commands, and what they share: options that every analysing command takes, messages. */
#ifndef TSR_APP_COMMAND_H
#define TSR_APP_COMMAND_H

#include <getopt.h>
#include <stdbool.h>

#include "tonsure/assess.h"

int cmd_assess(int argc, char **argv);
int cmd_batch(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_evaluate(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_marker(int argc, char **argv);
int cmd_merge(int argc, char **argv);
int cmd_model(int argc, char **argv);
int cmd_simulate(int argc, char **argv);

/** Options of every command that reads photos. */
typedef struct common_options {
    tsr_options context;
    tsr_assess_params assess;
} common_options;

/** Values of getopt_long for them, above every character. */
enum common_option_code {
    OPTION_MODELS = 1000,
    OPTION_PAGE,
    OPTION_ALLOW_TRUNCATED,
    OPTION_MAX_FILE_MB,
    OPTION_MAX_MEGAPIXELS,
    OPTION_MAX_DECODED_MB,
    OPTION_MAX_PAGES,
    OPTION_SCALE,
    OPTION_MARKER,

    OPTION_FIRST_OWN /* a command's own options start here */
};

#define COMMON_LONG_OPTIONS                                                                                                      \
    {"models", required_argument, NULL, OPTION_MODELS}, {"page", required_argument, NULL, OPTION_PAGE},                          \
        {"allow-truncated", no_argument, NULL, OPTION_ALLOW_TRUNCATED},                                                          \
        {"max-file-mb", required_argument, NULL, OPTION_MAX_FILE_MB},                                                            \
        {"max-megapixels", required_argument, NULL, OPTION_MAX_MEGAPIXELS},                                                      \
        {"max-decoded-mb", required_argument, NULL, OPTION_MAX_DECODED_MB},                                                      \
        {"max-pages", required_argument, NULL, OPTION_MAX_PAGES}, {"scale-mm-per-px", required_argument, NULL, OPTION_SCALE},    \
        {"marker-mm", required_argument, NULL, OPTION_MARKER},                                                                   \
    {                                                                                                                            \
        "help", no_argument, NULL, 'h'                                                                                           \
    }

/** Their lines of a help text. */
extern const char COMMON_HELP[];

/** Take one of them. @return false where the code is none of them or its value is bad; the message is printed. */
bool common_option_take(common_options *options, int code, const char *value);

/** A whole number from lo to hi; false, with a message naming the option, for anything else. */
bool parse_number(const char *option, const char *text, unsigned long long lo, unsigned long long hi, unsigned long long *out);

/** A decimal number from lo to hi, such as 0.25 or 1e-3; false, with a message naming the option, for anything else. */
bool parse_decimal(const char *option, const char *text, double lo, double hi, double *out);

/** The value of --lang; false, with a message, for anything else. */
bool parse_language(const char *text, tsr_language *out);

/** A photo on the command line: [VIEW=]PATH. */
typedef struct photo_argument {
    const char *path, *name; /* name: the path without its folders */
    tsr_view view;           /* TSR_VIEW_UNKNOWN: not said */
} photo_argument;

/** Take one apart; its parts point into the argument. A text before "=" that names no view belongs to the path. */
photo_argument photo_argument_parse(char *argument);

/** Whether no two photos have one name, under which they would write the same files; the message is printed. */
bool photo_names_differ(char **arguments, size_t count);

/** "tonsure: " and a line on stderr. */
void complain(const char *format, ...) TSR_PRINTF(1, 2);

/** What models.json says; with verify also every file against its SHA-256. False, with the message printed, if it is not so. */
bool models_list(const common_options *options, bool verify, tsr_model out[TSR_MODEL_COUNT]);

/** Create context and, unless NULL, worker; false, with the message printed, if they cannot be had. */
bool engine_open(const common_options *options, tsr_context **ctx, tsr_worker **worker);

/** Destroy both; fine on NULL. */
void engine_close(tsr_context **ctx, tsr_worker **worker);

#endif
