# SPDX-License-Identifier: GPL-3.0-or-later
"""The command lines of tests/lab/lab and tests/lab/fault."""

import argparse
import asyncio
import contextlib
import importlib.util
import json
import os
import shlex
import shutil
import signal
import socket
import sys
import time

from . import catalog, children, faults, keychain, processes, state, supervisor, tables, workspace
from .errors import LabError
from .parts.postgres import PGBIN

PROGRAMS = ("setpriv", "redis-server", "nginx", "openssl", "dbus-daemon", "gnome-keyring-daemon", "secret-tool", "ipcrm")
MODULES = ("fastapi", "uvicorn", "celery", "redis", "psycopg2", "prometheus_client")


# What only some kinds of parts need.
KINDS = {"NodeExporter": "prometheus-node-exporter", "PostgresExporter": "prometheus-postgres-exporter",
         "RedisExporter": "prometheus-redis-exporter", "Prometheus": "prometheus", "PgBouncer": "pgbouncer"}  # fmt: skip


def check_installed(found):
    kinds = {type(part).__name__ for table in found.values() for name in table.ENVIRONMENTS for part in table.parts(name).values()}
    programs = [*PROGRAMS, *(program for kind, program in KINDS.items() if kind in kinds)]
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    missing = [name for name in programs if not shutil.which(name, path=path)]
    missing += ["python3 module " + name for name in MODULES if importlib.util.find_spec(name) is None]
    if not (PGBIN / "postgres").exists():
        missing.append(str(PGBIN / "postgres"))
    if missing:
        raise LabError("Not installed: %s. Run packaging/install-dependencies.sh." % ", ".join(missing))


def require_up(folder):
    folder.check_owner()
    if not folder.is_up():
        raise LabError("No lab is up in %s. Start one: %s up" % (folder.path, workspace.CONTROL))
    found = folder.read_state()
    if not found or not found["up"]:
        raise LabError("The lab in %s is still starting." % folder.path)
    return found


def environment_of(folder):
    found = {
        "DBUS_SESSION_BUS_ADDRESS": keychain.bus_address(folder),
        "OPSDECK_DATA_DIR": str(folder / "data"),
        "OPSDECK_LAB_DIR": str(folder.path),
    }
    if not os.environ.get("XDG_RUNTIME_DIR"):
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        found["XDG_RUNTIME_DIR"] = str(runtime)
    return found


def up(folder, options):
    found = tables.load(options.platform or ["shop"])
    tables.environments(found, options.environment or ())
    check_installed(found)
    account = children.server_account()
    if folder.is_up():
        raise LabError("A lab is already up in %s. Its ports: `%s status`. To end it: `%s down`." % (
            folder.path, workspace.CONTROL, workspace.CONTROL))  # fmt: skip
    folder.create(account.pw_gid if account else None)
    if not folder.lock():
        raise LabError("Another lab is just starting in %s." % folder.path)
    if folder.read_state() is not None:
        print("Cleaning up after a lab that died in %s." % folder.path, flush=True)
        state.clean_up(folder)
    shutil.rmtree(folder / "log", ignore_errors=True)
    if options.with_parent:
        supervisor.prctl(supervisor.PR_SET_PDEATHSIG, signal.SIGTERM)
    print("Starting the lab in %s" % folder.path, flush=True)
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

    chosen = options.platform or ["shop"], options.environment or (), not options.no_docker
    return asyncio.run(supervisor.live(folder, lambda line: print(line, flush=True), done, *chosen))


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

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
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

    def tell(text):
        nonlocal waiting
        if waiting:
            try:
                os.write(writing, text.encode())
            except OSError:
                waiting = False

    def say(line):
        print(time.strftime("%H:%M:%S"), line, flush=True)
        tell(line + "\n")

    def done(well):
        nonlocal waiting
        tell("\0ready\n" if well else "")
        waiting = False
        os.close(writing)

    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    return asyncio.run(supervisor.live(folder, say, done, options.platform or ["shop"], options.environment or (), not options.no_docker))


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


