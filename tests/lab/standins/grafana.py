# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for Grafana 10: its health, its metrics and its log-in page; the rest of its API wants a log-in."""

from frame import Answer, StandIn, as_json, as_metrics, as_page, metric, process_metrics

VERSION, COMMIT = "10.4.1", "d94d597d847c05085542c29dfad6b3f469cc77e1"


class Grafana(StandIn):
    product = "grafana"

    def answer(self, request):
        if request.state == "booting":
            return Answer(503, "starting\n")
        if request.path == "/api/health":
            unwell = request.state == "unhealthy"
            content = {"commit": COMMIT, "database": "failing" if unwell else "ok", "version": VERSION}
            return as_json(content, 503 if unwell else 200)
        if request.path == "/healthz":
            return Answer(200, "Ok")
        if request.path == "/metrics":
            labels = 'branch="HEAD",edition="oss",revision="%s",version="%s"' % (COMMIT[:8], VERSION)
            lines = metric("grafana_build_info", "gauge", "A metric with a constant '1' value", (labels, 1))
            return as_metrics([*lines, *process_metrics(self.started)])
        if request.path.startswith("/api/"):
            content = {"message": "Unauthorized", "messageId": "auth.unauthorized", "statusCode": 401, "traceID": ""}
            return as_json(content, 401)
        if request.path == "/login":
            return as_page("Grafana", "A stand-in for Grafana. Please sign in.")
        return Answer(302, "<a href=\"/login\">Found</a>.\n", "text/html", [("Location", "/login")])


Grafana().run()
