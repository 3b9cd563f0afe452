# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes by pid and start time, so that a pid that was used again is never mistaken for ours."""

import os
import signal
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Process:
    pid: int
    comm: str
    state: str
    parent: int
    session: int
    start: int  # clock ticks since boot

    @property
    def dead(self):
        return self.state in "ZX"


def read(pid):
    """The process, or None. Zombies are returned, and dead."""
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return None
    name, _, rest = text.partition("(")[2].rpartition(")")
    fields = rest.split()
    return Process(pid, name, fields[0], int(fields[1]), int(fields[3]), int(fields[19]))


def alive(pid, start):
    """Whether that very process still runs; a zombie does not."""
    process = read(pid) if pid else None
    return process is not None and process.start == start and not process.dead


def everything():
    found = (read(int(name)) for name in os.listdir("/proc") if name.isdigit())
    return [process for process in found if process is not None and not process.dead]


def folder_of(pid):
    try:
        return os.readlink("/proc/%d/cwd" % pid)
    except OSError:
        return ""


def title(process):
    """Its command line as it is now; "shutting down" of nginx shows here. Of one that is gone: the same words."""
    if not alive(process.pid, process.start):
        return "shutting down"
    try:
        with open("/proc/%d/cmdline" % process.pid, "rb") as file:
            return file.read().decode(errors="replace")
    except OSError:
        return ""


def has_token(pid, token):
    try:
        with open("/proc/%d/environ" % pid, "rb") as file:
            return token.encode() in file.read().split(b"\0")
    except OSError:
        return False


class Look:
    """One look at all processes, for many questions: who lives and where each works."""

    def __init__(self):
        self.living = everything()
        self._folders = {}

    def folder_of(self, pid):
        if pid not in self._folders:
            self._folders[pid] = folder_of(pid)
        return self._folders[pid]


def members(pid, start, folder, whole_folder=False, look=None):
    """The living processes of one part: the leader, its descendants and its session.

    Orphans of the session count only when they work inside `folder`. With `whole_folder`, programs of the leader's sort
    that make sessions of their own (PostgreSQL) are known by working in exactly that folder. `look`: of a moment ago,
    when many parts are asked for.
    """
    look = look or Look()
    processes = look.living
    leader = next((p for p in processes if p.pid == pid and p.start == start), None)
    chosen = {pid} if leader else set()
    grown = True
    while grown and chosen:
        grown = False
        for process in processes:
            if process.parent in chosen and process.pid not in chosen:
                chosen.add(process.pid)
                grown = True
    for process in processes:
        if process.pid in chosen or process.start < start:
            continue
        where = look.folder_of(process.pid)
        orphan = process.session == pid and (where == folder or where.startswith(folder + "/"))
        if orphan or (whole_folder and process.comm == "postgres" and where == folder):
            chosen.add(process.pid)
    chosen.discard(os.getpid())
    return [process for process in processes if process.pid in chosen]


def send(process, number):
    if alive(process.pid, process.start):
        try:
            os.kill(process.pid, number)
        except ProcessLookupError:
            pass


def kill_all(find, seconds=5.0):
    """SIGKILL to whatever find() gives until it gives nothing. False when something outlives that."""
    deadline = time.monotonic() + seconds
    while True:
        left = find()
        if not left:
            return True
        if time.monotonic() > deadline:
            return False
        for process in left:
            send(process, signal.SIGKILL)
        time.sleep(0.02)
