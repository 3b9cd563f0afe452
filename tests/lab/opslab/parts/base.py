# SPDX-License-Identifier: GPL-3.0-or-later
"""What every kind of part has: where it lives, how it starts, whether it answers, how it can be broken."""

import json

from .. import answers
from ..children import Child
from ..state import write_private

PYTHON = "/usr/bin/python3"

# How a fault is brought about: by a signal, by the program itself (its control file), by a program on the part's port
# instead of it, by one in front of it while it moves to another port, or by a helper beside it.
SIGNALS = {"kill": "signal", "end": "end", "stop": "signal"}
MISBEHAVING = {"hang": "instead", "garbage": "instead", "drip": "instead", "endless": "instead"}
WEB = {"errors": "instead", "slow": "front", "html": "instead", **MISBEHAVING}


class Part:
    """One service of one environment. A table makes it with its settings, the lab gives it its place by settle_in()."""

    what = ""  # the product, as `lab list` says it
    real = True  # or a stand-in
    web = False  # speaks HTTP, unencrypted
    listens = True
    more_ports = ()  # names of further ports
    whole_folder = False
    keeps_data = False  # ends after all others
    count = 1  # so many of it run where no document's container says otherwise
    waits = False  # starts only when what it uses is ready
    speaks_first = False  # a client waits for its greeting
    restarts = False  # is started again when it ends by itself, as its platform's containers are
    faults = SIGNALS

    def __init__(self, *, parameters=None, uses=(), what=None, of=()):
        """`of`: services that it belongs to, when it is none itself: a program beside them."""
        self.of = tuple(of)
        self.own_parameters = parameters  # of the workspace, when not <service>_port and so on
        self.uses = tuple(uses)  # services whose loss it tells in its own health
        if what:
            self.what = what
        self.site = self.id = self.home = None
        self.port = 0
        self.ports = {}  # of more_ports
        self.password = None

    # ---- its place ----

    def settle_in(self, site, identity, take_port):
        self.site = site
        self.id = identity
        self.home = site.folder / identity
        self.port = take_port() if self.listens else 0
        self.ports = {name: take_port() for name in self.more_ports}

    @property
    def name(self):
        return "%s/%s" % (self.site.name, self.id)

    @property
    def key(self):
        """Of the service, in names of parameters."""
        return self.id.replace("-", "_")

    @property
    def credential(self):
        """Id in the keychain of the part's password; None when it has none."""
        return "%s/%s/%s" % (self.site.keychain, self.site.id, self.id) if self.wants_password() else None

    @property
    def control(self):
        return self.home / "control.json"

    def wants_password(self):
        return False

    def peer(self, identity):
        return self.site.parts[identity]

    def parameters(self):
        """What the workspace is told of it."""
        if self.own_parameters is not None:
            return self.own_parameters(self) if callable(self.own_parameters) else self.own_parameters
        given = {self.key + "_port": self.port} if self.listens else {}
        given.update({"%s_%s_port" % (self.key, name.replace("-", "_")): port for name, port in self.ports.items()})
        if self.credential:
            given[self.key + "_credential"] = self.credential
        return given

    # ---- its life ----

    async def prepare(self, lab):
        """Once, before its first start: beyond its own empty folder."""

    def write(self, port, variant=""):
        """Its configuration, to listen on that port. The files are handed to the servers' account afterwards."""

    def command(self, port):
        raise NotImplementedError

    def child(self, port):
        """The process, to be started."""
        return Child(self.name, self.command(port), self.home, port)

    def replica(self, number):
        """A further one beside the first, to be started; it listens nowhere."""
        raise NotImplementedError

    async def fill(self, lab):
        """Once, after it answered for the first time."""

    async def answering(self, port):
        return await answers.listening(port)

    async def well(self):
        """Answers, and says that it has all it needs."""
        return await self.answering(self.port)

    def helper(self, fault):
        """The program beside it that brings about a fault: its last argument is a file that it makes when that is done."""
        raise NotImplementedError

    async def mended(self, lab, fault):
        """After that program has ended."""

    async def obeyed(self, fault):
        """Whether the fault that its control file asks for is there; True where it looks at that file before each answer."""
        return True

    async def gone(self):
        return not self.listens or await answers.refused(self.port)

    # ---- helpers ----

    def write_config(self, values):
        write_private(self.home / "config.json", json.dumps(values))

    def stack_child(self, port, module_arguments, **more):
        environment = {
            "STACK_CONFIG": str(self.home / "config.json"),
            "STACK_CONTROL": str(self.control),
            "PYTHONPATH": str(self.site.stack),
        }
        return Child(self.name, [PYTHON, "-m", *module_arguments], self.home, port, environment, **more)

    def connections(self, database, redis):
        """What an application of the stack is told of the servers it uses."""
        values = {"database": None, "redis": None}
        if database:
            part = self.peer(database)
            values["database"] = {"host": "127.0.0.1", "port": part.port, "dbname": part.database, "user": part.user,
                                  "password": part.password, "connect_timeout": 2}  # fmt: skip
        if redis:
            part = self.peer(redis)
            values["redis"] = {"host": "127.0.0.1", "port": part.port, "password": part.password}
        return values
