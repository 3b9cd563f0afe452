# SPDX-License-Identifier: GPL-3.0-or-later
"""The workspace that Opsdeck opens on the lab: the demo's own files and the shipped platforms, with this lab's parameters in
opsdeck.yaml."""

import json
import shutil
from pathlib import Path

from . import notsetup
from .errors import LabError
from .notsetup import PLATFORMS

SOURCE = Path(__file__).resolve().parents[3]
DEMO = SOURCE / "resources" / "examples" / "demo"
CONTROL = Path(__file__).resolve().parents[1] / "lab"


def script(lab, site, name):
    """Where a program of a table's scripts() lies."""
    return lab.folder / "workspace" / "scripts" / ("%s-%s-%s" % (site.platform, site.id, name))


def remarks(lab, site):
    """Lines on what is not set up there."""
    told = notsetup.told(site, lab) if site.platform != "shop" and site.is_wanted else {}
    return ["      # Not set up (%s): %s" % (why, ", ".join(checks)) for why, checks in told.items()]


def make(lab):
    """Copies the files and writes opsdeck.yaml. Returns the path of the latter."""
    target = lab.folder / "workspace"
    names = list(lab.tables)
    if "shop" in names:
        shutil.copytree(DEMO, target)
    else:
        (target / "platforms").mkdir(parents=True)
    shutil.copyfile(lab.folder / "certificates" / "ca.pem", target / "ca.pem")
    lines = ["# Written by the lab for its own ports."]
    lines += ["workspace: demo", "title: Demo"] if names == ["shop"] else ["workspace: lab", "title: Lab"]
    lines.append("platforms:")
    for name in names:
        if name != "shop":
            definition = PLATFORMS / (name + ".yaml")
            if not definition.is_file():
                raise LabError("There is no definition of %s: %s" % (name, definition))
            shutil.copyfile(definition, target / "platforms" / definition.name)
        lines += ["  - file: platforms/%s.yaml" % name, "    parameters:"]
        for site in lab.sites:
            given = site.parameters(lab) if site.platform == name else {}
            if given:
                for program, text in site.table.scripts(site).items() if site.is_wanted else ():
                    path = script(lab, site, program)
                    path.parent.mkdir(exist_ok=True)
                    path.write_text(text, encoding="utf-8")
                    path.chmod(0o700)
                lines += remarks(lab, site)
                lines.append("      %s:" % site.id)
                lines += ["        %s: %s" % (key, "~" if value is None else json.dumps(value)) for key, value in given.items()]
    runbooks = sorted((target / "runbooks").glob("*.yaml"))
    if runbooks:
        lines.append("runbooks:")
        lines += ["  - runbooks/" + path.name for path in runbooks]
    path = target / "opsdeck.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
