# SPDX-License-Identifier: GPL-3.0-or-later
"""`env`, `workspace`, `run`: using a lab that is up."""

import os
import shlex

from .. import keychain, workspace
from ..errors import LabError


def require_up(folder):
    folder.check_owner()
    if not folder.is_up():
        raise LabError("No lab is up in %s. Start one: %s up" % (folder.path, workspace.CONTROL))
    found = folder.read_state()
    if not found or not found["up"]:
        raise LabError("The lab in %s is still starting." % folder.path)
    return found


def environment_of(folder):
    found = {
        "DBUS_SESSION_BUS_ADDRESS": keychain.bus_address(folder),
        "OPSDECK_DATA_DIR": str(folder / "data"),
        "OPSDECK_LAB_DIR": str(folder.path),
    }
    if not os.environ.get("XDG_RUNTIME_DIR"):
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        found["XDG_RUNTIME_DIR"] = str(runtime)
    return found


def env(folder, _options):
    require_up(folder)
    for name, value in environment_of(folder).items():
        print("export %s=%s" % (name, shlex.quote(value)))
    return 0


def workspace_path(folder, _options):
    require_up(folder)
    print(folder / "workspace" / "opsdeck.yaml")
    return 0


def run(folder, options):
    require_up(folder)
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        raise LabError("Nothing to run. Say: lab run -- COMMAND …")
    os.environ.update(environment_of(folder))
    try:
        os.execvp(command[0], command)
    except OSError as problem:
        raise LabError("%s cannot be run: %s" % (command[0], problem.strerror)) from None
