# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for a worker of which no more is known than its name: it takes jobs off a list in a real Redis and has a health page.

  --name NAME      of the worker, in what it says of itself and in the name of its list: jobs:NAME
  --redis PORT     on 127.0.0.1
  --password FILE  of Redis, if it has one
  --feed N         jobs a second that it puts on the list itself (0), never beyond 10000 that wait

A lost Redis makes it "degraded", with a 200: the process itself is well.
"""

import socket
import threading
import time

from frame import Answer, StandIn, as_json, as_metrics, metric, process_metrics

MOST = 10000
AGAIN = 1.0  # seconds between two tries


class Redis:
    """As much of the protocol as BLPOP, RPUSH and LLEN need. Raises OSError."""

    def __init__(self, port, password):
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.file = self.connection.makefile("rb")
        if password:
            self.ask("AUTH", password)

    def ask(self, *words):
        pieces = [b"*%d\r\n" % len(words)]
        for word in map(str, words):
            pieces.append(b"$%d\r\n%s\r\n" % (len(word.encode()), word.encode()))
        self.connection.sendall(b"".join(pieces))
        return self.reply()

    def reply(self):
        line = self.file.readline()
        if not line.endswith(b"\r\n"):
            raise OSError("Redis has closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise OSError(rest.decode(errors="replace"))
        if kind == b":":
            return int(rest)
        if kind == b"$":
            length = int(rest)
            return None if length < 0 else self.file.read(length + 2)[:-2]
        if kind == b"*":
            return None if int(rest) < 0 else [self.reply() for _ in range(int(rest))]
        return rest

    def close(self):
        self.file.close()
        self.connection.close()


class JobWorker(StandIn):
    product = "jobworker"
    options = {"name": "worker", "redis": 0, "password": "", "feed": 0.0}

    def prepare(self):
        self.queue = "jobs:" + self.values["name"]
        self.done = 0
        self.length = None  # jobs that wait; None: not known
        self.problem = "not connected yet"
        threading.Thread(target=self.always, args=(self.take,), daemon=True).start()
        threading.Thread(target=self.always, args=(self.watch,), daemon=True).start()

    def always(self, work):
        while True:
            store = None
            try:
                password = ""
                if self.values["password"]:
                    with open(self.values["password"], encoding="utf-8") as file:
                        password = file.read().strip()
                store = Redis(self.values["redis"], password)
                work(store)
            except (OSError, ValueError) as problem:
                self.problem = str(problem) or type(problem).__name__
                self.length = None
            finally:
                if store is not None:
                    store.close()
            time.sleep(AGAIN)

    def take(self, store):
        while True:
            if self.fault()[0] == "stalled":
                time.sleep(0.2)
            elif store.ask("BLPOP", self.queue, 1) is not None:
                time.sleep(0.01)  # the work
                self.done += 1

    def watch(self, store):
        owed = 0.0
        while True:
            length = store.ask("LLEN", self.queue)
            owed = min(owed + self.values["feed"] / 2, MOST - length)
            while owed >= 1:
                length = store.ask("RPUSH", self.queue, "{}")
                owed -= 1
            self.length, self.problem = length, ""
            time.sleep(0.5)

    def answer(self, request):
        if request.path in ("/healthz", "/health"):
            unwell = request.state == "unhealthy"
            status = "unhealthy" if unwell else "degraded" if self.problem else "healthy"
            content = {"status": status, "service": self.values["name"], "stand_in": True,
                       "redis": self.problem or "connected", "queue": self.queue, "queue_length": self.length,
                       "jobs_done": self.done, "uptime_seconds": round(time.time() - self.started, 1)}  # fmt: skip
            return as_json(content, 503 if unwell else 200)
        if request.path == "/metrics":
            label = 'worker="%s"' % self.values["name"]
            lines = [*metric("worker_jobs_done_total", "counter", "Jobs done by this process", (label, self.done))]
            if self.length is not None:
                lines += metric("worker_queue_length", "gauge", "Jobs that wait", (label, self.length))
            return as_metrics([*lines, *process_metrics(self.started)])
        return Answer(404, "Not Found\n")


JobWorker().run()
