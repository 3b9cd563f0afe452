# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab process: starts everything, stays as its parent, does what `break`, `mend` and `restart` ask, ends it all."""

import asyncio
import ctypes
import json
import os
import secrets
import shutil
import signal
import time
from pathlib import Path

from . import answers, certificates, faults, keychain, ports, processes, state, workspace
from .errors import LabError
from .parts import Children, Part
from .services import PGBIN, PYTHON, SERVICES, SETUP_SQL, Environment

ENVIRONMENTS = ("dev", "staging", "prod")
STACK = Path(__file__).resolve().parents[1] / "stack"
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def prctl(option, value):
    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


class Lab:
    def __init__(self, folder, say):
        self.folder = folder
        self.say = say  # one line for whoever waits
        self.ending = asyncio.Event()
        self.up = False
        self.token = secrets.token_hex(12)
        self.children = Children(folder, self.token, self.save, self.surprise)
        self.secrets = self.make_secrets()
        self.anchor, free = ports.claim()
        size = 2 * len(SERVICES)
        self.environments = {
            name: Environment(folder, name, free[i * size : (i + 1) * size], self.secrets)
            for i, name in enumerate(ENVIRONMENTS)
        }
        self.faults = faults.Faults(self)

    @staticmethod
    def make_secrets():
        made = {}
        for name in ENVIRONMENTS:
            made["demo/%s/db" % name] = secrets.token_urlsafe(18)
            if name != "dev":
                made["demo/%s/redis" % name] = secrets.token_urlsafe(18)
        return made

    def save(self):
        process = processes.read(os.getpid())
        self.folder.write_state(
            {
                "version": 1,
                "token": self.token,
                "supervisor": {"pid": process.pid, "start": process.start},
                "up": self.up,
                "environments": {
                    name: {"host": item.host, "ports": item.ports} for name, item in self.environments.items()
                },
                "parts": {name: part.record() for name, part in self.children.parts.items()},
            }
        )

    def surprise(self, part):
        if not self.ending.is_set():
            self.say("%s ended by itself (%s); its log: %s" % (part.name, part.exit_text, self.children.log_path(part.name)))

    # ---- starting ----

    async def start(self):
        begin = time.monotonic()
        (self.folder / "log").mkdir(mode=0o700, exist_ok=True)
        (self.folder / "data").mkdir(mode=0o700)
        self.save()
        self.install_stack()
        certificates.make(self.folder / "certificates", [item.host for item in self.environments.values()])
        shutil.copyfile(self.folder / "certificates" / "ca.pem", self.folder / "stack" / "ca.pem")
        self.children.give(self.folder / "stack", recursive=True)
        for environment in self.environments.values():
            self.lay_out(environment)
        template = asyncio.ensure_future(self.make_template())
        work = [asyncio.ensure_future(self.start_keychain())]
        work += [asyncio.ensure_future(self.start_environment(item, template)) for item in self.environments.values()]
        try:
            await asyncio.gather(*work)
        finally:
            for item in (*work, template):
                item.cancel()
            await asyncio.gather(*work, template, return_exceptions=True)
        shutil.rmtree(self.folder / "template")
        await self.start_traffic()
        path = workspace.make(self.folder, self.environments.values())
        self.up = True
        self.save()
        self.say("Ready in %.1f s. Workspace: %s" % (time.monotonic() - begin, path))

    def install_stack(self):
        """The servers' account may not be able to read the source tree, so it works on a copy."""
        target = self.folder / "stack"
        target.mkdir(mode=0o700)
        for source in STACK.glob("*.py"):
            shutil.copyfile(source, target / source.name)

    def lay_out(self, environment):
        environment.folder.mkdir(mode=0o700)
        for service in SERVICES:
            if service != "db":
                environment.home(service).mkdir(mode=0o700)
        environment.write_stack()
        home = environment.home("nginx")
        made = self.folder / "certificates"
        for source, target in ((".pem", "server.pem"), (".key", "server.key"), ("-expired.pem", "expired.pem")):
            shutil.copyfile(made / (environment.host + source), home / target)
            (home / target).chmod(0o600)
        self.children.give(environment.folder, recursive=True)

    def configure(self, environment, service, port, variant=""):
        environment.write(service, port, variant)
        for path in environment.home(service).glob("*.conf"):
            self.children.give(path)

    async def make_template(self):
        """One initdb for all three: it takes longer than everything else."""
        folder = self.folder / "template"
        folder.mkdir(mode=0o700)
        self.superuser = secrets.token_urlsafe(18)
        state.write_private(folder / "password", self.superuser + "\n")
        self.children.give(folder, recursive=True)
        await self.children.run("postgres/initdb", [PGBIN / "initdb", "-D", folder / "db", "-U", "postgres", "--pwfile",
                                folder / "password", "-A", "scram-sha-256", "-N", "-E", "UTF8", "--locale=C.UTF-8"],
                                folder, seconds=60)  # fmt: skip

    def announce(self, part, begin, port=None):
        where = "127.0.0.1:%d" % (port or part.port) if part.port else "private bus"
        self.say("  %-18s %-18s ready after %4.1f s" % (part.name, where, time.monotonic() - begin))

    async def start_keychain(self):
        begin = time.monotonic()
        home = self.folder / "keychain"
        for path in (home, home / "data", home / "run"):
            path.mkdir(mode=0o700)
        state.write_private(home / "bus.conf", keychain.BUS.format(path=home / "bus"))
        bus = Part("keychain/bus", ["dbus-daemon", "--config-file=%s" % (home / "bus.conf"), "--nofork", "--nopidfile"],
                   home, as_server=False)  # fmt: skip
        self.children.start(bus)

        async def exists():
            return (home / "bus").exists()

        await self.children.wait_ready(bus, exists, 10)
        daemon = Part("keychain/service", ["gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets",
                      "--control-directory", home / "run"], home, environment=keychain.environment_of(self.folder), as_server=False,
                      given=secrets.token_urlsafe(18))  # fmt: skip
        self.children.start(daemon)

        await self.children.wait_ready(daemon, lambda: keychain.answers(self.children, self.folder), 10)
        await keychain.store(self.children, self.folder, self.secrets)
        self.announce(daemon, begin)

    async def start_environment(self, environment, template):
        begin = time.monotonic()

        async def bring(service):
            port = environment.ports[service]
            if service == "db":
                await asyncio.shield(template)
                home = environment.home("db")
                await self.children.run("%s/db" % environment.id, ["cp", "-a", self.folder / "template" / "db", home],
                                        environment.folder)  # fmt: skip
            await self.start_service(environment, service, port)
            if service == "db":
                await self.fill_database(environment)
            if service in ("api", "worker"):
                await databases_filled.wait()
                part = self.children.parts["%s/%s" % (environment.id, service)]
                await self.children.wait_ready(part, lambda: self.well(environment, service, port))
            if service == "db":
                databases_filled.set()
            self.announce(self.children.parts["%s/%s" % (environment.id, service)], begin)

        databases_filled = asyncio.Event()
        work = [asyncio.ensure_future(bring(service)) for service in ("redis", "db", "api", "worker", "nginx")]
        try:
            await asyncio.gather(*work)
        finally:
            for item in work:
                item.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    async def fill_database(self, environment):
        script = self.folder / ("setup-%s.sql" % environment.id)
        passwords = self.folder / ("setup-%s.pass" % environment.id)
        state.write_private(script, SETUP_SQL.format(password=environment.db_password))
        state.write_private(passwords, "127.0.0.1:*:*:postgres:%s\n" % self.superuser)
        try:
            await self.children.run("%s/db" % environment.id, [PGBIN / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h",
                                    "127.0.0.1", "-p", environment.ports["db"], "-U", "postgres", "-d", "postgres", "-f",
                                    script], self.folder.path, {"PGPASSFILE": str(passwords)}, as_server=False)  # fmt: skip
        finally:
            script.unlink()
            passwords.unlink()

    async def start_traffic(self):
        home = self.folder / "stack"
        targets = ["%s:%d" % (item.host, item.ports["nginx"]) for item in self.environments.values()]
        self.children.start(Part("traffic", [PYTHON, "traffic.py", "ca.pem", *targets], home))

    # ---- one service ----

    async def start_service(self, environment, service, port, variant=""):
        """Configures and starts one server on that port and waits until it answers there."""
        self.configure(environment, service, port, variant)
        part = environment.part(service, port)
        self.children.start(part)
        if service in ("api", "worker"):
            # Started, but not waited for what it depends on: that may be broken on purpose.
            await self.children.wait_ready(part, lambda: answers.listening(port))
        await self.children.wait_ready(part, lambda: self.answering(environment, service, port))

    async def answering(self, environment, service, port):
        if service == "db":
            return await self.postgres_accepts(port)
        if service == "redis":
            return await answers.redis(port, environment.redis_password)
        if service == "nginx":
            found = await answers.http(port, "/nginx-health", self.folder / "stack" / "ca.pem", environment.host)
            return found is not None and found[0] == 200
        return await answers.http_status_word(port) is not None

    async def settle(self, environment, service):
        """Waits a little until it finds what it depends on, unless that is broken too."""
        needed = [self.children.parts["%s/%s" % (environment.id, name)] for name in ("db", "redis")]
        if service in ("api", "worker") and not any(part.fault for part in needed):
            await answers.until(lambda: self.well(environment, service, environment.ports[service]), 10)

    async def well(self, environment, service, port):
        return await answers.http_status_word(port) == "healthy"

    async def postgres_accepts(self, port):
        """It says "the database system is starting up" (57P03) until it does: anything else is an answer."""
        startup = b"\0\3\0\0user\0postgres\0database\0postgres\0\0"
        message = (len(startup) + 4).to_bytes(4, "big") + startup
        found = await answers.first_bytes(port, message)
        return found is not None and found[:1] in (b"R", b"E") and b"57P03" not in found

    # ---- what is asked of a running lab ----

    async def restart(self, environment, service):
        await self.faults.forget(environment, service)
        part = self.children.parts["%s/%s" % (environment.id, service)]
        await self.children.stop(part)
        await self.start_service(environment, service, environment.ports[service])
        await self.settle(environment, service)
        self.save()
        return "%s restarted: pid %d, port %d." % (
            part.name, self.children.parts[part.name].pid, environment.ports[service])  # fmt: skip

    async def obey(self, request):
        environment = self.environments.get(request.get("environment"))
        if environment is None:
            raise LabError("There is no environment %r: %s." % (request.get("environment"), ", ".join(ENVIRONMENTS)))
        service = request.get("service")
        if service not in SERVICES and not (service == "all" and request["op"] == "mend"):
            raise LabError("There is no service %r: %s." % (service, ", ".join(SERVICES)))
        async with environment.lock:
            if request["op"] == "restart":
                return await self.restart(environment, service)
            if request["op"] == "break":
                return await self.faults.apply(environment, service, request.get("fault"), request.get("seconds"))
            if request["op"] == "mend":
                return await self.faults.mend(environment, service)
        raise LabError("The lab does not know how to %s." % request["op"])

    async def serve_client(self, reader, writer):
        try:
            request = json.loads(await asyncio.wait_for(reader.readline(), 5))
            try:
                if self.ending.is_set() or not self.up:
                    raise LabError("The lab is not ready.")
                answer = {"ok": True, "text": await self.obey(request)}
            except LabError as problem:
                answer = {"ok": False, "text": str(problem)}
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        except (OSError, ValueError, KeyError, asyncio.TimeoutError):
            pass
        finally:
            writer.close()

    # ---- ending ----

    async def end(self):
        """Everything, the ones in front first. What does not end politely is killed."""
        self.ending.set()
        order = {name: place for place, name in enumerate(("nginx", "api", "worker", "redis", "db", "keychain"))}
        parts = sorted(self.children.parts.values(), key=lambda p: order.get(p.name.split("/")[-1], -1))
        front = [part for part in parts if not part.name.endswith(("/db", "/redis", "/bus"))]
        for group in (front, [part for part in parts if part not in front]):
            results = await asyncio.gather(*(self.children.stop(part) for part in group), return_exceptions=True)
            for result in results:
                if isinstance(result, Exception):
                    self.say(str(result))


async def live(folder, say, done):
    """From start to end. done(True|False) is called once, when the lab is ready or has failed."""
    loop = asyncio.get_running_loop()
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    lab = Lab(folder, say)
    lab.children.watch(loop)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    server = await asyncio.start_unix_server(lab.serve_client, folder / "control")
    os.chmod(folder / "control", 0o600)
    starting = asyncio.ensure_future(lab.start())
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
    failure = None
    if starting.done():
        failure = starting.exception()
    else:
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        failure = LabError("Ended before it was ready.")
    if failure is None:
        done(True)
        await stop.wait()
    elif not isinstance(failure, LabError):
        say("The lab failed: %s: %s" % (type(failure).__name__, failure))
    else:
        say(str(failure))
    server.close()
    await lab.end()
    state.clean_up(folder, keep_logs=failure is not None and not stop.is_set())
    if failure is None or stop.is_set():
        state.remove(folder)
    if failure is not None:
        done(False)
    return 0 if failure is None else 1
