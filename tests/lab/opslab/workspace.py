# SPDX-License-Identifier: GPL-3.0-or-later
"""The workspace that Opsdeck opens on the lab: the demo's own files and the shipped platforms, with this lab's parameters in
opsdeck.yaml."""

import json
import shutil
from pathlib import Path

from .errors import LabError

SOURCE = Path(__file__).resolve().parents[3]
DEMO = SOURCE / "resources" / "examples" / "demo"
PLATFORMS = SOURCE / "resources" / "platforms"
CONTROL = Path(__file__).resolve().parents[1] / "lab"


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
            if site.platform == name and (site.is_wanted or site.is_there_unless_told):
                lines.append("      %s:" % site.id)
                lines += ["        %s: %s" % (key, json.dumps(value)) for key, value in site.parameters(lab).items()]
    runbooks = sorted((target / "runbooks").glob("*.yaml"))
    if runbooks:
        lines.append("runbooks:")
        lines += ["  - runbooks/" + path.name for path in runbooks]
    path = target / "opsdeck.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
