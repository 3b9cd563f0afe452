# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in that takes over a server's port to misbehave in ways that the real server cannot.

  hang      accepts and never answers
  garbage   answers whatever it is sent with random bytes
  drip      answers one byte a second, for ever
  endless   answers without end
  errors    answers every HTTP request with a 500
  html      answers every HTTP request with 200 and an HTML page
  unavailable  greets as a mail server that takes nothing now
  slow      passes everything on to the real server, which moved to --to, but keeps each request for --seconds

With --http, drip and endless begin with a proper HTTP answer. With --first it waits for nothing before it answers.
"""

import argparse
import asyncio
import contextlib
import os
import random
import time

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
LIMIT = 1 << 30  # bytes of one endless answer: enough for any reader to give up first


async def hang(reader, _writer, _options):
    while await reader.read(65536):
        pass


async def asked(reader, options):
    return options.first or await reader.read(65536)


async def garbage(reader, writer, options):
    # The first byte has its high bit set: no server's protocol begins so.
    if await asked(reader, options):
        writer.write(b"\x9f" + random.randbytes(2047))
        await writer.drain()


async def drip(reader, writer, options):
    await asked(reader, options)
    if options.http:
        writer.write(HEAD)
    while True:
        writer.write(b"{" if options.http else b"\x9f")
        await writer.drain()
        await asyncio.sleep(1)


async def endless(reader, writer, options):
    await asked(reader, options)
    if options.http:
        writer.write(HEAD)
    block = b'{"status":"healthy"},' * 3000 if options.http else b"\x9f" + random.randbytes(65535)
    sent = 0
    while sent < LIMIT:
        writer.write(block)
        sent += len(block)
        await writer.drain()
        await asyncio.sleep(0.002)


async def errors(reader, writer, _options):
    body = b'{"detail": "internal error"}'
    if await reader.read(65536):
        writer.write(b"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
                     b"Connection: close\r\n\r\n%s" % (len(body), body))  # fmt: skip
        await writer.drain()


async def html(reader, writer, _options):
    body = b"<!doctype html><title>Sign in</title><p>Please sign in.</p>"
    if await reader.read(65536):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                     % (len(body), body))  # fmt: skip
        await writer.drain()


async def unavailable(_reader, writer, _options):
    writer.write(b"421 4.3.2 Service not available\r\n")
    await writer.drain()


async def slow(reader, writer, options):
    to_reader, to_writer = await asyncio.open_connection("127.0.0.1", options.to)
    last_answer = 0.0

    async def back():
        nonlocal last_answer
        while data := await to_reader.read(65536):
            last_answer = time.monotonic()
            writer.write(data)
            await writer.drain()

    async def forth():
        # What follows an answer at once belongs to the same exchange (a handshake) and is not kept again.
        while data := await reader.read(65536):
            if time.monotonic() - last_answer > 0.1:
                await asyncio.sleep(options.seconds)
            to_writer.write(data)
            await to_writer.drain()

    ways = [asyncio.ensure_future(back()), asyncio.ensure_future(forth())]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        to_writer.close()


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", choices=("hang", "garbage", "drip", "endless", "errors", "html", "unavailable", "slow"))
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--to", type=int)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--http", action="store_true")
    parser.add_argument("--first", action="store_true")
    options = parser.parse_args()
    act = globals()[options.mode]

    async def serve(reader, writer):
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await act(reader, writer, options)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", options.port, reuse_address=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    os.umask(0o077)
    asyncio.run(main())
