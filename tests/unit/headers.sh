#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every public header compiles alone, and twice in one file, as C11 and as C++17, without a warning.
#   headers.sh SOURCE_DIR CC CXX
set -uo pipefail
source_dir=$1 cc=$2 cxx=$3 count=0 faults=0
warnings=(-Wall -Wextra -Wpedantic -Werror -Wshadow -Wundef -fsyntax-only -I "$source_dir/include")

for header in "$source_dir"/include/tonsure/*.h; do
    name=tonsure/${header##*/}
    text=$(printf '#include "%s"\n#include "%s"\n' "$name" "$name")
    count=$((count + 1))
    "$cc" -std=c11 "${warnings[@]}" -Wstrict-prototypes -x c - <<<"$text" || { echo "$name: not C11" && faults=$((faults + 1)); }
    "$cxx" -std=c++17 "${warnings[@]}" -x c++ - <<<"$text" || { echo "$name: not C++17" && faults=$((faults + 1)); }
done

echo "$count headers, $faults faults"
[ "$count" -ge 5 ] && [ "$faults" -eq 0 ]
