# SPDX-License-Identifier: GPL-3.0-or-later
"""`up`: starts the lab, staying in front of it or leaving it in the background."""

import asyncio
import contextlib
import json
import os
import shlex
import shutil
import signal
import time

from .. import children, state, supervisor, tables, workspace
from ..errors import LabError
from .installed import check_installed


def line_of(options, text, more):
    """What is said, as it is printed: a line for people, or a JSON object with what more there is to it."""
    return (json.dumps({"text": text, **more}) if options.json else text) + "\n"


def tell(options, text, **more):
    print(line_of(options, text, more), end="", flush=True)


def up(folder, options):
    options.brief |= options.json
    found = tables.load(options.platform or ["shop"])
    tables.environments(found, options.environment or ())
    check_installed(found)
    account = children.server_account()
    if folder.is_up():
        raise LabError("A lab is already up in %s. Its ports: `%s status`. To end it: `%s down`." % (
            folder.path, workspace.CONTROL, workspace.CONTROL))  # fmt: skip
    # Asked to end from here on, it does so properly: heard as soon as it can (supervisor.live, or the one who waits below).
    signal.pthread_sigmask(signal.SIG_BLOCK, supervisor.ENDED_BY)
    folder.create(account.pw_gid if account else None)
    if not folder.lock():
        raise LabError("Another lab is just starting in %s." % folder.path)
    if folder.read_state() is not None:
        tell(options, "Cleaning up after a lab that died in %s." % folder.path)
        state.clean_up(folder)
    shutil.rmtree(folder / "log", ignore_errors=True)
    if options.with_parent:
        supervisor.prctl(supervisor.PR_SET_PDEATHSIG, signal.SIGTERM)
    tell(options, "Starting the lab in %s" % folder.path)
    if options.foreground:
        return foreground(folder, options)
    return background(folder, options)


def next_steps(folder):
    lines = []
    programs = [workspace.SOURCE / "build" / preset / "app" / "opsdeck" for preset in ("release", "dev", "ci")]
    program = next((path for path in programs if path.is_file()), None)
    if program is None:
        program = programs[0]
        lines.append("cd %s && cmake --preset release && cmake --build --preset release" % shlex.quote(str(workspace.SOURCE)))
    where = shlex.quote(str(folder.path))
    lines.append("%s run --dir %s -- %s %s" % (workspace.CONTROL, where, shlex.quote(str(program)),
                                              shlex.quote(str(folder / "workspace" / "opsdeck.yaml"))))  # fmt: skip
    print("Next:\n  %s" % "\n  ".join(lines), flush=True)


def foreground(folder, options):
    def done(well):
        if well and not options.brief:
            next_steps(folder)
            print("Ctrl-C ends it.", flush=True)

    def say(line, **more):
        with contextlib.suppress(BrokenPipeError):  # who read it may be gone; the lab still has to end properly
            tell(options, line, **more)

    chosen = options.platform or ["shop"], options.environment or (), not options.no_docker
    return asyncio.run(supervisor.live(folder, say, done, *chosen))


def background(folder, options):
    """The lab process is a child in a session of its own; this one tells what it says until it is ready."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os._exit(lab_process(folder, options, reading, writing))
    os.close(writing)
    interrupted = []

    def interrupt(number, _frame):
        interrupted.append(number)
        os.kill(child, signal.SIGTERM)

    for number in supervisor.ENDED_BY:
        signal.signal(number, interrupt)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, supervisor.ENDED_BY)
    well = False
    with os.fdopen(reading, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line == "\0ready\n":
                well = True
                break
            print(line, end="", flush=True)
    if well:
        if not options.brief:
            next_steps(folder)
        return 0
    os.waitpid(child, 0)
    return 128 + interrupted[0] if interrupted else 1


def lab_process(folder, options, reading, writing):
    os.close(reading)
    os.setsid()
    log = folder / "log"
    log.mkdir(mode=0o700, exist_ok=True)
    output = os.open(log / "lab.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    # Whatever else was inherited is not ours to keep open.
    kept = {0, 1, 2, writing, folder.lock_handle}
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in kept:
            try:
                os.close(int(name))
            except OSError:
                pass
    waiting = True

    def pass_on(text):
        nonlocal waiting
        if waiting:
            try:
                os.write(writing, text.encode())
            except OSError:
                waiting = False

    def say(line, **more):
        print(time.strftime("%H:%M:%S"), line, flush=True)
        pass_on(line_of(options, line, more))

    def done(well):
        nonlocal waiting
        pass_on("\0ready\n" if well else "")
        waiting = False
        os.close(writing)

    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    return asyncio.run(supervisor.live(folder, say, done, options.platform or ["shop"], options.environment or (), not options.no_docker))
