# SPDX-License-Identifier: GPL-3.0-or-later
"""`down`: ends the lab, and what a dead one left."""

import contextlib
import signal
import time

from .. import processes, state
from ..errors import LabError


def down(folder, _options):
    if not folder.check_owner() or not (folder / "state.json").exists():
        print("No lab is up in %s." % folder.path)
        return 0
    deadline = time.monotonic() + 90  # a whole lab on a busy machine
    if folder.is_up():
        found = folder.read_state()
        chief = found["supervisor"] if found else {"pid": 0, "start": 0}
        process = processes.read(chief["pid"]) if chief["pid"] else None
        if process is not None and process.start == chief["start"]:
            processes.send(process, signal.SIGTERM)
        while folder.is_up() and time.monotonic() < deadline:
            time.sleep(0.05)
        if folder.is_up() and process is not None:
            processes.kill_all(lambda: [process] if processes.alive(process.pid, process.start) else [])
    with contextlib.suppress(FileNotFoundError):  # it may be removing its folder at this moment
        if folder.path.exists() and not folder.lock():
            raise LabError("The lab in %s does not let go. Try again." % folder.path)
        state.clean_up(folder)
    state.remove(folder)
    print("The lab in %s is down." % folder.path)
    return 0
