# SPDX-License-Identifier: GPL-3.0-or-later
"""The two applications of the demo's shop."""

import signal

from .. import answers
from .base import MISBEHAVING, SIGNALS, Part


class ShopPart(Part):
    web = True
    path = "/health"

    def write(self, port, variant=""):
        values = {"platform": "shop", "environment": self.site.id, "service": self.id, "port": port}
        self.write_config({**values, **self.connections("db", "redis")})

    async def answering(self, port):
        return await answers.http_status_word(port, self.path) is not None

    async def well(self):
        return await answers.http_status_word(self.port, self.path) == "healthy"


class ShopApi(ShopPart):
    what = "FastAPI application under uvicorn"
    faults = {**SIGNALS, "errors": "control", "slow": "control", "html": "control", **MISBEHAVING}

    def child(self, port):
        return self.stack_child(port, ["uvicorn", "api:app", "--host", "127.0.0.1", "--port", port, "--log-level",
                                       "warning", "--no-access-log"])  # fmt: skip


class ShopWorker(ShopPart):
    what = "Celery worker with a health page"
    restarts = True  # a broker that talks nonsense makes Celery give up now and then
    faults = {**SIGNALS, "errors": "control", "slow": "control", "html": "control", "hang": "control",
              "garbage": "control"}  # fmt: skip

    def child(self, port):
        return self.stack_child(port, ["celery", "-A", "tasks", "worker", "-E", "-P", "solo", "-l", "WARNING", "-n",
                                       "worker@" + self.site.id, "--without-gossip", "--without-mingle"],
                                stop_signal=signal.SIGQUIT)  # fmt: skip
