# SPDX-License-Identifier: Apache-2.0
# Warnings and code generation, one interface target: tsr_flags.
add_library(tsr_flags INTERFACE)
target_compile_definitions(tsr_flags INTERFACE _XOPEN_SOURCE=700)
target_compile_options(tsr_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wdouble-promotion -Wformat=2 -Wvla -fvisibility=hidden
    -ffp-contract=off # the same numbers from every compiler
    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes> $<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes>
    $<$<BOOL:${TSR_WERROR}>:-Werror>)
if(TSR_SANITIZE)
    target_compile_options(tsr_flags INTERFACE -fsanitize=${TSR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(tsr_flags INTERFACE -fsanitize=${TSR_SANITIZE})
endif()
if(TSR_BUILD_FUZZERS)
    target_compile_options(tsr_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
