/* SPDX-License-Identifier: Apache-2.0
 * tonsure marker: the sheet with the scale marker, to print. */
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/exit.h"
#include "base/file.h"

static const char HELP[] =
    "Usage: tonsure marker -o FILE [--paper a4|letter]\n\n"
    "Writes a PDF of one page to print at 100 %: a marker whose black square is 40 mm wide, a line to check the print's\n"
    "size, grey and colour patches, instructions. In a photo with the marker flat beside the area of interest, lengths\n"
    "are measured in millimetres.\n\n"
    "  -o, --output FILE     the PDF to write\n"
    "  --paper PAPER         a4 or letter (default a4)\n"
    "  -h, --help            this text\n";

enum { OPTION_PAPER = OPTION_FIRST_OWN };

static bool take_paper(const char *name, tsr_paper *out)
{
    *out = strcmp(name, "letter") == 0 ? TSR_PAPER_LETTER : TSR_PAPER_A4;
    if (*out == TSR_PAPER_A4 && strcmp(name, "a4") != 0) {
        complain("--paper takes a4 or letter, not \"%s\"", name);
        return false;
    }
    return true;
}

static int write_sheet(const char *path, tsr_paper paper)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    tsr_error err = {0};
    tsr_status st = tsr_marker_sheet_format(NULL, paper, &bytes, &size_bytes, &err);
    if (st == TSR_OK) {
        st = tsri_file_save(tsri_memory_default(), path, bytes, size_bytes, &err);
    }
    tsri_free(tsri_memory_default(), bytes);
    if (st != TSR_OK) {
        complain("%s: %s", path, err.message);
        return EXIT_FAILED;
    }
    return EXIT_ASSESSED;
}

int cmd_marker(int argc, char **argv)
{
    static const struct option LONG[] = {
        {"output", required_argument, NULL, 'o'},
        {"paper", required_argument, NULL, OPTION_PAPER},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    const char *path = NULL;
    tsr_paper paper = TSR_PAPER_A4;
    for (int code; (code = getopt_long(argc, argv, "ho:", LONG, NULL)) != -1;) {
        if (code == 'h') {
            (void)fputs(HELP, stdout);
            return EXIT_ASSESSED;
        }
        if (code == 'o') {
            path = optarg;
        } else if (code != OPTION_PAPER || !take_paper(optarg, &paper)) {
            return EXIT_USAGE;
        }
    }
    if (!path || !path[0] || optind < argc) {
        (void)fputs(HELP, stderr);
        return EXIT_USAGE;
    }
    return write_sheet(path, paper);
}
