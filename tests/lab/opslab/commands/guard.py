# SPDX-License-Identifier: GPL-3.0-or-later
"""What a lab has beside it: a process that does nothing until the lab is gone, and then ends and removes whatever that left."""

import signal
import sys
import time

from .. import state

PATIENCE = 90.0  # seconds until whoever started the lab has let go of its folder too


def watch(folder, _options):
    """Standard input ends when the lab does: nobody else has its other end."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while sys.stdin.buffer.read(1024):
        pass
    deadline = time.monotonic() + PATIENCE
    while folder.check_owner() and (folder / "state.json").exists():
        if folder.lock():
            state.clean_up(folder)
            state.remove(folder)
        elif time.monotonic() > deadline:
            return 1
        time.sleep(0.05)
    return 0
