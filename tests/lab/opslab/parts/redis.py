# SPDX-License-Identifier: GPL-3.0-or-later
"""Redis."""

from .. import answers
from ..state import write_private
from .base import MISBEHAVING, SIGNALS, Part


class Redis(Part):
    what = "Redis 7"
    keeps_data = True
    faults = {**SIGNALS, "slow": "front", **MISBEHAVING}

    def __init__(self, *, secure=False, memory="64mb", lines=(), **more):
        """`lines`: of redis.conf, as the platform's document has them."""
        super().__init__(**more)
        self.secure = secure
        self.memory = memory
        self.lines = lines

    def wants_password(self):
        return self.secure

    def write(self, port, variant=""):
        lines = ["bind 127.0.0.1", "port %d" % port, "dir %s" % self.home, "daemonize no", 'save ""', "appendonly yes",
                 "appendfsync everysec", "maxmemory %s" % self.memory, "loglevel notice", *self.lines]  # fmt: skip
        if self.password:
            lines.append("requirepass %s" % self.password)
        write_private(self.home / "redis.conf", "\n".join(lines) + "\n")

    def command(self, port):
        return ["redis-server", self.home / "redis.conf"]

    async def answering(self, port):
        return await answers.redis(port, self.password)
