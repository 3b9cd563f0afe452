# SPDX-License-Identifier: GPL-3.0-or-later
"""A part of the lab as a container: the same program with the same files, started by its environment's Docker engine."""

import asyncio
import contextlib
import os

from .errors import LabError

PATIENCE = 15.0  # seconds until the engine has noticed that a container's process is gone


class Container:
    """Kept over restarts: an engine starts the same container again, and makes it anew only when its command changed."""

    def __init__(self, engine, described, number):
        self.engine = engine
        self.children = engine.lab.children
        self.described = described
        self.name = described.container(number)
        self.number = number
        self.made = None  # what it was made of
        self.is_noticed = asyncio.Event()  # the engine knows that it does not run
        self.is_noticed.set()
        self.tasks = set()

    def body(self, child):
        folder = str(self.engine.lab.folder.path)
        return {
            "Image": self.described.image,
            "Cmd": [str(word) for word in child.command],
            "WorkingDir": str(child.folder),
            "User": self.children.user_of(child),
            "Env": ["%s=%s" % item for item in self.children.environment_of(child).items()],
            "Labels": {
                "com.docker.compose.project": self.described.project,
                "com.docker.compose.service": self.described.service,
                "com.docker.compose.container-number": str(self.number),
                "com.docker.compose.oneoff": "False",
            },
            "HostConfig": {
                # The programs are the machine's own. By the process namespace, signals do to them what they do to any process.
                "Binds": ["/usr:/usr:ro", "%s:%s" % (folder, folder)],
                "NetworkMode": "host",
                "PidMode": "host",
                "Memory": self.described.memory,
                "NanoCpus": int(self.described.cpus * 1e9),
                "RestartPolicy": {"Name": "no"},
                "LogConfig": {"Type": "json-file", "Config": {"max-size": "1m"}},
            },
        }

    async def start(self, child):
        """Returns when the process is there; its end is watched from then on."""
        api = self.engine.api
        child.container = self
        self.children.begin(child)
        await self.settled()
        body = self.body(child)
        if body != self.made:
            if self.made is not None:
                await api.must("DELETE", "/containers/%s?force=1" % self.name)
            self.made = None
            await api.must("POST", "/containers/create?name=" + self.name, body)
            self.made = body
        reader, writer = await api.output(self.name)
        output = self.later(api.copy_output(reader, writer, open(self.children.log_path(child.name), "ab")))
        try:
            await api.must("POST", "/containers/%s/start" % self.name)
        except LabError as problem:
            raise LabError("%s: %s" % (child.name, problem)) from None
        found = (await api.must("GET", "/containers/%s/json" % self.name))["State"]
        pid = self.engine.outer_pid(found["Pid"]) if found["Pid"] else 0
        watched = None
        if pid:
            with contextlib.suppress(OSError):
                watched = os.pidfd_open(pid)
        self.is_noticed.clear()
        self.children.adopt(child, pid, found["Pid"])
        if watched is None:  # it has ended already
            await self.notice(child, output)
        else:
            asyncio.get_running_loop().add_reader(watched, self.died, child, watched, output)

    def later(self, work):
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    def died(self, child, watched, output):
        asyncio.get_running_loop().remove_reader(watched)
        os.close(watched)
        if child.state in ("stopping", "killing"):
            self.children.ended(child, "as it was told to")
        self.later(self.notice(child, output))

    async def notice(self, child, output):
        """How it ended, as the engine tells it."""
        try:
            code = (await self.engine.api.must("POST", "/containers/%s/wait" % self.name))["StatusCode"]
            await asyncio.wait({output}, timeout=5)
            text = "exit %d" % code
        except LabError:
            text = "with its Docker engine"
        self.is_noticed.set()
        if child.state != "ended":
            self.children.ended(child, text)

    async def settled(self):
        """Until the engine knows what became of its process."""
        try:
            await asyncio.wait_for(self.is_noticed.wait(), PATIENCE)
        except asyncio.TimeoutError:
            raise LabError("Docker at %s has not noticed that %s ended." % (self.engine.socket, self.name)) from None
