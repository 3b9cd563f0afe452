# SPDX-License-Identifier: GPL-3.0-or-later
"""The common frame of the stand-ins: an HTTP/1.1 server of a few threads on 127.0.0.1 that answers as a product documents it.

Every answer has the header "X-Stand-In: PRODUCT", so that nobody takes it for the product. Arguments of all of them:

  --port N        the port that is watched; some have more (see catalogue.py)
  --control FILE  {"fault": "slow", "seconds": 3} makes it fail; looked at before each answer, no such file: good times
  --state NAME    the fault it begins with, while there is no such file
  --seconds N     of `slow`, unless the file tells
  --tls-cert FILE --tls-key FILE   speak TLS
"""

import json
import os
import signal
import socket
import sys
import threading
import time

from catalogue import COMMON, STANDINS

IDLE = 75  # seconds that a connection may say nothing
HEAD_LIMIT = 1 << 16
BODY_LIMIT = 1 << 22
ENDLESS = 1 << 30  # bytes of one endless answer: enough for any reader to give up first
REASONS = {200: "OK", 204: "No Content", 302: "Found", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
           404: "Not Found", 405: "Method Not Allowed", 412: "Precondition Failed", 413: "Payload Too Large",
           429: "Too Many Requests", 500: "Internal Server Error", 501: "Not Implemented",
           503: "Service Unavailable"}  # fmt: skip
LOGIN_PAGE = "<!doctype html><title>Sign in</title><p>Please sign in.</p>"


class Request:
    def __init__(self, method, target, headers, body):
        self.method = method
        self.path, _, query = target.partition("?")
        self.query = {}
        for pair in filter(None, query.split("&")):
            name, _, value = pair.partition("=")
            self.query[unquoted(name)] = unquoted(value)
        self.headers = headers  # names in lower case
        self.body = body
        self.port = "port"  # the option that named the port it came in by
        self.state = ""  # the product's own fault that is asked for, or ""


class Answer:
    def __init__(self, status=200, body=b"", kind="text/plain; charset=utf-8", headers=(), reason=""):
        self.status = status
        self.body = body if isinstance(body, bytes) else body.encode()
        self.kind = kind
        self.headers = list(headers)
        self.reason = reason or REASONS.get(status, "Stated")


def as_json(content, status=200, headers=(), reason=""):
    return Answer(status, json.dumps(content), "application/json", headers, reason)


def as_page(title, text):
    return Answer(200, "<!doctype html><title>%s</title><p>%s</p>" % (title, text), "text/html; charset=utf-8")


def as_metrics(lines):
    return Answer(200, "".join(line + "\n" for line in lines), "text/plain; version=0.0.4; charset=utf-8")


def metric(name, kind, text, *values):
    """Lines of one metric. `values`: (labels as in the text format, figure)."""
    yield "# HELP %s %s" % (name, text)
    yield "# TYPE %s %s" % (name, kind)
    for labels, value in values:
        yield "%s%s %s" % (name, "{%s}" % labels if labels else "", format(value, ".17g"))


