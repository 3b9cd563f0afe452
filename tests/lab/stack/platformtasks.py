# SPDX-License-Identifier: GPL-3.0-or-later
"""A platform's Celery application: its tasks, beat's schedule, and the signs of life of both processes."""

import os
import random
import time

import celery.signals
import prometheus_client
import redis

import platformmetrics
import stackcelery
import stackconfig
import stackdb
import stackredis
import workerhealth

QUEUES = tuple(stackconfig.VALUES.get("queues", ("celery",)))
KEPT = 2000  # rows of the table of jobs
BEAT_KEY = stackconfig.PLATFORM + ":beat"  # when beat last sent something, Unix seconds
COUNTS_KEY = stackconfig.PLATFORM + ":celery"  # hash: total, success, seconds, active
ALIVE = stackconfig.VALUES.get("alive")  # file that a living process touches

app = stackcelery.application(
    stackconfig.PLATFORM,
    task_default_queue=QUEUES[0],
    worker_prefetch_multiplier=1,
    beat_max_loop_interval=1,
    beat_schedule={
        queue: {"task": "platform.work", "schedule": 2.0, "args": (0.01,), "options": {"queue": queue, "expires": 10}}
        for queue in QUEUES
    },
)

pool = stackdb.Pool(2) if stackconfig.DATABASE else None
store = stackredis.client()
registry = prometheus_client.CollectorRegistry()
# Its page has something to say also while nothing can be read from Redis.
prometheus_client.Gauge("celery_worker_uptime_seconds", "Since the start of the worker", registry=registry).set_function(
    lambda: time.monotonic() - stackconfig.STARTED
)


def count(name, by=1):
    try:
        store.hincrbyfloat(COUNTS_KEY, name, by)
    except redis.RedisError:
        pass


@app.task(name="platform.work")
def work(seconds):
    begin = time.monotonic()
    count("active")
    try:
        time.sleep(random.uniform(seconds / 2, seconds))
        if pool is not None:
            rows = pool.rows(2, "INSERT INTO jobs (queue) VALUES (%s) RETURNING id", (QUEUES[0],))
            if rows[0][0] % 100 == 0:
                pool.rows(2, "DELETE FROM jobs WHERE id <= %s", (rows[0][0] - KEPT,))
        count("success")
    finally:
        count("active", -1)
        count("total")
        count("seconds", time.monotonic() - begin)


def touch(**_):
    if ALIVE:
        with open(ALIVE, "w", encoding="ascii") as file:
            file.write(str(os.getpid()))


def begin_counting(**_):
    try:
        store.hset(COUNTS_KEY, "active", 0)
    except redis.RedisError:
        pass
    touch()
    if stackconfig.PORT:
        tasks = platformmetrics.Tasks(store)
        registry.register(tasks)
        tasks.start()
        workerhealth.serve(stackconfig.PORT, report, exposition)


def report():
    fresh = ALIVE and time.time() - os.stat(ALIVE).st_mtime < 6
    return {"status": "healthy" if fresh else "degraded", "service": stackconfig.SERVICE}


def exposition():
    return prometheus_client.generate_latest(registry)


def ticked(**_):
    """In beat: something was sent, so that it lives and has its broker. A worker is not needed for that."""
    try:
        store.set(BEAT_KEY, repr(time.time()))
        touch()
    except redis.RedisError:
        pass


@celery.signals.beat_init.connect
def beat_begins(**_):
    celery.signals.after_task_publish.connect(ticked, weak=False)


celery.signals.worker_ready.connect(begin_counting, weak=False)
celery.signals.heartbeat_sent.connect(touch, weak=False)
