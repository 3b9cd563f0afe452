# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics of a platform's API beyond those of HTTP: of its Celery worker, read from Redis, and of its own domain."""

import math
import threading
import time

import prometheus_client
import redis
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

import stackconfig


class Tasks(threading.Thread):
    """What Redis knows of the worker, read every two seconds; nothing is exported of what could not be read."""

    def __init__(self, store):
        super().__init__(name="tasks", daemon=True)
        self.store = store
        self.values = None

    def run(self):
        queues = stackconfig.VALUES.get("queues", ["celery"])
        while True:
            try:
                with self.store.pipeline(transaction=False) as pipe:
                    for queue in queues:
                        pipe.llen(queue)
                    pipe.hgetall(stackconfig.PLATFORM + ":celery")
                    *lengths, counts = pipe.execute()
                self.values = dict(zip(queues, lengths)), {key.decode(): float(value) for key, value in counts.items()}
            except redis.RedisError:
                self.values = None
            time.sleep(2)

    def collect(self):
        if self.values is None:
            return
        lengths, counts = self.values
        waiting = GaugeMetricFamily("celery_queue_length", "Tasks waiting", labels=["queue"])
        for queue, length in lengths.items():
            waiting.add_metric([queue], length)
        yield waiting
        yield GaugeMetricFamily("celery_active_tasks", "Tasks being executed", value=max(0, counts.get("active", 0)))
        yield CounterMetricFamily("celery_task", "Tasks executed", value=counts.get("total", 0))
        yield CounterMetricFamily("celery_task_success", "Tasks that succeeded", value=counts.get("success", 0))
        mean = counts.get("seconds", 0) / max(1, counts.get("total", 0))
        yield GaugeMetricFamily("celery_task_runtime_seconds", "Mean time of a task", value=mean)


def wave(middle, height, period):
    return middle + height * math.sin(2 * math.pi * (time.monotonic() - stackconfig.STARTED) / period)


def resilience():
    """Figures that move, and stay below the documented limits."""
    gauge = prometheus_client.Gauge
    gauge("resilience_defense_level", "Level of defence").set_function(lambda: round(wave(1.5, 0.6, 900)))
    gauge("resilience_utilization_rate", "Utilisation, 0 to 1").set_function(lambda: wave(0.68, 0.1, 600))
    gauge("resilience_faculty_availability", "Faculty available").set_function(lambda: round(wave(34, 4, 1200)))
    violations = prometheus_client.Counter("resilience_contingency_violations", "Violations found")
    checks = prometheus_client.Counter("resilience_health_checks", "Checks made")
    duration = prometheus_client.Histogram("resilience_task_duration", "Seconds of an analysis")

    def go_on():
        number = 0
        while True:
            time.sleep(5)
            number += 1
            checks.inc()
            duration.observe(abs(wave(0.4, 0.3, 120)))
            if number % 60 == 0:
                violations.inc()

    threading.Thread(target=go_on, name="resilience", daemon=True).start()


# Of a platform that counts what it is for.
used = researched = None
if stackconfig.PLATFORM == "osint":
    used = prometheus_client.Counter("user_activity", "What users did")
    researched = prometheus_client.Counter("research_operations", "Research done")


def begin(store):
    if store is not None and stackconfig.VALUES["celery"]:
        tasks = Tasks(store)
        prometheus_client.REGISTRY.register(tasks)
        tasks.start()
    if stackconfig.PLATFORM == "residency":
        resilience()
