#!/bin/sh
# Installs what is needed, builds with warnings as errors, and passes the tests; then those of whatever reads bytes of others once more
# under AddressSanitizer and UndefinedBehaviorSanitizer. tests/sanitize.sh does that with all of them.
set -eu
cd "$(dirname "$0")/.."
sh packaging/install-dependencies.sh
cmake --preset ci
cmake --build --preset ci
ctest --preset ci -j 3
/usr/bin/python3 tests/nottested.py build/ci
# Every service of the five platforms, killed in turn in this very run.
cat build/ci/platform-table/*.txt
# Every kind of check and its faults, as the tests just met them.
ctest --preset ci -V -R '^fault_table$'
cmake --preset asan
cmake --build --preset asan --target sanitized_tests
ctest --preset asan -j 3 -L 'contract|foreign' -E '^fault_table'
