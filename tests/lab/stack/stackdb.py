# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL with a deadline on every call: a server that is stopped must not hold a thread for longer than that."""

import queue
import select
import threading
import time
from contextlib import contextmanager

import psycopg2
import psycopg2.extensions as extensions

import stackconfig

_thread = threading.local()


def _wait(connection):
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        left = _thread.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("no answer from the database in time")
        poller = select.poll()
        poller.register(connection.fileno(), select.POLLIN if state == extensions.POLL_READ else select.POLLOUT)
        poller.poll(max(1, int(left * 1000)))


extensions.set_wait_callback(_wait)


class Pool:
    """At most `size` connections, made when first needed, given up when anything went wrong on them."""

    def __init__(self, size):
        self.size = size
        self._idle = queue.LifoQueue()
        self._slots = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self.in_use = 0

    @contextmanager
    def connection(self, seconds):
        _thread.deadline = time.monotonic() + seconds
        if not self._slots.acquire(timeout=seconds):
            raise TimeoutError("no free database connection")
        with self._lock:
            self.in_use += 1
        connection = None
        try:
            try:
                connection = self._idle.get_nowait()
            except queue.Empty:
                connection = psycopg2.connect(application_name=stackconfig.PLATFORM, **stackconfig.DATABASE)
                connection.autocommit = True
            yield connection
            self._idle.put(connection)
        except BaseException:
            if connection is not None:
                connection.close()
            raise
        finally:
            with self._lock:
                self.in_use -= 1
            self._slots.release()

    def rows(self, seconds, statement, values=()):
        """The rows of one statement. A connection that the server closed meanwhile is replaced once."""
        for attempt in (1, 2):
            fresh = self._idle.empty()
            try:
                with self.connection(seconds) as connection, connection.cursor() as cursor:
                    cursor.execute(statement, values)
                    return cursor.fetchall() if cursor.description else []
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                if attempt == 2 or fresh:
                    raise
                self._drop_idle()
        return []

    def _drop_idle(self):
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return
