# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a server answers, asked without blocking: what `up`, `break` and `mend` wait for."""

import asyncio
import contextlib
import json
import ssl

LIMIT = 2.0  # seconds for one question


async def _bounded(work):
    try:
        return await asyncio.wait_for(work, LIMIT)
    except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError, ValueError):
        return None


async def _converse(port, data, context=None, name=None, enough=None):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=name)
    try:
        writer.write(data)
        await writer.drain()
        got = b""
        while len(got) < 1 << 20:
            more = await reader.read(65536)
            got += more
            if not more or (enough and enough in got):
                break
        return got
    finally:
        writer.close()
        with contextlib.suppress(OSError, ssl.SSLError):
            await asyncio.wait_for(writer.wait_closed(), 0.5)


async def refused(port):
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), LIMIT)
    except ConnectionRefusedError:
        return True
    except (OSError, asyncio.TimeoutError):
        return False
    writer.close()
    return False


async def listening(port):
    _, writer = await _bounded(asyncio.open_connection("127.0.0.1", port)) or (None, None)
    if writer:
        writer.close()
    return writer is not None


async def http(port, path, authority=None, name=None):
    """(status, body) or None. With an authority's file, over TLS as `name`."""
    context = ssl.create_default_context(cafile=str(authority)) if authority else None
    request = "GET %s HTTP/1.0\r\nHost: %s\r\nConnection: close\r\n\r\n" % (path, name or "127.0.0.1")
    answer = await _bounded(_converse(port, request.encode(), context, name if context else None))
    if not answer or not answer.startswith(b"HTTP/1."):
        return None
    head, _, body = answer.partition(b"\r\n\r\n")
    try:
        return int(head.split()[1]), body
    except (IndexError, ValueError):
        return None


async def http_status_word(port, path="/health"):
    """The `status` of a JSON health page, or None."""
    answer = await http(port, path)
    try:
        return json.loads(answer[1]).get("status") if answer else None
    except (ValueError, AttributeError):
        return None


async def redis(port, password, command="PING"):
    auth = "AUTH %s\r\n" % password if password else ""
    answer = await _bounded(_converse(port, (auth + command + "\r\nPING\r\nQUIT\r\n").encode()))
    return answer is not None and b"+PONG" in answer


async def until(question, seconds, pause=0.05):
    """Asks until the answer is true. False when time is up."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not await question():
        if asyncio.get_running_loop().time() > deadline:
            return False
        await asyncio.sleep(pause)
    return True


async def first_bytes(port, data):
    """What the server says first to `data`, or None."""

    async def ask():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(data)
            await writer.drain()
            return await reader.read(4096)
        finally:
            writer.close()

    return await _bounded(ask())
