# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for Loki: readiness, labels, log queries, pushes in JSON. It keeps the last lines in memory.

  --logs FOLDER   it has the lines of the files there, as if they had been pushed; --prefix: of files with such names only

Queries: a selector ({name="value", name=~"expression", …}) and line filters (|= != |~ !~); no figures of lines.
"""

import json
import re
import time

from frame import Answer, StandIn, as_json, as_metrics, metric, process_metrics
from logtail import KEPT, LogTail

MATCHER = re.compile(r'\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|`[^`]*`)\s*(,|(?=\}))')
FILTER = re.compile(r'\s*(\|=|!=|\|~|!~)\s*("(?:[^"\\]|\\.)*"|`[^`]*`)')
BOOTING = "Ingester not ready: waiting for 15s after being ready\n"
UNWELL = "Some services are not Running:\nRunning: 9\nStopping: 1\n"


def literal(text):
    return text[1:-1] if text[0] == "`" else json.loads(text)


def compares(operator, wanted):
    if operator in ("=~", "!~"):
        whole = re.compile("(?:%s)\\Z" % wanted)
        return lambda value: bool(whole.match(value)) == (operator == "=~")
    return lambda value: (value == wanted) == (operator == "=")


def contains(operator, wanted):
    if operator in ("|~", "!~"):
        part = re.compile(wanted)
        return lambda line: bool(part.search(line)) == (operator == "|~")
    return lambda line: (wanted in line) == (operator == "|=")


class Query:
    """Raises ValueError with what Loki says of a query that is none."""

    def __init__(self, text):
        text = text.strip()
        if not text.startswith("{"):
            raise ValueError("parse error at line 1, col 1: syntax error: unexpected %s" % (text[:20] or "$end"))
        self.labels, self.lines = [], []
        place = 1
        while not text.startswith("}", place):
            found = MATCHER.match(text, place)
            if not found:
                raise ValueError("parse error at line 1, col %d: syntax error: unexpected %s" % (place + 1, text[place:] or "$end"))
            self.labels.append((found[1], compares(found[2], literal(found[3]))))
            place = found.end()
        place += 1
        while text[place:].strip():
            found = FILTER.match(text, place)
            if not found:
                raise ValueError("parse error at line 1, col %d: syntax error: unexpected %s" % (place + 1, text[place:].strip()))
            self.lines.append(contains(found[1], literal(found[2])))
            place = found.end()
        if not self.labels:
            raise ValueError("parse error at line 1, col 1: syntax error: unexpected }, expecting IDENTIFIER")

    def takes(self, labels, line):
        return all(fits(labels.get(name, "")) for name, fits in self.labels) and all(fits(line) for fits in self.lines)


def nanoseconds(text, otherwise):
    if not text:
        return otherwise
    return int(text) if len(text) > 15 else int(float(text) * 1e9)


class Loki(StandIn):
    product = "loki"
    options = {"logs": "", "prefix": ""}

    def prepare(self):
        self.tail = LogTail(self.values["logs"], self.values["prefix"])
        self.pushed = []  # (nanoseconds, labels, line)
        self.refused = 0
        self.tail.read()

    def entries(self):
        self.tail.read()
        with self.lock:
            own = [(moment, {"job": "lab", "filename": "%s.log" % name, "service": self.tail.service(name)}, line)
                   for moment, name, line in self.tail.lines]  # fmt: skip
            return sorted(own + self.pushed, key=lambda entry: entry[0])

    def answer(self, request):
        if request.path == "/ready":
            if request.state == "booting":
                return Answer(503, BOOTING)
            return Answer(503, UNWELL) if request.state == "unhealthy" else Answer(200, "ready\n")
        if request.path == "/metrics":
            return self.metrics()
        if request.path == "/loki/api/v1/status/buildinfo":
            return as_json({"version": "2.9.4", "revision": "stand-in", "branch": "", "goVersion": ""})
        if request.state in ("booting", "unhealthy"):
            return Answer(500, "empty ring\n")
        if request.path == "/loki/api/v1/push" and request.method == "POST":
            return self.push(request)
        if request.path == "/loki/api/v1/labels":
            return as_json({"status": "success", "data": sorted({name for _, labels, _ in self.entries() for name in labels})})
        if request.path.startswith("/loki/api/v1/label/") and request.path.endswith("/values"):
            name = request.path.split("/")[5]
            values = {labels[name] for _, labels, _ in self.entries() if name in labels}
            return as_json({"status": "success", "data": sorted(values)})
        if request.path in ("/loki/api/v1/query_range", "/loki/api/v1/query"):
            return self.query(request)
        return Answer(404, "404 page not found\n")

    def query(self, request):
        try:
            query = Query(request.query.get("query", ""))
        except (ValueError, re.error) as problem:
            return Answer(400, "%s\n" % problem)
        end = nanoseconds(request.query.get("end") or request.query.get("time"), time.time_ns())
        begin = nanoseconds(request.query.get("start"), end - 3600 * 10**9)
        limit = int(request.query.get("limit", 100))
        backward = request.query.get("direction", "backward") == "backward"
        found = [entry for entry in self.entries() if begin <= entry[0] <= end and query.takes(entry[1], entry[2])]
        found = found[::-1][:limit] if backward else found[:limit]
        streams = {}
        for moment, labels, line in found:
            stream = streams.setdefault(json.dumps(labels, sort_keys=True), {"stream": labels, "values": []})
            stream["values"].append([str(moment), line])
        summary = {"totalLinesProcessed": len(found), "totalEntriesReturned": len(found), "execTime": 0.001}
        data = {"resultType": "streams", "result": list(streams.values()), "stats": {"summary": summary}}
        return as_json({"status": "success", "data": data})

    def push(self, request):
        if not request.headers.get("content-type", "").startswith("application/json"):
            return Answer(400, "stand-in: pushes in JSON only\n")
        new = [(int(value[0]), stream["stream"], value[1]) for stream in json.loads(request.body)["streams"]
               for value in stream["values"]]  # fmt: skip
        with self.lock:
            if request.state == "full":
                self.refused += len(new)
                return Answer(429, "Ingestion rate limit exceeded for user fake while attempting to ingest '%d' lines\n" % len(new))
            self.pushed += new
            del self.pushed[:-KEPT]
        return Answer(204)

    def metrics(self):
        lines = metric("loki_build_info", "gauge", "A metric with a constant '1' value", ('version="2.9.4"', 1))
        more = metric("loki_ingester_memory_streams", "gauge", "Streams in memory",
                      ('tenant="fake"', len({json.dumps(labels) for _, labels, _ in self.entries()})))  # fmt: skip
        dropped = metric("loki_discarded_samples_total", "counter", "Lines refused",
                         ('reason="rate_limited",tenant="fake"', self.refused))  # fmt: skip
        return as_metrics([*lines, *more, *dropped, *process_metrics(self.started)])


Loki().run()
