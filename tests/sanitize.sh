#!/bin/sh
# The tests under AddressSanitizer and UndefinedBehaviorSanitizer, but for those that read sources or drive Python only.
set -eu
cd "$(dirname "$0")/.."
sh packaging/install-dependencies.sh
cmake --preset asan
cmake --build --preset asan
ctest --preset asan -j 2 -LE 'layering|lab'
/usr/bin/python3 tests/nottested.py build/asan
