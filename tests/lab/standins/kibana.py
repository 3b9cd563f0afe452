# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for Kibana 8.11: its status and its first page."""

import os
import time

from frame import Answer, StandIn, as_json, as_page


class Kibana(StandIn):
    product = "kibana"

    def answer(self, request):
        if request.state == "booting":
            return Answer(503, "Kibana server is not ready yet.", headers=[("Retry-After", "30")])
        if request.path == "/api/status":
            return self.status(request.state)
        if request.path.startswith("/api/"):
            return as_json({"statusCode": 404, "error": "Not Found", "message": "Not Found"}, 404)
        if request.path.startswith("/app/"):
            return as_page("Elastic", "A stand-in for Kibana.")
        return Answer(302, headers=[("Location", "/app/home")])

    def status(self, state):
        level = {"degraded": "degraded", "unhealthy": "unavailable"}.get(state, "available")
        summary = {"available": "All services and plugins are available",
                   "degraded": "1 service(s) and 0 plugin(s) are degraded: savedObjects",
                   "unavailable": "1 service(s) and 0 plugin(s) are unavailable: elasticsearch"}[level]  # fmt: skip
        core = {"elasticsearch": {"level": "unavailable" if level == "unavailable" else "available",
                                  "summary": "Elasticsearch is %s" % ("not reachable" if level == "unavailable" else "available"),
                                  "meta": {"warningNodes": [], "incompatibleNodes": []}},
                "savedObjects": {"level": level, "summary": summary, "meta": {}}}  # fmt: skip
        with open("/proc/self/statm", encoding="ascii") as file:
            resident = int(file.read().split()[1]) * 4096
        load = os.getloadavg()
        content = {
            "name": "stand-in",
            "uuid": "00000000-0000-4000-8000-000000000000",
            "version": {"number": "8.11.0", "build_hash": "stand-in", "build_number": 68312, "build_snapshot": False,
                        "build_flavor": "traditional", "build_date": "2023-11-04T11:00:00.000Z"},
            "status": {"overall": {"level": level, "summary": summary}, "core": core, "plugins": {}},
            "metrics": {"last_updated": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()), "collection_interval_in_millis": 5000,
                        "process": {"memory": {"resident_set_size_in_bytes": resident},
                                    "uptime_in_millis": int((time.time() - self.started) * 1000)},
                        "os": {"load": {"1m": load[0], "5m": load[1], "15m": load[2]}},
                        "concurrent_connections": 1},
        }  # fmt: skip
        return as_json(content, 503 if level == "unavailable" else 200, [("kbn-name", "stand-in")])


Kibana().run()
