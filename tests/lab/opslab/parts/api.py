# SPDX-License-Identifier: GPL-3.0-or-later
"""A platform's FastAPI application under uvicorn: it really uses its database and its Redis."""

import json

from .. import answers
from .base import MISBEHAVING, SIGNALS, Part


class Api(Part):
    what = "FastAPI application under uvicorn"
    web = True
    faults = {**SIGNALS, "errors": "control", "slow": "control", "html": "control", "unhealthy": "control", **MISBEHAVING}

    def __init__(self, shape, *, path, database, redis=None, workers=None, docs="/docs", lost=200, traces=None,
                 **more):  # fmt: skip
        """`shape`: of the health answer, in stack/shapes.py; `path`: where it is; `workers`: service whose Celery
        tasks are counted in /metrics; `lost`: status of the health answer while something that it uses is lost;
        `traces`: service, a Jaeger, that is sent a span of each request."""
        super().__init__(uses=[name for name in (database, redis) if name], **more)
        self.shape = shape
        self.path = path
        self.database = database
        self.redis = redis
        self.workers = workers
        self.docs = docs
        self.lost = lost
        self.traces = traces

    def write(self, port, variant=""):
        values = {"platform": self.site.platform, "environment": self.site.id, "service": self.id, "port": port,
                  "shape": self.shape, "path": self.path, "docs": self.docs, "lost": self.lost,
                  "celery": bool(self.workers)}  # fmt: skip
        if self.workers:
            values["queues"] = list(self.peer(self.workers).queues)
        if self.traces:
            values["traces"] = self.peer(self.traces).ports["http"]
        self.write_config({**values, **self.connections(self.database, self.redis)})

    def child(self, port):
        return self.stack_child(port, ["uvicorn", "platformapi:app", "--host", "127.0.0.1", "--port", port, "--log-level",
                                       "warning", "--no-access-log"])  # fmt: skip

    async def ask(self, port):
        answer = await answers.http(port, self.path)
        try:
            return json.loads(answer[1]) if answer else None
        except ValueError:
            return None

    async def answering(self, port):
        return isinstance(await self.ask(port), dict)

    async def well(self):
        """Whatever its shape, an answer that has lost something says so with this word somewhere."""
        found = await self.ask(self.port)
        return isinstance(found, dict) and "unhealthy" not in json.dumps(found)
