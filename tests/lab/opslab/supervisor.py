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

from . import answers, certificates, engine, faults, keychain, ports, processes, state, tables, workspace
from .children import Child, Children
from .errors import LabError
from .guard import Guard
from .parts.base import PYTHON
from .parts.postgres import PGBIN, SUPERUSER
from .site import Site

LAB = Path(__file__).resolve().parents[1]
SPARE = 20  # ports kept for servers that move aside
AT_ONCE = 8  # parts that are starting at the same time: more of them only slow each other
ENDED_BY = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def prctl(option, value):
    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


class Lab:
    def __init__(self, folder, say, platforms=("shop",), environments=(), has_docker=True):
        self.folder = folder
        self.say = say  # one line for whoever waits
        self.control = workspace.CONTROL
        self.ending = asyncio.Event()
        self.up = False
        self.token = secrets.token_hex(12)
        self.cgroup = "opsdeck-lab-" + self.token  # above those of its containers
        self.children = Children(folder, self.token, self.save, self.surprise)
        self.tables = tables.load(platforms)
        wanted = tables.environments(self.tables, environments)
        count = sum(self.ports_of(table, name) for table in self.tables.values() for name in table.ENVIRONMENTS)
        self.anchors, self.free_ports = ports.claim_many(count + SPARE)
        self.sites = [
            Site(self, table, name, name in wanted[table.ID], self.spare_port)
            for table in self.tables.values()
            for name in table.ENVIRONMENTS
        ]
        self.engines = engine.Engines(self, has_docker)
        self.superuser = secrets.token_urlsafe(18)
        self.starting = asyncio.Semaphore(AT_ONCE)
        self.template = None
        self.faults = faults.Faults(self)
        self.guard = Guard(folder, self.control, self.children, self.save)
        self.restarting = {}  # part → what starts it again

    @staticmethod
    def ports_of(table, environment):
        return sum(part.listens + len(part.more_ports) for part in table.parts(environment).values())

    def wanted(self):
        return [site for site in self.sites if site.is_wanted]

    def spare_port(self):
        return self.free_ports.pop(0)

    def save(self):
        process = processes.read(os.getpid())
        shop = [site for site in self.sites if site.platform == "shop" and site.is_wanted]
        platforms = {name: {} for name in self.tables}
        for site in self.sites:
            platforms[site.platform][site.id] = site.record()
        self.folder.write_state(
            {
                "version": 2,
                "token": self.token,
                "cgroup": self.cgroup,
                "docker": self.engines.told() if self.up else "",
                "supervisor": {"pid": process.pid, "start": process.start},
                "guard": self.guard.pid,
                "up": self.up,
                "environments": {site.id: {"host": site.host, "ports": site.record()["ports"]} for site in shop},
                "platforms": platforms,
                "parts": {name: child.record() for name, child in self.children.all.items()},
            }
        )

    def surprise(self, child):
        if not self.ending.is_set():
            self.say("%s ended by itself (%s); its log: %s" % (child.name, child.exit_text, self.children.log_path(child.name)))
        part = next((part for site in self.sites for part in site.parts.values() if part.name in (child.name, child.of)), None)
        if part is not None and part.restarts and self.up and not self.ending.is_set():
            self.restarting[part.name] = asyncio.ensure_future(self.start_again(part))

    # ---- starting ----

    async def start(self):
        begin = time.monotonic()
        (self.folder / "log").mkdir(mode=0o700, exist_ok=True)
        (self.folder / "data").mkdir(mode=0o700)
        self.save()
        self.guard.start()
        self.install("stack")
        self.install("standins")
        self_signed = {site.host for site in self.wanted() for part in site.parts.values() if getattr(part, "self_signed", False)}
        certificates.make(self.folder / "certificates", sorted({site.host for site in self.wanted()}), self_signed)
        shutil.copyfile(self.folder / "certificates" / "ca.pem", self.folder / "stack" / "ca.pem")
        self.children.give(self.folder / "stack", recursive=True)
        for name in self.tables:
            (self.folder / name).mkdir(mode=0o700)
            self.children.give(self.folder / name)
        self.template = asyncio.ensure_future(self.make_template())
        work = [asyncio.ensure_future(self.start_keychain())]
        for name in self.tables:
            work.append(asyncio.ensure_future(self.start_platform(name)))
        try:
            await asyncio.gather(*work)
        finally:
            for item in (*work, self.template):
                item.cancel()
            await asyncio.gather(*work, self.template, return_exceptions=True)
        shutil.rmtree(self.folder / "template")
        await self.start_traffic()
        path = workspace.make(self)
        self.up = True
        self.save()
        if any(site.platform != "shop" for site in self.wanted()):
            self.say(self.engines.told())
        self.say("Ready in %.1f s. Workspace: %s" % (time.monotonic() - begin, path), ready=True, workspace=str(path))

    def install(self, name):
        """The servers' account may not be able to read the source tree, so it works on a copy."""
        target = self.folder / name
        target.mkdir(mode=0o700)
        for source in (LAB / name).glob("*.py"):
            shutil.copyfile(source, target / source.name)
        self.children.give(target, recursive=True)

    def configure(self, part, port, variant=""):
        part.write(port, variant)
        if part.whole_folder:
            for path in part.home.glob("*.conf"):
                self.children.give(path)
        else:
            self.children.give(part.home, recursive=True)

    async def make_template(self):
        """One initdb for all: it takes longer than everything else."""
        folder = self.folder / "template"
        folder.mkdir(mode=0o700)
        state.write_private(folder / "password", self.superuser + "\n")
        self.children.give(folder, recursive=True)
        await self.children.run("postgres/initdb", [PGBIN / "initdb", "-D", folder / "db", "-U", SUPERUSER, "--pwfile",
                                folder / "password", "-A", "scram-sha-256", "-N", "-E", "UTF8", "--locale=C.UTF-8"],
                                folder, seconds=60)  # fmt: skip

    async def template_made(self):
        await asyncio.shield(self.template)

    def announce(self, child, begin, port=None):
        number = port or child.port
        where = "127.0.0.1:%d" % number if number else "private bus" if child.name.startswith("keychain/") else "no port"
        width = 18 if list(self.tables) == ["shop"] else 32
        self.say("  %-*s %-18s ready after %4.1f s" % (width, child.name, where, time.monotonic() - begin))

    async def start_keychain(self):
        begin = time.monotonic()
        home = self.folder / "keychain"
        for path in (home, home / "data", home / "run"):
            path.mkdir(mode=0o700)
        state.write_private(home / "bus.conf", keychain.BUS.format(path=home / "bus"))
        bus = Child("keychain/bus", ["dbus-daemon", "--config-file=%s" % (home / "bus.conf"), "--nofork", "--nopidfile"],
                    home, as_server=False)  # fmt: skip
        self.children.start(bus)

        async def exists():
            return (home / "bus").exists()

        await self.children.wait_ready(bus, exists, 10)
        daemon = Child("keychain/service", ["gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets",
                       "--control-directory", home / "run"], home, environment=keychain.environment_of(self.folder),
                       as_server=False, given=secrets.token_urlsafe(18))  # fmt: skip
        self.children.start(daemon)

        await self.children.wait_ready(daemon, lambda: keychain.answers(self.children, self.folder), 10)
        made = {}
        for site in self.wanted():
            made.update(site.secrets())
        await keychain.store(self.children, self.folder, made)
        self.announce(daemon, begin)

    async def start_platform(self, name):
        begin = time.monotonic()
        sites = [site for site in self.wanted() if site.platform == name]
        work = [asyncio.ensure_future(self.start_site(site)) for site in sites]
        try:
            await asyncio.gather(*work)
        finally:
            for item in work:
                item.cancel()
            await asyncio.gather(*work, return_exceptions=True)
        if len(self.tables) > 1 and sites:
            count = sum(len(site.parts) for site in sites)
            self.say("%s: %d parts ready after %.1f s" % (name, count, time.monotonic() - begin))

    async def start_site(self, site):
        begin = time.monotonic()
        site.folder.mkdir(mode=0o700)
        self.children.give(site.folder)
        ready = {identity: asyncio.Event() for identity in site.parts}
        engine_started = asyncio.ensure_future(self.engines.start(site))

        async def bring(part):
            if not part.whole_folder:
                part.home.mkdir(mode=0o700)
            await part.prepare(self)
            for identity in part.uses if part.waits else ():
                await ready[identity].wait()
            site.engine = await asyncio.shield(engine_started)
            async with self.starting:
                await self.start_part(part, part.port)
            await part.fill(self)
            for identity in part.uses:
                await ready[identity].wait()
            await self.children.wait_ready(site.child(part.id), part.well)
            ready[part.id].set()
            self.announce(site.child(part.id), begin)

        work = [engine_started, *(asyncio.ensure_future(bring(part)) for part in site.parts.values())]
        try:
            await asyncio.gather(*work)
        finally:
            for item in work:
                item.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    async def start_traffic(self):
        targets = []
        for site in self.wanted():
            targets += site.table.traffic(site)
        if targets:
            self.children.start(Child("traffic", [PYTHON, "traffic.py", "ca.pem", *targets], self.folder / "stack"))

    # ---- one part ----

    async def start_part(self, part, port):
        """Configures and starts it on that port and waits until it answers there; what it uses may be broken on purpose."""
        self.configure(part, port)
        child = part.child(port)
        await self.launch(part, child)
        await self.children.wait_ready(child, lambda: part.answering(port), 60)
        for number in range(2, part.site.replicas(part.id) + 1):
            other = part.replica(number)
            if other.name not in self.children.all or self.children.all[other.name].state == "ended":
                await self.launch(part, other, number)

    async def launch(self, part, child, number=1):
        """As a container where its document has one and an engine runs, else as a process of this one."""
        if part.site.has_container(part.id):
            await part.site.engine.run(child, part.id, number)
        else:
            self.children.start(child)

    async def start_again(self, part):
        """What ended by itself, when nobody broke it and nobody has started it meanwhile."""
        async with part.site.lock:
            children = part.site.copies(part.id)
            if all(child.state != "ended" for child in children) or children[0].fault or self.ending.is_set():
                return
            await self.stop_copies(part)
            try:
                await self.start_part(part, part.port)
            except LabError as problem:
                self.say(str(problem))

    async def stop_copies(self, part):
        for child in part.site.copies(part.id):
            await self.children.stop(child)

    async def settle(self, part):
        """Waits a little until it finds what it uses, unless that is broken too."""
        if not any(part.site.child(name).fault for name in part.uses):
            await answers.until(part.well, 12)

    # ---- what is asked of a running lab ----

    async def restart(self, part):
        await self.faults.forget(part)
        await self.stop_copies(part)
        await self.start_part(part, part.port)
        await self.settle(part)
        self.save()
        where = ", port %d" % part.port if part.port else ""
        return "%s restarted: pid %d%s." % (part.name, part.site.child(part.id).pid, where)

    def site_asked(self, request):
        """Of the platform that is named; of the only one, or of the shop, when none is."""
        platforms = list(dict.fromkeys(site.platform for site in self.wanted()))
        asked = request.get("platform")
        if not asked and len(platforms) > 1 and "shop" not in platforms:
            raise LabError("Several platforms are up: say --platform %s." % "|".join(platforms))
        platform = asked or (platforms[0] if len(platforms) == 1 else "shop")
        sites = {site.id: site for site in self.wanted() if site.platform == platform}
        if not sites:
            raise LabError("There is no platform %r: %s." % (platform, ", ".join(platforms)))
        site = sites.get(request.get("environment"))
        if site is None:
            raise LabError("There is no environment %r: %s." % (request.get("environment"), ", ".join(sites)))
        return site

    async def obey(self, request):
        site = self.site_asked(request)
        service = request.get("service")
        if service not in site.parts and not (service == "all" and request["op"] == "mend"):
            raise LabError("There is no service %r: %s." % (service, ", ".join(site.parts)))
        async with site.lock:
            if request["op"] == "restart":
                return await self.restart(site.parts[service])
            if request["op"] == "break":
                return await self.faults.apply(site.parts[service], request.get("fault"), request.get("seconds"))
            if request["op"] == "mend":
                return await self.faults.mend(site, service)
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
        """Everything, the ones in front first. What does not end politely is killed; containers go with their engine."""
        self.ending.set()
        behind = {part.name for site in self.sites for part in site.parts.values() if part.keeps_data} | {"keychain/bus"}
        children = list(self.children.all.values())
        engines = [each.child for each in self.engines.all if each.child]
        front = [child for child in children if child.name not in behind and child not in engines]
        for group in (engines, front, [child for child in children if child.name in behind]):
            for process in await self.children.stop_all(group):
                self.say("pid %d (%s) does not end even when killed." % (process.pid, process.comm))


async def live(folder, say, done, platforms=("shop",), environments=(), has_docker=True):
    """From start to end. done(True|False) is called once, when the lab is ready or has failed."""
    loop = asyncio.get_running_loop()
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    lab = Lab(folder, say, platforms, environments, has_docker)
    lab.children.watch(loop)
    stop = asyncio.Event()
    for number in ENDED_BY:
        loop.add_signal_handler(number, stop.set)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDED_BY)
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
    await lab.guard.go()
    if failure is not None:
        done(False)
    return 0 if failure is None else 1
