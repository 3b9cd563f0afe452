# SPDX-License-Identifier: GPL-3.0-or-later
"""How each platform's health answer looks. A lost database or Redis is told with the word "unhealthy", and the status stays
200: an answer that is there is no refused connection. Each takes what was found: {"status": "ok"|…, "latency_ms", "error"}."""

import datetime
import time

import stackconfig


def word(found):
    return "healthy" if found["status"] == "ok" else "unhealthy"


def described(found):
    values = {"status": word(found)}
    if found["status"] == "ok":
        values["response_time_ms"] = found["latency_ms"]
    else:
        values["error"] = found["error"]
    return values


def overall(found):
    return "healthy" if all(each["status"] == "ok" for each in found.values()) else "degraded"


def nested(found):
    """Of the system, the database and the cache, each with a status of its own."""
    return {
        "status": overall(found),
        "system": {"status": "healthy", "uptime_seconds": round(time.monotonic() - stackconfig.STARTED, 1)},
        "database": described(found["database"]),
        "cache": described(found["redis"]),
    }


def constant(found):
    """Its status is a constant, whatever its fields say."""
    return {
        "status": "healthy",
        "timestamp": datetime.datetime.utcnow().isoformat(),
        "database": word(found["database"]),
        "redis": word(found["redis"]),
    }


def flat(found):
    """A status and a word for each thing that the application uses."""
    return {"status": overall(found), "environment": stackconfig.ENVIRONMENT, **{name: word(each) for name, each in found.items()}}


SHAPES = {"nested": nested, "constant": constant, "flat": flat}
