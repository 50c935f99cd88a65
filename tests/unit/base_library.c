/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/library.h"
#include "support/image_check.h"

struct functions {
    double (*cosine)(double);
    double (*power)(double, double);
};

START_TEST(functions_are_found)
{
    static const char *const NAMES[] = {"cos", "pow"};
    struct functions f = {0};
    for (int round = 0; round < 2; round++) {
        ck_assert_int_eq(tsri_library_load("libm.so.6", "libc6", NAMES, 2, &f, NULL), TSR_OK);
        ck_assert(f.cosine(0) == 1);
        ck_assert(f.power(2, 10) == 1024);
    }
}
END_TEST

START_TEST(what_is_missing_is_told)
{
    static const char *const NAMES[] = {"cos", "no_such_function"};
    struct functions f = {0};
    tsr_error err;
    ck_assert_int_eq(tsri_library_load("libno-such.so.1", "libno-such1", NAMES, 2, &f, &err), TSR_E_UNSUPPORTED);
    ck_assert_str_eq(err.message, "libno-such.so.1 cannot be loaded: install Debian's libno-such1");
    ck_assert_int_eq(tsri_library_load("libm.so.6", "libc6", NAMES, 2, &f, &err), TSR_E_UNSUPPORTED);
    ck_assert_str_eq(err.message, "libm.so.6 has no no_such_function: install a newer libc6");
    ck_assert_int_eq(tsri_library_load("libno-such.so.1", "libno-such1", NAMES, 2, &f, NULL), TSR_E_UNSUPPORTED);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("library");
    tcase_add_test(tcase, functions_are_found);
    tcase_add_test(tcase, what_is_missing_is_told);
    return run_tcase("base_library", tcase);
}