def status(folder, options):
    if folder.check_owner():
        found = folder.read_state()
    else:
        found = None
    living = folder.is_up()
    if options.json:
        found = found or {"parts": {}, "environments": {}, "platforms": {}, "up": False}
        answer = {
            "up": living and found["up"],
            "dir": str(folder.path),
            "workspace": str(folder / "workspace" / "opsdeck.yaml"),
            "docker": found.get("docker", ""),
            "environments": found["environments"],
            "platforms": found["platforms"],
            "parts": {
                name: {**part, "alive": processes.alive(part["pid"], part["start"])} for name, part in found["parts"].items()
            },
        }
        print(json.dumps(answer, indent=1))
        return 0 if answer["up"] else 1
    if not found:
        print("No lab is up in %s." % folder.path)
        return 1
    print("Lab in %s: %s" % (folder.path, "up" if living and found["up"] else "starting" if living else "DEAD; run down"))
    for name, part in sorted(found["parts"].items()):
        alive = processes.alive(part["pid"], part["start"])
        word = part["state"] if alive else "not running"
        if part["fault"]:
            word += ", broken: " + part["fault"]
        port = "127.0.0.1:%d" % part["port"] if part["port"] else "-"
        print("  %-22s %-18s pid %-8s %s" % (name, port, part["pid"] or "-", word))
    return 0 if living and found["up"] else 1


def env(folder, _options):
    require_up(folder)
    for name, value in environment_of(folder).items():
        print("export %s=%s" % (name, shlex.quote(value)))
    return 0


def workspace_path(folder, _options):
    require_up(folder)
    print(folder / "workspace" / "opsdeck.yaml")
    return 0


def run(folder, options):
    require_up(folder)
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        raise LabError("Nothing to run. Say: lab run -- COMMAND …")
    os.environ.update(environment_of(folder))
    try:
        os.execvp(command[0], command)
    except OSError as problem:
        raise LabError("%s cannot be run: %s" % (command[0], problem.strerror)) from None


def ask(folder, **request):
    require_up(folder)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(90)
        try:
            connection.connect(str(folder / "control"))
            connection.sendall(json.dumps(request).encode() + b"\n")
            with connection.makefile(encoding="utf-8") as lines:
                answer = json.loads(lines.readline() or "null")
        except (OSError, ValueError) as problem:
            raise LabError("The lab in %s does not answer: %s" % (folder.path, problem)) from None
    if answer is None:
        raise LabError("The lab in %s ended meanwhile." % folder.path)
    if not answer["ok"]:
        raise LabError(answer["text"])
    print(answer["text"])
    return 0


def restart(folder, options):
    return ask(folder, op="restart", platform=options.platform, environment=options.environment, service=options.service)


def break_(folder, options):
    return ask(folder, op="break", platform=options.platform, environment=options.environment, service=options.service,
               fault=options.fault, seconds=options.seconds)  # fmt: skip


def mend(folder, options):
    return ask(folder, op="mend", platform=options.platform, environment=options.environment, service=options.service)


def state_of(folder):
    return folder.read_state() if folder.check_owner() and folder.is_up() else None


def chosen_tables(options, found):
    """The platforms that are asked for, else those that are up, else the shop."""
    return tables.load([options.platform] if options.platform else list(found["platforms"]) if found else ["shop"])


def list_faults(folder, options):
    found = state_of(folder)
    listed = chosen_tables(options, found)
    meanings = {}
    for table in listed.values():
        services = {}
        for environment in table.ENVIRONMENTS:
            for identity, part in table.parts(environment).items():
                services.setdefault(identity, {}).update(dict.fromkeys(part.faults))
                meanings.update({fault: faults.meaning_of(part, fault) for fault in part.faults if fault not in faults.MEANING})
        for identity, names in services.items():
            print("%s%s: %s" % (table.ID + "/" if len(listed) > 1 else "", identity, " ".join(names)))
    print()
    meanings = {**faults.MEANING, **meanings}
    width = max(map(len, meanings))
    for name, meaning in meanings.items():
        print("  %-*s  %s" % (width, name, meaning))
    broken = [(name, part["fault"]) for name, part in (found or {"parts": {}})["parts"].items() if part["fault"]]
    if found:
        print("\nBroken now: %s" % (", ".join("%s (%s)" % item for item in broken) or "nothing"))
    return 0


