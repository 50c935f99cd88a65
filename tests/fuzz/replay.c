/* SPDX-License-Identifier: Apache-2.0
 * Runs a fuzz target over files or folders of them, with any compiler: replay FILE-OR-FOLDER... Fails when nothing is found, so
 * that a lost corpus does not look like a good one. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_INPUT_BYTES = 1 << 20 };

/* False if it cannot be read as a file. */
static int run_file(const char *path)
{
    FILE *stream = fopen(path, "rb");
    uint8_t *all = stream ? malloc(MAX_INPUT_BYTES) : NULL;
    if (!all) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    const size_t size = fread(all, 1, MAX_INPUT_BYTES, stream);
    const int failed = ferror(stream);
    (void)fclose(stream);
    uint8_t *data = failed ? NULL : malloc(size > 0 ? size : 1); /* of the exact size, for sanitizers */
    for (size_t i = 0; data && i < size; i++) {
        data[i] = all[i];
    }
    free(all);
    if (data) {
        (void)LLVMFuzzerTestOneInput(data, size);
        free(data);
    }
    return data ? 1 : 0;
}

static int run_folder(const char *path, DIR *folder)
{
    int count = 0;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char name[4096];
        if (entry->d_name[0] != '.' && snprintf(name, sizeof name, "%s/%s", path, entry->d_name) < (int)sizeof name) {
            count += run_file(name);
        }
    }
    return count;
}

int main(int argc, char **argv)
{
    int count = 0;
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        if (folder) {
            count += run_folder(argv[i], folder);
            (void)closedir(folder);
        } else {
            count += run_file(argv[i]);
        }
    }
    (void)printf("%d inputs\n", count);
    return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
