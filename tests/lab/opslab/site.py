# SPDX-License-Identifier: GPL-3.0-or-later
"""One environment of one platform: its parts, where they live, and their passwords."""

import asyncio
import secrets

from . import notsetup


class Site:
    def __init__(self, lab, table, environment, is_wanted, take_port):
        self.platform = table.ID
        self.id = environment
        self.is_wanted = is_wanted
        # The shop has no environment that is not set up: of one that is not wanted it is given ports on which nothing listens.
        self.is_always_set_up = table.ID == "shop"
        self.name = table.site_name(environment)  # before a part's own name, everywhere
        self.keychain = table.KEYCHAIN
        self.host = table.ENVIRONMENTS[environment]
        self.table = table
        self.folder = lab.folder / self.platform / environment
        self.stack = lab.folder / "stack"
        self.standins = lab.folder / "standins"
        self.children = lab.children
        self.parts = table.parts(environment)
        self.engine = None  # its Docker engine, once it runs
        self.lock = asyncio.Lock()  # one change at a time
        for identity, part in self.parts.items():
            part.settle_in(self, identity, take_port)
        for part in self.parts.values():
            if part.wants_password():
                part.password = secrets.token_urlsafe(18)

    def child(self, identity):
        return self.children.all["%s/%s" % (self.name, identity)]

    def has_container(self, identity):
        return self.engine is not None and identity in self.engine.described

    def replicas(self, identity):
        """How many of it run: as many as its document has."""
        return self.engine.described[identity].replicas if self.has_container(identity) else self.parts[identity].count

    def copies(self, identity):
        """The children of it, the first one first."""
        first = self.child(identity)
        return [first, *(child for child in self.children.all.values() if child.of == first.name)]

    def secrets(self):
        return {part.credential: part.password for part in self.parts.values() if part.password}

    def parameters(self, lab):
        """What the workspace is told of this environment. Of one that is not up: that no parameter has a value, for a definition
        may ask localhost when nothing is said, and would find there what is not the lab's."""
        if not (self.is_wanted or self.is_always_set_up):
            return dict.fromkeys(notsetup.defaults(self.platform, self.id))
        given = {}
        for part in self.parts.values():
            given.update(part.parameters())
        if self.engine is not None:
            given["docker_socket"] = str(self.engine.socket)
            for described in self.engine.described.values():
                given.update(described.parameters)
        return {"host": "127.0.0.1", **self.table.parameters(self, lab), **given}

    def record(self):
        return {
            "host": self.host,
            "up": self.is_wanted,
            "docker": str(self.engine.socket) if self.engine else "",
            "ports": {part.id: part.port for part in self.parts.values() if part.port},
            "services": {
                part.id: {"what": part.what, "real": part.real, "port": part.port, "ports": part.ports, "faults": list(part.faults),
                          "of": list(part.of)}
                for part in self.parts.values()
            },
        }
