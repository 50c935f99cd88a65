/* SPDX-License-Identifier: Apache-2.0
 * base/library.h - shared libraries that few runs need, loaded when one does: docs/adr/0012. */
#ifndef TSRI_LIBRARY_H
#define TSRI_LIBRARY_H

#include <stddef.h>

#include "tonsure/status.h"

/**
 * Load a shared library, which then stays until the process ends, and look up its functions; from any thread.
 *
 * @param file           its soname, e.g. "libheif.so.1"
 * @param package        Debian's package of it, for the message
 * @param names          count names of functions, of the library or of one that it needs
 * @param out_functions  a struct of count pointers to functions, in the names' order
 * @return TSR_OK; TSR_E_UNSUPPORTED it is not installed or lacks a function. Cost: some 5 ms at first, then some 10 us.
 */
TSR_NODISCARD tsr_status tsri_library_load(
    const char *file, const char *package, const char *const *names, size_t count, void *out_functions, tsr_error *err);

#endif
