# SPDX-License-Identifier: GPL-3.0-or-later
"""The child processes of the lab: started, recorded before they exist, reaped, and ended with all that they started."""

import asyncio
import contextlib
import os
import pwd
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import processes, state
from .errors import LabError

SERVER_USER = "postgres"


def server_account():
    """The account the servers run under when the lab is root's; None otherwise."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        raise LabError(
            "PostgreSQL refuses to run as root and there is no user %s. Run packaging/install-dependencies.sh." % SERVER_USER
        ) from None


@dataclass
class Child:
    name: str  # "prod/redis", "keychain/bus"
    command: list
    folder: Path  # where it works
    port: int = 0
    environment: dict = field(default_factory=dict)
    as_server: bool = True
    stop_signal: int = signal.SIGTERM
    death_signal: str = "KILL"  # what it gets when the lab process dies
    whole_folder: bool = False
    given: str = ""  # standard input
    pid: int = 0
    start: int = 0
    inner: int = 0  # its pid as its Docker engine tells it; 0 when it is no container
    container: object = None
    of: str = ""  # of a further replica: the name of the first one
    state: str = "absent"  # absent starting running stopped ended
    fault: str = ""
    exit_text: str = ""

    def record(self):
        return {
            "pid": self.pid,
            "start": self.start,
            "inner": self.inner,
            "container": self.container.name if self.container else "",
            "of": self.of,
            "folder": str(self.folder),
            "whole_folder": self.whole_folder,
            "program": os.path.basename(self.command[0]),
            "port": self.port,
            "state": self.state,
            "fault": self.fault,
        }

    def members(self, look=None):
        return processes.members(self.pid, self.start, str(self.folder), self.whole_folder, look)


class Children:
    """Starts and reaps everything. It lives on the main thread, whose death is what PR_SET_PDEATHSIG watches."""

    def __init__(self, folder, token, on_change, on_surprise):
        self.folder = folder
        self.all = {}
        self._token = token
        self._account = server_account()
        self._on_change = on_change
        self._on_surprise = on_surprise
        self._running = {}  # pid → (Popen, future of the exit status)

    def watch(self, loop):
        loop.add_signal_handler(signal.SIGCHLD, self._reap)

    def log_path(self, name):
        return self.folder / "log" / (name.replace("/", "-") + ".log")

    def give(self, path, recursive=False):
        """Hands a path to the account the servers run under."""
        if self._account is None:
            return
        os.chown(path, self._account.pw_uid, self._account.pw_gid)
        if recursive:
            for item in Path(path).rglob("*"):
                with contextlib.suppress(FileNotFoundError):  # a server may tidy up meanwhile
                    os.chown(item, self._account.pw_uid, self._account.pw_gid)

    def environment_of(self, part):
        """All that a part's process is told by its environment."""
        return self._clean(part.folder, part.environment)

    def user_of(self, part):
        """As Docker wants it: uid:gid, empty for root."""
        user = self._account if part.as_server else None
        return "%d:%d" % (user.pw_uid, user.pw_gid) if user else ""

    def _clean(self, folder, environment):
        return {
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "LC_ALL": "C.UTF-8",
            "HOME": str(folder),
            "TZ": "UTC",
            "PYTHONDONTWRITEBYTECODE": "1",
            "OPSDECK_LAB_TOKEN": self._token,
            **environment,
        }

    def _spawn(self, command, folder, environment, as_server, death_signal, log, stdin):
        prefix = ["setpriv", "--pdeathsig", death_signal]
        if as_server and self._account is not None:
            user = self._account
            prefix += ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
        try:
            child = subprocess.Popen(
                [*prefix, "--", *map(str, command)],
                cwd=folder,
                env=self._clean(folder, environment),
                stdin=stdin,
                stdout=log,
                stderr=log,
                start_new_session=True,
                umask=0o077,
            )
        except OSError as problem:
            raise LabError("%s cannot be started: %s" % (command[0], problem)) from None
        return child, self.expect(child)

    def expect(self, child):
        """The exit status of a process, when it has ended; all of them are reaped here."""
        future = asyncio.get_running_loop().create_future()
        self._running[child.pid] = (child, future)
        return future

    def _reap(self):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            child, future = self._running.pop(pid, (None, None))
            code = os.waitstatus_to_exitcode(status)
            if child is not None:
                child.returncode = code
                if not future.done():
                    future.set_result(code)
            for part in self.all.values():
                if part.pid == pid:
                    self.ended(part, "signal %d" % -code if code < 0 else "exit %d" % code)

    def ended(self, part, text):
        """Its leader is gone, in the way that the text tells."""
        expected = part.state in ("stopping", "killing", "ended")
        part.state = "ended"
        part.exit_text = text
        self._on_change()
        if not expected:
            self._on_surprise(part)

    async def run(self, name, command, folder, environment=None, as_server=True, seconds=30, given=None):
        """One command to its end; its output. A failure shows it. It is ended when this is cancelled."""
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as source:
            source.write((given or "").encode())
            source.seek(0)
            child, future = self._spawn(command, folder, environment or {}, as_server, "KILL", output, source)
            try:
                code = await asyncio.wait_for(asyncio.shield(future), seconds)
            except asyncio.TimeoutError:
                code = None
            finally:
                await self._end_group(child, future)
            output.seek(0)
            text = output.read(1 << 20).decode(errors="replace")
        if code != 0:
            how = "did not end in %d s" % seconds if code is None else "failed (exit %d)" % code
            last = "\n  ".join(text.splitlines()[-12:])
            raise LabError("%s: %s %s.%s" % (name, command[0], how, " It said:\n  " + last if last else ""))
        return text

    async def _end_group(self, child, future):
        """The command, politely; then, by force, what is left of it and of what it started (one session)."""
        if not future.done():
            child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 3
        while left := [process for process in processes.everything() if process.session == child.pid]:
            late = time.monotonic() > deadline
            for process in left if late else ():
                processes.send(process, signal.SIGKILL)
            await asyncio.sleep(0.02)
            for process in left if late else ():
                state.release_shared_memory(process.pid)

    def begin(self, part):
        """It is in the state file before it exists."""
        self.all[part.name] = part
        part.pid = part.start = part.inner = 0
        part.state = "starting"
        part.exit_text = ""
        self._on_change()

    def adopt(self, part, pid, inner=0):
        """It is there, with that pid."""
        part.pid = pid
        part.inner = inner
        found = processes.read(pid)
        part.start = found.start if found else 0
        part.state = "running"
        self._on_change()

    def start(self, part):
        """Starts the part as a process of this one. It is in the state file with its pid right after."""
        self.begin(part)
        with open(self.log_path(part.name), "ab") as log, tempfile.TemporaryFile() as source:
            source.write(part.given.encode())
            source.seek(0)
            child, _ = self._spawn(
                part.command, part.folder, part.environment, part.as_server, part.death_signal, log, source
            )
        self.adopt(part, child.pid)

    async def wait_ready(self, part, question, seconds=30.0):
        """Until question() is true; fails at once when the part ends first."""
        deadline = time.monotonic() + seconds
        while not await question():
            if part.state == "ended":
                raise LabError("%s ended while starting (%s).%s" % (part.name, part.exit_text, self.log_tail(part.name)))
            if time.monotonic() > deadline:
                raise LabError("%s did not answer within %d s.%s" % (part.name, seconds, self.log_tail(part.name)))
            await asyncio.sleep(0.05)

    async def stop(self, part, seconds=4.0):
        """Ends the part politely, then by force, with everything it started."""
        before = part.members()
        if part.state in ("running", "stopped", "starting") and part.pid:
            part.state = "stopping"
            for process in part.members():
                processes.send(process, signal.SIGCONT)
            self.signal(part, part.stop_signal)
            deadline = time.monotonic() + seconds
            while part.state == "stopping" and time.monotonic() < deadline:
                await asyncio.sleep(0.02)
        await self.kill(part)
        for process in before:  # one that made a session of its own is known only while its parent lives
            processes.send(process, signal.SIGKILL)

    async def stop_all(self, parts, seconds=4.0):
        """The same for many at once, which looks at all processes of the machine only once a round. What is left is returned."""
        look = processes.Look()
        before = [process for part in parts if part.pid for process in part.members(look)]
        for part in parts:
            if part.state in ("running", "stopped", "starting") and part.pid:
                was, part.state = part.state, "stopping"
                for process in part.members(look) if was == "stopped" else ():
                    processes.send(process, signal.SIGCONT)
                self.signal(part, part.stop_signal)
        deadline = time.monotonic() + seconds
        while any(part.state == "stopping" for part in parts) and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        for part in parts:
            if part.state != "ended":
                part.state = "killing"
        deadline = time.monotonic() + 5
        while True:
            look = processes.Look()
            left = [process for part in parts for process in part.members(look)]
            left += [process for process in before if processes.alive(process.pid, process.start) and process not in left]
            if not left or time.monotonic() > deadline:
                break
            for process in left:
                processes.send(process, signal.SIGKILL)
            await asyncio.sleep(0.02)
        for part in parts:
            part.state = "ended"
        self._on_change()
        return left

    async def kill(self, part):
        if part.state != "ended":
            part.state = "killing"
        deadline = time.monotonic() + 5
        while left := part.members():
            if time.monotonic() > deadline:
                raise LabError("%s: pid %d does not end even when killed." % (part.name, left[0].pid))
            for process in left:
                processes.send(process, signal.SIGKILL)
            await asyncio.sleep(0.02)
        while part.state == "killing" and processes.alive(part.pid, part.start):
            await asyncio.sleep(0.02)
        part.state = "ended"
        self._on_change()
        if part.container is not None:
            await part.container.settled()

    def signal(self, part, number):
        leader = processes.read(part.pid)
        if leader is not None and leader.start == part.start:
            processes.send(leader, number)

    async def freeze(self, part):
        """SIGSTOP to all of it, until nothing of it runs any more."""
        deadline = time.monotonic() + 5
        while awake := [process for process in part.members() if process.state not in "Tt"]:
            if time.monotonic() > deadline:
                raise LabError("%s: pid %d does not stop." % (part.name, awake[0].pid))
            for process in awake:
                processes.send(process, signal.SIGSTOP)
            await asyncio.sleep(0.02)
        part.state = "stopped"
        self._on_change()

    def thaw(self, part):
        for process in part.members():
            processes.send(process, signal.SIGCONT)
        part.state = "running"
        self._on_change()

    def log_tail(self, name, lines=12):
        path = self.log_path(name)
        try:
            text = path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
        except OSError:
            text = []
        if not text:
            return " Its log is empty: %s" % path
        return " The last lines of %s:\n  %s" % (path, "\n  ".join(text))
