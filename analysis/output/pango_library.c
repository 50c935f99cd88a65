/* SPDX-License-Identifier: Apache-2.0 */
#include "output/pango_library.h"

#include "base/library.h"

tsr_status tsri_pango_library_load(tsri_pango_library *out, tsr_error *err)
{
#define NAME(name) #name,
    static const char *const NAMES[] = {TSRI_PANGO_FUNCTIONS(NAME)};
#undef NAME
    enum { COUNT = sizeof NAMES / sizeof NAMES[0] };
    _Static_assert(sizeof *out == COUNT * sizeof out->g_object_unref, "a pointer for each name");
    return tsri_library_load("libpangocairo-1.0.so.0", "libpangocairo-1.0-0", NAMES, COUNT, out, err);
}
