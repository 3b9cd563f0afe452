# SPDX-License-Identifier: GPL-3.0-or-later
"""Prometheus' exporters of the machine, of PostgreSQL, of Redis and of nginx."""

import json

from .. import answers
from ..children import Child
from ..state import write_private
from .base import WEB, SIGNALS, Part


class Exporter(Part):
    web = True
    faults = {**SIGNALS, **WEB}
    sign = b""  # of the page in good times

    async def page(self, port):
        found = await answers.http(port, "/metrics")
        return found[1] if found and found[0] == 200 else b""

    async def answering(self, port):
        return b"# HELP" in await self.page(port)

    async def well(self):
        return self.sign in await self.page(self.port)


class NodeExporter(Exporter):
    what = "Prometheus' node exporter"

    def command(self, port):
        # How busy the machine is that the lab happens to run on says nothing of the platform: its load is left out.
        return ["prometheus-node-exporter", "--web.listen-address=127.0.0.1:%d" % port, "--log.level=warn",
                "--no-collector.loadavg"]  # fmt: skip


class PostgresExporter(Exporter):
    what = "Prometheus' PostgreSQL exporter"
    sign = b"\npg_up 1"
    STATEMENTS = """\
pg_stat_statements:
  query: "SELECT d.datname, sum(s.calls) AS calls, sum(s.total_exec_time) / greatest(sum(s.calls), 1) AS mean_time
    FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid GROUP BY d.datname"
  metrics:
    - datname: { usage: LABEL, description: "Database" }
    - calls: { usage: COUNTER, description: "Statements executed" }
    - mean_time: { usage: GAUGE, description: "Mean time of a statement in milliseconds" }
"""

    def __init__(self, database, **more):
        super().__init__(uses=[database], **more)
        self.database = database

    def write(self, port, variant=""):
        write_private(self.home / "password", self.peer(self.database).password or "")
        write_private(self.home / "queries.yaml", self.STATEMENTS)

    def child(self, port):
        database = self.peer(self.database)
        environment = {
            "DATA_SOURCE_URI": "127.0.0.1:%d/%s?sslmode=disable&connect_timeout=2" % (database.port, database.database),
            "DATA_SOURCE_USER": database.user,
            "DATA_SOURCE_PASS_FILE": str(self.home / "password"),
        }
        command = ["prometheus-postgres-exporter", "--web.listen-address=127.0.0.1:%d" % port, "--log.level=error"]
        command += ["--extend.query-path", self.home / "queries.yaml"] if database.statements else []
        return Child(self.name, command, self.home, port, environment)


class RedisExporter(Exporter):
    what = "Prometheus' Redis exporter"
    sign = b"\nredis_up 1"

    def __init__(self, redis, **more):
        super().__init__(uses=[redis], **more)
        self.redis = redis

    def address(self):
        return "redis://127.0.0.1:%d" % self.peer(self.redis).port

    def write(self, port, variant=""):
        write_private(self.home / "passwords.json", json.dumps({self.address(): self.peer(self.redis).password or ""}))

    def command(self, port):
        return ["prometheus-redis-exporter", "-redis.addr", self.address(), "-redis.password-file",
                self.home / "passwords.json", "-web.listen-address", "127.0.0.1:%d" % port]  # fmt: skip


class NginxExporter(Exporter):
    what = "Prometheus' nginx exporter"
    sign = b"\nnginx_up 1"

    def __init__(self, nginx, **more):
        super().__init__(uses=[nginx], **more)
        self.nginx = nginx

    def command(self, port):
        # It asks at its start and gives up at once otherwise.
        return ["prometheus-nginx-exporter", "-nginx.scrape-uri", "http://127.0.0.1:%d/nginx-status" % self.peer(self.nginx).ports["http"],
                "-nginx.retries", "600", "-nginx.retry-interval", "100ms", "-nginx.timeout", "2s",
                "-web.listen-address", "127.0.0.1:%d" % port]  # fmt: skip
