# SPDX-License-Identifier: GPL-3.0-or-later
"""What the two APIs of the stack share: the metrics of their answers and of their database, and the faults asked of them."""

import asyncio
import time

import prometheus_client
from fastapi import Request
from fastapi.responses import JSONResponse, Response

import stackconfig

control = stackconfig.Control()
requests_total = prometheus_client.Counter("http_requests", "Requests answered", ["method", "path", "status"])
request_seconds = prometheus_client.Histogram(
    "http_request_duration_seconds",
    "Time to answer",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
in_progress = prometheus_client.Gauge("http_requests_inprogress", "Requests being answered")


def equip(app, pool, answered=None):
    """Counts what the application answers, lets it fail as it is told, and gives it /metrics. `answered`: is told the
    request in a word and when it came, Unix seconds."""
    prometheus_client.Gauge("db_pool_size", "Connections the pool may open").set(pool.size)
    prometheus_client.Gauge("db_pool_in_use", "Connections in use").set_function(lambda: pool.in_use)
    # As OpenTelemetry calls them.
    usage = prometheus_client.Gauge("db_client_connections_usage", "Connections of the pool by state", ["state"])
    usage.labels("used").set_function(lambda: pool.in_use)
    usage.labels("idle").set_function(lambda: pool.size - pool.in_use)

    @app.middleware("http")
    async def measure(request: Request, call_next):
        with in_progress.track_inprogress():
            return await counted(request, call_next)

    async def counted(request, call_next):
        begin, at = time.monotonic(), time.time()
        fault, seconds = control.read()
        if fault == "slow":
            await asyncio.sleep(seconds)
        if fault == "errors":
            response = JSONResponse({"status": "error", "detail": "internal error"}, status_code=500)
        elif fault == "html":
            response = Response("<!doctype html><title>Sign in</title><p>Please sign in.</p>", media_type="text/html")
        else:
            response = await call_next(request)
        route = request.scope.get("route")
        path = route.path if route else "other"
        requests_total.labels(request.method, path, str(response.status_code)).inc()
        request_seconds.observe(time.monotonic() - begin)
        if answered is not None:
            answered("%s %s" % (request.method, path), at)
        return response

    @app.get("/metrics")
    def metrics():
        return Response(prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST)


def lost(what, problem):
    return JSONResponse({"detail": "%s: %s" % (what, type(problem).__name__)}, status_code=503)


def enqueued(count, send):
    """The answer to a request for `count` jobs, each of which is sent by send()."""
    try:
        for _ in range(count):
            send()
    except Exception as problem:
        return lost("broker", problem)
    return {"enqueued": count}
