# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at what an application needs: what was found, in words, and never longer than a bounded time."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import stackconfig


def timed(function):
    """{"status": "ok", "latency_ms"} or {"status": "error", "error"}."""
    begin = time.monotonic()
    try:
        function()
        return {"status": "ok", "latency_ms": round((time.monotonic() - begin) * 1000, 2)}
    except Exception as problem:
        return {"status": "error", "error": type(problem).__name__ + ": " + str(problem).strip()}


class Dependency:
    """One look at a time at something the API needs; whoever asks waits half a second at most."""

    def __init__(self, name, function):
        self.function = function
        self.executor = ThreadPoolExecutor(1, thread_name_prefix=name)
        self.pending = None

    async def look(self):
        if self.pending is None or self.pending.done():
            self.pending = asyncio.get_running_loop().run_in_executor(self.executor, timed, self.function)
        try:
            return await asyncio.wait_for(asyncio.shield(self.pending), stackconfig.PROBE_LIMIT)
        except asyncio.TimeoutError:
            return {"status": "timeout", "error": "no answer in %d ms" % (stackconfig.PROBE_LIMIT * 1000)}
