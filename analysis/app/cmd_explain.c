/* SPDX-License-Identifier: Apache-2.0
 * tonsure explain: every rule and number behind a result. */
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/exit.h"
#include "base/file.h"

static const char HELP[] =
    "Usage: tonsure explain RESULT.json\n\n"
    "Lists what a result of tonsure assess rests on: the measurements with their ranges, and every rule behind verdict and\n"
    "plan with its source. Tags: B the project's brief, S the source named, I inferred, M general knowledge.\n\n"
    "  -h, --help            this text\n";

static const uint64_t MAX_RESULT_BYTES = UINT64_C(64) << 20;

int cmd_explain(int argc, char **argv)
{
    uint8_t *bytes = NULL;
    size_t size_bytes = 0;
    char *text = NULL;
    tsr_error err = {0};
    const tsr_allocator *memory = tsri_memory_default();
    if (argc == 2 && (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0)) {
        (void)fputs(HELP, stdout);
        return EXIT_ASSESSED;
    }
    if (argc != 2 || argv[1][0] == '-') {
        (void)fputs(HELP, stderr);
        return EXIT_USAGE;
    }
    tsr_status st = tsri_file_read(memory, argv[1], MAX_RESULT_BYTES, &bytes, &size_bytes, &err);
    if (st == TSR_OK) {
        st = tsr_result_explain(memory, (const char *)bytes, size_bytes, &text, &err);
    }
    if (st == TSR_OK) {
        (void)fputs(text, stdout);
    } else {
        complain("%s: %s", argv[1], err.message);
    }
    tsri_free(memory, text);
    tsri_free(memory, bytes);
    return st == TSR_OK ? EXIT_ASSESSED : EXIT_FAILED;
}
