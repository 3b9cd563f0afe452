# SPDX-License-Identifier: GPL-3.0-or-later
"""What one application of the stack is told: read once from the file that STACK_CONFIG names."""

import json
import os
import time

with open(os.environ["STACK_CONFIG"], encoding="utf-8") as _file:
    VALUES = json.load(_file)

PLATFORM = VALUES["platform"]
ENVIRONMENT = VALUES["environment"]
SERVICE = VALUES["service"]
DATABASE = VALUES["database"]  # host, port, dbname, user, password (may be None); None without a database
REDIS = VALUES["redis"]  # host, port, password (may be None); None without Redis
PORT = VALUES["port"]
PROBE_LIMIT = 0.5  # seconds a look at a dependency may take
STARTED = time.monotonic()


def redis_url():
    secret = ":%s@" % REDIS["password"] if REDIS["password"] else ""
    return "redis://%s%s:%d/0" % (secret, REDIS["host"], REDIS["port"])


class Control:
    """The fault asked of this process, if any: a small JSON file that is looked at before each answer."""

    def __init__(self):
        self._path = os.environ["STACK_CONTROL"]

    def read(self):
        """("errors"|"slow"|…, seconds), or (None, 0) in good times."""
        try:
            with open(self._path, encoding="utf-8") as file:
                wanted = json.load(file)
            return wanted["fault"], float(wanted["seconds"])
        except (OSError, ValueError, KeyError):
            return None, 0.0
