# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for Logstash 8.11: its banner and the statistics of its node. Its events are the lines of the lab's logs.

  --logs FOLDER [--prefix P]   the files whose lines it counts
"""

import os
import time

from frame import Answer, StandIn, as_json
from logtail import LogTail

VERSION = "8.11.0"


class Logstash(StandIn):
    product = "logstash"
    options = {"logs": "", "prefix": ""}

    def prepare(self):
        self.tail = LogTail(self.values["logs"], self.values["prefix"])
        self.waiting = 0
        self.seen = 0

    def banner(self, state):
        return {"host": "stand-in", "version": VERSION, "http_address": "127.0.0.1:%d" % self.values["port"],
                "id": "stand-in", "name": "stand-in", "ephemeral_id": "stand-in",
                "status": "red" if state == "unhealthy" else "green", "snapshot": False,
                "pipeline": {"workers": os.cpu_count(), "batch_size": 125, "batch_delay": 50}}  # fmt: skip

    def answer(self, request):
        words = request.path.strip("/").split("/")
        content = self.banner(request.state)
        if request.path == "/":
            return as_json({**content, "build_date": "2023-11-04T11:18:30Z", "build_sha": "stand-in", "build_snapshot": False})
        if words[0] == "_node" and words[1:2] == ["stats"]:
            stats = self.stats(request.state)
            wanted = words[2].split(",") if len(words) > 2 else list(stats)
            return as_json({**content, **{name: stats[name] for name in wanted}})
        if words == ["_node", "pipelines"]:
            settings = {"workers": os.cpu_count(), "batch_size": 125, "batch_delay": 50, "config_reload_automatic": False}
            return as_json({**content, "pipelines": {"main": settings}})
        content = {"path": request.path, "status": 404, "error": {"message": "Not Found"}}
        return Answer(404, as_json(content).body, "application/json")

    def stats(self, state):
        new = len(self.tail.read())
        with self.lock:
            self.seen += new
            self.waiting = self.waiting + new if state == "stalled" else 0
            taken, out = self.seen, self.seen - self.waiting
        with open("/proc/self/statm", encoding="ascii") as file:
            resident = int(file.read().split()[1]) * 4096
        heap = 512 << 20
        load = os.getloadavg()
        up = int((time.time() - self.started) * 1000)
        events = {"in": taken, "filtered": out, "out": out, "duration_in_millis": out, "queue_push_duration_in_millis": 0}
        queue = {"type": "memory", "events_count": self.waiting, "queue_size_in_bytes": 0, "max_queue_size_in_bytes": 0}
        reloads = {"successes": 0, "failures": 0}
        main = {"events": events, "queue": queue, "hash": "stand-in", "ephemeral_id": "stand-in",
                "plugins": {"inputs": [], "codecs": [], "filters": [], "outputs": []},
                "reloads": {**reloads, "last_success_timestamp": None, "last_failure_timestamp": None, "last_error": None}}  # fmt: skip
        return {
            "jvm": {"threads": {"count": 4, "peak_count": 8},
                    "mem": {"heap_used_percent": 100 * resident // heap, "heap_used_in_bytes": resident,
                            "heap_max_in_bytes": heap, "heap_committed_in_bytes": heap},
                    "uptime_in_millis": up},
            "process": {"open_file_descriptors": len(os.listdir("/proc/self/fd")), "max_file_descriptors": 1024,
                        "cpu": {"percent": 0, "load_average": {"1m": load[0], "5m": load[1], "15m": load[2]}}},
            "events": events,
            "flow": {},
            "pipelines": {"main": main},
            "reloads": reloads,
            "os": {},
            "queue": {"events_count": self.waiting},
        }  # fmt: skip


Logstash().run()
