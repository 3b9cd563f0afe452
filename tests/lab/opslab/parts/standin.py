# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for a product that Debian does not have: a small program that answers in the product's own shapes."""

import importlib.util
from pathlib import Path

from .. import answers
from ..children import Child
from ..state import write_private
from .base import PYTHON, SIGNALS, Part

PROGRAMS = Path(__file__).resolve().parents[2] / "standins"


def catalogue():
    """The stand-ins' own list of themselves."""
    spec = importlib.util.spec_from_file_location("standin_catalogue", PROGRAMS / "catalogue.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class StandIn(Part):
    real = False

    def __init__(self, product, *, what=None, tls=False, secret=False, told=None, options=None, **more):
        """`secret`: it asks for a password or token, which is in the file `secret` of its home; a text with %s when more
        than that is in there; `told`: service whose password is in the file `told`; `options`: further arguments, or a
        function of the part that gives them."""
        known = catalogue()
        entry = known.STANDINS[product]
        super().__init__(what=what or "stand-in for " + entry["title"], **more)
        self.program = entry["program"]
        self.main, *others = entry["ports"]
        self.more_ports = tuple(name.removesuffix("-port") for name in others)
        self.health = entry["health"]
        self.reads = entry.get("reads")
        self.web = not tls
        self.tls = tls
        self.secret = secret
        self.told = told
        self.options = options
        self.faults = {**SIGNALS, **{name: "control" for name in (*known.COMMON, *entry["faults"])}}
        self.meanings = {**known.COMMON, **entry["faults"]}

    def wants_password(self):
        return bool(self.secret)

    def secret_text(self):
        """What its file of the secret holds."""
        return self.secret % self.password if isinstance(self.secret, str) else self.password

    async def prepare(self, lab):
        if self.tls:
            made = lab.folder / "certificates"
            for source, target in ((".pem", "server.pem"), (".key", "server.key")):
                write_private(self.home / target, (made / (self.site.host + source)).read_text(encoding="ascii"))
        if self.password:
            write_private(self.home / "secret", self.secret_text() + "\n")
        if self.told and self.peer(self.told).password:
            write_private(self.home / "told", self.peer(self.told).password + "\n")

    def child(self, port):
        command = [PYTHON, "-B", self.site.standins / self.program, "--port", port, "--control", self.control]
        for name, number in self.ports.items():
            command += ["--%s-port" % name, number]
        if self.tls:
            command += ["--tls-cert", self.home / "server.pem", "--tls-key", self.home / "server.key"]
        command += self.options(self) if callable(self.options) else self.options or []
        # What reads the lab's own files belongs to the lab's own user.
        return Child(self.name, command, self.home, port, as_server=not self.reads)

    async def answering(self, port):
        authority = self.site.stack / "ca.pem" if self.tls else None
        return await answers.http(port, self.health, authority, self.site.host if self.tls else None) is not None

    async def well(self):
        authority = self.site.stack / "ca.pem" if self.tls else None
        found = await answers.http(self.port, self.health, authority, self.site.host if self.tls else None)
        return found is not None and found[0] == 200
