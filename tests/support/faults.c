/* SPDX-License-Identifier: Apache-2.0
 * Faults for tonsure batch, preloaded: TSR_FAULT="call:number:errno" makes that call of the process (from 1) fail, and every
 * later one with it where the number ends in "+". TSR_FATAL=NAME makes a process that opens a file with that in its name end by
 * SIGSEGV, once per file TSR_FATAL_ONCE where that is set. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int count_of(const char *call, int *at_errno, int *forever)
{
    const char *fault = getenv("TSR_FAULT");
    size_t length = strlen(call);
    char *end = NULL;
    if (!fault || strncmp(fault, call, length) != 0 || fault[length] != ':') {
        return 0;
    }
    int number = (int)strtol(fault + length + 1, &end, 10);
    *forever = *end == '+';
    *at_errno = (int)strtol(end + 1 + *forever, NULL, 10);
    return number;
}

/* Whether this call is to fail; errno is then set. */
static int fails(const char *call, int *calls)
{
    int at_errno = 0, forever = 0, number = count_of(call, &at_errno, &forever);
    ++*calls;
    if (number && (*calls == number || (forever && *calls > number))) {
        errno = at_errno;
        return 1;
    }
    return 0;
}

#define FAULTY(result, name, parameters, arguments)                                                                              \
    result name parameters;                                                                                                      \
    result name parameters                                                                                                       \
    {                                                                                                                            \
        static int calls;                                                                                                        \
        static result(*next) parameters;                                                                                         \
        if (fails(#name, &calls)) {                                                                                              \
            return (result)-1;                                                                                                   \
        }                                                                                                                        \
        if (!next) {                                                                                                             \
            void *found = dlsym(RTLD_NEXT, #name);                                                                               \
            memcpy(&next, &found, sizeof next);                                                                                  \
        }                                                                                                                        \
        return next arguments;                                                                                                   \
    }

FAULTY(ssize_t, write, (int fd, const void *bytes, size_t size), (fd, bytes, size))
FAULTY(int, fsync, (int fd), (fd))
FAULTY(int, fdatasync, (int fd), (fd))
FAULTY(int, syncfs, (int fd), (fd))
FAULTY(int, rename, (const char *from, const char *to), (from, to))

static void die_of(const char *path)
{
    const char *fatal = getenv("TSR_FATAL"), *once = getenv("TSR_FATAL_ONCE");
    if (fatal && strstr(path, fatal) && (!once || (access(once, F_OK) != 0 && creat(once, 0600) >= 0))) {
        (void)raise(SIGSEGV);
    }
}

int open(const char *path, int flags, ...)
{
    static int (*next)(const char *, int, ...);
    va_list args;
    va_start(args, flags);
    int mode = flags & O_CREAT ? va_arg(args, int) : 0;
    va_end(args);
    if (!next) {
        void *found = dlsym(RTLD_NEXT, "open");
        memcpy(&next, &found, sizeof next);
    }
    die_of(path);
    return next(path, flags, mode);
}
