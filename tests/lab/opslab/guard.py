# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's end of its guard: starts it, starts it again when it is ended, lets it go last."""

import asyncio
import contextlib
import os
import subprocess

from .parts.base import PYTHON

PATIENCE = 5.0  # seconds that it may take to end


class Guard:
    def __init__(self, folder, control, children, on_change):
        self.command = [PYTHON, "-B", str(control), "guard", "--dir", str(folder.path)]
        self.environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
        self.log = folder / "log" / "guard.log"
        self.children = children
        self.on_change = on_change
        self.reading, self.writing = os.pipe()  # not inherited: the other end closes with this process
        self.pid = 0
        self.ended = None
        self.is_going = False

    def start(self):
        with open(self.log, "ab") as log:
            process = subprocess.Popen(self.command, stdin=self.reading, stdout=log, stderr=log, env=self.environment, cwd="/",
                                       start_new_session=True)  # fmt: skip
        self.pid = process.pid
        self.ended = self.children.expect(process)
        self.ended.add_done_callback(self.again)
        self.on_change()

    def again(self, _ended):
        if not self.is_going:
            self.start()

    async def go(self):
        """When there is nothing left to guard."""
        self.is_going = True
        os.close(self.writing)
        if self.ended is None:
            return
        try:
            await asyncio.wait_for(asyncio.shield(self.ended), PATIENCE)
        except asyncio.TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, 9)
