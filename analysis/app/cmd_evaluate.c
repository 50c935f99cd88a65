/* SPDX-License-Identifier: Apache-2.0
 * tonsure evaluate: how well a run's results agree with labels of one's own. */
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/evaluate/evaluate.h"
#include "app/exit.h"
#include "base/fail.h"
#include "base/file.h"

static const char HELP[] =
    "Usage: tonsure evaluate LABELS OUT [-o DIR] [--group COLUMN]... [--mask-codes CODES]\n\n"
    "Compares the results of tonsure batch in OUT with labels in a CSV file. LABELS names in a column photo the photos as\n"
    "photos.jsonl does, or in a column case the cases, and has at least one of the columns\n"
    "  mask            path of a PNG with a code a pixel; region: path of a PNG, white where to compare\n"
    "  bare_fraction   bare share of the scalp, 0 to 1, of the photo, or of the case where the line names no photo\n"
    "  view, finding   as in photos.jsonl\n"
    "  salt, norwood   of the case: 0 to 100; 1 to 7 or I to VII\n"
    "  ludwig, sinclair, basp   of the case: none, I to III; 1 to 5; the basic type\n"
    "An empty field is no label. Prints a table with n and bootstrap intervals over cases (docs/evaluate.md).\n\n"
    "  -o, --output DIR        also write agreement.json and the plots as PNG and PDF\n"
    "  --group COLUMN          also by the values of this column of LABELS; may be repeated\n"
    "  --mask-codes CODES      codes of the labels' masks (default background=0,hair=1,skin=2,bare=3); several codes of a\n"
    "                          class are joined by +, pixels of ignore=N are left out, classes not named not compared\n"
    "  --measured-codes CODES  the same of Tonsure's masks, to join classes: hair=0+1,bare=2+3\n"
    "  --least-frac X          a class that covers less of a label's pixels is not scored in it (default 0.002)\n"
    "  --root DIR              what paths of masks are relative to (default: the folder of LABELS)\n"
    "  --level X               of the intervals (default 0.9)\n"
    "  --replicates N          of the bootstrap (default 2000; 0: no intervals)\n"
    "  --seed N                of the bootstrap (default 1)\n"
    "  -h, --help              this text\n";

enum {
    OPTION_GROUP = OPTION_FIRST_OWN,
    OPTION_MASK_CODES,
    OPTION_MEASURED_CODES,
    OPTION_LEAST,
    OPTION_ROOT,
    OPTION_LEVEL,
    OPTION_REPLICATES,
    OPTION_SEED
};

/* Less of a class than this in a photo is a rim or a slip of the pen: its overlap says nothing. Some 130 px of a 256 px photo. */
static const double LEAST_FRAC = 0.002;
enum { MOST_REPLICATES = 1000000 };

static bool take_codes(const char *option, const char *text, tsr_mask_codes *out)
{
    tsr_error err;
    if (tsr_mask_codes_parse(text, out, &err) == TSR_OK) {
        return true;
    }
    complain("%s: %s", option, err.message);
    return false;
}

static bool take_option(int code, const char *value, evaluate_options *o, const char **output)
{
    unsigned long long n = 0;
    switch (code) {
    case 'o':
        *output = value;
        return value[0] != '\0';
    case OPTION_GROUP:
        if (o->group_count == EVALUATE_MAX_GROUPS) {
            complain("--group may be given %d times", EVALUATE_MAX_GROUPS);
            return false;
        }
        o->group_columns[o->group_count++] = value;
        return true;
    case OPTION_MASK_CODES:
        return take_codes("--mask-codes", value, &o->label_codes);
    case OPTION_MEASURED_CODES:
        o->own_codes = false;
        return take_codes("--measured-codes", value, &o->measured_codes);
    case OPTION_LEAST:
        return parse_decimal("--least-frac", value, 0, 1, &o->least_frac);
    case OPTION_ROOT:
        o->root = value;
        return true;
    case OPTION_LEVEL:
        return parse_decimal("--level", value, 0.01, 0.999, &o->params.level);
    case OPTION_REPLICATES:
        if (!parse_number("--replicates", value, 0, MOST_REPLICATES, &n)) {
            return false;
        }
        o->params.replicates = (uint32_t)n;
        return true;
    case OPTION_SEED:
        if (!parse_number("--seed", value, 0, UINT64_MAX, &n)) {
            return false;
        }
        o->params.seed = n;
        return true;
    default:
        return false; /* getopt_long has said what it did not know */
    }
}

