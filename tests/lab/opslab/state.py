# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's folder: who may enter it, its lock (held while a lab lives) and the state file (what a later `down` finds)."""

import contextlib
import fcntl
import glob
import json
import os
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path

from . import processes
from .errors import LabError

LONGEST = 76  # bytes of the folder's path: sockets in it must stay below the kernel's 107


def default_folder():
    chosen = os.environ.get("OPSDECK_LAB_DIR")
    if chosen:
        return Path(chosen)
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    # As root the servers run as another user, who must be able to reach the folder.
    usable = runtime and os.path.isdir(runtime) and (os.getuid() != 0 or os.stat(runtime).st_mode & stat.S_IXOTH)
    return Path(runtime if usable else "/tmp") / ("opsdeck-lab-%d" % os.getuid())


def write_private(path, text, mode=0o600):
    """Replaces the file as a whole; nobody else can read it at any moment."""
    path = Path(path)
    part = path.with_name("." + path.name + ".new")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
    os.replace(part, path)


class Folder:
    def __init__(self, path):
        self.path = Path(os.path.abspath(path))
        self._lock = None

    def __truediv__(self, name):
        return self.path / name

    def check_owner(self):
        """A folder of somebody else's making is never used: its name can be guessed."""
        try:
            info = os.lstat(self.path)
        except FileNotFoundError:
            return False
        if not stat.S_ISDIR(info.st_mode):
            raise LabError("%s is not a folder. Give another one by --dir or OPSDECK_LAB_DIR." % self.path)
        if info.st_uid != os.getuid():
            raise LabError("%s belongs to another user. Give another folder by --dir or OPSDECK_LAB_DIR." % self.path)
        return True

    def create(self, server_group):
        if len(os.fsencode(self.path)) > LONGEST:
            raise LabError("The lab's folder has too long a path (over %d bytes): %s" % (LONGEST, self.path))
        if self.check_owner():
            foreign = {item.name for item in self.path.iterdir()} if not (self / "state.json").exists() else set()
            if foreign - {"lock", "log"}:
                raise LabError("%s has other files in it and no lab. Give an empty or new folder." % self.path)
        else:
            self.path.mkdir(mode=0o700, parents=True)
        if server_group is not None:
            # The servers' own user passes through to its files, but cannot list what is here.
            os.chown(self.path, os.getuid(), server_group)
            os.chmod(self.path, 0o710)
            for above in self.path.resolve().parents:
                if not above.stat().st_mode & stat.S_IXOTH:
                    raise LabError(
                        "The servers do not run as root and cannot reach %s: %s is closed to others. "
                        "Give another folder by --dir, for example under /tmp." % (self.path, above)
                    )
        else:
            os.chmod(self.path, 0o700)

    def lock(self):
        """True when it is ours now; it is kept until this process and what it forked are gone."""
        handle = os.open(self / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._lock = handle
        return True

    @property
    def lock_handle(self):
        return self._lock

    def is_up(self):
        """Whether a lab process lives: it holds the lock, so no pid has to be believed."""
        try:
            handle = os.open(self / "lock", os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def read_state(self):
        try:
            return json.loads((self / "state.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def write_state(self, state):
        write_private(self / "state.json", json.dumps(state, indent=1) + "\n")


def leftovers(folder, state):
    """Living processes that a dead lab has left: by recorded pid, by session, by the token they were given; and those
    that were started but not recorded any more, by being a part's program in that part's own folder."""
    found = {}
    programs = {}
    look = processes.Look()
    for part in state.get("parts", {}).values():
        for process in processes.members(part["pid"], part["start"], part["folder"], part["whole_folder"], look):
            found[process.pid] = process
        programs.setdefault(part["folder"], {"setpriv", "lab"}).add(part["program"][:15])
    token = "OPSDECK_LAB_TOKEN=" + state.get("token", "-")
    for process in look.living:
        if process.pid == os.getpid():
            continue
        at_home = process.comm in programs.get(look.folder_of(process.pid), ())
        if at_home or processes.has_token(process.pid, token):
            found[process.pid] = process
    return list(found.values())


def release_shared_memory(pid):
    """A killed PostgreSQL leaves its small System V segment; it goes when nobody is attached."""
    try:
        with open("/proc/sysvipc/shm", encoding="ascii") as file:
            rows = [line.split() for line in file][1:]
    except OSError:
        return
    for row in rows:
        if int(row[4]) == pid and int(row[6]) == 0:
            subprocess.run(["ipcrm", "-m", row[1]], stdin=subprocess.DEVNULL, capture_output=True, check=False)


def remove_cgroups(name, seconds=15):
    """What killed containers leave of their control groups, and whoever still runs in them. The kernel keeps a group
    until its dead are reaped, which takes their parents some time on a busy machine."""
    tops = (*glob.glob("/sys/fs/cgroup/*/" + name), "/sys/fs/cgroup/" + name) if name else ()
    until = time.monotonic() + seconds
    while True:
        for top in tops:
            for place, _, _ in os.walk(top, topdown=False):
                with contextlib.suppress(OSError, ValueError):
                    for pid in Path(place, "cgroup.procs").read_text(encoding="ascii").split():
                        os.kill(int(pid), signal.SIGKILL)
                with contextlib.suppress(OSError):
                    os.rmdir(place)
        if not any(os.path.isdir(top) for top in tops) or time.monotonic() > until:
            return
        time.sleep(0.05)


def clean_up(folder, keep_logs=False):
    """Ends what a dead lab left and removes its files. The caller holds the lock or has seen that nobody does."""
    state = folder.read_state()
    if state is None:
        return
    creators = {part["pid"] for part in state["parts"].values() if part["whole_folder"]}

    def found():
        left = leftovers(folder, state)
        creators.update(process.pid for process in left)
        return left

    if not processes.kill_all(found):
        pids = ", ".join(str(process.pid) for process in found())
        raise LabError("Some processes of the lab do not end even when killed: pid %s." % pids)
    for pid in creators:
        release_shared_memory(pid)
    remove_cgroups(state.get("cgroup"))
    for item in folder.path.iterdir():
        if item.name == "lock" or (keep_logs and item.name == "log"):
            continue
        if item.is_dir() and not item.is_symlink():
            shutil.rmtree(item)
        else:
            item.unlink()


def remove(folder):
    """The last step, after clean_up(): the folder itself."""
    shutil.rmtree(folder.path, ignore_errors=True)
