#!/bin/sh
# Installs what is needed, builds and passes the tests: once as they are, with warnings as errors, and once more under
# AddressSanitizer and UndefinedBehaviorSanitizer.
set -eu
cd "$(dirname "$0")/.."
sh packaging/install-dependencies.sh
cmake --preset ci
cmake --build --preset ci
ctest --preset ci -j 2
cmake --preset asan
cmake --build --preset asan
# What reads source files or drives Python only has nothing for the sanitizers to see.
ctest --preset asan -j 2 -LE 'layering|lab'
