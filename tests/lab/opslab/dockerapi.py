# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions to a Docker engine by its socket."""

import asyncio
import contextlib
import json

from .errors import LabError

VERSION = "/v1.41"


class Api:
    def __init__(self, socket):
        self.socket = str(socket)

    async def _open(self, method, path, data, kind):
        reader, writer = await asyncio.open_unix_connection(self.socket)
        head = "%s %s%s HTTP/1.0\r\nHost: docker\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
        writer.write((head % (method, VERSION, path, kind, len(data))).encode() + data)
        await writer.drain()
        status = int((await reader.readline()).split()[1])
        while (await reader.readline()).strip():
            pass
        return status, reader, writer

    async def ask(self, method, path, body=None, *, data=b"", kind="application/json", seconds=60):
        """(status, answer), the answer as JSON or as text. LabError when there is none."""
        try:
            return await asyncio.wait_for(self._ask(method, path, json.dumps(body).encode() if body else data, kind), seconds)
        except (OSError, ValueError, IndexError, EOFError, asyncio.TimeoutError) as problem:
            said = "no answer in %d s" % seconds if isinstance(problem, asyncio.TimeoutError) else problem
            raise LabError("Docker at %s: %s" % (self.socket, said)) from None

    async def _ask(self, method, path, data, kind):
        status, reader, writer = await self._open(method, path, data, kind)
        try:
            text = (await reader.read()).decode(errors="replace")
        finally:
            writer.close()
        try:
            return status, json.loads(text)
        except ValueError:
            return status, text

    async def must(self, method, path, body=None, **more):
        """The answer, which says that it was done."""
        status, answer = await self.ask(method, path, body, **more)
        if status // 100 != 2:
            message = answer.get("message", answer) if isinstance(answer, dict) else answer
            raise LabError("Docker at %s: %s %s: %s" % (self.socket, method, path.partition("?")[0], message))
        return answer

    async def output(self, container):
        """What the container will write, from now on: (reader, writer to close)."""
        try:
            status, reader, writer = await self._open("POST", "/containers/%s/attach?stream=1&stdout=1&stderr=1" % container, b"", "text/plain")
        except (OSError, ValueError, IndexError) as problem:
            raise LabError("Docker at %s: %s" % (self.socket, problem)) from None
        if status // 100 != 2:
            writer.close()
            raise LabError("Docker at %s does not give the output of %s." % (self.socket, container))
        return reader, writer

    @staticmethod
    async def copy_output(reader, writer, file):
        """To its end: frames of 8 bytes (stream, 0, 0, 0, length) and text."""
        try:
            with contextlib.suppress(OSError, EOFError):
                while True:
                    head = await reader.readexactly(8)
                    file.write(await reader.readexactly(int.from_bytes(head[4:], "big")))
                    file.flush()
        finally:
            writer.close()
            file.close()
