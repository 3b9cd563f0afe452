# SPDX-License-Identifier: GPL-3.0-or-later
"""A Docker engine for each environment whose document has containers, where this machine lets one run; of many environments,
for one of each platform.

Each lives in a mount and a process namespace of its own, with all it keeps in a tmpfs there: when its first process dies,
the daemon, containerd, the shims, the containers and every mount go with it. It uses the machine's own network.
"""

import asyncio
import glob
import io
import json
import os
import shutil
import signal
import tarfile
from pathlib import Path

from .children import Child
from .containers import Container
from .described import Definition
from .dockerapi import Api
from .errors import LabError
from .state import write_private

PROGRAMS = ("dockerd", "containerd", "containerd-shim-runc-v2", "runc", "unshare", "mount")
PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
PLACE = "/run/containerd"  # covered by the tmpfs: containerd's shims keep their sockets there whatever they are told
SCRIPT = 'mkdir -p %s && mount -t tmpfs -o mode=711 none %s || exit 1; dockerd --config-file "$0" & wait $!' % (PLACE, PLACE)
IMAGE = "opsdeck-lab:base"
MOST = 4  # environments that have an engine each; of more, one of each platform: two cores would be busy for too long


def hindrance():
    """Why no engine can run here, as far as that can be seen without trying; empty when nothing speaks against it."""
    if os.getuid() != 0:
        return "root is needed for one"
    missing = [name for name in PROGRAMS if not shutil.which(name, path=PATH)]
    if missing:
        return "not installed: %s" % ", ".join(missing)
    if not glob.glob("/sys/fs/cgroup/*/cgroup.procs") and not os.path.exists("/sys/fs/cgroup/cgroup.procs"):
        return "there are no control groups in /sys/fs/cgroup"
    if not hasattr(os, "pidfd_open"):
        return "this Python has no pidfd_open"
    return ""