static tsr_status run(const evaluate_options *options, const char *output, tsr_error *err)
{
    evaluate_data data = {0};
    evaluate_figures figures;
    tsri_arena_init(&data.arena, tsri_memory_default());
    tsr_status st = evaluate_labels_read(options, &data, err);
    if (st == TSR_OK) {
        st = evaluate_results_join(options, &data, err);
    }
    if (st == TSR_OK) {
        st = evaluate_masks_compare(options, &data, err);
    }
    if (st == TSR_OK) {
        st = evaluate_figures_compute(options, &data, &figures, err);
    }
    if (st == TSR_OK) {
        if (figures.report.row_count == 0) {
            st = tsri_fail(err, TSR_E_FORMAT, "the labels hold no value to compare");
        } else {
            evaluate_table_print(&figures);
            st = output ? evaluate_files_save(&figures, output, err) : TSR_OK;
        }
    }
    evaluate_data_release(&data);
    return st;
}

/* The folder of a path: "." without a slash. */
static tsr_status folder_of(const char *path, char **out, tsr_error *err)
{
    tsr_status st = tsri_path_join(tsri_memory_default(), NULL, path, "", out, err);
    char *slash = st == TSR_OK ? strrchr(*out, '/') : NULL;
    if (slash) {
        slash[slash == *out] = '\0';
    } else if (st == TSR_OK) {
        tsri_free(tsri_memory_default(), *out);
        st = tsri_path_join(tsri_memory_default(), NULL, ".", "", out, err);
    }
    return st;
}

int cmd_evaluate(int argc, char **argv)
{
    static const struct option LONG[] = {
        {"output", required_argument, NULL, 'o'},
        {"group", required_argument, NULL, OPTION_GROUP},
        {"mask-codes", required_argument, NULL, OPTION_MASK_CODES},
        {"measured-codes", required_argument, NULL, OPTION_MEASURED_CODES},
        {"least-frac", required_argument, NULL, OPTION_LEAST},
        {"root", required_argument, NULL, OPTION_ROOT},
        {"level", required_argument, NULL, OPTION_LEVEL},
        {"replicates", required_argument, NULL, OPTION_REPLICATES},
        {"seed", required_argument, NULL, OPTION_SEED},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    evaluate_options options = {.own_codes = true, .least_frac = LEAST_FRAC, .params = TSR_AGREEMENT_PARAMS_INIT};
    const char *output = NULL;
    char *root = NULL;
    tsr_error err = {0};
    if (!take_codes("", TSR_MASK_CODES_OWN, &options.label_codes) ||
        !take_codes("", TSR_MASK_CODES_OWN, &options.measured_codes)) {
        return EXIT_FAILED;
    }
    for (int code; (code = getopt_long(argc, argv, "ho:", LONG, NULL)) != -1;) {
        if (code == 'h') {
            (void)fputs(HELP, stdout);
            return EXIT_ASSESSED;
        }
        if (!take_option(code, optarg, &options, &output)) {
            return EXIT_USAGE;
        }
    }
    if (optind + 2 != argc) {
        (void)fputs(HELP, stderr);
        return EXIT_USAGE;
    }
    options.labels = argv[optind];
    options.results = argv[optind + 1];
    tsr_status st = options.root ? TSR_OK : folder_of(options.labels, &root, &err);
    if (st == TSR_OK) {
        options.root = options.root ? options.root : root;
        st = run(&options, output, &err);
    }
    tsri_free(tsri_memory_default(), root);
    if (st != TSR_OK) {
        complain("%s", err.message);
        return EXIT_FAILED;
    }
    return EXIT_ASSESSED;
}
