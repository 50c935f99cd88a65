/* SPDX-License-Identifier: Apache-2.0 */
#include "image/heif_library.h"

#include "base/library.h"

tsr_status tsri_heif_library_load(tsri_heif_library *out, tsr_error *err)
{
#define NAME(name) "heif_" #name,
    static const char *const NAMES[] = {TSRI_HEIF_FUNCTIONS(NAME)};
#undef NAME
    enum { COUNT = sizeof NAMES / sizeof NAMES[0] };
    _Static_assert(sizeof *out == COUNT * sizeof out->context_alloc, "a pointer for each name");
    return tsri_library_load("libheif.so.1", "libheif1", NAMES, COUNT, out, err);
}