def list_parts(folder, options):
    """Every part there is, or would be."""
    found = state_of(folder)
    rows = []
    for table in chosen_tables(options, found).values():
        known = (found or {"platforms": {}})["platforms"].get(table.ID, {})
        for environment in table.ENVIRONMENTS:
            for identity, part in table.parts(environment).items():
                place = known.get(environment, {"up": False})
                row = found["parts"].get("%s/%s" % (table.site_name(environment), identity)) if place["up"] else None
                port, word, form = "-", "not up", "-"
                if row:
                    service = place["services"][identity]
                    form = "container " + row["container"] if row["container"] else "process"
                    more = [each for each in found["parts"].values() if each["of"] == "%s/%s" % (table.site_name(environment), identity)]
                    form += " and %d more" % len(more) if more else ""
                    port = " ".join(str(number) for number in (service["port"], *service["ports"].values()) if number) or "-"
                    word = row["state"] if processes.alive(row["pid"], row["start"]) else "not running"
                    word += ", broken: " + row["fault"] if row["fault"] else ""
                rows.append((table.ID, environment, identity, part.what, "real" if part.real else "stand-in", form, port, word))
    rows.insert(0, ("PLATFORM", "ENV", "SERVICE", "WHAT", "IS", "AS", "PORT", "STATE"))
    widths = [max(len(row[column]) for row in rows) for column in range(8)]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())
    if found and found["docker"] and set(found["platforms"]) - {"shop"}:
        print("\n" + found["docker"])
        for name, places in found["platforms"].items():
            for environment, place in places.items():
                if place["docker"]:
                    print("  %s/%s: docker -H unix://%s ps -a" % (name, environment, place["docker"]))
    return 0


def add_fault_commands(commands, common):
    part = commands.add_parser("break", parents=[common], help="break one server in a real way")
    part.add_argument("environment", metavar="ENV")
    part.add_argument("service", metavar="SERVICE", help="see `lab list`")
    part.add_argument("fault", metavar="FAULT", help="see `fault list`")
    part.add_argument("--seconds", type=float, help="how late `slow` answers (3)")
    part.set_defaults(act=break_)
    part = commands.add_parser("mend", parents=[common], help="put it back as it was")
    part.add_argument("environment", metavar="ENV")
    part.add_argument("service", metavar="SERVICE|all", help="see `lab list`; or all")
    part.set_defaults(act=mend)


def parse(name, arguments):
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--dir", default=argparse.SUPPRESS, help="the lab's folder (%s)" % state.default_folder())
    one = argparse.ArgumentParser(add_help=False, parents=[common])
    one.add_argument("--platform", metavar="P", help="when several are up: one of " + ", ".join(tables.known()))
    if name == "fault":
        parser = argparse.ArgumentParser(prog=name, parents=[common], description="Breaks and mends servers of the demo lab.")
        commands = parser.add_subparsers(required=True, metavar="break|mend|list")
        add_fault_commands(commands, one)
        commands.add_parser("list", parents=[one], help="the faults there are").set_defaults(act=list_faults)
        return parser.parse_args(arguments)
    parser = argparse.ArgumentParser(prog=name, parents=[common], description=__import__("opslab").__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    part = commands.add_parser("up", parents=[common], help="start everything")
    part.add_argument("--platform", action="append", metavar="P", help="shop unless told; or " + ", ".join([*tables.known()[1:], "all"]))
    part.add_argument("--environment", action="append", metavar="E", help="all that the platform has unless told")
    part.add_argument("--no-docker", action="store_true", help="processes instead of what the documents run in containers")
    part.add_argument("--foreground", action="store_true", help="stay, and end it all on Ctrl-C")
    part.add_argument("--with-parent", action="store_true", help="end when the process that started this one ends")
    part.add_argument("--brief", action="store_true", help="do not say what to do next")
    part.set_defaults(act=up)
    for word, act, text in (("down", down, "end everything, also what a dead lab left"),
                            ("env", env, "shell lines to eval"),
                            ("workspace", workspace_path, "the path of the lab's opsdeck.yaml")):  # fmt: skip
        commands.add_parser(word, parents=[common], help=text).set_defaults(act=act)
    part = commands.add_parser("status", parents=[common], help="every part with its port and state")
    part.add_argument("--json", action="store_true")
    part.set_defaults(act=status)
    part = commands.add_parser("platforms", parents=[common], help="what can be started, and which of it is real")
    part.add_argument("--json", action="store_true")
    part.set_defaults(act=catalog.show)
    part = commands.add_parser("list", parents=[one], help="every part: what it is, whether it is real, port and state")
    part.set_defaults(act=list_parts)
    part = commands.add_parser("restart", parents=[one], help="restart one server")
    part.add_argument("environment", metavar="ENV")
    part.add_argument("service", metavar="SERVICE", help="see `lab list`")
    part.set_defaults(act=restart)
    part = commands.add_parser("run", parents=[common], help="run a command with the lab's environment")
    part.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND …")
    part.set_defaults(act=run)
    add_fault_commands(commands, one)
    return parser.parse_args(arguments)


def main(name):
    options = parse(name, sys.argv[1:])
    folder = state.Folder(getattr(options, "dir", None) or state.default_folder())
    try:
        return options.act(folder, options)
    except LabError as problem:
        print("%s: %s" % (name, problem), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141