def image():
    """All that is not mounted: the folders, and what programs need of /etc."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name in ("dev", "etc", "proc", "run", "sys", "tmp", "usr", "var", "var/lib", "var/lib/prometheus",
                     "var/lib/prometheus/node-exporter"):  # fmt: skip
            entry = tarfile.TarInfo(name)
            entry.type = tarfile.DIRTYPE
            entry.mode = 0o1777 if name == "tmp" else 0o755
            archive.addfile(entry)
        for name in ("bin", "lib", "lib64", "sbin"):
            entry = tarfile.TarInfo(name)
            entry.type = tarfile.SYMTYPE
            entry.linkname = "usr/" + name
            archive.addfile(entry)
        for name in ("passwd", "group", "ld.so.cache", "nsswitch.conf"):
            if os.path.exists("/etc/" + name):
                archive.add("/etc/" + name, "etc/" + name)
    return made.getvalue()


class Engine:
    """One running daemon and the containers that it has."""

    def __init__(self, lab, site, described):
        self.lab = lab
        self.site = site
        self.described = described  # service → Described
        self.name = site.platform + "-" + site.id
        self.socket = lab.folder / "docker" / (self.name + ".sock")
        self.api = Api(self.socket)
        self.containers = {}  # name of the child → Container
        self.images = set()
        self.child = None
        self.namespace = ""

    async def start(self):
        configuration = self.lab.folder / "docker" / (self.name + ".json")
        write_private(configuration, json.dumps({
            "hosts": ["unix://%s" % self.socket], "data-root": PLACE + "/data", "exec-root": PLACE + "/exec",
            "pidfile": PLACE + "/pid", "deprecated-key-path": PLACE + "/key.json", "storage-driver": "vfs",
            "bridge": "none", "iptables": False, "ip6tables": False, "ip-forward": False, "ip-masq": False,
            "userland-proxy": False, "exec-opts": ["native.cgroupdriver=cgroupfs"],
            "cgroup-parent": "/" + self.lab.cgroup, "log-level": "warn"}))  # fmt: skip
        command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", SCRIPT, configuration]
        self.child = Child(self.site.name + "/docker", command, self.lab.folder / "docker", as_server=False,
                           stop_signal=signal.SIGKILL)  # fmt: skip
        self.lab.children.start(self.child)
        await self.lab.children.wait_ready(self.child, self.answers, 30)
        self.namespace = os.readlink("/proc/%d/ns/pid_for_children" % self.child.pid)
        repository, tag = IMAGE.split(":")
        said = await self.api.must("POST", "/images/create?fromSrc=-&repo=%s&tag=%s" % (repository, tag), data=image(),
                                   kind="application/x-tar")  # fmt: skip
        if "error" in str(said):
            raise LabError("Docker at %s does not take the image: %s" % (self.socket, said))

    async def answers(self):
        if not self.socket.exists():
            return False
        try:
            return (await self.api.ask("GET", "/_ping", seconds=5))[0] == 200
        except LabError:
            return False

    async def try_out(self):
        """Whether containers run: one that does nothing."""
        body = {"Image": IMAGE, "Cmd": ["true"], "HostConfig": {"Binds": ["/usr:/usr:ro"], "NetworkMode": "host", "PidMode": "host"}}
        await self.api.must("POST", "/containers/create?name=trial", body)
        await self.api.must("POST", "/containers/trial/start")
        code = (await self.api.must("POST", "/containers/trial/wait"))["StatusCode"]
        await self.api.must("DELETE", "/containers/trial?force=1")
        if code != 0:
            raise LabError("Docker at %s: a container that does nothing ends with %d." % (self.socket, code))

    async def tag(self, name):
        """The image, under the name that the document gives it."""
        if name not in self.images:
            repository, tag = name.rsplit(":", 1)
            await self.api.must("POST", "/images/%s/tag?repo=%s&tag=%s" % (IMAGE, repository, tag))
            self.images.add(name)

    async def run(self, child, service, number=1):
        """Starts the child as a container of that service."""
        described = self.described[service]
        await self.tag(described.image)
        container = self.containers.setdefault(child.name, Container(self, described, number))
        await container.start(child)

    def outer_pid(self, inner):
        """Of a process that the daemon knows as `inner`; 0 when there is none any more."""
        for name in reversed([*filter(str.isdigit, os.listdir("/proc"))]):  # the newest are the last
            try:
                if os.readlink("/proc/%s/ns/pid" % name) != self.namespace:
                    continue
                status = Path("/proc/%s/status" % name).read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            if "\nNSpid:\t%s\t%d\n" % (name, inner) in status:
                return int(name)
        return 0

    async def forget(self):
        """Of one that did not come up."""
        await self.lab.children.kill(self.child)
        self.lab.children.all.pop(self.child.name, None)


def chosen(sites):
    """Those that get an engine: all of a few, of many one of each platform, its production if that is among them."""
    held = [site for site in sites if site.platform != "shop"]
    if len(held) <= MOST:
        return held
    firsts = {}
    for site in held:
        if site.platform not in firsts or site.id == "prod":
            firsts[site.platform] = site
    return list(firsts.values())


class Engines:
    """Of a lab. The first one is tried out: what hinders it hinders all."""

    def __init__(self, lab, is_wanted=True):
        self.lab = lab
        self.all = []
        self.failed = {}  # site → why it has none, of those after the first one
        self.hindrance = hindrance() if is_wanted else "left out by --no-docker"
        self.is_proved = False
        self.first = asyncio.Lock()
        self.definitions = {}
        self.chosen = chosen(lab.wanted())

    def described(self, site):
        """service → Described, of what the lab runs of it."""
        if site not in self.chosen:
            return {}
        if site.platform not in self.definitions:
            self.definitions[site.platform] = Definition(site.platform)
        found = self.definitions[site.platform].containers(site.id)
        return {name: each for name, each in found.items() if name in site.parts}

    async def start(self, site):
        """The site's engine; None when it has no containers or when there can be none."""
        described = {} if self.hindrance else self.described(site)
        if not described:
            return None
        async with self.first:
            if self.hindrance:
                return None
            if not self.is_proved:
                return await self._start(Engine(self.lab, site, described))
        return await self._start(Engine(self.lab, site, described))

    async def _start(self, engine):
        (self.lab.folder / "docker").mkdir(mode=0o700, exist_ok=True)
        self.all.append(engine)
        try:
            async with self.lab.starting:
                await engine.start()
                if not self.is_proved:
                    await engine.try_out()
        except LabError as problem:
            await engine.forget()
            self.all.remove(engine)
            if self.is_proved:
                self.failed[engine.site.name] = str(problem)
            else:
                self.hindrance = str(problem)
            return None
        self.is_proved = True
        return engine

    def told(self):
        """What runs in containers, or why nothing does."""
        lines = []
        if self.all:
            where = ", ".join(sorted(engine.site.name for engine in self.all))
            lines.append("Docker: what the documents run in containers runs in those of a real engine: %s." % where)
            if len(self.chosen) < len([site for site in self.lab.wanted() if site.platform != "shop"]):
                lines.append("NO DOCKER ENGINE FOR THE OTHERS: with more than %d environments up, one of each platform has one." % MOST)
        failed = {"": self.hindrance} if self.hindrance else self.failed
        for name, why in failed.items():
            where = " FOR " + name if name else ""
            lines.append("NO DOCKER ENGINE%s: %s. What the documents run in containers runs as processes." % (where, why.rstrip(".")))
        return "\n".join(lines)
