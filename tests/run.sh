#!/bin/sh
# Installs what is needed, builds with warnings as errors, and passes the tests. tests/sanitize.sh does it once more under
# AddressSanitizer and UndefinedBehaviorSanitizer.
set -eu
cd "$(dirname "$0")/.."
sh packaging/install-dependencies.sh
cmake --preset ci
cmake --build --preset ci
ctest --preset ci -j 2
