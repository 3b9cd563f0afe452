# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for Promtail: follows the lab's logs and really pushes them to a Loki.

  --logs FOLDER [--prefix P]   the files it follows
  --loki URL                   http://127.0.0.1:PORT of the Loki; without it nothing is sent
"""

import json
import socket
import threading
import time

from frame import Answer, StandIn, as_metrics, as_page, metric, process_metrics
from logtail import LogTail

UNREADY = "Not ready: Unable to find any logs to tail. Please verify permissions, volumes, scrape_config, etc.\n"
WAITING = 500  # lines that are kept while Loki does not take them
EVERY = 1.0  # seconds


class Promtail(StandIn):
    product = "promtail"
    options = {"logs": "", "prefix": "", "loki": ""}

    def prepare(self):
        self.tail = LogTail(self.values["logs"], self.values["prefix"])
        self.tail.read()
        self.sent = self.dropped = self.failed = 0
        threading.Thread(target=self.ship, daemon=True).start()

    def ship(self):
        waiting = list(self.tail.lines)
        while True:
            waiting += self.tail.read()
            self.dropped += max(0, len(waiting) - WAITING)
            del waiting[:-WAITING]
            if waiting and self.values["loki"] and self.fault()[0] != "stalled":
                if self.push(waiting):
                    self.sent += len(waiting)
                    waiting.clear()
                else:
                    self.failed += 1
            time.sleep(EVERY)

    def push(self, lines):
        streams = {}
        for moment, name, text in lines:
            streams.setdefault(name, []).append([str(moment), text])
        body = json.dumps({"streams": [
            {"stream": {"job": "lab", "filename": "%s.log" % name, "service": self.tail.service(name)}, "values": values}
            for name, values in streams.items()]}).encode()  # fmt: skip
        place = self.values["loki"].partition("://")[2].rstrip("/")
        host, _, port = place.partition(":")
        head = ("POST /loki/api/v1/push HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
                "User-Agent: promtail/stand-in\r\nConnection: close\r\n\r\n" % (place, len(body)))  # fmt: skip
        try:
            with socket.create_connection((host, int(port)), timeout=2) as connection:
                connection.sendall(head.encode() + body)
                return connection.recv(64).split(b" ")[1:2] == [b"204"]
        except OSError:
            return False

    def answer(self, request):
        if request.path == "/ready":
            unready = request.state == "unhealthy" or not self.tail.counts
            return Answer(500, UNREADY) if unready else Answer(200, "Ready")
        if request.path == "/metrics":
            return self.metrics()
        if request.path in ("/", "/targets"):
            return as_page("Promtail", "A stand-in for Promtail. It follows %d files." % len(self.tail.counts))
        return Answer(404, "404 page not found\n")

    def metrics(self):
        host = 'host="%s"' % self.values["loki"].partition("://")[2]
        files = len(self.tail.counts)
        paths = [('path="%s.log"' % name, count) for name, count in sorted(self.tail.counts.items())]
        lines = [
            *metric("promtail_build_info", "gauge", "A metric with a constant '1' value", ('version="2.9.4"', 1)),
            *metric("promtail_targets_active_total", "gauge", "Number of active total targets", ("", files)),
            *metric("promtail_files_active_total", "gauge", "Number of active files", ("", files)),
            *metric("promtail_read_lines_total", "counter", "Number of lines read", *paths),
            *metric("promtail_sent_entries_total", "counter", "Number of log entries sent to the ingester", (host, self.sent)),
            *metric("promtail_dropped_entries_total", "counter", "Number of log entries dropped", (host, self.dropped)),
            *metric("promtail_batch_retries_total", "counter", "Number of times batches has had to be retried",
                    (host, self.failed)),  # fmt: skip
        ]
        return as_metrics([*lines, *process_metrics(self.started)])


Promtail().run()
