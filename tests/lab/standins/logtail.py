# SPDX-License-Identifier: GPL-3.0-or-later
"""Follows the log files of a folder, as those do that collect logs."""

import os
import threading
import time

KEPT = 2000  # lines
FIRST = 1 << 16  # bytes of a file's end that are read at first
STEP = 1 << 20  # bytes of one file at once


class LogTail:
    """The last lines of all files FOLDER/PREFIX*.log. A line has the moment at which it was seen: the files tell none."""

    def __init__(self, folder, prefix=""):
        self.folder = folder
        self.prefix = prefix
        self.lines = []  # (nanoseconds since 1970, name of the file without .log, text), oldest first
        self.counts = {}  # name of the file → lines seen
        self._places = {}  # name of the file → bytes read
        self._last = 0
        self._lock = threading.Lock()

    @property
    def total(self):
        return sum(self.counts.values())

    def service(self, name):
        """What is left of a file's name without the prefix."""
        return name[len(self.prefix) :]

    def add(self, moment, name, text):
        self._last = max(self._last + 1, moment)
        self.lines.append((self._last, name, text))
        self.counts[name] = self.counts.get(name, 0) + 1
        del self.lines[:-KEPT]

    def read(self):
        """Reads on; the new lines."""
        with self._lock:
            before = self._last
            for name in self._names():
                self._read_file(name)
            return [line for line in self.lines if line[0] > before]

    def _names(self):
        try:
            found = os.listdir(self.folder) if self.folder else []
        except OSError:
            found = []
        return sorted(name[:-4] for name in found if name.endswith(".log") and name.startswith(self.prefix))

    def _read_file(self, name):
        try:
            with open(os.path.join(self.folder, name + ".log"), "rb") as file:
                size = os.fstat(file.fileno()).st_size
                place = self._places.get(name, max(0, size - FIRST))
                file.seek(min(place, size))
                data = file.read(STEP)
                place = file.tell()
        except OSError:
            return
        whole, end, rest = data.rpartition(b"\n")
        self._places[name] = place - len(rest)
        self.counts.setdefault(name, 0)
        for line in whole.split(b"\n") if end else ():
            self.add(time.time_ns(), name, line.decode(errors="replace"))
