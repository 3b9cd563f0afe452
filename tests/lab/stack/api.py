# SPDX-License-Identifier: GPL-3.0-or-later
"""The API of the stack: a FastAPI application that reads PostgreSQL, caches in Redis and enqueues Celery tasks."""

import asyncio
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import prometheus_client
import redis
from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

import stackconfig
import stackdb
import tasks

app = FastAPI(title="shop", version="1.4.0")
control = stackconfig.Control()
pool = stackdb.Pool(5)
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
query_seconds = prometheus_client.Histogram("db_query_duration_seconds", "Time of the orders query")
cache_hits = prometheus_client.Counter("cache_hits", "Orders found in the cache")
cache_misses = prometheus_client.Counter("cache_misses", "Orders read from the database")
prometheus_client.Gauge("db_pool_size", "Connections the pool may open").set(pool.size)
prometheus_client.Gauge("db_pool_in_use", "Connections in use").set_function(lambda: pool.in_use)


class Backlog(threading.Thread):
    """What Redis knows of the worker, read every two seconds; nothing is exported of what could not be read."""

    def __init__(self):
        super().__init__(name="backlog", daemon=True)
        self.values = None

    def run(self):
        while True:
            try:
                with store.pipeline(transaction=False) as pipe:
                    pipe.llen("celery").get(tasks.HEARTBEAT_KEY).get(tasks.PROCESSED_KEY)
                    self.values = pipe.execute()
            except redis.RedisError:
                self.values = None
            time.sleep(2)

    def collect(self):
        values = self.values
        if values is None:
            return
        length, heartbeat, processed = values
        yield GaugeMetricFamily("celery_queue_length", "Tasks waiting", value=length)
        yield CounterMetricFamily("orders_processed", "Orders the worker has stored", value=int(processed or 0))
        if heartbeat:
            age = max(0.0, time.time() - float(heartbeat))
            yield GaugeMetricFamily("worker_heartbeat_age_seconds", "Since the worker's last heartbeat", value=age)


backlog = Backlog()
prometheus_client.REGISTRY.register(backlog)
backlog.start()


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
        if self.pending is None or self.pending.done():
            self.pending = asyncio.get_running_loop().run_in_executor(self.executor, self.timed)
        try:
            return await asyncio.wait_for(asyncio.shield(self.pending), stackconfig.PROBE_LIMIT)
        except asyncio.TimeoutError:
            return {"status": "timeout", "error": "no answer in %d ms" % (stackconfig.PROBE_LIMIT * 1000)}


database = Dependency("database", lambda: pool.rows(stackconfig.PROBE_LIMIT, "SELECT 1"))
cache = Dependency("redis", store.ping)


@app.middleware("http")
async def measure(request: Request, call_next):
    begin = time.monotonic()
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
    requests_total.labels(request.method, route.path if route else "other", str(response.status_code)).inc()
    request_seconds.observe(time.monotonic() - begin)
    return response


@app.get("/health")
async def health():
    found_database, found_redis = await asyncio.gather(database.look(), cache.look())
    if found_database["status"] != "ok":
        status = "unhealthy"
    else:
        status = "healthy" if found_redis["status"] == "ok" else "degraded"
    content = {
        "status": status,
        "service": "shop-api",
        "version": app.version,
        "environment": stackconfig.ENVIRONMENT,
        "uptime_seconds": round(time.monotonic() - stackconfig.STARTED, 1),
        "checks": {"database": found_database, "redis": found_redis},
    }
    return JSONResponse(content, status_code=503 if status == "unhealthy" else 200)


@app.get("/metrics")
def metrics():
    return Response(prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST)


@app.get("/api/v1/orders")
def orders(limit: int = Query(20, ge=1, le=200)):
    key = "shop:orders:recent:%d" % limit
    try:
        cached = store.get(key)
    except redis.RedisError:
        cached = None
    if cached is not None:
        cache_hits.inc()
        return Response(cached, media_type="application/json")
    cache_misses.inc()
    try:
        with query_seconds.time():
            rows = pool.rows(
                2, "SELECT id, customer, item, amount, status FROM orders ORDER BY id DESC LIMIT %s", (limit,)
            )
    except Exception as problem:
        return JSONResponse({"detail": "database: " + type(problem).__name__}, status_code=503)
    names = ("id", "customer", "item", "amount", "status")
    body = json.dumps({"orders": [dict(zip(names, row)) for row in rows]}, default=float)
    try:
        store.set(key, body, px=1500)
    except redis.RedisError:
        pass
    return Response(body, media_type="application/json")


@app.post("/api/v1/jobs", status_code=202)
def jobs(n: int = Query(1, ge=1, le=100)):
    try:
        for _ in range(n):
            tasks.process_order.apply_async(retry=False)
    except Exception as problem:
        return JSONResponse({"detail": "broker: " + type(problem).__name__}, status_code=503)
    return {"enqueued": n}
