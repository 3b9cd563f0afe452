# SPDX-License-Identifier: GPL-3.0-or-later
"""The workspace that Opsdeck opens on the lab: the demo's own files, with this lab's ports in opsdeck.yaml."""

import json
import shutil
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[3]
DEMO = SOURCE / "resources" / "examples" / "demo"
CONTROL = Path(__file__).resolve().parents[1] / "lab"


def parameters(folder, environment):
    ports = environment.ports
    values = {
        "host": "127.0.0.1",
        "site": environment.host,
        "nginx_port": ports["nginx"],
        "api_port": ports["api"],
        "worker_port": ports["worker"],
        "db_port": ports["db"],
        "redis_port": ports["redis"],
        "db_name": "shop",
        "db_user": "shop",
        "db_credential": "demo/%s/db" % environment.id,
    }
    if environment.redis_password:
        values["redis_credential"] = "demo/%s/redis" % environment.id
    values["lab_control"] = str(CONTROL)
    values["lab_dir"] = str(folder.path)
    return values


def make(folder, environments):
    """Copies the demo and writes opsdeck.yaml. Returns the path of the latter."""
    target = folder / "workspace"
    shutil.copytree(DEMO, target)
    shutil.copyfile(folder / "certificates" / "ca.pem", target / "ca.pem")
    lines = ["# Written by the lab for its own ports.", "workspace: demo", "title: Demo", "platforms:",
             "  - file: platforms/shop.yaml", "    parameters:"]  # fmt: skip
    for environment in environments:
        lines.append("      %s:" % environment.id)
        for name, value in parameters(folder, environment).items():
            lines.append("        %s: %s" % (name, json.dumps(value)))
    lines.append("runbooks:")
    lines += ["  - runbooks/" + path.name for path in sorted((target / "runbooks").glob("*.yaml"))]
    path = target / "opsdeck.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
