/* SPDX-License-Identifier: Apache-2.0 */
#include "support/scratch.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void give_up(const char *doing)
{
    perror(doing);
    exit(EXIT_FAILURE);
}

void scratch_make(scratch *s)
{
    const char *base = getenv("TMPDIR");
    (void)snprintf(s->folder, sizeof s->folder, "%s/tonsure-test-XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(s->folder)) {
        give_up("mkdtemp");
    }
}

const char *scratch_path(scratch *s, const char *name)
{
    (void)snprintf(s->path, sizeof s->path, "%s/%s", s->folder, name);
    return s->path;
}

void scratch_write(scratch *s, const char *name, const char *text)
{
    FILE *file = fopen(scratch_path(s, name), "wb");
    if (!file || fwrite(text, 1, strlen(text), file) != strlen(text) || fclose(file) != 0) {
        give_up("scratch file");
    }
}

int scratch_count(const scratch *s)
{
    int count = 0;
    DIR *dir = opendir(s->folder);
    if (!dir) {
        give_up("opendir");
    }
    for (struct dirent *item; (item = readdir(dir));) {
        count += strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0;
    }
    closedir(dir);
    return count;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

void scratch_remove(const scratch *s)
{
    (void)nftw(s->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}
