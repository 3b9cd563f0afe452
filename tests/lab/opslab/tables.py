# SPDX-License-Identifier: GPL-3.0-or-later
"""The platforms that the lab knows: tests/lab/platforms/<id>.py."""

import importlib.util
from pathlib import Path

from .errors import LabError

FOLDER = Path(__file__).resolve().parents[1] / "platforms"


class Table:
    """A platform's own file, with what most of them leave out."""

    def __init__(self, identity):
        path = FOLDER / (identity + ".py")
        spec = importlib.util.spec_from_file_location("platform_" + identity, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.ID = identity
        self.ENVIRONMENTS = module.ENVIRONMENTS  # environment → name of its machine
        self.NOT_RUN = getattr(module, "NOT_RUN", {})  # service of the definition → why the lab has no part for it
        self.WITHOUT = getattr(module, "WITHOUT", {})  # parameter or service → why the lab does not set it up; or per environment
        self.BUSY = getattr(module, "BUSY", ())  # "service/check" with a limit that a busy machine passes in the lab
        self.KEYCHAIN = getattr(module, "KEYCHAIN", identity)  # first word of the passwords' ids
        self.parts = module.parts
        self._parameters = getattr(module, "parameters", None)
        self._traffic = getattr(module, "traffic", None)
        self._scripts = getattr(module, "scripts", None)

    def site_name(self, environment):
        return environment if self.ID == "shop" else "%s/%s" % (self.ID, environment)

    def parameters(self, site, lab):
        """Of an environment, beyond what its parts give."""
        return self._parameters(site, lab) if self._parameters else {}

    def scripts(self, site):
        """Programs that the workspace has for its checks: name → text."""
        return self._scripts(site) if self._scripts else {}

    def traffic(self, site):
        """Addresses that stack/traffic.py is to ask, so that charts move."""
        return self._traffic(site) if self._traffic else []


def known():
    """The shop, then the others by name."""
    return sorted((path.stem for path in FOLDER.glob("*.py")), key=lambda name: (name != "shop", name))


def load(names):
    """The tables of these platforms, "all" among them, in the lab's own order."""
    found = known()
    for name in names:
        if name not in found and name != "all":
            raise LabError("There is no platform %r: %s, all." % (name, ", ".join(found)))
    return {name: Table(name) for name in found if name in names or "all" in names}


def environments(found, wanted):
    """platform → its environments that are wanted; all of them when none is named."""
    named = {name for table in found.values() for name in table.ENVIRONMENTS}
    for name in wanted:
        if name not in named:
            raise LabError("There is no environment %r: %s." % (name, ", ".join(sorted(named))))
    return {table.ID: [name for name in table.ENVIRONMENTS if not wanted or name in wanted] for table in found.values()}
