# SPDX-License-Identifier: GPL-3.0-or-later
"""PgBouncer in front of a PostgreSQL."""

from .. import answers
from ..state import write_private
from .base import MISBEHAVING, SIGNALS, Part

CONFIGURATION = """\
[databases]
{database} = host=127.0.0.1 port={server} dbname={database}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = {method}
auth_file = {folder}/users
admin_users = {user}
pool_mode = {mode}
max_client_conn = {clients}
default_pool_size = {size}
ignore_startup_parameters = extra_float_digits
"""


class PgBouncer(Part):
    what = "PgBouncer"
    faults = {**SIGNALS, "slow": "front", **MISBEHAVING}

    def __init__(self, database, *, mode="transaction", clients=1000, size=25, **more):
        super().__init__(uses=[database], **more)
        self.server = database
        self.mode = mode
        self.clients = clients
        self.size = size

    @property
    def credential(self):
        """It asks for the database's own."""
        return self.peer(self.server).credential

    def write(self, port, variant=""):
        server = self.peer(self.server)
        write_private(self.home / "users", '"%s" "%s"\n' % (server.user, server.password or ""))
        text = CONFIGURATION.format(database=server.database, server=server.port, port=port, folder=self.home, user=server.user,
                                    method="scram-sha-256" if server.password else "trust", mode=self.mode,
                                    clients=self.clients, size=self.size)  # fmt: skip
        write_private(self.home / "pgbouncer.ini", text)

    def command(self, port):
        return ["pgbouncer", "-q", self.home / "pgbouncer.ini"]

    async def answering(self, port):
        startup = b"\0\3\0\0user\0nobody\0database\0pgbouncer\0\0"
        found = await answers.first_bytes(port, (len(startup) + 4).to_bytes(4, "big") + startup)
        return found is not None and found[:1] in (b"R", b"E")
