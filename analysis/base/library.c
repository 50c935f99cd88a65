/* SPDX-License-Identifier: Apache-2.0 */
#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

#include "base/fail.h"

tsr_status tsri_library_load(
    const char *file, const char *package, const char *const *names, size_t count, void *out_functions, tsr_error *err)
{
    tsr_status st = TSR_OK;
    void *library = dlopen(file, RTLD_LAZY | RTLD_NODELETE);
    if (!library) {
        return tsri_fail(err, TSR_E_UNSUPPORTED, "%s cannot be loaded: install Debian's %s", file, package);
    }
    for (size_t i = 0; i < count && st == TSR_OK; i++) {
        void *function = dlsym(library, names[i]);
        memcpy((char *)out_functions + i * sizeof function, &function, sizeof function);
        if (!function) {
            st = tsri_fail(err, TSR_E_UNSUPPORTED, "%s has no %s: install a newer %s", file, names[i], package);
        }
    }
    (void)dlclose(library); /* it stays: RTLD_NODELETE */
    return st;
}
