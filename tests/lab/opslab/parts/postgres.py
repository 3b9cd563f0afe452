# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL."""

import signal
from pathlib import Path

from .. import answers, state
from ..children import Child
from ..state import write_private
from .base import MISBEHAVING, PYTHON, SIGNALS, Part

PGBIN = Path("/usr/lib/postgresql/15/bin")
SUPERUSER = "lab"  # the lab's own, with a password; an environment that trusts everybody trusts all but this one

CONFIGURATION = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = {connections}
shared_buffers = {buffers}
dynamic_shared_memory_type = mmap
wal_level = minimal
max_wal_senders = 0
fsync = off
jit = off
log_min_messages = warning
{more}
"""


class Postgres(Part):
    what = "PostgreSQL 15"
    whole_folder = True
    keeps_data = True
    faults = {**SIGNALS, "slow": "front", **MISBEHAVING, "full": "helper"}

    def __init__(self, *, database, user, secure=True, sql="", superuser=True, statements=True, connections=40,
                 buffers="16MB", tls=False, **more):  # fmt: skip
        """`superuser`: the user may do all, as the one that the official image makes; `statements`: pg_stat_statements."""
        super().__init__(**more)
        self.database = database
        self.user = user
        self.secure = secure
        self.sql = sql
        self.superuser = superuser
        self.statements = statements
        self.connections_allowed = connections
        self.buffers = buffers
        self.tls = tls

    def wants_password(self):
        return self.secure

    async def prepare(self, lab):
        await lab.template_made()
        await lab.children.run(self.name, ["cp", "-a", lab.folder / "template" / "db", self.home], self.site.folder)
        if self.tls:
            for ending in (".pem", ".key"):
                made = (lab.folder / "certificates" / (self.site.host + ending)).read_text(encoding="ascii")
                write_private(self.home / ("server" + ending), made)
                lab.children.give(self.home / ("server" + ending))

    def write(self, port, variant=""):
        more = "shared_preload_libraries = 'pg_stat_statements'\npg_stat_statements.max = 500" if self.statements else ""
        more += "\nssl = on\nssl_cert_file = 'server.pem'\nssl_key_file = 'server.key'" if self.tls else ""
        text = CONFIGURATION.format(port=port, connections=self.connections_allowed, buffers=self.buffers, more=more)
        write_private(self.home / "postgresql.conf", text)
        method = "scram-sha-256" if self.secure else "trust"
        lines = "host all %s 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 %s\n" % (SUPERUSER, method)
        write_private(self.home / "pg_hba.conf", lines)

    def child(self, port):
        # SIGINT is its fast shutdown; SIGQUIT, should the lab die, ends it at once and frees its shared memory.
        return Child(self.name, [PGBIN / "postgres", "-D", self.home], self.home, port, stop_signal=signal.SIGINT,
                     death_signal="QUIT", whole_folder=True)  # fmt: skip

    async def fill(self, lab):
        password = "'%s'" % self.password if self.password else "NULL"
        lines = ['CREATE ROLE "%s" LOGIN %s PASSWORD %s;' % (self.user, "SUPERUSER" if self.superuser else "", password),
                 'CREATE DATABASE "%s" OWNER "%s";' % (self.database, self.user), '\\connect "%s"' % self.database]  # fmt: skip
        if self.statements:
            lines.append("CREATE EXTENSION pg_stat_statements;")
        lines += ['SET ROLE "%s";' % self.user, self.sql]
        script = self.site.folder / (self.id + ".sql")
        passwords = self.site.folder / (self.id + ".pass")
        write_private(script, "\n".join(lines) + "\n")
        write_private(passwords, "127.0.0.1:*:*:%s:%s\n" % (SUPERUSER, lab.superuser))
        try:
            await lab.children.run(self.name, [PGBIN / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p",
                                   self.port, "-U", SUPERUSER, "-d", "postgres", "-f", script], lab.folder.path,
                                   {"PGPASSFILE": str(passwords)}, as_server=False)  # fmt: skip
        finally:
            script.unlink()
            passwords.unlink()

    async def answering(self, port):
        """It says "the database system is starting up" (57P03) until it does: anything else is an answer."""
        startup = b"\0\3\0\0user\0postgres\0database\0postgres\0\0"
        message = (len(startup) + 4).to_bytes(4, "big") + startup
        found = await answers.first_bytes(port, message)
        return found is not None and found[:1] in (b"R", b"E") and b"57P03" not in found

    async def gone(self):
        state.release_shared_memory(self.site.child(self.id).pid)
        return await super().gone()

    def helper(self, fault):
        self.write_config({"host": "127.0.0.1", "port": self.port, "dbname": self.database, "user": self.user,
                           "password": self.password})  # fmt: skip
        return [PYTHON, self.site.stack / "crowd.py", self.home / "config.json", self.home / "crowded"]
