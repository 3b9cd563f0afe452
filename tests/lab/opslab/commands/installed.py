# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what the lab needs is installed."""

import importlib.util
import os
import shutil

from ..errors import LabError
from ..parts.postgres import PGBIN

PROGRAMS = ("setpriv", "redis-server", "nginx", "openssl", "dbus-daemon", "gnome-keyring-daemon", "secret-tool", "ipcrm")
MODULES = ("fastapi", "uvicorn", "celery", "redis", "psycopg2", "prometheus_client", "yaml", "aiosmtpd")

# What only some kinds of parts need.
KINDS = {"NodeExporter": "prometheus-node-exporter", "PostgresExporter": "prometheus-postgres-exporter",
         "RedisExporter": "prometheus-redis-exporter", "NginxExporter": "prometheus-nginx-exporter", "Prometheus": "prometheus", "PgBouncer": "pgbouncer",
         "Sshd": "sshd", "BackupJob": "pg_dump"}  # fmt: skip


def check_installed(found):
    kinds = {type(part).__name__ for table in found.values() for name in table.ENVIRONMENTS for part in table.parts(name).values()}
    programs = [*PROGRAMS, *(program for kind, program in KINDS.items() if kind in kinds)]
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    missing = [name for name in programs if not shutil.which(name, path=path)]
    missing += ["python3 module " + name for name in MODULES if importlib.util.find_spec(name) is None]
    if not (PGBIN / "postgres").exists():
        missing.append(str(PGBIN / "postgres"))
    if missing:
        raise LabError("Not installed: %s. Run packaging/install-dependencies.sh." % ", ".join(missing))
