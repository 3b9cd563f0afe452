#!/bin/sh
# Installs what is needed, builds, starts the demo lab and opens Opsdeck on it. Ends the lab when Opsdeck is closed.
# Without a display it saves a picture of each page instead, under a virtual one.
#
#   packaging/demo.sh                     open the window (or save pictures, when there is no display)
#   packaging/demo.sh --screenshots DIR   save pictures into DIR
set -eu

usage() {
    sed -n '2,/^set/{s/^# \{0,1\}//;/^set/d;p;}' "$0"
}

pictures=""
watch_seconds=60
while [ $# -gt 0 ]; do
    case "$1" in
    --screenshots)
        [ $# -ge 2 ] || { echo "demo.sh: --screenshots needs a folder." >&2; exit 4; }
        pictures=$2
        shift 2
        ;;
    -h | --help)
        usage
        exit 0
        ;;
    *)
        echo "demo.sh: there is no option '$1'." >&2
        usage >&2
        exit 4
        ;;
    esac
done
# Relative to where the command was given, not to the source folder.
case "$pictures" in "" | /*) ;; *) pictures="$PWD/$pictures" ;; esac
root=$(CDPATH='' cd "$(dirname "$0")/.." && pwd)
cd "$root"
if [ -z "$pictures" ] && [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
    pictures="$root/build/screenshots"
fi

sh packaging/install-dependencies.sh
cmake --preset release
cmake --build --preset release

lab="$root/tests/lab/lab"
opsdeck="$root/build/release/app/opsdeck"
mine=""

# shellcheck disable=SC2317 # called by the trap
finish() {
    status=$?
    trap - EXIT INT TERM HUP
    # Who ended it by a signal hears of that: the lab may have had the signal too.
    if [ -n "$mine" ]; then "$lab" down || [ "$status" -ge 128 ] || status=1; fi
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if "$lab" status >/dev/null 2>&1; then
    echo "The lab is up already; this one does not end it: who started it does, or tests/lab/lab down."
else
    mine=yes
    "$lab" up --brief
fi
workspace=$("$lab" workspace)

if [ -z "$pictures" ]; then
    "$lab" run -- "$opsdeck" "$workspace"
    exit 0
fi

mkdir -p "$pictures"
echo "Without a display: watching for $watch_seconds s under a virtual one, so that the charts have something to show."
status=0
"$lab" run -- xvfb-run -a timeout -s TERM "$watch_seconds" "$opsdeck" "$workspace" || status=$?
# 124: timeout ended it as it was told to; 0: Opsdeck ended properly on the signal.
[ "$status" -eq 124 ] || [ "$status" -eq 0 ] || { echo "demo.sh: Opsdeck ended with $status." >&2; exit "$status"; }
echo "Saving a picture of each page:"
failed=0
for theme in dark light; do
    for page in overview diagram metrics runbooks assurance history settings wall; do
        file="$pictures/$page-$theme.png"
        rm -f "$file"
        if "$lab" run -- "$opsdeck" render "$page" --workspace "$workspace" --platform shop --environment prod \
            --size 1600x1000 --theme "$theme" -o "$file" && [ -s "$file" ]; then
            echo "  $file"
        else
            echo "  $page ($theme) could not be drawn" >&2
            failed=1
        fi
    done
done
exit "$failed"
