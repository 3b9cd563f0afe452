# SPDX-License-Identifier: GPL-3.0-or-later
"""A platform's API: its health page in the platform's own shape, its metrics, and a little work on its database and queue."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import prometheus_client
import redis
from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response

import platformmetrics
import shapes
import stackconfig
import stackdb
import traces

app = FastAPI(title=stackconfig.PLATFORM, version="1.0.0", docs_url=stackconfig.VALUES["docs"])
control = stackconfig.Control()
pool = stackdb.Pool(5)
store = None
if stackconfig.REDIS:
    store = redis.Redis(
        host=stackconfig.REDIS["host"],
        port=stackconfig.REDIS["port"],
        password=stackconfig.REDIS["password"],
        socket_timeout=stackconfig.PROBE_LIMIT,
        socket_connect_timeout=stackconfig.PROBE_LIMIT,
    )

requests_total = prometheus_client.Counter("http_requests", "Requests answered", ["method", "path", "status"])
request_seconds = prometheus_client.Histogram(
    "http_request_duration_seconds",
    "Time to answer",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
prometheus_client.Gauge("db_pool_size", "Connections the pool may open").set(pool.size)
prometheus_client.Gauge("db_pool_in_use", "Connections in use").set_function(lambda: pool.in_use)
platformmetrics.begin(store)
spans = None
if stackconfig.VALUES.get("traces"):
    spans = traces.Sender(stackconfig.VALUES["traces"], stackconfig.SERVICE)
    spans.start()


class Dependency:
    """One look at a time at something the API needs; whoever asks waits half a second at most."""

    def __init__(self, name, function):
        self.function = function
        self.executor = ThreadPoolExecutor(1, thread_name_prefix=name)
        self.pending = None

    def timed(self):
        begin = time.monotonic()
        try:
            self.function()
            return {"status": "ok", "latency_ms": round((time.monotonic() - begin) * 1000, 2)}
        except Exception as problem:
            return {"status": "error", "error": type(problem).__name__ + ": " + str(problem).strip()}

    async def look(self):
        if control.read()[0] == "unhealthy":
            return {"status": "error", "error": "OperationalError: the connection was lost"}
        if self.pending is None or self.pending.done():
            self.pending = asyncio.get_running_loop().run_in_executor(self.executor, self.timed)
        try:
            return await asyncio.wait_for(asyncio.shield(self.pending), stackconfig.PROBE_LIMIT)
        except asyncio.TimeoutError:
            return {"status": "timeout", "error": "no answer in %d ms" % (stackconfig.PROBE_LIMIT * 1000)}


used = {"database": Dependency("database", lambda: pool.rows(stackconfig.PROBE_LIMIT, "SELECT 1"))}
if store is not None:
    used["redis"] = Dependency("redis", store.ping)


@app.middleware("http")
async def measure(request: Request, call_next):
    begin, at = time.monotonic(), time.time()
    fault, seconds = control.read()
    if fault == "slow":
        await asyncio.sleep(seconds)
    if fault == "errors":
        response = JSONResponse({"detail": "internal error"}, status_code=500)
    elif fault == "html":
        response = Response("<!doctype html><title>Sign in</title><p>Please sign in.</p>", media_type="text/html")
    else:
        response = await call_next(request)
    route = request.scope.get("route")
    requests_total.labels(request.method, route.path if route else "other", str(response.status_code)).inc()
    request_seconds.observe(time.monotonic() - begin)
    if spans is not None:
        spans.add("%s %s" % (request.method, route.path if route else "other"), at)
    return response


@app.get(stackconfig.VALUES["path"])
async def health():
    found = await asyncio.gather(*(each.look() for each in used.values()))
    is_whole = all(each["status"] == "ok" for each in found)
    content = shapes.SHAPES[stackconfig.VALUES["shape"]](dict(zip(used, found)))
    return JSONResponse(content, status_code=200 if is_whole else stackconfig.VALUES["lost"])


@app.get("/metrics")
def metrics():
    return Response(prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST)


@app.get("/api/v1/users")
def users(limit: int = Query(20, ge=1, le=200)):
    try:
        rows = pool.rows(2, "SELECT id, name FROM users ORDER BY id LIMIT %s", (limit,))
    except Exception as problem:
        return JSONResponse({"detail": "database: " + type(problem).__name__}, status_code=503)
    return {"users": [{"id": row[0], "name": row[1]} for row in rows]}


if stackconfig.VALUES["celery"]:
    import platformtasks

    @app.post("/api/v1/jobs", status_code=202)
    def jobs(n: int = Query(1, ge=1, le=100)):
        try:
            for _ in range(n):
                platformtasks.work.apply_async((0.02,), retry=False)
        except Exception as problem:
            return JSONResponse({"detail": "broker: " + type(problem).__name__}, status_code=503)
        return {"enqueued": n}
