#!/bin/sh
# Installs what is needed, builds and passes the tests.
set -eu
cd "$(dirname "$0")/.."
sh packaging/install-dependencies.sh
cmake --preset ci
cmake --build --preset ci
ctest --preset ci -j 2
