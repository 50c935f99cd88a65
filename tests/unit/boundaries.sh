#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The borders of analysis/: one door a dependency, arrows between folders one way, no endless files. Prints every offender.
#   boundaries.sh SOURCE_DIR
set -uo pipefail
shopt -s lastpipe # report counts in this shell, not in a pipeline's
cd "$1/analysis" || exit 2
faults=0

# Print offenders, one a line from stdin, under what they offend.
report() {
    local title=$1 lines
    lines=$(cat)
    if [ -n "$lines" ]; then
        printf '%s:\n  %s\n' "$title" "${lines//$'\n'/$'\n'  }"
        faults=$((faults + 1))
    fi
}

# door HEADER-PATTERN FILE-PATTERN: only files that match may include headers that match.
door() {
    grep -rnE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($1)" . --include='*.[ch]' --include='*.cpp' --include='*.hpp' |
        sed 's,^\./,,' | grep -vE "^($2):" | report "$1 belongs in $2"
}

door 'opencv2/' 'vision/[^:]*'
door 'tiffio\.h|tiff\.h' 'image/tiff[^/:]*\.c'
door 'jpeglib\.h|turbojpeg\.h|jerror\.h|png\.h|webp/|libheif/|libexif/|lcms2' 'image/[^:]*'
door 'dlfcn\.h' 'base/library\.c'
door 'xnnpack\.h|pthreadpool\.h' 'parse/net\.c'
door 'cblas\.h|lapacke\.h' 'base/linalg\.c'
door 'sodium\.h' 'base/hash\.c|store/[^:]*'
door 'sqlite3\.h' 'store/[^:]*'
door 'xxhash\.h' 'base/hash\.c'
door 'libdeflate\.h' 'base/hash\.c'
door 'zlib\.h' 'image/[^:]*'
door 'cairo[^/]*\.h' 'output/canvas(_text)?\.c|output/canvas_cairo\.h'
door 'pango/' 'output/pango_library\.h'
door 'jansson\.h' 'pipeline/[^:]*|base/[^:]*'
door 'hdf5[^/]*\.h' 'app/export/columns\.c'
door 'microhttpd\.h' 'app/kiosk/[^:]*'

# Heap memory of the C library: comments are taken out first, and names that only end so (tsri_free) do not count. libjpeg hands
# out an ICC profile that only free() takes back.
while IFS= read -r -d '' file; do
    sed -E 's,//.*$,,; s,/\*([^*]|\*[^/])*\*/,,g; s,^[[:space:]]*\*.*$,,; s,/\*.*$,,' "$file" |
        grep -nE '(^|[^A-Za-z0-9_>.])(malloc|calloc|realloc|free|strdup|strndup)[[:space:]]*\(' | sed "s,^,${file#./}:,"
done < <(find . \( -name '*.[ch]' -o -name '*.cpp' \) ! -path './base/memory.c' -print0) |
    grep -vE '^image/jpeg\.c:[0-9]+:[[:space:]]*free\(job->icc\);' | report 'heap memory comes from base/memory.c'

# arrow FOLDER INCLUDE-PATTERN: what files of a folder may include of the project, beside the public headers and their own.
arrow() {
    [ -d "$1" ] || return 0
    grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' "$1" --include='*.[ch]' --include='*.cpp' |
        grep -vE "#[[:space:]]*include[[:space:]]*\"(tonsure/|$1/|$2)" | report "$1 may include only ${2:-nothing}"
}

result='parse/(labels|letterbox)\.h"'
arrow base 'nothing-else'
arrow vision 'base/'
arrow image 'vision/|base/'
arrow parse 'vision/|image/|base/'
arrow measure "vision/|image/|base/|$result"
arrow judge "base/|measure/"
arrow plan "base/|judge/|measure/"
arrow pipeline 'base/|vision/|image/|parse/|measure/|judge/|plan/'
arrow agreement 'image/|base/'
arrow output 'image/|vision/|base/'
arrow store 'base/'
arrow app 'base/|store/'

# Every folder must be known above.
find . -mindepth 1 -maxdepth 1 -type d | sed 's,^\./,,' |
    grep -vxE 'base|vision|image|parse|measure|judge|plan|pipeline|agreement|output|store|app' | report 'a folder without a rule'

# The library's public headers know nothing of its inside.
grep -rnE '#[[:space:]]*include[[:space:]]*"' ../include | grep -vE '"tonsure/' | report 'public headers include only each other'

find . ../include \( -name '*.[ch]' -o -name '*.cpp' \) -exec awk 'END { if (NR > 800) print FILENAME ": " NR " lines" }' {} \; |
    report 'files are at most 800 lines'

if [ "$faults" -gt 0 ]; then
    echo "$faults borders are crossed"
    exit 1
fi
echo 'no border is crossed'