def process_metrics(started):
    """What every client library of Prometheus tells of its own process."""
    with open("/proc/self/stat", encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    tick = os.sysconf("SC_CLK_TCK")
    yield from metric("process_cpu_seconds_total", "counter", "CPU time", ("", (int(fields[11]) + int(fields[12])) / tick))
    yield from metric("process_resident_memory_bytes", "gauge", "Resident memory", ("", int(fields[21]) * 4096))
    yield from metric("process_start_time_seconds", "gauge", "Start of the process", ("", started))


def unquoted(text):
    pieces = text.replace("+", " ").split("%")
    out = pieces[0].encode()
    for piece in pieces[1:]:
        try:
            out += bytes([int(piece[:2], 16)]) + piece[2:].encode()
        except ValueError:
            out += b"%" + piece.encode()
    return out.decode(errors="replace")


class StandIn:
    """One product. Subclasses say what they answer; the frame does the rest."""

    product = ""  # its name in the catalogue
    server = ""  # of the header Server
    options = {}  # further arguments and what they are unless told

    def __init__(self):
        self.entry = STANDINS[self.product]
        self.started = time.time()
        self.values = {"control": "", "state": "", "seconds": 3.0, "tls-cert": "", "tls-key": "", **self.options}
        self.values.update({name: 0 for name in self.entry["ports"]})
        self.lock = threading.Lock()
        self.context = None

    # --- what subclasses say

    def prepare(self):
        """Once, before it listens."""

    def answer(self, request):
        raise NotImplementedError

    def talk(self, port, connection):
        """Takes over a connection to a port that does not speak HTTP; False: it does speak HTTP."""
        return False

    # --- arguments and faults

    def read_arguments(self, words):
        while words:
            name = words.pop(0)
            if not name.startswith("--") or name[2:] not in self.values or not words:
                known = " ".join("--" + each for each in sorted(self.values))
                sys.exit("%s: what is %r? Known, each with a value: %s" % (self.product, name, known))
            kind = type(self.values[name[2:]])
            self.values[name[2:]] = kind(words.pop(0))
        if not self.values["port"]:
            sys.exit("%s: --port is missing" % self.product)

    def fault(self):
        """(name, seconds) of the fault asked for at this moment, or ("", 0)."""
        try:
            with open(self.values["control"], encoding="utf-8") as file:
                wanted = json.load(file)
            return wanted["fault"], float(wanted.get("seconds") or self.values["seconds"])
        except (OSError, ValueError, KeyError):
            return self.values["state"], self.values["seconds"]

    # --- serving

    def run(self):
        self.read_arguments(sys.argv[1:])
        known = {**COMMON, **self.entry["faults"]}
        if self.values["state"] and self.values["state"] not in known:
            sys.exit("%s: no state %r: %s" % (self.product, self.values["state"], ", ".join(known)))
        os.umask(0o077)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if self.values["tls-cert"]:
            import ssl

            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(self.values["tls-cert"], self.values["tls-key"] or None)
        self.prepare()
        threading.stack_size(256 * 1024)
        listeners = {}
        for name in self.entry["ports"]:
            if self.values[name]:
                listeners[name] = socket.create_server(("127.0.0.1", self.values[name]), backlog=64)
        print("stand-in for %s on 127.0.0.1:%d" % (self.entry["title"], self.values["port"]), flush=True)
        for name, listener in listeners.items():
            if name != "port":
                threading.Thread(target=self.accept, args=(name, listener), daemon=True).start()
        self.accept("port", listeners["port"])

    def accept(self, port, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                time.sleep(0.05)
                continue
            threading.Thread(target=self.serve, args=(port, connection), daemon=True).start()

    def serve(self, port, connection):
        try:
            connection.settimeout(IDLE)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.context is not None:
                connection = self.context.wrap_socket(connection, server_side=True)
            if not self.talk(port, connection):
                self.converse(port, connection)
        except (OSError, ValueError):
            pass  # a client that went away or that speaks nonsense is no news
        finally:
            connection.close()

    def converse(self, port, connection):
        rest = b""
        while True:
            request, rest = read_request(connection, rest)
            if request is None:
                return
            request.port = port
            name, seconds = self.fault()
            if name in COMMON and not self.misbehave(name, seconds, connection, request):
                return
            if name in self.entry["faults"]:
                request.state = name
            try:
                answer = self.common_answer(name) or self.answer(request)
            except (KeyError, IndexError, TypeError, ValueError) as problem:
                answer = as_json({"error": "stand-in: %s: %s" % (type(problem).__name__, problem)}, 400)
            keep = request.headers.get("connection", "").lower() != "close"
            connection.sendall(self.rendered(answer, keep, request.method == "HEAD"))
            if not keep:
                return

    @staticmethod
    def common_answer(name):
        if name == "errors":
            return Answer(500, "Internal Server Error\n")
        if name == "unavailable":
            return Answer(503, "Service Unavailable\n")
        if name == "html":
            return Answer(200, LOGIN_PAGE, "text/html; charset=utf-8")
        return None

    def misbehave(self, name, seconds, connection, request):
        """Whether a proper answer follows."""
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Stand-In: %s\r\n\r\n" % self.product.encode()
        if name == "slow":
            time.sleep(seconds)
        elif name == "hang":
            while self.fault()[0] == "hang":
                time.sleep(0.1)
            return False
        elif name == "garbage":
            # The first byte has its high bit set: no server's protocol begins so.
            connection.sendall(b"\x9f" + os.urandom(2047))
            return False
        elif name == "drip":
            connection.sendall(head)
            while self.fault()[0] == "drip":
                connection.sendall(b"{")
                time.sleep(1)
            return False
        elif name == "endless":
            connection.sendall(head)
            block = b'{"status":"healthy"},' * 3000
            sent = 0
            while sent < ENDLESS and self.fault()[0] == "endless":
                connection.sendall(block)
                sent += len(block)
                time.sleep(0.002)
            return False
        return True

    def rendered(self, answer, keep, head_only):
        lines = ["HTTP/1.1 %d %s" % (answer.status, answer.reason), "X-Stand-In: %s" % self.product]
        if self.server and answer.body != LOGIN_PAGE.encode():  # that is of something before it
            lines.append("Server: %s" % self.server)
        if answer.status != 204:
            lines.append("Content-Length: %d" % len(answer.body))
            if answer.body:
                lines.append("Content-Type: %s" % answer.kind)
        lines += ["%s: %s" % header for header in answer.headers]
        lines.append("Connection: %s" % ("keep-alive" if keep else "close"))
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace") + (b"" if head_only else answer.body)


def read_request(connection, rest):
    """(the next request, what came after it); (None, b"") when the other side has ended."""
    while b"\r\n\r\n" not in rest:
        data = connection.recv(65536)
        if not data or len(rest) > HEAD_LIMIT:
            return None, b""
        rest += data
    head, _, rest = rest.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ", 2)
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    length = int(headers.get("content-length", 0))
    if length < 0 or length > BODY_LIMIT or "transfer-encoding" in headers:
        return None, b""
    while len(rest) < length:
        data = connection.recv(65536)
        if not data:
            return None, b""
        rest += data
    return Request(method, target, headers, rest[:length]), rest[length:]
