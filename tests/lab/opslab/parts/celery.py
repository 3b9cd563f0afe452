# SPDX-License-Identifier: GPL-3.0-or-later
"""Celery's worker and beat of a platform. They listen nowhere: a file that they touch tells that they live."""

import json
import os
import signal
import time

from .. import answers
from ..state import write_private
from .base import PYTHON, SIGNALS, Part

ALIVE = 6.0  # seconds without a heartbeat


class _Celery(Part):
    listens = False
    restarts = True  # a broker that talks nonsense makes Celery give up now and then
    meanings = {
        "kill": "SIGKILL to it and all it started: no heartbeat, no tick any more",
        "stop": "SIGSTOP: no heartbeat, no tick any more (also: freeze)",
    }

    def __init__(self, *, redis, database=None, queues=("celery",), page=False, count=1, **more):
        """`page`: it has a port with /health and /metrics of its own; `count`: so many of it."""
        super().__init__(uses=[name for name in (redis, database) if name], **more)
        self.listens = page
        self.redis = redis
        self.database = database
        self.queues = queues
        self.count = count
        if count > 1:
            self.what = "%d %ss" % (count, self.what)
            self.faults = {**self.faults, "one-left": "replicas"}
            self.meanings = {**self.meanings, "one-left": "all of them but one are dead"}

    def write(self, port, variant=""):
        self.write_config(self.settings(port, self.home / "alive"))
        for number in range(2, self.site.replicas(self.id) + 1):
            write_private(self.replica_config(number), json.dumps(self.settings(0, self.home / ("alive-%d" % number))))

    def replica_config(self, number):
        return self.home / ("config-%d.json" % number)

    def settings(self, port, alive):
        return {"platform": self.site.platform, "environment": self.site.id, "service": self.id, "port": port,
                "queues": list(self.queues), "alive": str(alive),
                **self.connections(self.database, self.redis)}  # fmt: skip

    async def answering(self, port):
        child = self.site.child(self.id)
        try:
            seen = os.stat(self.home / "alive")
            with open(self.home / "alive", encoding="ascii") as file:
                return file.read() == str(child.inner or child.pid) and time.time() - seen.st_mtime < ALIVE
        except OSError:
            return False


class CeleryWorker(_Celery):
    what = "Celery worker"
    faults = {**SIGNALS, "queue": "helper"}

    def child(self, port):
        return self.worker(port, "celery@%s-%s" % (self.id, self.site.id))

    def worker(self, port, name):
        return self.stack_child(port, ["celery", "-A", "platformtasks", "worker", "-E", "-P", "solo", "-l", "WARNING", "-n",
                                       name, "-Q", ",".join(self.queues), "--without-gossip", "--without-mingle"],
                                stop_signal=signal.SIGQUIT)  # fmt: skip

    def replica(self, number):
        child = self.worker(0, "celery@%s-%s-%d" % (self.id, self.site.id, number))
        child.name, child.of = "%s-%d" % (self.name, number), self.name
        child.environment["STACK_CONFIG"] = str(self.replica_config(number))
        return child

    def helper(self, fault):
        return [PYTHON, self.site.stack / "flood.py", self.home / "config.json", self.home / "flooded"]

    async def mended(self, lab, fault):
        """What waits is thrown away, or mending would take minutes."""
        await answers.redis(self.peer(self.redis).port, self.peer(self.redis).password, "DEL " + " ".join(self.queues))


class CeleryBeat(_Celery):
    what = "Celery beat"

    def child(self, port):
        return self.stack_child(port, ["celery", "-A", "platformtasks", "beat", "-l", "WARNING", "--pidfile=", "-s",
                                       self.home / "schedule"])  # fmt: skip
