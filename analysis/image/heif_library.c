/* SPDX-License-Identifier: Apache-2.0 */
#include "image/heif_library.h"

#include <dlfcn.h>
#include <string.h>

#include "base/fail.h"

static const char LIBRARY[] = "libheif.so.1"; /* the name of every version 1.x, which only adds functions */

tsr_status tsri_heif_library_load(tsri_heif_library *out, tsr_error *err)
{
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_NODELETE);
    if (!library) {
        return tsri_fail(err, TSR_E_UNSUPPORTED, "heic needs %s: install Debian's libheif1, or convert the photo to JPEG",
                         LIBRARY);
    }
    const char *missing = NULL;
    void *function;
#define TAKE(name)                                                                                                               \
    function = dlsym(library, "heif_" #name);                                                                                    \
    missing = function ? missing : "heif_" #name;                                                                                \
    memcpy(&out->name, &function, sizeof function);
    TSRI_HEIF_FUNCTIONS(TAKE)
#undef TAKE
    (void)dlclose(library); /* it stays: RTLD_NODELETE */
    return missing ? tsri_fail(err, TSR_E_UNSUPPORTED, "%s has no %s: heic needs libheif 1.10 or later", LIBRARY, missing)
                   : TSR_OK;
}
