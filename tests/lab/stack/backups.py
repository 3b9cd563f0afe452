# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes backups of a database by its own tools, one an hour and, when it begins, those of the last three days.

Arguments: its configuration, the file of the fault that is asked for, the file that tells its pid and what it has done.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path

EVERY = 3600.0
DAY = 86400.0
AGO = 600.0  # of the newest at the start: what was just written may still grow
KEPT = 30

with open(sys.argv[1], encoding="utf-8") as _file:
    VALUES = json.load(_file)
ALIVE = Path(sys.argv[3])


def dump(kind, target):
    command = ["pg_dump", "-h", "127.0.0.1", "-p", str(VALUES["port"]), "-U", VALUES["user"], "-w", "-F", kind, "-f", target, VALUES["database"]]
    environment = {**os.environ, "PGPASSFILE": str(Path(sys.argv[1]).with_name("pass")), "PGCONNECT_TIMEOUT": "5"}
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False, timeout=60).returncode == 0


def make(job, at):
    """One backup as of that moment, Unix seconds. Whether it was made."""
    folder = Path(job["folder"])
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / time.strftime(job["name"], time.gmtime(at))
    part = folder / (target.name + ".part")
    how = job["how"]
    good = dump({"sql": "p", "sql.gz": "p", "custom": "c"}.get(how, "d"), part)
    if good and how == "sql.gz":
        plain = part.with_name(part.name + ".partial")
        part.rename(plain)
        with open(plain, "rb") as source, gzip.open(part, "wb") as packed:
            shutil.copyfileobj(source, packed)
        plain.unlink()
    elif good and how == "tar.gz":
        tree = part.with_name(part.name + ".partial")
        part.rename(tree)
        with tarfile.open(part, "w:gz") as packed:
            packed.add(tree, arcname=VALUES["database"])
        shutil.rmtree(tree)
    if not good:
        remove(part)
        return False
    date(part, at)
    remove(target)
    part.rename(target)
    return True


def date(path, at):
    for each in [*path.rglob("*"), path] if path.is_dir() else [path]:
        os.utime(each, (at, at))


def remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def make_all(ages):
    return all([make(job, time.time() - age) for job in VALUES["jobs"] for age in ages])


def clear():
    for job in VALUES["jobs"]:
        shutil.rmtree(job["folder"], ignore_errors=True)
        Path(job["folder"]).mkdir(parents=True)


def spoil(state):
    """Brings about what is asked for; whether that went well."""
    clear()
    if state == "stale":
        return make_all([10 * DAY, 11 * DAY, 12 * DAY])
    if state != "missing" and not make_all([AGO, AGO + DAY, AGO + 2 * DAY]):
        return False
    for job in VALUES["jobs"]:
        folder = Path(job["folder"])
        if state == "unreadable":
            shutil.rmtree(folder)
        elif state == "empty":
            for path in list(folder.rglob("*")):
                if path.is_file():
                    at = path.stat().st_mtime
                    path.write_bytes(b"")
                    os.utime(path, (at, at))
    return True


def wanted():
    try:
        with open(sys.argv[2], encoding="utf-8") as file:
            return json.load(file)["fault"]
    except (OSError, ValueError, KeyError):
        return "good"


def tell(state):
    part = ALIVE.with_name(".alive.new")
    part.write_text("%d %s" % (os.getpid(), state), encoding="ascii")
    part.replace(ALIVE)


def main():
    done, next_at = "nothing yet", 0.0
    while True:
        asked = wanted()
        if asked != done:
            if spoil(asked):
                done, next_at = asked, time.monotonic() + EVERY
            else:
                time.sleep(1)
        elif done == "good" and time.monotonic() > next_at:
            next_at = time.monotonic() + (EVERY if make_all([0]) else 10)
            for job in VALUES["jobs"]:
                for old in sorted(Path(job["folder"]).iterdir())[:-KEPT]:
                    remove(old)
        tell(done)
        time.sleep(0.2)


main()
