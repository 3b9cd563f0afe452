#!/bin/sh
# Makes the README's pictures anew, by `opsdeck render` on the running lab with prod's Redis killed.
# Needs: packaging/demo.sh built the release, tests/lab/lab is up, Opsdeck has watched it for some minutes.
set -eu
cd "$(dirname "$0")/.."
lab=tests/lab/lab
opsdeck=${OPSDECK:-build/release/app/opsdeck}
workspace=$("$lab" workspace)

for theme in dark light; do
    for page in overview diagram metrics runbooks; do
        "$lab" run -- "$PWD/$opsdeck" render "$page" --workspace "$workspace" --platform shop --environment prod \
            --size 1600x1000 --theme "$theme" -o "$PWD/resources/pictures/$page-$theme.png"
    done
    "$lab" run -- "$PWD/$opsdeck" render overview --compare --workspace "$workspace" --platform shop --environment prod \
        --size 1600x1000 --theme "$theme" -o "$PWD/resources/pictures/compare-$theme.png"
    "$lab" run -- "$PWD/$opsdeck" render wall --workspace "$workspace" --size 1920x1080 --theme "$theme" \
        -o "$PWD/resources/pictures/wall-$theme.png"
done

# The five platforms in a lab of their own, Redis of one of them killed.
folder=$(mktemp -d)
chmod 755 "$folder"
trap '"$lab" down --dir "$folder/lab"; rm -rf "$folder"' EXIT
set --
for definition in resources/platforms/*.yaml; do
    [ "$definition" = resources/platforms/opsdeck.yaml ] || set -- "$@" --platform "$(basename "$definition" .yaml)"
done
"$lab" up --dir "$folder/lab" --brief "$@"
# A page of charts needs something to tell.
"$lab" run --dir "$folder/lab" -- env QT_QPA_PLATFORM=offscreen timeout -s TERM 900 "$PWD/$opsdeck" \
    "$("$lab" workspace --dir "$folder/lab")" || true
"$lab" run --dir "$folder/lab" -- "$PWD/$opsdeck" render metrics --workspace "$("$lab" workspace --dir "$folder/lab")" \
    --platform residency --environment prod --charts resilience --size 1600x1000 --theme dark \
    -o "$PWD/resources/pictures/charts-dark.png"
tests/lab/fault break prod redis kill --platform residency --dir "$folder/lab"
for page in wall overview; do
    "$lab" run --dir "$folder/lab" -- "$PWD/$opsdeck" render "$page" --workspace "$("$lab" workspace --dir "$folder/lab")" \
        --size 1920x1080 --theme dark -o "$PWD/resources/pictures/platforms-$page-dark.png"
done
