# SPDX-License-Identifier: GPL-3.0-or-later
"""The API of the stack: a FastAPI application that reads PostgreSQL, caches in Redis and enqueues Celery tasks."""

import asyncio
import json
import threading
import time

import prometheus_client
import redis
from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse, Response
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

import stackapi
import stackconfig
import stackdb
import stackredis
import tasks
from stacklook import Dependency

app = FastAPI(title="shop", version="1.4.0")
pool = stackdb.Pool(5)
store = stackredis.client()
query_seconds = prometheus_client.Histogram("db_query_duration_seconds", "Time of the orders query")
cache_hits = prometheus_client.Counter("cache_hits", "Orders found in the cache")
cache_misses = prometheus_client.Counter("cache_misses", "Orders read from the database")
stackapi.equip(app, pool)


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


database = Dependency("database", lambda: pool.rows(stackconfig.PROBE_LIMIT, "SELECT 1"))
cache = Dependency("redis", store.ping)


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
        return stackapi.lost("database", problem)
    names = ("id", "customer", "item", "amount", "status")
    body = json.dumps({"orders": [dict(zip(names, row)) for row in rows]}, default=float)
    try:
        store.set(key, body, px=1500)
    except redis.RedisError:
        pass
    return Response(body, media_type="application/json")


@app.post("/api/v1/jobs", status_code=202)
def jobs(n: int = Query(1, ge=1, le=100)):
    return stackapi.enqueued(n, lambda: tasks.process_order.apply_async(retry=False))
