# SPDX-License-Identifier: GPL-3.0-or-later
"""The Redis of an application of the stack: a client that waits for nothing longer than a look at a dependency may take."""

import redis

import stackconfig


def client():
    """None where the application has no Redis."""
    if not stackconfig.REDIS:
        return None
    return redis.Redis(
        host=stackconfig.REDIS["host"],
        port=stackconfig.REDIS["port"],
        password=stackconfig.REDIS["password"],
        socket_timeout=stackconfig.PROBE_LIMIT,
        socket_connect_timeout=stackconfig.PROBE_LIMIT,
    )
