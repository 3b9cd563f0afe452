# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends a span of each request to a Jaeger, as OTLP over HTTP in JSON; what it does not take is thrown away."""

import collections
import http.client
import json
import os
import threading
import time

EVERY = 2.0  # seconds


class Sender(threading.Thread):
    def __init__(self, port, service):
        super().__init__(name="traces", daemon=True)
        self.port = port
        self.service = service
        self.spans = collections.deque(maxlen=200)

    def add(self, name, begin):
        """`begin`: seconds since 1970; the span ends now."""
        self.spans.append({"traceId": os.urandom(16).hex(), "spanId": os.urandom(8).hex(), "name": name, "kind": 2,
                           "startTimeUnixNano": str(int(begin * 1e9)), "endTimeUnixNano": str(time.time_ns())})  # fmt: skip

    def run(self):
        while True:
            time.sleep(EVERY)
            spans = [self.spans.popleft() for _ in range(len(self.spans))]
            if spans:
                self.send(spans)

    def send(self, spans):
        name = [{"key": "service.name", "value": {"stringValue": self.service}}]
        content = {"resourceSpans": [{"resource": {"attributes": name}, "scopeSpans": [{"spans": spans}]}]}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
        try:
            connection.request("POST", "/v1/traces", json.dumps(content), {"Content-Type": "application/json"})
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
