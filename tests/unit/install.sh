#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A program of somebody else's: built against the installed library by pkg-config, and run on the installed models.
#   install.sh BUILD_DIR CC
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$1" --prefix "$work/prefix" >"$work/log" || { cat "$work/log"; exit 1; }
cat >"$work/program.c" <<'END'
#include <stdio.h>
#include <tonsure/assess.h>

int main(int argc, char **argv)
{
    const tsr_options options = {.model_dir = argv[argc - 1]};
    tsr_context *ctx = NULL;
    tsr_worker *worker = NULL;
    tsr_error err = {0};
    tsr_status st = tsr_context_create(&options, &ctx, &err);
    st = st == TSR_OK ? tsr_worker_create(ctx, &worker, &err) : st;
    puts(st == TSR_OK ? tsr_model_name(ctx, 0) : err.message);
    tsr_worker_destroy(&worker);
    tsr_context_destroy(&ctx);
    return st != TSR_OK;
}
END
pc=$(dirname "$(find "$work/prefix" -name tonsure.pc)")
read -ra flags < <(PKG_CONFIG_PATH=$pc pkg-config --cflags --libs tonsure)
"$2" -std=c11 "$work/program.c" -o "$work/program" "${flags[@]}"
models=$work/prefix/share/tonsure/models
[[ $("$work/program" "$models") == parser ]]
{ "$work/program" "$work" || true; } | grep -q models.json
[[ $("$work/prefix/bin/tonsure" model verify | grep -c ': ok$') == 3 ]]
echo 'installed, linked and run'
