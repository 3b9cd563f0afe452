# SPDX-License-Identifier: GPL-3.0-or-later
"""The job that makes a platform's backups, by the database's own tools, under the documented names."""

import os
import time

from ..state import write_private
from .base import PYTHON, SIGNALS, Part

ALIVE = 6.0  # seconds without a sign of life


class BackupJob(Part):
    what = "backup job: real dumps, dated as if it had run for three days"
    listens = False
    waits = True
    faults = {**SIGNALS, "stale": "control", "missing": "control", "empty": "control", "unreadable": "control"}
    meanings = {
        "kill": "SIGKILL to it: no further backup is made, which is seen when the newest is too old",
        "stop": "SIGSTOP: no further backup is made, which is seen when the newest is too old (also: freeze)",
        "stale": "the newest backup is ten days old",
        "missing": "there is no backup in the folder",
        "empty": "every backup has no content",
        "unreadable": "the folder itself is gone",
    }

    def __init__(self, database, folders, **more):
        """`folders`: name → (how a backup is made, its name with the fields of a date); how: sql, sql.gz, custom, folder,
        tar.gz (of a dump in the directory format)."""
        super().__init__(uses=[database], **more)
        self.database = database
        self.folders = folders

    def folder(self, name):
        return self.home / "backups" / name

    def write(self, port, variant=""):
        database = self.peer(self.database)
        write_private(self.home / "pass", "127.0.0.1:*:*:*:%s\n" % (database.password or ""))
        jobs = [{"folder": str(self.folder(name)), "how": how, "name": pattern} for name, (how, pattern) in self.folders.items()]
        self.write_config({"port": database.port, "database": database.database, "user": database.user, "jobs": jobs})

    def command(self, port):
        return [PYTHON, self.site.stack / "backups.py", self.home / "config.json", self.control, self.home / "alive"]

    def told(self):
        """What the job says that it has done; None when it says nothing."""
        child = self.site.child(self.id)
        try:
            with open(self.home / "alive", encoding="ascii") as file:
                pid, _, state = file.read().partition(" ")
            fresh = time.time() - os.stat(self.home / "alive").st_mtime < ALIVE
        except OSError:
            return None
        return state if fresh and pid == str(child.pid) else None

    async def answering(self, port):
        return self.told() is not None

    async def well(self):
        return self.told() == "good"

    async def obeyed(self, fault):
        return self.told() == fault
