# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives a Celery worker far more work than it can do. Arguments: the worker's configuration, a file to make when begun."""

import os
import sys
import time
from pathlib import Path

os.environ["STACK_CONFIG"] = sys.argv[1]
os.environ["STACK_CONTROL"] = os.devnull

import platformtasks  # noqa: E402

while True:
    for queue in platformtasks.QUEUES:
        for _ in range(50):
            platformtasks.work.apply_async((0.5,), queue=queue, retry=False)
    Path(sys.argv[2]).touch()
    time.sleep(1)
