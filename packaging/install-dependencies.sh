#!/bin/sh
# Installs from Debian 12's packages what building, the demo lab and the tests need. Safe to run again.
set -eu

build="g++ lld cmake ninja-build ccache pkg-config git
 qt6-base-dev qt6-base-dev-tools libqt6opengl6-dev libgl-dev libopengl-dev libxkbcommon-dev qt6-charts-dev qt6-svg-dev
 libqt6sql6-sqlite qt6-l10n-tools qt6-tools-dev qt6-tools-dev-tools libpq-dev libhiredis-dev qtkeychain-qt6-dev libyaml-cpp-dev
 libexpected-dev libcurl4-openssl-dev libssl-dev libldns-dev clang-format-19"
run="fonts-inter fonts-jetbrains-mono xvfb xauth qt6-qpa-plugins gnome-keyring dbus dbus-x11 libsecret-tools"
lab="postgresql-15 pgbouncer redis-server nginx-light python3 python3-fastapi uvicorn celery python3-celery python3-redis
 python3-psycopg2 python3-prometheus-client python3-yaml python3-jsonschema openssl curl
 openssh-client openssh-server iproute2 util-linux prometheus prometheus-alertmanager
 prometheus-node-exporter prometheus-postgres-exporter prometheus-redis-exporter prometheus-nginx-exporter
 docker.io docker-compose iptables monitoring-plugins-basic knot unbound python3-aiosmtpd python3-swift s3cmd
 tinyproxy-bin microsocks dante-server"
# Never linked: the benchmark of the layout runs its program dot to compare with it.
lab="$lab graphviz"

missing=""
for package in $build $run $lab; do
    if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
        missing="$missing $package"
    fi
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then sudo=""; elif command -v sudo >/dev/null 2>&1; then sudo="sudo"; else
    echo "Packages are missing and neither root nor sudo is at hand. As root: apt-get install$missing" >&2
    exit 1
fi
echo "Installing$missing"
# Servers must not start by themselves on install: the lab starts its own on free ports.
policy=/usr/sbin/policy-rc.d
made=""
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
    $sudo chmod +x "$policy"
    made=yes
fi
status=0
{ $sudo apt-get update -q && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing; } || status=$?
[ -z "$made" ] || $sudo rm -f "$policy"
exit "$status"
