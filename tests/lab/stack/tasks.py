# SPDX-License-Identifier: GPL-3.0-or-later
"""The Celery application of the stack: its task, and the health page of the worker process."""

import random
import threading
import time

import celery.signals
import prometheus_client

import stackcelery
import stackconfig
import stackdb
import stackredis
import workerhealth
from stacklook import timed

app = stackcelery.application("shop")

ITEMS = ("lamp", "chair", "table", "shelf", "clock", "mirror", "rug", "vase")
KEPT_ORDERS = 5000
PROCESSED_KEY = "shop:orders:processed"
HEARTBEAT_KEY = "shop:worker:heartbeat"

pool = stackdb.Pool(2)
store = stackredis.client()
registry = prometheus_client.CollectorRegistry()
orders_stored = prometheus_client.Counter("orders_stored", "Orders stored by this process", registry=registry)
heartbeat_age = prometheus_client.Gauge(
    "worker_heartbeat_age_seconds", "Since Celery's last heartbeat to the broker", registry=registry
)


@app.task(name="shop.process_order", max_retries=3, default_retry_delay=2, bind=True)
def process_order(self):
    time.sleep(random.uniform(0.005, 0.03))
    try:
        rows = pool.rows(
            2,
            "INSERT INTO orders (customer, item, amount, status) VALUES (%s, %s, %s, 'paid') RETURNING id",
            (random.randint(1, 50), random.choice(ITEMS), round(random.uniform(5, 400), 2)),
        )
        if rows[0][0] % 100 == 0:
            pool.rows(2, "DELETE FROM orders WHERE id <= %s", (rows[0][0] - KEPT_ORDERS,))
        orders_stored.inc()
        store.incr(PROCESSED_KEY)
    except Exception as problem:
        raise self.retry(exc=problem)


class Watch(threading.Thread):
    """Looks once a second at what the worker needs, so that the health page answers at once."""

    def __init__(self):
        super().__init__(name="watch", daemon=True)
        self.lock = threading.Lock()
        self.checks = {}
        self.heartbeat = None  # monotonic seconds of Celery's own last heartbeat

    def beat(self, **_):
        self.heartbeat = time.monotonic()

    def heartbeat_age(self):
        return None if self.heartbeat is None else time.monotonic() - self.heartbeat

    def run(self):
        while True:
            checks = {
                "broker": timed(self.look_at_broker),
                "database": timed(lambda: pool.rows(stackconfig.PROBE_LIMIT, "SELECT 1")),
            }
            with self.lock:
                self.checks = checks
            time.sleep(1)

    def look_at_broker(self):
        age = self.heartbeat_age()
        store.ping()
        if age is None or age > 8:
            raise TimeoutError("not connected to the broker: no heartbeat sent")
        store.set(HEARTBEAT_KEY, repr(time.time() - age))

    def report(self):
        with self.lock:
            checks = dict(self.checks)
        age = self.heartbeat_age()
        good = bool(checks) and all(check["status"] == "ok" for check in checks.values())
        return {
            "status": "healthy" if good else "degraded",
            "service": "shop-worker",
            "environment": stackconfig.ENVIRONMENT,
            "heartbeat_age_seconds": None if age is None else round(age, 2),
            "uptime_seconds": round(time.monotonic() - stackconfig.STARTED, 1),
            "checks": checks,
        }


_watch = Watch()


@celery.signals.worker_init.connect
def start_health_page(**_):
    _watch.start()
    heartbeat_age.set_function(lambda: _watch.heartbeat_age() or 0)
    workerhealth.serve(stackconfig.PORT, _watch.report, lambda: prometheus_client.generate_latest(registry))


celery.signals.heartbeat_sent.connect(_watch.beat, weak=False)
