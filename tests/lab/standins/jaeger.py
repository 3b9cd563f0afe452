# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for Jaeger (all in one, 1.57): the query API, the admin port, both receivers of OTLP.

It keeps the last traces that come as OTLP/HTTP in JSON and, as Jaeger does, traces of its own answers to queries.
"""

import collections
import json
import os
import socket
import time

from frame import Answer, StandIn, as_json, as_metrics, as_page, metric, process_metrics

OWN = "jaeger-all-in-one"
HTTP2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
EMPTY_SETTINGS = b"\0\0\0\4\0\0\0\0\0"
SPANS = 2000  # kept


def tag(key, value):
    kind = "bool" if isinstance(value, bool) else "int64" if isinstance(value, int) else "string"
    return {"key": key, "type": kind, "value": value}


class Jaeger(StandIn):
    product = "jaeger"

    def prepare(self):
        self.spans = collections.deque(maxlen=SPANS)  # (service, span in the form of the query API)
        self.received = 0

    def talk(self, port, connection):
        if port != "grpc-port":
            return False
        first = connection.recv(len(HTTP2), socket.MSG_WAITALL)
        if first == HTTP2:
            connection.sendall(EMPTY_SETTINGS)
            while connection.recv(65536):
                pass
        return True

    def answer(self, request):
        if request.port == "admin-port":
            return self.admin(request)
        if request.port == "http-port":
            return self.receive(request)
        begin = time.time()
        answer = self.query(request)
        if request.path.startswith("/api/"):
            identity = os.urandom(8).hex()
            self.keep(OWN, identity, identity, "", request.path, begin, time.time(), [tag("http.status_code", answer.status)])
        return answer

    def admin(self, request):
        ready = request.state not in ("booting", "unhealthy")
        if request.path == "/":
            if not ready:
                return as_json({"status": "Server not available", "upSince": "0001-01-01T00:00:00Z", "uptime": ""}, 503)
            since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.started))
            return as_json({"status": "Server available", "upSince": since, "uptime": "%.9fs" % (time.time() - self.started)})
        if request.path == "/metrics":
            lines = metric("jaeger_collector_spans_received_total", "counter", "Spans received",
                           ('debug="false",format="otlp",svc="other-services",transport="http"', self.received))  # fmt: skip
            return as_metrics([*lines, *process_metrics(self.started)])
        return Answer(404, "404 page not found\n")

    def receive(self, request):
        if request.path != "/v1/traces":
            return Answer(404, "404 page not found\n")
        if request.method != "POST":
            return Answer(405, "405 method not allowed, supported: [POST]")
        if request.headers.get("content-type", "").startswith("application/json"):
            for resource in json.loads(request.body)["resourceSpans"]:
                attributes = {each["key"]: each["value"] for each in resource["resource"]["attributes"]}
                service = attributes["service.name"]["stringValue"]
                for scope in resource["scopeSpans"]:
                    for span in scope["spans"]:
                        self.received += 1
                        self.keep(service, span["traceId"], span["spanId"], span.get("parentSpanId", ""), span["name"],
                                  int(span["startTimeUnixNano"]) / 1e9, int(span["endTimeUnixNano"]) / 1e9, [])  # fmt: skip
        return as_json({"partialSuccess": {}})

    def keep(self, service, trace, span, parent, name, begin, end, tags):
        references = [{"refType": "CHILD_OF", "traceID": trace, "spanID": parent}] if parent else []
        shown = {"traceID": trace, "spanID": span, "operationName": name, "references": references,
                 "startTime": int(begin * 1e6), "duration": int((end - begin) * 1e6), "tags": tags, "logs": [],
                 "processID": "p1", "warnings": None}  # fmt: skip
        with self.lock:
            self.spans.append((service, shown))

    def query(self, request):
        with self.lock:
            spans = [] if request.state == "empty" else list(self.spans)
        if not request.path.startswith("/api/"):
            return as_page("Jaeger UI", "A stand-in for Jaeger.")
        if request.state in ("unhealthy", "booting"):
            reason = "no servers available, storage is away" if request.state == "unhealthy" else "storage is not initialised"
            errors = [{"code": 500, "msg": reason}]
            return as_json({"data": None, "total": 0, "limit": 0, "offset": 0, "errors": errors}, 500)
        if request.path == "/api/services":
            names = sorted({service for service, _ in spans})
            return self.listed(names)
        if request.path.startswith("/api/services/") and request.path.endswith("/operations"):
            wanted = request.path.split("/")[3]
            return self.listed(sorted({span["operationName"] for service, span in spans if service == wanted}))
        if request.path == "/api/traces":
            if "service" not in request.query:
                errors = [{"code": 400, "msg": "parameter 'service' is required"}]
                return as_json({"data": None, "total": 0, "limit": 0, "offset": 0, "errors": errors}, 400)
            return self.traces(spans, request.query["service"], int(request.query.get("limit", 100)))
        if request.path.startswith("/api/traces/"):
            wanted = request.path.split("/")[3]
            found = self.trace(spans, wanted)
            if found is None:
                errors = [{"code": 404, "msg": "trace not found"}]
                return as_json({"data": None, "total": 0, "limit": 0, "offset": 0, "errors": errors}, 404)
            return self.listed([found], 0)
        return Answer(404, "404 page not found\n")

    @staticmethod
    def listed(data, total=None):
        """`data` is null when there is none."""
        count = len(data) if total is None else total
        return as_json({"data": data or None, "total": count, "limit": 0, "offset": 0, "errors": None})

    def traces(self, spans, service, limit):
        wanted = []
        for name, span in reversed(spans):
            if name == service and span["traceID"] not in wanted:
                wanted.append(span["traceID"])
        data = [self.trace(spans, identity) for identity in wanted[:limit]]
        return as_json({"data": data, "total": 0, "limit": 0, "offset": 0, "errors": None})

    @staticmethod
    def trace(spans, identity):
        own = [(service, span) for service, span in spans if span["traceID"] == identity]
        names = sorted({service for service, _ in own})
        processes = {"p%d" % (i + 1): {"serviceName": name, "tags": []} for i, name in enumerate(names)}
        shown = [{**span, "processID": "p%d" % (names.index(service) + 1)} for service, span in own]
        return {"traceID": identity, "spans": shown, "processes": processes, "warnings": None} if own else None


Jaeger().run()
