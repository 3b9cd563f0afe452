#!/bin/sh
# Builds the fuzz targets and runs each for SECONDS (60 when not given). What makes one fail is left in build/fuzz/found.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzzers
mkdir -p build/fuzz/found
failed=""
for target in build/fuzz/tests/fuzz/fuzz_*; do
    [ -x "$target" ] && [ -f "$target" ] || continue
    name=$(basename "$target")
    corpus=build/fuzz/corpus/$name
    mkdir -p "$corpus"
    seeds=tests/fuzz/seeds/$name
    [ "$name" = fuzz_config ] && seeds=resources/examples/demo/platforms
    [ "$name" = fuzz_composeimport ] && seeds=tests/data/compose
    echo "== $name, $seconds s"
    # -timeout: one input that takes this long is a finding too.
    "$target" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -max_len=16384 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/found/$name-" "$corpus" "$seeds" >"build/fuzz/$name.log" 2>&1 || failed="$failed $name"
    grep -E 'number_of_executed_units|ERROR|SUMMARY|runtime error|Assertion' "build/fuzz/$name.log" || true
done
[ -z "$failed" ] || { echo "failed:$failed, see build/fuzz/*.log and build/fuzz/found"; exit 1; }
