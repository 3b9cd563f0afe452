# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that a workspace's checks run, in the place of a platform's own."""

HEALTH_CHECK = """\
#!/bin/bash
# Stands in for the platform's own health-check.sh: whether each of its parts takes connections. Exit code 1 when one does not.
failed=0
for part in {parts}; do
    name=${{part%%:*}}
    port=${{part##*:}}
    if timeout 2 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port" 2>/dev/null; then
        case " $* " in *" --verbose "*) echo "ok: $name" ;; esac
    else
        echo "$name does not answer"
        failed=1
    fi
done
[ "$failed" -eq 0 ] && echo "all parts answer"
exit "$failed"
"""


def health_check(site, services):
    return HEALTH_CHECK.format(parts=" ".join("%s:%d" % (name, site.parts[name].port) for name in services))
